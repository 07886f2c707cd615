/* SPDX-License-Identifier: Apache-2.0 */
/* test_exchange.c: HTTP over real sockets: where probes may be redirected, where they never go, and valid responses. */
#include "../peers/peer.h"
#include "../../gate/net/net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct fixture {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	struct net_options o;
	size_t pending;
	struct http_answer answer;
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	f->a = arena_new();
	f->k = secrets_new(f->a);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->a);
	test_free(f);
	return 0;
}

static void on_done(void *arg, const struct http_answer *answer)
{
	struct fixture *f = arg;
	f->answer = *answer;
	f->pending--;
}

/* body: of a POST; NULL: GET */
static const struct http_answer *send_body(struct fixture *f, enum http_kind kind, const char *url, const char *body)
{
	struct err e;
	if (!f->l)
		assert_int_equal(net_open(f->a, f->k, &f->o, &f->l, &e), 0);
	int64_t now = loop_now(f->l);
	const struct http_request r = { .kind = kind,
		.method = body ? "POST" : "GET",
		.url = secret_new(f->k, url, strlen(url), false),
		.body = body ? secret_plain(f->a, body) : NULL,
		.deadline = now + 10000,
		.timeout_ms = 10000,
		.body_max = 1000,
		.attempts_max = 1,
		.cut_body = true };
	f->pending = 1;
	http_start(f->l, f->a, &r, on_done, f);
	assert_int_equal(loop_run(f->l, &f->pending, now + 30000), LOOP_DONE);
	return &f->answer;
}

static const struct http_answer *ask(struct fixture *f, enum http_kind kind, const char *url)
{
	return send_body(f, kind, url, NULL);
}

static void lead(struct fixture *f, struct conf_strings *list, const char *item)
{
	list->items = ARENA_ARRAY(f->a, const char *, 1);
	list->items[0] = item;
	list->n = 1;
}

static void resolve_redirects_probes(void **state)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Seen: yes\r\n\r\nhi";
	static const char *const forms[] = { "app.invalid:8080:127.0.0.1", "*:8080:127.0.0.1" };
	for (size_t i = 0; i < COUNTOF(forms); i++) {
		struct fixture *f = *state;
		struct peer *p = peer_start(peer_serve_text, answer, NULL);
		const char *rest = forms[i] + strcspn(forms[i], ":");
		f->l = NULL;
		lead(f, &f->o.resolve,
			arena_printf(f->a, "%.*s:%d%s", (int)(rest - forms[i]), forms[i], peer_port(p), strchr(rest + 1, ':')));
		const struct http_answer *a = ask(f, HTTP_PROBE, arena_printf(f->a, "http://app.invalid:%d/", peer_port(p)));
		assert_string_equal(a->error.text, "");
		assert_int_equal(a->status, 200);
		assert_string_equal(http_header_of(a, "x-seen"), "yes");
		assert_string_equal(a->address, "127.0.0.1");
		peer_free(p);
	}
}

static void resolve_accepts_ipv6_addresses(void **state)
{
	struct fixture *f = *state;
	lead(f, &f->o.resolve, "app.invalid:80:fe80::1");
	/* the address is valid, and it is link-local */
	assert_int_equal(ask(f, HTTP_PROBE, "http://app.invalid/")->error.code, ERR_DENIED);
}

static void probes_never_go_to_a_metadata_server(void **state)
{
	static const char *const addresses[] = { "169.254.169.254", "169.254.0.1", "[fd20:ce::254]",
		"[::ffff:169.254.169.254]", "[fe80::a9fe:a9fe]" };
	struct fixture *f = *state;
	for (size_t i = 0; i < COUNTOF(addresses); i++) {
		const struct http_answer *a = ask(
			f, HTTP_PROBE, arena_printf(f->a, "http://%s/computeMetadata/v1/", addresses[i]));
		assert_int_equal(a->error.code, ERR_DENIED);
		assert_int_equal(a->status, 0);
	}
	assert_int_equal(ask(f, HTTP_PROBE, "http://metadata.google.internal/")->error.code, ERR_DENIED);
	f->l = NULL;
	lead(f, &f->o.connect_to, "app.invalid:80:169.254.169.254:80");
	assert_int_equal(ask(f, HTTP_PROBE, "http://app.invalid/")->error.code, ERR_DENIED);
}

