/* SPDX-License-Identifier: Apache-2.0 */
/* causes_audit.c: computes a recorded tree of causes again, and checks that each of its rules failed. Pure. */
#include "audit.h"
#include "../evidence/evidence.h"
#include "../judge/causes.h"

#include <string.h>

static const char *name_of(struct arena *a, const struct json *entry)
{
	struct str id = json_text(json_get(entry, "id")), key = json_text(json_get(entry, "key"));
	return arena_printf(a, "%s[%s]", id.p, key.p);
}

/* Returns how many rules the tree tells of, each counted once. */
static size_t told(struct arena *a, const struct json *tree)
{
	static const char *const lists[] = { "rules", "findings" };
	const struct json *symptoms = json_get(tree, "symptoms"), *apart = json_get(tree, "alsoWrong");
	struct json *seen = json_new_object(a);
	for (size_t i = 0; i < json_size(apart); i++)
		json_set_bool(a, seen, name_of(a, json_item(apart, i)), true);
	for (size_t i = 0; i < json_size(symptoms); i++)
		for (size_t l = 0; l < COUNTOF(lists); l++) {
			const struct json *all = json_get(json_item(symptoms, i), lists[l]);
			for (size_t k = 0; k < json_size(all); k++)
				json_set_bool(a, seen, name_of(a, json_item(all, k)), true);
		}
	return json_size(seen);
}

void audit_causes(struct arena *a, const struct policy *p, const struct json *predicate, struct findings *out)
{
	const struct json *tree = json_get(predicate, "causes"), *symptoms = json_get(tree, "symptoms");
	struct causes_input in;
	bool whole = !json_get(tree, "leftOut");
	for (size_t i = 0; i < json_size(symptoms); i++)
		whole = whole && !json_get(json_item(symptoms, i), "moreFindings");
	if (!tree)
		return;
	causes_of_tree(a, p, predicate, statement_facts(a, predicate), &in);
	const struct json *again = whole ? causes_tree(a, &in) : NULL;
	size_t n = told(a, tree);
	if (n != in.n)
		finding_add(a, out, FINDING_WRONG, "causes", "%zu rules stand among the causes; %zu of them failed", n, in.n);
	else if (!whole)
		finding_add(a, out, FINDING_NOT_CHECKED, "causes", "the evidence does not hold all of the findings");
	else if (again && json_equal(again, tree))
		finding_add(a, out, FINDING_OK, "causes", "%zu failed rules, computed again: the same tree", n);
	else if (!str_is(json_text(json_get(predicate, "rungate")), rungate_version))
		finding_add(a, out, FINDING_NOT_CHECKED, "causes", "another version of rungate computed them, and differently");
	else
		finding_add(a, out, FINDING_WRONG, "causes", "the recorded rules and facts give another tree");
}
