/* SPDX-License-Identifier: Apache-2.0 */
/* test_json.c: valid and invalid JSON; reading by path and type; canonical printing. */
#include "../../gate/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int parse(struct arena *a, const char *text, struct json **out, struct err *e)
{
	return json_parse(a, str_of(text), out, e);
}

static void invalid_json_is_rejected(void **state)
{
	/* clang-format off */
	static const char *const bad[] = {
		"", " ", "{", "[1", "{\"a\":1", "[1,]", "{\"a\":1,}", "1 2", "[1]x", "NaN", "-Infinity", "'a'", "{'a':1}",
		"{a:1}", "01", "+1", "1.", ".5",
		"1e", "0x10", "TRUE", "// c\n1", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
		"\"\\ud800\\u0041\"", "\"\\u0000\"",
		"{\"a\\u0000b\":1}", "\xEF\xBB\xBF{}", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"",
		"100000000000000000000000000", "-9223372036854775809", "1e400", "{\"a\":1,\"a\":2}",
		"{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", "{\"a\":1,\"\\u0061\":2}",
	};
	/* clang-format on */
	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct arena *a = arena_new();
		struct json *v;
		struct err e = { .code = ERR_NONE };
		if (!parse(a, bad[i], &v, &e))
			fail_msg("was taken: %s", bad[i]);
		assert_int_equal(e.code, ERR_MALFORMED);
		arena_free(a);
	}
}

static void foreign_encodings_are_reported_by_name(void **state)
{
	const struct {
		struct str text;
		const char *why;
	} bad[] = {
		{ STR("\xEF\xBB\xBF{}"), "it begins with a UTF-8 byte order mark" },
		{ STR("\xFF\xFE{\0}\0"), "UTF-16 (little-endian)" },
		{ STR("\xFE\xFF\0{\0}"), "UTF-16 (big-endian)" },
		{ STR("{\0}\0"), "UTF-16 (little-endian)" },
		{ STR("\0{\0}"), "UTF-16 (big-endian)" },
		{ STR("\xFF\xFE\0\0{\0\0\0"), "UTF-32 (little-endian)" },
	};
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct json *v;
		struct err e;
		assert_int_equal(json_parse(a, bad[i].text, &v, &e), -1);
		if (!strstr(e.text, bad[i].why))
			assert_string_equal(e.text, bad[i].why);
	}
	arena_free(a);
}

/* A string with U+0000 is an unobserved value. A key with U+0000 makes its object unobserved, because its members are
 * not all known. The rest is read. */
static void string_with_nul_is_unobserved(void **state)
{
	static const struct {
		const char *text, *want;
	} good[] = {
		{ "{\"a\":1,\"b\":\"x\\u0000y\",\"c\":[\"\\u0000\",2]}",
			"{\"a\":1,\"b\":{\"?\":\"the string contains U+0000, which is not supported\"},"
			"\"c\":[{\"?\":\"the string contains U+0000, which is not supported\"},2]}" },
		{ "[{\"k\\u0000\":{\"z\":1},\"k\":2},3]",
			"[{\"?\":\"a key of this object contains U+0000, which is not supported\"},3]" },
		{ "{\"a\\u0000b\":1,\"a\\u0000c\":2}",
			"{\"?\":\"a key of this object contains U+0000, which is not supported\"}" },
	};
	static const char *const bad[] = { "\"\\u0000", "{\"a\":1,\"a\":\"\\u0000\"}", "\"\\u000\"" };
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct buf b = BUF_MAX(1000);
		assert_int_equal(json_parse_unobserved(a, str_of(good[i].text), "?", &v, &e), 0);
		json_print(v, JSON_COMPACT, &b);
		assert_string_equal(buf_text(&b), good[i].want);
		buf_free(&b);
		assert_int_equal(parse(a, good[i].text, &v, &e), -1); /* not accepted in rungate's own files */
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_int_equal(json_parse_unobserved(a, str_of(bad[i]), "?", &v, &e), -1);
	arena_free(a);
}

