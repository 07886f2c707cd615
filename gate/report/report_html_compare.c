/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_compare.c: a picture of a comparison over time, as SVG: how many of the requests of both revisions were
 * bad, and below it the evidence that the candidate is worse. Both are computed from the recorded minutes. */
#include "report_html.h"
#include "../judge/comparison.h"

enum { COLUMNS_MAX = 120, WIDTH = 600, RATES = 40, EVIDENCE = 16, BETWEEN = 4 };

/* Several minutes, if there are more than columns. */
struct column {
	double bad[2], of[2]; /* of the candidate, of the baseline */
	double evidence;      /* after the last of them, log10 */
};

static double ratio(const struct column *c, int arm)
{
	return c->of[arm] > 0 ? c->bad[arm] / c->of[arm] : 0;
}

static void add(const struct json *row, double evidence, struct column *c)
{
	for (int arm = 0; arm < 2; arm++) {
		c->of[arm] += json_double(json_item(row, 1 + 2 * (size_t)arm));
		c->bad[arm] += json_double(json_item(row, 2 + 2 * (size_t)arm));
	}
	c->evidence = evidence;
}

static void put_bar(const struct html *h, const char *class, double x, double width, double bottom, double height)
{
	if (height > 0)
		buf_printf(h->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", class, x,
			bottom - height, width, height);
}

static void put_columns(const struct html *h, const struct column *all, size_t n, double needed)
{
	double most = 0, width = (double)WIDTH / (double)n;
	for (size_t i = 0; i < n; i++)
		for (int arm = 0; arm < 2; arm++)
			most = ratio(&all[i], arm) > most ? ratio(&all[i], arm) : most;
	for (size_t i = 0; i < n; i++) {
		double x = (double)i * width, part = needed > 0 ? all[i].evidence / needed : 0;
		for (int arm = 0; arm < 2; arm++)
			put_bar(h, arm ? "baseline" : "candidate", x + arm * width * 0.45, width * 0.45, RATES,
				most > 0 ? ratio(&all[i], arm) / most * RATES : 0);
		put_bar(h, part >= 1 ? "fail" : "unknown", x, width * 0.9, RATES + BETWEEN + EVIDENCE,
			(part >= 1 ? 1 : part) * EVIDENCE);
	}
}

void report_html_comparison(const struct html *h, const struct json *facts)
{
	const struct json *rows = json_item(json_at(facts, "basis.parts"), 0);
	double *line = NULL, needed = json_double(json_get(facts, "needed"));
	size_t n = comparison_line(h->a, facts, &line), each = (n + COLUMNS_MAX - 1) / COLUMNS_MAX;
	if (n < 2)
		return;
	struct column *all = ARENA_ARRAY(h->a, struct column, COLUMNS_MAX + 1);
	for (size_t i = 0; i < n; i++)
		add(json_item(rows, i), line[i], &all[i / each]);
	buf_printf(h->out, "<div class=\"compared\"><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">",
		WIDTH, RATES + BETWEEN + EVIDENCE);
	put_columns(h, all, (n + each - 1) / each, needed);
	buf_puts(h->out,
		"</svg><small><i class=\"candidate\"></i> candidate, <i class=\"baseline\"></i> baseline: part of the requests "
		"that were bad, over time; below it the evidence for worse, which is full at the proof</small></div>");
}
