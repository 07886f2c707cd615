/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare_draw.c: Fisher's noncentral hypergeometric distribution. With weights w_j = C(nC, j) C(nB, K - j), the
 * candidate has j of the K bad requests with a probability of w_j psi^j / sum of all. Weights are known by the ratios
 * of neighbors alone: factorials would overflow, and differences of their logarithms lose the digits that are needed.
 */
#include "compare_steps.h"

#include <math.h>

/* Terms are relative to the largest one; the sum ends where they no longer count. */
static const double least_term = 1e-20;

struct draw {
	double candidate, bad, rest; /* nC, K, nB - K */
	int64_t least, most;         /* possible bad requests of the candidate */
};

static struct draw draw_of(const struct compare_block *b)
{
	int64_t bad = b->candidate.bad + b->baseline.bad, rest = b->baseline.requests - bad;
	return (struct draw){ .candidate = (double)b->candidate.requests,
		.bad = (double)bad,
		.rest = (double)rest,
		.least = rest < 0 ? -rest : 0,
		.most = b->candidate.requests < bad ? b->candidate.requests : bad };
}

/* w_(j+1) / w_j is up(j) / down(j). It falls as j rises. */
static double up(const struct draw *d, double j)
{
	return (d->candidate - j) * (d->bad - j);
}

static double down(const struct draw *d, double j)
{
	return (j + 1) * (d->rest + j + 1);
}

/* The j with the largest term. */
static int64_t mode_of(const struct draw *d, double psi)
{
	int64_t low = d->least, high = d->most;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (up(d, (double)middle) * psi < down(d, (double)middle))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Returns ln w_to - ln w_from for from <= to. One logarithm serves several ratios, whose product stays far from the
 * largest double: each factor is below 1e18. */
static double log_between(const struct draw *d, int64_t from, int64_t to)
{
	enum { RATIOS = 16 };
	double sum = 0;
	while (from < to) {
		double above = 1, below = 1;
		int64_t end = to - from < RATIOS ? to : from + RATIOS;
		for (; from < end; from++) {
			above *= up(d, (double)from);
			below *= down(d, (double)from);
		}
		sum += log(above / below);
	}
	return sum;
}

static double log_ratio(const struct draw *d, int64_t from, int64_t to)
{
	return from <= to ? log_between(d, from, to) : -log_between(d, to, from);
}

/* Sums of term, term * (j - mode) and term * (j - mode)^2 in units of the largest term, from the mode outwards. */
struct sums {
	double term, distance, square;
};

static void sum_term(struct sums *s, double term, int64_t distance)
{
	s->term += term;
	s->distance += term * (double)distance;
	s->square += term * (double)distance * (double)distance;
}

static struct sums sums_of(const struct draw *d, double psi, int64_t mode)
{
	struct sums s = { .term = 1 };
	double term = 1;
	for (int64_t j = mode; j < d->most; j++) {
		term *= up(d, (double)j) * psi / down(d, (double)j);
		if (term < least_term)
			break;
		sum_term(&s, term, j + 1 - mode);
	}
	term = 1;
	for (int64_t j = mode; j > d->least; j--) {
		term *= down(d, (double)(j - 1)) / (up(d, (double)(j - 1)) * psi);
		if (term < least_term)
			break;
		sum_term(&s, term, j - 1 - mode);
	}
	return s;
}

void compare_log_likelihood(const struct compare_block *b, const double *psi, size_t n, double *out)
{
	const struct draw d = draw_of(b);
	int64_t x = b->candidate.bad;
	for (size_t i = 0; i < n; i++) {
		if (x < d.least || x > d.most) {
			out[i] = -INFINITY;
			continue;
		}
		int64_t mode = mode_of(&d, psi[i]);
		out[i] = log_ratio(&d, mode, x) + (double)(x - mode) * log(psi[i]) - log(sums_of(&d, psi[i], mode).term);
	}
}

void compare_moments(const struct compare_block *b, double psi, double *mean, double *variance)
{
	const struct draw d = draw_of(b);
	int64_t mode = mode_of(&d, psi);
	struct sums s = sums_of(&d, psi, mode);
	double off = s.distance / s.term;
	*mean = (double)mode + off;
	*variance = s.square / s.term - off * off;
}
