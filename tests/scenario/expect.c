/* SPDX-License-Identifier: Apache-2.0 */
/* expect.c: the expectations of a story. */
#include "documented.h"
#include "stage.h"
#include "../../gate/evidence/evidence.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Takes the predicate out of its envelope, if there is one. */
static struct json *predicate_of(struct stage *s, struct json *v)
{
	struct str payload;
	struct err e;
	if (json_get(v, "payload") &&
		(base64_decode(s->a, json_text(json_get(v, "payload")), &payload) || json_parse(s->a, payload, &v, &e)))
		return NULL;
	return json_get(v, "predicate");
}

static struct json *newest_evidence(struct stage *s)
{
	char **names;
	size_t n;
	struct str text;
	struct json *v;
	struct err e;
	const char *dir = stage_path(s, ".rungate/evidence");
	if (file_list(s->a, dir, ".json", &names, &n, &e) || !n)
		return NULL;
	if (file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[n - 1]), 64 * 1024 * 1024, &text, &e) ||
		json_parse(s->a, text, &v, &e))
		return NULL;
	return predicate_of(s, v);
}

static void expect_evidence(struct stage *s, const char *expression)
{
	struct cel_program *p;
	struct err e;
	struct json *evidence = newest_evidence(s);
	struct buf b = BUF_MAX(64 * 1024);
	if (!evidence) {
		stage_fail(s, "there is no evidence that can be read");
		return;
	}
	if (cel_compile(s->a, str_of(expression), NULL, NULL, &p, &e)) {
		stage_fail(s, "%s", e.text);
		return;
	}
	const char *unnamed = documented_not(s->a, statement_facts(s->a, evidence));
	if (unnamed)
		stage_fail(s, "%s stands in no source's table of facts", unnamed);
	struct cel_scope scope = { .root = evidence };
	struct cel_value v = cel_eval(p, &scope, s->a);
	if (v.kind == CEL_BOOL && v.b)
		return;
	cel_explain(p, &scope, s->a, 20, &b);
	cel_print(&v, &b);
	stage_fail(s, "evidence: %s\n%s", expression, buf_text(&b));
	buf_free(&b);
}

static const char *split_text(struct stage *s, const struct json *rows, bool tags)
{
	char *out = arena_strdup(s->a, "");
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		int64_t percent = json_int(json_get(row, "percent"));
		const char *tag = json_text(json_get(row, "tag")).p;
		if (!percent && !tags)
			continue;
		out = arena_printf(s->a, "%s%s%s=%lld%s%s", out, *out ? "," : "", json_text(json_get(row, "revision")).p,
			(long long)percent, *tag && tags ? "#" : "", tags ? tag : "");
	}
	return out;
}

static void expect_traffic(struct stage *s, bool desired, const char *service, const char *want)
{
	struct json *state = stage_control(s, "state", NULL);
	const struct json *rows = json_get(
		json_get(json_get(state, "services"), service), desired ? "desired" : "effective");
	const char *have = split_text(s, rows, desired);
	if (strcmp(have, want) != 0)
		stage_fail(s, "%s traffic of %s is %s, wanted %s", desired ? "desired" : "effective", service, have, want);
}

