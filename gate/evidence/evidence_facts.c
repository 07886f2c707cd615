/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_facts.c: what evidence holds of the facts: of documents, headers, bodies and log texts what the rules read,
 * and evidence.keep. */
#include "evidence.h"
#include "../run/held.h"

struct json *evidence_facts(struct run *r)
{
	struct held *h = held_new(r->a, true);
	struct arena *temporary = arena_under(r->a);
	judge_observe(temporary, &r->policy, r->judged.facts, h);
	arena_free(temporary);
	for (size_t i = 0; i < r->config.evidence.keep.n; i++)
		held_keep(h, r->judged.facts, r->config.evidence.keep.items[i]);
	struct json *facts = held_facts(h, r->judged.facts), *out = json_new_object(r->a);
	for (struct json_each it = json_each(facts); json_next(&it);)
		json_set(out, it.key, json_size(it.value) > LIMIT_FACTS_WHOLE ? like_fold(r->a, it.value) : it.value);
	return out;
}
