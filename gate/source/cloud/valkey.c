/* SPDX-License-Identifier: Apache-2.0 */
/* valkey.c: a Memorystore for Valkey instance, of the Memorystore API v1. */
#include "resource.h"
#include "../source.h"

static const struct fact_copy facts[] = {
	{ { "kind", "string", "valkey" }, NULL },
	{ { "instance", "string", "its name" }, NULL },
	{ { "project", "string", "its project" }, NULL },
	{ { "region", "string", "its region" }, NULL },
	{ { "state", "string", "ACTIVE, UPDATING, CREATING, DELETING, MIGRATING, or NOT_FOUND" }, "state" },
	{ { "host", "string", "the address of its discovery endpoint, or \"\"" }, NULL },
	{ { "port", "int", "the port of its discovery endpoint, or 0" }, NULL },
	{ { "network", "string", "projects/P/global/networks/N: where its endpoint is, or \"\"" }, NULL },
	{ { "networkName", "string", "its short name, to compare with those of connectors and revisions" }, NULL },
	{ { "connectMode", "string", "PRIVATE_SERVICE_CONNECT" }, NULL },
	{ { "tier", "string", "its node type: STANDARD_SMALL, HIGHMEM_MEDIUM, ..." }, "nodeType" },
	{ { "memorySizeGb", "int", "GB of all its shards, rounded down" }, NULL },
	{ { "shardCount", "int", "its shards" }, "shardCount" },
	{ { "engineVersion", "string", "VALKEY_8_0, ..." }, "engineVersion" },
	{ { "mode", "string", "CLUSTER or CLUSTER_DISABLED" }, "mode" },
	{ { "replicaCount", "int", "replicas of each shard" }, "replicaCount" },
	{ { "authorizationMode", "string", "IAM_AUTH, AUTH_DISABLED, ..." }, "authorizationMode" },
	{ { "transitEncryptionMode", "string", "TRANSIT_ENCRYPTION_DISABLED or SERVER_AUTHENTICATION" },
		"transitEncryptionMode" },
	{ { "persistenceMode", "string", "DISABLED, RDB, AOF, or \"\"" }, "persistenceConfig.mode" },
	{ { "maxmemoryPolicy", "string", "what it does when it is full, where that is configured, or \"\"" },
		"engineConfigs.maxmemory-policy" },
	{ { "maintenance", "string", "when the next maintenance begins, or \"\"" }, "maintenanceSchedule.startTime" },
	{ { "maintenanceSoon", "bool", "it begins within 24 hours, or has begun" }, NULL },
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
