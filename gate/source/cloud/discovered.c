/* SPDX-License-Identifier: Apache-2.0 */
/* discovered.c: dependencies that are discovered in a revision. */
#include "discovered.h"
#include "../source.h"

#include <string.h>

char *discovered_alias(struct arena *a, const char *name, const char *suffix)
{
	char *alias = arena_printf(a, "%s%s", name, suffix);
	for (char *p = alias; *p; p++)
		if (*p == '-' || *p == '.' || *p == ':')
			*p = '_';
	return alias;
}

bool discovered_known(const struct observations *observations, enum group g, const char *alias)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source->group == g && observations->items[i]->alias &&
			!strcmp(observations->items[i]->alias, alias))
			return true;
	return false;
}

void discovered_say(struct arena *a, struct run_log *log, enum group g, const char *alias, const struct service *s)
{
	say_event(log, "discovered", s->config->member.alias, arena_printf(a, "%s.%s", group_name(g), alias));
}
