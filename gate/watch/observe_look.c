/* SPDX-License-Identifier: Apache-2.0 */
/* observe_look.c: the beginning of one look; and the reads of the services alone. */
#include "watch.h"
#include "../evidence/history.h"

void observe_await(struct looks *looks, struct look *l)
{
	looks->pending += l->in_flight && !l->awaited;
	l->awaited = l->in_flight;
}

void observe_start(struct looks *looks, const struct release *release, struct look *l)
{
	if (l->in_flight)
		return;
	look_open(looks, l);
	l->in_flight = true;
	l->again = false;
	l->started_at = loop_now(looks->loop);
	l->began_after = looks->after;
	l->next_at = l->started_at + l->every;
	if (!l->source->slow)
		observe_await(looks, l);
	l->source->start(looks, release, l);
}

void observe_look(struct looks *looks, const struct release *release, struct look *l)
{
	observe_start(looks, release, l);
	observe_await(looks, l);
}

bool observe_reaches_users(const struct look *l)
{
	const struct config_probe *p = l->source->group == GROUP_PROBES ? l->config : NULL;
	return p && p->reach->at == AT_USERS;
}

enum loop_end observe_wait(struct looks *looks, int64_t deadline)
{
	return loop_run(looks->loop, &looks->pending, deadline + OBSERVE_GRACE_MS);
}

/* What the services are judged by next rests on earlier evidence. */
enum loop_end observe_with_history(const struct release *release, struct looks *looks, enum loop_end end)
{
	if (end != LOOP_SIGNAL)
		history_close(release, looks);
	return end;
}

enum loop_end observe_services(struct run *r, int64_t deadline)
{
	r->looks.deadline = deadline;
	for (size_t i = 0; i < r->release.n_services; i++)
		observe_start(&r->looks, &r->release, r->release.services[i].look);
	history_start(r, NULL);
	return observe_with_history(&r->release, &r->looks, observe_wait(&r->looks, deadline));
}
