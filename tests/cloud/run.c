/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: the simulated Cloud Run Admin API v2: services, revisions, operations, traffic. */
#include "token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *time_text(struct cloud *c, int64_t unix_ms)
{
	return clock_time_text(c->a, unix_ms + json_int(token_state(c, "skew_s")) * 1000); /* by the cloud's own clock */
}

static const char *place_of(const struct cloud *c, const char *project, const char *region)
{
	return arena_printf(c->a, "projects/%s/locations/%s/", project, region);
}

static const char *full_name(struct cloud *c, const struct service *s)
{
	const char *place = place_of(c, s->project, s->region);
	return arena_printf(c->a, "%s%s/%s", place, s->pool ? "workerPools" : "services", s->id);
}

/* As from Google: the quotes are part of it. */
static const char *etag_of(struct cloud *c, const struct service *s)
{
	return arena_printf(c->a, "\"%lld/%s\"", (long long)s->updated_us, s->uid + 24);
}

static struct json *condition(struct cloud *c, const char *type, bool ok, bool pending, const char *message, int64_t at)
{
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "type", type);
	json_set_string(c->a, v, "state",
		pending  ? "CONDITION_RECONCILING"
			: ok ? "CONDITION_SUCCEEDED"
				 : "CONDITION_FAILED");
	json_set_string(c->a, v, "message", ok ? NULL : message);
	json_set_string(c->a, v, "lastTransitionTime", time_text(c, at));
	if (!ok && !pending)
		json_set_string(c->a, v, "revisionReason", "HEALTH_CHECK_CONTAINER_ERROR");
	return v;
}

static struct json *row_json(struct cloud *c, struct service *s, const struct target *t, bool status)
{
	struct json *v = json_new_object(c->a);
	json_set_string(c->a, v, "type",
		arena_printf(c->a, "%s_ALLOCATION_TYPE_%s", s->pool ? "INSTANCE_SPLIT" : "TRAFFIC_TARGET",
			t->latest ? "LATEST" : "REVISION"));
	/* LATEST has no revision, as observed in the real API */
	json_set_string(c->a, v, "revision", t->latest ? NULL : t->revision);
	if (t->percent)
		json_set_int(c->a, v, "percent", t->percent);
	json_set_string(c->a, v, "tag", t->tag);
	if (status && t->tag)
		json_set_string(c->a, v, "uri", server_origin(c, s, server_tag_port(c, s, t->tag)));
	return v;
}

static struct json *rows_json(struct cloud *c, struct service *s, const struct split *split, bool status)
{
	struct json *all = json_new_array(c->a);
	for (size_t i = 0; i < split->n; i++)
		json_add(all, row_json(c, s, &split->rows[i], status));
	for (size_t i = 0; i < s->previews; i++)
		json_add(all,
			row_json(c, s,
				&(struct target){ .revision = s->latest_created, .tag = arena_printf(c->a, "preview-%zu", i) }, false));
	return all;
}

/* With more than 2000 tags in a region, Cloud Run removes tags without traffic. */
static void check_tags(struct cloud *c, const struct service *s, const struct split *wish)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_services; i++) {
		const struct service *one = &c->services[i];
		const struct split *split = one == s ? wish : &one->desired;
		if (one->gone || strcmp(one->region, s->region) != 0)
			continue;
		n += one->previews;
		for (size_t k = 0; k < split->n; k++)
			n += split->rows[k].tag != NULL;
	}
	if (n > 2000)
		violation(c, "PATCH leaves %zu tags in %s: Cloud Run removes those of others", n, s->region);
}

