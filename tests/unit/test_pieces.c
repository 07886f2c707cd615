/* SPDX-License-Identifier: Apache-2.0 */
/* test_pieces.c: memory for data from a connection does not depend on the size of its pieces. Steps and bytes are
 * counted; no time is measured. For WebSocket frames, see test_frames.c. */
#include "../peers/peer.h"
#include "../../gate/net/http_reading.h"
#include "../../gate/run/run.h"
#include "../../gate/source/probe/dns.h"
#include "../../gate/source/probe/grpc_health.h"

#include <arpa/nameser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { BODY = 60 * 1024 };

/* ---- HTTP ------------------------------------------------------------------------------------------------- */

static void body_in_single_bytes_is_stored_once(void **state)
{
	struct http_reading r = http_reading_new(BODY);
	size_t grown = 0;
	(void)state;
	for (size_t i = 0; i < BODY; i++) {
		size_t cap = r.body.cap;
		assert_true(http_reading_body(&r, STR("b")));
		grown += r.body.cap != cap;
	}
	assert_int_equal(r.body.n, BODY);
	assert_true(r.body.cap <= 2 * BODY + 2);
	assert_true(grown <= 9); /* 256 bytes, doubled */
	assert_false(http_reading_body(&r, STR("b")));
	assert_true(r.cut && r.body.n == BODY);
	http_reading_free(&r);
}

/* An endless sequence of 1xx heads, and one-byte headers: all heads together are limited. */
static void total_size_of_heads_is_limited(void **state)
{
	static const char *const lines[] = { "HTTP/1.1 103 Early Hints\r\n", "link: </a>\r\n", "a:\n", ":\n", "\r\n" };
	struct http_reading r = http_reading_new(BODY);
	size_t n = 0;
	(void)state;
	while (http_reading_line(&r, str_of(lines[n % COUNTOF(lines)])))
		n++;
	assert_true(http_reading_is_long(&r));
	assert_true(r.head_bytes <= LIMIT_HEADER_BYTES + 32);
	assert_true(r.head.cap <= 256); /* one head at a time */
	http_reading_free(&r);
}

struct script {
	struct str answer;
	size_t piece;
};

static void serve_in_pieces(struct peer *p, const void *arg)
{
	const struct script *s = arg;
	char head[4096];
	if (!peer_read_head(p, head, sizeof(head)))
		return;
	for (size_t at = 0, n; at < s->answer.n; at += n) {
		n = s->answer.n - at < s->piece ? s->answer.n - at : s->piece;
		if (!peer_write(p, s->answer.p + at, n))
			return;
	}
}

struct asked {
	size_t pending;
	struct http_answer answer;
};

static void on_answer(void *arg, const struct http_answer *answer)
{
	struct asked *q = arg;
	q->answer = *answer;
	q->pending = 0;
}

/* Bytes allocated in the arena that holds the loop, its timers and the answer. */
static size_t weighed(struct arena *a, struct secrets *k, struct loop *l, const struct script *s)
{
	struct peer *p = peer_start(serve_in_pieces, s, NULL);
	const char *url = arena_printf(a, "http://127.0.0.1:%d/", peer_port(p));
	struct asked q = { .pending = 1 };
	const struct http_request r = { .kind = HTTP_PROBE,
		.method = "GET",
		.url = secret_new(k, url, strlen(url), false),
		.deadline = loop_now(l) + 60000,
		.timeout_ms = 60000,
		.body_max = BODY,
		.attempts_max = 1,
		.version = HTTP_1_1 };
	size_t before = arena_used(a);
	http_start(l, a, &r, on_answer, &q);
	assert_int_equal(loop_run(l, &q.pending, loop_now(l) + 90000), LOOP_DONE);
	assert_string_equal(q.answer.error.text, "");
	assert_int_equal(q.answer.status, 200);
	assert_int_equal(q.answer.body.n, 8 * 1024);
	assert_string_equal(http_header_of(&q.answer, "x-last"), "yes");
	peer_free(p);
	return arena_used(a) - before;
}

