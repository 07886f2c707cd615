/* SPDX-License-Identifier: Apache-2.0 */
/* jobs_back.c: puts the images of jobs back. A change is sent with the etag of a fresh read that still shows the images
 * seen with the failed release; after any answer but a refusal the job is read again, and that read decides. */
#include "jobs_back.h"
#include "../source/source.h"
#include "../watch/watch.h"
#include "../../gcp/job.h"

#include <string.h>

enum { TRIES = 3, OBSERVE_MS = 5 * 1000 };

struct job_back {
	struct jobs_back *q;
	const char *alias, *name, *uid, *project, *region, *id;
	const struct json *from, *to; /* lists of images; from: with the failed release, empty if not known */
	struct cloudrun_job read;     /* the newest read; name NULL: none */
	bool restore, done;
	int tries;
	const char *why; /* why it was not restored, or NULL */
};

struct jobs_back {
	struct run *r;
	const struct traffic_change *b;
	struct job_back *items;
	size_t n, cap, pending;
};

/* ---- Which jobs ------------------------------------------------------------------------------------------- */

static struct job_back *add(struct jobs_back *q, const struct config_job *c, const char *name)
{
	q->items = arena_grow(q->r->a, q->items, q->n, &q->cap, sizeof(*q->items));
	q->items[q->n] = (struct job_back){ .q = q,
		.alias = c->of.member.alias,
		.name = name,
		.project = c->of.project,
		.region = c->of.region,
		.id = c->of.name };
	return &q->items[q->n++];
}

static const char *name_of(struct arena *a, const struct config_job *c)
{
	return cloudrun_job_name(a, c->of.project, c->of.region, c->of.name);
}

enum loop_end jobs_back_observe(const struct config *c, struct observations *observations, struct release *release)
{
	bool *which = ARENA_ARRAY(observations->a, bool, observations->n + 1), any = false;
	for (size_t i = 0; c->jobs.n && i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		which[i] = l->source == &source_job && snapshot_job_of(release->snapshot, name_of(observations->a, l->config));
		any = any || which[i];
	}
	return any ? observe_these(observations, release, which, loop_now(observations->loop) + OBSERVE_MS) : LOOP_DONE;
}

/* Returns the newest observation of the job; its error is set if the last look failed. NULL: there was none. */
static const struct observation *observed(const struct observations *all, const struct config_job *c)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct observation *l = all->items[i];
		if (l->source == &source_job && l->config == c)
			return l->count ? l : NULL;
	}
	return NULL;
}

/* What a rollback does not put back although the config asks for it. */
static void say_stays(struct run_log *log, const struct config_job *c, const char *why)
{
	if (c->restore)
		say_note(log, "job %s stays as it is: %s", c->of.member.alias, why);
}

/* What was observed with the failed release differs from what the snapshot recorded. If it could not be observed, the
 * job is read after the move: it may have the image of the snapshot. */
static void plan_observed(struct jobs_back *q, const struct config_job *c)
{
	struct run *r = q->r;
	const struct observation *l = observed(&r->observations, c);
	bool read = l && l->error.code == ERR_NONE && json_get(l->value, "images");
	const struct json *now = read ? json_get(l->value, "images") : NULL;
	const struct snapshot_job *was = snapshot_job_of(r->release.snapshot, name_of(r->a, c));
	bool restore = c->restore && !r->options->n_args; /* named services alone are moved */
	if (!was) {
		say_stays(&r->log, c, "the snapshot has no image of it");
		return;
	}
	if (read && (json_equal(was->images, now) || strcmp(was->uid, json_text_at(l->value, "uid")) != 0))
		return; /* unchanged, or another job of the same name */
	if (!read)
		say_note(&r->log, "job %s could not be read, so its image with this release is not known%s%s",
			c->of.member.alias, l ? ": " : "", l ? l->error.text : "");
	if (!read && !restore)
		return;
	struct job_back *one = add(q, c, was->name);
	one->uid = was->uid;
	one->from = read ? json_copy(r->a, now) : json_new_array(r->a);
	one->to = was->images;
	one->restore = restore;
}

