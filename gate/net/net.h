/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net.h: the event loop. HTTP exchanges, timers, signals and child processes all happen inside loop_run; nothing else
 * in the program waits. Does not depend on Google Cloud.
 *
 * Times are monotonic milliseconds (loop_now) unless called unix ms or wall. Every wait has an absolute deadline.
 * Callbacks are called from loop_run only, never from the function that started the work.
 */
#ifndef NET_H
#define NET_H

#include "http.h"

/* ---- The interface between the loop and the outside world ------------------------------------------- */

struct loop;
struct http_call;
struct http_request;
struct http_answer;

/*
 * The operations that a loop needs. net_curl.c implements them with libcurl; a simulation implements them in virtual
 * time. send starts one exchange (one attempt, no retry); later, from within wait, the world ends it with
 * http_answered. A world in which exchanges wait for connections calls http_began when one got its connection. wait
 * returns when an exchange was answered, a watched descriptor is ready, or `until` has come.
 */
struct loop_world {
	void *self;
	int64_t (*now)(void *self);  /* monotonic ms */
	int64_t (*wall)(void *self); /* unix ms */
	uint64_t (*random)(void *self);
	void (*send)(void *self, struct http_call *call, const struct http_request *request, int64_t deadline);
	void (*wait)(void *self, struct loop *l, int64_t until);
	void (*close)(void *self);
	int64_t pulse_ms;        /* the longest single wait, so that a suspended process is noticed; 0: unlimited */
	struct curl_world *curl; /* for connections other than HTTP exchanges; NULL: they fail */
	bool no_threads;         /* virtual time does not wait for threads: worker.c runs their work in the loop */
	uint64_t descriptors;    /* the soft limit of open files for child processes; 0: the current one */
};

/* surroundings.c: connection settings from the environment, read once and printed with -v */
/* from: the variable; url: NULL if unset, its password hidden */
struct net_proxy {
	const char *url, *from;
};
struct net_surroundings {
	/* ca_from: "ca_file", CURL_CA_BUNDLE or SSL_CERT_FILE; both NULL: the system's authorities */
	const char *ca_file, *ca_from;
	struct net_proxy https, http;
	/* names and networks reached without a proxy; loopback and link-local addresses always are */
	const char *no_proxy;
	bool key_log; /* SSLKEYLOGFILE was set; it has been removed from the environment */
};
/* Reads the environment. ca_file: from the config, or NULL. Fails if a file of authorities does not exist. */
int net_surroundings(
	struct arena *a, struct secrets *k, const char *ca_file, struct net_surroundings *out, struct err *e);
/*
 * The file of certificate authorities of this system: the first that exists of Debian's, Red Hat's, SUSE's and Alpine's
 * places. NULL if there is none. For a libcurl that was built for another system. root: "", or a folder that stands for
 * the root of the file system.
 */
const char *net_system_bundle(struct arena *a, const char *root);
/* Fills lines with at most 4 lines to print, in a; returns how many. */
size_t net_surroundings_text(struct arena *a, const struct net_surroundings *s, const char *lines[4]);

struct net_options {
	const char *ca_file;                   /* NULL: the system's authorities */
	const struct net_surroundings *around; /* may be NULL: no proxies */
	/* "HOST:PORT:CONNECT-HOST:CONNECT-PORT" as in curl's --connect-to; for probes only */
	struct conf_strings connect_to;
	struct conf_strings resolve; /* "HOST:PORT:ADDRESS" as in curl's --resolve; for probes only */
	const char *user_agent;
};

/* Opens a loop over libcurl that handles SIGINT and SIGTERM and ignores SIGPIPE. Closed when a is freed. */
int net_open(struct arena *a, struct secrets *k, const struct net_options *o, struct loop **out, struct err *e);
/* Returns a loop over any world. When a is freed, calls world->close. */
struct loop *loop_new(struct arena *a, struct secrets *k, const struct loop_world *world);

/* Monotonic ms. */
int64_t loop_now(const struct loop *l);
/* Unix ms. */
int64_t loop_wall(const struct loop *l);
int64_t net_wall(void); /* unix ms by this machine's clock, for messages before there is a loop */
uint64_t loop_random(struct loop *l);

/* ---- loop.c ------------------------------------------------------------------------------- */

