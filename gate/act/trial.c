/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trial.c: before traffic moves, the revision it would go to is asked what users ask, at its tag URL, beside the
 * candidate. A target that fails where the candidate does well is not fit; one that fails as the candidate does shares the
 * cause (CONTRACT section 6). A cold start is waited for, not judged.
 */
#include "act.h"
#include "../source/reach.h"

#include <string.h>

enum { PAUSE_MS = 1000, REPORT_ANSWERS = 3, TARGETS_MAX = 5 };

struct ask {
	const struct look *of;
	bool failing;                /* a failed critical rule reads it */
	struct look users, target;   /* asked as the config says, and of the target */
	unsigned bad;                /* answers of the target in a row */
	bool ended;
	const char *note;            /* why it is not comparable, or NULL */
};

struct trial { struct ask *items; size_t n; const char *mode; bool decide; int64_t until; };

static bool is_ok(const struct look *l)
{
	return l->error.code == ERR_NONE && json_is_true(json_get(l->value, "ok"));
}

static const char *why_not(const struct look *l)
{
	if (l->error.code != ERR_NONE)
		return l->error.text;
	return json_text(json_get(l->value, "error")).p;
}

/* ---- Whom to ask ---------------------------------------------------------------------------------- */

/* The same probe, sent to the target; NULL: its kind cannot be. */
static const struct config_probe *probe_of_target(struct run *r, const struct config_probe *p)
{
	struct config_probe *c = ARENA_NEW(r->a, struct config_probe);
	*c = *p;
	if (p->http) {
		c->http = ARENA_NEW(r->a, struct config_http);
		*c->http = *p->http;
		c->http->reach = *reach_at(r, &p->http->reach, AT_BASELINE);
		c->reach = &c->http->reach;
	} else if (p->grpc) {
		c->grpc = ARENA_NEW(r->a, struct config_grpc);
		*c->grpc = *p->grpc;
		c->grpc->reach = *reach_at(r, &p->grpc->reach, AT_BASELINE);
		c->reach = &c->grpc->reach;
	} else if (p->websocket) {
		c->websocket = ARENA_NEW(r->a, struct config_websocket);
		*c->websocket = *p->websocket;
		c->websocket->reach = *reach_at(r, &p->websocket->reach, AT_BASELINE);
		c->reach = &c->websocket->reach;
	} else {
		return NULL;
	}
	return c;
}

static bool is_failing(const struct run *r, size_t look)
{
	bool *reads = ARENA_ARRAY(r->a, bool, r->n_looks + 1);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL)
			continue;
		select_looks(o, r->looks, r->n_looks, reads);
		if (reads[look] && !is_ok(r->looks[look]))
			return true;
	}
	return false;
}

static void add(struct run *r, struct trial *t, size_t look)
{
	const struct look *l = r->looks[look];
	const struct config_probe *p = l->config, *there = probe_of_target(r, p);
	const struct service *s = l->service;
	struct ask *k = &t->items[t->n++];
	*k = (struct ask){ .of = l, .failing = is_failing(r, look) };
	k->users = (struct look){ .source = l->source, .alias = l->alias, .config = p, .service = l->service };
	k->target = (struct look){ .source = l->source, .alias = l->alias, .config = there, .service = l->service };
	if (!s || !s->target.baseline)
		k->note = "it is of no service that goes back";
	else if (!run_tag_uri(&s->now, s->target.baseline->name))
		k->note = arena_printf(r->a, "%s has no tag URL", s->target.baseline->name);
	else if (!there)
		k->note = "this kind of probe is not asked of another revision";
	k->ended = k->note != NULL;
}

static void fill(struct run *r, const bool *wanted, struct trial *t)
{
	size_t n = r->n_looks; /* discovery may add more */
	t->items = ARENA_ARRAY(r->a, struct ask, n + 1);
	t->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct look *l = r->looks[i];
		if (observe_reaches_users(l) && ((l->service && wanted[l->service->index]) || is_failing(r, i)))
			add(r, t, i);
	}
}

/* ---- A tag to ask by ----------------------------------------------------------------------------------- */

