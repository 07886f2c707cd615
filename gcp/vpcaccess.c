/* SPDX-License-Identifier: Apache-2.0 */
/* vpcaccess.c: Serverless VPC Access v1 connectors. */
#include "fields.h"

char *vpcaccess_path(struct arena *a, const char *project, const char *region, const char *id)
{
	return arena_printf(a, "v1/projects/%s/locations/%s/connectors/%s", url_escape(a, project), url_escape(a, region),
		url_escape(a, id));
}

struct json *vpcaccess_facts(struct arena *a, const struct json *body, const char *id, struct err *e)
{
	static const struct fact_field fields[] = {
		{ "state", NULL, JSON_STRING },
		{ "network", NULL, JSON_STRING },
		{ "subnet", "subnet.name", JSON_STRING },
		{ "ipCidrRange", NULL, JSON_STRING },
		{ "machineType", NULL, JSON_STRING },
		{ "minInstances", NULL, JSON_INT },
		{ "maxInstances", NULL, JSON_INT },
		{ "connectedProjects", NULL, JSON_ARRAY },
		{ "minThroughput", NULL, JSON_INT },
		{ "maxThroughput", NULL, JSON_INT },
		{ "subnetProject", "subnet.projectId", JSON_STRING },
	};
	struct json *out = json_new_object(a);
	struct json_reader r = json_reader(body, "connector", e);
	json_set_string(a, out, "connector", id);
	json_read_string(&r, "state");
	facts_copy(a, &r, fields, COUNTOF(fields), out);
	if (!json_text(json_get(out, "machineType")).n)
		json_set_string(a, out, "machineType", "e2-micro");
	if (*json_text_at(out, "network"))
		facts_network_name(a, out, json_text_at(out, "network"));
	if (json_read_done(&r) || facts_check_name(json_read_string_or(&r, "name", ""), id, e))
		return NULL;
	return out;
}
