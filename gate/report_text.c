/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_text.c: evidence for a tired person: the verdict first, then why, then what was done, then what to do.
 * Whatever came from elsewhere is made printable and never begins a line.
 */
#include "report.h"

#include <string.h>

struct page { struct arena *a; struct buf *out; bool color; };

static const char *text(const struct page *p, const struct json *v)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, json_text(v));
	char *copy = arena_strdup(p->a, buf_text(&b));
	buf_free(&b);
	return copy;
}

static const char *at(const struct page *p, const struct json *v, const char *key)
{
	return text(p, json_get(v, key));
}

static bool is(const struct json *v, const char *key, const char *want)
{
	return str_is(json_text(json_get(v, key)), want);
}

static void paint(const struct page *p, const char *code, const char *word)
{
	if (p->color)
		buf_printf(p->out, "\033[%sm%s\033[0m", code, word);
	else
		buf_puts(p->out, word);
}

static void heading(const struct page *p, const char *word)
{
	buf_putc(p->out, '\n');
	paint(p, "1", word);
	buf_putc(p->out, '\n');
}

/* ---- The verdict ------------------------------------------------------------------------------ */

static void verdict(const struct page *p, const struct json *e)
{
	static const struct { const char *verdict, *action, *word, *meaning, *color; } words[] = {
		{ "passed", NULL, "PASSED", "the release may stay", "1;32" },
		{ "failed", "rolled_back", "ROLLED BACK", "the release failed; users are served by the revisions before it", "1;31" },
		{ "failed", "rollback_failed", "ROLLBACK FAILED", "a person is needed now", "1;37;41" },
		{ "ordered", "rollback_failed", "ROLLBACK FAILED", "a person is needed now", "1;37;41" },
		{ "failed", "superseded", "FAILED, NOT MOVED", "somebody else acted meanwhile, and was left to it", "1;33" },
		{ "failed", NULL, "FAILED, NOT MOVED", "traffic is where it was", "1;31" },
		{ "inconclusive", "superseded", "SUPERSEDED", "somebody else acted meanwhile; nothing was changed", "1;33" },
		{ "inconclusive", NULL, "INCONCLUSIVE", "neither passed nor condemned; nothing was changed", "1;33" },
		{ "interrupted", NULL, "INTERRUPTED", "nothing was changed", "1;33" },
		{ "ordered", "rolled_back", "ROLLED BACK", "as ordered", "1;32" },
		{ "ordered", NULL, "NOT MOVED", "the order was not carried out", "1;33" },
	};
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (is(e, "verdict", words[i].verdict) && (!words[i].action || is(e, "action", words[i].action))) {
			paint(p, words[i].color, words[i].word);
			buf_printf(p->out, ": %s (exit %lld)\n", words[i].meaning, (long long)json_int(json_get(e, "exitCode")));
			break;
		}
	if (*at(p, e, "reason"))
		buf_printf(p->out, "  %s\n", at(p, e, "reason"));
}

/* ---- Why ----------------------------------------------------------------------------------------- */

static void lines(const struct page *p, const char *indent, struct str s)
{
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n;
		struct buf b = BUF_MAX(4096);
		text_put_printable(&b, (struct str){ s.p, n });
		buf_printf(p->out, "%s%s\n", indent, buf_text(&b));
		buf_free(&b);
		s.p += n + (end != NULL);
		s.n -= n + (end != NULL);
	}
}

static void rule(const struct page *p, const struct json *r)
{
	bool critical = is(r, "severity", "critical"), warning = is(r, "severity", "warning");
	int64_t rounds = json_int(json_get(r, "failedRounds"));
	buf_puts(p->out, "  ");
	paint(p, critical ? "31" : warning ? "33" : "35", at(p, r, "severity"));
	buf_printf(p->out, "  %s%s%s%s\n", at(p, r, "id"), json_get(r, "key") ? " " : "", at(p, r, "key"),
		json_is_true(json_get(r, "dryRun")) ? "  (dry run: not counted)" : "");
	if (*at(p, r, "message"))
		buf_printf(p->out, "    %s\n", at(p, r, "message"));
	if (is(r, "outcome", "fail"))
		buf_printf(p->out, "    wanted  %s%s\n", at(p, r, "expression"),
			rounds > 1 ? arena_printf(p->a, "   (failed %lld rounds in a row)", (long long)rounds) : "");
	lines(p, "    seen    ", json_text(json_get(r, "values")));
}

static size_t rules(const struct page *p, const struct json *all, const char *title, const char *outcome, const char *severity)
{
	size_t n = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *r = json_item(all, i);
		if (!is(r, "outcome", outcome) || !is(r, "severity", severity))
			continue;
		if (!n++ && title)
			heading(p, title);
		rule(p, r);
	}
	return n;
}

static bool counts_as_unknown(const struct json *r)
{
	return is(r, "outcome", "unknown") && !is(r, "severity", "warning");
}

