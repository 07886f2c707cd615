/* SPDX-License-Identifier: Apache-2.0 */
/* bake.c: what is different in the rounds of a bake: they grow apart, they last, and what a verdict observes once is
 * observed again. */
#include "bake.h"
#include "../judge/select.h"
#include "../run/observation_index.h"
#include "../source/source.h"

enum { AGAIN_MS = 15 * 60 * 1000 };

/* Files of the release and what earlier runs recorded do not change meanwhile. */
static bool may_change(const struct source *s)
{
	return s->group == GROUP_PROBES || s == &source_secret;
}

void bake_sources(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++) {
		struct observation *l = observations->items[i];
		if (l->every != EVERY_ONCE || !may_change(l->source))
			continue;
		l->every = AGAIN_MS;
		l->next_at = l->started_at + AGAIN_MS;
	}
}

void bake_look_again(const struct observations *observations, const struct judged *judged)
{
	struct arena *a = judged->a;
	size_t *reads = ARENA_ARRAY(a, size_t, observations->n + 1);
	struct observation_index *index = select_index(a, observations->items, observations->n);
	for (size_t i = 0; i < judged->outcomes.n; i++) {
		const struct outcome *o = &judged->outcomes.items[i];
		if (o->kind != OUTCOME_FAIL && o->kind != OUTCOME_UNKNOWN)
			continue;
		size_t n = select_deciding(o, index, reads);
		for (size_t k = 0; k < n; k++)
			if (observations->items[reads[k]]->every == AGAIN_MS)
				observations->items[reads[k]]->next_at = loop_now(observations->loop);
	}
}

int64_t bake_count(struct bake *b, const struct config_gate *gate, const struct judged *judged, bool *changed)
{
	int64_t now = loop_wall(b->log->loop);
	enum bake_state state = bake_state_of(&judged->outcomes, judged->rounds.clean_row > 0);
	*changed = !b->pace.begun || b->pace.state != state;
	b->changed = b->changed || *changed;
	int64_t pause = bake_next(&b->pace, state, now, gate->interval);
	b->looked = now;
	b->next = now + pause;
	if (b->next > b->until && now < b->until)
		b->next = b->until;
	return pause;
}

bool bake_waits(struct bake *b, bool stuck, int64_t now, int64_t patience)
{
	if (!b || b->once)
		return false;
	b->stuck = !stuck ? 0 : b->stuck ? b->stuck : now;
	return stuck && now - b->stuck < patience;
}
