/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lanes.h: decides which transfers may run and which wait for a connection. No timeout of a transfer runs while it
 * waits.
 *
 * The number of file descriptors limits the transfers that run at once. Within it writes come first; then reads, at
 * most LIMIT_STREAMS for each API host, so that one HTTP/2 connection carries them; then probes, of which at most
 * LIMIT_OPENING may be between their start and their first byte, so that many handshakes at once do not slow each other
 * down.
 */
#ifndef NET_LANES_H
#define NET_LANES_H

#include "../base/base.h"

enum lane_kind { LANE_WRITE, LANE_READ, LANE_PROBE };

struct lane_item {
	struct lane_item *next;
	struct lane *lane;
	enum { LANE_OUT, LANE_WAITING, LANE_STARTING, LANE_RUNNING } state;
	int64_t deadline; /* loop_now; for its wait only */
	uint64_t turn;    /* in which it entered */
};

struct lanes;
/* descriptors: how many file descriptors transfers may use. */
struct lanes *lanes_new(struct arena *a, size_t descriptors);
/* Returns how many transfers may run at once. */
size_t lanes_room(const struct lanes *q);
/* Appends i to the queue of its lane. host: for LANE_READ only; the other kinds have one lane each. deadline: loop_now;
 * a transfer that has to wait is late from LIMIT_SEND_BEFORE_MS before it: no answer would come in time. */
void lanes_enter(struct lanes *q, struct lane_item *i, enum lane_kind kind, struct str host, int64_t deadline);
/* Returns the next item that may start, and counts it as running; NULL if none may. */
struct lane_item *lanes_next(struct lanes *q);
/* Records that i is connected, so that it no longer counts as opening. */
void lanes_connected(struct lanes *q, struct lane_item *i);
/* Removes i in any state; items may start in its place. */
void lanes_leave(struct lanes *q, struct lane_item *i);
/* Removes and returns one item that has become too late to start, or NULL. */
struct lane_item *lanes_late(struct lanes *q, int64_t now);
/* Returns a time not later than the one when the first waiting item becomes late; INT64_MAX if none waits. */
int64_t lanes_soonest(const struct lanes *q);

#endif
