/* SPDX-License-Identifier: Apache-2.0 */
/* net.c: fuzz targets for data from connections: URLs of redirects, HTTP, WebSockets, DNS, gRPC. */
#include "fuzz.h"
#include "../../gate/net/http_reading.h"
#include "../../gate/net/url.h"
#include "../../gate/net/websocket.h"
#include "../../gate/net/websocket_frames.h"
#include "../../gate/run/run.h"
#include "../../gate/source/probe/dns.h"
#include "../../gate/source/probe/grpc_health.h"

#include <string.h>

/* ---- URLs --------------------------------------------------------------------------------------------------- */

static void run_url(struct arena *a, struct str input)
{
	struct url u;
	struct err e;
	if (!url_parse(a, input.p, &u, &e)) {
		FUZZ_MUST(u.port >= 0 && u.port < 65536 && *u.host);
		url_is_loopback(&u);
		url_is_metadata(&u);
		url_credentials(a, input.p);
	}
	char *joined = url_join(a, "https://api.example.com/a/b?c", input.p);
	if (joined && !url_parse(a, joined, &u, &e))
		FUZZ_MUST(*u.host);
	url_parse(a, url_escape(a, input.p), &u, &e);
}

const struct fuzz_target fuzz_target_url = { "url", run_url };

/* ---- WebSocket upgrade: the end of the head does not depend on the pieces in which it comes -------------------- */

static int read_in_pieces(struct arena *a, struct str input, size_t step, struct upgrade_answer *out, struct err *e)
{
	struct upgrade_reading at = { 0, 0 };
	int rc = 0;
	*out = (struct upgrade_answer){ .size = 0 };
	for (size_t n = step; !rc && !out->size && n - step < input.n; n += step)
		rc = websocket_upgrade_read(a, (struct str){ input.p, n < input.n ? n : input.n }, &at, out, e);
	return rc;
}

static void run_upgrade(struct arena *a, struct str input)
{
	static const struct url url = { .scheme = "ws", .host = "api.example.com", .path = "/ws", .port = 80 };
	struct upgrade u = { .url = &url, .user_agent = "rungate", .key = "AAAAAAAAAAAAAAAAAAAAAA==" };
	struct websocket_request r = { .subprotocol = input.n % 2 ? "chat" : NULL };
	struct upgrade_answer whole, pieces;
	struct err e;
	int rc = read_in_pieces(a, input, input.n + 1, &whole, &e);
	size_t before = arena_used(a);
	FUZZ_MUST(read_in_pieces(a, input, 1, &pieces, &e) == rc);
	FUZZ_MUST(arena_used(a) - before <= 64 * input.n + 4096);
	if (rc)
		return;
	FUZZ_MUST(whole.size == pieces.size && whole.status == pieces.status && whole.n_headers == pieces.n_headers);
	FUZZ_MUST(whole.size <= input.n);
	if (!whole.size)
		return;
	FUZZ_MUST(whole.status == 101 || whole.status >= 200);
	websocket_upgrade_check(&whole, &u, &r, &e);
}

const struct fuzz_target fuzz_target_upgrade = { "upgrade", run_upgrade };

/* ---- DNS and gRPC ------------------------------------------------------------------------------------------------ */

static void run_dns(struct arena *a, struct str input)
{
	struct dns_lookup *d = ARENA_NEW(a, struct dns_lookup);
	dns_read_answer(d, (const unsigned char *)input.p, input.n);
	FUZZ_MUST(d->n <= DNS_ADDRESSES);
	for (size_t i = 0; i < d->n; i++)
		FUZZ_MUST(memchr(d->addresses[i], '\0', DNS_ADDRESS));
	struct sockaddr_storage server;
	struct err e;
	address_dns_server(input.p, &server, &e);
}

const struct fuzz_target fuzz_target_dns = { "dns", run_dns };

static void run_grpc(struct arena *a, struct str input)
{
	struct err e;
	(void)a;
	const char *status = grpc_health_status(input, &e);
	FUZZ_MUST(!status || *status);
}

const struct fuzz_target fuzz_target_grpc = { "grpc", run_grpc };

/* ---- WebSocket frames: the same messages, whatever the pieces ----------------------------------------------- */

struct wire {
	struct str left;
	size_t piece, messages, bytes;
	unsigned char digest[SHA256_BYTES];
};

static ssize_t wire_recv(void *arg, void *p, size_t n, struct err *e)
{
	struct wire *w = arg;
	(void)e;
	n = n < w->left.n ? n : w->left.n;
	n = n < w->piece ? n : w->piece;
	memcpy(p, w->left.p, n);
	w->left = (struct str){ w->left.p + n, w->left.n - n };
	return (ssize_t)n;
}

static ssize_t wire_send(void *arg, const void *p, size_t n, struct err *e)
{
	(void)arg;
	(void)p;
	(void)e;
	return (ssize_t)n;
}