static void valid_json_is_printed_back(void **state)
{
	/* clang-format off */
	static const char *const good[] = {
		"null", "true", "[]", "{}", "0", "-1", "9223372036854775807", "18446744073709551615", "-9223372036854775808",
		"1.5", "1.0", "0.1",
		"\"a\"", "\"\\n\\\"\\\\\"", "[null,false,{\"a\":[1,2.5,\"x\"]}]", "{\"b\":1,\"a\":null}", "\"\xc3\xa9\"",
	};
	/* clang-format on */
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct json *v;
		struct err e;
		struct buf b = BUF_MAX(1000);
		assert_int_equal(parse(a, good[i], &v, &e), 0);
		json_print(v, JSON_COMPACT, &b);
		assert_string_equal(buf_text(&b), good[i]);
		buf_free(&b);
	}
	arena_free(a);
}

static void escapes_spaces_and_numbers_are_read(void **state)
{
	static const struct {
		const char *text, *want;
	} good[] = {
		{ "\"\\u0041\\u00e9\\u20ac\\uD83D\\ude00\"", "\"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "\"\\u0080\\u07ff\\u0800\\uffff\\ud800\\udc00\\udbff\\udfff\"",
			"\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"" },
		{ "\"a\\\"\\\\\\/\\b\\f\\n\\r\\tb\\u000ac\"", "\"a\\\"\\\\/\\b\\f\\n\\r\\tb\\nc\"" },
		{ "\"\\n\"", "\"\\n\"" },
		{ "\"\"", "\"\"" },
		{ "\"\\\\\"", "\"\\\\\"" },
		{ " {\t\"\\u0061\" :\n[ ] , \"\" : { } ,\"c\":[ 1 , [2] ]\r} ", "{\"a\":[],\"\":{},\"c\":[1,[2]]}" },
		{ "-0", "0" },
		{ "9223372036854775808", "9223372036854775808" },
		{ "1e2", "100.0" },
		{ "-1.5E-1", "-0.15" },
		{ " 7 ", "7" },
	};
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++) {
		struct json *v;
		struct err e;
		struct buf b = BUF_MAX(1000);
		/* Without a terminating NUL, so that the sanitizers detect reads beyond the end. */
		char *exact = malloc(strlen(good[i].text));
		memcpy(exact, good[i].text, strlen(good[i].text));
		assert_int_equal(json_parse(a, (struct str){ exact, strlen(good[i].text) }, &v, &e), 0);
		json_print(v, JSON_COMPACT, &b);
		assert_string_equal(buf_text(&b), good[i].want);
		free(exact);
		buf_free(&b);
	}
	arena_free(a);
}

static void long_keys_are_read(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	for (size_t n = 55; n < 75; n++) {
		const char *key = arena_printf(a, "%0*d", (int)n, 1);
		assert_int_equal(parse(a, arena_printf(a, "{\"%s\":true}", key), &v, &e), 0);
		assert_true(json_is_true(json_get(v, key)));
	}
	arena_free(a);
}

static void null_is_distinguished_from_absence(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	assert_int_equal(parse(a, "{\"a\":null,\"b\":[null]}", &v, &e), 0);
	assert_non_null(json_get(v, "a"));
	assert_int_equal(json_kind(json_get(v, "a")), JSON_NULL);
	assert_null(json_get(v, "c"));
	assert_int_equal(json_size(json_get(v, "b")), 1);
	assert_non_null(json_item(json_get(v, "b"), 0));
	arena_free(a);
}

