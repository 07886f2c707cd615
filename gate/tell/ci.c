/* SPDX-License-Identifier: Apache-2.0 */
/* ci.c: reports to GitHub Actions: the job summary, annotations at the lines of the rules, and step outputs. Texts are
 * escaped so that they cannot contain workflow commands. Source: docs.github.com, "Workflow commands". */
#include "ci.h"
#include "../run/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANNOTATIONS_MAX = 9, MESSAGE_BYTES = 1000 }; /* GitHub shows at most 10 annotations of a level per step */

static void put_escaped(struct buf *b, struct str s, bool property)
{
	struct buf clean = BUF_MAX(64 * 1024), cut = BUF_MAX(64 * 1024);
	report_put_cut(&cut, s, MESSAGE_BYTES);
	text_put_printable(&clean, (struct str){ buf_text(&cut), cut.n });
	for (const char *c = buf_text(&clean); *c; c++) {
		if (*c == '%' || (property && (*c == ':' || *c == ',')))
			buf_printf(b, "%%%02X", (unsigned)*c);
		else
			buf_putc(b, *c);
	}
	buf_free(&clean);
	buf_free(&cut);
}

static void annotate(
	struct buf *b, const char *level, const char *file, int64_t line, const char *title, struct str message)
{
	buf_printf(b, "::%s ", level);
	if (*file && strncmp(file, "builtin:", 8) != 0) {
		buf_puts(b, "file=");
		put_escaped(b, str_of(file), true);
		buf_printf(b, ",line=%lld,", (long long)(line > 0 ? line : 1));
	}
	buf_puts(b, "title=");
	put_escaped(b, str_of(title), true);
	buf_puts(b, "::");
	put_escaped(b, message, false);
	buf_putc(b, '\n');
}

/* Writes one annotation for the verdict, then one for each failed or unknown rule, up to GitHub's limit. */
static void put_annotations(struct arena *a, const struct json *e, struct buf *b)
{
	const struct report_headline *h = report_headline(e);
	const struct json *rules = json_get(e, "rules");
	size_t errors = 1, warnings = 0;
	annotate(b, h->mood == MOOD_GOOD ? "notice" : "error", "", 0,
		arena_printf(a, "rungate: %s, %s", h->word, h->meaning), report_at(e, "reason"));
	for (size_t i = 0; i < json_size(rules); i++) {
		const struct json *r = json_item(rules, i);
		bool counts = report_counts(r), failed = report_is(r, "outcome", "fail"),
			 unknown = report_is(r, "outcome", "unknown");
		size_t *n = counts ? &errors : &warnings;
		if ((!failed && !(unknown && counts)) || *n >= ANNOTATIONS_MAX)
			continue;
		++*n;
		annotate(b, counts ? "error" : "warning", report_at(r, "file").p, json_int(json_get(r, "line")),
			report_rule(a, r), report_at(r, "message"));
	}
}

/* Outputs are written as NAME=VALUE lines, so a value with a line break is left out. */
static void put_output(struct buf *b, const char *name, const char *value)
{
	if (value && !strpbrk(value, "\r\n"))
		buf_printf(b, "%s=%s\n", name, value);
}

static void append(struct run_log *log, const char *variable, const struct buf *b)
{
	const char *path = getenv(variable);
	struct err e;
	if (path && *path && file_append(path, buf_text(b), b->n, 0644, &e))
		say_line(log, "the file of $%s could not be written: %s", variable, e.text);
}

static bool is_true(const char *variable)
{
	const char *value = getenv(variable);
	return value && !strcmp(value, "true");
}

enum report_fold ci_fold(void)
{
	return is_true("GITHUB_ACTIONS") ? FOLD_GITHUB : is_true("GITLAB_CI") ? FOLD_GITLAB : FOLD_NONE;
}

void ci_tell(
	struct run_log *log, const struct result *result, const struct record_of_run *record, const struct json *predicate)
{
	struct buf summary = BUF_MAX(1024 * 1024), outputs = BUF_MAX(64 * 1024), lines = BUF_MAX(256 * 1024);
	if (!is_true("GITHUB_ACTIONS"))
		return;
	report_markdown(log->a, predicate, &(struct report_style){ .color = false }, &summary);
	put_output(&outputs, "verdict", report_at(predicate, "verdict").p);
	put_output(&outputs, "action", report_at(predicate, "action").p);
	put_output(&outputs, "exit_code", arena_printf(log->a, "%d", result_exit_code(result)));
	put_output(&outputs, "evidence", record->path);
	put_output(&outputs, "evidence_sha256", record->sha256);
	put_annotations(log->a, predicate, &lines);
	append(log, "GITHUB_STEP_SUMMARY", &summary);
	append(log, "GITHUB_OUTPUT", &outputs);
	out_put(log->out, buf_text(&lines), lines.n); /* standard error, because standard output may be JSON */
	say_end(log);
	buf_free(&summary);
	buf_free(&outputs);
	buf_free(&lines);
}
