/* SPDX-License-Identifier: Apache-2.0 */
/* websocket.c: a WebSocket exchange. */
#include "reach.h"

void websocket_ask(struct question *q, const struct config_websocket *w)
{
	(void)w;
	reach_unobserved(q, ERR_INTERNAL, "websocket is not looked at yet");
}

static void start(struct run *r, struct look *l)
{
	const struct config_probe *p = l->config;
	websocket_ask(reach_question(r, l, &p->websocket->reach), p->websocket);
}

const struct source source_websocket = {
	.kind = "websocket", .group = GROUP_PROBES, .every = EVERY_ROUND, .after_services = true, .start = start,
	.doc = "a WebSocket exchange",
};
