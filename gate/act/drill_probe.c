/* SPDX-License-Identifier: Apache-2.0 */
/* drill_probe.c: probes the targets of a drill at their tag URLs, and judges the rules over their answers. */
#include "drill.h"
#include "act.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

#include <string.h>

/* A probe of a target. of: as users are asked, which gives the rules its name; at_target: the same at the tag URL. */
struct ask {
	struct drilled *target;
	struct observation *of;
	struct observation at_target;
	bool sent;          /* false: this kind of probe cannot be sent to another revision */
	struct json *value; /* of `of`, while the target's is in its place */
	struct err_kept error;
	unsigned count;
};

/* A target that is being asked; row: good rounds in a row; held, failing, unknown: of the newest round. */
struct watched {
	struct drilled *target;
	int64_t row;
	bool ended;
	size_t sent;
	const char *failing, *unknown;
};

struct probing {
	struct run *r;
	struct ask *asks; /* grouped by target */
	size_t n_asks;
	struct watched *targets;
	size_t n;
	struct outcomes outcomes; /* of the newest round */
};

/* ---- What is asked ------------------------------------------------------------------------------- */

static void add_asks(struct probing *p, struct watched *w)
{
	const struct observations *all = &p->r->observations;
	for (size_t i = 0; i < all->n; i++) {
		struct observation *l = all->items[i];
		if (!observe_reaches_users(l) || l->service != w->target->service)
			continue;
		const struct config_probe *there = part_probe(all->a, l->config, w->target->revision);
		struct ask *k = &p->asks[p->n_asks++];
		*k = (struct ask){ .target = w->target, .of = l, .sent = there != NULL };
		k->at_target = (struct observation){
			.source = l->source, .alias = l->alias, .config = there, .service = l->service
		};
		w->sent += k->sent;
	}
}

static const struct ask *ask_of(const struct probing *p, const struct observation *l)
{
	for (size_t i = 0; i < p->n_asks; i++)
		if (p->asks[i].of == l)
			return &p->asks[i];
	return NULL;
}

/* True if the rule speaks of users and reads a probe that was sent to the target; target NULL: to any target. */
static bool speaks_of(
	const struct probing *p, const struct outcome *o, const struct drilled *target, const size_t *reads, size_t n)
{
	const struct observations *all = &p->r->observations;
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct ask *k = ask_of(p, all->items[reads[i]]);
		any = any || (k && k->sent && (!target || k->target == target));
	}
	return any && recovery_speaks_of_users(all, o, reads, n);
}

/* Observes once what the rules over the targets' answers read besides. */
static void observe_besides(struct probing *p, int64_t until)
{
	struct run *r = p->r;
	struct observations *all = &r->observations;
	struct observation_index *x = select_index(all->a, all->items, all->n);
	size_t *reads = ARENA_ARRAY(r->a, size_t, all->n + 1);
	bool *wanted = ARENA_ARRAY(r->a, bool, all->n + 1);
	struct outcomes outcomes;
	judge(r->a, &r->policy, facts_build(r->a, r), &outcomes);
	for (size_t i = 0; i < outcomes.n; i++) {
		size_t n = select_observations(&outcomes.items[i], x, reads);
		if (!speaks_of(p, &outcomes.items[i], NULL, reads, n))
			continue;
		for (size_t k = 0; k < n; k++)
			wanted[reads[k]] = wanted[reads[k]] || !ask_of(p, all->items[reads[k]]);
	}
	observe_these(all, &r->release, wanted, until);
}

/* ---- One round ------------------------------------------------------------------------------------- */

/* Puts the targets' answers where the facts take the users' from (here: true), and back. */
static void exchange(struct probing *p, bool here)
{
	for (size_t i = 0; i < p->n_asks; i++) {
		struct ask *k = &p->asks[i];
		if (here) {
			k->value = k->of->value;
			k->error = k->of->error;
			k->count = k->of->count;
			k->of->value = k->sent ? k->at_target.value
								   : facts_unobserved(p->r->a, "this kind of probe cannot be sent to another revision");
			k->of->error = k->sent ? k->at_target.error : (struct err_kept){ .code = ERR_NONE };
			k->of->count = k->sent ? k->at_target.count : 1;
		} else {
			k->of->value = k->value;
			k->of->error = k->error;
			k->of->count = k->count;
		}
	}
}

