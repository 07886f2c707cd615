/* SPDX-License-Identifier: Apache-2.0 */
/* test_websocket.c: WebSocket probes of real servers on loopback: good servers, and each way to fail. */
#include "websocket_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- Good servers ---------------------------------------------------------------------------------------- */

static void events_in_the_listed_order(void **state)
{
	static const char *const messages[] = { "not json", "{\"kind\":\"other\"}", "{\"type\":\"hello\"}",
		"{\"type\":\"agent_started\"}", "{\"type\":7}", "{\"type\":\"agent_thinking\"}",
		"{\"type\":\"agent_thinking\"}", "{\"type\":\"agent_completed\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	const struct observation *l = websocket_units_play(*state, &s);
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "status"), 101);
	assert_int_equal(fact_int(l, "messages"), 8);
	assert_int_equal(fact_int(l, "unnamed"), 3);
	assert_int_equal(json_size(json_get(l->value, "events")), 5);
	assert_string_equal(fact_text(l, "events[0]"), "hello");
	assert_int_equal(json_size(json_get(l->value, "missing")), 0);
	assert_string_equal(fact_text(l, "firstWrong"), "");
	assert_true(fact_int(l, "eventMs.agent_started") <= fact_int(l, "eventMs.agent_completed"));
	assert_int_equal(fact_int(l, "closeCode"), 1000);
}

/* Messages too large for the loop keep their order. */
static void events_in_large_messages(void **state)
{
	struct probe_world *w = *state;
	enum { SIZE = 200 * 1024 };
	char *filling = arena_alloc(w->r.a, SIZE + 1);
	memset(filling, 'x', SIZE);
	const char *messages[] = { arena_printf(w->r.a, "{\"result\":\"%s\",\"type\":\"agent_started\"}", filling),
		"{\"type\":\"agent_thinking\"}",
		arena_printf(w->r.a, "{\"result\":\"%s\",\"type\":\"agent_completed\"}", filling), NULL };
	const struct websocket_script s = { .messages = messages, .close_code = 1000 };
	const struct observation *l = websocket_units_play(w, &s);
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "messages"), 3);
	assert_string_equal(fact_text(l, "json.type"), "agent_thinking"); /* the first small message */
}

static void events_in_any_order(void **state)
{
	struct probe_world *w = *state;
	static const char *const messages[] = { "{\"type\":\"agent_completed\"}", "{\"type\":\"agent_started\"}",
		"{\"type\":\"agent_thinking\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.order = EVENTS_ANY;
	assert_true(fact_true(websocket_units_ask(w, &c, 30000), "ok"));
	peer_free(p);
}

static void sent_messages(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = {
		.messages = websocket_units_all_events, .wait = true, .headers = "Sec-WebSocket-Protocol: chat\r\n"
	};
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	struct secret *texts[] = { probe_world_secret(w, "{\"type\":\"ping\"}"), probe_world_secret(w, "two") };
	struct conf_pair header = { .name = "Authorization",
		.value = secret_new(w->r.secrets, "Bearer token-of-the-test", 24, true) };
	c.send = (struct conf_secrets){ .items = texts, .n = 2 };
	c.headers = (struct conf_pairs){ .items = &header, .n = 1 };
	c.subprotocol = "chat";
	const struct observation *l = websocket_units_ask(w, &c, 30000);
	assert_true(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "subprotocol"), "chat");
	const char *seen = peer_seen(p);
	assert_non_null(strstr(seen, "GET /ws?room=7 HTTP/1.1\r\nHost: 127.0.0.1:"));
	assert_non_null(strstr(seen, "\r\nSec-WebSocket-Version: 13\r\n"));
	assert_non_null(strstr(seen, "\r\nSec-WebSocket-Protocol: chat\r\n"));
	assert_non_null(strstr(seen, "\r\nAuthorization: Bearer token-of-the-test\r\n"));
	assert_non_null(strstr(seen, "text: {\"type\":\"ping\"}\n"));
	assert_non_null(strstr(seen, "close: 1000\n"));
	peer_free(p);
}

static void without_events_the_upgrade_is_enough(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = NULL };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	struct secret *texts[] = { probe_world_secret(w, "goodbye") };
	c.events.n = 0;
	c.send = (struct conf_secrets){ .items = texts, .n = 1 };
	assert_true(fact_true(websocket_units_ask(w, &c, 30000), "ok"));
	const char *seen = peer_seen(p), *text = strstr(seen, "text: goodbye\n");
	assert_non_null(text);
	assert_non_null(strstr(text, "close: 1000\n")); /* the message was sent first */
	peer_free(p);
}

