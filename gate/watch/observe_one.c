/* SPDX-License-Identifier: Apache-2.0 */
/* observe_one.c: starts single observations, and reads the services alone. */
#include "watch.h"
#include "../evidence/history.h"
#include "../source/probe/ahead.h"

void observe_await(struct observations *observations, struct observation *l)
{
	observations->pending += l->in_flight && !l->awaited;
	l->awaited = l->in_flight;
}

void observe_start(struct observations *observations, const struct release *release, struct observation *l)
{
	if (l->in_flight)
		return;
	observation_open(observations, l);
	l->in_flight = true;
	l->again = false;
	l->started_at = loop_now(observations->loop);
	l->began_after = observations->after;
	l->next_at = l->started_at + l->every;
	if (!l->source->slow)
		observe_await(observations, l);
	if (!ahead_goes_on(l))
		l->source->start(observations, release, l);
}

void observe_one(struct observations *observations, const struct release *release, struct observation *l)
{
	observe_start(observations, release, l);
	observe_await(observations, l);
}

bool observe_reaches_users(const struct observation *l)
{
	const struct config_probe *p = l->source->group == GROUP_PROBES ? l->config : NULL;
	return p && p->reach->at == AT_USERS;
}

enum loop_end observe_wait(struct observations *observations, int64_t deadline)
{
	return loop_run(observations->loop, &observations->pending, deadline + OBSERVE_GRACE_MS);
}

enum loop_end observe_with_history(const struct release *release, struct observations *observations, enum loop_end end)
{
	if (end != LOOP_SIGNAL)
		history_close(release, observations);
	return end;
}

enum loop_end observe_services(struct run *r, int64_t deadline)
{
	r->observations.deadline = deadline;
	for (size_t i = 0; i < r->release.n_services; i++)
		observe_start(&r->observations, &r->release, r->release.services[i].observation);
	history_start(r, NULL);
	return observe_with_history(&r->release, &r->observations, observe_wait(&r->observations, deadline));
}
