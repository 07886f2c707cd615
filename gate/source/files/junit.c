/* SPDX-License-Identifier: Apache-2.0 */
/*
 * junit.c: reads JUnit XML in the dialects of pytest, Maven Surefire, go-junit-report, jest, GoogleTest, Catch2, CTest
 * and node:test. Only this file and junit_encoding.c use expat.
 */
#include "junit.h"
#include "junit_encoding.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9 /* expat 2.9 has renamed the function */
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#endif

/* Counts so far. A suite is judged by the difference between its begin and its end. */
struct seen {
	int64_t cases, instant; /* all cases; those without a result and a duration */
	int64_t shown, counted; /* failure and error elements; those that the declared failures cover */
	int64_t skipped;        /* cases with a `skipped` element that the declared skips cover */
	size_t doubts;          /* undecided cases, which are both skipped and failed */
};

/* The declared totals of a suite; -1: not declared. name NULL: the element is not a suite. */
struct suite {
	const char *name;
	int64_t tests, failures, errors, skipped;
	struct seen before;
};

/* The current test case; depth 0: none. */
struct test_case {
	size_t depth;
	const char *name;
	int64_t failures, errors;
	bool skipped, not_run, instant;
};

struct reader {
	struct arena *a;
	XML_Parser parser;
	struct junit out;
	size_t cap_failed;
	bool succeeded;
	size_t depth;
	struct suite suites[LIMIT_JUNIT_DEPTH + 1]; /* by depth */
	struct test_case c;
	struct seen seen;
	const char *doubts[LIMIT_JUNIT_FAILED]; /* names of the undecided cases; further ones are only counted */
	const char *why;                        /* why parsing was stopped */
};

static void stop(struct reader *r, const char *why)
{
	r->why = why;
	XML_StopParser(r->parser, XML_FALSE);
}

/* Returns the value of an attribute, or NULL. */
static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(attributes[0], name))
			return attributes[1];
	return NULL;
}

static const char *text_of(const char **attributes, const char *name)
{
	const char *text = attribute(attributes, name);
	return text ? text : "";
}

static int64_t number(const char **attributes, const char *name)
{
	const char *text = attribute(attributes, name);
	long long n = text ? strtoll(text, NULL, 10) : -1;
	return !text ? -1 : n < 0 ? 0 : n > INT32_MAX ? INT32_MAX : n;
}

static int64_t clamp(int64_t n, int64_t most)
{
	return n < 0 ? 0 : n > most ? most : n;
}

static void add_failed(struct reader *r, const char *name)
{
	if (r->out.n_failed == LIMIT_JUNIT_FAILED)
		return;
	r->out.failed = arena_grow(r->a, r->out.failed, r->out.n_failed, &r->cap_failed, sizeof(*r->out.failed));
	r->out.failed[r->out.n_failed++] = text_cut(r->a, str_of(name), LIMIT_JUNIT_NAME);
}

/* ---- Suites -------------------------------------------------------------------------------------------- */

static void begin_suite(struct reader *r, const char **attributes)
{
	const char *name = text_cut(r->a, str_of(text_of(attributes, "name")), LIMIT_JUNIT_NAME);
	r->suites[r->depth] = (struct suite){ .name = name,
		.before = r->seen,
		.tests = number(attributes, "tests"),
		.failures = number(attributes, "failures"),
		.errors = number(attributes, "errors"),
		.skipped = number(attributes, "skipped") };
}

static int64_t declared_bad(const struct suite *s)
{
	return (s->failures > 0 ? s->failures : 0) + (s->errors > 0 ? s->errors : 0);
}

/* Counts `failed` of the undecided cases since `first` as failed, and the others as skipped. */
static void decide(struct reader *r, size_t first, int64_t failed)
{
	int64_t n = (int64_t)(r->seen.doubts - first);
	for (size_t i = first; i < first + (size_t)failed && i < LIMIT_JUNIT_FAILED; i++)
		add_failed(r, r->doubts[i]);
	r->out.failures += failed;
	r->out.skipped += n - failed;
	r->seen.doubts = first;
}

/* If both totals of the suite count an undecided case, the exit of the program decides. */
static void decide_by_totals(struct reader *r, const struct suite *s)
{
	int64_t n = (int64_t)(r->seen.doubts - s->before.doubts);
	int64_t failed = clamp(declared_bad(s) - (r->seen.counted - s->before.counted), n);
	int64_t skipped = s->skipped < 0 ? 0 : clamp(s->skipped - (r->seen.skipped - s->before.skipped), n);
	int64_t both = clamp(failed + skipped - n, failed);
	r->seen.counted += failed;
	r->seen.skipped += n - failed + both;
	decide(r, s->before.doubts, r->succeeded ? failed - both : failed);
}

static void count_hidden(struct reader *r, const struct suite *s)
{
	int64_t hidden = declared_bad(s) - (r->seen.shown - s->before.shown);
	if (hidden <= 0)
		return;
	r->out.tests += hidden;
	r->out.errors += hidden;
	r->seen.shown += hidden;
	r->seen.counted += hidden;
	add_failed(r, *s->name ? s->name : "(suite without a name)");
}

