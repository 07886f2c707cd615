/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redis_hosts.c: lists the hosts of the Memorystore resources in a service's project and region, if its environment
 * refers to a Redis host. Redis instances are listed first; clusters and Valkey instances only if a host is still
 * missing, so that most runs do not need their APIs and permissions. Without a config, the instances that the
 * environment names become observations.
 */
#include "discovered.h"
#include "resource.h"
#include "../source.h"

#include <string.h>

struct asked {
	struct observations *observations;
	struct observation *l;
	int kind;           /* enum redis_kind of the list in flight */
	struct json *hosts; /* by address: name of the resource */
	struct err refused; /* why the first failed list could not be read, or ERR_NONE */
};

/* A reason to list the instances: the environment contains an address, or mentions Redis. */
enum redis_hint { REDIS_HINT_NONE, REDIS_HINT_ADDRESS, REDIS_HINT_NAME };

static bool holds_host(const char *value, const char *host)
{
	const char *at = strstr(value, host);
	char after = at ? at[strlen(host)] : '0';
	bool starts = at && (at == value || !strchr("0123456789.", at[-1]));
	return starts && (after < '0' || after > '9') && after != '.';
}

/* True if the environment of any container contains the host. */
static bool mentions(const struct json *revision, const char *host)
{
	const struct json *all = json_get(revision, "containers");
	for (size_t c = 0; c < json_size(all); c++) {
		const struct json *env = json_get(json_item(all, c), "env");
		for (size_t i = 0; i < json_size(env); i++)
			if (holds_host(json_text_at(json_item(env, i), "value"), host))
				return true;
	}
	return false;
}

/* True if the value contains an IPv4 address, which may be the host of a Redis instance. */
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

static enum redis_hint container_hint(const struct json *container)
{
	const struct json *env = json_get(container, "env");
	enum redis_hint hint = REDIS_HINT_NONE;
	for (size_t i = 0; i < json_size(env); i++) {
		const char *name = json_text_at(json_item(env, i), "name"), *value = json_text_at(json_item(env, i), "value");
		if (*value && (strcasestr(name, "redis") || !strncmp(value, "redis://", 8) || !strncmp(value, "rediss://", 9)))
			return REDIS_HINT_NAME;
		if (holds_address(value))
			hint = REDIS_HINT_ADDRESS;
	}
	return hint;
}

static enum redis_hint redis_hint(const struct json *revision)
{
	const struct json *all = json_get(revision, "containers");
	enum redis_hint hint = REDIS_HINT_NONE;
	for (size_t c = 0; c < json_size(all); c++) {
		enum redis_hint one = container_hint(json_item(all, c));
		hint = one > hint ? one : hint;
	}
	return hint;
}

static const struct source *source_of(const struct asked *q)
{
	static const struct source *const of[REDIS__COUNT] = {
		[REDIS_INSTANCE] = &source_redis, [REDIS_CLUSTER] = &source_cluster, [REDIS_VALKEY] = &source_valkey
	};
	return of[q->kind];
}

static const struct resource *kind_of(const struct asked *q)
{
	return source_of(q)->resource;
}

static bool mentions_any(const struct asked *q, const struct json *body)
{
	const struct json *addresses = resource_addresses(q->l->a, kind_of(q), body);
	for (size_t i = 0; i < json_size(addresses); i++)
		if (mentions(q->l->service->target.candidate->raw, json_text(json_item(addresses, i)).p))
			return true;
	return false;
}

static void instance(const struct asked *q, const struct json *body)
{
	struct observations *observations = q->observations;
	struct service *s = q->l->service;
	const char *name = json_text_at(body, "name"), *id = strrchr(name, '/');
	struct err e;
	if (!id || !strcmp(id, "/-") || !mentions_any(q, body))
		return;
	struct config_resource *c = ARENA_NEW(observations->a, struct config_resource);
	*c = (struct config_resource){
		.name = id + 1, .project = s->config->project, .region = s->config->region, .kind = q->kind
	};
	c->member.alias = discovered_alias(observations->a, c->name, "");
	if (discovered_known(observations, GROUP_REDIS, c->member.alias))
		return;
	struct observation *l = observation_add(observations, source_of(q), c->member.alias, c, NULL);
	discovered_say(observations->a, observations->log, GROUP_REDIS, c->member.alias, s);
	l->started_at = loop_now(observations->loop);
	l->next_at = l->started_at + l->every;
	struct json *facts = resource_facts(observations->a, kind_of(q), body, c->name, loop_wall(observations->loop), &e);
	observation_end(observations, l, facts, facts ? NULL : &e);
}

