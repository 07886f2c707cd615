/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_time.c: the run over time: traffic, a strip for every rule that ever failed or was unknown, with one cell
 * per round; a strip of events; tables of all events and requests. Cells differ in height as well as color, for readers
 * who cannot tell the colors apart. */
#include "report_html.h"
#include "../evidence/evidence.h"

#include <string.h>

enum { STRIPS_MAX = 40 };

/* ---- Strips of rules ----------------------------------------------------------------------------------- */

static const struct observation_of {
	const char *outcome;
	int y;
} observations[] = { { "fail", 0 }, { "unknown", 5 }, { "pass", 13 }, { "skipped", 17 } };

/* Returns when the entry's last round was (unix ms): one entry may cover many equal rounds. */
static int64_t last_of(const struct json *round)
{
	int64_t at;
	struct err e;
	return clock_parse_time(json_text_at(round, "until"), &at, &e) ? report_html_time(round) : at;
}

/* Draws one cell, from the previous round to this one. */
static void put_cell(const struct html *h, size_t i, const char *outcome, bool warm)
{
	const struct json *rounds = json_get(h->e, "rounds"), *round = json_item(rounds, i);
	double from = i ? report_html_x(h, last_of(json_item(rounds, i - 1))) : 0, to = report_html_x(h, last_of(round));
	double width = to - from > 5 ? to - from - 2 : 3;
	for (size_t k = 0; k < COUNTOF(observations); k++) {
		if (strcmp(outcome, observations[k].outcome) != 0)
			continue;
		buf_printf(h->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"%s><title>round %zu, ",
			observations[k].outcome, from, observations[k].y, width, 20 - observations[k].y,
			warm ? " opacity=\".55\"" : "", i + 1);
		report_html_at(h, round, "at");
		buf_printf(h->out, ": %s%s</title></rect>", outcome, warm ? " (warming up)" : "");
	}
}

static bool lists(const struct json *names, const char *name, const char *id)
{
	for (size_t i = 0; i < json_size(names); i++)
		if (str_is(json_text(json_item(names, i)), name) || str_is(json_text(json_item(names, i)), id))
			return true;
	return false;
}

static void put_strip(const struct html *h, const char *name, const char *id)
{
	const struct json *rounds = json_get(h->e, "rounds");
	struct outcomes_read read = { NULL, false };
	report_html_strip_open(h);
	for (size_t i = 0; i < json_size(rounds); i++) {
		const struct json *round = json_item(rounds, i);
		struct str outcome = name ? statement_outcome(statement_outcomes(h->a, &read, round), name, id) : STR("pass");
		bool warm = json_is_true(json_get(round, "warm")) || (name && lists(json_get(round, "warming"), name, id));
		put_cell(h, i, outcome.p, warm);
	}
	report_html_strip_close(h);
}

static const char *logged_name(struct arena *a, const struct json *rule)
{
	struct str id = report_at(rule, "id"), key = report_at(rule, "key");
	return key.n ? arena_printf(a, "%s[%s]", id.p, key.p) : id.p;
}

/* Returns the names of the rules that failed or were unknown in any round. A round lists at least its changes. */
static struct json *ever_bad(const struct html *h)
{
	const struct json *rounds = json_get(h->e, "rounds");
	struct json *bad = json_new_object(h->a);
	for (size_t i = 0; i < json_size(rounds); i++) {
		const struct json *round = json_item(rounds, i), *all = json_get(round, "outcomes");
		for (struct json_each it = json_each(all ? all : json_get(round, "changed")); json_next(&it);)
			if (str_is(json_text(it.value), "fail") || str_is(json_text(it.value), "unknown"))
				json_set_bool(h->a, bad, it.key, true);
	}
	return bad;
}

static void put_strips(const struct html *h)
{
	const struct json *rules = json_get(h->e, "rules"), *bad = ever_bad(h);
	size_t shown = 0, quiet = 0;
	for (size_t i = 0; i < json_size(rules); i++) {
		const char *name = logged_name(h->a, json_item(rules, i)), *id = report_at(json_item(rules, i), "id").p;
		if (!json_get(bad, name) && !json_get(bad, id)) {
			quiet++;
		} else if (shown++ < STRIPS_MAX) {
			buf_puts(h->out, "<div>");
			report_html_put(h, str_of(report_rule(h->a, json_item(rules, i))));
			buf_puts(h->out, "</div>");
			put_strip(h, name, id);
		}
	}
	if (shown > STRIPS_MAX)
		buf_printf(h->out, "<div>and %zu more</div><div></div>\n", shown - STRIPS_MAX);
	if (quiet) {
		buf_printf(h->out, "<div>%zu %srules, never failed</div>", quiet, shown ? "other " : "");
		put_strip(h, NULL, NULL);
	}
}

/* ---- Events --------------------------------------------------------------------------------------------- */

/* Returns true if the event's name is in the list, which ends with NULL. */
static bool one_of(const struct json *event, const char *const *names)
{
	while (*names && !report_is(event, "event", *names))
		names++;
	return *names != NULL;
}

static bool moves(const struct json *event)
{
	static const char *const names[] = { "sending", "acknowledged", "operation_ended", "done", "rolled_back",
		"rollback_failed", NULL };
	return one_of(event, names);
}

static bool goes_wrong(const struct json *event)
{
	static const char *const names[] = { "failed", "rollback_failed", "not_restored", "unknown", "refused",
		"superseded", "rights_missing", NULL };
	return one_of(event, names);
}

static const char *event_class(const struct json *event)
{
	return goes_wrong(event)                                                           ? "bad"
		: moves(event)                                                                 ? "moving"
		: report_is(event, "event", "passed") || report_is(event, "event", "restored") ? "good"
																					   : "plain";
}