enum loop_end {
	LOOP_DONE,     /* *pending is 0 */
	LOOP_DEADLINE, /* the deadline passed */
	LOOP_SIGNAL,   /* SIGINT or SIGTERM arrived since loop_run last returned LOOP_SIGNAL */
};
/* Runs until *pending is 0, the deadline has passed or a signal arrives. pending NULL: sleeps until the deadline. */
enum loop_end loop_run(struct loop *l, const size_t *pending, int64_t deadline);

/* Returns the ms in total during which this process did not run as it should: it was suspended, starved of CPU, or busy
 * between two waits. A measurement during which this value grew is unreliable. */
int64_t loop_late(const struct loop *l);

/* count of signals, the last one's number; times: loop_now */
struct loop_signals {
	int count, last;
	int64_t first_at, last_at;
};
struct loop_signals loop_signals(const struct loop *l);

typedef void loop_fn(void *arg);
/* Calls fire(arg) once from loop_run, at time `when` or later. */
void loop_do_at(struct loop *l, int64_t when, loop_fn *fire, void *arg);
/* The same, and returns the timer's number for loop_cancel: at least 1, and never that of another timer of the loop. */
uint64_t loop_at(struct loop *l, int64_t when, loop_fn *fire, void *arg);
void loop_cancel(struct loop *l, uint64_t timer); /* Cancels a timer. It may be 0 or have fired. */

/* Calls fn(arg) whenever fd is readable or closed by the peer, until loop_unwatch. Does not own fd. */
void loop_watch(struct loop *l, int fd, loop_fn *fn, void *arg);
void loop_watch_writing(struct loop *l, int fd, bool writing); /* also calls fn when fd is writable */
void loop_unwatch(struct loop *l, int fd);
/* For implementations of struct loop_world: the descriptors to wait for, and what to call when one is ready or a signal
 * arrived. */
struct loop_fd {
	int fd;
	bool writing;
};
size_t loop_watched(const struct loop *l, const struct loop_fd **fds);
void loop_ready(struct loop *l, int fd);
void loop_signalled(struct loop *l, int signo);
/* The secrets and the arena that the loop was created with. */
struct secrets *loop_secrets(const struct loop *l);
struct arena *loop_arena(const struct loop *l);

/* ---- child.c: child processes ------------------------------------------------------------------------ */

struct child_spec {
	struct conf_secrets argv;   /* the program and its arguments; not run by a shell */
	struct conf_pairs env;      /* the complete environment */
	const char *dir;            /* the working directory; NULL: the current one */
	const struct secret *input; /* its standard input; NULL: /dev/null */
	int64_t deadline;           /* loop_now; then SIGTERM to its process group, and SIGKILL 2 s later */
};
struct child_result {
	struct err error;    /* it could not be started, or timed out */
	int exit_code;       /* 128 + signal if killed by one; -1 if not started */
	int signal;          /* the signal that killed it, or 0 */
	struct str out, err; /* the end of its output, at most LIMIT_CHILD_OUTPUT bytes each */
	/* how long it ran */
	int64_t ms;
};
/* Called once, from the loop, after the child ended and its output was read. Remaining processes of its group are
 * killed first. */
typedef void child_done(void *arg, const struct child_result *r);
/* Starts a child process. Returns NULL if it could not be started; done is called with the error in any case. Texts of
 * the result live as long as a. */
struct child *child_start(struct loop *l, struct arena *a, const struct child_spec *s, child_done *done, void *arg);
void child_stop(struct child *c); /* ends it as if its deadline had passed; c may be NULL or have ended */

/* ---- worker.c: threads for blocking calls -------------------------------------------------------------- */

/* work runs in its own thread, with all signals blocked. At most LIMIT_WORKERS run at once; others wait. work may use
 * only its job: no arena, no loop, and nothing that the loop may change or free meanwhile. */
struct worker_spec {
	void (*work)(void *job);
	/* frees what the job holds, in the thread that used it last; may be NULL */
	void (*drop)(void *job);
	size_t size;      /* of the job in bytes; the job is copied */
	int64_t deadline; /* loop_now; then the thread is abandoned and its result ignored */
};
/* Called once, from the loop. job: as work left it, dropped when this returns. If the worker was abandoned
 * (ERR_TIMEOUT) or not started, job is NULL and error is set. */
typedef void worker_done(void *arg, void *job, const struct err *error);
void worker_start(struct loop *l, const struct worker_spec *s, const void *job, worker_done *done, void *arg);

const char *net_curl_version(void);  /* Returns the version of libcurl that is in use. */
const char *net_wslay_version(void); /* Returns the version of wslay that this was built with. */

#endif
