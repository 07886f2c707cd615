/* SPDX-License-Identifier: Apache-2.0 */
/* test_websocket.c: WebSockets of real servers on loopback, through the probe: good ones, and each way to go wrong. */
#include "../../gate/net/websocket.h"
#include "../peers/peer.h"
#include "probe_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *events[] = { "agent_started", "agent_thinking", "agent_completed" };
static const char *const story[] = { "{\"type\":\"agent_started\"}", "{\"type\":\"agent_thinking\"}", "{\"type\":\"agent_completed\"}", NULL };
static const char *const half_a_story[] = { "{\"type\":\"agent_started\"}", NULL };

static struct config_websocket asking(struct probe_world *w, const struct peer *p)
{
	return (struct config_websocket){
		.reach = { .url = probe_world_secret(w, arena_printf(w->r.a, "ws://127.0.0.1:%d/ws?room=7", peer_port(p))), .timeout = 10000 },
		.events = { .items = events, .n = COUNTOF(events) }, .event_key = "type", .within = 10000 };
}

static struct look *ask(struct probe_world *w, const struct config_websocket *c, int64_t round_ms)
{
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	struct config_websocket *kept = ARENA_NEW(w->r.a, struct config_websocket);
	*kept = *c;
	p->websocket = kept;
	return probe_world_look(w, p, &source_websocket, &kept->reach, round_ms);
}

static struct look *play(struct probe_world *w, const struct websocket_script *s)
{
	struct peer *p = peer_start(websocket_peer, s, NULL);
	struct config_websocket c = asking(w, p);
	struct look *l = ask(w, &c, 30000);
	peer_free(p);
	return l;
}

/* Observed, not ok, and for this reason. */
static void goes_wrong(const struct look *l, int status, const char *error)
{
	assert_int_equal(l->error.code, ERR_NONE);
	assert_false(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "status"), status);
	if (!strstr(fact_text(l, "error"), error))
		assert_string_equal(fact_text(l, "error"), error);
}

/* ---- Good ones ------------------------------------------------------------------------------------------- */

static void events_as_listed(void **state)
{
	static const char *const messages[] = { "not json", "{\"kind\":\"other\"}", "{\"type\":\"hello\"}", "{\"type\":\"agent_started\"}", "{\"type\":7}",
		"{\"type\":\"agent_thinking\"}", "{\"type\":\"agent_thinking\"}", "{\"type\":\"agent_completed\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	const struct look *l = play(*state, &s);
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

static void events_in_any_order(void **state)
{
	struct probe_world *w = *state;
	static const char *const messages[] = { "{\"type\":\"agent_completed\"}", "{\"type\":\"agent_started\"}", "{\"type\":\"agent_thinking\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	c.order = 1;
	assert_true(fact_true(ask(w, &c, 30000), "ok"));
	peer_free(p);
}

static void what_is_sent(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = story, .wait = true, .headers = "Sec-WebSocket-Protocol: chat\r\n" };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	struct secret *texts[] = { probe_world_secret(w, "{\"type\":\"ping\"}"), probe_world_secret(w, "two") };
	struct conf_pair header = { .name = "Authorization", .value = secret_new(w->r.secrets, "Bearer token-of-the-test", 24, true) };
	c.send = (struct conf_secrets){ .items = texts, .n = 2 };
	c.headers = (struct conf_pairs){ .items = &header, .n = 1 };
	c.subprotocol = "chat";
	const struct look *l = ask(w, &c, 30000);
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

static void without_events_the_upgrade_is_all(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = NULL };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	struct secret *texts[] = { probe_world_secret(w, "goodbye") };
	c.events.n = 0;
	c.send = (struct conf_secrets){ .items = texts, .n = 1 };
	assert_true(fact_true(ask(w, &c, 30000), "ok"));
	const char *seen = peer_seen(p), *text = strstr(seen, "text: goodbye\n");
	assert_non_null(text);
	assert_non_null(strstr(text, "close: 1000\n")); /* the message went first */
	peer_free(p);
}

static void over_tls(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	static const struct websocket_script s = { .messages = story };
	struct peer *p = peer_start(websocket_peer, &s, &(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1 });
	struct config_websocket c = asking(w, p);
	c.reach.url = probe_world_secret(w, arena_printf(w->r.a, "wss://127.0.0.1:%d/ws", peer_port(p)));
	w->r.config.ca_file = probe_world_path(w, "ca.pem");
	assert_int_equal(cert_write(own, w->r.config.ca_file), 0);
	const struct look *l = ask(w, &c, 30000);
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "ok"));
	peer_free(p);
	cert_free(own);
}

