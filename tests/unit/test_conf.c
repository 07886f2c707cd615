/* SPDX-License-Identifier: Apache-2.0 */
/* test_conf.c: config files: every error has a position, a name and a suggestion. */
#include "../../gate/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct thing {
	struct conf_member member;
	const char *name;
	int64_t wait, count;
	bool on;
	int color;
	struct secret *key, *url;
	struct conf_strings list;
	struct conf_pairs headers, files;
	struct conf_text rule;
	const char *path;
};
struct doc {
	struct conf_list things;
	struct thing gate;
};

static const char *const colors[] = { "red", "green", NULL };
static const struct conf_field thing_fields[] = {
	{ "name", CONF_STRING, offsetof(struct thing, name), .required = true, .doc = "a name" },
	{ "wait", CONF_DURATION, offsetof(struct thing, wait), .max = 60000, .def = "5s", .doc = "a wait" },
	{ "count", CONF_INT, offsetof(struct thing, count), .min = 1, .max = 10, .def = "3", .doc = "a count" },
	{ "on", CONF_BOOL, offsetof(struct thing, on), .doc = "on or off" },
	{ "color", CONF_CHOICE, offsetof(struct thing, color), .choices = colors, .def = "green", .doc = "a color" },
	{ "key", CONF_SECRET, offsetof(struct thing, key), .doc = "a key" },
	{ "url", CONF_URL, offsetof(struct thing, url), .doc = "a url" },
	{ "list", CONF_STRINGS, offsetof(struct thing, list), .doc = "a list" },
	{ "headers", CONF_PAIRS, offsetof(struct thing, headers), .doc = "headers" },
	{ "files", CONF_PAIRS, offsetof(struct thing, files), .plain = true, .doc = "files" },
	{ "rule", CONF_CEL, offsetof(struct thing, rule), .doc = "a rule" },
	{ "path", CONF_PATH, offsetof(struct thing, path), .doc = "a path" },
};
static const struct conf_table thing_table = {
	.name = "things", .size = sizeof(struct thing), .fields = thing_fields, .n = COUNTOF(thing_fields), .expand = true
};
static const struct conf_field gate_fields[] = {
	{ "deadline", CONF_DURATION, offsetof(struct thing, wait), .def = "5m", .doc = "a deadline" },
	{ "threshold", CONF_INT, offsetof(struct thing, count), .max = 100, .doc = "a threshold" },
};
static const struct conf_table gate_table = {
	.name = "gate", .size = sizeof(struct thing), .fields = gate_fields, .n = COUNTOF(gate_fields), .expand = true
};
static const struct conf_field doc_fields[] = {
	{ "things", CONF_MEMBERS, offsetof(struct doc, things), .table = &thing_table, .doc = "things" },
	{ "gate", CONF_GROUP, offsetof(struct doc, gate), .table = &gate_table, .doc = "the gate" },
};
static const struct conf_table doc_table = {
	.name = "doc", .size = sizeof(struct doc), .fields = doc_fields, .n = COUNTOF(doc_fields), .expand = true
};

struct bench {
	struct arena *a;
	struct secrets *k;
	struct doc doc;
	struct err e;
	struct str raw;
	char dir[32];
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	b->k = secrets_new(b->a);
	strcpy(b->dir, "/tmp/test-conf-XXXXXX");
	*state = b;
	return mkdtemp(b->dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	char **names;
	size_t n;
	file_list(b->a, b->dir, "", &names, &n, &b->e);
	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(b->a, "%s/%s", b->dir, names[i]));
	rmdir(b->dir);
	arena_free(b->a);
	test_free(b);
	return 0;
}

static const char *put(struct bench *b, const char *name, const char *text, size_t n)
{
	const char *path = arena_printf(b->a, "%s/%s", b->dir, name);
	assert_int_equal(file_write_atomic(path, text, n, 0600, &b->e), 0);
	return path;
}

