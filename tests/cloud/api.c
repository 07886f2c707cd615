/* SPDX-License-Identifier: Apache-2.0 */
/* api.c: finds the API of a path; small APIs; answers in Google's formats. */
#include "token.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

void violation(struct cloud *c, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "cloud: violation: %s\n", text);
	json_add(c->violations, json_new_string(c->a, text));
}

bool path_matches(const char *pattern, const char *path)
{
	return fnmatch(pattern, path, 0) == 0;
}

struct json *merge(struct arena *a, struct json *over, const struct json *fields)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(over); json_next(&it);)
		json_set(out, it.key, it.value);
	for (struct json_each it = json_each(fields); json_next(&it);) {
		struct json *was = json_get(out, it.key);
		bool deep = json_kind(was) == JSON_OBJECT && json_kind(it.value) == JSON_OBJECT;
		if (json_kind(it.value) == JSON_NULL)
			json_set(out, it.key, NULL);
		else
			json_set(out, it.key, deep ? merge(a, was, it.value) : it.value);
	}
	return out;
}

void api_json(struct cloud *c, struct response *r, int status, struct json *v, const char *message)
{
	struct buf b = BUF_MAX(32 * 1024 * 1024);
	json_print(v, JSON_PRETTY, &b);
	r->status = status;
	r->type = "application/json; charset=UTF-8";
	r->body = (struct str){ arena_strndup(c->a, buf_text(&b), b.n), b.n };
	r->message = message;
	buf_free(&b);
	if (message)
		schema_check(c, v, message, "answer");
}

void api_error(
	struct cloud *c, struct response *r, int status, const char *canonical, const char *text, struct json *details)
{
	struct json *v = json_new_object(c->a), *error = json_new_object(c->a);
	json_set_int(c->a, error, "code", status);
	json_set_string(c->a, error, "message", text);
	json_set_string(c->a, error, "status", canonical);
	if (details)
		json_set(error, "details", details);
	json_set(v, "error", error);
	api_json(c, r, status, v, NULL);
}

/* ---- One resource by its last name, with realistic defaults ------------------------------------- */

static struct json *parse(struct cloud *c, const char *text)
{
	struct json *v;
	struct err e;
	if (json_parse(c->a, str_of(text), &v, &e))
		violation(c, "a default of ours is %s", e.text);
	return v;
}

static void sql(struct cloud *c, const char *path, struct response *r)
{
	const char *id = strrchr(path, '/') + 1;
	const struct json *mine = json_get(c->sql, id);
	if (!mine) {
		struct json *v = parse(c,
			"{\"error\":{\"code\":404,\"message\":\"The Cloud SQL instance does not exist.\",\"errors\":[{\"message\":"
			"\"The Cloud SQL instance does not exist.\",\"domain\":\"global\",\"reason\":\"instanceDoesNotExist\"}]}}");
		api_json(c, r, 404, v, NULL);
		return;
	}
	struct json *v = parse(c,
		"{\"kind\":\"sql#instance\",\"state\":\"RUNNABLE\",\"databaseVersion\":\"POSTGRES_15\",\"region\":\"us-"
		"central1\","
		"\"instanceType\":\"CLOUD_SQL_INSTANCE\",\"settings\":{\"activationPolicy\":\"ALWAYS\",\"availabilityType\":"
		"\"ZONAL\",\"tier\":"
		"\"db-custom-1-3840\",\"ipConfiguration\":{\"ipv4Enabled\":true},\"databaseFlags\":[{\"name\":\"max_"
		"connections\",\"value\":\"100\"}],"
		"\"dataDiskSizeGb\":\"10\"},\"serverCaCert\":{\"commonName\":\"C=US\",\"expirationTime\":\"2036-01-01T00:00:"
		"00Z\"}}");
	json_set_string(c->a, v, "name", id);
	json_set_string(c->a, v, "project", c->project);
	json_set_string(c->a, v, "connectionName", arena_printf(c->a, "%s:%s:%s", c->project, c->region, id));
	api_json(c, r, 200, merge(c->a, v, mine), "sqladmin.DatabaseInstance");
}

/* The resource types of Memorystore. Redis and Valkey instances have the same path; the base of the endpoint override
 * distinguishes them. */
static const struct memorystore {
	const char *api, *base, *path, *collection, *message, *list, *defaults;
	size_t state; /* offset of its resources in struct cloud */
} memorystores[] = {
	{ "redis", "", "/v1/projects/*/locations/*/instances*", "instances", "redis.Instance",
		"redis.ListInstancesResponse",
		"{\"state\":\"READY\",\"host\":\"10.0.0.3\",\"port\":6379,\"tier\":\"BASIC\",\"memorySizeGb\":1,"
		"\"connectMode\":\"DIRECT_PEERING\",\"redisVersion\":\"REDIS_7_0\"}",
		offsetof(struct cloud, redis) },
	{ "redis", "", "/v1/projects/*/locations/*/clusters*", "clusters", "redis.Cluster", "redis.ListClustersResponse",
		"{\"state\":\"ACTIVE\",\"shardCount\":3,\"sizeGb\":39,\"nodeType\":\"REDIS_HIGHMEM_MEDIUM\","
		"\"discoveryEndpoints\":[{\"address\":\"10.0.0.7\",\"port\":6379,\"pscConfig\":"
		"{\"network\":\"projects/demo/global/networks/default\"}}]}",
		offsetof(struct cloud, clusters) },
	{ "memorystore", "/memorystore", "/memorystore/v1/projects/*/locations/*/instances*", "instances",
		"memorystore.Instance", "memorystore.ListInstancesResponse",
		"{\"state\":\"ACTIVE\",\"shardCount\":1,\"mode\":\"CLUSTER_DISABLED\",\"engineVersion\":\"VALKEY_8_0\","
		"\"nodeType\":\"STANDARD_SMALL\",\"nodeConfig\":{\"sizeGb\":6.5},\"discoveryEndpoints\":[{\"address\":"
		"\"10.0.0.8\",\"port\":6379,\"network\":\"projects/demo/global/networks/default\"}]}",
		offsetof(struct cloud, valkey) },
};

