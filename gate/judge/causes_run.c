/* SPDX-License-Identifier: Apache-2.0 */
/* causes_run.c: the failed rules of a run's newest round, with what each is about and what it sees. */
#include "causes.h"
#include "select.h"
#include "../config/alert.h"
#include "../run/observation_index.h"
#include "../source/source.h"

#include <string.h>

struct gathering {
	struct arena *a;
	const struct json *facts;
	struct observation_index *index;
	struct cause *c;
	struct json *at, *reads;
	bool by_state, beside_state; /* services are read, for their state alone; for something else */
};

static void add_once(struct gathering *g, struct json *list, const char *name)
{
	if (!cause_has(list, name))
		json_add(list, json_new_string(g->a, name));
}

static void about_service(struct gathering *g, const char *alias)
{
	bool worker = alias && json_get(json_get(g->facts, "workers"), alias);
	if (alias)
		add_once(g, g->at, arena_printf(g->a, worker ? "workers.%s" : "services.%s", alias));
}

static void sees(struct gathering *g, enum cause_seen seen)
{
	g->c->seen = seen < g->c->seen ? seen : g->c->seen;
}

/* ---- Probes -------------------------------------------------------------------------------------------------- */

static void about_host(struct gathering *g, const struct config_reach *reach, const char *host)
{
	struct url url;
	struct err e;
	if (host)
		add_once(g, g->at, arena_printf(g->a, "host.%s", host));
	else if (reach && reach->url && !url_parse(g->a, secret_reveal(reach->url), &url, &e))
		add_once(g, g->at, arena_printf(g->a, "host.%s", url.host));
}

/* The step that failed; later ones were not run. NULL: none is known to have failed. */
static const struct config_step *failed_step(const struct observation *l, const struct config_probe *p)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	for (size_t i = 0; i < p->journey.n; i++) {
		const struct json *step = json_get(json_get(l->value, "steps"), steps[i].name);
		if (step && !json_is_true(json_get(step, "ok")))
			return &steps[i];
	}
	return NULL;
}

static void about_journey(struct gathering *g, const struct observation *l, const struct config_probe *p)
{
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step), *failed = failed_step(l, p);
	for (size_t i = 0; i < p->journey.n; i++) {
		const struct config_reach *reach = config_step_reach(&steps[i]);
		if (failed && &steps[i] != failed)
			continue;
		about_service(g, reach->service);
		about_host(g, reach, NULL);
	}
}

static void about_probe(struct gathering *g, const struct observation *l)
{
	const struct config_probe *p = l->config;
	if (p->reach && p->reach->at == AT_BASELINE) /* not a symptom: it tells how the baseline does */
		return;
	add_once(g, g->reads, arena_printf(g->a, "probes.%s", l->alias));
	if (l->source == &source_journey) {
		about_journey(g, l, p);
	} else {
		about_service(g, p->reach ? p->reach->service : NULL);
		about_host(g, p->reach, p->dns ? p->dns->host : p->tls ? p->tls->host : NULL);
	}
	sees(g, p->dns || p->tls ? CAUSE_SEEN_ENTRY : CAUSE_SEEN_USERS);
}

/* ---- Other observations ---------------------------------------------------------------------------------- */

static void about_metric(struct gathering *g, const struct observation *l)
{
	static const enum group groups[] = { GROUP_SQL, GROUP_REDIS, GROUP_CONNECTORS };
	const struct config_metric *m = l->config;
	add_once(g, g->reads, arena_printf(g->a, "metrics.%s", l->alias));
	for (size_t i = 0; i < COUNTOF(groups); i++) {
		const char *alias = group_of_metric(m, groups[i]);
		if (!alias)
			continue;
		add_once(g, g->at, arena_printf(g->a, "%s.%s", group_name(groups[i]), alias));
		return;
	}
	about_service(g, m->service);
	sees(g, CAUSE_SEEN_MEASURED);
}

/* Of a service: its candidate's metrics have crossed a line. Of any other resource, it is on no known path. */
static void about_alert(struct gathering *g, const struct observation *l)
{
	const struct config_alert *alert = l->config;
	if (!alert->service) {
		add_once(g, g->at, arena_printf(g->a, "alerts.%s", l->alias));
		return;
	}
	add_once(g, g->reads, arena_printf(g->a, "alerts.%s", l->alias));
	about_service(g, alert->service);
	sees(g, CAUSE_SEEN_MEASURED);
}