static void discover(const struct asked *q, const struct json *list)
{
	for (size_t i = 0; i < json_size(list); i++)
		instance(q, json_item(list, i));
}

/* The instances cannot be listed. If the environment contains only an address, which may belong to anything, this is
 * only noted. */
static void discover_refused(
	struct observations *observations, struct run_log *log, const struct service *s, const char *why)
{
	if (redis_hint(s->target.candidate->raw) == REDIS_HINT_ADDRESS) {
		say_note(log,
			"%s: the environment contains an address, but whether it belongs to a Redis instance could not be "
			"determined: %s",
			s->config->member.alias, why);
	} else if (observations->n_unlisted < COUNTOF(observations->unlisted)) {
		observations->unlisted[observations->n_unlisted].group = GROUP_REDIS;
		observations->unlisted[observations->n_unlisted++].why = say_scrub(log, why);
	}
}

/* ---- Hosts ----------------------------------------------------------------------------------------- */

static void put(struct asked *q, const struct json *resource)
{
	const char *name = json_text_at(resource, "name"), *id = strrchr(name, '/');
	const struct json *addresses = resource_addresses(q->l->a, kind_of(q), resource);
	for (size_t i = 0; id && strcmp(id, "/-") != 0 && i < json_size(addresses); i++)
		json_set(q->hosts, json_text(json_item(addresses, i)).p, json_new_string(q->l->a, id + 1));
}

static bool discovering(const struct observation *l)
{
	const struct config *c = l->config;
	const struct service *s = l->service;
	return c->discover && s->target.candidate && redis_hint(s->target.candidate->raw) != REDIS_HINT_NONE;
}

/* Returns whether a revision of the service refers to a host that no list contains so far. */
static bool host_missing(const struct asked *q)
{
	const struct service *s = q->l->service;
	const struct cloudrun_revision *revisions[] = { s->target.candidate, s->target.baseline };
	for (size_t i = 0; i < COUNTOF(revisions); i++) {
		struct redis_ref *refs;
		size_t n = revisions[i] ? redis_refs(q->l->a, revisions[i]->raw, &refs) : 0;
		for (size_t j = 0; j < n; j++)
			if (!json_get(q->hosts, refs[j].host))
				return true;
	}
	return false;
}

/* If a list could not be read, the hosts found so far are known, and all others are unobserved. */
static void end(struct asked *q)
{
	struct json *value = json_new_object(q->l->a);
	json_set(value, "hosts", q->hosts);
	if (q->refused.code != ERR_NONE && !json_size(q->hosts)) {
		observation_end(q->observations, q->l, NULL, &q->refused);
		return;
	}
	if (q->refused.code != ERR_NONE)
		json_set(
			value, "others", facts_unobserved(q->l->a, say_scrub_to(q->l->a, q->observations->log, q->refused.text)));
	observation_end(q->observations, q->l, value, NULL);
}

static void list(struct asked *q);

static void redis_hosts_on_list(void *arg, const struct gcp_reply *reply)
{
	struct asked *q = arg;
	const struct json *all = json_get(reply->body, kind_of(q)->collection);
	bool discovers = discovering(q->l);
	if (reply->error.code != ERR_NONE) {
		q->l->again = q->l->again || revision_again(&reply->error);
		if (q->refused.code == ERR_NONE)
			q->refused = reply->error;
		if (discovers && q->kind == REDIS_INSTANCE)
			discover_refused(q->observations, q->observations->log, q->l->service, reply->error.text);
	} else if (discovers) {
		discover(q, all);
	}
	for (size_t i = 0; i < json_size(all); i++)
		put(q, json_item(all, i));
	if (++q->kind < REDIS__COUNT && host_missing(q))
		list(q);
	else
		end(q);
}

static void list(struct asked *q)
{
	const struct config_service *c = q->l->service->config;
	gcp_list(q->observations->gcp, q->l->a, kind_of(q)->api,
		resource_path(q->l->a, kind_of(q), c->project, c->region, NULL), kind_of(q)->collection,
		q->observations->deadline, redis_hosts_on_list, q);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	struct asked *q = ARENA_NEW(l->a, struct asked);
	*q = (struct asked){ .observations = observations, .l = l, .hosts = json_new_object(l->a) };
	if (host_missing(q) || discovering(l))
		list(q);
	else
		end(q);
}

const struct source source_redis_hosts = {
	.kind = "redis_hosts",
	.group = GROUP_SERVICES,
	.every = EVERY_ONCE,
	.after_services = true,
	.inner = true,
	.start = start,
	.doc = "the hosts of the Redis and Valkey instances and clusters in a service's project and region",
};
