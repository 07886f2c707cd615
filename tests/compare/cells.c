/* SPDX-License-Identifier: Apache-2.0 */
/* cells.c: the table of settings; here probes, traffic and promotions. "Expected" are the figures of an independent
 * simulation. */
#include "cells.h"

#include <stdio.h>

const struct compare_test cells_usual = { 1.25, 0.001, 5, true };

struct cell *cells_put(struct table *t, const struct cell *c)
{
	t->cells[t->n] = *c;
	return &t->cells[t->n++];
}

const char *cells_effect(char text[16], double effect)
{
	if (effect > 0)
		snprintf(text, 16, effect == 1 ? "alike" : "x%g", effect);
	return effect > 0 ? text : "outage";
}

static void probes(struct table *t)
{
	static const struct {
		double candidate, baseline, risk, margin, outage;
		int rounds;
		double expected, median;
	} rows[] = {
		{ 0.05, 0.05, 0.01, 1, 0, 720, 0.3, -1 },
		{ 0.05, 0.05, 0.001, 1, 0, 720, 0.1, -1 },
		{ 0.2, 0.2, 0.01, 1, 0, 60, 0.1, -1 },
		{ 0.2, 0.2, 0.01, 1, 0, 720, 0.6, -1 },
		{ 0.2, 0.2, 0.001, 1, 0, 720, 0, -1 },
		{ 0.5, 0.5, 0.01, 1, 0, 720, 0.4, -1 },
		{ 0.5, 0.5, 0.001, 1, 0, 720, 0, -1 },
		{ 0.001, 0.001, 0.001, 1.25, 12, 720, 0, -1 },
		{ 1, 0.001, 0.01, 1, 0, 720, 100, 8 },
		{ 1, 0.001, 0.001, 1, 0, 720, 100, 12 },
		{ 0.9, 0.01, 0.01, 1, 0, 720, 100, 12 },
		{ 0.9, 0.01, 0.001, 1, 0, 720, 100, 12 },
		{ 0.5, 0.01, 0.01, 1, 0, 720, 100, 20 },
		{ 0.5, 0.01, 0.001, 1, 0, 720, 100, 28 },
		{ 0.2, 0.01, 0.01, 1, 0, 720, 100, 60 },
		{ 0.2, 0.01, 0.001, 1, 0, 720, 100, 80 },
		{ 0.1, 0.01, 0.01, 1, 0, 720, 100, 134 },
		{ 0.1, 0.01, 0.001, 1, 0, 720, 100, 188 },
		{ 0.5, 0.1, 0.01, 1, 0, 720, 100, 32 },
		{ 0.5, 0.1, 0.001, 1, 0, 720, 100, 46 },
		{ 1, 0.001, 0.001, 1.25, 24, 720, 100, 36 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		bool is_alike = rows[i].candidate == rows[i].baseline;
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Probes in pairs: rounds (of 5 s: 720 are an hour)",
				.play = cell_probes,
				.service = { rows[i].candidate, 12, is_alike ? 0 : 1, 0, CALM, rows[i].outage },
				.looks = rows[i].rounds,
				.worse = { rows[i].margin, rows[i].risk, 1, true },
				.other = rows[i].baseline,
				.expected = rows[i].expected,
				.median = rows[i].median,
				.at_most = is_alike ? rows[i].risk : 0,
				.at_least = is_alike ? 0 : 0.9,
				.checked = (i == 6 || i == 9) ? OFTEN : 0 });
		snprintf(c->name, sizeof(c->name), "%g %% against %g %%, risk %g, %d rounds%s", 100 * rows[i].candidate,
			100 * rows[i].baseline, rows[i].risk, rows[i].rounds, rows[i].outage > 0 ? ", a shared outage" : "");
	}
}

