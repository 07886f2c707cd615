/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workloads.c: what a release has beside services: a worker pool, whose instances move in surges, and a job, whose
 * image a rollback puts back. Invariants:
 * J1: a job is changed only while it has an image that was seen before traffic moved, so it is put back once, and never
 * over the image that somebody else gave it since.
 * J2: it gets the image of the snapshot, from a run that moves traffic.
 * J3: a run that says that it rolled back has put the job back.
 * J4: a rollback that ended so, whoever ended it, has put the job back.
 */
#include "sim.h"
#include "../../gate/run/run.h"

#include <stdlib.h>
#include <string.h>

#define OLD         "r/j@sha256:aaaa"
#define NEW         "r/j@sha256:bbbb"
#define OTHER_IMAGE "r/j@sha256:cccc"

const char *const job_config = "jobs = { j0 = { job = \"j0\"; restore = true; }; };\n";
const char *const pool_rules =
	"{ id = \"pool-ready\"; severity = \"critical\"; each = \"workers\"; expression = \"it.candidate.ready\"; },\n";

/* ---- The worker pool -------------------------------------------------------------------------------------- */

enum { SURGE_PERCENT = 40 };

bool pool_surges(struct sim *s, struct service_model *v)
{
	struct percents to = cloud_percents(v, &v->desired, v->latest_created),
					is = cloud_percents(v, &v->effective, v->latest_ready);
	int more = SURGE_PERCENT, less = SURGE_PERCENT;
	for (int i = 0; i < v->n; i++) {
		int d = to.of[i] - is.of[i], *left = d > 0 ? &more : &less, n = d > 0 ? d : -d;
		n = n < *left ? n : *left;
		*left -= n;
		is.of[i] += d > 0 ? n : -n;
	}
	if (cloud_same(&to, &is))
		return false;
	v->effective.n = 0;
	for (int i = 0; i < v->n && v->effective.n < ROWS_MAX; i++)
		if (is.of[i])
			v->effective.rows[v->effective.n++] = (struct row){ .revision = i, .percent = is.of[i] };
	happened(s, HAPPENED_POOL_SURGE);
	return true;
}

/* ---- The job ------------------------------------------------------------------------------------------------ */

static const char *job_text(struct sim *s)
{
	const struct job_model *j = &s->job;
	return arena_printf(s->a,
		"{\"name\":\"projects/p/locations/r/jobs/j0\",\"uid\":\"ju\",\"etag\":\"\\\"%lld\\\"\",\"generation\":\"%lld\","
		"\"observedGeneration\":\"%lld\",\"template\":{\"template\":{\"containers\":[{\"image\":\"%s\"}]}},"
		"\"terminalCondition\":{\"type\":\"Ready\",\"state\":\"CONDITION_SUCCEEDED\"}}",
		(long long)j->etag, (long long)j->generation, (long long)j->generation, j->image);
}

static void job_becomes(struct sim *s, const char *image)
{
	s->job.before = s->job.body;
	s->job.changed_at = s->now;
	s->job.image = image;
	s->job.generation++;
	s->job.etag++;
	s->job.body = job_text(s);
}

void job_make(struct sim *s)
{
	s->job = (struct job_model){ .image = NEW, .generation = 2, .etag = 7 };
	s->job.before = s->job.body = job_text(s);
}

void job_change(struct sim *s)
{
	if (!s->workloads)
		return;
	happened(s, HAPPENED_JOB_CHANGED);
	sim_say(s, "somebody changes the image of the job");
	job_becomes(s, OTHER_IMAGE);
}

static void check_job_patch(struct sim *s, const char *image)
{
	bool moves = false;
	for (size_t i = 0; i < s->run->release.n_services; i++)
		moves = moves || s->run->release.services[i].move;
	if (strcmp(image, OLD) != 0 || !moves)
		broken(s, "J2", "the job gets %s from a run that moves %s", image, moves ? "traffic" : "nothing");
}

