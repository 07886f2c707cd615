/* SPDX-License-Identifier: Apache-2.0 */
/* next_target.c: a revision can be Ready although Cloud Run cannot start it any more, which only shows when it gets
 * traffic. The change is then refused, or its operation fails, and the rollback goes on to the next fit target. */
#include "act.h"

#include <string.h>

/* Returns true, with the revision and why, if the move ended because this part of its target cannot serve. */
static bool dead_part(struct arena *a, const struct traffic_move *m, struct target_refusal *out)
{
	if (m->state != MOVE_FAILED)
		return false;
	if (m->unfit.revision) { /* found before it was sent */
		*out = m->unfit;
		return true;
	}
	return m->sent && m->note && guard_refused_part(a, &m->target, m->note, out);
}

/* Sets wanted for each service whose target is replaced by another one. again: services whose move was skipped, because
 * the target of another one was found unfit before anything was sent. Returns true if there is any. */
static bool pass_over(const struct traffic_change *b, const bool *again, bool *wanted)
{
	struct run *r = b->arg;
	struct target_refusal dead;
	bool any = false;
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		struct service *s = resume_service(&r->release, m);
		if (!s)
			continue;
		wanted[s->index] = again[s->index] && m->state == MOVE_SKIPPED;
		if (dead_part(b->a, m, &dead)) {
			say_note(&r->log, "%s: %s is passed over: %s", m->alias, dead.revision, dead.why);
			say_event(&r->log, "target_unfit", m->alias, arena_printf(b->a, "%s: %s", dead.revision, dead.why));
			wanted[s->index] = s->target.candidate && release_next_target(r, s, dead.revision, dead.why);
		}
		any = any || wanted[s->index];
	}
	return any;
}

/* The service after a move that failed. The newest read may be older than the change, which stays the desired split
 * even if it cannot be made. */
static struct cloudrun_service state_after(const struct traffic_move *m)
{
	struct cloudrun_service s = m->last;
	if (m->acknowledged && s.generation <= m->sent_on) {
		s.generation = m->sent_on + 1;
		s.desired = m->plan.traffic;
	}
	return s;
}

/* Returns the change that makes the wanted moves of b to their new targets, with the same deadline. */
static struct traffic_change *change_again(const struct traffic_change *b, const bool *wanted)
{
	struct run *r = b->arg;
	struct traffic_change *c = ARENA_NEW(b->a, struct traffic_change);
	*c = *b;
	c->entry = NULL; /* the new targets are in a journal of their own, as any change */
	c->look = target_images_look;
	c->moves = ARENA_ARRAY(b->a, struct traffic_move, b->n + 1);
	c->n = c->pending = c->reading = 0;
	c->waiting = NULL;
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		const struct service *s = resume_service(&r->release, m);
		if (!s || !wanted[s->index])
			continue;
		if (!s->target.split.n) {
			say_note(&r->log, "%s: there is no other target: %s", m->alias,
				s->target.unfit ? s->target.unfit : "it has no older revision");
			continue;
		}
		c->moves[c->n++] = (struct traffic_move){ .alias = m->alias,
			.candidate = m->candidate,
			.first = state_after(m),
			.condemned = m->condemned,
			.last = state_after(m),
			.revisions = m->revisions,
			.n_revisions = m->n_revisions,
			.target = s->target.split };
	}
	return c;
}

/* The moves of c are those of b now. */
static void take_over(const struct traffic_change *b, const struct traffic_change *c)
{
	for (size_t i = 0; i < c->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (b->moves[k].alias == c->moves[i].alias)
				b->moves[k] = c->moves[i];
}

/* Returns false if the rollback must not go on to the chosen targets; that is said. */
static bool allowed(const struct traffic_change *b, const bool *wanted)
{
	struct run *r = b->arg;
	const char *held = r->options->force ? NULL : hold_why(b->a, &r->release, &r->recovery, wanted);
	if (held)
		say_note(&r->log, "no further target is tried, because a hold forbids it: %s", held);
	return !held;
}

/* Sends nothing. Returns the change to make, or NULL if no other target is left. */
static struct traffic_change *prepare(const struct traffic_change *b, struct target_fitness *f)
{
	struct run *r = b->arg;
	size_t n = r->release.n_services;
	bool *again = ARENA_ARRAY(b->a, bool, n + 1), *wanted = ARENA_ARRAY(b->a, bool, n + 1);
	struct err e;
	for (size_t i = 0; b->entry && i < n; i++)
		again[i] = true; /* act.c looks for unfit targets before the others are skipped, except in a resume */
	while (!conclude_first_in(b, MOVE_SUPERSEDED) && loop_now(r->loop) < b->deadline && !b->stop(b->arg) &&
		pass_over(b, again, wanted)) {
		target_check_next(b, f, wanted);
		struct traffic_change *c = allowed(b, wanted) ? change_again(b, wanted) : NULL;
		if (!c || !c->n)
			return NULL;
		bool unread = apply_prepare(c, &e);
		take_over(b, c);
		if (unread) {
			say_note(&r->log, "the next target was not tried: %s", e.text);
			return NULL;
		}
		if (!conclude_first_in(c, MOVE_FAILED) && !conclude_first_in(c, MOVE_SUPERSEDED))
			return c;
		again = wanted;
		wanted = ARENA_ARRAY(b->a, bool, n + 1);
	}
	return NULL;
}

/* Starts the change. A resumed rollback goes on in its journal, or ends it once the journal of the change has begun. */
static void start(const struct traffic_change *b, struct traffic_change *c)
{
	struct journal resumed = *b->journal;
	if (b->entry) {
		c->head = b->entry->head;
		c->head.run = b->head.run;
		c->head.command = b->head.command;
	}
	apply_start(c);
	if (b->entry && strcmp(resumed.path, c->journal->path) != 0)
		journal_close(&resumed, "overtaken", "", false);
}

void next_target_run(struct traffic_change *b)
{
	struct target_fitness *f = target_fitness_new(b->arg);
	struct traffic_change *c;
	if (b->entry && b->entry->head.named)
		return;
	while ((c = prepare(b, f)) != NULL) {
		start(b, c);
		confirm_run(c);
		take_over(b, c);
	}
}
