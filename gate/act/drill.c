/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drill.c: proves the way back. In each turn every service has one target: it gets the tag, without traffic, and is
 * probed. The next turn moves the tag on; at the end it is taken away. Traffic does not change.
 */
#include "drill.h"
#include "act.h"
#include "tag_room.h"
#include "try_tag.h"

#include <string.h>

/* The way back of one service: its targets so far. */
struct way {
	bool wanted, ended;
	size_t depth;               /* targets that are still to be proven */
	size_t part, tried;         /* parts of the present target that had their turn; targets in all */
	bool bad;                   /* one of these parts does not work */
	size_t refused;             /* of service->refused, those that have a receipt or were drilled */
	struct drilled *now, *last; /* its target in this turn, or NULL; the newest that was asked, or NULL */
	struct target first;        /* the target that a rollback takes */
};

static struct drilled *add(struct drill *d, struct service *s, const char *revision)
{
	struct drilled *one = ARENA_NEW(d->r->a, struct drilled);
	*one = (struct drilled){
		.service = s, .revision = revision, .source = s->target.source, .began = loop_wall(d->r->loop)
	};
	d->all.items = arena_grow(d->r->a, d->all.items, d->all.n, &d->all.cap, sizeof(*d->all.items));
	d->all.items[d->all.n++] = one;
	return one;
}

static void end(struct drill *d, struct drilled *one, enum drill_outcome outcome, const char *reason)
{
	one->outcome = outcome;
	one->reason = reason;
	one->ended = loop_wall(d->r->loop);
	say_event(&d->r->log, "drilled", one->service->config->member.alias,
		arena_printf(d->r->a, "%s: %s%s%s", one->revision ? one->revision : "no target", drill_outcome_name(outcome),
			reason ? ": " : "", reason ? reason : ""));
}

/* ---- The next target ------------------------------------------------------------------------------- */

/* Adds a receipt for each target that the fitness check has passed over since. */
static void record_passed_over(struct drill *d, struct way *w, struct service *s)
{
	for (; w->refused < s->refused.n; w->refused++)
		end(d, add(d, s, s->refused.items[w->refused].revision), DRILL_PASSED_OVER, s->refused.items[w->refused].why);
}

/* Checks what the targets of these services need, which may choose others. */
static void check_fitness(struct drill *d, const bool *which)
{
	target_fitness_check(d->fitness, which);
	for (size_t i = 0; i < d->r->release.n_services; i++)
		if (which[i])
			record_passed_over(d, &d->ways[i], &d->r->release.services[i]);
}

/* Leaves the present target behind and chooses the one after it. */
static void advance(struct drill *d, size_t i)
{
	struct service *s = &d->r->release.services[i];
	const struct cloudrun_split was = s->target.split;
	bool *which = ARENA_ARRAY(d->r->a, bool, d->r->release.n_services + 1);
	for (size_t k = 0; k < was.n; k++)
		(void)release_next_target(d->r, s, was.rows[k].revision, "drilled");
	d->ways[i].refused = s->refused.n;
	d->ways[i].part = 0;
	d->ways[i].bad = false;
	which[i] = true;
	check_fitness(d, which);
}

static void no_target(struct drill *d, const struct way *w, struct service *s)
{
	const char *why = s->target.first_deploy ? "it has no older revision to go back to"
		: s->target.unfit                    ? s->target.unfit
											 : "no older revision is known";
	if (!w->tried)
		end(d, add(d, s, NULL), DRILL_NONE, why);
	else if (w->depth)
		say_note(&d->r->log, "%s: it has no further target", s->config->member.alias);
}

/* Sets w->now to the next revision to try, or ends the way. */
static void choose(struct drill *d, size_t i)
{
	struct way *w = &d->ways[i];
	struct service *s = &d->r->release.services[i];
	bool through = w->part && w->part == s->target.split.n; /* all parts of the target had their turn */
	w->now = NULL;
	if (w->ended)
		return;
	if (through && w->depth && w->tried < LIMIT_DRILLED)
		advance(d, i);
	else if (through)
		w->ended = true;
	if (!w->ended && w->part < s->target.split.n) {
		w->tried += !w->part;
		w->now = add(d, s, s->target.split.rows[w->part++].revision);
	} else if (!w->ended) {
		no_target(d, w, s);
		w->ended = true;
	}
}

