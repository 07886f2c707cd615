/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net.h: the one loop. HTTP exchanges, timers, signals and child processes all happen inside
 * loop_run and nowhere else; nothing else in the program waits. Knows nothing of Google.
 *
 * Time is monotonic milliseconds (loop_now); every wait has an absolute deadline in it. Continuations
 * are called from loop_run only, never from the function that started them.
 */
#ifndef NET_H
#define NET_H

#include "../base/base.h"

/* ---- The seam: the world as the loop sees it -------------------------------------------- */

struct loop;
struct http_call;
struct http_request;
struct http_answer;

/*
 * What a release needs of its surroundings. net_curl.c is the real one; a simulation gives its own and
 * runs whole releases in virtual time. `send` starts one exchange (one attempt, no retry) and
 * later, from within `wait`, ends it with http_answered(call, answer). A world in which exchanges wait for a
 * connection says with http_began when one has it. `wait` returns when something was answered, a watched descriptor is
 * ready, or `until` has come.
 */
struct loop_world {
	void *self;
	int64_t (*now)(void *self);      /* monotonic ms */
	int64_t (*wall)(void *self);     /* unix ms */
	uint64_t (*random)(void *self);
	void (*send)(void *self, struct http_call *call, const struct http_request *request, int64_t deadline);
	void (*wait)(void *self, struct loop *l, int64_t until);
	void (*close)(void *self);
	int64_t pulse_ms;                /* no wait is longer, so that a stop of the process shows; 0: as long as asked */
	struct curl_world *curl;         /* the real one's, for connections that are no HTTP exchange; NULL: they fail */
	bool no_threads;                 /* time does not wait for threads: worker.c does their work in the loop */
	uint64_t descriptors;            /* the soft limit of open files that children are started with; 0: ours */
};

/* surroundings.c: what the environment asks of every connection, read once, on purpose, and said with -v. */
struct net_proxy { const char *url, *from; }; /* from: the variable; url NULL: none, its password is hidden */
struct net_surroundings {
	const char *ca_file, *ca_from;  /* ca_from: "ca_file", CURL_CA_BUNDLE or SSL_CERT_FILE; NULL: the system's */
	struct net_proxy https, http;
	const char *no_proxy;           /* names and networks reached without; this machine and link-local ones always */
	bool key_log;                   /* SSLKEYLOGFILE was set, and is taken out of the environment */
};
/* ca_file: the config's, or NULL. -1: a file of authorities that is not there. */
int net_surroundings(struct arena *a, struct secrets *k, const char *ca_file, struct net_surroundings *out, struct err *e);
/* Lines for people; at most 4. */
size_t net_surroundings_text(struct arena *a, const struct net_surroundings *s, const char *lines[4]);

struct net_options {
	const char *ca_file;            /* NULL: the system's */
	const struct net_surroundings *around; /* NULL: no proxies */
	struct conf_strings connect_to; /* "HOST:PORT:CONNECT-HOST:CONNECT-PORT", as curl's --connect-to; for probes alone */
	struct conf_strings resolve;    /* "HOST:PORT:ADDRESS", as curl's --resolve; for probes alone */
	const char *user_agent;
};

/* The real world: libcurl, signals SIGINT and SIGTERM, SIGPIPE ignored. Closed with the arena. */
int net_open(struct arena *a, struct secrets *k, const struct net_options *o, struct loop **out, struct err *e);
/* A loop over any world; the arena frees it and calls world->close. */
struct loop *loop_new(struct arena *a, struct secrets *k, const struct loop_world *world);

int64_t loop_now(const struct loop *l);
int64_t loop_wall(const struct loop *l);
uint64_t loop_random(struct loop *l);

/* ---- loop.c ------------------------------------------------------------------------------- */

enum loop_end {
	LOOP_DONE,     /* *pending came to 0 */
	LOOP_DEADLINE, /* the deadline came first */
	LOOP_SIGNAL,   /* SIGINT or SIGTERM arrived since the last loop_run returned LOOP_SIGNAL */
};
/* Runs until *pending is 0. pending NULL: until the deadline (a sleep that signals can end). */
enum loop_end loop_run(struct loop *l, const size_t *pending, int64_t deadline);

/* ms so far in which this process did nothing, or too much at once: stopped, starved, or busy between two waits. What
 * is measured over a time in which it grew is not the other side's doing alone. */
int64_t loop_late(const struct loop *l);

struct loop_signals { int count, last; int64_t first_at, last_at; }; /* at: loop_now */
struct loop_signals loop_signals(const struct loop *l);