static void depth_is_limited(void **state)
{
	char deep[2 * (LIMIT_JSON_DEPTH + 1) + 1];
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	memset(deep, '[', LIMIT_JSON_DEPTH + 1);
	memset(deep + LIMIT_JSON_DEPTH + 1, ']', LIMIT_JSON_DEPTH + 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_int_equal(parse(a, deep, &v, &e), -1);
	assert_non_null(strstr(e.text, "deep"));
	memmove(deep, deep + 1, sizeof(deep) - 1);
	deep[2 * LIMIT_JSON_DEPTH] = '\0';
	assert_int_equal(parse(a, deep, &v, &e), 0);
	arena_free(a);
}

static void reader_error_names_path_and_both_types(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e = { .code = ERR_NONE };
	(void)state;
	assert_int_equal(
		parse(a, "{\"generation\":\"7\",\"n\":3,\"traffic\":[{\"percent\":90},{\"percent\":\"10 %\"}]}", &v, &e), 0);
	struct json_reader r = json_reader(v, "service shop", &e);
	assert_int_equal(json_read_int(&r, "generation"), 7); /* int64 is a string in proto3 JSON */
	assert_int_equal(json_read_int_or(&r, "traffic[0].percent", 0), 90);
	assert_int_equal(json_read_int_or(&r, "absent", 5), 5);
	assert_int_equal(json_read_done(&r), 0);
	json_read_int(&r, "traffic[1].percent");
	json_read_string(&r, "n");
	assert_int_equal(json_read_done(&r), -1);
	assert_string_equal(e.text, "service shop: traffic[1].percent: want whole number, have string");
	arena_free(a);
}

/* GCP19: int64 is a string in v2 and a number in v1. Any other form is an error. */
static void integers_are_accepted_in_documented_forms_only(void **state)
{
	static const char *const wrong[] = { "\"7.0\"", "\"7 \"", "\"0x7\"", "\"\"", "\"-\"", "\"9223372036854775808\"",
		"7.5", "true", "[7]" };
	struct arena *a = arena_new();
	struct json *v;
	(void)state;
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		struct err e = { .code = ERR_NONE };
		assert_int_equal(
			parse(a, arena_printf(a, "{\"text\":\"7\",\"number\":7,\"generation\":%s}", wrong[i]), &v, &e), 0);
		struct json_reader r = json_reader(v, "service shop", &e);
		assert_int_equal(json_read_int(&r, "text"), 7);
		assert_int_equal(json_read_int(&r, "number"), 7);
		assert_int_equal(json_read_done(&r), 0);
		json_read_int(&r, "generation");
		assert_int_equal(json_read_done(&r), -1);
		assert_non_null(strstr(e.text, "generation: want whole number"));
	}
	arena_free(a);
}

/* The cached position of a key is only a hint: another object, a removed key and a moved key are detected. */
static void key_position_hint_is_verified(void **state)
{
	struct arena *a = arena_new();
	struct json *v, *w;
	struct err e;
	struct json_key k = { 0 };
	size_t after = 0;
	(void)state;
	assert_int_equal(
		parse(a, "[{\"a\":1,\"k\":2},{\"k\":3},{\"a\":4},{\"x\":0,\"y\":0,\"z\":0,\"k\":5,\"a\":6},7,{}]", &v, &e), 0);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(json_int(json_get_key(json_item(v, 0), "k", &k)), 2);
		assert_int_equal(json_int(json_get_key(json_item(v, 1), "k", &k)), 3);
		assert_null(json_get_key(json_item(v, 2), "k", &k));
		assert_int_equal(json_int(json_get_key(json_item(v, 3), "k", &k)), 5);
		assert_null(json_get_key(json_item(v, 4), "k", &k));
		assert_null(json_get_key(json_item(v, 5), "k", &k));
		assert_null(json_get_key(NULL, "k", &k));
	}
	w = json_item(v, 3);
	for (struct json_each it = json_each(w); json_next(&it);)
		assert_ptr_equal(json_get_after(w, it.key, &after), it.value);
	assert_int_equal(json_int(json_get_after(w, "k", &after)), 5);
	assert_null(json_get_after(w, "nowhere", &after));
	json_set(w, "k", NULL);
	assert_null(json_get_key(w, "k", &k));
	for (int i = 0; i < 100; i++)
		json_set(w, arena_printf(a, "more%d", i), json_new_int(a, i));
	assert_int_equal(json_int(json_get_key(w, "a", &(struct json_key){ .hash = 0, .at = 1000000 })), 6);
	arena_free(a);
}

static void view_has_kind_and_content(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct json_view view;
	struct err e;
	size_t n;
	(void)state;
	assert_int_equal(
		parse(a, "[null,true,-1,18446744073709551615,1.5,\"x\",[],{\"k\":1},{\"k\":1,\"l\":2},9223372036854775807]", &v,
			&e),
		0);
	struct json *const *items = json_items(v, &n);
	static const enum json_kind kinds[] = { JSON_NULL, JSON_BOOL, JSON_INT, JSON_INT, JSON_DOUBLE, JSON_STRING,
		JSON_ARRAY, JSON_OBJECT, JSON_OBJECT, JSON_INT };
	assert_int_equal(n, COUNTOF(kinds));
	for (size_t i = 0; i < n; i++) {
		json_view(items[i], &view);
		assert_int_equal(view.kind, kinds[i]);
		assert_true(i != 1 || view.b);
		assert_true(i != 2 || (view.i == -1 && !view.big));
		assert_true(i != 3 || (view.u == UINT64_MAX && view.big));
		assert_true(i != 5 || str_is(view.s, "x"));
		assert_true(i != 7 || !strcmp(view.first, "k"));
		assert_true(i != 8 || !strcmp(view.first, "k"));
		assert_true(i != 9 || (view.i == INT64_MAX && !view.big));
	}
	json_view(NULL, &view);
	assert_int_equal(view.kind, JSON_NULL);
	assert_null(json_items(items[1], &n));
	arena_free(a);
}

