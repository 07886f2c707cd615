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

static void count(struct compare_record *out, const struct compare_minute *m)
{
	out->minutes++;
	out->candidate.requests += m->candidate.requests;
	out->baseline.requests += m->baseline.requests;
}

static void put_end(struct compare_record *out, const struct compare_process *worse, const struct compare_process *fine,
	const struct compare_minute *last)
{
	int64_t all = out->candidate.requests + out->baseline.requests;
	out->evidence = worse->log_e / log(10);
	out->fine_evidence = fine->log_e / log(10);
	out->blocks = worse->blocks;
	out->share = all ? (double)out->candidate.requests / (double)all : 0;
	if (out->worse || out->fine)
		return;
	out->reason = last->share < 0 || last->share >= 1 ? COMPARE_NO_BASELINE
		: last->share == 0                            ? COMPARE_NO_CANDIDATE
													  : COMPARE_TOO_LITTLE;
}

void compare_traffic(
	const struct compare_input *in, const struct compare_params *p, double *line, struct compare_record *out)
{
	*out = (struct compare_record){ .reason = compare_unusable(in, p) };
	if (out->reason != COMPARE_KNOWN)
		return;
	struct compare_process worse = compare_process_of(&p->worse), fine = compare_process_of(&p->fine);
	out->needed = (-log(p->worse.risk) - log(p->weight)) / log(10);
	out->fine_needed = -log(p->fine.risk) / log(10);
	out->dispersion = 1;
	for (size_t at = 0; at < in->n; at++) {
		const struct compare_minute *m = &in->parts[0][at];
		int64_t all = m->candidate.requests + m->baseline.requests;
		if (has_share(m) && all) {
			compare_process_add_absolute(&worse, &(struct compare_arm){ all, m->baseline.requests }, 1 - m->share / 2);
			if (m->start >= p->fine_from)
				compare_process_add_absolute(&fine, &(struct compare_arm){ all, m->candidate.requests }, m->share / 2);
		}
		if (has_share(m))
			count(out, m);
		else
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
	put_end(out, &worse, &fine, &in->parts[0][in->n - 1]);
}