/* One cause makes many rules unknown: it is said once, with the rules it blinds. */
static void unknown_rules(const struct page *p, const struct json *all)
{
	bool titled = false;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *first = json_item(all, i);
		struct str cause = json_text(json_get(first, "message"));
		bool said = !counts_as_unknown(first);
		for (size_t j = 0; j < i && !said; j++)
			said = counts_as_unknown(json_item(all, j)) && str_eq(json_text(json_get(json_item(all, j), "message")), cause);
		if (said)
			continue;
		if (!titled)
			heading(p, "Could not be judged");
		titled = true;
		buf_printf(p->out, "  %s\n    so unknown:", *at(p, first, "message") ? at(p, first, "message") : "no reason is known");
		for (size_t j = i; j < json_size(all); j++) {
			const struct json *r = json_item(all, j);
			if (counts_as_unknown(r) && str_eq(json_text(json_get(r, "message")), cause))
				buf_printf(p->out, "%s %s%s%s", j > i ? "," : "", at(p, r, "id"), json_get(r, "key") ? " " : "", at(p, r, "key"));
		}
		buf_putc(p->out, '\n');
	}
}

static void why(const struct page *p, const struct json *e)
{
	const struct json *all = json_get(e, "rules");
	size_t failed = rules(p, all, "Failed", "fail", "critical");
	rules(p, all, failed ? NULL : "Failed", "fail", "error");
	unknown_rules(p, all);
	rules(p, all, "Warnings", "fail", "warning");
}

/* ---- What was done --------------------------------------------------------------------------------- */

static const char *split(const struct page *p, const struct json *rows)
{
	char *out = arena_strdup(p->a, "");
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		const char *name = *at(p, row, "revision") ? at(p, row, "revision") : "LATEST";
		if (json_int(json_get(row, "percent")))
			out = arena_printf(p->a, "%s%s%s %lld %%", out, *out ? ", " : "", name, (long long)json_int(json_get(row, "percent")));
	}
	return *out ? out : "unknown";
}

static const char *move_words(const struct page *p, const struct json *s)
{
	static const struct { const char *move, *words; } all[] = {
		{ "done", "moved back, read back" }, { "not_needed", "nothing needed moving" }, { "superseded", "changed by somebody else: left alone" },
		{ "failed", "NOT moved back" }, { "unknown", "sent, NOT confirmed" }, { "skipped", "not sent" },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (is(s, "move", all[i].move))
			return is(s, "move", "done") && json_is_true(json_get(s, "restored")) ? "moved back, read back, users are served" : all[i].words;
	(void)p;
	return "";
}

static void service(const struct page *p, const char *alias, const struct json *s)
{
	const char *before = split(p, json_get(s, "trafficBefore")), *after = split(p, json_get(s, "trafficAfter"));
	bool moved = *move_words(p, s) != '\0';
	buf_printf(p->out, "  %-12s %s%s%s\n", alias, before, moved && strcmp(before, after) != 0 ? "  ->  " : "",
		moved && strcmp(before, after) != 0 ? after : "");
	if (moved)
		buf_printf(p->out, "  %-12s %s%s%s\n", "", move_words(p, s), *at(p, s, "note") ? ": " : "", at(p, s, "note"));
	else if (*at(p, s, "note"))
		buf_printf(p->out, "  %-12s %s\n", "", at(p, s, "note"));
	if (*at(p, s, "candidate") && json_is_true(json_get(s, "released")))
		buf_printf(p->out, "  %-12s candidate %s, baseline %s%s\n", "", at(p, s, "candidate"),
			*at(p, s, "baseline") ? at(p, s, "baseline") : "none",
			is(s, "baselineSource", "guess") ? " (a guess: the newest older revision that is ready)" : "");
}

static void services(const struct page *p, const struct json *e)
{
	heading(p, "Services");
	for (struct json_each it = json_each(json_get(e, "services")); json_next(&it);)
		service(p, it.key, it.value);
}

static void list(const struct page *p, const char *title, const struct json *all)
{
	if (json_size(all))
		heading(p, title);
	for (size_t i = 0; i < json_size(all); i++) {
		struct str s = json_text(json_item(all, i));
		bool command = (s.n > 7 && !memcmp(s.p, "gcloud ", 7)) || (s.n > 8 && !memcmp(s.p, "rungate ", 8));
		buf_printf(p->out, "%s%s\n", command ? "      " : "  ", text(p, json_item(all, i)));
	}
}

/* ---- The small print ----------------------------------------------------------------------------------- */

static size_t count(const struct json *all, const char *outcome)
{
	size_t n = 0;
	for (size_t i = 0; i < json_size(all); i++)
		n += is(json_item(all, i), "outcome", outcome);
	return n;
}

static void footer(const struct page *p, const struct json *e)
{
	const struct json *all = json_get(e, "rules"), *policies = json_get(e, "policies");
	buf_printf(p->out, "\n%zu rules passed, %zu failed, %zu unknown, %zu skipped; %zu rounds, %zu requests, %.1f s\n", count(all, "pass"),
		count(all, "fail"), count(all, "unknown"), count(all, "skipped"), json_size(json_get(e, "rounds")),
		json_size(json_get(e, "requests")), json_double(json_get(e, "durationMs")) / 1000);
	for (size_t i = 0; i < json_size(policies); i++)
		buf_printf(p->out, "%s%s", i ? ", " : "policies: ", at(p, json_item(policies, i), "name"));
	buf_printf(p->out, "%sevidence: %s\n", json_size(policies) ? "; " : "", at(p, e, "id"));
}

void report_text(struct arena *a, const struct json *predicate, bool color, struct buf *out)
{
	struct page p = { a, out, color };
	verdict(&p, predicate);
	why(&p, predicate);
	services(&p, predicate);
	list(&p, "Said", json_get(predicate, "said"));
	list(&p, "What to do", json_get(predicate, "next"));
	footer(&p, predicate);
}
