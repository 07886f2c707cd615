/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exits.h: verdicts, actions and the exit codes that follow from them. README.md documents the exit codes. No side
 * effects.
 */
#ifndef GATE_EXITS_H
#define GATE_EXITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exit_code {
	EXIT_PASSED = 0,
	EXIT_ROLLED_BACK = 1,
	EXIT_CONFIG = 2,
	EXIT_NOT_MOVED = 3,
	EXIT_ROLLBACK_FAILED = 4,
	EXIT_INCONCLUSIVE = 5,
	EXIT_DIFFERS = 6,
	EXIT_BUG = 70,
	EXIT_NO_MEMORY = 71,
	EXIT_NO_EVIDENCE = 74,
	EXIT_LOCKED = 75,
	EXIT_SIGNAL = 128 /* + number of the signal */
};
/* An exit code for the manual; several that mean the same are written with a comma. */
struct exit_doc {
	const char *code, *doc;
};
const struct exit_doc *exit_docs(size_t *n); /* Returns the table and sets *n to its length. */
enum verdict {
	VERDICT_NONE,
	VERDICT_PASSED,
	VERDICT_FAILED,
	VERDICT_INCONCLUSIVE,
	VERDICT_INTERRUPTED,
	VERDICT_ORDERED,
	VERDICT__COUNT
};
enum action {
	ACTION_NONE,
	ACTION_ROLLED_BACK,
	ACTION_ROLLBACK_FAILED,
	ACTION_NOT_MOVED,
	ACTION_SUPERSEDED,
	ACTION_PROMOTED,
	ACTION_STOPPED,
	ACTION_DRILLED,  /* every drilled target works */
	ACTION_NOT_FIT,  /* a drilled target does not work, or there is none */
	ACTION_TAG_LEFT, /* the tag of a drill could not be taken away */
	ACTION__COUNT
};
/* Reasons for another exit code than the usual one of a verdict and an action. */
enum exit_cause {
	CAUSE_USUAL,
	CAUSE_LOCKED,     /* another process holds a lock: nothing was moved */
	CAUSE_UNRECORDED, /* the evidence of a success could not be written */
	CAUSE_STOOD_DOWN, /* a promotion stopped because somebody else changed the service */
	CAUSE_REPLACED,   /* `watch`: a newer release took the place of this one, which ends the bake */
	CAUSE_GOES_ON,    /* `watch --once`: all was well, and the bake goes on */
	CAUSE__COUNT
};
const char *verdict_name(enum verdict v);
const char *action_name(enum action a);

/*
 * Returns the exit code of a verdict and an action. by_order: the command is `rollback` or `resume`, which succeed when
 * traffic is back. A cause that does not apply to the verdict and action has no effect. If the result is EXIT_SIGNAL,
 * the caller adds the signal.
 */
int exit_code_of(enum verdict v, enum action a, bool by_order, enum exit_cause cause);
/* Returns whether a run can end with this combination, for any cause. watches: the command is `watch`. */
bool exit_code_fits(enum verdict v, enum action a, bool by_order, bool watches, int64_t code);

#endif
