/* SPDX-License-Identifier: Apache-2.0 */
/* target_check.c: before traffic moves, sends the probes to the rollback target, at its tag URL, and to the candidate.
 * A target that fails where the candidate answers well is unusable. If both fail, they share the cause (README,
 * Rollback). Until its first good answer a target may fail, because it may be starting. */
#include "target_check.h"
#include "shown.h"
#include "tag_room.h"
#include "try_tag.h"
#include "../judge/select.h"
#include "../run/observation_index.h"
#include "../source/probe/reach.h"

#include <string.h>

enum { PAUSE_MS = 1000, REPORT_ANSWERS = 3, TARGETS_MAX = 5, TAGS_MS = 20 * 1000 };

/* ---- What to probe ---------------------------------------------------------------------------------- */

/* Returns a flag for each observation that is not well and is read by a failed critical rule. */
static bool *failing_observations(struct arena *a, const struct observations *observations, const struct judged *judged)
{
	size_t *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	bool *failing = ARENA_ARRAY(a, bool, observations->n + 1);
	struct observation_index *x = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL)
			continue;
		size_t n = select_observations(o, x, reads);
		for (size_t l = 0; l < n; l++)
			failing[reads[l]] = failing[reads[l]] || !part_answered_well(observations->items[reads[l]]);
	}
	return failing;
}

static struct observation *another(
	const struct observations *observations, const struct observation *l, const void *config)
{
	struct observation *other = ARENA_NEW(observations->a, struct observation);
	*other = (struct observation){ .source = l->source, .alias = l->alias, .config = config, .service = l->service };
	return other;
}

static void add(const struct observations *observations, struct target_check *t, size_t observation, bool failing,
	struct observation **users, const char *revision)
{
	const struct observation *l = observations->items[observation];
	const struct config_probe *there = revision ? part_probe(observations->a, l->config, revision) : NULL;
	t->items = arena_grow(observations->a, t->items, t->n, &t->cap, sizeof(*t->items));
	struct ask *k = &t->items[t->n++];
	*k = (struct ask){ .observation = observation, .of = l, .revision = revision, .failing = failing };
	if (!revision)
		k->note = "the probe reaches no service that is moved back";
	else if (!cloudrun_tag_uri(&l->service->now, revision))
		k->note = "the target has no tag URL";
	else if (!there)
		k->note = "this kind of probe cannot be sent to another revision";
	k->ended = k->note != NULL;
	if (k->note)
		return;
	*users = *users ? *users : another(observations, l, l->config);
	k->users = *users;
	k->target = another(observations, l, there);
}

/* Adds an item for each revision of the service's target. */
static void add_parts(const struct observations *observations, struct target_check *t, size_t observation, bool failing)
{
	const struct observation *l = observations->items[observation];
	const struct cloudrun_split *split = l->service ? &l->service->target.split : NULL;
	struct observation *users = NULL;
	if (!split || !split->n)
		add(observations, t, observation, failing, &users, NULL);
	for (size_t i = 0; split && i < split->n; i++)
		add(observations, t, observation, failing, &users, split->rows[i].revision);
}

static void fill(
	const struct observations *observations, const struct judged *judged, const bool *wanted, struct target_check *t)
{
	const bool *failing = failing_observations(observations->a, observations, judged);
	size_t n = observations->n; /* discovery may add more */
	t->items = NULL;
	t->n = t->cap = 0;
	t->n_observations = n;
	t->first = ARENA_ARRAY(observations->a, size_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = observations->items[i];
		if (observe_reaches_users(l) && ((l->service && wanted[l->service->index]) || failing[i])) {
			t->first[i] = t->n + 1;
			add_parts(observations, t, i, failing[i]);
		}
	}
}

/* ---- Tags ----------------------------------------------------------------------------------- */

/* Returns for each service the target to tag; none if the target has a tag already, or the region has no room for
 * another tag, which is noted. */