static void server_over_tls(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(
		&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	static const struct websocket_script s = { .messages = websocket_units_all_events };
	struct peer *p = peer_start(
		websocket_peer, &s, &(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1 });
	struct config_websocket c = websocket_units_asking(w, p);
	c.reach.url = probe_world_secret(w, arena_printf(w->r.a, "wss://127.0.0.1:%d/ws", peer_port(p)));
	w->r.config.ca_file = probe_world_path(w, "ca.pem");
	assert_int_equal(cert_write(own, w->r.config.ca_file), 0);
	const struct observation *l = websocket_units_ask(w, &c, 30000);
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "ok"));
	peer_free(p);
	cert_free(own);
}

static void untrusted_certificate(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(
		&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	static const struct websocket_script s = { .messages = websocket_units_all_events };
	struct peer *p = peer_start(
		websocket_peer, &s, &(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1 });
	struct config_websocket c = websocket_units_asking(w, p);
	c.reach.url = probe_world_secret(w, arena_printf(w->r.a, "wss://127.0.0.1:%d/ws", peer_port(p)));
	websocket_units_goes_wrong(websocket_units_ask(w, &c, 30000), 0, "SSL certificate problem");
	peer_free(p);
	cert_free(own);
}

static void pings_are_answered(void **state)
{
	static const struct websocket_script s = { .ping = true, .messages = websocket_units_all_events };
	assert_true(fact_true(websocket_units_play(*state, &s), "ok"));
}

static void fragments_and_pauses(void **state)
{
	static const struct websocket_script s = { .fragment = 3, .pause_ms = 20, .messages = websocket_units_all_events };
	assert_true(fact_true(websocket_units_play(*state, &s), "ok"));
}

static void event_names_deep_in_a_message(void **state)
{
	struct probe_world *w = *state;
	static const char *const messages[] = { "{\"data\":{\"event\":\"agent_started\"}}", NULL };
	static const struct websocket_script s = { .messages = messages };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.events.n = 1;
	c.event_key = "data.event";
	assert_true(fact_true(websocket_units_ask(w, &c, 30000), "ok"));
	peer_free(p);
}

static void server_that_does_not_answer_the_close(void **state)
{
	static const struct websocket_script s = { .messages = websocket_units_all_events, .deaf = true };
	const struct observation *l = websocket_units_play(*state, &s);
	assert_true(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "closeCode"), 1006);
}

/* ---- The upgrade ---------------------------------------------------------------------------------------------- */

static void rejected_upgrade(void **state)
{
	static const struct {
		const char *answer;
		int status;
	} table[] = {
		{ "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", 503 },
		{ "HTTP/1.1 500 Internal Server Error\r\n\r\nsome text", 500 },
		{ "HTTP/1.1 401 Unauthorized\r\n\r\n", 401 },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 426 Upgrade Required\n\n", 426 },
		{ "HTTP/1.0 200 OK\r\n\r\n", 200 },
		{ "HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n", 302 },
	};
	for (size_t i = 0; i < COUNTOF(table); i++) {
		struct probe_world *w = *state;
		const struct websocket_script s = { .refusal = table[i].answer };
		const struct observation *l = websocket_units_play(w, &s);
		websocket_units_goes_wrong(l, table[i].status, "the upgrade was refused: ");
		assert_string_equal(
			fact_text(l, "error"), arena_printf(w->r.a, "the upgrade was refused: %d", table[i].status));
		assert_int_equal(json_size(json_get(l->value, "missing")), 3);
		assert_int_equal(fact_int(l, "closeCode"), 0);
	}
}

