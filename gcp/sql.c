/* SPDX-License-Identifier: Apache-2.0 */
/* sql.c: Cloud SQL Admin v1. RUNNABLE says nothing about an instance that its owner has stopped: activationPolicy
 * does. */
#include "fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void sql_instance_name(
	struct arena *a, const char *text, const char *default_project, const char **project, const char **id)
{
	const char *last = strrchr(text, ':'), *before = last;
	while (before && before > text && *--before != ':')
		;
	bool full = last && before > text && *before == ':';
	*id = last ? last + 1 : text;
	*project = full ? arena_strndup(a, text, (size_t)(before - text)) : default_project;
}

char *sql_path(struct arena *a, const char *project, const char *id)
{
	return arena_printf(a, "v1/projects/%s/instances/%s", url_escape(a, project), url_escape(a, id));
}

static void flags(struct arena *a, struct json_reader *r, struct json *out)
{
	struct json *all = json_new_object(a);
	const struct json *list = json_read_array(r, "settings.databaseFlags");
	for (size_t i = 0; i < json_size(list); i++) {
		const char *name = json_read_string_or(r, arena_printf(a, "settings.databaseFlags[%zu].name", i), "");
		const char *value = json_read_string_or(r, arena_printf(a, "settings.databaseFlags[%zu].value", i), "");
		char *end;
		errno = 0;
		long long n = strtoll(value, &end, 10);
		if (!strcmp(name, "max_connections") && *value && !*end && !errno)
			json_set_int(a, out, "maxConnections", n);
		if (*name)
			json_set_string(a, all, name, value);
	}
	json_set(out, "flags", all);
}

/* PRIMARY (public), PRIVATE, OUTGOING. */
static void addresses(struct arena *a, struct json_reader *r, struct json *out)
{
	struct json *types = json_new_array(a);
	const struct json *list = json_read_array(r, "ipAddresses");
	for (size_t i = 0; i < json_size(list); i++)
		json_add(types, json_new_string(a, json_read_string_or(r, arena_printf(a, "ipAddresses[%zu].type", i), "")));
	json_set(out, "ipAddressTypes", types);
}

/* A version that the instance could be brought to by its owner, before Google does it. */
static void updates(struct arena *a, struct json_reader *r, struct json *out)
{
	const char *now = json_read_string_or(r, "maintenanceVersion", "");
	const struct json *list = json_read_array(r, "availableMaintenanceVersions");
	bool other = false;
	for (size_t i = 0; i < json_size(list); i++)
		other = other || !str_is(json_text(json_item(list, i)), now);
	json_set_string(a, out, "maintenanceVersion", now);
	json_set_bool(a, out, "updateAvailable", other);
}

/* The CA that now signs the server's certificate. */
static void certificate(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	int64_t ends = json_read_time_or(r, "serverCaCert.expirationTime", 0);
	if (ends)
		json_set_int(a, out, "caDaysLeft", (ends - now) / 86400000 - (ends < now));
}

struct json *sql_facts(struct arena *a, const struct json *body, const char *id, int64_t now, struct err *e)
{
	static const struct fact_field fields[] = {
		{ "state", NULL, JSON_STRING },
		{ "activationPolicy", "settings.activationPolicy", JSON_STRING },
		{ "availabilityType", "settings.availabilityType", JSON_STRING },
		{ "privateNetwork", "settings.ipConfiguration.privateNetwork", JSON_STRING },
		{ "ipv4Enabled", "settings.ipConfiguration.ipv4Enabled", JSON_BOOL },
		{ "sslMode", "settings.ipConfiguration.sslMode", JSON_STRING },
		{ "diskState", "outOfDiskReport.sqlOutOfDiskState", JSON_STRING },
		{ "maintenance", "scheduledMaintenance.startTime", JSON_STRING },
		{ "databaseVersion", NULL, JSON_STRING },
		{ "region", NULL, JSON_STRING },
		{ "tier", "settings.tier", JSON_STRING },
		{ "connectionName", NULL, JSON_STRING },
		{ "suspensionReason", NULL, JSON_ARRAY },
		{ "instanceType", NULL, JSON_STRING },
		{ "masterInstanceName", NULL, JSON_STRING },
		{ "edition", "settings.edition", JSON_STRING },
		{ "diskSizeGb", "settings.dataDiskSizeGb", JSON_INT },
		{ "diskAutoResize", "settings.storageAutoResize", JSON_BOOL },
		{ "diskAutoResizeLimitGb", "settings.storageAutoResizeLimit", JSON_INT },
		{ "connectorEnforcement", "settings.connectorEnforcement", JSON_STRING },
		{ "backups", "settings.backupConfiguration.enabled", JSON_BOOL },
		{ "pointInTimeRecovery", "settings.backupConfiguration.pointInTimeRecoveryEnabled", JSON_BOOL },
	};
	struct json *out = json_new_object(a);
	struct json_reader r = json_reader(body, "instance", e);
	const char *name = strrchr(id, ':') ? strrchr(id, ':') + 1 : id;
	json_set_string(a, out, "instance", name);
	json_read_string(&r, "state");
	facts_copy(a, &r, fields, COUNTOF(fields), out);
	flags(a, &r, out);
	addresses(a, &r, out);
	updates(a, &r, out);
	certificate(a, &r, now, out);
	facts_network_name(a, out, json_text_at(out, "privateNetwork"));
	if (!json_text(json_get(out, "diskState")).n)
		json_set_string(a, out, "diskState", "NORMAL");
	if (json_read_done(&r) || facts_check_name(json_read_string_or(&r, "name", ""), name, e) ||
	    facts_maintenance(a, out, json_text_at(out, "maintenance"), "", now, e))
		return NULL;
	return out;
}