static int load(struct bench *b, const char *text)
{
	const char *path = put(b, "a.cfg", text, strlen(text));
	return conf_load(b->a, b->k, path, NULL, &doc_table, NULL, 0, &b->doc, &b->raw, &b->e);
}

static void values_and_defaults_are_filled_in(void **state)
{
	struct bench *b = *state;
	setenv("TEST_CONF_KEY", "s3cr3t", 1);
	assert_int_equal(load(b,
						 "things = { one = { name = \"x\"; wait = \"1m\"; count = \"7\"; on = true; color = \"red\"; "
						 "key = \"a${TEST_CONF_KEY}\";\n"
						 "  url = \"https://h/p?k=${TEST_CONF_KEY}\"; list = ( \"a\", \"b\" ); headers = { X-A = "
						 "\"1\"; }; rule = \"a &&\" \" b\"; path = \"f.json\"; };\n"
						 "  two = { name = \"$${literal}\"; headers = [ \"X-B: ${TEST_CONF_KEY}\", \"C=d\" ]; }; };\n"),
		0);
	const struct thing *t = b->doc.things.items;
	assert_int_equal(b->doc.things.n, 2);
	assert_string_equal(t[0].member.alias, "one");
	assert_int_equal(t[0].member.place.line, 1);
	assert_int_equal(t[1].member.place.line, 3);
	assert_int_equal(t[0].wait, 60000);
	assert_int_equal(t[0].count, 7);
	assert_true(t[0].on);
	assert_int_equal(t[0].color, 0);
	assert_string_equal(secret_reveal(t[0].key), "as3cr3t");
	assert_true(secret_hidden(t[0].key));
	assert_string_equal(secret_shown(t[0].url), "https://h/p?k=[redacted]");
	assert_string_equal(t[0].rule.text, "a && b");
	assert_string_equal(t[0].path, arena_printf(b->a, "%s/f.json", b->dir));
	assert_string_equal(t[1].name, "${literal}");
	assert_int_equal(t[1].wait, 5000);
	assert_int_equal(t[1].color, 1);
	assert_string_equal(t[1].headers.items[0].name, "X-B");
	assert_string_equal(secret_reveal(t[1].headers.items[0].value), "s3cr3t");
	assert_string_equal(secret_reveal(t[1].headers.items[1].value), "d");
	assert_int_equal(b->doc.gate.wait, 300000);
}

static void environment_values_are_secret_where_secrets_are_allowed(void **state)
{
	struct bench *b = *state;
	setenv("TEST_CONF_KEY", "s3cr3t", 1);
	assert_int_equal(
		load(b,
			"things = { one = { name = \"${TEST_CONF_KEY}\"; headers = { A = \"${TEST_CONF_KEY}\"; B = \"b\"; };\n"
			"  files = { x = \"${TEST_CONF_KEY}.json\"; };\n  list = [ \"a\" ]; }; };\n"),
		0);
	const struct thing *t = b->doc.things.items;
	assert_true(secret_hidden(t->headers.items[0].value));
	assert_false(secret_hidden(t->headers.items[1].value));
	assert_false(secret_hidden(t->files.items[0].value));
	assert_string_equal(secret_reveal(t->files.items[0].value), "s3cr3t.json");
	assert_int_equal(t->files.items[0].place.line, 2);
	assert_int_equal(t->list.place.line, 3);
}

