/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_screen.c: the first screen of the text report, for somebody who is tired: the verdict and what users get now,
 * why, what was done with each service, and what to do next. It fits 24 lines of 80 columns, whatever happened. What is
 * cut or left out here stands whole in the details (report_text.c).
 */
#include "report_causes.h"
#include "../run/command_text.h"

#include <string.h>

enum {
	COLUMNS = 79, /* a full line would wrap */
	LINES = 21,   /* two are for where the details are, one for the prompt */
	REASON_MAX = 2,
	SERVICES_MAX = 5, /* more are told together */
	WHY_MAX = 7,      /* lines of causes, if there is much to do too */
	NEXT_MIN = 4,     /* lines of what to do */
	LINE_MAX_BYTES = 4096,
	NAME_MIN = 8,
	NAME_MAX = 24,
	WORD_WIDTH = 11
};

struct screen {
	struct arena *a;
	struct buf *out;
	bool color;
	size_t lines;
};

static const char *shown(const struct screen *s, struct str text)
{
	return text_cut_printable(s->a, text, 8 * COLUMNS);
}

static void put(struct screen *s, const char *line)
{
	buf_printf(s->out, "%s\n", command_fitted(s->a, line, COLUMNS));
	s->lines++;
}

/* code: of a color, or NULL. */
static void paint(struct screen *s, const char *code, const char *text)
{
	if (code && s->color)
		buf_printf(s->out, "\033[%sm%s\033[0m", code, text);
	else
		buf_puts(s->out, text);
}

static void heading(struct screen *s, const char *word)
{
	buf_putc(s->out, '\n');
	paint(s, "1", word);
	buf_putc(s->out, '\n');
	s->lines += 2;
}

/* Returns how many lines the terminal needs for a line that is not cut. */
static size_t lines_of(const char *line)
{
	size_t n = strlen(line);
	return n ? 1 + (n - 1) / (COLUMNS + 1) : 1;
}

/* Returns whether a line may begin here: not within a character, and not with what a CI system would obey. */
static bool may_begin(const char *text)
{
	return ((unsigned char)*text & 0xc0) != 0x80 && *text != ':' && *text != '#' && *text != ' ';
}

/* Returns how much of the text stands on a line of so many columns: up to the end of a word, and never a part of a
 * command. A command that is longer than a line stands alone. */
static size_t break_at(const char *text, size_t room)
{
	size_t length, n = room;
	if (strlen(text) <= room)
		return strlen(text);
	while (n && !(text[n] == ' ' && may_begin(text + n + 1)))
		n--;
	for (n = n ? n : room; n > 1 && !may_begin(text + n) && text[n] != ' ';)
		n--;
	for (const char *p = text, *c; (c = command_in(p, &length)) && (size_t)(c - text) < n; p = c + length)
		if ((size_t)(c - text) + length > n)
			return c > text ? (size_t)(c - text) : length;
	return n;
}

/* Breaks the text into at most max lines, of which the last is cut. The first has its own indent, of the same width.
 * Returns whether it was broken or cut, so that a search may miss it. */
static bool put_wrapped(struct screen *s, const char *first, const char *indent, const char *text, size_t max)
{
	size_t room = COLUMNS - strlen(indent);
	bool whole = strlen(text) <= room;
	for (size_t i = 0; i < max && *text; i++) {
		const char *before = i ? indent : first;
		size_t n = break_at(text, room);
		if (text[n] && i + 1 == max) {
			put(s, arena_printf(s->a, "%s%s", before, command_fitted(s->a, text, room)));
			return true;
		}
		const char *line = arena_printf(s->a, "%s%s", before, arena_strndup(s->a, text, n));
		buf_printf(s->out, "%s\n", line);
		s->lines += lines_of(line);
		text += n;
		text += strspn(text, " ");
	}
	return !whole;
}

/* ---- The verdict ------------------------------------------------------------------------------ */

/* Returns whether the reason was cut. */
static bool verdict(struct screen *s, const struct json *e)
{
	static const char *const colors[] = {
		[MOOD_GOOD] = "1;32",
		[MOOD_BACK] = "1;31",
		[MOOD_BAD] = "1;31",
		[MOOD_URGENT] = "1;37;41",
		[MOOD_UNSURE] = "1;33",
	};
	const struct report_headline *h = report_headline(e);
	const struct json *code = json_get(e, "exitCode");
	const char *exit = json_kind(code) == JSON_INT ? arena_printf(s->a, "(exit %lld)", (long long)json_int(code)) : "";
	bool fits = !*exit || strlen(h->word) + strlen(": ") + strlen(h->meaning) + 1 + strlen(exit) <= COLUMNS;
	paint(s, colors[h->mood], h->word);
	buf_printf(s->out, ": %s%s%s\n", h->meaning, *exit && fits ? " " : "", fits ? exit : "");
	s->lines++;
	if (!fits)
		put(s, arena_printf(s->a, "  %s", exit));
	return put_wrapped(s, "  ", "  ", shown(s, report_at(e, "reason")), REASON_MAX);
}

