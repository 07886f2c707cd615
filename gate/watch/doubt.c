/* SPDX-License-Identifier: Apache-2.0 */
/* doubt.c: reads services again whose newest replies contradict each other or are incomplete ("in doubt"). */
#include "watch.h"

enum { PAUSE_MAX_MS = 1000 };

const char *doubt_why(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected && release->services[i].doubt)
			return release->services[i].observation->error.text;
	return NULL;
}

enum loop_end doubt_wait(struct run *r, int64_t deadline)
{
	int64_t pause = r->config.gate.interval < PAUSE_MAX_MS ? r->config.gate.interval : PAUSE_MAX_MS;
	while (doubt_why(&r->release) && loop_now(r->loop) + pause < deadline) {
		if (loop_run(r->loop, NULL, loop_now(r->loop) + pause) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
		if (observe_services(r, deadline) == LOOP_SIGNAL)
			return LOOP_SIGNAL;
	}
	return LOOP_DONE;
}

enum loop_end doubt_observe(struct run *r, int64_t deadline)
{
	return observe_services(r, deadline) == LOOP_SIGNAL ? LOOP_SIGNAL : doubt_wait(r, deadline);
}

enum loop_end doubt_resolve(struct run *r, int64_t deadline)
{
	struct err e;
	if (!doubt_why(&r->release))
		return LOOP_DONE;
	enum loop_end end = doubt_wait(r, deadline);
	if (release_update(r, &e))
		r->release.error = e;
	return end;
}

static bool may_move_any(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		if (s->selected && s->target.released && release_has_users(s))
			return true;
	}
	return false;
}

/* Returns true if a selected service in doubt has no candidate yet. One that has a candidate is read again before it is
 * moved, so it needs no waiting here. */
static bool one_not_chosen(const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++)
		if (release->services[i].selected && release->services[i].doubt && !release->services[i].chosen)
			return true;
	return false;
}

bool doubt_ended(struct run *r, int64_t deadline)
{
	int64_t most = loop_now(r->loop) + LIMIT_DOUBT_MS;
	if (!one_not_chosen(&r->release))
		return true;
	(void)doubt_resolve(r, deadline < most ? deadline : most); /* a signal ends only the waiting */
	return !one_not_chosen(&r->release) || may_move_any(&r->release);
}
