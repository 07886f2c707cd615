/* SPDX-License-Identifier: Apache-2.0 */
/* target_finding.c: what the answers of candidate and target to the same probe say about the target. */
#include "target_check.h"

struct ask *target_asks(const struct target_check *t, size_t observation)
{
	return observation < t->n_observations && t->first[observation] ? &t->items[t->first[observation] - 1] : NULL;
}

struct ask *target_next_ask(const struct target_check *t, struct ask *k)
{
	struct ask *end = t->items + t->n;
	return k + 1 < end && k[1].observation == k->observation ? k + 1 : NULL;
}

bool target_sibling_is_well(const struct target_check *t, const struct ask *k)
{
	for (struct ask *other = target_asks(t, k->observation); other; other = target_next_ask(t, other))
		if (other != k && other->target && part_answered_well(other->target))
			return true;
	return false;
}

enum finding target_finding(const struct target_check *t, const struct ask *k)
{
	if (k->note || !k->target->count || k->target->in_flight || k->target->error.code != ERR_NONE)
		return FINDING_NONE;
	if (part_answered_well(k->target))
		return FINDING_WELL;
	return part_answered_well(k->users) || target_sibling_is_well(t, k) ? FINDING_WORSE : FINDING_SAME;
}
