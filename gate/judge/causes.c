/* SPDX-License-Identifier: Apache-2.0 */
/* causes.c: joins symptoms and findings to the tree (causes.h). No side effects. */
#include "causes.h"

#include <stdlib.h>
#include <string.h>

enum { FINDINGS_MAX = 20, SYMPTOMS_MAX = 20, LINES_MAX = 3 };

static const char *const seen_names[] = {
	[CAUSE_SEEN_USERS] = "users",
	[CAUSE_SEEN_MEASURED] = "measured",
	[CAUSE_SEEN_LOGGED] = "logged",
	[CAUSE_SEEN_STATE] = "state",
	[CAUSE_SEEN_ENTRY] = "entry",
	[CAUSE_SEEN_NOT] = "not",
};

const char *cause_seen_name(enum cause_seen s)
{
	return seen_names[s];
}

enum cause_seen cause_seen_named(struct str name)
{
	int s = 0;
	while (s < CAUSE_SEEN__COUNT && !str_is(name, seen_names[s]))
		s++;
	return (enum cause_seen)s;
}

static bool is_symptom(const struct cause *c)
{
	return c->seen < CAUSE_SEEN_ENTRY;
}

/* ---- One symptom and the findings on its path ---------------------------------------------------------------- */

struct reason {
	size_t finding;
	struct cause_stand stand;
};

/* Symptoms with the same explanation. */
struct group {
	size_t *symptoms, n;
	struct reason *reasons;
	size_t n_reasons;
	const char *explanation; /* what must be equal to join it */
	struct cause_symptom about;
};

struct tree {
	struct cause_court court;
	struct group *groups;
	size_t n;
	bool *told; /* by finding: it is beneath a symptom */
};

static const struct cause *item(const struct tree *t, size_t i)
{
	return &t->court.in->items[i];
}

static int compare_reasons(const void *x, const void *y, void *arg)
{
	const struct reason *a = x, *b = y;
	const struct tree *t = arg;
	const struct cause *p = item(t, a->finding), *q = item(t, b->finding);
	if (a->stand.standing != b->stand.standing)
		return (int)a->stand.standing - (int)b->stand.standing;
	if (is_symptom(p) != is_symptom(q)) /* a symptom of a service behind says less than what explains it */
		return is_symptom(p) ? 1 : -1;
	if (p->rule->severity != q->rule->severity)
		return (int)p->rule->severity - (int)q->rule->severity;
	if (a->stand.distance != b->stand.distance)
		return a->stand.distance - b->stand.distance;
	if (p->since != q->since)
		return p->since < q->since ? -1 : 1;
	return a->finding < b->finding ? -1 : 1;
}

