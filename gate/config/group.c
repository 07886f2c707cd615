/* SPDX-License-Identifier: Apache-2.0 */
/* group.c: the fact groups: their names, the members that a config gives them, and the metrics that belong to members.
 */
#include "group.h"

#include <string.h>

/* One row for each group: where struct config holds its members, and which key of a metric names a member. */
#define MEMBERS(list, type) .offset = offsetof(struct config, list), .size = sizeof(struct type)
#define METRIC(key)         .metric_key = #key, .metric_at = offsetof(struct config_metric, key)
static const struct group_row {
	const char *name;
	size_t offset, size; /* offset of the list in struct config; size of a member; size 0: the config has no list */
	bool resources;
	const char *metric_key; /* NULL: metrics cannot belong to this group */
	size_t metric_at;
} rows[] = {
	[GROUP_SERVICES] = { "services", MEMBERS(services, config_service), METRIC(service) },
	[GROUP_WORKERS] = { "workers", MEMBERS(workers, config_service), METRIC(worker) },
	[GROUP_SQL] = { "sql", MEMBERS(sql, config_sql), .resources = true, METRIC(sql) },
	[GROUP_REDIS] = { "redis", MEMBERS(redis, config_resource), .resources = true, METRIC(redis) },
	[GROUP_CONNECTORS] = { "connectors", MEMBERS(connectors, config_resource), .resources = true, METRIC(connector) },
	[GROUP_JOBS] = { "jobs", MEMBERS(jobs, config_job), .resources = true },
	[GROUP_PROBES] = { "probes", MEMBERS(probes, config_probe) },
	[GROUP_METRICS] = { "metrics", MEMBERS(metrics, config_metric) },
	[GROUP_LOGS] = { "logs", MEMBERS(logs, config_log) },
	[GROUP_ALERTS] = { "alerts", MEMBERS(alerts, config_alert) },
	[GROUP_COMPARISONS] = { "comparisons", MEMBERS(comparisons, config_comparison) },
	[GROUP_PASSPORTS] = { "passports", MEMBERS(requires, config_requirement) },
	[GROUP_DATA] = { .name = "data" },
	[GROUP_SOURCE] = { .name = "source" },
	[GROUP_GOOGLE] = { .name = "google" },
	[GROUP_RELEASE] = { .name = "release" },
	[GROUP_DEPLOY] = { .name = "deploy" },
};
_Static_assert(COUNTOF(rows) == GROUP__COUNT, "each group needs a row");

const char *group_name(enum group g)
{
	return rows[g].name;
}

bool group_is_of_workloads(enum group g)
{
	return g == GROUP_SERVICES || g == GROUP_WORKERS;
}

bool group_is_of_resources(enum group g)
{
	return rows[g].resources;
}

/* Only of a group whose members the config lists: rows[g].size is not 0. */
static const struct conf_list *list_of(const struct config *c, enum group g)
{
	return (const void *)((const char *)c + rows[g].offset);
}

size_t group_count(const struct config *c, enum group g)
{
	return rows[g].size ? list_of(c, g)->n : 0;
}

void *group_item(const struct config *c, enum group g, size_t i)
{
	return (char *)list_of(c, g)->items + i * rows[g].size;
}

void *group_item_named(const struct config *c, enum group g, const char *alias)
{
	for (size_t i = 0; alias && i < group_count(c, g); i++) {
		const struct conf_member *m = group_item(c, g, i);
		if (!strcmp(m->alias, alias))
			return group_item(c, g, i);
	}
	return NULL;
}

const char *group_metric_key(enum group g)
{
	return rows[g].metric_key;
}

const char *group_of_metric(const struct config_metric *m, enum group g)
{
	const char *const *alias = rows[g].metric_key ? (const void *)((const char *)m + rows[g].metric_at) : NULL;
	return alias ? *alias : NULL;
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
	size_t n = g == GROUP_DATA ? c->data.n : group_count(c, g);
	*out = ARENA_ARRAY(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = g == GROUP_DATA ? c->data.items[i].name : ((const struct conf_member *)group_item(c, g, i))->alias;
	return n;
}
