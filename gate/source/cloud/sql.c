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
	{ "instance", "string", "its name, as configured" },
	{ "project", "string", "its project" },
	{ "state", "string", "RUNNABLE, SUSPENDED, MAINTENANCE, FAILED, ..., or NOT_FOUND" },
	{ "activationPolicy", "string", "ALWAYS; NEVER: stopped by its owner, though RUNNABLE" },
	{ "availabilityType", "string", "ZONAL or REGIONAL" },
	{ "privateNetwork", "string", "projects/P/global/networks/N, or \"\"" },
	{ "networkName", "string", "its short name, to compare with those of connectors and revisions" },
	{ "ipv4Enabled", "bool", "it has a public address" },
	{ "ipAddressTypes", "list of string", "PRIMARY (public), PRIVATE, OUTGOING" },
	{ "connectorEnforcement", "string", "REQUIRED: connections through the Auth Proxy alone; or \"\"" },
	{ "sslMode", "string", "ALLOW_UNENCRYPTED_AND_ENCRYPTED, ENCRYPTED_ONLY, ..., or \"\"" },
	{ "maxConnections", "int", "of the flag max_connections, where it is set" },
	{ "flags", "map of string", "the database flags" },
	{ "caDaysLeft", "int", "days until the server CA ends, where it is said" },
	{ "diskState", "string", "NORMAL or SOFT_SHUTDOWN" },
	{ "diskSizeGb", "int", "GB" },
	{ "diskAutoResize", "bool", "it grows by itself" },
	{ "diskAutoResizeLimitGb", "int", "up to so many GB; 0: without a limit" },
	{ "backups", "bool", "automatic backups are on" },
	{ "pointInTimeRecovery", "bool", "it can be restored to a moment" },
	{ "maintenance", "string", "when the next maintenance begins, or \"\"" },
	{ "maintenanceSoon", "bool", "it begins within 24 hours, or has begun" },
	{ "maintenanceVersion", "string", "the version it runs, or \"\"" },
	{ "updateAvailable", "bool", "there is another one" },
	{ "edition", "string", "ENTERPRISE, ENTERPRISE_PLUS, or \"\"" },
	{ "instanceType", "string", "CLOUD_SQL_INSTANCE, READ_REPLICA_INSTANCE, ..." },
	{ "masterInstanceName", "string", "of a replica, or \"\"" },
	{ "possibleConnections", "int",
		"maxInstances x pool size over the services that use it, where the config says a pool size" },
	{ "pools", "map of int", "by service: the pool size that possibleConnections counts with" },
	{ "databaseVersion", "string", "POSTGRES_15, MYSQL_8_0, ..." },
	{ "region", "string", "where it runs" },
	{ "tier", "string", "its machine" },
	{ "connectionName", "string", "project:region:instance" },
	{ "suspensionReason", "list of string", "why it is SUSPENDED" },
};

const struct source source_sql = {
	.kind = "sql", .group = GROUP_SQL, .every = 30 * 1000, .start = start,
	.doc = "a Cloud SQL instance", .facts = facts, .n_facts = COUNTOF(facts),
};
