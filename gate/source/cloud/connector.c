/* SPDX-License-Identifier: Apache-2.0 */
/* connector.c: a Serverless VPC Access connector. */
#include "resource.h"
#include "../source.h"

static char *path_of(struct arena *a, const void *config)
{
	const struct config_connector *c = config;
	return vpcaccess_path(a, c->project, c->region, c->connector);
}

static struct json *facts_of(struct arena *a, const void *config, const struct json *body, int64_t now, struct err *e)
{
	const struct config_connector *c = config;
	(void)now;
	struct json *v = vpcaccess_facts(a, body, c->connector, e);
	return v ? resource_at(a, v, c->project, c->region) : NULL;
}

static struct json *not_found(struct arena *a, const void *config)
{
	const struct config_connector *c = config;
	struct json *v = json_new_object(a);
	json_set_string(a, v, "connector", c->connector);
	json_set_string(a, v, "state", "NOT_FOUND");
	return resource_at(a, v, c->project, c->region);
}

static void start(struct run *r, struct look *l)
{
	static const struct resource resource = { GCP_VPCACCESS, path_of, facts_of, not_found };
	resource_look(r, l, &resource);
}

static const struct fact_doc facts[] = {
	{ "connector", "string", "its name" },
	{ "project", "string", "its project" },
	{ "region", "string", "its region" },
	{ "state", "string", "READY, UPDATING, ERROR, ..., or NOT_FOUND" },
	{ "network", "string", "its network's short name, or \"\"" },
	{ "subnet", "string", "its subnet, or \"\"" },
	{ "ipCidrRange", "string", "its /28, or \"\"" },
	{ "machineType", "string", "e2-micro, f1-micro, e2-standard-4" },
	{ "minInstances", "int", "instances at least" },
	{ "maxInstances", "int", "instances at most; it never scales in" },
	{ "minThroughput", "int", "Mbit/s; 0 where instances are said" },
	{ "maxThroughput", "int", "Mbit/s; 0 where instances are said" },
	{ "networkName", "string", "its network's short name; absent where a subnet alone is said" },
	{ "subnetProject", "string", "the project of its subnet (Shared VPC), or \"\"" },
	{ "atMaxInstances", "bool",
		"all it may have run: said where a metric \"instances\" of it is configured and has a value" },
	{ "connectedProjects", "list of string", "projects that use it" },
};

const struct source source_connector = {
	.kind = "connector", .group = GROUP_CONNECTORS, .every = 30 * 1000, .start = start,
	.doc = "a Serverless VPC Access connector", .facts = facts, .n_facts = COUNTOF(facts),
};
