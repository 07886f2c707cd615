/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_traffic.c: for each service of the release, the share of its candidate over time: from the traffic before
 * the run, and what each confirmed move made of it. */
#include "report_html.h"

#include <stdlib.h>
#include <string.h>

enum { SERVICES_MAX = 20, STEPS_MAX = 64, SHARE_UNKNOWN = -1 };

struct lane {
	struct {
		int64_t at; /* unix ms */
		int share;  /* of the candidate from then on, percent */
		bool moves; /* it was sent, and is not confirmed yet */
	} steps[STEPS_MAX];
	size_t n;
};

static void add(struct lane *l, int64_t at, int share, bool moves)
{
	if (l->n == STEPS_MAX)
		return;
	l->steps[l->n].at = at;
	l->steps[l->n].share = share;
	l->steps[l->n++].moves = moves;
}

static int share_in(const struct json *rows, struct str candidate)
{
	int64_t sum = 0;
	for (size_t i = 0; i < json_size(rows); i++) {
		int64_t percent = json_int(json_get(json_item(rows, i), "percent"));
		if (str_eq(report_at(json_item(rows, i), "revision"), candidate) && percent > 0 && percent <= 100)
			sum += percent;
	}
	return !json_size(rows) ? SHARE_UNKNOWN : sum > 100 ? 100 : (int)sum;
}

/* What a move sends: "api-41 80 %, api-42 20 %". */
static int share_in_text(struct str split, struct str candidate)
{
	for (const char *p = split.p; (p = strstr(p, candidate.p)); p++) {
		bool begins = p == split.p || p[-1] == ' ';
		if (begins && p[candidate.n] == ' ') {
			long share = strtol(p + candidate.n, NULL, 10);
			return share < 0 || share > 100 ? SHARE_UNKNOWN : (int)share;
		}
	}
	return 0;
}

static void read_lane(const struct html *h, const char *alias, const struct json *s, struct lane *l)
{
	const struct json *all = json_get(h->e, "timeline");
	struct str candidate = report_at(s, "candidate");
	int aim = SHARE_UNKNOWN;
	add(l, h->from, share_in(json_get(s, "trafficBefore"), candidate), false);
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		if (!report_is(v, "service", alias))
			continue;
		if (report_is(v, "event", "sending")) {
			aim = share_in_text(report_at(v, "detail"), candidate);
			add(l, report_html_time(v), l->steps[l->n - 1].share, true);
		} else if (report_is(v, "event", "done") && aim != SHARE_UNKNOWN) {
			add(l, report_html_time(v), aim, false);
		}
	}
}

static void put_name(const struct html *h, const char *alias, const struct lane *l)
{
	int last = SHARE_UNKNOWN;
	buf_puts(h->out, "<div>");
	report_html_put(h, str_of(alias));
	buf_puts(h->out, " <small>candidate ");
	for (size_t i = 0; i < l->n; i++) {
		if (i && l->steps[i].share == last)
			continue;
		last = l->steps[i].share;
		buf_puts(h->out, i ? " &#8594; " : "");
		buf_puts(h->out, last == SHARE_UNKNOWN ? "?" : arena_printf(h->a, "%d", last));
	}
	buf_puts(h->out, " %</small></div>");
}

static void put_lane(const struct html *h, const char *alias, const struct lane *l)
{
	put_name(h, alias, l);
	report_html_strip_open(h);
	for (size_t i = 0; i < l->n; i++) {
		double from = report_html_x(h, l->steps[i].at);
		double to = i + 1 < l->n ? report_html_x(h, l->steps[i + 1].at) : STRIP_WIDTH;
		double candidate = l->steps[i].share <= 0 ? 0 : (double)l->steps[i].share * STRIP_HEIGHT / 100;
		const char *fainter = l->steps[i].moves ? " opacity=\".5\"" : "";
		if (l->steps[i].share == SHARE_UNKNOWN || to <= from)
			continue;
		buf_printf(h->out,
			"<rect class=\"baseline\" x=\"%.1f\" y=\"0\" width=\"%.1f\" height=\"%.1f\"%s/><rect class=\"candidate\" "
			"x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"%s/>",
			from, to - from, STRIP_HEIGHT - candidate, fainter, from, STRIP_HEIGHT - candidate, to - from, candidate,
			fainter);
	}
	report_html_strip_close(h);
}

void report_html_traffic(const struct html *h)
{
	size_t n, shown = 0;
	const struct report_service *all = report_services(h->a, h->e, &n);
	for (size_t i = 0; i < n; i++) {
		const struct json *s = all[i].value;
		struct lane l = { .n = 0 };
		if (!json_is_true(json_get(s, "released")) || !report_at(s, "candidate").n || shown++ >= SERVICES_MAX)
			continue;
		read_lane(h, all[i].alias, s, &l);
		put_lane(h, all[i].alias, &l);
	}
	if (shown > SERVICES_MAX)
		buf_printf(h->out, "<div>and %zu more services</div><div></div>\n", shown - SERVICES_MAX);
}
