/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.c: evidence as one self-contained HTML page, without scripts and external resources. Its style is
 * gate/report/report.css. All texts from the evidence are escaped. */
#include "report_html.h"
#include "report_causes.h"
#include "../evidence/texts.h"
#include "../run/run.h"

#include <string.h>

static void puts_text(const struct html *h, const char *text)
{
	report_html_put(h, str_of(text));
}

static const char *mood_class(enum report_mood m)
{
	static const char *const all[] = {
		[MOOD_GOOD] = "good",
		[MOOD_BACK] = "back",
		[MOOD_BAD] = "bad",
		[MOOD_URGENT] = "urgent",
		[MOOD_UNSURE] = "unsure",
	};
	return all[m];
}

/* ---- The verdict ------------------------------------------------------------------------------------ */

static void fact(const struct html *h, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_printf(h->out, "<li>%s <b>", name);
	report_html_put(h, value);
	buf_puts(h->out, "</b></li>");
}

static void put_verdict(const struct html *h)
{
	const struct report_headline *head = report_headline(h->e);
	buf_printf(h->out, "<header class=\"verdict %s\"><h1>%s</h1><p class=\"meaning\">%s</p>\n", mood_class(head->mood),
		head->word, head->meaning);
	if (report_at(h->e, "reason").n) {
		buf_puts(h->out, "<p class=\"reason\">");
		report_html_at(h, h->e, "reason");
		buf_puts(h->out, "</p>\n");
	}
	buf_puts(h->out, "<ul class=\"facts\">");
	fact(h, "rungate", report_at(h->e, "command"));
	fact(h, "at", report_at(h->e, "startedAt"));
	fact(h, "in", str_of(report_where(h->a, h->e)));
	fact(h, "took", str_of(arena_printf(h->a, "%.1f s", json_double(json_get(h->e, "durationMs")) / 1000)));
	fact(h, "exit code", str_of(arena_printf(h->a, "%lld", (long long)json_int(json_get(h->e, "exitCode")))));
	fact(h, "evidence", str_of(json_is_true(json_get(h->e, "signed")) ? "signed" : "unsigned"));
	buf_puts(h->out, "</ul></header>\n");
}

/* ---- Rules --------------------------------------------------------------------------------------------- */

static void pair(const struct html *h, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_printf(h->out, "<dt>%s</dt><dd><pre>", name);
	for (const char *p = value.p; *p;) {
		size_t n = strcspn(p, "\n");
		report_html_put(h, (struct str){ p, n });
		buf_puts(h->out, p[n] ? "\n" : "");
		p += n + (p[n] == '\n');
	}
	buf_puts(h->out, "</pre></dd>");
}

static void put_rule(const struct html *h, const struct json *r)
{
	int64_t rounds = json_int(json_get(r, "failedRounds"));
	buf_printf(h->out, "<div class=\"card rule %s\"><h3>", report_is(r, "severity", "critical") ? "bad" : "unsure");
	puts_text(h, report_rule(h->a, r));
	buf_puts(h->out, "<span class=\"tag\">");
	report_html_at(h, r, "severity");
	buf_puts(h->out, json_is_true(json_get(r, "dryRun")) ? ", dry run</span>" : "</span>");
	if (rounds > 1)
		buf_printf(h->out, "<span class=\"tag\">%lld rounds in a row</span>", (long long)rounds);
	buf_puts(h->out, "</h3><p class=\"said\">");
	report_html_at(h, r, "message");
	buf_puts(h->out, "</p><dl class=\"pair\">");
	pair(h, "expected", report_at(r, "expression"));
	pair(h, "observed", report_at(r, "values"));
	buf_puts(h->out, "</dl><p class=\"where\">");
	report_html_at(h, r, report_at(r, "file").n ? "file" : "policy");
	if (json_int(json_get(r, "line")) > 0)
		buf_printf(h->out, ":%lld", (long long)json_int(json_get(r, "line")));
	buf_puts(h->out, "</p></div>\n");
}

static void put_rules(const struct html *h, const char *title, const char *outcome, bool counts)
{
	const struct json *all = json_get(h->e, "rules");
	size_t n = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *r = json_item(all, i);
		if (!report_is(r, "outcome", outcome) || report_counts(r) != counts)
			continue;
		if (!n++)
			buf_printf(h->out, "<section><h2>%s</h2>\n", title);
		put_rule(h, r);
	}
	if (n)
		buf_puts(h->out, "</section>\n");
}

