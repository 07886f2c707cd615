/* SPDX-License-Identifier: Apache-2.0 */
/* cell_errors.c: failed requests and missing traffic, at one share or at rising ones. */
#include "cell.h"
#include "../../gate/judge/compare_steps.h"

#include <math.h>

enum { HISTORY = 60, WINDOW = 5, LEAST = 20, ROW = 3 };

static const struct compare_test fine_test = { 2, 0.05, 3, false };

/* The rule of thresholds: the ratio of the last minutes, so many looks in a row. */
static int threshold(const struct compare_minute *m, int n, double limit)
{
	int row = 0;
	for (int at = 0; at < n; at++) {
		int64_t requests = 0, bad = 0;
		for (int i = at - WINDOW + 1 > 0 ? at - WINDOW + 1 : 0; i <= at; i++) {
			requests += m[i].candidate.requests;
			bad += m[i].candidate.bad;
		}
		row = requests >= LEAST && (double)bad > limit * (double)requests ? row + 1 : 0;
		if (row == ROW)
			return at + 1;
	}
	return 0;
}

/* Looks are minutes from 0; what is proven by minute `start` is known at look start / 60 s. */
static int look_of(const struct compare_run *r)
{
	return r->proven ? (int)(r->proven_at / 60000) : 0;
}

static double noise(struct world *w)
{
	struct compare_arm history[HISTORY];
	for (int i = 0; i < HISTORY; i++)
		history[i] = world_minute(w, i - HISTORY, 0).baseline;
	return compare_dispersion(history, HISTORY, NULL);
}

static void judge_all(const struct cell *c, const struct compare_minute *m, double dispersion, struct answers *out)
{
	struct compare_input in = { .parts = { m + c->settle }, .n_parts = 1, .n = (size_t)(c->looks - c->settle) };
	struct compare_params p = { .dispersion = { dispersion },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	struct compare_run worse, fine;
	compare_run(&in, &p, &(struct compare_question){ .test = c->worse, .weight = 1 }, NULL, &worse);
	out->at[ANSWER_WORSE] = look_of(&worse);
	compare_run(&in, &p, &(struct compare_question){ .test = fine_test, .swapped = true, .weight = 1 }, NULL, &fine);
	out->at[ANSWER_FINE] = look_of(&fine);
	out->at[ANSWER_FIVE] = threshold(m, c->looks, 0.05);
	out->at[ANSWER_ONE] = threshold(m, c->looks, 0.01);
}

void cell_errors(const struct cell *c, struct draws *d, struct answers *out)
{
	struct compare_minute m[CELL_LOOKS];
	struct world w = world_of(&c->service, d);
	double dispersion = noise(&w);
	for (int at = 0; at < c->looks; at++)
		m[at] = world_minute(&w, at, c->share);
	judge_all(c, m, dispersion, out);
}

/* Shares of 5, 25, 50 and 90 % in equal parts of the time, and an error rate that walks at random. */
void cell_steps(const struct cell *c, struct draws *d, struct answers *out)
{
	static const double shares[] = { 0.05, 0.25, 0.5, 0.9 };
	struct compare_minute m[CELL_LOOKS];
	struct service s = c->service;
	struct world w = world_of(&s, d);
	double walk = 0;
	for (int at = 0; at < c->looks; at++) {
		walk += 0.3 * draw_normal(d);
		s.base = fmin(0.5, c->service.base * exp(walk));
		/* the odds ratio of the cell stays as it is */
		s.effect = c->other / (1 + s.base * (c->other - 1));
		m[at] = world_minute(&w, at, shares[at * (int)COUNTOF(shares) / c->looks]);
	}
	judge_all(c, m, 1, out);
}

/* The candidate answers a part `other` of what the split sends to it. */
void cell_traffic(const struct cell *c, struct draws *d, struct answers *out)
{
	struct compare_minute m[CELL_LOOKS];
	struct compare_params p = { .worse = c->worse,
		.fine = fine_test,
		.weight = 1,
		.dispersion = { 1 },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	struct compare_input in = { .parts = { m }, .n_parts = 1, .n = (size_t)c->looks };
	struct compare_record r;
	for (int at = 0; at < c->looks; at++)
		m[at] = (struct compare_minute){ .start = 60000 * (int64_t)(at + 1),
			.candidate = { draw_poisson(d, c->service.rate * c->share * c->other), 0 },
			.baseline = { draw_poisson(d, c->service.rate * (1 - c->share)), 0 },
			.share = c->share };
	compare_traffic(&in, &p, NULL, &r);
	out->at[ANSWER_WORSE] = (int)(r.worse_at / 60000);
	out->at[ANSWER_FINE] = (int)(r.fine_at / 60000);
}
