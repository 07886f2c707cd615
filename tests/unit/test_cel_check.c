/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_check.c: errors that are detected before evaluation, and expressions without errors. */
#include "../../gate/cel/cel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct cel_shape text = { .kind = CEL_STRING }, truth = { .kind = CEL_BOOL },
							  whole = { .kind = CEL_INT, .fact = true };
static const struct cel_shape texts = { .kind = CEL_LIST, .each = &text },
							  open_map = { .kind = CEL_MAP, .open = true, .each = &text };
static const struct cel_field row_fields[] = { { "tag", &text }, { "percent", &whole } };
static const struct cel_shape row = { .kind = CEL_MAP, .fields = row_fields, .n = COUNTOF(row_fields) };
static const struct cel_shape rows = { .kind = CEL_LIST, .each = &row };
static const struct cel_field sql_fields[] = { { "state", &text }, { "connections", &whole }, { "ok", &truth },
	{ "flags", &open_map }, { "names", &texts }, { "rows", &rows }, { "json", NULL } };
static const struct cel_shape sql = { .kind = CEL_MAP, .fields = sql_fields, .n = COUNTOF(sql_fields) };
static const struct cel_field member_fields[] = { { "main", &sql } };
static const struct cel_shape members = {
	.kind = CEL_MAP, .fields = member_fields, .n = 1, .each = &sql, .where = " in the config"
};
static const struct cel_field root_fields[] = { { "sql", &members }, { "it", &sql }, { "key", &text } };
static const struct cel_shape root = { .kind = CEL_MAP, .fields = root_fields, .n = COUNTOF(root_fields) };

static const char *check(struct arena *a, const char *expression, enum cel_kind want)
{
	struct cel_program *p;
	struct err e;
	assert_int_equal(cel_compile(a, str_of(expression), NULL, NULL, &p, &e), 0);
	return cel_check(a, p, &root, want, &e) ? arena_strdup(a, e.text) : "";
}

static void valid_expressions_pass(void **state)
{
	static const char *const right[] = { "sql.main.state == 'X'", "it.state in ['A', 'B']",
		"it.connections < 0.8 * 100.0", "it.connections + 1 > 2u", "it.connections == 5.0", "it.flags.anything == 'on'",
		"it.flags['x'] != ''", "it.json.a.b.c == 3", "it.json == 'x' || it.json == 5", "has(it.json)",
		"has(it.flags.x)", "it.names.exists(n, n.startsWith('a'))", "it.rows.all(r, r.percent >= 0 && r.tag != '')",
		"it.rows.map(r, r.percent)[0] == 1", "it.rows.filter(r, r.percent > 0)[0].tag == 'x'", "sql.all(k, sql[k].ok)",
		"sql.all(k, m, m.ok && k != '')", "sql[key].state == 'X'", "'main' in sql",
		"it.ok ? it.state == 'X' : it.connections == 1", "it.state == null", "cel.bind(s, it.state, s.size() > 1)",
		"type(it.state) == string", "timestamp(it.state) > timestamp(0)", "it.?state.orValue('') == 'X'",
		"size(it.names) > 0", "it.flags.exists(k, it.flags[k] == 'on')", "it.names == ['a']",
		"google.protobuf.Timestamp == type(timestamp(0))", "it.state.reverse() == 'x' && it.names.reverse()[0] == 'x'",
		"it.rows.sortBy(r, r.percent)[0].tag == ''", "math.bitAnd(1u, 1u) + 1u == 2u", "it.json.startsWith(it.json)",
		"it.json.all(x, x.matches(it.json))", "size(it.json) == 1", "timestamp(it.json) > timestamp(0)",
		"math.ceil(it.connections) > 1.0", "math.isNaN(it.connections)", "math.bitAnd(it.connections, 1u) == 1u",
		"math.greatest(it.connections, 1.5) > 0", "math.greatest([it.connections, 1u, 2.0]) > 0",
		"'abc'.substring(it.connections) == ''", "[it.json, 'a'].join(',') == ''",
		"'%d %s %x %.2f %%'.format([it.connections, it.rows, it.json, it.connections]) == ''",
		"it.state.format(it.names) == ''", "'%s'.format(it.names) == ''",
		"it.?state.optMap(s, s + 'x').orValue('') == ''", "it.?json.a[0].orValue(1) == 1", "it.?flags.?x.hasValue()",
		"it.flags[?'x'].or(optional.of('')).value() == ''", "[?it.?state].size() == 1", "{?'a': it.?state}.size() == 1",
		"[1, 2].map(x, x > 1, x + 1) == []", "it.flags.transformMap(k, v, v + k).size() == 1",
		"-it.connections < 0 && -duration('1s') < duration('0s')", "(timestamp(0) - timestamp(1)).getHours() == 0",
		"timestamp(0).getHours('Europe/Berlin') == 1", "(timestamp(0) + duration('1s')).getDate() == 1",
		"cidr('10.0.0.0/8').containsIP('10.1.1.1') && cidr('10.0.0.0/8').containsIP(ip('10.1.1.1'))",
		"dyn('a').size() == dyn(1)", "regex.replace(it.state, '(a)', r'\\1') == ''",
		"regex.replace(it.state, it.json, r'\\9', it.connections) == ''",
		"regex.extract(it.state, '(a)').orValue('') == ''", "regex.extractAll(it.json, it.state)[0] == ''",
		"regex.replace('', '(.)', r'\\1') == ''", "json.encode(it) == ''", "it.flags.merge({'a': 'b'}).a == 'b'",
		"cidr(it.state).isMask()", "it.names.transformMapEntry(i, v, {v: i, '': 0}).size() == 1",
		"it.names[it.connections] == ''", "it.json ? true : false", "5 % it.connections == 1",
		"[it.json, 1].exists(x, x == 'a')" };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(right); i++)
		if (*check(a, right[i], CEL_BOOL))
			fail_msg("%s\n  %s", right[i], check(a, right[i], CEL_BOOL));
	arena_free(a);
}

