/* SPDX-License-Identifier: Apache-2.0 */
/* compute.c: the subnets of Compute Engine, with their utilization, and the quotas of Cloud Quotas. */
#include "cloud.h"

#include <string.h>

static bool is_denied(const struct cloud *c, const char *permission)
{
	for (size_t i = 0; i < json_size(c->denied); i++)
		if (str_is(json_text(json_item(c->denied, i)), permission))
			return true;
	return false;
}

static struct json *parse(struct cloud *c, const char *text)
{
	struct json *v = NULL;
	struct err e;
	if (json_parse(c->a, str_of(text), &v, &e))
		violation(c, "a default of ours is %s", e.text);
	return v;
}

/* Errors of Compute Engine have both forms. */
static void refuse(
	struct cloud *c, struct response *r, int status, const char *reason, const char *canonical, const char *text)
{
	struct json *v = parse(c,
		arena_printf(c->a,
			"{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"message\":\"%s\",\"domain\":\"global\","
			"\"reason\":\"%s\"}],\"status\":\"%s\"}}",
			status, text, text, reason, canonical));
	api_json(c, r, status, v, NULL);
}

static void subnet(struct cloud *c, const struct request *q, struct response *r)
{
	const char *id = strrchr(q->path, '/') + 1, *views = q->query ? query_named(c, q->query, "views", 0) : NULL;
	const struct json *mine = json_get(c->subnets, id);
	const char *name = q->path + strlen("/compute/v1/");
	if (is_denied(c, "compute.subnetworks.get")) {
		refuse(c, r, 403, "forbidden", "PERMISSION_DENIED",
			arena_printf(c->a, "Required 'compute.subnetworks.get' permission for '%s'", name));
		return;
	}
	if (!mine) {
		refuse(c, r, 404, "notFound", "NOT_FOUND", arena_printf(c->a, "The resource '%s' was not found", name));
		return;
	}
	struct json *v = parse(c,
		"{\"kind\":\"compute#subnetwork\",\"ipCidrRange\":\"10.9.0.0/24\",\"purpose\":\"PRIVATE\",\"stackType\":"
		"\"IPV4_ONLY\"}");
	json_set_string(c->a, v, "name", id);
	v = merge(c->a, v, mine);
	if (!views || strcmp(views, "WITH_UTILIZATION") != 0)
		json_set(v, "utilizationDetails", NULL);
	api_json(c, r, 200, v, "compute.Subnetwork");
}

static void quotas(struct cloud *c, const struct request *q, struct response *r)
{
	struct json *v = json_new_object(c->a);
	if (is_denied(c, "cloudquotas.quotas.get")) {
		api_error(c, r, 403, "PERMISSION_DENIED",
			arena_printf(c->a, "Permission 'cloudquotas.quotas.get' denied on resource '%s' (or it may not exist).",
				q->path + strlen("/v1/")),
			NULL);
		return;
	}
	if (json_size(c->quotas))
		json_set(v, "quotaInfos", json_copy(c->a, c->quotas));
	api_json(c, r, 200, v, "cloudquotas.ListQuotaInfosResponse");
}

bool compute_answer(struct cloud *c, const struct request *q, struct response *r)
{
	if (path_matches("/compute/v1/projects/*/regions/*/subnetworks/*", q->path)) {
		schema_check_method(c, q, "compute");
		subnet(c, q, r);
	} else if (path_matches("/v1/projects/*/locations/global/services/*/quotaInfos", q->path)) {
		schema_check_method(c, q, "cloudquotas");
		quotas(c, q, r);
	} else {
		return false;
	}
	return true;
}
