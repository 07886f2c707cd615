/* SPDX-License-Identifier: Apache-2.0 */
/* resource.c: databases, caches and connectors: tables of their config keys, and the checks that tables cannot express.
 */
#include "config.h"
#include "group.h"

#include <stdlib.h>
#include <string.h>

#define FIELD(type, member) offsetof(struct type, member)
/* clang-format off */
#define TABLE(label, type, rows) \
	{ .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = true }
/* clang-format on */

#define DAY INT64_C(86400000) /* ms */

static const struct conf_field sql_fields[] = {
	{ "instance", CONF_STRING, FIELD(config_sql, of.name), .required = true,
		.doc = "Cloud SQL instance: NAME or PROJECT:REGION:NAME" },
	{ "project", CONF_STRING, FIELD(config_sql, of.project), .doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, FIELD(config_sql, of.region),
		.doc = "region, for information only: the API does not need it" },
	{ "every", CONF_DURATION, FIELD(config_sql, of.every), .max = DAY, .def = "30s",
		.doc = "interval between observations" },
	{ "pool", CONF_INT, FIELD(config_sql, pool), .min = 1, .max = 100000,
		.doc = "pool size: connections that one instance of a service, worker pool or job may open" },
	{ "pool_env", CONF_STRING, FIELD(config_sql, pool_env),
		.doc = "environment variable of services, worker pools and jobs that holds the pool size" },
	{ "pools", CONF_PAIRS, FIELD(config_sql, pools),
		.doc = "SERVICE = \"N\": pool size of services that do not mount the instance or use another size" },
};
const struct conf_table config_sql_table = TABLE("sql", config_sql, sql_fields);

static const char *const redis_kinds[] = {
	[REDIS_INSTANCE] = "redis", [REDIS_CLUSTER] = "cluster", [REDIS_VALKEY] = "valkey", NULL
};
static const struct conf_field redis_fields[] = {
	{ "instance", CONF_STRING, FIELD(config_resource, name), .required = true,
		.doc = "name of the Memorystore instance or cluster" },
	{ "kind", CONF_CHOICE, FIELD(config_resource, kind), .choices = redis_kinds, .def = "redis",
		.doc = "an instance of Memorystore for Redis, a Redis Cluster, or an instance of Memorystore for Valkey" },
	{ "project", CONF_STRING, FIELD(config_resource, project), .doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, FIELD(config_resource, region), .doc = "its region (default: region of the config)" },
	{ "every", CONF_DURATION, FIELD(config_resource, every), .max = DAY, .def = "30s",
		.doc = "interval between observations" },
};
const struct conf_table config_redis_table = TABLE("redis", config_resource, redis_fields);

static const struct conf_field connector_fields[] = {
	{ "connector", CONF_STRING, FIELD(config_resource, name), .required = true,
		.doc = "name of the Serverless VPC Access connector" },
	{ "project", CONF_STRING, FIELD(config_resource, project), .doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, FIELD(config_resource, region), .doc = "its region (default: region of the config)" },
	{ "every", CONF_DURATION, FIELD(config_resource, every), .max = DAY, .def = "30s",
		.doc = "interval between observations" },
};
const struct conf_table config_connector_table = TABLE("connectors", config_resource, connector_fields);

static const struct conf_field job_fields[] = {
	{ "job", CONF_STRING, FIELD(config_job, of.name), .required = true, .doc = "name of the Cloud Run job" },
	{ "restore", CONF_BOOL, FIELD(config_job, restore), .def = "false",
		.doc = "true: a rollback puts the images of the snapshot back, which makes a new generation of the job" },
	{ "project", CONF_STRING, FIELD(config_job, of.project), .doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, FIELD(config_job, of.region), .doc = "its region (default: region of the config)" },
	{ "every", CONF_DURATION, FIELD(config_job, of.every), .max = DAY, .def = "30s",
		.doc = "interval between observations" },
};
const struct conf_table config_job_table = TABLE("jobs", config_job, job_fields);

static int check_pools(const struct config *c, const struct config_sql *sql, struct err *e)
{
	const struct config_service *services = CONFIG_ITEMS(c->workloads, const struct config_service);
	for (size_t i = 0; i < sql->pools.n; i++) {
		const char *name = sql->pools.items[i].name, *size = secret_reveal(sql->pools.items[i].value);
		bool known = false;
		for (size_t j = 0; j < c->workloads.n; j++)
			known = known || !strcmp(services[j].member.alias, name);
		if (!known)
			return conf_error(
				e, &sql->of.member.place, "sql.%s: pools: no service has the alias \"%s\"", sql->of.member.alias, name);
		if (!*size || strspn(size, "0123456789") != strlen(size) || strlen(size) > 5 || !strtol(size, NULL, 10))
			return conf_error(e, &sql->of.member.place, "sql.%s: pools.%s must be a number from 1 to 99999, not \"%s\"",
				sql->of.member.alias, name, size);
	}
	return 0;
}

int config_resources_check(struct arena *a, const struct config *c, struct conf_errors *all)
{
	const struct config_sql *sql = CONFIG_ITEMS(c->sql, const struct config_sql);
	int rc = 0;
	for (size_t i = 0; i < c->sql.n && !conf_errors_at(all, "services"); i++) {
		const char *path = arena_printf(a, "sql.%s", sql[i].of.member.alias);
		struct err e;
		if (!conf_errors_below(all, path))
			rc |= conf_errors_add(all, path, check_pools(c, &sql[i], &e), &e);
	}
	return rc;
}

bool config_sql_has_pools(const struct config_sql *sql)
{
	return sql->pool || sql->pool_env || sql->pools.n;
}

void config_resources_place(struct config *c)
{
	for (int g = 0; g < GROUP__COUNT; g++)
		for (size_t i = 0; group_is_of_resources((enum group)g) && i < group_count(c, (enum group)g); i++) {
			struct config_resource *one = group_item(c, (enum group)g, i);
			one->project = one->project ? one->project : c->project;
			one->region = one->region ? one->region : c->region;
		}
}
