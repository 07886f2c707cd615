/* SPDX-License-Identifier: Apache-2.0 */
/* draws.c: splitmix64, and exact methods for the distributions: nothing is approximated by a normal distribution. */
#include "draws.h"

#include <math.h>

static uint64_t next(struct draws *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

struct draws draws_of(uint64_t seed, uint64_t stream)
{
	struct draws d = { seed };
	d.state = next(&d) ^ stream * 0xd1342543de82ef95u;
	d.state = next(&d);
	return d;
}

double draw_uniform(struct draws *d)
{
	return ((double)(next(d) >> 11) + 0.5) * 0x1p-53;
}

double draw_normal(struct draws *d)
{
	double r = sqrt(-2 * log(draw_uniform(d)));
	return r * cos(2 * M_PI * draw_uniform(d));
}

/* Marsaglia and Tsang, "A simple method for generating gamma variables", 2000. */
double draw_gamma(struct draws *d, double shape)
{
	if (shape < 1)
		return draw_gamma(d, shape + 1) * pow(draw_uniform(d), 1 / shape);
	double a = shape - 1.0 / 3, c = 1 / sqrt(9 * a);
	for (;;) {
		double x = draw_normal(d), v = 1 + c * x;
		v = v * v * v;
		if (v > 0 && log(draw_uniform(d)) < x * x / 2 + a - a * v + a * log(v))
			return a * v;
	}
}

static int64_t few(struct draws *d, double mean)
{
	double left = exp(-mean), product = draw_uniform(d);
	int64_t n = 0;
	for (; product > left; n++)
		product *= draw_uniform(d);
	return n;
}

/* Hoermann, "The transformed rejection method for generating Poisson random variables", 1993: PTRS. */
static int64_t many(struct draws *d, double mean)
{
	double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
	double scale = 1.1239 + 1.1328 / (b - 3.4), inside = 0.9277 - 3.6224 / (b - 2);
	for (;;) {
		int sign;
		double u = draw_uniform(d) - 0.5, v = draw_uniform(d), us = 0.5 - fabs(u);
		double k = floor((2 * a / us + b) * u + mean + 0.43);
		if (us >= 0.07 && v <= inside)
			return (int64_t)k;
		if (k < 0 || (us < 0.013 && v > us))
			continue;
		if (log(v * scale / (a / (us * us) + b)) <= k * log(mean) - mean - lgamma_r(k + 1, &sign))
			return (int64_t)k;
	}
}

int64_t draw_poisson(struct draws *d, double mean)
{
	return mean <= 0 ? 0 : mean < 12 ? few(d, mean) : many(d, mean);
}