/* ---- What was done ------------------------------------------------------------------------------ */

static const struct {
	const char *move, *words, *brief;
} moves[] = {
	{ "done", "moved back and confirmed", "moved back" },
	{ "not_needed", "traffic was already at the target", "it was there already" },
	{ "superseded", "changed by somebody else: not moved", "changed by somebody else" },
	{ "failed", "NOT moved back", "NOT moved back" },
	{ "unknown", "sent, NOT confirmed", "sent, NOT confirmed" },
	{ "skipped", "not sent", "not sent" },
};

static bool is_restored(const struct json *service)
{
	return report_is(service, "move", "done") && json_is_true(json_get(service, "restored"));
}

const char *report_move_words(const struct json *service)
{
	if (is_restored(service))
		return "moved back and confirmed; users are served";
	for (size_t i = 0; i < COUNTOF(moves); i++)
		if (report_is(service, "move", moves[i].move))
			return moves[i].words;
	return "";
}

static const char *brief_words(const struct json *service)
{
	if (is_restored(service))
		return "moved back, users are served";
	for (size_t i = 0; i < COUNTOF(moves); i++)
		if (report_is(service, "move", moves[i].move))
			return moves[i].brief;
	return "";
}

static const char *serves(const struct screen *s, const struct json *service)
{
	const char *after = report_split(s->a, json_get(service, "trafficAfter")),
			   *before = report_split(s->a, json_get(service, "trafficBefore"));
	bool sent = report_is(service, "move", "unknown") || report_is(service, "move", "done");
	return shown(s, str_of(after ? after : before && !sent ? before : "traffic is not known"));
}

static void each_service(struct screen *s, const struct report_service *all, size_t n)
{
	size_t width = NAME_MIN;
	for (size_t i = 0; i < n; i++)
		width = strlen(all[i].alias) > width ? strlen(all[i].alias) : width;
	width = width < NAME_MAX ? width : NAME_MAX;
	for (size_t i = 0; i < n; i++) {
		const char *words = brief_words(all[i].value);
		put(s,
			arena_printf(s->a, "  %-*s %s%s%s", (int)width, shown(s, str_of(all[i].alias)), serves(s, all[i].value),
				*words ? ": " : "", words));
	}
}

/* A line for those to which the same was done. */
static void services_together(struct screen *s, const struct report_service *all, size_t n)
{
	bool *told = ARENA_ARRAY(s->a, bool, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *words = brief_words(all[i].value), *names = "";
		size_t alike = 0;
		for (size_t j = i; j < n && !told[i]; j++)
			if (!strcmp(brief_words(all[j].value), words)) {
				names = arena_printf(s->a, "%s%s%s", names, alike++ ? ", " : "", shown(s, str_of(all[j].alias)));
				told[j] = j != i;
			}
		if (alike)
			put(s, arena_printf(s->a, "  %zu %s: %s", alike, *words ? words : "not moved", names));
	}
}

static void services(struct screen *s, const struct json *e)
{
	size_t n;
	const struct report_service *all = report_services(s->a, e, &n);
	if (!n)
		return;
	heading(s, "Now");
	if (n <= SERVICES_MAX)
		each_service(s, all, n);
	else
		services_together(s, all, n);
}

/* ---- What to do ---------------------------------------------------------------------------------- */

static bool has_command(struct str line)
{
	size_t length;
	return line.n && command_in(line.p, &length);
}

static const char *next_line(const struct screen *s, struct str text)
{
	const char *indent = command_is(text) ? "      " : "  ";
	return arena_printf(s->a, "%s%s", indent, text_cut_printable(s->a, text, LINE_MAX_BYTES));
}

/* Returns how many lines the terminal needs. What holds a command is never cut: it is copied from here. */
static size_t next_lines(const struct screen *s, struct str text)
{
	const char *line = next_line(s, text);
	return has_command(text) ? lines_of(line) : 1;
}

/* Without a command, it takes a second line if there is one to spare. Returns whether the line was cut. */
static bool put_next(struct screen *s, struct str text, size_t *spare)
{
	const char *line = next_line(s, text);
	size_t before = s->lines;
	if (has_command(text)) {
		buf_printf(s->out, "%s\n", line);
		s->lines += lines_of(line);
		return false;
	}
	bool cut = put_wrapped(s, "  ", "  ", line + strspn(line, " "), *spare ? 2 : 1);
	*spare -= s->lines - before > 1;
	return cut;
}

/* Uses about room lines. Returns whether something was left out. */
static bool what_to_do(struct screen *s, const struct json *next, size_t room)
{
	size_t n = json_size(next), all = 0;
	bool cut = false;
	for (size_t i = 0; i < n; i++)
		all += next_lines(s, json_text(json_item(next, i)));
	size_t spare = room > all ? room - all : 0;
	if (n)
		heading(s, "What to do");
	for (size_t i = 0; i < n; i++) {
		struct str text = json_text(json_item(next, i));
		size_t lines = next_lines(s, text), needs = lines + (i + 1 < n);
		if (i + 1 < n && text.n && text.p[text.n - 1] == ':') /* it says what the next line is for */
			needs = lines + next_lines(s, json_text(json_item(next, i + 1)));
		if (i && needs > room) {
			put(s, arena_printf(s->a, "  and %zu more", n - i));
			return true;
		}
		cut = put_next(s, text, &spare) || cut;
		room = room > lines ? room - lines : 0;
	}
	return cut;
}

