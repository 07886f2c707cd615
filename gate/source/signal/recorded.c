/* SPDX-License-Identifier: Apache-2.0 */
/* recorded.c: the minutes that an earlier run recorded as the basis of a comparison, so that this run goes on with
 * them: what was used once is neither read again nor replaced. */
#include "recorded.h"

#include <string.h>

bool recorded_is_of(const struct json *basis, const char *of, const struct service *s)
{
	return str_is(json_text(json_get(basis, "of")), of) && s->target.candidate && s->target.baseline &&
		str_is(json_text(json_get(basis, "candidate")), s->target.candidate->name) &&
		str_is(json_text(json_get(basis, "baseline")), s->target.baseline->name);
}

static bool arm_valid(const struct compare_arm *arm)
{
	return arm->bad >= 0 && arm->bad <= arm->requests && arm->requests <= LIMIT_COMPARE_REQUESTS;
}

static bool row_of(const struct json *row, int64_t after, struct compare_minute *out)
{
	*out = (struct compare_minute){ .start = json_int(json_item(row, 0)),
		.candidate = { json_int(json_item(row, 1)), json_int(json_item(row, 2)) },
		.baseline = { json_int(json_item(row, 3)), json_int(json_item(row, 4)) },
		.share = json_double(json_item(row, 5)) };
	return json_size(row) == 6 && out->start > after && arm_valid(&out->candidate) && arm_valid(&out->baseline) &&
		out->share <= 1;
}

size_t recorded_rows(struct arena *a, const struct json *basis, size_t part, struct compare_minute **out)
{
	const struct json *rows = json_item(json_get(basis, "parts"), part);
	size_t n = json_size(rows);
	*out = ARENA_ARRAY(a, struct compare_minute, n + 1);
	if (n > LIMIT_COMPARE_MINUTES)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!row_of(json_item(rows, i), i ? (*out)[i - 1].start : 0, &(*out)[i]))
			return 0;
	return n;
}

static bool part_of(const struct json *basis, size_t i, struct minutes *m)
{
	const struct json *bound = json_item(json_get(basis, "bounds"), i);
	m->n = m->cap = recorded_rows(m->a, basis, i, &m->parts[i]);
	m->seen[i] = ARENA_ARRAY(m->a, struct compare_minute, m->n + 1);
	m->dispersion[i] = json_double(json_item(json_get(basis, "dispersion"), i));
	m->bounds_ms[i] = json_double(json_item(json_get(basis, "boundsMs"), i));
	m->bounds[i] = json_int(bound) > 0 ? (size_t)json_int(bound) : 0;
	return m->n && m->dispersion[i] >= 1;
}

bool recorded_minutes(const struct json *basis, struct minutes *out)
{
	struct minutes m = { .a = out->a,
		.n_parts = json_size(json_get(basis, "parts")),
		.noise_known = json_is_true(json_get(basis, "noiseKnown")),
		.dropped = json_int(json_get(basis, "dropped")),
		.revised = json_int(json_get(basis, "revised")),
		.own = json_int(json_get(basis, "own")) };
	size_t n = json_size(json_item(json_get(basis, "parts"), 0));
	if (!m.n_parts || m.n_parts > COMPARE_PARTS)
		return false;
	for (size_t i = 0; i < m.n_parts; i++)
		if (!part_of(basis, i, &m) || m.n != n)
			return false;
	m.restored = n;
	m.until = m.parts[0][n - 1].start + MINUTE_MS;
	if (m.until % MINUTE_MS)
		return false;
	*out = m;
	return true;
}
