/* SPDX-License-Identifier: Apache-2.0 */
/* test_websocket_hostile.c: WebSocket servers that flood, violate the protocol, or are probed many times at once. */
#include "websocket_units.h"
#include "../../gate/net/websocket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- Hostile servers ----------------------------------------------------------------------------- */

static void frames_that_violate_the_protocol(void **state)
{
	static const struct {
		const char *raw;
		size_t n;
		const char *error;
	} table[] = {
		{ "\x81\x85\1\2\3\4hello", 11, "violates the protocol" }, /* a server must not mask */
		{ "\xf1\x02hi", 4, "violates the protocol" },             /* reserved bits */
		{ "\x83\x02hi", 4, "violates the protocol" },             /* an unknown opcode */
		{ "\x80\x02hi", 4, "violates the protocol" },             /* a continuation of no message */
		{ "\x09\x01x", 3, "violates the protocol" },              /* a fragmented ping */
		{ "\x81\x02\xc3\x28", 4, "not UTF-8" },
		{ "\x88\x02\x03\xed", 4, "violates the protocol" }, /* 1005 must not be sent */
		{ "\x88\x04\x03\xe8\xc3\x28", 6, "a close frame with a reason that is not UTF-8" },
		{ "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"
		  "x",
			11, "a message of more than" },
		{ "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10, "violates the protocol" },
	};
	for (size_t i = 0; i < COUNTOF(table); i++) {
		const struct websocket_script s = { .raw = table[i].raw, .raw_n = table[i].n };
		websocket_units_goes_wrong(websocket_units_play(*state, &s), 101, table[i].error);
	}
}

static void large_message_is_accepted(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = websocket_units_first_event,
		.zeros = LIMIT_WEBSOCKET_MESSAGE,
		.fragment = 100000,
		.close_code = 1000 };
	const struct observation *l = websocket_units_play(w, &s);
	assert_int_equal(fact_int(l, "messages"), 2);
}

static void too_large_message_is_rejected(void **state)
{
	static const struct websocket_script whole = { .zeros = LIMIT_WEBSOCKET_MESSAGE + 1 };
	static const struct websocket_script pieces = { .zeros = LIMIT_WEBSOCKET_MESSAGE + 1, .fragment = 50000 };
	websocket_units_goes_wrong(
		websocket_units_play(*state, &whole), 101, "received a message of more than 1048576 bytes");
	websocket_units_goes_wrong(
		websocket_units_play(*state, &pieces), 101, "received a message of more than 1048576 bytes");
}

static void total_received_bytes_are_limited(void **state)
{
	struct probe_world *w = *state;
	enum { SIZE = LIMIT_WEBSOCKET_MESSAGE - 100, N = LIMIT_WEBSOCKET_BYTES / SIZE + 2 };
	const char *messages[N + 1] = { NULL };
	char *text = arena_alloc(w->r.a, SIZE + 1);
	memset(text, '0', SIZE);
	for (int i = 0; i < N; i++)
		messages[i] = text;
	const struct websocket_script s = { .messages = messages };
	websocket_units_goes_wrong(websocket_units_play(w, &s), 101, "received more than 16777216 bytes");
}

static void flood_of_pings(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .pings = 100000 };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	peer_narrow(p);
	c.within = 60000; /* it ends when the socket buffers are full, not by a timeout */
	websocket_units_goes_wrong(
		websocket_units_ask(w, &c, 90000), 101, "the server sends pings but does not read the replies");
	peer_free(p);
}

static void flood_of_events(void **state)
{
	struct probe_world *w = *state;
	enum { N = LIMIT_WEBSOCKET_EVENTS + 500 };
	const char *messages[N + 1] = { NULL };
	for (int i = 0; i < N; i++)
		messages[i] = arena_printf(w->r.a, "{\"type\":\"noise%d\"}", i);
	const struct websocket_script s = { .messages = messages, .close_code = 1000 };
	const struct observation *l = websocket_units_play(w, &s);
	assert_int_equal(json_size(json_get(l->value, "events")), LIMIT_WEBSOCKET_EVENTS);
	assert_int_equal(fact_int(l, "messages"), N);
}

