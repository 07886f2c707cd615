/* SPDX-License-Identifier: Apache-2.0 */
/* shut.c: probes that a service's settings keep out, and the commands that let them in. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/look_index.h"

static const struct look *shut_look(struct arena *a, const struct looks *looks, const struct judged *judged)
{
	struct look_index *x = select_index(a, looks->items, looks->n);
	size_t *reads = ARENA_ARRAY(a, size_t, looks->n + 1);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_UNKNOWN || o->rule->dry_run || o->rule->severity == SEVERITY_WARNING)
			continue;
		size_t n = select_looks(o, x, reads);
		for (size_t k = 0; k < n; k++)
			if (looks->items[reads[k]]->shut)
				return looks->items[reads[k]];
	}
	return NULL;
}

const char *shut_why(const struct looks *looks, const struct judged *judged, const struct release *release)
{
	struct arena *a = arena_under(looks->a);
	const struct look *l = shut_look(a, looks, judged);
	arena_free(a);
	return l && release_settled(release) ? arena_strdup(looks->a, l->error.text) : NULL;
}

void shut_say(const struct looks *looks, const struct result *result)
{
	for (size_t i = 0; i < looks->n; i++)
		if (looks->items[i]->advice && result->verdict != VERDICT_PASSED)
			say_next(looks->log, "%s", looks->items[i]->advice);
}
