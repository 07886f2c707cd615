/* SPDX-License-Identifier: Apache-2.0 */
/* ahead_wait.h: for the kinds of probes: where one that started ahead (ahead.h) waits until its service was read. */
#ifndef PROBE_AHEAD_WAIT_H
#define PROBE_AHEAD_WAIT_H

#include "../../base/base.h"

struct loop;
struct question;

/* A probe that started ahead. */
struct ahead {
	struct arena *a; /* owns everything of the probe */
	struct loop *loop;
	struct question *q;    /* that waits; NULL: none was asked */
	const char *uri;       /* remembered, or NULL */
	int64_t sent_at, late; /* loop_now, loop_late */
	int64_t kept_at;       /* loop_now, when it began to wait */
	void (*go_on)(void *arg), (*give_up)(void *arg);
	void *arg;
	bool failed, dropped;
};

/* Makes q the question that waits, if it belongs to a probe that starts ahead (q->ahead). */
void ahead_join(struct question *q);
const char *ahead_uri(const struct ahead *h); /* the remembered URI of the service that is probed, or NULL */
bool ahead_is_over(const struct ahead *h);    /* it was dropped */
bool ahead_is_waiting(const struct ahead *h); /* it has come as far as it can before the read */
/*
 * Returns false if the service has been read: go on. Otherwise returns true, and go_on(arg) is called when the probe
 * may go on, with q->kept_ms set; or, if it is dropped, give_up(arg), which must close what is still open (NULL:
 * nothing is). A later call replaces an earlier one.
 */
bool ahead_waits(struct question *q, void (*go_on)(void *arg), void (*give_up)(void *arg), void *arg);
/* The probe cannot be completed before the read, so it is dropped. */
void ahead_fails(struct question *q);

#endif
