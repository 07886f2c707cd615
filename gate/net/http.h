/* SPDX-License-Identifier: Apache-2.0 */
/* http.h: requests and their answers, handshakes, WebSockets, addresses. */
#ifndef GATE_NET_HTTP_H
#define GATE_NET_HTTP_H

#include "../base/base.h"

struct loop;
struct http_call;
struct http_answer;

/* ---- http.c: one call = deadline, attempts, record ------------------------------------------- */

enum http_kind {
	HTTP_GOOGLE,   /* may carry credentials: never follows redirects, retried, https or loopback only */
	HTTP_METADATA, /* plain http to the metadata server, no proxy */
	HTTP_PROBE,    /* as a user: a handle of its own on a new connection, never a Google token, not retried, never to
	                * a link-local address or a metadata server */
};

enum http_version {
	HTTP_ANY,      /* 2 where TLS agrees on it, else 1.1 */
	HTTP_1_1,
	HTTP_2,        /* over plain http with prior knowledge */
};

struct http_header { const char *name; const struct secret *value; };

struct http_request {
	enum http_kind kind;
	const char *method;             /* "GET", ... */
	const struct secret *url;       /* http or https, no fragment; no userinfo for HTTP_GOOGLE */
	const struct http_header *headers;
	size_t n_headers;               /* names and values without CR, LF, NUL, or the call fails */
	const struct secret *body;      /* NULL: none */
	int64_t deadline;               /* loop_now time; of the whole call with its retries */
	int64_t timeout_ms;             /* of one attempt */
	size_t body_max;
	bool cut_body;                  /* a longer body is cut (probes) instead of an error */
	int attempts_max;               /* 1: never retried; only what may be repeated may ask for more */
	/* is it tried again as a 503 is, whatever its status? NULL: by status alone */
	bool (*passes)(const struct http_answer *answer);
	int redirects_max;              /* followed by us; headers and body stay behind when scheme, host or port change */
	const char *kept_back;          /* a header that no redirect carries; NULL: none */
	enum http_version version;
	const char *client_cert, *client_key; /* PEM files: who we are in TLS; NULL: nobody */
};

struct http_answer {
	int status;                     /* 0: none was had, and error says why */
	struct err error;               /* code ERR_NONE when an answer was had whole, whatever its status */
	const struct http_header_text { const char *name, *value; } *headers; /* names in lower case; trailers among them */
	size_t n_headers;
	struct str body;
	bool body_cut;
	int attempts, redirects;
	/* a time-out: the call's deadline came before timeout_ms were over, or before it was sent */
	bool cut_short;
	/* of the last attempt, from when it had a connection to itself or was sent on one */
	int64_t ms;
	int64_t queued_ms;              /* that its attempts waited for that */
	struct http_timings { int dns, connect, tls, first_byte, total; } timings; /* ms of each phase; -1: none */
	const char *address;            /* the peer's IP, or NULL */
	const char *version;            /* "1.1", "2" */
};

typedef void http_done(void *arg, const struct http_answer *answer);
/* Always ends in done, from loop_run, with texts owned by a; deadline passed means ERR_TIMEOUT. */
void http_start(struct loop *l, struct arena *a, const struct http_request *r, http_done *done, void *arg);
const char *http_header_of(const struct http_answer *answer, const char *lower_name); /* NULL: none */
/* "Sun, 06 Nov 1994 08:49:37 GMT"; the two obsolete forms are taken as absent. */
bool http_date(const char *text, int64_t *unix_ms);

/* For worlds: ends the exchange that was sent for this call. Texts need only live during the call. */
void http_answered(struct http_call *c, const struct http_answer *answer);
/* For worlds: it has waited until now, and its time-out begins. */
void http_began(struct http_call *c);
/* For worlds: its deadline came while it waited: instead of http_answered. */
void http_never_sent(struct http_call *c, const struct err *why);

/* A pure function: how long to wait before trying again, or -1: do not. `tried` counts attempts made.
 * Retried: broken connections, time-outs of an attempt, 429, 500, 502, 503, 504. Exponential with
 * full jitter; Retry-After (seconds or a date) within LIMIT_RETRY_AFTER_MS replaces it. */
int64_t http_retry_delay(const struct http_answer *answer, int tried, int attempts_max, int64_t wall, uint64_t random);
/* Its Retry-After in ms, within LIMIT_RETRY_AFTER_MS; -1: absent, or not readable. */
int64_t http_retry_after(const struct http_answer *answer, int64_t wall);

/* record.c: the calls made, for evidence: no headers, no bodies, secrets scrubbed; the query's names only. The first
 * LIMIT_REQUESTS of them and at least as many of the last; how many were left out between. */
