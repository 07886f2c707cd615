/* SPDX-License-Identifier: Apache-2.0 */
/* observe_look.c: the beginning of one look; and the reads of the services alone. */
#include "watch.h"
#include "../evidence/history.h"

void observe_await(struct looks *looks, struct look *l)
{
	looks->pending += l->in_flight && !l->awaited;
	l->awaited = l->in_flight;
}

void observe_start(struct run *r, struct look *l)
{
	if (l->in_flight)
		return;
	look_open(r->a, &r->looks, l);
	l->in_flight = true;
	l->again = false;
	l->started_at = loop_now(r->loop);
	l->began_after = r->looks.after;
	l->next_at = l->started_at + l->every;
	if (!l->source->slow)
		observe_await(&r->looks, l);
	l->source->start(r, l);
}

void observe_look(struct run *r, struct look *l)
{
	observe_start(r, l);
	observe_await(&r->looks, l);
}

bool observe_reaches_users(const struct look *l)
{
	const struct config_probe *p = l->source->group == GROUP_PROBES ? l->config : NULL;
	return p && p->reach->at == AT_USERS;
}

enum loop_end observe_wait(struct loop *loop, struct looks *looks, int64_t deadline)
{
	return loop_run(loop, &looks->pending, deadline + OBSERVE_GRACE_MS);
}

/* What the services are judged by next rests on earlier evidence. */
enum loop_end observe_with_history(struct release *release, struct looks *looks, struct run_log *log, enum loop_end end)
{
	if (end != LOOP_SIGNAL)
		history_close(release, looks, log);
	return end;
}

enum loop_end observe_services(struct run *r, int64_t deadline)
{
	r->looks.deadline = deadline;
	for (size_t i = 0; i < r->release.n_services; i++)
		observe_start(r, r->release.services[i].look);
	history_start(r);
	return observe_with_history(&r->release, &r->looks, &r->log, observe_wait(r->loop, &r->looks, deadline));
}
