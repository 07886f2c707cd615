/* SPDX-License-Identifier: Apache-2.0 */
/* lanes.c: queues of transfers, first in, first out, and the choice of the next one. No side effects. */
#include "lanes.h"

#include <string.h>

enum { SPARE_MAX = 256, KEPT_MAX = 32 };

struct lane {
	enum lane_kind kind;
	struct str host;
	struct lane_item *first, **last;
	size_t running, starting; /* starting: those of the running ones that are not connected yet */
	struct lane *next;
};

struct lanes {
	struct arena *a;
	size_t room, kept, running; /* kept: the part of room that probes may not use */
	struct lane *lanes;         /* by kind */
	int64_t soonest;
	uint64_t turn; /* how often nothing more could start */
};

/* A connection uses two descriptors until it is open: a socket pair during the name lookup, or a socket for each
 * address family while both are tried. The spare ones are for files, locks and child processes. */
static size_t room_of(size_t descriptors)
{
	size_t spare = descriptors / 2 < SPARE_MAX ? descriptors / 2 : SPARE_MAX, room = (descriptors - spare) / 2;
	return room < 2 ? 2 : room < LIMIT_CONNECTIONS ? room : LIMIT_CONNECTIONS;
}

struct lanes *lanes_new(struct arena *a, size_t descriptors)
{
	struct lanes *q = ARENA_NEW(a, struct lanes);
	*q = (struct lanes){ .a = a, .room = room_of(descriptors), .soonest = INT64_MAX };
	q->kept = q->room / 4 < 1 ? 1 : q->room / 4 < KEPT_MAX ? q->room / 4 : KEPT_MAX;
	return q;
}

size_t lanes_room(const struct lanes *q)
{
	return q->room;
}

static struct lane *lane_of(struct lanes *q, enum lane_kind kind, struct str host)
{
	struct lane **at = &q->lanes;
	for (; *at && (*at)->kind <= kind; at = &(*at)->next)
		if ((*at)->kind == kind && str_eq((*at)->host, host))
			return *at;
	struct lane *lane = ARENA_NEW(q->a, struct lane);
	*lane = (struct lane){
		.kind = kind, .host = { arena_strndup(q->a, host.p, host.n), host.n }, .last = &lane->first, .next = *at
	};
	*at = lane;
	return lane;
}

static bool may_start(const struct lanes *q, const struct lane *lane)
{
	switch (lane->kind) {
	case LANE_WRITE: return q->running < q->room;
	case LANE_READ: return q->running < q->room && lane->running < LIMIT_STREAMS;
	case LANE_PROBE: return q->running + q->kept < q->room && lane->starting < LIMIT_OPENING;
	}
	return false;
}

/* The last time at which an item that waits may start. */
static int64_t start_by(const struct lane_item *i)
{
	return i->deadline - LIMIT_SEND_BEFORE_MS;
}

void lanes_enter(struct lanes *q, struct lane_item *i, enum lane_kind kind, struct str host, int64_t deadline)
{
	struct lane *lane = lane_of(q, kind, kind == LANE_READ ? host : str_of(""));
	*i = (struct lane_item){ .lane = lane, .state = LANE_WAITING, .deadline = deadline, .turn = q->turn };
	*lane->last = i;
	lane->last = &i->next;
	q->soonest = start_by(i) < q->soonest ? start_by(i) : q->soonest;
}

/* Removes the item *at from the queue. */
static struct lane_item *take(struct lane *lane, struct lane_item **at)
{
	struct lane_item *i = *at;
	*at = i->next;
	if (lane->last == &i->next)
		lane->last = at;
	i->next = NULL;
	return i;
}

struct lane_item *lanes_next(struct lanes *q)
{
	for (struct lane *lane = q->lanes; lane; lane = lane->next) {
		if (!lane->first || !may_start(q, lane))
			continue;
		struct lane_item *i = take(lane, &lane->first);
		i->state = LANE_STARTING;
		lane->starting++;
		lane->running++;
		q->running++;
		return i;
	}
	q->turn++; /* what is left has to wait */
	return NULL;
}

void lanes_connected(struct lanes *q, struct lane_item *i)
{
	(void)q;
	if (i->state != LANE_STARTING)
		return;
	i->state = LANE_RUNNING;
	i->lane->starting--;
}

void lanes_leave(struct lanes *q, struct lane_item *i)
{
	if (i->state == LANE_WAITING) {
		struct lane_item **at = &i->lane->first;
		while (*at != i)
			at = &(*at)->next;
		take(i->lane, at);
	} else if (i->state != LANE_OUT) {
		lanes_connected(q, i);
		i->lane->running--;
		q->running--;
	}
	i->state = LANE_OUT;
}

static bool is_late(const struct lanes *q, const struct lane_item *i, int64_t now)
{
	return i->deadline <= now || (i->turn < q->turn && start_by(i) <= now);
}

struct lane_item *lanes_late(struct lanes *q, int64_t now)
{
	int64_t soonest = INT64_MAX;
	if (now < q->soonest)
		return NULL;
	for (struct lane *lane = q->lanes; lane; lane = lane->next)
		for (struct lane_item **at = &lane->first; *at; at = &(*at)->next) {
			if (is_late(q, *at, now)) {
				struct lane_item *late = take(lane, at);
				late->state = LANE_OUT;
				return late;
			}
			soonest = start_by(*at) < soonest ? start_by(*at) : soonest;
		}
	q->soonest = soonest;
	return NULL;
}

int64_t lanes_soonest(const struct lanes *q)
{
	return q->soonest;
}
