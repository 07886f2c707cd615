/* SPDX-License-Identifier: Apache-2.0 */
/* test_ahead_websocket.c: a WebSocket that is opened before the service is read: its messages wait for the read. */
#include "websocket_units.h"
#include "../../gate/source/probe/ahead.h"
#include "../../gate/source/probe/ahead_wait.h"
#include "../../gate/source/source.h"
#include "../../gcp/core/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

enum { HOUR = 3600 * 1000, HELD_MS = 200, PATIENCE_MS = 30 * 1000 };

struct bench {
	struct probe_world *w;
	struct observation service_look;
	struct config_probe probe;
	struct config_websocket socket;
	struct secret *texts[1];
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	void *world;
	if (probe_world_set_up(&world))
		return -1;
	b->w = world;
	b->texts[0] = probe_world_secret(b->w, "{\"type\":\"ping\"}");
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	void *world = b->w;
	probe_world_tear_down(&world);
	test_free(b);
	return 0;
}

/* Google's clock is this machine's. */
static void know_the_time(struct bench *b)
{
	char text[64];
	time_t now = (time_t)(loop_wall(b->w->r.loop) / 1000);
	struct tm tm;
	assert_non_null(gmtime_r(&now, &tm));
	assert_true(strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm));
	const struct http_header_text date = { "date", text };
	gcp_saw(b->w->r.gcp, &(struct http_answer){ .status = 200, .headers = &date, .n_headers = 1 });
}

/* The service was last changed an hour ago. */
static void read_service(struct bench *b)
{
	struct probe_world *w = b->w;
	const char *then = clock_time_text(w->r.a, loop_wall(w->r.loop) - HOUR);
	struct json *v = json_new_object(w->r.a), *all = json_new_array(w->r.a), *c = json_new_object(w->r.a);
	json_set_string(w->r.a, c, "type", "RoutesReady");
	json_set_string(w->r.a, c, "state", "CONDITION_SUCCEEDED");
	json_set_string(w->r.a, c, "lastTransitionTime", then);
	json_add(all, c);
	json_set(v, "conditions", all);
	json_set_string(w->r.a, v, "updateTime", then);
	w->service.now.raw = v;
	w->service.now.terminal.type = "Ready";
	w->service.now.terminal.state = "CONDITION_SUCCEEDED";
	b->service_look.count = 1;
}

/* Opens the WebSocket ahead and runs the loop until the probe waits. */
static struct observation *open_ahead(struct bench *b, const struct peer *p, bool sends)
{
	struct probe_world *w = b->w;
	struct loop *l = probe_world_loop(w);
	struct err e;
	if (!w->r.gcp)
		assert_int_equal(gcp_open(w->r.a, l, w->r.secrets, NULL, &w->r.gcp, &e), 0);
	w->r.observations.gcp = w->r.gcp;
	know_the_time(b);
	w->r.release.services = &w->service;
	w->r.release.n_services = 1;
	w->service.observation = &b->service_look;
	b->socket = websocket_units_asking(w, p);
	if (sends)
		b->socket.send = (struct conf_secrets){ .items = b->texts, .n = 1 };
	b->probe = (struct config_probe){ .websocket = &b->socket, .kind = PROBE_WEBSOCKET, .reach = &b->socket.reach };
	w->r.observations.deadline = loop_now(l) + PATIENCE_MS;
	w->observation = (struct observation){ .source = &source_websocket, .alias = "probe", .config = &b->probe };
	ahead_start(&w->r.observations, &w->r.release, &w->observation);
	assert_non_null(w->observation.ahead);
	while (!ahead_is_waiting(w->observation.ahead) && loop_now(l) < w->r.observations.deadline)
		loop_run(l, NULL, loop_now(l) + 10);
	assert_true(ahead_is_waiting(w->observation.ahead));
	assert_int_equal(w->observation.count, 0);
	return &w->observation;
}

static bool goes_on(struct bench *b)
{
	struct observation *l = &b->w->observation;
	observation_open(&b->w->r.observations, l);
	l->in_flight = l->awaited = true;
	b->w->r.observations.pending = 1;
	return ahead_goes_on(l);
}

static void hold(struct bench *b)
{
	loop_run(b->w->r.loop, NULL, loop_now(b->w->r.loop) + HELD_MS);
}

/* Runs the loop until the connection has ended, which is recorded then. */
static void until_closed(struct bench *b)
{
	struct loop *l = b->w->r.loop;
	const struct http_record *records;
	while (!http_records(l, b->w->r.a, &records) && loop_now(l) < b->w->r.observations.deadline)
		loop_run(l, NULL, loop_now(l) + 10);
	assert_int_equal(http_records(l, b->w->r.a, &records), 1);
}

static void messages_wait_for_the_read(void **state)
{
	struct bench *b = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events, .wait = true };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	int64_t began = loop_now(probe_world_loop(b->w));
	const struct observation *l = open_ahead(b, p, true);
	hold(b);
	read_service(b);
	assert_true(goes_on(b));
	assert_int_equal(l->count, 0);
	probe_world_run(b->w);
	int64_t took = loop_now(b->w->r.loop) - began;
	assert_true(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "attempts"), 1);
	assert_int_equal(fact_int(l, "messages"), 3);
	assert_true(fact_int(l, "ms") <= took - HELD_MS); /* the times are without the time that it waited */
	assert_true(fact_int(l, "eventMs.agent_completed") <= took - HELD_MS);
	assert_int_equal(l->kept_ms, 0);
	assert_non_null(strstr(peer_seen(p), "text: {\"type\":\"ping\"}"));
	peer_free(p);
}

/* Without messages to send, the whole exchange runs before the read. */
static void exchange_without_messages_does_not_wait(void **state)
{
	struct bench *b = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	const struct observation *l = open_ahead(b, p, false);
	hold(b);
	read_service(b);
	assert_true(goes_on(b));
	assert_int_equal(l->count, 1);
	assert_true(fact_true(l, "ok"));
	assert_true(l->kept_ms >= HELD_MS);
	peer_free(p);
}

static void dropped_connection_is_closed_and_sends_nothing(void **state)
{
	struct bench *b = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events, .wait = true };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	const struct observation *l = open_ahead(b, p, true);
	assert_false(goes_on(b)); /* the service could not be read */
	until_closed(b);
	assert_int_equal(l->count, 0);
	const char *seen = peer_seen(p);
	assert_null(strstr(seen, "text:"));
	assert_non_null(strstr(seen, "close: 1000"));
	peer_free(p);
}

/* The messages were not sent, so what the server did says nothing. */
static void connection_that_the_server_closed_is_asked_again(void **state)
{
	struct bench *b = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events, .close_code = 1001 };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	const struct observation *l = open_ahead(b, p, true);
	until_closed(b);
	read_service(b);
	assert_false(goes_on(b));
	assert_int_equal(l->count, 0);
	peer_free(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(messages_wait_for_the_read),
		TEST(exchange_without_messages_does_not_wait),
		TEST(dropped_connection_is_closed_and_sends_nothing),
		TEST(connection_that_the_server_closed_is_asked_again),
	};
	return cmocka_run_group_tests_name("ahead_websocket", tests, NULL, NULL);
}
