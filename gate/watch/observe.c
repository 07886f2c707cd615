/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.c: starts the looks that are due, all at once, and waits for them. Judges nothing.
 *
 * A round closes when its probes have ended, each bounded by its own time-out, and waits no longer than the interval
 * for anything else. A look that is late keeps its previous observation, or is unobserved, and comes into a later
 * round: an API that hangs delays no probe and no verdict.
 */
#include "watch.h"
#include "../evidence/history.h"

#include <string.h>

enum {
	SERVICES_MS = 5 * 1000,     /* probes wait so long, or the interval, for the reads of the services */
	OTHERS_MS = 500,            /* how long a round waits for looks other than probes (at least the interval) */
};

static bool is_probe(const struct look *l)
{
	return l->source->group == GROUP_PROBES && !l->source->slow;
}

/* It ended after its round was judged: this round judges it, before it is asked again. */
static bool came_late(const struct looks *looks, const struct judged *judged, const struct look *l)
{
	return looks->watching && is_probe(l) && l->count != l->counted && judged->rounds.count;
}

static bool due(const struct looks *looks, const struct judged *judged, const struct look *l)
{
	if (came_late(looks, judged, l))
		return false;
	if (l->source->inner && !l->service->chosen) /* it asks about revisions that are not known yet */
		return false;
	if (l->needs && !l->needs->count)
		return false;
	if (!l->count || l->every == EVERY_ROUND)
		return true;
	return l->every == EVERY_ONCE ? l->again : loop_now(looks->loop) >= l->next_at;
}

static void start_due(struct looks *looks, const struct release *release, const struct judged *judged, size_t from,
	bool after_services)
{
	for (size_t i = from; i < looks->n; i++)
		if (looks->items[i]->source->after_services == after_services && due(looks, judged, looks->items[i]))
			observe_start(looks, release, looks->items[i]);
}

static bool is_service(const struct look *l)
{
	return l->source == &source_service;
}

/* Waits for the awaited looks of a kind until `until`, and leaves those that are late to end by themselves. */
static enum loop_end wait_for(struct looks *looks, bool (*kind)(const struct look *l), int64_t until)
{
	size_t others = 0;
	for (size_t i = 0; i < looks->n; i++)
		if (looks->items[i]->awaited && !kind(looks->items[i])) {
			looks->items[i]->awaited = false;
			others++;
		}
	looks->pending -= others;
	return loop_run(looks->loop, &looks->pending, until);
}

/* The latest end of the probes that are in flight, by their own time-outs. */
static int64_t probes_end(const struct looks *looks)
{
	int64_t end = loop_now(looks->loop);
	for (size_t i = 0; i < looks->n; i++) {
		const struct look *l = looks->items[i];
		if (!is_probe(l) || !l->awaited)
			continue;
		const struct config_probe *p = l->config;
		int64_t own = l->started_at + p->reach->timeout + (p->websocket ? p->websocket->within : 0);
		end = own > end ? own : end;
	}
	return end;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static enum loop_end close_round(struct looks *looks, const struct config *c, int64_t began, int64_t deadline)
{
	enum loop_end end =
		loop_run(looks->loop, &looks->pending, sooner(deadline, began + later(c->gate.interval, OTHERS_MS)));
	if (end != LOOP_DEADLINE)
		return end;
	return wait_for(looks, is_probe, sooner(deadline, probes_end(looks)) + OBSERVE_GRACE_MS);
}

/* The reads of the services, which the probes need. */
static enum loop_end wait_for_services(struct looks *looks, const struct config *c, const struct release *release,
	int64_t began, int64_t deadline)
{
	int64_t until = sooner(deadline + OBSERVE_GRACE_MS, began + later(c->gate.interval, SERVICES_MS));
	for (size_t i = 0; i < release->n_services; i++)
		observe_await(looks, release->services[i].look);
	return wait_for(looks, is_service, until);
}

/* What was started in this round; what an earlier one did not wait for any longer comes when it comes. */
static void await_started(struct looks *looks, int64_t since)
{
	for (size_t i = 0; i < looks->n; i++)
		if (looks->items[i]->started_at >= since && !looks->items[i]->source->slow)
			observe_await(looks, looks->items[i]);
}

/* What could not start before another look had ended, and can now. */
static void start_needing(struct looks *looks, const struct release *release, const struct judged *judged)
{
	for (size_t i = 0; i < looks->n; i++)
		if (looks->items[i]->needs && !looks->items[i]->count && due(looks, judged, looks->items[i]))
			observe_start(looks, release, looks->items[i]);
}

enum loop_end observe_round(struct run *r, int64_t deadline)
{
	struct err e;
	int64_t began = loop_now(r->loop);
	r->looks.deadline = deadline;
	remembered_end(&r->looks);
	start_due(&r->looks, &r->release, &r->judged, 0, false);
	remembered_start(r);
	enum loop_end services = wait_for_services(&r->looks, &r->config, &r->release, began, deadline);
	if (observe_with_history(&r->release, &r->looks, services) == LOOP_SIGNAL)
		return LOOP_SIGNAL;
	if (release_update(r, &e))
		r->release.error = e;
	size_t known = r->looks.n;
	discover_resources(&r->looks, &r->config, &r->release);
	start_due(&r->looks, &r->release, &r->judged, known, false);
	start_due(&r->looks, &r->release, &r->judged, 0, true);
	witness_ask(&r->looks, &r->release);
	await_started(&r->looks, began);
	enum loop_end end = close_round(&r->looks, &r->config, began, deadline);
	start_needing(&r->looks, &r->release, &r->judged);
	return end;
}

enum loop_end observe_rest(struct looks *looks, const struct release *release, const struct judged *judged,
	int64_t deadline)
{
	for (int turn = 0; turn < 2; turn++) {
		start_needing(looks, release, judged);
		for (size_t i = 0; i < looks->n; i++)
			observe_await(looks, looks->items[i]);
		if (observe_wait(looks, deadline) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
	}
	return LOOP_DONE;
}

bool observe_probes_late(const struct looks *looks)
{
	for (size_t i = 0; i < looks->n; i++)
		if (is_probe(looks->items[i]) && looks->items[i]->in_flight)
			return true;
	return false;
}

bool observe_on_the_way(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->look->count && s->look->error.code == ERR_NONE && !run_settled(&s->now) && !run_failed(&s->now))
			return true;
	}
	return false;
}

enum loop_end observe_until_settled(struct run *r, int64_t deadline)
{
	for (;;) {
		if (doubt_observe(r, deadline) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
		int64_t next = loop_now(r->loop) + r->config.gate.interval;
		if (!observe_on_the_way(&r->release) || next >= deadline)
			return LOOP_DONE;
		if (loop_run(r->loop, NULL, next) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
	}
}

enum loop_end observe_these(struct looks *looks, const struct release *release, const bool *which, int64_t deadline)
{
	looks->deadline = deadline;
	for (size_t i = 0; i < looks->n; i++) {
		struct look *l = looks->items[i];
		if (!which[i])
			continue;
		if (l->in_flight && l->after != looks->after && l->source->stop)
			l->source->stop(l); /* begun on what was left since: it proves nothing now */
		observe_look(looks, release, l);
	}
	return observe_wait(looks, deadline);
}
