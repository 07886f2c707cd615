/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: renders evidence files in one of the report formats. */
#include "cmd.h"
#include "../audit/audit.h"
#include "../evidence/evidence.h"
#include "../report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int unknown_format(const char *name, struct err *e)
{
	const char *names[16];
	size_t n;
	const struct report_format *all = report_formats(&n);
	struct buf known = BUF_MAX(512);
	for (size_t i = 0; i < n && i < COUNTOF(names); i++) {
		names[i] = all[i].name;
		buf_printf(&known, "%s%s", i ? ", " : "", all[i].name);
	}
	const char *near = text_nearest(name, names, n < COUNTOF(names) ? n : COUNTOF(names));
	err_set(e, ERR_USAGE, "--format %s: unknown format; use one of %s%s%s%s", name, buf_text(&known),
		near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	buf_free(&known);
	return -1;
}

struct reading {
	struct arena *a;
	const struct options *o;
	struct archive archive;
	struct json *seen; /* digests of the documents already read */
	size_t unreadable;
};

/* Reads item i. Sets *out to its predicate, allocated in a, or to NULL if it is skipped: it lies outside --since and
 * --until, it is another copy of evidence already read (a file and its note), or it is unreadable, which is reported
 * and does not stop the others. Returns -1 if the only item is unreadable. */
static int read_one(struct reading *r, struct arena *a, size_t i, struct json **out, struct err *e)
{
	struct statement s;
	*out = NULL;
	if (archive_read(a, &r->archive.items[i], NULL, &s, e)) {
		if (r->archive.n == 1)
			return -1;
		err_wrap(e, "skipped");
		say_error(r->o, e->text);
		r->unreadable++;
		return 0;
	}
	if (json_get(r->seen, s.sha256) || !archive_within(r->o, s.predicate))
		return 0;
	json_set_bool(r->a, r->seen, s.sha256, true);
	if (!s.enveloped && json_is_true(json_get(s.predicate, "signed")))
		json_set_bool(a, s.predicate, "signed", false); /* no signature came with it, so its own claim does not count */
	*out = s.predicate;
	return 0;
}

static const char *began(const struct json *predicate)
{
	return json_text(json_get(predicate, "startedAt")).p;
}

/* ---- Output ----------------------------------------------------------------------------------------- */

/* Standard output is written piece by piece; a named file is replaced as a whole at the end. */
struct output {
	const char *file;
	struct buf all;
	struct err *e;
};

static int write_stdout(const char *p, size_t n, struct err *e)
{
	if ((fwrite(p, 1, n, stdout) == n && !fflush(stdout)) || errno == EPIPE)
		return 0;
	return err_set(e, ERR_IO, "standard output: %s", strerror(errno));
}

/* Writes text after removing what looks like a credential, because the evidence may come from anywhere. */
static int put_out(struct output *to, const struct buf *raw)
{
	struct buf clean = BUF_MAX(to->all.max);
	secrets_scrub(NULL, (struct str){ buf_text(raw), raw->n }, &clean);
	bool over = raw->over || clean.over;
	int rc = 0;
	if (to->file)
		buf_put(&to->all, buf_text(&clean), clean.n);
	else if (!over)
		rc = write_stdout(buf_text(&clean), clean.n, to->e);
	buf_free(&clean);
	if (over || to->all.over)
		return err_set(to->e, ERR_LIMIT, "the reports are larger than %zu bytes; render fewer at once", to->all.max);
	return rc;
}

/* ---- Formats that need all runs at once -------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
	return strcmp(began(*(const struct json *const *)a), began(*(const struct json *const *)b));
}

static int render_all(struct reading *r, const struct report_format *format, struct output *to)
{
	struct report_style style = { .verbose = r->o->verbose,
		.color = (!r->o->output || !strcmp(r->o->output, "-")) && report_color(r->o->color, STDOUT_FILENO) };
	const struct json **all = ARENA_ARRAY(r->a, const struct json *, r->archive.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < r->archive.n; i++) {
		struct json *predicate;
		if (read_one(r, r->a, i, &predicate, to->e))
			return -1;
		if (predicate)
			all[n++] = predicate;
	}
	if (!r->o->n_args && n)
		qsort(all, n, sizeof(*all), by_time);
	struct buf raw = BUF_MAX(to->all.max);
	report_render(r->a, format, all, n, &style, &raw);
	int rc = put_out(to, &raw);
	buf_free(&raw);
	return rc;
}

/* ---- Formats with one row per run -------------------------------------------------------------------------- */

struct row {
	const char *began;
	struct buf text;
};

static int by_began(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->began, ((const struct row *)b)->began);
}