/* Without a rule over its answers, every probe must be answered well. */
static void weigh_answers(const struct probing *p, struct watched *w)
{
	for (size_t i = 0; i < p->n_asks; i++) {
		const struct ask *k = &p->asks[i];
		const struct observation *l = &k->at_target;
		if (k->target != w->target || !k->sent || part_answered_well(l))
			continue;
		bool observed = l->count && l->error.code == ERR_NONE;
		const char *why = observed ? json_text_at(l->value, "error") : l->count ? l->error.text : "no answer yet";
		*(observed ? &w->failing : &w->unknown) = arena_printf(p->r->a, "probe %s: %s", l->alias, why);
	}
}

/* Sets what does not hold for the target in the newest round. */
static void weigh(const struct probing *p, struct watched *w, struct observation_index *x, size_t *reads)
{
	struct service *s = w->target->service;
	const struct cloudrun_revision *v = cloudrun_revision_named(s->revisions, s->n_revisions, w->target->revision);
	size_t rules = 0;
	w->failing = w->unknown = NULL;
	if (!v || !v->ready)
		w->failing = v && v->ready_message ? arena_printf(p->r->a, "it is not ready: %s", v->ready_message)
										   : "it is not ready";
	for (size_t i = 0; i < p->outcomes.n; i++) {
		const struct outcome *o = &p->outcomes.items[i];
		if (!speaks_of(p, o, w->target, reads, select_observations(o, x, reads)))
			continue;
		rules++;
		if (o->kind == OUTCOME_FAIL)
			w->failing = outcome_text(p->r->a, o);
		else if (o->kind == OUTCOME_UNKNOWN)
			w->unknown = outcome_text(p->r->a, o);
	}
	if (!rules)
		weigh_answers(p, w);
}

/* Asks once and judges. Returns false if a signal, or the deadline before all had answered, ended it. */
static bool ask_all(struct probing *p, struct arena *a, int64_t until)
{
	struct run *r = p->r;
	struct observations *all = &r->observations;
	all->deadline = until;
	for (size_t i = 0; i < p->n; i++)
		if (!p->targets[i].ended)
			observe_one(all, &r->release, p->targets[i].target->service->observation);
	for (size_t i = 0; i < p->n_asks; i++)
		if (p->asks[i].sent && p->asks[i].target->outcome == DRILL_PENDING)
			observe_one(all, &r->release, &p->asks[i].at_target);
	bool done = loop_run(all->loop, &all->pending, until) == LOOP_DONE;
	for (size_t i = 0; i < p->n; i++)
		release_refresh(p->targets[i].target->service);
	if (!done)
		return false;
	exchange(p, true);
	judge(a, &r->policy, facts_build(a, r), &p->outcomes);
	exchange(p, false);
	return true;
}

/* ---- The receipt -------------------------------------------------------------------------------------- */

static struct json *probes_json(const struct probing *p, const struct watched *w)
{
	struct arena *a = p->r->a;
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < p->n_asks; i++) {
		const struct ask *k = &p->asks[i];
		const struct observation *l = &k->at_target;
		if (k->target != w->target)
			continue;
		struct json *v = json_new_object(a);
		json_set_string(a, v, "probe", k->of->alias);
		json_set_bool(a, v, "sent", k->sent);
		if (k->sent && l->count && l->error.code == ERR_NONE)
			json_set_bool(a, v, "ok", part_answered_well(l));
		if (k->sent && l->count && json_kind(json_get(l->value, "ms")) == JSON_INT)
			json_set_int(a, v, "ms", json_int(json_get(l->value, "ms")));
		if (k->sent && l->count && !part_answered_well(l))
			json_set_string(a, v, "error",
				say_scrub(&p->r->log, l->error.code != ERR_NONE ? l->error.text : json_text_at(l->value, "error")));
		json_add(all, v);
	}
	return all;
}

