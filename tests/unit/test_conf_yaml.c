/* SPDX-License-Identifier: Apache-2.0 */
/* test_conf_yaml.c: configs in YAML and JSON: the same values and the same checks as in the syntax of libconfig. */
#include "../../gate/base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct thing {
	struct conf_member member;
	const char *name;
	int64_t wait, count;
	bool on;
	struct conf_strings list;
	struct conf_pairs headers;
	struct conf_text rule;
};
struct doc {
	struct conf_list things, steps;
};

static const struct conf_field thing_fields[] = {
	{ "name", CONF_STRING, offsetof(struct thing, name), .required = true, .doc = "a name" },
	{ "wait", CONF_DURATION, offsetof(struct thing, wait), .max = 60000, .def = "5s", .doc = "a wait" },
	{ "count", CONF_INT, offsetof(struct thing, count), .max = 100, .def = "3", .doc = "a count" },
	{ "on", CONF_BOOL, offsetof(struct thing, on), .doc = "on or off" },
	{ "list", CONF_STRINGS, offsetof(struct thing, list), .doc = "a list" },
	{ "headers", CONF_PAIRS, offsetof(struct thing, headers), .doc = "headers" },
	{ "rule", CONF_CEL, offsetof(struct thing, rule), .doc = "a rule" },
};
static const struct conf_table thing_table = {
	.name = "things", .size = sizeof(struct thing), .fields = thing_fields, .n = COUNTOF(thing_fields), .expand = true
};
static const struct conf_field doc_fields[] = {
	{ "things", CONF_MEMBERS, offsetof(struct doc, things), .table = &thing_table, .doc = "things" },
	{ "steps", CONF_LIST, offsetof(struct doc, steps), .table = &thing_table, .doc = "steps" },
};
static const struct conf_table doc_table = {
	.name = "doc", .size = sizeof(struct doc), .fields = doc_fields, .n = COUNTOF(doc_fields), .expand = true
};

struct bench {
	struct arena *a;
	struct doc doc;
	struct err e;
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	arena_free(b->a);
	test_free(b);
	return 0;
}

static int load(struct bench *b, const char *name, const char *text)
{
	struct str whole = str_of(text);
	return conf_load(b->a, secrets_new(b->a), name, &whole, &doc_table, NULL, 0, &b->doc, NULL, &b->e);
}

static void each_syntax_gives_the_same_values(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *name, *text;
	} same[] = {
		{ "a.cfg",
			"things = { one = { name = \"x\"; wait = \"1m\"; count = 17; on = true; list = [ \"a\", \"b\" ];\n"
			"headers = { X-A = \"${TEST_YAML_KEY}\"; }; rule = \"a && b\"; }; };\n"
			"steps = ( { name = \"no\"; } );\n" },
		{ "a.yaml",
			"things:\n  one:\n    name: x\n    wait: 1m\n    count: 0x11\n    on: true\n    list:\n    - a\n    - 'b'\n"
			"    headers: { X-A: \"${TEST_YAML_KEY}\" }\n    rule: >-\n      a &&\n      b\n"
			"steps:\n- name: no\n" },
		{ "a.YML",
			"%YAML 1.2\n---\nthings: {one: {name: !!str x, wait: \"1m\", count: \"17\", on: True, list: [a, b],\n"
			"  headers: ['X-A: ${TEST_YAML_KEY}'], rule: a && b}}\nsteps: [{name: no}]\n...\n" },
		{ "a.json",
			"{ \"things\": { \"one\": { \"name\": \"\\u0078\", \"wait\": \"1m\", \"count\": 17, \"on\": true,\n"
			"\"list\": [\"a\",\"b\"], \"headers\": {\"X-A\":\"${TEST_YAML_KEY}\"}, \"rule\": \"a && b\" } },\n"
			"\"steps\": [ { \"name\": \"no\" } ] }" },
	};
	setenv("TEST_YAML_KEY", "s3cr3t", 1);
	for (size_t i = 0; i < COUNTOF(same); i++) {
		if (load(b, same[i].name, same[i].text))
			fail_msg("%s", b->e.text);
		const struct thing *t = b->doc.things.items, *step = b->doc.steps.items;
		assert_int_equal(b->doc.things.n, 1);
		assert_string_equal(t->member.alias, "one");
		assert_string_equal(t->name, "x");
		assert_int_equal(t->wait, 60000);
		assert_int_equal(t->count, 17);
		assert_true(t->on);
		assert_int_equal(t->list.n, 2);
		assert_string_equal(t->list.items[1], "b");
		assert_int_equal(t->headers.n, 1);
		assert_string_equal(t->headers.items[0].name, "X-A");
		assert_string_equal(secret_reveal(t->headers.items[0].value), "s3cr3t");
		assert_true(secret_hidden(t->headers.items[0].value));
		assert_string_equal(t->rule.text, "a && b");
		assert_int_equal(b->doc.steps.n, 1);
		assert_string_equal(step->name, "no");
		assert_int_equal(step->count, 3);
	}
}

