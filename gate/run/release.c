/* SPDX-License-Identifier: Apache-2.0 */
/* release.c: chooses candidate and target of each service, and determines which services belong to the release. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

const char *release_requested(const struct options *o, const struct service *s)
{
	const char *const names[] = { s->config->member.alias, s->config->service };
	const struct conf_strings *c = &o->candidates;
	for (size_t i = 0; i < c->n; i++)
		for (size_t j = 0; j < COUNTOF(names); j++) {
			size_t n = strlen(names[j]);
			if (!strncmp(c->items[i], names[j], n) && c->items[i][n] == '=')
				return c->items[i] + n + 1;
		}
	return NULL;
}

const struct cloudrun_revision *release_serving(const struct service *s)
{
	for (size_t i = 0; i < s->n_revisions; i++)
		if (cloudrun_percent(&s->now.effective, s->now.latest_ready, s->revisions[i].name) > 0)
			return &s->revisions[i];
	return NULL;
}

static struct target_input input_of(struct run *r, const struct service *s)
{
	return (struct target_input){
		.service = &s->now,
		.revisions = s->revisions,
		.n_revisions = s->n_revisions,
		.snapshot = r->release.snapshot,
		.records = &r->release.records,
		.now = gcp_wall(r->gcp),
		.release_window = r->config.rollback.release_window,
		/* a snapshot that counted when a bake began counts until it ends */
		.snapshot_age = r->config.rollback.snapshot_age +
			(r->release.bake ? gcp_wall(r->gcp) - r->release.bake->began : 0),
		.baseline = r->options->to,
		.refused = &s->refused,
		.to_snapshot = r->result.verdict == VERDICT_ORDERED && r->options->baseline,
	};
}

/* Sets s->ways: refuses each target in turn, as release_next_target does. */
static void find_ways(struct arena *a, struct service *s, struct target_input in)
{
	struct target_refusal refused[LIMIT_WAYS_BACK];
	struct target_refusals all = { .items = refused };
	struct target t = s->target;
	struct err e;
	in.refused = &all;
	for (s->n_ways = 0; s->n_ways < LIMIT_WAYS_BACK && t.baseline && t.split.n;) {
		s->ways[s->n_ways++] = t.split;
		refused[all.n++] = (struct target_refusal){ t.baseline->name, "looked at" };
		if (target_choose(a, &in, &t, &e))
			break;
	}
}

static int choose(struct run *r, struct service *s, struct err *e)
{
	const char *requested = release_requested(r->options, s);
	struct target_input in = input_of(r, s);
	/* an explicit rollback starts from the serving revision */
	const struct cloudrun_revision *serving = r->result.verdict == VERDICT_ORDERED ? release_serving(s) : NULL;
	in.candidate = requested ? requested : serving ? serving->name : NULL;
	if (target_choose(r->a, &in, &s->target, e))
		return err_wrap(e, "%s %s", cloudrun_kind(s->config->kind)->what, s->config->member.alias);
	find_ways(r->a, s, in);
	s->first = s->now; /* changes are compared with this read, not with earlier ones */
	s->chosen = true;
	return 0;
}

bool release_next_target(struct run *r, struct service *s, const char *revision, const char *why)
{
	struct target_refusals *all = &s->refused;
	struct target next;
	struct err e;
	all->items = arena_grow(r->a, all->items, all->n, &all->cap, sizeof(*all->items));
	all->items[all->n++] = (struct target_refusal){ revision, why };
	struct target_input in = input_of(r, s);
	in.candidate = s->target.candidate->name;
	if (target_choose(r->a, &in, &next, &e))
		return false; /* the candidate does not exist any more; the fresh read before the move reports that */
	next.released = s->target.released;
	next.again = s->target.again;
	next.snapshot_late = s->target.snapshot_late;
	s->target = next;
	return true;
}

static size_t only_one(const struct options *o, const struct release *release)
{
	if (o->n_args != 1)
		return release->n_services;
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected)
			return i;
	return release->n_services;
}

/* Marks which of the services that could be read belong to the release. */
static void mark_released(struct arena *a, struct release *release, const struct config *c, const struct options *o)
{
	struct target *targets = ARENA_ARRAY(a, struct target, release->n_services + 1);
	bool *asked = ARENA_ARRAY(a, bool, release->n_services + 1);
	struct release_rules rules = { .release_window = c->rollback.release_window,
		.asked = asked,
		.again = release->verifies,
		.snapshot_first = release->deployment != NULL,
		.snapshot_at = release->snapshot ? release->snapshot->taken_at : 0 };
	size_t n = 0, only = only_one(o, release);
	rules.only = release->n_services;
	for (size_t i = 0; i < release->n_services; i++) {
		if (!release->services[i].chosen)
			continue;
		if (i == only)
			rules.only = n;
		asked[n] = release->services[i].selected;
		targets[n++] = release->services[i].target;
	}
	target_release(targets, n, &rules);
	for (size_t i = 0, j = 0; i < release->n_services; i++)
		if (release->services[i].chosen)
			release->services[i].target = targets[j++];
}

