/* SPDX-License-Identifier: Apache-2.0 */
/* redis_hosts.c: the hosts of the Memorystore instances beside a service, asked for where its environment points at a Redis. */
#include "revision.h"

#include <string.h>

struct asked { struct run *r; struct look *l; };

static void put(struct json *hosts, struct arena *a, const char *host, const char *instance)
{
	if (*host)
		json_set(hosts, host, json_new_string(a, instance));
}

static bool discovering(const struct run *r, const struct service *s)
{
	return r->config.discover && s->target.candidate && discover_redis_hint(s->target.candidate->raw) != REDIS_HINT_NONE;
}

static void redis_hosts_on_list(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	struct run *r = q->r;
	struct json *hosts = json_new_object(q->l->a);
	const struct json *all = json_get(reply->body, "instances");
	if (reply->error.code != ERR_NONE) {
		q->l->again = revision_again(&reply->error);
		if (discovering(r, q->l->service))
			discover_redis_refused(r, q->l->service, reply->error.text);
		look_end(r, q->l, NULL, &reply->error);
		return;
	}
	for (size_t i = 0; i < json_size(all); i++) {
		const char *name = json_text_at(json_item(all, i), "name"), *id = strrchr(name, '/');
		if (!id || !strcmp(id, "/-"))
			continue;
		put(hosts, q->l->a, json_text_at(json_item(all, i), "host"), id + 1);
		put(hosts, q->l->a, json_text_at(json_item(all, i), "readEndpoint"), id + 1);
	}
	look_end(r, q->l, hosts, NULL);
	if (discovering(r, q->l->service))
		discover_redis(r, q->l->service, all);
}

static void start(struct run *r, struct look *l)
{
	const struct service *s = l->service;
	const struct run_revision *revisions[] = { s->target.candidate, s->target.baseline };
	struct asked *q = ARENA_NEW(l->a, struct asked);
	struct redis_ref *refs;
	size_t n = 0;
	*q = (struct asked){ r, l };
	for (size_t i = 0; i < COUNTOF(revisions); i++)
		n += revisions[i] ? redis_refs(l->a, revisions[i]->raw, &refs) : 0;
	if (n || discovering(r, s))
		gcp_list(r->gcp, l->a, GCP_REDIS, redis_path(l->a, s->config->project, s->config->region, NULL), "instances",
			r->round_deadline, redis_hosts_on_list, q);
	else
		look_end(r, l, json_new_object(l->a), NULL);
}

const struct source source_redis_hosts = {
	.kind = "redis_hosts", .group = GROUP_SERVICES, .every = EVERY_ONCE, .after_services = true, .inner = true, .start = start,
	.doc = "the hosts of the Memorystore instances beside a service",
};
