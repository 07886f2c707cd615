/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.c: starts the observations that are due, all at once, and waits for them.
 *
 * A round waits until its probes have ended; each has its own timeout. It waits for other observations no longer than
 * the interval. A late observation keeps its previous value, or is unobserved, and is judged in a later round. Thus an
 * API that hangs delays neither probes nor the verdict.
 */
#include "observe_images.h"
#include "../source/signal/pairs.h"
#include "../evidence/history.h"

#include <string.h>

enum {
	SERVICES_MS = 5 * 1000, /* how long probes wait for the reads of the services (at least the interval) */
	OTHERS_MS = 500,        /* how long a round waits for observations other than probes (at least the interval) */
};

/* True for probes that a round waits for, pairs of probes among them. */
static bool is_probe(const struct observation *l)
{
	return (l->source->group == GROUP_PROBES && !l->source->slow) || l->source == &source_pairs;
}

/* True if the probe ended after its round was judged. This round then judges that answer and sends none. */
static bool came_late(const struct observations *observations, const struct judged *judged, const struct observation *l)
{
	return observations->watching && is_probe(l) && l->count != l->counted && judged->rounds.count;
}

static bool due(const struct observations *observations, const struct judged *judged, const struct observation *l)
{
	if (came_late(observations, judged, l))
		return false;
	if (l->source->inner && !l->service->chosen) /* it reads what the candidate refers to, which is not known yet */
		return false;
	if (l->source->on_demand && !l->wanted)
		return false;
	if (l->needs && !l->needs->count)
		return false;
	if (!l->count || l->every == EVERY_ROUND)
		return true;
	return l->every == EVERY_ONCE ? l->again : loop_now(observations->loop) >= l->next_at;
}

static void start_due(struct observations *observations, const struct release *release, const struct judged *judged,
	size_t from, bool after_services)
{
	for (size_t i = from; i < observations->n; i++)
		if (observations->items[i]->source->after_services == after_services &&
			due(observations, judged, observations->items[i]))
			observe_start(observations, release, observations->items[i]);
}

static bool is_service(const struct observation *l)
{
	return l->service && l->service->observation == l;
}

/* The awaited observations of other kinds are no longer awaited and end later. */
static void await_only(struct observations *observations, bool (*kind)(const struct observation *l))
{
	size_t others = 0;
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->awaited && !kind(observations->items[i])) {
			observations->items[i]->awaited = false;
			others++;
		}
	observations->pending -= others;
}

/* Returns when the last awaited probe ends at the latest (loop_now), by the probes' own timeouts. */
static int64_t probes_end(const struct observations *observations)
{
	int64_t end = loop_now(observations->loop);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		if (!is_probe(l) || !l->awaited)
			continue;
		const struct config_probe *p = l->source == &source_pairs ? pairs_probe(l) : l->config;
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

/* Waits until everything awaited has ended, or the interval is over; then for probes only. */
static enum loop_end close_round(
	struct observations *observations, const struct config *c, int64_t began, int64_t deadline)
{
	int64_t until = sooner(deadline, began + later(c->gate.interval, OTHERS_MS));
	enum loop_end end = paired_wait(observations, c, &observations->pending, until);
	if (end != LOOP_DEADLINE)
		return end;
	await_only(observations, is_probe);
	until = sooner(deadline, probes_end(observations)) + OBSERVE_GRACE_MS;
	return paired_wait(observations, c, &observations->pending, until);
}

/* Waits for the reads of the services, on which the probes depend. */
static enum loop_end wait_for_services(struct observations *observations, const struct config *c,
	const struct release *release, int64_t began, int64_t deadline)
{
	int64_t until = sooner(deadline + OBSERVE_GRACE_MS, began + later(c->gate.interval, SERVICES_MS));
	for (size_t i = 0; i < release->n_services; i++)
		observe_await(observations, release->services[i].observation);
	await_only(observations, is_service);
	return loop_run(observations->loop, &observations->pending, until);
}

/* Awaits the observations that this round started, not late ones of earlier rounds. */
static void await_started(struct observations *observations, int64_t since)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->started_at >= since && !observations->items[i]->source->slow)
			observe_await(observations, observations->items[i]);
}

