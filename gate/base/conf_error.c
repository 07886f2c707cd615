/* SPDX-License-Identifier: Apache-2.0 */
/* conf_error.c: an error with its position in a config file. */
#include "base.h"

#include <stdarg.h>

int conf_error(struct err *e, const struct conf_place *place, const char *fmt, ...)
{
	char text[LIMIT_ERR_TEXT];
	va_list ap;
	va_start(ap, fmt);
	text_format(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (place->line)
		return err_set(e, ERR_CONFIG, "%s:%u: %s", place->file, place->line, text);
	return err_set(e, ERR_CONFIG, "%s: %s", place->file, text);
}
