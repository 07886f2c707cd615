/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare_dispersion.c: the noise of a service: how much more its errors vary than those of independent requests. A log
 * likelihood ratio divided by it keeps the promise of the test (Jensen), and is exact for a normal distribution with a
 * variance so many times larger.
 */
#include "compare_steps.h"

#include <math.h>

double compare_noise_now(const struct compare_noise *s)
{
	/* the history counts as much as two blocks; it includes what is common to both arms and cancels between them */
	double beside = (2 * s->start + s->squares) / (2 + (double)s->n);
	return fmin(s->start, fmax(1, beside));
}

void compare_noise_add(struct compare_noise *s, const struct compare_block *b)
{
	double c = (double)b->candidate.requests, c_bad = (double)b->candidate.bad;
	double l = (double)b->baseline.requests, l_bad = (double)b->baseline.bad;
	if (s->start > 1 && s->above + s->below > 0) { /* otherwise the noise is 1 and stays 1 */
		double mean, variance;
		compare_moments(b, (s->above + 0.5) / (s->below + 0.5), &mean, &variance);
		if (variance > 1e-9) {
			s->squares += (c_bad - mean) * (c_bad - mean) / variance;
			s->n++;
		}
	}
	s->above += c_bad * (l - l_bad) / (c + l);
	s->below += l_bad * (c - c_bad) / (c + l);
}
