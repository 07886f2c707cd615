/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_facts.c: what evidence holds of the facts: of documents, headers, bodies and log texts what the rules read,
 * and evidence.keep. */
#include "../run/held.h"

struct json *evidence_facts(struct run *r)
{
	struct held *h = held_new(r->a, true);
	judge_observe(r->a, &r->policy, r->facts, h);
	for (size_t i = 0; i < r->config.evidence.keep.n; i++)
		held_keep(h, r->facts, r->config.evidence.keep.items[i]);
	return held_facts(h, r->facts);
}
