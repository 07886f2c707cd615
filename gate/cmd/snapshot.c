/* SPDX-License-Identifier: Apache-2.0 */
/* snapshot.c: records the traffic split of every service before a deploy, as the target of a later rollback. */
#include "snapshot.h"
#include "../evidence/folder.h"
#include "../source/source.h"
#include "../state/state.h"
#include "../watch/watch.h"
#include "../../gcp/job.h"

#include <stdio.h>
#include <string.h>

enum { SHARE_MS = 30 * 1000, WRITE_MS = 10 * 1000, TRIES = 8 };

/* Returns true if the last verdict of every revision in the split is "passed". */
static bool all_passed(const struct release *release, const struct service *s, const struct cloudrun_split *split)
{
	for (size_t i = 0; i < split->n; i++) {
		enum record_verdict last = RECORD_OTHER;
		for (size_t j = 0; j < release->records.n; j++) {
			const struct record *k = &release->records.items[j];
			if (!strcmp(k->service, s->now.name) && !strcmp(k->candidate, split->rows[i].revision) &&
				k->verdict != RECORD_OTHER)
				last = k->verdict;
		}
		if (last != RECORD_PASSED)
			return false;
	}
	return true;
}

/* Returns NULL, or why the old snapshot must stay: its revisions passed, and those that serve now did not. */
static const char *must_keep(
	struct arena *a, struct release *release, const struct snapshot *old, const struct snapshot *new)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct snapshot_service *was = snapshot_of(old, s->now.name), *is = snapshot_of(new, s->now.name);
		if (!was || !is || cloudrun_same_percents(&was->split, NULL, &is->split, NULL))
			continue;
		if (all_passed(release, s, &was->split) && !all_passed(release, s, &is->split))
			return arena_printf(a, "%s serves %s, which has no passing verdict; the snapshot records %s, which has one",
				s->config->member.alias, cloudrun_split_text(a, &is->split), cloudrun_split_text(a, &was->split));
	}
	return NULL;
}

/* Adds the images of the jobs. One that cannot be read, or does not exist, has none to return to; that is said. */
static void take_jobs(struct arena *a, const struct observations *observations, struct snapshot *out)
{
	out->jobs = ARENA_ARRAY(a, struct snapshot_job, observations->n + 1);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		const struct config_resource *c = l->source == &source_job ? l->config : NULL;
		struct json *images = c ? json_get(l->value, "images") : NULL;
		if (images)
			out->jobs[out->n_jobs++] = (struct snapshot_job){ .alias = l->alias,
				.name = cloudrun_job_name(a, c->project, c->region, c->name),
				.uid = json_text_at(l->value, "uid"),
				.images = json_copy(a, images) };
		else if (c)
			say_note(observations->log, "job %s is not recorded: %s", l->alias,
				l->error.code != ERR_NONE ? l->error.text : "it does not exist");
	}
}

/* Reads the jobs. Returns LOOP_SIGNAL if a signal ended it. */
static enum loop_end observe_jobs(struct observations *observations, const struct release *release, int64_t deadline)
{
	bool *which = ARENA_ARRAY(observations->a, bool, observations->n + 1);
	for (size_t i = 0; i < observations->n; i++)
		which[i] = observations->items[i]->source == &source_job;
	return observe_these(observations, release, which, deadline);
}

/* may_lack: a service that does not exist yet is left out instead of failing. */
static int take(
	struct arena *a, struct gcp *g, const struct release *release, bool may_lack, struct snapshot *out, struct err *e)
{
	out->taken_at = gcp_wall(g);
	out->services = ARENA_ARRAY(a, struct snapshot_service, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->observation->error.code == ERR_NOT_FOUND && may_lack)
			continue;
		if (s->observation->error.code != ERR_NONE)
			return err_set(e, s->observation->error.code, "%s", s->observation->error.text);
		if (!cloudrun_settled(&s->now) && !cloudrun_failed(&s->now))
			return err_set(e, ERR_TIMEOUT, "services.%s did not settle before gate.deadline", s->config->member.alias);
		struct cloudrun_split split = cloudrun_resolved(a, &s->now.effective, s->now.latest_ready);
		if (split.n) /* a service that serves nothing yet has no split to return to */
			out->services[out->n++] = (struct snapshot_service){ .alias = s->config->member.alias,
				.name = s->now.name,
				.uid = s->now.uid,
				.uri = s->now.uri,
				.split = split,
				.follows_latest = cloudrun_follows_latest(&s->now.desired),
				.taken_at = out->taken_at };
	}
	return 0;
}

