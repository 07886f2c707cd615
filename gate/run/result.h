/* SPDX-License-Identifier: Apache-2.0 */
/*
 * result.h: the result of a run. Any room may read the members, but only result.c writes them (checked by
 * scripts/lint). The exit code is computed from them. Texts are not copied and must live as long as the result.
 */
#ifndef GATE_RUN_RESULT_H
#define GATE_RUN_RESULT_H

#include "exits.h"
#include "judged.h"

/* What ended the run: the rounds, their deadline, or something that no rule decides. */
enum ending {
	ENDING_NONE,
	ENDING_ROUNDS,
	ENDING_DEADLINE,
	ENDING_NOTHING_TO_JUDGE,
	ENDING_SUPERSEDED,
	ENDING_ALREADY_ROLLED_BACK,
	ENDING_SERVES_NOTHING,
	ENDING_SIGNAL,
	ENDING_ORDER,
	ENDING_RESUMED,
	ENDING_STEP /* a step of a promotion could not be made */,
	ENDING_LOOK, /* `watch --once` looked, and the bake goes on */
	ENDING__COUNT
};
const char *ending_name(enum ending e);

struct result {
	enum verdict verdict;
	enum action action;
	enum decision decision; /* of the rounds; DECISION_GO_ON: none */
	enum ending ending;
	const char *reason; /* or NULL */
	bool by_order;      /* the command is `rollback` or `resume`, which succeed by moving traffic */
	enum exit_cause cause;
	int signal; /* the signal that interrupted the run; 0: none */
};

/* Returns the exit code, 0 to 255, including the number of a signal. */
int result_exit_code(const struct result *s);

/* ---- Verdict --------------------------------------------------------------------------------------------------- */

/* Sets an empty result. */
void result_begin(struct result *s, bool by_order);
/* Clears the decision before the next step of a promotion is judged. */
void result_next_step(struct result *s);
/* The rounds gave decision d, which must not be DECISION_GO_ON. Sets verdict and action accordingly. */
void result_decided(struct result *s, enum decision d, enum ending e, const char *reason);
/* Something that no rule decides ended the rounds. Traffic is not moved. */
void result_ended(struct result *s, enum verdict v, enum ending e, const char *reason);
/* `watch`: a newer release took the place of this one. Call it after result_ended with ENDING_SUPERSEDED. */
void result_replaced(struct result *s);
/* `watch --once`: the bake goes on. well: all rules held. */
void result_goes_on(struct result *s, bool well, const char *reason);
/* A signal arrived before anything was changed. */
void result_interrupted(struct result *s, int signal);
/* An explicit command moves traffic without a verdict. */
void result_ordered(struct result *s);
/* The run continues the rollback of an earlier process, with its verdict and reason. */
void result_taken_over(struct result *s, bool ordered, const char *reason);

/* ---- Action ---------------------------------------------------------------------------------------------------- */

/* Sets the outcome of moving traffic; ACTION_NONE: nothing so far. reason NULL: keeps the current one. */
void result_acted(struct result *s, enum action a, const char *reason);
/* Traffic was not moved because another process holds a lock. */
void result_locked(struct result *s, const char *reason);
/* A command that moves traffic was refused. If nothing was judged, the verdict is VERDICT_ORDERED. */
void result_refused(struct result *s, enum action a, const char *reason);
/* The candidate has all traffic. */
void result_promoted(struct result *s);
/* A step of a promotion was approved but could not be made. Clears the approval; keeps action, reason and signal. */
void result_not_shifted(struct result *s);
/* A promotion ended between its steps; traffic stays as it is. */
void result_stopped(struct result *s, const char *reason);

/* ---- Reason ------------------------------------------------------------------------------------------------------ */

/* Replaces the reason. */
void result_explain(struct result *s, const char *reason);
/* The evidence could not be written. A run that had succeeded ends with EXIT_NO_EVIDENCE and this reason; worse results
 * are kept. */
void result_unrecorded(struct result *s, const char *reason);

#endif
