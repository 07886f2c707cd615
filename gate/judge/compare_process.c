/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare_process.c: the evidence against one hypothesis: the mean of likelihood ratios over several alternatives and,
 * with onset, over the block in which the difference began. If the hypothesis holds, the evidence ever reaches 1 / risk
 * with a probability of at most the risk (Ville).
 */
#include "compare_steps.h"

#include <math.h>

/* Alternatives in times of the hypothesis, and their weights in sixteenths. */
static const double alternatives[COMPARE_ALTERNATIVES] = { 1.2, 1.5, 2, 3, 6, 15, 60 };
static const double weights[COMPARE_ALTERNATIVES] = { 4, 4, 3, 2, 1, 1, 1 };

double compare_log_add(double a, double b)
{
	double more = a > b ? a : b, less = a > b ? b : a;
	return more == -(double)INFINITY ? more : more + log1p(exp(less - more));
}

struct compare_process compare_process_of(const struct compare_test *t)
{
	struct compare_process p = { .margin = t->margin,
		.cap = t->minutes > 1 ? -log(t->risk) / (t->minutes - 1) : (double)INFINITY,
		.onset = t->onset };
	for (size_t k = 0; k < COMPARE_ALTERNATIVES; k++)
		p.log_sums[k] = t->onset ? -(double)INFINITY : 0;
	return p;
}

/* gains: of each alternative, the log likelihood ratio of one block of so many minutes. */
static void step(struct compare_process *p, const double *gains, int minutes)
{
	double j = (double)++p->blocks, all = -(double)INFINITY;
	/* the weight of a beginning with this block; what later ones will get is 1 / (2 j) */
	double begins = p->blocks == 1 ? log(0.5) : -log(2 * j * (j - 1));
	for (size_t k = 0; k < COMPARE_ALTERNATIVES; k++) {
		double gain = fmin(gains[k], p->cap * minutes);
		p->log_sums[k] = (p->onset ? compare_log_add(p->log_sums[k], begins) : p->log_sums[k]) + gain;
		all = compare_log_add(all, log(weights[k] / 16) + p->log_sums[k]);
	}
	p->log_e = p->onset ? compare_log_add(all, -log(2 * j)) : all;
}

void compare_process_add(struct compare_process *p, const struct compare_block *b, double dispersion)
{
	double psi[1 + COMPARE_ALTERNATIVES] = { p->margin }, likelihood[1 + COMPARE_ALTERNATIVES];
	double gains[COMPARE_ALTERNATIVES];
	for (size_t k = 0; k < COMPARE_ALTERNATIVES; k++)
		psi[1 + k] = p->margin * alternatives[k];
	compare_log_likelihood(b, psi, COUNTOF(psi), likelihood);
	for (size_t k = 0; k < COMPARE_ALTERNATIVES; k++)
		gains[k] = (likelihood[1 + k] - likelihood[0]) / dispersion;
	step(p, gains, b->minutes);
}

void compare_process_add_absolute(struct compare_process *p, const struct compare_arm *arm, double limit)
{
	double gains[COMPARE_ALTERNATIVES];
	/* the odds of the limit, times f: (1 + odds f) / (1 + odds) is 1 + limit (f - 1) */
	for (size_t k = 0; k < COMPARE_ALTERNATIVES; k++)
		gains[k] = (double)arm->bad * log(alternatives[k]) -
			(double)arm->requests * log1p(limit * (alternatives[k] - 1));
	step(p, gains, 1);
}
