/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_compare.c: the comparisons, each with a picture over time, as SVG: how many of the requests of both
 * revisions were bad, and below it the evidence that the candidate is worse, with the line at which it is proven. Both
 * are computed from the recorded minutes. */
#include "report_html.h"
#include "../judge/comparison.h"

#include <string.h>

enum { COLUMNS_MAX = 120, WIDTH = 600, RATES = 60, EVIDENCE = 30, PROOF = 24 /* height of the line */ };

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

static double most_of(const struct column *all, size_t n)
{
	double most = 0;
	for (size_t i = 0; i < n; i++)
		for (int arm = 0; arm < 2; arm++)
			most = ratio(&all[i], arm) > most ? ratio(&all[i], arm) : most;
	return most;
}

static void open_picture(const struct html *h, const char *name, const char *small, int height)
{
	buf_printf(h->out,
		"<div>%s<small>%s</small></div><div><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">",
		name, small, WIDTH, height);
}

static void put_rates(const struct html *h, const struct column *all, size_t n, const char *unit)
{
	double most = most_of(all, n), width = (double)WIDTH / (double)n;
	open_picture(h, arena_printf(h->a, "bad %s", unit),
		most > 0 ? arena_printf(h->a, "the highest column: %.2g %%", 100 * most) : "none", RATES);
	for (size_t i = 0; i < n; i++)
		for (int arm = 0; arm < 2; arm++)
			put_bar(h, arm ? "baseline" : "candidate", ((double)i + arm * 0.45) * width, width * 0.45, RATES,
				most > 0 ? ratio(&all[i], arm) / most * RATES : 0);
	buf_puts(h->out, "</svg></div>\n");
}

/* Evidence far above the proof is cut at the top. */
static void put_evidence(const struct html *h, const struct column *all, size_t n, double needed)
{
	double width = (double)WIDTH / (double)n;
	open_picture(h, "evidence for worse", "proven at the line", EVIDENCE);
	for (size_t i = 0; i < n; i++) {
		double part = needed > 0 ? all[i].evidence / needed : 0, height = part * PROOF;
		put_bar(h, part >= 1 ? "fail" : "unknown", (double)i * width, width * 0.9, EVIDENCE,
			height < EVIDENCE ? height : EVIDENCE);
	}
	put_bar(h, "decided", 0, WIDTH, EVIDENCE - PROOF + 1, 1);
	buf_puts(h->out, "</svg></div>\n");
}

/* Returns the time of day of a row: unix ms; "" if it has none. */
static const char *time_of(const struct html *h, const struct json *row)
{
	int64_t at = json_int(json_item(row, 0));
	const char *text = at > 0 ? clock_time_text(h->a, at) : "", *clock = strchr(text, 'T');
	return clock && strlen(clock) > 5 ? arena_printf(h->a, "%s UTC", arena_strndup(h->a, clock + 1, 5)) : "";
}

static void put_picture(const struct html *h, const struct json *facts)
{
	const struct json *rows = json_item(json_at(facts, "basis.parts"), 0);
	double *line = NULL;
	size_t n = comparison_line(h->a, facts, &line), each = (n + COLUMNS_MAX - 1) / COLUMNS_MAX;
	bool pairs = report_is(facts, "of", "probes");
	if (n < 2)
		return;
	struct column *all = ARENA_ARRAY(h->a, struct column, COLUMNS_MAX + 1);
	for (size_t i = 0; i < n; i++)
		add(json_item(rows, i), line[i], &all[i / each]);
	size_t columns = (n + each - 1) / each;
	buf_puts(h->out, "<div class=\"clock compared\">\n");
	put_rates(h, all, columns, pairs ? "probes" : "requests");
	put_evidence(h, all, columns, json_double(json_get(facts, "needed")));
	buf_printf(h->out,
		"<div></div><div class=\"axis\"><span style=\"left:0\">%s</span><span class=\"middle\" "
		"style=\"left:50%%\">%zu %s</span><span class=\"last\" style=\"left:100%%\">%s</span></div></div>\n",
		time_of(h, json_item(rows, 0)), n, pairs ? "pairs" : "minutes", time_of(h, json_item(rows, n - 1)));
	buf_puts(h->out,
		"<p class=\"key\"><span><i class=\"candidate\"></i>candidate</span>"
		"<span><i class=\"baseline\"></i>baseline</span></p>\n");
}

/* ---- The comparisons ------------------------------------------------------------------------------------- */

static const char *class_of(const struct json *v)
{
	if (json_is_true(json_get(v, "worse")))
		return "bad";
	return json_is_true(json_get(v, "fine")) ? "good" : "unsure";
}

void report_html_comparisons(const struct html *h)
{
	const struct json *all = report_comparisons(h->a, h->e);
	if (!json_size(all))
		return;
	buf_puts(h->out, "<section><h2>Candidate against baseline</h2>\n");
	for (struct json_each it = json_each(all); json_next(&it);) {
		buf_printf(h->out, "<div class=\"card rule %s\"><h3>", class_of(it.value));
		report_html_put(h, str_of(it.key));
		buf_puts(h->out, "</h3><p class=\"said\">");
		report_html_put(h, str_of(report_comparison(h->a, it.value)));
		buf_puts(h->out, "</p>\n");
		put_picture(h, it.value);
		buf_puts(h->out, "</div>\n");
	}
	buf_puts(h->out, "</section>\n");
}
