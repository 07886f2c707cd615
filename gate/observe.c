/* SPDX-License-Identifier: Apache-2.0 */
/* observe.c: starts the looks that are due, all at once, and waits for them. Judges nothing. */
#include "gate.h"

#include <string.h>

enum { GRACE_MS = 1000 }; /* every call ends by the deadline; this is for its continuation */

static bool due(const struct run *r, const struct look *l)
{
	if (l->source->inner && !l->service->chosen) /* it asks about revisions that are not known yet */
		return false;
	if (!l->count || l->every == EVERY_ROUND)
		return true;
	return l->every == EVERY_ONCE ? l->again : loop_now(r->loop) >= l->next_at;
}

static void await(struct run *r, struct look *l)
{
	r->pending += l->in_flight && !l->awaited;
	l->awaited = l->in_flight;
}

static void start(struct run *r, struct look *l)
{
	if (l->in_flight)
		return;
	look_open(r, l);
	l->in_flight = true;
	l->again = false;
	l->started_at = loop_now(r->loop);
	l->began_after = r->after;
	l->next_at = l->started_at + l->every;
	if (!l->source->slow)
		await(r, l);
	l->source->start(r, l);
}

static void start_due(struct run *r, size_t from, bool after_services)
{
	for (size_t i = from; i < r->n_looks; i++)
		if (r->looks[i]->source->after_services == after_services && due(r, r->looks[i]))
			start(r, r->looks[i]);
}

static enum loop_end wait(struct run *r, int64_t deadline)
{
	return loop_run(r->loop, &r->pending, deadline + GRACE_MS);
}

enum loop_end observe_round(struct run *r, int64_t deadline)
{
	struct err e;
	r->round_deadline = deadline;
	start_due(r, 0, false);
	enum loop_end end = wait(r, deadline);
	if (end == LOOP_SIGNAL)
		return end;
	if (release_update(r, &e))
		r->open_error = e;
	size_t known = r->n_looks;
	discover_resources(r);
	start_due(r, known, false);
	start_due(r, 0, true);
	return wait(r, deadline);
}

enum loop_end observe_rest(struct run *r, int64_t deadline)
{
	for (size_t i = 0; i < r->n_looks; i++)
		await(r, r->looks[i]);
	return wait(r, deadline);
}

enum loop_end observe_services(struct run *r, int64_t deadline)
{
	r->round_deadline = deadline;
	for (size_t i = 0; i < r->n_services; i++)
		start(r, r->services[i].look);
	return wait(r, deadline);
}

bool observe_on_the_way(const struct run *r)
{
	for (size_t i = 0; i < r->n_services; i++) {
		const struct service *s = &r->services[i];
		if (s->look->count && s->look->error.code == ERR_NONE && !run_settled(&s->now) && !run_failed(&s->now))
			return true;
	}
	return false;
}

enum loop_end observe_until_settled(struct run *r, int64_t deadline)
{
	for (;;) {
		if (observe_services(r, deadline) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
		int64_t next = loop_now(r->loop) + r->config.gate.interval;
		if (!observe_on_the_way(r) || next >= deadline)
			return LOOP_DONE;
		if (loop_run(r->loop, NULL, next) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
	}
}

bool observe_reaches_users(const struct look *l)
{
	const struct config_probe *p = l->source->group == GROUP_PROBES ? l->config : NULL;
	return p && p->reach->at == AT_USERS;
}

void observe_look(struct run *r, struct look *l)
{
	start(r, l);
	await(r, l);
}

enum loop_end observe_these(struct run *r, const bool *which, int64_t deadline)
{
	r->round_deadline = deadline;
	for (size_t i = 0; i < r->n_looks; i++) {
		struct look *l = r->looks[i];
		if (!which[i])
			continue;
		if (l->in_flight && l->after != r->after && l->source->stop)
			l->source->stop(l); /* begun on what was left since: it proves nothing now */
		observe_look(r, l);
	}
	return wait(r, deadline);
}
