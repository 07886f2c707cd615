/* SPDX-License-Identifier: Apache-2.0 */
/* asked.c: PURE. What asks a service, and whether a rule decides by it: a service that nothing asks is not passed. */
#include "gate.h"

#include <string.h>

static bool names(const struct config_reach *reach, const char *alias)
{
	return reach->at != AT_BASELINE && (!reach->service || !strcmp(reach->service, alias));
}

/* By the steps that name a service, where any does. */
static bool journey_reaches(const struct config_probe *p, const char *alias)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	bool any = false, ours = false;
	for (size_t i = 0; i < p->journey.n; i++) {
		const struct config_reach *reach = config_step_reach(&steps[i]);
		any = any || reach->service;
		ours = ours || (reach->service && names(reach, alias));
	}
	return ours || !any;
}

static bool probe_reaches(const struct source *source, const struct config_probe *p, const char *alias)
{
	if (source == &source_dns || source == &source_tls) /* a name and a certificate are not the application's */
		return false;
	return source == &source_journey ? journey_reaches(p, alias) : names(p->reach, alias);
}

bool asked_reaches(const struct source *source, const void *config, const char *alias)
{
	const struct config_metric *m = config;
	const struct config_log *l = config;
	switch (source->group) {
	case GROUP_PROBES:
		return probe_reaches(source, config, alias);
	case GROUP_METRICS:
		return m->service ? !strcmp(m->service, alias) : !m->sql && !m->redis && !m->connector;
	case GROUP_LOGS:
		return !l->service || !strcmp(l->service, alias);
	default:
		return false;
	}
}

bool asked_decides(const struct outcomes *all, const char *group, const char *alias)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct outcome *o = &all->items[i];
		bool decides = o->kind != OUTCOME_SKIPPED && !o->rule->dry_run && o->rule->severity != SEVERITY_WARNING;
		if (decides && select_reads(o, group, alias, false))
			return true;
	}
	return false;
}

bool asked_judges(const struct outcomes *all, const char *group, const char *alias)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct outcome *o = &all->items[i];
		if ((o->kind != OUTCOME_SKIPPED || o->passed_over) && select_reads(o, group, alias, true))
			return true;
	}
	return false;
}

/* ---- Of a run ---------------------------------------------------------------------------------------- */

static const char *name_of(struct arena *a, const struct look *l)
{
	const char *group = group_name(l->source->group);
	return l->alias ? arena_printf(a, "%s.%s", group, l->alias) : group;
}

/* Cloud Run's own pages, for what it lets through to no container: an `expect` that takes them has asked nobody. */
static bool is_refused(const struct look *l)
{
	struct str body = json_text(json_get(l->value, "body"));
	int64_t status = json_int(json_get(l->value, "status"));
	const char *page = status == 403 ? "<h1>Error: Forbidden</h1>" : status == 401 ? "<h1>Error: Unauthorized</h1>" : NULL;
	return l->source == &source_http && page && body.n && memmem(body.p, body.n, page, strlen(page));
}

static bool reaches(const struct look *l, const struct service *s)
{
	return asked_reaches(l->source, l->config, s->config->member.alias);
}

const struct look *asked_refused(const struct run *r, const struct service *s)
{
	for (size_t i = 0; i < r->n_looks; i++)
		if (reaches(r->looks[i], s) && is_refused(r->looks[i]))
			return r->looks[i];
	return NULL;
}

bool asked_service(const struct run *r, const struct service *s)
{
	for (size_t i = 0; i < r->n_looks; i++) {
		const struct look *l = r->looks[i];
		if (reaches(l, s) && !is_refused(l) &&
		    asked_decides(&r->outcomes, group_name(l->source->group), l->alias))
			return true;
	}
	return false;
}

bool asked_suffices(const struct run *r, const struct service *s)
{
	return !s->config->asked || asked_service(r, s);
}

struct json *asked_reached_by(struct arena *a, const struct run *r, const struct service *s)
{
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < r->n_looks; i++)
		if (reaches(r->looks[i], s) && !is_refused(r->looks[i]))
			json_add(all, json_new_string(a, name_of(a, r->looks[i])));
	return all;
}

bool asked_is_missing(const struct run *r, const struct service *s)
{
	bool released = false;
	for (size_t i = 0; i < r->n_services; i++)
		released = released || (r->services[i].selected && r->services[i].target.released);
	return s->selected && (s->target.released || !released) && !asked_suffices(r, s);
}

bool asked_nothing(const struct run *r)
{
	for (size_t i = 0; i < r->n_services; i++)
		if (asked_is_missing(r, &r->services[i]))
			return true;
	return false;
}

struct json *asked_unjudged(struct run *r)
{
	struct json *all = json_new_array(r->a);
	bool *held = ARENA_ARRAY(r->a, bool, r->n_looks + 1);
	hold_looks(r, held);
	for (size_t i = 0; i < r->n_looks; i++) {
		const struct look *l = r->looks[i];
		bool judged = held[i] || l->source->group == GROUP_SERVICES || !l->count ||
			asked_judges(&r->outcomes, group_name(l->source->group), l->alias);
		if (!judged)
			json_add(all, json_new_string(r->a, name_of(r->a, l)));
	}
	return all;
}
