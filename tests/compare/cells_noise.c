/* SPDX-License-Identifier: Apache-2.0 */
/* cells_noise.c: services with troubles, in failures and in latency. */
#include "cells.h"

#include <stdio.h>

static const char *const troubles[] = {
	[CALM] = "independent",
	[SHOCKS] = "shared shocks, log-sd",
	[BURSTS] = "bursts in one arm, of",
	[VARIES] = "each arm varies, CV^2",
	[FLAPS] = "flapping instances",
	[COLD] = "cold start, settle",
	[OUTAGE] = "outage of a shared dependency",
	[LATE] = "late points, a part of",
	[REVISED] = "revised points, a part of",
};

void cells_noisy(struct table *t)
{
	/* Where the noise is in the arms alone the promise holds only as far as the dispersion is known: there `most` is a
	 * bound on what was measured, not on what is promised. */
	static const struct {
		enum trouble trouble;
		double size, rate, share;
		int settle, minutes;
		double expected, most;
	} rows[] = {
		{ CALM, 0, 2000, 0.5, 0, 5, 0, 0.001 },
		{ SHOCKS, 1, 2000, 0.5, 0, 5, 0, 0.001 },
		{ SHOCKS, 1, 20000, 0.05, 0, 5, 0, 0.001 },
		{ BURSTS, 5, 2000, 0.5, 0, 5, 0.1, 0.01 },
		{ BURSTS, 5, 2000, 0.5, 0, 10, 0, 0 },
		{ BURSTS, 20, 200, 0.5, 0, 5, 0.1, 0.01 },
		{ BURSTS, 20, 2000, 0.5, 0, 5, 0.2, 0.01 },
		{ BURSTS, 20, 20000, 0.05, 0, 5, 0, 0.01 },
		{ VARIES, 0.1, 20000, 0.5, 0, 5, 0, 0.01 },
		{ VARIES, 0.5, 20000, 0.5, 0, 5, 0, 0.01 },
		{ VARIES, 0.5, 20000, 0.5, 0, 1, -1, 0.05 },
		{ VARIES, 1, 2000, 0.5, 0, 5, 0, 0.01 },
		{ FLAPS, 0, 2000, 0.05, 0, 5, 0.7, 0 },
		{ FLAPS, 0, 2000, 0.05, 0, 10, 0, 0 },
		{ FLAPS, 0, 2000, 0.5, 0, 5, 3.4, 0 },
		{ FLAPS, 0, 2000, 0.5, 0, 10, 0.1, 0 },
		{ FLAPS, 0, 20000, 0.5, 0, 5, 14, 0 },
		{ FLAPS, 0, 20000, 0.5, 0, 10, 2.1, 0 },
		{ COLD, 0, 2000, 0.5, 0, 5, -1, 0 },
		{ COLD, 2, 2000, 0.5, 2, 5, 0, 0.001 },
		{ OUTAGE, 0, 2000, 0.5, 0, 5, -1, 0.001 },
		{ OUTAGE, 0, 200, 0.05, 0, 5, -1, 0.001 },
		{ LATE, 0.3, 2000, 0.5, 0, 5, -1, 0.001 },
		{ REVISED, 0.2, 2000, 0.5, 0, 5, -1, 0.001 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Alike, with troubles (base 0.5 %): wrong rollbacks",
				.play = cell_errors,
				.service = { 0.005, rows[i].rate, 1, 0, rows[i].trouble, rows[i].size },
				.share = rows[i].share,
				.looks = 60,
				.settle = rows[i].settle,
				.worse = cells_usual,
				.expected = rows[i].expected,
				.median = -1,
				.at_most = rows[i].most,
				.checked = rows[i].most > 0 ? SELDOM : 0 });
		c->worse.minutes = rows[i].minutes;
		snprintf(c->name, sizeof(c->name), "%s %g, %g/min, share %g %%, m %d", troubles[rows[i].trouble], rows[i].size,
			rows[i].rate, 100 * rows[i].share, rows[i].minutes);
	}
}

