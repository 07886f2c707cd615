/* SPDX-License-Identifier: Apache-2.0 */
/* pull.h: one copy of the bucket to the folder, while its calls are in flight. */
#ifndef GATE_STATE_PULL_H
#define GATE_STATE_PULL_H

#include "state.h"

enum { EVIDENCE_MAX = 200000 };

struct pulled_baseline;
struct pull {
	struct state *s;
	const char *const *services; /* full names */
	size_t n, pending;
	int64_t deadline;
	struct state_unread *out;
	struct pulled_baseline *baselines; /* one for each service */
	struct json *asked;                /* the files of evidence that are on their way */
};

/* Starts to copy evidence, unless the folder has it, or it is on its way. */
void pull_evidence(struct pull *p, int64_t sequence);
/* pull_journal.c: starts to copy the journals that are not complete. */
void pull_journals(struct pull *p);

#endif
