/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: the only file that writes the result of a run. No side effects. */
#include "result.h"

const char *ending_name(enum ending e)
{
	static const char *const names[] = {
		[ENDING_NONE] = "none",
		[ENDING_ROUNDS] = "rounds",
		[ENDING_DEADLINE] = "deadline",
		[ENDING_NOTHING_TO_JUDGE] = "nothing_to_judge",
		[ENDING_SUPERSEDED] = "superseded",
		[ENDING_ALREADY_ROLLED_BACK] = "already_rolled_back",
		[ENDING_SERVES_NOTHING] = "serves_nothing",
		[ENDING_SIGNAL] = "signal",
		[ENDING_ORDER] = "order",
		[ENDING_RESUMED] = "resumed",
		[ENDING_STEP] = "step",
		[ENDING_LOOK] = "look",
	};
	_Static_assert(COUNTOF(names) == ENDING__COUNT, "each ending needs a name");
	return names[e];
}

int result_exit_code(const struct result *s)
{
	int code = exit_code_of(s->verdict, s->action, s->by_order, s->cause);
	return code == EXIT_SIGNAL ? code + s->signal : code;
}

/* ---- Verdict --------------------------------------------------------------------------------------------------- */

void result_begin(struct result *s, bool by_order)
{
	*s = (struct result){ .by_order = by_order };
}

void result_next_step(struct result *s)
{
	s->decision = DECISION_GO_ON;
}

void result_decided(struct result *s, enum decision d, enum ending e, const char *reason)
{
	static const enum verdict verdicts[] = {
		[DECISION_GO_ON] = VERDICT_NONE,
		[DECISION_APPROVED] = VERDICT_PASSED,
		[DECISION_CONDEMNED] = VERDICT_FAILED,
		[DECISION_FAILED] = VERDICT_FAILED,
		[DECISION_INCONCLUSIVE] = VERDICT_INCONCLUSIVE,
	};
	result_ended(s, verdicts[d], e, reason);
	s->decision = d;
}

void result_ended(struct result *s, enum verdict v, enum ending e, const char *reason)
{
	enum action a = v == VERDICT_FAILED ? ACTION_NOT_MOVED : e == ENDING_SUPERSEDED ? ACTION_SUPERSEDED : ACTION_NONE;
	s->verdict = v;
	s->ending = e;
	result_acted(s, a, reason);
}

void result_replaced(struct result *s)
{
	s->cause = CAUSE_REPLACED;
}

void result_goes_on(struct result *s, bool well, const char *reason)
{
	result_ended(s, VERDICT_INCONCLUSIVE, ENDING_LOOK, reason);
	s->cause = well ? CAUSE_GOES_ON : CAUSE_USUAL;
}

void result_interrupted(struct result *s, int signal)
{
	result_ended(s, VERDICT_INTERRUPTED, ENDING_SIGNAL, "interrupted by a signal before anything was changed");
	s->signal = signal;
}

void result_ordered(struct result *s)
{
	s->verdict = VERDICT_ORDERED;
	s->ending = ENDING_ORDER;
}

void result_taken_over(struct result *s, bool ordered, const char *reason)
{
	if (ordered)
		result_ordered(s);
	else
		s->verdict = VERDICT_FAILED;
	s->reason = reason;
}

/* ---- Action ---------------------------------------------------------------------------------------------------- */

void result_acted(struct result *s, enum action a, const char *reason)
{
	s->action = a;
	s->cause = CAUSE_USUAL;
	s->reason = reason ? reason : s->reason;
}

void result_locked(struct result *s, const char *reason)
{
	result_acted(s, ACTION_NOT_MOVED, reason);
	s->cause = CAUSE_LOCKED;
}

void result_refused(struct result *s, enum action a, const char *reason)
{
	if (s->verdict == VERDICT_NONE)
		result_ordered(s);
	result_acted(s, a, reason);
}

void result_promoted(struct result *s)
{
	s->verdict = VERDICT_PASSED;
	result_acted(s, ACTION_PROMOTED, NULL);
}

void result_not_shifted(struct result *s)
{
	s->decision = DECISION_GO_ON;
	if (s->verdict == VERDICT_INTERRUPTED)
		return;
	s->verdict = VERDICT_INCONCLUSIVE;
	s->ending = s->action == ACTION_SUPERSEDED ? ENDING_SUPERSEDED : ENDING_STEP;
}

void result_stopped(struct result *s, const char *reason)
{
	bool stood_down = s->action == ACTION_SUPERSEDED;
	result_acted(s, ACTION_STOPPED, reason);
	s->cause = stood_down ? CAUSE_STOOD_DOWN : CAUSE_USUAL;
}

/* ---- Reason ------------------------------------------------------------------------------------------------------ */

void result_explain(struct result *s, const char *reason)
{
	s->reason = reason;
}

void result_unrecorded(struct result *s, const char *reason)
{
	if (result_exit_code(s) != EXIT_PASSED)
		return;
	s->cause = CAUSE_UNRECORDED;
	s->reason = reason;
}
