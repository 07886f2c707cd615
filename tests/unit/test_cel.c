/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel.c: cases that the conformance records leave open: syntax, literals, has(), facts, unobserved values, times,
 * errors, references. */
#include "cel_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void syntax_errors_are_reported(void **state)
{
	static const char *const bad[] = { "", "1 +", "a b", "(1", "[1", "{1:2", "{'a' 1}", "[1,,2]", "f(1,)",
		"1 == ", "a.", "a.1", "if", "has(x)", "has(m['k'])", "[1].all(1, true)", "[1].map(a.b, a)", "'a", "\"a\nb\"",
		"'\\s'", "'\\400'", "'\\08'", "'\\x4'", "'\\ud800'", "'\\U00110000'", "b'\\u0041'", "9223372036854775808",
		"18446744073709551616u", "1e400", "0x", "1u8", "5.", "1.5u", "--", "-!true", "a = 1", "a & b", "a | b", "rb'x'",
		("\xc2\xa0"
		 "1"),
		"#", "1 ? 2", "`a`", "in", "true in", "'\xff'" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++)
		is(bad[i], "parse: ");
}

static void literals(void **state)
{
	(void)state;
	is("-9223372036854775808", "-9223372036854775808");
	is("-0x8000000000000000", "-9223372036854775808");
	is("0x1Fu", "31u");
	is("1e3", "1000.0");
	is(".5", "0.5");
	is("'\\x41\\u00e9\\101\\a'.size()", "4");
	is("r'\\'", "\"\\\\\"");
	is("'''a\n'b'''", "\"a\\n'b\"");
	is("b'\\377'.size()", "1");
	is("size('\xc3\xa9')", "1");
	is("[1, 2,].size() // a comment", "2");
	is("{'if': 1}.if", "1");
	is("!-1 == 1", "error");
	is("--1", "1");
	is("!!true", "true");
}

static void unusual_syntax(void **state)
{
	(void)state;
	is("1.e3", "error: no field 'e3' in a int"); /* parsed as a field selection, as in CEL's grammar */
	is("1E+2", "100.0");
	is("-!true", "parse: ");
	is("- 1", "-1");
	is("[,]", "[]");
	is("{,}", "{}");
	is("{'a': 1,}", "{\"a\": 1}");
	is("1 < 2 == true", "true");
	is("true ? true ? 1 : 2 : 3", "parse: ");
	is("{'content-type': 1}.`content-type`", "1");
	is("[1].map(true, 1)", "parse: ");
	is("[1].all(i, i, true)", "parse: ");
	is("has(m.?k)", "parse: ");
	is("0xu", "parse: ");
	is("all", "error: no such variable: all");
	is("m.all(k, k != '')", "true");
}

static void arithmetic_overflow_is_an_error(void **state)
{
	(void)state;
	is("9223372036854775807 + 1", "error: integer overflow");
	is("-9223372036854775808 / -1", "error: integer overflow");
	is("-9223372036854775808 % -1", "error: integer overflow");
	is("-(-9223372036854775808)", "error: integer overflow");
	is("0u - 1u", "error: unsigned integer overflow");
	is("1 / 0", "error: division by zero");
	is("1 % 0", "error: modulus by zero");
	is("-5 % 3", "-2");
	is("1.0 / 0.0 > 1.0", "true");
	is("5.0 % 3.0", "error: no such overload");
	is("1 + 1.0", "error: no such overload");
	is("1 + 1u", "error: no such overload");
	is("double('NaN') < 1.0", "error: NaN has no order");
	is("double('NaN') == double('NaN')", "false");
}

static void has_tests_one_field(void **state)
{
	(void)state;
	is("has(m.k)", "true");
	is("has(m.z)", "false");
	is("has(m.z.y)", "error: no such key: 'z'");
	is("has({'a': null}.a)", "true");
	is("has(name.x)", "error: has() needs a map, not a string");
	is("has(none.x)", "error: has() needs a map, not a null_type");
	is("has(list.x)", "error");
}

