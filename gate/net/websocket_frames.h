/* SPDX-License-Identifier: Apache-2.0 */
/*
 * websocket_frames.h: the frames of a WebSocket after its upgrade, over whatever carries bytes (RFC 6455; wslay has its
 * only address here). Pings are answered. A byte costs the same time and memory whatever pieces and fragments it comes
 * in, and one turn takes a bounded number of bytes and messages.
 */
#ifndef NET_WEBSOCKET_FRAMES_H
#define NET_WEBSOCKET_FRAMES_H

#include "connect.h"

struct frames_wire {
	/* As connect_recv and connect_send. */
	ssize_t (*recv)(void *arg, void *p, size_t n, struct err *e);
	ssize_t (*send)(void *arg, const void *p, size_t n, struct err *e);
	/* Whole; text and binary alike; the bytes live during the call. Not called after frames_close. */
	void (*message)(void *arg, struct str message);
	void *arg;
};

enum frames_turn {
	FRAMES_WAIT,                    /* until there is something to read, or frames_wants_write and it can be written */
	FRAMES_MORE,                    /* this turn had enough: call again in the next turn of the loop */
	FRAMES_CLOSED,                  /* by both sides, or by us and the other is gone */
	FRAMES_FAILED,                  /* e says why */
};

struct frames;
struct frames *frames_new(struct arena *a, const struct frames_wire *wire);
void frames_free(struct frames *f); /* sooner than the arena; twice is fine */
enum frames_turn frames_turn(struct frames *f, struct err *e);
void frames_send(struct frames *f, struct str text); /* queued for the next turn */
void frames_close(struct frames *f);                 /* after what is queued: 1000 */
bool frames_wants_write(const struct frames *f);

struct frames_closed {
	bool by_us;                     /* our close was first */
	int code;                       /* that the other side sent; 1005: its close had none; 1006: none came */
	const char *reason;             /* printable; "" */
};
struct frames_closed frames_closed(const struct frames *f);

#endif
