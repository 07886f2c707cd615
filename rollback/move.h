/* SPDX-License-Identifier: Apache-2.0 */
/* move.h: what prepare.c, apply.c and confirm.c share of one service on its way back. */
#ifndef ROLLBACK_MOVE_H
#define ROLLBACK_MOVE_H

#include "rollback.h"

/* A move with its rollback: what continuations carry. */
struct mover {
	struct rollback *r;
	struct move *m;
	struct run_service planned_on; /* the fresh read that the PATCH in flight was planned on */
	int64_t pause_ms;              /* before the newest try again; 0: the last one succeeded */
	bool unclear;                  /* the answer to a PATCH was lost */
	int64_t unclear_on;            /* the generation that the first such was planned on */
	int64_t poll_ms;
	bool operation_ended, operation_unreadable;
	struct mover *next;            /* of those that wait: sent after this one */
};

/* prepare.c: what the newest read means: planned, or ended, or followed. */
void move_decide(struct rollback *r, struct move *m);
/* The traffic list for it, on its newest read. */
void move_plan(const struct rollback *r, struct move *m, bool pin);
/* NULL, or why it stands down: somebody has acted since that read. */
char *move_superseded(
	const struct rollback *r, const struct move *m, const struct run_service *since, const struct run_service *fresh);
bool move_ended(const struct move *m);
void move_say(const struct mover *v, const char *event, const char *detail);
void move_end(struct mover *v, enum move_state state, const char *note);
bool move_next(struct rollback *r); /* begins the next of those that wait; false: none does */
/* fresh.c: the service in an answer, complete enough to plan a PATCH on it; -1: m->trouble says why it is not. */
int fresh_of(const struct rollback *r, struct move *m, const struct gcp_reply *reply, struct run_service *out,
	struct err *e);
/* It lags behind what is known already, and is read again; false also where that was done often enough. */
bool fresh_is_stale(struct move *m, const struct run_service *fresh);
/* How long to wait before the next try: growing with jitter to 20 s, at least what the server asked for; never more
 * than half of what is left until the deadline, so that what becomes possible in time is tried in time. */
int64_t fresh_pause(const struct rollback *r, int64_t *pause_ms, int64_t asked_ms);
/* confirm.c: follows the operation and the service until the move has ended. */
void confirm_follow(struct mover *v);

#endif