static struct json *container_json(struct cloud *c, const struct service *s, const struct revision *r)
{
	struct json *v = json_new_object(c->a), *ports = json_new_array(c->a), *port = json_new_object(c->a);
	struct json *resources = json_new_object(c->a), *limits = json_new_object(c->a);
	json_set_string(c->a, port, "name", "http1");
	json_set_int(c->a, port, "containerPort", 8080);
	if (!s->pool)
		json_add(ports, port);
	json_set_string(c->a, limits, "cpu", "1000m");
	json_set_string(c->a, limits, "memory", "512Mi");
	json_set(resources, "limits", limits);
	json_set_string(c->a, v, "image", registry_image(c, s, r));
	json_set(v, "resources", resources);
	if (!s->pool)
		json_set(v, "ports", ports);
	return v;
}

static struct json *revision_json(struct cloud *c, struct service *s, struct revision *r)
{
	struct json *v = json_new_object(c->a), *conditions = json_new_array(c->a), *containers = json_new_array(c->a);
	json_set_string(c->a, v, "name", arena_printf(c->a, "%s/revisions/%s", full_name(c, s), r->name));
	json_set_string(c->a, v, "uid", r->uid);
	json_set_string(c->a, v, "generation", "1");
	json_set_string(c->a, v, "createTime", time_text(c, r->created_at));
	json_set_string(c->a, v, "updateTime", time_text(c, r->created_at));
	json_add(containers, container_json(c, s, r));
	json_set(v, "containers", containers);
	if (!s->pool) {
		json_set_string(c->a, v, "service", s->id);
		json_set_string(c->a, v, "timeout", "300s");
		json_set_int(c->a, v, "maxInstanceRequestConcurrency", 80);
	}
	json_set_string(c->a, v, "serviceAccount", arena_printf(c->a, "run@%s.iam.gserviceaccount.com", c->project));
	json_add(conditions, condition(c, "Ready", r->ready, false, r->message, r->created_at));
	json_add(conditions, condition(c, "ContainerReady", r->ready, false, r->message, r->created_at));
	json_set(v, "conditions", conditions);
	json_set_string(c->a, v, "observedGeneration", "1");
	json_set_string(c->a, v, "etag", arena_printf(c->a, "\"%s\"", r->uid));
	return r->api ? merge(c->a, v, r->api) : v;
}

static struct json *service_json(struct cloud *c, struct service *s)
{
	struct json *v = json_new_object(c->a), *conditions = json_new_array(c->a);
	bool pending = s->reconcile_at != 0;
	const struct revision *latest = model_revision(s, s->latest_created);
	const char *failed = s->failed ? s->failed : latest && !latest->ready ? latest->message : NULL;
	json_set_string(c->a, v, "name", full_name(c, s));
	json_set_string(c->a, v, "uid", s->uid);
	json_set_string(c->a, v, "generation", arena_printf(c->a, "%lld", (long long)s->generation));
	json_set_string(c->a, v, "createTime", "2026-01-10T08:00:00.101112Z");
	json_set_string(c->a, v, "updateTime", time_text(c, s->changed_at));
	json_set_string(c->a, v, "creator", arena_printf(c->a, "ci@%s.iam.gserviceaccount.com", c->project));
	json_set_string(c->a, v, "lastModifier", arena_printf(c->a, "ci@%s.iam.gserviceaccount.com", c->project));
	json_set_string(c->a, v, "client", "gcloud");
	json_set_string(c->a, v, "launchStage", "GA");
	json_set(v, s->pool ? "instanceSplits" : "traffic", rows_json(c, s, &s->desired, false));
	json_set_string(c->a, v, "observedGeneration", arena_printf(c->a, "%lld", (long long)s->observed));
	json_set(v, "terminalCondition", condition(c, "Ready", !failed, pending, failed, s->routed_at));
	json_add(conditions, condition(c, "RoutesReady", !s->failed, pending, s->failed, s->routed_at));
	json_add(conditions,
		condition(
			c, "ConfigurationsReady", !latest || latest->ready, false, latest ? latest->message : NULL, s->routed_at));
	json_set(v, "conditions", conditions);
	if (s->latest_ready)
		json_set_string(
			c->a, v, "latestReadyRevision", arena_printf(c->a, "%s/revisions/%s", full_name(c, s), s->latest_ready));
	if (s->latest_created)
		json_set_string(c->a, v, "latestCreatedRevision",
			arena_printf(c->a, "%s/revisions/%s", full_name(c, s), s->latest_created));
	json_set(v, s->pool ? "instanceSplitStatuses" : "trafficStatuses", rows_json(c, s, &s->effective, true));
	if (s->pool) {
		struct json *scaling = json_new_object(c->a);
		json_set_int(c->a, scaling, "manualInstanceCount", 2);
		if (s->surge)
			json_set_int(c->a, scaling, "maxSurge", s->surge);
		json_set(v, "scaling", scaling);
	} else {
		json_set_string(c->a, v, "ingress", "INGRESS_TRAFFIC_ALL");
		json_set_string(c->a, v, "uri", server_origin(c, s, s->port));
	}
	if (pending)
		json_set_bool(c->a, v, "reconciling", true);
	json_set_string(c->a, v, "etag", etag_of(c, s));
	return s->api ? merge(c->a, v, s->api) : v;
}

