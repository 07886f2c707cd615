/* SPDX-License-Identifier: Apache-2.0 */
/* sql.c: a Cloud SQL instance (Cloud SQL Admin API v1). An instance that its owner has stopped still has the state
 * RUNNABLE; activationPolicy shows it. */
#include "resource.h"
#include "../source.h"
#include "../../../gcp/fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct fact_copy facts[] = {
	{ { "instance", "string", "name of the instance as configured" }, NULL },
	{ { "project", "string", "project of the instance" }, NULL },
	{ { "state", "string", "state: RUNNABLE, SUSPENDED, MAINTENANCE, FAILED, ..., or NOT_FOUND" }, "state" },
	{ { "activationPolicy", "string", "ALWAYS, or NEVER: its owner stopped it, although the state is RUNNABLE" },
		"settings.activationPolicy" },
	{ { "availabilityType", "string", "ZONAL or REGIONAL" }, "settings.availabilityType" },
	{ { "privateNetwork", "string", "projects/P/global/networks/N, or \"\"" },
		"settings.ipConfiguration.privateNetwork" },
	{ { "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
		NULL },
	{ { "ipv4Enabled", "bool", "the instance has a public address" }, "settings.ipConfiguration.ipv4Enabled" },
	{ { "ipAddressTypes", "list of string", "PRIMARY (public), PRIVATE, OUTGOING" }, NULL },
	{ { "connectorEnforcement", "string", "REQUIRED: only connections through the Auth Proxy are allowed; or \"\"" },
		"settings.connectorEnforcement" },
	{ { "sslMode", "string", "ALLOW_UNENCRYPTED_AND_ENCRYPTED, ENCRYPTED_ONLY, ..., or \"\"" },
		"settings.ipConfiguration.sslMode" },
	{ { "maxConnections", "int", "value of the flag max_connections, if it is set" }, NULL },
	{ { "flags", "map of string", "database flags" }, NULL },
	{ { "caDaysLeft", "int", "days until the server CA expires, if known" }, NULL },
	{ { "diskState", "string", "NORMAL or SOFT_SHUTDOWN" }, "outOfDiskReport.sqlOutOfDiskState" },
	{ { "diskSizeGb", "int", "disk size in GB" }, "settings.dataDiskSizeGb" },
	{ { "diskAutoResize", "bool", "the disk grows automatically" }, "settings.storageAutoResize" },
	{ { "diskAutoResizeLimitGb", "int", "limit of automatic growth in GB; 0: no limit" },
		"settings.storageAutoResizeLimit" },
	{ { "backups", "bool", "automatic backups are enabled" }, "settings.backupConfiguration.enabled" },
	{ { "pointInTimeRecovery", "bool", "point-in-time recovery is enabled" },
		"settings.backupConfiguration.pointInTimeRecoveryEnabled" },
	{ { "maintenance", "string", "start of the next maintenance, or \"\"" }, "scheduledMaintenance.startTime" },
	{ { "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" }, NULL },
	{ { "maintenanceVersion", "string", "maintenance version that runs, or \"\"" }, NULL },
	{ { "updateAvailable", "bool", "another maintenance version is available" }, NULL },
	{ { "edition", "string", "ENTERPRISE, ENTERPRISE_PLUS, or \"\"" }, "settings.edition" },
	{ { "instanceType", "string", "CLOUD_SQL_INSTANCE, READ_REPLICA_INSTANCE, ..." }, "instanceType" },
	{ { "masterInstanceName", "string", "primary instance of a replica, or \"\"" }, "masterInstanceName" },
	{ { "possibleConnections", "int",
		  "sum of maxInstances x pool size over the services that use it, if the config has a pool size" },
		NULL },
	{ { "pools", "map of int", "by service: pool size that possibleConnections uses" }, NULL },
	{ { "budget", "budget", "connections that all its users may open, and how many it accepts" }, NULL },
	{ { "pooling", "bool", "managed connection pooling is enabled" },
		"settings.connectionPoolConfig.connectionPoolingEnabled" },
	{ { "poolingFlags", "map of string", "flags of managed connection pooling" }, NULL },
	{ { "databaseVersion", "string", "POSTGRES_15, MYSQL_8_0, ..." }, "databaseVersion" },
	{ { "region", "string", "region of the instance" }, "region" },
	{ { "tier", "string", "machine tier" }, "settings.tier" },
	{ { "connectionName", "string", "project:region:instance" }, "connectionName" },
	{ { "suspensionReason", "list of string", "reasons of a suspension" }, "suspensionReason" },
};

