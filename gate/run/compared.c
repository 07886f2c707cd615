/* SPDX-License-Identifier: Apache-2.0 */
/* compared.c: counts of minutes: slow requests at a bound of a histogram, and the noise of a history. */
#include "compared.h"

#include <math.h>

int64_t compare_above(const int64_t *counts, size_t n, size_t bound)
{
	int64_t sum = 0;
	for (size_t i = bound + 1; i < n; i++)
		sum += counts[i];
	return sum;
}

int64_t compare_bound_at(const int64_t *counts, size_t n, size_t bounds, double quantile)
{
	double all = 0, below = 0;
	for (size_t i = 0; i < n; i++)
		all += (double)counts[i];
	for (size_t i = 0; all > 0 && i < n && i < bounds; i++) {
		below += (double)counts[i];
		if (below >= quantile * all)
			return (int64_t)i;
	}
	return -1;
}

/* ---- The noise of a history ------------------------------------------------------------------------------------ */

/* The squared, standardized difference of two minutes. Returns false if the pair says nothing. */
static bool pair_square(const struct compare_arm *first, const struct compare_arm *second, double *out)
{
	double n1 = (double)first->requests, n2 = (double)second->requests, n = n1 + n2;
	double bad = (double)first->bad + (double)second->bad;
	if (!(n1 > 0 && n2 > 0 && bad > 0 && bad < n))
		return false;
	double off = (double)second->bad - bad * n2 / n;
	*out = off * off / (bad * n1 * n2 * (n - bad) / (n * n * (n - 1)));
	return true;
}

double compare_dispersion(const struct compare_arm *history, size_t n, bool *known)
{
	enum { LEAST_PAIRS = 5 };
	double sum = 0, square;
	int64_t pairs = 0;
	for (size_t i = 0; i + 1 < n; i += 2)
		if (pair_square(&history[i], &history[i + 1], &square)) {
			sum += square;
			pairs++;
		}
	if (known)
		*known = pairs >= LEAST_PAIRS;
	return pairs >= LEAST_PAIRS ? fmax(1, sum / (double)pairs) : 1;
}
