/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_limits.c: limits of depth, steps and bytes; a million evaluations use the memory of one. */
#include "cel_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#ifdef ARENA_SEPARATE
enum { EVALUATIONS = 20000 }; /* with sanitizers, each evaluation takes a hundred times as long */
#else
enum { EVALUATIONS = 1000000 };
#endif

static void expensive_expressions_are_stopped(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_MAX(1024 * 1024);
	(void)state;
	for (int i = 0; i < 10000; i++)
		buf_puts(&b, "true && ");
	buf_puts(&b, "true");
	assert_string_equal(eval(a, buf_text(&b)), "true");
	buf_clear(&b);
	for (int i = 0; i < 10000; i++)
		buf_putc(&b, '!');
	buf_puts(&b, "true");
	assert_string_equal(eval(a, buf_text(&b)), "true");
	buf_clear(&b);
	for (int i = 0; i < 5000; i++)
		buf_putc(&b, '(');
	assert_non_null(strstr(eval(a, buf_text(&b)), "nested too deeply"));
	buf_clear(&b);
	for (int i = 0; i < 5000; i++)
		buf_puts(&b, "1 + ");
	buf_puts(&b, "1");
	assert_non_null(strstr(eval(a, buf_text(&b)), "nested too deeply"));
	buf_free(&b);
	arena_free(a);
	is("[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, "
	   "[0,1,2,3,4,5,6,7,8,9].all(d, "
	   "[0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(f, [0,1,2,3,4,5,6,7,8,9].all(g, true)))))))",
		"error: the evaluation exceeds its limit");
	is("((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))", "1");
}

/* a = a + a, repeated: few steps and many bytes. */
static void doubling_values_are_stopped(void **state)
{
	struct buf b = BUF_MAX(64 * 1024);
	(void)state;
	for (int list = 0; list < 2; list++) {
		buf_clear(&b);
		buf_puts(&b, list ? "cel.bind(a, [1, 2, 3, 4], " : "cel.bind(a, 'xxxxxxxxxxxxxxxx', ");
		for (int i = 0; i < 40; i++)
			buf_puts(&b, "cel.bind(a, a + a + a + a, ");
		buf_puts(&b, "a.size()");
		for (int i = 0; i < 41; i++)
			buf_putc(&b, ')');
		is(buf_text(&b), "error: the evaluation exceeds its limit of steps or memory");
	}
	buf_clear(&b);
	buf_puts(&b, "[0, 1]");
	for (int i = 0; i < 30; i++)
		buf_puts(&b, ".map(x, [x, x]).flatten()");
	is(buf_text(&b), "error: the evaluation exceeds its limit of steps or memory");
	buf_free(&b);
	is("lists.range(9223372036854775807)", "error: the evaluation");
	is("lists.range(30000).distinct()", "error: the evaluation");
	is("regex.replace(lists.range(30000).map(x, 'aaaaaaaaaa').join(), 'a', lists.range(30000).map(x, "
	   "'aaaaaaaaaa').join())",
		"error: the evaluation");
	is("regex.extractAll(lists.range(6000).map(x, 'aaaaaaaaaa').join(), '').size()", "60001");
	is("regex.extractAll(lists.range(90000).map(x, 'aaaaaaaaaa').join(), '').size()", "error: the evaluation");
	is("lists.range(3000).transformMapEntry(i, v, {v: i, -1 - v: i})", "error: the evaluation");
	is("lists.range(1000).map(x, lists.range(1000)).size()", "error: the evaluation");
}

/* Memory and time of parsing are linear in the length of the text. */
static void long_texts_are_parsed_in_linear_time_and_memory(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_MAX(1024 * 1024);
	struct cel_program *p;
	struct err e;
	(void)state;
	buf_puts(&b, "size([''");
	while (b.n < 90000)
		buf_puts(&b, ",'abc'");
	buf_puts(&b, "])");
	size_t before = arena_used(a);
	assert_int_equal(cel_compile(a, (struct str){ b.p, b.n }, NULL, NULL, &p, &e), 0);
	assert_true(arena_used(a) - before < 100 * b.n);
	buf_clear(&b);
	for (int i = 0; i < 190; i++)
		buf_puts(&b, "size(");
	buf_puts(&b, "'a'");
	for (int i = 0; i < 190; i++)
		buf_putc(&b, ')');
	assert_int_equal(cel_compile(a, (struct str){ b.p, b.n }, NULL, NULL, &p, &e), 0);
	while (b.n <= 4 * (size_t)LIMIT_CEL_TEXT)
		buf_puts(&b, "                                                                ");
	assert_int_equal(cel_compile(a, (struct str){ b.p, b.n }, NULL, NULL, &p, &e), -1);
	assert_non_null(strstr(e.text, "longer than 100000 characters"));
	buf_free(&b);
	arena_free(a);
}

static void a_million_evaluations_use_the_memory_of_one(void **state)
{
	struct arena *a = arena_new();
	struct cel_program *p;
	struct json *facts;
	struct err e;
	(void)state;
	assert_int_equal(json_parse(a, str_of(facts_text), &facts, &e), 0);
	assert_int_equal(
		cel_compile(a, STR("list.map(x, x + n).exists(y, y > 98) && name + 'b' == 'ab'"), NULL, NULL, &p, &e), 0);
	struct cel_scope scope = { .root = facts };
	struct arena_mark mark = arena_mark(a);
	size_t used = arena_used(a);
	for (int i = 0; i < EVALUATIONS; i++) {
		struct cel_value v = cel_eval(p, &scope, a);
		assert_true(v.kind == CEL_BOOL && v.b);
		arena_rewind(a, mark);
	}
	assert_int_equal(arena_used(a), used);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expensive_expressions_are_stopped),
		cmocka_unit_test(doubling_values_are_stopped),
		cmocka_unit_test(long_texts_are_parsed_in_linear_time_and_memory),
		cmocka_unit_test(a_million_evaluations_use_the_memory_of_one),
	};
	return cmocka_run_group_tests_name("cel_limits", tests, NULL, NULL);
}
