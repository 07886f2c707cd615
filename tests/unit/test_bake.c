/* SPDX-License-Identifier: Apache-2.0 */
/* test_bake.c: how the rounds of a bake grow apart, and when they come close again. */
#include "../../gate/judge/bake.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, INTERVAL = 5 * SECOND };

/* Plays rounds of one state from *now on until `until`; returns the number, and the last pause in *pause. */
static int play(struct bake_pace *p, enum bake_state state, int64_t *now, int64_t until, int64_t *pause)
{
	int n = 0;
	for (; *now < until; *now += *pause, n++)
		*pause = bake_next(p, state, *now, INTERVAL);
	return n;
}

static void rounds_grow_apart(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 0, pause = 0, before = 0;
	(void)state;
	for (int64_t at = 0; at < 2 * HOUR; at += pause) {
		pause = bake_next(&p, BAKE_WELL, at, INTERVAL);
		assert_true(pause >= before);
		assert_true(pause == INTERVAL || pause <= at / 4);
		before = pause;
	}
	assert_int_equal(pause, 15 * MINUTE);
	p = (struct bake_pace){ 0 };
	play(&p, BAKE_WELL, &now, 119 * SECOND, &pause);
	assert_int_equal(pause, INTERVAL);
	play(&p, BAKE_WELL, &now, 3 * MINUTE, &pause);
	assert_int_equal(pause, 30 * SECOND);
	play(&p, BAKE_WELL, &now, 30 * MINUTE, &pause);
	assert_int_equal(pause, 5 * MINUTE);
}

static void two_days_are_few_rounds(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 0, pause = 0;
	(void)state;
	assert_in_range(play(&p, BAKE_WELL, &now, 48 * HOUR, &pause), 200, 300);
}

static void a_failure_brings_the_short_interval_at_once(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 0, pause = 0;
	(void)state;
	play(&p, BAKE_WELL, &now, 3 * HOUR, &pause);
	assert_int_equal(bake_next(&p, BAKE_FAILING, now, INTERVAL), INTERVAL);
	for (int i = 0; i < 1000; i++) /* and as long as it lasts */
		assert_int_equal(bake_next(&p, BAKE_FAILING, now += INTERVAL, INTERVAL), INTERVAL);
	assert_int_equal(bake_next(&p, BAKE_WELL, now += INTERVAL, INTERVAL), INTERVAL);
	now += INTERVAL;
	play(&p, BAKE_WELL, &now, now + 3 * HOUR, &pause); /* then it grows again */
	assert_int_equal(pause, 15 * MINUTE);
}

static void what_is_unknown_is_asked_again(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 0, pause = 0;
	(void)state;
	play(&p, BAKE_WELL, &now, 3 * HOUR, &pause);
	assert_int_equal(bake_next(&p, BAKE_UNKNOWN, now, INTERVAL), INTERVAL);
	now += INTERVAL;
	play(&p, BAKE_UNKNOWN, &now, now + 24 * HOUR, &pause);
	assert_int_equal(pause, 5 * MINUTE);
}

static void a_long_interval_is_never_shortened(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 0;
	(void)state;
	for (int i = 0; i < 100; i++, now += HOUR)
		assert_int_equal(bake_next(&p, BAKE_WELL, now, HOUR), HOUR);
}

static void a_clock_that_was_set_back_starts_again(void **state)
{
	struct bake_pace p = { 0 };
	int64_t now = 10 * HOUR, pause = 0;
	(void)state;
	play(&p, BAKE_WELL, &now, 14 * HOUR, &pause);
	assert_int_equal(bake_next(&p, BAKE_WELL, 9 * HOUR, INTERVAL), INTERVAL);
}

static void the_state_of_a_round(void **state)
{
	struct rule critical = { .severity = SEVERITY_CRITICAL }, error = { .severity = SEVERITY_ERROR },
				warning = { .severity = SEVERITY_WARNING }, dry = { .severity = SEVERITY_CRITICAL, .dry_run = true };
	struct outcome items[] = { { .rule = &critical, .kind = OUTCOME_PASS }, { .rule = &error, .kind = OUTCOME_SKIPPED },
		{ .rule = &warning, .kind = OUTCOME_FAIL }, { .rule = &dry, .kind = OUTCOME_FAIL } };
	struct outcomes o = { items, 4 };
	(void)state;
	assert_int_equal(bake_state_of(&o, true), BAKE_WELL);
	assert_int_equal(bake_state_of(&o, false), BAKE_UNKNOWN);
	items[1].kind = OUTCOME_UNKNOWN;
	assert_int_equal(bake_state_of(&o, true), BAKE_UNKNOWN);
	items[1].kind = OUTCOME_FAIL;
	assert_int_equal(bake_state_of(&o, true), BAKE_FAILING);
	items[0].kind = items[1].kind = OUTCOME_SKIPPED; /* nothing was judged */
	assert_int_equal(bake_state_of(&o, true), BAKE_UNKNOWN);
	assert_string_equal(bake_state_name(BAKE_FAILING), "failing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounds_grow_apart),
		cmocka_unit_test(two_days_are_few_rounds),
		cmocka_unit_test(a_failure_brings_the_short_interval_at_once),
		cmocka_unit_test(what_is_unknown_is_asked_again),
		cmocka_unit_test(a_long_interval_is_never_shortened),
		cmocka_unit_test(a_clock_that_was_set_back_starts_again),
		cmocka_unit_test(the_state_of_a_round),
	};
	return cmocka_run_group_tests_name("bake", tests, NULL, NULL);
}
