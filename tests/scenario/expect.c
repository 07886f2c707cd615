/* SPDX-License-Identifier: Apache-2.0 */
/* expect.c: what a story says must have come of it. */
#include "../../gate/cel/cel.h"
#include "documented.h"
#include "stage.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

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
	if (file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[n - 1]), 64 * 1024 * 1024, &text, &e) || json_parse(s->a, text, &v, &e))
		return NULL;
	return json_get(v, "predicate");
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
	const char *unnamed = documented_not(s->a, json_get(evidence, "facts"));
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
		out = arena_printf(s->a, "%s%s%s=%lld%s%s", out, *out ? "," : "", json_text(json_get(row, "revision")).p, (long long)percent,
			*tag && tags ? "#" : "", tags ? tag : "");
	}
	return out;
}

static void expect_traffic(struct stage *s, bool desired, const char *service, const char *want)
{
	struct json *state = stage_control(s, "state", NULL);
	const struct json *rows = json_get(json_get(json_get(state, "services"), service), desired ? "desired" : "effective");
	const char *have = split_text(s, rows, desired);
	if (strcmp(have, want) != 0)
		stage_fail(s, "%s traffic of %s is %s, wanted %s", desired ? "desired" : "effective", service, have, want);
}

long stage_requests(struct stage *s, const char *method, const char *glob)
{
	struct str text;
	struct err e;
	long count = 0;
	char *save = NULL;
	if (file_read(s->a, stage_path(s, "requests.jsonl"), 64 * 1024 * 1024, &text, &e))
		return 0;
	for (char *line = strtok_r((char *)(uintptr_t)text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct json *v;
		if (!json_parse(s->a, str_of(line), &v, &e))
			count += str_is(json_text(json_get(v, "method")), method) && !fnmatch(glob, json_text(json_get(v, "path")).p, 0);
	}
	return count;
}

/* METHOD GLOB [>=|<=|==] N */
static void expect_requests(struct stage *s, const char **w, size_t n)
{
	if (n < 3) {
		stage_fail(s, "expect requests METHOD GLOB [>=|<=] N");
		return;
	}
	long want = strtol(w[n - 1], NULL, 10), count = stage_requests(s, w[0], w[1]);
	const char *op = n > 3 ? w[2] : "==";
	bool ok = !strcmp(op, ">=") ? count >= want : !strcmp(op, "<=") ? count <= want : count == want;
	if (!ok)
		stage_fail(s, "%ld requests %s %s, wanted %s %ld", count, w[0], w[1], op, want);
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
	} else if (n == 2 && !strcmp(w[0], "file")) {
		if (!file_exists(stage_path(s, w[1])))
			stage_fail(s, "there is no file %s", w[1]);
	} else {
		stage_fail(s, "unknown expectation: %s", line);
	}
}
