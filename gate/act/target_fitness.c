/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_fitness.c: can the revisions that traffic would go to still start? Each resource that one of them needs and
 * the candidate does not is asked for, all at once. What the candidate needs too is not asked for: moving makes that no
 * worse. A resource that is gone makes the target unfit, and the next one is asked about. What cannot be read is
 * said, and traffic is moved all the same.
 */
#include "act.h"
#include "../source/cloud/resource.h"
#include "../source/cloud/revision.h"

#include <string.h>

/* For all observations of a run together: an interval, at least this and at most one call. An API that hangs does not
 * keep users on a failed release. */
enum { TARGET_FITNESS_MS = 5 * 1000 };

enum state { STATE_ASKED, STATE_WELL, STATE_GONE, STATE_UNSEEN };

struct inquiry {
	struct target_fitness *f;
	struct need need;
	enum state state;
	const char *why; /* "is DESTROYED"; of an unseen one: why it could not be read */
	bool said;
};

struct target_fitness {
	struct run *r;
	struct inquiry **all;
	size_t n, cap;
	size_t news; /* 0: an answer has come */
	int64_t left_ms;
};

struct target_fitness *target_fitness_new(struct run *r)
{
	struct target_fitness *f = ARENA_NEW(r->a, struct target_fitness);
	int64_t patience = r->config.rollback.patience, interval = r->config.gate.interval;
	int64_t most = interval < TARGET_FITNESS_MS ? TARGET_FITNESS_MS
		: interval < LIMIT_CALL_MS              ? interval
												: LIMIT_CALL_MS;
	*f = (struct target_fitness){ .r = r, .left_ms = patience < most ? patience : most };
	return f;
}

/* ---- One resource ------------------------------------------------------------------------------- */

/* States in which an instance that starts now cannot use it, and that do not pass by themselves. */
static bool is_lost(enum need_kind kind, const char *state)
{
	static const struct {
		enum need_kind kind;
		const char *state;
	} lost[] = {
		{ NEED_SECRET, "DISABLED" },
		{ NEED_SECRET, "DESTROYED" },
		{ NEED_SQL, "SUSPENDED" },
		{ NEED_SQL, "FAILED" },
		{ NEED_SQL, "PENDING_DELETE" },
		{ NEED_CONNECTOR, "DELETING" },
		{ NEED_CONNECTOR, "ERROR" },
	};
	for (size_t i = 0; i < COUNTOF(lost); i++)
		if (lost[i].kind == kind && !strcmp(lost[i].state, state))
			return true;
	return false;
}

/* The kind of resource that a need is of; NULL: a secret or a subnet. */
static const struct resource *resource_of(enum need_kind kind)
{
	static const struct resource *const of[] = {
		[NEED_SECRET] = NULL, [NEED_SQL] = &resource_sql, [NEED_CONNECTOR] = &resource_connector, [NEED_SUBNET] = NULL
	};
	return of[kind];
}

static struct json *facts_of(
	struct arena *a, struct gcp *g, const struct need *need, const struct json *body, struct err *e)
{
	const struct resource *k = resource_of(need->kind);
	return k ? resource_facts(a, k, body, need->id, gcp_wall(g), e)
			 : secretmanager_facts(a, body, &need->secret, need->version, e);
}

static void end(struct inquiry *q, enum state state, const char *why)
{
	q->state = state;
	q->why = why;
	q->f->news = 0;
}

static void target_fitness_on_reply(void *arg, const struct gcp_reply *reply)
{
	struct inquiry *q = arg;
	struct run *r = q->f->r;
	struct err e = reply->error;
	if (e.code == ERR_NOT_FOUND) {
		end(q, STATE_GONE, "does not exist any more");
		return;
	}
	const struct json *facts = e.code == ERR_NONE ? facts_of(r->a, r->gcp, &q->need, reply->body, &e) : NULL;
	const char *state = json_text_at(facts, "state");
	if (!facts)
		end(q, STATE_UNSEEN, say_scrub(&r->log, e.text));
	else if (is_lost(q->need.kind, state))
		end(q, STATE_GONE, arena_printf(r->a, "is %s", state));
	else if (!strcmp(json_text_at(facts, "activationPolicy"), "NEVER"))
		end(q, STATE_GONE, "was stopped by its owner");
	else
		end(q, STATE_WELL, "");
}

static void ask(struct inquiry *q, int64_t until)
{
	const struct need *need = &q->need;
	const struct resource *k = resource_of(need->kind);
	struct run *r = q->f->r;
	if (need->kind == NEED_SUBNET) {
		end(q, STATE_UNSEEN, "the Compute Engine API is not asked");
	} else if (!need->named) {
		end(q, STATE_UNSEEN, "its name cannot be read");
	} else {
		char *path = k ? resource_path(r->a, k, need->project, need->region, need->id)
					   : secretmanager_path(r->a, &need->secret, need->version);
		gcp_get(r->gcp, r->a, k ? k->api : GCP_SECRETMANAGER, path, until, target_fitness_on_reply, q);
	}
}

