/* SPDX-License-Identifier: Apache-2.0 */
/* shut.c: probes that a service's settings keep out, and the commands that let them in. */
#include "gate.h"

const char *shut_why(struct run *r)
{
	bool *reads = ARENA_ARRAY(r->a, bool, r->n_looks + 1);
	for (size_t i = 0; i < r->outcomes.n; i++) {
		const struct outcome *o = &r->outcomes.items[i];
		if (o->kind != OUTCOME_UNKNOWN || o->rule->dry_run || o->rule->severity == SEVERITY_WARNING)
			continue;
		select_looks(o, r->looks, r->n_looks, reads);
		for (size_t l = 0; l < r->n_looks; l++)
			if (reads[l] && r->looks[l]->shut && release_settled(r))
				return arena_strdup(r->a, r->looks[l]->error.text);
	}
	return NULL;
}

void shut_say(struct run *r)
{
	for (size_t i = 0; i < r->n_looks; i++)
		if (r->looks[i]->advice && r->verdict != VERDICT_PASSED)
			say_next(r, "%s", r->looks[i]->advice);
}
