/* SPDX-License-Identifier: Apache-2.0 */
/* look_index.h: the looks by group and alias: which of them a rule reads is found without a search through all. */
#ifndef GATE_RUN_LOOK_INDEX_H
#define GATE_RUN_LOOK_INDEX_H

#include "../config/group.h"

struct look;

enum { LOOK_NONE = -1 };

/* Chains of look numbers; LOOK_NONE ends one. */
struct look_index {
	struct look *const *looks;
	int whole[GROUP__COUNT], unnamed[GROUP__COUNT]; /* the first of a group; of those without an alias */
	int *slots, *next_of_group, *next_alike;
	size_t size;
	unsigned *found, *belongs, asked; /* by which question a look, a service was found last; questions so far */
	size_t n_services;
};

struct look_index *select_index(struct arena *a, struct look *const *looks, size_t n);
/* NULL: none; never an inner one */
const struct look *select_named(struct look_index *x, enum group g, const char *alias);
/* The slot of a group's alias: the first look's number, or LOOK_NONE. */
int *look_index_slot(struct look_index *x, int group, const char *alias);

#endif