static struct json *operation_json(struct cloud *c, struct service *s)
{
	struct json *v = json_new_object(c->a), *error = json_new_object(c->a), *response = service_json(c, s);
	json_set_string(c->a, v, "name", s->operation_name);
	if (!s->operation_done)
		return v;
	json_set_bool(c->a, v, "done", true);
	if (s->failed) {
		const struct json *fail = json_get(s->operation, "fail");
		json_set_int(c->a, error, "code", json_get(fail, "code") ? json_int(json_get(fail, "code")) : 9);
		json_set_string(c->a, error, "message", s->failed);
		json_set(v, "error", error);
	} else {
		json_set_string(c->a, response, "@type",
			arena_printf(c->a, "type.googleapis.com/google.cloud.run.v2.%s", s->pool ? "WorkerPool" : "Service"));
		json_set(v, "response", response);
	}
	return v;
}

static const char *message_of(const struct service *s)
{
	return s->pool ? "run.WorkerPool" : "run.Service";
}

/* The answer to a read of it. */
struct json *run_json(struct cloud *c, struct service *s)
{
	return stale_answer(c, s, service_json(c, s));
}

/* ---- Methods ------------------------------------------------------------------------------------- */

static void list_revisions(struct cloud *c, struct service *s, const struct request *q, struct response *r)
{
	struct json *v = json_new_object(c->a), *all = json_new_array(c->a);
	const char *token = q->query ? strstr(q->query, "pageToken=") : NULL;
	size_t from = token ? (size_t)strtoul(token + strlen("pageToken=") + strlen("page"), NULL, 10) : 0;
	size_t page = s->page_size ? s->page_size : s->n_revisions;
	stale_list_read(c, s);
	for (size_t i = from; i < s->n_revisions && i < from + page; i++) {
		struct revision *one = &s->revisions[s->n_revisions - 1 - i];
		if (!stale_list_lacks(s, one->name))
			json_add(all, revision_json(c, s, one));
	}
	if (json_size(all))
		json_set(v, "revisions", all);
	if (from + page < s->n_revisions)
		json_set_string(c->a, v, "nextPageToken", arena_printf(c->a, "page%zu", from + page));
	api_json(c, r, 200, v, "run.ListRevisionsResponse");
}

/* `from`: the page token is the index of the first item. */
static size_t page_from(const struct request *q)
{
	const char *token = q->query ? strstr(q->query, "pageToken=page") : NULL;
	return token ? (size_t)strtoul(token + strlen("pageToken=page"), NULL, 10) : 0;
}

