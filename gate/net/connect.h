/* SPDX-License-Identifier: Apache-2.0 */
/* connect.h: raw TCP or TLS connections for probes. Nothing is sent except what the caller sends. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "loop.h"

#include <sys/types.h>

struct connect;

struct connect_spec {
	const struct secret *url; /* http:// or https://; only host and port are used */
	/* accept any certificate and keep the chain; otherwise the certificate is verified */
	bool observe;
	int64_t timeout_ms, deadline; /* timeout_ms: of connecting, once it may begin; deadline: loop_now */
	/* called with done's arg when connecting begins; before that it waits for a free place in its lane. May be NULL. */
	loop_fn *began;
};
/* Called once from the loop when the connection is open (error NULL) or has failed. In both cases the caller must call
 * connect_close. */
typedef void connect_done(void *arg, const struct err *error);
/* Starts connecting. The result belongs to a. */
struct connect *connect_start(
	struct loop *l, struct arena *a, const struct connect_spec *s, connect_done *done, void *arg);
/* Closes the connection; done and ready are not called afterwards. c may be NULL or closed. */
void connect_close(struct connect *c);

/* Calls ready(arg) whenever the connection can be read or, if watched for writing, written. */
void connect_watch(struct connect *c, loop_fn *ready, void *arg);
void connect_watch_writing(struct connect *c, bool writing);

/* Return the number of bytes transferred, CONNECT_AGAIN if the call would block, or CONNECT_BROKEN with e. connect_recv
 * returns 0 when the peer has closed its side. */
enum { CONNECT_AGAIN = -1, CONNECT_BROKEN = -2 };
ssize_t connect_send(struct connect *c, const void *p, size_t n, struct err *e);
ssize_t connect_recv(struct connect *c, void *p, size_t n, struct err *e);

/* What is known about an open connection. Texts live in the arena of connect_start. */
struct connect_seen {
	struct http_timings timings;
	const char *address;  /* the peer's IP address, or NULL */
	const char *protocol; /* "TLSv1.3"; "" without TLS */
	const char **pem;     /* with observe: the chain as sent, the server's own certificate first */
	size_t n_pem;
	struct crypto_trust *trust; /* the authorities that probes trust */
};
struct connect_seen connect_seen(const struct connect *c);

/* Returns the User-Agent to send. */
const char *connect_user_agent(const struct loop *l);

#endif
