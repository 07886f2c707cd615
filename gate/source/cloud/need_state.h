/* SPDX-License-Identifier: Apache-2.0 */
/* need_state.h: whether a resource that a revision needs can still be used. */
#ifndef SOURCE_NEED_STATE_H
#define SOURCE_NEED_STATE_H

#include "revision.h"

struct run_log;

/* Returns why a new instance cannot use a resource in this state, which does not end by itself; else NULL. state: of
 * the API, or "NOT_FOUND". */
const char *need_lost(struct arena *a, enum need_kind kind, const char *state);

enum need_state { NEED_ASKED, NEED_WELL, NEED_GONE, NEED_UNSEEN };
/* Called once, not with NEED_ASKED. why: "is DESTROYED", "does not exist any more"; NEED_UNSEEN: why it could not be
 * read. It lives as long as the arena of the question. */
typedef void need_done(void *arg, enum need_state state, const char *why);
/* Reads the resource, by `until` (loop_now). Calls done from the loop, or at once if its name is not valid. need: not
 * NEED_IMAGE; it lives until then, as a. log: for its secrets. */
void need_ask(struct arena *a, struct gcp *g, struct run_log *log, const struct need *need, int64_t until,
	need_done *done, void *arg);

#endif
