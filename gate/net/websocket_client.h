/* SPDX-License-Identifier: Apache-2.0 */
/* websocket_client.h: a WebSocket connection (RFC 6455). */
#ifndef GATE_NET_WEBSOCKET_CLIENT_H
#define GATE_NET_WEBSOCKET_CLIENT_H

#include "http.h"

struct websocket;
struct websocket_request {
	const struct secret *url; /* ws or wss; http and https mean the same */
	const struct http_header *headers;
	size_t n_headers;
	const char *subprotocol; /* the one to request, or NULL */
	int64_t timeout_ms;      /* of connecting and the upgrade together */
	int64_t deadline;        /* loop_now; an open connection is aborted then */
};
struct websocket_end {
	struct err error;                       /* ERR_NONE: closed with a close frame, or by us */
	int status;                             /* of the upgrade response: 101 or a refusal; 0: no response */
	const char *subprotocol;                /* as the server chose, or "" */
	const struct http_header_text *headers; /* of the upgrade response; names in lower case */
	size_t n_headers;
	bool cut_short;    /* the upgrade timed out: as in struct http_answer */
	int64_t began;     /* loop_now, when it got its connection */
	int64_t queued_ms; /* time that it waited for that */
	int64_t ms;        /* from then until the upgrade response */
	bool by_us;        /* we sent our close frame first */
	/* from the server's close frame; 1005: it had no code; 1006: no close frame; 0: never open */
	int close_code;
	const char *close_reason; /* escaped for printing; may be "" */
};
/* Callbacks, from the loop: open at most once, then message for each message, then end exactly once. */
struct websocket_on {
	/* so_far has the fields of the upgrade response */
	void (*open)(void *arg, struct websocket *w, const struct websocket_end *so_far);
	void (*message)(void *arg, struct websocket *w, struct str message); /* a complete message, text or binary */
	void (*end)(void *arg, const struct websocket_end *end);
};
/* Starts a WebSocket connection. It belongs to a and is freed after end. */
void websocket_start(
	struct loop *l, struct arena *a, const struct websocket_request *r, const struct websocket_on *on, void *arg);
void websocket_send(struct websocket *w, const struct secret *text); /* Queues a text message. Only after open. */
/*
 * Sends what is queued and a close frame (1000), then waits up to LIMIT_WEBSOCKET_CLOSE_MS for the server's and ends.
 */
void websocket_close(struct websocket *w);

#endif