static const char *outcome_class(const struct json *r)
{
	bool counts = report_counts(r);
	if (report_is(r, "outcome", "pass"))
		return "good";
	return report_is(r, "outcome", "fail") && counts ? "bad" : "unsure";
}

static void put_all_rules(const struct html *h)
{
	const struct json *all = json_get(h->e, "rules");
	if (!json_size(all))
		return;
	buf_printf(h->out,
		"<section><details class=\"card\"><summary>All %zu rules</summary><div class=\"scroll\"><table>"
		"<thead><tr><th>rule</th><th>severity</th><th>outcome</th><th>policy</th></tr></thead><tbody>\n",
		json_size(all));
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *r = json_item(all, i);
		buf_puts(h->out, "<tr><td class=\"long\">");
		puts_text(h, report_rule(h->a, r));
		buf_puts(h->out, "</td><td class=\"k\">");
		report_html_at(h, r, "severity");
		buf_printf(h->out, "</td><td class=\"%s\"><span class=\"pill\">", outcome_class(r));
		report_html_at(h, r, "outcome");
		buf_puts(h->out, "</span></td><td class=\"k\">");
		report_html_at(h, r, "policy");
		buf_puts(h->out, "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></details></section>\n");
}

/* ---- Causes ------------------------------------------------------------------------------------------- */

static const char *cause_class(enum report_cause_mark mark)
{
	switch (mark) {
	case REPORT_CAUSE_LIKELY: return "bad";
	case REPORT_CAUSE_NEW:
	case REPORT_CAUSE_SHARED:
	case REPORT_CAUSE_ALSO: return "back";
	default: return "unsure";
	}
}