static struct try_tags *targets_to_tag(const struct target_check *t, enum aim aim)
{
	struct arena *a = t->r->a;
	const struct release *release = &t->r->release;
	struct try_tags *tags = ARENA_ARRAY(a, struct try_tags, release->n_services + 1);
	bool *lack = ARENA_ARRAY(a, bool, release->n_services + 1), any = false;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		bool untagged = s->target.baseline && !cloudrun_tag_uri(&s->now, s->target.baseline->name);
		lack[i] = t->wanted[i] && (aim == AIM_TRY ? untagged : s->target.candidate != NULL);
		any = any || lack[i];
	}
	const struct tag_room *room = any && aim == AIM_TRY
		? tag_room_count(a, t->r->acting, release, lack, loop_now(t->r->loop) + LIMIT_TAGS_MS / 3)
		: NULL;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (lack[i] && room && room[i].why)
			say_note(&t->r->log, "%s: its target is not probed: %s", s->config->member.alias, room[i].why);
		else if (lack[i])
			tags[i] = (struct try_tags){ { aim == AIM_TRY ? s->target.baseline->name : s->target.candidate->name }, 1 };
	}
	return tags;
}

/* A target that Cloud Run cannot start is replaced by the next one. Returns true if one was replaced. */
static bool pass_over_dead(const struct target_check *t, const struct traffic_move *m)
{
	struct run *r = t->r;
	struct service *s = resume_service(&r->release, m);
	const char *revision = m->target.rows[0].revision;
	const char *why = arena_printf(r->a, "it cannot get a tag: %s", m->note ? m->note : move_state_name(m->state));
	if (m->aim != AIM_TRY || m->state != MOVE_FAILED || !m->refused || !s)
		return false;
	say_note(&r->log, "%s: %s is not used as the target: %s", m->alias, revision, why);
	say_event(&r->log, "target_unfit", m->alias, arena_printf(r->a, "%s: %s", revision, why));
	return release_next_target(r, s, revision, why);
}

/* Sets (AIM_TRY) or removes (AIM_UNTRY) a tag on the targets, so that they have a URL. If a tag cannot be set, that is
 * added to the notes and the target is not probed. Returns true if a target was replaced by the next one. */
static bool tags(const struct target_check *t, enum aim aim)
{
	bool replaced = false;
	struct run *r = t->r;
	struct traffic_change *b = act_begin(r);
	struct journal *j = ARENA_NEW(r->a, struct journal); /* a separate file: `resume` must not continue this change */
	*j = *r->recovery.journal;
	j->path = NULL;
	b->journal = j;
	b->head.release = arena_printf(r->a, "%s-trial", r->release.id);
	if (!try_tag_fill(b, &r->release, targets_to_tag(t, aim), aim))
		return false;
	/* limited, because users wait for the rollback */
	if (aim == AIM_TRY && b->deadline > loop_now(r->loop) + TAGS_MS)
		b->deadline = loop_now(r->loop) + TAGS_MS;
	if (!try_tag_run(r, b))
		return false;
	for (size_t i = 0; i < b->n; i++) {
		if (b->moves[i].state == MOVE_DONE || b->moves[i].state == MOVE_NOT_NEEDED)
			continue;
		if (pass_over_dead(t, &b->moves[i]))
			replaced = true;
		else
			say_note(&r->log, "%s: the tag %s could not be %s: %s", b->moves[i].alias, PLAN_TRY_TAG,
				aim == AIM_TRY ? "set" : "removed",
				b->moves[i].note ? b->moves[i].note : move_state_name(b->moves[i].state));
	}
	return replaced;
}

/* ---- Probing ------------------------------------------------------------------------------------------ */

/* Evaluates the newest answers for an item. It ends with the part's first good answer. */
static void weigh(struct target_check *t, struct ask *k)
{
	if (part_answered_well(k->target)) {
		k->ended = true;
		return;
	}
	k->bad++;
	bool both = !part_answered_well(k->users) && !target_sibling_is_well(t, k);
	/* the answer cannot change what is done: do not keep users waiting */
	k->ended = !t->decide && both && k->bad >= REPORT_ANSWERS;
}

