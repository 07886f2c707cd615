/* SPDX-License-Identifier: Apache-2.0 */
/* test_result.c: what each ending of a run writes into its result, and the exit code that follows. */
#include "../../gate/run/result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static struct result begun(bool by_order)
{
	struct result s;
	memset(&s, 0x5a, sizeof(s)); /* garbage from earlier use */
	result_begin(&s, by_order);
	return s;
}

static struct result condemned(bool by_order)
{
	struct result s = begun(by_order);
	result_decided(&s, DECISION_CONDEMNED, ENDING_ROUNDS, "down");
	return s;
}

static struct result approved(void)
{
	struct result s = begun(false);
	result_decided(&s, DECISION_APPROVED, ENDING_ROUNDS, "2 clean rounds in a row");
	return s;
}

#define ENDS(s, v, a, d, e, code, text) ends(&(s), VERDICT_##v, ACTION_##a, DECISION_##d, ENDING_##e, code, text)

static void ends(
	const struct result *s, enum verdict v, enum action a, enum decision d, enum ending e, int code, const char *reason)
{
	assert_string_equal(verdict_name(s->verdict), verdict_name(v));
	assert_string_equal(action_name(s->action), action_name(a));
	assert_int_equal(s->decision, d);
	assert_string_equal(ending_name(s->ending), ending_name(e));
	assert_int_equal(result_exit_code(s), code);
	assert_string_equal(s->reason ? s->reason : "", reason);
}

static void run_without_an_ending_is_a_bug(void **state)
{
	struct result s = begun(true);
	(void)state;
	assert_true(s.by_order);
	ENDS(s, NONE, NONE, GO_ON, NONE, EXIT_BUG, "");
}

static void verdict_and_action_follow_from_the_decision(void **state)
{
	struct result s = approved();
	(void)state;
	ENDS(s, PASSED, NONE, APPROVED, ROUNDS, 0, "2 clean rounds in a row");
	s = condemned(false);
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, 3, "down");
	s = begun(false);
	result_decided(&s, DECISION_FAILED, ENDING_DEADLINE, "slow");
	ENDS(s, FAILED, NOT_MOVED, FAILED, DEADLINE, 3, "slow");
	s = begun(false);
	result_decided(&s, DECISION_INCONCLUSIVE, ENDING_DEADLINE, "late");
	ENDS(s, INCONCLUSIVE, NONE, INCONCLUSIVE, DEADLINE, 5, "late");
}

static void ending_without_a_rule_has_no_decision(void **state)
{
	struct result s = begun(false);
	(void)state;
	result_ended(&s, VERDICT_INCONCLUSIVE, ENDING_NOTHING_TO_JUDGE, "not found");
	ENDS(s, INCONCLUSIVE, NONE, GO_ON, NOTHING_TO_JUDGE, 5, "not found");
	result_ended(&s, VERDICT_INCONCLUSIVE, ENDING_SUPERSEDED, "superseded");
	ENDS(s, INCONCLUSIVE, SUPERSEDED, GO_ON, SUPERSEDED, 3, "superseded");
	result_ended(&s, VERDICT_FAILED, ENDING_ALREADY_ROLLED_BACK, "before");
	ENDS(s, FAILED, NOT_MOVED, GO_ON, ALREADY_ROLLED_BACK, 3, "before");
}

static void signal_number_is_added_to_the_exit_code(void **state)
{
	struct result s = begun(true);
	(void)state;
	result_ordered(&s);
	result_interrupted(&s, 15);
	ENDS(s, INTERRUPTED, NONE, GO_ON, SIGNAL, 143, "interrupted by a signal before anything was changed");
}

static void explicit_rollback_that_moved_traffic_succeeded(void **state)
{
	struct result s = begun(true);
	(void)state;
	result_ordered(&s);
	ENDS(s, ORDERED, NONE, GO_ON, ORDER, 0, ""); /* dry run */
	result_acted(&s, ACTION_ROLLED_BACK, NULL);
	ENDS(s, ORDERED, ROLLED_BACK, GO_ON, ORDER, 0, "");
	s = condemned(false);
	result_acted(&s, ACTION_ROLLED_BACK, NULL);
	ENDS(s, FAILED, ROLLED_BACK, CONDEMNED, ROUNDS, 1, "down");
	result_acted(&s, ACTION_NONE, NULL);
	assert_int_equal(result_exit_code(&s), EXIT_BUG); /* a failed run always has an action */
}

