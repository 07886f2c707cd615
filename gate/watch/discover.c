/* SPDX-License-Identifier: Apache-2.0 */
/* discover.c: without a config, finds from the candidate's settings what to observe: its connector, Cloud SQL
 * instances, and an HTTP or gRPC probe from its startup or liveness probe, or else of "/". */
#include "discover.h"
#include "watch.h"
#include "../source/cloud/discovered.h"

#include <string.h>

#define DISCOVERED_EXPECT "status < 500"

enum { PROBE_MS = 5000 };

/* path: "projects/P/locations/R/connectors/C", or a name alone, in the service's project and region. */
static void connector(struct observations *observations, const struct service *s, const char *path)
{
	struct config_resource *c = ARENA_NEW(observations->a, struct config_resource);
	char *copy = arena_strdup(observations->a, path), *save = NULL;
	char *parts[6] = { NULL };
	size_t n = 0;
	for (char *p = strtok_r(copy, "/", &save); p && n < COUNTOF(parts); p = strtok_r(NULL, "/", &save))
		parts[n++] = p;
	bool full = n == 6 && !strcmp(parts[0], "projects");
	c->name = full ? parts[5] : n ? parts[n - 1] : path;
	c->project = full ? parts[1] : s->config->project;
	c->region = full ? parts[3] : s->config->region;
	c->member.alias = discovered_alias(observations->a, c->name, "");
	if (discovered_known(observations, GROUP_CONNECTORS, c->member.alias))
		return;
	observation_add(observations, &source_connector, c->member.alias, c, NULL);
	discovered_say(observations->a, observations->log, GROUP_CONNECTORS, c->member.alias, s);
}

struct config_sql *discover_sql(
	struct observations *observations, const struct service *s, const char *connection, const char *alias)
{
	struct config_sql *c = ARENA_NEW(observations->a, struct config_sql);
	const char *id;
	sql_instance_name(observations->a, connection, s->config->project, &c->of.project, &id);
	c->of.name = connection;
	c->of.member.alias = alias ? alias : discovered_alias(observations->a, id, "");
	if (discovered_known(observations, GROUP_SQL, c->of.member.alias))
		return NULL;
	observation_add(observations, &source_sql, c->of.member.alias, c, NULL);
	discovered_say(observations->a, observations->log, GROUP_SQL, c->of.member.alias, s);
	return c;
}

/* Returns the path of the container's own HTTP probe, or NULL. Excludes /healthz, which Google's front end answers with
 * 404. Source: cloud.google.com/run/docs/known-issues. */
static const char *health_path(const struct json *container)
{
	static const char *const places[] = { "startupProbe.httpGet.path", "livenessProbe.httpGet.path",
		"readinessProbe.httpGet.path" };
	for (size_t i = 0; i < COUNTOF(places); i++) {
		const char *path = json_text_at(container, places[i]);
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
	p->kind = PROBE_HTTP;
	if (!reach->path) { /* no path is known, so only require that "/" is not a server error */
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
	p->kind = PROBE_GRPC;
	return p;
}

struct config_probe *discover_probe(struct arena *a, const char *alias, const struct json *revision)
{
	const struct json *container = revision ? revision_ingress(revision) : NULL, *grpc = grpc_health(container);
	struct config_reach reach = { .service = alias, .path = health_path(container), .timeout = PROBE_MS };
	struct config_probe *p = grpc && !reach.path ? grpc_probe(a, &reach, json_text_at(grpc, "service"))
												 : http_probe(a, &reach);
	p->discovered = true;
	p->member.alias = discovered_alias(a, alias, "_health");
	return p;
}

static void health(struct observations *observations, struct service *s)
{
	struct config_probe *p = discover_probe(observations->a, s->config->member.alias, s->target.candidate->raw);
	observation_add(observations, source_of_probe(p->kind), p->member.alias, p, s);
	discovered_say(observations->a, observations->log, GROUP_PROBES, p->member.alias, s);
}

void discover_resources(struct observations *observations, const struct config *c, const struct release *release)
{
	for (size_t i = 0; c->discover && i < release->n_services; i++) {
		struct service *s = &release->services[i];
		if (!s->chosen || s->discovered || !s->target.candidate)
			continue;
		const struct json *raw = s->target.candidate->raw, *instances = sql_connections(observations->a, raw);
		s->discovered = true;
		if (*json_text_at(raw, "vpcAccess.connector"))
			connector(observations, s, json_text_at(raw, "vpcAccess.connector"));
		for (size_t n = 0; n < json_size(instances); n++)
			(void)discover_sql(observations, s, json_text(json_item(instances, n)).p, NULL);
		health(observations, s);
	}
}
