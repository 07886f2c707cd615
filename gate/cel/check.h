/* SPDX-License-Identifier: Apache-2.0 */
/* check.h: shared by the checker's files: check.c (the tree), check_call.c (calls) and check_ops.c (operands and
 * messages). */
#ifndef CEL_CHECK_H
#define CEL_CHECK_H

#include "func.h"

typedef const struct cel_shape *shape; /* NULL: nothing is known */

struct checker {
	struct arena *a;
	const struct cel_program *p;
	shape root, slots[CEL_SLOTS];
	struct err *e;
	bool failed;
};

/* Returns the shape of a value of this kind about which nothing else is known. */
shape cel_check_kind(enum cel_kind kind);
shape cel_check_list(struct checker *k, shape each);
bool cel_check_is_number(shape s);
const char *cel_check_a_kind(struct checker *k, enum cel_kind kind); /* Returns "an int", "a string", ... */
/* Reports a mistake at node n, unless an earlier one was reported. Returns NULL ("nothing is known"), so that the
 * mistake causes no second message. */
shape cel_check_mistake(struct checker *k, const struct cel_node *n, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Report a mistake if s is known to be of another kind. what: the operand's name for the message. */
void cel_check_is(struct checker *k, const struct cel_node *n, shape s, enum cel_kind kind, const char *what);
void cel_check_bool(struct checker *k, const struct cel_node *n, shape s, const char *what);

/* Returns the shape of the result of call n. args: the shapes of the arguments, the receiver first. */
shape cel_check_call(struct checker *k, const struct cel_node *n, const shape *args);

/* Return the shape of the result of an operator with two known operands, or report a mistake. */
shape cel_check_arithmetic(struct checker *k, const struct cel_node *n, shape a, shape b);
shape cel_check_compared(struct checker *k, const struct cel_node *n, shape a, shape b);
shape cel_check_contained(struct checker *k, const struct cel_node *n, shape a, shape in); /* the operator `in` */

#endif