static void fact_numbers_convert_to_the_type_of_the_other_operand(void **state)
{
	(void)state;
	is("n < 0.8 * max", "false");
	is("n + 1", "98");
	is("n * 0.5", "48.5");
	is("max - 1u", "99u");
	is("whole + 1", "101");
	is("whole / 3", "33");
	is("n + half", "97.5");
	is("n / max", "0");
	is("big - 1u", "18446744073709551614u");
	is("list[whole - max]", "1");
	is("[10, 20][list[0]]", "20");
	is("type(n) == int && type(half) == double", "true");
	is("'abc'.substring(list[0], whole - 98)", "\"b\"");
	is("lists.range(whole).size() + math.greatest(whole, 1)", "200");
	is("math.ceil(whole) + math.sqrt(whole)", "110.0");
	is("timestamp(whole)", "timestamp(\"1970-01-01T00:01:40Z\")");
	is("string(whole) + '%d %.1f'.format([whole, whole])", "\"100100 100.0\"");
	is("n == 97.0 && 97u == n", "true");
	is("(n + 0) + 1.0", "error: no such overload");
}

static void unobserved_value_is_an_error_wherever_it_is_used(void **state)
{
	(void)state;
	is("unobserved", "error: refused: 403");
	is("unobserved.state == 'x'", "error: refused: 403");
	is("has(unobserved.state)", "error: refused: 403");
	is("has(m.gone)", "error: refused: 403");
	is("'gone' in m", "error: refused: 403");
	is("size(unobserved) > 0", "error: refused: 403");
	is("unobserved.all(x, true)", "error: refused: 403");
	is("'x' in unobserved", "error: refused: 403");
	is("m == {'k': 1, 'gone': 2}", "error: refused: 403");
	is("m.exists(k, m[k] == 1)", "true"); /* another element decides */
	is("m.all(k, m[k] == 1)", "error: refused: 403");
	is("json.encode(m)", "error: refused: 403");
	is("json.encode([unobserved])", "error: refused: 403");
	is("m.merge({'z': 1})", "error: refused: 403");
	is("{'z': 1}.merge(m)", "error: refused: 403");
	is("m.merge({'gone': 2}).gone", "2"); /* the value is not taken from the unobserved map */
	is("[1].transformMapEntry(i, v, m)", "error: refused: 403");
	is("unobserved == 1 || true", "true");
	is("has(m.k) && !has(m.z)", "true");
}

static void errors_are_absorbed_as_cel_specifies(void **state)
{
	(void)state;
	is("1/0 > 0 && false", "false");
	is("true || nowhere", "true");
	is("'horses' && false", "false");
	is("1 && true", "error: no such overload");
	is("true && 1/0 > 0 && false", "false");
	is("f_unknown(1) || true", "true");
	is("[1, 2].filter(x, x)", "error: the predicate must be bool");
	is("[1, 0].exists_one(x, 1/x > 0)", "error: division by zero");
	is("true ? 1 : 1/0", "1");
	is("1 ? 2 : 3", "error");
	is("[1].all(x)", "error: no such function: all");
	is("'a'.all(x, true)", "error: a string cannot be iterated");
	is("{'a': 1, 'a': 2}", "error: duplicate key");
	is("{1.5: 1}", "error: a map's key");
	is("{0: 1, 0u: 2}", "error: duplicate key");
}

static void regular_expressions_are_re2(void **state)
{
	(void)state;
	is("'abc'.matches('^a.c$')", "true");
	is("'xabcx'.matches('abc')", "true");
	is("'ABC'.matches('(?i)abc')", "true");
	is("'\xc3\xa9'.matches('^.$')", "true");
	is("'a'.matches('(a)\\\\1')", "error: invalid pattern");
	is("'a'.matches('a(?=b)')", "error: invalid pattern");
	is("'a'.matches('(') || true", "true");
	is("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'.matches('^(a+)+$')", "false");
}

