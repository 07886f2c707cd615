/* SPDX-License-Identifier: Apache-2.0 */
/* jobs.c: the simulated jobs of Cloud Run: their template, their latest execution, and changes of their image. */
#include "cloud.h"

#include <string.h>

static int64_t number_of(const struct json *v, const char *key, int64_t def)
{
	return json_get(v, key) ? json_int(json_get(v, key)) : def;
}

static const char *full_name(struct cloud *c, const char *id)
{
	return arena_printf(c->a, "projects/%s/locations/%s/jobs/%s", c->project, c->region, id);
}

static const char *etag_of(struct cloud *c, const struct json *job)
{
	return arena_printf(c->a, "\"job-%lld\"", (long long)number_of(job, "generation", 1));
}

static const char *time_ago(struct cloud *c, const struct json *v)
{
	return clock_time_text(c->a, cloud_wall() - number_of(v, "age_s", 0) * 1000);
}

static const char *execution_name(struct cloud *c, const char *id, const struct json *execution)
{
	const char *name = json_text_at(execution, "name");
	return *name ? name : arena_printf(c->a, "%s-x1", id);
}

struct json *jobs_json(struct cloud *c, const char *id, const struct json *job)
{
	struct json *v = json_new_object(c->a), *outer = json_new_object(c->a), *inner = json_new_object(c->a);
	struct json *all = json_new_array(c->a), *container = json_new_object(c->a), *ready = json_new_object(c->a);
	const struct json *execution = json_get(job, "execution");
	const char *generation = arena_printf(c->a, "%lld", (long long)number_of(job, "generation", 1));
	json_set_string(c->a, v, "name", full_name(c, id));
	json_set_string(c->a, v, "uid", arena_printf(c->a, "job-uid-%s", id));
	json_set_string(c->a, v, "generation", generation);
	json_set_string(c->a, v, "observedGeneration", generation);
	json_set_string(c->a, v, "launchStage", "GA");
	json_set_string(c->a, v, "startExecutionToken", "never-send-it-back");
	json_set_string(c->a, container, "image", json_text_at(job, "image"));
	json_add(all, container);
	json_set(inner, "containers", all);
	json_set_int(c->a, inner, "maxRetries", 3);
	json_set_int(c->a, outer, "taskCount", 1);
	json_set(outer, "template", inner);
	json_set(v, "template", outer);
	json_set_string(c->a, ready, "type", "Ready");
	json_set_string(c->a, ready, "state", "CONDITION_SUCCEEDED");
	json_set(v, "terminalCondition", ready);
	if (execution) {
		struct json *latest = json_new_object(c->a);
		json_set_string(c->a, latest, "name", execution_name(c, id, execution));
		json_set_string(c->a, latest, "completionStatus", json_text_at(execution, "status"));
		json_set_string(c->a, latest, "createTime", time_ago(c, execution));
		json_set(v, "latestCreatedExecution", latest);
		json_set_int(c->a, v, "executionCount", 1);
	}
	json_set_string(c->a, v, "etag", etag_of(c, job));
	return json_get(job, "api") ? merge(c->a, v, json_get(job, "api")) : v;
}

static struct json *execution_json(struct cloud *c, const char *id, const struct json *execution)
{
	struct json *v = json_new_object(c->a);
	bool good = !strcmp(json_text_at(execution, "status"), "EXECUTION_SUCCEEDED");
	json_set_string(
		c->a, v, "name", arena_printf(c->a, "%s/executions/%s", full_name(c, id), execution_name(c, id, execution)));
	json_set_string(c->a, v, "job", id);
	json_set_string(c->a, v, "createTime", time_ago(c, execution));
	json_set_int(c->a, v, "taskCount", 1);
	json_set_int(c->a, v, good ? "succeededCount" : "failedCount", 1);
	return v;
}

/* Replaces the whole configuration, as Google's method does: it has no update mask. */
static void patch(struct cloud *c, const struct request *q, const char *id, struct json *job, struct response *r)
{
	struct json *body, *operation = json_new_object(c->a);
	struct err e;
	if (json_parse(c->a, q->body, &body, &e)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Invalid JSON payload received.", NULL);
		return;
	}
	schema_check(c, body, "run.Job", "PATCH body");
	if (json_get(body, "startExecutionToken") || json_get(body, "runExecutionToken"))
		violation(c, "PATCH of a job with a token that starts an execution");
	if (!json_at(body, "template.template.maxRetries"))
		violation(c, "PATCH of a job loses its configuration");
	if (!json_get(body, "etag"))
		violation(c, "PATCH of a job without an etag");
	if (strcmp(json_text_at(body, "etag"), etag_of(c, job)) != 0) {
		api_error(c, r, 409, "ABORTED", arena_printf(c->a, "Conflict for resource '%s'.", id), NULL);
		return;
	}
	json_set_string(c->a, job, "image", json_text_at(body, "template.template.containers[0].image"));
	json_set_int(c->a, job, "generation", number_of(job, "generation", 1) + 1);
	json_set_string(c->a, operation, "name",
		arena_printf(c->a, "projects/%s/locations/%s/operations/job-%s", c->project, c->region, id));
	json_set_bool(c->a, operation, "done", true);
	api_json(c, r, 200, operation, "run.Operation");
}

bool jobs_answer(struct cloud *c, const struct request *q, const char *path, struct response *r)
{
	const char *id = strstr(path, "/jobs/");
	if (!id)
		return false;
	id = arena_strndup(c->a, id + 6, strcspn(id + 6, "/:"));
	const char *rest = strstr(path, "/jobs/") + 6 + strlen(id);
	struct json *job = json_get(c->jobs, id);
	const struct json *execution = json_get(job, "execution");
	if (job && !*rest && !strcmp(q->method, "GET"))
		api_json(c, r, 200, jobs_json(c, id, job), "run.Job");
	else if (job && !*rest && !strcmp(q->method, "PATCH"))
		patch(c, q, id, job, r);
	else if (execution && path_matches("/executions/*", rest) && !strcmp(q->method, "GET"))
		api_json(c, r, 200, execution_json(c, id, execution), "run.Execution");
	else
		api_error(c, r, 404, "NOT_FOUND",
			arena_printf(c->a, "Resource '%s' of kind 'JOB' in region '%s' in project '%s' does not exist.", id,
				c->region, c->project),
			NULL);
	return true;
}
