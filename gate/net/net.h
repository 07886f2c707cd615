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

#include "http.h"

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
int net_surroundings(
	struct arena *a, struct secrets *k, const char *ca_file, struct net_surroundings *out, struct err *e);
/* Lines for people; at most 4. */
size_t net_surroundings_text(struct arena *a, const struct net_surroundings *s, const char *lines[4]);

struct net_options {
	const char *ca_file;            /* NULL: the system's */
	const struct net_surroundings *around; /* NULL: no proxies */
	/* "HOST:PORT:CONNECT-HOST:CONNECT-PORT", as curl's --connect-to; for probes alone */
	struct conf_strings connect_to;
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
	/* frees what the job holds; NULL: nothing. In whichever thread is the last to have it */
	void (*drop)(void *job);
	size_t size;                    /* of the job, which is copied */
	int64_t deadline;               /* then it is left behind, and nobody looks at what it does any more */
};
/* job: as work left it, dropped when done returns; NULL with error: left behind (ERR_TIMEOUT), or never started. */
typedef void worker_done(void *arg, void *job, const struct err *error);
void worker_start(struct loop *l, const struct worker_spec *s, const void *job, worker_done *done, void *arg);

#endif