/* A record may come from outside. */
static bool are_images(const struct json *list)
{
	bool all = json_kind(list) == JSON_ARRAY;
	for (size_t i = 0; i < json_size(list); i++)
		all = all && json_kind(json_item(list, i)) == JSON_STRING && json_text(json_item(list, i)).n;
	return all;
}

/* What the process that began the rollback recorded. */
static void plan_recorded(struct jobs_back *q, const struct json *record, const struct config_job *c)
{
	const struct observation *l = observed(&q->r->observations, c);
	const struct json *to = json_get(record, "to");
	bool restore = c->restore && json_is_true(json_get(record, "restore"));
	if (!are_images(json_get(record, "from")) || !are_images(to) || !json_size(to))
		return;
	if (!restore && l && l->error.code == ERR_NONE && json_equal(json_get(l->value, "images"), to))
		return; /* a person has put it back */
	struct job_back *one = add(q, c, name_of(q->r->a, c));
	one->uid = json_text_at(record, "uid");
	one->from = json_get(record, "from");
	one->to = to;
	one->restore = restore;
}

static const struct json *record_of(const struct json *records, const char *name)
{
	for (size_t i = 0; i < json_size(records); i++)
		if (!strcmp(json_text_at(json_item(records, i), "name"), name))
			return json_item(records, i);
	return NULL;
}

static struct json *record(struct arena *a, const struct job_back *one)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "name", one->name);
	json_set_string(a, v, "uid", one->uid);
	json_set(v, "from", json_copy(a, one->from));
	json_set(v, "to", json_copy(a, one->to));
	json_set_bool(a, v, "restore", one->restore);
	return v;
}

/* The snapshot says what the jobs had only if the services return to it. */
static bool returns_to_snapshot(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].move && release->services[i].target.source == BASELINE_SNAPSHOT)
			return true;
	return false;
}

struct jobs_back *jobs_back_plan(struct traffic_change *b)
{
	struct run *r = b->arg;
	struct jobs_back *q = ARENA_NEW(r->a, struct jobs_back);
	const struct config_job *jobs = CONFIG_ITEMS(r->config.jobs, const struct config_job);
	bool snapshot = !b->entry && returns_to_snapshot(&r->release);
	*q = (struct jobs_back){ .r = r, .b = b };
	for (size_t i = 0; i < r->config.jobs.n; i++) {
		const struct json *recorded = b->entry ? record_of(b->entry->jobs, name_of(r->a, &jobs[i])) : NULL;
		if (recorded)
			plan_recorded(q, recorded, &jobs[i]);
		else if (snapshot)
			plan_observed(q, &jobs[i]);
		else if (!b->entry)
			say_stays(&r->log, &jobs[i],
				"traffic does not go back to a snapshot, so its image before the release is not known");
	}
	b->jobs = json_new_array(r->a);
	for (size_t i = 0; i < q->n; i++)
		json_add(b->jobs, record(r->a, &q->items[i]));
	return q;
}

/* ---- One job ---------------------------------------------------------------------------------------------- */

static void read_job(struct job_back *one);

static void end(struct job_back *one, const char *why)
{
	struct run *r = one->q->r;
	struct json *detail = why ? json_new_object(r->a) : NULL;
	one->done = !why;
	one->why = why;
	one->q->pending--;
	if (why)
		json_set_string(r->a, detail, "note", why);
	journal_put(one->q->b->journal, why ? "job_failed" : "job_done", one->name, detail);
	say_event(&r->log, why ? "job_not_restored" : "job_restored", one->alias, why);
}

