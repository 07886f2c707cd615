/* SPDX-License-Identifier: Apache-2.0 */
/* report_junit.c: evidence as JUnit XML, in the subset that Jenkins, GitLab and Azure read: one suite per run, with one
 * test case per rule and one for the verdict. A failed rule is a failure, an unknown one an error; warnings and dry
 * runs are in system-out. */
#include "report_causes.h"
#include "../run/run.h"

#include <string.h>

/* XML 1.0 forbids U+FFFE and U+FFFF even as entities. Control characters were escaped before. */
static bool is_forbidden(const char *c)
{
	return !strncmp(c, "\xEF\xBF\xBE", 3) || !strncmp(c, "\xEF\xBF\xBF", 3);
}

static void put_line(struct buf *out, struct str s)
{
	struct buf clean = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	text_put_printable(&clean, s);
	for (const char *c = buf_text(&clean); *c; c++) {
		if (strchr("\"'<>&", *c))
			buf_printf(out, "&#%d;", *c);
		else if (is_forbidden(c))
			buf_puts(out, "\uFFFD");
		else
			buf_putc(out, *c);
		c += is_forbidden(c) ? 2 : 0;
	}
	buf_free(&clean);
}

static void put(struct buf *out, struct str s)
{
	for (const char *p = s.p, *end = s.p + s.n; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = stop ? (size_t)(stop - p) : (size_t)(end - p);
		put_line(out, (struct str){ p, n });
		buf_puts(out, stop ? "&#10;" : "");
		p += n + 1;
	}
}

static void attribute(struct buf *out, const char *name, struct str value)
{
	buf_printf(out, " %s=\"", name);
	put(out, value);
	buf_putc(out, '"');
}

/* cause: the likeliest cause of what the rule shows, or NULL. */
static void problem(
	struct arena *a, struct buf *out, const char *element, const struct json *r, const char *type, const char *cause)
{
	const char *message = report_at(r, "message").p;
	buf_printf(out, "<%s", element);
	attribute(out, "message", str_of(cause ? arena_printf(a, "%s (%s)", message, cause) : message));
	attribute(out, "type", str_of(type));
	buf_putc(out, '>');
	put(out, report_at(r, "expression"));
	buf_puts(out, "&#10;");
	put(out, report_at(r, "values"));
	buf_printf(out, "</%s>", element);
}

struct counts {
	size_t tests, failures, errors, skipped;
};

static void put_rule(struct arena *a, struct buf *out, const struct json *e, const struct json *r, struct counts *n)
{
	bool counts = report_counts(r);
	n->tests++;
	buf_puts(out, "    <testcase");
	attribute(out, "classname", report_at(r, "policy"));
	attribute(out, "name", str_of(report_rule(a, r)));
	buf_puts(out, " time=\"0\">");
	if (report_is(r, "outcome", "fail") && counts) {
		n->failures++;
		problem(a, out, "failure", r, report_at(r, "severity").p, report_cause_of(a, report_symptom_of(e, r)));
	} else if (report_is(r, "outcome", "unknown") && counts) {
		n->errors++;
		problem(a, out, "error", r, "unknown", NULL);
	} else if (report_is(r, "outcome", "skipped") || report_is(r, "outcome", "unknown")) {
		n->skipped++;
		buf_puts(out, "<skipped");
		attribute(out, "message", report_at(r, "message"));
		buf_puts(out, "/>");
	} else if (report_is(r, "outcome", "fail")) {
		buf_puts(out, "<system-out>");
		put(out, str_of(json_is_true(json_get(r, "dryRun")) ? "dry run, does not count: " : "warning: "));
		put(out, report_at(r, "message"));
		buf_puts(out, "</system-out>");
	} else if (!report_is(r, "outcome", "pass")) {
		n->errors++;
		problem(a, out, "error", r, "no known outcome", NULL);
	}
	buf_puts(out, "</testcase>\n");
}

static void put_causes(struct arena *a, struct buf *out, const struct json *e)
{
	size_t n;
	const struct report_cause_line *all = report_causes(a, e, &n);
	for (size_t i = 0; i < n; i++) {
		const char *word = report_cause_word(all[i].mark);
		buf_puts(out, all[i].depth ? "&#10;  " : "&#10;");
		put(out, str_of(*word ? arena_printf(a, "%s: %s", word, all[i].text) : all[i].text));
	}
}

