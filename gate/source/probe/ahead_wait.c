/* SPDX-License-Identifier: Apache-2.0 */
/* ahead_wait.c: a probe that started ahead waits until its service was read. */
#include "ahead_wait.h"
#include "reach.h"
#include "../source.h"

void ahead_join(struct question *q)
{
	if (q->ahead)
		q->ahead->q = q;
}

const char *ahead_uri(const struct ahead *h)
{
	return h->uri;
}

bool ahead_is_over(const struct ahead *h)
{
	return h->dropped;
}

bool ahead_is_waiting(const struct ahead *h)
{
	return h->go_on != NULL;
}

bool ahead_waits(struct question *q, void (*go_on)(void *arg), void (*give_up)(void *arg), void *arg)
{
	struct ahead *h = q->ahead;
	if (!h)
		return false;
	if (h->dropped && give_up)
		give_up(arg);
	h->go_on = go_on;
	h->give_up = give_up;
	h->arg = arg;
	h->kept_at = loop_now(h->loop);
	return true;
}

void ahead_fails(struct question *q)
{
	q->ahead->failed = true;
}
