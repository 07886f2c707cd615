/* SPDX-License-Identifier: Apache-2.0 */
/* report_text.c: evidence as text: the first screen, and below it the details: the failed rules, the services and their
 * traffic, notes, links. Texts from the evidence are made printable and are always indented or prefixed, so that they
 * cannot imitate lines of the report. */
#include "report_causes.h"
#include "../run/command_text.h"
#include "../evidence/evidence.h"

#include <string.h>

enum { EXPRESSION_MAX = 150, LINE_MAX_BYTES = 4096, WIDTH_MIN = 12, WIDTH_MAX = 30 };

struct page {
	struct arena *a;
	struct buf *out;
	const struct report_style *style;
	const struct report_service *services;
	size_t n_services;
	int width;           /* of the column of their aliases */
	struct json *causes; /* the members are the causes that were printed already */
};

static const char *text_of(const struct page *p, struct str s)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, s);
	char *copy = arena_strdup(p->a, buf_text(&b));
	buf_free(&b);
	return copy;
}

static const char *text(const struct page *p, const struct json *v)
{
	return text_of(p, json_text(v));
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
	if (p->style->color)
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

/* Lines are not wrapped: secrets are removed from the finished report, and one that is split by a line end would not be
 * found. */
static void line(const struct page *p, const char *indent, const char *words)
{
	buf_printf(p->out, "%s%s\n", indent, words);
}

static bool present(const struct json *v, const char *key, enum json_kind kind)
{
	const struct json *member = json_get(v, key);
	return member && json_kind(member) == kind;
}

/* ---- Causes, each told once ------------------------------------------------------------------------- */

/* Returns the text behind "services.api: ", "service api could not be read: " and the like. */
static const char *cause_of(const char *text)
{
	static const char unread[] = " could not be read: ";
	for (;;) {
		size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_"), name = text[n] == '.' ? n + 1 : n;
		const char *read = strncmp(text, "service ", 8) != 0 ? NULL : strstr(text, unread);
		name += strcspn(text + name, " :.");
		if (read)
			text = read + strlen(unread);
		else if (text[n] == '.' && !strncmp(text + name, ": ", 2))
			text += name + 2;
		else
			return text;
	}
}

/* Without "after 12 ms", which differs from one observation to the next. */
static const char *without_times(const struct page *p, const char *text)
{
	static const char after[] = " after ", unit[] = " ms";
	char *copy = arena_strdup(p->a, text);
	for (char *c = copy; (c = strstr(c, after));) {
		char *number = c + strlen(after), *end = number + strspn(number, "0123456789");
		if (end == number || strncmp(end, unit, strlen(unit)) != 0)
			c = number;
		else
			memmove(c, end + strlen(unit), strlen(end + strlen(unit)) + 1);
	}
	return copy;
}

/* Returns true if the cause in the text was printed before, as the end of the run's reason or with another name. */
static bool told(const struct page *p, const char *text, const char *reason)
{
	const char *cause = without_times(p, cause_of(text)), *whole = without_times(p, reason);
	size_t n = strlen(cause), of = strlen(whole);
	bool before = json_get(p->causes, cause) || (n && of >= n && !strcmp(whole + of - n, cause));
	json_set_bool(p->a, p->causes, cause, true);
	return before;
}

/* ---- Why ----------------------------------------------------------------------------------------- */

static void lines(const struct page *p, const char *indent, struct str s)
{
	while (s.n) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end - s.p) : s.n;
		buf_printf(p->out, "%s%s\n", indent, text_cut_printable(p->a, (struct str){ s.p, n }, LINE_MAX_BYTES));
		s.p += n + (end != NULL);
		s.n -= n + (end != NULL);
	}
}

