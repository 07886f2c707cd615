/* SPDX-License-Identifier: Apache-2.0 */
/* asked.c: determines whether a deciding rule observes a service. A service that no deciding rule observes is not
 * approved. No side effects. */
#include "asked.h"
#include "select.h"
#include "../source/signal/pairs.h"
#include "../run/observation_index.h"

#include <string.h>

static bool names(const struct config_reach *reach, const char *alias)
{
	return reach->at != AT_BASELINE && (!reach->service || !strcmp(reach->service, alias));
}

/* A journey observes the services that its steps name; if no step names one, all services. */
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
	if (source == &source_dns ||
		source == &source_tls) /* a DNS name and a certificate say nothing about the application */
		return false;
	return source == &source_journey ? journey_reaches(p, alias) : names(p->reach, alias);
}

bool asked_reaches(const struct source *source, const void *config, const struct config_service *s)
{
	const struct config_metric *m = config;
	const struct config_log *l = config;
	const char *alias = s->member.alias;
	switch (source->group) {
	case GROUP_PROBES: /* a worker pool has no address */
		return s->kind == CLOUDRUN_POOL ? source == &source_command : probe_reaches(source, config, alias);
	case GROUP_METRICS:
		return config_metric_workload(m) ? !strcmp(config_metric_workload(m), alias)
										 : !m->sql && !m->redis && !m->connector;
	case GROUP_LOGS: return !config_log_workload(l) || !strcmp(config_log_workload(l), alias);
	case GROUP_COMPARISONS: return !strcmp(((const struct config_comparison *)config)->service, alias);
	case GROUP_ALERTS: /* the absence of alerts does not show that the service answers */
	case GROUP_SERVICES:
	case GROUP_WORKERS:
	case GROUP_SQL:
	case GROUP_REDIS:
	case GROUP_CONNECTORS:
	case GROUP_JOBS:
	case GROUP_PASSPORTS:
	case GROUP_DATA:
	case GROUP_SOURCE:
	case GROUP_GOOGLE:
	case GROUP_RELEASE:
	case GROUP_DEPLOY:
	case GROUP__COUNT: break;
	}
	return false;
}

/* deciding: returns whether the outcome can decide the verdict. Otherwise: whether its rule applies, or would apply to
 * services that were not selected. */
static bool speaks(const struct outcome *o, bool deciding)
{
	bool applies = o->kind != OUTCOME_SKIPPED;
	return deciding ? applies && !o->rule->dry_run && o->rule->severity != SEVERITY_WARNING : applies || o->passed_over;
}

struct json *asked_read(struct arena *a, const struct outcomes *all, bool deciding)
{
	struct json *names = json_new_object(a);
	for (size_t i = 0; i < all->n; i++)
		if (speaks(&all->items[i], deciding))
			select_names(a, &all->items[i], !deciding, names);
	return names;
}

bool asked_reads(struct arena *a, const struct json *read, const char *group, const char *alias)
{
	return json_get(read, group) || json_get(read, arena_printf(a, "%s.%s", group, alias ? alias : ""));
}

/* ---- In a run ---------------------------------------------------------------------------------------- */

struct reached {
	size_t *observations, n, cap;
};

struct asked {
	const struct observations *all;
	const struct release *release;
	const struct outcomes *outcomes;
	struct reached *services; /* for each service: the observations of it */
	bool *decided, *judged;   /* for each observation: a deciding rule reads it; any rule reads it */
	bool released;            /* a selected service belongs to the release */
};

static const char *name_of(struct arena *a, const struct observation *l)
{
	const char *group = group_name(l->source->group);
	return l->alias ? arena_printf(a, "%s.%s", group, l->alias) : group;
}

/* Returns whether Cloud Run itself refused the request (with its own error page), so that no container was reached. An
 * `expect` that accepts this response does not observe the service. */
static bool is_refused(const struct observation *l)
{
	struct str body = json_text(json_get(l->value, "body"));
	int64_t status = json_int(json_get(l->value, "status"));
	const struct json *headers = json_get(l->value, "headers");
	const char *page = status == 403 ? "<h1>Error: Forbidden</h1>"
		: status == 401              ? "<h1>Error: Unauthorized</h1>"
									 : NULL;
	bool by_iap = json_get(headers, "x-goog-iap-generated-response") ||
		strstr(json_text(json_get(headers, "location")).p, "iap.googleapis.com");
	return l->source == &source_http && (by_iap || (page && body.n && memmem(body.p, body.n, page, strlen(page))));
}