struct http_record {
	int64_t at;                     /* unix ms */
	enum http_kind kind;
	const char *host, *method, *path;
	int status, attempts;           /* status 0: error is said */
	int64_t ms;
	const char *error;              /* NULL: none */
};
size_t http_records(struct loop *l, struct arena *a, const struct http_record **records);
size_t http_records_left_out(struct loop *l);
/* Called as each is recorded (-v). */
void http_on_record(struct loop *l, void (*fn)(void *arg, const struct http_record *r), void *arg);

/* address.c: a link-local address, where machines are given their credentials: no probe goes there. */
struct sockaddr;
struct sockaddr_storage;
bool address_is_metadata(const struct sockaddr *address);
/* ADDRESS or ADDRESS:PORT, IPv6 in brackets; port where none is said. false: it is neither; out is then not to be
 * used. */
bool address_read(const char *text, uint16_t port, struct sockaddr_storage *out);
/* The address of a DNS server, port 53 where none is given. -1 with e: no address, or a metadata server's. */
int address_dns_server(const char *text, struct sockaddr_storage *out, struct err *e);

/* url.c: the same parser libcurl uses. Parts live in a. */
struct url { const char *scheme, *host, *path, *query; int port; bool userinfo; };
int url_parse(struct arena *a, const char *text, struct url *out, struct err *e);
bool url_is_loopback(const struct url *u);       /* 127.0.0.0/8, [::1], localhost */
bool url_is_tls(const struct url *u);            /* https or wss */
bool url_is_metadata(const struct url *u);       /* by name, or a link-local address: a machine's own credentials */
char *url_escape(struct arena *a, const char *part); /* percent-encodes all but unreserved */

/* ---- tls.c: a handshake, observed and not trusted --------------------------------------------------- */

struct tls_request {
	const char *host;               /* a name or an address without brackets */
	int port;
	int64_t timeout_ms, deadline;   /* deadline: loop_now */
};
struct tls_answer {
	struct err error;               /* there was no handshake: refused, late, no TLS; ERR_NONE: there was */
	bool cut_short;                 /* as in http_answer */
	int64_t ms;                     /* of connecting and the handshake */
	const char *address, *protocol; /* the peer's IP, or NULL; "TLSv1.3" */
	const char **pem;               /* the chain as it was sent, the server's own first; nobody has verified it */
	size_t n_pem;
	struct crypto_trust *trust;     /* the authorities that probes trust */
};
typedef void tls_done(void *arg, const struct tls_answer *answer);
/* Connects as a probe does, sends nothing, and closes. Ends in done, from the loop, with texts owned by a. */
void tls_start(struct loop *l, struct arena *a, const struct tls_request *r, tls_done *done, void *arg);

/* ---- websocket.c (RFC 6455) ------------------------------------------------------------------------------ */

struct websocket;
struct websocket_request {
	const struct secret *url;       /* ws or wss; http and https mean the same */
	const struct http_header *headers;
	size_t n_headers;
	const char *subprotocol;        /* NULL: none is asked for */
	int64_t timeout_ms;             /* of connecting and the upgrade */
	int64_t deadline;               /* loop_now: of all; what is still open is broken off */
};
struct websocket_end {
	struct err error;               /* ERR_NONE: closed with a close message, or by us */
	int status;                     /* of the upgrade: 101, or what refused it; 0: no answer was had */
	const char *subprotocol;        /* the server's choice; "" */
	const struct http_header_text *headers; /* of the upgrade's answer, names in lower case */
	size_t n_headers;
	bool cut_short;                 /* the upgrade: as in http_answer */
	int64_t began;                  /* loop_now: when it was given a connection */
	int64_t queued_ms;              /* that it had waited for one */
	int64_t ms;                     /* until the upgrade was answered */
	bool by_us;                     /* our close was first */
	/* that the server sent; 1005: its close had none; 1006: no close came; 0: never open */
	int close_code;
	const char *close_reason;       /* printable; "" */
};
/* Called from the loop; open at most once, then message for each, then end once, whatever happens. */
struct websocket_on {
	/* what the upgrade's answer said */
	void (*open)(void *arg, struct websocket *w, const struct websocket_end *so_far);
	void (*message)(void *arg, struct websocket *w, struct str message); /* whole; text and binary alike */
	void (*end)(void *arg, const struct websocket_end *end);
};
void websocket_start(
	struct loop *l, struct arena *a, const struct websocket_request *r, const struct websocket_on *on, void *arg);
void websocket_send(struct websocket *w, const struct secret *text); /* after open; queued */
/* Sends what is queued, then our close (1000), and waits LIMIT_WEBSOCKET_CLOSE_MS for the other's: then it ends. */
void websocket_close(struct websocket *w);

#endif
