/* SPDX-License-Identifier: Apache-2.0 */
/* move.h: shared by prepare.c, apply.c and confirm.c: the progress of one service's move. */
#ifndef ROLLBACK_MOVE_H
#define ROLLBACK_MOVE_H

#include "rollback.h"

/* A move and its rollback: the argument of callbacks. */
struct traffic_mover {
	struct traffic_change *r;
	struct traffic_move *m;
	struct cloudrun_service planned_on; /* the fresh read on which the PATCH in flight was planned */
	int64_t pause_ms;                   /* the last pause before a retry; 0: the last attempt succeeded */
	bool unclear;                       /* the response to a PATCH was lost */
	int64_t unclear_on;                 /* the generation on which the first such PATCH was planned */
	int64_t poll_ms;
	struct arena *asked, *read; /* confirm.c: of the read in flight, and of the one that m->last is; or NULL */
	bool operation_ended, operation_unreadable;
	struct traffic_mover *next; /* of those that wait: the one to be sent after this */
};

/* prepare_target.c: starts the reads of the revisions of the move's target, counted in r->reading. *over: they are not
 * awaited any more. A revision that is gone or not Ready is noted in m->unfit. */
void prepare_target_read(struct traffic_change *r, struct traffic_move *m, const bool *over);
/* prepare.c: decides from the newest read whether the move is planned, has ended, or is followed. */
void move_decide(struct traffic_change *r, struct traffic_move *m);
/* Sets the move's plan for its newest read. */
void move_plan(const struct traffic_change *r, struct traffic_move *m, bool pin);
/* Returns NULL, or why the move must stop: somebody else changed the service after the read `since`. */
char *move_superseded(const struct traffic_change *r, const struct traffic_move *m,
	const struct cloudrun_service *since, const struct cloudrun_service *fresh);
/* Returns true if the move's state is final. */
bool move_ended(const struct traffic_move *m);
/* Reports an event of the timeline; detail may be NULL. */
void move_say(const struct traffic_mover *v, const char *event, const char *detail);
/* Ends the move in a final state and journals it. note: why, or NULL. */
void move_end(struct traffic_mover *v, enum move_state state, const char *note);
bool move_next(struct traffic_change *r); /* starts the next waiting move; false if none waits */
/* fresh.c: reads the service from a reply into a, complete enough for planning a PATCH. Else returns -1 with e and sets
 * m->trouble. */
int fresh_of(struct arena *a, const struct traffic_change *r, struct traffic_move *m, const struct gcp_reply *reply,
	struct cloudrun_service *out, struct err *e);
/* Returns true if the read is older than what is known and should be repeated; false too after the last repetition. */
bool fresh_is_stale(struct traffic_move *m, const struct cloudrun_service *fresh);
/*
 * Returns the ms to wait before the next attempt: growing with jitter up to 20 s, at least asked_ms (the server's
 * Retry-After), and at most half of the time until the deadline, so that something that becomes possible in time is
 * also tried in time.
 */
int64_t fresh_pause(const struct traffic_change *r, int64_t *pause_ms, int64_t asked_ms);
/* confirm.c: polls the operation and the service until the move has ended. */
void confirm_follow(struct traffic_mover *v);

#endif
