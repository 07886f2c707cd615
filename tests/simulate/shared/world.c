/* SPDX-License-Identifier: Apache-2.0 */
/* world.c: virtual time: events in their order, and runners that go on when something has come for them. */
#include "shared.h"

#include <stdlib.h>
#include <string.h>

enum { WALL_BEGIN_S = 1790000000 };

/* ---- Chance ----------------------------------------------------------------------------------- */

uint64_t world_random(struct world *w)
{
	uint64_t z = w->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t world_below(struct world *w, int64_t n)
{
	return n > 0 ? (int64_t)(world_random(w) % (uint64_t)n) : 0;
}

bool world_permille(struct world *w, int n)
{
	return n > 0 && world_below(w, 1000) < n;
}

void world_say(struct world *w, const char *fmt, ...)
{
	va_list ap;
	if (!w->verbose)
		return;
	fprintf(w->out, "  %8.3f  ", (double)w->now / 1000);
	va_start(ap, fmt);
	vfprintf(w->out, fmt, ap);
	va_end(ap);
	fputc('\n', w->out);
}

void happened(struct world *w, enum happened what)
{
	w->happened[what] = true;
}

int64_t world_wall(const struct world *w)
{
	return (int64_t)WALL_BEGIN_S * 1000 + w->now;
}

bool world_calm(const struct world *w)
{
	return w->now >= w->faults_end;
}

const struct faults *world_faults(const struct world *w)
{
	return world_calm(w) ? &w->none : &w->bad;
}

/* ---- Events ----------------------------------------------------------------------------------- */

static bool before(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

/* The result is valid until the next call. */
struct event *world_event(struct world *w, int64_t at, enum event_kind kind)
{
	struct event e = { .at = at, .order = w->order++, .kind = kind, .service = NOBODY };
	w->events = arena_grow(w->a, w->events, w->n_events, &w->cap_events, sizeof(*w->events));
	size_t i = w->n_events++;
	for (; i && before(&e, &w->events[(i - 1) / 2]); i = (i - 1) / 2)
		w->events[i] = w->events[(i - 1) / 2];
	w->events[i] = e;
	return &w->events[i];
}

static struct event take_first(struct world *w)
{
	struct event first = w->events[0], last = w->events[--w->n_events];
	size_t i = 0;
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= w->n_events)
			break;
		if (child + 1 < w->n_events && before(&w->events[child + 1], &w->events[child]))
			child++;
		if (!before(&w->events[child], &last))
			break;
		w->events[i] = w->events[child];
		i = child;
	}
	w->events[i] = last;
	return first;
}

static void happen(struct world *w, const struct event *e)
{
	w->trace = (w->trace ^ (uint64_t)e->kind ^ ((uint64_t)w->now << 3)) * UINT64_C(0x100000001b3);
	switch (e->kind) {
	case EVENT_ARRIVAL: network_arrive(w, e->flight); break;
	case EVENT_ANSWER: network_answer(w, e->flight, false); break;
	case EVENT_TIMEOUT: network_answer(w, e->flight, true); break;
	case EVENT_SETTLED: services_settle(w, e->service, e->generation); break;
	case EVENT_START: runner_start(e->runner); break;
	case EVENT_SIGNAL: runner_signal(e->runner); break;
	case EVENT_KILL:
		if (e->runner->state == RUNNER_RUNNING)
			runner_die(e->runner, HAPPENED_KILLED, "by the clock");
		break;
	}
}

/* ---- Time ------------------------------------------------------------------------------------- */

static struct runner *next_runner(struct world *w)
{
	struct runner *next = NULL;
	for (int i = 0; i < w->n_runners; i++) {
		struct runner *r = &w->runners[i];
		if (r->state == RUNNER_RUNNING && (!next || runner_due(r) < runner_due(next)))
			next = r;
	}
	return next;
}

static bool any_left(const struct world *w)
{
	for (int i = 0; i < w->n_runners; i++)
		if (w->runners[i].state <= RUNNER_RUNNING)
			return true;
	return false;
}

void world_run(struct world *w, int64_t until)
{
	while (any_left(w)) {
		struct runner *r = next_runner(w);
		int64_t runs = r ? runner_due(r) : INT64_MAX;
		bool event = w->n_events && w->events[0].at <= runs;
		int64_t at = event ? w->events[0].at : runs;
		if (at > until)
			break;
		w->now = at > w->now ? at : w->now;
		if (event) {
			struct event e = take_first(w);
			happen(w, &e);
		} else {
			w->trace = (w->trace ^ (uint64_t)r->number ^ ((uint64_t)w->now << 3)) * UINT64_C(0x100000001b3);
			runner_go_on(r);
		}
	}
}