/* A page of a list of the region: services, or the revisions of all services. */
static void list_region(struct cloud *c, const char *path, const struct request *q, const char *key, bool pools,
	const char *message, struct response *r)
{
	struct json *v = json_new_object(c->a), *page = json_new_array(c->a);
	size_t from = page_from(q), n = 0, size = c->page_size ? c->page_size : SIZE_MAX;
	bool revisions = !strcmp(key, "revisions");
	for (size_t i = 0; i < c->n_services; i++) {
		struct service *s = &c->services[i];
		const char *prefix = place_of(c, s->project, s->region);
		if (s->gone || s->unlisted || s->pool != pools || strncmp(path, prefix, strlen(prefix)) != 0)
			continue;
		if (revisions)
			stale_list_read(c, s);
		for (size_t k = 0; k < (revisions ? s->n_revisions : 1); k++) {
			if (revisions && stale_list_lacks(s, s->revisions[k].name))
				continue;
			if (n >= from && json_size(page) < size)
				json_add(page, revisions ? revision_json(c, s, &s->revisions[k]) : run_json(c, s));
			n++;
		}
	}
	if (json_size(page))
		json_set(v, key, page);
	if (from + json_size(page) < n)
		json_set_string(c->a, v, "nextPageToken", arena_printf(c->a, "page%zu", from + json_size(page)));
	if (!revisions && json_size(c->unreachable))
		json_set(v, "unreachable", json_copy(c->a, c->unreachable));
	api_json(c, r, 200, v, message);
}

static void not_found(struct cloud *c, struct response *r, const char *kind, const char *name)
{
	api_error(c, r, 404, "NOT_FOUND",
		arena_printf(c->a, "Resource '%s' of kind '%s' in region '%s' in project '%s' does not exist.", name, kind,
			c->region, c->project),
		NULL);
}

static int read_rows(struct cloud *c, const struct json *rows, struct split *out, int *sum)
{
	*sum = 0;
	out->n = 0;
	for (size_t i = 0; i < json_size(rows) && out->n < TARGETS_MAX; i++) {
		const struct json *row = json_item(rows, i);
		struct target *t = &out->rows[out->n++];
		struct str type = json_text(json_get(row, "type")), revision = json_text(json_get(row, "revision")),
				   tag = json_text(json_get(row, "tag"));
		*t = (struct target){ .latest = strstr(type.p, "LATEST") != NULL,
			.percent = (int)json_int(json_get(row, "percent")),
			.revision = revision.n ? arena_strdup(c->a, revision.p) : NULL,
			.tag = tag.n ? arena_strdup(c->a, tag.p) : NULL };
		*sum += t->percent;
	}
	return json_size(rows) ? 0 : -1;
}

static bool listed(const struct json *all, struct str permission)
{
	for (size_t i = 0; i < json_size(all); i++)
		if (str_eq(json_text(json_item(all, i)), permission))
			return true;
	return false;
}

/* denied: for all; identity.denied.PRINCIPAL: for one. */
static bool is_denied(struct cloud *c, const struct request *q, struct str permission)
{
	return listed(c->denied, permission) || listed(json_get(token_state(c, "denied"), q->principal), permission);
}

/* The operation of such a request is done, and is not stored. */
static void validated(
	struct cloud *c, struct service *s, const struct request *q, const struct split *wish, struct response *r)
{
	struct json *v = json_new_object(c->a), *response = service_json(c, s);
	const char *permission = s->pool ? "run.workerpools.update" : "run.services.update";
	if (is_denied(c, q, str_of(permission))) {
		api_error(c, r, 403, "PERMISSION_DENIED",
			arena_printf(c->a, "Permission '%s' denied on resource '%s'.", permission, full_name(c, s)), NULL);
		return;
	}
	for (size_t i = 0; i < wish->n; i++)
		if (!wish->rows[i].latest && !model_revision(s, wish->rows[i].revision)) {
			api_error(c, r, 400, "INVALID_ARGUMENT",
				arena_printf(c->a, "Revision '%s' does not exist or is deleted.", wish->rows[i].revision), NULL);
			return;
		}
	json_set_string(
		c->a, v, "name", arena_printf(c->a, "projects/%s/locations/%s/operations/validated", c->project, s->region));
	json_set_bool(c->a, v, "done", true);
	json_set_string(c->a, response, "@type",
		arena_printf(c->a, "type.googleapis.com/google.cloud.run.v2.%s", s->pool ? "WorkerPool" : "Service"));
	json_set(v, "response", response);
	api_json(c, r, 200, v, "run.Operation");
}

