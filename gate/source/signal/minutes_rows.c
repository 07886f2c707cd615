/* SPDX-License-Identifier: Apache-2.0 */
/* minutes_rows.c: the points of one response, in rows of a minute. Without a series there was no request. */
#include "minutes_rows.h"

#include <math.h>
#include <string.h>

/* Sets the arm that the series belongs to. Returns false for another revision. */
static bool arm_of(const struct minutes_of *of, const char *group, enum minutes_arm *arm)
{
	const char *const names[] = { of->candidate, of->baseline };
	size_t n = strcspn(group, "/");
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (names[i] && strlen(names[i]) == n && !strncmp(names[i], group, n)) {
			*arm = (enum minutes_arm)i;
			return true;
		}
	return false;
}

static bool is_bad_class(const char *group)
{
	const char *class = strchr(group, '/');
	return class && !strcmp(class + 1, "5xx");
}

static int count_of(const struct json *v, int64_t *out, struct err *e)
{
	double d = json_double(v);
	if (json_kind(v) == JSON_INT && !json_int_is_big(v))
		*out = json_int(v);
	else if (json_kind(v) == JSON_DOUBLE && d == floor(d) && fabs(d) < 1e15)
		*out = (int64_t)d;
	else
		return err_set(e, ERR_MALFORMED, "a count of requests that is not a whole number");
	return 0;
}

/* Returns whether the point's buckets are those of all points before. */
static bool same_buckets(const struct json *v, struct minutes *m)
{
	const struct json *options = json_get(v, "bucketOptions");
	if (!m->buckets && options)
		m->buckets = json_copy(m->a, options);
	return !options || json_equal(options, m->buckets);
}

static int read_distribution(struct arena *a, const struct json *v, struct minutes *m, enum minutes_arm arm,
	struct minutes_row *row, enum compare_reason *reason, struct err *e)
{
	struct distribution d;
	if (distribution_counts(a, v, &d, e))
		return -1;
	if (d.n && !same_buckets(v, m))
		*reason = COMPARE_BAD_BUCKETS;
	for (size_t i = 0; i < d.n; i++)
		row->requests[arm] += d.counts[i];
	for (size_t i = 0; i < m->n_parts; i++)
		row->bad[arm][i] += compare_above(d.counts, d.n, m->bounds[i]);
	return 0;
}

static int read_count(const struct json *v, bool bad, enum minutes_arm arm, struct minutes_row *row,
	enum compare_reason *reason, struct err *e)
{
	int64_t count = 0;
	if (count_of(v, &count, e))
		return -1;
	if (count < 0 || count > LIMIT_COMPARE_REQUESTS)
		*reason = COMPARE_BAD_COUNT;
	else {
		row->requests[arm] += count;
		row->bad[arm][0] += bad ? count : 0;
	}
	return 0;
}

/* Sets *row to the index of the point's minute, or *inside to false: no row is of it. Returns -1 if the point is not of
 * a whole minute. */
static int row_of(const struct monitoring_point *p, int64_t first, size_t n, size_t *row, bool *inside, struct err *e)
{
	int64_t start = p->end - MINUTE_MS;
	if (p->end % MINUTE_MS)
		return err_set(e, ERR_MALFORMED, "a point that does not end at a whole minute");
	*inside = start >= first && (start - first) / MINUTE_MS < (int64_t)n;
	*row = *inside ? (size_t)((start - first) / MINUTE_MS) : 0;
	return 0;
}

static int read_series(struct arena *a, const struct minutes_of *of, const struct monitoring_series *s,
	struct minutes *m, struct minutes_rows *out, struct err *e)
{
	enum minutes_arm arm;
	size_t at = 0;
	bool inside = false;
	if (!arm_of(of, s->group, &arm))
		return 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct json *v = s->points[i].value;
		if (row_of(&s->points[i], out->first, out->n, &at, &inside, e))
			return -1;
		if (!inside)
			continue;
		struct minutes_row *row = &out->items[at];
		int failed = of->latency ? read_distribution(a, v, m, arm, row, &out->reason, e)
								 : read_count(v, is_bad_class(s->group), arm, row, &out->reason, e);
		if (failed)
			return -1;
	}
	return 0;
}

int minutes_rows_read(struct arena *a, const struct minutes_of *of, const struct minutes_look *look, int64_t first,
	struct minutes *m, struct minutes_rows *out, struct err *e)
{
	int64_t n = look->now > first ? (look->now - first) / MINUTE_MS + 1 : 0;
	if (n > 2 * LIMIT_COMPARE_MINUTES)
		return err_set(e, ERR_LIMIT, "more than %d minutes to compare", 2 * LIMIT_COMPARE_MINUTES);
	*out = (struct minutes_rows){ ARENA_ARRAY(a, struct minutes_row, (size_t)n + 1), (size_t)n, first, COMPARE_KNOWN };
	for (size_t i = 0; i < look->n; i++)
		if (read_series(a, of, &look->series[i], m, out, e))
			return -1;
	return 0;
}

/* ---- The bounds of slow requests ------------------------------------------------------------------------------- */

/* Adds the counts of one point of the history to the sum. */
static int add_history(struct arena *a, const struct json *v, struct distribution *sum, struct err *e)
{
	struct distribution d;
	if (distribution_counts(a, v, &d, e))
		return -1;
	if (d.n > sum->n) {
		int64_t *more = ARENA_ARRAY(a, int64_t, d.n);
		for (size_t i = 0; i < sum->n; i++)
			more[i] = sum->counts[i];
		sum->counts = more;
		sum->n = d.n;
	}
	sum->n_bounds = d.n_bounds > sum->n_bounds ? d.n_bounds : sum->n_bounds;
	for (size_t i = 0; i < d.n; i++)
		sum->counts[i] += d.counts[i];
	return 0;
}

int minutes_bounds(struct arena *a, const struct minutes_of *of, const struct minutes_look *look, int64_t first,
	struct minutes *m, struct err *e)
{
	struct distribution sum = { ARENA_ARRAY(a, int64_t, 1), 0, 0 };
	const struct json *any = NULL;
	enum minutes_arm arm;
	for (size_t i = 0; i < look->n; i++) {
		const struct monitoring_series *s = &look->series[i];
		for (size_t j = 0; arm_of(of, s->group, &arm) && arm == ARM_BASELINE && j < s->n; j++) {
			if (s->points[j].end - MINUTE_MS < first || s->points[j].end > of->begin)
				continue;
			if (add_history(a, s->points[j].value, &sum, e))
				return -1;
			any = json_get(s->points[j].value, "bucketOptions") ? s->points[j].value : any;
		}
	}
	m->n_parts = 0;
	for (size_t i = 0; i < of->n_quantiles && i < COMPARE_PARTS; i++) {
		int64_t at = compare_bound_at(sum.counts, sum.n, sum.n_bounds, of->quantiles[i]);
		if (at < 0) /* nothing is above the last bound, or everything is: no bound tells slow from fast */
			continue;
		if (distribution_bound(a, any, (size_t)at, &m->bounds_ms[m->n_parts], e))
			return -1;
		m->bounds[m->n_parts++] = (size_t)at;
	}
	return 0;
}

struct json *minutes_row_json(struct arena *a, const struct compare_minute *m)
{
	struct json *v = json_new_array(a);
	json_add(v, json_new_int(a, m->start));
	json_add(v, json_new_int(a, m->candidate.requests));
	json_add(v, json_new_int(a, m->candidate.bad));
	json_add(v, json_new_int(a, m->baseline.requests));
	json_add(v, json_new_int(a, m->baseline.bad));
	json_add(v, json_new_double(a, m->share));
	return v;
}
