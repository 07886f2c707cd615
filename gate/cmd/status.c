/* SPDX-License-Identifier: Apache-2.0 */
/* status.c: shows each service's traffic split, candidate and baseline, and warns if a revision that failed serves; and
 * each job's image and latest execution. */
#include "cmd.h"
#include "metrics.h"
#include "../watch/watch.h"
#include "../source/cloud/images.h"
#include "../source/cloud/scaling.h"
#include "../../gcp/job.h"

#include <stdio.h>
#include <string.h>

enum { BESIDE_MS = 5 * 1000 };

/* Prints one line without secrets; control characters are escaped. */
static void line(struct run_log *log, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void line(struct run_log *log, const char *fmt, ...)
{
	struct buf text = BUF_MAX(1024 * 1024), out = BUF_MAX(4 * 1024 * 1024);
	va_list ap;
	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	text_put_printable(&out, str_of(say_scrub(log, buf_text(&text))));
	printf("%s\n", buf_text(&out));
	buf_free(&text);
	buf_free(&out);
}

static void print_tags(struct run_log *log, const struct cloudrun_service *s)
{
	for (size_t i = 0; i < s->effective.n; i++)
		if (s->effective.rows[i].tag)
			line(log, "  tag        %s -> %s%s%s", s->effective.rows[i].tag,
				s->effective.rows[i].revision ? s->effective.rows[i].revision : "latest",
				s->effective.rows[i].uri ? "  " : "", s->effective.rows[i].uri ? s->effective.rows[i].uri : "");
}

static void print_candidate(struct arena *a, struct run_log *log, const struct service *s)
{
	const struct target *t = &s->target;
	const char *record = t->candidate_condemned ? " (failed its last verdict)"
		: t->candidate_passed                   ? " (passed)"
		: t->back_at                            ? arena_printf(a, " (%s)", release_back_text(a, s))
												: "";
	line(log, "  candidate  %s%s%s%s", t->candidate->name, t->candidate->ready ? "" : " (not ready)", record,
		release_has_users(s) ? "" : ", 0 % of the traffic");
	if (t->newer)
		line(log, "  newer      %s", release_newer_text(a, s, t->newer, t->candidate->name));
}

/* Suggests how to end the pin. --to-latest is suggested only if the latest revision is the one that serves, because it
 * sends all users there. */
static void print_pin(struct arena *a, struct run_log *log, const struct service *s)
{
	bool unverified = !s->chosen || !s->target.candidate || s->target.newer || !release_has_users(s);
	const char *command = unverified ? arena_printf(a, "rungate promote %s", s->config->member.alias)
									 : cloudrun_gcloud(a, &s->now, cloudrun_kind(s->now.kind)->move, "--to-latest");
	line(log, "  pinned     later deploys get 0 %% until: %s", command);
}

/* A snapshot of the revision that still serves gives no way back, so it is not shown as the baseline. */
static void print_no_baseline(struct run_log *log, const struct release *release, const struct service *s)
{
	const struct snapshot_service *was = release->snapshot ? snapshot_of(release->snapshot, s->now.name) : NULL;
	const struct target *t = &s->target;
	if (was && t->candidate && cloudrun_percent(&was->split, NULL, t->candidate->name))
		line(log, "  baseline   none yet: the snapshot of %s has this state, and nothing was deployed since",
			clock_time_text(log->a, was->taken_at));
	else
		line(log, "  baseline   none: %s", t->unfit ? t->unfit : "no older revision is known");
}

/* How many targets a rollback has, and until when the first of them can start. */
static void print_way_back(struct arena *a, struct run_log *log, const struct service *s, int64_t wall)
{
	const struct json *way = way_back_facts(a, s, wall), *depth = json_get(way, "depth"),
					  *unfit = json_get(way, "unfit");
	const char *unknown = json_text_at(depth, CEL_UNOBSERVED), *until = json_text_at(way, "expiresAt");
	int64_t n = json_int(depth);
	const char *expiry = json_text_at(json_get(way, "expiresAt"), CEL_UNOBSERVED);
	if (*unknown)
		line(log, "  way back   not known: %s", unknown);
	else if (!n)
		line(log, "  way back   none: no target can start any more%s%s", json_size(unfit) ? ": " : "",
			json_text(json_item(unfit, 0)).p);
	else if (*until)
		line(log, "  way back   %lld target%s; cleanup policy %s deletes the image of %s from %s on", (long long)n,
			n > 1 ? "s" : "", json_text_at(way, "expiresBy"), json_text_at(way, "target"), until);
	else
		line(log, "  way back   %lld target%s; %s%s", (long long)n, n > 1 ? "s" : "",
			*expiry ? "until when its image is kept is not known: " : "no cleanup policy deletes the image of ",
			*expiry ? expiry : json_text_at(way, "target"));
}

static void print_service(
	struct arena *a, struct run_log *log, const struct release *release, const struct service *s, int64_t wall)
{
	const struct cloudrun_service *now = &s->now;
	const struct target *t = &s->target;
	line(log, "%s (%s)", s->config->member.alias, s->config->service);
	if (!s->known || s->observation->error.code != ERR_NONE) {
		line(log, "  unknown    %s", s->observation->error.text);
		return;
	}
	line(log, "  serves     %s", cloudrun_split_text(a, &now->effective));
	if (!cloudrun_same_percents(&now->desired, now->latest_created, &now->effective, now->latest_ready))
		line(log, "  desired    %s%s", cloudrun_split_text(a, &now->desired), now->reconciling ? " (in progress)" : "");
	if (scaling_is_off(now->raw))
		line(log, "  attention  scaled to 0 instances by hand: nobody is served until: %s", scaling_command(a, now));
	print_tags(log, now);
	if (t->candidate)
		print_candidate(a, log, s);
	if (t->baseline)
		line(log, "  baseline   %s (%s)", t->baseline->name, baseline_source_name(t->source));
	else
		print_no_baseline(log, release, s);
	if (t->baseline)
		print_way_back(a, log, s, wall);
	if (!cloudrun_follows_latest(&now->desired))
		print_pin(a, log, s);
	if (plan_has_try_tag(now))
		line(log,
			"  attention  a run that was killed left the tag %s, which the next change by rungate removes, or: %s",
			PLAN_TRY_TAG, plan_untag_command(a, now));
	if (t->candidate_condemned && release_serves(s))
		line(log, "  attention  a revision that failed its verdict serves users");
}

static struct json *service_json(struct arena *a, const struct release *release, const struct service *s, int64_t wall)
{
	const struct target *t = &s->target;
	struct json *v = service_facts(a, release, s, wall);
	if (json_get(v, CEL_UNOBSERVED) || !s->chosen)
		return v;
	json_set_string(a, v, "baselineSource", baseline_source_name(t->source));
	json_set_bool(a, v, "candidateFailed", t->candidate_condemned);
	json_set_bool(a, v, "candidatePassed", t->candidate_passed);
	json_set_string(a, v, "newer", t->newer ? t->newer->name : NULL);
	json_set_string(a, v, "candidateBack", t->back_at ? release_back_text(a, s) : NULL);
	json_set_bool(a, v, "failedServes", t->candidate_condemned && release_serves(s));
	return v;
}

/* ---- Jobs ------------------------------------------------------------------------------------------------ */

enum as_before { AS_BEFORE_UNKNOWN, AS_BEFORE, AS_BEFORE_NOT };

/* Whether the images of the job's containers are those of the snapshot. */
static enum as_before job_as_before(struct arena *a, const struct release *release, const struct observation *l)
{
	const struct config_job *c = l->config;
	const struct snapshot_job *was = snapshot_job_of(
		release->snapshot, cloudrun_job_name(a, c->of.project, c->of.region, c->of.name));
	const struct json *images = json_get(l->value, "images");
	if (!was || !images)
		return AS_BEFORE_UNKNOWN;
	return json_equal(was->images, images) ? AS_BEFORE : AS_BEFORE_NOT;
}

static void print_job(struct run_log *log, const struct release *release, const struct observation *l)
{
	const struct config_job *c = l->config;
	const struct json *execution = json_get(l->value, "execution");
	static const char *const before[] = { [AS_BEFORE_UNKNOWN] = "",
		[AS_BEFORE] = " (as in the snapshot)",
		[AS_BEFORE_NOT] = " (another than in the snapshot)" };
	line(log, "%s (job %s)", l->alias, c->of.name);
	if (!l->count || l->error.code != ERR_NONE)
		line(log, "  unknown    %s", l->count ? l->error.text : "not read yet");
	else if (!strcmp(json_text_at(l->value, "state"), "NOT_FOUND"))
		line(log, "  attention  it does not exist");
	else
		line(log, "  image      %s%s", json_text_at(l->value, "image"), before[job_as_before(log->a, release, l)]);
	if (l->count && l->error.code == ERR_NONE && *json_text_at(execution, "name"))
		line(log, "  execution  %s: %s", json_text_at(execution, "name"), json_text_at(execution, "status"));
}

static struct json *job_json(struct arena *a, const struct release *release, const struct observation *l)
{
	struct json *v = l->count ? json_copy(a, l->value) : facts_unobserved(a, "not read yet");
	enum as_before before = job_as_before(a, release, l);
	if (l->count && before != AS_BEFORE_UNKNOWN)
		json_set_bool(a, v, "imageAsInSnapshot", before == AS_BEFORE);
	return v;
}

/* ---- JSON ------------------------------------------------------------------------------------------------ */

/* Services and worker pools by alias. A job may have the alias of a service: its key is one that no alias can be. */
static void print_json(struct run_log *log, const struct release *release, const struct observations *observations,
	bool jobs, int64_t wall)
{
	struct json *all = json_new_object(log->a);
	struct buf b = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct release with = *release;
	with.hosts = service_hosts(log->a, release);
	for (size_t i = 0; i < with.n_services; i++)
		if (with.services[i].selected)
			json_set(all, with.services[i].config->member.alias, service_json(log->a, &with, &with.services[i], wall));
	for (size_t i = 0; jobs && i < observations->n; i++)
		if (observations->items[i]->source == &source_job)
			json_set(all, arena_printf(log->a, "jobs.%s", observations->items[i]->alias),
				job_json(log->a, &with, observations->items[i]));
	json_print(all, JSON_PRETTY, &b);
	printf("%s\n", say_scrub(log, buf_text(&b)));
	buf_free(&b);
}

/* Looks at the images of the selected services, and at the jobs. */
static enum loop_end observe_beside(
	struct observations *observations, const struct release *release, bool jobs, int64_t deadline)
{
	bool *which = ARENA_ARRAY(observations->a, bool, observations->n + 1);
	int64_t by = loop_now(observations->loop) + BESIDE_MS;
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		which[i] = (l->source == &source_images && l->service->selected && l->service->chosen) ||
			(jobs && l->source == &source_job);
	}
	return observe_these(observations, release, which, by < deadline ? by : deadline);
}

