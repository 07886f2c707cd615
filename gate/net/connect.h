/* SPDX-License-Identifier: Apache-2.0 */
/* connect.h: a connection as a probe makes it: TCP, or TLS over it, and not a byte sent that was not asked for. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "loop.h"

#include <sys/types.h>

struct connect;

struct connect_spec {
	const struct secret *url;       /* http:// or https://: host and port count */
	bool observe;                   /* take whatever certificate comes and keep the chain; else it is verified */
	int64_t timeout_ms, deadline;   /* of connecting: from when it may begin; loop_now */
	/* with done's arg, when it may: until then it waits for others to end; NULL: nobody asks */
	loop_fn *began;
};
/* error NULL: it is open. Called from the loop; the connection stays until connect_close in either case. */
typedef void connect_done(void *arg, const struct err *error);
struct connect *connect_start(
	struct loop *l, struct arena *a, const struct connect_spec *s, connect_done *done, void *arg);
void connect_close(struct connect *c); /* done and ready are not called any more; NULL and closed ones are fine */

/* ready(arg) whenever it can be read or, while writing, written. */
void connect_watch(struct connect *c, loop_fn *ready, void *arg);
void connect_watch_writing(struct connect *c, bool writing);

/* Bytes moved; 0 of recv: the other side has ended; CONNECT_AGAIN: not now; CONNECT_BROKEN with e. */
enum { CONNECT_AGAIN = -1, CONNECT_BROKEN = -2 };
ssize_t connect_send(struct connect *c, const void *p, size_t n, struct err *e);
ssize_t connect_recv(struct connect *c, void *p, size_t n, struct err *e);

/* Of an open one: what was seen. Texts live in the arena. */
struct connect_seen {
	struct http_timings timings;
	const char *address;            /* the peer's IP, or NULL */
	const char *protocol;           /* "TLSv1.3"; "" without TLS */
	const char **pem;               /* observed: the chain as it was sent, the server's own certificate first */
	size_t n_pem;
	struct crypto_trust *trust;     /* the authorities that probes trust */
};
struct connect_seen connect_seen(const struct connect *c);

const char *connect_user_agent(const struct loop *l);

#endif
