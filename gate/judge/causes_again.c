/* SPDX-License-Identifier: Apache-2.0 */
/* causes_again.c: the input of a recorded tree, so that an audit can compute it again. No side effects. */
#include "causes.h"

#include <string.h>

/* Adds the rules of a list by their names. A finding stands beneath every symptom that it can explain. */
static void index_rules(struct arena *a, const struct json *list, struct json *index)
{
	size_t n;
	struct json *const *items = json_items(list, &n);
	for (size_t i = 0; i < n; i++) {
		struct str id = json_text(json_get(items[i], "id")), key = json_text(json_get(items[i], "key"));
		json_set(index, key.n ? arena_printf(a, "%s[%s]", id.p, key.p) : id.p, items[i]);
	}
}

static struct json *index_of(struct arena *a, const struct json *tree)
{
	struct json *index = json_new_object(a);
	const struct json *symptoms = json_get(tree, "symptoms");
	for (size_t i = 0; i < json_size(symptoms); i++) {
		index_rules(a, json_get(json_item(symptoms, i), "rules"), index);
		index_rules(a, json_get(json_item(symptoms, i), "findings"), index);
	}
	index_rules(a, json_get(tree, "alsoWrong"), index);
	return index;
}

/* Texts of different policies may have the same id. */
static const struct rule *rule_of(const struct policy *p, const struct json *entry)
{
	struct str id = json_text(json_get(entry, "id")), policy = json_text(json_get(entry, "policy"));
	for (size_t i = 0; i < p->n; i++)
		if (str_is(id, p->rules[i]->id) && str_is(policy, p->rules[i]->policy ? p->rules[i]->policy : ""))
			return p->rules[i];
	return NULL;
}

static void add(struct causes_input *out, struct cause *items, const struct rule *rule, const struct json *entry)
{
	enum cause_seen seen = cause_seen_named(json_text(json_get(entry, "seen")));
	struct str key = json_text(json_get(entry, "key"));
	if (!entry || !rule || seen == CAUSE_SEEN__COUNT || out->n == LIMIT_CAUSES)
		return;
	items[out->n++] = (struct cause){
		.rule = rule,
		.key = key.n ? key.p : NULL,
		.message = json_text(json_get(entry, "message")).p,
		.seen = seen,
		.since = (unsigned)json_int(json_get(entry, "since")),
		.at = json_get(entry, "at"),
		.reads = json_get(entry, "reads"),
	};
}

void causes_of_tree(struct arena *a, const struct policy *p, const struct json *predicate, const struct json *facts,
	struct causes_input *out)
{
	const struct json *tree = json_get(predicate, "causes"), *index = index_of(a, tree);
	struct cause *items = ARENA_ARRAY(a, struct cause, LIMIT_CAUSES);
	size_t n;
	struct json *const *rules = json_items(json_get(predicate, "rules"), &n);
	*out = (struct causes_input){ .items = items, .facts = facts };
	for (size_t i = 0; i < n; i++) {
		struct str id = json_text(json_get(rules[i], "id")), key = json_text(json_get(rules[i], "key"));
		if (str_is(json_text(json_get(rules[i], "outcome")), "fail"))
			add(out, items, rule_of(p, rules[i]),
				json_get(index, key.n ? arena_printf(a, "%s[%s]", id.p, key.p) : id.p));
	}
	out->differential = json_get(predicate, "differential");
	out->proof = json_get(predicate, "proof");
	out->baseline = json_get(tree, "baseline");
	out->lines = json_get(tree, "lines");
}
