/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_report.c: evidence, rendered. */
#include "gate.h"

#include <stdio.h>
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

int cmd_report(struct arena *a, const struct options *o, struct err *e)
{
	const struct report_format *format = report_format_named(o->format ? o->format : "text");
	struct buf b = BUF_MAX(64 * 1024 * 1024);
	struct json *predicate = NULL;
	if (!format)
		return err_set(e, ERR_USAGE, "--format %s: it is text or json", o->format);
	if (!o->n_args)
		return err_set(e, ERR_USAGE, "rungate report takes the EVIDENCE files to render");
	for (size_t i = 0; i < o->n_args; i++) {
		if (read_predicate(a, o->args[i], &predicate, e)) {
			buf_free(&b);
			return -1;
		}
		format->render(a, predicate, !o->output && report_color(o->color, STDOUT_FILENO), &b);
	}
	int rc = 0;
	if (o->output)
		rc = file_write_atomic(o->output, buf_text(&b), b.n, 0644, e);
	else
		fwrite(buf_text(&b), 1, b.n, stdout);
	buf_free(&b);
	return rc;
}
