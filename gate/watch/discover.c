/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discover.c: without a config a candidate revision itself says what it depends on: connector, Cloud SQL
 * volumes, Redis hosts among its environment values, the path of its own startup or liveness probe; without one "/" is
 * asked.
 */
#include "../source/cloud/revision.h"

#include <string.h>

#define DISCOVERED_EXPECT "status < 500"

enum { PROBE_MS = 5000 };

static const char *text_at(const struct json *v, const char *path)
{
	return json_kind(json_at(v, path)) == JSON_STRING ? json_text(json_at(v, path)).p : "";
}

/* A resource's name as an alias: a CEL identifier. */
static char *alias_of(struct arena *a, const char *name, const char *suffix)
{
	char *alias = arena_printf(a, "%s%s", name, suffix);
	for (char *p = alias; *p; p++)
		if (*p == '-' || *p == '.' || *p == ':')
			*p = '_';
	return alias;
}

static bool known(const struct run *r, enum group g, const char *alias)
{
	for (size_t i = 0; i < r->n_looks; i++)
		if (r->looks[i]->source->group == g && r->looks[i]->alias && !strcmp(r->looks[i]->alias, alias))
			return true;
	return false;
}

static void found(struct run *r, enum group g, const char *alias, const struct service *s)
{
	say_event(r, "discovered", s->config->member.alias, arena_printf(r->a, "%s.%s", group_name(g), alias));
}

/* "projects/P/locations/R/connectors/C", or a bare name in the service's own place. */
static void connector(struct run *r, const struct service *s, const char *path)
{
	struct config_connector *c = ARENA_NEW(r->a, struct config_connector);
	char *copy = arena_strdup(r->a, path), *save = NULL;
	char *parts[6] = { NULL };
	size_t n = 0;
	for (char *p = strtok_r(copy, "/", &save); p && n < COUNTOF(parts); p = strtok_r(NULL, "/", &save))
		parts[n++] = p;
	bool full = n == 6 && !strcmp(parts[0], "projects");
	c->connector = full ? parts[5] : n ? parts[n - 1] : path;
	c->project = full ? parts[1] : s->config->project;
	c->region = full ? parts[3] : s->config->region;
	c->member.alias = alias_of(r->a, c->connector, "");
	if (known(r, GROUP_CONNECTORS, c->member.alias))
		return;
	look_add(r, &source_connector, c->member.alias, c, NULL);
	found(r, GROUP_CONNECTORS, c->member.alias, s);
}

static void sql(struct run *r, const struct service *s, const char *connection)
{
	struct config_sql *c = ARENA_NEW(r->a, struct config_sql);
	const char *id;
	sql_instance_name(r->a, connection, s->config->project, &c->project, &id);
	c->instance = connection;
	c->member.alias = alias_of(r->a, id, "");
	if (known(r, GROUP_SQL, c->member.alias))
		return;
	look_add(r, &source_sql, c->member.alias, c, NULL);
	found(r, GROUP_SQL, c->member.alias, s);
}

static const struct json *ingress(const struct json *revision)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t i = 0; i < json_size(all); i++)
		if (json_get(json_item(all, i), "ports"))
			return json_item(all, i);
	return json_item(all, 0);
}

/* The path that the platform itself asks, or NULL. Users cannot ask /healthz: Google's front end answers it with 404.
 * Source: cloud.google.com/run/docs/known-issues. */
static const char *health_path(const struct json *container)
{
	static const char *const places[] = { "startupProbe.httpGet.path", "livenessProbe.httpGet.path", "readinessProbe.httpGet.path" };
	for (size_t i = 0; i < COUNTOF(places); i++) {
		const char *path = text_at(container, places[i]);
		if (*path && strcmp(path, "/healthz") != 0)
			return path;
	}
	return NULL;
}

static const struct json *grpc_health(const struct json *container)
{
	static const char *const places[] = { "startupProbe.grpc", "livenessProbe.grpc", "readinessProbe.grpc" };
	for (size_t i = 0; i < COUNTOF(places); i++)
		if (json_at(container, places[i]))
			return json_at(container, places[i]);
	return NULL;
}

static struct config_probe *http_probe(struct arena *a, const struct config_reach *reach)
{
	struct config_probe *p = ARENA_NEW(a, struct config_probe);
	p->http = ARENA_NEW(a, struct config_http);
	*p->http = (struct config_http){ .method = "GET", .reach = *reach };
	p->reach = &p->http->reach;
	p->source = &source_http;
	if (!reach->path) { /* what it answers there is not known: that it does not fail is all that can be asked */
		p->http->reach.path = "/";
		p->http->expect = (struct conf_text){ .set = true, .text = DISCOVERED_EXPECT };
	}
	return p;
}

static struct config_probe *grpc_probe(struct arena *a, const struct config_reach *reach, const char *name)
{
	struct config_probe *p = ARENA_NEW(a, struct config_probe);
	p->grpc = ARENA_NEW(a, struct config_grpc);
	*p->grpc = (struct config_grpc){ .name = name, .reach = *reach };
	p->reach = &p->grpc->reach;
	p->source = &source_grpc;
	return p;
}