static void a_certificate_that_nobody_trusts(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	static const struct websocket_script s = { .messages = story };
	struct peer *p = peer_start(websocket_peer, &s, &(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1 });
	struct config_websocket c = asking(w, p);
	c.reach.url = probe_world_secret(w, arena_printf(w->r.a, "wss://127.0.0.1:%d/ws", peer_port(p)));
	goes_wrong(ask(w, &c, 30000), 0, "SSL certificate problem");
	peer_free(p);
	cert_free(own);
}

static void pings_are_answered(void **state)
{
	static const struct websocket_script s = { .ping = true, .messages = story };
	assert_true(fact_true(play(*state, &s), "ok"));
}

static void fragments_and_pauses(void **state)
{
	static const struct websocket_script s = { .fragment = 3, .pause_ms = 20, .messages = story };
	assert_true(fact_true(play(*state, &s), "ok"));
}

static void event_names_deep_in_a_message(void **state)
{
	struct probe_world *w = *state;
	static const char *const messages[] = { "{\"data\":{\"event\":\"agent_started\"}}", NULL };
	static const struct websocket_script s = { .messages = messages };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	c.events.n = 1;
	c.event_key = "data.event";
	assert_true(fact_true(ask(w, &c, 30000), "ok"));
	peer_free(p);
}

static void a_server_that_answers_no_close(void **state)
{
	static const struct websocket_script s = { .messages = story, .deaf = true };
	const struct look *l = play(*state, &s);
	assert_true(fact_true(l, "ok"));
	assert_int_equal(fact_int(l, "closeCode"), 1006);
}

/* ---- The upgrade ---------------------------------------------------------------------------------------------- */

static void refusals(void **state)
{
	static const struct { const char *answer; int status; } table[] = {
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
		const struct look *l = play(w, &s);
		goes_wrong(l, table[i].status, "the upgrade was refused: ");
		assert_string_equal(fact_text(l, "error"), arena_printf(w->r.a, "the upgrade was refused: %d", table[i].status));
		assert_int_equal(json_size(json_get(l->value, "missing")), 3);
		assert_int_equal(fact_int(l, "closeCode"), 0);
	}
}

static void answers_that_are_no_upgrade(void **state)
{
	static const struct { struct websocket_script s; int status; const char *error; } table[] = {
		{ { .wrong_accept = true }, 101, "a wrong Sec-WebSocket-Accept" },
		{ { .headers = "Sec-WebSocket-Protocol: other\r\n" }, 101, "the server chose subprotocol \"other\", which was not asked for" },
		{ { .headers = "Sec-WebSocket-Extensions: permessage-deflate\r\n" }, 101, "an extension that was not asked for" },
		{ { .refusal = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" }, 101, "but not to websocket" },
		{ { .refusal = "SSH-2.0-OpenSSH\r\n\r\n" }, 0, "is not HTTP/1.1" },
		{ { .refusal = "HTTP/1.1 101 x\r\nno header\r\n\r\n" }, 0, "a line that is no header" },
		{ { .refusal = "HTTP/1.1 1" }, 0, "ended before the upgrade was answered" },
		{ { .refusal = "" }, 0, "ended before the upgrade was answered" },
	};
	for (size_t i = 0; i < COUNTOF(table); i++)
		goes_wrong(play(*state, &table[i].s), table[i].status, table[i].error);
}

static void a_subprotocol_not_agreed_to(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = story };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	c.subprotocol = "chat";
	goes_wrong(ask(w, &c, 30000), 101, "the server did not agree to subprotocol \"chat\"");
	peer_free(p);
}

static void headers_without_end(void **state)
{
	struct probe_world *w = *state;
	char *answer = arena_alloc(w->r.a, LIMIT_HEADER_BYTES + 1000);
	memset(answer, 'x', LIMIT_HEADER_BYTES + 999);
	memcpy(answer, "HTTP/1.1 101 x\r\na: ", 19);
	const struct websocket_script s = { .refusal = answer };
	goes_wrong(play(w, &s), 0, "the headers are larger than");
}

static void headers_that_are_the_upgrades_own(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = story };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	struct conf_pair header = { .name = "sec-websocket-key", .value = probe_world_secret(w, "mine") };
	c.headers = (struct conf_pairs){ .items = &header, .n = 1 };
	const struct look *l = ask(w, &c, 30000);
	assert_int_equal(l->error.code, ERR_CONFIG); /* nothing was asked, so nothing was observed */
	assert_non_null(strstr(l->error.text, "belongs to the upgrade itself"));
	assert_string_equal(peer_seen(p), "");
	peer_free(p);
}

