/* SPDX-License-Identifier: Apache-2.0 */
/* net.c: fuzz targets of what comes over a connection: URLs of redirects, the WebSocket upgrade, DNS, gRPC. */
#include "fuzz.h"
#include "../../gate/net/url.h"
#include "../../gate/net/websocket.h"
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

/* ---- The WebSocket upgrade: a whole head ends where it ends, in whatever pieces it comes ----------------------- */

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
	dns_server(input.p, &server, &e);
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
