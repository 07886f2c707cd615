/* SPDX-License-Identifier: Apache-2.0 */
/* job.c: a Cloud Run job: its images, and the outcome of its latest execution, which is read too. */
#include "revision_containers.h"
#include "../source.h"
#include "../../../gcp/job.h"

#include <string.h>

struct asked {
	struct observations *observations;
	struct observation *l;
	struct cloudrun_job job;
	struct json *facts;
};

static struct json *place(struct arena *a, const struct config_resource *c, const char *state)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "job", c->name);
	json_set_string(a, v, "project", c->project);
	json_set_string(a, v, "region", c->region);
	json_set_string(a, v, "state", state);
	return v;
}

static struct json *job_facts(struct arena *a, const struct config_job *c, const struct cloudrun_job *job)
{
	struct json *v = place(a, &c->of, "OK");
	const char *image = json_text(json_item(job->images, 0)).p, *state = job->terminal.state;
	json_set_string(a, v, "image", image);
	json_set_string(a, v, "digest", cloudrun_image_digest(image));
	json_set(v, "images", json_copy(a, job->images));
	json_set_string(a, v, "uid", job->uid);
	json_set_int(a, v, "generation", job->generation);
	json_set_bool(a, v, "reconciling", job->reconciling);
	json_set(v, "ready",
		cloudrun_state_known(state)
			? json_new_bool(a, !strcmp(state, "CONDITION_SUCCEEDED"))
			: facts_unobserved(a, arena_printf(a, "the API does not report whether job %s is ready", job->id)));
	json_set_string(a, v, "readyMessage", job->terminal.message ? job->terminal.message : "");
	json_set_int(a, v, "executionCount", revision_int_at(job->raw, "executionCount", 0));
	json_set_bool(a, v, "restore", c->restore);
	return v;
}

/* The job names the execution and its outcome; the execution itself has the counts. */
static struct json *execution_facts(
	struct arena *a, const struct cloudrun_job *job, const struct json *execution, int64_t now)
{
	static const struct {
		const char *fact, *field;
	} counts[] = { { "succeeded", "succeededCount" }, { "failed", "failedCount" }, { "cancelled", "cancelledCount" },
		{ "running", "runningCount" }, { "retried", "retriedCount" }, { "tasks", "taskCount" } };
	const struct json *latest = json_get(job->raw, "latestCreatedExecution");
	const char *status = json_text_at(latest, "completionStatus"), *created = json_text_at(latest, "createTime");
	struct json *v = json_new_object(a);
	struct err e;
	int64_t at;
	json_set_string(a, v, "name", job->execution);
	json_set_string(a, v, "status", *status ? status : "COMPLETION_STATUS_UNSPECIFIED");
	json_set_string(a, v, "createTime", created);
	json_set_string(a, v, "completionTime", json_text_at(latest, "completionTime"));
	if (!clock_parse_time(created, &at, &e))
		json_set_int(a, v, "ageSeconds", (now - at) / 1000);
	for (size_t i = 0; i < COUNTOF(counts); i++)
		json_set_int(a, v, counts[i].fact, revision_int_at(execution, counts[i].field, 0));
	json_set_string(a, v, "logUri", json_text_at(execution, "logUri"));
	return v;
}

static void end(const struct asked *q, const struct err *error)
{
	struct err e;
	if (error) {
		e = *error;
		err_wrap(&e, "jobs.%s", q->l->alias);
	}
	observation_end(q->observations, q->l, error ? NULL : q->facts, error ? &e : NULL);
}

/* Without the counts the outcome is still known. An execution that was deleted is as none. */
static void job_on_execution(void *arg, const struct gcp_reply *reply)
{
	const struct asked *q = arg;
	struct arena *a = q->l->a;
	if (reply->error.code != ERR_NONE && reply->error.code != ERR_NOT_FOUND) {
		json_set(q->facts, "execution", facts_unobserved(a, say_scrub_to(a, q->observations->log, reply->error.text)));
	} else if (reply->error.code == ERR_NONE) {
		json_set(q->facts, "execution", execution_facts(a, &q->job, reply->body, gcp_wall(q->observations->gcp)));
	}
	end(q, NULL);
}

static void job_on_reply(void *arg, const struct gcp_reply *reply)
{
	struct asked *q = arg;
	struct arena *a = q->l->a;
	const struct config_job *c = q->l->config;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		q->facts = place(a, &c->of, "NOT_FOUND");
		end(q, NULL);
	} else if (e.code != ERR_NONE ||
		cloudrun_job_of(a, reply->body, c->of.project, c->of.region, c->of.name, &q->job, &e)) {
		end(q, &e);
	} else {
		q->facts = job_facts(a, c, &q->job);
		if (q->job.execution)
			gcp_get(q->observations->gcp, a, GCP_RUN, cloudrun_execution_path(a, &q->job), q->observations->deadline,
				job_on_execution, q);
		else
			end(q, NULL);
	}
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	(void)release;
	const struct config_resource *c = l->config;
	struct asked *q = ARENA_NEW(l->a, struct asked);
	*q = (struct asked){ .observations = observations, .l = l };
	gcp_get(observations->gcp, l->a, GCP_RUN, cloudrun_job_path(l->a, c->project, c->region, c->name),
		observations->deadline, job_on_reply, q);
}

static const struct fact_doc facts[] = {
	{ "job", "string", "name of the job" },
	{ "project", "string", "project of the job" },
	{ "region", "string", "region of the job" },
	{ "state", "string", "OK or NOT_FOUND" },
	{ "image", "string", "image of its first container, as configured" },
	{ "digest", "string", "digest in that image, or \"\" if it names a tag" },
	{ "images", "list of string", "images of all containers" },
	{ "uid", "string", "unique id; changes if the job is deleted and created again" },
	{ "generation", "int", "number of changes" },
	{ "reconciling", "bool", "Cloud Run is still applying a change" },
	{ "ready", "bool", "the last change of the job succeeded" },
	{ "readyMessage", "string", "why ready is false, or \"\"" },
	{ "executionCount", "int", "number of executions" },
	{ "restore", "bool", "a rollback puts the images of the snapshot back" },
	{ "execution", "execution", "the latest created execution; absent if there is none" },
};

static const struct fact_doc run_facts[] = {
	{ "name", "string", "name of the execution" },
	{ "status", "string", "EXECUTION_SUCCEEDED, EXECUTION_FAILED, EXECUTION_RUNNING, EXECUTION_PENDING, ..." },
	{ "createTime", "string", "time of creation, RFC 3339" },
	{ "completionTime", "string", "time of completion, or \"\"" },
	{ "ageSeconds", "int", "time since its creation" },
	{ "ofRelease", "bool",
		"it was created after the snapshot that this release is compared with; without one, at most "
		"rollback.release_window before the oldest released candidate" },
	{ "succeeded", "int", "tasks that succeeded" },
	{ "failed", "int", "tasks that failed" },
	{ "cancelled", "int", "tasks that were cancelled" },
	{ "running", "int", "tasks that run" },
	{ "retried", "int", "tasks that were retried" },
	{ "tasks", "int", "tasks in all" },
	{ "logUri", "string", "page with its log entries, or \"\"" },
};
static const struct fact_shape shapes[] = { { "execution", run_facts, COUNTOF(run_facts) } };

const struct source source_job = {
	.kind = "job",
	.group = GROUP_JOBS,
	.every = 30 * 1000,
	.start = start,
	.doc = "a Cloud Run job with its latest execution",
	.facts = facts,
	.n_facts = COUNTOF(facts),
	.shapes = shapes,
	.n_shapes = COUNTOF(shapes),
};