static void no_answer_to_the_upgrade(void **state)
{
	struct probe_world *w = *state;
	struct peer *p = peer_start(peer_serve_text, NULL, NULL);
	struct config_websocket c = asking(w, p);
	c.reach.timeout = 2000;
	goes_wrong(ask(w, &c, 30000), 0, "no answer to the upgrade within ");
	peer_free(p);
}

static void nobody_listens(void **state)
{
	struct probe_world *w = *state;
	struct peer *p = peer_start(peer_serve_text, "", NULL);
	struct config_websocket c = asking(w, p);
	peer_free(p);
	goes_wrong(ask(w, &c, 30000), 0, "127.0.0.1:");
}

/* ---- Events that do not come ------------------------------------------------------------------------------------- */

static struct look *play_within(struct probe_world *w, const struct websocket_script *s, int64_t within)
{
	struct peer *p = peer_start(websocket_peer, s, NULL);
	struct config_websocket c = asking(w, p);
	c.within = within;
	struct look *l = ask(w, &c, 30000);
	peer_free(p);
	return l;
}

static void silent(void **state)
{
	static const struct websocket_script s = { .messages = NULL };
	const struct look *l = play_within(*state, &s, 1000);
	goes_wrong(l, 101, "agent_started did not come within 1s; no message came");
	assert_int_equal(json_size(json_get(l->value, "missing")), 3);
}

static void stops_half_way(void **state)
{
	static const struct websocket_script s = { .messages = half_a_story };
	const struct look *l = play_within(*state, &s, 1000);
	goes_wrong(l, 101, "agent_thinking did not come within 1s; the last event was agent_started, after ");
	assert_int_equal(json_size(json_get(l->value, "missing")), 2);
	assert_string_equal(fact_text(l, "missing[0]"), "agent_thinking");
}

