/* SPDX-License-Identifier: Apache-2.0 */
/* valkey.c: a Memorystore for Valkey instance (Memorystore API v1). */
#include "resource.h"
#include "../source.h"

static const struct fact_copy facts[] = {
	{ { "kind", "string", "valkey" }, NULL },
	{ { "instance", "string", "name of the instance" }, NULL },
	{ { "project", "string", "project of the instance" }, NULL },
	{ { "region", "string", "region of the instance" }, NULL },
	{ { "state", "string", "state: ACTIVE, UPDATING, CREATING, DELETING, MIGRATING, or NOT_FOUND" }, "state" },
	{ { "host", "string", "address of the discovery endpoint, or \"\"" }, NULL },
	{ { "port", "int", "port of the discovery endpoint, or 0" }, NULL },
	{ { "network", "string", "projects/P/global/networks/N: network of the endpoint, or \"\"" }, NULL },
	{ { "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
		NULL },
	{ { "connectMode", "string", "PRIVATE_SERVICE_CONNECT" }, NULL },
	{ { "tier", "string", "node type: STANDARD_SMALL, HIGHMEM_MEDIUM, ..." }, "nodeType" },
	{ { "memorySizeGb", "int", "memory size of all shards in GB, rounded down" }, NULL },
	{ { "shardCount", "int", "number of shards" }, "shardCount" },
	{ { "engineVersion", "string", "version: VALKEY_8_0, ..." }, "engineVersion" },
	{ { "mode", "string", "CLUSTER or CLUSTER_DISABLED" }, "mode" },
	{ { "replicaCount", "int", "number of replicas of each shard" }, "replicaCount" },
	{ { "authorizationMode", "string", "IAM_AUTH, AUTH_DISABLED, ..." }, "authorizationMode" },
	{ { "transitEncryptionMode", "string", "TRANSIT_ENCRYPTION_DISABLED or SERVER_AUTHENTICATION" },
		"transitEncryptionMode" },
	{ { "persistenceMode", "string", "DISABLED, RDB, AOF, or \"\"" }, "persistenceConfig.mode" },
	{ { "maxmemoryPolicy", "string", "eviction policy (maxmemory-policy), if configured, or \"\"" },
		"engineConfigs.maxmemory-policy" },
	{ { "maintenance", "string", "start of the next maintenance, or \"\"" }, "maintenanceSchedule.startTime" },
	{ { "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" }, NULL },
};

static void more(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	double gb = json_read_double_or(r, "nodeConfig.sizeGb", 0) * (double)json_int(json_get(out, "shardCount"));
	(void)now;
	resource_endpoint(a, &resource_valkey, r, out);
	json_set_int(a, out, "memorySizeGb", gb > 0 && gb < 1e9 ? (int64_t)gb : 0);
}

static const char *const well[] = { "ACTIVE", "UPDATING", NULL };
static const char *const addresses[] = { "discoveryEndpoints[].address", "pscAutoConnections[].ipAddress",
	"endpoints[].connections[].pscAutoConnection.ipAddress", "endpoints[].connections[].pscConnection.ipAddress",
	NULL };
static const char *const networks[] = { "discoveryEndpoints[].network", "pscAutoConnections[].network",
	"endpoints[].connections[].pscAutoConnection.network", NULL };
static const char *const ports[] = { "discoveryEndpoints[0].port", "pscAutoConnections[0].port",
	"endpoints[0].connections[0].pscAutoConnection.port", NULL };

const struct resource resource_valkey = {
	.api = GCP_MEMORYSTORE,
	.what = "Valkey",
	.kind = "valkey",
	.key = "instance",
	.collection = "instances",
	.well = well,
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.more = more,
	.maintenance_end = "maintenanceSchedule.endTime",
	.addresses = addresses,
	.networks = networks,
	.ports = ports,
	.monitored = "memorystore.googleapis.com/Instance",
	.labels = { { "resource_container", "%p" }, { "location", "%r" }, { "instance_id", "%i" } },
};

const struct source source_valkey = {
	.kind = "valkey",
	.group = GROUP_REDIS,
	.every = 30 * 1000,
	.start = resource_observation,
	.doc = "a Memorystore for Valkey instance",
	.resource = &resource_valkey,
};
