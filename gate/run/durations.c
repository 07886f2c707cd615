/* SPDX-License-Identifier: Apache-2.0 */
/* durations.c: a histogram of durations. No side effects. */
#include "durations.h"

static const int64_t bounds_ms[] = { 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000 };
_Static_assert(COUNTOF(bounds_ms) == DURATIONS_BOUNDS, "each bound needs a count");

void durations_add(struct durations *d, int64_t ms)
{
	size_t i = 0;
	while (i < COUNTOF(bounds_ms) && ms > bounds_ms[i])
		i++;
	d->counts[i]++;
	d->sum_ms += ms;
}

struct json *durations_json(struct arena *a, const struct durations *d)
{
	struct json *v = json_new_object(a), *bounds = json_new_array(a), *counts = json_new_array(a);
	for (size_t i = 0; i < COUNTOF(bounds_ms); i++)
		json_add(bounds, json_new_int(a, bounds_ms[i]));
	for (size_t i = 0; i < COUNTOF(d->counts); i++)
		json_add(counts, json_new_int(a, d->counts[i]));
	json_set(v, "boundsMs", bounds);
	json_set(v, "counts", counts);
	json_set_int(a, v, "sumMs", d->sum_ms);
	return v;
}
