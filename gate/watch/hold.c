/* SPDX-License-Identifier: Apache-2.0 */
/* hold.c: holds, which forbid a rollback of a failed release: the expression rollback.hold, or a revision label. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/held.h"

static struct cel_program *program_of(struct arena *a, const struct config *c)
{
	struct cel_program *p = NULL;
	struct err e;
	const struct conf_text *text = &c->rollback.hold;
	return text->set && !cel_compile(a, str_of(text->text), &text->place, NULL, &p, &e) ? p : NULL;
}

/* Evaluates again over the parts of the documents that the expression reads. Its error text may quote values, and
 * others must not appear in it. */
static struct cel_value in_held_words(struct arena *a, const struct judged *judged, const struct cel_program *p)
{
	struct held *h = held_new(a, false);
	struct cel_scope scope = { .root = judged->facts, .observer = held_observer(h) };
	(void)cel_eval(p, &scope, a);
	scope = (struct cel_scope){ .root = held_facts(h, judged->facts) };
	return cel_eval(p, &scope, a);
}

void hold_judge(struct arena *a, const struct config *c, const struct judged *judged, struct recovery *recovery)
{
	const struct cel_program *p = program_of(a, c);
	if (!p)
		return;
	struct cel_value v = cel_eval(p, &(struct cel_scope){ .root = judged->facts }, a);
	if (v.kind == CEL_BOOL && !v.b) {
		recovery->hold = NULL;
		return;
	}
	if (v.kind == CEL_ERROR && held_concerns(p, NULL))
		v = in_held_words(a, judged, p);
	struct str why = v.kind == CEL_ERROR ? cel_error_text(&v)
										 : str_of(v.kind == CEL_BOOL ? "true" : "neither true nor false");
	recovery->hold = arena_printf(a, "rollback.hold: %s (%.*s)", c->rollback.hold.text, (int)why.n, why.p);
}

/* Returns false while the first observation of something that rollback.hold reads is in flight. */
static bool is_known(struct arena *a, const struct config *c, const struct observations *observations)
{
	bool *reads = ARENA_ARRAY(a, bool, observations->n + 1);
	select_hold(a, c, observations, reads);
	for (size_t i = 0; i < observations->n; i++)
		if (reads[i] && observations->items[i]->in_flight && !observations->items[i]->count)
			return false;
	return true;
}

enum loop_end hold_observe(struct run *r, int64_t deadline)
{
	bool *reads = ARENA_ARRAY(r->a, bool, r->observations.n + 1);
	if (!select_hold(r->a, &r->config, &r->observations, reads))
		return LOOP_DONE;
	enum loop_end end = observe_these(&r->observations, &r->release, reads, deadline);
	r->judged.facts = facts_build(r->a, r);
	hold_judge(r->a, &r->config, &r->judged, &r->recovery);
	return end;
}

const char *hold_why(
	struct arena *a, const struct release *release, const struct recovery *recovery, const bool *wanted)
{
	if (recovery->hold)
		return recovery->hold;
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		for (size_t j = 0; wanted[i] && j < s->target.split.n; j++) {
			const struct cloudrun_revision *to = cloudrun_revision_named(
				s->revisions, s->n_revisions, s->target.split.rows[j].revision);
			char *label = guard_hold(a, s->target.candidate, to, s->revisions, s->n_revisions);
			if (label)
				return arena_printf(a, "%s: %s", s->config->member.alias, label);
		}
	}
	return NULL;
}

bool hold_say(struct run *r)
{
	if (!is_known(r->a, &r->config, &r->observations))
		return false;
	bool *may_move = ARENA_ARRAY(r->a, bool, r->release.n_services + 1);
	for (size_t i = 0; i < r->release.n_services; i++)
		may_move[i] = r->release.services[i].selected && r->release.services[i].target.released;
	hold_judge(r->a, &r->config, &r->judged, &r->recovery);
	const char *why = hold_why(r->a, &r->release, &r->recovery, may_move);
	if (!why)
		return true;
	say_note(&r->log, "a hold is set: if the release fails, traffic will not be moved back: %s", why);
	say_line(&r->log, "a hold is set: if the release fails, traffic will not be moved back: %s", why);
	say_event(&r->log, "hold", NULL, why);
	return true;
}