static void sorted_print_does_not_depend_on_order(void **state)
{
	struct arena *a = arena_new();
	struct json *x, *y;
	struct err e;
	struct buf b = BUF_MAX(1000), c = BUF_MAX(1000);
	(void)state;
	assert_int_equal(parse(a, "{\"b\":1,\"a\":{\"d\":1,\"c\":2}}", &x, &e), 0);
	assert_int_equal(parse(a, "{\"a\":{\"c\":2,\"d\":1},\"b\":1}", &y, &e), 0);
	json_print(x, JSON_SORTED, &b);
	json_print(y, JSON_SORTED, &c);
	assert_string_equal(buf_text(&b), "{\"a\":{\"c\":2,\"d\":1},\"b\":1}");
	assert_string_equal(buf_text(&b), buf_text(&c));
	assert_true(json_equal(x, y));
	buf_free(&b);
	buf_free(&c);
	arena_free(a);
}

static void many_members_are_sorted_like_few(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 100; n++) {
		struct arena *a = arena_new();
		struct json *v = json_new_object(a);
		struct buf b = BUF_MAX(10000), want = BUF_MAX(10000);
		for (size_t i = n; i--;)
			json_set_int(a, v, arena_printf(a, "k%03zu", i ^ 1), 1);
		for (size_t i = 0; i < n + n % 2; i++)
			if (json_get(v, arena_printf(a, "k%03zu", i)))
				buf_printf(&want, "%s\"k%03zu\":1", want.n ? "," : "{", i);
		buf_puts(&want, "}");
		json_print(v, JSON_SORTED, &b);
		assert_string_equal(buf_text(&b), buf_text(&want));
		buf_free(&b);
		buf_free(&want);
		arena_free(a);
	}
}

static void duplicate_key_is_reported_with_its_position(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	assert_int_equal(parse(a, "{\"a\":1,\n \"a\":2}", &v, &e), -1);
	assert_string_equal(e.text, "not JSON: line 2 column 3: duplicate key in an object");
	assert_int_equal(parse(a, "{\"a\":1,\n \"\\u0061\":2}", &v, &e), -1);
	assert_string_equal(e.text, "unsupported JSON: duplicate key in an object");
	arena_free(a);
}

static void keys_are_compared_within_their_object_only(void **state)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	(void)state;
	assert_int_equal(parse(a, "[{\"a\":{\"a\":1,\"b\":[{\"a\":1},{\"a\":2}]},\"b\":{}},{\"a\":1}]", &v, &e), 0);
	assert_int_equal(parse(a, "{\"a\":1,\"b\":{\"a\":{\"a\":1}},\n\"a\":[]}", &v, &e), -1);
	assert_string_equal(e.text, "not JSON: line 2 column 2: duplicate key in an object");
	arena_free(a);
}

static void keys_that_are_no_literals_are_copied(void **state)
{
	struct arena *a = arena_new();
	struct json *v = json_new_object(a);
	char key[] = "one";
	(void)state;
	json_set_int(a, v, key, 1);
	json_set_string(a, v, "two", "x");
	memcpy(key, "two", sizeof(key));
	assert_int_equal(json_int(json_get(v, "one")), 1);
	json_set_bool(a, v, key, true);
	json_set(v, "one", NULL);
	assert_true(json_size(v) == 1 && json_is_true(json_get(v, "two")));
	arena_free(a);
}

