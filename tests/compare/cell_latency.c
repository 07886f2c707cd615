/* SPDX-License-Identifier: Apache-2.0 */
/* cell_latency.c: response times in buckets that grow by 1.4: slow is above the baseline's p50, p90 and p99. */
#include "cell.h"
#include "../../gate/judge/compare_steps.h"

#include <math.h>
#include <string.h>

enum { BUCKETS = 40, BOUNDS = BUCKETS - 1, HISTORY = 60, PARTS = 3 };

static const double median_ms = 80, sigma = 0.8, growth = 1.4;

/* The part of the requests that takes at most so many ms; times are stretched, those of a part `tail` fivefold. */
static double below(double ms, double stretch, double tail)
{
	double x = log(ms / (median_ms * stretch)) / sigma, x5 = log(ms / (5 * median_ms * stretch)) / sigma;
	return (1 - tail) * 0.5 * erfc(-x / sqrt(2)) + tail * 0.5 * erfc(-x5 / sqrt(2));
}

static int64_t fill(struct draws *d, double requests, double stretch, double tail, int64_t counts[BUCKETS])
{
	double done = 0, bound = 1;
	int64_t all = 0;
	for (int i = 0; i < BUCKETS; i++, bound *= growth) {
		double until = i < BOUNDS ? below(bound, stretch, tail) : 1;
		counts[i] = draw_poisson(d, requests * (until - done));
		all += counts[i];
		done = until;
	}
	return all;
}

/* How much slower one arm, or both, are in a minute. */
static void swing(const struct cell *c, struct draws *d, double *shared, double arms[2])
{
	*shared = c->service.trouble == SHOCKS ? 0.8 * *shared + 0.6 * c->service.size * draw_normal(d) : 0;
	for (int arm = 0; arm < 2; arm++)
		arms[arm] = exp(*shared + (c->service.trouble == VARIES ? c->service.size * draw_normal(d) : 0));
}

void cell_latency(const struct cell *c, struct draws *d, struct answers *out)
{
	static const double quantiles[PARTS] = { 0.5, 0.9, 0.99 };
	static int64_t history[HISTORY][BUCKETS];
	int64_t requests[HISTORY], sum[BUCKETS] = { 0 }, candidate[BUCKETS], baseline[BUCKETS];
	static struct compare_minute m[PARTS][CELL_LOOKS];
	struct compare_params p = { .blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	struct compare_run worse;
	size_t bounds[PARTS];
	double shared = c->service.trouble == SHOCKS ? c->service.size * draw_normal(d) : 0, arms[2];
	for (int at = 0; at < HISTORY; at++) {
		swing(c, d, &shared, arms);
		requests[at] = fill(d, c->service.rate, arms[1], 0, history[at]);
		for (int i = 0; i < BUCKETS; i++)
			sum[i] += history[at][i];
	}
	for (int i = 0; i < PARTS; i++) {
		struct compare_arm slow[HISTORY];
		bounds[i] = (size_t)compare_bound_at(sum, BUCKETS, BOUNDS, quantiles[i]);
		for (int at = 0; at < HISTORY; at++)
			slow[at] = (struct compare_arm){ requests[at], compare_above(history[at], BUCKETS, bounds[i]) };
		p.dispersion[i] = compare_dispersion(slow, HISTORY, NULL);
	}
	for (int at = 0; at < c->looks; at++) {
		swing(c, d, &shared, arms);
		double stretch = c->other * (c->service.trouble == COLD && at < 2 ? 3 : 1);
		int64_t n = fill(d, c->service.rate * c->share, stretch * arms[0], c->service.effect, candidate);
		int64_t n_baseline = fill(d, c->service.rate * (1 - c->share), arms[1], 0, baseline);
		for (int i = 0; i < PARTS; i++)
			m[i][at] = (struct compare_minute){ .start = 60000 * (int64_t)(at + 1),
				.candidate = { n, compare_above(candidate, BUCKETS, bounds[i]) },
				.baseline = { n_baseline, compare_above(baseline, BUCKETS, bounds[i]) },
				.share = c->share };
	}
	struct compare_input in = { .parts = { m[0] + c->settle, m[1] + c->settle, m[2] + c->settle },
		.n_parts = PARTS,
		.n = (size_t)(c->looks - c->settle) };
	compare_run(&in, &p, &(struct compare_question){ .test = c->worse, .weight = 1 }, NULL, &worse);
	out->at[ANSWER_WORSE] = (int)(worse.proven_at / 60000);
}
