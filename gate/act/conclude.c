/* SPDX-License-Identifier: Apache-2.0 */
/* conclude.c: the result of a rollback: action and reason, and what is left to do. */
#include "act.h"
#include "../source/cloud/owner.h"

#include <string.h>

void conclude_not_moved(struct result *result, struct run_log *log, enum action action, const char *reason)
{
	result_acted(result, action, reason);
	say_event(log, action_name(action), NULL, reason);
}

bool conclude_interrupted(struct loop *loop, struct result *result, struct traffic_change *b)
{
	if (!loop_signals(loop).count)
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == MOVE_PLANNED)
			b->moves[i].state = MOVE_SKIPPED;
	result_interrupted(result, loop_signals(loop).last);
	return true;
}

void conclude_needs_a_person(struct result *result, struct run_log *log, const char *reason)
{
	conclude_not_moved(result, log, ACTION_ROLLBACK_FAILED, reason);
}

size_t conclude_in_state(const struct traffic_change *b, enum move_state state)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->moves[i].state == state;
	return n;
}

const struct traffic_move *conclude_first_in(const struct traffic_change *b, enum move_state state)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->moves[i].state == state)
			return &b->moves[i];
	return NULL;
}

bool conclude_stood_down(struct arena *a, struct result *result, struct run_log *log, const struct traffic_change *b)
{
	const struct traffic_move *other = conclude_first_in(b, MOVE_SUPERSEDED);
	bool left_something = conclude_in_state(b, MOVE_DONE) > 0;
	for (size_t i = 0; i < b->n; i++) /* even a failed PATCH may have changed the desired traffic */
		left_something = left_something || (b->moves[i].sent && b->moves[i].state != MOVE_SUPERSEDED);
	if (!other || left_something)
		return false;
	conclude_not_moved(result, log, ACTION_SUPERSEDED,
		arena_printf(a, "superseded: %s: %s", other->alias, other->note ? other->note : ""));
	return true;
}

/* ---- What is left to do ------------------------------------------------------------------------------- */

/* Its traffic is, or may be, on named revisions now. */
static bool is_pinned(const struct service *s)
{
	return s->move && (s->move->state == MOVE_DONE || s->move->state == MOVE_UNKNOWN);
}

/* Returns whether Cloud Run does not say which tool changed one of the pinned services. */
static bool one_is_unowned(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		struct owner o = owner_of(is_pinned(s) ? s->move->last.raw : NULL);
		if (is_pinned(s) && !owner_is_known(&o))
			return true;
	}
	return false;
}

void conclude_say_what_follows(struct arena *a, const struct release *release, struct run_log *log)
{
	struct buf pinned = BUF_MAX(LIMIT_CONFIG_BYTES), names = BUF_MAX(LIMIT_CONFIG_BYTES);
	for (size_t i = 0; i < release->n_services; i++) {
		const char *alias = release->services[i].config->member.alias;
		if (!is_pinned(&release->services[i]))
			continue;
		buf_printf(&names, " %s", alias);
		buf_printf(&pinned, "%s%s", pinned.n ? ", " : "", alias);
	}
	if (pinned.n) {
		say_next(log, "a fix gets 0 %% of the traffic when it is deployed; to judge it step by step:");
		say_next(log, "rungate promote%s", buf_text(&names));
		say_next(log, "or, when it is verified:");
	}
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (!is_pinned(s))
			continue;
		const struct cloudrun_service *is = &s->move->last; /* not s->now, which this process may not have read */
		say_next(log, "%s", cloudrun_gcloud(a, is, cloudrun_kind(is->kind)->move, "--to-latest"));
	}
	if (pinned.n) {
		say_note(log, "pinned now: %s; later deploys get 0 %% until traffic follows the latest revision again",
			buf_text(&pinned));
		if (one_is_unowned(release))
			say_note(log, "a tool that owns the traffic block (Terraform) will undo the rollback at its next apply");
	}
	buf_free(&pinned);
	buf_free(&names);
}

/* Returns the newest ready revision that is older than the target and was not refused as a target, or NULL. */
static const struct cloudrun_revision *older_than_target(const struct service *s)
{
	for (size_t i = 0; i < s->n_revisions; i++) {
		const struct cloudrun_revision *v = &s->revisions[i];
		bool older = s->target.baseline && v > s->target.baseline; /* revisions are sorted newest first */
		bool fit = older && v->ready && !cloudrun_percent(&s->target.split, NULL, v->name);
		for (size_t j = 0; j < s->refused.n; j++)
			fit = fit && strcmp(s->refused.items[j].revision, v->name) != 0;
		if (fit)
			return v;
	}
	return NULL;
}

void conclude_say_ways_on(struct arena *a, const struct release *release, struct run_log *log)
{
	say_next(log, "check what the old and the new revision share: database, network, secrets, certificates");
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *alias = s->config->member.alias;
		const struct cloudrun_revision *older = s->move ? older_than_target(s) : NULL;
		if (!s->move)
			continue;
		say_next(log, "%s: to move traffic forward again to the failed revision, if that was no worse:", alias);
		say_next(log, "rungate rollback %s --to %s", alias, text_shell(a, s->move->candidate));
		if (older)
			say_next(log, "%s: or back to an older revision:", alias);
		if (older)
			say_next(log, "rungate rollback %s --to %s", alias, text_shell(a, older->name));
	}
}

void conclude_by_hand(struct arena *a, struct run_log *log, const struct traffic_change *b)
{
	size_t left = 0;
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		if (m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED)
			continue;
		/* do not suggest a command that would overwrite someone else's change */
		if (m->state == MOVE_SUPERSEDED) {
			say_next(log,
				"%s was changed by somebody else and was not moved; to move it back anyway: rungate rollback %s",
				m->alias, m->alias);
			continue;
		}
		left++;
		struct target_refusal dead;
		if (m->state == MOVE_FAILED && m->note && guard_refused_part(a, &m->target, m->note, &dead))
			say_next(log,
				"make %s able to serve again (for instance push its image), or choose another revision with rungate "
				"rollback %s --to REVISION; then",
				dead.revision, m->alias);
		say_next(log, "finish by hand:");
		say_next(log, "%s", plan_command(a, &m->last, &m->target));
	}
	if (left && b->journal->path && !b->journal->broken)
		say_next(log, "or continue from the journal: rungate resume");
}

/* ---- Text ---------------------------------------------------------------------------------------- */

/* "backend on demo-backend-00041-abc 100 %; auth was already on demo-auth-00002-xyz 100 %; frontend unknown: ..." */
const char *conclude_each(struct arena *a, const struct traffic_change *b)
{
	struct buf text = BUF_MAX(2048);
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		const char *split = cloudrun_split_text(a, &m->target);
		buf_printf(&text, "%s%s ", text.n ? "; " : "", m->alias);
		if (m->state == MOVE_DONE)
			buf_printf(&text, "on %s", split);
		else if (m->state == MOVE_NOT_NEEDED)
			buf_printf(&text, "was already on %s", split);
		else
			buf_printf(&text, "%s%s%s", move_state_name(m->state), m->note ? ": " : "", m->note ? m->note : "");
	}
	char *copy = arena_strdup(a, buf_text(&text));
	buf_free(&text);
	return copy;
}
