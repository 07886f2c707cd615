/* SPDX-License-Identifier: Apache-2.0 */
/* compare_latency.c: slow requests, counted at a bound of the histogram. */
#include "compare_steps.h"

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
