/* SPDX-License-Identifier: Apache-2.0 */
/* err.c: errors as values: set once where they happen, wrapped with what the caller knows. */
#include "base.h"

#include <stdio.h>
#include <string.h>

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT]; /* the arguments may be e's own text */
	va_list ap;
	va_start(ap, fmt);
	text_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	e->code = code;
	memcpy(e->text, text, sizeof(text));
	return -1;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT];
	va_list ap;
	va_start(ap, fmt);
	size_t used = text_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (snprintf(text + used, sizeof(text) - used, ": %s", e->text) >= (int)(sizeof(text) - used))
		memcpy(text + sizeof(text) - 4, "...", 4);
	memcpy(e->text, text, sizeof(text));
	return -1;
}
