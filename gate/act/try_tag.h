/* SPDX-License-Identifier: Apache-2.0 */
/*
 * try_tag.h: gives revisions a tag (PLAN_TRY_TAG), so that they have a URL and start although they have no traffic, and
 * takes it away. Traffic does not change. If the process is killed meanwhile, the next change of the service takes the
 * tag away.
 */
#ifndef GATE_ACT_TRY_TAG_H
#define GATE_ACT_TRY_TAG_H

#include "../run/run.h"

/*
 * Begins a change of tags: aim is AIM_TRY or AIM_UNTRY. revisions: for each service of the release, the revision to tag
 * (with AIM_UNTRY any of its revisions), or NULL. Nobody resumes it. Returns NULL if there is none. The caller may set
 * journal and deadline before try_tag_run.
 */
struct traffic_change *try_tag_begin(struct run *r, const char *const *revisions, enum aim aim);
/*
 * Takes the locks, sends the change and waits until it is confirmed. The services of the moves that succeeded are as
 * read then. Returns false if nothing was sent: a lock is held, with the result filled in, or no service could be read;
 * b->moves say which.
 */
bool try_tag_run(struct run *r, struct traffic_change *b);

#endif
