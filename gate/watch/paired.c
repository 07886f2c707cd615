/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paired.c: what pairs of probes (source/signal/pairs.c) mean for the rounds. A failure that the baseline shares is no
 * evidence against the candidate. A proof that the candidate is worse does not wait for the next round, nor for other
 * probes of this one.
 */
#include "watch.h"
#include "../judge/comparison.h"
#include "../source/signal/pairs.h"

#include <string.h>

enum { LOOK_MS = 250 }; /* between two looks at the pairs */

/* ---- What the baseline shares ------------------------------------------------------------------------------------ */

static const struct observation *pairs_of(const struct observations *every, const struct observation *probe)
{
	for (size_t i = 0; i < every->n; i++)
		if (every->items[i]->source == &source_pairs && pairs_probe(every->items[i]) == probe->config)
			return every->items[i];
	return NULL;
}

bool paired_both_fail(const struct observations *every, const size_t *observations, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct observation *l = every->items[observations[i]];
		const struct observation *pairs = warm_failed(l) ? pairs_of(every, l) : NULL;
		if (!warm_failed(l))
			continue;
		if (!pairs || !pairs_both_fail(pairs))
			return false;
		any = true;
	}
	return any;
}

/* ---- A proof ----------------------------------------------------------------------------------------------------- */

/* Returns true if the comparison has become worse since the last call. */
static bool is_proven(const struct config *c, struct observation *l)
{
	struct arena *scratch = arena_new();
	const struct json *value = pairs_news(scratch, l),
					  *facts = value ? comparison_facts(scratch, c, l->config, value) : NULL;
	bool worse = json_is_true(json_get(facts, "worse"));
	arena_free(scratch);
	if (worse)
		pairs_proven(l);
	return worse;
}

static bool any_pairs(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source == &source_pairs)
			return true;
	return false;
}

static bool any_is_proven(const struct observations *observations, const struct config *c)
{
	bool any = false;
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source == &source_pairs)
			any = is_proven(c, observations->items[i]) || any;
	return any;
}

enum loop_end paired_wait(
	struct observations *observations, const struct config *c, const size_t *pending, int64_t until)
{
	for (;;) {
		int64_t look = loop_now(observations->loop) + LOOK_MS;
		bool last = look >= until || !observations->watching || !any_pairs(observations);
		enum loop_end end = loop_run(observations->loop, pending, last ? until : look);
		if (last || end != LOOP_DEADLINE)
			return end;
		if (any_is_proven(observations, c))
			return LOOP_DONE;
	}
}
