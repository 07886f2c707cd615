/* SPDX-License-Identifier: Apache-2.0 */
/* websocket_units.c: a WebSocket probe of a scripted server. */
#include "websocket_units.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *events[] = { "agent_started", "agent_thinking", "agent_completed" };
const char *const websocket_units_all_events[] = { "{\"type\":\"agent_started\"}", "{\"type\":\"agent_thinking\"}",
	"{\"type\":\"agent_completed\"}", NULL };
const char *const websocket_units_first_event[] = { "{\"type\":\"agent_started\"}", NULL };

struct config_websocket websocket_units_asking(struct probe_world *w, const struct peer *p)
{
	return (struct config_websocket){
		.reach = { .url = probe_world_secret(w, arena_printf(w->r.a, "ws://127.0.0.1:%d/ws?room=7", peer_port(p))),
			.timeout = 10000 },
		.events = { .items = events, .n = COUNTOF(events) },
		.event_key = "type",
		.within = 10000
	};
}

struct observation *websocket_units_ask(struct probe_world *w, const struct config_websocket *c, int64_t round_ms)
{
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	struct config_websocket *kept = ARENA_NEW(w->r.a, struct config_websocket);
	*kept = *c;
	p->websocket = kept;
	return probe_world_observe(w, p, &source_websocket, &kept->reach, round_ms);
}

struct observation *websocket_units_play(struct probe_world *w, const struct websocket_script *s)
{
	struct peer *p = peer_start(websocket_peer, s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	struct observation *l = websocket_units_ask(w, &c, 30000);
	peer_free(p);
	return l;
}

/* Asserts that the probe was observed, is not ok, and has this reason. */
void websocket_units_goes_wrong(const struct observation *l, int status, const char *error)
{
	assert_int_equal(l->error.code, ERR_NONE);
	assert_false(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "status"), status);
	if (!strstr(fact_text(l, "error"), error))
		assert_string_equal(fact_text(l, "error"), error);
}