/* Without an explanation, symptoms are joined if they are about the same services. */
static const char *explanation_of(const struct tree *t, const struct group *g)
{
	struct arena *a = t->court.a;
	struct buf b = BUF_MAX(1024 * 1024);
	buf_printf(&b, "%d", g->about.baseline);
	for (size_t i = 0; i < g->n_reasons; i++)
		buf_printf(&b, ";%zu %d", g->reasons[i].finding, (int)g->reasons[i].stand.standing);
	if (!g->n_reasons)
		json_print(g->about.services, JSON_COMPACT, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static struct group explain(struct tree *t, size_t symptom)
{
	struct arena *a = t->court.a;
	const struct causes_input *in = t->court.in;
	struct group g = { .symptoms = ARENA_ARRAY(a, size_t, in->n + 1), .n = 1 };
	g.symptoms[0] = symptom;
	g.reasons = ARENA_ARRAY(a, struct reason, in->n + 1);
	g.about = cause_symptom(&t->court, item(t, symptom));
	for (size_t i = 0; i < in->n; i++) {
		struct reason *r = &g.reasons[g.n_reasons];
		r->finding = i;
		bool explains = is_symptom(item(t, i)) ? i != symptom && cause_judge_behind(&t->court, &g.about, i, &r->stand)
											   : cause_judge(&t->court, &g.about, i, &r->stand);
		g.n_reasons += explains;
	}
	qsort_r(g.reasons, g.n_reasons, sizeof(*g.reasons), compare_reasons, t);
	g.explanation = explanation_of(t, &g);
	return g;
}

static void add_symptom(struct tree *t, size_t symptom)
{
	struct group g = explain(t, symptom);
	for (size_t i = 0; i < g.n_reasons; i++)
		t->told[g.reasons[i].finding] = true;
	for (size_t i = 0; i < t->n; i++)
		if (!strcmp(t->groups[i].explanation, g.explanation)) {
			t->groups[i].symptoms[t->groups[i].n++] = symptom;
			return;
		}
	t->groups[t->n++] = g;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static struct json *rule_json(struct arena *a, const struct cause *c)
{
	struct json *v = json_new_object(a);
	json_set_string(a, v, "id", c->rule->id);
	json_set_string(a, v, "key", c->key);
	json_set_string(a, v, "severity", severity_name(c->rule->severity));
	json_set_string(a, v, "message", c->message);
	json_set_string(a, v, "seen", cause_seen_name(c->seen));
	if (c->since)
		json_set_int(a, v, "since", c->since);
	json_set(v, "at", json_copy(a, c->at));
	if (json_size(c->reads))
		json_set(v, "reads", json_copy(a, c->reads));
	return v;
}

static struct json *reason_json(const struct tree *t, const struct reason *r)
{
	struct arena *a = t->court.a;
	struct json *v = rule_json(a, item(t, r->finding));
	json_set_string(a, v, "standing", cause_standing_name(r->stand.standing));
	json_set_string(a, v, "because", r->stand.because);
	if (r->stand.with)
		json_set(v, "with", json_copy(a, r->stand.with));
	if (r->stand.behind)
		json_set_string(a, v, "behind", r->stand.behind);
	return v;
}

/* Returns whether the group has a finding that is likely to be the cause. */
static bool has_likely(const struct group *g)
{
	return g->n_reasons && g->reasons[0].stand.standing <= CAUSE_SHARED;
}

static void put_lines(const struct tree *t, const struct json *services, struct json *v)
{
	struct json *all = json_new_array(t->court.a);
	for (size_t i = 0; i < json_size(services) && json_size(all) < LINES_MAX; i++) {
		const char *alias = json_text(json_item(services, i)).p;
		const struct json *line = json_get(t->court.in->lines, alias);
		if (!line)
			continue;
		struct json *one = json_copy(t->court.a, line);
		json_set_string(t->court.a, one, "service", alias);
		json_add(all, one);
	}
	if (json_size(all))
		json_set(v, "lines", all);
}

static struct json *group_json(const struct tree *t, const struct group *g)
{
	struct arena *a = t->court.a;
	struct json *v = json_new_object(a), *rules = json_new_array(a), *findings = json_new_array(a);
	const struct json *services = g->about.services;
	for (size_t i = 0; i < g->n; i++)
		json_add(rules, rule_json(a, item(t, g->symptoms[i])));
	for (size_t i = 0; i < g->n_reasons && i < FINDINGS_MAX; i++)
		json_add(findings, reason_json(t, &g->reasons[i]));
	json_set(v, "rules", rules);
	json_set(v, "services", json_copy(a, services));
	json_set_string(a, v, "baseline", g->about.baseline == 1 ? "well" : g->about.baseline == 0 ? "badly" : NULL);
	json_set(v, "findings", findings);
	if (g->n_reasons > FINDINGS_MAX)
		json_set_int(a, v, "moreFindings", (int64_t)(g->n_reasons - FINDINGS_MAX));
	if (has_likely(g))
		return v;
	json_set(v, "changed", causes_changed(a, t->court.graph.facts, services));
	put_lines(t, services, v);
	return v;
}

/* A name or certificate says itself what is wrong with it. */
static struct json *entry_json(const struct tree *t, size_t i)
{
	struct arena *a = t->court.a;
	struct json *v = json_new_object(a), *rules = json_new_array(a);
	json_add(rules, rule_json(a, item(t, i)));
	json_set(v, "rules", rules);
	json_set(v, "services", json_copy(a, json_new_array(a)));
	json_set(v, "findings", json_new_array(a));
	json_set_bool(a, v, "itself", true);
	return v;
}

static unsigned worst(const struct tree *t, const struct group *g)
{
	unsigned severity = SEVERITY_WARNING;
	for (size_t i = 0; i < g->n; i++)
		severity = item(t, g->symptoms[i])->rule->severity < severity ? item(t, g->symptoms[i])->rule->severity
																	  : severity;
	return severity;
}

/* How many symptoms of services that it calls explain it, and so stand before it. */
static size_t symptoms_behind(const struct tree *t, const struct group *g)
{
	size_t n = 0;
	for (size_t i = 0; i < g->n_reasons; i++)
		n += is_symptom(item(t, g->reasons[i].finding));
	return n;
}

/* Critical ones first, then those of services that others call, then what users get themselves, then what began first.
 */
static int compare_groups(const void *x, const void *y, void *arg)
{
	const struct group *a = x, *b = y;
	const struct tree *t = arg;
	unsigned p = worst(t, a), q = worst(t, b);
	const struct cause *i = item(t, a->symptoms[0]), *k = item(t, b->symptoms[0]);
	if (p != q)
		return p < q ? -1 : 1;
	if (symptoms_behind(t, a) != symptoms_behind(t, b))
		return symptoms_behind(t, a) < symptoms_behind(t, b) ? -1 : 1;
	if (i->seen != k->seen)
		return i->seen < k->seen ? -1 : 1;
	if (i->since != k->since)
		return i->since < k->since ? -1 : 1;
	return a->symptoms[0] < b->symptoms[0] ? -1 : 1;
}

static struct json *tree_json(struct tree *t)
{
	struct arena *a = t->court.a;
	const struct causes_input *in = t->court.in;
	struct json *v = json_new_object(a), *symptoms = json_new_array(a), *apart = json_new_array(a);
	qsort_r(t->groups, t->n, sizeof(*t->groups), compare_groups, t);
	for (size_t i = 0; i < t->n && i < SYMPTOMS_MAX; i++)
		json_add(symptoms, group_json(t, &t->groups[i]));
	for (size_t i = 0; i < in->n; i++) {
		if (is_symptom(item(t, i)) || t->told[i])
			continue;
		if (item(t, i)->seen == CAUSE_SEEN_ENTRY)
			json_add(symptoms, entry_json(t, i));
		else
			json_add(apart, rule_json(a, item(t, i)));
	}
	json_set(v, "symptoms", symptoms);
	json_set(v, "alsoWrong", apart);
	if (json_size(in->baseline))
		json_set(v, "baseline", json_copy(a, in->baseline));
	if (json_size(in->lines))
		json_set(v, "lines", json_copy(a, in->lines));
	if (in->left_out || t->n > SYMPTOMS_MAX)
		json_set_int(a, v, "leftOut", (int64_t)(in->left_out + (t->n > SYMPTOMS_MAX ? t->n - SYMPTOMS_MAX : 0)));
	return v;
}

struct json *causes_tree(struct arena *a, const struct causes_input *in)
{
	struct tree t = { .court = { .a = a, .in = in } };
	if (!in->n)
		return NULL;
	cause_graph_open(a, in->facts, &t.court.graph);
	t.court.without = cause_without_open(a, &t.court.graph);
	t.court.makers = ARENA_ARRAY(a, const struct json *, in->n);
	t.court.makers_known = ARENA_ARRAY(a, bool, in->n);
	t.groups = ARENA_ARRAY(a, struct group, in->n);
	t.told = ARENA_ARRAY(a, bool, in->n);
	for (size_t i = 0; i < in->n; i++)
		if (is_symptom(item(&t, i)))
			add_symptom(&t, i);
	return tree_json(&t);
}
