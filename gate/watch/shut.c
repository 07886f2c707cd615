/* SPDX-License-Identifier: Apache-2.0 */
/* shut.c: probes that a service's ingress or IAM settings refuse, and the commands that would admit them. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

/* Returns a refused probe that makes a critical or error rule unknown, or NULL. */
static const struct observation *end_shut_out(
	struct arena *a, const struct observations *observations, const struct judged *judged)
{
	struct observation_index *x = select_index(a, observations->items, observations->n);
	size_t *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_UNKNOWN || o->rule->dry_run || o->rule->severity == SEVERITY_WARNING)
			continue;
		size_t n = select_observations(o, x, reads);
		for (size_t k = 0; k < n; k++)
			if (observations->items[reads[k]]->shut)
				return observations->items[reads[k]];
	}
	return NULL;
}

const char *shut_why(
	const struct observations *observations, const struct judged *judged, const struct release *release)
{
	struct arena *a = arena_under(observations->a);
	const struct observation *l = end_shut_out(a, observations, judged);
	arena_free(a);
	return l && release_settled(release) ? arena_strdup(observations->a, l->error.text) : NULL;
}

void shut_say(const struct observations *observations, const struct result *result)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->advice && result->verdict != VERDICT_PASSED)
			say_next(observations->log, "%s", observations->items[i]->advice);
}
