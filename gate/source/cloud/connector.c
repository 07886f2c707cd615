/* SPDX-License-Identifier: Apache-2.0 */
/* connector.c: a Serverless VPC Access connector. */
#include "resource.h"
#include "../source.h"
#include "../../../gcp/fields.h"

static const struct fact_copy facts[] = {
	{ { "connector", "string", "name of the connector" }, NULL },
	{ { "project", "string", "project of the connector" }, NULL },
	{ { "region", "string", "region of the connector" }, NULL },
	{ { "state", "string", "state: READY, UPDATING, ERROR, ..., or NOT_FOUND" }, "state" },
	{ { "network", "string", "short name of its network, or \"\"" }, "network" },
	{ { "subnet", "string", "subnet, or \"\"" }, "subnet.name" },
	{ { "ipCidrRange", "string", "its /28 range, or \"\"" }, "ipCidrRange" },
	{ { "machineType", "string", "machine type: e2-micro, f1-micro, e2-standard-4" }, "machineType" },
	{ { "minInstances", "int", "minimum number of instances" }, "minInstances" },
	{ { "maxInstances", "int", "maximum number of instances; a connector never scales in" }, "maxInstances" },
	{ { "minThroughput", "int", "minimum throughput in Mbit/s; 0 if instances are configured" }, "minThroughput" },
	{ { "maxThroughput", "int", "maximum throughput in Mbit/s; 0 if instances are configured" }, "maxThroughput" },
	{ { "networkName", "string", "short name of its network; absent if only a subnet is configured" }, NULL },
	{ { "subnetProject", "string", "project of its subnet (Shared VPC), or \"\"" }, "subnet.projectId" },
	{ { "atMaxInstances", "bool",
		  "all permitted instances run; present if a metric \"instances\" of the connector is configured and has a "
		  "value" },
		NULL },
	{ { "connectedProjects", "list of string", "projects that use the connector" }, "connectedProjects" },
};

static void more(struct arena *a, struct json_reader *r, int64_t now, struct json *out)
{
	(void)r;
	(void)now;
	if (!json_text(json_get(out, "machineType")).n)
		json_set_string(a, out, "machineType", "e2-micro");
	if (*json_text_at(out, "network"))
		facts_network_name(a, out, json_text_at(out, "network"));
}

static const char *const well[] = { "READY", "UPDATING", NULL };

const struct resource resource_connector = {
	.api = GCP_VPCACCESS,
	.what = "VPC connector",
	.key = "connector",
	.collection = "connectors",
	.well = well,
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.more = more,
	.monitored = "vpc_access_connector",
	.labels = { { "project_id", "%p" }, { "location", "%r" }, { "connector_name", "%i" } },
};

const struct source source_connector = {
	.kind = "connector",
	.group = GROUP_CONNECTORS,
	.every = 30 * 1000,
	.start = resource_observation,
	.doc = "a Serverless VPC Access connector",
	.resource = &resource_connector,
};