static void note_reached(struct arena *a, struct asked *q, size_t observation, const struct service *s)
{
	struct reached *to = &q->services[s->index];
	const struct observation *l = q->all->items[observation];
	if (!asked_reaches(l->source, l->config, s->config))
		return;
	to->observations = arena_grow(a, to->observations, to->n, &to->cap, sizeof(*to->observations));
	to->observations[to->n++] = observation;
}

/* An observation that names a service observes only that one. The steps of a journey may name several. */
static void note_observation(struct arena *a, struct asked *q, size_t observation)
{
	const struct observation *l = q->all->items[observation];
	enum group g = l->source->group;
	if (g != GROUP_PROBES && g != GROUP_METRICS && g != GROUP_LOGS && g != GROUP_COMPARISONS)
		return;
	if (l->service && l->source != &source_journey) {
		note_reached(a, q, observation, l->service);
		return;
	}
	for (size_t i = 0; i < q->release->n_services; i++)
		note_reached(a, q, observation, &q->release->services[i]);
}

static void note_rules(struct asked *q, struct observation_index *x, size_t *reads)
{
	for (size_t i = 0; i < q->outcomes->n; i++) {
		const struct outcome *o = &q->outcomes->items[i];
		size_t n = speaks(o, true) ? select_judged(o, x, false, reads) : 0;
		while (n)
			q->decided[reads[--n]] = true;
		for (n = speaks(o, false) ? select_judged(o, x, true, reads) : 0; n;)
			q->judged[reads[--n]] = true;
	}
}

struct asked *asked_open(struct arena *a, const struct observations *observations, const struct release *release,
	const struct outcomes *outcomes)
{
	struct asked *q = ARENA_NEW(a, struct asked);
	*q = (struct asked){ .all = observations,
		.release = release,
		.outcomes = outcomes,
		.services = ARENA_ARRAY(a, struct reached, release->n_services + 1),
		.decided = ARENA_ARRAY(a, bool, observations->n + 1),
		.judged = ARENA_ARRAY(a, bool, observations->n + 1) };
	note_rules(q, select_index(a, observations->items, observations->n), ARENA_ARRAY(a, size_t, observations->n + 1));
	for (size_t i = 0; i < observations->n; i++)
		note_observation(a, q, i);
	for (size_t i = 0; i < release->n_services; i++)
		q->released = q->released || (release->services[i].selected && release->services[i].target.released);
	return q;
}

const struct observation *asked_refused(const struct asked *q, const struct service *s)
{
	const struct reached *by = &q->services[s->index];
	for (size_t i = 0; i < by->n; i++)
		if (is_refused(q->all->items[by->observations[i]]))
			return q->all->items[by->observations[i]];
	return NULL;
}

bool asked_service(const struct asked *q, const struct service *s)
{
	const struct reached *by = &q->services[s->index];
	for (size_t i = 0; i < by->n; i++)
		if (q->decided[by->observations[i]] && !is_refused(q->all->items[by->observations[i]]))
			return true;
	return false;
}

bool asked_suffices(const struct asked *q, const struct service *s)
{
	return !s->config->asked || asked_service(q, s);
}

struct json *asked_reached_by(struct arena *a, const struct asked *q, const struct service *s)
{
	const struct reached *by = &q->services[s->index];
	struct json *all = json_new_array(a);
	for (size_t i = 0; i < by->n; i++)
		if (!is_refused(q->all->items[by->observations[i]]))
			json_add(all, json_new_string(a, name_of(a, q->all->items[by->observations[i]])));
	return all;
}

bool asked_is_missing(const struct asked *q, const struct service *s)
{
	return s->selected && (s->target.released || !q->released) && !asked_suffices(q, s);
}

bool asked_nothing(const struct asked *q)
{
	for (size_t i = 0; i < q->release->n_services; i++)
		if (asked_is_missing(q, &q->release->services[i]))
			return true;
	return false;
}

/* Returns true if a rule reads a comparison that sends this probe to both revisions. */
static bool is_compared(const struct asked *q, const struct observation *probe)
{
	for (size_t i = 0; i < q->all->n; i++)
		if (q->all->items[i]->source == &source_pairs && q->judged[i] && pairs_probe(q->all->items[i]) == probe->config)
			return true;
	return false;
}

struct json *asked_unjudged(struct arena *a, const struct asked *q, const struct config *c)
{
	struct json *all = json_new_array(a);
	bool *held = ARENA_ARRAY(a, bool, q->all->n + 1);
	select_hold(a, c, q->all, held);
	for (size_t i = 0; i < q->all->n; i++) {
		const struct observation *l = q->all->items[i];
		bool unread = !held[i] && !q->judged[i] && !is_compared(q, l);
		if (unread && !group_is_of_workloads(l->source->group) && !l->source->on_demand && l->count)
			json_add(all, json_new_string(a, name_of(a, l)));
	}
	return all;
}