/* Returns true if a service has a target to try. */
static bool choose_all(struct drill *d)
{
	bool any = false;
	for (size_t i = 0; i < d->r->release.n_services; i++) {
		choose(d, i);
		any = any || d->ways[i].now;
	}
	return any;
}

/* ---- The tag ------------------------------------------------------------------------------------------ */

static const char *tag_of(const struct cloudrun_service *s, const char *revision)
{
	for (size_t i = 0; i < s->effective.n; i++) {
		const struct cloudrun_target *t = &s->effective.rows[i];
		const char *name = t->latest ? s->latest_ready : t->revision;
		if (t->tag && name && !strcmp(name, revision))
			return t->tag;
	}
	return NULL;
}

/* Ends the targets that may not get a tag. */
static void count_tags(struct drill *d)
{
	struct run *r = d->r;
	bool *lack = ARENA_ARRAY(r->a, bool, r->release.n_services + 1), any = false;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct way *w = &d->ways[i];
		const struct cloudrun_service *now = &r->release.services[i].now;
		lack[i] = w->now && !tag_of(now, w->now->revision) && !plan_has_try_tag(now);
		any = any || lack[i];
	}
	if (!any)
		return;
	const struct tag_room *room = tag_room_count(r->a, r->acting, &r->release, lack, loop_now(r->loop) + LIMIT_TAGS_MS);
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct way *w = &d->ways[i];
		if (!lack[i] || !room[i].why)
			continue;
		if (room[i].unknown && r->options->force) {
			say_note(&r->log, "--force adds a tag although %s", room[i].why);
			continue;
		}
		end(d, w->now, DRILL_UNKNOWN,
			room[i].unknown ? arena_printf(r->a, "%s (--force drills without counting)", room[i].why) : room[i].why);
		w->now = NULL;
		w->ended = true;
	}
}

/* The change of the tag has ended: the target can be asked, or why not. */
static void take_move(struct drill *d, size_t i, const struct traffic_move *m)
{
	struct way *w = &d->ways[i];
	const char *why = m->note ? arena_strdup(d->r->a, m->note) : move_state_name(m->state);
	d->tagged[i] = true;
	if (m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED) {
		w->now->tagged = loop_wall(d->r->loop);
		return;
	}
	enum drill_outcome outcome = m->state == MOVE_SUPERSEDED ? DRILL_SUPERSEDED
		: m->state == MOVE_FAILED && m->refused              ? DRILL_UNFIT
															 : DRILL_UNKNOWN;
	w->bad = true;
	end(d, w->now, outcome, outcome == DRILL_UNFIT ? arena_printf(d->r->a, "it cannot get a tag: %s", why) : why);
	w->now = NULL;
	w->ended = outcome != DRILL_UNFIT;
}

static void tag_targets(struct drill *d)
{
	struct run *r = d->r;
	struct try_tags *tags = ARENA_ARRAY(r->a, struct try_tags, r->release.n_services + 1);
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct way *w = &d->ways[i];
		const struct cloudrun_service *now = &r->release.services[i].now;
		if (!w->now || tag_of(now, w->now->revision))
			continue;
		if (strlen(PLAN_TRY_TAG) + strlen(now->id) <= PLAN_TAGGED_MAX) {
			tags[i] = (struct try_tags){ { w->now->revision }, 1 };
			continue;
		}
		end(d, w->now, DRILL_UNKNOWN,
			arena_printf(r->a, "it cannot get the tag %s: tag and service name may have %d characters together",
				PLAN_TRY_TAG, PLAN_TAGGED_MAX));
		w->now = NULL;
		w->ended = true;
	}
	struct traffic_change *b = act_begin(r);
	if (try_tag_fill(b, &r->release, tags, AIM_TRY))
		(void)try_tag_run(r, b); /* the moves say what was not sent, and why */
	for (size_t i = 0; i < b->n; i++)
		take_move(d, resume_service(&r->release, &b->moves[i])->index, &b->moves[i]);
}

