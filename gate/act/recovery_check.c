/* SPDX-License-Identifier: Apache-2.0 */
/* recovery_check.c: checks that users are served after traffic was moved back, by judging the rules over what users
 * reach until they hold. */
#include "act.h"
#include "shown.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

#include <string.h>

/* An index of the observations, and buffers for the observations and services that an outcome reads. */
struct reading {
	struct observation_index *index;
	size_t *observations, *services;
};

static struct reading reading(const struct observations *observations, const struct release *release)
{
	return (struct reading){ select_index(observations->a, observations->items, observations->n),
		ARENA_ARRAY(observations->a, size_t, observations->n + 1),
		ARENA_ARRAY(observations->a, size_t, release->n_services + 1) };
}

bool recovery_speaks_of_users(
	const struct observations *observations, const struct outcome *o, const size_t *reads, size_t n)
{
	bool users = false;
	if (o->rule->severity != SEVERITY_CRITICAL || o->rule->dry_run || o->kind == OUTCOME_SKIPPED)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = observations->items[reads[i]];
		bool user = observe_reaches_users(l);
		if (!user && (group_is_of_workloads(l->source->group) || l->source->group == GROUP_PROBES))
			return false;
		users = users || user;
	}
	return users;
}

static bool speaks_of_users(const struct observations *observations, const struct outcome *o, struct reading *q)
{
	return recovery_speaks_of_users(
		observations, o, q->observations, select_observations(o, q->index, q->observations));
}

/* Returns NULL, or a rule over what users reach that does not hold. Sets `restored` of each moved service. */
static const char *still_failing(
	const struct observations *observations, const struct release *release, const struct judged *judged)
{
	struct reading q = reading(observations, release);
	const struct outcome *last = NULL;
	bool all = false;
	for (size_t i = 0; i < release->n_services; i++)
		release->services[i].restored = release->services[i].move != NULL;
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind == OUTCOME_PASS || !speaks_of_users(observations, o, &q))
			continue;
		last = o;
		size_t n = select_services(o, q.index, q.services);
		all = all || !n;
		for (size_t s = 0; s < n; s++)
			release->services[q.services[s]].restored = false;
	}
	for (size_t i = 0; all && i < release->n_services; i++)
		release->services[i].restored = false;
	return last ? outcome_text(observations->a, last) : NULL;
}

/* ---- What is observed again ------------------------------------------------------------------------ */

/* Returns an object with the messages of the outcomes that failed, by the ids of the outcomes. */
static struct json *failed_of(struct arena *a, const struct outcomes *judged)
{
	struct json *ids = json_new_object(a);
	for (size_t i = 0; i < judged->n; i++)
		if (judged->items[i].kind == OUTCOME_FAIL)
			json_set_string(
				a, ids, outcome_id(a, &judged->items[i]), judged->items[i].message ? judged->items[i].message : "");
	return ids;
}

/* Returns a flag for each observation to repeat: the probes that reach users and the moved services. first: also the
 * resources that a failed rule reads. */
static bool *again(
	const struct observations *observations, const struct release *release, const struct judged *judged, bool first)
{
	bool *wanted = ARENA_ARRAY(observations->a, bool, observations->n + 1);
	struct reading q = reading(observations, release);
	for (size_t i = 0; first && i < judged->outcomes.n; i++) {
		size_t n = judged->outcomes.items[i].kind == OUTCOME_FAIL
			? select_observations(&judged->outcomes.items[i], q.index, q.observations)
			: 0;
		for (size_t l = 0; l < n; l++) {
			enum group g = observations->items[q.observations[l]]->source->group;
			wanted[q.observations[l]] = wanted[q.observations[l]] || group_is_of_resources(g);
		}
	}
	for (size_t l = 0; l < observations->n; l++) {
		const struct observation *k = observations->items[l];
		wanted[l] = wanted[l] || observe_reaches_users(k) ||
			(k->service && k->service->observation == k && k->service->move);
	}
	return wanted;
}

/* ---- The result -------------------------------------------------------------------------------------- */

/* For probes with `identity`: sets `answered` of each service whose answers all came from the target. */
static void mark_answered(const struct release *release, const struct observations *observations)
{
	for (size_t i = 0; i < release->n_services; i++)
		release->services[i].asked = release->services[i].answered = false;
	for (size_t l = 0; l < observations->n; l++) {
		const struct observation *k = observations->items[l];
		const struct config_probe *p = observe_reaches_users(k) ? k->config : NULL;
		if (!p || !k->service || !k->service->move || !p->reach || !p->reach->identity.set)
			continue;
		k->service->answered = (k->service->answered || !k->service->asked) && k->attributed &&
			k->error.code == ERR_NONE;
		k->service->asked = true;
	}
}

/* Returns true if the outcome shares an entry with the members of its rule that have the same outcome: if it has no
 * message, or failed with the message that it had before (said; NULL: it did not fail before). */
static bool is_shared(const struct outcomes *now, const struct outcome *o, const struct json *said)
{
	bool silent = !o->message || !*o->message;
	bool same = o->kind == OUTCOME_FAIL && said && str_is(json_text(said), o->message ? o->message : "");
	return now->n > LIMIT_OUTCOMES_APART && o->key && (silent || same);
}