static void in_the_wrong_order(void **state)
{
	static const char *const messages[] = { "{\"type\":\"agent_started\"}", "{\"type\":\"agent_completed\"}", "{\"type\":\"agent_thinking\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	const struct look *l = play_within(*state, &s, 1000);
	goes_wrong(l, 101, "agent_completed did not come within 1s; agent_completed came before its turn");
	assert_string_equal(fact_text(l, "firstWrong"), "agent_completed");
}

static void without_names(void **state)
{
	static const char *const messages[] = { "{\"event\":\"agent_started\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	goes_wrong(play_within(*state, &s, 1000), 101, "agent_started did not come within 1s; 1 messages came, none with a name at \"type\"");
}

static void a_string_with_nul_leaves_the_rest(void **state)
{
	static const char *const messages[] = { "{\"type\":\"agent_started\",\"raw\":\"a\\u0000b\",\"room\":7}", NULL };
	static const struct websocket_script s = { .messages = messages, .close_code = 1000 };
	const struct look *l = play(*state, &s);
	assert_string_equal(fact_text(l, "events[0]"), "agent_started");
	assert_int_equal(fact_int(l, "json.room"), 7);
	assert_string_equal(json_text(json_get(json_at(l->value, "json.raw"), CEL_HOLE)).p, "the string holds U+0000, which is not taken");
}

static void closed_by_the_server(void **state)
{
	static const struct websocket_script s = { .messages = half_a_story, .close_code = 1011, .close_reason = "tool \x1b crashed" };
	const struct look *l = play(*state, &s);
	goes_wrong(l, 101, "the server closed the connection (1011 \"tool \\x1B crashed\") before agent_thinking; the last event was agent_started");
	assert_int_equal(fact_int(l, "closeCode"), 1011);
}

static void closed_with_a_code_of_the_registry(void **state)
{
	static const int codes[] = { 1000, 1001, 1012, 1013, 1014, 3000, 4999 };
	struct probe_world *w = *state;
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		const struct websocket_script s = { .messages = half_a_story, .close_code = codes[i], .close_reason = "restart" };
		const struct look *l = play(w, &s);
		goes_wrong(l, 101, arena_printf(w->r.a, "the server closed the connection (%d \"restart\") before agent_thinking", codes[i]));
		assert_int_equal(fact_int(l, "closeCode"), codes[i]);
		assert_string_equal(fact_text(l, "closeReason"), "restart");
	}
}

static void closed_with_a_code_of_no_registry(void **state)
{
	static const int codes[] = { 999, 1004, 1011 + 4, 1016, 2999, 5000 };
	for (size_t i = 0; i < COUNTOF(codes); i++) {
		const struct websocket_script s = { .messages = half_a_story, .close_code = codes[i] };
		goes_wrong(play(*state, &s), 101, "a frame came that breaks the protocol (RFC 6455), before agent_thinking");
	}
}

/* The payload of the close comes byte by byte, and its code is still read. */
static void a_close_in_pieces(void **state)
{
	static const struct websocket_script s = { .raw = "\x88\x06\x03\xf5" "busy", .raw_n = 8, .raw_pause_ms = 5 };
	const struct look *l = play(*state, &s);
	goes_wrong(l, 101, "the server closed the connection (1013 \"busy\") before agent_started");
	assert_int_equal(fact_int(l, "closeCode"), 1013);
}

static void closed_without_a_code(void **state)
{
	static const struct websocket_script s = { .close_code = -1 };
	goes_wrong(play(*state, &s), 101, "the server closed the connection (1005) before agent_started; no message came");
}

static void hung_up(void **state)
{
	static const struct websocket_script s = { .messages = half_a_story, .hang_up = true };
	const struct look *l = play(*state, &s);
	goes_wrong(l, 101, "the connection was ended without a close message, before agent_thinking");
	assert_int_equal(fact_int(l, "closeCode"), 1006);
}

static void reset(void **state)
{
	static const struct websocket_script s = { .wait = false, .reset = true };
	goes_wrong(play(*state, &s), 101, "before agent_started");
}

static void cut_short_is_not_observed(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = half_a_story };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	const struct look *l = ask(w, &c, 300);
	assert_int_equal(l->error.code, ERR_TIMEOUT);
	assert_non_null(strstr(l->error.text, "the run's deadline"));
	peer_free(p);
	p = peer_start(peer_serve_text, NULL, NULL);
	c = asking(w, p);
	l = ask(w, &c, 300);
	assert_int_equal(l->error.code, ERR_TIMEOUT);
	peer_free(p);
}

/* ---- Hostile ones ---------------------------------------------------------------------------------------------------- */