static void about_observation(struct gathering *g, const struct observation *l)
{
	switch (l->source->group) {
	case GROUP_PROBES: about_probe(g, l); break;
	case GROUP_METRICS: about_metric(g, l); break;
	case GROUP_LOGS:
		add_once(g, g->reads, arena_printf(g->a, "logs.%s", l->alias));
		about_service(g, ((const struct config_log *)l->config)->service);
		sees(g, CAUSE_SEEN_LOGGED);
		break;
	case GROUP_COMPARISONS:
		add_once(g, g->reads, arena_printf(g->a, "comparisons.%s", l->alias));
		about_service(g, ((const struct config_comparison *)l->config)->service);
		sees(g, CAUSE_SEEN_MEASURED);
		break;
	case GROUP_ALERTS: about_alert(g, l); break;
	default: add_once(g, g->at, arena_printf(g->a, "%s.%s", group_name(l->source->group), l->alias));
	}
}

/* ---- Rules ------------------------------------------------------------------------------------------------------ */

/* Returns whether the path within a service leads to its state, which is an effect: ready, conditions. */
static bool is_state(const char *const *parts, size_t n)
{
	static const char *const names[] = { "ready", "readyMessage", "reconciling", "conditions" };
	if (n > 1 && !strcmp(parts[0], "candidate")) {
		parts++;
		n--;
	}
	for (size_t i = 0; n && i < COUNTOF(names); i++)
		if (!strcmp(parts[0], names[i]))
			return true;
	return false;
}

static void about_part_of_service(struct gathering *g, const struct cel_ref *ref, bool it)
{
	size_t skip = it ? 1 : 2;
	bool state = ref->n > skip && is_state(ref->parts + skip, ref->n - skip);
	g->by_state = g->by_state || state;
	g->beside_state = g->beside_state || !state;
}

static void about_source(struct gathering *g, const struct cel_ref *ref)
{
	const struct json *deployed = json_at(g->facts, "source.deployed");
	if (ref->n < 2 || strcmp(ref->parts[1], "deployed") != 0) {
		if (ref->n > 1 && strcmp(ref->parts[1], "commit") != 0)
			add_once(g, g->at, "source");
		return;
	}
	for (struct json_each it = json_each(deployed); json_next(&it);)
		if (!json_is_true(it.value))
			about_service(g, it.key);
}

static void about_member(struct gathering *g, enum group group, const char *alias)
{
	const struct observation *l = select_named(g->index, group, alias);
	if (l)
		about_observation(g, l);
	else
		add_once(g, g->at, arena_printf(g->a, "%s.%s", group_name(group), alias));
}

/* The members of a whole group that the rule reads are what it is about only if it has no `each`. */
static void about_group(struct gathering *g, enum group group)
{
	for (struct json_each it = json_each(json_get(g->facts, group_name(group))); json_next(&it);)
		about_member(g, group, it.key);
}

static void about_ref(struct gathering *g, const struct rule *rule, const struct cel_ref *ref)
{
	bool it = rule->each && (!strcmp(ref->parts[0], "it") || !strcmp(ref->parts[0], "key"));
	int group = group_named(it ? rule->each : ref->parts[0]);
	if (group < 0 || (ref->tested && ref->n == 2 && !it) || (ref->counted && ref->n == 1 && !ref->computed))
		return;
	if (group == GROUP_SERVICES || group == GROUP_WORKERS)
		about_part_of_service(g, ref, it);
	if (it)
		return; /* its member is added once, for all references */
	if (group == GROUP_SOURCE)
		about_source(g, ref);
	else if (group == GROUP_RELEASE)
		sees(g, ref->n > 1 && !strcmp(ref->parts[1], "evidence") ? CAUSE_SEEN_MEASURED : CAUSE_SEEN_NOT);
	else if (group == GROUP_DEPLOY)
		add_once(g, g->at, "deploy");
	else if (ref->n > 1)
		about_member(g, (enum group)group, ref->parts[1]);
	else if (!rule->each)
		about_group(g, (enum group)group);
}

static void gather(struct gathering *g, const struct rule *rule)
{
	const struct cel_program *programs[] = { rule->program, rule->needs_program };
	if (rule->each && g->c->key)
		about_member(g, (enum group)group_named(rule->each), g->c->key);
	for (size_t p = 0; p < COUNTOF(programs); p++) {
		const struct cel_ref *refs;
		size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
		for (size_t i = 0; i < n; i++)
			about_ref(g, rule, &refs[i]);
	}
	for (size_t i = 0; i < rule->services.n; i++)
		about_service(g, rule->services.items[i]);
	if (g->by_state && !g->beside_state)
		sees(g, CAUSE_SEEN_STATE);
}

