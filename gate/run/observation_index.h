/* SPDX-License-Identifier: Apache-2.0 */
/* observation_index.h: finds observations by group and alias in constant time. */
#ifndef GATE_RUN_OBSERVATION_INDEX_H
#define GATE_RUN_OBSERVATION_INDEX_H

#include "../config/group.h"

struct observation;

enum { OBSERVATION_NONE = -1 };

/* Observations are referred to by index; chains of them end with OBSERVATION_NONE. */
struct observation_index {
	struct observation *const *observations;
	int whole[GROUP__COUNT],
		unnamed[GROUP__COUNT]; /* heads of the chains of a group, and of its members without an alias */
	int *slots, *next_of_group, *next_alike;
	size_t size;
	unsigned *found, *belongs,
		asked; /* number of the last query that found each observation and service; number of queries so far */
	size_t n_services;
};

/* Makes an index in a. The observations must outlive it. Inner ones are left out. */
struct observation_index *select_index(struct arena *a, struct observation *const *observations, size_t n);
/* Returns the first observation with this alias, or NULL. */
const struct observation *select_named(struct observation_index *x, enum group g, const char *alias);
/* Returns the slot of an alias: it holds the index of its first observation, or OBSERVATION_NONE. */
int *observation_index_slot(struct observation_index *x, int group, const char *alias);

#endif
