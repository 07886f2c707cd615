/* SPDX-License-Identifier: Apache-2.0 */
/* cell_probes.c: pairs of probes, one at each tag URL in a round; beside it the rule of three failures in a row. */
#include "cell.h"
#include "../../gate/judge/compare_steps.h"

#include <math.h>

enum { ROUNDS_OF_A_BLOCK = 4 };

/* Shocks that both revisions feel alike: returns by how much the ratio of failures is multiplied in the next round. */
static double next_shock(const struct service *s, struct draws *d, double *shock)
{
	const double kept = 0.8; /* autocorrelation */
	if (s->trouble != SHOCKS)
		return 1;
	*shock = kept * *shock + sqrt(1 - kept * kept) * draw_normal(d);
	return exp(s->size * *shock);
}

void cell_probes(const struct cell *c, struct draws *d, struct answers *out)
{
	struct compare_minute m[CELL_LOOKS];
	/* a shared outage of so many rounds, somewhere in the first half or, for a bad candidate, at the beginning */
	int outage = c->service.trouble == CALM ? (int)c->service.size : 0, row = 0;
	double shock = 0;
	int from = c->service.effect > 0 ? 0 : (int)(draw_uniform(d) * c->looks / 2);
	for (int at = 0; at < c->looks; at++) {
		bool down = at >= from && at < from + outage;
		double times = next_shock(&c->service, d, &shock);
		m[at] = (struct compare_minute){ .start = at + 1,
			.candidate = { 1, down || draw_uniform(d) < c->service.base * times },
			.baseline = { 1, down || draw_uniform(d) < c->other * times },
			.share = -1 };
		row = m[at].candidate.bad ? row + 1 : 0;
		if (row == 3 && !out->at[ANSWER_ONE])
			out->at[ANSWER_ONE] = at + 1;
	}
	struct compare_input in = { .parts = { m }, .n_parts = 1, .n = (size_t)c->looks };
	struct compare_params p = { .dispersion = { 1 }, .blocking = { INT64_MAX, ROUNDS_OF_A_BLOCK } };
	struct compare_run worse;
	compare_run(&in, &p, &(struct compare_question){ .test = c->worse, .weight = 1 }, NULL, &worse);
	out->at[ANSWER_WORSE] = (int)worse.proven_at;
}