static void resumed_rollback_takes_its_recorded_verdict(void **state)
{
	struct result s = begun(false);
	(void)state;
	result_ended(&s, VERDICT_FAILED, ENDING_RESUMED, "cut short");
	result_taken_over(&s, false, "down");
	ENDS(s, FAILED, NOT_MOVED, GO_ON, RESUMED, 3, "down");
	result_taken_over(&s, true, "");
	ENDS(s, ORDERED, NOT_MOVED, GO_ON, ORDER, 3, "");
}

static void lock_has_its_own_exit_code_until_an_action(void **state)
{
	struct result s = condemned(false);
	(void)state;
	result_locked(&s, "locked by another");
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, EXIT_LOCKED, "locked by another");
	result_explain(&s, "locked by another; down");
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, EXIT_LOCKED, "locked by another; down");
	result_acted(&s, ACTION_NOT_MOVED, "a hold");
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, 3, "a hold");
}

static void rejected_command_keeps_its_verdict(void **state)
{
	struct result s = begun(true);
	(void)state;
	result_refused(&s, ACTION_ROLLBACK_FAILED, "cannot be read");
	ENDS(s, ORDERED, ROLLBACK_FAILED, GO_ON, ORDER, 4, "cannot be read");
	s = condemned(false);
	result_refused(&s, ACTION_NOT_MOVED, "not now");
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, 3, "not now");
}

static void promotion_ends_with_all_traffic_or_between_steps(void **state)
{
	struct result s = approved();
	(void)state;
	result_promoted(&s);
	ENDS(s, PASSED, PROMOTED, APPROVED, ROUNDS, 0, "2 clean rounds in a row");
	s = approved();
	result_next_step(&s);
	ENDS(s, PASSED, NONE, GO_ON, ROUNDS, 0, "2 clean rounds in a row");
	result_decided(&s, DECISION_INCONCLUSIVE, ENDING_DEADLINE, "late");
	result_stopped(&s, "stopped at 5 %: late");
	ENDS(s, INCONCLUSIVE, STOPPED, INCONCLUSIVE, DEADLINE, 4, "stopped at 5 %: late");
}

static void failed_step_approves_nothing(void **state)
{
	struct result s = approved();
	(void)state;
	result_locked(&s, "locked");
	result_not_shifted(&s);
	ENDS(s, INCONCLUSIVE, NOT_MOVED, GO_ON, STEP, EXIT_LOCKED, "locked");
	s = approved();
	result_acted(&s, ACTION_SUPERSEDED, "superseded");
	result_not_shifted(&s);
	ENDS(s, INCONCLUSIVE, SUPERSEDED, GO_ON, SUPERSEDED, 3, "superseded");
	result_stopped(&s, "stopped at 5 %: superseded"); /* no action is needed: someone else has taken over */
	ENDS(s, INCONCLUSIVE, STOPPED, GO_ON, SUPERSEDED, 3, "stopped at 5 %: superseded");
	s = approved();
	result_interrupted(&s, 2);
	result_not_shifted(&s);
	ENDS(s, INTERRUPTED, NONE, GO_ON, SIGNAL, 130, "interrupted by a signal before anything was changed");
	result_stopped(&s, "stopped at 5 %: interrupted by a signal");
	ENDS(s, INTERRUPTED, STOPPED, GO_ON, SIGNAL, 4, "stopped at 5 %: interrupted by a signal");
}

static void success_without_evidence_is_no_success(void **state)
{
	struct result s = approved();
	(void)state;
	result_unrecorded(&s, "passed, but");
	ENDS(s, PASSED, NONE, APPROVED, ROUNDS, EXIT_NO_EVIDENCE, "passed, but");
	result_unrecorded(&s, "again");
	ENDS(s, PASSED, NONE, APPROVED, ROUNDS, EXIT_NO_EVIDENCE, "passed, but");
	s = condemned(false);
	result_unrecorded(&s, "not said"); /* already worse than that */
	ENDS(s, FAILED, NOT_MOVED, CONDEMNED, ROUNDS, 3, "down");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_without_an_ending_is_a_bug),
		cmocka_unit_test(verdict_and_action_follow_from_the_decision),
		cmocka_unit_test(ending_without_a_rule_has_no_decision),
		cmocka_unit_test(signal_number_is_added_to_the_exit_code),
		cmocka_unit_test(explicit_rollback_that_moved_traffic_succeeded),
		cmocka_unit_test(resumed_rollback_takes_its_recorded_verdict),
		cmocka_unit_test(lock_has_its_own_exit_code_until_an_action),
		cmocka_unit_test(rejected_command_keeps_its_verdict),
		cmocka_unit_test(promotion_ends_with_all_traffic_or_between_steps),
		cmocka_unit_test(failed_step_approves_nothing),
		cmocka_unit_test(success_without_evidence_is_no_success),
	};
	return cmocka_run_group_tests_name("result", tests, NULL, NULL);
}