/* Probes the targets of this turn that have a tag. */
static void probe(struct drill *d)
{
	struct run *r = d->r;
	struct drilled **targets = ARENA_ARRAY(r->a, struct drilled *, r->release.n_services + 1);
	size_t n = 0;
	for (size_t i = 0; i < r->release.n_services; i++) {
		struct way *w = &d->ways[i];
		const struct cloudrun_service *now = &r->release.services[i].now;
		if (!w->now)
			continue;
		w->now->tag = tag_of(now, w->now->revision);
		if (cloudrun_tag_uri(now, w->now->revision)) {
			targets[n++] = w->now;
			continue;
		}
		end(d, w->now, DRILL_UNKNOWN, "its tag has no URL: the service's default URL is disabled");
		w->ended = true;
	}
	drill_probe(d, targets, n, loop_now(r->loop) + r->config.rollback.patience);
	for (size_t i = 0; i < n; i++) {
		struct way *w = &d->ways[targets[i]->service->index];
		end(d, targets[i], targets[i]->outcome, targets[i]->reason);
		w->last = targets[i];
		w->ended = targets[i]->outcome == DRILL_UNKNOWN;
		w->bad = w->bad || targets[i]->outcome != DRILL_FIT;
		w->depth -= !w->bad && w->part == targets[i]->service->target.split.n;
	}
}

/* Takes the tags away. Returns NULL, or what is left, with the commands that remove it in `next`. */
static const char *untag(struct drill *d)
{
	struct run *r = d->r;
	struct try_tags *tags = ARENA_ARRAY(r->a, struct try_tags, r->release.n_services + 1);
	const char *left = NULL;
	for (size_t i = 0; i < r->release.n_services; i++) {
		const struct service *s = &r->release.services[i];
		if (d->ways[i].wanted && s->target.candidate && (d->tagged[i] || plan_has_try_tag(&s->now)))
			tags[i] = (struct try_tags){ { s->target.candidate->name }, 1 };
	}
	struct traffic_change *b = act_begin(r);
	if (try_tag_fill(b, &r->release, tags, AIM_UNTRY))
		(void)try_tag_run(r, b);
	for (size_t i = 0; i < b->n; i++) {
		const struct traffic_move *m = &b->moves[i];
		struct way *w = &d->ways[resume_service(&r->release, m)->index];
		char *superseded = guard_superseded(r->a, &r->release.services[w - d->ways].first, &m->last);
		if (superseded && w->last && w->last->outcome == DRILL_FIT)
			end(d, w->last, DRILL_SUPERSEDED, superseded);
		bool gone = m->state == MOVE_DONE || m->state == MOVE_NOT_NEEDED;
		if (gone)
			continue;
		left = arena_printf(r->a, "the tag %s of %s could not be taken away: %s", PLAN_TRY_TAG, m->alias,
			m->note ? m->note : move_state_name(m->state));
		say_next(&r->log, "the next drill, rollback or promotion of %s takes the tag away; to do it now:", m->alias);
		say_next(&r->log, "%s", plan_untag_command(r->a, &m->last));
	}
	return left;
}

/* ---- The drill ------------------------------------------------------------------------------------------- */

/* Takes the locks of the services, and refuses if a rollback of them is unfinished: a change of their tags would hide
 * how far it came. Returns false with the result filled in. */
