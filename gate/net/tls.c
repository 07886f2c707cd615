/* SPDX-License-Identifier: Apache-2.0 */
/* tls.c: observes the TLS handshake of a server without verifying its certificate. */
#include "connect.h"

#include <string.h>

struct handshake {
	struct loop *l;
	struct arena *a;
	struct connect *c;
	const struct secret *url;
	tls_done *done;
	void *arg;
	int64_t timeout_ms, began; /* began 0: it waits for a connection */
};

static void tls_on_begin(void *arg)
{
	struct handshake *h = arg;
	h->began = loop_now(h->l);
}

static void tls_on_open(void *arg, const struct err *error)
{
	struct handshake *h = arg;
	struct tls_answer answer = { .ms = h->began ? loop_now(h->l) - h->began : 0, .protocol = "" };
	if (error) {
		answer.error = *error;
		answer.cut_short = error->code == ERR_TIMEOUT && answer.ms < h->timeout_ms;
	} else {
		struct connect_seen seen = connect_seen(h->c);
		answer.address = seen.address;
		answer.protocol = seen.protocol;
		answer.pem = seen.pem;
		answer.n_pem = seen.n_pem;
		answer.trust = seen.trust;
	}
	connect_close(h->c);
	http_record_add(h->l, h->url,
		&(struct http_record){ .kind = HTTP_PROBE, .method = "TLS", .attempts = 1, .ms = answer.ms }, &answer.error);
	h->done(h->arg, &answer);
}

void tls_start(struct loop *l, struct arena *a, const struct tls_request *r, tls_done *done, void *arg)
{
	struct handshake *h = ARENA_NEW(a, struct handshake);
	bool v6 = strchr(r->host, ':') != NULL;
	const char *url = arena_printf(a, "https://%s%s%s:%d/", v6 ? "[" : "", r->host, v6 ? "]" : "", r->port);
	*h = (struct handshake){
		.l = l, .a = a, .url = secret_plain(a, url), .done = done, .arg = arg, .timeout_ms = r->timeout_ms
	};
	h->c = connect_start(l, a,
		&(struct connect_spec){ .url = h->url,
			.observe = true,
			.timeout_ms = r->timeout_ms,
			.deadline = r->deadline,
			.began = tls_on_begin },
		tls_on_open, h);
}
