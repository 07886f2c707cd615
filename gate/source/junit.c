/* SPDX-License-Identifier: Apache-2.0 */
/* junit.c: JUnit XML in the dialects of pytest, Maven Surefire, go-junit-report and Jest (expat has its only address here). */
#include "junit.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum result { PASSED, SKIPPED, FAILED, ERRED };

struct suite { const char *name; int64_t declared, before; };

struct reader {
	struct arena *a;
	XML_Parser parser;
	struct junit out;
	size_t cap_failed;
	size_t depth, case_depth;    /* case_depth 0: in no test case */
	struct suite suites[LIMIT_JUNIT_DEPTH + 1]; /* by depth; name NULL: another element */
	const char *name;            /* of the test case */
	enum result result;
	const char *why;             /* we stopped, and this is why */
};

static void stop(struct reader *r, const char *why)
{
	r->why = why;
	XML_StopParser(r->parser, XML_FALSE);
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(attributes[0], name))
			return attributes[1];
	return "";
}

static int64_t number(const char **attributes, const char *name)
{
	long long n = strtoll(attribute(attributes, name), NULL, 10);
	return n < 0 ? 0 : n > INT32_MAX ? INT32_MAX : n;
}

/* Whole characters alone. */
static char *cut(struct arena *a, const char *text)
{
	size_t n = strnlen(text, LIMIT_JUNIT_NAME + 1);
	if (n <= LIMIT_JUNIT_NAME)
		return arena_strdup(a, text);
	for (n = LIMIT_JUNIT_NAME; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
		n--;
	return arena_printf(a, "%.*s...", (int)n, text);
}

static void add_failed(struct reader *r, const char *name)
{
	if (r->out.n_failed == LIMIT_JUNIT_FAILED)
		return;
	r->out.failed = arena_grow(r->a, r->out.failed, r->out.n_failed, &r->cap_failed, sizeof(*r->out.failed));
	r->out.failed[r->out.n_failed++] = cut(r->a, name);
}

/* ---- Suites: what they declare and do not show --------------------------------------------------------- */

static int64_t bad(const struct junit *j)
{
	return j->failures + j->errors;
}

static void begin_suite(struct reader *r, const char **attributes)
{
	r->suites[r->depth] = (struct suite){ .name = cut(r->a, attribute(attributes, "name")), .before = bad(&r->out),
		.declared = number(attributes, "failures") + number(attributes, "errors") };
}

static void end_suite(struct reader *r, struct suite *s)
{
	int64_t hidden = s->declared - (bad(&r->out) - s->before);
	if (s->name && hidden > 0) {
		r->out.tests += hidden;
		r->out.errors += hidden;
		add_failed(r, *s->name ? s->name : "a suite without a name");
	}
	s->name = NULL;
}

/* ---- Test cases ---------------------------------------------------------------------------------------------- */

static void begin_case(struct reader *r, const char **attributes)
{
	const char *class = attribute(attributes, "classname"), *name = attribute(attributes, "name");
	r->case_depth = r->depth;
	r->name = arena_printf(r->a, "%s%s%s", class, *class && *name ? "." : "", name);
	r->result = strcmp(attribute(attributes, "status"), "notrun") != 0 ? PASSED : SKIPPED; /* GoogleTest's disabled tests */
}

static void case_child(struct reader *r, const char *name)
{
	enum result result = !strcmp(name, "error") ? ERRED : !strcmp(name, "failure") ? FAILED : !strcmp(name, "skipped") ? SKIPPED : PASSED;
	if (result > r->result)
		r->result = result;
}

static void end_case(struct reader *r)
{
	r->case_depth = 0;
	r->out.tests++;
	r->out.skipped += r->result == SKIPPED;
	r->out.failures += r->result == FAILED;
	r->out.errors += r->result == ERRED;
	if (r->result >= FAILED)
		add_failed(r, r->name);
}

/* ---- The document ---------------------------------------------------------------------------------------------- */

static void XMLCALL on_start(void *arg, const char *name, const char **attributes)
{
	struct reader *r = arg;
	bool suite = !strcmp(name, "testsuite") || !strcmp(name, "testsuites");
	r->depth++;
	if (r->depth > LIMIT_JUNIT_DEPTH)
		stop(r, "its elements are nested too deeply");
	else if (r->depth == 1 && !suite)
		stop(r, "it is no JUnit document: its root is neither testsuites nor testsuite");
	else if (r->case_depth && r->depth == r->case_depth + 1)
		case_child(r, name);
	else if (!r->case_depth && suite)
		begin_suite(r, attributes);
	else if (!r->case_depth && !strcmp(name, "testcase"))
		begin_case(r, attributes);
}

static void XMLCALL on_end(void *arg, const char *name)
{
	struct reader *r = arg;
	(void)name;
	if (r->depth == r->case_depth)
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
	stop(arg, "it declares a document type, which no test report needs");
}

int junit_read(struct arena *a, struct str text, struct junit *out, struct err *e)
{
	struct reader r = { .a = a, .parser = XML_ParserCreate(NULL) };
	int rc = 0;
	if (text.n > LIMIT_JUNIT_BYTES)
		rc = err_set(e, ERR_LIMIT, "it is larger than %d MiB", LIMIT_JUNIT_BYTES / 1024 / 1024);
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	if (!rc && XML_Parse(r.parser, text.p, (int)text.n, 1) != XML_STATUS_OK)
		rc = err_set(e, ERR_MALFORMED, "line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(r.parser),
			r.why ? r.why : XML_ErrorString(XML_GetErrorCode(r.parser)));
	XML_ParserFree(r.parser);
	if (!rc)
		*out = r.out;
	return rc;
}