/* The percents stay as they are, so nobody notices; what fails here is said, and the target is not asked. */
static void tags(struct run *r, const bool *wanted, enum aim aim)
{
	struct rollback *b = act_begin(r);
	struct journal *j = ARENA_NEW(r->a, struct journal); /* a file of its own: this is no story to go on with */
	struct err e;
	*j = *r->journal;
	j->path = NULL;
	b->journal = j;
	b->head.release = arena_printf(r->a, "%s-trial", r->release_id);
	b->pin = b->head.promotion = true;
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		bool has = s->target.baseline && run_tag_uri(&s->now, s->target.baseline->name);
		if (!wanted[i] || !s->target.baseline || (aim == AIM_TRY && has))
			continue;
		struct run_target *row = ARENA_NEW(r->a, struct run_target);
		*row = (struct run_target){ .revision = s->target.baseline->name, .percent = 100 };
		b->moves[b->n++] = (struct move){ .alias = s->config->member.alias, .candidate = s->target.candidate->name, .first = s->now,
			.last = s->now, .revisions = s->revisions, .n_revisions = s->n_revisions, .target = { row, 1 }, .aim = aim };
	}
	if (!b->n || !act_lock(r, b) || apply_prepare(b, &e) || outcome_in_state(b, MOVE_NOT_NEEDED) == b->n)
		return;
	say_event(r, aim == AIM_TRY ? "tags_for_trial" : "tags_removed", NULL, NULL);
	apply_start(b);
	confirm_run(b);
	for (size_t i = 0; i < b->n; i++) {
		struct service *s = resume_service(r, &b->moves[i]);
		if (b->moves[i].state == MOVE_DONE || b->moves[i].state == MOVE_NOT_NEEDED)
			s->now = b->moves[i].last;
		else
			say_note(r, "%s: the tag %s was not %s: %s", b->moves[i].alias, PLAN_TRY_TAG, aim == AIM_TRY ? "set" : "removed",
				b->moves[i].note ? b->moves[i].note : move_state_name(b->moves[i].state));
	}
}

/* ---- Asking ------------------------------------------------------------------------------------------ */

static void weigh(struct trial *t, struct ask *k)
{
	if (is_ok(&k->target)) {
		k->ended = true;
		return;
	}
	k->bad++;
	bool both = !is_ok(&k->users);
	k->ended = !t->decide && both && k->bad >= REPORT_ANSWERS; /* it will be moved anyway */
}

static bool all_ended(const struct trial *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->items[i].ended)
			return false;
	return true;
}

/* Until the target has answered well, or its time is over. */
static void ask(struct run *r, struct trial *t)
{
	while (!all_ended(t) && loop_now(r->loop) < t->until) {
		int64_t began = loop_now(r->loop);
		r->round_deadline = t->until;
		for (size_t i = 0; i < t->n; i++)
			if (!t->items[i].ended) {
				observe_look(r, &t->items[i].users);
				observe_look(r, &t->items[i].target);
			}
		if (loop_run(r->loop, &r->pending, t->until) != LOOP_DONE)
			break; /* what is still on the way is not waited for, and says nothing */
		for (size_t i = 0; i < t->n; i++)
			if (!t->items[i].ended)
				weigh(t, &t->items[i]);
		int64_t next = began + PAUSE_MS < t->until ? began + PAUSE_MS : t->until;
		if (!all_ended(t) && loop_run(r->loop, NULL, next) == LOOP_SIGNAL)
			break;
	}
}

/* ---- What it says -------------------------------------------------------------------------------------- */

enum finding { FINDING_NONE, FINDING_WELL, FINDING_SAME, FINDING_WORSE };

static const char *finding_name(enum finding f)
{
	static const char *const names[] = {
		[FINDING_NONE] = "not comparable", [FINDING_WELL] = "the target does well", [FINDING_SAME] = "the target fails the same way",
		[FINDING_WORSE] = "the target fails alone",
	};
	return names[f];
}

static enum finding finding(const struct ask *k)
{
	if (k->note || !k->target.count || k->target.in_flight || k->target.error.code != ERR_NONE)
		return FINDING_NONE;
	if (is_ok(&k->target))
		return FINDING_WELL;
	return k->users.count && is_ok(&k->users) ? FINDING_WORSE : FINDING_SAME;
}

