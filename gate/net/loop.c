/* SPDX-License-Identifier: Apache-2.0 */
/* loop.c: timers, descriptors and signals. The only file that waits. */
#include "loop.h"

#include <string.h>

struct loop_timer {
	int64_t when;
	uint64_t number; /* in order of creation, from 1 */
	loop_fn *fire;
	void *arg;
	struct loop_timer *next;
};

enum { SLACK_MS = 20 }; /* delays of a turn up to this are normal */

struct loop {
	struct arena *a;
	struct secrets *k;
	struct loop_world world;
	struct loop_timer *timers; /* sorted by time, then by order of creation */
	struct loop_timer *spare;  /* those that may be used again */
	uint64_t number;           /* of the newest timer */
	struct loop_fd *fds;
	struct watched {
		loop_fn *fn;
		void *arg;
	} * watched;
	size_t n_fds, cap_fds, cap_watched;
	struct loop_signals signals;
	int told;     /* signals already reported by loop_run */
	int64_t due;  /* when this turn should end: at the end of its wait, or now */
	int64_t late; /* ms that earlier turns ended too late, in total */
	struct workers *workers;
	struct http_log *log;
};

static void close_world(void *arg)
{
	struct loop *l = arg;
	if (l->world.close)
		l->world.close(l->world.self);
}

struct loop *loop_new(struct arena *a, struct secrets *k, const struct loop_world *world)
{
	struct loop *l = ARENA_NEW(a, struct loop);
	l->a = a;
	l->k = k;
	l->world = *world;
	l->due = loop_now(l);
	arena_defer(a, close_world, l);
	return l;
}

int64_t loop_now(const struct loop *l)
{
	return l->world.now(l->world.self);
}

int64_t loop_wall(const struct loop *l)
{
	return l->world.wall(l->world.self);
}

uint64_t loop_random(struct loop *l)
{
	return l->world.random(l->world.self);
}

const struct loop_world *loop_world(const struct loop *l)
{
	return &l->world;
}

struct workers **loop_workers(struct loop *l)
{
	return &l->workers;
}

struct http_log **loop_log(struct loop *l)
{
	return &l->log;
}

struct secrets *loop_secrets(const struct loop *l)
{
	return l->k;
}

struct arena *loop_arena(const struct loop *l)
{
	return l->a;
}

/* ---- Timers ---------------------------------------------------------------------------------- */

static struct loop_timer *take_spare(struct loop *l)
{
	struct loop_timer *t = l->spare;
	if (t)
		l->spare = t->next;
	return t ? t : ARENA_NEW(l->a, struct loop_timer);
}

static void insert(struct loop *l, struct loop_timer *t)
{
	struct loop_timer **at = &l->timers;
	while (*at && (*at)->when <= t->when)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
}

uint64_t loop_at(struct loop *l, int64_t when, loop_fn *fire, void *arg)
{
	struct loop_timer *t = take_spare(l);
	*t = (struct loop_timer){ .when = when, .number = ++l->number, .fire = fire, .arg = arg };
	insert(l, t);
	return t->number;
}

void loop_do_at(struct loop *l, int64_t when, loop_fn *fire, void *arg)
{
	(void)loop_at(l, when, fire, arg);
}

/* Takes the timer out of the list; its memory is used again. */
static void take_out(struct loop *l, struct loop_timer **at)
{
	struct loop_timer *t = *at;
	*at = t->next;
	t->next = l->spare;
	l->spare = t;
}

void loop_cancel(struct loop *l, uint64_t number)
{
	struct loop_timer **at = &l->timers;
	while (number && *at && (*at)->number != number)
		at = &(*at)->next;
	if (number && *at)
		take_out(l, at);
}

/* Fires the timers that are due now. A timer set by them waits for the next turn. */
static void fire_due(struct loop *l)
{
	int64_t now = loop_now(l);
	uint64_t last = l->number;
	while (l->timers && l->timers->when <= now && l->timers->number <= last) {
		struct loop_timer t = *l->timers;
		take_out(l, &l->timers);
		t.fire(t.arg);
	}
}

/* ---- Descriptors and signals ---------------------------------------------------------------------- */

void loop_watch(struct loop *l, int fd, loop_fn *fn, void *arg)
{
	l->fds = arena_grow(l->a, l->fds, l->n_fds, &l->cap_fds, sizeof(*l->fds));
	l->watched = arena_grow(l->a, l->watched, l->n_fds, &l->cap_watched, sizeof(*l->watched));
	l->fds[l->n_fds] = (struct loop_fd){ .fd = fd };
	l->watched[l->n_fds++] = (struct watched){ fn, arg };
}

void loop_watch_writing(struct loop *l, int fd, bool writing)
{
	for (size_t i = 0; i < l->n_fds; i++)
		if (l->fds[i].fd == fd)
			l->fds[i].writing = writing;
}

void loop_unwatch(struct loop *l, int fd)
{
	for (size_t i = 0; i < l->n_fds; i++) {
		if (l->fds[i].fd != fd)
			continue;
		l->n_fds--;
		l->fds[i] = l->fds[l->n_fds];
		l->watched[i] = l->watched[l->n_fds];
		return;
	}
}

size_t loop_watched(const struct loop *l, const struct loop_fd **fds)
{
	*fds = l->fds;
	return l->n_fds;
}

void loop_ready(struct loop *l, int fd)
{
	for (size_t i = 0; i < l->n_fds; i++)
		if (l->fds[i].fd == fd) {
			l->watched[i].fn(l->watched[i].arg);
			return;
		}
}

void loop_signalled(struct loop *l, int signo)
{
	int64_t now = loop_now(l);
	if (!l->signals.count)
		l->signals.first_at = now;
	l->signals.last_at = now;
	l->signals.last = signo;
	l->signals.count++;
}

struct loop_signals loop_signals(const struct loop *l)
{
	return l->signals;
}

/* ---- Running ---------------------------------------------------------------------------------------- */

static int64_t overdue(const struct loop *l)
{
	int64_t ms = loop_now(l) - l->due;
	return ms > SLACK_MS ? ms : 0;
}

int64_t loop_late(const struct loop *l)
{
	return l->late + overdue(l);
}

/* An `until` that had passed before the wait began says nothing about this process. */
static void wait(struct loop *l, int64_t until)
{
	int64_t now = loop_now(l), pulse = l->world.pulse_ms ? now + l->world.pulse_ms : until;
	int64_t end = until < pulse ? until : pulse;
	l->late += overdue(l);
	l->due = end > now ? end : now;
	l->world.wait(l->world.self, l, end);
	l->late += overdue(l);
	l->due = loop_now(l);
}

/* After the due timers, descriptors are handled before any timer that became due meanwhile. */
enum loop_end loop_run(struct loop *l, const size_t *pending, int64_t deadline)
{
	for (;;) {
		fire_due(l);
		int64_t next = l->timers ? l->timers->when : INT64_MAX, now = loop_now(l);
		if (l->signals.count > l->told) {
			l->told = l->signals.count;
			return LOOP_SIGNAL;
		}
		if (pending && !*pending)
			return LOOP_DONE;
		if (now >= deadline && next > now)
			return LOOP_DEADLINE;
		wait(l, next < deadline ? next : deadline);
	}
}
