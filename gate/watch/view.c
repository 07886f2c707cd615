/* SPDX-License-Identifier: Apache-2.0 */
/* view.c: what is known about the outcomes of a round besides their kind. */
#include "view.h"
#include "watch.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

void view_drop_unselected(const struct observations *observations, const struct release *release, struct judged *judged)
{
	struct arena *a = judged->a;
	size_t *belongs = ARENA_ARRAY(a, size_t, release->n_services + 1);
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		struct outcome *o = &judged->outcomes.items[i];
		size_t n = select_services(o, index, belongs);
		bool ours = false;
		for (size_t s = 0; s < n; s++)
			ours = ours || release->services[belongs[s]].selected;
		if (n && !ours) {
			o->kind = OUTCOME_SKIPPED;
			o->passed_over = true;
		}
	}
}

struct view view_observations(
	struct observations *observations, const struct release *release, const struct judged *judged)
{
	struct arena *a = judged->a;
	size_t n = judged->outcomes.n + 1, *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	struct view v = { ARENA_ARRAY(a, bool, n), ARENA_ARRAY(a, bool, n), ARENA_ARRAY(a, bool, n) };
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		size_t read = select_deciding(&judged->outcomes.items[i], index, reads), only_once = 0;
		bool cut = false;
		for (size_t k = 0; k < read; k++) {
			const struct observation *l = observations->items[reads[k]];
			/* a comparison is proven once, over several minutes, and for good */
			only_once += l->every == EVERY_ONCE || l->source->group == GROUP_COMPARISONS;
			v.fresh[i] = v.fresh[i] || l->count != l->counted;
			cut = cut || l->cut || (l->in_flight && l->every == EVERY_ROUND);
		}
		v.fresh[i] = observations->hurried && judged->outcomes.items[i].kind == OUTCOME_FAIL
			? v.fresh[i] && witness_agrees(observations, reads, read)
			: v.fresh[i] || !read;
		/* a rule that reads only deploy.* reads what is observed once */
		v.once[i] = read ? read == only_once : select_reads(&judged->outcomes.items[i], "deploy", "exitCode", false);
		v.warm[i] = warm_reads(release, observations, reads, read) || (cut && !v.fresh[i]) ||
			(judged->outcomes.items[i].kind == OUTCOME_FAIL && paired_both_fail(observations, reads, read));
	}
	for (size_t l = 0; l < observations->n; l++)
		observations->items[l]->counted = observations->items[l]->count;
	witness_end(observations);
	return v;
}