static void patch_job(struct sim *s, struct flight *f)
{
	struct json *body;
	struct err e;
	if (sim_permille(s, s->now_bad->conflict)) { /* the platform changes the etag */
		s->job.etag++;
		s->job.body = job_text(s);
	}
	if (json_parse(s->a, str_of(f->body), &body, &e)) {
		broken(s, "J2", "a PATCH of the job that is no JSON: %s", f->body);
		f->status = 400;
		return;
	}
	const char *image = json_text_at(body, "template.template.containers[0].image"), *etag = json_text_at(body, "etag");
	if (f->call) /* otherwise the process that sent it has ended or has cancelled it */
		check_job_patch(s, image);
	if (strtoll(*etag == '"' ? etag + 1 : etag, NULL, 10) != s->job.etag) {
		happened(s, HAPPENED_CONFLICT);
		f->status = 409;
		f->answer = "{\"error\":{\"code\":409,\"status\":\"ABORTED\",\"message\":\"Conflict for resource 'j0'.\"}}";
		return;
	}
	if (!strcmp(s->job.image, OLD) || (!strcmp(s->job.image, OTHER_IMAGE) && !s->job.seen_other))
		broken(s, "J1", "the job is changed although it has %s", s->job.image);
	happened(s, HAPPENED_JOB_RESTORED);
	sim_say(s, "the gate puts the image of the job back");
	job_becomes(s, arena_strdup(s->a, image));
	f->status = 200;
	f->answer = "{\"name\":\"projects/p/locations/r/operations/j0\",\"done\":true}";
}

void job_answer(struct sim *s, struct flight *f)
{
	int64_t lag = sim_permille(s, s->now_bad->stale) ? sim_below(s, s->now_bad->lag_ms) : 0;
	if (f->patch) {
		patch_job(s, f);
		return;
	}
	bool late = s->job.changed_at > s->now - lag;
	f->status = 200;
	f->answer = late ? s->job.before : s->job.body;
	if (f->call && (s->attempt->promotes || (!s->attempt->patches && !s->run->recovery.entry)))
		s->job.seen_other = s->job.seen_other || (!late && !strcmp(s->job.image, OTHER_IMAGE));
}

void job_snapshot(struct sim *s, struct snapshot *all)
{
	if (!s->workloads)
		return;
	all->jobs = ARENA_NEW(s->a, struct snapshot_job);
	all->n_jobs = 1;
	all->jobs[0] = (struct snapshot_job){
		.alias = "j0", .name = "projects/p/locations/r/jobs/j0", .uid = "ju", .images = json_new_array(s->a)
	};
	json_add(all->jobs[0].images, json_new_string(s->a, OLD));
}

/* ---- Afterwards ----------------------------------------------------------------------------------------------- */

static bool to_be_restored(const struct run *r)
{
	bool any = false;
	if (r->recovery.entry)
		return json_is_true(json_get(json_item(r->recovery.entry->jobs, 0), "restore")); /* else a command is printed */
	for (size_t i = 0; i < r->release.n_services; i++)
		any = any || (r->release.services[i].move && r->release.services[i].target.source == BASELINE_SNAPSHOT);
	return any && r->release.snapshot && r->release.snapshot->n_jobs && !r->options->n_args;
}

void check_job_end(struct sim *s)
{
	const struct run *r = s->run;
	if (s->workloads && r->result.action == ACTION_ROLLED_BACK && to_be_restored(r) && !strcmp(s->job.image, NEW))
		broken(s, "J3", "%s rolled back, and the job still has the image of the failed release", s->attempt->command);
}

void check_job_story(struct sim *s, const struct journal_entry *entry)
{
	const struct json *job = json_item(entry->jobs, 0);
	if (s->workloads && job && json_is_true(json_get(job, "restore")) && entry->action &&
		!strcmp(entry->action, "rolled_back") && !strcmp(s->job.image, NEW))
		broken(s, "J4", "the rollback of %s has ended, and the job still has the image of the failed release",
			entry->head.run);
}
