/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: the table of report formats. */
#include "report_causes.h"
#include "../evidence/evidence.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void render_json(
	struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out)
{
	(void)a;
	(void)style;
	json_print(predicate, JSON_PRETTY, out);
	buf_putc(out, '\n');
}

static const struct report_format formats[] = {
	{ "text", "readable text", .one = report_text },
	{ "markdown", "for a pull request or a job summary", .one = report_markdown },
	{ "html", "one self-contained page", .all = report_html },
	{ "junit", "JUnit XML", .all = report_junit },
	{ "sarif", "SARIF 2.1.0, with the line of each rule", .all = report_sarif },
	{ "csv", "one line per run", .all = report_csv, .head = report_csv_head, .row = report_csv_row },
	{ "history", "one readable line per run, newest first", .all = report_history, .head = report_history_head,
		.row = report_history_row, .newest_first = true },
	{ "why", "symptoms, and what likely caused them", .one = report_why },
	{ "openmetrics", "metrics of the newest run, for Prometheus", .all = report_openmetrics },
	{ "json", "the predicate as recorded", .one = render_json },
};

const struct report_format *report_formats(size_t *n)
{
	*n = COUNTOF(formats);
	return formats;
}

const struct report_format *report_format_named(const char *name)
{
	for (size_t i = 0; i < COUNTOF(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

void report_render(struct arena *a, const struct report_format *f, const struct json *const *predicates, size_t n,
	const struct report_style *style, struct buf *out)
{
	const struct json **told = ARENA_ARRAY(a, const struct json *, n + 1);
	for (size_t i = 0; i < n; i++)
		told[i] = f->one == render_json ? predicates[i] : statement_whole(a, predicates[i], f->all != NULL);
	if (f->all)
		f->all(a, told, n, out);
	for (size_t i = 0; f->one && i < n; i++) {
		if (i)
			buf_puts(out, f->one == report_text ? "\n----------------------------------------\n\n" : "\n");
		f->one(a, told[i], style, out);
	}
}

/* Returns true if the variable is set, and not to 0. */
static bool is_set(const char *name)
{
	const char *value = getenv(name);
	return value && *value && strcmp(value, "0") != 0;
}

bool report_color(enum color requested, int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	if (requested != COLOR_AUTO)
		return requested == COLOR_ALWAYS;
	if (no && *no)
		return false;
	return is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") || (isatty(fd) && !(term && !strcmp(term, "dumb")));
}
