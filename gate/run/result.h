/* SPDX-License-Identifier: Apache-2.0 */
/*
 * result.h: PURE. What a run came to. Members are read everywhere and written by result.c alone (scripts/lint holds
 * this); the exit code is not kept but computed from them. Texts are not copied: they must live as long as the result.
 */
#ifndef GATE_RUN_RESULT_H
#define GATE_RUN_RESULT_H

#include "exits.h"
#include "judged.h"

/* What ended the run: its rounds or their deadline, or something that no rule decides. */
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
	ENDING_STEP /* that could not be made */,
	ENDING__COUNT
};
const char *ending_name(enum ending e);

struct result {
	enum verdict verdict;
	enum action action;
	enum decision decision; /* what the rounds came to; DECISION_GO_ON: they decided nothing */
	enum ending ending;
	const char *reason; /* NULL: none yet */
	bool by_order;      /* `rollback` and `resume`: moved traffic is what was asked for */
	enum exit_cause cause;
	int signal; /* that interrupted the run; 0: none */
};

/* 0 to 255; a signal is added to EXIT_SIGNAL. */
int result_exit_code(const struct result *s);

/* ---- What was judged ------------------------------------------------------------------------------------------- */

/* Nothing is known yet. */
void result_begin(struct result *s, bool by_order);
/* The next step of a promotion is judged: what the rounds of the step before decided is over. */
void result_next_step(struct result *s);
/* The rounds decided, by their rows or at the deadline. d is not DECISION_GO_ON. Verdict and action follow from it. */
void result_decided(struct result *s, enum decision d, enum ending e, const char *reason);
/* Something that no rule decides ended the rounds. Nothing is moved by it. */
void result_ended(struct result *s, enum verdict v, enum ending e, const char *reason);
/* A signal came before anything was changed. */
void result_interrupted(struct result *s, int signal);
/* An order is not judged. */
void result_ordered(struct result *s);
/* The run goes on with the rollback of a process before: its verdict and reason. */
void result_taken_over(struct result *s, bool ordered, const char *reason);

/* ---- What was done --------------------------------------------------------------------------------------------- */

/* What came of moving traffic. reason NULL: the one before stays. ACTION_NONE: nothing yet. */
void result_acted(struct result *s, enum action a, const char *reason);
/* Another process holds a lock: not moved. */
void result_locked(struct result *s, const char *reason);
/* A command that moves traffic did not begin. Where nothing was judged the verdict is that of an order. */
void result_refused(struct result *s, enum action a, const char *reason);
/* The candidate has all users. */
void result_promoted(struct result *s);
/* A step of a promotion was judged well and could not be made: nothing is approved. The action, the reason and a
 * signal stay as they are. */
void result_not_shifted(struct result *s);
/* A promotion ends between its steps, neither forward nor back. */
void result_stopped(struct result *s, const char *reason);

/* ---- What is said of it ------------------------------------------------------------------------------------------ */

/* Another reason for the same result. */
void result_explain(struct result *s, const char *reason);
/* The evidence could not be written. A run that had succeeded ends with EXIT_NO_EVIDENCE and this reason; whatever is
 * worse than that stays what it is. */
void result_unrecorded(struct result *s, const char *reason);

#endif