static struct json *memorystore_json(
	struct cloud *c, const struct memorystore *m, const char *id, const struct json *mine)
{
	struct json *v = parse(c, m->defaults);
	if (!strcmp(m->message, "redis.Instance"))
		json_set_string(
			c->a, v, "authorizedNetwork", arena_printf(c->a, "projects/%s/global/networks/default", c->project));
	json_set_string(c->a, v, "name",
		arena_printf(c->a, "projects/%s/locations/%s/%s/%s", c->project, c->region, m->collection, id));
	return merge(c->a, v, mine);
}

static void memorystore(struct cloud *c, const struct memorystore *m, const char *path, struct response *r)
{
	const char *id = strrchr(path, '/') + 1;
	const struct json *known = *(struct json *const *)((const char *)c + m->state), *mine = json_get(known, id);
	if (!strcmp(id, m->collection)) {
		struct json *v = json_new_object(c->a), *all = json_new_array(c->a);
		for (struct json_each it = json_each(known); json_next(&it);)
			json_add(all, memorystore_json(c, m, it.key, it.value));
		if (json_size(all))
			json_set(v, m->collection, all);
		api_json(c, r, 200, v, m->list);
	} else if (mine) {
		api_json(c, r, 200, memorystore_json(c, m, id, mine), m->message);
	} else {
		api_error(c, r, 404, "NOT_FOUND", arena_printf(c->a, "Resource '%s' was not found", path), NULL);
	}
}

static bool memorystore_answer(struct cloud *c, const struct request *q, struct response *r)
{
	for (size_t i = 0; i < COUNTOF(memorystores); i++) {
		if (!path_matches(memorystores[i].path, q->path))
			continue;
		struct request beneath = *q;
		beneath.path += strlen(memorystores[i].base);
		schema_check_method(c, &beneath, memorystores[i].api);
		memorystore(c, &memorystores[i], q->path, r);
		return true;
	}
	return false;
}

static void connector(struct cloud *c, const char *path, struct response *r)
{
	const char *id = strrchr(path, '/') + 1;
	const struct json *mine = json_get(c->connectors, id);
	if (!mine) {
		api_error(c, r, 404, "NOT_FOUND", arena_printf(c->a, "Resource '%s' was not found", path), NULL);
		return;
	}
	struct json *v = parse(c,
		"{\"state\":\"READY\",\"network\":\"default\",\"ipCidrRange\":\"10.8.0.0/28\",\"machineType\":\"e2-micro\","
		"\"minInstances\":2,\"maxInstances\":10}");
	json_set_string(
		c->a, v, "name", arena_printf(c->a, "projects/%s/locations/%s/connectors/%s", c->project, c->region, id));
	api_json(c, r, 200, merge(c->a, v, mine), "vpcaccess.Connector");
}

/* ---- Control API for tests and demos ----------------------------------------------------------------- */

static void control(struct cloud *c, const struct request *q, struct response *r)
{
	struct json *v;
	struct err e;
	if (!strcmp(q->path, "/__cloud/state")) {
		api_json(c, r, 200, model_state(c), NULL);
	} else if (!strcmp(q->path, "/__cloud/apply")) {
		int rc = json_parse(c->a, q->body, &v, &e) || model_apply(c, v, &e);
		api_json(c, r, rc ? 400 : 200, json_new_string(c->a, rc ? e.text : "applied"), NULL);
	} else {
		api_error(c, r, 404, "NOT_FOUND", "no such control", NULL);
	}
}

void api_answer(struct cloud *c, const struct request *q, struct response *r)
{
	if (!strncmp(q->path, "/__cloud/", 9)) {
		control(c, q, r);
		return;
	}
	if (token_answer(c, q, r))
		return;
	if (!q->principal) {
		api_error(c, r, 401, "UNAUTHENTICATED",
			"Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
			"other valid authentication credential.",
			NULL);
		return;
	}
	if (alerts_answer(c, q, r) || health_answer(c, q, r) || monitoring_answer(c, q, r) || logging_answer(c, q, r) ||
		secretmanager_answer(c, q, r) || memorystore_answer(c, q, r) || storage_answer(c, q, r) ||
		compute_answer(c, q, r) || registry_answer(c, q, r))
		return;
	if (workloads_answer(c, q, r)) {
		workloads_fields(c, q, r);
	} else if (!strncmp(q->path, "/v2/projects/", 13)) {
		schema_check_method(c, q, "run");
		run_answer(c, q, q->path + strlen("/v2/"), r);
		workloads_fields(c, q, r);
	} else if (path_matches("/v1/projects/*/cryptoKeyVersions/*", q->path)) {
		schema_check_method(c, q, "cloudkms");
		kms_answer(c, q, r);
	} else if (path_matches("/v1/projects/*/locations/*/connectors/*", q->path)) {
		schema_check_method(c, q, "vpcaccess");
		connector(c, q->path, r);
	} else if (path_matches("/v1/projects/*/instances/*", q->path)) {
		schema_check_method(c, q, "sqladmin");
		sql(c, q->path, r);
	} else {
		r->status = 404;
		r->type = "text/html; charset=UTF-8";
		r->body = str_of("<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>");
	}
}