/* ---- Records ------------------------------------------------------------------------------------- */

static void exchange_is_recorded(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .refusal = "HTTP/1.1 503 no\r\n\r\n" };
	const struct http_record *records;
	websocket_units_play(w, &s);
	assert_int_equal(http_records(w->r.loop, w->r.a, &records), 1);
	assert_int_equal(records[0].status, 503);
	assert_string_equal(records[0].method, "GET");
	assert_string_equal(records[0].path, "/ws?room"); /* only the names of the query */
	assert_string_equal(records[0].error, "the upgrade was refused: 503");
}

static void rejection_by_a_private_service_is_unobserved(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .refusal = "HTTP/1.1 404 no\r\n\r\n" };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.reach.url = NULL;
	c.reach.service = "backend";
	c.reach.path = "/ws";
	w->service.now.uri = arena_printf(w->r.a, "http://127.0.0.1:%d", peer_port(p));
	json_set_string(w->r.a, (struct json *)(uintptr_t)w->service.now.raw, "ingress", "INGRESS_TRAFFIC_INTERNAL_ONLY");
	const struct observation *l = websocket_units_ask(w, &c, 30000);
	assert_int_equal(l->error.code, ERR_DENIED);
	peer_free(p);
}

/* ---- Many at once -------------------------------------------------------------------------------- */

enum { CROWD = 100 };
struct crowd {
	struct run *r;
	struct websocket *all[CROWD];
	size_t open, ended, whole;
	const struct secret *word;
};

/* When the last one opens, all of them send. */
static void crowd_on_open(void *arg, struct websocket *w, const struct websocket_end *so_far)
{
	struct crowd *c = arg;
	(void)so_far;
	c->all[c->open++] = w;
	for (size_t i = 0; c->open == CROWD && i < CROWD; i++)
		websocket_send(c->all[i], c->word);
}

static void crowd_on_message(void *arg, struct websocket *w, struct str message)
{
	(void)arg;
	assert_true(str_is(message, websocket_units_first_event[0]));
	websocket_close(w);
}

static void crowd_on_end(void *arg, const struct websocket_end *end)
{
	struct crowd *c = arg;
	c->whole += end->error.code == ERR_NONE && end->close_code == 1000;
	c->ended++;
	c->r->observations.pending--;
}

static void many_probes_of_one_host_all_succeed(void **state)
{
	static const struct websocket_script s = { .wait = true, .messages = websocket_units_first_event };
	static const struct websocket_on on = { crowd_on_open, crowd_on_message, crowd_on_end };
	struct probe_world *w = *state;
	struct peer *peers[CROWD] = { peer_start(websocket_peer, &s, NULL) };
	struct crowd c = { .r = &w->r, .word = probe_world_secret(w, "go on") };
	struct loop *l = probe_world_loop(w);
	for (size_t i = 1; i < CROWD; i++)
		peers[i] = peer_beside(peers[0]);
	const struct websocket_request request = { .timeout_ms = 20000,
		.deadline = loop_now(l) + 20000,
		.url = probe_world_secret(w, arena_printf(w->r.a, "ws://127.0.0.1:%d/", peer_port(peers[0]))) };
	w->r.observations.deadline = loop_now(l) + 20000;
	for (w->r.observations.pending = 0; w->r.observations.pending < CROWD; w->r.observations.pending++)
		websocket_start(l, w->r.a, &request, &on, &c);
	probe_world_run(w);
	assert_int_equal(c.ended, CROWD);
	assert_int_equal(c.whole, CROWD);
	for (size_t i = 0; i < CROWD; i++)
		peer_free(peers[i]);
}

/* ---- A busy server ---------------------------------------------------------------------------------------------- */

struct chatter {
	struct run *r;
	size_t messages, this_turn, most_a_turn, turns;
	bool ended;
};

static void chatter_on_open(void *arg, struct websocket *w, const struct websocket_end *so_far)
{
	(void)arg;
	(void)w;
	(void)so_far;
}

