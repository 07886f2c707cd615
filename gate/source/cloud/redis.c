/* SPDX-License-Identifier: Apache-2.0 */
/* redis.c: a Memorystore for Redis instance. */
#include "resource.h"
#include "../source.h"
#include "../../../gcp/fields.h"

static const struct fact_copy facts[] = {
	{ { "kind", "string", "redis" }, NULL },
	{ { "instance", "string", "name of the instance" }, NULL },
	{ { "project", "string", "project of the instance" }, NULL },
	{ { "region", "string", "region of the instance" }, NULL },
	{ { "state", "string", "state: READY, UPDATING, MAINTENANCE, REPAIRING, FAILING_OVER, ..., or NOT_FOUND" },
		"state" },
	{ { "statusMessage", "string", "details of the state, or \"\"" }, "statusMessage" },
	{ { "host", "string", "address of the instance" }, "host" },
	{ { "port", "int", "port of the instance" }, "port" },
	{ { "readEndpoint", "string", "address of the read replicas, or \"\"" }, "readEndpoint" },
	{ { "network", "string", "projects/P/global/networks/N: the only network from which it can be reached" },
		"authorizedNetwork" },
	{ { "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
		NULL },
	{ { "connectMode", "string", "DIRECT_PEERING or PRIVATE_SERVICE_ACCESS" }, "connectMode" },
	{ { "tier", "string", "BASIC or STANDARD_HA" }, "tier" },
	{ { "memorySizeGb", "int", "memory size in GiB" }, "memorySizeGb" },
	{ { "redisVersion", "string", "version: REDIS_7_0, ..." }, "redisVersion" },
	{ { "authEnabled", "bool", "clients need a password" }, "authEnabled" },
	{ { "transitEncryptionMode", "string", "DISABLED or SERVER_AUTHENTICATION" }, "transitEncryptionMode" },
	{ { "replicaCount", "int", "number of read replicas" }, "replicaCount" },
	{ { "persistenceMode", "string", "RDB, DISABLED, or \"\"" }, "persistenceConfig.persistenceMode" },
	{ { "maxmemoryPolicy", "string", "eviction policy (maxmemory-policy), if configured, or \"\"" },
		"redisConfigs.maxmemory-policy" },
	{ { "zone", "string", "current zone of the primary" }, "currentLocationId" },
	{ { "suspensionReasons", "list of string", "reasons of a suspension: CUSTOMER_MANAGED_KEY_ISSUE" },
		"suspensionReasons" },
	{ { "maintenance", "string", "start of the next maintenance, or \"\"" }, "maintenanceSchedule.startTime" },
	{ { "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" }, NULL },
};

static void more(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	(void)r;
	(void)now;
	facts_network_name(a, out, json_text_at(out, "network"));
}

static const char *const well[] = { "READY", "UPDATING", "FAILING_OVER", NULL };
static const char *const addresses[] = { "host", "readEndpoint", NULL };

const struct resource resource_redis = {
	.api = GCP_REDIS,
	.what = "Redis",
	.kind = "redis",
	.key = "instance",
	.collection = "instances",
	.well = well,
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.more = more,
	.maintenance_end = "maintenanceSchedule.endTime",
	.addresses = addresses,
	.monitored = "redis_instance",
	.labels = { { "project_id", "%p" }, { "region", "%r" },
		{ "instance_id", "projects/%p/locations/%r/instances/%i" } },
};

const struct source source_redis = {
	.kind = "redis",
	.group = GROUP_REDIS,
	.every = 30 * 1000,
	.start = resource_observation,
	.doc = "a Memorystore for Redis instance",
	.resource = &resource_redis,
};
