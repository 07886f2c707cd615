/* SPDX-License-Identifier: Apache-2.0 */
/* observation_index.c: a hash table of observations by group and alias, with open addressing, at most half full. */
#include "observation_index.h"
#include "run.h"

#include <string.h>

int *observation_index_slot(struct observation_index *x, int group, const char *alias)
{
	uint64_t hash = 0xcbf29ce484222325u + (uint64_t)group;
	for (const char *c = alias; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
	size_t at = (size_t)(hash ^ hash >> 32) & (x->size - 1);
	for (;; at = (at + 1) & (x->size - 1)) {
		const struct observation *l = x->slots[at] == OBSERVATION_NONE ? NULL : x->observations[x->slots[at]];
		if (!l || ((int)l->source->group == group && !strcmp(l->alias, alias)))
			return &x->slots[at];
	}
}

static void put_first(int *first, int *next, size_t observation)
{
	next[observation] = *first;
	*first = (int)observation;
}

struct observation_index *select_index(struct arena *a, struct observation *const *observations, size_t n)
{
	struct observation_index *x = ARENA_NEW(a, struct observation_index);
	*x = (struct observation_index){ .observations = observations,
		.size = 16,
		.next_of_group = ARENA_ARRAY(a, int, n + 1),
		.next_alike = ARENA_ARRAY(a, int, n + 1),
		.found = ARENA_ARRAY(a, unsigned, n + 1) };
	while (x->size < 2 * (n + 1))
		x->size *= 2;
	x->slots = ARENA_ARRAY(a, int, x->size);
	for (size_t i = 0; i < x->size; i++)
		x->slots[i] = OBSERVATION_NONE;
	for (int g = 0; g < GROUP__COUNT; g++)
		x->whole[g] = x->unnamed[g] = OBSERVATION_NONE;
	for (size_t i = 0; i < n; i++)
		if (observations[i]->service && observations[i]->service->index >= x->n_services)
			x->n_services = observations[i]->service->index + 1;
	x->belongs = ARENA_ARRAY(a, unsigned, x->n_services + 1);
	for (size_t i = n; i-- > 0;) {
		const struct observation *l = observations[i];
		if (l->source->inner)
			continue;
		put_first(&x->whole[l->source->group], x->next_of_group, i);
		put_first(l->alias ? observation_index_slot(x, (int)l->source->group, l->alias) : &x->unnamed[l->source->group],
			x->next_alike, i);
	}
	return x;
}

const struct observation *select_named(struct observation_index *x, enum group g, const char *alias)
{
	int at = alias ? *observation_index_slot(x, (int)g, alias) : OBSERVATION_NONE;
	return at == OBSERVATION_NONE ? NULL : x->observations[at];
}
