/* SPDX-License-Identifier: Apache-2.0 */
/* redis.c: a Memorystore for Redis instance. */
#include "resource.h"
#include "../source.h"

static char *path_of(struct arena *a, const void *config)
{
	const struct config_redis *c = config;
	return redis_path(a, REDIS_INSTANCE, c->project, c->region, c->instance);
}

static struct json *facts_of(struct arena *a, const void *config, const struct json *body, int64_t now, struct err *e)
{
	const struct config_redis *c = config;
	struct json *v = redis_facts(a, body, c->instance, now, e);
	return v ? resource_at(a, v, c->project, c->region) : NULL;
}

static struct json *not_found(struct arena *a, const void *config)
{
	const struct config_redis *c = config;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "instance", c->instance);
	json_set_string(a, v, "state", "NOT_FOUND");
	return resource_at(a, v, c->project, c->region);
}

static void start(struct run *r, struct look *l)
{
	static const struct resource resource = { GCP_REDIS, path_of, facts_of, not_found };
	resource_look(r, l, &resource);
}

static const struct fact_doc facts[] = {
	{ "instance", "string", "name of the instance" },
	{ "project", "string", "project of the instance" },
	{ "region", "string", "region of the instance" },
	{ "state", "string", "state: READY, UPDATING, MAINTENANCE, REPAIRING, FAILING_OVER, ..., or NOT_FOUND" },
	{ "statusMessage", "string", "details of the state, or \"\"" },
	{ "host", "string", "address of the instance" },
	{ "port", "int", "port of the instance" },
	{ "readEndpoint", "string", "address of the read replicas, or \"\"" },
	{ "network", "string", "projects/P/global/networks/N: the only network from which it can be reached" },
	{ "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
	{ "connectMode", "string", "DIRECT_PEERING or PRIVATE_SERVICE_ACCESS" },
	{ "tier", "string", "BASIC or STANDARD_HA" },
	{ "memorySizeGb", "int", "memory size in GiB" },
	{ "redisVersion", "string", "version: REDIS_7_0, ..." },
	{ "authEnabled", "bool", "clients need a password" },
	{ "transitEncryptionMode", "string", "DISABLED or SERVER_AUTHENTICATION" },
	{ "replicaCount", "int", "number of read replicas" },
	{ "persistenceMode", "string", "RDB, DISABLED, or \"\"" },
	{ "maxmemoryPolicy", "string", "eviction policy (maxmemory-policy), if configured, or \"\"" },
	{ "zone", "string", "current zone of the primary" },
	{ "suspensionReasons", "list of string", "reasons of a suspension: CUSTOMER_MANAGED_KEY_ISSUE" },
	{ "maintenance", "string", "start of the next maintenance, or \"\"" },
	{ "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" },
};

const struct source source_redis = {
	.kind = "redis", .group = GROUP_REDIS, .every = 30 * 1000, .start = start,
	.doc = "a Memorystore for Redis instance", .facts = facts, .n_facts = COUNTOF(facts),
};
