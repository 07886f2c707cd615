/* SPDX-License-Identifier: Apache-2.0 */
/* fail.c: evaluation errors, which are values. */
#include "node.h"

#include <stdarg.h>

struct cel_value cel_fail(struct cel_context *c, const struct cel_node *at, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, fmt);
	text_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	struct cel_failure *f = ARENA_NEW(c->a, struct cel_failure);
	size_t n = at ? at->to - at->from : 0;
	struct str source = { n ? c->p->text.p + at->from : "", n };
	f->text = str_of(
		n ? arena_printf(c->a, "%s (in %s)", text, text_cut(c->a, source, 120)) : arena_strdup(c->a, text));
	return (struct cel_value){ .kind = CEL_ERROR, .failure = f };
}

struct cel_value cel_no_overload(
	struct cel_context *c, const struct cel_node *at, const char *what, const struct cel_value *args, size_t n)
{
	struct buf kinds = BUF_MAX(200), values = BUF_MAX(300);
	for (size_t i = 0; i < n; i++)
		if (args[i].kind == CEL_UNHELD)
			return cel_not_held(&args[i]);
	for (size_t i = 0; i < n; i++) {
		buf_printf(&kinds, "%s%s", i ? ", " : "", cel_kind_name((enum cel_kind)args[i].kind));
		buf_printf(&values, "%s%s", i ? ", " : "", cel_value_text(c, &args[i]));
	}
	struct cel_value v = cel_fail(c, at, "no such overload: %s(%s): of %s", what, buf_text(&kinds), buf_text(&values));
	buf_free(&kinds);
	buf_free(&values);
	return v;
}
