/* SPDX-License-Identifier: Apache-2.0 */
/* config_errors.c: where the errors of a config are collected, and what they are about. */
#include "config.h"
#include "options.h"

struct conf_errors *config_errors(struct arena *a, const struct options *o)
{
	if (o->errors)
		return o->errors;
	struct conf_errors *own = ARENA_NEW(a, struct conf_errors);
	own->a = a;
	return own;
}

bool config_is_wrong(struct arena *a, const struct config *c, const char *group, const char *alias)
{
	return c->errors && conf_errors_below(c->errors, arena_printf(a, "%s.%s", group, alias));
}