static void connect_to_applies_to_probes_only(void **state)
{
	struct fixture *f = *state;
	static const char there[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nthere",
					  here[] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere";
	struct peer *p = peer_start(peer_serve_text, here, NULL), *q = peer_start(peer_serve_text, there, NULL);
	const char *url = arena_printf(f->a, "http://127.0.0.1:%d/", peer_port(p));
	lead(f, &f->o.connect_to, arena_printf(f->a, "127.0.0.1:%d:127.0.0.1:%d", peer_port(p), peer_port(q)));
	assert_true(str_is(ask(f, HTTP_PROBE, url)->body, "there"));
	assert_true(str_is(ask(f, HTTP_GOOGLE, url)->body, "here"));
	peer_free(p);
	peer_free(q);
}

static void long_body_is_truncated(void **state)
{
	struct fixture *f = *state;
	char *text = arena_alloc(f->a, 5000);
	memset(text, 'x', 4999);
	memcpy(text, "HTTP/1.1 200 OK\r\n\r\n", 19);
	struct peer *p = peer_start(peer_serve_text, text, NULL);
	const struct http_answer *a = ask(f, HTTP_PROBE, arena_printf(f->a, "http://127.0.0.1:%d/", peer_port(p)));
	assert_int_equal(a->status, 200);
	assert_true(a->body_cut);
	assert_int_equal(a->body.n, 1000);
	peer_free(p);
}

static void serve_head(struct peer *p, const void *script)
{
	char head[16384], body[4096];
	ssize_t n;
	if (!peer_read_head(p, head, sizeof(head)))
		return;
	peer_note(p, head, strlen(head));
	for (long left = strtol(strstr(head, "Content-Length: ") + 16, NULL, 10); left > 0; left -= n)
		if ((n = peer_read(p, body, sizeof(body))) <= 0)
			return;
	peer_puts(p, script);
}

/* With one, libcurl waits a second for "100 Continue"; some servers refuse an empty one with 417. */
static void bodies_are_sent_without_expect(void **state)
{
	struct fixture *f = *state;
	char *large = arena_alloc(f->a, 2 * 1024 * 1024 + 1);
	memset(large, 'x', 2 * 1024 * 1024);
	const char *const bodies[] = { "small", large };
	for (size_t i = 0; i < COUNTOF(bodies); i++) {
		struct peer *p = peer_start(serve_head, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", NULL);
		const char *url = arena_printf(f->a, "http://127.0.0.1:%d/", peer_port(p));
		assert_int_equal(send_body(f, HTTP_GOOGLE, url, bodies[i])->status, 200);
		assert_null(strcasestr(peer_seen(p), "expect"));
		peer_free(p);
	}
}

/* What names no encoding, or "identity", is not encoded. */
static void encodings_that_were_not_requested_fail(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *answer;
		enum err_code code;
	} rows[] = {
		{ "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi", ERR_NONE },
		{ "HTTP/1.1 200 OK\r\nContent-Encoding: Identity\r\nContent-Length: 2\r\n\r\nhi", ERR_NONE },
		{ "HTTP/1.1 200 OK\r\nContent-Encoding:\r\nContent-Length: 2\r\n\r\nhi", ERR_NONE },
		{ "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi", ERR_MALFORMED },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct peer *p = peer_start(peer_serve_text, rows[i].answer, NULL);
		const char *url = arena_printf(f->a, "http://127.0.0.1:%d/", peer_port(p));
		assert_int_equal(ask(f, HTTP_GOOGLE, url)->error.code, rows[i].code);
		peer_free(p);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(resolve_redirects_probes),
		TEST(resolve_accepts_ipv6_addresses),
		TEST(probes_never_go_to_a_metadata_server),
		TEST(connect_to_applies_to_probes_only),
		TEST(long_body_is_truncated),
		TEST(bodies_are_sent_without_expect),
		TEST(encodings_that_were_not_requested_fail),
	};
	return cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
}
