/* SPDX-License-Identifier: Apache-2.0 */
/* compare_block.c: minutes are merged into blocks until they hold enough requests to say something. */
#include "compare_steps.h"

enum { LEAST_ASSIGNED = 7 /* requests; by chance an arm has none of so many in fewer than 1 of 1,000 minutes */ };

static bool arm_valid(const struct compare_arm *arm)
{
	return arm->bad >= 0 && arm->bad <= arm->requests && arm->requests <= LIMIT_COMPARE_REQUESTS;
}

enum compare_reason compare_minute_valid(const struct compare_minute *m)
{
	if (!arm_valid(&m->candidate) || !arm_valid(&m->baseline))
		return COMPARE_BAD_COUNT;
	return m->share <= 1 ? COMPARE_KNOWN : COMPARE_BAD_PARAMETER; /* NaN is not */
}

bool compare_minute_usable(const struct compare_minute *m)
{
	double all = (double)(m->candidate.requests + m->baseline.requests);
	if (m->share < 0)
		return true;
	if (m->share == 0 || m->share >= 1)
		return false;
	return (m->candidate.requests || m->share * all < LEAST_ASSIGNED) &&
		(m->baseline.requests || (1 - m->share) * all < LEAST_ASSIGNED);
}

static void arm_add(struct compare_arm *sum, const struct compare_arm *arm)
{
	sum->requests += arm->requests;
	sum->bad += arm->bad;
}

bool compare_blocks_add(struct compare_blocks *b, const struct compare_minute *m, struct compare_block *out)
{
	struct compare_block *open = &b->open;
	if (!compare_minute_usable(m)) {
		b->dropped++;
		return false;
	}
	if (open->minutes && b->share != m->share) {
		b->dropped += open->minutes;
		*open = (struct compare_block){ .minutes = 0 };
	}
	if (!open->minutes)
		open->start = m->start;
	b->share = m->share;
	open->minutes++;
	arm_add(&open->candidate, &m->candidate);
	arm_add(&open->baseline, &m->baseline);
	bool enough = open->candidate.requests && open->baseline.requests &&
		open->candidate.requests + open->baseline.requests >= b->rule.requests;
	if (!enough && open->minutes < b->rule.minutes)
		return false;
	b->used += open->minutes;
	arm_add(&b->candidate, &open->candidate);
	arm_add(&b->baseline, &open->baseline);
	*out = *open;
	*open = (struct compare_block){ .minutes = 0 };
	return true;
}

bool compare_informative(const struct compare_block *b)
{
	int64_t bad = b->candidate.bad + b->baseline.bad;
	return b->candidate.requests && b->baseline.requests && bad && bad < b->candidate.requests + b->baseline.requests;
}

struct compare_block compare_swapped(const struct compare_block *b)
{
	struct compare_block out = *b;
	out.candidate = b->baseline;
	out.baseline = b->candidate;
	return out;
}
