/* SPDX-License-Identifier: Apache-2.0 */
/* cluster.c: a Memorystore for Redis Cluster, of the Redis API v1. */
#include "resource.h"
#include "../source.h"

static const struct fact_copy facts[] = {
	{ { "kind", "string", "cluster" }, NULL },
	{ { "instance", "string", "its name" }, NULL },
	{ { "project", "string", "its project" }, NULL },
	{ { "region", "string", "its region" }, NULL },
	{ { "state", "string", "ACTIVE, UPDATING, CREATING, DELETING, or NOT_FOUND" }, "state" },
	{ { "host", "string", "the address of its discovery endpoint, or \"\"" }, NULL },
	{ { "port", "int", "the port of its discovery endpoint, or 0" }, NULL },
	{ { "network", "string", "projects/P/global/networks/N: where its endpoint is, or \"\"" }, NULL },
	{ { "networkName", "string", "its short name, to compare with those of connectors and revisions" }, NULL },
	{ { "connectMode", "string", "PRIVATE_SERVICE_CONNECT" }, NULL },
	{ { "tier", "string", "its node type: REDIS_HIGHMEM_MEDIUM, ..." }, "nodeType" },
	{ { "memorySizeGb", "int", "GB of all its shards" }, "sizeGb" },
	{ { "shardCount", "int", "its shards" }, "shardCount" },
	{ { "replicaCount", "int", "replicas of each shard" }, "replicaCount" },
	{ { "authorizationMode", "string", "AUTH_MODE_IAM_AUTH, AUTH_MODE_DISABLED, ..." }, "authorizationMode" },
	{ { "transitEncryptionMode", "string", "TRANSIT_ENCRYPTION_MODE_DISABLED or _SERVER_AUTHENTICATION" },
		"transitEncryptionMode" },
	{ { "persistenceMode", "string", "DISABLED, RDB, AOF, or \"\"" }, "persistenceConfig.mode" },
	{ { "maxmemoryPolicy", "string", "what it does when it is full, where that is configured, or \"\"" },
		"redisConfigs.maxmemory-policy" },
	{ { "maintenance", "string", "when the next maintenance begins, or \"\"" }, "maintenanceSchedule.startTime" },
	{ { "maintenanceSoon", "bool", "it begins within 24 hours, or has begun" }, NULL },
};

static void more(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	(void)now;
	resource_endpoint(a, &resource_cluster, r, out);
}

static const char *const well[] = { "ACTIVE", "UPDATING", NULL };
static const char *const addresses[] = { "discoveryEndpoints[].address", "pscConnections[].address",
	"clusterEndpoints[].connections[].pscAutoConnection.address",
	"clusterEndpoints[].connections[].pscConnection.address", NULL };
static const char *const networks[] = { "discoveryEndpoints[].pscConfig.network", "pscConnections[].network", NULL };
static const char *const ports[] = { "discoveryEndpoints[0].port", "pscConnections[0].port", NULL };

const struct resource resource_cluster = {
	.api = GCP_REDIS,
	.what = "Redis Cluster",
	.kind = "cluster",
	.key = "instance",
	.collection = "clusters",
	.well = well,
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.more = more,
	.maintenance_end = "maintenanceSchedule.endTime",
	.addresses = addresses,
	.networks = networks,
	.ports = ports,
	.monitored = "redis.googleapis.com/Cluster",
	.labels = { { "resource_container", "%p" }, { "location", "%r" }, { "cluster_id", "%i" } },
};

const struct source source_cluster = {
	.kind = "cluster",
	.group = GROUP_REDIS,
	.every = 30 * 1000,
	.start = resource_observation,
	.doc = "a Memorystore for Redis Cluster",
	.resource = &resource_cluster,
};