static struct json *rules_json(
	const struct probing *p, const struct watched *w, struct observation_index *x, size_t *reads)
{
	struct arena *a = p->r->a;
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < p->outcomes.n; i++) {
		const struct outcome *o = &p->outcomes.items[i];
		if (!speaks_of(p, o, w->target, reads, select_observations(o, x, reads)))
			continue;
		struct json *v = json_new_object(a);
		json_set_string(a, v, "id", o->rule->id);
		json_set_string(a, v, "key", o->key);
		json_set_string(a, v, "outcome", outcome_name(o->kind));
		json_set_string(a, v, "message", o->message && *o->message ? say_scrub(&p->r->log, o->message) : NULL);
		json_add(all, v);
	}
	return all;
}

static void end(struct probing *p, struct watched *w, enum drill_outcome outcome, const char *reason)
{
	struct observations *all = &p->r->observations;
	struct observation_index *x = select_index(all->a, all->items, all->n);
	size_t *reads = ARENA_ARRAY(p->r->a, size_t, all->n + 1);
	w->ended = true;
	w->target->outcome = outcome;
	w->target->reason = reason ? say_scrub(&p->r->log, reason) : NULL;
	w->target->probes = probes_json(p, w);
	w->target->rules = rules_json(p, w, x, reads);
}

/* The time is over, or a signal came. What failed in the newest round decides. */
static void give_up(struct probing *p, struct watched *w)
{
	if (loop_signals(p->r->loop).count)
		end(p, w, DRILL_UNKNOWN, "interrupted by a signal");
	else if (w->failing)
		end(p, w, DRILL_UNFIT, w->failing);
	else
		end(p, w, DRILL_UNKNOWN, w->unknown ? w->unknown : "its answers were not known in time");
}

/* ---- All rounds ---------------------------------------------------------------------------------------- */

/* Returns true if a target is still asked. */
static bool count_round(struct probing *p)
{
	struct run *r = p->r;
	struct observation_index *x = select_index(r->a, r->observations.items, r->observations.n);
	size_t *reads = ARENA_ARRAY(r->a, size_t, r->observations.n + 1);
	bool goes_on = false;
	for (size_t i = 0; i < p->n; i++) {
		struct watched *w = &p->targets[i];
		if (w->ended)
			continue;
		weigh(p, w, x, reads);
		w->row = w->failing || w->unknown ? 0 : w->row + 1;
		if (w->row == 1)
			w->target->answered = loop_wall(r->loop);
		if (w->row >= r->config.gate.passes)
			end(p, w, DRILL_FIT, NULL);
		goes_on = goes_on || !w->ended;
	}
	return goes_on;
}

static void open_targets(struct probing *p, struct drilled *const *targets, size_t n)
{
	struct run *r = p->r;
	p->asks = ARENA_ARRAY(r->a, struct ask, n * r->observations.n + 1);
	p->targets = ARENA_ARRAY(r->a, struct watched, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct watched *w = &p->targets[p->n++];
		w->target = targets[i];
		add_asks(p, w);
		if (!w->sent)
			end(p, w, DRILL_UNKNOWN, "no probe can be sent to it, so that nothing shows that it works");
	}
}

void drill_probe(const struct drill *d, struct drilled *const *targets, size_t n, int64_t until)
{
	struct run *r = d->r;
	struct probing p = { .r = r };
	struct arena *a = NULL;
	bool goes_on = n > 0;
	open_targets(&p, targets, n);
	if (p.n_asks)
		observe_besides(&p, until);
	while (goes_on && loop_now(r->loop) < until && !loop_signals(r->loop).count) {
		int64_t began = loop_now(r->loop), next = began + r->config.gate.interval;
		arena_free(a);
		a = arena_under(r->a);
		p.outcomes = (struct outcomes){ 0 };
		if (!ask_all(&p, a, until))
			break;
		goes_on = count_round(&p);
		if (goes_on && loop_run(r->loop, NULL, next < until ? next : until) == LOOP_SIGNAL)
			break;
	}
	for (size_t i = 0; i < p.n; i++)
		if (!p.targets[i].ended)
			give_up(&p, &p.targets[i]);
	arena_free(a);
}
