/* SPDX-License-Identifier: Apache-2.0 */
/* report_html_service.c: what was done with each service: its traffic before and now, and whether its users are served;
 * the targets of a drill; what to do next. */
#include "report_html.h"
#include "../run/command_text.h"

#include <string.h>

/* ---- The targets of a drill ------------------------------------------------------------------------------ */

void report_html_drill(const struct html *h)
{
	static const char *const classes[] = {
		[MOOD_GOOD] = "good", [MOOD_BACK] = "bad", [MOOD_BAD] = "bad", [MOOD_URGENT] = "bad", [MOOD_UNSURE] = "unsure"
	};
	const struct json *all = json_get(h->e, "drill");
	if (!json_size(all))
		return;
	buf_puts(h->out,
		"<section><h2>The way back</h2><div class=\"card scroll\"><table>"
		"<thead><tr><th>service</th><th>target</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *one = json_item(all, i);
		buf_printf(h->out, "<tr class=\"%s\"><td class=\"k\">", classes[report_drill_mood(one)]);
		report_html_at(h, one, "service");
		buf_puts(h->out, "</td><td class=\"long\">");
		report_html_put(h, str_of(report_drill(h->a, one)));
		buf_puts(h->out, "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

/* ---- Traffic ------------------------------------------------------------------------------------------- */

static int64_t share_of(const struct json *row)
{
	int64_t percent = json_int(json_get(row, "percent"));
	return percent > 0 && percent <= 100 ? percent : 0;
}

static const char *revision_class(const struct json *row, struct str candidate)
{
	return candidate.n && str_eq(report_at(row, "revision"), candidate) ? " class=\"candidate\"" : "";
}

static void put_bar(const struct html *h, const struct json *rows, struct str candidate)
{
	buf_puts(h->out, "<div class=\"bar\">");
	for (size_t i = 0; i < json_size(rows); i++)
		if (share_of(json_item(rows, i)))
			buf_printf(h->out, "<i%s style=\"width:%lld%%\"></i>", revision_class(json_item(rows, i), candidate),
				(long long)share_of(json_item(rows, i)));
	buf_puts(h->out, "</div>");
}

/* The split as a bar, and in words: a small share has no room in its part of the bar. */
static void put_split(const struct html *h, const char *when, const struct json *rows, struct str candidate)
{
	size_t n = 0;
	buf_printf(h->out, "<div class=\"split\"><span>%s</span><div>", when);
	put_bar(h, rows, candidate);
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		if (!share_of(row))
			continue;
		buf_printf(h->out, "%s<span class=\"mono\"><i%s></i>", n++ ? " " : "", revision_class(row, candidate));
		report_html_put(h, report_at(row, "revision").n ? report_at(row, "revision") : STR("LATEST"));
		buf_printf(h->out, "&#160;%lld&#160;%%</span>", (long long)share_of(row));
	}
	buf_puts(h->out, n ? "</div></div>" : "<span class=\"none\">not known</span></div></div>");
}

static const char *move_class(const struct json *s)
{
	if (report_is(s, "move", "done") && json_is_true(json_get(s, "restored")))
		return "good";
	if (report_is(s, "move", "failed") || report_is(s, "move", "unknown"))
		return "bad";
	return report_at(s, "move").n ? "unsure" : "plain";
}

static const char *move_words(const struct json *s)
{
	const char *words = report_move_words(s);
	if (*words)
		return words;
	return json_is_true(json_get(s, "released")) ? "" : "not part of this release";
}

static void put_went_back_with(const struct html *h, const struct json *others)
{
	for (size_t i = 0; i < json_size(others); i++) {
		buf_puts(h->out, i ? ", " : "; it was moved back together with ");
		report_html_put(h, json_text(json_item(others, i)));
	}
	buf_puts(h->out, json_size(others) ? ": none of its own rules failed" : "");
}

static void put_outcome(const struct html *h, const struct json *s)
{
	const char *words = move_words(s);
	struct str note = report_at(s, "note");
	if (!*words && !note.n)
		return;
	buf_printf(h->out, "<p class=\"outcome %s\"><b>%s</b>%s", move_class(s), words, *words && note.n ? ": " : "");
	report_html_put(h, note);
	put_went_back_with(h, json_get(s, "wentBackWith"));
	buf_puts(h->out, "</p>");
}

static void put_service(const struct html *h, const char *alias, const struct json *s)
{
	struct str candidate = report_at(s, "candidate");
	const struct json *before = json_get(s, "trafficBefore"), *after = json_get(s, "trafficAfter");
	buf_puts(h->out, "<div class=\"card service\"><h3>");
	report_html_put(h, str_of(alias));
	buf_puts(h->out, "<span>");
	report_html_at(h, s, "service");
	buf_puts(h->out, "</span></h3>");
	put_outcome(h, s);
	if (report_at(s, "move").n || !json_equal(before, after))
		put_split(h, "before", before, candidate);
	put_split(h, "now", after, candidate);
	if (candidate.n) {
		buf_puts(h->out, "<p class=\"where\">candidate ");
		report_html_put(h, candidate);
		buf_puts(h->out, ", baseline ");
		report_html_put(h, report_at(s, "baseline").n ? report_at(s, "baseline") : STR("none"));
		buf_puts(h->out, report_is(s, "baselineSource", "guess") ? " (a guess)</p>" : "</p>");
	}
	if (report_console(h->a, s))
		buf_printf(h->out, "<p class=\"where\"><a href=\"%s\">Logs in the Google Cloud console</a></p>",
			report_console(h->a, s));
	buf_puts(h->out, "</div>\n");
}

void report_html_services(const struct html *h)
{
	size_t n;
	const struct report_service *all = report_services(h->a, h->e, &n);
	if (!n)
		return;
	buf_puts(h->out, "<section><h2>What was done</h2><div class=\"services\">\n");
	for (size_t i = 0; i < n; i++)
		put_service(h, all[i].alias, all[i].value);
	buf_puts(h->out,
		"</div><p class=\"key\"><span><i class=\"candidate\"></i>candidate</span>"
		"<span><i class=\"baseline\"></i>other revisions</span></p></section>\n");
}

void report_html_steps(const struct html *h, const char *title, const char *key)
{
	const struct json *all = json_get(h->e, key);
	if (!json_size(all))
		return;
	buf_printf(h->out, "<section><h2>%s</h2><ul class=\"steps card\">\n", title);
	for (size_t i = 0; i < json_size(all); i++) {
		struct str s = json_text(json_item(all, i));
		bool command = command_is(s);
		buf_puts(h->out, command ? "<li><pre>" : "<li>");
		report_html_put(h, s);
		buf_puts(h->out, command ? "</pre></li>\n" : "</li>\n");
	}
	buf_puts(h->out, "</ul></section>\n");
}
