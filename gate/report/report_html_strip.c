/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_strip.c: the time axis that all strips of the timeline share. */
#include "report_html.h"

#include <math.h>

enum { TICKS_MAX = 6 };

int64_t report_html_time(const struct json *v)
{
	int64_t at = 0;
	struct err e;
	return clock_parse_time(report_at(v, "at").p, &at, &e) ? -1 : at;
}

double report_html_x(const struct html *h, int64_t at)
{
	double whole = (double)(h->to - h->from), part = (double)(at - h->from);
	if (whole <= 0 || part <= 0)
		return 0;
	return part >= whole ? STRIP_WIDTH : part / whole * STRIP_WIDTH;
}

/* Returns the distance of the ticks (ms), a round number of the unit in which they are labelled. */
static double tick(const struct html *h)
{
	static const double steps[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800,
		3600, 7200, 10800, 21600, 43200, 86400 };
	double seconds = (double)(h->to - h->from) / 1000;
	size_t i = 0;
	while (i + 1 < COUNTOF(steps) && seconds / steps[i] > TICKS_MAX)
		i++;
	double step = steps[i];
	while (seconds / step > TICKS_MAX)
		step *= 2;
	return 1000 * step;
}

static const char *label(const struct html *h, double ms)
{
	static const double minute = 60e3, hour = 3600e3;
	double whole = (double)(h->to - h->from);
	if (whole <= 2 * minute)
		return arena_printf(h->a, "%g s", ms / 1000);
	return whole <= 2 * hour ? arena_printf(h->a, "%g min", ms / minute) : arena_printf(h->a, "%g h", ms / hour);
}

static void put_line(const struct html *h, const char *class, double x)
{
	buf_printf(h->out, "<rect class=\"%s\" x=\"%.1f\" y=\"0\" width=\"1.5\" height=\"%d\"/>", class,
		x > STRIP_WIDTH - 1.5 ? STRIP_WIDTH - 1.5 : x, STRIP_HEIGHT);
}

void report_html_strip_open(const struct html *h)
{
	double whole = (double)(h->to - h->from);
	buf_printf(h->out, "<div><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">", STRIP_WIDTH,
		STRIP_HEIGHT);
	for (int i = 1; whole > 0 && i * tick(h) < whole; i++)
		put_line(h, "grid", i * tick(h) / whole * STRIP_WIDTH);
}

/* The first decision: a promotion decides at each step. */
void report_html_strip_close(const struct html *h)
{
	const struct json *all = json_get(h->e, "timeline");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		if (!report_is(v, "event", "failed") && !report_is(v, "event", "inconclusive"))
			continue;
		put_line(h, "decided", report_html_x(h, report_html_time(v)));
		break;
	}
	buf_puts(h->out, "</svg></div>\n");
}

void report_html_axis(const struct html *h)
{
	double whole = (double)(h->to - h->from);
	buf_puts(h->out, "<div></div><div class=\"axis\"><span style=\"left:0\">0</span>");
	for (int i = 1; whole > 0 && i * tick(h) <= whole; i++) {
		double part = 100 * i * tick(h) / whole;
		buf_printf(h->out, "<span class=\"%s\" style=\"left:%.2f%%\">%s</span>", part > 92 ? "last" : "middle", part,
			label(h, i * tick(h)));
	}
	buf_puts(h->out, "</div>\n");
}
