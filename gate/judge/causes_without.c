/* SPDX-License-Identifier: Apache-2.0 */
/*
 * causes_without.c: judges a failed rule again over the same facts, with a service's baseline in the place of its
 * candidate. If the rule then does not fail, the candidate has made what is wrong; if it does, the baseline has the
 * same fault. This needs no knowledge about what the rule is for. No side effects.
 */
#include "causes.h"

#include <string.h>

struct cause_without {
	struct arena *a;
	const struct cause_graph *graph;
	const struct json *released; /* aliases with a baseline */
	struct json *known;          /* facts by the aliases that are replaced */
};

/* services that are replaced one by one; digits of an abbreviated commit */
enum { ASKED_MAX = 40, COMMIT_MIN = 7 };

struct cause_without *cause_without_open(struct arena *a, const struct cause_graph *g)
{
	struct cause_without *w = ARENA_NEW(a, struct cause_without);
	struct json *released = json_new_array(a);
	for (struct json_each it = json_each(g->services); json_next(&it);)
		if (cause_released(g, it.key) && json_get(it.value, "baseline"))
			json_add(released, json_new_string(a, it.key));
	*w = (struct cause_without){ .a = a, .graph = g, .released = released, .known = json_new_object(a) };
	return w;
}

static struct json *shallow(struct arena *a, const struct json *v)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(v); json_next(&it);)
		json_set(out, it.key, it.value);
	return out;
}

/* The baseline would have the candidate's traffic and tag. */
static struct json *replaced(struct arena *a, const struct json *service)
{
	struct json *out = shallow(a, service), *v = shallow(a, json_get(service, "baseline"));
	const struct json *candidate = json_get(service, "candidate");
	static const char *const kept[] = { "percent", "tagUri" };
	for (size_t i = 0; i < COUNTOF(kept); i++)
		if (json_get(candidate, kept[i]))
			json_set(v, kept[i], json_get(candidate, kept[i]));
	json_set(out, "candidate", v);
	if (json_get(service, "changes"))
		json_set(out, "changes", json_new_object(a));
	return out;
}

/* Of the revision that counts for a pool: the service's limit covers all its revisions. */
static int64_t instances_of(const struct json *service)
{
	int64_t own = json_int(json_at(service, "candidate.maxInstances")),
			all = json_int(json_get(service, "maxInstances"));
	return all && (!own || all < own) ? all : own;
}

/* With the baselines alone nothing is rolled out or back. */
static struct json *budget(struct arena *a, const struct json *is, const struct json *replaced_ones)
{
	static const char *const sums[] = { "possible", "atRollout", "atRollback" };
	struct json *out = shallow(a, is);
	for (size_t k = 0; k < COUNTOF(sums); k++) {
		int64_t sum = json_int(json_get(is, sums[k]));
		for (struct json_each it = json_each(json_get(is, "by")); json_next(&it);) {
			int64_t own = json_int(json_get(it.value, "possible")), both = json_int(json_get(it.value, "atRollout"));
			if (cause_has(replaced_ones, it.key))
				sum += both - own - json_int(json_get(it.value, sums[k]));
		}
		json_set_int(a, out, sums[k], sum > 0 ? sum : 0);
	}
	return out;
}

/* The connections that the services may open, computed again for a service that is replaced. */
static struct json *connections(struct arena *a, const struct cause_graph *g, const struct json *services,
	const struct json *replaced_ones, const char *alias, const struct json *sql)
{
	struct json *out = shallow(a, sql);
	const char *node = arena_printf(a, "sql.%s", alias);
	int64_t sum = json_int(json_get(sql, "possibleConnections"));
	for (struct json_each it = json_each(json_get(sql, "pools")); json_next(&it);) {
		if (!cause_has(replaced_ones, it.key))
			continue;
		int64_t pool = json_int(it.value);
		sum -= pool * instances_of(json_get(g->services, it.key));
		if (cause_uses(g, it.key, "baseline", node))
			sum += pool * instances_of(json_get(services, it.key));
	}
	if (json_get(sql, "possibleConnections"))
		json_set_int(a, out, "possibleConnections", sum > 0 ? sum : 0);
	if (json_get(json_get(sql, "budget"), "possible"))
		json_set(out, "budget", budget(a, json_get(sql, "budget"), replaced_ones));
	return out;
}

/* Whether the commit that the baseline states is the one that is judged: the facts know it of the candidate alone. */
static struct json *deployed(struct arena *a, const struct cause_graph *g, const struct json *services)
{
	const struct json *source = json_get(g->facts, "source");
	struct json *out = shallow(a, source), *all = shallow(a, json_get(source, "deployed"));
	struct str wanted = json_text(json_get(source, "commit"));
	for (size_t i = 0; i < json_size(services); i++) {
		const char *alias = json_text(json_item(services, i)).p;
		const struct json *s = json_get(g->services, alias);
		struct str is = json_text(json_at(s, "candidate.commit")), was = json_text(json_at(s, "baseline.commit"));
		if (!json_get(all, alias) || str_eq(is, was))
			continue;
		bool same = was.n <= wanted.n && !memcmp(was.p, wanted.p, was.n);
		bool digits = was.n >= COMMIT_MIN && strspn(was.p, "0123456789abcdef") == was.n;
		json_set(all, alias,
			digits ? json_new_bool(a, same) : facts_unobserved(a, "which commit the baseline names is not known"));
	}
	json_set(out, "deployed", all);
	return out;
}