static void invalid_upgrade_answers(void **state)
{
	static const struct {
		struct websocket_script s;
		int status;
		const char *error;
	} table[] = {
		{ { .wrong_accept = true }, 101, "a wrong Sec-WebSocket-Accept" },
		{ { .headers = "Sec-WebSocket-Protocol: other\r\n" }, 101,
			"the server chose subprotocol \"other\", which was not asked for" },
		{ { .headers = "Sec-WebSocket-Extensions: permessage-deflate\r\n" }, 101,
			"an extension that was not asked for" },
		{ { .refusal = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" }, 101,
			"but not to websocket" },
		{ { .refusal = "SSH-2.0-OpenSSH\r\n\r\n" }, 0, "is not HTTP/1.1" },
		{ { .refusal = "HTTP/1.1 101 x\r\nno header\r\n\r\n" }, 0, "a line that is not a header" },
		{ { .refusal = "HTTP/1.1 1" }, 0, "closed before the upgrade was answered" },
		{ { .refusal = "" }, 0, "closed before the upgrade was answered" },
	};
	for (size_t i = 0; i < COUNTOF(table); i++)
		websocket_units_goes_wrong(websocket_units_play(*state, &table[i].s), table[i].status, table[i].error);
}

static void unexpected_subprotocol(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.subprotocol = "chat";
	websocket_units_goes_wrong(
		websocket_units_ask(w, &c, 30000), 101, "the server did not agree to subprotocol \"chat\"");
	peer_free(p);
}

static void endless_headers(void **state)
{
	struct probe_world *w = *state;
	char *answer = arena_alloc(w->r.a, LIMIT_HEADER_BYTES + 1000);
	memset(answer, 'x', LIMIT_HEADER_BYTES + 999);
	memcpy(answer, "HTTP/1.1 101 x\r\na: ", 19);
	const struct websocket_script s = { .refusal = answer };
	websocket_units_goes_wrong(websocket_units_play(w, &s), 0, "the headers are larger than");
}

static void reserved_headers_are_a_config_error(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = websocket_units_all_events };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	struct conf_pair header = { .name = "sec-websocket-key", .value = probe_world_secret(w, "mine") };
	c.headers = (struct conf_pairs){ .items = &header, .n = 1 };
	const struct observation *l = websocket_units_ask(w, &c, 30000);
	assert_int_equal(l->error.code, ERR_CONFIG); /* nothing was sent, so nothing was observed */
	assert_non_null(strstr(l->error.text, "belongs to the upgrade itself"));
	assert_string_equal(peer_seen(p), "");
	peer_free(p);
}