static bool all_ended(const struct target_check *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->items[i].ended)
			return false;
	return true;
}

/* Probes every second until each part has answered well or the time is over. */
static void ask(struct observations *observations, const struct release *release, struct target_check *t)
{
	while (!all_ended(t) && loop_now(observations->loop) < t->until) {
		int64_t began = loop_now(observations->loop);
		observations->deadline = t->until;
		for (size_t i = 0; i < t->n; i++)
			if (!t->items[i].ended) {
				observe_one(observations, release, t->items[i].users);
				observe_one(observations, release, t->items[i].target);
			}
		if (loop_run(observations->loop, &observations->pending, t->until) != LOOP_DONE)
			break; /* answers that are still pending do not count */
		for (size_t i = 0; i < t->n; i++)
			if (!t->items[i].ended)
				weigh(t, &t->items[i]);
		int64_t next = began + PAUSE_MS < t->until ? began + PAUSE_MS : t->until;
		if (!all_ended(t) && loop_run(observations->loop, NULL, next) == LOOP_SIGNAL)
			break;
	}
}

/* ---- The result -------------------------------------------------------------------------------------- */

/* Returns true if the observation fails at every revision of the target too, or is of a resource that both use. */
static bool observation_is_shared(const struct observations *observations, const struct release *release,
	const struct target_check *t, size_t observation)
{
	struct ask *k = target_asks(t, observation);
	bool asked = k != NULL;
	for (; k; k = target_next_ask(t, k))
		if (k->failing && target_finding(t, k) != FINDING_SAME)
			return false;
	if (!asked && t->shared[observation] < 0)
		t->shared[observation] = shared_observation(observations->a, release, observations->items[observation]);
	return asked || t->shared[observation];
}

static bool is_well_itself(const struct target_check *t, size_t observation)
{
	const struct ask *k = target_asks(t, observation);
	return k && !k->failing;
}

/* Returns true if everything that the failed rule reads fails at the target too. x, reads: working memory. */
static bool is_shared(const struct observations *observations, const struct release *release,
	const struct target_check *t, const struct outcome *o, struct observation_index *x, size_t *reads)
{
	bool any = false;
	size_t n = select_observations(o, x, reads);
	for (size_t i = 0; i < n; i++) {
		if (is_well_itself(t, reads[i]))
			continue;
		if (!observation_is_shared(observations, release, t, reads[i]))
			return false;
		any = true;
	}
	return any;
}

static bool all_shared(const struct observations *observations, const struct release *release,
	const struct judged *judged, struct target_check *t)
{
	struct observation_index *x = select_index(observations->a, observations->items, observations->n);
	size_t *reads = ARENA_ARRAY(observations->a, size_t, observations->n + 1);
	bool any = false;
	t->shared = ARENA_ARRAY(observations->a, signed char, observations->n + 1);
	memset(t->shared, -1, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL)
			continue;
		if (!is_shared(observations, release, t, o, x, reads))
			return false;
		any = true;
	}
	return any;
}

/* Replaces each target of which a revision failed alone by the next one. Returns true if one was replaced. */
static bool next_targets(const struct target_check *t)
{
	struct run *r = t->r;
	bool any = false, *passed = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	for (size_t i = 0; i < t->n; i++) {
		const struct ask *k = &t->items[i];
		struct service *s = k->of->service;
		if (!s || !t->wanted[s->index] || passed[s->index] || target_finding(t, k) != FINDING_WORSE)
			continue;
		const char *alias = s->config->member.alias;
		const char *why = arena_printf(
			r->a, "probe %s at its tag URL: %s", k->of->alias, target_check_error(k->target));
		say_note(&r->log, "%s: %s is not used as the target: %s", alias, k->revision, why);
		say_event(&r->log, "target_unfit", alias, arena_printf(r->a, "%s: %s", k->revision, why));
		passed[s->index] = release_next_target(r, s, k->revision, why);
		any = any || passed[s->index];
	}
	return any;
}

