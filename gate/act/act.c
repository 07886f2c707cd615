/* SPDX-License-Identifier: Apache-2.0 */
/* act.c: rolls a release back: checks the preconditions, moves the traffic and starts the recovery check. Continues the
 * rollback of an earlier process if both have the same target. conclude.c fills in the result. */
#include "act.h"
#include "jobs_back.h"
#include "../source/cloud/owner.h"

#include <string.h>

/* ---- Preconditions ------------------------------------------------------------- */

/* Returns NULL, or why a service has no usable target; *unfit is then its alias. Sets *n_movable to the number of
 * services that have one. */
static const char *unfit_target(
	const struct release *release, struct run_log *log, const bool *wanted, size_t *n_movable, const char **unfit)
{
	const char *why = NULL;
	*n_movable = 0;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias;
		if (!wanted[i])
			continue;
		if (s->target.first_deploy)
			say_note(log, "%s is not moved: it has no older revision to go back to", alias);
		else if (s->target.split.n)
			(*n_movable)++;
		else
			why = arena_printf(log->a, "%s has no usable revision to go back to: %s", *unfit = alias,
				s->target.unfit ? s->target.unfit : "none is known");
	}
	return why;
}

/* Returns NULL, or why the rollback would take users from a revision that is newer than the candidate. */
static const char *newer_in_use(struct arena *a, const struct release *release, const bool *wanted)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct cloudrun_revision *v = s->revisions, *candidate = s->target.candidate;
		for (; wanted[i] && candidate && s->target.split.n && v < candidate; v++)
			if (cloudrun_percent(&s->now.desired, s->now.latest_created, v->name) &&
				!cloudrun_percent(&s->target.split, NULL, v->name))
				return arena_printf(
					a, "%s: %s is newer than %s, and has users", s->config->member.alias, v->name, candidate->name);
	}
	return NULL;
}

const char *act_beyond_reach(
	struct arena *a, const struct release *release, const bool *wanted, bool forward, struct run_log *log)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *regions = wanted[i] ? owner_regions(a, s->now.raw) : NULL;
		if (!regions)
			continue;
		say_next(log, "to move the traffic of the whole multi-region service:");
		const struct cloudrun_revision *next = forward ? s->target.candidate : NULL;
		struct cloudrun_target whole = { .revision = next ? next->name : NULL, .percent = 100 };
		struct cloudrun_split all = { &whole, 1 };
		say_next(log, "%s", owner_command(a, &s->now, next ? &all : &s->target.split));
		return arena_printf(a,
			"%s is a part of a multi-region service (%s), whose traffic is set for all regions at once: a change in "
			"one region would be undone",
			s->config->member.alias, regions);
	}
	return NULL;
}

/* Returns true, with the result filled in, if a precondition forbids the rollback. */
static bool forbidden(struct run *r, const bool *wanted)
{
	size_t n = 0;
	/* an explicit rollback may move traffic away from newer revisions too */
	const char *newer = r->result.verdict == VERDICT_ORDERED ? NULL : newer_in_use(r->a, &r->release, wanted);
	const char *alias = NULL, *unfit = unfit_target(&r->release, &r->log, wanted, &n, &alias);
	const char *held = hold_why(r->a, &r->release, &r->recovery, wanted);
	/* with `promote`, --force has another meaning: it overrides an earlier verdict */
	if (held && r->options->force && !r->release.promoting) {
		say_note(&r->log, "--force overrides a hold: %s", held);
		say_event(&r->log, "hold_overridden", NULL, held);
		held = NULL;
	}
	const char *beyond = newer ? NULL : act_beyond_reach(r->a, &r->release, wanted, false, &r->log);
	if (beyond) {
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED, beyond);
	} else if (newer) {
		conclude_not_moved(&r->result, &r->log, ACTION_SUPERSEDED, arena_printf(r->a, "superseded: %s", newer));
	} else if (unfit) {
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED, arena_printf(r->a, "no safe target: %s", unfit));
		say_next(&r->log, "restore what is missing, or choose a revision (with --force even an unusable one):");
		say_next(&r->log, "rungate rollback %s --to REVISION", alias);
	} else if (!n) {
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED,
			"no safe target: no service of this release has an older revision to go back to");
	} else if (held) {
		conclude_not_moved(
			&r->result, &r->log, ACTION_NOT_MOVED, arena_printf(r->a, "a hold forbids the rollback: %s", held));
		say_next(&r->log, "to roll back despite the hold: rungate rollback --force");
	} else {
		return false;
	}
	return true;
}