struct wrong {
	const char *expression, *why;
};

static void are_wrong(const struct wrong *all, size_t n)
{
	struct arena *a = arena_new();
	for (size_t i = 0; i < n; i++) {
		const char *have = check(a, all[i].expression, CEL_BOOL);
		if (!strstr(have, all[i].why))
			fail_msg("%s\n  is   %s\n  want %s", all[i].expression, have, all[i].why);
	}
	arena_free(a);
}

static void type_errors_are_reported(void **state)
{
	static const struct wrong wrong[] = {
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
		{ "it.state.all(c, true)", "a string cannot be iterated" },
		{ "it.state && it.ok", "&& needs true or false, and this is a string" },
		{ "!it.state", "! needs true or false" },
		{ "it.names.all(n, n)", "what is asked of each element needs true or false, and this is a string" },
		{ "it.connections ? true : false", "? needs true or false" },
		{ "it.state.startWith('x')", "unknown function startWith; did you mean startsWith?" },
		{ "startsWith('a', 'b')",
			"startsWith cannot be called like this; its signature is string.startsWith(string) -> bool" },
		{ "it.state", "this must give a bool, and gives a string" },
		{ "it.flags[null] == ''", "1:10: a map's key is never a null" },
		{ "it.names['a'] == ''", "a list is indexed by numbers, and this is a string" },
		{ "-it.state == ''", "- needs an int, double or duration, and this is a string" },
		{ "duration('1s') * 2 > duration('1s')", "* does not take them" },
		{ "timestamp(0) + timestamp(0) > timestamp(0)", "+ does not take them" },
		{ "5.5 % 2.0 == 1.5", "% does not take them" },
		{ "it.connections + 1 > 2 && it.names.size()", "&& needs true or false, and this is an int" },
	};
	struct arena *a = arena_new();
	(void)state;
	are_wrong(wrong, COUNTOF(wrong));
	assert_string_equal(check(a, "'x' + it.state", CEL_STRING), "");
	assert_non_null(strstr(check(a, "it.ok", CEL_STRING), "this must give a string, and gives a bool"));
	assert_string_equal(check(a, "it.json", CEL_STRING), "");
	arena_free(a);
}

