/* SPDX-License-Identifier: Apache-2.0 */
/* select.c: finds which observations a rule reads and which services it belongs to, from its expressions. No side
 * effects. */
#include "select.h"
#include "../run/observation_index.h"
#include "../source/source.h"

#include <string.h>

/* Calls fn for each reference in the rule's expression and `needs` and, with_when, in its `when`. alias NULL: any
 * member of the group. */
typedef void read_fn(void *arg, const char *group, const char *alias, const struct cel_ref *ref);
static void each_read(const struct outcome *o, bool with_when, read_fn *fn, void *arg)
{
	const struct cel_program *programs[] = { o->rule->program, o->rule->needs_program, o->rule->when_program };
	for (size_t p = 0; p < (with_when ? COUNTOF(programs) : 2); p++) {
		const struct cel_ref *refs;
		size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
		for (size_t i = 0; i < n; i++) {
			bool it = o->rule->each && (!strcmp(refs[i].parts[0], "it") || !strcmp(refs[i].parts[0], "key"));
			if (it)
				fn(arg, o->rule->each, o->key, &refs[i]);
			else
				fn(arg, refs[i].parts[0], refs[i].n > 1 ? refs[i].parts[1] : NULL, &refs[i]);
		}
	}
}

struct read_wanted {
	const char *group, *alias;
	bool found;
};

/* True for has(probes.health) and size(probes): they read whether the probes exist, not their results. */
static bool merely_there(const char *group, const struct cel_ref *ref)
{
	return !strcmp(ref->parts[0], group) &&
		((ref->tested && ref->n == 2) || (ref->counted && ref->n == 1 && !ref->computed));
}

static void mark_read(void *arg, const char *group, const char *alias, const struct cel_ref *ref)
{
	struct read_wanted *w = arg;
	bool wanted = !strcmp(group, w->group) && (!alias || !w->alias || !strcmp(alias, w->alias));
	w->found = w->found || (wanted && !merely_there(group, ref));
}

bool select_reads(const struct outcome *o, const char *group, const char *alias, bool with_when)
{
	struct read_wanted w = { group, alias, false };
	each_read(o, with_when, mark_read, &w);
	return w.found;
}

struct read_names {
	struct arena *a;
	struct json *names;
};

static void name_read(void *arg, const char *group, const char *alias, const struct cel_ref *ref)
{
	struct read_names *n = arg;
	if (merely_there(group, ref))
		return;
	json_set_bool(n->a, n->names, arena_printf(n->a, "%s.", group), true);
	json_set_bool(n->a, n->names, alias ? arena_printf(n->a, "%s.%s", group, alias) : group, true);
}

void select_names(struct arena *a, const struct outcome *o, bool with_when, struct json *names)
{
	struct read_names n = { a, names };
	each_read(o, with_when, name_read, &n);
}

/* ---- Observations that a rule reads, found with an index, because there may be very many outcomes ------ */

struct question {
	struct observation_index *x;
	size_t *out, n;
};

static void take(struct question *q, int first, const int *next)
{
	for (int i = first; i != OBSERVATION_NONE; i = next[i]) {
		if (q->x->found[i] == q->x->asked)
			continue;
		q->x->found[i] = q->x->asked;
		q->out[q->n++] = (size_t)i;
	}
}

static void find_observations(void *arg, const char *group, const char *alias, const struct cel_ref *ref)
{
	struct question *q = arg;
	(void)ref;
	struct observation_index *x = q->x;
	int g = group_named(group);
	if (g < 0)
		return;
	if (!alias) {
		take(q, x->whole[g], x->next_of_group);
		return;
	}
	take(q, *observation_index_slot(x, g, alias), x->next_alike);
	take(q, x->unnamed[g], x->next_alike);
}

size_t select_deciding(const struct outcome *o, struct observation_index *x, size_t *out)
{
	struct question q = { .x = x, .out = out };
	size_t others = 0;
	x->asked++;
	each_read(o, false, find_observations, &q);
	for (size_t i = 0; i < q.n; i++)
		if (!group_is_of_workloads(x->observations[out[i]]->source->group))
			out[others++] = out[i];
	return others ? others : q.n;
}

static void find_judged(void *arg, const char *group, const char *alias, const struct cel_ref *ref)
{
	if (!merely_there(group, ref))
		find_observations(arg, group, alias, ref);
}

size_t select_judged(const struct outcome *o, struct observation_index *x, bool with_when, size_t *out)
{
	struct question q = { .x = x, .out = out };
	x->asked++;
	each_read(o, with_when, find_judged, &q);
	return q.n;
}

size_t select_observations(const struct outcome *o, struct observation_index *x, size_t *out)
{
	struct question q = { .x = x, .out = out };
	x->asked++;
	each_read(o, true, find_observations, &q);
	return q.n;
}

/* ---- Services that an outcome belongs to ------------------------------------------------------------------ */

struct service_marks {
	struct observation_index *x;
	size_t *out, n;
	bool failed;
};

static void mark(struct service_marks *m, const struct service *s)
{
	if (m->x->belongs[s->index] == m->x->asked)
		return;
	m->x->belongs[s->index] = m->x->asked;
	m->out[m->n++] = s->index;
}