static void put_event_strip(const struct html *h)
{
	const struct json *all = json_get(h->e, "timeline");
	buf_puts(h->out, "<div>events</div>");
	report_html_strip_open(h);
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		double x = report_html_x(h, report_html_time(v));
		buf_printf(h->out, "<rect class=\"%s\" x=\"%.1f\" y=\"0\" width=\"4\" height=\"20\"><title>",
			goes_wrong(v)  ? "wrong"
				: moves(v) ? "moved"
						   : "event",
			x > STRIP_WIDTH - 4 ? STRIP_WIDTH - 4 : x);
		report_html_at(h, v, "event");
		buf_puts(h->out, report_at(v, "service").n ? ", " : "");
		report_html_at(h, v, "service");
		buf_puts(h->out, "</title></rect>");
	}
	report_html_strip_close(h);
}

static void put_key(const struct html *h)
{
	buf_puts(h->out, "<p class=\"key\">");
	for (size_t k = 0; k < COUNTOF(observations); k++)
		buf_printf(h->out,
			"<span><svg viewBox=\"0 0 20 20\"><rect class=\"%s\" y=\"%d\" width=\"20\" height=\"%d\"/></svg>%s</span>",
			observations[k].outcome, observations[k].y, 20 - observations[k].y, observations[k].outcome);
	buf_puts(h->out,
		"<span><svg viewBox=\"0 0 20 20\"><rect class=\"event\" x=\"7\" width=\"6\" height=\"20\"/></svg>event</span>"
		"<span><svg viewBox=\"0 0 20 20\"><rect class=\"moved\" x=\"7\" width=\"6\" height=\"20\"/></svg>traffic</span>"
		"<span><svg viewBox=\"0 0 20 20\"><rect class=\"wrong\" x=\"7\" width=\"6\" "
		"height=\"20\"/></svg>wrong</span></p>\n");
}

void report_html_clock(const struct html *h)
{
	int64_t rounds = statement_rounds(h->e);
	if (!rounds && !json_size(json_get(h->e, "timeline")))
		return;
	buf_printf(h->out,
		"<section><h2>Over time<small>%lld rounds in %.1f s</small></h2><div class=\"card\"><div class=\"clock\">\n",
		(long long)rounds, (double)(h->to - h->from) / 1000);
	report_html_traffic(h);
	if (rounds)
		put_strips(h);
	put_event_strip(h);
	report_html_axis(h);
	buf_puts(h->out, "</div>\n");
	put_key(h);
	buf_puts(h->out, "</div></section>\n");
}

static void put_offset(const struct html *h, const struct json *v)
{
	int64_t at = report_html_time(v);
	if (at >= 0)
		buf_printf(h->out, "<td class=\"n\">%+.1f s</td>", (double)(at - h->from) / 1000);
	else
		buf_puts(h->out, "<td class=\"n\"></td>");
}

/* Writes an event's name with spaces for underscores. */
static void put_words(const struct html *h, struct str name)
{
	char *words = arena_strndup(h->a, name.p, name.n);
	for (char *c = words; *c; c++)
		if (*c == '_')
			*c = ' ';
	report_html_put(h, str_of(words));
}

void report_html_events(const struct html *h)
{
	const struct json *all = json_get(h->e, "timeline");
	if (!json_size(all))
		return;
	buf_puts(h->out, "<section><h2>Events</h2><div class=\"card\"><table class=\"events\"><tbody>\n");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		buf_puts(h->out, "<tr>");
		put_offset(h, v);
		buf_printf(h->out, "<td class=\"%s\"><span class=\"pill\">", event_class(v));
		put_words(h, report_at(v, "event"));
		buf_puts(h->out, "</span></td><td class=\"k\">");
		report_html_at(h, v, "service");
		buf_puts(h->out, "</td><td class=\"w\">");
		report_html_at(h, v, "detail");
		buf_puts(h->out, "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

/* ---- Requests -------------------------------------------------------------------------------------------- */

static void put_request(const struct html *h, const struct json *v)
{
	int64_t status = json_int(json_get(v, "status")), attempts = json_int(json_get(v, "attempts"));
	buf_puts(h->out, "<tr>");
	put_offset(h, v);
	buf_puts(h->out, "<td class=\"w\"><code>");
	report_html_at(h, v, "method");
	buf_putc(h->out, ' ');
	report_html_at(h, v, "host");
	report_html_at(h, v, "path");
	buf_puts(h->out, "</code> ");
	report_html_at(h, v, "error");
	buf_printf(h->out,
		"</td><td class=\"n %s\"><span class=\"pill\">%lld</span></td><td class=\"n\">%lld ms%s</td></tr>\n",
		status >= 200 && status < 300 ? "good" : "bad", (long long)status, (long long)json_int(json_get(v, "ms")),
		attempts > 1 ? arena_printf(h->a, ", %lld attempts", (long long)attempts) : "");
}

void report_html_requests(const struct html *h)
{
	const struct json *all = json_get(h->e, "requests");
	if (!json_size(all))
		return;
	const char *which = json_get(h->e, "requestsLeftOut") ? "The first and last" : "All";
	buf_printf(h->out,
		"<section><details class=\"card requests\"><summary>%s %zu requests</summary><table>"
		"<thead><tr><th class=\"n\"></th><th>request</th><th class=\"n\">status</th><th "
		"class=\"n\">time</th></tr></thead><tbody>\n",
		which, json_size(all));
	for (size_t i = 0; i < json_size(all); i++)
		put_request(h, json_item(all, i));
	buf_puts(h->out, "</tbody></table></details></section>\n");
}
