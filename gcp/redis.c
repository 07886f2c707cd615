/* SPDX-License-Identifier: Apache-2.0 */
/* redis.c: Memorystore for Redis v1. */
#include "fields.h"

char *redis_path(struct arena *a, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "v1/projects/%s/locations/%s/instances%s%s", url_escape(a, project), url_escape(a, region),
		id ? "/" : "", id ? url_escape(a, id) : "");
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