static void invalid_function_arguments_are_reported(void **state)
{
	static const struct wrong wrong[] = {
		{ "size(1) == 1",
			"1:6: size takes a string, bytes, list or map, got an int; "
			"its signature is size(string|bytes|list|map) -> int" },
		{ "'abc'.startsWith(3)",
			"1:18: startsWith takes a string, got an int; its signature is string.startsWith(string) -> bool" },
		{ "it.connections.startsWith('3')", "1:4: startsWith takes a string, got an int" },
		{ "duration(5) > duration('1s')", "1:10: duration takes a string or duration, got an int" },
		{ "'x'.matches(1)", "matches takes a string, got an int" },
		{ "timestamp(true) > timestamp(0)", "timestamp takes a string, int or timestamp, got a bool" },
		{ "[1].exists(x, x.startsWith('a'))", "1:15: startsWith takes a string, got an int" },
		{ "it.rows.all(r, r.percent.contains('a'))", "contains takes a string, got an int" },
		{ "sql.all(k, m, m.ok.size() > 0)", "size takes a string, bytes, list or map, got a bool" },
		{ "math.greatest('a') > 1", "math.greatest takes a number or list of number, got a string" },
		{ "math.greatest([1, 'a']) > 1", "math.greatest takes a number or list of number, got a list with a string" },
		{ "math.bitAnd(1, 1u) == 1",
			"1:16: math.bitAnd takes an int, got a uint; "
			"its signature is math.bitAnd(int, int) -> int; math.bitAnd(uint, uint) -> uint" },
		{ "it.rows.join(',') == ''", "join takes a list of string, got a list with a map" },
		{ "duration('1s').getHours('UTC') == 1",
			"getHours takes no argument here; "
			"its signature is timestamp.getHours([zone]) -> int; duration.getHours() -> int" },
		{ "it.?state.startsWith('x')", "startsWith takes a string, got an optional" },
		{ "it.state.hasValue()", "hasValue takes an optional, got a string" },
		{ "'a,b'.split(',').exists(x, x == 1)", "x is a string and 1 an int: they are never equal" },
		{ "it.state.reverse() == 1", "they are never equal" },
		{ "'%d'.format(['a']) == ''", "1:13: %d takes a number, got a string" },
		{ "'%b %f'.format([true, it.state]) == ''", "%f takes a number, got a string" },
		{ "cel.bind(l, [1], '%s %s'.format(l)) == ''", "the format asks for more values than there are" },
		{ "'%q'.format([1]) == ''", "1:1: the clauses of a format are %s %d %f %e %b %o %x %X, and this has another" },
		{ "'%.f'.format([1.0]) == ''", "a precision without digits" },
		{ "it.state.matches('[')", "invalid pattern: missing ]" },
		{ "regex.replace(it.state, '[', '') == ''", "1:1: invalid pattern: missing ]" },
		{ "regex.replace(it.state, '(a)', r'\\2') == ''", "the replacement takes group 2, and the pattern has 1" },
		{ "regex.replace(it.state, 'a', r'\\x', it.connections) == ''",
			"the replacement has a \\ that neither a digit nor another \\ follows" },
		{ "regex.extract(it.state, '(a)(b)').hasValue()",
			"the pattern has 2 groups, and regex.extract takes one at most" },
		{ "regex.extractAll(it.state, '(a)(b)') == []",
			"the pattern has 2 groups, and regex.extractAll takes one at most" },
		{ "regex.extract(it.state, 'a') == 'a'", "they are never equal" },
		{ "regex.extractAll(it.names, 'a') == []", "regex.extractAll takes a string, got a list" },
		{ "regex.replace(it.state, 'a', 1) == ''", "regex.replace takes a string, got an int" },
		{ "it.names.merge({})", "merge takes a map, got a list" },
		{ "it.flags.merge(it.names)", "merge takes a map, got a list" },
		{ "it.state.isMask()", "isMask takes a cidr, got a string" },
		{ "json.encode(it).a == 1", "no field \"a\" in a string" },
		{ "duration('1d') > duration('1s')", "not a duration" },
		{ "int('x') == 1", "not a whole number" },
	};
	(void)state;
	are_wrong(wrong, COUNTOF(wrong));
}

static void invalid_macro_arguments_are_reported(void **state)
{
	static const struct wrong wrong[] = {
		{ "it.connections.all(x, true)", "1:1: an int cannot be iterated" },
		{ "it.connections.map(x, x) == []", "an int cannot be iterated" },
		{ "it.?names.exists(n, true)", "an optional cannot be iterated" },
		{ "it.flags.sortBy(k, k) == []", "a map cannot be sorted" },
		{ "it.names.map(n, n, n) == []", "what is asked of each element needs true or false, and this is a string" },
		{ "it.state.optMap(s, s).hasValue()", "optMap needs an optional, and this is a string" },
		{ "it.?state.optFlatMap(s, 'a').hasValue()", "optFlatMap needs an optional, and this is a string" },
		{ "it.flags.transformMapEntry(k, v, v).size() == 1", "transformMapEntry needs a map, and this is a string" },
		{ "[?it.state].size() == 1", "? needs an optional, and this is a string" },
		{ "{?'a': it.state}.size() == 1", "? needs an optional, and this is a string" },
		{ "{1.5: 2}.size() == 1", "a map's key must be string, int, uint or bool, and this is a double" },
	};
	(void)state;
	are_wrong(wrong, COUNTOF(wrong));
}

static void error_has_a_caret(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(check(a, "it.ok &&\n  it.sate == 'X'", CEL_BOOL),
		"<expression>:2:6: it has no \"sate\"; did you mean \"state\"?\n    it.sate == 'X'\n       ^");
	arena_free(a);
}

/* ---- The check agrees with the evaluator ----------------------------------------------------------------- */

/* name(x, y), or x.name(y). */
static const char *call_text(struct arena *a, const char *name, bool member, const char *const *values, size_t n)
{
	const char *call = member ? arena_printf(a, "%s.%s(", values[0], name) : arena_printf(a, "%s(", name);
	for (size_t i = member; i < n; i++)
		call = arena_printf(a, "%s%s%s", call, i > member ? ", " : "", values[i]);
	return arena_printf(a, "%s)", call);
}