static void jobs_back_on_patched(void *arg, const struct gcp_reply *reply)
{
	struct job_back *one = arg;
	enum err_code code = reply->error.code;
	bool refused = code == ERR_DENIED || code == ERR_REFUSED || code == ERR_NOT_FOUND || code == ERR_AUTH;
	if (refused)
		end(one, arena_strdup(one->q->r->a, reply->error.text));
	else
		read_job(one);
}

static void send_images(struct job_back *one)
{
	const struct jobs_back *q = one->q;
	struct json *detail = json_new_object(q->r->a);
	one->tries++;
	json_set(detail, "to", json_copy(q->r->a, one->to));
	json_set_string(q->r->a, detail, "etag", one->read.etag);
	json_set_int(q->r->a, detail, "generation", one->read.generation);
	journal_put(q->b->journal, "job_intent", one->name, detail);
	say_event(&q->r->log, "job_restoring", one->alias, NULL);
	cloudrun_patch_job_images(q->r->acting, q->r->a, &one->read, one->to, q->b->deadline, jobs_back_on_patched, one);
}

static void jobs_back_on_read(void *arg, const struct gcp_reply *reply)
{
	struct job_back *one = arg;
	struct run *r = one->q->r;
	struct err e = reply->error;
	struct cloudrun_job job;
	if (e.code != ERR_NONE || cloudrun_job_of(r->a, reply->body, one->project, one->region, one->id, &job, &e)) {
		end(one, arena_strdup(r->a, e.text));
		return;
	}
	one->read = job;
	if (strcmp(job.uid, one->uid) != 0)
		end(one, "it was deleted and created again by somebody else");
	else if (json_equal(job.images, one->to))
		end(one, NULL);
	else if (!json_size(one->from))
		end(one, "it has another image than in the snapshot, and which one it had with this release is not known");
	else if (!json_equal(job.images, one->from))
		end(one, "its image was changed meanwhile by somebody else");
	else if (!job.etag || !*job.etag)
		end(one, "the response has no etag, so no change is sent");
	else if (one->tries == TRIES)
		end(one, "the change was sent, and the job still has the image of the failed release");
	else
		send_images(one);
}

static void read_job(struct job_back *one)
{
	const struct jobs_back *q = one->q;
	gcp_get(q->r->acting, q->r->a, GCP_RUN, cloudrun_job_path(q->r->a, one->project, one->region, one->id),
		q->b->deadline, jobs_back_on_read, one);
}

/* ---- All jobs --------------------------------------------------------------------------------------------- */

static void say_command(const struct job_back *one)
{
	struct run *r = one->q->r;
	struct cloudrun_job job = one->read;
	job.project = one->project;
	job.region = one->region;
	job.id = one->id;
	say_next(&r->log, "job %s still has the image of the failed release; to put it back by hand:", one->alias);
	say_next(&r->log, "%s", cloudrun_job_command(r->a, &job, one->to));
}

void jobs_back_say(const struct jobs_back *q)
{
	for (size_t i = 0; i < q->n; i++) {
		const struct job_back *one = &q->items[i];
		say_line(&q->r->log, "job %s %s the image of the snapshot again: %s", one->alias,
			one->restore ? "would get" : "would need, by hand,", json_text(json_item(one->to, 0)).p);
	}
}

const char *jobs_back_run(struct jobs_back *q)
{
	struct run *r = q->r;
	const char *why = NULL;
	for (size_t i = 0; i < q->n; i++) {
		if (!q->items[i].restore)
			continue;
		q->pending++;
		read_job(&q->items[i]);
	}
	run_wait(r->loop, &q->pending, q->b->deadline);
	for (size_t i = 0; i < q->n; i++) {
		struct job_back *one = &q->items[i];
		if (one->done) {
			say_note(&r->log, "job %s has the image of the snapshot again, as generation %lld", one->alias,
				(long long)one->read.generation);
			continue;
		}
		say_command(one);
		if (one->restore && !why)
			why = arena_printf(
				r->a, "job %s was not restored: %s", one->alias, one->why ? one->why : "it was not confirmed in time");
	}
	return why;
}
