/* SPDX-License-Identifier: Apache-2.0 */
/* conf_error.c: an error with its position in a config file, and all errors of a config. */
#include "base.h"

#include <stdarg.h>
#include <string.h>

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

/* text NULL: it is not kept */
static void append(struct conf_errors *all, const char *path, const char *text, enum err_code code)
{
	all->items = arena_grow(all->a, all->items, all->n, &all->cap, sizeof(*all->items));
	all->items[all->n] = (struct conf_fault){ arena_strdup(all->a, path),
		all->n < LIMIT_CONFIG_ERRORS ? arena_strdup(all->a, text) : NULL, code };
	all->n++;
}

int conf_errors_add(struct conf_errors *all, const char *path, int rc, const struct err *e)
{
	if (!rc)
		return 0;
	for (size_t i = 0; i < all->n && i < LIMIT_CONFIG_ERRORS; i++)
		if (!strcmp(all->items[i].text, e->text))
			return rc;
	append(all, path, e->text, e->code);
	return rc;
}

bool conf_errors_at(const struct conf_errors *all, const char *path)
{
	for (size_t i = 0; all && i < all->n; i++)
		if (!strcmp(all->items[i].path, path) || !strcmp(all->items[i].path, CONF_WHOLE))
			return true;
	return false;
}

bool conf_errors_below(const struct conf_errors *all, const char *path)
{
	size_t n = strlen(path);
	for (size_t i = 0; all && i < all->n; i++) {
		const char *its = all->items[i].path;
		if (!strcmp(its, CONF_WHOLE) || (!strncmp(its, path, n) && (!its[n] || its[n] == '.' || its[n] == '[')))
			return true;
	}
	return false;
}

void conf_errors_merge(struct conf_errors *all, const char *prefix, const struct conf_errors *of_file)
{
	for (size_t i = 0; i < of_file->n; i++)
		append(all, "", arena_printf(all->a, "%s%s", prefix, of_file->items[i].text ? of_file->items[i].text : ""),
			of_file->items[i].code);
}

int conf_errors_end(const struct conf_errors *all, struct err *e)
{
	return all->n ? err_set(e, all->items[0].code, "%s", all->items[0].text) : 0;
}
