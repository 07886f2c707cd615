/* SPDX-License-Identifier: Apache-2.0 */
/* causes_graph.c: what a service depends on, from the facts of its revisions. No side effects. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

struct json *cause_sorted(struct arena *a, const struct json *object)
{
	struct json *out = json_new_object(a);
	const char **keys = ARENA_ARRAY(a, const char *, json_size(object) + 1);
	size_t n = 0;
	for (struct json_each it = json_each(object); json_next(&it);)
		keys[n++] = it.key;
	qsort(keys, n, sizeof(*keys), compare_texts);
	for (size_t i = 0; i < n; i++)
		json_set(out, keys[i], json_get(object, keys[i]));
	return out;
}

bool cause_has(const struct json *list, const char *text)
{
	size_t n;
	struct json *const *items = json_items(list, &n);
	for (size_t i = 0; i < n; i++)
		if (str_is(json_text(items[i]), text))
			return true;
	return false;
}

const char *cause_service(const char *node)
{
	return !strncmp(node, "services.", 9) ? node + 9 : !strncmp(node, "workers.", 8) ? node + 8 : NULL;
}

bool cause_is_at(const struct json *at, const char *service)
{
	for (size_t i = 0; i < json_size(at); i++) {
		const char *alias = cause_service(json_text(json_item(at, i)).p);
		if (alias && !strcmp(alias, service))
			return true;
	}
	return false;
}

bool cause_is_resource(const char *node)
{
	return !strncmp(node, "sql.", 4) || !strncmp(node, "redis.", 6) || !strncmp(node, "connectors.", 11);
}

const struct json *cause_fact(const struct json *facts, const char *node)
{
	const char *dot = strchr(node, '.');
	char group[32];
	size_t n = dot ? (size_t)(dot - node) : 0;
	if (!n || n >= sizeof(group))
		return NULL;
	memcpy(group, node, n);
	group[n] = '\0';
	return json_get(json_get(facts, group), dot + 1);
}

bool cause_released(const struct cause_graph *g, const char *service)
{
	return json_is_true(json_get(json_get(g->services, service), "released"));
}

/* ---- Which resources a revision uses ------------------------------------------------------------------------- */

/* Returns whether "project:region:instance" names the instance. The config may name it in the same way. */
static bool is_instance(struct str volume, const struct json *sql)
{
	struct str name = json_text(json_get(sql, "instance")), project = json_text(json_get(sql, "project"));
	const char *id = memrchr(name.p, ':', name.n);
	struct str short_name = id ? str_of(id + 1) : name;
	if (str_eq(volume, name) || str_eq(volume, json_text(json_get(sql, "connectionName"))))
		return true;
	const char *last = volume.n ? memrchr(volume.p, ':', volume.n) : NULL;
	return last && str_eq(str_of(last + 1), short_name) &&
		(!project.n || (volume.n > project.n && !memcmp(volume.p, project.p, project.n) && volume.p[project.n] == ':'));
}

static bool mounts(const struct json *revision, const struct json *sql)
{
	const struct json *all = json_get(revision, "sqlInstances");
	for (size_t i = 0; i < json_size(all); i++)
		if (is_instance(json_text(json_item(all, i)), sql))
			return true;
	return false;
}

static bool has_host_of(const struct json *revision, const struct json *redis)
{
	struct str instance = json_text(json_get(redis, "instance"));
	for (struct json_each it = json_each(json_get(revision, "redis")); instance.n && json_next(&it);)
		if (str_eq(json_text(json_get(it.value, "instance")), instance))
			return true;
	return false;
}