static void conversions_are_exact(void **state)
{
	static const char *const bad[] = { "int('0x10')", "int(' 1')", "int('')", "double('')", "double(' 1')",
		"double('1e400')", "uint('+1')", "uint(-0.5)", "int(1e19)", "int(9223372036854775808.0)", "uint(-1)",
		"bool('yes')", "string(null)", "string([1])", "int(true)", "string(b'\\377')" };
	(void)state;
	is("base64.decode('+/8=') == b'\\373\\377'", "true");
	is("base64.decode('+/8') == b'\\373\\377'", "true");
	is("base64.decode('-_8=')", "error: not base64");
	is("base64.decode('+/8==')", "error: not base64");
	for (size_t i = 0; i < COUNTOF(bad); i++)
		is(bad[i], "error");
	is("int('+1')", "1");
	is("int(1.9)", "1");
	is("int(-1.9)", "-1");
	is("string(21.0)", "\"21\"");
	is("string(1000000.0)", "\"1e+06\"");
	is("string(0.1)", "\"0.1\"");
	is("string(123.456)", "\"123.456\"");
	is("bool('T')", "true");
}

static void timestamps_follow_the_calendar(void **state)
{
	static const char *const bad[] = { "timestamp('2009-02-30T00:00:00Z')", "timestamp('1900-02-29T00:00:00Z')",
		"timestamp('2009-02-13T24:00:00Z')", "timestamp('2009-02-13T23:59:60Z')", "timestamp('2009-02-13 23:59:00Z')",
		"timestamp('2009-02-13T23:59:00')", "timestamp('10000-01-01T00:00:00Z')", "timestamp('0000-12-31T23:59:59Z')",
		"timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp(253402300800)",
		"timestamp('9999-12-31T00:00:00Z') - timestamp('0001-01-01T00:00:00Z')", "duration('1d')", "duration('')",
		"duration('5')", "duration('1h 30m')", "duration('-1h-1m')", "duration('9223372037s')", "duration('1s') * 2",
		"timestamp(0) + timestamp(0)", "timestamp(0).getHours('Nowhere/City')", "timestamp(0).getHours('../UTC')",
		"duration('1s') < timestamp(0)" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++)
		is(bad[i], "error");
	is("string(timestamp('2000-02-29T12:00:00.123456789Z'))", "\"2000-02-29T12:00:00.123456789Z\"");
	is("timestamp('2009-02-13T23:31:30+01:00')", "timestamp(\"2009-02-13T22:31:30Z\")");
	is("timestamp('9999-12-31T23:59:59.999999999Z') - duration('1ns')",
		"timestamp(\"9999-12-31T23:59:59.999999998Z\")");
	is("duration('1h30m') + duration('1.5h') + duration('-1m') + duration('1us')", "duration(\"10740.000001s\")");
	is("timestamp('2009-07-13T23:31:30Z').getHours('America/New_York')", "19");
	is("timestamp('2009-02-13T23:31:30Z').getHours('02:00')", "1");
	is("timestamp('2040-01-13T23:31:30Z').getHours('America/New_York')", "18");
}

static void texts_may_be_substrings(void **state)
{
	(void)state;
	is("{'ab': 1}['abcd'.substring(0, 2)]", "1");
	is("m['kk'.substring(0, 1)]", "1");
	is("'kk'.charAt(0) in m", "true");
	is("m[{'x': ['k']}.x[0]]", "1");
	is("int('12345'.substring(0, 2)) + int('7,8'.split(',')[1])", "20");
	is("double('1.55'.substring(0, 3))", "1.5");
	is("m['\\u0000']", "error: no such key");
	is("m['$unobserved']", "error: no such key");
	is("unobserved['$unobserved']", "error: refused: 403");
	is("[0, 1].map(i, list[i])", "[1, 2]");
	is("list[2]", "error: index 2 out of range");
}

static void runtime_errors_show_the_values(void **state)
{
	(void)state;
	is("name + n", "error: no such overload: string + int: \"a\" + 97 (in name + n)");
	is("n / (n - 97)", "error: division by zero: 97 / 0 (in n / (n - 97))");
	is("int(name)", "error: not a whole number: \"a\" (in int(name))");
	is("size(n)", "error: no such overload: size(int): of 97 (in size(n))");
	is("list.filter(x, x)", "error: the predicate must be bool, not int: 1");
	is("timestamp(name)", "error: not an RFC 3339 timestamp: \"a\"");
	is("m.kk", "error: no such key: 'kk'; did you mean 'k'?");
	is("9223372036854775807 + n", "error: integer overflow: 9223372036854775807 + 97");
}

