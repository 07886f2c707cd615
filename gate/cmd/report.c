/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: evidence, rendered. */
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
	err_set(e, ERR_USAGE, "--format %s is none of %s%s%s%s", name, buf_text(&known), near ? "; did you mean " : "",
		near ? near : "", near ? "?" : "");
	buf_free(&known);
	return -1;
}

static int by_time(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;
	return strcmp(json_text(json_get(*x, "startedAt")).p, json_text(json_get(*y, "startedAt")).p);
}

struct reading { const struct json **all; size_t n, unreadable; };

/* Each run once, however many copies of its evidence there are (a file and its note). What cannot be read hides nothing else. */
static int read_all(struct arena *a, const struct options *o, const struct archive *archive, struct reading *out, struct err *e)
{
	struct json *seen = json_new_object(a);
	struct reading r = { .all = ARENA_ARRAY(a, const struct json *, archive->n) };
	for (size_t i = 0; i < archive->n; i++) {
		struct statement s;
		if (archive_read(a, &archive->items[i], NULL, &s, e)) {
			if (archive->n == 1)
				return -1;
			err_wrap(e, "left out");
			say_error(e->text);
			r.unreadable++;
			continue;
		}
		if (json_get(seen, s.sha256) || !archive_within(o, s.predicate))
			continue;
		json_set_bool(a, seen, s.sha256, true);
		if (!s.enveloped && json_is_true(json_get(s.predicate, "signed")))
			json_set_bool(a, s.predicate, "signed", false); /* whatever it says: no signature came with it */
		r.all[r.n++] = s.predicate;
	}
	*out = r;
	return 0;
}

static int render(struct arena *a, const struct options *o, const struct report_format *format, struct buf *out, struct err *e)
{
	bool color = (!o->output || !strcmp(o->output, "-")) && report_color(o->color, STDOUT_FILENO);
	struct config c = { 0 };
	struct archive archive;
	struct reading r;
	if ((!o->n_args && config_load(a, secrets_blind(a), o, &c, e)) || archive_list(a, o, o->n_args ? NULL : &c, &archive, e) ||
	    read_all(a, o, &archive, &r, e))
		return -1;
	if (!o->n_args && r.n)
		qsort(r.all, r.n, sizeof(*r.all), by_time);
	struct buf raw = BUF_MAX(out->max);
	report_render(a, format, r.all, r.n, color, &raw);
	secrets_scrub(NULL, (struct str){ raw.p, raw.n }, out); /* the evidence may be anybody's */
	out->over = out->over || raw.over;
	buf_free(&raw);
	if (out->over)
		return err_set(e, ERR_LIMIT, "the reports are larger than %zu bytes; render fewer at once", out->max);
	return r.unreadable ? EXIT_DIFFERS : EXIT_PASSED;
}

static int write_out(const struct options *o, const struct buf *b, struct err *e)
{
	if (o->output)
		return file_write_named(o->output, buf_text(b), b->n, 0644, e);
	if ((fwrite(buf_text(b), 1, b->n, stdout) == b->n && !fflush(stdout)) || errno == EPIPE)
		return 0;
	return err_set(e, ERR_IO, "standard output: %s", strerror(errno));
}

int cmd_report(struct arena *a, const struct options *o, struct err *e)
{
	const char *name = o->format ? o->format : "text";
	const struct report_format *format = report_format_named(name);
	struct buf b = BUF_MAX(64 * 1024 * 1024);
	if (!format)
		return unknown_format(name, e);
	int rc = render(a, o, format, &b, e);
	if (rc >= 0 && write_out(o, &b, e))
		rc = -1;
	buf_free(&b);
	return rc;
}
