/* SPDX-License-Identifier: Apache-2.0 */
/* test_like.c: members stored as differences from another member are complete again when they are read. */
#include "../../gate/evidence/evidence.h"
#include "unit.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *printed(struct arena *a, const struct json *v)
{
	struct buf b = BUF_MAX(64 * 1024);
	json_print(v, JSON_SORTED, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* Folding gives `told`. Printing, parsing and unfolding that gives the original. */
static void check(const char *group, const char *told)
{
	struct arena *a = arena_new();
	struct json *folded = like_fold(a, unit_json(a, group), true);
	assert_string_equal(printed(a, folded), printed(a, unit_json(a, told)));
	struct json *again = like_unfold(a, unit_json(a, printed(a, folded)));
	assert_string_equal(printed(a, again), printed(a, unit_json(a, group)));
	arena_free(a);
}

static void equal_parts_are_stored_once(void **state)
{
	(void)state;
	check("{\"a\":{\"x\":1,\"y\":{\"p\":1,\"q\":[1]}},\"b\":{\"x\":2,\"y\":{\"p\":1,\"q\":[1]}}}",
		"{\"a\":{\"x\":1,\"y\":{\"p\":1,\"q\":[1]}},\"b\":{\"$like\":\"a\",\"x\":2}}");
	check("{\"a\":{\"y\":{\"p\":1,\"q\":[1]}},\"b\":{\"y\":{\"p\":1,\"q\":[2]}}}",
		"{\"a\":{\"y\":{\"p\":1,\"q\":[1]}},\"b\":{\"$like\":\"a\",\"y\":{\"q\":[2]}}}");
}

static void missing_and_additional_members_are_stored(void **state)
{
	(void)state;
	check("{\"a\":{\"x\":1,\"y\":{\"p\":1}},\"b\":{\"y\":{},\"z\":3}}",
		"{\"a\":{\"x\":1,\"y\":{\"p\":1}},\"b\":{\"$lacks\":[\"x\"],\"$like\":\"a\","
		"\"y\":{\"$lacks\":[\"p\"]},\"z\":3}}");
	check("{\"a\":{\"x\":{\"p\":1}},\"b\":{\"x\":7}}", "{\"a\":{\"x\":{\"p\":1}},\"b\":{\"$like\":\"a\",\"x\":7}}");
	check("{\"a\":{\"x\":7},\"b\":{\"x\":{\"p\":1}}}", "{\"a\":{\"x\":7},\"b\":{\"$like\":\"a\",\"x\":{\"p\":1}}}");
	check("{\"a\":{\"x\":0},\"b\":{\"x\":null}}", "{\"a\":{\"x\":0},\"b\":{\"$like\":\"a\",\"x\":null}}");
}

static void unobserved_value_is_no_pattern(void **state)
{
	(void)state;
	check("{\"a\":{\"$unobserved\":\"why\"},\"b\":{\"x\":1},\"c\":{\"$unobserved\":\"why\"},\"d\":{\"x\":1}}",
		"{\"a\":{\"$unobserved\":\"why\"},\"b\":{\"x\":1},\"c\":{\"$unobserved\":\"why\"},\"d\":{\"$like\":\"b\"}}");
}

static void lists_of_equal_length_are_compared_item_by_item(void **state)
{
	(void)state;
	check("{\"a\":{\"x\":[{\"p\":1,\"q\":2},{\"p\":3}]},\"b\":{\"x\":[{\"p\":1,\"q\":7},{\"p\":3}]}}",
		"{\"a\":{\"x\":[{\"p\":1,\"q\":2},{\"p\":3}]},\"b\":{\"$like\":\"a\",\"x\":{\"$items\":{\"0\":{\"q\":7}}}}}");
	check("{\"a\":{\"x\":[{\"p\":1}]},\"b\":{\"x\":[]},\"c\":{\"x\":[{\"p\":1}]},\"d\":{\"x\":[5]}}",
		"{\"a\":{\"x\":[{\"p\":1}]},\"b\":{\"$like\":\"a\",\"x\":[]},\"c\":{\"$like\":\"a\"},"
		"\"d\":{\"$like\":\"a\",\"x\":[5]}}");
}

#define IMAGE "us-docker.pkg.dev/demo/shop/backend@sha256:0123456789"
#define OTHER "us-docker.pkg.dev/demo/shop/backend@sha256:9876543210"

/* A long text of a difference is stored in one place; the others name it. */
static void long_texts_are_stored_once(void **state)
{
	(void)state;
	check("{\"a\":{},\"b\":{\"c\":{\"image\":\"" IMAGE "\",\"all\":{\"c[0]\":{\"image\":\"" IMAGE
		  "\"}}},\"d\":{\"from\":\"" OTHER "\",\"to\":[\"" IMAGE "\"]},\"u\":\"short\",\"v\":\"short\"}}",
		"{\"a\":{},\"b\":{\"c\":{\"image\":\"" IMAGE "\",\"all\":{\"c[0]\":{\"image\":\"" IMAGE
		"\"}}},\"d\":{\"from\":\"" OTHER "\",\"to\":[\"" IMAGE "\"]},\"u\":\"short\",\"v\":\"short\"}}");
	check("{\"a\":{\"x\":1},\"b\":{\"c\":{\"image\":\"" IMAGE "\",\"all\":{\"c[0]\":{\"image\":\"" IMAGE
		  "\"}}},\"d\":{\"from\":\"" OTHER "\",\"to\":[\"" IMAGE "\"]},\"e\":\"" OTHER "\",\"x\":1}}",
		"{\"a\":{\"x\":1},\"b\":{\"$like\":\"a\",\"c\":{\"image\":\"" IMAGE
		"\",\"all\":{\"c[0]\":{\"image\":{\"$same\":\"c.image\"}}}},\"d\":{\"from\":\"" OTHER
		"\",\"to\":[{\"$same\":\"c.image\"}]},\"e\":{\"$same\":\"d.from\"}}}");
}

/* Only what names a text is replaced: other evidence may have such objects too. */
static void what_names_nothing_stays(void **state)
{
	struct arena *a = arena_new();
	const char *group = "{\"a\":{\"x\":1},\"b\":{\"$like\":\"a\",\"m\":{\"$same\":\"none\"},\"n\":{\"$same\":\"x\"},"
						"\"o\":{\"$same\":\"p\",\"q\":1},\"p\":\"text\",\"r\":{\"$same\":\"p\"}}}";
	(void)state;
	assert_string_equal(printed(a, json_get(like_unfold(a, unit_json(a, group)), "b")),
		"{\"m\":{\"$same\":\"none\"},\"n\":{\"$same\":\"x\"},\"o\":{\"$same\":\"p\",\"q\":1},"
		"\"p\":\"text\",\"r\":\"text\","
		"\"x\":1}");
	check("{\"a\":{\"x\":1},\"b\":{\"x\":{\"$same\":\"y\"},\"y\":2}}",
		"{\"a\":{\"x\":1},\"b\":{\"x\":{\"$same\":\"y\"},\"y\":2}}");
	arena_free(a);
}

/* A member that has such names itself, or is no object, is stored completely. */
static void ambiguous_member_is_stored_completely(void **state)
{
	(void)state;
	check("{\"a\":{\"x\":1},\"b\":{\"x\":{\"$lacks\":[\"p\"]}},\"c\":3,\"d\":{\"x\":1}}",
		"{\"a\":{\"x\":1},\"b\":{\"x\":{\"$lacks\":[\"p\"]}},\"c\":3,\"d\":{\"$like\":\"a\"}}");
}

/* The marker of withheld parts is first in its object, where CEL looks for it. */
static void withheld_marker_stays_first(void **state)
{
	struct arena *a = arena_new();
	struct json *group = unit_json(a, "{\"a\":{\"h\":{\"x\":1}},\"b\":{\"h\":{\"$withheld\":\"no\",\"x\":1}}}");
	const struct json *h = json_get(json_get(like_unfold(a, like_fold(a, group, true)), "b"), "h");
	struct json_each it = json_each(h);
	(void)state;
	assert_true(json_next(&it));
	assert_string_equal(it.key, CEL_WITHHELD);
	assert_int_equal(json_size(h), 2);
	arena_free(a);
}

enum { MEMBERS = 1000 };

/* Parts that are equal take no memory after folding. */
static void folding_keeps_only_differences(void **state)
{
	struct arena *a = arena_new();
	struct json *group = json_new_object(a), *v;
	struct err e;
	(void)state;
	for (int i = 0; i < MEMBERS; i++) {
		const char *text = arena_printf(
			a, "{\"name\":\"s%d\",\"a\":{\"x\":1},\"b\":{\"y\":{\"z\":2}},\"c\":[{\"u\":1},{\"v\":2}]}", i);
		assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
		json_set(group, arena_printf(a, "s%d", i), v);
	}
	size_t before = mallinfo2().uordblks; /* 0 with a sanitizer */
	struct json *folded = like_fold(a, group, true);
	size_t each = (mallinfo2().uordblks - before) / MEMBERS;
	if (each > 800)
		fail_msg("%zu bytes are taken for each", each);
	assert_int_equal(json_size(json_get(folded, "s7")), 2);
	assert_true(json_equal(like_unfold(a, folded), group));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_parts_are_stored_once),
		cmocka_unit_test(missing_and_additional_members_are_stored),
		cmocka_unit_test(unobserved_value_is_no_pattern),
		cmocka_unit_test(lists_of_equal_length_are_compared_item_by_item),
		cmocka_unit_test(long_texts_are_stored_once),
		cmocka_unit_test(what_names_nothing_stays),
		cmocka_unit_test(ambiguous_member_is_stored_completely),
		cmocka_unit_test(withheld_marker_stays_first),
		cmocka_unit_test(folding_keeps_only_differences),
	};
	return cmocka_run_group_tests_name("like", tests, NULL, NULL);
}
