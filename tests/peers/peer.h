/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer.h: real servers on loopback, each in a thread of the test: plain or TLS, with a scripted WebSocket server and a
 * scripted gRPC health server. They serve one connection at a time.
 */
#ifndef TESTS_PEER_H
#define TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- certs.c: creates certificates ------------------------------------------------------------ */

struct cert;
struct cert_spec {
	const char *name;           /* common name of the subject */
	const char *host, *address; /* subject alternative names; NULL: none */
	int64_t from_s, to_s;       /* validity relative to now */
	const struct cert *issuer;  /* NULL: self-signed */
	bool authority;
	int bits; /* size of an RSA key; 0: P-256 */
};
struct cert *cert_new(const struct cert_spec *s);
void cert_free(struct cert *c);
char *cert_pem(const struct cert *c);                   /* the caller frees it */
char *cert_key_pem(const struct cert *c);               /* the caller frees it */
int cert_write(const struct cert *c, const char *path); /* PEM */

/* ---- peer.c -------------------------------------------------------------------------------------- */

struct peer;
struct peer_tls {
	const struct cert *const *chain; /* sent in this order, the server's certificate first */
	size_t n;
	int version;                /* TLS1_2_VERSION, ...; 0: any */
	bool http_1;                /* does not offer HTTP/2 */
	const struct cert *clients; /* authority of the required client certificates; NULL: none required */
};
/* Calls serve in the peer's thread for each connection. tls NULL: plain. */
struct peer *peer_start(
	void (*serve)(struct peer *p, const void *script), const void *script, const struct peer_tls *tls);
/* Starts another thread on the same port (plain): as many connections are served at once as there are threads. */
struct peer *peer_beside(const struct peer *p);
int peer_port(const struct peer *p);
void peer_stop(struct peer *p);        /* ends its connection and its thread */
const char *peer_seen(struct peer *p); /* stops it and returns its notes, which are valid until peer_free */
void peer_free(struct peer *p);

/* For serve: returns the number of bytes, or 0 if the other side or the test has ended. */
ssize_t peer_read(struct peer *p, void *data, size_t n);
bool peer_write(struct peer *p, const void *data, size_t n);
bool peer_puts(struct peer *p, const char *text);
void peer_note(struct peer *p, const char *text, size_t n); /* adds to the text that peer_seen returns */
void peer_nap(int ms);
void peer_reset(struct peer *p); /* ends the connection with RST */
/* sets a small receive buffer from the next connection on, so that an unread connection soon blocks the sender */
void peer_narrow(struct peer *p);
/* Reads up to the empty line of an HTTP request. Returns false if it does not come. */
bool peer_read_head(struct peer *p, char *out, size_t size);

/* Answers each request with the same text and closes. script: const char *; NULL: waits without an answer. */
void peer_serve_text(struct peer *p, const void *script);

/* ---- websocket_peer.c --------------------------------------------------------------------------------- */

struct websocket_script {
	const char *refusal; /* the complete answer instead of 101 */
	bool wrong_accept;
	const char *headers;         /*
 * additional header lines, each ended with \r
 *
 */
	bool wait;                   /* waits for a message first */
	bool ping;                   /* sends a ping first and waits for its pong before anything else */
	unsigned pings;              /* sends a flood of this many and reads no answers */
	const char *const *messages; /* ended by NULL */
	size_t fragment;             /* bytes per frame; 0: unfragmented */
	int pause_ms;                /* before each message */
	size_t zeros;                /* then one message of this many zero bytes */
	const char *raw;             /* bytes sent unchanged after the messages */
	size_t raw_n;
	int raw_pause_ms; /* before each byte of raw; 0: none */
	int close_code;   /* then this close; -1: one without a code; 0: none */
	const char *close_reason;
	bool hang_up, reset; /* then ends the connection */
	bool deaf;           /* does not answer a close */
};
/* Records the head of the request, then "text: ..." of each message, and "close: CODE". */
void websocket_peer(struct peer *p, const void *script);

/* ---- grpc_peer.c (nghttp2, h2c with prior knowledge, or over TLS) ----------------------------------------- */

struct grpc_script {
	const char *http_status;  /* "200" */
	const char *content_type; /* "application/grpc" */
	const char *body;
	size_t body_n;
	const char *status, *message; /* trailers grpc-status and grpc-message; NULL: none */
	bool trailers_only;           /* they are sent in the headers */
	/* Header x-revision of each answer, ended by NULL, the last one repeated; NULL: none */
	const char *const *revisions;
	size_t *at; /* index of the next one */
	bool reset; /* resets the stream */
};
/* Records ":path: ...", each header line, and the body of the request in hex. */
void grpc_peer(struct peer *p, const void *script);

#endif