/* After a verdict: runs the target check. Returns true, with the result filled in, if traffic is not to be moved. */
static bool stays(struct run *r, const bool *wanted)
{
	const char *front = refused_in_front(&r->observations, &r->config, &r->judged);
	if (front) {
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED, front);
		say_next(&r->log, "fix what is in front of the service; to move traffic back anyway: rungate rollback");
		return true;
	}
	const char *shared = target_check_all(r, wanted);
	if (shared) {
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED, shared);
		say_next(&r->log, "fix what candidate and target share; to move traffic back anyway: rungate rollback");
	}
	return shared || forbidden(r, wanted); /* the target check may have chosen other targets */
}

/* For an explicit rollback: the targets are not probed, but their dependencies are checked, so that users are not sent
 * to a revision that cannot start. Returns true if the rollback is forbidden. */
static bool none_is_fit(struct run *r, const bool *wanted)
{
	target_fitness_check(target_fitness_new(r), wanted);
	return forbidden(r, wanted);
}

/* ---- The moves -------------------------------------------------------------------------------------- */

static void fill_moves(const struct release *release, const bool *wanted, struct traffic_change *b)
{
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		if (!wanted[i] || !s->target.split.n)
			continue;
		s->move = &b->moves[b->n++];
		*s->move = (struct traffic_move){ .alias = s->config->member.alias,
			.candidate = s->target.candidate->name,
			.first = s->first,
			.condemned = s->condemned,
			.last = s->now,
			.revisions = &s->revisions,
			.n_revisions = &s->n_revisions,
			.target = s->target.split };
	}
}

/* Returns true if this run decided the rollback, by its rules or its command; false if it only continues the rollback
 * of the process that began the journal entry. */
static bool decided_here(const struct options *o, const struct result *result)
{
	return result->decision == DECISION_CONDEMNED || (o->command->options & OPT_MOVE);
}

/* Fills the change with the moves of an unfinished rollback. here: the result of decided_here. */
static void fill_from_entry(const struct release *release, const struct result *result,
	const struct journal_entry *entry, bool here, struct traffic_change *b)
{
	b->entry = entry;
	b->pin = b->pin || (entry->pin && !here);
	b->wait = entry->wait;
	b->listed = entry->listed;
	for (size_t i = 0; i < entry->n; i++) {
		struct service *s = resume_service(release, &entry->moves[i]);
		s->move = &b->moves[b->n++];
		*s->move = entry->moves[i];
		s->move->alias = s->config->member.alias;
		s->move->seen = s->known ? s->now : (struct cloudrun_service){ .name = NULL };
		s->move->revisions = &s->revisions;
		s->move->n_revisions = &s->n_revisions;
		const struct cloudrun_revision *then = cloudrun_revision_named(
			s->revisions, s->n_revisions, entry->moves[i].candidate);
		s->target.candidate = then ? then : s->target.candidate;
		s->target.split = entry->moves[i].target;
		s->target.released = true;
		s->condemned = s->condemned ||
			(result->verdict == VERDICT_FAILED && !entry->head.ordered && entry->moves[i].condemned);
	}
}

/* Reads the services and plans the moves. Returns false, with the result filled in, if that was not possible or was
 * interrupted. */
static bool prepare(struct run_log *log, struct result *result, struct traffic_change *b)
{
	struct err e;
	int rc = apply_prepare(b, &e);
	/* a signal stops an explicit rollback here, but not one after a failed verdict */
	if (result->verdict == VERDICT_ORDERED && !b->entry && conclude_interrupted(log->loop, result, b))
		return false;
	if (!rc)
		return true;
	conclude_needs_a_person(
		result, log, arena_printf(log->a, "the services could not be read before the rollback: %s", e.text));
	conclude_by_hand(log->a, log, b);
	return false;
}