/* Returns the rule's expression on one line, cut at EXPRESSION_MAX bytes. */
static const char *expression(const struct page *p, const struct json *r)
{
	char *one = text_cut(p->a, json_text(json_get(r, "expression")), EXPRESSION_MAX);
	for (char *c = one; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	return text_of(p, str_of(one));
}

/* reason: the run's reason; a message that it contains is not repeated. */
static void rule(const struct page *p, const struct json *r, const char *reason)
{
	bool critical = is(r, "severity", "critical"), warning = is(r, "severity", "warning");
	int64_t rounds = json_int(json_get(r, "failedRounds"));
	buf_puts(p->out, "  ");
	paint(p, critical ? "31" : warning ? "33" : "35", at(p, r, "severity"));
	buf_printf(p->out, "  %s%s%s%s%s\n", at(p, r, "id"), json_get(r, "key") ? " " : "", at(p, r, "key"),
		rounds > 1 && is(r, "outcome", "fail")
			? arena_printf(p->a, "  (failed %lld rounds in a row)", (long long)rounds)
			: "",
		json_is_true(json_get(r, "dryRun")) ? "  (dry run: does not count)" : "");
	bool told = *at(p, r, "message");
	if (told && !strstr(reason, at(p, r, "message")))
		line(p, "    ", at(p, r, "message"));
	if (told && !p->style->verbose)
		return;
	if (is(r, "outcome", "fail"))
		buf_printf(p->out, "    expected  %s\n", expression(p, r));
	lines(p, "    observed  ", json_text(json_get(r, "values")));
}

static size_t rules(
	const struct page *p, const struct json *e, const char *title, const char *outcome, const char *severity)
{
	const struct json *all = json_get(e, "rules");
	size_t n = 0;
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *r = json_item(all, i);
		if (!is(r, "outcome", outcome) || !is(r, "severity", severity))
			continue;
		if (!n++ && title)
			heading(p, title);
		rule(p, r, at(p, e, "reason"));
	}
	return n;
}

static bool counts_as_unknown(const struct json *r)
{
	return is(r, "outcome", "unknown") && !is(r, "severity", "warning");
}

/* Returns an object that maps each cause to the names of the rules that it made unknown. */
static struct json *unknown_by_cause(const struct page *p, const struct json *all)
{
	struct json *causes = json_new_object(p->a);
	size_t n;
	struct json *const *rules = json_items(all, &n);
	for (size_t i = 0; i < n; i++) {
		struct str message = json_text(json_get(rules[i], "message"));
		const char *cause = message.n ? message.p : "no reason was recorded";
		if (!counts_as_unknown(rules[i]))
			continue;
		if (!json_get(causes, cause))
			json_set(causes, cause, json_new_array(p->a));
		json_add(json_get(causes, cause), json_new_string(p->a, report_rule(p->a, rules[i])));
	}
	return causes;
}

/* Groups unknown rules by cause and prints each cause once. */
static void unknown_rules(const struct page *p, const struct json *all, const char *reason)
{
	struct json *causes = unknown_by_cause(p, all);
	if (json_size(causes))
		heading(p, "Could not be judged");
	for (struct json_each it = json_each(causes); json_next(&it);) {
		const char *cause = cause_of(it.key);
		bool again = told(p, it.key, reason) && cause > it.key;
		line(p, "  ",
			again ? arena_printf(p->a, "%sas above", text_of(p, (struct str){ it.key, (size_t)(cause - it.key) }))
				  : text_of(p, str_of(it.key)));
		buf_puts(p->out, "    unknown rules:");
		for (size_t i = 0; i < json_size(it.value); i++)
			buf_printf(p->out, "%s %s", i ? "," : "", text(p, json_item(it.value, i)));
		buf_putc(p->out, '\n');
	}
}

static void why(const struct page *p, const struct json *e)
{
	const struct json *all = json_get(e, "rules");
	size_t failed = rules(p, e, "Failed", "fail", "critical");
	rules(p, e, failed ? NULL : "Failed", "fail", "error");
	unknown_rules(p, all, at(p, e, "reason"));
	rules(p, e, "Warnings", "fail", "warning");
}

/* A line for each comparison. */
static void comparisons(const struct page *p, const struct json *e)
{
	const struct json *all = report_comparisons(p->a, e);
	if (json_size(all))
		heading(p, "Candidate against baseline");
	for (struct json_each it = json_each(all); json_next(&it);) {
		const char *said = text_cut_printable(p->a, str_of(report_comparison(p->a, it.value)), LINE_MAX_BYTES);
		line(p, "  ", arena_printf(p->a, "%s  %s", text_of(p, str_of(it.key)), said));
	}
}

