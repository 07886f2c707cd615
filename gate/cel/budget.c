/* SPDX-License-Identifier: Apache-2.0 */
/* budget.c: the limits of one evaluation: steps and memory. */
#include "node.h"

struct cel_value cel_out_of_budget(struct cel_context *c, const struct cel_node *n)
{
	return cel_fail(c, n, "the evaluation exceeds its limit of steps or memory");
}

bool cel_room(const struct cel_context *c, size_t bytes)
{
	return arena_used(c->a) - c->start_bytes + bytes <= LIMIT_CEL_BYTES;
}

bool cel_over_budget(const struct cel_context *c)
{
	return c->steps > LIMIT_CEL_STEPS || !cel_room(c, 0);
}