static void patch(struct cloud *c, struct service *s, const struct request *q, struct response *r)
{
	struct json *body;
	struct err e;
	struct split wish;
	int sum;
	const char *permission = s->pool ? "run.workerpools.update" : "run.services.update";
	if (listed(json_get(token_state(c, "denied"), q->principal), str_of(permission))) {
		api_error(c, r, 403, "PERMISSION_DENIED",
			arena_printf(c->a, "Permission '%s' denied on resource '%s' (or resource may not exist).", permission,
				full_name(c, s)),
			NULL);
		return;
	}
	if (json_parse(c->a, q->body, &body, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.", NULL);
		return;
	}
	schema_check(c, body, message_of(s), "PATCH body");
	const char *split = s->pool ? "instanceSplits" : "traffic";
	const char *field = q->query && !strcmp(q->query, "updateMask=annotations") ? "annotations" : split;
	for (struct json_each it = json_each(body); json_next(&it);)
		if (strcmp(it.key, "name") && strcmp(it.key, "etag") && strcmp(it.key, field))
			violation(c, "PATCH sends %s, which is not %s", it.key, field);
	if (!q->query || !strstr(q->query, arena_printf(c->a, "updateMask=%s", field)))
		violation(c, "PATCH without updateMask=%s", field);
	struct str etag = json_text(json_get(body, "etag"));
	if (etag.n && !str_is(etag, etag_of(c, s))) {
		api_error(c, r, 409, "ABORTED",
			arena_printf(c->a,
				"Conflict for resource '%s': version '%.*s' was specified but current version is '%lld'.", s->id,
				(int)strcspn(etag.p + 1, "/"), etag.p + 1, (long long)s->updated_us),
			NULL);
		return;
	}
	if (!etag.n)
		violation(c, "PATCH without an etag");
	if (!strcmp(field, "annotations")) {
		s->api = s->api ? s->api : json_new_object(c->a);
		json_set(s->api, field, json_copy(c->a, json_get(body, field)));
		wish = s->desired;
	} else if (read_rows(c, json_get(body, split), &wish, &sum) || sum != 100) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Traffic percents must add up to 100.", NULL);
		return;
	}
	if (!strcmp(q->method, "VALIDATE")) {
		validated(c, s, q, &wish, r);
		return;
	}
	check_tags(c, s, &wish);
	stale_begin(s, service_json(c, s));
	model_change(c, s, &wish);
	snprintf(s->operation_name, sizeof(s->operation_name), "projects/%s/locations/%s/operations/%lld-%s", c->project,
		s->region, (long long)s->updated_us, s->id);
	api_json(c, r, 200, operation_json(c, s), "run.Operation");
}

