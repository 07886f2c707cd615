/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: what the checker's files share: the tree (check.c), calls (check_call.c), operands and mistakes
 * (check_ops.c). */
#ifndef CEL_CHECK_H
#define CEL_CHECK_H

#include "func.h"

typedef const struct cel_shape *shape; /* NULL: anything */

struct checker {
	struct arena *a;
	const struct cel_program *p;
	shape root, slots[CEL_SLOTS];
	struct err *e;
	bool failed;
};

shape cel_check_kind(enum cel_kind kind);
shape cel_check_list(struct checker *k, shape each);
bool cel_check_is_number(shape s);
const char *cel_check_a_kind(struct checker *k, enum cel_kind kind); /* "an int", "a string" */
/* The first mistake stays. NULL: nothing is known of what is mistaken, so that one mistake is not said twice. */
shape cel_check_mistake(struct checker *k, const struct cel_node *n, const char *fmt, ...) PRINTF_LIKE(3, 4);
void cel_check_is(struct checker *k, const struct cel_node *n, shape s, enum cel_kind kind, const char *what);
void cel_check_bool(struct checker *k, const struct cel_node *n, shape s, const char *what);

/* args: what is known of the arguments, the receiver first. */
shape cel_check_call(struct checker *k, const struct cel_node *n, const shape *args);

/* Operands that are both known. */
shape cel_check_arithmetic(struct checker *k, const struct cel_node *n, shape a, shape b);
shape cel_check_compared(struct checker *k, const struct cel_node *n, shape a, shape b);
shape cel_check_contained(struct checker *k, const struct cel_node *n, shape a, shape in); /* or not */

#endif
