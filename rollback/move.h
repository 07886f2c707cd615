/* SPDX-License-Identifier: Apache-2.0 */
/* move.h: what apply.c and confirm.c share of one service on its way back. */
#ifndef ROLLBACK_MOVE_H
#define ROLLBACK_MOVE_H

#include "rollback.h"

/* A move with its rollback: what continuations carry. */
struct mover {
	struct rollback *r;
	struct move *m;
	struct run_service planned_on; /* the fresh read that the PATCH in flight was planned on */
	int sends;
	bool unclear;                  /* the answer to a PATCH was lost */
	int64_t unclear_on;            /* the generation that the first such was planned on */
	int64_t poll_ms;
	bool operation_ended, operation_unreadable, over_quota;
	struct mover *next;            /* of those that wait: sent after this one */
};

/* The traffic list for it, on its newest read. */
void move_plan(const struct rollback *r, struct move *m, bool pin);
/* NULL, or why it stands down: somebody has acted since that read. */
char *move_superseded(const struct rollback *r, const struct move *m, const struct run_service *since, const struct run_service *fresh);
bool move_ended(const struct move *m);
void move_say(const struct mover *v, const char *event, const char *detail);
void move_end(struct mover *v, enum move_state state, const char *note);
bool move_next(struct rollback *r); /* begins the next of those that wait; false: none does */
/* confirm.c: follows the operation and the service until the move has ended. */
void confirm_follow(struct mover *v);

#endif