bool cause_uses(const struct cause_graph *g, const char *service, const char *revision, const char *resource)
{
	const struct json *s = json_get(g->services, service), *v = json_get(s, revision);
	const struct json *of = cause_fact(g->facts, resource);
	if (!v || !of)
		return false;
	if (!strncmp(resource, "redis.", 6))
		return has_host_of(v, of);
	if (!strncmp(resource, "connectors.", 11)) {
		struct str name = json_text(json_get(of, "connector")), path = json_text(json_get(v, "connector"));
		const char *id = memrchr(name.p, '/', name.n);
		return path.n && str_eq(path, id ? str_of(id + 1) : name);
	}
	/* the config says that a service has a pool there, although it mounts no volume: so does its baseline */
	bool pooled = json_get(json_get(of, "pools"), service) && !mounts(json_get(s, "candidate"), of);
	return pooled || mounts(v, of);
}

const struct json *cause_users(const struct cause_graph *g, const char *resource)
{
	struct json *users = json_get(g->used, resource);
	if (users)
		return users;
	users = json_new_array(g->a);
	static const char *const revisions[] = { "candidate", "baseline" };
	for (size_t i = 0; i < COUNTOF(revisions) && !json_size(users); i++)
		for (struct json_each it = json_each(g->services); json_next(&it);)
			if (cause_uses(g, it.key, revisions[i], resource))
				json_add(users, json_new_string(g->a, it.key));
	json_set(g->used, resource, users);
	return users;
}

void cause_graph_open(struct arena *a, const struct json *facts, struct cause_graph *out)
{
	static const char *const groups[] = { "services", "workers" };
	struct json *all = json_new_object(a);
	for (size_t i = 0; i < COUNTOF(groups); i++)
		for (struct json_each it = json_each(json_get(facts, groups[i])); json_next(&it);)
			if (json_kind(it.value) == JSON_OBJECT)
				json_set(all, it.key, it.value);
	*out = (struct cause_graph){ .a = a, .facts = facts };
	out->services = cause_sorted(a, all);
	out->used = json_new_object(a);
}

/* ---- Paths ----------------------------------------------------------------------------------------------------- */

const struct json *cause_services(const struct cause_graph *g, const struct cause *symptom)
{
	struct json *out = json_new_array(g->a);
	for (size_t i = 0; i < json_size(symptom->at); i++) {
		const char *alias = cause_service(json_text(json_item(symptom->at, i)).p);
		if (alias)
			json_add(out, json_new_string(g->a, alias));
	}
	bool any = json_size(symptom->at) > 0;
	for (struct json_each it = json_each(any ? NULL : g->services); json_next(&it);)
		json_add(out, json_new_string(g->a, it.key));
	return out;
}

static bool any_released(const struct cause_graph *g, const struct json *services)
{
	for (size_t i = 0; i < json_size(services); i++)
		if (cause_released(g, json_text(json_item(services, i)).p))
			return true;
	return false;
}

static int distance_of(const struct cause_graph *g, const struct cause_symptom *symptom, const char *node)
{
	const char *alias = cause_service(node);
	if (alias)
		return cause_has(symptom->services, alias) ? 0 : -1;
	if (!strncmp(node, "host.", 5))
		return cause_has(symptom->of->at, node) ? 0 : -1;
	if (!strcmp(node, "source") || !strcmp(node, "deploy"))
		return any_released(g, symptom->services) ? 1 : -1;
	if (!strncmp(node, "google.", 7)) /* an incident of the platform: whatever runs there may feel it */
		return 2;
	if (!cause_is_resource(node))
		return -1;
	const struct json *users = cause_users(g, node);
	for (size_t i = 0; i < json_size(users); i++)
		if (cause_has(symptom->services, json_text(json_item(users, i)).p))
			return 1;
	return json_size(users) ? -1 : 2; /* the config names it, but no revision says that it uses it */
}

int cause_distance(const struct cause_graph *g, const struct cause_symptom *symptom, const struct json *at)
{
	int least = -1;
	for (size_t i = 0; i < json_size(at); i++) {
		int d = distance_of(g, symptom, json_text(json_item(at, i)).p);
		if (d >= 0 && (least < 0 || d < least))
			least = d;
	}
	return least;
}
