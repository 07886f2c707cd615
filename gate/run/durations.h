/* SPDX-License-Identifier: Apache-2.0 */
/* durations.h: a histogram of durations. No side effects. */
#ifndef GATE_RUN_DURATIONS_H
#define GATE_RUN_DURATIONS_H

#include "../base/base.h"

enum { DURATIONS_BOUNDS = 12 };

/* counts[i]: durations above the bound before, and at most bound i; the last: above all bounds. */
struct durations {
	int64_t counts[DURATIONS_BOUNDS + 1];
	int64_t sum_ms;
};
void durations_add(struct durations *d, int64_t ms);
/* Returns {"boundsMs": [...], "counts": [...], "sumMs": N}; counts has one more item than boundsMs. */
struct json *durations_json(struct arena *a, const struct durations *d);

#endif