/* Returns the text of a snapshot file, without secrets: a revision whose name contains one is not named there. Empty:
 * it is too large. */
static struct str text_of(struct run_log *log, const struct snapshot *s)
{
	struct buf raw = BUF_MAX(LIMIT_FACT_FILE_BYTES), clean = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct str text = { "", 0 };
	json_print(snapshot_json(log->a, s), JSON_PRETTY, &raw);
	buf_putc(&raw, '\n');
	secrets_scrub(log->secrets, (struct str){ buf_text(&raw), raw.n }, &clean);
	if (!raw.over && !clean.over)
		text = (struct str){ arena_strndup(log->a, buf_text(&clean), clean.n), clean.n };
	buf_free(&raw);
	buf_free(&clean);
	return text;
}

/* What other releases recorded in the same folder is kept, unless the file would become too large. */
static struct str text_with_others(
	struct run_log *log, const struct release *release, const struct snapshot *now, const struct snapshot *old)
{
	struct snapshot all = *now;
	snapshot_add_others(log->a, &all, old, release_names(log->a, release), release->n_services);
	struct str text = text_of(log, &all);
	return text.n ? text : text_of(log, now);
}

/* Replaces the file in rungate's own folder, which other pipelines may do at the same time. *keep: why the old one must
 * stay; then nothing is written. */
static int write_own(struct run_log *log, const struct options *o, struct release *release, const char *path,
	const struct snapshot *now, const char **keep, struct err *e)
{
	struct arena *a = log->a;
	struct store *folder = ARENA_NEW(a, struct store);
	struct cell *cell = ARENA_NEW(a, struct cell);
	*folder = store_folder(a, log->loop, file_dir(a, path));
	*cell = (struct cell){ .store = folder, .under = "baseline" };
	for (unsigned tries = 0; tries < TRIES; tries++) {
		struct snapshot old = { 0 };
		struct err why;
		int64_t deadline = loop_now(log->loop) + WRITE_MS;
		if (cell_read_now(cell, deadline, e) != CELL_DONE)
			return -1;
		/* one that is not trusted may always be replaced */
		bool there = cell->number && !release->doubts.snapshot && !snapshot_parse(a, path, cell->bytes, &old, &why);
		*keep = there && !o->force ? must_keep(a, release, &old, now) : NULL;
		if (*keep)
			return 0;
		enum cell_end end = cell_write_now(cell, text_with_others(log, release, now, &old), deadline, e);
		if (end != CELL_CHANGED)
			return end == CELL_DONE ? 0 : -1;
	}
	return err_set(e, ERR_CONFLICT, "%s was changed by others at every attempt", path);
}

/* Writes the file that -o names. */
static int write_named(struct run_log *log, const struct options *o, struct release *release, const char *path,
	const struct snapshot *now, const char **keep, struct err *e)
{
	struct snapshot old;
	struct err why;
	bool there = file_named_is_regular(path) && file_exists(path) && !snapshot_read(log->a, path, false, &old, &why);
	struct str text = text_of(log, now);
	*keep = there && !o->force ? must_keep(log->a, release, &old, now) : NULL;
	return *keep ? 0 : file_write_named(path, text.p, text.n, 0600, e);
}

