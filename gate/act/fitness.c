/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fitness.c: can the revision that traffic would go to still work? What it needs and the candidate has too says nothing
 * against it: moving makes that no worse. What could not be seen is said, and is no veto.
 */
#include "act.h"

#include <string.h>

static const char *text_at(const struct json *v, const char *key)
{
	return json_kind(json_get(v, key)) == JSON_STRING ? json_text(json_get(v, key)).p : "";
}

/* ---- Its secrets --------------------------------------------------------------------------------- */

static bool same_secret(const struct json *a, const struct json *b)
{
	return b && !strcmp(text_at(a, "secret"), text_at(b, "secret")) && !strcmp(text_at(a, "version"), text_at(b, "version"));
}

static const char *secret_unfit(struct run *r, const struct json *target, const struct json *candidate)
{
	const struct json *theirs = json_get(candidate, "secrets");
	for (struct json_each it = json_each(json_get(target, "secrets")); json_next(&it);) {
		const char *state = text_at(it.value, "state");
		if (same_secret(it.value, json_get(theirs, it.key)) || !strcmp(state, "ENABLED"))
			continue;
		if (!*state)
			say_note(r, "whether %s can still read its secret %s could not be seen", text_at(target, "name"), text_at(it.value, "secret"));
		else
			return arena_printf(r->a, "its secret %s, version %s, is %s", text_at(it.value, "secret"), text_at(it.value, "version"), state);
	}
	return NULL;
}

/* ---- Its database and its way into the network ----------------------------------------------------- */

static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/'), *colon = strrchr(name, ':');
	const char *at = slash > colon ? slash : colon;
	return at ? at + 1 : name;
}

static bool lists(const struct json *revision, const char *instance)
{
	const struct json *all = json_get(revision, "sqlInstances");
	for (size_t i = 0; i < json_size(all); i++)
		if (!strcmp(last_part(json_text(json_item(all, i)).p), last_part(instance)))
			return true;
	return false;
}

static bool is_gone(const struct look *l)
{
	return l->count && l->error.code == ERR_NONE && !strcmp(text_at(l->value, "state"), "NOT_FOUND");
}

static const char *resource_unfit(struct run *r, const struct json *target, const struct json *candidate)
{
	const char *connector = text_at(target, "connector");
	for (size_t i = 0; i < r->n_looks; i++) {
		const struct look *l = r->looks[i];
		const char *instance = text_at(l->value, "instance");
		if (!is_gone(l))
			continue;
		if (l->source->group == GROUP_SQL && lists(target, instance) && !lists(candidate, instance))
			return arena_printf(r->a, "its Cloud SQL instance %s does not exist any more", instance);
		if (l->source->group == GROUP_CONNECTORS && *connector && !strcmp(last_part(text_at(l->value, "connector")), connector) &&
		    strcmp(text_at(candidate, "connector"), connector) != 0)
			return arena_printf(r->a, "its VPC connector %s does not exist any more", connector);
	}
	return NULL;
}

const char *fitness_missing(struct run *r, const struct service *s)
{
	const struct json *facts = s->target.baseline ? service_facts(r->a, r, s) : NULL;
	const struct json *target = json_get(facts, "baseline"), *candidate = json_get(facts, "candidate");
	const char *why = target ? secret_unfit(r, target, candidate) : NULL;
	return why || !target ? why : resource_unfit(r, target, candidate);
}

/* True where candidate and target stand or fall together with a look at a resource. */
bool fitness_shared(struct run *r, const struct look *l)
{
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		if (!s->target.released || !s->target.baseline)
			continue;
		const struct json *facts = service_facts(r->a, r, s);
		const struct json *target = json_get(facts, "baseline"), *candidate = json_get(facts, "candidate");
		const char *connector = last_part(text_at(l->value, "connector")), *instance = text_at(l->value, "instance");
		if (l->source->group == GROUP_SQL && lists(candidate, instance) && !lists(target, instance))
			return false;
		if (l->source->group == GROUP_CONNECTORS && !strcmp(text_at(candidate, "connector"), connector) &&
		    strcmp(text_at(target, "connector"), connector) != 0)
			return false;
	}
	return l->source->group == GROUP_SQL || l->source->group == GROUP_CONNECTORS || l->source->group == GROUP_REDIS;
}

/* ---- Why both would fail ------------------------------------------------------------------------------ */

static bool is_well(const char *state)
{
	static const char *const well[] = { "RUNNABLE", "READY", "UPDATING", "FAILING_OVER" };
	for (size_t i = 0; i < COUNTOF(well); i++)
		if (!strcmp(state, well[i]))
			return true;
	return !*state;
}

const char *fitness_cause(struct run *r)
{
	static const struct { enum group group; const char *what; } kinds[] = {
		{ GROUP_SQL, "Cloud SQL" }, { GROUP_REDIS, "Redis" }, { GROUP_CONNECTORS, "VPC connector" },
	};
	for (size_t i = 0; i < r->n_looks; i++)
		for (size_t k = 0; k < COUNTOF(kinds); k++) {
			const struct look *l = r->looks[i];
			const char *state = text_at(l->value, "state");
			if (l->source->group != kinds[k].group || l->error.code != ERR_NONE || !fitness_shared(r, l))
				continue;
			if (!is_well(state))
				return arena_printf(r->a, "%s %s is in %s", kinds[k].what, l->alias, state);
			if (!strcmp(text_at(l->value, "activationPolicy"), "NEVER"))
				return arena_printf(r->a, "%s %s was stopped by its owner", kinds[k].what, l->alias);
		}
	return NULL;
}
