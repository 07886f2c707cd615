/* SPDX-License-Identifier: Apache-2.0 */
/* cluster.c: a Memorystore for Redis Cluster (Redis API v1). */
#include "resource.h"
#include "../source.h"

static const struct fact_copy facts[] = {
	{ { "kind", "string", "cluster" }, NULL },
	{ { "instance", "string", "name of the cluster" }, NULL },
	{ { "project", "string", "project of the cluster" }, NULL },
	{ { "region", "string", "region of the cluster" }, NULL },
	{ { "state", "string", "state: ACTIVE, UPDATING, CREATING, DELETING, or NOT_FOUND" }, "state" },
	{ { "host", "string", "address of the discovery endpoint, or \"\"" }, NULL },
	{ { "port", "int", "port of the discovery endpoint, or 0" }, NULL },
	{ { "network", "string", "projects/P/global/networks/N: network of the endpoint, or \"\"" }, NULL },
	{ { "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
		NULL },
	{ { "connectMode", "string", "PRIVATE_SERVICE_CONNECT" }, NULL },
	{ { "tier", "string", "node type: REDIS_HIGHMEM_MEDIUM, ..." }, "nodeType" },
	{ { "memorySizeGb", "int", "memory size of all shards in GB" }, "sizeGb" },
	{ { "shardCount", "int", "number of shards" }, "shardCount" },
	{ { "replicaCount", "int", "number of replicas of each shard" }, "replicaCount" },
	{ { "authorizationMode", "string", "AUTH_MODE_IAM_AUTH, AUTH_MODE_DISABLED, ..." }, "authorizationMode" },
	{ { "transitEncryptionMode", "string", "TRANSIT_ENCRYPTION_MODE_DISABLED or _SERVER_AUTHENTICATION" },
		"transitEncryptionMode" },
	{ { "persistenceMode", "string", "DISABLED, RDB, AOF, or \"\"" }, "persistenceConfig.mode" },
	{ { "maxmemoryPolicy", "string", "eviction policy (maxmemory-policy), if configured, or \"\"" },
		"redisConfigs.maxmemory-policy" },
	{ { "maintenance", "string", "start of the next maintenance, or \"\"" }, "maintenanceSchedule.startTime" },
	{ { "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" }, NULL },
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
