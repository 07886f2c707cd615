/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_facts.c: member `facts`. Of documents, headers, bodies and log texts, evidence holds only what rules read or
 * evidence.keep names. */
#include "evidence.h"
#include "../run/held.h"

#include <string.h>

struct json *evidence_facts(
	struct arena *a, const struct config *c, const struct policy *p, const struct judged *judged)
{
	struct held *h = held_new(a, true);
	judge_observe(a, p, judged->facts, h);
	for (size_t i = 0; i < c->evidence.keep.n; i++)
		held_keep(h, judged->facts, c->evidence.keep.items[i]);
	return held_facts(h, judged->facts);
}

struct json *evidence_facts_folded(struct arena *a, const struct json *facts)
{
	struct json *out = json_new_object(a);
	for (struct json_each it = json_each(facts); json_next(&it);) {
		bool services = !strcmp(it.key, group_name(GROUP_SERVICES)); /* each names its images six times */
		json_set(out, it.key, json_size(it.value) > LIMIT_FACTS_WHOLE ? like_fold(a, it.value, services) : it.value);
	}
	return out;
}