/* A line for each target of a drill. */
static void drill(const struct page *p, const struct json *e)
{
	const struct json *all = json_get(e, "drill");
	if (json_size(all))
		heading(p, "The way back");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *one = json_item(all, i);
		line(p, "  ",
			arena_printf(p->a, "%-*s %s", p->width, at(p, one, "service"),
				text_cut_printable(p->a, str_of(report_drill(p->a, one)), LINE_MAX_BYTES)));
	}
}

/* ---- What was done --------------------------------------------------------------------------------- */

/* Returns a traffic split as text, or NULL if it was not recorded. */
static const char *split(const struct page *p, const struct json *rows)
{
	char *out = NULL;
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		const char *name = *at(p, row, "revision") ? at(p, row, "revision") : "LATEST";
		long long percent = (long long)json_int(json_get(row, "percent"));
		if (percent)
			out = arena_printf(p->a, "%s%s%s %lld %%", out ? out : "", out ? ", " : "", name, percent);
	}
	return out;
}

static void traffic(const struct page *p, const char *alias, const struct json *s)
{
	const char *before = split(p, json_get(s, "trafficBefore")), *after = split(p, json_get(s, "trafficAfter"));
	bool sent = is(s, "move", "unknown") || is(s, "move", "done");
	buf_printf(p->out, "  %-*s %s", p->width, alias, before ? before : "traffic is not known");
	if (after ? !before || strcmp(before, after) != 0 : before && sent)
		buf_printf(p->out, "  ->  %s", after ? after : "not known");
	buf_putc(p->out, '\n');
}

/* Explains why a service was moved back although none of its own rules failed. */
static void went_back_with(const struct page *p, const char *indent, const struct json *others)
{
	char *names = arena_strdup(p->a, "");
	for (size_t i = 0; i < json_size(others); i++)
		names = arena_printf(p->a, "%s%s%s", names, *names ? ", " : "", text(p, json_item(others, i)));
	if (*names)
		line(p, indent, arena_printf(p->a, "moved back together with %s; none of its own rules failed", names));
}

/* reason: the run's reason; a note that it contains is not repeated. */
static void service(const struct page *p, const char *alias, const struct json *s, const char *reason)
{
	const char *indent = arena_printf(p->a, "%*s", p->width + 3, "");
	const char *note = at(p, s, "note"), *move = report_move_words(s);
	const char *baseline = *at(p, s, "baseline") ? at(p, s, "baseline") : "none";
	traffic(p, alias, s);
	if (!*move && *note && told(p, note, reason))
		note = "";
	if (*move || *note)
		line(p, indent, arena_printf(p->a, "%s%s%s", move, *move && *note ? ": " : "", note));
	went_back_with(p, indent, json_get(s, "wentBackWith"));
	if (*at(p, s, "candidate") && json_is_true(json_get(s, "released")))
		line(p, indent,
			arena_printf(p->a, "candidate %s, baseline %s%s", at(p, s, "candidate"), baseline,
				is(s, "baselineSource", "guess") ? " (a guess: the newest older revision that is ready)" : ""));
}

static void services(const struct page *p, const struct json *e)
{
	if (p->n_services)
		heading(p, "Services");
	for (size_t i = 0; i < p->n_services; i++)
		service(p, text_of(p, str_of(p->services[i].alias)), p->services[i].value, at(p, e, "reason"));
}

static void list(const struct page *p, const char *title, const struct json *all)
{
	if (json_size(all))
		heading(p, title);
	for (size_t i = 0; i < json_size(all); i++) {
		struct str s = json_text(json_item(all, i));
		line(p, command_is(s) ? "      " : "  ", text(p, json_item(all, i)));
	}
}

/* ---- Links to the Google Cloud console ------------------------------------------------------------------------- */

enum { LINKS_MAX = 10 };

/* For each service of a release that did not pass: the page of the service, opened at its logs. */
static void links(const struct page *p, const struct json *e)
{
	size_t n = 0;
	if (is(e, "verdict", "passed") || is(e, "verdict", "ordered"))
		return;
	for (size_t i = 0; i < p->n_services && n < LINKS_MAX; i++) {
		const struct report_service *s = &p->services[i];
		const char *url = json_is_true(json_get(s->value, "released")) ? report_console(p->a, s->value) : NULL;
		if (url && !n++)
			heading(p, "Logs");
		if (url)
			line(p, "  ", arena_printf(p->a, "%-*s %s", p->width, text_of(p, str_of(s->alias)), url));
	}
}

