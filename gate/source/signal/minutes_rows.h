/* SPDX-License-Identifier: Apache-2.0 */
/* minutes_rows.h: the points of one response, in rows of a minute. */
#ifndef SOURCE_MINUTES_ROWS_H
#define SOURCE_MINUTES_ROWS_H

#include "minutes.h"

enum minutes_arm { ARM_CANDIDATE, ARM_BASELINE, ARM__COUNT };
struct minutes_row {
	int64_t requests[ARM__COUNT], bad[ARM__COUNT][COMPARE_PARTS];
};
struct minutes_rows {
	struct minutes_row *items;
	size_t n;
	int64_t first;              /* unix ms: start of the first row */
	enum compare_reason reason; /* other than COMPARE_KNOWN: a count or bucket options that cannot be used */
};
/* Reads a response into rows from `first` to now. For latency, bad are the values above the bounds of m, and m->buckets
 * is set at the first distribution. Returns -1 with e if a point cannot be read. */
int minutes_rows_read(struct arena *a, const struct minutes_of *of, const struct minutes_look *look, int64_t first,
	struct minutes *m, struct minutes_rows *out, struct err *e);
/* Latency: sets the bounds of m and n_parts from the baseline's values before `begin`. Leaves n_parts 0 if there are
 * none. */
int minutes_bounds(struct arena *a, const struct minutes_of *of, const struct minutes_look *look, int64_t first,
	struct minutes *m, struct err *e);

/* Returns a minute as evidence records it: [start, candidate requests, bad, baseline requests, bad, share]. */
struct json *minutes_row_json(struct arena *a, const struct compare_minute *m);

#endif
