/* SPDX-License-Identifier: Apache-2.0 */
/* http.h: HTTP requests and responses, TLS handshakes, URLs and addresses. */
#ifndef GATE_NET_HTTP_H
#define GATE_NET_HTTP_H

#include "../base/base.h"

struct loop;
struct http_call;
struct http_answer;

/* ---- http.c: calls, with a deadline, retries and a record --------------------------------------------- */

enum http_kind {
	HTTP_GOOGLE,   /* may carry credentials: no redirects, retried, only https or loopback */
	HTTP_METADATA, /* plain http to the metadata server, no proxy */
	/* as a user's request: always a new connection, no Google token, no retries, and never to a link-local address or a
	 * metadata server */
	HTTP_PROBE,
};

enum http_version {
	HTTP_ANY, /* HTTP/2 if TLS negotiates it, else 1.1 */
	HTTP_1_1,
	HTTP_2, /* over http: with prior knowledge */
};

struct http_header {
	const char *name;
	const struct secret *value;
};

struct http_request {
	enum http_kind kind;
	const char *method;       /* "GET", ... */
	const struct secret *url; /* http or https without a fragment; no userinfo for HTTP_GOOGLE */
	const struct http_header *headers;
	size_t n_headers;          /* the call fails if a name or value has CR, LF or NUL */
	const struct secret *body; /* may be NULL */
	int64_t deadline;          /* loop_now; of the whole call with its retries */
	int64_t send_by;           /* loop_now; nothing is sent later; 0: until the deadline */
	int64_t timeout_ms;        /* of each attempt */
	/* bytes */
	size_t body_max;
	bool cut_body;    /* cut a longer body (probes) instead of failing */
	int attempts_max; /* 1: no retry. Higher values only for requests that may be repeated. */
	/* returns true if this answer is to be retried as a 503 is, whatever its status; NULL: the status decides */
	bool (*passes)(const struct http_answer *answer);
	int redirects_max;     /* headers and body are dropped if scheme, host or port change */
	const char *kept_back; /* a header that no redirect carries, or NULL */
	enum http_version version;
	const char *client_cert, *client_key; /* PEM files of a TLS client certificate, or NULL */
};

struct http_answer {
	int status;       /* 0: no response; error says why */
	struct err error; /* ERR_NONE if a whole response was received, whatever its status */
	const struct http_header_text {
		const char *name, *value;
	} * headers; /* names in lower case; includes trailers */
	size_t n_headers;
	struct str body;
	bool body_cut;
	int attempts, redirects;
	/* a timeout because the call's deadline came before timeout_ms were over, or before the request was sent */
	bool cut_short;
	/* duration of the last attempt, from when it got its connection or was sent on a shared one */
	int64_t ms;
	int64_t queued_ms; /* time that the attempts waited before that */
	struct http_timings {
		int dns, connect, tls, first_byte, total;
	} timings;           /* ms of each phase; -1: unknown */
	const char *address; /* the peer's IP address, or NULL */
	const char *version; /* "1.1" or "2" */
};

typedef void http_done(void *arg, const struct http_answer *answer);
/* Starts a call. Calls done exactly once, from loop_run; texts of the answer live as long as a. Past the deadline the
 * error is ERR_TIMEOUT. Copies *r, but what it points to must stay valid until then. */
void http_start(struct loop *l, struct arena *a, const struct http_request *r, http_done *done, void *arg);
/* Returns the value, or NULL if there is no such header. */
const char *http_header_of(const struct http_answer *answer, const char *lower_name);
/*
 * Parses an HTTP date: "Sun, 06 Nov 1994 08:49:37 GMT". Returns false for other text and for the two obsolete formats.
 */
bool http_date(const char *text, int64_t *unix_ms);

/* For implementations of struct loop_world: ends the exchange of this call. The answer is copied. */
void http_answered(struct http_call *c, const struct http_answer *answer);
/* The same: the exchange got its connection; its timeout starts now. */
void http_began(struct http_call *c);
/* The same: the deadline passed while it waited for a connection. Replaces http_answered. */
void http_never_sent(struct http_call *c, const struct err *why);

