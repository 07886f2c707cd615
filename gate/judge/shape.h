/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h: PURE. What the facts will look like, before anything is observed. */
#ifndef GATE_JUDGE_SHAPE_H
#define GATE_JUDGE_SHAPE_H

#include "../source/source.h"

const struct cel_shape *shape_facts(struct arena *a, const struct config *c); /* c NULL: any alias may be there */
/* The same for one rule: `it` and `key` where it is for each; what its programs ask for with has() may be absent. */
const struct cel_shape *shape_rule(struct arena *a, const struct cel_shape *facts, const char *each,
	const struct cel_program *const *programs, size_t n);
/* Of one observation's answer: the facts named, or all (n 0); NULL: not known. */
const struct cel_shape *shape_answer(struct arena *a, const struct source *s, const char *const *names, size_t n);
const struct cel_shape *shape_member(struct arena *a, const struct source *s); /* the same among the facts (facts.c) */

#endif
