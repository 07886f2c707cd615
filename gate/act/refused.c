/* SPDX-License-Identifier: Apache-2.0 */
/* refused.c: finds out whether the probes were refused by something in front of the service (a load balancer or
 * firewall) while the candidates answer well. Moving traffic would not help then. */
#include "act.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

/* Returns true if the probe failed in front of the service gate.failures times in a row, or always. Fewer are not
 * enough, because a candidate that fails intermittently must be rolled back. */
static bool is_in_front(const struct config *c, const struct observation *l)
{
	return l->in_front && (l->in_front >= (unsigned)c->gate.failures || l->in_front == l->count);
}

/* Returns the error of a failing probe that the failed rule reads, if all these failed in front of the service; else
 * NULL. */
static const char *error_in_front(const struct observations *observations, const struct config *c,
	const struct outcome *o, struct observation_index *x, size_t *reads)
{
	const char *error = NULL;
	size_t n = select_observations(o, x, reads);
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = observations->items[reads[i]];
		if (l->source->group != GROUP_PROBES || observation_is_ok(l))
			continue;
		if (!is_in_front(c, l))
			return NULL;
		error = arena_printf(observations->a, "probes.%s: %s", l->alias, json_text_at(l->value, "error"));
	}
	return error;
}

const char *refused_in_front(
	const struct observations *observations, const struct config *c, const struct judged *judged)
{
	struct observation_index *x = select_index(observations->a, observations->items, observations->n);
	size_t *reads = ARENA_ARRAY(observations->a, size_t, observations->n + 1);
	const char *why = NULL;
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL)
			continue;
		const char *error = error_in_front(observations, c, o, x, reads);
		if (!error)
			return NULL;
		why = why ? why : error;
	}
	return why;
}