/*
 * Returns the ms to wait before the next attempt, or -1 if there must be none. No side effects. tried: attempts made so
 * far; wall: unix ms. Broken connections, timeouts of one attempt and the statuses 429, 500, 502, 503 and 504 are
 * retried. The pause grows exponentially with full jitter; Retry-After (RFC 9110 section 10.2.3), up to
 * LIMIT_RETRY_AFTER_MS, replaces it.
 */
int64_t http_retry_delay(const struct http_answer *answer, int tried, int attempts_max, int64_t wall, uint64_t random);
/* Returns the answer's Retry-After in ms, up to LIMIT_RETRY_AFTER_MS, or -1 if it is absent or invalid. */
int64_t http_retry_after(const struct http_answer *answer, int64_t wall);

/* record.c: the calls made, for evidence, without headers, bodies, query values and secrets. */
struct http_record {
	int64_t at; /* unix ms */
	enum http_kind kind;
	const char *host, *method, *path;
	int status, attempts; /* status 0: no response; error is set */
	int64_t ms;
	const char *error; /* NULL if there was a response */
};
/* Sets *records to the first LIMIT_REQUESTS records and at least as many of the last, in a; returns how many. */
size_t http_records(struct loop *l, struct arena *a, const struct http_record **records);
/* Returns how many calls between those were not kept. */
size_t http_records_left_out(struct loop *l);
/* Sets a function that is called for each new record (for -v). */
void http_on_record(struct loop *l, void (*fn)(void *arg, const struct http_record *r), void *arg);

/* address.c: network addresses */
struct sockaddr;
struct sockaddr_storage;
/* Returns true for a link-local address, where metadata servers give a machine its credentials. Probes never connect to
 * one. */
bool address_is_metadata(const struct sockaddr *address);
/* Parses ADDRESS or ADDRESS:PORT, IPv6 in brackets if a port follows; `port` is the default. Returns false if text is
 * neither; *out is then undefined. */
bool address_read(const char *text, uint16_t port, struct sockaddr_storage *out);
/* Parses the address of a DNS server; the default port is 53. Fails if text is not an address, or is a metadata
 * server's. */
int address_dns_server(const char *text, struct sockaddr_storage *out, struct err *e);

/* url.c: URLs, parsed with libcurl's parser. Parts live in a. Fails with ERR_CONFIG; the error text is written to
 * follow the setting's name. */
struct url {
	const char *scheme, *host, *path, *query;
	int port;
	bool userinfo;
};
int url_parse(struct arena *a, const char *text, struct url *out, struct err *e);
bool url_is_loopback(const struct url *u); /* 127.0.0.0/8, [::1], localhost */
bool url_is_tls(const struct url *u);      /* https or wss */
bool url_is_metadata(const struct url *u); /* a metadata server by name, or any link-local address */
/* percent-encodes everything but unreserved characters (RFC 3986) */
char *url_escape(struct arena *a, const char *part);

/* ---- tls.c: observes a TLS handshake without verifying the certificate ----------------------------------- */

struct tls_request {
	const char *host; /* a name or an address without brackets */
	int port;
	int64_t timeout_ms, deadline; /* timeout_ms: from when it may begin; deadline: loop_now */
};
struct tls_answer {
	struct err error;               /* ERR_NONE if the handshake succeeded; else why: refused, timeout, not TLS */
	bool cut_short;                 /* as in struct http_answer */
	int64_t ms;                     /* of connecting and the handshake together */
	const char *address, *protocol; /* the peer's IP or NULL; "TLSv1.3" */
	const char **pem;               /* the chain as sent, unverified, the server's own certificate first */
	size_t n_pem;
	struct crypto_trust *trust; /* the authorities that probes trust */
};
typedef void tls_done(void *arg, const struct tls_answer *answer);
/* Connects, completes the handshake and closes without sending data. Calls done once, from the loop; texts live as long
 * as a. */
void tls_start(struct loop *l, struct arena *a, const struct tls_request *r, tls_done *done, void *arg);

#endif