static bool begin(struct drill *d)
{
	struct run *r = d->r;
	struct try_tags *any = ARENA_ARRAY(r->a, struct try_tags, r->release.n_services + 1);
	const char *why;
	for (size_t i = 0; i < r->release.n_services; i++)
		if (d->ways[i].wanted && r->release.services[i].target.candidate)
			any[i] = (struct try_tags){ { r->release.services[i].target.candidate->name }, 1 };
	struct traffic_change *b = act_begin(r);
	if (!try_tag_fill(b, &r->release, any, AIM_TRY))
		return true;
	if (!act_lock(r, b))
		return false;
	if (!resume_left(r, &why)) {
		resume_overtake(r, b); /* what a killed drill or promotion left in the journal */
		return true;
	}
	r->recovery.entry = NULL;
	result_ended(&r->result, VERDICT_INCONCLUSIVE, ENDING_ORDER,
		"a rollback of these services began and did not finish; the drill would hide how far it came");
	say_next(&r->log, "to finish it: rungate resume");
	return false;
}

/* Fills in the result from the receipts. */
static void conclude(struct drill *d, const char *left)
{
	static const struct {
		enum drill_outcome outcome;
		enum action action;
	} worst[] = {
		{ DRILL_UNFIT, ACTION_NOT_FIT },
		{ DRILL_NONE, ACTION_NOT_FIT },
		{ DRILL_SUPERSEDED, ACTION_SUPERSEDED },
		{ DRILL_UNKNOWN, ACTION_NONE },
	};
	struct run *r = d->r;
	const struct loop_signals signals = loop_signals(r->loop);
	const struct drilled *first = NULL;
	enum action action = ACTION_DRILLED;
	for (size_t i = 0; !first && i < COUNTOF(worst); i++) {
		first = drill_first(&d->all, worst[i].outcome);
		action = first ? worst[i].action : action;
	}
	const char *reason = drill_reason(r->a, &d->all, first);
	if (left) {
		result_acted(&r->result, ACTION_TAG_LEFT, left);
	} else if (signals.count) {
		result_interrupted(&r->result, signals.last);
		result_explain(&r->result, "interrupted by a signal; traffic was not changed, and no tag is left");
	} else if (action == ACTION_NONE) {
		result_ended(&r->result, VERDICT_INCONCLUSIVE, ENDING_ORDER, reason);
	} else {
		result_acted(&r->result, action, reason);
	}
	say_event(&r->log, action_name(r->result.action), NULL, r->result.reason);
}

/* Names a target that works where the one that a rollback takes does not. */
static void say_ways_on(struct drill *d)
{
	for (size_t i = 0; i < d->all.n; i++) {
		const struct drilled *one = d->all.items[i];
		const struct target *first = &d->ways[one->service->index].first;
		const char *alias = one->service->config->member.alias;
		if (one->outcome != DRILL_FIT || d->r->result.action != ACTION_NOT_FIT ||
			cloudrun_percent(&first->split, NULL, one->revision))
			continue;
		say_next(&d->r->log, "%s: %s works; to move traffic to it:", alias, one->revision);
		say_next(&d->r->log, "rungate rollback %s --to %s", alias, text_shell(d->r->a, one->revision));
	}
}

void act_drill(struct run *r, const bool *wanted, size_t depth)
{
	struct drill d = { .r = r,
		.ways = ARENA_ARRAY(r->a, struct way, r->release.n_services + 1),
		.tagged = ARENA_ARRAY(r->a, bool, r->release.n_services + 1),
		.fitness = target_fitness_new(r) };
	for (size_t i = 0; i < r->release.n_services; i++)
		d.ways[i] = (struct way){ .wanted = wanted[i], .ended = !wanted[i], .depth = depth };
	if (!begin(&d))
		return;
	check_fitness(&d, wanted);
	for (size_t i = 0; i < r->release.n_services; i++)
		d.ways[i].first = r->release.services[i].target;
	while (!loop_signals(r->loop).count && choose_all(&d)) {
		count_tags(&d);
		tag_targets(&d);
		probe(&d);
	}
	const char *left = untag(&d);
	for (size_t i = 0; i < r->release.n_services; i++)
		if (wanted[i])
			r->release.services[i].target = d.ways[i].first; /* evidence names the target that a rollback takes */
	conclude(&d, left);
	say_ways_on(&d);
	r->recovery.drill = drill_receipts(r->a, &d.all);
}
