/* SPDX-License-Identifier: Apache-2.0 */
/* bake.c: the pace of a bake: rounds that grow apart while all is well. */
#include "bake.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, PARTS = 4 };

static const int64_t pauses[] = { 30 * SECOND, 5 * MINUTE, 15 * MINUTE };

const char *bake_state_name(enum bake_state s)
{
	static const char *const names[] = {
		[BAKE_WELL] = "well",
		[BAKE_UNKNOWN] = "unknown",
		[BAKE_FAILING] = "failing",
	};
	_Static_assert(COUNTOF(names) == BAKE__COUNT, "each state needs a name");
	return names[s];
}

enum bake_state bake_state_of(const struct outcomes *o, bool clean_services)
{
	bool unknown = !clean_services, passed = false;
	for (size_t i = 0; i < o->n; i++) {
		const struct outcome *it = &o->items[i];
		if (it->rule->dry_run || it->rule->severity == SEVERITY_WARNING)
			continue;
		if (it->kind == OUTCOME_FAIL)
			return BAKE_FAILING;
		unknown = unknown || it->kind == OUTCOME_UNKNOWN;
		passed = passed || it->kind == OUTCOME_PASS;
	}
	return unknown || !passed ? BAKE_UNKNOWN : BAKE_WELL;
}

int64_t bake_next(struct bake_pace *p, enum bake_state state, int64_t now, int64_t interval)
{
	size_t n = COUNTOF(pauses) - (state == BAKE_UNKNOWN);
	int64_t pause = interval;
	if (!p->begun || p->state != state || state == BAKE_FAILING || now < p->since)
		*p = (struct bake_pace){ true, state, now };
	for (size_t i = 0; i < n; i++)
		if (pauses[i] > interval && pauses[i] <= (now - p->since) / PARTS)
			pause = pauses[i];
	return pause;
}
