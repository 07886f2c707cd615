/* SPDX-License-Identifier: Apache-2.0 */
/* exits.c: the table of exit codes. The action determines the code or, if there was none, the verdict. No side effects.
 */
#include "exits.h"

const struct exit_doc *exit_docs(size_t *n)
{
	static const struct exit_doc docs[] = {
		{ "0", "passed: the release may stay" },
		{ "1", "failed and rolled back; the services were read back, and users are served again" },
		{ "2", "usage, config or policy error; no call was made" },
		{ "3", "failed or superseded; traffic was deliberately not moved" },
		{ "4", "failed, and the rollback failed or could not be confirmed: a person must act now" },
		{ "5", "inconclusive: too little could be observed, or nothing checks a released service" },
		{ "6", "evidence does not verify, a replay differs, or evidence could not be read" },
		{ "70", "internal error" },
		{ "71", "out of memory" },
		{ "74", "the evidence of a pass could not be written" },
		{ "75", "another rungate is moving these services" },
		{ "130, 143", "interrupted by SIGINT or SIGTERM before anything was changed" },
	};
	*n = sizeof(docs) / sizeof(docs[0]);
	return docs;
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[VERDICT__COUNT] = {
		[VERDICT_NONE] = "none",
		[VERDICT_PASSED] = "passed",
		[VERDICT_FAILED] = "failed",
		[VERDICT_INCONCLUSIVE] = "inconclusive",
		[VERDICT_INTERRUPTED] = "interrupted",
		[VERDICT_ORDERED] = "ordered",
	};
	return names[v];
}

const char *action_name(enum action a)
{
	static const char *const names[ACTION__COUNT] = {
		[ACTION_NONE] = "none",
		[ACTION_ROLLED_BACK] = "rolled_back",
		[ACTION_ROLLBACK_FAILED] = "rollback_failed",
		[ACTION_NOT_MOVED] = "not_moved",
		[ACTION_SUPERSEDED] = "superseded",
		[ACTION_PROMOTED] = "promoted",
		[ACTION_STOPPED] = "stopped",
		[ACTION_DRILLED] = "drilled",
		[ACTION_NOT_FIT] = "not_fit",
		[ACTION_TAG_LEFT] = "tag_left",
	};
	return names[a];
}

enum { SIGNAL_MAX = 64 };

/* Exit codes without an action. A failed run always has an action. */
static const int of_verdict[VERDICT__COUNT] = {
	[VERDICT_NONE] = EXIT_BUG,
	[VERDICT_PASSED] = EXIT_PASSED,
	[VERDICT_FAILED] = EXIT_BUG,
	[VERDICT_INCONCLUSIVE] = EXIT_INCONCLUSIVE,
	[VERDICT_INTERRUPTED] = EXIT_SIGNAL,
	[VERDICT_ORDERED] = EXIT_PASSED, /* rollback --dry-run */
};

static const int of_action[ACTION__COUNT] = {
	[ACTION_ROLLED_BACK] = EXIT_ROLLED_BACK,
	[ACTION_ROLLBACK_FAILED] = EXIT_ROLLBACK_FAILED,
	[ACTION_NOT_MOVED] = EXIT_NOT_MOVED,
	[ACTION_SUPERSEDED] = EXIT_NOT_MOVED,
	[ACTION_PROMOTED] = EXIT_PASSED,
	[ACTION_STOPPED] = EXIT_ROLLBACK_FAILED,
	[ACTION_DRILLED] = EXIT_PASSED,
	[ACTION_NOT_FIT] = EXIT_NOT_MOVED,
	[ACTION_TAG_LEFT] = EXIT_ROLLBACK_FAILED,
};

/* The actions that are possible with each verdict, one bit for each. */
#define DID(a) (1u << ACTION_##a)
static const unsigned together[VERDICT__COUNT] = {
	[VERDICT_PASSED] = DID(NONE) | DID(PROMOTED),
	[VERDICT_FAILED] = DID(ROLLED_BACK) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED) | DID(STOPPED),
	[VERDICT_INCONCLUSIVE] = DID(NONE) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED) | DID(STOPPED),
	[VERDICT_INTERRUPTED] = DID(NONE) | DID(STOPPED),
	[VERDICT_ORDERED] = DID(NONE) | DID(ROLLED_BACK) | DID(ROLLBACK_FAILED) | DID(NOT_MOVED) | DID(SUPERSEDED) |
		DID(DRILLED) | DID(NOT_FIT) | DID(TAG_LEFT),
};

int exit_code_of(enum verdict v, enum action a, bool by_order, enum exit_cause cause)
{
	int usual = a == ACTION_NONE ? of_verdict[v] : by_order && a == ACTION_ROLLED_BACK ? EXIT_PASSED : of_action[a];
	switch (cause) {
	case CAUSE_LOCKED: return a == ACTION_NOT_MOVED ? EXIT_LOCKED : usual;
	case CAUSE_UNRECORDED: return usual == EXIT_PASSED ? EXIT_NO_EVIDENCE : usual;
	case CAUSE_STOOD_DOWN: return a == ACTION_STOPPED ? EXIT_NOT_MOVED : usual;
	case CAUSE_REPLACED: return v == VERDICT_INCONCLUSIVE && a == ACTION_SUPERSEDED ? EXIT_PASSED : usual;
	case CAUSE_GOES_ON: return v == VERDICT_INCONCLUSIVE && a == ACTION_NONE ? EXIT_PASSED : usual;
	case CAUSE_USUAL:
	case CAUSE__COUNT: break;
	}
	return usual;
}

bool exit_code_fits(enum verdict v, enum action a, bool by_order, bool watches, int64_t code)
{
	if (!(together[v] & 1u << a))
		return false;
	if (exit_code_of(v, a, by_order, CAUSE_USUAL) == EXIT_SIGNAL)
		return code > EXIT_SIGNAL && code <= EXIT_SIGNAL + SIGNAL_MAX;
	for (enum exit_cause cause = CAUSE_USUAL; cause < (watches ? CAUSE__COUNT : CAUSE_REPLACED); cause++)
		if (code == exit_code_of(v, a, by_order, cause))
			return true;
	return false;
}
