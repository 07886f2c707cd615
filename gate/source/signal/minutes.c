/* SPDX-License-Identifier: Apache-2.0 */
/* minutes.c: which minutes are used, and when. */
#include "minutes_rows.h"

#include <string.h>

static int64_t whole_minute(int64_t ms)
{
	return ms - ms % MINUTE_MS;
}

/* ---- The split -------------------------------------------------------------------------------------------------- */

/* Returns whether the share was the same from `settle` before the minute until its end, and sets *share. */
static bool share_of(
	const struct minutes_of *of, const struct minutes_split *splits, size_t n, int64_t start, double *share)
{
	bool known = false, steady = true;
	for (size_t i = 0; i < n && splits[i].since < start + MINUTE_MS; i++) {
		bool changed = !i || splits[i].share != splits[i - 1].share;
		bool counts = splits[i].since > start || (of->settle && splits[i].since > start - of->settle);
		steady = steady && !(changed && counts);
		known = true;
		*share = splits[i].share;
	}
	return known && steady;
}

/* ---- The history ------------------------------------------------------------------------------------------------ */

static void read_noise(struct arena *a, const struct minutes_of *of, const struct minutes_rows *rows, struct minutes *m)
{
	size_t n = 0;
	while (n < rows->n && rows->first + (int64_t)(n + 1) * MINUTE_MS <= of->begin)
		n++;
	struct compare_arm *arms = ARENA_ARRAY(a, struct compare_arm, n + 1);
	m->noise_known = true;
	for (size_t i = 0; i < m->n_parts; i++) {
		bool known;
		for (size_t at = 0; at < n; at++)
			arms[at] = (struct compare_arm){ rows->items[at].requests[ARM_BASELINE],
				rows->items[at].bad[ARM_BASELINE][i] };
		m->dispersion[i] = compare_dispersion(arms, n, &known);
		m->noise_known = m->noise_known && known;
	}
}

/* ---- Minutes ----------------------------------------------------------------------------------------------------- */

static struct compare_minute minute_of(const struct minutes_row *row, size_t part, int64_t start, double share)
{
	return (struct compare_minute){ .start = start,
		.candidate = { row->requests[ARM_CANDIDATE], row->bad[ARM_CANDIDATE][part] },
		.baseline = { row->requests[ARM_BASELINE], row->bad[ARM_BASELINE][part] },
		.share = share };
}

static void reserve(struct minutes *m)
{
	size_t cap = m->cap ? 2 * m->cap : 64;
	if (m->n < m->cap)
		return;
	for (size_t i = 0; i < m->n_parts; i++) {
		struct compare_minute *parts = ARENA_ARRAY(m->a, struct compare_minute, cap);
		struct compare_minute *seen = ARENA_ARRAY(m->a, struct compare_minute, cap);
		for (size_t at = 0; at < m->n; at++) {
			parts[at] = m->parts[i][at];
			seen[at] = m->seen[i][at];
		}
		m->parts[i] = parts;
		m->seen[i] = seen;
	}
	m->cap = cap;
}

static bool same_counts(const struct compare_minute *x, const struct compare_minute *y)
{
	return x->candidate.requests == y->candidate.requests && x->candidate.bad == y->candidate.bad &&
		x->baseline.requests == y->baseline.requests && x->baseline.bad == y->baseline.bad;
}

/* Counts the used minutes whose points changed since the last look. */
static void count_revised(const struct minutes_rows *rows, int64_t from, struct minutes *m)
{
	for (size_t at = m->restored; at < m->n; at++) {
		int64_t start = m->parts[0][at].start, row = (start - rows->first) / MINUTE_MS;
		bool changed = false;
		if (start < from || start < rows->first || row >= (int64_t)rows->n)
			continue;
		for (size_t i = 0; i < m->n_parts; i++) {
			struct compare_minute now = minute_of(&rows->items[row], i, start, m->seen[i][at].share);
			changed = changed || !same_counts(&now, &m->seen[i][at]);
			m->seen[i][at] = now;
		}
		m->revised += changed;
	}
}

/* The requests of this program in a minute. */
static struct compare_minute own_of(const struct minutes_look *look, int64_t start)
{
	struct compare_minute sum = { .start = start };
	for (size_t i = 0; i < look->n_own; i++) {
		const struct minutes_own *one = &look->own[i];
		struct compare_arm *arm = one->baseline ? &sum.baseline : &sum.candidate;
		if (one->end < start || one->end >= start + MINUTE_MS)
			continue;
		arm->requests++;
		arm->bad += one->bad;
	}
	return sum;
}

static int64_t less(int64_t *n, int64_t by)
{
	int64_t some = by < *n ? by : *n;
	*n -= some;
	return some;
}

/* Leaves out the requests of this program, as far as they were counted: the end of a minute and of a request, and
 * requests that reached no container, are known to Cloud Run alone. Returns how many. */
