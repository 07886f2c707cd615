/* SPDX-License-Identifier: Apache-2.0 */
/* test_grpc.c: gRPC health over h2c and TLS: servers that serve, servers that do not, and servers without gRPC. */
#include "fake_world.h"
#include "probe_world.h"
#include "../peers/peer.h"
#include "../../gate/source/source.h"
#include "../../gate/source/probe/grpc_health.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define SERVING "\0\0\0\0\2\x08\1"

static const char nginx_page[] =
	"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\ndown";

static struct observation *observe(
	struct probe_world *w, const char *url, const char *name, int64_t timeout_ms, int64_t round_ms)
{
	struct config_grpc *g = ARENA_NEW(w->r.a, struct config_grpc);
	struct config_probe *p = ARENA_NEW(w->r.a, struct config_probe);
	*g = (struct config_grpc){ .reach = { .url = probe_world_secret(w, url), .timeout = timeout_ms }, .name = name };
	p->grpc = g;
	return probe_world_observe(w, p, &source_grpc, &g->reach, round_ms);
}

static struct observation *observe_script(struct probe_world *w, const struct grpc_script *s)
{
	struct peer *p = peer_start(grpc_peer, s, NULL);
	struct observation *l = observe(
		w, arena_printf(w->r.a, "http://127.0.0.1:%d/ignored?x=1", peer_port(p)), "", 10000, 20000);
	peer_free(p);
	return l;
}

static void serving_server_passes(void **state)
{
	struct probe_world *w = *state;
	static const struct grpc_script s = { .body = SERVING, .body_n = 7, .status = "0" };
	struct peer *p = peer_start(grpc_peer, &s, NULL);
	const struct observation *l = observe(
		w, arena_printf(w->r.a, "http://127.0.0.1:%d", peer_port(p)), "a.B", 10000, 20000);
	assert_true(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "status"), "SERVING");
	assert_string_equal(fact_text(l, "error"), "");
	assert_int_equal(fact_int(l, "grpcStatus"), 0);
	assert_string_equal(fact_text(l, "grpcStatusName"), "OK");
	assert_int_equal(fact_int(l, "httpStatus"), 200);
	const char *seen = peer_seen(p);
	assert_non_null(strstr(seen, ":path: /grpc.health.v1.Health/Check\n"));
	assert_non_null(strstr(seen, ":method: POST\n"));
	assert_non_null(strstr(seen, "content-type: application/grpc\n"));
	assert_non_null(strstr(seen, "te: trailers\n"));
	assert_non_null(strstr(seen, "grpc-timeout: 10000m\n"));
	assert_non_null(strstr(seen, "00000000050a03612e42")); /* field 1, "a.B" */
	peer_free(p);
}

