/* SPDX-License-Identifier: Apache-2.0 */
/* bound.c: limits how many bytes are read, and for how long. */
#include "chain.h"

struct bound bound_of(size_t bytes, const atomic_bool *over)
{
	return (struct bound){ .left = bytes, .over = over };
}

bool bound_take(struct bound *b, size_t bytes)
{
	if (!b || b->met)
		return !b;
	if (bytes > b->left)
		b->met = BOUND_BYTES;
	else if (b->over && atomic_load(b->over))
		b->met = BOUND_TIME;
	else
		b->left -= bytes;
	return !b->met;
}
