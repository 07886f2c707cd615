/* SPDX-License-Identifier: Apache-2.0 */
/* plan_step.c: divides the rest of the traffic among the other revisions when one gets its share, in whole percents. No
 * side effects. */
#include "rollback.h"

#include <string.h>

/* exact: the percent times the sum of all shares */
struct share {
	const char *revision;
	int whole;
	int64_t exact;
};

static int by_remainder(const struct share *a, const struct share *b, int64_t sum)
{
	int64_t left = a->exact - a->whole * sum, right = b->exact - b->whole * sum;
	if (left != right)
		return left > right ? -1 : 1;
	if (a->exact != b->exact)
		return a->exact < b->exact ? -1 : 1;
	return strcmp(a->revision, b->revision);
}

/* Distributes whole percents of rest by the largest remainder. While some are left to give, a share that was not
 * rounded up yet has the largest remainder. */
static void share_out(struct share *shares, size_t n, int64_t sum, int rest)
{
	int given = 0;
	for (size_t i = 0; i < n; i++) {
		shares[i].whole = (int)(shares[i].exact / sum);
		given += shares[i].whole;
	}
	for (; given < rest; given++) {
		struct share *most = &shares[0];
		for (size_t i = 1; i < n; i++)
			if (by_remainder(&shares[i], most, sum) < 0)
				most = &shares[i];
		most->whole++;
	}
}

struct cloudrun_split plan_step(struct arena *a, const struct cloudrun_split *others, const char *revision, int percent)
{
	struct cloudrun_split from = cloudrun_resolved(a, others, NULL),
						  out = { ARENA_ARRAY(a, struct cloudrun_target, others->n + 1), 0 };
	struct share *shares = ARENA_ARRAY(a, struct share, from.n + 1);
	int64_t sum = 0;
	size_t n = 0;
	for (size_t i = 0; i < from.n; i++)
		if (strcmp(from.rows[i].revision, revision) != 0)
			sum += from.rows[i].percent;
	for (size_t i = 0; i < from.n; i++)
		if (strcmp(from.rows[i].revision, revision) != 0)
			shares[n++] = (struct share){ .revision = from.rows[i].revision,
				.exact = (int64_t)from.rows[i].percent * (100 - percent) };
	if (sum)
		share_out(shares, n, sum, 100 - percent);
	for (size_t i = 0; i < n; i++)
		if (shares[i].whole)
			out.rows[out.n++] = (struct cloudrun_target){ .revision = shares[i].revision, .percent = shares[i].whole };
	if (percent)
		out.rows[out.n++] = (struct cloudrun_target){ .revision = revision, .percent = n ? percent : 100 };
	return out;
}
