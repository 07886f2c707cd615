/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_check.c: mistakes that show before anything is evaluated, and what is none. */
#include "../../gate/cel/cel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct cel_shape text = { .kind = CEL_STRING }, truth = { .kind = CEL_BOOL }, whole = { .kind = CEL_INT, .fact = true };
static const struct cel_shape texts = { .kind = CEL_LIST, .each = &text }, open_map = { .kind = CEL_MAP, .open = true, .each = &text };
static const struct cel_field row_fields[] = { { "tag", &text }, { "percent", &whole } };
static const struct cel_shape row = { .kind = CEL_MAP, .fields = row_fields, .n = COUNTOF(row_fields) };
static const struct cel_shape rows = { .kind = CEL_LIST, .each = &row };
static const struct cel_field sql_fields[] = { { "state", &text }, { "connections", &whole }, { "ok", &truth }, { "flags", &open_map },
	{ "names", &texts }, { "rows", &rows }, { "json", NULL } };
static const struct cel_shape sql = { .kind = CEL_MAP, .fields = sql_fields, .n = COUNTOF(sql_fields) };
static const struct cel_field member_fields[] = { { "main", &sql } };
static const struct cel_shape members = { .kind = CEL_MAP, .fields = member_fields, .n = 1, .each = &sql, .where = " in the config" };
static const struct cel_field root_fields[] = { { "sql", &members }, { "it", &sql }, { "key", &text } };
static const struct cel_shape root = { .kind = CEL_MAP, .fields = root_fields, .n = COUNTOF(root_fields) };

static const char *check(struct arena *a, const char *expression, enum cel_kind want)
{
	struct cel_program *p;
	struct err e;
	assert_int_equal(cel_compile(a, str_of(expression), NULL, NULL, &p, &e), 0);
	return cel_check(a, p, &root, want, &e) ? arena_strdup(a, e.text) : "";
}

static void what_is_right_passes(void **state)
{
	static const char *const right[] = {
		"sql.main.state == 'X'", "it.state in ['A', 'B']", "it.connections < 0.8 * 100.0", "it.connections + 1 > 2u", "it.connections == 5.0",
		"it.flags.anything == 'on'", "it.flags['x'] != ''", "it.json.a.b.c == 3", "it.json == 'x' || it.json == 5", "has(it.json)",
		"has(it.flags.x)", "it.names.exists(n, n.startsWith('a'))", "it.rows.all(r, r.percent >= 0 && r.tag != '')",
		"it.rows.map(r, r.percent)[0] == 1", "it.rows.filter(r, r.percent > 0)[0].tag == 'x'", "sql.all(k, sql[k].ok)",
		"sql.all(k, m, m.ok && k != '')", "sql[key].state == 'X'", "'main' in sql", "it.ok ? it.state == 'X' : it.connections == 1",
		"it.state == null", "cel.bind(s, it.state, s.size() > 1)", "type(it.state) == string", "timestamp(it.state) > timestamp(0)",
		"it.?state.orValue('') == 'X'", "size(it.names) > 0", "it.flags.exists(k, it.flags[k] == 'on')", "it.names == ['a']",
		"google.protobuf.Timestamp == type(timestamp(0))", "it.state.reverse() == 'x' && it.names.reverse()[0] == 'x'",
		"it.rows.sortBy(r, r.percent)[0].tag == ''", "math.bitAnd(1u, 1u) + 1u == 2u" };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(right); i++)
		if (*check(a, right[i], CEL_BOOL))
			fail_msg("%s\n  %s", right[i], check(a, right[i], CEL_BOOL));
	arena_free(a);
}

static void what_is_wrong_is_said(void **state)
{
	static const struct { const char *expression, *why; } wrong[] = {
		{ "sql.main.stat == 'X'", "1:10: sql.main has no \"stat\"; did you mean \"state\"?" },
		{ "sql.mian.state == 'X'", "1:5: sql has no \"mian\" in the config; did you mean \"main\"?" },
		{ "sql.replica.ok", "sql has no \"replica\" in the config; it has main; ask has() of it first" },
		{ "sql['mian'].ok", "sql has no \"mian\" in the config" },
		{ "has(it.sate)", "1:8: it has no \"sate\"; did you mean \"state\"?" },
		{ "it.?sate.hasValue()", "it has no \"sate\"" },
		{ "itt.ok", "there is no \"itt\" here; did you mean \"it\"?" },
		{ "nowhere.ok", "there is no \"nowhere\" here; known are sql, it, key" },
		{ "sql.all(k, sql[k].okk)", "1:19: sql[k] has no \"okk\"; did you mean \"ok\"?" },
		{ "it.rows.exists(r, r.percnt > 0)", "r has no \"percnt\"; did you mean \"percent\"?" },
		{ "it.rows.filter(r, true)[0].tagg == ''", "has no \"tagg\"" },
		{ "sql.exists(k, m, m.stat == '')", "m has no \"stat\"" },
		{ "cel.bind(s, it, s.stat == '')", "s has no \"stat\"" },
		{ "it.state == 5", "it.state is a string and 5 an int: they are never equal" },
		{ "5 != it.state", "5 is an int and it.state a string: they are never equal" },
		{ "it.connections == '97'", "it.connections is an int and '97' a string" },
		{ "it.state < 5", "< does not take them" },
		{ "it.state + 1 == ''", "+ does not take them" },
		{ "it.rows < [1]", "it.rows is a list and [1] a list: < does not take them" },
		{ "1 + 1.0 == 2.0", "1 is an int and 1.0 a double: + does not take them" },
		{ "it.state in [1, 2]", "a string is never in a list of int" },
		{ "it.state in it.connections", "`in` looks into lists and maps, and this is an int" },
		{ "it.state.foo == ''", "no field \"foo\" in a string" },
		{ "it.state.all(c, true)", "a string cannot be gone through" },
		{ "it.state && it.ok", "&& needs true or false, and this is a string" },
		{ "!it.state", "! needs true or false" },
		{ "it.names.all(n, n)", "what is asked of each element needs true or false, and this is a string" },
		{ "it.connections ? true : false", "? needs true or false" },
		{ "it.state.startWith('x')", "there is no function startWith; did you mean startsWith?" },
		{ "startsWith('a', 'b')", "startsWith is not called so; it is string.startsWith(string) -> bool" },
		{ "it.state", "this must give a bool, and gives a string" },
		{ "it.connections + 1 > 2 && it.names.size()", "&& needs true or false, and this is an int" },
	};
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		const char *have = check(a, wrong[i].expression, CEL_BOOL);
		if (!strstr(have, wrong[i].why))
			fail_msg("%s\n  is   %s\n  want %s", wrong[i].expression, have, wrong[i].why);
	}
	assert_string_equal(check(a, "'x' + it.state", CEL_STRING), "");
	assert_non_null(strstr(check(a, "it.ok", CEL_STRING), "this must give a string, and gives a bool"));
	assert_string_equal(check(a, "it.json", CEL_STRING), "");
	arena_free(a);
}

static void a_mistake_has_a_caret(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(check(a, "it.ok &&\n  it.sate == 'X'", CEL_BOOL),
		"<expression>:2:6: it has no \"sate\"; did you mean \"state\"?\n    it.sate == 'X'\n       ^");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right_passes), cmocka_unit_test(what_is_wrong_is_said), cmocka_unit_test(a_mistake_has_a_caret),
	};
	return cmocka_run_group_tests_name("cel_check", tests, NULL, NULL);
}
