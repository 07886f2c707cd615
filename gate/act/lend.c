/* SPDX-License-Identifier: Apache-2.0 */
/* lend.c: with rollback.try_tag, candidate and baseline get the tags that comparisons of probes need, for as long as
 * the run lasts. What a killed run left is taken away too. The traffic split does not change. */
#include "act.h"
#include "tag_room.h"
#include "try_tag.h"
#include "../run/memory.h"

#include <string.h>

enum {
	LENDS_MAX = 3,       /* attempts of one run; somebody else may remove the tags of one that succeeded */
	LEND_MS = 20 * 1000, /* until they are confirmed; meanwhile nothing is judged */
};

/* ---- Which revisions ------------------------------------------------------------------------------------------ */

static bool is_compared(const struct observations *observations, const struct service *s)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source == &source_pairs && observations->items[i]->service == s)
			return true;
	return false;
}

/* Returns true if the revision has a tag URL that is not lent. */
static bool has_own_tag(const struct service *s, const char *revision)
{
	const struct cloudrun_split *split = &s->now.effective;
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_target *row = &split->rows[i];
		const char *name = row->latest ? s->now.latest_ready : row->revision;
		if (row->tag && !plan_is_try_tag(row->tag) && row->uri && name && !strcmp(name, revision))
			return true;
	}
	return false;
}

static struct try_tags wish_of(const struct service *s)
{
	const struct cloudrun_revision *candidate = s->target.candidate, *baseline = s->target.baseline;
	bool two = s->chosen && candidate && baseline && strcmp(candidate->name, baseline->name) != 0;
	struct try_tags out = { .n = 0 };
	if (!two || !cloudrun_settled(&s->now) ||
		(cloudrun_tag_uri(&s->now, baseline->name) && cloudrun_tag_uri(&s->now, candidate->name)))
		return out;
	if (!has_own_tag(s, baseline->name))
		out.revisions[out.n++] = baseline->name;
	if (!has_own_tag(s, candidate->name))
		out.revisions[out.n++] = candidate->name;
	return out;
}

/* Returns whether any service has a wish. */
static bool any_of(const struct try_tags *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].n)
			return true;
	return false;
}

/* ---- The change ----------------------------------------------------------------------------------------------- */

static void failed(struct run_log *log, const struct traffic_move *m, const char *why)
{
	bool set = m->aim == AIM_TRY;
	say_note(log, "%s: the tag %s could not be %s: %s", m->alias, PLAN_TRY_TAG, set ? "set" : "removed", why);
	if (!set)
		say_next(log, "to remove it: %s", plan_untag_command(log->a, &m->last));
}

static void send(struct run_log *log, const struct release *release, struct traffic_change *b)
{
	bool set = b->moves[0].aim == AIM_TRY;
	struct err e;
	if (apply_prepare(b, &e)) {
		failed(log, &b->moves[0], arena_strdup(log->a, e.text));
		return;
	}
	if (conclude_in_state(b, MOVE_NOT_NEEDED) < b->n) {
		say_event(log, set ? "tags_for_trial" : "tags_removed", NULL, NULL);
		apply_start(b);
		confirm_run(b);
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		if (m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED)
			resume_service(release, m)->now = m->last;
		else
			failed(log, m, m->note ? m->note : move_state_name(m->state));
	}
}

/* Between this change and the next one of this run others may move traffic: the locks are released. If one is not free,
 * nothing is changed. */
static void change(struct run *r, const struct try_tags *wishes, enum aim aim)
{
	struct traffic_change *b = act_begin(r);
	struct journal *j = ARENA_NEW(r->a, struct journal); /* a separate file: `resume` must not continue this change */
	struct err e;
	*j = *r->recovery.journal;
	j->path = NULL;
	b->journal = j;
	b->head.release = arena_printf(r->a, "%s-trial", r->release.id);
	if (aim == AIM_TRY && b->deadline > loop_now(r->loop) + LEND_MS)
		b->deadline = loop_now(r->loop) + LEND_MS;
	if (!try_tag_fill(b, &r->release, wishes, aim))
		return;
	if (act_try_lock(r, b, &e))
		failed(&r->log, &b->moves[0], arena_strdup(r->a, e.text));
	else
		send(&r->log, &r->release, b);
	memory_close(&r->record.memory, r->loop);
	journal_unlock(r->recovery.journal);
}

/* ---- Lending and taking back ----------------------------------------------------------------------------------- */

/* Returns NULL, or why no tag can be set on the service. */
static const char *no_room(struct arena *a, const struct service *s, const struct tag_room *room)
{
	if (strlen(PLAN_TRY_TAG_2) + strlen(s->now.id) > PLAN_TAGGED_MAX)
		return arena_printf(a, "the tag %s and the service's name are longer than %d together, which Cloud Run refuses",
			PLAN_TRY_TAG_2, PLAN_TAGGED_MAX);
	return room->why;
}

/* Drops the wishes that cannot be met, and says why. */
static void drop(struct run_log *log, struct gcp *g, const struct release *release, struct try_tags *wishes)
{
	bool *wanted = ARENA_ARRAY(log->a, bool, release->n_services + 1);
	for (size_t i = 0; i < release->n_services; i++)
		wanted[i] = wishes[i].n;
	const struct tag_room *room = tag_room_count(log->a, g, release, wanted, loop_now(log->loop) + LIMIT_TAGS_MS / 3);
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const char *why = wishes[i].n ? no_room(log->a, s, &room[i]) : NULL;
		if (!why)
			continue;
		say_note(log, "%s: no tag is lent to the revisions that are compared: %s", s->config->member.alias, why);
		wishes[i].n = 0;
	}
}

/* Returns NULL, or why this run must not set a tag. */
static const char *forbidden(const struct options *o, const struct recovery *recovery)
{
	return o->no_rollback ? "a check changes nothing" : recovery->missing_permission;
}

void lend_tags(struct run *r)
{
	size_t n = r->release.n_services;
	struct try_tags *wishes = ARENA_ARRAY(r->judged.a, struct try_tags, n + 1);
	for (size_t i = 0; r->config.rollback.try_tag && r->recovery.lends < LENDS_MAX && i < n; i++)
		if (is_compared(&r->observations, &r->release.services[i]))
			wishes[i] = wish_of(&r->release.services[i]);
	if (!any_of(wishes, n))
		return;
	const char *why = forbidden(r->options, &r->recovery);
	r->recovery.lends = why ? LENDS_MAX : r->recovery.lends + 1;
	if (why) {
		say_note(&r->log, "no tag is lent to the revisions that are compared: %s", why);
		return;
	}
	drop(&r->log, r->acting, &r->release, wishes);
	if (any_of(wishes, n))
		change(r, wishes, AIM_TRY);
}

void lend_end(struct run *r)
{
	size_t n = r->release.n_services;
	struct try_tags *wishes = ARENA_ARRAY(r->a, struct try_tags, n + 1);
	bool moves = (r->release.verifies || r->release.promoting) && !r->options->no_rollback && !r->options->dry_run;
	for (size_t i = 0; moves && i < n; i++) {
		const struct service *s = &r->release.services[i];
		bool has = s->known && s->selected && plan_has_try_tag(s->move ? &s->move->last : &s->now);
		if (has && s->target.candidate)
			wishes[i] = (struct try_tags){ { s->target.candidate->name }, 1 };
	}
	if (any_of(wishes, n))
		change(r, wishes, AIM_UNTRY);
}
