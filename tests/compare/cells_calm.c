/* SPDX-License-Identifier: Apache-2.0 */
/* cells_calm.c: independent failures: alike, worse, exactly at the margin, and fine. */
#include "cells.h"

#include <stdio.h>

void cells_alike(struct table *t)
{
	static const double bases[] = { 0.0001, 0.001, 0.005, 0.02 }, rates[] = { 2, 20, 200, 2000, 20000 },
						shares[] = { 0.01, 0.05, 0.1, 0.5 };
	for (size_t b = 0; b < COUNTOF(bases); b++)
		for (size_t r = 0; r < COUNTOF(rates); r++)
			for (size_t s = 0; s < COUNTOF(shares); s++) {
				struct cell *c = cells_put(t,
					&(struct cell){ .group = "Alike, independent failures: wrong rollbacks",
						.play = cell_errors,
						.service = { bases[b], rates[r], 1, 0, CALM, 0 },
						.share = shares[s],
						.looks = 60,
						.worse = cells_usual,
						.expected = 0,
						.median = -1,
						.at_most = 0.001,
						.checked = (r >= 3 && s == 3 && b >= 2) ? OFTEN : 0 });
				snprintf(
					c->name, sizeof(c->name), "%g %%, %g/min, share %g %%", 100 * bases[b], rates[r], 100 * shares[s]);
			}
}

void cells_worse(struct table *t)
{
	/* base in per cent, requests a minute, share in per cent, effect (0: outage), found in per cent, median minute */
	static const double rows[][6] = {
		{ 0.01, 20000, 50, 5, 100, 11 },
		{ 0.1, 20, 50, 5, 0, -1 },
		{ 0.1, 200, 50, 5, 24, -1 },
		{ 0.1, 2000, 5, 5, 93, 37 },
		{ 0.1, 2000, 50, 2, 21, -1 },
		{ 0.1, 2000, 50, 5, 100, 11 },
		{ 0.1, 20000, 5, 2, 66, 50 },
		{ 0.1, 20000, 5, 5, 100, 7 },
		{ 0.1, 20000, 50, 1.5, 31, -1 },
		{ 0.1, 20000, 50, 2, 100, 13 },
		{ 0.5, 20, 50, 5, 3, -1 },
		{ 0.5, 200, 5, 5, 34, -1 },
		{ 0.5, 200, 50, 2, 4, -1 },
		{ 0.5, 200, 50, 5, 100, 19 },
		{ 0.5, 2000, 1, 5, 94, 33 },
		{ 0.5, 2000, 5, 2, 25, -1 },
		{ 0.5, 2000, 5, 5, 100, 10 },
		{ 0.5, 2000, 50, 1.5, 6, -1 },
		{ 0.5, 2000, 50, 2, 100, 22 },
		{ 0.5, 2000, 50, 5, 100, 5 },
		{ 0.5, 20000, 1, 2, 77, 46 },
		{ 0.5, 20000, 10, 1.5, 83, 40 },
		{ 0.5, 20000, 10, 2, 100, 9 },
		{ 2, 20, 50, 5, 83, 40 },
		{ 2, 200, 5, 5, 100, 20 },
		{ 2, 200, 50, 2, 63, 50 },
		{ 2, 2000, 5, 1.5, 4, -1 },
		{ 2, 2000, 5, 2, 99, 25 },
		{ 2, 2000, 50, 1.5, 86, 39 },
		{ 2, 20000, 1, 2, 100, 13 },
		{ 0.5, 2, 5, 0, 51, 60 },
		{ 0.5, 2, 50, 0, 100, 16 },
		{ 0.5, 20, 1, 0, 99, 23 },
		{ 0.5, 20, 5, 0, 100, 8 },
		{ 0.5, 20, 50, 0, 100, 5 },
		{ 0.5, 200, 5, 0, 100, 5 },
		{ 0.5, 2000, 1, 0, 100, 5 },
	};
	char effect[16];
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const double *r = rows[i];
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Worse, independent failures: found within 60 minutes",
				.play = cell_errors,
				.service = { r[0] / 100, r[1], r[3], 0, CALM, 0 },
				.share = r[2] / 100,
				.looks = 60,
				.worse = cells_usual,
				.expected = r[4],
				.median = r[5],
				.at_least = r[4] == 100 ? 0.95 : 0,
				.checked = (r[4] == 100 && i % 3 == 0) ? OFTEN : 0 });
		snprintf(
			c->name, sizeof(c->name), "%g %%, %g/min, share %g %%, %s", r[0], r[1], r[2], cells_effect(effect, r[3]));
	}
}