static void traffic(struct table *t)
{
	static const double rows[][5] = { /* rate, share in per cent, answered part, found in per cent, median minute */
		{ 200, 5, 0, 100, 3 }, { 20, 5, 0, 100, 19 }, { 200, 5, 0.1, 100, 4 }, { 2000, 5, 0.1, 100, 3 },
		{ 200, 5, 1, 0, -1 }, { 20, 50, 1, 0, -1 }
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const double *r = rows[i];
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Traffic: less than half of its share, m 3",
				.play = cell_traffic,
				.service = { 0, r[0], 1, 0, CALM, 0 },
				.share = r[1] / 100,
				.looks = 60,
				.worse = { 1, 0.001, 3, true },
				.other = r[2],
				.expected = r[3],
				.median = r[4],
				.at_most = r[2] == 1 ? 0.001 : 0,
				.at_least = r[2] < 1 ? 0.9 : 0,
				.checked = (i == 0 || i == 4) ? OFTEN : 0 });
		snprintf(c->name, sizeof(c->name), "%g/min, share %g %%, answers %g of it", r[0], r[1], r[2]);
	}
}

static void promotions(struct table *t)
{
	/* requests a minute, base in per cent, effect, back in per cent, median minute of that, or of the arrival */
	static const double rows[][5] = { { 200, 0.1, 1, 0, 41 }, { 200, 1, 1, 0, 41 }, { 200, 1, 5, 100, 26 },
		{ 2000, 0.1, 1, 0, 28 }, { 2000, 0.1, 5, 98, 27 }, { 2000, 0.5, 1, 0, 38 }, { 2000, 0.5, 2, 42, -1 },
		{ 2000, 0.5, 5, 100, 18 }, { 2000, 2, 1, 0, 33 }, { 2000, 2, 5, 100, 10 }, { 20000, 0.1, 1, 0, 19 },
		{ 20000, 0.1, 5, 100, 12 }, { 2000, 0.5, 0, 100, 8 } };
	char effect[16];
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const double *r = rows[i];
		bool back = r[2] != 1;
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Promotions of 5, 25, 50, 100 %, shared shocks: back (worse), arrived (fine)",
				.play = cell_promote,
				.service = { r[1] / 100, r[0], r[2], 0, SHOCKS, 0.5 },
				.worse = cells_usual,
				.other = 0.005,
				.expected = back ? r[3] : 100,
				.median = r[4],
				.at_least = back && r[3] < 100 ? 0 : 0.9,
				.of_fine = !back,
				.checked = (i == 2 || i == 8) ? OFTEN : 0 });
		snprintf(c->name, sizeof(c->name), "%g/min, %g %%, %s", r[0], r[1], cells_effect(effect, r[2]));
	}
}

/* Both revisions fail more often at times, as with a slow database. Three failures in a row are then nobody's fault. */
static void probes_in_shocks(struct table *t)
{
	static const struct {
		double candidate, baseline, size;
	} rows[] = { { 0.05, 0.05, 1 }, { 0.2, 0.2, 0.6 }, { 0.2, 0.2, 1 }, { 0.5, 0.05, 1 }, { 0.9, 0.05, 1 },
		{ 1, 0.2, 1 } };
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		bool is_alike = rows[i].candidate == rows[i].baseline;
		struct cell *c = cells_put(t,
			&(struct cell){ .group = "Probes in pairs under shared shocks: rounds (of 5 s: 720 are an hour)",
				.play = cell_probes,
				.service = { rows[i].candidate, 12, is_alike ? 0 : 1, 0, SHOCKS, rows[i].size },
				.looks = 720,
				.worse = { 1, 0.001, 1, true },
				.other = rows[i].baseline,
				.expected = -1,
				.median = -1,
				.at_most = is_alike ? 0.001 : 0,
				.at_least = is_alike ? 0 : 0.9,
				.checked = (i == 2 || i == 3) ? SELDOM : 0 });
		snprintf(c->name, sizeof(c->name), "%g %% against %g %%, log-sd %g", 100 * rows[i].candidate,
			100 * rows[i].baseline, rows[i].size);
	}
}

size_t cells_make(struct cell *out)
{
	struct table t = { out, 0 };
	cells_alike(&t);
	cells_worse(&t);
	cells_noisy(&t);
	cells_noisy_worse(&t);
	cells_latency(&t);
	probes(&t);
	cells_margin(&t);
	cells_late_beginnings(&t);
	cells_fine(&t);
	traffic(&t);
	promotions(&t);
	probes_in_shocks(&t);
	return t.n;
}
