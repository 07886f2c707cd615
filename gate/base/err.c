/* SPDX-License-Identifier: Apache-2.0 */
/* err.c: errors as values: set once where they happen, wrapped with what the caller knows. */
#include "base.h"

#include <stdio.h>
#include <string.h>

static void mark_cut(char *text, int n)
{
	if (n >= LIMIT_ERR_TEXT)
		memcpy(text + LIMIT_ERR_TEXT - 4, "...", 4);
}

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT]; /* the arguments may be e's own text */
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	mark_cut(text, n);
	e->code = code;
	memcpy(e->text, text, sizeof(text));
	return -1;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	size_t used = n < 0 ? 0 : n < LIMIT_ERR_TEXT ? (size_t)n : LIMIT_ERR_TEXT - 1;
	mark_cut(text, snprintf(text + used, sizeof(text) - used, ": %s", e->text) + (int)used);
	memcpy(e->text, text, sizeof(text));
	return -1;
}