/* JSON from a peer is parsed in the loop, so its size and number of values are limited. */
static void peer_json_is_limited(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_MAX(2 * LIMIT_PEER_JSON_BYTES);
	struct json *v;
	struct err e;
	(void)state;
	buf_puts(&b, "[0");
	for (int i = 2; i < LIMIT_PEER_JSON_NODES; i++)
		buf_puts(&b, ",0");
	buf_puts(&b, "]");
	assert_int_equal(json_parse_peer(a, (struct str){ buf_text(&b), b.n }, NULL, &v, &e), 0);
	assert_int_equal(json_size(v), LIMIT_PEER_JSON_NODES - 1);
	b.n--;
	buf_puts(&b, ",0]");
	assert_int_equal(json_parse_peer(a, (struct str){ buf_text(&b), b.n }, NULL, &v, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(json_parse(a, (struct str){ buf_text(&b), b.n }, &v, &e), 0);
	while (b.n <= LIMIT_PEER_JSON_BYTES)
		buf_putc(&b, ' ');
	assert_int_equal(json_parse_peer(a, (struct str){ buf_text(&b), b.n }, NULL, &v, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}

/* The wanted members are the same as from json_parse. The rest must be valid JSON too. */
static void only_wanted_members_are_kept(void **state)
{
	static const struct json_wanted deep[] = { JSON_WHOLE("a") };
	static const struct json_wanted in[] = { JSON_WHOLE("a"), { "deep", deep, COUNTOF(deep) } };
	static const struct json_wanted w[] = { JSON_WHOLE("a"), JSON_WHOLE("c"), { "in", in, COUNTOF(in) } };
	static const struct {
		const char *text, *gives;
	} all[] = {
		{ "{}", "{}" },
		{ "{\"b\":1}", "{}" },
		{ "{\"b\":1,\"a\":2}", "{\"a\":2}" },
		{ "[1,2]", "[1,2]" },
		{ "7", "7" },
		{ " { \"a\" : [ 1 , { \"b\" : \"}\" } ] , \"b\":[\"\\\"]\",{}],\"c\":null } ",
			"{\"a\":[1,{\"b\":\"}\"}],\"c\":null}" },
		{ "{\"in\":{\"x\":{\"a\":1},\"a\":{\"x\":1},\"in\":{\"a\":1}},\"c\":\"\\\\\"}",
			"{\"in\":{\"a\":{\"x\":1}},\"c\":\"\\\\\"}" },
		{ "{\"in\":{\"x\":1,\"deep\":{\"x\":1,\"a\":2,\"deep\":3}}}", "{\"in\":{\"deep\":{\"a\":2}}}" },
		{ "{\"in\":[1],\"aa\":1,\"A\":2,\"c\":1.5}", "{\"c\":1.5}" },
		{ "{\"in\":{}}", "{\"in\":{}}" },
	};
	static const char *const bad[] = { "{\"b\":01,\"a\":1}", "{\"a\":1,\"b\":[}", "{\"a\":1,\"a\":2}", "{\"a\":1}x",
		"{\"b\":\"\xff\"}", "{\"in\":{\"a\":1,\"a\":1}}", "", "{" };
	struct json *v;
	struct err e;
	(void)state;
	struct arena *a = arena_new();
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct buf b = BUF_MAX(4096);
		if (json_parse_wanted(a, str_of(all[i].text), w, COUNTOF(w), &v, &e))
			fail_msg("%s: %s", all[i].text, e.text);
		json_print(v, JSON_COMPACT, &b);
		assert_string_equal(buf_text(&b), all[i].gives);
		buf_free(&b);
	}
	for (size_t i = 0; i < COUNTOF(bad); i++)
		if (!json_parse_wanted(a, str_of(bad[i]), w, COUNTOF(w), &v, &e))
			fail_msg("was taken: %s", bad[i]);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invalid_json_is_rejected),
		cmocka_unit_test(foreign_encodings_are_reported_by_name),
		cmocka_unit_test(only_wanted_members_are_kept),
		cmocka_unit_test(string_with_nul_is_unobserved),
		cmocka_unit_test(valid_json_is_printed_back),
		cmocka_unit_test(escapes_spaces_and_numbers_are_read),
		cmocka_unit_test(long_keys_are_read),
		cmocka_unit_test(null_is_distinguished_from_absence),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(reader_error_names_path_and_both_types),
		cmocka_unit_test(integers_are_accepted_in_documented_forms_only),
		cmocka_unit_test(key_position_hint_is_verified),
		cmocka_unit_test(view_has_kind_and_content),
		cmocka_unit_test(sorted_print_does_not_depend_on_order),
		cmocka_unit_test(many_members_are_sorted_like_few),
		cmocka_unit_test(peer_json_is_limited),
		cmocka_unit_test(duplicate_key_is_reported_with_its_position),
		cmocka_unit_test(keys_are_compared_within_their_object_only),
		cmocka_unit_test(keys_that_are_no_literals_are_copied),
	};
	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