static int64_t leave_out(struct compare_arm *arm, const struct compare_arm *own)
{
	int64_t good = arm->requests - arm->bad;
	int64_t n = less(&good, own->requests - own->bad) + less(&arm->bad, own->bad);
	arm->requests = good + arm->bad;
	return n;
}

static void take_minute(const struct minutes_of *of, const struct minutes_look *look, const struct minutes_row *row,
	double share, struct minutes *m)
{
	const struct compare_minute own = own_of(look, m->until);
	reserve(m);
	for (size_t i = 0; i < m->n_parts; i++)
		m->parts[i][m->n] = m->seen[i][m->n] = minute_of(row, i, m->until, share);
	if (of->latency) {
		m->own += own.candidate.requests + own.baseline.requests;
	} else {
		struct compare_minute *used = &m->parts[0][m->n];
		m->own += leave_out(&used->candidate, &own.candidate) + leave_out(&used->baseline, &own.baseline);
	}
	m->n++;
}

static bool is_complete(const struct minutes_of *of, const struct minutes *m, int64_t now)
{
	return m->until + MINUTE_MS + of->delay <= now;
}

static enum compare_reason revisions(const struct minutes_of *of)
{
	if (!of->candidate)
		return COMPARE_NO_CANDIDATE;
	if (!of->baseline)
		return COMPARE_NO_BASELINE;
	return strcmp(of->candidate, of->baseline) ? COMPARE_KNOWN : COMPARE_SAME_REVISION;
}

/* The history, once the first minute is complete. */
static int begin(struct arena *a, const struct minutes_of *of, const struct minutes_look *look, int64_t first,
	struct minutes *m, struct err *e)
{
	struct minutes_rows rows;
	m->n_parts = 1;
	if (of->latency && minutes_bounds(a, of, look, first, m, e))
		return -1;
	if (minutes_rows_read(a, of, look, first, m, &rows, e))
		return -1;
	if (!m->n_parts)
		m->broken = COMPARE_NO_HISTORY;
	read_noise(a, of, &rows, m);
	m->until = whole_minute(of->begin);
	return 0;
}

/* An earlier run chose the bounds by their index: they must still be the same times. */
static bool same_bounds(struct arena *a, const struct minutes *m)
{
	struct json *v = json_new_object(a);
	struct err e;
	json_set(v, "bucketOptions", json_copy(a, m->buckets));
	for (size_t i = 0; i < m->n_parts; i++) {
		double ms = 0;
		if (distribution_bound(a, v, m->bounds[i], &ms, &e) || ms != m->bounds_ms[i])
			return false;
	}
	return true;
}

/* Minutes before the first row, since an earlier run ended, are not known any more. */
static void skip_to(int64_t first, struct minutes *m)
{
	if (!m->until || m->until >= first)
		return;
	m->dropped += (first - m->until) / MINUTE_MS;
	m->until = first;
}

static int take(struct arena *a, const struct minutes_of *of, const struct minutes_split *splits, size_t n_splits,
	const struct minutes_look *look, struct minutes *m, struct err *e)
{
	int64_t first = whole_minute(of->begin - of->history + MINUTE_MS - 1);
	struct minutes_rows rows;
	double share = 0;
	bool complete = whole_minute(of->begin) + MINUTE_MS + of->delay <= look->now;
	skip_to(first, m);
	if (!m->until && complete && begin(a, of, look, first, m, e))
		return -1;
	if (m->until && minutes_rows_read(a, of, look, first, m, &rows, e))
		return -1;
	m->waiting = 0;
	if (!m->until || m->broken != COMPARE_KNOWN)
		return 0;
	m->broken = rows.reason;
	if (m->broken == COMPARE_KNOWN && of->latency && m->restored && m->buckets && !same_bounds(a, m))
		m->broken = COMPARE_BAD_BUCKETS;
	if (m->broken != COMPARE_KNOWN)
		return 0;
	count_revised(&rows, look->from, m);
	for (; is_complete(of, m, look->now) && m->n < LIMIT_COMPARE_MINUTES; m->until += MINUTE_MS)
		if (share_of(of, splits, n_splits, m->until, &share))
			take_minute(of, look, &rows.items[(m->until - first) / MINUTE_MS], share, m);
		else
			m->dropped++;
	m->waiting = look->now > m->until ? (look->now - m->until + MINUTE_MS - 1) / MINUTE_MS : 0;
	return 0;
}

void minutes_take(struct arena *a, const struct minutes_of *of, const struct minutes_split *splits, size_t n_splits,
	const struct minutes_look *look, struct minutes *m, struct err *e)
{
	m->reason = revisions(of);
	if (m->reason != COMPARE_KNOWN)
		return;
	m->reason = take(a, of, splits, n_splits, look, m, e) ? COMPARE_NOT_OBSERVED : m->broken;
}

struct compare_input minutes_input(const struct minutes *m)
{
	struct compare_input in = { .n_parts = m->n_parts, .n = m->n, .reason = m->reason };
	for (size_t i = 0; i < m->n_parts; i++)
		in.parts[i] = m->parts[i];
	return in;
}