/* Whatever the type of the setting, an error shows the text of the file. */
static void errors_do_not_show_expanded_values(void **state)
{
	static const char *const bad[] = {
		"gate = { deadline = \"${TEST_CONF_KEY}\"; };",
		"gate = { threshold = \"${TEST_CONF_KEY}\"; };",
		"gate = { threshold = \"9${TEST_CONF_DIGITS}\"; };",
		"gate = { deadline = \"${TEST_CONF_DIGITS}\"; };",
		"things = { one = { name = \"x\"; on = \"${TEST_CONF_KEY}\"; }; };",
		"things = { one = { name = \"x\"; color = \"${TEST_CONF_KEY}\"; }; };",
		"things = { one = { name = \"x\"; color = \"${TEST_CONF_GREN}\"; }; };",
		"things = { one = { name = \"x\"; wait = \"${TEST_CONF_DIGITS}h\"; }; };",
	};
	struct bench *b = *state;
	setenv("TEST_CONF_KEY", "s3cr3t", 1);
	setenv("TEST_CONF_DIGITS", "7654", 1);
	setenv("TEST_CONF_GREN", "gren", 1);
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		assert_int_equal(load(b, bad[i]), -1);
		if (strstr(b->e.text, "s3cr3t") || strstr(b->e.text, "7654") || strstr(b->e.text, "gren") ||
			!strstr(b->e.text, "${TEST_CONF_"))
			fail_msg("%s\n  %s", bad[i], b->e.text);
	}
}

static const char *named(struct bench *b, const char *text)
{
	struct buf out = BUF_MAX(4096);
	secrets_put_named(b->k, str_of(text), &out);
	const char *copy = arena_strdup(b->a, buf_text(&out));
	buf_free(&out);
	return copy;
}

/* Later errors quote values in different ways: complete, truncated, or from the middle of a long line. */
static void environment_values_are_shown_by_name(void **state)
{
	struct bench *b = *state;
	secrets_name(b->k, "KEY", "abcdefghijklmnopqrstuvwxyz");
	secrets_name(b->k, "PIN", "17");
	secrets_name(b->k, "WORD", "hunter2");
	assert_string_equal(named(b, "probes.p: \"abcdefghijklmnopqrstuvwxyz\" is not a valid host"),
		"probes.p: \"${KEY}\" is not a valid host");
	assert_string_equal(named(b, "url x/abcdefghijklmnop: \"17\" on line 17"), "url x/${KEY}: \"${PIN}\" on line 17");
	assert_string_equal(named(b, "...klmnopqrstuvwxyz' is"), "...${KEY}' is");
	assert_string_equal(named(b, "cannot open /a/hunter2/hun"), "cannot open /a/${WORD}/hun");
	assert_string_equal(named(b, "cannot open /a/hunter2/hunte"), "cannot open /a/${WORD}/${WORD}");
	assert_string_equal(named(b, "nothing of it"), "nothing of it");
}

/* Replacing a value that is also in the file as plain text would make other words unreadable. */
static void words_of_the_file_are_not_replaced(void **state)
{
	struct bench *b = *state;
	setenv("TEST_CONF_KEY", "threshold", 1);
	assert_int_equal(load(b, "things = { one = { name = \"${TEST_CONF_KEY}\"; }; }; gate = { threshold = 101; };"), -1);
	assert_non_null(strstr(named(b, b->e.text), "gate.threshold: 101 is"));
}