/* Puts services and worker pools back into their groups. */
static void put_groups(struct arena *a, const struct json *from, const struct json *all, struct json *facts)
{
	static const char *const groups[] = { "services", "workers" };
	for (size_t i = 0; i < COUNTOF(groups); i++) {
		struct json *group = shallow(a, json_get(from, groups[i]));
		for (struct json_each it = json_each(json_get(from, groups[i])); json_next(&it);)
			json_set(group, it.key, json_get(all, it.key));
		if (json_get(from, groups[i]))
			json_set(facts, groups[i], group);
	}
}

static const struct json *facts_without(struct cause_without *w, const struct json *services)
{
	struct buf name = BUF_MAX(1024 * 1024);
	json_print(services, JSON_COMPACT, &name);
	struct json *facts = json_get(w->known, buf_text(&name));
	if (!facts) {
		const struct cause_graph *g = w->graph;
		struct json *all = shallow(w->a, g->services), *sql = json_new_object(w->a);
		for (size_t i = 0; i < json_size(services); i++) {
			const char *alias = json_text(json_item(services, i)).p;
			const struct json *s = json_get(g->services, alias);
			if (json_get(s, "baseline"))
				json_set(all, alias, replaced(w->a, s));
		}
		for (struct json_each it = json_each(json_get(g->facts, "sql")); json_next(&it);)
			json_set(sql, it.key, connections(w->a, g, all, services, it.key, it.value));
		facts = shallow(w->a, g->facts);
		put_groups(w->a, g->facts, all, facts);
		if (json_get(g->facts, "sql"))
			json_set(facts, "sql", sql);
		if (json_get(json_get(g->facts, "source"), "deployed"))
			json_set(facts, "source", deployed(w->a, g, services));
		json_set(w->known, buf_text(&name), facts);
	}
	buf_free(&name);
	return facts;
}

struct outcome cause_without(struct cause_without *w, const struct cause *c, const struct json *services)
{
	return judge_again(w->a, c->rule, facts_without(w, services), c->key);
}

/* Adds the service if its baseline alone lets the rule hold. Returns false if the facts do not say. */
static bool ask(struct cause_without *w, const struct cause *c, const char *alias, struct json *out)
{
	struct json *one = json_new_array(w->a);
	json_add(one, json_new_string(w->a, alias));
	enum outcome_kind k = cause_without(w, c, one).kind;
	if (k == OUTCOME_PASS || k == OUTCOME_SKIPPED)
		json_add(out, json_new_string(w->a, alias));
	return k != OUTCOME_UNKNOWN;
}

static bool has_part(const struct cel_ref *ref, const char *name)
{
	for (size_t i = 1; i < ref->n; i++)
		if (!strcmp(ref->parts[i], name))
			return true;
	return false;
}

/* Returns whether the rule reads a fact that a baseline in the place of a candidate would change. */
static bool reads_candidates(const struct cause *c)
{
	static const char *const joined[] = { "possibleConnections", "budget", "deployed" };
	const struct cel_program *programs[] = { c->rule->program, c->rule->needs_program, c->rule->when_program };
	if (c->rule->each && (!strcmp(c->rule->each, "services") || !strcmp(c->rule->each, "workers")))
		return true;
	for (size_t p = 0; p < COUNTOF(programs); p++) {
		const struct cel_ref *refs;
		size_t n = programs[p] ? cel_refs(programs[p], &refs) : 0;
		for (size_t i = 0; i < n; i++) {
			if (!strcmp(refs[i].parts[0], "services") || !strcmp(refs[i].parts[0], "workers"))
				return true;
			for (size_t k = 0; k < COUNTOF(joined); k++)
				if (has_part(&refs[i], joined[k]))
					return true;
		}
	}
	return false;
}

const struct json *cause_makers(struct cause_without *w, const struct cause *c, bool *known)
{
	struct json *out = json_new_array(w->a);
	size_t n = reads_candidates(c) ? json_size(w->released) : 0;
	*known = n > 0;
	for (size_t i = 0; i < json_size(c->at); i++) { /* what it is about, first */
		const char *alias = cause_service(json_text(json_item(c->at, i)).p);
		if (alias && cause_has(w->released, alias))
			*known = ask(w, c, alias, out) && *known;
	}
	for (size_t i = 0; i < n && i < ASKED_MAX && !json_size(out); i++)
		if (!cause_is_at(c->at, json_text(json_item(w->released, i)).p))
			(void)ask(w, c, json_text(json_item(w->released, i)).p, out);
	if (json_size(out) || !n)
		return out;
	enum outcome_kind all = cause_without(w, c, w->released).kind;
	*known = *known && all != OUTCOME_UNKNOWN;
	return all == OUTCOME_PASS || all == OUTCOME_SKIPPED ? w->released : out;
}
