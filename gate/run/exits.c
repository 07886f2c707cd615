/* SPDX-License-Identifier: Apache-2.0 */
/* exits.c: PURE. The exit codes as a table: what was done decides, and the verdict where nothing was. */
#include "exits.h"

const char *verdict_name(enum verdict v)
{
	static const char *const names[VERDICT__COUNT] = {
		[VERDICT_NONE] = "none", [VERDICT_PASSED] = "passed", [VERDICT_FAILED] = "failed",
		[VERDICT_INCONCLUSIVE] = "inconclusive", [VERDICT_INTERRUPTED] = "interrupted", [VERDICT_ORDERED] = "ordered",
	};
	return names[v];
}

const char *action_name(enum action a)
{
	static const char *const names[ACTION__COUNT] = {
		[ACTION_NONE] = "none", [ACTION_ROLLED_BACK] = "rolled_back", [ACTION_ROLLBACK_FAILED] = "rollback_failed",
		[ACTION_NOT_MOVED] = "not_moved", [ACTION_SUPERSEDED] = "superseded", [ACTION_PROMOTED] = "promoted",
		[ACTION_STOPPED] = "stopped",
	};
	return names[a];
}

enum { SIGNAL_MAX = 64 };

/* Where nothing was done to traffic, the verdict decides. A failed run has always decided about traffic. */
static const int of_verdict[VERDICT__COUNT] = {
	[VERDICT_NONE] = EXIT_BUG, [VERDICT_PASSED] = EXIT_PASSED, [VERDICT_FAILED] = EXIT_BUG,
	[VERDICT_INCONCLUSIVE] = EXIT_INCONCLUSIVE, [VERDICT_INTERRUPTED] = EXIT_SIGNAL,
	[VERDICT_ORDERED] = EXIT_PASSED, /* an order that was only planned */
};

static const int of_action[ACTION__COUNT] = {
	[ACTION_ROLLED_BACK] = EXIT_ROLLED_BACK, [ACTION_ROLLBACK_FAILED] = EXIT_ROLLBACK_FAILED,
	[ACTION_NOT_MOVED] = EXIT_NOT_MOVED, [ACTION_SUPERSEDED] = EXIT_NOT_MOVED, [ACTION_PROMOTED] = EXIT_PASSED,
	[ACTION_STOPPED] = EXIT_ROLLBACK_FAILED,
};

/* What a run with a verdict may have done: a bit for each action. */
#define DID(a) (1u << ACTION_##a)
static const unsigned together[VERDICT__COUNT] = {
	[VERDICT_PASSED] = DID(NONE) | DID(PROMOTED),
	[VERDICT_FAILED] = DID(ROLLED_BACK) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED) | DID(STOPPED),
	[VERDICT_INCONCLUSIVE] = DID(NONE) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED) | DID(STOPPED),
	[VERDICT_INTERRUPTED] = DID(NONE) | DID(STOPPED),
	[VERDICT_ORDERED] = DID(NONE) | DID(ROLLED_BACK) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED),
};

int exit_code_of(enum verdict v, enum action a, bool by_order)
{
	if (a == ACTION_NONE)
		return of_verdict[v];
	return by_order && a == ACTION_ROLLED_BACK ? EXIT_PASSED : of_action[a];
}

bool exit_code_fits(enum verdict v, enum action a, bool by_order, int64_t code)
{
	int usual = exit_code_of(v, a, by_order);
	if (!(together[v] & 1u << a))
		return false;
	if (usual == EXIT_SIGNAL)
		return code > EXIT_SIGNAL && code <= EXIT_SIGNAL + SIGNAL_MAX;
	switch (code) {
	case EXIT_NO_EVIDENCE:
		return usual == EXIT_PASSED;
	case EXIT_LOCKED:
		return a == ACTION_NOT_MOVED;
	case EXIT_NOT_MOVED:
		return usual == EXIT_NOT_MOVED || a == ACTION_STOPPED;
	default:
		return code == usual;
	}
}