/* Sets the release id, a digest of full names, uids and candidates. All runs on a release have the same id. */
static void name_release(struct arena *a, struct release *release)
{
	const char **lines = ARENA_ARRAY(a, const char *, release->n_services + 1);
	struct buf b = BUF_MAX((release->n_services + 1) * 1024);
	size_t n = 0;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->chosen && s->target.candidate)
			lines[n++] = arena_printf(
				a, "%s %s %s\n", s->now.name, s->now.uid ? s->now.uid : "", s->target.candidate->name);
	}
	qsort(lines, n, sizeof(*lines), text_order);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, lines[i]);
	crypto_sha256_hex(buf_text(&b), b.n, release->id);
	buf_free(&b);
}

const char *const *release_names(struct arena *a, const struct release *release)
{
	const char **names = ARENA_ARRAY(a, const char *, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		names[i] = cloudrun_full_name(a, c->kind, c->project, c->region, c->service);
	}
	return names;
}

struct service *release_service(const struct release *release, const char *alias)
{
	for (size_t i = 0; alias && i < release->n_services; i++)
		if (!strcmp(release->services[i].config->member.alias, alias))
			return &release->services[i];
	return NULL;
}

void release_refresh(struct service *s)
{
	if (s->target.candidate)
		s->target.candidate = cloudrun_revision_named(s->revisions, s->n_revisions, s->target.candidate->name);
	if (s->target.baseline)
		s->target.baseline = cloudrun_revision_named(s->revisions, s->n_revisions, s->target.baseline->name);
	if (s->target.newer)
		s->target.newer = cloudrun_revision_named(s->revisions, s->n_revisions, s->target.newer->name);
}

/* Returns true if no candidate can be chosen: the service was not observed, or its answers contradict each other. After
 * an observation that the deadline cut short, `error` is of the one before, so `doubt` is checked too. */
static bool is_unknown(const struct service *s)
{
	return s->observation->error.code != ERR_NONE || !s->observation->count || (s->doubt && !s->chosen);
}

int release_update(struct run *r, struct err *e)
{
	bool chose = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct service *s = &r->release.services[i];
		if (is_unknown(s))
			continue;
		if (s->chosen) {
			release_refresh(s);
			warm_saw(r->loop, s);
			char *why = r->observations.after ? NULL : guard_superseded(r->a, &s->first, &s->now);
			s->superseded = s->superseded ? s->superseded : why;
			continue;
		}
		if (choose(r, s, e))
			return -1;
		warm_saw(r->loop, s);
		chose = true;
	}
	if (chose) {
		mark_released(r->a, &r->release, &r->config, r->options);
		name_release(r->a, &r->release);
		release_say(&r->release, &r->log, r->result.verdict == VERDICT_ORDERED);
	}
	return 0;
}

const char *release_baseline_refused(
	struct arena *a, const struct options *o, const struct release *release, const struct result *result)
{
	for (size_t i = 0; o->baseline && i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		bool by_order = result->verdict == VERDICT_ORDERED && o->n_args && s->selected;
		if (s->chosen && release_passed_over(a, release, s) && (s->target.released || by_order))
			return arena_printf(a, "--baseline %s cannot be used for %s: %s", o->baseline, s->config->member.alias,
				release_passed_over(a, release, s));
	}
	return NULL;
}

const char *release_superseded(struct arena *a, const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->superseded && s->selected && s->target.released)
			return arena_printf(
				a, "%s %s: %s", cloudrun_kind(s->config->kind)->what, s->config->member.alias, s->superseded);
	}
	return NULL;
}

const struct json *release_earlier(
	const struct release *release, struct arena *a, const struct observation *l, const char *kind)
{
	return release->earlier ? release->earlier->basis(release->earlier, a, l, kind) : NULL;
}

static bool is_replaced(const struct service *s)
{
	const struct cloudrun_revision *c = s->target.candidate;
	for (size_t i = 0; i < s->n_revisions; i++) { /* newest first */
		const char *name = s->revisions[i].name;
		if (c && !strcmp(name, c->name))
			return false;
		if (cloudrun_percent(&s->now.desired, s->now.latest_created, name) > 0)
			return true;
	}
	return false;
}

bool release_replaced(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected && release->services[i].target.released && is_replaced(&release->services[i]))
			return true;
	return false;
}
