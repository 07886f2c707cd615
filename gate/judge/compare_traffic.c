/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare_traffic.c: whether the candidate answers its share. What no instance takes is in no count of requests: a
 * candidate that cannot start has no failed requests, only too few.
 */
#include "compare_steps.h"

#include <math.h>

static bool has_share(const struct compare_minute *m)
{
	return m->share > 0 && m->share < 1;
}

struct counts {
	double assigned;           /* to the candidate */
	int64_t answered, of_both; /* by the candidate; by both */
};

static void count(struct counts *all, const struct compare_minute *m)
{
	int64_t both = m->candidate.requests + m->baseline.requests;
	all->assigned += m->share * (double)both;
	all->answered += m->candidate.requests;
	all->of_both += both;
}

/* Bad are the requests that the candidate should have answered and did not. */
static void put_counts(struct compare_record *out, const struct counts *all)
{
	int64_t assigned = (int64_t)(all->assigned + 0.5);
	out->candidate = (struct compare_arm){ assigned, assigned > all->answered ? assigned - all->answered : 0 };
	out->baseline = (struct compare_arm){ all->of_both - all->answered, 0 };
	out->share = all->of_both ? (double)all->answered / (double)all->of_both : 0;
}

static void put_end(struct compare_record *out, const struct compare_process *worse, const struct compare_process *fine,
	const struct compare_minute *last)
{
	out->evidence = worse->log_e / log(10);
	out->fine_evidence = fine->log_e / log(10);
	out->blocks = worse->blocks;
	if (out->worse || out->fine)
		return;
	out->reason = last->share < 0 || last->share >= 1 ? COMPARE_NO_BASELINE
		: last->share == 0                            ? COMPARE_NO_CANDIDATE
													  : COMPARE_TOO_LITTLE;
}

static void run(
	const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out)
{
	struct compare_process worse = compare_process_of(&p->worse), fine = compare_process_of(&p->fine);
	out->needed = (-log(p->worse.risk) - log(p->weight)) / log(10);
	out->fine_needed = -log(p->fine.risk) / log(10);
	out->dispersion = 1;
	struct counts counts = { 0, 0, 0 };
	for (size_t at = 0; at < in->n; at++) {
		const struct compare_minute *m = &in->parts[0][at];
		int64_t all = m->candidate.requests + m->baseline.requests;
		if (has_share(m) && all) {
			compare_process_add_absolute(&worse, &(struct compare_arm){ all, m->baseline.requests }, 1 - m->share / 2);
			if (m->start >= p->fine_from)
				compare_process_add_absolute(&fine, &(struct compare_arm){ all, m->candidate.requests }, m->share / 2);
		}
		if (has_share(m)) {
			count(&counts, m);
			out->minutes++;
		} else
			out->dropped++;
		if (!out->worse && worse.log_e / log(10) >= out->needed) {
			out->worse = true;
			out->worse_at = m->start;
		}
		if (!out->fine && fine.log_e / log(10) >= out->fine_needed) {
			out->fine = true;
			out->fine_at = m->start;
		}
		if (line)
			line[at] = worse.log_e / log(10);
	}
	put_counts(out, &counts);
	put_end(out, &worse, &fine, &in->parts[0][in->n - 1]);
}

/* Returns true if the same minutes decide when each may add any amount of evidence. */
static bool decides_without_cap(const struct compare_input *in, const struct compare_params *p)
{
	struct compare_record r = { .reason = COMPARE_KNOWN };
	struct compare_params other = *p;
	other.worse.minutes = other.fine.minutes = 1;
	run(in, &other, NULL, &r);
	return r.worse || r.fine;
}

void compare_traffic(
	const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out)
{
	*out = (struct compare_record){ .reason = compare_unusable(in, p) };
	if (out->reason != COMPARE_KNOWN)
		return;
	run(in, p, line, out);
	if (out->reason == COMPARE_TOO_LITTLE && decides_without_cap(in, p))
		out->reason = COMPARE_FEW_MINUTES;
}