static void serving_server_over_tls_passes(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(
		&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	static const struct grpc_script s = { .body = SERVING, .body_n = 7, .status = "0" };
	struct peer *p = peer_start(
		grpc_peer, &s, &(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1 });
	w->r.config.ca_file = probe_world_path(w, "ca.pem");
	assert_int_equal(cert_write(own, w->r.config.ca_file), 0);
	const struct observation *l = observe(
		w, arena_printf(w->r.a, "https://127.0.0.1:%d", peer_port(p)), "", 10000, 20000);
	assert_string_equal(fact_text(l, "error"), "");
	assert_true(fact_true(l, "ok"));
	peer_free(p);
	cert_free(own);
}

/* ---- Bad answers ---------------------------------------------------------------------------------------- */

struct bad {
	struct grpc_script script;
	const char *status;
	int64_t code;
	const char *error;
};

static const struct bad bads[] = {
	{ { .trailers_only = true, .status = "14", .message = "caf%C3%A9 closed: 100%25%0a%zz" }, "", 14,
		"answered UNAVAILABLE: caf\xc3\xa9 closed: 100%\\x0A%zz" },
	{ { .body = "\0\0\0\0\2\x08\2", .body_n = 7, .status = "0" }, "NOT_SERVING", 0, "is NOT_SERVING" },
	{ { .body = "\0\0\0\0\0", .body_n = 5, .status = "0" }, "UNKNOWN", 0, "is UNKNOWN" },
	{ { .body = "\0\0\0\0\2\x08\3", .body_n = 7, .status = "0" }, "SERVICE_UNKNOWN", 0, "is SERVICE_UNKNOWN" },
	{ { .trailers_only = true, .status = "12", .message = "unknown service" }, "", 12,
		"UNIMPLEMENTED: the server does not implement grpc.health.v1.Health" },
	{ { .trailers_only = true, .status = "5" }, "SERVICE_UNKNOWN", 5,
		"SERVICE_UNKNOWN: the server does not know the service \"\"" },
	{ { .trailers_only = true, .status = "14", .message = "no backend" }, "", 14, "answered UNAVAILABLE: no backend" },
	{ { .trailers_only = true, .status = "99" }, "", 99, "answered 99" },
	{ { .trailers_only = true, .status = "seven" }, "", -1, "the response has no grpc-status" },
	{ { .body = SERVING, .body_n = 7 }, "", -1, "the response has no grpc-status" },
	{ { .body = SERVING, .body_n = 7, .status = "13", .message = "late trouble" }, "", 13,
		"answered INTERNAL: late trouble" },
	{ { .body = "\0\0\0\0\3\x08\1", .body_n = 7, .status = "0" }, "", 0,
		"the length of the gRPC message does not match the response" },
	{ { .body = "\1\0\0\0\2\x08\1", .body_n = 7, .status = "0" }, "", 0, "the response is compressed" },
	{ { .body = "\0\0\0\0\2\x08\x81", .body_n = 7, .status = "0" }, "", 0,
		"the response is not a HealthCheckResponse" },
	{ { .body = "\0\0\0\0\2\x08\x09", .body_n = 7, .status = "0" }, "", 0, "the response has the status 9" },
	{ { .body = "garbage", .body_n = 7, .status = "0" }, "", 0, "the response is not a gRPC message" },
	{ { .body = "", .body_n = 0, .status = "0" }, "", 0, "the response is not a gRPC message" },
	{ { .http_status = "503", .content_type = "text/html", .body = "down", .body_n = 4 }, "", -1,
		"answered 503 with text/html over HTTP/2 instead of gRPC" },
	{ { .http_status = "404",
		  .content_type = "text/html; charset=UTF-8",
		  .body = "<title>Error 404 (Not Found)!!1</title>",
		  .body_n = 39 },
		"", -1, "Google's front end answered 404" },
	{ { .reset = true }, "", -1, "127.0.0.1:" },
};

static void bad_answers_fail(void **state)
{
	for (size_t i = 0; i < COUNTOF(bads); i++) {
		const struct observation *l = observe_script(*state, &bads[i].script);
		assert_int_equal(l->error.code, ERR_NONE);
		assert_false(fact_true(l, "ok"));
		assert_string_equal(fact_text(l, "status"), bads[i].status);
		assert_int_equal(fact_int(l, "grpcStatus"), bads[i].code);
		if (!strstr(fact_text(l, "error"), bads[i].error))
			assert_string_equal(fact_text(l, "error"), bads[i].error);
	}
}

static void http_1_is_not_grpc(void **state)
{
	struct probe_world *w = *state;
	struct peer *p = peer_start(peer_serve_text, nginx_page, NULL);
	const struct observation *l = observe(
		w, arena_printf(w->r.a, "http://127.0.0.1:%d", peer_port(p)), "", 10000, 20000);
	assert_false(fact_true(l, "ok"));
	assert_true(*fact_text(l, "error") != '\0');
	peer_free(p);
}

static void http_1_over_tls_is_reported(void **state)
{
	struct probe_world *w = *state;
	struct cert *own = cert_new(
		&(struct cert_spec){ .name = "own", .address = "127.0.0.1", .authority = true, .from_s = -60, .to_s = 3600 });
	struct peer *p = peer_start(peer_serve_text, nginx_page,
		&(struct peer_tls){ .chain = (const struct cert *const[]){ own }, .n = 1, .http_1 = true });
	w->r.config.ca_file = probe_world_path(w, "ca.pem");
	assert_int_equal(cert_write(own, w->r.config.ca_file), 0);
	const struct observation *l = observe(
		w, arena_printf(w->r.a, "https://127.0.0.1:%d", peer_port(p)), "", 10000, 20000);
	assert_string_equal(fact_text(l, "error"),
		"answered 503 with text/html over HTTP/1.1 instead of gRPC: "
		"gRPC requires HTTP/2 (on Cloud Run, name the port h2c): down");
	assert_int_equal(fact_int(l, "httpStatus"), 503);
	peer_free(p);
	cert_free(own);
}

/* In virtual time, so that the process cannot be starved meanwhile. */
static void silent_server_times_out(void **state)
{
	struct probe_world *w = *state;
	static const struct fake_answer never = { .ms = 3600 * 1000 };
	struct fake_world *silent = fake_world_new();
	silent->script = &never;
	silent->n_script = 1;
	w->r.loop = silent->l;
	const struct observation *l = observe(w, "http://127.0.0.1:1", "", 2000, 20000);
	assert_false(fact_true(l, "ok"));
	assert_string_equal(fact_text(l, "error"), "scripted");
	l = observe(w, "http://127.0.0.1:1", "", 10000, 200);
	assert_int_equal(l->error.code, ERR_TIMEOUT); /* cut short: unobserved */
	assert_int_equal(silent->sent, 2);
	fake_world_free(silent);
}

static void rejection_by_a_private_service_is_unobserved(void **state)
{
	struct probe_world *w = *state;
	struct config_grpc g = { .reach = { .service = "backend", .timeout = 10000 }, .name = "" };
	struct config_probe p = { .grpc = &g, .discovered = true };
	static const struct grpc_script s = {
		.http_status = "403", .content_type = "text/html", .body = "no", .body_n = 2
	};
	struct peer *peer = peer_start(grpc_peer, &s, NULL);
	w->service.now.uri = arena_printf(w->r.a, "http://127.0.0.1:%d", peer_port(peer));
	const struct observation *l = probe_world_observe(w, &p, &source_grpc, &g.reach, 20000);
	assert_int_equal(l->error.code, ERR_DENIED);
	peer_free(peer);
}

/* ---- Messages ---------------------------------------------------------------------------------------------- */

static void health_messages_are_parsed(void **state)
{
	struct buf b = BUF_MAX(1000);
	struct err e;
	(void)state;
	grpc_health_request("", &b);
	assert_int_equal(b.n, 5);
	assert_memory_equal(b.p, "\0\0\0\0\0", 5);
	buf_free(&b);
	/* unknown fields of every wire type, before and after */
	static const char more[] = "\0\0\0\0\x18"
							   "\x10\xff\x01"
							   "\x1a\3abc"
							   "\x08\1"
							   "\x21"
							   "12345678"
							   "\x2d"
							   "1234";
	assert_int_equal(sizeof(more) - 1, 5 + 3 + 5 + 2 + 9 + 5);
	assert_string_equal(grpc_health_status((struct str){ more, sizeof(more) - 1 }, &e), "SERVING");
	assert_null(grpc_health_status(STR("\0\0\0\0\2\x0a\1"), &e));   /* field 1 as bytes */
	assert_null(grpc_health_status(STR("\0\0\0\0\2\x1a\x7f"), &e)); /* longer than the message */
	assert_null(grpc_health_status(STR("\0\0\0\0\1\x00"), &e));     /* field 0 */
	/* A varint without an end. */
	assert_null(grpc_health_status(STR("\0\0\0\0\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), &e));
	struct arena *a = arena_new();
	assert_string_equal(grpc_health_message(a, "%E2%82%AC 5%2c%20now"), "\xe2\x82\xac 5, now");
	assert_string_equal(grpc_health_message(a, "50% off %4"), "50% off %4"); /* not encoded */
	/* it decodes to invalid UTF-8 */
	assert_string_equal(grpc_health_message(a, "bad %ff"), "bad %ff");
	assert_string_equal(grpc_health_message(a, "nul %00"), "nul %00");
	assert_string_equal(grpc_health_message(a, "\xff"), "");
	arena_free(a);
	assert_string_equal(grpc_status_name(16), "UNAUTHENTICATED");
	assert_null(grpc_status_name(17));
	assert_null(grpc_status_name(-1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(serving_server_passes),
		TEST(serving_server_over_tls_passes),
		TEST(bad_answers_fail),
		TEST(http_1_is_not_grpc),
		TEST(http_1_over_tls_is_reported),
		TEST(silent_server_times_out),
		TEST(rejection_by_a_private_service_is_unobserved),
		cmocka_unit_test(health_messages_are_parsed),
	};
	return cmocka_run_group_tests_name("grpc", tests, NULL, NULL);
}