/* Returns the entry of this outcome in `all`: a new one, or *shared, which the first one sets. shared may be NULL. */
static struct json *entry_of(
	struct arena *a, struct json *all, struct json **shared, const struct outcome *o, bool failed_before)
{
	struct json *v = shared ? *shared : NULL;
	if (!v) {
		v = json_new_object(a);
		json_set_string(a, v, "id", o->rule->id);
		json_set_bool(a, v, "failedBefore", failed_before);
		json_set_string(a, v, "outcome", outcome_name(o->kind));
		json_set_string(a, v, "message", shared ? "" : o->message);
		json_set(v, "keys", shared ? json_new_array(a) : NULL);
		json_add(all, v);
	}
	if (shared)
		*shared = v;
	return v;
}

/* Returns, for evidence, the present outcomes of the rules that failed before and of those over what users reach. */
static struct json *record(const struct observations *observations, const struct release *release,
	const struct outcomes *now, const struct outcomes *before)
{
	struct reading q = reading(observations, release);
	struct arena *a = observations->a;
	const struct json *failed = failed_of(a, before);
	struct json *recovery_check = json_new_array(a), *shared[2][OUTCOME_SKIPPED + 1] = { { NULL } };
	for (size_t i = 0; i < now->n; i++) {
		const struct outcome *o = &now->items[i];
		const struct json *said = json_get(failed, outcome_id(a, o));
		bool failed_before = said != NULL;
		if (!i || o->rule != now->items[i - 1].rule)
			memset(shared, 0, sizeof(shared));
		if (!failed_before && !speaks_of_users(observations, o, &q))
			continue;
		struct json **with = is_shared(now, o, said) ? &shared[failed_before][o->kind] : NULL;
		struct json *v = entry_of(a, recovery_check, with, o, failed_before);
		if (with)
			json_add(json_get(v, "keys"), json_new_string(a, o->key));
		else
			json_set_string(a, v, "key", o->key);
	}
	return recovery_check;
}

/* Returns a service whose traffic was confirmed and was changed by somebody else since, or NULL. */
static const struct service *changed_since(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct traffic_move *m = s->move;
		if (!m || m->state != MOVE_DONE || s->observation->error.code != ERR_NONE ||
			s->now.generation < m->last.generation)
			continue;
		if (strcmp(s->now.uid, m->last.uid) != 0 ||
			!cloudrun_same_percents(&s->now.desired, s->now.latest_created, &m->target, NULL))
			return s;
	}
	return NULL;
}

/* Observes and judges once. Sets *why to NULL or what does not hold. The outcomes live as long as a. Returns false if
 * somebody else changed a service. */
static bool observe_again(struct run *r, struct arena *a, const bool *wanted, int64_t deadline, const char **why)
{
	const struct service *other = NULL;
	observe_these(&r->observations, &r->release, wanted, deadline);
	part_ask_all(&r->observations, &r->config, &r->release, deadline);
	judge(a, &r->policy, facts_build(a, r), &r->judged.outcomes);
	*why = still_failing(&r->observations, &r->release, &r->judged);
	mark_answered(&r->release, &r->observations);
	other = changed_since(&r->release);
	if (other) {
		other->move->state = MOVE_SUPERSEDED;
		other->move->last = other->now;
		other->move->note = "it was moved back and confirmed; then somebody else changed its traffic";
	}
	return other == NULL;
}

const char *recovery_check_run(struct run *r)
{
	int64_t start = loop_now(r->loop), deadline = start + r->config.rollback.confirm;
	const bool *wanted = again(&r->observations, &r->release, &r->judged, true);
	const bool *later = again(&r->observations, &r->release, &r->judged, false);
	struct outcomes judged = r->judged.outcomes;
	struct arena *a = NULL;
	const char *why = NULL, *seen = NULL;
	int64_t row = 0;
	r->observations.after = true;
	r->observations.after_from = loop_now(r->loop);
	for (;;) {
		int64_t began = loop_now(r->loop);
		arena_free(a);
		a = arena_under(r->a);
		bool ours = observe_again(r, a, wanted, deadline, &why);
		wanted = later;
		/* prefer a reason from before the deadline: a probe that it cut short explains less */
		seen = why && loop_now(r->loop) < deadline ? why : seen;
		row = why ? 0 : row + 1; /* one good round is not enough: the service may fail again */
		if (!ours || row >= r->config.gate.passes || act_out_of_patience(r) || loop_now(r->loop) >= deadline)
			break;
		shown_recovering(&r->log, why, row, r->config.gate.passes, start, deadline);
		int64_t next = began + r->config.gate.interval;
		loop_run(r->loop, NULL, next < deadline ? next : deadline);
	}
	why = why && seen ? seen : why;
	r->recovery.recovery_check = record(&r->observations, &r->release, &r->judged.outcomes, &judged);
	r->judged.outcomes = judged; /* evidence records the outcomes that led to the rollback */
	arena_free(a);
	say_event(&r->log, why ? "not_restored" : "restored", NULL, why);
	return why;
}
