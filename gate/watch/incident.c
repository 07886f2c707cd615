/* SPDX-License-Identifier: Apache-2.0 */
/*
 * incident.c: is it us, or Google? Decides when Google's incidents are observed, and reports those that concern a
 * failed release. They change no verdict by themselves: rollback.hold and rules can read them.
 */
#include "incident.h"
#include "watch.h"

#include <string.h>

enum { SAID_MAX = 3 }; /* incidents that are named */

static struct observation *google(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source == &source_google)
			return observations->items[i];
	return NULL;
}

static bool program_reads(const struct cel_program *p, const char *each)
{
	const struct cel_ref *refs;
	size_t n = p ? cel_refs(p, &refs) : 0;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(refs[i].parts[0], group_name(GROUP_GOOGLE)))
			return true;
	return each && !strcmp(each, group_name(GROUP_GOOGLE));
}

static bool policy_reads(const struct policy *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rules[i];
		if (program_reads(r->program, r->each) || program_reads(r->when_program, NULL) ||
			program_reads(r->needs_program, NULL) || program_reads(r->message_program, NULL))
			return true;
	}
	return false;
}

static bool hold_reads(struct arena *a, const struct conf_text *hold)
{
	struct cel_program *p = NULL;
	struct err e;
	return hold->set && !cel_compile(a, str_of(hold->text), &hold->place, NULL, &p, &e) && program_reads(p, NULL);
}

/* With a simulated Cloud Run, Google is not asked unless its override says so: the token is not Google's. */
static bool is_simulated(const struct gcp *g)
{
	return !strncmp(gcp_base(g, GCP_RUN), "http://", 7) && strncmp(gcp_base(g, GCP_SERVICEHEALTH), "http://", 7) != 0;
}

void incident_open(struct observations *observations, const struct policy *p, const struct config *c)
{
	struct observation *l = google(observations);
	if (l)
		l->wanted = policy_reads(p) || hold_reads(observations->a, &c->rollback.hold);
}

void incident_want(struct observations *observations)
{
	struct observation *l = google(observations);
	if (l)
		l->wanted = !is_simulated(observations->gcp);
}

void incident_ask(struct observations *observations, const struct release *release, const struct judged *judged)
{
	struct observation *l = google(observations);
	for (size_t i = 0; l && i < judged->outcomes.n && !l->kept; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind == OUTCOME_FAIL && o->rule->severity == SEVERITY_CRITICAL && !o->rule->dry_run)
			l->kept = arena_strdup(observations->a, o->rule->id);
	}
	if (!l || !l->kept || l->wanted || is_simulated(observations->gcp))
		return;
	l->wanted = true;
	observe_start(observations, release, l);
}

static const char *shown(struct arena *a, const char *id, const struct json *incident)
{
	return arena_printf(a, "%s in %s since %s: %s (%s)", json_text_at(incident, "product"),
		json_text_at(incident, "region"), json_text_at(incident, "since"), json_text_at(incident, "title"), id);
}

void incident_say(const struct observations *observations, const struct result *result, struct run_log *log)
{
	const struct observation *l = google(observations);
	size_t n = 0;
	if (!l || !l->kept || !l->count || result->verdict == VERDICT_PASSED)
		return;
	if (l->error.code != ERR_NONE) {
		say_note(log, "it is not known whether Google has an incident: %s", l->error.text);
		return;
	}
	for (struct json_each it = json_each(l->value); json_next(&it);) {
		if (!json_is_true(json_get(it.value, "concernsRelease")) || n++ >= SAID_MAX)
			continue;
		const char *text = shown(log->a, it.key, it.value);
		say_note(log, "rule %s failed while Google reports an incident, which may be the cause: %s",
			(const char *)l->kept, text);
		say_event(log, "incident", NULL, text);
	}
	if (!n)
		return;
	say_next(log, "to leave traffic where it is during such incidents, set in the config:");
	say_next(log, "rollback.hold = \"google.exists(id, google[id].concernsRelease)\"");
}
