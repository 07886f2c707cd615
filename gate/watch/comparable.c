/* SPDX-License-Identifier: Apache-2.0 */
/* comparable.c: comparisons at the steps of a promotion. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/observation_index.h"
#include "../source/signal/comparison.h"

void comparable_begin(const struct observations *observations, int64_t now)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source == &source_comparison)
			observations->items[i]->next_at = now;
}

/* Whether the step need not wait for this comparison. What could not be observed is waited for. */
static bool may_pass(const struct config *c, const struct release *release, const struct observation *l, int64_t now)
{
	if (l->source->group != GROUP_COMPARISONS || !l->count || l->error.code != ERR_NONE ||
		!l->service->target.candidate)
		return false;
	bool grows = comparison_unknown(&c->compare, l->config) == COMPARE_GROWS &&
		now - release->step_began >= c->compare.patience;
	if (l->source == &source_pairs) /* they need no traffic */
		return grows;
	double share = comparison_share(l->service);
	if (json_double(json_get(l->value, "share")) != share)
		return false;
	return share <= 0 || share >= 1 || grows;
}

static const struct observation *stopping(
	const struct config *c, const struct observations *observations, const size_t *reads, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = observations->items[reads[i]];
		if (l->source->group == GROUP_COMPARISONS && comparison_unknown(&c->compare, l->config) == COMPARE_STOPS)
			return l;
	}
	return NULL;
}

const char *comparable_stops(const struct config *c, const struct release *release,
	const struct observations *observations, const struct judged *judged, int64_t now)
{
	struct arena *a = judged->a;
	if (!release->promoting || now - release->step_began < c->compare.patience)
		return NULL;
	size_t *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		bool decides = o->kind == OUTCOME_UNKNOWN && !o->rule->dry_run && o->rule->severity != SEVERITY_WARNING;
		const struct observation *l = decides ? stopping(c, observations, reads, select_deciding(o, index, reads))
											  : NULL;
		if (l)
			return arena_printf(observations->a, "comparisons.%s is not known after compare.patience (%s): %s",
				l->alias, clock_duration_text(a, c->compare.patience), outcome_text(a, o));
	}
	return NULL;
}

void comparable_skip(const struct config *c, const struct release *release, const struct observations *observations,
	struct judged *judged, int64_t now)
{
	struct arena *a = judged->a;
	size_t *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; release->promoting && i < judged->outcomes.n; i++) {
		struct outcome *o = &judged->outcomes.items[i];
		size_t n = o->kind == OUTCOME_UNKNOWN ? select_deciding(o, index, reads) : 0, pass = 0;
		for (size_t k = 0; k < n; k++)
			pass += may_pass(c, release, observations->items[reads[k]], now);
		if (n && pass == n) {
			o->kind = OUTCOME_SKIPPED;
			o->passed_over = true;
		}
	}
}
