/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exits.h: PURE. What a run ends with: a verdict, what was done, and the exit code that goes with both (CONTRACT:
 * exit codes).
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
	EXIT_SIGNAL = 128 /* + the signal */
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
	ACTION__COUNT
};
/* What may give a run another exit code than its verdict and action usually have. */
enum exit_cause {
	CAUSE_USUAL,
	CAUSE_LOCKED,     /* another process holds a lock: nothing was moved */
	CAUSE_UNRECORDED, /* the evidence of a success could not be written */
	CAUSE_STOOD_DOWN, /* a promotion stopped because somebody else changed the service */
	CAUSE__COUNT
};
const char *verdict_name(enum verdict v);
const char *action_name(enum action a);

/*
 * The exit code of a run with this verdict that did this. by_order: of `rollback` and `resume`, which are done when
 * traffic is back. A cause that does not apply to this verdict and action changes nothing. EXIT_SIGNAL: the caller
 * adds the signal to it.
 */
int exit_code_of(enum verdict v, enum action a, bool by_order, enum exit_cause cause);
/* May a run with this verdict have done this, and ended with this code? True where any cause gives it. */
bool exit_code_fits(enum verdict v, enum action a, bool by_order, int64_t code);

#endif