static void syntax_error_has_position_and_caret(void **state)
{
	struct arena *a = arena_new();
	struct conf_place place = { "p.cfg", 7, 0 };
	struct cel_program *p;
	struct err e;
	(void)state;
	assert_int_equal(cel_compile(a, STR("a &&\n  b ]"), &place, NULL, &p, &e), -1);
	assert_string_equal(e.text, "p.cfg:8:5: found \"]\", expected an operator, or the end\n    b ]\n      ^");
	assert_non_null(strstr(eval(a, "nme == 1"), "no such variable: nme; did you mean name?"));
	const char *far = arena_printf(a, "'%0300d' == \xc3\xa9", 0); /* only a part of a long line is shown */
	assert_int_equal(cel_compile(a, str_of(far), NULL, NULL, &p, &e), -1);
	assert_non_null(strstr(e.text, "<expression>:1:307: a character that has no meaning here\n  ...0000"));
	const char *line = strrchr(e.text, '\n') + 1, *above = strstr(e.text, "\n  ...") + 1;
	assert_int_equal(strcspn(line, "^"), strcspn(above, "\xc3"));
	arena_free(a);
}

static void every_function_is_documented(void **state)
{
	struct arena *a = arena_new();
	struct str page;
	struct err e;
	(void)state;
	assert_int_equal(file_read(a, "policies/README.md", 1024 * 1024, &page, &e), 0);
	for (size_t i = 0; cel_function_doc(i).name; i++)
		if (!strstr(page.p, arena_printf(a, "%s(", cel_function_doc(i).name)))
			fail_msg("policies/README.md does not name %s", cel_function_doc(i).name);
	arena_free(a);
}

static void references_are_the_paths_that_are_read(void **state)
{
	struct arena *a = arena_new();
	struct cel_program *p;
	const struct cel_ref *refs;
	struct err e;
	struct buf b = BUF_MAX(1000);
	(void)state;
	assert_int_equal(cel_compile(a,
						 STR("a.b.c > 1 && has(d.e) && f['g'].h && i[j].k && l.all(x, x.y && m[x] == n) && "
							 "size(o) + p.size() > 1 && q in r.s"),
						 NULL, NULL, &p, &e),
		0);
	size_t n = cel_refs(p, &refs);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < refs[i].n; j++)
			buf_printf(&b, "%s%s", j ? "." : "", refs[i].parts[j]);
		buf_puts(&b, refs[i].computed ? "* " : refs[i].counted ? "# " : " ");
	}
	assert_string_equal(buf_text(&b), "a.b.c d.e f.g.h i* j l m* n o# p# q r.s# ");
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(syntax_errors_are_reported),
		cmocka_unit_test(literals),
		cmocka_unit_test(arithmetic_overflow_is_an_error),
		cmocka_unit_test(has_tests_one_field),
		cmocka_unit_test(fact_numbers_convert_to_the_type_of_the_other_operand),
		cmocka_unit_test(unobserved_value_is_an_error_wherever_it_is_used),
		cmocka_unit_test(errors_are_absorbed_as_cel_specifies),
		cmocka_unit_test(regular_expressions_are_re2),
		cmocka_unit_test(conversions_are_exact),
		cmocka_unit_test(unusual_syntax),
		cmocka_unit_test(timestamps_follow_the_calendar),
		cmocka_unit_test(texts_may_be_substrings),
		cmocka_unit_test(runtime_errors_show_the_values),
		cmocka_unit_test(syntax_error_has_position_and_caret),
		cmocka_unit_test(every_function_is_documented),
		cmocka_unit_test(references_are_the_paths_that_are_read),
	};
	return cmocka_run_group_tests_name("cel", tests, NULL, NULL);
}
