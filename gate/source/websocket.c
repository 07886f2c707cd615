/* SPDX-License-Identifier: Apache-2.0 */
/* websocket.c: a WebSocket exchange. */
#include "../gate.h"

static void start(struct run *r, struct look *l)
{
	struct err e;
	err_set(&e, ERR_INTERNAL, "websocket is not looked at yet");
	look_end(r, l, NULL, &e);
}

const struct source source_websocket = {
	.kind = "websocket", .group = GROUP_PROBES, .every = EVERY_ROUND, .after_services = true, .start = start,
	.doc = "a WebSocket exchange",
};
