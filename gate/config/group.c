/* SPDX-License-Identifier: Apache-2.0 */
/* group.c: the fact groups: their names, and the aliases that a config gives to their members. */
#include "group.h"

#include <string.h>

const char *group_name(enum group g)
{
	static const char *const names[] = {
		[GROUP_SERVICES] = "services", [GROUP_SQL] = "sql", [GROUP_REDIS] = "redis",
		[GROUP_CONNECTORS] = "connectors", [GROUP_PROBES] = "probes", [GROUP_METRICS] = "metrics",
		[GROUP_LOGS] = "logs", [GROUP_DATA] = "data", [GROUP_SOURCE] = "source", [GROUP_RELEASE] = "release",
	};
	_Static_assert(COUNTOF(names) == GROUP__COUNT, "a name for every group");
	return names[g];
}

int group_named(const char *name)
{
	for (int g = 0; g < GROUP__COUNT; g++)
		if (!strcmp(group_name((enum group)g), name))
			return g;
	return -1;
}

size_t group_aliases(struct arena *a, const struct config *c, enum group g, const char ***out)
{
	static const struct { size_t offset, size; } lists[GROUP__COUNT] = {
		[GROUP_SERVICES] = { offsetof(struct config, services), sizeof(struct config_service) },
		[GROUP_SQL] = { offsetof(struct config, sql), sizeof(struct config_sql) },
		[GROUP_REDIS] = { offsetof(struct config, redis), sizeof(struct config_redis) },
		[GROUP_CONNECTORS] = { offsetof(struct config, connectors), sizeof(struct config_connector) },
		[GROUP_PROBES] = { offsetof(struct config, probes), sizeof(struct config_probe) },
		[GROUP_METRICS] = { offsetof(struct config, metrics), sizeof(struct config_metric) },
		[GROUP_LOGS] = { offsetof(struct config, logs), sizeof(struct config_log) },
	};
	const struct conf_list *list = lists[g].size ? (const void *)((const char *)c + lists[g].offset) : NULL;
	size_t n = list ? list->n : g == GROUP_DATA ? c->data.n : 0;
	*out = ARENA_ARRAY(a, const char *, n + 1);
	for (size_t i = 0; list && i < n; i++)
		(*out)[i] = ((const struct conf_member *)(const void *)((const char *)list->items + i * lists[g].size))->alias;
	for (size_t i = 0; !list && i < n; i++)
		(*out)[i] = c->data.items[i].name;
	return n;
}
