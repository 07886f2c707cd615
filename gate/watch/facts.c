/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c: the fact groups, and what stands in them for something that could not be had. */
#include "facts.h"

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

struct json *facts_hole(struct arena *a, const char *why)
{
	struct json *hole = json_new_object(a);
	json_set_string(a, hole, CEL_HOLE, why);
	return hole;
}

/* The member as rules see it: the newest observation, with how old it is. */
static struct json *member(struct arena *a, struct run *r, const struct look *l)
{
	if (l->source->group == GROUP_SERVICES)
		return service_facts(a, r, l->service);
	if (!l->count)
		return facts_hole(a, arena_printf(a, "%s%s%s %s", group_name(l->source->group), l->alias ? "." : "", l->alias ? l->alias : "",
			l->in_flight ? "has not ended yet" : "has not been observed yet"));
	if (r->after && !l->after && observe_reaches_users(l)) /* what it said was of the revision that was left */
		return facts_hole(a, arena_printf(a, "%s.%s has not been asked since traffic was moved", group_name(l->source->group), l->alias));
	if (l->error.code != ERR_NONE || l->source->group == GROUP_DATA)
		return l->value;
	struct json *v = json_new_object(a);
	for (struct json_each it = json_each(l->value); json_next(&it);)
		json_set(v, it.key, it.value);
	int64_t age = (loop_now(r->loop) - l->at) / 1000;
	json_set_int(a, v, "lookAgeSeconds", age);
	if (l->source->group == GROUP_METRICS && json_get(v, "ageSeconds")) /* a value grows old between two looks */
		json_set_int(a, v, "ageSeconds", json_int(json_get(v, "ageSeconds")) + age);
	return v;
}

struct json *facts_build(struct arena *a, struct run *r)
{
	struct json *facts = json_new_object(a), *groups[GROUP__COUNT];
	for (int g = 0; g < GROUP__COUNT; g++) {
		groups[g] = g == GROUP_RELEASE ? release_facts(a, r) : json_new_object(a);
		json_set(facts, group_name((enum group)g), groups[g]);
	}
	for (size_t i = 0; i < r->n_looks; i++) {
		const struct look *l = r->looks[i];
		if (l->source->inner)
			continue;
		if (l->alias)
			json_set(groups[l->source->group], l->alias, member(a, r, l));
		else
			json_set(facts, group_name(l->source->group), member(a, r, l));
	}
	for (size_t i = 0; i < r->n_unlisted; i++)
		json_set(facts, group_name(r->unlisted[i].group), facts_hole(a, r->unlisted[i].why));
	facts_join(a, r, facts);
	return facts;
}