/* Returns false if the rule reads only a probe of the baseline, so that it cannot be a cause. */
static bool fill(struct gathering *g, const struct outcome *o, struct cause *out)
{
	*out = (struct cause){ .rule = o->rule, .key = o->key, .message = o->message, .seen = CAUSE_SEEN_NOT };
	g->c = out;
	out->at = g->at = json_new_array(g->a);
	out->reads = g->reads = json_new_array(g->a);
	g->by_state = g->beside_state = false;
	gather(g, o->rule);
	bool probes = o->rule->each && !strcmp(o->rule->each, "probes");
	return !probes || json_size(g->reads);
}

/* ---- The round in which it began to fail ------------------------------------------------------------------- */

static unsigned since(struct arena *a, const struct judged *judged, const struct outcome *o)
{
	size_t n;
	struct json *const *log = json_items(judged->log, &n);
	const char *id = outcome_id(a, o);
	unsigned began = 0;
	while (n--) {
		const struct json *outcomes = json_get(log[n], "outcomes"), *own = json_get(outcomes, id);
		struct str then = json_text(own ? own : json_get(outcomes, o->rule->id));
		if (!str_is(then, outcome_name(OUTCOME_FAIL)))
			break;
		began = (unsigned)json_int(json_get(log[n], "round"));
		if (began <= 1)
			break;
	}
	return began;
}

/* ---- How the baseline does ---------------------------------------------------------------------------------- */

static void put_view(struct arena *a, struct json *all, const char *name, bool well)
{
	const struct json *known = json_get(all, name);
	json_set_bool(a, all, name, well && (!known || json_is_true(known)));
}

static void view_of_probe(struct arena *a, const struct observation *l, struct json *all)
{
	const struct config_probe *p = l->config;
	if (p->reach && p->reach->at == AT_BASELINE && p->reach->service && l->error.code == ERR_NONE)
		put_view(a, all, arena_printf(a, "services.%s", p->reach->service), observation_is_ok(l));
	if (l->witness && l->witness->count && l->witness->error.code == ERR_NONE)
		put_view(a, all, arena_printf(a, "probes.%s", l->alias), observation_is_ok(l->witness));
}

/* Comparisons ask the baseline in the same minutes. */
static void view_of_comparison(struct arena *a, const struct observation *l, struct json *all)
{
	const char *name = arena_printf(a, "comparisons.%s", l->alias);
	if (json_is_true(json_get(l->value, "worse")))
		put_view(a, all, name, true);
	else if (json_is_true(json_get(l->value, "fine")))
		put_view(a, all, name, false);
}

static const struct json *views(struct arena *a, const struct observations *observations)
{
	struct json *all = json_new_object(a);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		if (l->source->group == GROUP_PROBES && l->count)
			view_of_probe(a, l, all);
		if (l->source->group == GROUP_COMPARISONS && l->error.code == ERR_NONE)
			view_of_comparison(a, l, all);
	}
	return all;
}

void causes_of_run(
	struct arena *a, const struct observations *observations, const struct judged *judged, struct causes_input *out)
{
	const struct outcomes *o = &judged->outcomes;
	struct gathering g = { .a = a, .facts = judged->facts };
	struct cause *items = ARENA_ARRAY(a, struct cause, LIMIT_CAUSES);
	bool *kept = ARENA_ARRAY(a, bool, o->n + 1);
	size_t n = 0, all = 0;
	g.index = select_index(a, observations->items, observations->n);
	for (int severity = SEVERITY_CRITICAL; severity <= SEVERITY_WARNING; severity++)
		for (size_t i = 0; i < o->n; i++) {
			bool failed = o->items[i].kind == OUTCOME_FAIL && !o->items[i].rule->dry_run;
			if (!failed || o->items[i].rule->severity != (enum severity)severity)
				continue;
			kept[i] = all++ < LIMIT_CAUSES;
		}
	for (size_t i = 0; i < o->n; i++)
		if (kept[i] && fill(&g, &o->items[i], &items[n]))
			items[n++].since = since(a, judged, &o->items[i]);
	*out = (struct causes_input){ .items = items, .n = n, .left_out = all > LIMIT_CAUSES ? all - LIMIT_CAUSES : 0 };
	out->baseline = views(a, observations);
}
