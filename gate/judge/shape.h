/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h: the shape of the facts, known before anything is observed. No side effects. */
#ifndef GATE_JUDGE_SHAPE_H
#define GATE_JUDGE_SHAPE_H

#include "../source/source.h"

/* Returns the shape of all facts. c NULL: any alias is allowed. */
const struct cel_shape *shape_facts(struct arena *a, const struct config *c);
/* Returns the shape for one rule: with `it` and `key` if it has `each`, and with the members that its programs test
 * with has(). */
const struct cel_shape *shape_rule(struct arena *a, const struct cel_shape *facts, const char *each,
	const struct cel_program *const *programs, size_t n);
/* Returns the shape of one response with the named facts; n 0: all of them. NULL: any value. */
const struct cel_shape *shape_answer(struct arena *a, const struct source *s, const char *const *names, size_t n);
/* Returns the shape of a member among the facts, with lookAgeSeconds. NULL: any value. */
const struct cel_shape *shape_member(struct arena *a, const struct source *s);

#endif