int cmd_status(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	bool all = true;
	if (run_open(a, o, false, r, e))
		return -1;
	if (o->credentials)
		return credentials_print(r);
	int64_t deadline = r->config.gate.deadline, wait = deadline < LIMIT_DOUBT_MS ? deadline : LIMIT_DOUBT_MS;
	if (observe_services(r, r->start.at + deadline) == LOOP_SIGNAL || doubt_wait(r, r->start.at + wait) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	if (release_update(r, &r->release.error))
		say_line(&r->log, "%s", r->release.error.text);
	bool jobs = !o->n_args || !r->config.path; /* without a config they were named */
	if (observe_beside(&r->observations, &r->release, jobs, r->start.at + deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	if (o->json)
		print_json(&r->log, &r->release, &r->observations, jobs, gcp_wall(r->gcp));
	for (size_t i = 0; i < r->release.n_services; i++) {
		if (r->release.services[i].selected && !o->json)
			print_service(r->a, &r->log, &r->release, &r->release.services[i], gcp_wall(r->gcp));
		all = all &&
			((r->release.services[i].known && !r->release.services[i].doubt) || !r->release.services[i].selected);
	}
	for (size_t i = 0; jobs && !o->json && i < r->observations.n; i++)
		if (r->observations.items[i]->source == &source_job)
			print_job(&r->log, &r->release, r->observations.items[i]);
	const char *why;
	if (resume_left(r, &why))
		say_line(&r->log,
			"attention: a rollback of these services began at %s and did not finish; finish it with: rungate resume",
			clock_time_text(r->a, r->recovery.entry->begun_at));
	else if (why)
		say_line(&r->log, "attention: %s", why);
	if (r->release.doubts.snapshot || r->release.doubts.evidence)
		say_line(&r->log, "attention: earlier snapshots and evidence are not used: %s",
			r->release.doubts.snapshot ? r->release.doubts.snapshot : r->release.doubts.evidence);
	int exit_code = all ? EXIT_PASSED : EXIT_INCONCLUSIVE;
	if (o->metrics)
		metrics_write(&r->log, metrics_seen(r->a, r, &r->result), exit_code);
	return exit_code;
}