/* The ratio of the candidate that makes its odds `margin` times those of the base, in times of the base. */
static double at_margin(double base, double margin)
{
	return margin / (1 + base * (margin - 1));
}

void cells_margin(struct table *t)
{
	static const double risks[] = { 0.05, 0.01, 0.001 }, expected[] = { 3.3, 0.55, 0.05 };
	for (size_t i = 0; i < COUNTOF(risks); i++) {
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Exactly at the margin, looks over 24 hours: wrong rollbacks",
				.play = cell_errors,
				.service = { 0.02, 20, at_margin(0.02, 1.25), 0, CALM, 0 },
				.share = 0.5,
				.looks = CELL_LOOKS,
				.worse = { 1.25, risks[i], 1, true },
				.expected = expected[i],
				.median = -1,
				.at_most = risks[i],
				.checked = i < 2 ? 200 : 0 });
		snprintf(c->name, sizeof(c->name), "2 %%, 20/min, share 50 %%, risk %g", risks[i]);
	}
	struct cell *c = cells_put(t,
		&(struct cell){ .group = "Exactly at the margin, looks over 24 hours: wrong rollbacks",
			.play = cell_steps,
			.service = { 0.02, 200, 1, 0, CALM, 0 },
			.looks = 240,
			.worse = { 1.25, 0.05, 1, true },
			.other = 1.25,
			.expected = 1.5,
			.median = -1,
			.at_most = 0.05,
			.checked = OFTEN });
	snprintf(c->name, sizeof(c->name), "shares 5 to 90 %%, a rate that walks, 4 hours, risk 0.05");
}

void cells_late_beginnings(struct table *t)
{
	static const double rows[][5] = { /* base in per cent, rate, share in per cent, effect, minutes until it is found */
		{ 1, 2000, 50, 2, 18 }, { 1, 2000, 50, 5, 2 }, { 1, 2000, 5, 5, 6 }, { 0.1, 20000, 50, 2, 19 }
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const double *r = rows[i];
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Begins at minute 30, risk 0.01, one minute may decide",
				.play = cell_errors,
				.service = { r[0] / 100, r[1], r[3], 30, CALM, 0 },
				.share = r[2] / 100,
				.looks = 120,
				.worse = { 1.25, 0.01, 1, true },
				.expected = -1,
				.median = 30 + r[4] });
		snprintf(c->name, sizeof(c->name), "%g %%, %g/min, share %g %%, x%g", r[0], r[1], r[2], r[3]);
	}
}

void cells_fine(struct table *t)
{
	/* base in per cent, rate, share in per cent, effect, said fine in per cent, median minute */
	static const double rows[][6] = { { 1, 2000, 5, 1, -1, 13 }, { 1, 2000, 25, 1, -1, 5 }, { 1, 2000, 50, 1, -1, 5 },
		{ 0.1, 2000, 25, 1, -1, 31 }, { 1, 200, 25, 1, -1, 32 }, { 1, 200, 50, 1, -1, 32 }, { 0.1, 20, 50, 1, 0, -1 },
		{ 1, 2000, 50, 2, -1, -1 }, { 2, 20000, 25, 2, -1, -1 }, { 1, 2000, 50, 3, -1, -1 } };
	char effect[16];
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const double *r = rows[i];
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Fine (not twice as bad, wrong in 1 of 20), within 2 hours",
				.play = cell_errors,
				.service = { r[0] / 100, r[1], r[3] == 2 ? at_margin(r[0] / 100, 2) : r[3], 0, CALM, 0 },
				.share = r[2] / 100,
				.looks = 120,
				.worse = cells_usual,
				.expected = r[4],
				.median = r[5],
				.at_most = r[3] >= 2 ? 0.05 : 0,
				.at_least = r[3] == 1 && r[5] > 0 && r[5] < 20 ? 0.9 : 0,
				.of_fine = true,
				.checked = (i == 1 || i == 7) ? OFTEN : 0 });
		snprintf(
			c->name, sizeof(c->name), "%g %%, %g/min, share %g %%, %s", r[0], r[1], r[2], cells_effect(effect, r[3]));
	}
}