/* Marks the service or worker pool with this alias, found by its observation. */
static void mark_alias(struct service_marks *m, const char *alias)
{
	const struct observation *l = select_named(m->x, GROUP_SERVICES, alias);
	l = l ? l : select_named(m->x, GROUP_WORKERS, alias);
	if (l && l->service)
		mark(m, l->service);
}

/* Returns the first failed step, or NULL. Later steps were not run. */
static const struct config_step *first_failed(const struct observation *l, const struct config_step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct json *step = json_get(json_get(l->value, "steps"), steps[i].name);
		if (step && !json_is_true(json_get(step, "ok")))
			return &steps[i];
	}
	return NULL;
}

static void mark_journey(struct service_marks *m, const struct observation *l)
{
	const struct config_probe *p = l->config;
	const struct config_step *steps = CONFIG_ITEMS(p->journey, const struct config_step);
	const struct config_step *failed = m->failed ? first_failed(l, steps, p->journey.n) : NULL;
	bool known = failed && config_step_reach(failed)->service;
	for (size_t i = 0; i < p->journey.n; i++)
		if (!known || &steps[i] == failed)
			mark_alias(m, config_step_reach(&steps[i])->service);
}

/* Marks the services of the probes, metrics and logs in a chain. */
static void mark_reached(struct service_marks *m, int first, const int *next)
{
	for (int i = first; i != OBSERVATION_NONE; i = next[i]) {
		const struct observation *l = m->x->observations[i];
		if (l->source == &source_journey)
			mark_journey(m, l);
		else if (l->service)
			mark(m, l->service);
	}
}

static void mark_services(void *arg, const char *group, const char *alias, const struct cel_ref *ref)
{
	struct service_marks *m = arg;
	int g = group_named(group);
	(void)ref;
	if (g >= 0 && group_is_of_workloads((enum group)g))
		mark_alias(m, alias);
	if (g != GROUP_PROBES && g != GROUP_METRICS && g != GROUP_LOGS && g != GROUP_ALERTS && g != GROUP_COMPARISONS)
		return;
	if (!alias)
		mark_reached(m, m->x->whole[g], m->x->next_of_group);
	else
		mark_reached(m, *observation_index_slot(m->x, g, alias), m->x->next_alike);
}

static size_t select_as(const struct outcome *o, struct observation_index *x, bool failed, size_t *out)
{
	const struct rule *rule = o->rule;
	struct service_marks m = { .x = x, .out = out, .failed = failed };
	x->asked++;
	for (size_t i = 0; i < rule->services.n; i++)
		mark_alias(&m, rule->services.items[i]);
	if (rule->services.n)
		return m.n;
	if (rule->each && (!strcmp(rule->each, "services") || !strcmp(rule->each, "workers")))
		mark_alias(&m, o->key);
	else
		each_read(o, true, mark_services, &m);
	return m.n;
}

size_t select_services(const struct outcome *o, struct observation_index *x, size_t *out)
{
	return select_as(o, x, false, out);
}

/* Returns whether the outcome condemns. At the deadline an unknown outcome does too, if the rule or gate.unknown says
 * so. */
static bool is_fatal(const struct config *c, const struct result *result, const struct outcome *o)
{
	bool unknown = result->ending == ENDING_DEADLINE && o->kind == OUTCOME_UNKNOWN &&
		(o->rule->unknown == RULE_UNKNOWN_FAILS || c->gate.unknown == UNKNOWN_ROLLBACK);
	return (o->kind == OUTCOME_FAIL || unknown) && o->rule->severity == SEVERITY_CRITICAL && !o->rule->dry_run;
}

/* Marks the service as condemned if it is selected and released. Returns whether it is condemned. */
static bool condemn(struct service *s)
{
	s->condemned = s->condemned || (s->selected && s->target.released);
	return s->condemned;
}

void select_condemned(struct run *r)
{
	struct observation_index *x = select_index(r->a, r->observations.items, r->observations.n);
	size_t *belongs = ARENA_ARRAY(r->a, size_t, r->release.n_services + 1);
	bool any = false, all = false;
	for (size_t i = 0; i < r->judged.outcomes.n; i++) {
		if (!is_fatal(&r->config, &r->result, &r->judged.outcomes.items[i]))
			continue;
		size_t n = select_as(&r->judged.outcomes.items[i], x, true, belongs);
		all = all || !n;
		for (size_t k = 0; k < n; k++)
			any = condemn(&r->release.services[belongs[k]]) || any;
	}
	for (size_t s = 0; all && s < r->release.n_services; s++)
		any = condemn(&r->release.services[s]) || any;
	for (size_t s = 0; !any && r->config.rollback.scope == SCOPE_RELEASE && s < r->release.n_services; s++)
		condemn(&r->release.services[s]);
}

bool select_hold(struct arena *a, const struct config *c, const struct observations *observations, bool *reads)
{
	const struct conf_text *text = &c->rollback.hold;
	struct rule rule = { .program = NULL };
	struct err e;
	if (!text->set || cel_compile(a, str_of(text->text), &text->place, NULL, &rule.program, &e))
		return false;
	struct outcome all_it_reads = { .rule = &rule };
	size_t *read = ARENA_ARRAY(a, size_t, observations->n + 1);
	size_t n = select_observations(&all_it_reads, select_index(a, observations->items, observations->n), read);
	for (size_t i = 0; i < n; i++)
		reads[read[i]] = true;
	return true;
}
