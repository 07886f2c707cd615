/* SPDX-License-Identifier: Apache-2.0 */
/* redis.c: Memorystore for Redis v1. Its clusters and Memorystore for Valkey are other kinds of the same. */
#include "fields.h"

#include <string.h>

enum { ADDRESSES_MAX = 6 };

/* addresses: where each kind writes the addresses that clients connect to; "[]" stands for every item of a list. */
static const struct redis_kind_row {
	enum gcp_api api;
	const char *collection, *addresses[ADDRESSES_MAX];
} kinds[] = {
	[REDIS_INSTANCE] = { GCP_REDIS, "instances", { "host", "readEndpoint" } },
	[REDIS_CLUSTER] = { GCP_REDIS, "clusters", { "discoveryEndpoints[].address", "pscConnections[].address",
		"clusterEndpoints[].connections[].pscAutoConnection.address",
		"clusterEndpoints[].connections[].pscConnection.address" } },
	[REDIS_VALKEY] = { GCP_MEMORYSTORE, "instances", { "discoveryEndpoints[].address", "pscAutoConnections[].ipAddress",
		"endpoints[].connections[].pscAutoConnection.ipAddress",
		"endpoints[].connections[].pscConnection.ipAddress" } },
};
_Static_assert(COUNTOF(kinds) == REDIS_KIND__COUNT, "a row for every kind");

enum gcp_api redis_api(enum redis_kind kind)
{
	return kinds[kind].api;
}

const char *redis_collection(enum redis_kind kind)
{
	return kinds[kind].collection;
}

char *redis_path(struct arena *a, enum redis_kind kind, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "v1/projects/%s/locations/%s/%s%s%s", url_escape(a, project), url_escape(a, region),
		kinds[kind].collection, id ? "/" : "", id ? url_escape(a, id) : "");
}

static void add_addresses(struct arena *a, const struct json *v, const char *path, struct json *out)
{
	const char *list = strstr(path, "[].");
	if (!list) {
		struct str address = json_text(json_at(v, path));
		if (address.n)
			json_add(out, json_new_stringn(a, address.p, address.n));
		return;
	}
	const struct json *items = json_at(v, arena_strndup(a, path, (size_t)(list - path)));
	for (size_t i = 0; i < json_size(items); i++)
		add_addresses(a, json_item(items, i), list + strlen("[]."), out);
}

struct json *redis_addresses(struct arena *a, enum redis_kind kind, const struct json *body)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < ADDRESSES_MAX && kinds[kind].addresses[i]; i++)
		add_addresses(a, body, kinds[kind].addresses[i], out);
	return out;
}

struct json *redis_facts(struct arena *a, const struct json *body, const char *id, int64_t now, struct err *e)
{
	static const struct fact_field fields[] = {
		{ "state", NULL, JSON_STRING }, { "statusMessage", NULL, JSON_STRING }, { "host", NULL, JSON_STRING },
		{ "port", NULL, JSON_INT }, { "network", "authorizedNetwork", JSON_STRING },
		{ "connectMode", NULL, JSON_STRING },
		{ "tier", NULL, JSON_STRING }, { "memorySizeGb", NULL, JSON_INT }, { "redisVersion", NULL, JSON_STRING },
		{ "authEnabled", NULL, JSON_BOOL }, { "transitEncryptionMode", NULL, JSON_STRING },
		{ "replicaCount", NULL, JSON_INT }, { "maintenance", "maintenanceSchedule.startTime", JSON_STRING },
		{ "readEndpoint", NULL, JSON_STRING }, { "zone", "currentLocationId", JSON_STRING },
		{ "suspensionReasons", NULL, JSON_ARRAY },
		{ "persistenceMode", "persistenceConfig.persistenceMode", JSON_STRING },
		{ "maxmemoryPolicy", "redisConfigs.maxmemory-policy", JSON_STRING },
	};
	struct json *out = json_new_object(a);
	struct json_reader r = json_reader(body, "instance", e);
	json_set_string(a, out, "instance", id);
	json_read_string(&r, "state");
	facts_copy(a, &r, fields, COUNTOF(fields), out);
	facts_network_name(a, out, json_text_at(out, "network"));
	const char *ends = json_read_string_or(&r, "maintenanceSchedule.endTime", "");
	if (json_read_done(&r) || facts_check_name(json_read_string_or(&r, "name", ""), id, e) ||
	    facts_maintenance(a, out, json_text_at(out, "maintenance"), ends, now, e))
		return NULL;
	return out;
}