static const char *why_shared(struct target_check *t)
{
	struct run *r = t->r;
	if (!all_shared(&r->observations, &r->release, &r->judged, t))
		return NULL;
	const char *cause = shared_cause(r->a, &r->release, &r->observations);
	json_set_string(r->a, r->recovery.differential, "cause", cause ? cause : "unknown");
	const char *shared = arena_printf(
		r->a, "the cause is shared: candidate and target fail the same way%s%s", cause ? "; " : "", cause ? cause : "");
	say_event(&r->log, "cause_shared", NULL, shared);
	return shared;
}

static const char *const modes[] = {
	[DIFFERENTIAL_REPORT] = "report", [DIFFERENTIAL_DECIDE] = "decide", [DIFFERENTIAL_OFF] = "off"
};

const char *target_check_all(struct run *r, const bool *wanted)
{
	const struct config_rollback *c = &r->config.rollback;
	struct target_check t = {
		.r = r, .wanted = wanted, .mode = modes[c->differential], .decide = c->differential == DIFFERENTIAL_DECIDE
	};
	bool asks = c->differential != DIFFERENTIAL_OFF, tag = asks && c->try_tag;
	int64_t last_moment = r->options->last_moment ? r->start.at + r->config.gate.deadline : INT64_MAX;
	int64_t began = loop_now(r->loop);
	struct target_fitness *f = target_fitness_new(r);
	shown_checking(&r->log, began, began + c->patience < last_moment ? began + c->patience : last_moment);
	target_fitness_check(f, wanted);
	for (int i = 0; i < TARGETS_MAX; i++) {
		t.until = began + c->patience < last_moment ? began + c->patience : last_moment;
		for (int k = 0; tag && k < TARGETS_MAX && loop_now(r->loop) < t.until && tags(&t, AIM_TRY); k++)
			target_fitness_check(f, wanted);
		fill(&r->observations, &r->judged, wanted, &t);
		if (asks)
			ask(&r->observations, &r->release, &t);
		r->recovery.differential = NULL; /* only the last targets are of interest */
		target_check_record(r->a, &r->recovery, &r->log, &t);
		if (!next_targets(&t))
			break;
		target_fitness_check(f, wanted);
		began = loop_now(r->loop);
	}
	const char *shared = asks ? why_shared(&t) : NULL;
	if (shared && !t.decide)
		say_note(&r->log, "%s; moving traffic may not help", shared);
	return t.decide ? shared : NULL;
}

void target_check_next(const struct traffic_change *b, struct target_fitness *f, const bool *wanted)
{
	static const struct judged nothing;
	struct run *r = b->arg;
	const struct config_rollback *c = &r->config.rollback;
	struct target_check t = { .r = r, .wanted = wanted, .mode = modes[c->differential] };
	bool asks = c->differential != DIFFERENTIAL_OFF && r->result.verdict != VERDICT_ORDERED;
	for (int i = 0; i < TARGETS_MAX; i++) {
		target_fitness_check(f, wanted);
		int64_t now = loop_now(r->loop), half = now + (b->deadline - now) / 2;
		if (!asks || loop_signals(r->loop).count) /* a signal asks for a fast end */
			return;
		t.until = now + c->patience < half ? now + c->patience : half;
		fill(&r->observations, &nothing, wanted, &t);
		ask(&r->observations, &r->release, &t);
		target_check_record(r->a, &r->recovery, &r->log, &t);
		if (!next_targets(&t))
			return;
	}
}

void target_check_end(struct run *r, const bool *wanted)
{
	if (r->config.rollback.try_tag && r->result.verdict != VERDICT_ORDERED)
		(void)tags(&(struct target_check){ .r = r, .wanted = wanted }, AIM_UNTRY);
}