static void record(struct run *r, const struct trial *t)
{
	struct json *all = json_new_array(r->a), *v = json_new_object(r->a);
	for (size_t i = 0; i < t->n; i++) {
		const struct ask *k = &t->items[i];
		struct json *one = json_new_object(r->a);
		json_set_string(r->a, one, "probe", k->of->alias);
		json_set_bool(r->a, one, "failing", k->failing);
		json_set_string(r->a, one, "target", k->of->service && k->of->service->target.baseline ? k->of->service->target.baseline->name : NULL);
		json_set_string(r->a, one, "finding", finding_name(finding(k)));
		json_set_string(r->a, one, "note", k->note);
		json_set_string(r->a, one, "candidateError", k->users.count ? say_scrub(r, why_not(&k->users)) : NULL);
		json_set_string(r->a, one, "targetError", k->target.count ? say_scrub(r, why_not(&k->target)) : NULL);
		json_add(all, one);
	}
	json_set_string(r->a, v, "mode", t->mode);
	json_set(v, "asked", all);
	r->differential = v;
}

static const struct ask *ask_of(const struct trial *t, const struct look *l)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].of == l)
			return &t->items[i];
	return NULL;
}

/* Does everything that the failed rule reads fail at the target too, or stand for both? */
static bool is_shared(struct run *r, const struct trial *t, const struct outcome *o)
{
	bool *reads = ARENA_ARRAY(r->a, bool, r->n_looks + 1), any = false;
	select_looks(o, r->looks, r->n_looks, reads);
	for (size_t i = 0; i < r->n_looks; i++) {
		const struct look *l = r->looks[i];
		const struct ask *k = reads[i] ? ask_of(t, l) : NULL;
		if (!reads[i] || (k && !k->failing))
			continue;
		if (k ? finding(k) != FINDING_SAME : !fitness_shared(r, l))
			return false;
		any = true;
	}
	return any;
}

static bool all_shared(struct run *r, const struct trial *t)
{
	bool any = false;
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL)
			continue;
		if (!is_shared(r, t, o))
			return false;
		any = true;
	}
	return any;
}

/* The first service whose target fails where the candidate does well; true: the next target was taken. */
static bool next_target(struct run *r, const bool *wanted, const struct trial *t)
{
	for (size_t i = 0; i < r->n_services; i++) {
		struct service *s = &r->services[i];
		const char *why = wanted[i] && s->target.baseline ? fitness_missing(r, s) : NULL;
		for (size_t j = 0; j < t->n && wanted[i] && s->target.baseline && !why; j++)
			if (t->items[j].of->service == s && finding(&t->items[j]) == FINDING_WORSE)
				why = arena_printf(r->a, "at its tag URL %s: %s", t->items[j].of->alias, why_not(&t->items[j].target));
		if (!why)
			continue;
		say_note(r, "%s: %s is passed over: %s", s->config->member.alias, s->target.baseline->name, why);
		say_event(r, "target_unfit", s->config->member.alias, arena_printf(r->a, "%s: %s", s->target.baseline->name, why));
		release_next_target(r, s, why);
		return true;
	}
	return false;
}

static const char *shared_cause(struct run *r, const struct trial *t)
{
	if (!all_shared(r, t))
		return NULL;
	const char *cause = fitness_cause(r);
	json_set_string(r->a, r->differential, "cause", cause ? cause : "unknown");
	const char *shared = arena_printf(r->a, "the cause is shared: candidate and target fail the same way%s%s", cause ? "; " : "",
		cause ? cause : "");
	say_event(r, "cause_shared", NULL, shared);
	return shared;
}

const char *trial_of_targets(struct run *r, const bool *wanted)
{
	static const char *const modes[] = { "report", "decide", "off" };
	const struct config_rollback *c = &r->config.rollback;
	struct trial t = { .mode = modes[c->differential], .decide = c->differential == 1 };
	bool asks = c->differential != 2, tag = asks && c->try_tag;
	int64_t last_moment = r->options->last_moment ? r->start + r->config.gate.deadline : INT64_MAX;
	for (int i = 0; i < TARGETS_MAX; i++) {
		int64_t until = loop_now(r->loop) + c->patience;
		t.until = until < last_moment ? until : last_moment;
		if (tag && loop_now(r->loop) < t.until)
			tags(r, wanted, AIM_TRY);
		fill(r, wanted, &t);
		if (asks)
			ask(r, &t);
		record(r, &t);
		if (!next_target(r, wanted, &t))
			break;
	}
	const char *shared = asks ? shared_cause(r, &t) : NULL;
	if (shared && !t.decide)
		say_note(r, "%s; moving traffic may not help", shared);
	return t.decide ? shared : NULL;
}

void trial_end(struct run *r, const bool *wanted)
{
	if (r->config.rollback.try_tag && r->verdict != VERDICT_ORDERED)
		tags(r, wanted, AIM_UNTRY);
}