static void no_answer_to_the_upgrade(void **state)
{
	struct probe_world *w = *state;
	struct peer *p = peer_start(peer_serve_text, NULL, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.reach.timeout = 2000;
	websocket_units_goes_wrong(websocket_units_ask(w, &c, 30000), 0, "no answer to the upgrade within ");
	peer_free(p);
}

static void connection_refused(void **state)
{
	struct probe_world *w = *state;
	struct peer *p = peer_start(peer_serve_text, "", NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	peer_free(p);
	websocket_units_goes_wrong(websocket_units_ask(w, &c, 30000), 0, "127.0.0.1:");
}

/* ---- Missing events ---------------------------------------------------------------------------------------------- */

static struct observation *play_within(struct probe_world *w, const struct websocket_script *s, int64_t within)
{
	struct peer *p = peer_start(websocket_peer, s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	c.within = within;
	struct observation *l = websocket_units_ask(w, &c, 30000);
	peer_free(p);
	return l;
}

static void silent_server(void **state)
{
	static const struct websocket_script s = { .messages = NULL };
	const struct observation *l = play_within(*state, &s, 1000);
	websocket_units_goes_wrong(l, 101, "agent_started did not arrive within 1s; no message arrived");
	assert_int_equal(json_size(json_get(l->value, "missing")), 3);
}

static void server_stops_half_way(void **state)
{
	static const struct websocket_script s = { .messages = websocket_units_first_event };
	const struct observation *l = play_within(*state, &s, 1000);
	websocket_units_goes_wrong(
		l, 101, "agent_thinking did not arrive within 1s; the last event was agent_started, after ");
	assert_int_equal(json_size(json_get(l->value, "missing")), 2);
	assert_string_equal(fact_text(l, "missing[0]"), "agent_thinking");
}

static void events_in_the_wrong_order(void **state)
{
	static const char *const messages[] = { "{\"type\":\"agent_started\"}", "{\"type\":\"agent_completed\"}",
		"{\"type\":\"agent_thinking\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	const struct observation *l = play_within(*state, &s, 1000);
	websocket_units_goes_wrong(
		l, 101, "agent_completed did not arrive within 1s; agent_completed arrived out of order");
	assert_string_equal(fact_text(l, "firstWrong"), "agent_completed");
}

static void messages_without_event_names(void **state)
{
	static const char *const messages[] = { "{\"event\":\"agent_started\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	websocket_units_goes_wrong(play_within(*state, &s, 1000), 101,
		"agent_started did not arrive within 1s; 1 messages arrived, none with a name at \"type\"");
}

static void string_with_nul_leaves_the_rest_readable(void **state)
{
	static const char *const messages[] = { "{\"type\":\"agent_started\",\"raw\":\"a\\u0000b\",\"room\":7}", NULL };
	static const struct websocket_script s = { .messages = messages, .close_code = 1000 };
	const struct observation *l = websocket_units_play(*state, &s);
	assert_string_equal(fact_text(l, "events[0]"), "agent_started");
	assert_int_equal(fact_int(l, "json.room"), 7);
	assert_string_equal(json_text(json_get(json_at(l->value, "json.raw"), CEL_UNOBSERVED)).p,
		"the string contains U+0000, which is not supported");
}

static void closed_by_the_server(void **state)
{
	static const struct websocket_script s = {
		.messages = websocket_units_first_event, .close_code = 1011, .close_reason = "tool \x1b crashed"
	};
	const struct observation *l = websocket_units_play(*state, &s);
	websocket_units_goes_wrong(l, 101,
		"the server closed the connection (1011 \"tool \\x1B crashed\") before agent_thinking; the last event was "
		"agent_started");
	assert_int_equal(fact_int(l, "closeCode"), 1011);
}

static void closed_with_a_registered_code(void **state)
{
	static const int codes[] = { 1000, 1001, 1012, 1013, 1014, 3000, 4999 };
	struct probe_world *w = *state;
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		const struct websocket_script s = {
			.messages = websocket_units_first_event, .close_code = codes[i], .close_reason = "restart"
		};
		const struct observation *l = websocket_units_play(w, &s);
		websocket_units_goes_wrong(l, 101,
			arena_printf(w->r.a, "the server closed the connection (%d \"restart\") before agent_thinking", codes[i]));
		assert_int_equal(fact_int(l, "closeCode"), codes[i]);
		assert_string_equal(fact_text(l, "closeReason"), "restart");
	}
}

static void closed_with_an_invalid_code(void **state)
{
	static const int codes[] = { 999, 1004, 1011 + 4, 1016, 2999, 5000 };
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		const struct websocket_script s = { .messages = websocket_units_first_event, .close_code = codes[i] };
		websocket_units_goes_wrong(websocket_units_play(*state, &s), 101,
			"received a frame that violates the protocol (RFC 6455), before agent_thinking");
	}
}

/* The payload of the close frame comes byte by byte, and its code is still read. */
static void close_frame_in_pieces(void **state)
{
	static const struct websocket_script s = { .raw = "\x88\x06\x03\xf5"
													  "busy",
		.raw_n = 8,
		.raw_pause_ms = 5 };
	const struct observation *l = websocket_units_play(*state, &s);
	websocket_units_goes_wrong(l, 101, "the server closed the connection (1013 \"busy\") before agent_started");
	assert_int_equal(fact_int(l, "closeCode"), 1013);
}

static void closed_without_a_code(void **state)
{
	static const struct websocket_script s = { .close_code = -1 };
	websocket_units_goes_wrong(websocket_units_play(*state, &s), 101,
		"the server closed the connection (1005) before agent_started; no message arrived");
}

static void closed_without_a_close_frame(void **state)
{
	static const struct websocket_script s = { .messages = websocket_units_first_event, .hang_up = true };
	const struct observation *l = websocket_units_play(*state, &s);
	websocket_units_goes_wrong(l, 101, "the connection was closed without a close frame, before agent_thinking");
	assert_int_equal(fact_int(l, "closeCode"), 1006);
}

static void connection_reset(void **state)
{
	static const struct websocket_script s = { .wait = false, .reset = true };
	websocket_units_goes_wrong(websocket_units_play(*state, &s), 101, "before agent_started");
}

static void observation_cut_short_is_unobserved(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = websocket_units_first_event };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = websocket_units_asking(w, p);
	const struct observation *l = websocket_units_ask(w, &c, 300);
	assert_int_equal(l->error.code, ERR_TIMEOUT);
	assert_non_null(strstr(l->error.text, "the run's deadline"));
	peer_free(p);
	p = peer_start(peer_serve_text, NULL, NULL);
	c = websocket_units_asking(w, p);
	l = websocket_units_ask(w, &c, 300);
	assert_int_equal(l->error.code, ERR_TIMEOUT);
	peer_free(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(events_in_the_listed_order), TEST(events_in_large_messages), TEST(events_in_any_order),
		TEST(sent_messages), TEST(without_events_the_upgrade_is_enough), TEST(server_over_tls),
		TEST(untrusted_certificate), TEST(pings_are_answered), TEST(fragments_and_pauses),
		TEST(event_names_deep_in_a_message), TEST(server_that_does_not_answer_the_close), TEST(rejected_upgrade),
		TEST(invalid_upgrade_answers), TEST(unexpected_subprotocol), TEST(endless_headers),
		TEST(reserved_headers_are_a_config_error), TEST(no_answer_to_the_upgrade), TEST(connection_refused),
		TEST(silent_server), TEST(server_stops_half_way), TEST(events_in_the_wrong_order),
		TEST(messages_without_event_names), TEST(string_with_nul_leaves_the_rest_readable),
		TEST(closed_by_the_server), TEST(closed_with_a_registered_code), TEST(closed_with_an_invalid_code),
		TEST(close_frame_in_pieces), TEST(closed_without_a_code), TEST(closed_without_a_close_frame),
		TEST(connection_reset), TEST(observation_cut_short_is_unobserved),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("websocket", tests, NULL, NULL);
}