typedef void loop_fn(void *arg);
struct loop_timer;
struct loop_timer *loop_at(struct loop *l, int64_t when, loop_fn *fire, void *arg);
void loop_cancel(struct loop *l, struct loop_timer *t); /* NULL and fired ones are fine */

/* fd is watched until unwatched; fn is called when it can be read (or has hung up). */
void loop_watch(struct loop *l, int fd, loop_fn *fn, void *arg);
void loop_watch_writing(struct loop *l, int fd, bool writing); /* fn is called when it can be written too */
void loop_unwatch(struct loop *l, int fd);
/* For worlds: the descriptors to wait for, and the call back when one is ready. */
struct loop_fd { int fd; bool writing; };
size_t loop_watched(const struct loop *l, const struct loop_fd **fds);
void loop_ready(struct loop *l, int fd);
void loop_signalled(struct loop *l, int signo);
struct secrets *loop_secrets(const struct loop *l);
struct arena *loop_arena(const struct loop *l);

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
	bool (*passes)(const struct http_answer *answer); /* is it tried again as a 503 is, whatever its status? NULL: by status alone */
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
	int64_t ms;                     /* of the last attempt, from when it had a connection to itself or was sent on one */
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

/* record.c: the calls made, for evidence: no headers, no bodies, secrets scrubbed; the query's names only. The first LIMIT_REQUESTS
 * of them and at least as many of the last; how many were left out between. */
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
/* ADDRESS or ADDRESS:PORT, IPv6 in brackets; port where none is said. false: it is neither; out is then not to be used. */
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
	int close_code;                 /* that the server sent; 1005: its close had none; 1006: no close came; 0: never open */
	const char *close_reason;       /* printable; "" */
};
/* Called from the loop; open at most once, then message for each, then end once, whatever happens. */
struct websocket_on {
	void (*open)(void *arg, struct websocket *w, const struct websocket_end *so_far); /* what the upgrade's answer said */
	void (*message)(void *arg, struct websocket *w, struct str message); /* whole; text and binary alike */
	void (*end)(void *arg, const struct websocket_end *end);
};
void websocket_start(struct loop *l, struct arena *a, const struct websocket_request *r, const struct websocket_on *on, void *arg);
void websocket_send(struct websocket *w, const struct secret *text); /* after open; queued */
/* Sends what is queued, then our close (1000), and waits LIMIT_WEBSOCKET_CLOSE_MS for the other's: then it ends. */
void websocket_close(struct websocket *w);

/* ---- child.c: a program of somebody else's ------------------------------------------------------ */

struct child_spec {
	struct conf_secrets argv;       /* never a shell */
	struct conf_pairs env;          /* exactly this environment */
	const char *dir;                /* NULL: ours */
	const struct secret *input;     /* to its standard input; NULL: that is /dev/null */
	int64_t deadline;               /* then SIGTERM to its process group, SIGKILL 2 s later */
};
struct child_result {
	struct err error;               /* could not start, or timed out */
	int exit_code;                  /* 128 + signal when killed by one; -1 when never started */
	int signal;                     /* that killed it, or 0 */
	struct str out, err;            /* the tails, LIMIT_CHILD_OUTPUT each */
	int64_t ms;
};
/* Called when it has ended and its output was read; whatever it left running in its group is ended with it. */
typedef void child_done(void *arg, const struct child_result *r);
struct child *child_start(struct loop *l, struct arena *a, const struct child_spec *s, child_done *done, void *arg);
void child_stop(struct child *c); /* as if its deadline had come; NULL (it did not start) and ended ones are fine */

/* ---- worker.c: a thread for what blocks ------------------------------------------------------------ */

/*
 * work runs in a thread of its own (at most LIMIT_WORKERS at once, others wait their turn), with every signal blocked.
 * It touches its job and nothing else: no arena, no loop, nothing that the loop could change or free meanwhile.
 */
struct worker_spec {
	void (*work)(void *job);
	void (*drop)(void *job);        /* frees what the job holds; NULL: nothing. In whichever thread is the last to have it */
	size_t size;                    /* of the job, which is copied */
	int64_t deadline;               /* then it is left behind, and nobody looks at what it does any more */
};
/* job: as work left it, dropped when done returns; NULL with error: left behind (ERR_TIMEOUT), or never started. */
typedef void worker_done(void *arg, void *job, const struct err *error);
void worker_start(struct loop *l, const struct worker_spec *s, const void *job, worker_done *done, void *arg);

#endif