static void every_error_has_its_position(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "gate = { treshold = 1; };",
			"a.cfg:1: gate.treshold: unknown key \"treshold\"; did you mean \"threshold\"?" },
		{ "\n\ngate = { zzz = 1; };", "a.cfg:3: gate.zzz: unknown key \"zzz\"; known here are deadline, threshold" },
		{ "gate = 5;", "must be a group { }, not a whole number" },
		{ "gate = { deadline = 5; };", "must be a duration in quotes, such as \"5s\", not a whole number" },
		{ "gate = { deadline = \"5\"; };", "invalid duration \"5\"" },
		{ "gate = { threshold = 101; };", "101 is out of range: from 0 to 100" },
		{ "gate = { threshold = 4294967301; };", "4294967301 is out of range" },
		{ "gate = { threshold = 99999999999999999999; };", "a number is out of range" },
		{ "gate = { threshold = 1e400; };", "a number is out of range" },
		{ "gate = { threshold = -1; };", "out of range" },
		{ "gate = { threshold = 1.5; };", "must be a whole number, not a number with a point" },
		{ "gate = { threshold = 1; threshold = 2; };",
			"a.cfg:1: duplicate setting: gate.threshold is also set on line 1" },
		{ "things = { a = { name = \"x; name = y\"; # name = 1;\n count = 1;\n list = [ \"a\", \"b\" ];\n count = 2; "
		  "}; };",
			"a.cfg:4: duplicate setting: things.a.count is also set on line 2" },
		{ "gate = { };\n/* gate = { } */ things = { };\ngate : { };",
			"a.cfg:3: duplicate setting: gate is also set on line 1" },
		{ "x = ( { a = 1; }, { a = 1;\n a = 2; } );", "a.cfg:2: duplicate setting: x[1].a is also set on line 1" },
		{ "gate = { threshold = ", "a.cfg:1: syntax error here or just before; settings are NAME = VALUE;" },
		{ "things = { one = { }; };", "things.one: missing key \"name\"" },
		{ "things = { if = { name = \"x\"; }; };", "not a reserved word of CEL" },
		{ "things = { a-b = { name = \"x\"; }; };", "an alias must be a name" },
		{ "things = { one = { name = \"x\"; color = \"gren\"; }; };", "did you mean \"green\"" },
		{ "things = { one = { name = \"${TEST_CONF_UNSET}\"; }; };", "TEST_CONF_UNSET is not set" },
		{ "things = { one = { name = \"a${HOME\"; }; };", "\"${\" has no \"}\"; write $${ for a literal ${" },
		{ "things = { one = { name = \"x\"; on = 1; }; };", "must be true or false, not a whole number" },
		{ "things = { one = { name = \"x\"; list = [ 1 ]; }; };", "must be a list of strings" },
		{ "things = { one = { name = \"a\\x00b\"; }; };", "\\x00" },
		{ "@include \".\"", "leaves the folder" },
		{ "@include \"../x.cfg\"", "a.cfg:1: @include \"../x.cfg\"" },
		{ "@include \"a.cfg\"", "includes itself" },
		{ "@include \"nowhere.cfg\"", "no such file" },
		{ "@included \"x\"", "write @include" },
	};
	struct bench *b = *state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		b->e.text[0] = '\0';
		assert_int_equal(load(b, bad[i].text), -1);
		assert_int_equal(b->e.code, ERR_CONFIG);
		if (!strstr(b->e.text, bad[i].says))
			fail_msg("%s\n  said: %s\n  want: %s", bad[i].text, b->e.text, bad[i].says);
	}
}

static void errors_in_includes_have_their_own_position(void **state)
{
	struct bench *b = *state;
	const char *inner = "gate = {\n  threshold = 500;\n};\n";
	put(b, "inner.cfg", inner, strlen(inner));
	assert_int_equal(load(b, "things = { };\n@include \"inner.cfg\"\n"), -1);
	assert_non_null(strstr(b->e.text, "inner.cfg:2: gate.threshold"));
	inner = "gate = {\n  threshold = 50;\n};\n";
	put(b, "inner.cfg", inner, strlen(inner));
	assert_int_equal(load(b, "@include \"inner.cfg\"\nthings = { one = { nam = 1; }; };\n"), -1);
	assert_non_null(strstr(b->e.text, "a.cfg:2: things.one.nam"));
}

static void invalid_utf8_is_rejected(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *text;
		size_t n;
		const char *says;
	} bad[] = { { "gate = { };\0", 12, "NUL" }, { "\xEF\xBB\xBFgate = { };", 14, "byte order mark" },
		{ "\xFF\xFEg\0a\0", 6, "UTF-16 (little-endian)" }, { "\0g\0a\0t", 6, "UTF-16 (big-endian)" },
		{ "# \xff\n", 4, "UTF-8" } };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		const char *path = put(b, "a.cfg", bad[i].text, bad[i].n);
		assert_int_equal(conf_load(b->a, b->k, path, NULL, &doc_table, NULL, 0, &b->doc, NULL, &b->e), -1);
		assert_non_null(strstr(b->e.text, bad[i].says));
	}
}

