/* SPDX-License-Identifier: Apache-2.0 */
/* test_exits.c: every way a run may end has its exit codes, and there are no others. */
#include "../../gate/run/exits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

/*
 * Every way a run may end. codes: the usual one first, then the alternatives, ended by -1. ordered: the same for an
 * explicit rollback (rollback, resume), for which moved traffic is success.
 */
static const struct end {
	enum verdict verdict;
	enum action action;
	int codes[4], ordered[4];
} ends[] = {
	{ VERDICT_PASSED, ACTION_NONE, { 0, 74, -1 }, { 0, 74, -1 } },
	{ VERDICT_PASSED, ACTION_PROMOTED, { 0, 74, -1 }, { 0, 74, -1 } },
	{ VERDICT_FAILED, ACTION_ROLLED_BACK, { 1, -1 }, { 0, 74, -1 } },
	{ VERDICT_FAILED, ACTION_ROLLBACK_FAILED, { 4, -1 }, { 4, -1 } },
	{ VERDICT_FAILED, ACTION_NOT_MOVED, { 3, 75, -1 }, { 3, 75, -1 } },
	{ VERDICT_FAILED, ACTION_SUPERSEDED, { 3, -1 }, { 3, -1 } },
	{ VERDICT_FAILED, ACTION_STOPPED, { 4, 3, -1 }, { 4, 3, -1 } },
	{ VERDICT_INCONCLUSIVE, ACTION_NONE, { 5, -1 }, { 5, -1 } },
	{ VERDICT_INCONCLUSIVE, ACTION_ROLLBACK_FAILED, { 4, -1 }, { 4, -1 } },
	{ VERDICT_INCONCLUSIVE, ACTION_NOT_MOVED, { 3, 75, -1 }, { 3, 75, -1 } },
	{ VERDICT_INCONCLUSIVE, ACTION_SUPERSEDED, { 3, -1 }, { 3, -1 } },
	{ VERDICT_INCONCLUSIVE, ACTION_STOPPED, { 4, 3, -1 }, { 4, 3, -1 } },
	{ VERDICT_INTERRUPTED, ACTION_STOPPED, { 4, 3, -1 }, { 4, 3, -1 } },
	{ VERDICT_ORDERED, ACTION_NONE, { 0, 74, -1 }, { 0, 74, -1 } },
	{ VERDICT_ORDERED, ACTION_ROLLED_BACK, { 1, -1 }, { 0, 74, -1 } },
	{ VERDICT_ORDERED, ACTION_ROLLBACK_FAILED, { 4, -1 }, { 4, -1 } },
	{ VERDICT_ORDERED, ACTION_NOT_MOVED, { 3, 75, -1 }, { 3, 75, -1 } },
	{ VERDICT_ORDERED, ACTION_SUPERSEDED, { 3, -1 }, { 3, -1 } },
	{ VERDICT_ORDERED, ACTION_DRILLED, { 0, 74, -1 }, { 0, 74, -1 } },
	{ VERDICT_ORDERED, ACTION_NOT_FIT, { 3, -1 }, { 3, -1 } },
	{ VERDICT_ORDERED, ACTION_TAG_LEFT, { 4, -1 }, { 4, -1 } },
};

static const int *codes_of(enum verdict v, enum action a, bool by_order)
{
	static const int none[] = { -1 };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends[i].verdict == v && ends[i].action == a)
			return by_order ? ends[i].ordered : ends[i].codes;
	return none;
}

static bool is_among(const int *codes, int code)
{
	for (; *codes >= 0; codes++)
		if (*codes == code)
			return true;
	return false;
}

/* `watch` also ends with 0 if a newer release took over, and with --once while the bake goes on. */
static bool is_of_watch(enum verdict v, enum action a, int code)
{
	return v == VERDICT_INCONCLUSIVE && (a == ACTION_SUPERSEDED || a == ACTION_NONE) && code == 0;
}

static void check(enum verdict v, enum action a, bool by_order)
{
	const int *codes = codes_of(v, a, by_order);
	bool signals = v == VERDICT_INTERRUPTED && a == ACTION_NONE; /* 128 + 1 to 64 */
	for (int code = -1; code <= 256; code++) {
		bool want = signals ? code > 128 && code <= 192 : is_among(codes, code);
		if (exit_code_fits(v, a, by_order, false, code) != want ||
			exit_code_fits(v, a, by_order, true, code) != (want || is_of_watch(v, a, code)))
			fail_msg("%s, %s%s: %d %s", verdict_name(v), action_name(a), by_order ? ", by order" : "", code,
				want ? "is refused" : "is taken");
	}
	if (signals || *codes >= 0)
		assert_int_equal(exit_code_of(v, a, by_order, CAUSE_USUAL), signals ? 128 : *codes);
}

static void every_ending_has_its_exit_codes(void **state)
{
	(void)state;
	for (enum verdict v = VERDICT_NONE; v < VERDICT__COUNT; v++)
		for (enum action a = ACTION_NONE; a < ACTION__COUNT; a++) {
			check(v, a, false);
			check(v, a, true);
		}
}

static void causes_apply_where_they_fit(void **state)
{
	(void)state;
	assert_int_equal(exit_code_of(VERDICT_INCONCLUSIVE, ACTION_SUPERSEDED, false, CAUSE_REPLACED), 0);
	assert_int_equal(exit_code_of(VERDICT_INCONCLUSIVE, ACTION_NONE, false, CAUSE_GOES_ON), 0);
	for (enum exit_cause c = CAUSE_REPLACED; c <= CAUSE_GOES_ON; c++) {
		assert_int_equal(exit_code_of(VERDICT_FAILED, ACTION_SUPERSEDED, false, c), 3);
		assert_int_equal(exit_code_of(VERDICT_FAILED, ACTION_ROLLED_BACK, false, c), 1);
		assert_int_equal(exit_code_of(VERDICT_INCONCLUSIVE, ACTION_ROLLBACK_FAILED, false, c), 4);
	}
}

/* Evidence contains these names. */
static void names_are_stable(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
	assert_string_equal(verdict_name(VERDICT_ORDERED), "ordered");
	assert_string_equal(action_name(ACTION_NONE), "none");
	assert_string_equal(action_name(ACTION_STOPPED), "stopped");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ending_has_its_exit_codes),
		cmocka_unit_test(causes_apply_where_they_fit),
		cmocka_unit_test(names_are_stable),
	};
	return cmocka_run_group_tests_name("exits", tests, NULL, NULL);
}