/* A header may have a name that the syntax of libconfig cannot hold in a group. */
static void names_of_a_map_are_free(void **state)
{
	struct bench *b = *state;
	assert_int_equal(load(b, "a.yaml", "things: {one: {name: x, headers: {_a: '1', \"b.c\": '2', on: '3'}}}"), 0);
	const struct thing *t = b->doc.things.items;
	assert_string_equal(t->headers.items[0].name, "_a");
	assert_string_equal(t->headers.items[1].name, "b.c");
	assert_string_equal(t->headers.items[2].name, "on");
}

static void an_empty_document_is_an_empty_config(void **state)
{
	struct bench *b = *state;
	static const char *const texts[] = { "", "# only a comment\n", "---\n", "{}", "---\n...\n" };
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		assert_int_equal(load(b, "a.yaml", texts[i]), 0);
		assert_int_equal(b->doc.things.n, 0);
	}
	assert_int_equal(load(b, "a.yaml", "steps: []"), 0);
}

static void an_expression_begins_where_its_text_begins(void **state)
{
	struct bench *b = *state;
	assert_int_equal(load(b, "a.yaml", "things:\n  one:\n    name: x\n    rule: |\n      a &&\n      b\n"), 0);
	const struct thing *t = b->doc.things.items;
	assert_int_equal(t->member.place.line, 2);
	assert_string_equal(t->rule.text, "a &&\nb\n");
	assert_int_equal(t->rule.place.line, 5);
	assert_int_equal(load(b, "a.yaml", "things:\n  one:\n    name: x\n    rule:\n      a && b\n"), 0);
	assert_int_equal(((const struct thing *)b->doc.things.items)->rule.place.line, 5);
}

