/* SPDX-License-Identifier: Apache-2.0 */
/* report_markdown.c: evidence as Markdown for a pull request, an issue or a job summary. At most 64 KiB, because GitHub
 * limits a summary to 1 MiB. Texts from the evidence are escaped so that they cannot become mentions, links, images or
 * HTML. */
#include "report_causes.h"
#include "../evidence/evidence.h"

#include <string.h>

enum { PAGE_BYTES = 64 * 1024, CELL_BYTES = 600, COMMAND_BYTES = 4096, ROWS = 60, COMMANDS = 40 };

struct page {
	struct arena *a;
	struct buf *out;
};

/* Escapes with entities, which work alike in all Markdown dialects. GitHub finds mentions (@) and references (#)
 * after it decodes entities, so `part` is inserted after these: a zero-width space, or nothing in commands that
 * users copy. */
static void put_cut(const struct page *p, struct str s, size_t max, const char *part)
{
	struct buf clean = BUF_MAX(8 * max), cut = BUF_MAX(8 * max);
	report_put_cut(&cut, s, max);
	text_put_printable(&clean, (struct str){ buf_text(&cut), cut.n });
	for (const char *c = buf_text(&clean); *c; c++) {
		bool link = (*c == ':' && c[1] == '/') || (*c == '.' && c > clean.p && (c[-1] == 'w' || c[-1] == 'W'));
		if (link || strchr("&<>\"'`*_[](){}#+!|~@\\$^", *c))
			buf_printf(p->out, "&#%d;%s", *c, strchr("@#", *c) ? part : "");
		else
			buf_putc(p->out, *c);
	}
	buf_free(&clean);
	buf_free(&cut);
}

static void put(const struct page *p, struct str s)
{
	put_cut(p, s, CELL_BYTES, "&#8203;");
}

static void put_at(const struct page *p, const struct json *v, const char *key)
{
	put(p, report_at(v, key));
}

static void put_verdict(const struct page *p, const struct json *e)
{
	const struct report_headline *h = report_headline(e);
	buf_printf(p->out, "## %s %s\n\n**%s**", report_emoji(h->mood), h->word, h->meaning);
	if (json_kind(json_get(e, "exitCode")) == JSON_INT)
		buf_printf(p->out, " (exit %lld)", (long long)json_int(json_get(e, "exitCode")));
	buf_puts(p->out, "\n\n");
	if (!report_at(e, "reason").n)
		return;
	buf_puts(p->out, "> ");
	put_at(p, e, "reason");
	buf_puts(p->out, "\n\n");
}

static void put_services(const struct page *p, const struct json *e)
{
	size_t n;
	const struct report_service *all = report_services(p->a, e, &n);
	if (n)
		buf_puts(p->out, "| service | candidate | traffic before | traffic after | |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < n && i < ROWS; i++) {
		const struct json *s = all[i].value;
		const char *before = report_split(p->a, json_get(s, "trafficBefore"));
		const char *after = report_split(p->a, json_get(s, "trafficAfter"));
		const char *logs = report_console(p->a, s);
		buf_puts(p->out, "| **");
		put(p, str_of(all[i].alias));
		buf_puts(p->out, logs ? arena_printf(p->a, "** ([logs](%s)) | ", logs) : "** | ");
		put_at(p, s, "candidate");
		buf_puts(p->out, " | ");
		put(p, str_of(before ? before : "not known"));
		buf_puts(p->out, " | ");
		put(p, str_of(after ? after : "not known"));
		buf_puts(p->out, " | ");
		if (json_is_true(json_get(s, "restored")))
			buf_puts(p->out, "users are served");
		else
			put_at(p, s, json_get(s, "note") ? "note" : "move");
		buf_puts(p->out, " |\n");
	}
	if (n)
		buf_puts(p->out, "\n");
}

/* The tree of causes, as a list of lists. */
static void put_causes(const struct page *p, const struct json *e)
{
	size_t n;
	const struct report_cause_line *all = report_causes(p->a, e, &n);
	if (n && !report_is(e, "verdict", "passed"))
		buf_puts(p->out, "### Why\n\n");
	else
		return;
	for (size_t i = 0; i < n && i < ROWS && p->out->n < PAGE_BYTES / 4; i++) {
		const char *word = report_cause_word(all[i].mark);
		buf_puts(p->out, all[i].depth ? "  - " : "- ");
		buf_puts(p->out, *word ? arena_printf(p->a, "**%s** ", word) : "");
		put(p, str_of(all[i].text));
		buf_puts(p->out, "\n");
	}
	buf_puts(p->out, "\n");
}

static bool listed(const struct json *r, const char *outcome, bool counts)
{
	return report_is(r, "outcome", outcome) && report_counts(r) == counts;
}