/* jest writes todos as cases but does not count them as tests. */
static void count_not_run(struct reader *r, const struct suite *s)
{
	int64_t n = clamp(r->seen.cases - s->before.cases - s->tests, r->seen.instant - s->before.instant);
	r->out.skipped += n;
	r->seen.cases -= n;
	r->seen.instant -= n;
}

static void end_suite(struct reader *r, struct suite *s)
{
	if (!s->name)
		return;
	if (s->failures >= 0)
		decide_by_totals(r, s);
	count_hidden(r, s);
	if (s->tests >= 0 && s->failures >= 0 && s->skipped >= 0)
		count_not_run(r, s);
	s->name = NULL;
}

/* ---- Test cases ---------------------------------------------------------------------------------------------- */

static bool says_not_run(const char **attributes)
{
	static const char *const words[] = { "notrun", "disabled", "skipped", "ignored", "pending", "todo", "suppressed" };
	const char *status = text_of(attributes, "status"), *result = text_of(attributes, "result");
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strcmp(status, words[i]) || !strcmp(result, words[i]))
			return true;
	return false;
}

static void begin_case(struct reader *r, const char **attributes)
{
	const char *class = text_of(attributes, "classname"), *name = text_of(attributes, "name");
	const char *time = text_of(attributes, "time");
	r->c = (struct test_case){ .depth = r->depth,
		.not_run = says_not_run(attributes),
		.name = arena_printf(r->a, "%s%s%s", class, *class && *name ? "." : "", name),
		.instant = !strcmp(time, "0") || !strcmp(time, "NaN") };
}

static void case_child(struct test_case *c, const char *name)
{
	c->errors += !strcmp(name, "error");
	c->failures += !strcmp(name, "failure");
	c->skipped = c->skipped || !strcmp(name, "skipped");
}

static void end_case(struct reader *r)
{
	const struct test_case *c = &r->c;
	int64_t bad = c->failures + c->errors;
	r->out.tests++;
	r->seen.cases++;
	r->seen.shown += bad;
	if (bad && c->skipped) {
		if (r->seen.doubts < LIMIT_JUNIT_FAILED)
			r->doubts[r->seen.doubts] = text_cut(r->a, str_of(c->name), LIMIT_JUNIT_NAME);
		r->seen.doubts++;
	} else if (bad) {
		r->seen.counted += bad;
		r->out.errors += c->errors > 0;
		r->out.failures += !c->errors;
		add_failed(r, c->name);
	} else if (c->skipped || c->not_run) {
		r->seen.skipped += c->skipped;
		r->out.skipped++;
	} else {
		r->seen.instant += c->instant;
	}
	r->c.depth = 0;
}

/* ---- Document -------------------------------------------------------------------------------------------------- */

static void XMLCALL on_start(void *arg, const char *name, const char **attributes)
{
	struct reader *r = arg;
	bool suite = !strcmp(name, "testsuite") || !strcmp(name, "testsuites");
	r->depth++;
	if (r->depth > LIMIT_JUNIT_DEPTH)
		stop(r, "the elements are nested too deeply");
	else if (r->depth == 1 && !suite)
		stop(r, "not a JUnit document: the root is neither testsuites nor testsuite");
	else if (r->c.depth && r->depth == r->c.depth + 1)
		case_child(&r->c, name);
	else if (!r->c.depth && suite)
		begin_suite(r, attributes);
	else if (!r->c.depth && !strcmp(name, "testcase"))
		begin_case(r, attributes);
}

static void XMLCALL on_end(void *arg, const char *name)
{
	struct reader *r = arg;
	(void)name;
	if (r->depth == r->c.depth)
		end_case(r);
	else if (r->depth <= LIMIT_JUNIT_DEPTH)
		end_suite(r, &r->suites[r->depth]);
	r->depth--;
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *system_id, const char *public_id, int internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)internal;
	stop(arg, "a document type declaration is not accepted");
}

int junit_read(struct arena *a, struct str text, bool succeeded, struct junit *out, struct err *e)
{
	struct reader r = { .a = a, .succeeded = succeeded };
	int rc = 0;
	if (text.n > LIMIT_JUNIT_BYTES)
		return err_set(e, ERR_LIMIT, "the file is larger than %d MiB", LIMIT_JUNIT_BYTES / 1024 / 1024);
	r.parser = XML_ParserCreate(NULL);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	XML_SetUnknownEncodingHandler(r.parser, junit_encoding, a);
	if (XML_Parse(r.parser, text.p, (int)text.n, 1) != XML_STATUS_OK)
		rc = err_set(e, ERR_MALFORMED, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber64(r.parser),
			r.why ? r.why : XML_ErrorString(XML_GetErrorCode(r.parser)));
	XML_ParserFree(r.parser);
	if (rc)
		return rc;
	decide(&r, 0, succeeded ? 0 : (int64_t)r.seen.doubts);
	*out = r.out;
	return 0;
}

const char *junit_expat_version(void)
{
	return XML_ExpatVersion();
}
