/* SPDX-License-Identifier: Apache-2.0 */
/*
 * try_tag.h: gives revisions a tag (PLAN_TRY_TAG), so that they have a URL and start although they have no traffic, and
 * takes it away. Traffic does not change. If the process is killed meanwhile, the next change of the service takes the
 * tag away.
 */
#ifndef GATE_ACT_TRY_TAG_H
#define GATE_ACT_TRY_TAG_H

#include "../run/run.h"

/* The revisions of one service that are to have a tag; to take its tags away, any of its revisions. */
struct try_tags {
	const char *revisions[PLAN_TRY_TAGS];
	size_t n;
};
/*
 * Fills the change b (act_begin) with a move for each service that has a revision to tag. all: one for each service of
 * the release. A part of a multi-region service gets no move. aim: AIM_TRY or AIM_UNTRY. Nobody resumes the change.
 * Returns false if b has no move then.
 */
bool try_tag_fill(struct traffic_change *b, const struct release *release, const struct try_tags *all, enum aim aim);
/*
 * Takes the locks, sends the change and waits until it is confirmed. The services of the moves that succeeded are as
 * read then. Returns false if nothing was sent: a lock is held, with the result filled in, or no service could be read;
 * b->moves say which.
 */
bool try_tag_run(struct run *r, struct traffic_change *b);

#endif