static void answer_in_single_bytes_takes_no_more_memory(void **state)
{
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	struct buf b = BUF_MAX(64 * 1024);
	struct loop *l;
	struct err e;
	(void)state;
	assert_int_equal(net_open(a, k, &(struct net_options){ .user_agent = "test" }, &l, &e), 0);
	for (int i = 0; i < 20; i++)
		buf_puts(&b, "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n");
	buf_puts(&b, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 50; i++)
		buf_printf(&b, "x-%d: value\r\n", i);
	buf_printf(&b, "x-last: yes\r\ncontent-length: %d\r\n\r\n", 8 * 1024);
	for (int i = 0; i < 8 * 1024; i++)
		buf_putc(&b, 'b');
	struct script whole = { { buf_text(&b), b.n }, SIZE_MAX }, bytes = { { buf_text(&b), b.n }, 1 };
	weighed(a, k, l, &whole); /* allocates what is allocated only once */
	size_t of_whole = weighed(a, k, l, &whole), of_bytes = weighed(a, k, l, &bytes);
	assert_true(of_bytes <= of_whole + 1024);
	assert_true(of_whole <= 4 * b.n);
	buf_free(&b);
	arena_free(a);
}

/* ---- gRPC --------------------------------------------------------------------------------------------------- */

/* The largest message, with the maximum number of fields. No prefix of it is accepted. */
static void grpc_message_is_read_in_one_call(void **state)
{
	struct buf b = BUF_MAX(LIMIT_PROBE_BODY);
	struct err e;
	(void)state;
	buf_put(&b, "\0\0\0\0\0", 5);
	while (b.n + 4 <= LIMIT_PROBE_BODY)
		buf_put(&b, "\x10\x01", 2); /* field 2: unknown */
	buf_put(&b, "\x08\x01", 2);
	for (int i = 0; i < 4; i++)
		b.p[1 + i] = (char)(unsigned char)((b.n - 5) >> (24 - 8 * i));
	assert_string_equal(grpc_health_status((struct str){ b.p, b.n }, &e), "SERVING");
	for (size_t n = 0; n < b.n; n += 1 + n / 4)
		assert_null(grpc_health_status((struct str){ b.p, n }, &e));
	buf_free(&b);
}

/* ---- DNS ---------------------------------------------------------------------------------------------------- */

static void put_record(struct buf *b, unsigned name_at, const void *data, size_t n)
{
	const unsigned char head[] = { (unsigned char)(0xc0 | name_at >> 8), (unsigned char)name_at, 0,
		n == 4 ? ns_t_a : ns_t_txt, 0, ns_c_in, 0, 0, 0, 30, (unsigned char)(n >> 8), (unsigned char)n };
	buf_put(b, head, sizeof(head));
	buf_put(b, data, n);
}

/* The name of each record is a chain of pointers through all text before it, or a loop. Names are skipped, so each byte
 * is read once. */
static void names_of_dns_records_are_not_followed(void **state)
{
	enum { CHAIN = 8000, RECORDS = 3000 };
	static const unsigned char address[] = { 192, 0, 2, 7 };
	unsigned char chain[CHAIN];
	struct buf b = BUF_MAX(NS_MAXMSG);
	struct dns_lookup d = { .host = "app.example.com" };
	(void)state;
	buf_put(&b, "\x12\x34\x81\x80\0\0\0\0\0\0\0\0", NS_HFIXEDSZ);
	size_t first = b.n + 12;
	for (size_t i = 0; i < CHAIN; i += 2) { /* each points to the one before it; the first points to itself */
		size_t to = first + (i ? i - 2 : 0);
		chain[i] = (unsigned char)(0xc0 | to >> 8);
		chain[i + 1] = (unsigned char)to;
	}
	put_record(&b, NS_HFIXEDSZ, chain, CHAIN);
	for (int i = 1; i < RECORDS; i++)
		put_record(&b, (unsigned)(first + CHAIN - 2), address, sizeof(address));
	assert_false(b.over);
	b.p[6] = (char)(RECORDS >> 8);
	b.p[7] = (char)(unsigned char)(RECORDS & 0xff);
	dns_read_answer(&d, (const unsigned char *)b.p, b.n);
	assert_string_equal(d.why, "");
	assert_int_equal(d.n, DNS_ADDRESSES);
	assert_string_equal(d.addresses[0], "192.0.2.7");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(body_in_single_bytes_is_stored_once),
		cmocka_unit_test(total_size_of_heads_is_limited),
		cmocka_unit_test(answer_in_single_bytes_takes_no_more_memory),
		cmocka_unit_test(grpc_message_is_read_in_one_call),
		cmocka_unit_test(names_of_dns_records_are_not_followed),
	};
	return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
