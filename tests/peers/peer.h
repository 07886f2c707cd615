/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.h: real servers on loopback, each a thread of the test that started it: plain or TLS, and upon them a WebSocket
 * server and a gRPC health server that behave as a script says. One connection after the other.
 */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- certs.c: certificates made on the spot --------------------------------------------------- */

struct cert;
struct cert_spec {
	const char *name;           /* the subject's common name */
	const char *host, *address; /* subject alternative names: NULL: none */
	int64_t from_s, to_s;       /* of validity, from now */
	const struct cert *issuer;  /* NULL: itself */
	bool authority;
	int bits; /* of an RSA key; 0: P-256 */
};
struct cert *cert_new(const struct cert_spec *s);
void cert_free(struct cert *c);
char *cert_pem(const struct cert *c);                   /* to be freed */
char *cert_key_pem(const struct cert *c);               /* to be freed */
int cert_write(const struct cert *c, const char *path); /* PEM */

/* ---- peer.c -------------------------------------------------------------------------------------- */

struct peer;
struct peer_tls {
	const struct cert *const *chain; /* sent as it is, the server's own first */
	size_t n;
	int version;                /* TLS1_2_VERSION, ...; 0: any */
	bool http_1;                /* speaks no HTTP/2 */
	const struct cert *clients; /* whose certificates clients must show; NULL: none is asked for */
};
/* serve is called in the peer's thread for each connection. tls NULL: plain. */
struct peer *peer_start(
	void (*serve)(struct peer *p, const void *script), const void *script, const struct peer_tls *tls);
/* Another thread at the same port (plain): so many connections are served at once as there are of them. */
struct peer *peer_beside(const struct peer *p);
int peer_port(const struct peer *p);
void peer_stop(struct peer *p);        /* ends its connection and its thread */
const char *peer_seen(struct peer *p); /* stops it; what it noted, until peer_free */
void peer_free(struct peer *p);

/* For serve: bytes, or 0 when the other side (or the test) has ended. */
ssize_t peer_read(struct peer *p, void *data, size_t n);
bool peer_write(struct peer *p, const void *data, size_t n);
bool peer_puts(struct peer *p, const char *text);
void peer_note(struct peer *p, const char *text, size_t n); /* for peer_seen */
void peer_nap(int ms);
void peer_reset(struct peer *p); /* the connection ends with RST */
/* from the next connection on: what it does not read soon stands in the other side's way */
void peer_narrow(struct peer *p);
/* Reads up to the empty line of an HTTP request; false: it never came. */
bool peer_read_head(struct peer *p, char *out, size_t size);

/* Answers each request with one text and hangs up. script: const char *; NULL: says nothing and waits. */
void peer_serve_text(struct peer *p, const void *script);

/* ---- websocket_peer.c --------------------------------------------------------------------------------- */

struct websocket_script {
	const char *refusal; /* the whole answer instead of 101 */
	bool wrong_accept;
	const char *headers;         /* lines after those of the upgrade, each ended with \r\n */
	bool wait;                   /* for a first message */
	bool ping;                   /* first; a pong must come before anything else is sent */
	unsigned pings;              /* a flood of so many, none of the answers read */
	const char *const *messages; /* NULL-terminated */
	size_t fragment;             /* bytes a frame; 0: whole */
	int pause_ms;                /* before each */
	size_t zeros;                /* one message of so many bytes more */
	const char *raw;             /* bytes after the messages, as they are */
	size_t raw_n;
	int raw_pause_ms; /* before each byte of it; 0: at once */
	int close_code;   /* then this close; -1: one without a code; 0: none */
	const char *close_reason;
	bool hang_up, reset; /* then the connection ends */
	bool deaf;           /* answers no close */
};
/* Notes the request's head, then "text: ..." of each message, "close: CODE". */
void websocket_peer(struct peer *p, const void *script);

/* ---- grpc_peer.c (nghttp2, h2c with prior knowledge, or over TLS) ----------------------------------------- */

struct grpc_script {
	const char *http_status;  /* "200" */
	const char *content_type; /* "application/grpc" */
	const char *body;
	size_t body_n;
	const char *status, *message; /* trailers grpc-status, grpc-message; NULL: none */
	bool trailers_only;           /* they stand in the headers */
	const char *const *revisions; /* header x-revision of each answer, NULL-terminated, the last for ever; NULL: none */
	size_t *at;                   /* the next of them */
	bool silent;                  /* never answers */
	bool reset;                   /* the stream */
};
/* Notes ":path: ...", each header's line, and the request's body in hex. */
void grpc_peer(struct peer *p, const void *script);

#endif