/* Each resource is asked for once, even if several revisions need it. */
static struct inquiry *inquire(struct target_fitness *f, const struct need *need, int64_t until)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->all[i]->need.key, need->key))
			return f->all[i];
	struct inquiry *q = ARENA_NEW(f->r->a, struct inquiry);
	*q = (struct inquiry){ .f = f, .need = *need, .why = "it was not answered in time" };
	f->all = arena_grow(f->r->a, f->all, f->n, &f->cap, sizeof(struct inquiry *));
	f->all[f->n++] = q;
	ask(q, until);
	return q;
}

/* ---- One service ---------------------------------------------------------------------------------- */

typedef bool each_fn(
	struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q); /* true: enough */

/* Calls fn for what each part of the target needs and the candidate does not. True: fn said that it is enough. */
static bool each_need(struct target_fitness *f, struct service *s, int64_t until, each_fn *fn)
{
	struct run *r = f->r;
	const struct config_service *c = s->config;
	struct need *theirs = NULL, *needs;
	size_t n_theirs = s->target.candidate ? needs_of(r->a, s->target.candidate->raw, c->project, c->region, &theirs)
										  : 0;
	const struct cloudrun_split split = s->target.split; /* fn may change it */
	for (size_t i = 0; i < split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, split.rows[i].revision);
		size_t n = part ? needs_of(r->a, part->raw, c->project, c->region, &needs) : 0;
		for (size_t j = 0; j < n; j++)
			if (!needs_have(theirs, n_theirs, &needs[j]) && fn(f, s, part->name, inquire(f, &needs[j], until)))
				return true;
	}
	return false;
}

static bool is_unanswered(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	(void)f, (void)s, (void)revision;
	return q->state == STATE_ASKED;
}

static bool started(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	(void)f, (void)s, (void)revision, (void)q;
	return false;
}

/* With --force an order goes even there; that is on record. */
static bool pass_over(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	struct run *r = f->r;
	const char *alias = s->config->member.alias;
	if (q->state != STATE_GONE)
		return false;
	const char *why = arena_printf(r->a, "its %s %s", q->need.what, q->why);
	if (r->result.verdict == VERDICT_ORDERED && r->options->force) {
		say_note(&r->log, "%s: %s is not fit (%s), and that was overridden by order (--force)", alias, revision, why);
		say_event(&r->log, "unfit_overridden", alias, arena_printf(r->a, "%s: %s", revision, why));
		return false;
	}
	say_note(&r->log, "%s: %s is passed over: %s", alias, revision, why);
	say_event(&r->log, "target_unfit", alias, arena_printf(r->a, "%s: %s", revision, why));
	return release_next_target(r, s, revision, why);
}

static bool say_unseen(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	const char *alias = s->config->member.alias;
	if (!q->said && (q->state == STATE_ASKED || q->state == STATE_UNSEEN)) {
		q->said = true;
		say_note(&f->r->log, "%s: whether the %s of %s is still there was not seen: %s", alias, q->need.what, revision,
			q->why);
		say_event(
			&f->r->log, "target_unseen", alias, arena_printf(f->r->a, "%s: %s: %s", revision, q->need.what, q->why));
	}
	return false;
}

/* ---- All targets ------------------------------------------------------------------------------------ */

/* Asks about the targets as they are now, and about the next where one is passed over. True: an answer is awaited. */
static bool go_on(struct target_fitness *f, const bool *wanted, int64_t until)
{
	bool waits = false;
	for (size_t i = 0; i < f->r->release.n_services; i++) {
		struct service *s = &f->r->release.services[i];
		if (!wanted[i])
			continue;
		do
			each_need(f, s, until, started);
		while (each_need(f, s, until, pass_over));
		waits = each_need(f, s, until, is_unanswered) || waits;
	}
	return waits;
}

void target_fitness_check(struct target_fitness *f, const bool *wanted)
{
	struct run *r = f->r;
	int64_t began = loop_now(r->loop), until = began + f->left_ms;
	int64_t last_moment = r->options->last_moment ? r->start.at + r->config.gate.deadline : INT64_MAX;
	until = until < last_moment ? until : last_moment;
	gcp_act(r->acting);
	while (go_on(f, wanted, until) && loop_now(r->loop) < until) {
		f->news = 1;
		if (loop_run(r->loop, &f->news, until) == LOOP_SIGNAL)
			break; /* no more waiting: what is not answered is unseen */
	}
	go_on(f, wanted, until);
	f->left_ms -= loop_now(r->loop) - began;
	f->left_ms = f->left_ms > 0 ? f->left_ms : 0;
	for (size_t i = 0; i < r->release.n_services; i++)
		if (wanted[i])
			each_need(f, &r->release.services[i], until, say_unseen);
}