struct config_probe *discover_probe(struct arena *a, const char *alias, const struct json *revision)
{
	const struct json *container = revision ? ingress(revision) : NULL, *grpc = grpc_health(container);
	struct config_reach reach = { .service = alias, .path = health_path(container), .timeout = PROBE_MS };
	struct config_probe *p = grpc && !reach.path ? grpc_probe(a, &reach, text_at(grpc, "service")) : http_probe(a, &reach);
	p->discovered = true;
	p->member.alias = alias_of(a, alias, "_health");
	return p;
}

static void health(struct run *r, struct service *s)
{
	struct config_probe *p = discover_probe(r->a, s->config->member.alias, s->target.candidate->raw);
	look_add(r, p->source, p->member.alias, p, s);
	found(r, GROUP_PROBES, p->member.alias, s);
}

/* ---- Redis: which instances' hosts stand among the environment values? ------------------------ */

static bool mentions(const struct json *revision, const char *host)
{
	const struct json *env = json_get(ingress(revision), "env");
	for (size_t i = 0; i < json_size(env); i++) {
		const char *value = text_at(json_item(env, i), "value"), *at = strstr(value, host);
		char after = at ? at[strlen(host)] : '0';
		bool starts = at && (at == value || !strchr("0123456789.", at[-1]));
		if (starts && (after < '0' || after > '9') && after != '.')
			return true;
	}
	return false;
}

/* Four numbers and three points somewhere in it: an address, which may be a Redis instance's host. */
static bool holds_address(const char *value)
{
	for (const char *p = value; *p; p++) {
		size_t parts = 0;
		const char *q = p;
		if (*p < '0' || *p > '9' || (p > value && strchr("0123456789.", p[-1])))
			continue;
		for (size_t n; parts < 4 && (n = strspn(q, "0123456789")) > 0 && n < 4; q += n + (parts < 4 && q[n] == '.'))
			parts++;
		if (parts == 4 && q[-1] != '.')
			return true;
	}
	return false;
}

enum redis_hint discover_redis_hint(const struct json *revision)
{
	const struct json *env = json_get(ingress(revision), "env");
	enum redis_hint hint = REDIS_HINT_NONE;
	for (size_t i = 0; i < json_size(env); i++) {
		const char *name = text_at(json_item(env, i), "name"), *value = text_at(json_item(env, i), "value");
		if (*value && (strcasestr(name, "redis") || !strncmp(value, "redis://", 8) || !strncmp(value, "rediss://", 9)))
			return REDIS_HINT_NAME;
		if (holds_address(value))
			hint = REDIS_HINT_ADDRESS;
	}
	return hint;
}

static void instance(struct run *r, struct service *s, const struct json *body)
{
	const char *name = text_at(body, "name"), *id = strrchr(name, '/');
	struct err e;
	if (!id || !strcmp(id, "/-") || !mentions(s->target.candidate->raw, text_at(body, "host")))
		return;
	struct config_redis *c = ARENA_NEW(r->a, struct config_redis);
	*c = (struct config_redis){ .instance = id + 1, .project = s->config->project, .region = s->config->region };
	c->member.alias = alias_of(r->a, c->instance, "");
	if (known(r, GROUP_REDIS, c->member.alias))
		return;
	struct look *l = look_add(r, &source_redis, c->member.alias, c, NULL);
	found(r, GROUP_REDIS, c->member.alias, s);
	l->started_at = loop_now(r->loop);
	l->next_at = l->started_at + l->every;
	struct json *facts = redis_facts(r->a, body, c->instance, loop_wall(r->loop), &e);
	look_end(r, l, facts, facts ? NULL : &e);
}

void discover_redis(struct run *r, struct service *s, const struct json *list)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (*text_at(json_item(list, i), "host"))
			instance(r, s, json_item(list, i));
}

/* An address alone may be anything's: then only a note. */
void discover_redis_refused(struct run *r, const struct service *s, const char *why)
{
	if (discover_redis_hint(s->target.candidate->raw) == REDIS_HINT_ADDRESS) {
		say_note(r, "%s: its environment holds an address; whether it is a Redis instance's could not be asked: %s",
			s->config->member.alias, why);
	} else if (r->n_unlisted < COUNTOF(r->unlisted)) {
		r->unlisted[r->n_unlisted].group = GROUP_REDIS;
		r->unlisted[r->n_unlisted++].why = say_scrub(r, why);
	}
}

void discover_resources(struct run *r)
{
	for (size_t i = 0; r->config.discover && i < r->n_services; i++) {
		struct service *s = &r->services[i];
		if (!s->chosen || s->discovered || !s->target.candidate)
			continue;
		const struct json *raw = s->target.candidate->raw, *volumes = json_get(raw, "volumes");
		s->discovered = true;
		if (*text_at(raw, "vpcAccess.connector"))
			connector(r, s, text_at(raw, "vpcAccess.connector"));
		for (size_t v = 0; v < json_size(volumes); v++) {
			const struct json *names = json_at(json_item(volumes, v), "cloudSqlInstance.instances");
			for (size_t n = 0; n < json_size(names); n++)
				if (json_text(json_item(names, n)).n)
					sql(r, s, json_text(json_item(names, n)).p);
		}
		health(r, s);
	}
}