/* A round waits for the images only if a rule that decides reads them. */
static void await_images(struct observations *observations, const struct policy *policy, const struct release *release)
{
	static const char *const names[] = { "imageState", "imageAgeSeconds", "wayBack", NULL };
	if (observe_images_late(release) && policy_decides_by(policy, names))
		for (size_t i = 0; i < release->n_services; i++)
			observe_await(observations, release->services[i].images);
}

/* Starts the observations that waited for another one to end. */
static void start_needing(struct observations *observations, const struct release *release, const struct judged *judged)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->needs && !observations->items[i]->count &&
			due(observations, judged, observations->items[i]))
			observe_start(observations, release, observations->items[i]);
}

enum loop_end observe_round(struct run *r, int64_t deadline)
{
	struct err e;
	int64_t began = loop_now(r->loop);
	r->observations.deadline = deadline;
	remembered_end(&r->observations);
	start_due(&r->observations, &r->release, &r->judged, 0, false);
	remembered_start(r);
	enum loop_end services = wait_for_services(&r->observations, &r->config, &r->release, began, deadline);
	if (observe_with_history(&r->release, &r->observations, services) == LOOP_SIGNAL)
		return LOOP_SIGNAL;
	if (release_update(r, &e))
		r->release.error = e;
	size_t known = r->observations.n;
	discover_resources(&r->observations, &r->config, &r->release);
	start_due(&r->observations, &r->release, &r->judged, known, false);
	start_due(&r->observations, &r->release, &r->judged, 0, true);
	witness_ask(&r->observations, &r->release);
	await_started(&r->observations, began);
	await_images(&r->observations, &r->policy, &r->release);
	enum loop_end end = close_round(&r->observations, &r->config, began, deadline);
	start_needing(&r->observations, &r->release, &r->judged);
	return end;
}

bool observe_images_late(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].images->in_flight && !release->services[i].images->count)
			return true;
	return false;
}

enum loop_end observe_before_pass(
	struct observations *observations, const struct config *c, const struct release *release, int64_t deadline)
{
	int64_t until = loop_now(observations->loop) + later(c->gate.interval, OTHERS_MS);
	observations->deadline = deadline;
	for (size_t i = 0; i < release->n_services; i++) {
		observe_start(observations, release, release->services[i].observation);
		observe_await(observations, release->services[i].images);
	}
	enum loop_end end = loop_run(
		observations->loop, &observations->pending, sooner(deadline + OBSERVE_GRACE_MS, until));
	if (end != LOOP_DEADLINE)
		return end;
	await_only(observations, is_service);
	return observe_wait(observations, deadline);
}

enum loop_end observe_rest(
	struct observations *observations, const struct release *release, const struct judged *judged, int64_t deadline)
{
	for (int turn = 0; turn < 2; turn++) {
		start_needing(observations, release, judged);
		for (size_t i = 0; i < observations->n; i++)
			observe_await(observations, observations->items[i]);
		if (observe_wait(observations, deadline) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
	}
	return LOOP_DONE;
}

bool observe_probes_late(const struct observations *observations)
{
	for (size_t i = 0; i < observations->n; i++)
		if (is_probe(observations->items[i]) && observations->items[i]->in_flight)
			return true;
	return false;
}

bool observe_on_the_way(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->observation->count && s->observation->error.code == ERR_NONE && !cloudrun_settled(&s->now) &&
			!cloudrun_failed(&s->now))
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

enum loop_end observe_these(
	struct observations *observations, const struct release *release, const bool *which, int64_t deadline)
{
	observations->deadline = deadline;
	for (size_t i = 0; i < observations->n; i++) {
		struct observation *l = observations->items[i];
		if (!which[i])
			continue;
		if (l->in_flight && l->after != observations->after && l->source->stop)
			l->source->stop(l); /* begun before traffic was moved, so its result does not count */
		observe_one(observations, release, l);
	}
	return observe_wait(observations, deadline);
}
