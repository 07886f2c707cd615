/* SPDX-License-Identifier: Apache-2.0 */
/* sql.c: a Cloud SQL instance, by the Cloud SQL Admin API. */
#include "resource.h"
#include "../source.h"

static const char *project_of(struct arena *a, const struct config_sql *c)
{
	const char *project, *id;
	sql_instance_name(a, c->instance, c->project, &project, &id);
	return project;
}

static char *path_of(struct arena *a, const void *config)
{
	const struct config_sql *c = config;
	const char *project, *id;
	sql_instance_name(a, c->instance, c->project, &project, &id);
	return sql_path(a, project, id);
}

static struct json *facts_of(struct arena *a, const void *config, const struct json *body, int64_t now, struct err *e)
{
	const struct config_sql *c = config;
	struct json *v = sql_facts(a, body, c->instance, now, e);
	return v ? resource_at(a, v, project_of(a, c), NULL) : NULL;
}

static struct json *not_found(struct arena *a, const void *config)
{
	const struct config_sql *c = config;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "instance", c->instance);
	json_set_string(a, v, "state", "NOT_FOUND");
	return resource_at(a, v, project_of(a, c), NULL);
}

static void start(struct run *r, struct look *l)
{
	static const struct resource resource = { GCP_SQL, path_of, facts_of, not_found };
	resource_look(r, l, &resource);
}

static const struct fact_doc facts[] = {
	{ "instance", "string", "name of the instance as configured" },
	{ "project", "string", "project of the instance" },
	{ "state", "string", "state: RUNNABLE, SUSPENDED, MAINTENANCE, FAILED, ..., or NOT_FOUND" },
	{ "activationPolicy", "string", "ALWAYS, or NEVER: its owner stopped it, although the state is RUNNABLE" },
	{ "availabilityType", "string", "ZONAL or REGIONAL" },
	{ "privateNetwork", "string", "projects/P/global/networks/N, or \"\"" },
	{ "networkName", "string", "short name of the network, to compare with those of connectors and revisions" },
	{ "ipv4Enabled", "bool", "the instance has a public address" },
	{ "ipAddressTypes", "list of string", "PRIMARY (public), PRIVATE, OUTGOING" },
	{ "connectorEnforcement", "string", "REQUIRED: only connections through the Auth Proxy are allowed; or \"\"" },
	{ "sslMode", "string", "ALLOW_UNENCRYPTED_AND_ENCRYPTED, ENCRYPTED_ONLY, ..., or \"\"" },
	{ "maxConnections", "int", "value of the flag max_connections, if it is set" },
	{ "flags", "map of string", "database flags" },
	{ "caDaysLeft", "int", "days until the server CA expires, if known" },
	{ "diskState", "string", "NORMAL or SOFT_SHUTDOWN" },
	{ "diskSizeGb", "int", "disk size in GB" },
	{ "diskAutoResize", "bool", "the disk grows automatically" },
	{ "diskAutoResizeLimitGb", "int", "limit of automatic growth in GB; 0: no limit" },
	{ "backups", "bool", "automatic backups are enabled" },
	{ "pointInTimeRecovery", "bool", "point-in-time recovery is enabled" },
	{ "maintenance", "string", "start of the next maintenance, or \"\"" },
	{ "maintenanceSoon", "bool", "the maintenance begins within 24 hours or has begun" },
	{ "maintenanceVersion", "string", "maintenance version that runs, or \"\"" },
	{ "updateAvailable", "bool", "another maintenance version is available" },
	{ "edition", "string", "ENTERPRISE, ENTERPRISE_PLUS, or \"\"" },
	{ "instanceType", "string", "CLOUD_SQL_INSTANCE, READ_REPLICA_INSTANCE, ..." },
	{ "masterInstanceName", "string", "primary instance of a replica, or \"\"" },
	{ "possibleConnections", "int",
		"sum of maxInstances x pool size over the services that use it, if the config has a pool size" },
	{ "pools", "map of int", "by service: pool size that possibleConnections uses" },
	{ "databaseVersion", "string", "POSTGRES_15, MYSQL_8_0, ..." },
	{ "region", "string", "region of the instance" },
	{ "tier", "string", "machine tier" },
	{ "connectionName", "string", "project:region:instance" },
	{ "suspensionReason", "list of string", "reasons of a suspension" },
};

const struct source source_sql = {
	.kind = "sql", .group = GROUP_SQL, .every = 30 * 1000, .start = start,
	.doc = "a Cloud SQL instance", .facts = facts, .n_facts = COUNTOF(facts),
};