static void chatter_on_message(void *arg, struct websocket *w, struct str message)
{
	struct chatter *c = arg;
	(void)w;
	(void)message;
	c->messages++;
	c->this_turn++;
	c->most_a_turn = c->this_turn > c->most_a_turn ? c->this_turn : c->most_a_turn;
}

static void chatter_on_end(void *arg, const struct websocket_end *end)
{
	struct chatter *c = arg;
	assert_int_equal(end->close_code, 1000);
	c->ended = true;
	c->r->observations.pending--;
}

/* Another probe: it gets one turn of the loop after each turn of the busy one. */
static void chatter_on_turn(void *arg)
{
	struct chatter *c = arg;
	c->this_turn = 0;
	c->turns++;
	if (!c->ended)
		loop_at(c->r->loop, loop_now(c->r->loop), chatter_on_turn, c);
}

static void busy_connection_leaves_turns_to_others(void **state)
{
	enum { N = 100 * 1000, A_TURN = LIMIT_WEBSOCKET_TURN_MESSAGES + 512 };
	static const struct websocket_on on = { chatter_on_open, chatter_on_message, chatter_on_end };
	struct probe_world *w = *state;
	struct buf b = BUF_MAX(1024 * 1024);
	for (int i = 0; i < N; i++)
		buf_put(&b, "\x81\x02{}", 4);
	const struct websocket_script s = { .raw = buf_text(&b), .raw_n = b.n, .close_code = 1000 };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct loop *l = probe_world_loop(w);
	struct chatter c = { .r = &w->r };
	w->r.observations.deadline = loop_now(l) + 60000;
	const struct websocket_request request = { .timeout_ms = 20000,
		.deadline = w->r.observations.deadline,
		.url = probe_world_secret(w, arena_printf(w->r.a, "ws://127.0.0.1:%d/", peer_port(p))) };
	w->r.observations.pending = 1;
	websocket_start(l, w->r.a, &request, &on, &c);
	chatter_on_turn(&c);
	probe_world_run(w);
	assert_int_equal(c.messages, N);
	assert_true(c.most_a_turn <= 2 * A_TURN); /* one turn of its timer, one of its descriptor */
	assert_true(c.turns >= N / (2 * A_TURN));
	peer_free(p);
	buf_free(&b);
}

/* A server that sends thousands of 1xx heads and then single bytes uses memory for each byte once. */
static void upgrade_in_single_bytes_is_read_in_linear_memory(void **state)
{
	static const char one[] = "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n";
	static const char last[] = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n";
	struct arena *a = ((struct probe_world *)*state)->r.a;
	struct buf b = BUF_MAX(LIMIT_HEADER_BYTES);
	struct upgrade_reading at = { 0, 0 };
	struct upgrade_answer answer = { .size = 0 };
	struct err e;
	while (b.n < 60 * 1024)
		buf_puts(&b, one);
	buf_puts(&b, last);
	size_t before = arena_used(a);
	for (size_t n = 1; n <= b.n; n++) {
		assert_int_equal(answer.size, 0);
		assert_int_equal(websocket_upgrade_read(a, (struct str){ buf_text(&b), n }, &at, &answer, &e), 0);
	}
	assert_int_equal(answer.size, b.n);
	assert_int_equal(answer.status, 101);
	assert_true(arena_used(a) - before < 8 * b.n);
	buf_free(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_that_violate_the_protocol),
		TEST(large_message_is_accepted),
		TEST(too_large_message_is_rejected),
		TEST(total_received_bytes_are_limited),
		TEST(flood_of_pings),
		TEST(flood_of_events),
		TEST(exchange_is_recorded),
		TEST(rejection_by_a_private_service_is_unobserved),
		TEST(many_probes_of_one_host_all_succeed),
		TEST(busy_connection_leaves_turns_to_others),
		TEST(upgrade_in_single_bytes_is_read_in_linear_memory),
	};
	return cmocka_run_group_tests_name("websocket_hostile", tests, NULL, NULL);
}
