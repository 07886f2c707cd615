/* SPDX-License-Identifier: Apache-2.0 */
/* report_html.c: evidence as one self-contained HTML page, without scripts and external resources. Its style is
 * gate/report/report.css. All texts from the evidence are escaped. */
#include "report_html.h"
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
	buf_puts(h->out, "</p><details><summary>condition and values, ");
	report_html_at(h, r, report_at(r, "file").n ? "file" : "policy");
	if (json_int(json_get(r, "line")) > 0)
		buf_printf(h->out, ":%lld", (long long)json_int(json_get(r, "line")));
	buf_puts(h->out, "</summary><dl class=\"pair\">");
	pair(h, "expected", report_at(r, "expression"));
	pair(h, "observed", report_at(r, "values"));
	buf_puts(h->out, "</dl></details></div>\n");
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

/* ---- Participants ------------------------------------------------------------------------ */

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
	report_html_causes(h);
	report_html_services(h);
	report_html_drill(h);
	report_html_steps(h, "What to do next", "next");
	report_html_clock(h);
	report_html_comparisons(h);
	put_rules(h, "Failed", "fail", true);
	put_rules(h, "Could not be judged", "unknown", true);
	put_rules(h, "Warnings", "fail", false);
	report_html_steps(h, "Notes", "said");
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
