/* SPDX-License-Identifier: Apache-2.0 */
/* workloads.c: lists of jobs and worker pools, with those beside the release; and the parts of an answer that `fields`
 * names. */
#include "bucket.h"
#include "cloud.h"

#include <string.h>

static const struct listed {
	const char *path, *key, *permission, *message;
} lists[] = {
	{ "/v2/projects/*/locations/*/jobs", "jobs", "run.jobs.list", "run.ListJobsResponse" },
	{ "/v2/projects/*/locations/*/workerPools", "workerPools", "run.workerpools.list", "run.ListWorkerPoolsResponse" },
};

static bool is_denied(const struct cloud *c, const char *permission)
{
	for (size_t i = 0; i < json_size(c->denied); i++)
		if (str_is(json_text(json_item(c->denied, i)), permission))
			return true;
	return false;
}

static void list(struct cloud *c, const struct request *q, const struct listed *l, struct response *r)
{
	struct json *v = json_new_object(c->a), *all = json_new_array(c->a);
	for (struct json_each it = json_each(json_get(c->beside, l->key)); json_next(&it);) {
		struct json *one = json_new_object(c->a);
		json_set_string(c->a, one, "name", arena_printf(c->a, "%s/%s", q->path + strlen("/v2/"), it.key));
		json_add(all, merge(c->a, one, it.value));
	}
	for (struct json_each it = json_each(strcmp(l->key, "jobs") ? NULL : c->jobs); json_next(&it);)
		json_add(all, jobs_json(c, it.key, it.value));
	for (size_t i = 0; strcmp(l->key, "jobs") != 0 && i < c->n_services; i++)
		if (c->services[i].pool && !c->services[i].gone && !c->services[i].unlisted)
			json_add(all, run_json(c, &c->services[i]));
	if (is_denied(c, l->permission)) {
		api_error(c, r, 403, "PERMISSION_DENIED",
			arena_printf(c->a, "Permission '%s' denied on resource '%s' (or resource may not exist).", l->permission,
				q->path + strlen("/v2/")),
			NULL);
		return;
	}
	if (json_size(all))
		json_set(v, l->key, all);
	api_json(c, r, 200, v, l->message);
}

bool workloads_answer(struct cloud *c, const struct request *q, struct response *r)
{
	for (size_t i = 0; i < COUNTOF(lists); i++) {
		if (!path_matches(lists[i].path, q->path) || strcmp(q->method, "GET") != 0)
			continue;
		schema_check_method(c, q, "run");
		list(c, q, &lists[i], r);
		return true;
	}
	return false;
}

void workloads_fields(struct cloud *c, const struct request *q, struct response *r)
{
	const char *fields = q->query && r->message ? query_named(c, q->query, "fields", 0) : NULL;
	struct json *v;
	struct err e;
	if (fields && r->status == 200 && !json_parse(c->a, r->body, &v, &e))
		api_json(c, r, 200, bucket_fields(c->a, v, fields), r->message);
}