/* The verdict is a test case too: a run without failed rules (superseded, interrupted) must not look passed. */
static void put_verdict(struct arena *a, struct buf *out, const struct json *e, struct counts *n)
{
	const struct report_headline *h = report_headline(e);
	bool failed = report_is(e, "verdict", "failed"), good = h->mood == MOOD_GOOD;
	n->tests++;
	n->failures += failed;
	n->errors += !failed && !good;
	buf_puts(out, "    <testcase classname=\"rungate\" name=\"verdict\"");
	buf_printf(out, " time=\"%.3f\">", json_double(json_get(e, "durationMs")) / 1000);
	if (!good) {
		buf_printf(out, "<%s", failed ? "failure" : "error");
		attribute(out, "message", str_of(h->word));
		attribute(out, "type", report_at(e, "action"));
		buf_putc(out, '>');
		put(out, report_at(e, "reason"));
		put_causes(a, out, e);
		buf_printf(out, "</%s>", failed ? "failure" : "error");
	}
	buf_puts(out, "</testcase>\n");
}

/* A case for each target of a drill. */
static void put_drilled(struct arena *a, struct buf *out, const struct json *e, struct counts *n)
{
	const struct json *all = json_get(e, "drill");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *one = json_item(all, i);
		const char *target = report_at(one, "target").p;
		enum report_mood mood = report_drill_mood(one);
		bool skipped = report_is(one, "outcome", "passed_over");
		const char *element = skipped ? "skipped" : mood == MOOD_BAD ? "failure" : mood == MOOD_GOOD ? NULL : "error";
		n->tests++;
		n->skipped += skipped;
		n->failures += mood == MOOD_BAD;
		n->errors += !skipped && mood == MOOD_UNSURE;
		buf_puts(out, "    <testcase classname=\"drill\"");
		attribute(
			out, "name", str_of(arena_printf(a, "%s%s%s", report_at(one, "service").p, *target ? " " : "", target)));
		buf_puts(out, " time=\"0\">");
		if (element) {
			buf_printf(out, "<%s", element);
			attribute(out, "message", str_of(report_drill(a, one)));
			if (!skipped)
				attribute(out, "type", report_at(one, "outcome"));
			buf_puts(out, "/>");
		}
		buf_puts(out, "</testcase>\n");
	}
}

static void property(struct buf *out, const char *name, struct str value)
{
	buf_puts(out, "<property");
	attribute(out, "name", str_of(name));
	attribute(out, "value", value);
	buf_puts(out, "/>");
}

static void put_counts(struct buf *out, const struct counts *n)
{
	buf_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"", n->tests, n->failures, n->errors,
		n->skipped);
}

/* Writes one run as a test suite. The cases are rendered first, because the element begins with their counts. */
static void put_suite(struct arena *a, struct buf *out, const struct json *e, size_t index, struct counts *total)
{
	struct buf cases = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	struct counts n = { 0 };
	const struct json *rules = json_get(e, "rules");
	struct str at = report_at(e, "startedAt");
	int64_t unix_ms;
	struct err none;
	put_verdict(a, &cases, e, &n);
	for (size_t i = 0; i < json_size(rules); i++)
		put_rule(a, &cases, e, json_item(rules, i), &n);
	put_drilled(a, &cases, e, &n);
	buf_puts(out, "  <testsuite");
	attribute(out, "name", str_of(arena_printf(a, "rungate %s", report_at(e, "command").p)));
	put_counts(out, &n);
	buf_printf(out, " time=\"%.3f\"", json_double(json_get(e, "durationMs")) / 1000);
	if (!clock_parse_time(at.p, &unix_ms, &none))
		attribute(out, "timestamp", (struct str){ at.p, 19 });
	buf_printf(out, " hostname=\"\" id=\"%zu\">\n    <properties>", index);
	property(out, "evidence", report_at(e, "id"));
	property(out, "release", report_at(e, "release"));
	property(out, "verdict", report_at(e, "verdict"));
	property(out, "action", report_at(e, "action"));
	property(out, "signed", str_of(json_is_true(json_get(e, "signed")) ? "true" : "false"));
	buf_puts(out, "</properties>\n");
	buf_put(out, cases.p, cases.n);
	buf_puts(out, "  </testsuite>\n");
	buf_free(&cases);
	total->tests += n.tests;
	total->failures += n.failures;
	total->errors += n.errors;
	total->skipped += n.skipped;
}

void report_junit(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out)
{
	struct buf suites = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	struct counts total = { 0 };
	double seconds = 0;
	for (size_t i = 0; i < n; i++) {
		put_suite(a, &suites, predicates[i], i, &total);
		seconds += json_double(json_get(predicates[i], "durationMs")) / 1000;
	}
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"rungate\"");
	put_counts(out, &total);
	buf_printf(out, " time=\"%.3f\">\n", seconds);
	buf_put(out, suites.p, suites.n);
	buf_puts(out, "</testsuites>\n");
	out->over = out->over || suites.over;
	buf_free(&suites);
}
