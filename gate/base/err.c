/* SPDX-License-Identifier: Apache-2.0 */
/* err.c: errors as values: set where they occur, and wrapped with what the caller knows. */
#include "base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT]; /* a copy, because the arguments may point into e's text */
	va_list ap;
	va_start(ap, fmt);
	text_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	e->code = code;
	memcpy(e->text, text, sizeof(text));
	return -1;
}

static size_t format(char *out, size_t size, const char *fmt, ...) PRINTF_LIKE(3, 4);
static size_t format(char *out, size_t size, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	size_t n = text_format(out, size, fmt, ap);
	va_end(ap);
	return n;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char before[LIMIT_ERR_TEXT], text[LIMIT_ERR_TEXT];
	va_list ap;
	va_start(ap, fmt);
	text_format(before, sizeof(before), fmt, ap);
	va_end(ap);
	format(text, sizeof(text), "%s: %s", before, e->text);
	memcpy(e->text, text, sizeof(text));
	return -1;
}

int err_system(struct err *e, const char *what, const char *path)
{
	return err_set(e, ERR_IO, "%s %s: %s", what, path, strerror(errno));
}

struct err_kept err_keep(struct arena *a, const struct err *e)
{
	return (struct err_kept){ e->code, e->code == ERR_NONE ? NULL : arena_strdup(a, e->text) };
}
