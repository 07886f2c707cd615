/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_report.c: evidence, rendered. */
#include "gate.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int read_predicate(struct arena *a, const char *path, struct json **out, struct err *e)
{
	struct str text;
	struct json *v;
	if (file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, e))
		return -1;
	if (json_parse(a, text, &v, e))
		return err_wrap(e, "%s", path);
	*out = json_get(v, "predicateType") ? json_get(v, "predicate") : v;
	if (!json_get(*out, "rungate") || !json_get(*out, "verdict"))
		return err_set(e, ERR_USAGE, "%s is no evidence of rungate", path);
	return 0;
}

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

static int render(struct arena *a, const struct options *o, const struct report_format *format, struct buf *out, struct err *e)
{
	bool color = !o->output && report_color(o->color, STDOUT_FILENO);
	for (size_t i = 0; i < o->n_args; i++) {
		struct json *predicate = NULL;
		if (read_predicate(a, o->args[i], &predicate, e))
			return -1;
		if (i)
			buf_putc(out, '\n');
		format->render(a, predicate, color, out);
	}
	return out->over ? err_set(e, ERR_LIMIT, "the reports are larger than %zu bytes; render fewer at once", out->max) : 0;
}

static int write_out(const struct options *o, const struct buf *b, struct err *e)
{
	if (o->output)
		return file_write_atomic(o->output, buf_text(b), b->n, 0644, e);
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
	int rc = render(a, o, format, &b, e) || write_out(o, &b, e) ? -1 : EXIT_PASSED;
	buf_free(&b);
	return rc;
}
