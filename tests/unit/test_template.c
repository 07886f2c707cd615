/* SPDX-License-Identifier: Apache-2.0 */
/* test_template.c: {{NAME}} becomes a literal of the surrounding language, whatever its value. */
#include "../../gate/config/template.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

struct given {
	struct arena *a;
	const char *text;
};

static const struct json *lookup(void *arg, const char *name, struct err *e)
{
	const struct given *g = arg;
	if (!strcmp(name, "text"))
		return json_new_string(g->a, g->text);
	if (!strcmp(name, "number"))
		return json_new_int(g->a, 80);
	if (!strcmp(name, "list"))
		return json_new_array(g->a);
	err_set(e, ERR_EVAL, "no %s", name);
	return NULL;
}

static const char *fill(struct arena *a, enum template_language language, const char *text, const char *value)
{
	struct given g = { a, value };
	struct err e;
	const char *out = template_fill(a, language, text, lookup, &g, &e);
	return out ? out : arena_strdup(a, e.text);
}

static void value_in_a_string(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{r=\"{{text}}\"}", "shop-1"), "up{r=\"shop-1\"}");
	assert_string_equal(
		fill(*state, TEMPLATE_MONITORING, "a=\"x/{{ text }}/y\" AND b=1", "shop"), "a=\"x/shop/y\" AND b=1");
	assert_string_equal(fill(*state, TEMPLATE_LOGGING, "no name at all", "shop"), "no name at all");
}

static void value_without_quotes_becomes_a_string(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{r={{text}}}", "a\"b"), "up{r=\"a\\\"b\"}");
	assert_string_equal(fill(*state, TEMPLATE_LOGGING, "x={{text}} OR n>{{number}}", "a b"), "x=\"a b\" OR n>80");
}

static void value_cannot_end_the_string(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_MONITORING, "a=\"{{text}}\"", "x\" OR b=\"y"), "a=\"x\\\" OR b=\\\"y\"");
	assert_string_equal(fill(*state, TEMPLATE_LOGGING, "a=\"{{text}}\"", "x\\"), "a=\"x\\\\\"");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "a='{{text}}'", "x'y\""), "a='x\\'y\"'");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "a=`{{text}}`", "x`y"),
		"{{text}}: contains a `, which cannot be escaped in a raw string");
	assert_string_equal(
		fill(*state, TEMPLATE_LOGGING, "a=\"{{text}}\"", "x\ny"), "{{text}}: contains a control character");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "a=\"\\\"{{text}}\"", "x\""), "a=\"\\\"x\\\"\"");
}

static void value_is_not_expanded_again(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_LOGGING, "a=\"{{text}}\"", "{{number}}"), "a=\"{{number}}\"");
}

static void value_in_a_pattern_is_literal(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{r=~\"{{text}}.*\"}", "a.b|c"), "up{r=~\"a\\\\.b\\\\|c.*\"}");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{r!~`{{text}}`}", "a.b"), "up{r!~`a\\.b`}");
	assert_string_equal(fill(*state, TEMPLATE_MONITORING, "x=monitoring.regex.full_match(\"{{text}}-.*\")", "a+b"),
		"x=monitoring.regex.full_match(\"a\\\\+b-.*\")");
	assert_string_equal(fill(*state, TEMPLATE_LOGGING, "a =~ \"{{text}}\" b=\"{{text}}\"", "x.y\\"),
		"a =~ \"x\\\\.y\\\\\\\\\" b=\"x.y\\\\\"");
}

static void comments_are_not_changed(void **state)
{
	assert_string_equal(
		fill(*state, TEMPLATE_PROMQL, "up # it's {{nobody}}\n + {{number}}", "x"), "up # it's {{nobody}}\n + 80");
	assert_string_equal(
		fill(*state, TEMPLATE_LOGGING, "a -- \" {{nobody}}\nb={{text}}", "x"), "a -- \" {{nobody}}\nb=\"x\"");
}

static void errors_are_reported(void **state)
{
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{{text", "x"), "\"{{text\": {{ is not closed by }}");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{{}}", "x"), "{{}} contains no name");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{{a b}}", "x"), "\"{{a b}}\" is not a valid name");
	assert_string_equal(fill(*state, TEMPLATE_PROMQL, "up{{other}}", "x"), "no other");
	assert_string_equal(
		fill(*state, TEMPLATE_PROMQL, "up{{list}}", "x"), "{{list}}: is array, not a string or a number");
}

static void size_is_limited(void **state)
{
	char *many = arena_alloc(*state, 20000), *out;
	memset(many, 'x', 15000);
	out = arena_printf(*state, "%s", fill(*state, TEMPLATE_LOGGING, "{{text}}{{text}}{{text}}{{text}}{{text}}", many));
	assert_non_null(strstr(out, "longer than 65536 bytes"));
}

static void filter_values_are_quoted(void **state)
{
	assert_string_equal(template_quoted(*state, "a\"b\\c"), "\"a\\\"b\\\\c\"");
}

static void unbalanced_filters_are_detected(void **state)
{
	(void)state;
	assert_true(template_balanced(TEMPLATE_LOGGING, "(a=\")\" OR b=1) -- )"));
	assert_true(template_balanced(TEMPLATE_LOGGING, "severity>=ERROR"));
	assert_false(template_balanced(TEMPLATE_LOGGING, "a) OR (b"));
	assert_false(template_balanced(TEMPLATE_LOGGING, "(a"));
	assert_false(template_balanced(TEMPLATE_LOGGING, "a=\"b"));
	assert_false(template_balanced(TEMPLATE_LOGGING, "a=\"b\\\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(value_in_a_string, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(value_without_quotes_becomes_a_string, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(value_cannot_end_the_string, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(value_is_not_expanded_again, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(value_in_a_pattern_is_literal, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(comments_are_not_changed, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(errors_are_reported, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(size_is_limited, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(filter_values_are_quoted, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(unbalanced_filters_are_detected, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