static void put_causes(const struct html *h)
{
	size_t n;
	const struct report_cause_line *all = report_causes(h->a, h->e, &n);
	if (!n || report_is(h->e, "verdict", "passed"))
		return;
	buf_puts(h->out, "<section><h2>Why</h2><div class=\"card scroll\"><table><tbody>\n");
	for (size_t i = 0; i < n; i++) {
		const char *word = report_cause_word(all[i].mark);
		bool symptom = all[i].mark == REPORT_CAUSE_SYMPTOM;
		buf_printf(h->out, "<tr class=\"%s\"><td class=\"k\">", symptom ? "bad" : cause_class(all[i].mark));
		if (*word)
			buf_printf(h->out, "<span class=\"pill\">%s</span>", word);
		buf_puts(h->out, symptom ? "</td><td class=\"long\"><b>" : "</td><td class=\"long\">");
		puts_text(h, all[i].text);
		buf_puts(h->out, symptom ? "</b></td></tr>\n" : "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

/* ---- Comparisons -------------------------------------------------------------------------------------- */

static const char *comparison_class(const struct json *v)
{
	if (json_is_true(json_get(v, "worse")))
		return "bad";
	return json_is_true(json_get(v, "fine")) ? "good" : "unsure";
}

static void put_comparisons(const struct html *h)
{
	const struct json *all = report_comparisons(h->a, h->e);
	if (!json_size(all))
		return;
	buf_puts(h->out,
		"<section><h2>Candidate against baseline</h2><div class=\"card scroll\"><table>"
		"<thead><tr><th>comparison</th><th>result</th></tr></thead><tbody>\n");
	for (struct json_each it = json_each(all); json_next(&it);) {
		buf_printf(h->out, "<tr class=\"%s\"><td class=\"k\">", comparison_class(it.value));
		puts_text(h, it.key);
		buf_puts(h->out, "</td><td class=\"long\">");
		puts_text(h, report_comparison(h->a, it.value));
		report_html_comparison(h, it.value);
		buf_puts(h->out, "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

/* ---- The targets of a drill ------------------------------------------------------------------------------ */

static void put_drill(const struct html *h)
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
		puts_text(h, report_drill(h->a, one));
		buf_puts(h->out, "</td></tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

/* ---- Traffic ------------------------------------------------------------------------------------------- */

static void put_bar(const struct html *h, const char *name, const struct json *rows, struct str candidate)
{
	bool any = false;
	buf_printf(h->out, "<span>%s</span><div class=\"bar\">", name);
	for (size_t i = 0; i < json_size(rows); i++) {
		long long percent = (long long)json_int(json_get(json_item(rows, i), "percent"));
		struct str revision = report_at(json_item(rows, i), "revision");
		if (percent <= 0 || percent > 100)
			continue;
		any = true;
		buf_printf(h->out, "<span%s style=\"width:%lld%%\">",
			candidate.n && str_eq(revision, candidate) ? " class=\"candidate\"" : "", percent);
		report_html_put(h, revision.n ? revision : STR("LATEST"));
		buf_printf(h->out, " %lld %%</span>", percent);
	}
	buf_puts(h->out, any ? "</div>" : "<span class=\"none\">not known</span></div>");
}

static const char *move_words(const struct json *s)
{
	static const struct {
		const char *move, *words;
	} all[] = {
		{ "done", "Moved back and confirmed." },
		{ "not_needed", "Traffic was already at the target." },
		{ "superseded", "Changed by somebody else: not moved." },
		{ "failed", "NOT moved back." },
		{ "unknown", "Sent, NOT confirmed." },
		{ "skipped", "Not sent." },
	};
	if (report_is(s, "move", "done") && json_is_true(json_get(s, "restored")))
		return "Moved back and confirmed; users are served.";
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (report_is(s, "move", all[i].move))
			return all[i].words;
	return json_is_true(json_get(s, "released")) ? "" : "Not part of this release.";
}

static void put_went_back_with(const struct html *h, const struct json *others)
{
	for (size_t i = 0; i < json_size(others); i++) {
		buf_puts(h->out, i ? ", " : " It was moved back together with ");
		report_html_put(h, json_text(json_item(others, i)));
	}
	buf_puts(h->out, json_size(others) ? "; none of its own rules failed." : "");
}

static void put_service(const struct html *h, const char *alias, const struct json *s)
{
	struct str candidate = report_at(s, "candidate");
	const char *words = move_words(s);
	buf_puts(h->out, "<div class=\"card service\"><h3>");
	puts_text(h, alias);
	buf_puts(h->out, "<span>");
	report_html_at(h, s, "service");
	buf_puts(h->out, "</span></h3><div class=\"split\">");
	put_bar(h, "before", json_get(s, "trafficBefore"), candidate);
	put_bar(h, "after", json_get(s, "trafficAfter"), candidate);
	buf_printf(h->out, "</div><p class=\"outcome\">%s ", words);
	report_html_at(h, s, "note");
	put_went_back_with(h, json_get(s, "wentBackWith"));
	buf_puts(h->out, "</p>");
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

static void put_traffic(const struct html *h)
{
	size_t n;
	const struct report_service *all = report_services(h->a, h->e, &n);
	if (!n)
		return;
	buf_puts(h->out, "<section><h2>Traffic</h2>\n");
	for (size_t i = 0; i < n; i++)
		put_service(h, all[i].alias, all[i].value);
	buf_puts(h->out,
		"<p class=\"key\"><span><i class=\"candidate\"></i>candidate</span>"
		"<span><i></i>other revisions</span></p></section>\n");
}

/* ---- Notes and participants ------------------------------------------------------------------------ */

static void put_steps(const struct html *h, const char *title, const char *key)
{
	const struct json *all = json_get(h->e, key);
	if (!json_size(all))
		return;
	buf_printf(h->out, "<section><h2>%s</h2><ul class=\"steps card\">\n", title);
	for (size_t i = 0; i < json_size(all); i++) {
		struct str s = json_text(json_item(all, i));
		bool command = (s.n > 7 && !memcmp(s.p, "gcloud ", 7)) || (s.n > 8 && !memcmp(s.p, "rungate ", 8));
		buf_puts(h->out, command ? "<li><pre>" : "<li>");
		report_html_put(h, s);
		buf_puts(h->out, command ? "</pre></li>\n" : "</li>\n");
	}
	buf_puts(h->out, "</ul></section>\n");
}

static void put_actors(const struct html *h)
{
	const struct json *all = json_get(h->e, "actors");
	if (!json_size(all))
		return;
	buf_puts(h->out,
		"<section><h2>Participants</h2><div class=\"card "
		"scroll\"><table><thead><tr><th>role</th><th>who</th><th>says</th>"
		"<th></th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *v = json_item(all, i);
		static const char *const keys[] = { "role", "id", "source", "assurance" };
		buf_puts(h->out, "<tr>");
		for (size_t k = 0; k < COUNTOF(keys); k++) {
			buf_puts(h->out, k == 1 ? "<td class=\"long\">" : "<td class=\"k\">");
			report_html_at(h, v, keys[k]);
			buf_puts(h->out, "</td>");
		}
		buf_puts(h->out, "</tr>\n");
	}
	buf_puts(h->out, "</tbody></table></div></section>\n");
}

static void put_footer(const struct html *h)
{
	const struct json *policies = json_get(h->e, "policies");
	buf_puts(h->out, "<footer><p>Evidence <code>");
	report_html_at(h, h->e, "id");
	buf_printf(h->out, "</code>, number %lld, %s; release <code>", (long long)json_int(json_get(h->e, "sequence")),
		json_is_true(json_get(h->e, "signed")) ? "signed" : "<b>unsigned: its origin is not proven</b>");
	report_html_at(h, h->e, "release");
	buf_puts(h->out, "</code>");
	if (report_at(h->e, "previous").n) {
		buf_puts(h->out, "; follows <code>");
		report_html_at(h, h->e, "previous");
		buf_puts(h->out, "</code>");
	}
	buf_puts(h->out, "</p><p>");
	for (size_t i = 0; i < json_size(policies); i++) {
		buf_puts(h->out, i ? "<br>policy " : "policy ");
		report_html_at(h, json_item(policies, i), "name");
		buf_puts(h->out, " <code>sha256:");
		report_html_at(h, json_item(policies, i), "sha256");
		buf_puts(h->out, "</code>");
	}
	buf_puts(h->out, "</p><p>rungate ");
	report_html_at(h, h->e, "rungate");
	buf_puts(h->out, "</p></footer>\n");
}

static void put_article(struct html *h)
{
	struct err e;
	if (clock_parse_time(report_at(h->e, "startedAt").p, &h->from, &e) ||
		clock_parse_time(report_at(h->e, "finishedAt").p, &h->to, &e))
		h->from = h->to = 0;
	buf_puts(h->out, "<article id=\"e-");
	report_html_at(h, h->e, "id");
	buf_puts(h->out, "\">\n");
	put_verdict(h);
	put_causes(h);
	put_rules(h, "Failed", "fail", true);
	put_rules(h, "Could not be judged", "unknown", true);
	put_comparisons(h);
	put_drill(h);
	put_traffic(h);
	put_steps(h, "What to do", "next");
	report_html_clock(h);
	put_rules(h, "Warnings", "fail", false);
	put_steps(h, "Notes", "said");
	report_html_events(h);
	put_all_rules(h);
	report_html_requests(h);
	put_actors(h);
	put_footer(h);
	buf_puts(h->out, "</article>\n");
}

static void put_index(const struct html *page, const struct json *const *all, size_t n)
{
	buf_printf(page->out, "<h1>%zu releases</h1><section><ul class=\"index card\">\n", n);
	for (size_t i = 0; i < n; i++) {
		const struct report_headline *head = report_headline(all[i]);
		buf_printf(page->out, "<li class=\"%s\"><a href=\"#e-", mood_class(head->mood));
		report_html_at(page, all[i], "id");
		buf_puts(page->out, "\">");
		report_html_at(page, all[i], "startedAt");
		buf_printf(page->out, "</a> <span class=\"pill\">%s</span> ", head->word);
		report_html_at(page, all[i], "reason");
		buf_puts(page->out, "</li>\n");
	}
	buf_puts(page->out, "</ul></section>\n");
}

void report_html(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	struct html h = { .a = a, .out = out };
	buf_puts(out,
		"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" "
		"content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n<title>rungate: ");
	buf_puts(out, n == 1 ? report_headline(predicates[0])->word : "evidence");
	buf_printf(out, "</title>\n<style>\n%s</style></head><body><main>\n", text_report_css);
	if (n > 1)
		put_index(&h, predicates, n);
	for (size_t i = 0; i < n; i++) {
		h.e = predicates[i];
		put_article(&h);
	}
	buf_puts(out, "</main></body></html>\n");
}
