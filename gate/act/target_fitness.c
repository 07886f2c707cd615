/* SPDX-License-Identifier: Apache-2.0 */
/* target_fitness.c: checks whether the rollback targets can still start. Reads, all at once, each resource that a
 * target needs and the candidate does not; a dependency that both share does not disqualify the target. If a resource
 * is gone, the next target is checked. If one cannot be read, that is reported and traffic is moved anyway. Of images,
 * only what is known already counts here; target_images.c looks again just before the move. */
#include "act.h"
#include "../source/cloud/images.h"
#include "../source/cloud/need_state.h"

#include <string.h>

/* The least time for all checks of a run together. It is limited because users stay on the failed release meanwhile. */
enum { TARGET_FITNESS_MS = 5 * 1000 };

/* One resource that is read. */
struct inquiry {
	struct target_fitness *f;
	struct need need;
	enum need_state state;
	const char *why; /* "is DESTROYED"; NEED_UNSEEN: why it could not be read */
	bool said;
};

struct target_fitness {
	struct run *r;
	struct inquiry **all;
	size_t n, cap;
	size_t news;     /* what the loop waits for: 0 when an answer has come */
	int64_t left_ms; /* of the time for all checks */
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

static void end(struct inquiry *q, enum need_state state, const char *why)
{
	q->state = state;
	q->why = why;
	q->f->news = 0;
}

static void on_state(void *arg, enum need_state state, const char *why)
{
	end(arg, state, why);
}

static void ask_image(struct inquiry *q)
{
	const char *refused = registry_refused(&q->need.image);
	const struct run *r = q->f->r;
	const struct observation *images = r->release.services[0].images;
	const struct image_state *known = refused ? NULL : target_image(&r->recovery, images, q->need.image.text);
	if (refused)
		end(q, NEED_UNSEEN, refused);
	else if (known && known->known == IMAGE_GONE)
		end(q, NEED_GONE, known->why);
	else
		end(q, NEED_WELL, "");
}

static void ask(struct inquiry *q, int64_t until)
{
	struct run *r = q->f->r;
	if (q->need.kind == NEED_IMAGE)
		ask_image(q);
	else
		need_ask(r->a, r->gcp, &r->log, &q->need, until, on_state, q);
}

/* Returns the inquiry for a need and starts it if it is new. A resource is read once, even if several revisions need
 * it. */
static struct inquiry *inquire(struct target_fitness *f, const struct need *need, int64_t until)
{
	for (size_t i = 0; i < f->n; i++)
		if (!strcmp(f->all[i]->need.key, need->key))
			return f->all[i];
	struct inquiry *q = ARENA_NEW(f->r->a, struct inquiry);
	*q = (struct inquiry){ .f = f, .need = *need, .why = "the API did not answer in time" };
	f->all = arena_grow(f->r->a, f->all, f->n, &f->cap, sizeof(struct inquiry *));
	f->all[f->n++] = q;
	ask(q, until);
	return q;
}

/* ---- One service ---------------------------------------------------------------------------------- */

/* Returns true to end the iteration. */
typedef bool each_fn(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q);

/* Cloud Run has a copy of an image that serves. */
static bool is_at_hand(const struct service *s, const struct need *need)
{
	return need->kind == NEED_IMAGE && images_served(s, need->image.text);
}

/* Calls fn for each resource that a revision of the target needs and the candidate does not. Returns true if fn did.
 * a: of the needs. */
static bool among_needs(struct arena *a, struct target_fitness *f, struct service *s, int64_t until, each_fn *fn)
{
	const struct config_service *c = s->config;
	struct need *theirs = NULL, *needs;
	size_t n_theirs = s->target.candidate ? needs_of(a, s->target.candidate->raw, c->project, c->region, &theirs) : 0;
	const struct cloudrun_split split = s->target.split; /* fn may change it */
	for (size_t i = 0; i < split.n; i++) {
		const struct cloudrun_revision *part = cloudrun_revision_named(
			s->revisions, s->n_revisions, split.rows[i].revision);
		size_t n = part ? needs_of(a, part->raw, c->project, c->region, &needs) : 0;
		for (size_t j = 0; j < n; j++)
			if (!needs_have(theirs, n_theirs, &needs[j]) && !is_at_hand(s, &needs[j]) &&
				fn(f, s, part->name, inquire(f, &needs[j], until)))
				return true;
	}
	return false;
}

static bool each_need(struct target_fitness *f, struct service *s, int64_t until, each_fn *fn)
{
	struct arena *a = arena_under(f->r->a);
	size_t known = f->n;
	bool found = among_needs(a, f, s, until, fn);
	if (f->n == known) /* a new inquiry keeps the need that it is about */
		arena_free(a);
	return found;
}

static bool is_unanswered(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	(void)f, (void)s, (void)revision;
	return q->state == NEED_ASKED;
}

static bool started(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	(void)f, (void)s, (void)revision, (void)q;
	return false;
}

/* If the resource is gone, replaces the target by the next one. `rollback --force` keeps it; that is recorded. */
static bool pass_over(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	struct run *r = f->r;
	const char *alias = s->config->member.alias;
	if (q->state != NEED_GONE)
		return false;
	const char *why = arena_printf(r->a, "its %s %s", q->need.what, q->why);
	if (r->result.verdict == VERDICT_ORDERED && r->options->force) {
		say_note(&r->log, "%s: %s is not usable (%s), but --force keeps it as the target", alias, revision, why);
		say_event(&r->log, "unfit_overridden", alias, arena_printf(r->a, "%s: %s", revision, why));
		return false;
	}
	say_note(&r->log, "%s: %s is not used as the target: %s", alias, revision, why);
	say_event(&r->log, "target_unfit", alias, arena_printf(r->a, "%s: %s", revision, why));
	return release_next_target(r, s, revision, why);
}

static bool say_unseen(struct target_fitness *f, struct service *s, const char *revision, struct inquiry *q)
{
	const char *alias = s->config->member.alias;
	if (!q->said && (q->state == NEED_ASKED || q->state == NEED_UNSEEN)) {
		q->said = true;
		say_note(&f->r->log, "%s: could not check that the %s of %s still exists: %s", alias, q->need.what, revision,
			q->why);
		say_event(
			&f->r->log, "target_unseen", alias, arena_printf(f->r->a, "%s: %s: %s", revision, q->need.what, q->why));
	}
	return false;
}

/* ---- All targets ------------------------------------------------------------------------------------ */

/* Starts the reads for the present targets, and for the next target where one is refused. Returns true if a reply is
 * pending. */
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
			break; /* a signal ends the waiting; pending reads count as unobserved */
	}
	go_on(f, wanted, until);
	f->left_ms -= loop_now(r->loop) - began;
	f->left_ms = f->left_ms > 0 ? f->left_ms : 0;
	for (size_t i = 0; i < r->release.n_services; i++)
		if (wanted[i])
			each_need(f, &r->release.services[i], until, say_unseen);
}