static const struct fact_doc budget_facts[] = {
	{ "known", "bool", "all members are known" },
	{ "limit", "int", "connections that applications may have: without reserved ones" },
	{ "limitSource", "string",
		"flag, default (documented for engine and tier), or pooling (max_client_connections of managed pooling)" },
	{ "reserved", "int", "connections that are reserved for superusers" },
	{ "possible", "int",
		"what all services, worker pools and jobs of the services' regions may open, each with its most instances; "
		"absent if the config has no pool size" },
	{ "atRollout", "int", "the same while the previous revisions of the release still run" },
	{ "atRollback", "int", "the same while a rollback starts the revisions that it returns to" },
	{ "by", "map of user",
		"users by alias, or by kind and name for those outside the config: \"service reports\", \"job migrate\"" },
};

static const struct fact_doc user_facts[] = {
	{ "kind", "string", "service, worker pool or job" },
	{ "pool", "int", "connections that one instance may open" },
	{ "instances", "int", "most instances, or tasks at once" },
	{ "possible", "int", "pool x instances" },
	{ "atRollout", "int", "the same with the previous revision" },
	{ "atRollback", "int", "the same with the revisions that a rollback returns to" },
};

static const struct fact_shape shapes[] = {
	{ "budget", budget_facts, COUNTOF(budget_facts) },
	{ "user", user_facts, COUNTOF(user_facts) },
};

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

static void pooling_flags(struct arena *a, struct json_reader *r, struct json *out)
{
	static const char list[] = "settings.connectionPoolConfig.flags";
	struct json *all = json_new_object(a);
	size_t n = json_size(json_read_array(r, list));
	for (size_t i = 0; i < n; i++) {
		const char *name = json_read_string_or(r, arena_printf(a, "%s[%zu].name", list, i), "");
		if (*name)
			json_set_string(a, all, name, json_read_string_or(r, arena_printf(a, "%s[%zu].value", list, i), ""));
	}
	json_set(out, "poolingFlags", all);
}

/* Adds the types of addresses: PRIMARY (public), PRIVATE, OUTGOING. */
static void addresses(struct arena *a, struct json_reader *r, struct json *out)
{
	struct json *types = json_new_array(a);
	const struct json *list = json_read_array(r, "ipAddresses");
	for (size_t i = 0; i < json_size(list); i++)
		json_add(types, json_new_string(a, json_read_string_or(r, arena_printf(a, "ipAddresses[%zu].type", i), "")));
	json_set(out, "ipAddressTypes", types);
}

/* Adds whether a maintenance version is available that the owner can install before Google does. */
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

/* Adds the remaining lifetime of the CA that signs the server certificate. */
static void certificate(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	int64_t ends = json_read_time_or(r, "serverCaCert.expirationTime", 0);
	if (ends)
		json_set_int(a, out, "caDaysLeft", (ends - now) / 86400000 - (ends < now));
}

static void more(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	flags(a, r, out);
	pooling_flags(a, r, out);
	addresses(a, r, out);
	updates(a, r, out);
	certificate(a, r, now, out);
	facts_network_name(a, out, json_text_at(out, "privateNetwork"));
	if (!json_text(json_get(out, "diskState")).n)
		json_set_string(a, out, "diskState", "NORMAL");
}

static const char *const well[] = { "RUNNABLE", NULL };

const struct resource resource_sql = {
	.api = GCP_SQL,
	.what = "Cloud SQL",
	.key = "instance",
	.collection = "instances",
	.global = true,
	.well = well,
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.more = more,
	.monitored = "cloudsql_database",
	.labels = { { "project_id", "%p" }, { "database_id", "%p:%i" } },
};

const struct source source_sql = {
	.kind = "sql",
	.group = GROUP_SQL,
	.every = 30 * 1000,
	.start = resource_observation,
	.doc = "a Cloud SQL instance",
	.resource = &resource_sql,
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
