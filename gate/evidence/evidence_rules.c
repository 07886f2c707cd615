/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_rules.c: member `rules`: the outcomes of the last round. With many outcomes, the texts of a rule are
 * recorded once. With very many, members of `each` with equal outcomes share an entry; failed and unknown members
 * always have their own.
 */
#include "evidence.h"

static void put_texts(struct arena *a, const struct rule *rule, struct json *v)
{
	struct json *services = json_new_array(a);
	json_set_string(a, v, "expression", rule->expression.text);
	json_set_string(a, v, "when", rule->when.set ? rule->when.text : NULL);
	json_set_string(a, v, "needs", rule->needs.set ? rule->needs.text : NULL);
	json_set_string(a, v, "each", rule->each);
	json_set_string(a, v, "file", rule->member.place.file);
	json_set_int(a, v, "line", rule->member.place.line);
	for (size_t i = 0; i < rule->services.n; i++)
		json_add(services, json_new_string(a, rule->services.items[i]));
	if (rule->services.n)
		json_set(v, "services", services);
}

static bool is_bad(const struct outcome *o)
{
	return o->kind == OUTCOME_FAIL || o->kind == OUTCOME_UNKNOWN;
}

/* key NULL: the rule has no members, or the entry stands for several. */
static struct json *entry(struct arena *a, const struct judged *judged, size_t i, const char *key, bool texts)
{
	const struct outcome *o = &judged->outcomes.items[i];
	const struct tally *t = rounds_tally(&judged->rounds, &judged->outcomes, i);
	struct json *v = json_new_object(a);
	json_set_string(a, v, "id", o->rule->id);
	json_set_string(a, v, "key", key);
	json_set_string(a, v, "severity", severity_name((enum severity)o->rule->severity));
	json_set_string(a, v, "outcome", outcome_name(o->kind));
	json_set_string(a, v, "message", o->message);
	json_set_int(a, v, "failedRounds", t ? t->failed_row : 0);
	json_set_string(a, v, "policy", o->rule->policy);
	json_set_bool(a, v, "dryRun", o->rule->dry_run);
	if (texts || is_bad(o))
		json_set_string(a, v, "values", o->values);
	if (texts)
		put_texts(a, o->rule, v);
	if (o->passed_over)
		json_set_bool(a, v, "passedOver", true);
	if (o->once)
		json_set_bool(a, v, "once", true);
	return v;
}

/* ---- Very many outcomes: one entry for each class of equal ones ------------------------------------------------ */

enum { CLASSES = 8, NO_CLASS = -1 };

static int class_of(const struct outcome *o)
{
	return o->key && !is_bad(o) ? (o->kind == OUTCOME_SKIPPED) | o->once << 1 | o->passed_over << 2 : NO_CLASS;
}

struct classes {
	size_t n[CLASSES];
	struct json *entries[CLASSES];
	int largest;
};

static struct classes classes_of(const struct outcomes *o, size_t from, size_t to)
{
	struct classes c = { .largest = 0 };
	for (size_t i = from; i < to; i++)
		if (class_of(&o->items[i]) != NO_CLASS)
			c.n[class_of(&o->items[i])]++;
	for (int k = 1; k < CLASSES; k++)
		c.largest = c.n[k] > c.n[c.largest] ? k : c.largest;
	return c;
}

/* The entry of the largest class holds only its size in `others`: it stands for all members that no other entry of the
 * rule names. Entries of other classes list their members in `keys`. */
static void put_alike(
	struct arena *a, const struct judged *judged, struct json *all, struct classes *c, int k, size_t i, bool texts)
{
	const struct outcome *o = &judged->outcomes.items[i];
	if (!c->entries[k]) {
		c->entries[k] = entry(a, judged, i, NULL, texts);
		if (k == c->largest)
			json_set_int(a, c->entries[k], "others", (int64_t)c->n[k]);
		else
			json_set(c->entries[k], "keys", json_new_array(a));
		json_add(all, c->entries[k]);
	}
	if (k != c->largest)
		json_add(json_get(c->entries[k], "keys"), json_new_string(a, o->key));
}

static void put_folded(struct arena *a, const struct judged *judged, struct json *all)
{
	const struct outcomes *o = &judged->outcomes;
	for (size_t from = 0, to; from < o->n; from = to) {
		for (to = from; to < o->n && o->items[to].rule == o->items[from].rule;)
			to++;
		struct classes c = classes_of(o, from, to);
		for (size_t i = from; i < to; i++) {
			int k = class_of(&o->items[i]);
			if (k == NO_CLASS || c.n[k] == 1)
				json_add(all, entry(a, judged, i, o->items[i].key, i == from));
			else
				put_alike(a, judged, all, &c, k, i, i == from);
		}
	}
}

struct json *evidence_rules(struct arena *a, const struct judged *judged)
{
	struct json *all = json_new_array(a);
	const struct outcomes *o = &judged->outcomes;
	if (o->n > LIMIT_OUTCOMES_APART) {
		put_folded(a, judged, all);
		return all;
	}
	for (size_t i = 0; i < o->n; i++) {
		bool first = !i || o->items[i - 1].rule != o->items[i].rule;
		json_add(
			all, entry(a, judged, i, o->items[i].key, o->n <= LIMIT_OUTCOMES_WHOLE || first || is_bad(&o->items[i])));
	}
	return all;
}