/* The check rejects exactly the calls that the evaluator rejects, and the declared result type is the actual one.
 * Returns false if there is no function of this name. */
static bool agrees(struct arena *a, const char *expression)
{
	static const char *const refusals[] = { "no such overload", "a map's key must" };
	struct cel_program *p;
	struct err e;
	bool refuses = false;
	assert_int_equal(cel_compile(a, str_of(expression), NULL, NULL, &p, &e), 0);
	struct cel_value v = cel_eval(p, &(struct cel_scope){ .root = NULL }, a);
	struct str why = v.kind == CEL_ERROR ? cel_error_text(&v) : str_of("");
	if (!strncmp(why.p, "no such function", strlen("no such function")))
		return false;
	for (size_t i = 0; i < COUNTOF(refusals); i++)
		refuses = refuses || !strncmp(why.p, refusals[i], strlen(refusals[i]));
	bool refused = cel_check(a, p, &root, v.kind == CEL_ERROR ? CEL_ERROR : (enum cel_kind)v.kind, &e) != 0;
	if (v.kind == CEL_ERROR ? refuses && !refused : refused)
		fail_msg("%s\n  check %s\n  value %s", expression, refused ? e.text : "takes it", refuses ? why.p : "takes it");
	return true;
}

static const char *const samples[] = { "null", "true", "1", "1u", "2.0", "'a'", "b'a'", "[]", "['a']", "[1]",
	"[optional.none()]", "{'a': 1}", "timestamp(0)", "duration('1s')", "type(1)", "optional.none()", "ip('::1')",
	"cidr('::/0')" };

/* Calls the function with n arguments of every kind. Returns the number of calls. */
static size_t every_call(struct arena *a, const char *name, bool member, size_t n)
{
	size_t called = 0, combinations = 1;
	for (size_t v = 0; v < n; v++)
		combinations *= COUNTOF(samples);
	for (bool known = true; known && called < combinations; called += known) {
		const char *values[3];
		for (size_t v = 0, rest = called; v < n; v++, rest /= COUNTOF(samples))
			values[v] = samples[rest % COUNTOF(samples)];
		struct arena_mark before = arena_mark(a);
		known = agrees(a, call_text(a, name, member, values, n));
		arena_rewind(a, before);
	}
	return called;
}

static void signatures_match_the_evaluator(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	for (size_t f = 0; cel_function_doc(f).name; f++) {
		const char *name = cel_function_doc(f).name;
		size_t called = !strcmp(name, "optional.none");
		for (size_t n = 1; n <= 3; n++)
			called += every_call(a, name, false, n) + (strchr(name, '.') ? 0 : every_call(a, name, true, n));
		if (!called)
			fail_msg("%s was never called", name);
	}
	arena_free(a);
}

/* Replaces the first %s of the pattern by `first` and every other one by `others`. */
static const char *filled(struct arena *a, const char *pattern, const char *first, const char *others)
{
	const char *slot = strstr(pattern, "%s");
	if (!slot)
		return pattern;
	return arena_printf(a, "%.*s%s%s", (int)(slot - pattern), pattern, first, filled(a, slot + 2, others, others));
}

static void operator_types_match_the_evaluator(void **state)
{
	static const char *const patterns[] = { "%s + %s", "%s - %s", "%s * %s", "%s / %s", "%s % %s", "%s < %s",
		"%s >= %s", "%s && %s", "%s ? 1 : 2", "!%s", "-%s", "{%s: %s}", "%s[%s]", "dyn(1) in %s", "%s.all(x, true)",
		"%s.map(x, x)", "[1].map(x, %s, 1)", "[1].filter(x, %s)", "%s.sortBy(x, x)",
		"%s.transformMapEntry(k, v, {'a': 1})", "[1].transformMapEntry(k, v, %s)", "%s.optMap(x, x)",
		"optional.of(1).optFlatMap(x, %s)", "[?%s]", "{?'a': %s}" };
	struct arena *a = arena_new();
	(void)state;
	for (size_t p = 0; p < COUNTOF(patterns); p++)
		for (size_t i = 0; i < COUNTOF(samples) * COUNTOF(samples); i++) {
			struct arena_mark before = arena_mark(a);
			agrees(a, filled(a, patterns[p], samples[i % COUNTOF(samples)], samples[i / COUNTOF(samples)]));
			arena_rewind(a, before);
		}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_expressions_pass),
		cmocka_unit_test(type_errors_are_reported),
		cmocka_unit_test(invalid_function_arguments_are_reported),
		cmocka_unit_test(invalid_macro_arguments_are_reported),
		cmocka_unit_test(error_has_a_caret),
		cmocka_unit_test(signatures_match_the_evaluator),
		cmocka_unit_test(operator_types_match_the_evaluator),
	};
	return cmocka_run_group_tests_name("cel_check", tests, NULL, NULL);
}