static void every_error_has_its_line(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *name, *text, *says;
	} bad[] = {
		{ "a.yaml", "things:\n  one:\n    nam: x\n",
			"a.yaml:3: things.one.nam: unknown key \"nam\"; did you mean \"name\"?" },
		{ "a.yaml", "things:\n  one:\n    name: 5\n",
			"a.yaml:3: things.one.name: must be a string, not a whole number; quote it: \"5\"" },
		{ "a.yaml", "things: {one: {name: x,\n on: yes}}",
			"a.yaml:2: things.one.on: must be true or false, not \"yes\"; write true" },
		{ "a.yaml", "things: {one: {name: x,\n on: Off}}",
			"a.yaml:2: things.one.on: must be true or false, not \"Off\"; write false" },
		{ "a.yaml", "things: {one: {name: x, wait: 5}}", "must be a duration such as 5s, not a whole number" },
		{ "a.yaml", "things: {one: {name: x, wait: 2m}}", "2m is out of range: from 0s to 1m" },
		{ "a.yaml", "things: {one: {name: x, count: 101}}", "101 is out of range: from 0 to 100" },
		{ "a.yaml", "things: {one: {name: x, count: 9223372036854775808}}", "a.yaml:1: a number is out of range" },
		{ "a.yaml", "things: {one: {name: x, count: .nan}}", "a.yaml:1: a number is out of range" },
		{ "a.yaml", "things: {one: {name: x, count: 1.5}}", "must be a whole number, not a number with a point" },
		{ "a.yaml", "things:\n  one: {name: x}\n  two: {name: x}\n  one: {name: y}\n",
			"a.yaml:4: duplicate setting: things.one is also set on line 2; remove one" },
		{ "a.yaml", "things:\nsteps: []\n",
			"a.yaml:1: things: has no value; it must be a map of maps, keyed by alias" },
		{ "a.yaml", "things: []", "must be a map of maps, keyed by alias, not a list" },
		{ "a.yaml", "steps: {}", "must be a list of maps, not a map" },
		{ "a.yaml", "things: {back-end: {name: x}}", "an alias must be a name like backend_1" },
		{ "a.yaml", "steps:\n- name: &a x\n- name: *a\n", "a.yaml:2: anchors and aliases (&a, *a) are not supported" },
		{ "a.yaml", "steps: &a\n- name: x\n", "a.yaml:1: anchors and aliases" },
		{ "a.yaml", "things: {<<: {one: {name: x}}}", "merge keys (<<) are not supported" },
		{ "a.yaml", "things: !include x.yaml", "the tag !include is not supported; a YAML config is one file" },
		{ "a.yaml", "things: {one: {name: !secret x}}", "the tag !secret is not supported" },
		{ "a.yaml", "things: {one: {name: x, count: !!int y}}", "is not what its tag" },
		{ "a.yaml", "things: {}\n---\nsteps: []\n", "a.yaml:2: a second document begins here" },
		{ "a.yaml", "%YAML 1.1\n---\nthings: {}\n", "%YAML 1.1 is not supported" },
		{ "a.yaml", "- a\n", "a.yaml:1: must be a map of keys and values" },
		{ "a.yaml", "text\n", "a.yaml:1: must be a map of keys and values" },
		{ "a.yaml", "things:\n\tone: {name: x}\n",
			"a.yaml:2: not YAML: found character that cannot start any token; indent with spaces" },
		{ "a.yaml", "@include \"b.yaml\"\n", "YAML has no @include" },
		{ "a.yaml", "'@include': b.yaml\n", "YAML has no @include" },
		{ "a.yaml", "things:\n  one\n  two: {}\n", "a.yaml:3: not YAML: mapping values are not allowed" },
		{ "a.yaml", "? [a]\n: b\n", "a.yaml:1: a key must be a string" },
		{ "a.yaml", "things: {one: {name: \"a\\0b\"}}", "a.yaml:1: a string contains a NUL byte" },
		{ "a.yaml", "things: {one: {name: \"a\x01\"}}", "a.yaml:1: not YAML: control characters are not allowed" },
		{ "a.yaml", "a: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "nested more than 16 deep" },
		{ "a.json", "{ \"things\": {\n\"one\": { \"nam\": 1 } } }", "a.json:2: things.one.nam: unknown key" },
		{ "a.json", "{ \"things\": {},\n}", "a.json:2: not JSON: expected a key in double quotes (column 1)" },
		{ "a.json", "things: {}", "a.json:1: not JSON: expected a value" },
		{ "a.json", "[ 1 ]", "a.json:1: must be an object of keys and values" },
		{ "a.json", "{ \"things\": {},\n\"things\": {} }",
			"a.json:2: duplicate setting: things is also set on line 1" },
		{ "a.json", "{ \"steps\": null }", "steps: has no value" },
		{ "a.json", "{ \"a\": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]] }", "nested more than 16 deep" },
		{ "a.json", "{ \"a\": 9223372036854775808 }", "a number is out of range" },
		{ "a.json", "{ \"things\": { \"one\": { \"name\": \"\\u0000\" } } }", "U+0000 is not supported" },
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		if (!load(b, bad[i].name, bad[i].text))
			fail_msg("accepted: %s", bad[i].text);
		if (!strstr(b->e.text, bad[i].says))
			fail_msg("\"%s\" lacks \"%s\"", b->e.text, bad[i].says);
		assert_int_equal(b->e.code, ERR_CONFIG);
	}
}

/* The core schema: what looks like a number of another language is a string. */
static void plain_texts_are_strings(void **state)
{
	struct bench *b = *state;
	static const char *const texts[] = { "no", "NO", "on", "y", "1_000", "12:30:45", "2026-01-31", "0b11", "1.2.3",
		"tRue", "0x", "0o8", "+", "-", ".", "1e", "=", "NULLS" };
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		if (load(b, "a.yaml", arena_printf(b->a, "things: {one: {name: %s}}", texts[i])))
			fail_msg("%s", b->e.text);
		assert_string_equal(((const struct thing *)b->doc.things.items)->name, texts[i]);
	}
}

static void a_large_file_is_bounded(void **state)
{
	struct bench *b = *state;
	struct buf text = BUF_MAX(1024 * 1024);
	for (int i = 0; i < 20001; i++)
		buf_printf(&text, "k%d: 1\n", i);
	assert_int_equal(load(b, "a.yaml", buf_text(&text)), -1);
	assert_non_null(strstr(b->e.text, "more than 20000 settings"));
	buf_free(&text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_syntax_gives_the_same_values),
		TEST(names_of_a_map_are_free),
		TEST(an_empty_document_is_an_empty_config),
		TEST(an_expression_begins_where_its_text_begins),
		TEST(every_error_has_its_line),
		TEST(plain_texts_are_strings),
		TEST(a_large_file_is_bounded),
	};
	return cmocka_run_group_tests_name("conf_yaml", tests, NULL, NULL);
}