static void put_rule(const struct page *p, const struct json *r)
{
	buf_puts(p->out, "| ");
	put_at(p, r, "severity");
	buf_puts(p->out, json_is_true(json_get(r, "dryRun")) ? " (dry run) | **" : " | **");
	put(p, str_of(report_rule(p->a, r)));
	buf_puts(p->out, "** | ");
	put_at(p, r, "message");
	buf_puts(p->out, " | <code>");
	put_at(p, r, "expression");
	buf_puts(p->out, "</code><br>");
	put_at(p, r, "values");
	buf_puts(p->out, " |\n");
}

static void put_rules(const struct page *p, const struct json *all, const char *title, const char *outcome, bool counts)
{
	size_t n = 0, left_out = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *r = json_item(all, i);
		if (!listed(r, outcome, counts))
			continue;
		if (!n++)
			buf_printf(p->out, "### %s\n\n| | rule | message | expected, observed |\n|---|---|---|---|\n", title);
		if (n > ROWS || p->out->n > PAGE_BYTES / 2)
			left_out++;
		else
			put_rule(p, r);
	}
	if (left_out)
		buf_printf(p->out, "\n%zu more are in the evidence.\n", left_out);
	if (n)
		buf_puts(p->out, "\n");
}

static void put_comparisons(const struct page *p, const struct json *all)
{
	size_t n = 0;
	if (json_size(all))
		buf_puts(p->out, "### Candidate against baseline\n\n");
	for (struct json_each it = json_each(all); json_next(&it) && n < ROWS; n++) {
		buf_puts(p->out, "- **");
		put(p, str_of(it.key));
		buf_puts(p->out, "** ");
		put(p, str_of(report_comparison(p->a, it.value)));
		buf_puts(p->out, "\n");
	}
	if (n)
		buf_puts(p->out, "\n");
}

static void put_drill(const struct page *p, const struct json *all)
{
	size_t n = 0;
	if (json_size(all))
		buf_puts(p->out, "### The way back\n\n");
	for (; n < json_size(all) && n < ROWS; n++) {
		buf_printf(p->out, "- %s **", report_emoji(report_drill_mood(json_item(all, n))));
		put_at(p, json_item(all, n), "service");
		buf_puts(p->out, "** ");
		put(p, str_of(report_drill(p->a, json_item(all, n))));
		buf_puts(p->out, "\n");
	}
	if (n)
		buf_puts(p->out, "\n");
}

/* Writes the next steps in a <pre> block, which keeps commands in one piece. */
static void put_next(const struct page *p, const struct json *all)
{
	if (!json_size(all))
		return;
	buf_puts(p->out, "### What to do\n\n<pre>");
	for (size_t i = 0; i < json_size(all) && i < COMMANDS; i++) {
		put_cut(p, json_text(json_item(all, i)), COMMAND_BYTES, "");
		buf_puts(p->out, "\n");
	}
	buf_puts(p->out, "</pre>\n\n");
}

static void put_said(const struct page *p, const struct json *all)
{
	for (size_t i = 0; i < json_size(all) && i < COMMANDS; i++) {
		buf_puts(p->out, "- ");
		put(p, json_text(json_item(all, i)));
		buf_puts(p->out, "\n");
	}
	if (json_size(all))
		buf_puts(p->out, "\n");
}

static void put_footer(const struct page *p, const struct json *e)
{
	const struct json *rules = json_get(e, "rules");
	buf_printf(p->out,
		"<sub>%zu rules passed, %zu failed, %zu unknown, %zu skipped; %lld rounds, %lld requests, %.1f s; evidence ",
		report_count(rules, "pass"), report_count(rules, "fail"), report_count(rules, "unknown"),
		report_count(rules, "skipped"), (long long)statement_rounds(e), (long long)statement_requests(e),
		json_double(json_get(e, "durationMs")) / 1000);
	put_at(p, e, "id");
	buf_printf(p->out, ", %s</sub>\n", json_is_true(json_get(e, "signed")) ? "signed" : "**unsigned**");
}

void report_markdown(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out)
{
	const struct json *rules = json_get(predicate, "rules");
	struct buf page = BUF_MAX(16 * PAGE_BYTES);
	struct page p = { a, &page };
	(void)style;
	put_verdict(&p, predicate);
	put_causes(&p, predicate);
	put_services(&p, predicate);
	put_rules(&p, rules, "Failed", "fail", true);
	put_rules(&p, rules, "Could not be judged", "unknown", true);
	put_rules(&p, rules, "Warnings", "fail", false);
	put_comparisons(&p, report_comparisons(a, predicate));
	put_drill(&p, json_get(predicate, "drill"));
	put_next(&p, json_get(predicate, "next"));
	put_said(&p, json_get(predicate, "said"));
	put_footer(&p, predicate);
	buf_put(out, page.p, page.n < PAGE_BYTES ? page.n : 0);
	if (page.n >= PAGE_BYTES) { /* too long: only the verdict and the footer */
		buf_clear(&page);
		put_verdict(&p, predicate);
		buf_puts(&page, "The report is too long for this page; see the evidence.\n\n");
		put_footer(&p, predicate);
		buf_put(out, page.p, page.n);
	}
	buf_free(&page);
}