/* Returns true if the fresh reads show a change that the judged reads did not show. The services are then as they were
 * read freshly: an earlier process that was killed may have made it. */
static bool shows_change(const struct release *release, const struct traffic_change *b)
{
	if (b->entry || !conclude_first_in(b, MOVE_SUPERSEDED))
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (!b->moves[i].unread)
			resume_service(release, &b->moves[i])->now = b->moves[i].last;
	return true;
}

/* Returns true if something remains to be sent or followed; otherwise fills in the result. */
static bool remains(struct run_log *log, struct result *result, const struct traffic_change *b)
{
	if (b->entry)
		return true;
	if (conclude_stood_down(log->a, result, log, b))
		return false;
	if (conclude_in_state(b, MOVE_NOT_NEEDED) == b->n) {
		conclude_not_moved(result, log, ACTION_NOT_MOVED, "nothing to move: traffic is already at the target");
		return false;
	}
	return true;
}

/* Targets that the reads before the move found unfit. True: others were chosen, or none is left. */
static bool pass_over(struct run *r, const struct traffic_change *b)
{
	bool any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct service *s = &r->release.services[i];
		const struct traffic_move *m = s->move;
		if (!m || m < b->moves || m >= b->moves + b->n || m->state != MOVE_FAILED || !m->unfit.revision)
			continue;
		say_note(&r->log, "%s: %s is passed over: %s", m->alias, m->unfit.revision, m->unfit.why);
		say_event(&r->log, "target_unfit", m->alias, arena_printf(r->a, "%s: %s", m->unfit.revision, m->unfit.why));
		any = release_next_target(r, s, m->unfit.revision, m->unfit.why) || any;
	}
	return any;
}

/* True: a target is not fit. The next one was chosen (*again), or that is the outcome. */
static bool one_is_unfit(struct run *r, const struct traffic_change *b, bool *again)
{
	const struct traffic_move *m = b->entry ? NULL : conclude_first_in(b, MOVE_FAILED);
	if (!m)
		return false;
	*again = pass_over(r, b);
	if (!*again)
		conclude_not_moved(&r->result, &r->log, ACTION_NOT_MOVED,
			arena_printf(r->a, "no safe target: %s: %s", m->alias, m->note ? m->note : ""));
	return true;
}

/* All moves are confirmed: runs the recovery check and fills in the result. */
static void conclude_moved(struct run *r, const struct traffic_change *b)
{
	/* the recovery check needs rules, and does not apply to explicit rollbacks */
	bool judged = r->policy.n && !(r->result.verdict == VERDICT_ORDERED && r->result.by_order);
	const char *why = judged ? recovery_check_run(r) : NULL;
	if (conclude_first_in(b, MOVE_SUPERSEDED)) {
		if (!conclude_stood_down(r->a, &r->result, &r->log, b))
			conclude_needs_a_person(&r->result, &r->log,
				arena_printf(
					r->a, "traffic was moved back, but some of it was changed again: %s", conclude_each(r->a, b)));
		return;
	}
	conclude_say_what_follows(r->a, &r->release, &r->log);
	if (why) {
		conclude_needs_a_person(
			&r->result, &r->log, arena_printf(r->a, "traffic was moved back, but users are still not served: %s", why));
		conclude_say_ways_on(r->a, &r->release, &r->log);
		return;
	}
	result_acted(&r->result, ACTION_ROLLED_BACK, NULL);
}

/* left: a job that was not restored, and why; or NULL. */
static void conclude(struct run *r, const struct traffic_change *b, const char *left)
{
	size_t back = conclude_in_state(b, MOVE_DONE) + conclude_in_state(b, MOVE_NOT_NEEDED);
	if (conclude_stood_down(r->a, &r->result, &r->log, b))
		return;
	if (back == b->n) {
		conclude_moved(r, b);
		if (left && r->result.action == ACTION_ROLLED_BACK)
			conclude_needs_a_person(&r->result, &r->log, arena_printf(r->a, "traffic was moved back, but %s", left));
		return;
	}
	conclude_needs_a_person(&r->result, &r->log,
		arena_printf(r->a, "%zu of %zu services moved back and confirmed: %s", back, b->n, conclude_each(r->a, b)));
	conclude_by_hand(r->a, &r->log, b);
	conclude_say_what_follows(r->a, &r->release, &r->log);
}