static void set_options_override_the_file(void **state)
{
	struct bench *b = *state;
	const char *text = "gate = { threshold = 5; };", *path = put(b, "a.cfg", text, strlen(text));
	struct conf_set sets[] = { { "gate.threshold", "6" }, { "things.one.name", "${not expanded}" },
		{ "things.one.list", "a,b" } };
	struct conf_set bad = { "gate.tresold", "6" };
	assert_int_equal(conf_load(b->a, b->k, path, NULL, &doc_table, sets, 3, &b->doc, NULL, &b->e), 0);
	const struct thing *t = b->doc.things.items;
	assert_int_equal(b->doc.gate.count, 6);
	assert_string_equal(t->name, "${not expanded}");
	assert_int_equal(t->list.n, 2);
	assert_int_equal(conf_load(b->a, b->k, path, NULL, &doc_table, &bad, 1, &b->doc, NULL, &b->e), -1);
	assert_int_equal(b->e.code, ERR_USAGE);
	assert_non_null(strstr(b->e.text, "--set gate.tresold: unknown key"));
}

/* Reads text and returns all errors, a line each, without the folder. */
static const char *all_errors(struct bench *b, const char *name, const char *text)
{
	struct conf_errors all = { .a = b->a };
	struct buf lines = BUF_MAX(64 * 1024);
	const char *path = put(b, name, text, strlen(text));
	int rc = conf_read(b->a, b->k, path, NULL, &doc_table, NULL, 0, &b->doc, &b->raw, &all);
	assert_int_equal(rc, all.n ? -1 : 0);
	for (size_t i = 0; i < all.n; i++)
		buf_printf(&lines, "%s\n", all.items[i].text ? all.items[i].text + strlen(b->dir) + 1 : "-");
	const char *copy = arena_strdup(b->a, buf_text(&lines));
	buf_free(&lines);
	return copy;
}

static void all_errors_of_a_file_are_found(void **state)
{
	struct bench *b = *state;
	const char *found = all_errors(b, "a.cfg",
		"gat = { };\n"
		"things = {\n"
		"  one = { name = 1; wait = \"2m\"; headers = { X = 1; Y = \"a\"; Z = true; }; };\n"
		"  two = \"x\";\n"
		"  in = { name = \"x\"; };\n"
		"  four = { name = \"x\"; count = 4; wiat = \"5s\"; };\n"
		"};\n");
	assert_string_equal(found,
		"a.cfg:1: gat: unknown key \"gat\"; did you mean \"gate\"?\n"
		"a.cfg:3: things.one.name: must be a string, not a whole number\n"
		"a.cfg:3: things.one.wait: 2m is out of range: from 0s to 1m\n"
		"a.cfg:3: things.one.headers.X: must be a string, not a whole number\n"
		"a.cfg:3: things.one.headers.Z: must be a string, not true or false\n"
		"a.cfg:4: things.two: must be a group { }, not a string\n"
		"a.cfg:5: things.in: an alias must be a name like backend_1, and not a reserved word of CEL\n"
		"a.cfg:6: things.four.wiat: unknown key \"wiat\"; did you mean \"wait\"?\n");
	/* what could be read is there, and every member */
	const struct thing *t = b->doc.things.items;
	assert_int_equal(b->doc.things.n, 4);
	assert_string_equal(t[1].member.alias, "two");
	assert_int_equal(t[0].wait, 5000);
	assert_int_equal(t[3].count, 4);
	assert_int_equal(b->doc.gate.wait, 300000);
}

