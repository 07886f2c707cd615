/* SPDX-License-Identifier: Apache-2.0 */
/*
 * websocket_frames.h: WebSocket frames after the upgrade (RFC 6455), over any byte stream. Only websocket_frames.c uses
 * wslay. Pings are answered. Time and memory are linear in the bytes received, whatever their fragmentation, and one
 * turn handles a bounded number of bytes and messages.
 */
#ifndef NET_WEBSOCKET_FRAMES_H
#define NET_WEBSOCKET_FRAMES_H

#include "connect.h"

struct frames_wire {
	/* as connect_recv and connect_send */
	ssize_t (*recv)(void *arg, void *p, size_t n, struct err *e);
	ssize_t (*send)(void *arg, const void *p, size_t n, struct err *e);
	/* called for each complete message, text or binary; its bytes are valid during the call only. Not called after
	 * frames_close. */
	void (*message)(void *arg, struct str message);
	void *arg;
};

enum frames_turn {
	FRAMES_WAIT,   /* until the stream is readable, or writable if frames_wants_write */
	FRAMES_MORE,   /* the turn reached its bound: call again in the next turn of the loop */
	FRAMES_CLOSED, /* by both sides, or by us with the peer gone */
	FRAMES_FAILED, /* see e */
};

struct frames;
/* Copies *wire. The result is freed with a at the latest. */
struct frames *frames_new(struct arena *a, const struct frames_wire *wire);
void frames_free(struct frames *f); /* may be called before a is freed, and twice */
/* Reads and writes what is possible without blocking. Fails as FRAMES_FAILED with e. */
enum frames_turn frames_turn(struct frames *f, struct err *e);
void frames_send(struct frames *f, struct str text); /* queued for the next turn */
void frames_close(struct frames *f);                 /* queues a close frame (1000) after what is queued */
/* Returns true if there is something to send. */
bool frames_wants_write(const struct frames *f);

struct frames_closed {
	bool by_us;         /* we sent our close frame first */
	int code;           /* from the peer's close frame; 1005: it had no code; 1006: no close frame */
	const char *reason; /* escaped for printing; may be "" */
};
struct frames_closed frames_closed(const struct frames *f);

#endif