/* Writes the snapshot, and reads it back, because a rollback depends on it. */
static int write_snapshot(struct run_log *log, const struct options *o, struct release *release, const char *path,
	const struct snapshot *now, const char **keep, struct err *e)
{
	struct snapshot back;
	struct str text = text_of(log, now);
	if (!text.n)
		return err_set(
			e, ERR_LIMIT, "the snapshot of %zu services is larger than %d bytes", now->n, LIMIT_FACT_FILE_BYTES);
	if ((o->output ? write_named : write_own)(log, o, release, path, now, keep, e))
		return -1;
	if (*keep)
		return 0;
	if (o->json)
		fwrite(text.p, 1, text.n, stdout);
	return file_named_is_regular(path) ? snapshot_read(log->a, path, !o->output, &back, e) : 0;
}

/* Writes it to the bucket, if there is one. */
static int share(const struct memory *m, struct loop *l, const struct snapshot *now, struct err *e)
{
	return m->state ? baseline_push(m->state, now, loop_now(l) + SHARE_MS, e) : 0;
}

static void print(struct run_log *log, const struct options *o, const struct release *release, const char *path,
	const struct snapshot *now)
{
	FILE *out = o->json || file_named_is_output(path) ? stderr : stdout;
	for (size_t i = 0; !o->quiet && i < release->n_services; i++) {
		const struct snapshot_service *is = snapshot_of(now, release->services[i].now.name);
		fprintf(out, "%s: %s\n", release->services[i].config->member.alias,
			is ? say_scrub(log, cloudrun_split_text(log->a, &is->split))
			   : "not recorded, because no revision serves yet");
	}
	if (!o->quiet)
		fprintf(out, "recorded in %s\n", path);
}

/* Reports revisions that are newer than the newest serving one: the snapshot does not include them. */
static void say_newer(struct arena *a, const struct release *release, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *serves = release_serving(s);
		const struct cloudrun_revision *newer = target_newer(&s->now, s->revisions, serves);
		if (newer)
			say_line(log, "%s", release_newer_text(a, s, newer, serves->name));
	}
}

/* Exits 0, so that a deploy script that takes a snapshot first goes on. */
static int kept(struct run_log *log, const char *why)
{
	say_line(log, "the snapshot was not replaced: %s (--force replaces it)", why);
	return SNAPSHOT_STANDS;
}

static int refused(struct arena *a, const struct options *o, int exit_code, const char *what, const char *why)
{
	say_error(o, arena_printf(a, "%s: %s", what, why));
	return exit_code;
}

int snapshot_record(struct arena *a, const struct options *o, bool may_lack, struct snapshot *now, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	const char *keep = NULL;
	struct err why;
	*now = (struct snapshot){ 0 };
	if (run_open(a, o, false, r, e))
		return -1;
	const char *path = o->output ? o->output : r->config.state.baseline;
	int64_t deadline = r->start.at + r->config.gate.deadline;
	if (observe_until_settled(r, deadline) == LOOP_SIGNAL ||
		(r->config.jobs.n && observe_jobs(&r->observations, &r->release, deadline) == LOOP_SIGNAL))
		return SNAPSHOT_INTERRUPTED + loop_signals(r->loop).last;
	if (take(r->a, r->gcp, &r->release, may_lack, now, &why))
		return refused(r->a, o, SNAPSHOT_NOT_TAKEN, "no snapshot was taken", why.text);
	take_jobs(r->a, &r->observations, now);
	if (write_snapshot(&r->log, r->options, &r->release, path, now, &keep, &why) ||
		(!keep && !o->output && share(&r->record.memory, r->loop, now, &why)))
		return refused(r->a, o, SNAPSHOT_NOT_WRITTEN, "the snapshot could not be written", why.text);
	if (keep)
		return kept(&r->log, keep);
	print(&r->log, r->options, &r->release, path, now);
	if (!o->output && r->release.doubts.snapshot)
		say_line(&r->log, "warning: rungate will not use this snapshot: %s; or set state.unsafe = true",
			r->release.doubts.snapshot);
	say_newer(r->a, &r->release, &r->log);
	return SNAPSHOT_STANDS;
}

int cmd_snapshot(struct arena *a, const struct options *o, struct err *e)
{
	struct snapshot now;
	return snapshot_record(a, o, false, &now, e);
}
