/* SPDX-License-Identifier: Apache-2.0 */
/* move.c: the states of a move. */
#include "move.h"

const char *move_state_name(enum move_state s)
{
	static const char *const names[] = {
		[MOVE_PLANNED] = "planned",
		[MOVE_SENDING] = "sending",
		[MOVE_FOLLOWING] = "following",
		[MOVE_DONE] = "done",
		[MOVE_NOT_NEEDED] = "not_needed",
		[MOVE_SUPERSEDED] = "superseded",
		[MOVE_FAILED] = "failed",
		[MOVE_UNKNOWN] = "unknown",
		[MOVE_SKIPPED] = "skipped",
	};
	return names[s];
}

bool move_ended(const struct traffic_move *m)
{
	return m->state != MOVE_PLANNED && m->state != MOVE_SENDING && m->state != MOVE_FOLLOWING;
}

void move_say(const struct traffic_mover *v, const char *event, const char *detail)
{
	if (v->r->say)
		v->r->say(v->r->arg, v->m, event, detail);
}