static void test_permissions(struct cloud *c, const struct request *q, struct response *r)
{
	struct json *body, *v = json_new_object(c->a), *granted = json_new_array(c->a);
	struct err e;
	if (json_parse(c->a, q->body, &body, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.", NULL);
		return;
	}
	const struct json *asked = json_get(body, "permissions");
	for (size_t i = 0; i < json_size(asked); i++)
		if (!is_denied(c, q, json_text(json_item(asked, i))))
			json_add(granted, json_item(asked, i));
	if (json_size(granted))
		json_set(v, "permissions", granted);
	api_json(c, r, 200, v, "run.TestIamPermissionsResponse");
}

static void operation(struct cloud *c, const char *path, struct response *r)
{
	for (size_t i = 0; i < c->n_services; i++) {
		struct service *s = &c->services[i];
		if (strcmp(s->operation_name, path) != 0)
			continue;
		if (json_is_true(json_get(s->operation, "denied")))
			api_error(
				c, r, 403, "PERMISSION_DENIED", arena_printf(c->a, "Permission denied on resource '%s'", path), NULL);
		else
			api_json(c, r, 200, operation_json(c, s), "run.Operation");
		return;
	}
	api_error(c, r, 404, "NOT_FOUND", "Operation not found.", NULL);
}

static void of_service(
	struct cloud *c, struct service *s, const struct request *q, const char *rest, struct response *r)
{
	bool get = !strcmp(q->method, "GET");
	struct revision *v = !strncmp(rest, "/revisions/", 11) ? model_revision(s, rest + 11) : NULL;
	if (!*rest && get)
		api_json(c, r, 200, run_json(c, s), message_of(s));
	else if (!*rest && (!strcmp(q->method, "PATCH") || !strcmp(q->method, "VALIDATE")))
		patch(c, s, q, r);
	else if (!strcmp(rest, ":testIamPermissions"))
		test_permissions(c, q, r);
	else if (!strcmp(rest, "/revisions") && get)
		list_revisions(c, s, q, r);
	else if (v && get)
		api_json(c, r, 200, revision_json(c, s, v), "run.Revision");
	else
		not_found(c, r, "REVISION", rest);
}

static bool is_of(struct cloud *c, const struct service *s, const char *path, size_t *n)
{
	const char *prefix = full_name(c, s);
	*n = strlen(prefix);
	return !s->gone && !strncmp(path, prefix, *n) && (!path[*n] || path[*n] == '/' || path[*n] == ':');
}

static bool has_region(const struct cloud *c, const char *path)
{
	for (size_t i = 0; i <= c->n_services; i++) {
		const struct service *s = i < c->n_services ? &c->services[i] : NULL;
		const char *prefix = s ? place_of(c, s->project, s->region) : place_of(c, c->project, c->region);
		if (!strncmp(path, prefix, strlen(prefix)))
			return true;
	}
	return false;
}

/* path: "projects/P/locations/L/services/S..." or "projects/P/locations/L/operations/O" */
void run_answer(struct cloud *c, const struct request *q, const char *path, struct response *r)
{
	static const char denied[] = "Permission 'run.services.get' denied on resource '%s' (or resource may not exist).";
	size_t n;
	if (!has_region(c, path)) {
		api_error(c, r, 403, "PERMISSION_DENIED", arena_printf(c->a, denied, path), NULL);
		return;
	}
	bool of_operation = strstr(path, "/operations/") != NULL;
	if (of_operation)
		operation(c, path, r);
	if (of_operation || jobs_answer(c, q, path, r))
		return;
	if (path_matches("projects/*/locations/*/services", path) && !strchr(strstr(path, "/services") + 1, '/')) {
		list_region(c, path, q, "services", false, "run.ListServicesResponse", r);
		return;
	}
	if (path_matches("projects/*/locations/*/workerPools", path)) {
		list_region(c, path, q, "workerPools", true, "run.ListWorkerPoolsResponse", r);
		return;
	}
	if (path_matches("projects/*/locations/*/services/-/revisions", path)) {
		list_region(c, path, q, "revisions", false, "run.ListRevisionsResponse", r);
		return;
	}
	for (size_t i = 0; i < c->n_services; i++)
		if (is_of(c, &c->services[i], path, &n)) {
			of_service(c, &c->services[i], q, path + n, r);
			return;
		}
	const char *pool = strstr(path, "/workerPools/"), *id = pool ? pool + 13 : strstr(path, "services/");
	id = !id ? path : pool ? id : id + 9;
	not_found(c, r, pool ? "WORKERPOOL" : "SERVICE", arena_strndup(c->a, id, strcspn(id, "/:")));
}