static void frames_that_break_the_protocol(void **state)
{
	static const struct { const char *raw; size_t n; const char *error; } table[] = {
		{ "\x81\x85\1\2\3\4hello", 11, "breaks the protocol" },       /* a server must not mask */
		{ "\xf1\x02hi", 4, "breaks the protocol" },                   /* reserved bits */
		{ "\x83\x02hi", 4, "breaks the protocol" },                   /* an opcode that is not known */
		{ "\x80\x02hi", 4, "breaks the protocol" },                   /* goes on with nothing */
		{ "\x09\x01x", 3, "breaks the protocol" },                    /* a ping in fragments */
		{ "\x81\x02\xc3\x28", 4, "not UTF-8" },
		{ "\x88\x02\x03\xed", 4, "breaks the protocol" },             /* 1005 is never sent */
		{ "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff" "x", 11, "a message of more than" },
		{ "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10, "breaks the protocol" },
	};
	for (size_t i = 0; i < COUNTOF(table); i++) {
		const struct websocket_script s = { .raw = table[i].raw, .raw_n = table[i].n };
		goes_wrong(play(*state, &s), 101, table[i].error);
	}
}

static void a_large_message_is_taken(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .messages = half_a_story, .zeros = LIMIT_WEBSOCKET_MESSAGE, .fragment = 100000, .close_code = 1000 };
	const struct look *l = play(w, &s);
	assert_int_equal(fact_int(l, "messages"), 2);
}

static void a_huge_one_is_not(void **state)
{
	static const struct websocket_script whole = { .zeros = LIMIT_WEBSOCKET_MESSAGE + 1 };
	static const struct websocket_script pieces = { .zeros = LIMIT_WEBSOCKET_MESSAGE + 1, .fragment = 50000 };
	goes_wrong(play(*state, &whole), 101, "a message of more than 1048576 bytes came");
	goes_wrong(play(*state, &pieces), 101, "a message of more than 1048576 bytes came");
}

static void more_than_it_may_receive(void **state)
{
	struct probe_world *w = *state;
	enum { SIZE = LIMIT_WEBSOCKET_MESSAGE - 100, N = LIMIT_WEBSOCKET_BYTES / SIZE + 2 };
	const char *messages[N + 1] = { NULL };
	char *text = arena_alloc(w->r.a, SIZE + 1);
	memset(text, '0', SIZE);
	for (int i = 0; i < N; i++)
		messages[i] = text;
	const struct websocket_script s = { .messages = messages };
	goes_wrong(play(w, &s), 101, "more than 16777216 bytes came");
}

static void a_flood_of_pings(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .pings = 100000 };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	peer_narrow(p);
	c.within = 60000; /* it ends when the buffers between are full, not by the clock */
	goes_wrong(ask(w, &c, 90000), 101, "the server asks for answers (pings) and does not read them");
	peer_free(p);
}

static void a_flood_of_events(void **state)
{
	struct probe_world *w = *state;
	enum { N = LIMIT_WEBSOCKET_EVENTS + 500 };
	const char *messages[N + 1] = { NULL };
	for (int i = 0; i < N; i++)
		messages[i] = arena_printf(w->r.a, "{\"type\":\"noise%d\"}", i);
	const struct websocket_script s = { .messages = messages, .close_code = 1000 };
	const struct look *l = play(w, &s);
	assert_int_equal(json_size(json_get(l->value, "events")), LIMIT_WEBSOCKET_EVENTS);
	assert_int_equal(fact_int(l, "messages"), N);
}

/* ---- What is left behind --------------------------------------------------------------------------------------------------- */

static void it_is_recorded(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .refusal = "HTTP/1.1 503 no\r\n\r\n" };
	const struct http_record *records;
	play(w, &s);
	assert_int_equal(http_records(w->r.loop, w->r.a, &records), 1);
	assert_int_equal(records[0].status, 503);
	assert_string_equal(records[0].method, "GET");
	assert_string_equal(records[0].path, "/ws?room"); /* the names of the query alone */
	assert_string_equal(records[0].error, "the upgrade was refused: 503");
}

static void a_private_service_proves_nothing(void **state)
{
	struct probe_world *w = *state;
	static const struct websocket_script s = { .refusal = "HTTP/1.1 404 no\r\n\r\n" };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	struct config_websocket c = asking(w, p);
	c.reach.url = NULL;
	c.reach.service = "backend";
	c.reach.path = "/ws";
	w->service.now.uri = arena_printf(w->r.a, "http://127.0.0.1:%d", peer_port(p));
	json_set_string(w->r.a, (struct json *)(uintptr_t)w->service.now.raw, "ingress", "INGRESS_TRAFFIC_INTERNAL_ONLY");
	const struct look *l = ask(w, &c, 30000);
	assert_int_equal(l->error.code, ERR_DENIED);
	peer_free(p);
}

