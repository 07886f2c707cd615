/* SPDX-License-Identifier: Apache-2.0 */
/* proof.c: traffic is back; are users served? The rules over what they reach are judged again until they hold. */
#include "act.h"

#include <string.h>

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
		why = outcome_text(r->a, o);
		select_services(r, o, belongs);
		for (size_t s = 0; s < r->n_services; s++)
			any = any || belongs[s];
		for (size_t s = 0; s < r->n_services; s++)
			r->services[s].restored = r->services[s].restored && any && !belongs[s];
	}
	return why;
}

/* ---- What is looked at again ------------------------------------------------------------------------ */

static bool failed_before(const struct outcomes *judged, const struct outcome *o)
{
	for (size_t i = 0; i < judged->n; i++) {
		const struct outcome *was = &judged->items[i];
		if (was->rule == o->rule && was->kind == OUTCOME_FAIL && (was->key == o->key || (was->key && o->key && !strcmp(was->key, o->key))))
			return true;
	}
	return false;
}

/* What users reach, and the services that were moved; the first time the resources too that a failed rule reads. */
static bool *again(struct run *r, bool first)
{
	bool *reads = ARENA_ARRAY(r->a, bool, r->n_looks + 1), *wanted = ARENA_ARRAY(r->a, bool, r->n_looks + 1);
	for (size_t i = 0; first && i < r->outcomes.n; i++) {
		if (r->outcomes.items[i].kind != OUTCOME_FAIL)
			continue;
		select_looks(&r->outcomes.items[i], r->looks, r->n_looks, reads);
		for (size_t l = 0; l < r->n_looks; l++) {
			enum group g = r->looks[l]->source->group;
			wanted[l] = wanted[l] || (reads[l] && (g == GROUP_SQL || g == GROUP_REDIS || g == GROUP_CONNECTORS));
		}
	}
	for (size_t l = 0; l < r->n_looks; l++) {
		const struct look *k = r->looks[l];
		wanted[l] = wanted[l] || observe_reaches_users(k) || (k->service && k->service->look == k && k->service->move);
	}
	return wanted;
}

/* ---- What it says -------------------------------------------------------------------------------------- */

/* By `identity`, where a probe has one: is every answer the target's? */
static void mark_answered(struct run *r)
{
	for (size_t i = 0; i < r->n_services; i++)
		r->services[i].asked = r->services[i].answered = false;
	for (size_t l = 0; l < r->n_looks; l++) {
		const struct look *k = r->looks[l];
		const struct config_probe *p = observe_reaches_users(k) ? k->config : NULL;
		if (!p || !k->service || !k->service->move || !p->reach || !p->reach->identity.set)
			continue;
		k->service->answered = (k->service->answered || !k->service->asked) && k->attributed && k->error.code == ERR_NONE;
		k->service->asked = true;
	}
}

/* The very rules that failed, as they are now; what they said of the candidate alone is not asked again. */
static void record(struct run *r, const struct outcomes *judged)
{
	r->proof = json_new_array(r->a);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		struct json *v = json_new_object(r->a);
		if (!failed_before(judged, o) && !speaks_of_users(r, o))
			continue;
		json_set_string(r->a, v, "id", o->rule->id);
		json_set_string(r->a, v, "key", o->key);
		json_set_bool(r->a, v, "failedBefore", failed_before(judged, o));
		json_set_string(r->a, v, "outcome", outcome_name(o->kind));
		json_set_string(r->a, v, "message", o->message);
		json_add(r->proof, v);
	}
}

/* A service that was confirmed and is somewhere else now; NULL: none. */
static const struct service *changed_since(const struct run *r)
{
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		const struct move *m = s->move;
		if (!m || m->state != MOVE_DONE || s->look->error.code != ERR_NONE || s->now.generation < m->last.generation)
			continue;
		if (strcmp(s->now.uid, m->last.uid) != 0 || !run_same_percents(&s->now.desired, s->now.latest_created, &m->target, NULL))
			return s;
	}
	return NULL;
}

static bool look_again(struct run *r, const bool *wanted, int64_t deadline, const char **why)
{
	const struct service *other = NULL;
	observe_these(r, wanted, deadline);
	part_ask_all(r, deadline);
	struct json *now = facts_build(r->a, r);
	judge(r->a, &r->policy, now, &r->outcomes);
	*why = still_failing(r);
	mark_answered(r);
	other = changed_since(r);
	if (other) {
		other->move->state = MOVE_SUPERSEDED;
		other->move->last = other->now;
		other->move->note = "it was moved back and read back, and then somebody else changed its traffic";
	}
	return other == NULL;
}

const char *proof_of_service(struct run *r)
{
	int64_t deadline = loop_now(r->loop) + r->config.rollback.confirm;
	const bool *wanted = again(r, true), *later = again(r, false);
	struct outcomes judged = r->outcomes;
	struct json *facts = r->facts;
	const char *why = NULL, *seen = NULL;
	int64_t row = 0;
	r->after = true;
	r->after_from = loop_now(r->loop);
	for (;;) {
		int64_t began = loop_now(r->loop);
		bool ours = look_again(r, wanted, deadline, &why);
		wanted = later;
		seen = why && loop_now(r->loop) < deadline ? why : seen; /* what the end of the time cut short tells less */
		row = why ? 0 : row + 1; /* one good look is not enough: it may fall over again */
		if (!ours || row >= r->config.gate.passes || act_out_of_patience(r) || loop_now(r->loop) >= deadline)
			break;
		say_progress(r, why ? "rolled back; waiting for users to be served: %s" : "rolled back; users are served%s", why ? why : "");
		int64_t next = began + r->config.gate.interval;
		loop_run(r->loop, NULL, next < deadline ? next : deadline);
	}
	why = why && seen ? seen : why;
	record(r, &judged);
	r->outcomes = judged; /* evidence holds what was judged, not what came after */
	r->facts = facts;
	say_event(r, why ? "not_restored" : "restored", NULL, why);
	return why;
}
