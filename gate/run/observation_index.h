/* SPDX-License-Identifier: Apache-2.0 */
/* observation_index.h: the observations by group and alias: which of them a rule reads is found without a search
 * through all. */
#ifndef GATE_RUN_OBSERVATION_INDEX_H
#define GATE_RUN_OBSERVATION_INDEX_H

#include "../config/group.h"

struct observation;

enum { OBSERVATION_NONE = -1 };

/* Chains of look numbers; OBSERVATION_NONE ends one. */
struct observation_index {
	struct observation *const *observations;
	int whole[GROUP__COUNT], unnamed[GROUP__COUNT]; /* the first of a group; of those without an alias */
	int *slots, *next_of_group, *next_alike;
	size_t size;
	unsigned *found, *belongs, asked; /* by which question an observation, a service was found last; questions so far */
	size_t n_services;
};

struct observation_index *select_index(struct arena *a, struct observation *const *observations, size_t n);
/* NULL: none; never an inner one */
const struct observation *select_named(struct observation_index *x, enum group g, const char *alias);
/* The slot of a group's alias: the first observation's number, or OBSERVATION_NONE. */
int *observation_index_slot(struct observation_index *x, int group, const char *alias);

#endif
