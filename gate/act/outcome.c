/* SPDX-License-Identifier: Apache-2.0 */
/* outcome.c: what came of a rollback, service by service: the exit code, the reason, and what is left to do. */
#include "act.h"

#include <string.h>

void outcome_not_moved(struct run *r, enum action action, const char *reason)
{
	result_acted(&r->result, action, reason);
	say_event(&r->log, action_name(action), NULL, reason);
}

bool outcome_interrupted(struct run *r, struct rollback *b)
{
	if (!loop_signals(r->loop).count)
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == MOVE_PLANNED)
			b->moves[i].state = MOVE_SKIPPED;
	result_interrupted(&r->result, loop_signals(r->loop).last);
	return true;
}

void outcome_needs_a_person(struct run *r, const char *reason)
{
	outcome_not_moved(r, ACTION_ROLLBACK_FAILED, reason);
}

size_t outcome_in_state(const struct rollback *b, enum move_state state)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->moves[i].state == state;
	return n;
}

const struct move *outcome_first_in(const struct rollback *b, enum move_state state)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == state)
			return &b->moves[i];
	return NULL;
}

bool outcome_stood_down(struct run *r, const struct rollback *b)
{
	const struct move *other = outcome_first_in(b, MOVE_SUPERSEDED);
	bool left_something = outcome_in_state(b, MOVE_DONE) > 0;
	for (size_t i = 0; i < b->n; i++) /* a failed change leaves the wish changed */
		left_something = left_something || (b->moves[i].sent && b->moves[i].state != MOVE_SUPERSEDED);
	if (!other || left_something)
		return false;
	outcome_not_moved(
		r, ACTION_SUPERSEDED, arena_printf(r->a, "superseded: %s: %s", other->alias, other->note ? other->note : ""));
	return true;
}

/* ---- What follows ------------------------------------------------------------------------------- */

void outcome_say_what_follows(struct run *r)
{
	char *pinned = arena_strdup(r->a, "");
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (!s->move || (s->move->state != MOVE_DONE && s->move->state != MOVE_UNKNOWN))
			continue;
		const struct run_service *is = &s->move->last; /* s->now may never have been read by this process */
		pinned = arena_printf(r->a, "%s%s%s", pinned, *pinned ? ", " : "", s->config->member.alias);
		say_next(&r->log,
			"a fix that is deployed gets 0 %% of the traffic; to judge it and give it users, step by step:");
		say_next(&r->log, "rungate promote %s", s->config->member.alias);
		say_next(&r->log, "or, when it is verified:");
		say_next(&r->log, "gcloud run services update-traffic %s --to-latest --region=%s --project=%s",
			text_shell(r->a, is->id), text_shell(r->a, is->region), text_shell(r->a, is->project));
	}
	if (*pinned) {
		say_note(&r->log, "pinned now: %s; later deploys get 0 %% until traffic follows the latest revision again",
			pinned);
		say_note(&r->log, "a tool that owns the traffic block (Terraform) will undo the rollback at its next apply");
	}
}

/* The newest one that is ready, older than where users are now, and not known to be unfit; NULL: there is none. */
static const struct run_revision *older_than_target(const struct service *s)
{
	for (size_t i = 0; i < s->n_revisions; i++) {
		const struct run_revision *v = &s->revisions[i];
		bool older = s->target.baseline && v > s->target.baseline; /* newest first */
		bool fit = older && v->ready && !run_percent(&s->target.split, NULL, v->name);
		for (size_t j = 0; j < s->refused.n; j++)
			fit = fit && strcmp(s->refused.items[j].revision, v->name) != 0;
		if (fit)
			return v;
	}
	return NULL;
}

/* Traffic is back, and that did not help: where else it could go. */
void outcome_say_ways_on(struct run *r)
{
	say_next(&r->log, "look at what the old and the new revision share: database, network, secrets, certificates");
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		const char *alias = s->config->member.alias;
		const struct run_revision *older = s->move ? older_than_target(s) : NULL;
		if (!s->move)
			continue;
		say_next(&r->log, "%s: forward again to what it was moved away from, if that was no worse:", alias);
		say_next(&r->log, "rungate rollback %s --to %s", alias, text_shell(r->a, s->move->candidate));
		if (older)
			say_next(&r->log, "%s: or further back:", alias);
		if (older)
			say_next(&r->log, "rungate rollback %s --to %s", alias, text_shell(r->a, older->name));
	}
}

void outcome_by_hand(struct run *r, const struct rollback *b)
{
	size_t left = 0;
	for (size_t i = 0; i < b->n; i++) {
		const struct move *m = &b->moves[i];
		if (m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED)
			continue;
		/* no command that undoes what somebody else did is laid into anybody's hand */
		if (m->state == MOVE_SUPERSEDED) {
			say_next(&r->log,
				"%s was changed by somebody else: ask them; if it should go back all the same: rungate rollback %s",
				m->alias, m->alias);
			continue;
		}
		left++;
		say_next(&r->log, "finish by hand:");
		say_next(&r->log, "%s", plan_command(r->a, &m->last, &m->target));
	}
	if (left && b->journal->path && !b->journal->broken)
		say_next(&r->log, "or go on from the journal: rungate resume");
}

/* ---- The end ---------------------------------------------------------------------------------------- */

/* "backend on demo-backend-00041-abc 100 %, auth was there already; frontend unknown: ..." */
const char *outcome_each(struct run *r, const struct rollback *b)
{
	struct buf text = BUF_MAX(2048);
	for (size_t i = 0; i < b->n; i++) {
		const struct move *m = &b->moves[i];
		const char *split = run_split_text(r->a, &m->target);
		buf_printf(&text, "%s%s ", text.n ? "; " : "", m->alias);
		if (m->state == MOVE_DONE)
			buf_printf(&text, "on %s", split);
		else if (m->state == MOVE_NOT_NEEDED)
			buf_printf(&text, "was on %s already", split);
		else
			buf_printf(&text, "%s%s%s", move_state_name(m->state), m->note ? ": " : "", m->note ? m->note : "");
	}
	char *copy = arena_strdup(r->a, buf_text(&text));
	buf_free(&text);
	return copy;
}
