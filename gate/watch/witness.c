/* SPDX-License-Identifier: Apache-2.0 */
/* witness.c: "hurried" rounds. After a failing round the next one begins without waiting for the interval, if the same
 * probe can be sent to the baseline at its tag URL at the same time (the "witness"). A failure in a hurried round
 * counts only if the baseline answered well, so that a short outage of both does not fail the release. */
#include "watch.h"
#include "../judge/select.h"
#include "../run/observation_index.h"

#include <string.h>

/* The least pause between hurried rounds. A failure of the candidate alone must last for several of them to count. */
enum { HURRY_MS = 1000 };

/* Returns the same probe for the baseline, or NULL if that has no tag URL or the probe is not safe to repeat. */
static const struct config_probe *question(struct arena *a, const struct observation *l)
{
	const struct config_probe *p = l->config;
	const struct service *s = l->service;
	if (!config_probe_repeatable(p) || l->every != EVERY_ROUND || p->reach->at == AT_BASELINE || !s ||
		!s->target.released || !s->target.baseline)
		return NULL;
	if (!cloudrun_tag_uri(&s->now, s->target.baseline->name))
		return NULL;
	return part_probe(a, p, arena_strdup(a, s->target.baseline->name));
}

static bool has_witness(struct arena *a, struct observation *l)
{
	const struct config_probe *p = l->witness ? NULL : question(a, l);
	if (p) {
		l->witness = ARENA_NEW(a, struct observation);
		*l->witness = (struct observation){
			.source = l->source, .alias = l->alias, .config = p, .service = l->service
		};
	}
	return l->witness && !l->witness->in_flight;
}

/* Returns true if the outcome calls for a hurried round: a critical rule has begun to fail, and each failed probe that
 * it reads has a witness. Marks these witnesses. */
static bool calls(const struct observations *observations, const struct judged *judged, size_t outcome,
	struct observation_index *index, size_t *reads)
{
	const struct outcome *o = &judged->outcomes.items[outcome];
	const struct tally *t = rounds_tally(&judged->rounds, &judged->outcomes, outcome);
	bool any = false;
	if (o->kind != OUTCOME_FAIL || o->rule->dry_run || o->rule->severity != SEVERITY_CRITICAL || !t || !t->failed_row)
		return false;
	size_t n = select_deciding(o, index, reads);
	for (size_t i = 0; i < n; i++) {
		struct observation *l = observations->items[reads[i]];
		if (!warm_failed(l))
			continue;
		if (l->after || !has_witness(observations->a, l))
			return false;
		any = true;
	}
	for (size_t i = 0; any && i < n; i++)
		if (warm_failed(observations->items[reads[i]]))
			observations->items[reads[i]]->witness->again = true;
	return any;
}

int64_t witness_call(struct observations *observations, const struct judged *judged, int64_t interval)
{
	size_t *reads = ARENA_ARRAY(judged->a, size_t, observations->n + 1);
	struct observation_index *index = select_index(judged->a, observations->items, observations->n);
	int64_t pause = HURRY_MS;
	bool any = false;
	for (size_t i = 0; !observations->witness_failed && i < judged->outcomes.n; i++)
		any = calls(observations, judged, i, index, reads) || any;
	for (size_t i = 0; any && i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		if (l->witness && l->witness->again && l->took_ms > pause)
			pause = l->took_ms;
	}
	observations->hurried = any;
	return any && pause < interval ? pause : interval;
}

void witness_ask(struct observations *observations, const struct release *release)
{
	for (size_t i = 0; observations->hurried && i < observations->n; i++)
		if (observations->items[i]->witness && observations->items[i]->witness->again)
			observe_one(observations, release, observations->items[i]->witness);
}

bool witness_agrees(const struct observations *every, const size_t *observations, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = every->items[observations[i]], *w = l->witness;
		if (!warm_failed(l))
			continue;
		if (!w || w->in_flight || w->count == w->counted || !part_answered_well(w))
			return false;
		any = true;
	}
	return any;
}

void witness_end(struct observations *observations)
{
	for (size_t i = 0; observations->hurried && i < observations->n; i++) {
		struct observation *w = observations->items[i]->witness;
		if (!w)
			continue;
		observations->pending -= w->awaited;
		w->awaited = false;
		if ((w->in_flight || (w->count != w->counted && !part_answered_well(w))) && !observations->witness_failed) {
			observations->witness_failed = true;
			say_event(observations->log, "witness_failed", observations->items[i]->service->config->member.alias,
				"the baseline did not answer well either: rounds keep their interval");
		}
		w->counted = w->count;
	}
}