long stage_requests(struct stage *s, const char *as, const char *method, const char *glob)
{
	struct str text;
	struct err e;
	long count = 0;
	char *save = NULL;
	if (file_read(s->a, stage_path(s, "requests.jsonl"), 64 * 1024 * 1024, &text, &e))
		return 0;
	for (char *line = strtok_r((char *)(uintptr_t)text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct json *v;
		if (!json_parse(s->a, str_of(line), &v, &e) && (!as || str_is(json_text(json_get(v, "as")), as)))
			count += str_is(json_text(json_get(v, "method")), method) &&
				!fnmatch(glob, json_text(json_get(v, "path")).p, 0);
	}
	return count;
}

/* [as WHO] METHOD GLOB [>=|<=|==] N */
static void expect_requests(struct stage *s, const char **w, size_t n)
{
	const char *as = n > 2 && !strcmp(w[0], "as") ? w[1] : NULL;
	w += as ? 2 : 0;
	n -= as ? 2 : 0;
	if (n < 3) {
		stage_fail(s, "expect requests [as WHO] METHOD GLOB [>=|<=] N");
		return;
	}
	long want = strtol(w[n - 1], NULL, 10), count = stage_requests(s, as, w[0], w[1]);
	const char *op = n > 3 ? w[2] : "==";
	bool ok = !strcmp(op, ">=") ? count >= want : !strcmp(op, "<=") ? count <= want : count == want;
	if (!ok)
		stage_fail(s, "%ld requests %s %s, wanted %s %ld", count, w[0], w[1], op, want);
}

/* A field of the newest request in the cloud's log. */
static void expect_last(struct stage *s, const char *field, const char *want)
{
	struct str text = { "", 0 };
	struct json *v = NULL;
	struct err e;
	const char *last = "";
	char *save = NULL;
	if (!file_read(s->a, stage_path(s, "requests.jsonl"), 64 * 1024 * 1024, &text, &e))
		for (char *line = strtok_r((char *)(uintptr_t)text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
			last = line;
	if (json_parse(s->a, str_of(last), &v, &e) || !str_is(json_text(json_at(v, field)), want))
		stage_fail(s, "the last request has %s %s, wanted %s", field, json_text(json_at(v, field)).p, want);
}

static void expect_text(struct stage *s, const char *name, const char *want)
{
	struct str text;
	struct err e;
	if (file_read(s->a, stage_path(s, name), 16 * 1024 * 1024, &text, &e))
		stage_fail(s, "%s", e.text);
	else if (!strstr(text.p, want))
		stage_fail(s, "%s lacks \"%s\":\n%s", name, want, text.p);
}

/* True for a write of the program itself (the pid of the first line, or a child before exec) that does not go to a
 * socket. Tokens may be sent to sockets and nowhere else. */
static bool stays_here(const char *line, const char *first)
{
	bool other = strncmp(line, first, strcspn(first, " ") + 1) != 0;
	return !strstr(line, "<socket:") && !(other && strstr(line, "<pipe:"));
}

static const char *where_in_trace(struct stage *s, const char *path, const char *text)
{
	struct str all;
	struct err e;
	char *save = NULL;
	if (file_read(s->a, path, 64 * 1024 * 1024, &all, &e))
		return NULL;
	for (char *line = strtok_r((char *)(uintptr_t)all.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (strstr(line, text) && stays_here(line, all.p))
			return arena_printf(s->a, "%.200s", line);
	return NULL;
}

/* All bytes that the program wrote: its output, its folders, the files of its children, the trace. */
static void expect_nowhere(struct stage *s, const char *text)
{
	static const char *const dirs[] = { "", ".rungate/", ".rungate/evidence/", ".rungate/journal/", "out/" };
	static const char *const given[] = { "ports.json", "requests.jsonl", "cloud.json", "cloud.out", "trace.txt",
		"token" };
	struct str all;
	struct err e;
	const char *line = where_in_trace(s, stage_path(s, "trace.txt"), text);
	if (line)
		stage_fail(s, "%s was written: %s", text, line);
	for (size_t d = 0; d < COUNTOF(dirs); d++) {
		char **names = NULL;
		size_t n = 0;
		if (file_list(s->a, stage_path(s, dirs[d]), "", &names, &n, &e))
			continue;
		for (size_t i = 0; i < n; i++) {
			bool ours = true;
			const char *name = arena_printf(s->a, "%s%s", dirs[d], names[i]);
			for (size_t j = 0; j < COUNTOF(given); j++)
				ours = ours && strcmp(given[j], name) != 0;
			for (size_t j = 0; j < s->story->n_files; j++)
				ours = ours && strcmp(s->story->files[j].name, name) != 0;
			if (ours && !file_read(s->a, stage_path(s, name), 64 * 1024 * 1024, &all, &e) &&
				memmem(all.p, all.n, text, strlen(text)))
				stage_fail(s, "%s stands in %s", text, name);
		}
	}
}

void stage_expect(struct stage *s, const char *line)
{
	const char *w[WORDS_MAX + 1] = { NULL };
	size_t n = story_words(s->a, line, w, WORDS_MAX);
	if (n >= 2 && !strcmp(w[0], "exit")) {
		if (s->exit_code != atoi(w[1]))
			stage_fail(s, "exit code %d, wanted %s; it said:\n%s", s->exit_code, w[1], s->output);
	} else if (n >= 2 && !strcmp(w[0], "evidence")) {
		expect_evidence(s, line + strlen("evidence "));
	} else if (n == 3 && (!strcmp(w[0], "traffic") || !strcmp(w[0], "desired"))) {
		expect_traffic(s, w[0][0] == 'd', w[1], w[2]);
	} else if (n >= 1 && !strcmp(w[0], "requests")) {
		expect_requests(s, w + 1, n - 1);
	} else if (n == 2 && !strcmp(w[0], "no") && !strcmp(w[1], "requests")) {
		if (file_exists(stage_path(s, "requests.jsonl")))
			stage_fail(s, "requests were made");
	} else if (n >= 3 && !strcmp(w[0], "output")) {
		const char *text = line + strlen("output ") + strlen(w[1]) + 1;
		bool has = s->output && strstr(s->output, stage_fill(s, str_of(text)).p);
		if (has != !strcmp(w[1], "contains"))
			stage_fail(s, "the output %s \"%s\":\n%s", has ? "holds" : "lacks", text, s->output);
	} else if (n >= 2 && !strcmp(w[0], "nowhere")) {
		expect_nowhere(s, stage_fill(s, str_of(line + strlen("nowhere "))).p);
	} else if (n == 3 && !strcmp(w[0], "last")) {
		expect_last(s, w[1], w[2]);
	} else if (n >= 4 && !strcmp(w[0], "text") && !strcmp(w[2], "contains")) {
		expect_text(s, w[1], stage_fill(s, str_of(line + strlen("text  contains ") + strlen(w[1]))).p);
	} else if (n == 3 && !strcmp(w[0], "no") && !strcmp(w[1], "file")) {
		if (file_exists(stage_path(s, w[2])))
			stage_fail(s, "there is a file %s", w[2]);
	} else if (n == 2 && !strcmp(w[0], "file")) {
		if (!file_exists(stage_path(s, w[1])))
			stage_fail(s, "there is no file %s", w[1]);
	} else if (!stage_expect_objects(s, line, w, n)) {
		stage_fail(s, "unknown expectation: %s", line);
	}
}
