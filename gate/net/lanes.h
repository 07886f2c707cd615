/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h: which transfers run, and which wait for a connection. What waits has not begun: no clock of its own runs.
 *
 * Descriptors bound how many run at once. Within that, writes come first; then reads, LIMIT_STREAMS of one API host, so
 * that one HTTP/2 connection carries them; then probes, LIMIT_OPENING of them between their start and their first byte,
 * so that handshakes of our own do not make each other late.
 */
#ifndef NET_LANES_H
#define NET_LANES_H

#include "../base/base.h"

enum lane_kind { LANE_WRITE, LANE_READ, LANE_PROBE };

struct lane_item {
	struct lane_item *next;
	struct lane *lane;
	enum { LANE_OUT, LANE_WAITING, LANE_STARTING, LANE_RUNNING } state;
	int64_t deadline;             /* while it waits */
};

struct lanes;
struct lanes *lanes_new(struct arena *a, size_t descriptors);
size_t lanes_room(const struct lanes *q);
/* host: of a read; others have one lane for all. */
void lanes_enter(struct lanes *q, struct lane_item *i, enum lane_kind kind, struct str host, int64_t deadline);
/* The next that may start, and is counted from now on; NULL: none. */
struct lane_item *lanes_next(struct lanes *q);
void lanes_connected(struct lanes *q, struct lane_item *i);
/* In any state. */
void lanes_leave(struct lanes *q, struct lane_item *i);
/* One whose deadline came while it waited, which has left; NULL: none. */
struct lane_item *lanes_late(struct lanes *q, int64_t now);
/* No later than the first deadline of those that wait; INT64_MAX: none waits. */
int64_t lanes_soonest(const struct lanes *q);

#endif