static int by_began_newest_first(const void *a, const void *b)
{
	return by_began(b, a);
}

/* Rows are kept as text, and only if they must be sorted by time. */
struct rows {
	struct row *items;
	size_t n;
	bool sorts, begun;
};

static int put_text(const struct report_format *format, struct rows *rows, const struct buf *text, struct output *to)
{
	struct buf head = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	int rc = 0;
	if (!rows->begun)
		format->head(&head);
	if (head.n)
		rc = put_out(to, &head);
	rows->begun = true;
	buf_free(&head);
	return rc || !text ? rc : put_out(to, text);
}

static int put_row(
	struct reading *r, const struct report_format *format, size_t i, struct rows *rows, struct output *to)
{
	struct arena *scratch = arena_new();
	struct buf text = BUF_MAX(LIMIT_EVIDENCE_BYTES);
	struct json *predicate;
	int rc = read_one(r, scratch, i, &predicate, to->e);
	bool keeps = predicate && rows->sorts;
	if (predicate)
		format->row(scratch, predicate, &text);
	if (keeps)
		rows->items[rows->n++] = (struct row){ arena_strdup(r->a, began(predicate)), text };
	else if (predicate)
		rc = put_text(format, rows, &text, to);
	if (!keeps)
		buf_free(&text);
	arena_free(scratch);
	return rc;
}

static int render_rows(struct reading *r, const struct report_format *format, struct output *to)
{
	struct rows rows = { .items = ARENA_ARRAY(r->a, struct row, r->archive.n + 1),
		.sorts = !r->o->n_args || format->newest_first };
	int rc = 0;
	for (size_t i = 0; i < r->archive.n && !rc; i++)
		rc = put_row(r, format, i, &rows, to);
	if (rows.n)
		qsort(rows.items, rows.n, sizeof(*rows.items), format->newest_first ? by_began_newest_first : by_began);
	for (size_t i = 0; i < rows.n; i++) {
		rc = rc ? rc : put_text(format, &rows, &rows.items[i].text, to);
		buf_free(&rows.items[i].text);
	}
	return rc || rows.begun ? rc : put_text(format, &rows, NULL, to);
}

static int render(struct arena *a, const struct options *o, const struct report_format *format, struct output *to)
{
	struct reading r = { .a = a, .o = o, .seen = json_new_object(a) };
	struct config c = { 0 };
	if ((!o->n_args && config_load(a, secrets_blind(a), o, &c, to->e)) ||
		archive_list(a, o, o->n_args ? NULL : &c, &r.archive, to->e) ||
		(format->row ? render_rows : render_all)(&r, format, to))
		return -1;
	return r.unreadable ? EXIT_DIFFERS : EXIT_PASSED;
}

int cmd_history(struct arena *a, const struct options *o, struct err *e)
{
	struct options own = *o;
	own.format = "history";
	return cmd_report(a, &own, e);
}

int cmd_report(struct arena *a, const struct options *o, struct err *e)
{
	const char *name = o->format ? o->format : o->why ? "why" : "text";
	const struct report_format *format = report_format_named(name);
	if (o->why && strcmp(name, "why") != 0)
		return err_set(e, ERR_USAGE, "--why prints the causes alone: leave out --format %s", name);
	struct output to = { .file = o->output, .all = BUF_MAX(64 * 1024 * 1024), .e = e };
	if (!format)
		return unknown_format(name, e);
	int rc = render(a, o, format, &to);
	if (rc >= 0 && to.file && file_write_named(to.file, buf_text(&to.all), to.all.n, 0644, e))
		rc = -1;
	buf_free(&to.all);
	return rc;
}
