/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act.c: a condemned or ordered release goes back: who moves, what forbids it, the move, and the proof that
 * users are served again. Every way out says what was done and what is left to do.
 */
#include "facts.h"

#include <string.h>

enum { PATIENCE_MS = 8000 }; /* after a first signal */

static void not_moved(struct run *r, enum action action, const char *reason)
{
	r->action = action;
	r->exit_code = EXIT_NOT_MOVED;
	r->reason = reason;
	run_event(r, action_name(action), NULL, reason);
}

static void needs_a_person(struct run *r, const char *reason)
{
	r->action = ACTION_ROLLBACK_FAILED;
	r->exit_code = EXIT_ROLLBACK_FAILED;
	r->reason = reason;
	run_event(r, "rollback_failed", NULL, reason);
}

/* ---- Who moves, and what forbids it ------------------------------------------------------------- */

static const char *unfit_target(struct run *r, const bool *wanted, size_t *n_movable)
{
	const char *why = NULL;
	*n_movable = 0;
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		const char *alias = s->config->member.alias;
		if (!wanted[i])
			continue;
		if (s->target.first_deploy)
			run_note(r, "%s stays: it has no older revision to go back to", alias);
		else if (!s->target.split.n)
			why = arena_printf(r->a, "%s has no fit revision to go back to: %s", alias,
				s->target.unfit ? s->target.unfit : "none is known");
		else
			(*n_movable)++;
	}
	return why;
}

static bool forbidden(struct run *r, const bool *wanted)
{
	size_t n = 0;
	const char *unfit = unfit_target(r, wanted, &n);
	const char *held = hold_why(r, wanted);
	if (held && r->options->force) {
		run_note(r, "a hold was overridden by order (--force): %s", held);
		run_event(r, "hold_overridden", NULL, held);
		held = NULL;
	}
	if (unfit) {
		not_moved(r, ACTION_NOT_MOVED, arena_printf(r->a, "no safe target: %s", unfit));
		run_next(r, "choose a revision yourself: rungate rollback SERVICE --to REVISION");
	} else if (!n) {
		not_moved(r, ACTION_NOT_MOVED, "no safe target: nothing of this release has an older revision to go back to");
	} else if (held) {
		not_moved(r, ACTION_NOT_MOVED, arena_printf(r->a, "a hold forbids the rollback: %s", held));
		run_next(r, "if it is safe after all: rungate rollback --force");
	} else {
		return false;
	}
	return true;
}

/* ---- The move -------------------------------------------------------------------------------------- */

static void on_say(void *arg, const struct move *m, const char *event, const char *detail)
{
	struct run *r = arg;
	run_event(r, event, m->alias, detail);
	run_progress(r, "%s: %s", m->alias, event);
}

static bool out_of_patience(void *arg)
{
	const struct run *r = arg;
	struct loop_signals s = loop_signals(r->loop);
	return s.count > 1 || (s.count == 1 && loop_now(r->loop) - s.first_at >= PATIENCE_MS);
}

static void fill_moves(struct run *r, const bool *wanted, struct rollback *b)
{
	b->moves = ARENA_ARRAY(r->a, struct move, r->n_services);
	for (size_t i = 0; i < r->n_services; i++) {
		struct service *s = &r->services[i];
		if (!wanted[i] || !s->target.split.n)
			continue;
		s->move = &b->moves[b->n++];
		*s->move = (struct move){ .alias = s->config->member.alias, .first = s->first, .last = s->now,
			.revisions = s->revisions, .n_revisions = s->n_revisions, .target = s->target.split };
	}
}

static size_t in_state(const struct rollback *b, enum move_state state)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->moves[i].state == state;
	return n;
}

static const struct move *first_in(const struct rollback *b, enum move_state state)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == state)
			return &b->moves[i];
	return NULL;
}

static bool stood_down(struct run *r, const struct rollback *b)
{
	const struct move *other = first_in(b, MOVE_SUPERSEDED);
	bool left_something = false; /* a failed change leaves the wish changed, a superseded one may have been ours */
	for (size_t i = 0; i < b->n; i++)
		left_something = left_something || (b->moves[i].sent && (b->moves[i].state != MOVE_SUPERSEDED || b->moves[i].operation));
	if (!other || left_something)
		return false;
	not_moved(r, ACTION_SUPERSEDED, arena_printf(r->a, "superseded: %s: %s", other->alias, other->note ? other->note : ""));
	return true;
}

/* ---- The proof ---------------------------------------------------------------------------------------- */

/* Rules over what users reach now: they read such a probe, and nothing of the revision that was left. */
static bool speaks_of_users(const struct run *r, const struct outcome *o)
{
	bool reads[LIMIT_MEMBERS] = { false }, users = false;
	size_t n = r->n_looks < LIMIT_MEMBERS ? r->n_looks : LIMIT_MEMBERS;
	if (o->rule->severity != SEVERITY_CRITICAL || o->rule->dry_run || o->kind == OUTCOME_SKIPPED)
		return false;
	select_looks(o, r->looks, n, reads);
	for (size_t i = 0; i < n; i++) {
		const struct look *l = r->looks[i];
		bool user = observe_reaches_users(l);
		if (reads[i] && !user && (l->source->group == GROUP_SERVICES || l->source->group == GROUP_PROBES))
			return false;
		users = users || (reads[i] && user);
	}
	return users;
}

static const char *still_failing(struct run *r)
{
	const char *why = NULL;
	for (size_t i = 0; i < r->n_services; i++)
		r->services[i].restored = r->services[i].move != NULL;
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		bool *belongs = ARENA_ARRAY(r->a, bool, r->n_services + 1), any = false;
		if (o->kind == OUTCOME_PASS || !speaks_of_users(r, o))
			continue;
		why = arena_printf(r->a, "%s: %s", o->rule->id, o->message);
		select_services(r, o, belongs);
		for (size_t s = 0; s < r->n_services; s++)
			any = any || belongs[s];
		for (size_t s = 0; s < r->n_services; s++)
			r->services[s].restored = r->services[s].restored && any && !belongs[s];
	}
	return why;
}