void cells_noisy_worse(struct table *t)
{
	static const struct {
		enum trouble trouble;
		double size, rate, share, effect, expected, median;
	} rows[] = {
		{ SHOCKS, 1, 20000, 0.5, 2, 100, 17 },
		{ SHOCKS, 1, 20000, 0.5, 5, 100, 6 },
		{ SHOCKS, 1, 20000, 0.05, 2, 94, 37 },
		{ SHOCKS, 1, 20000, 0.05, 5, 100, 10 },
		{ BURSTS, 20, 20000, 0.5, 2, 51, 60 },
		{ BURSTS, 20, 20000, 0.5, 5, 100, 8 },
		{ VARIES, 0.5, 20000, 0.5, 2, 44, -1 },
		{ VARIES, 0.5, 20000, 0.5, 5, 100, 10 },
		{ VARIES, 0.5, 20000, 0.05, 2, 7, -1 },
		{ VARIES, 0.5, 20000, 0.05, 5, 100, 21 },
		{ LATE, 0.3, 2000, 0.5, 5, -1, -1 },
		{ OUTAGE, 0, 2000, 0.5, 5, -1, -1 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Worse, with troubles (base 0.5 %): found within 60 minutes",
				.play = cell_errors,
				.service = { 0.005, rows[i].rate, rows[i].effect, 0, rows[i].trouble, rows[i].size },
				.share = rows[i].share,
				.looks = 60,
				.worse = cells_usual,
				.expected = rows[i].expected,
				.median = rows[i].median,
				.at_least = rows[i].expected == 100 ? 0.9 : 0,
				.checked = (i == 1) ? OFTEN : 0 });
		snprintf(c->name, sizeof(c->name), "%s %g, %g/min, share %g %%, x%g", troubles[rows[i].trouble], rows[i].size,
			rows[i].rate, 100 * rows[i].share, rows[i].effect);
	}
}

void cells_latency(struct table *t)
{
	static const struct {
		enum trouble trouble;
		double size, rate, share, stretch, tail, expected, median;
	} rows[] = {
		{ CALM, 0, 200, 0.5, 1, 0, 0, -1 },
		{ CALM, 0, 200, 0.5, 1.25, 0, 97, 34 },
		{ CALM, 0, 200, 0.5, 1.5, 0, 100, 10 },
		{ CALM, 0, 200, 0.5, 2, 0, 100, 7 },
		{ CALM, 0, 2000, 0.05, 1, 0, 0, -1 },
		{ CALM, 0, 2000, 0.05, 1.25, 0, 100, 21 },
		{ CALM, 0, 2000, 0.05, 1.5, 0, 100, 8 },
		{ CALM, 0, 2000, 0.05, 2, 0, 100, 7 },
		{ CALM, 0, 2000, 0.5, 1, 0.02, 100, 24 },
		{ CALM, 0, 20000, 0.05, 1, 0, 0, -1 },
		{ CALM, 0, 20000, 0.05, 1, 0.02, 100, 15 },
		{ SHOCKS, 0.25, 2000, 0.5, 1, 0, 0, -1 },
		{ SHOCKS, 0.25, 2000, 0.5, 1.25, 0, 100, 19 },
		{ SHOCKS, 0.25, 2000, 0.5, 1.5, 0, 100, 8 },
		{ SHOCKS, 0.25, 2000, 0.5, 1, 0.02, 85, 38 },
		{ VARIES, 0.1, 2000, 0.5, 1, 0, 0, -1 },
		{ VARIES, 0.1, 2000, 0.5, 1.25, 0, 96, 36 },
		{ VARIES, 0.1, 2000, 0.5, 1.5, 0, 100, 12 },
		{ VARIES, 0.1, 2000, 0.5, 1, 0.02, 53, 58 },
		{ VARIES, 0.1, 20000, 0.05, 1, 0, 0, -1 },
		{ VARIES, 0.1, 20000, 0.05, 1.5, 0, 100, 20 },
		{ VARIES, 0.1, 20000, 0.05, 2, 0, 100, 10 },
		{ COLD, 0, 2000, 0.05, 1, 0, 0, -1 },
		{ COLD, 0, 2000, 0.05, 1.5, 0, 100, 16 },
		{ COLD, 0, 2000, 0.05, 2, 0, 100, 9 },
	};
	static const char *const names[] = {
		[CALM] = "calm", [SHOCKS] = "shared", [VARIES] = "each arm 10 %", [COLD] = "two cold minutes"
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Latency, settle 2 minutes",
				.play = cell_latency,
				.service = { 0, rows[i].rate, rows[i].tail, 0, rows[i].trouble, rows[i].size },
				.share = rows[i].share,
				.looks = 60,
				.settle = 2,
				.worse = cells_usual,
				.other = rows[i].stretch,
				.expected = rows[i].expected,
				.median = rows[i].median,
				.at_most = rows[i].expected == 0 ? 0.001 : 0,
				.at_least = rows[i].expected == 100 ? 0.9 : 0,
				.checked = (i % 5 == 4) ? OFTEN : 0 });
		snprintf(c->name, sizeof(c->name), "%s, %g/min, share %g %%, %s", names[rows[i].trouble], rows[i].rate,
			100 * rows[i].share,
			rows[i].tail > 0          ? "2 % take x5"
				: rows[i].stretch > 1 ? (char[16]){ 'x', (char)('0' + (int)rows[i].stretch), '.',
											(char)('0' + (int)(rows[i].stretch * 10) % 10), '\0' }
									  : "alike");
	}
}
