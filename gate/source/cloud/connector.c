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
	{ "connector", "string", "name of the connector" },
	{ "project", "string", "project of the connector" },
	{ "region", "string", "region of the connector" },
	{ "state", "string", "state: READY, UPDATING, ERROR, ..., or NOT_FOUND" },
	{ "network", "string", "short name of its network, or \"\"" },
	{ "subnet", "string", "subnet, or \"\"" },
	{ "ipCidrRange", "string", "its /28 range, or \"\"" },
	{ "machineType", "string", "machine type: e2-micro, f1-micro, e2-standard-4" },
	{ "minInstances", "int", "minimum number of instances" },
	{ "maxInstances", "int", "maximum number of instances; a connector never scales in" },
	{ "minThroughput", "int", "minimum throughput in Mbit/s; 0 if instances are configured" },
	{ "maxThroughput", "int", "maximum throughput in Mbit/s; 0 if instances are configured" },
	{ "networkName", "string", "short name of its network; absent if only a subnet is configured" },
	{ "subnetProject", "string", "project of its subnet (Shared VPC), or \"\"" },
	{ "atMaxInstances", "bool",
		"all permitted instances run; present if a metric \"instances\" of the connector is configured and has a "
		"value" },
	{ "connectedProjects", "list of string", "projects that use the connector" },
};

const struct source source_connector = {
	.kind = "connector", .group = GROUP_CONNECTORS, .every = 30 * 1000, .start = start,
	.doc = "a Serverless VPC Access connector", .facts = facts, .n_facts = COUNTOF(facts),
};
