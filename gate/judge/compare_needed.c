/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare_needed.c: how much traffic a decision takes. No test with this risk can do on average with fewer than
 * ln(1 / risk) / divergence bad requests (Wald); this one needs about 1.35 times as many.
 */
#include "compare_steps.h"

#include <math.h>

/* The probability that a bad request is the candidate's, if its rate is `times` that of the baseline. */
static double of_candidate(double share, double times)
{
	return share * times / (share * times + 1 - share);
}

double compare_requests_needed(const struct compare_test *t, bool fine, double base, double share, double times)
{
	const double cost = 1.35;
	if (!(share > 0 && share < 1 && base > 0 && base <= 1 && times > 0) ||
		(fine ? times >= t->margin : times <= t->margin))
		return 0;
	double is = of_candidate(share, times), null = of_candidate(share, t->margin);
	double divergence = is * log(is / null) + (1 - is) * log((1 - is) / (1 - null));
	double bad = base * (share * times + 1 - share);
	return divergence > 0 ? cost * -log(t->risk) / (divergence * bad) : 0;
}