static void one_cause_is_one_error(void **state)
{
	struct bench *b = *state;
	/* the required key is there, misspelt */
	assert_string_equal(all_errors(b, "a.cfg", "things = { one = { nmae = \"x\"; }; };"),
		"a.cfg:1: things.one.nmae: unknown key \"nmae\"; did you mean \"name\"?\n");
	/* and here it is missing */
	assert_string_equal(all_errors(b, "a.cfg", "things = { one = { xyzzy = 1; }; };"),
		"a.cfg:1: things.one.xyzzy: unknown key \"xyzzy\"; known here are name, wait, count, on, color, key, url, "
		"list, headers, files, rule, path\n"
		"a.cfg:1: things.one: missing key \"name\" (a name)\n");
	/* a file that cannot be parsed has one error */
	assert_string_equal(all_errors(b, "a.yaml", "things: {one: {name: *x}}\ngat: 1\n"),
		"a.yaml:1: anchors and aliases (&x, *x) are not supported; write the value where it is used\n");
}

static void all_duplicates_are_found(void **state)
{
	struct bench *b = *state;
	assert_string_equal(
		all_errors(b, "a.cfg", "gate = { threshold = 1; };\nthings = { };\ngate = { };\nthings = { };\n"),
		"a.cfg:3: duplicate setting: gate is also set on line 1; remove one\n"
		"a.cfg:4: duplicate setting: things is also set on line 2; remove one\n");
	assert_string_equal(all_errors(b, "a.yaml", "gate: {threshold: 1}\ngate: {}\nthings: {one: {name: x,\nname: y}}\n"),
		"a.yaml:2: duplicate setting: gate is also set on line 1; remove one\n"
		"a.yaml:4: duplicate setting: things.one.name is also set on line 3; remove one\n");
}

static void errors_are_bounded(void **state)
{
	struct bench *b = *state;
	struct buf text = BUF_MAX(64 * 1024);
	buf_puts(&text, "things = {\n");
	for (int i = 0; i < 60; i++)
		buf_printf(&text, "  t%d = { name = %d; };\n", i, i);
	buf_puts(&text, "};\n");
	const char *found = all_errors(b, "a.cfg", buf_text(&text));
	size_t kept = 0, counted = 0;
	for (const char *p = found; *p; p = strchr(p, '\n') + 1) {
		kept += *p == 'a';
		counted += *p == '-';
	}
	assert_int_equal(kept, LIMIT_CONFIG_ERRORS);
	assert_int_equal(counted, 60 - LIMIT_CONFIG_ERRORS);
	buf_free(&text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* Returns the bytes that a config with n members takes. */
static size_t taken(struct bench *b, size_t n)
{
	struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
	buf_puts(&text, "things = {\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(&text, "t%zu = { name = \"n\"; };\n", i);
	buf_puts(&text, "};\n");
	size_t before = arena_used(b->a);
	assert_int_equal(load(b, buf_text(&text)), 0);
	assert_string_equal(
		((const struct thing *)b->doc.things.items)[n - 1].member.alias, arena_printf(b->a, "t%zu", n - 1));
	buf_free(&text);
	return arena_used(b->a) - before;
}

/* A member takes its struct, its texts and its lines of the file, and nothing for the keys that it lacks. */
static void a_member_takes_what_it_holds(void **state)
{
	struct bench *b = *state;
	size_t few = taken(b, 10), each = (taken(b, 1010) - few) / 1000;
	if (each > sizeof(struct thing) + 256)
		fail_msg("a member takes %zu bytes, its struct %zu", each, sizeof(struct thing));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_and_defaults_are_filled_in),
		TEST(environment_values_are_secret_where_secrets_are_allowed),
		TEST(errors_do_not_show_expanded_values),
		TEST(environment_values_are_shown_by_name),
		TEST(words_of_the_file_are_not_replaced),
		TEST(every_error_has_its_position),
		TEST(errors_in_includes_have_their_own_position),
		TEST(invalid_utf8_is_rejected),
		TEST(set_options_override_the_file),
		TEST(all_errors_of_a_file_are_found),
		TEST(one_cause_is_one_error),
		TEST(all_duplicates_are_found),
		TEST(errors_are_bounded),
		TEST(a_member_takes_what_it_holds),
	};
	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
