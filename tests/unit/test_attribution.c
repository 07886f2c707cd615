/* SPDX-License-Identifier: Apache-2.0 */
/* test_attribution.c: half of the traffic goes to the candidate "new": which revision an answer belongs to, and how the
 * answers of other revisions are treated. */
#include "probe_world.h"
#include "../peers/peer.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct config_reach reach_of(
	struct probe_world *w, const struct peer *p, const char *scheme, const char *identity)
{
	return (struct config_reach){ .service = "backend",
		.timeout = 10000,
		.identity = { .text = identity, .set = true },
		.url = probe_world_secret(w, arena_printf(w->r.a, "%s://127.0.0.1:%d", scheme, peer_port(p))) };
}

static void said_by(const struct observation *l, const char *revision, int64_t attempts)
{
	assert_true(fact_true(l, "ok"));
	assert_true(l->attributed);
	assert_string_equal(fact_text(l, "identity"), revision);
	assert_string_equal(fact_text(l, "headers.x-revision"), revision);
	assert_int_equal(fact_int(l, "attempts"), attempts);
	assert_int_equal(fact_int(l, "others"), attempts - 1);
}

static void only_others(const struct observation *l, unsigned asked, const char *times)
{
	assert_int_equal(l->error.code, ERR_EVAL);
	assert_non_null(strstr(l->error.text, "before answered, not the candidate new"));
	assert_non_null(strstr(l->error.text, times));
	assert_int_equal(l->others, asked);
}

/* ---- gRPC ------------------------------------------------------------------------------------------------ */

static struct observation *grpc_observe(struct probe_world *w, const char *const *revisions, enum probe_at at_revision)
{
	size_t at = 0;
	const struct grpc_script s = {
		.body = "\0\0\0\0\2\x08\1", .body_n = 7, .status = "0", .revisions = revisions, .at = &at
	};
	struct config_grpc *g = ARENA_NEW(w->r.a, struct config_grpc);
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	struct peer *peer = peer_start(grpc_peer, &s, NULL);
	*g = (struct config_grpc){ .name = "", .reach = reach_of(w, peer, "http", "headers['x-revision']") };
	p->grpc = g;
	g->reach.at = at_revision;
	probe_world_release(w, "new", 50);
	struct observation *l = probe_world_observe(w, p, &source_grpc, &g->reach, 20000);
	peer_free(peer);
	return l;
}

static void grpc_probe_is_repeated_until_the_candidate_answers(void **state)
{
	static const char *const revisions[] = { "before", "before", "new", NULL };
	said_by(grpc_observe(*state, revisions, AT_USERS), "new", 3);
}

static void grpc_answers_of_other_revisions_are_not_judged(void **state)
{
	static const char *const revisions[] = { "before", NULL };
	only_others(grpc_observe(*state, revisions, AT_USERS), 20, "(after 20 requests)");
}

/* The tag followed LATEST when the service was read, and a later deploy moved it. */
static void answer_of_another_revision_at_the_tag_url_is_not_judged(void **state)
{
	static const char *const revisions[] = { "before", NULL };
	only_others(grpc_observe(*state, revisions, AT_CANDIDATE), 20, "(after 20 requests)");
}

/* ---- WebSockets ------------------------------------------------------------------------------------------- */

static const char *events[] = { "agent_started" };
static const char *const first_event[] = { "{\"type\":\"agent_started\"}", NULL };

static struct observation *websocket_observe(
	struct probe_world *w, const struct peer *peer, const char *identity, bool send)
{
	struct config_websocket *c = ARENA_NEW(w->r.a, struct config_websocket);
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	struct secret **texts = ARENA_ARRAY(w->r.a, struct secret *, 1);
	texts[0] = probe_world_secret(w, "the question");
	*c = (struct config_websocket){ .reach = reach_of(w, peer, "ws", identity),
		.event_key = "type",
		.within = 10000,
		.events = { .items = events, .n = 1 },
		.send = { .items = texts, .n = send } };
	p->websocket = c;
	probe_world_release(w, "new", 50);
	return probe_world_observe(w, p, &source_websocket, &c->reach, 30000);
}

static void other_revisions_are_sent_no_message(void **state)
{
	static const struct websocket_script s = { .messages = first_event, .headers = "X-Revision: before\r\n" };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	only_others(websocket_observe(*state, p, "headers['x-revision']", true), 20, "(after 20 requests)");
	assert_null(strstr(peer_seen(p), "the question"));
	peer_free(p);
}

static void candidate_is_judged(void **state)
{
	static const struct websocket_script s = {
		.wait = true, .messages = first_event, .headers = "X-Revision: new\r\n"
	};
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	said_by(websocket_observe(*state, p, "headers['x-revision']", true), "new", 1);
	peer_free(p);
}

/* A message that was sent once is not sent again to reach another revision. */
static void late_revision_name_is_not_retried_after_sending(void **state)
{
	struct probe_world *w = *state;
	static const char *const messages[] = { "hello", "{\"type\":\"agent_started\",\"revision\":\"before\"}",
		"{\"revision\":\"new\"}", NULL };
	static const struct websocket_script s = { .messages = messages };
	struct peer *p = peer_start(websocket_peer, &s, NULL);
	only_others(websocket_observe(w, p, "json.revision", true), 1, "(after 1 request)");
	only_others(websocket_observe(w, p, "json.revision", false), 20, "(after 20 requests)");
	peer_free(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(grpc_probe_is_repeated_until_the_candidate_answers),
		TEST(grpc_answers_of_other_revisions_are_not_judged),
		TEST(other_revisions_are_sent_no_message),
		TEST(answer_of_another_revision_at_the_tag_url_is_not_judged),
		TEST(candidate_is_judged),
		TEST(late_revision_name_is_not_retried_after_sending),
	};
	return cmocka_run_group_tests_name("attribution", tests, NULL, NULL);
}