/* ---- Many at once --------------------------------------------------------------------------------------------------- */

enum { CROWD = 100 };
struct crowd { struct run *r; struct websocket *all[CROWD]; size_t open, ended, whole; const struct secret *word; };

/* The last to open lets all of them speak. */
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
	assert_true(str_is(message, half_a_story[0]));
	websocket_close(w);
}

static void crowd_on_end(void *arg, const struct websocket_end *end)
{
	struct crowd *c = arg;
	c->whole += end->error.code == ERR_NONE && end->close_code == 1000;
	c->ended++;
	c->r->pending--;
}

static void none_of_many_to_one_host_is_cut(void **state)
{
	static const struct websocket_script s = { .wait = true, .messages = half_a_story };
	static const struct websocket_on on = { crowd_on_open, crowd_on_message, crowd_on_end };
	struct probe_world *w = *state;
	struct peer *peers[CROWD] = { peer_start(websocket_peer, &s, NULL) };
	struct crowd c = { .r = &w->r, .word = probe_world_secret(w, "go on") };
	struct loop *l = probe_world_loop(w);
	for (size_t i = 1; i < CROWD; i++)
		peers[i] = peer_beside(peers[0]);
	const struct websocket_request request = { .timeout_ms = 20000, .deadline = loop_now(l) + 20000,
		.url = probe_world_secret(w, arena_printf(w->r.a, "ws://127.0.0.1:%d/", peer_port(peers[0]))) };
	w->r.round_deadline = loop_now(l) + 20000;
	for (w->r.pending = 0; w->r.pending < CROWD; w->r.pending++)
		websocket_start(l, w->r.a, &request, &on, &c);
	probe_world_run(w);
	assert_int_equal(c.ended, CROWD);
	assert_int_equal(c.whole, CROWD);
	for (size_t i = 0; i < CROWD; i++)
		peer_free(peers[i]);
}

/* A server that sends thousands of 1xx heads and then single bytes costs memory for each byte once. */
static void an_upgrade_in_single_bytes_is_read_in_linear_memory(void **state)
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
		TEST(an_upgrade_in_single_bytes_is_read_in_linear_memory),
		TEST(events_as_listed), TEST(events_in_any_order), TEST(what_is_sent), TEST(without_events_the_upgrade_is_all), TEST(over_tls),
		TEST(a_certificate_that_nobody_trusts), TEST(pings_are_answered), TEST(fragments_and_pauses), TEST(event_names_deep_in_a_message),
		TEST(a_server_that_answers_no_close), TEST(refusals), TEST(answers_that_are_no_upgrade), TEST(a_subprotocol_not_agreed_to),
		TEST(headers_without_end), TEST(headers_that_are_the_upgrades_own), TEST(no_answer_to_the_upgrade), TEST(nobody_listens), TEST(silent),
		TEST(stops_half_way), TEST(in_the_wrong_order), TEST(without_names), TEST(closed_by_the_server), TEST(closed_without_a_code),
		TEST(closed_with_a_code_of_the_registry), TEST(closed_with_a_code_of_no_registry), TEST(a_close_in_pieces),
		TEST(none_of_many_to_one_host_is_cut), TEST(a_string_with_nul_leaves_the_rest),
		TEST(hung_up), TEST(reset), TEST(cut_short_is_not_observed), TEST(frames_that_break_the_protocol), TEST(a_large_message_is_taken),
		TEST(a_huge_one_is_not), TEST(more_than_it_may_receive), TEST(a_flood_of_pings), TEST(a_flood_of_events), TEST(it_is_recorded),
		TEST(a_private_service_proves_nothing),
	};
	return cmocka_run_group_tests_name("websocket", tests, NULL, NULL);
}