/* wanted: NULL, or the services of a change that may turn out to have been begun by an earlier process. True: nothing
 * was done, and another target is to be looked at. */
static bool move(struct run *r, struct traffic_change *b, const bool *wanted)
{
	bool again = false;
	if (!prepare(&r->log, &r->result, b))
		return false;
	if (wanted && shows_change(&r->release, b) && resume_agreed(r, wanted)) {
		act_resume(r);
		return false;
	}
	if (!remains(&r->log, &r->result, b) || one_is_unfit(r, b, &again))
		return again;
	target_images_say(b);
	if (!b->entry)
		side_effects_say(&r->log, &r->release, &r->judged, gcp_wall(r->gcp));
	capacity_say(&r->log, &r->release, &r->judged);
	struct jobs_back *jobs = jobs_back_plan(b);
	if (r->options->dry_run) {
		jobs_back_say(jobs);
		return false;
	}
	resume_overtake(r, b);
	if (b->journal->trust.required && !b->journal->sign)
		say_note(&r->log,
			"the journal of this rollback is not signed: if this process is killed, no other run will resume it");
	apply_start(b);
	confirm_run(b);
	next_target_run(b);
	const char *left = conclude_in_state(b, MOVE_DONE) + conclude_in_state(b, MOVE_NOT_NEEDED) ? jobs_back_run(jobs)
																							   : NULL;
	if (b->journal->broken)
		say_note(&r->log, "the journal could not be written: %s", b->journal->error.text);
	conclude(r, b, left);
	return false;
}

void act_resume(struct run *r)
{
	struct traffic_change *b = act_begin(r), *now = act_begin(r);
	const struct journal_head *h = &r->recovery.entry->head;
	bool here = decided_here(r->options, &r->result);
	say_event(&r->log, "resumes", NULL,
		arena_printf(r->a, "the rollback begun by %s, run %s (process %lld on %s)", h->command, h->run,
			(long long)r->recovery.entry->pid, r->recovery.entry->host));
	if (!here)
		result_taken_over(&r->result, h->ordered, h->reason);
	fill_from_entry(&r->release, &r->result, r->recovery.entry, here, b);
	if (!act_lock(r, b))
		return;
	if (!resume_still_left(r)) {
		conclude_not_moved(&r->result, &r->log, ACTION_SUPERSEDED,
			arena_printf(r->a, "superseded: another run ended the rollback that run %s had begun", h->run));
		return;
	}
	fill_from_entry(&r->release, &r->result, r->recovery.entry, here, now);
	(void)move(r, now, NULL); /* its targets are those of the process that began it */
}

/* True: as of move. */
static bool go_back(struct run *r, const bool *wanted)
{
	struct traffic_change *b = act_begin(r);
	fill_moves(&r->release, wanted, b);
	b->look = target_images_look;
	if (!r->options->dry_run && !act_lock(r, b))
		return false;
	if (r->options->dry_run || !resume_agreed(r, wanted))
		return move(r, b, r->options->dry_run ? NULL : wanted);
	act_resume(r);
	return false;
}

void act_rollback(struct run *r, const bool *wanted)
{
	if (r->result.verdict != VERDICT_ORDERED && resume_agreed(r, wanted)) {
		act_resume(r); /* the earlier process checked the preconditions before it began */
		return;
	}
	r->recovery.entry = NULL;
	if (forbidden(r, wanted))
		return;
	live_beneath(&r->log, progress_beneath, r);
	while (!(r->result.verdict == VERDICT_ORDERED ? none_is_fit(r, wanted) : stays(r, wanted)))
		if (!go_back(r, wanted)) /* else a target is passed over: there are fewer each time */
			break;
	target_check_end(r, wanted);
}