static void wire_message(void *arg, struct str message)
{
	struct wire *w = arg;
	struct buf both = BUF_MAX(SHA256_BYTES + LIMIT_WEBSOCKET_MESSAGE);
	buf_put(&both, w->digest, SHA256_BYTES);
	buf_put(&both, message.p, message.n);
	FUZZ_MUST(!both.over);
	crypto_sha256(buf_text(&both), both.n, w->digest);
	w->messages++;
	w->bytes += message.n;
	buf_free(&both);
}

static enum frames_turn play(struct arena *a, struct wire *w, struct frames_closed *closed)
{
	struct frames *f = frames_new(a, &(struct frames_wire){ wire_recv, wire_send, wire_message, w });
	enum frames_turn end;
	struct err e;
	do {
		end = frames_turn(f, &e);
	} while (end == FRAMES_MORE || end == FRAMES_WAIT); /* there is no more data, so it need not wait */
	*closed = frames_closed(f);
	frames_free(f);
	return end;
}

static bool is_ascii_after_close(struct str s)
{
	const char *close = memchr(s.p, 0x88, s.n);
	for (const char *p = close ? close + 1 : s.p + s.n; p < s.p + s.n; p++)
		if ((unsigned char)*p >= 0x80)
			return false;
	return true;
}

static void run_frames(struct arena *a, struct str input)
{
	struct wire whole = { .left = input, .piece = SIZE_MAX }, pieces = { .left = input, .piece = 1 };
	struct frames_closed by_whole, by_pieces;
	size_t before = arena_used(a);
	enum frames_turn end = play(a, &whole, &by_whole);
	enum frames_turn in_pieces = play(a, &pieces, &by_pieces);
	FUZZ_MUST(whole.messages == pieces.messages && whole.bytes == pieces.bytes && whole.bytes <= input.n);
	FUZZ_MUST(!memcmp(whole.digest, pieces.digest, SHA256_BYTES));
	if (end == in_pieces)
		FUZZ_MUST(by_whole.code == by_pieces.code && !strcmp(by_whole.reason, by_pieces.reason));
	else /* wslay checks the UTF-8 of a close reason from the third byte of each piece on */
		FUZZ_MUST(!is_ascii_after_close(input));
	FUZZ_MUST(end != FRAMES_CLOSED || by_whole.code != 1006);
	fuzz_must_be_printable(str_of(by_whole.reason));
	FUZZ_MUST(arena_used(a) - before <= 16 * 1024);
}

const struct fuzz_target fuzz_target_frames = { "frames", run_frames };

/* ---- HTTP: a head line by line, then a body in any pieces --------------------------------------------------- */

static struct http_reading read_http(struct str input, size_t piece, bool *ok)
{
	struct http_reading r = http_reading_new(1000);
	*ok = true;
	while (*ok && input.n) {
		const char *end = memchr(input.p, '\n', input.n);
		struct str line = { input.p, end ? (size_t)(end + 1 - input.p) : input.n };
		input = (struct str){ input.p + line.n, input.n - line.n };
		if (line.n == 1 || (line.n == 2 && *line.p == '\r'))
			break;
		*ok = http_reading_line(&r, line);
	}
	for (size_t n; *ok && input.n; input = (struct str){ input.p + n, input.n - n }) {
		n = piece < input.n ? piece : input.n;
		*ok = http_reading_body(&r, (struct str){ input.p, n });
	}
	return r;
}

static void run_http(struct arena *a, struct str input)
{
	struct http_header_text headers[64];
	bool ok, ok_in_pieces;
	struct http_reading r = read_http(input, SIZE_MAX, &ok), pieces = read_http(input, 1, &ok_in_pieces);
	(void)a;
	FUZZ_MUST(ok == ok_in_pieces && r.cut == pieces.cut && r.body.n == pieces.body.n && r.head.n == pieces.head.n);
	FUZZ_MUST(r.body.n <= r.body_max && r.body.cap <= 2 * r.body_max + 256 && !r.body.over);
	FUZZ_MUST(r.head.n <= r.head_bytes + 1 && !r.head.over && ok == !(r.cut || http_reading_is_long(&r)));
	FUZZ_MUST(!r.body.n || !memcmp(r.body.p, pieces.body.p, r.body.n));
	size_t n = http_reading_headers(&r, headers, COUNTOF(headers));
	const struct http_answer answer = { .headers = headers, .n_headers = n };
	for (size_t i = 0; i < n; i++) {
		FUZZ_MUST(!strpbrk(headers[i].name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ:\n") && !strchr(headers[i].value, '\n'));
		FUZZ_MUST(http_header_of(&answer, headers[i].name));
	}
	int64_t after = http_retry_after(&answer, 1790000000000);
	FUZZ_MUST(after >= -1 && after <= LIMIT_RETRY_AFTER_MS);
	http_reading_free(&r);
	http_reading_free(&pieces);
}

const struct fuzz_target fuzz_target_http = { "http", run_http };