/* Asks again what users ask, until every critical rule over it holds. NULL: they do. */
static const char *prove(struct run *r)
{
	int64_t deadline = loop_now(r->loop) + r->config.rollback.confirm;
	struct outcomes judged = r->outcomes;
	struct json *facts = r->facts;
	const char *why;
	r->after = true;
	for (;;) {
		int64_t began = loop_now(r->loop);
		observe_users(r, deadline);
		struct json *now = facts_build(r);
		judge(r->a, &r->policy, now, &r->outcomes);
		why = still_failing(r);
		if (!why || out_of_patience(r) || loop_now(r->loop) >= deadline)
			break;
		run_progress(r, "rolled back; waiting for users to be served: %s", why);
		int64_t next = began + r->config.gate.interval;
		loop_run(r->loop, NULL, next < deadline ? next : deadline);
	}
	r->outcomes = judged; /* evidence holds what was judged, not what came after */
	r->facts = facts;
	run_event(r, why ? "not_restored" : "restored", NULL, why);
	return why;
}

/* ---- The end --------------------------------------------------------------------------------------------- */

static void say_what_follows(struct run *r)
{
	char *pinned = arena_strdup(r->a, "");
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		if (!s->move || (s->move->state != MOVE_DONE && s->move->state != MOVE_UNKNOWN))
			continue;
		pinned = arena_printf(r->a, "%s%s%s", pinned, *pinned ? ", " : "", s->config->member.alias);
		run_next(r, "when a fixed revision is deployed and verified:");
		run_next(r, "gcloud run services update-traffic %s --to-latest --region=%s --project=%s", s->now.id,
			s->now.region, s->now.project);
	}
	if (*pinned) {
		run_note(r, "pinned now: %s; later deploys get 0 %% until traffic follows the latest revision again", pinned);
		run_note(r, "a tool that owns the traffic block (Terraform) will undo the rollback at its next apply");
	}
}

static void say_by_hand(struct run *r, const struct rollback *b)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct move *m = &b->moves[i];
		if (m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED)
			continue;
		run_next(r, "finish by hand:");
		run_next(r, "%s", plan_command(r->a, &m->last, &m->target));
	}
}

static void conclude(struct run *r, const struct rollback *b)
{
	size_t done = in_state(b, MOVE_DONE), still = in_state(b, MOVE_NOT_NEEDED);
	if (stood_down(r, b))
		return;
	if (done + still < b->n) {
		struct buf each = BUF_MAX(1024);
		for (size_t i = 0; i < b->n; i++)
			if (b->moves[i].state != MOVE_DONE && b->moves[i].state != MOVE_NOT_NEEDED)
				buf_printf(&each, "%s%s: %s", each.n ? "; " : "", b->moves[i].alias,
					b->moves[i].note ? b->moves[i].note : move_state_name(b->moves[i].state));
		needs_a_person(r, arena_printf(r->a, "%zu of %zu services moved back and confirmed; %s", done + still, b->n,
			buf_text(&each)));
		buf_free(&each);
		say_by_hand(r, b);
		say_what_follows(r);
		return;
	}
	const char *why = r->verdict == VERDICT_ORDERED ? NULL : prove(r);
	say_what_follows(r);
	if (why) {
		needs_a_person(r, arena_printf(r->a, "traffic is back, but users are not served again: %s", why));
		run_next(r, "look at what the old and the new revision share: database, network, secrets, certificates");
		return;
	}
	r->action = ACTION_ROLLED_BACK;
	r->exit_code = r->verdict == VERDICT_ORDERED ? EXIT_PASSED : EXIT_ROLLED_BACK;
}

void act_rollback(struct run *r, const bool *wanted)
{
	struct rollback *b = ARENA_NEW(r->a, struct rollback); /* calls that outlive a deadline still point to it */
	struct err e;
	*b = (struct rollback){ .a = r->a, .g = r->acting, .pin = r->options->pin, .wait = r->config.rollback.wait,
		.force = r->options->force, .deadline = loop_now(r->loop) + r->config.rollback.deadline,
		.stop = out_of_patience, .say = on_say, .arg = r, .journal = ARENA_NEW(r->a, struct journal) };
	if (forbidden(r, wanted))
		return;
	gcp_act(r->acting);
	fill_moves(r, wanted, b);
	journal_open(r->a, r->config.rollback.journal, r->release_id, b->journal);
	if (apply_prepare(b, &e)) {
		needs_a_person(r, arena_printf(r->a, "the services could not be read before the rollback: %s", e.text));
		say_by_hand(r, b);
		return;
	}
	if (stood_down(r, b))
		return;
	if (in_state(b, MOVE_NOT_NEEDED) == b->n) {
		not_moved(r, ACTION_NOT_MOVED, "nothing needed moving: users are on the target already");
		return;
	}
	if (in_state(b, MOVE_FAILED)) {
		const struct move *m = first_in(b, MOVE_FAILED);
		not_moved(r, ACTION_NOT_MOVED, arena_printf(r->a, "no safe target: %s: %s", m->alias, m->note ? m->note : ""));
		return;
	}
	if (r->options->dry_run) {
		r->exit_code = EXIT_PASSED;
		return;
	}
	apply_start(b);
	confirm_run(b);
	if (b->journal->broken)
		run_note(r, "the journal could not be written: %s", b->journal->error.text);
	conclude(r, b);
}