/* ---- The footer ----------------------------------------------------------------------------------- */

static void footer(const struct page *p, const struct json *e)
{
	const struct json *all = json_get(e, "rules"), *policies = json_get(e, "policies"), *ms = json_get(e, "durationMs");
	const char *where = text_of(p, str_of(report_where(p->a, e)));
	char *names = arena_strdup(p->a, json_size(policies) ? "policies:" : "");
	buf_printf(p->out, "\n%zu rules passed, %zu failed, %zu unknown, %zu skipped", report_count(all, "pass"),
		report_count(all, "fail"), report_count(all, "unknown"), report_count(all, "skipped"));
	if (present(e, "rounds", JSON_ARRAY))
		buf_printf(p->out, "; %lld round%s", (long long)statement_rounds(e), statement_rounds(e) == 1 ? "" : "s");
	if (present(e, "requests", JSON_ARRAY))
		buf_printf(p->out, ", %lld requests", (long long)statement_requests(e));
	if (ms)
		buf_printf(p->out, ", %.1f s", json_double(ms) / 1000);
	buf_putc(p->out, '\n');
	for (size_t i = 0; i < json_size(policies); i++)
		names = arena_printf(p->a, "%s%s %s", names, i ? "," : "", at(p, json_item(policies, i), "name"));
	if (*names)
		line(p, "", names);
	if (*at(p, e, "command"))
		buf_printf(p->out, "command: %s, begun %s%s%s\n", at(p, e, "command"), at(p, e, "startedAt"),
			*where ? ", " : "", where);
	if (*at(p, e, "id"))
		buf_printf(p->out, "evidence: %s%s\n", *at(p, e, "written") ? at(p, e, "written") : at(p, e, "id"),
			json_is_true(json_get(e, "signed"))   ? " (signed)"
				: present(e, "signed", JSON_BOOL) ? " (unsigned)"
												  : "");
}

static int width_of(const struct report_service *all, size_t n)
{
	size_t width = WIDTH_MIN;
	for (size_t i = 0; i < n; i++)
		width = strlen(all[i].alias) > width ? strlen(all[i].alias) : width;
	return width < WIDTH_MAX ? (int)width : WIDTH_MAX;
}

static void details(const struct page *p, const struct json *e, const struct report_cut *cut)
{
	if (cut->reason) {
		heading(p, "Reason");
		line(p, "  ", at(p, e, "reason"));
	}
	if (cut->why)
		report_causes_text(p->a, e, p->style->color, 0, p->out);
	why(p, e);
	comparisons(p, e);
	services(p, e);
	drill(p, e);
	list(p, "Notes", json_get(e, "said"));
	if (cut->next)
		list(p, "What to do, in full", json_get(e, "next"));
	links(p, e);
	footer(p, e);
}

void report_text(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out)
{
	struct page p = { .a = a, .out = out, .style = style, .causes = json_new_object(a) };
	struct report_cut cut = report_screen(a, predicate, style->color, out);
	p.services = report_services(a, predicate, &p.n_services);
	p.width = width_of(p.services, p.n_services);
	if (style->screen && *at(&p, predicate, "written")) {
		buf_printf(out, "\ndetails: rungate report %s\n", at(&p, predicate, "written"));
		return;
	}
	/* GitLab wants the times between which a section ran; the details take none */
	static const struct {
		const char *begin, *end;
	} folds[] = {
		[FOLD_NONE] = { "", "" },
		[FOLD_GITHUB] = { "\n::group::details\n", "::endgroup::\n" },
		[FOLD_GITLAB] = { "\n\033[0Ksection_start:0:rungate_details[collapsed=true]\r\033[0Kdetails\n",
			"\033[0Ksection_end:0:rungate_details\r\033[0K\n" },
	};
	buf_puts(out, folds[style->fold].begin);
	details(&p, predicate, &cut);
	buf_puts(out, folds[style->fold].end);
}
