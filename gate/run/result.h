/* SPDX-License-Identifier: Apache-2.0 */
/* result.h: what a run may end with: verdict, action and exit code (CONTRACT section 3). */
#ifndef GATE_RUN_RESULT_H
#define GATE_RUN_RESULT_H

#include "exits.h"
#include "../judge/judge.h"

/* What ended the run: its rounds or their deadline, or something that no rule decides. */
enum ending { ENDING_NONE, ENDING_ROUNDS, ENDING_DEADLINE, ENDING_NOTHING_TO_JUDGE, ENDING_SUPERSEDED,
	ENDING_ALREADY_ROLLED_BACK,
	ENDING_SERVES_NOTHING, ENDING_SIGNAL, ENDING_ORDER, ENDING_RESUMED,
	ENDING_STEP /* that could not be made */, ENDING__COUNT };
const char *ending_name(enum ending e);

struct result {
	enum verdict verdict;
	enum action action;
	enum decision decision;
	enum ending ending;
	const char *reason;
	int exit_code;
};

#endif