/* ---- Why ---------------------------------------------------------------------------------------------- */

/* Without a tree: the failed rules that decide, the critical ones first. */
static struct report_cause_line *failed_rules(struct screen *s, const struct json *rules, size_t *n)
{
	static const char *const severities[] = { "critical", "error" };
	struct report_cause_line *lines = ARENA_ARRAY(s->a, struct report_cause_line, json_size(rules) + 1);
	*n = 0;
	for (size_t k = 0; k < COUNTOF(severities); k++)
		for (size_t i = 0; i < json_size(rules); i++) {
			const struct json *r = json_item(rules, i);
			if (report_is(r, "outcome", "fail") && report_counts(r) && report_is(r, "severity", severities[k]))
				lines[(*n)++] = (struct report_cause_line){ .mark = REPORT_CAUSE_SYMPTOM,
					.text = arena_printf(s->a, "%s: %s", report_rule(s->a, r), report_at(r, "message").p) };
		}
	return lines;
}

/* Symptoms with the same explanation share a line. Returns their number, from the first on. */
static size_t alike(const struct report_cause_line *lines, size_t n)
{
	size_t i = 1;
	while (i < n && lines[i].joins && lines[i].mark == REPORT_CAUSE_SYMPTOM)
		i++;
	return i;
}

/* Uses at most max lines, for the first of so many alike. Returns whether it was cut. */
static bool put_cause(struct screen *s, const struct report_cause_line *line, size_t same, size_t max)
{
	const char *word = report_cause_word(line->mark), *text = shown(s, str_of(line->text));
	const char *more = same > 1 ? arena_printf(s->a, " (and %zu more)", same - 1) : "";
	if (same > 1) {
		put(s, arena_printf(s->a, "  %s%s", command_fitted(s->a, text, COLUMNS - 2 - strlen(more)), more));
		return true;
	}
	const char *before = line->depth ? arena_printf(s->a, "    %-*s ", WORD_WIDTH, word)
		: *word                      ? arena_printf(s->a, "  %s  ", word)
									 : "  ";
	return put_wrapped(s, before, arena_printf(s->a, "%*s", (int)strlen(before), ""), text, max);
}

/* What explains the failure, as lines of which alike ones share one. */
struct reasons {
	const struct report_cause_line *lines;
	size_t n, rows;
};

static struct reasons reasons_of(struct screen *s, const struct json *e)
{
	struct reasons r = { .lines = NULL };
	if (report_is(e, "verdict", "passed"))
		return r;
	r.lines = report_causes(s->a, e, &r.n);
	if (!r.n)
		r.lines = failed_rules(s, json_get(e, "rules"), &r.n);
	for (size_t i = 0; i < r.n; i += alike(&r.lines[i], r.n - i))
		r.rows++;
	return r;
}

/* Uses at most room lines. Returns whether something was left out or cut. */
static bool why(struct screen *s, const struct reasons *r, size_t room)
{
	bool cut = false;
	if (!r->n || room < 3)
		return r->n > 0;
	size_t end = s->lines + room, rows = r->rows;
	heading(s, "Why");
	for (size_t i = 0, same; i < r->n; i += same, rows--) {
		size_t left = end > s->lines ? end - s->lines : 0;
		same = alike(&r->lines[i], r->n - i);
		if (left <= 1 && i + same < r->n) {
			put(s, arena_printf(s->a, "  and %zu more", r->n - i));
			return true;
		}
		cut = put_cause(s, &r->lines[i], same, left > rows ? left - rows + 1 : 1) || cut;
	}
	return cut;
}

struct report_cut report_screen(struct arena *a, const struct json *predicate, bool color, struct buf *out)
{
	struct buf below = BUF_MAX(64 * 1024);
	struct screen s = { .a = a, .out = out, .color = color }, end = { .a = a, .out = &below, .color = color };
	struct report_cut cut = { .reason = verdict(&s, predicate) };
	struct reasons r = reasons_of(&s, predicate);
	size_t for_why = r.rows < WHY_MAX ? r.rows + 2 : WHY_MAX + 2;
	services(&end, predicate);
	size_t taken = s.lines + end.lines + for_why + 2;
	cut.next = what_to_do(&end, json_get(predicate, "next"), taken + NEXT_MIN < LINES ? LINES - taken : NEXT_MIN);
	taken = s.lines + end.lines;
	cut.why = why(&s, &r, taken < LINES ? LINES - taken : 0);
	buf_put(out, buf_text(&below), below.n);
	buf_free(&below);
	return cut;
}
