/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shared.h: several runners on several machines, with one bucket, in virtual time from a seed. Each runner is a
 * coroutine that runs the real gate; Cloud Run and Cloud Storage are small models. The same seed gives the same
 * history.
 */
#ifndef TESTS_SHARED_H
#define TESTS_SHARED_H

#include "../../../gate/base/base.h"
#include "../../../gate/run/run.h"

#include <stdio.h>
#include <ucontext.h>

enum {
	SERVICES_MAX = 3,
	REVISIONS_MAX = 4,
	ROWS_MAX = 6,
	RUNNERS_MAX = 16,
	CUTS_MAX = 4,
	PAUSES_MAX = 3,
	INBOX_MAX = 256,
	CHANGES_MAX = 64,
	JOBS_MAX = 64,
	LATEST = -1,
};

#define BUCKET "acme-state"
#define PREFIX "rungate/"

/* ---- Cloud Run (services.c) ------------------------------------------------------------------- */

struct row {
	int revision, percent; /* revision: an index, or LATEST */
};
struct split {
	struct row rows[ROWS_MAX];
	int n;
};
struct percents {
	int of[REVISIONS_MAX];
};
struct revision {
	char name[16];
	int64_t created_at; /* unix ms */
	int good;           /* of 100 answers */
};
struct service_model {
	int index, n;
	struct revision revisions[REVISIONS_MAX]; /* oldest first; all are ready */
	struct split desired, effective;
	int64_t generation, observed, etag, changed_at, routed_at;
	bool reconciling, failed;
	int operation, changed_by; /* the runner of the newest change of traffic, or NOBODY */
};
enum { NOBODY = -1 };

/* ---- Cloud Storage (bucket.c) ----------------------------------------------------------------- */

struct object {
	const char *name; /* without PREFIX */
	struct str bytes;
	int64_t generation, updated; /* unix ms */
};
struct bucket {
	struct object *items; /* in the order of their names */
	size_t n, cap;
	int64_t generation; /* of the newest object */
	int64_t retention;  /* ms for which an object can be neither replaced nor removed; 0: none */
};

/* ---- Requests --------------------------------------------------------------------------------- */

enum peer { PEER_API, PEER_STORE, PEER_USER, PEER__COUNT };
struct flight {
	struct runner *runner;
	struct http_call *call; /* NULL: nobody waits for the answer any more */
	enum peer peer;
	const char *method, *url, *body;
	int64_t sent_at, deadline, answered_at; /* answered_at: by Google's clock, unix ms */
	bool patch, writes;                     /* writes: it changes something */
	int status;                             /* 0: no answer; error */
	enum err_code error;
	struct str answer;
	const char *generation, *hash; /* headers of an object */
	int service;                   /* of a read; -1: another request */
	struct percents desired, effective;
	bool settled;
};

/* ---- Runners ---------------------------------------------------------------------------------- */

enum order { VERIFY, ROLLBACK, RESUME, PROMOTE, SNAPSHOT, COMMAND__COUNT };
enum runner_state { RUNNER_PLANNED, RUNNER_RUNNING, RUNNER_ENDED, RUNNER_KILLED };

/* A time in which requests to a peer get nowhere. */
enum cut_kind { CUT_HANGS, CUT_REFUSED, CUT_ANSWERS, CUT__COUNT };
struct cut {
	enum peer peer;
	enum cut_kind kind;
	int64_t from, until;
};
struct pause {
	int64_t from, until;
};
/* When it is killed: at a time; some time after a signal, as CI systems do; or at its nth PATCH or write to the
 * bucket. */
enum kill_stage { KILL_NEVER, KILL_AT, KILL_CANCELLED, KILL_UNSENT, KILL_ON_THE_WAY, KILL_APPLIED };
struct kill {
	enum kill_stage stage;
	int64_t at;
	bool patch; /* at a PATCH; otherwise at a write to the bucket */
	int nth;
};

struct runner {
	struct world *w;
	int number;
	enum order command;
	enum runner_state state;
	bool calm; /* the last ones, without faults */
	const char *machine;
	struct config config;
	const struct policy *policy;
	int64_t start_at, began, ended, clock_off;
	int64_t wait; /* of --wait */
	struct cut cuts[CUTS_MAX];
	int n_cuts, n_pauses, patches, writes;
	struct pause pauses[PAUSES_MAX];
	struct kill kill;

	ucontext_t context;
	struct arena *a;
	struct run *run;
	struct loop *loop;
	int64_t wake_at;
	struct flight *inbox[INBOX_MAX];
	int n_inbox;

	/* What the checks need. */
	int64_t store_pending_since; /* a write to the bucket has been in flight since then; 0: none */
	int store_pending;
	int64_t store_silent_ms; /* the longest time that one waited for its answer */
	bool store_failed;       /* it got another answer than success */
	bool impatient;          /* an intent waited for the bucket for state.patience */
	bool reached[SERVICES_MAX];
	char id[37];
	int exit_code;
	enum verdict verdict;
	enum action action;
	bool wrote, recorded, nothing_left, said_local;
};

/* ---- The world -------------------------------------------------------------------------------- */

/* Probabilities in permille. */
struct faults {
	int drop, lose, server_error, quota, settle_fails, conflict;
	int latency_ms, settle_ms;
};

enum event_kind { EVENT_ARRIVAL, EVENT_ANSWER, EVENT_TIMEOUT, EVENT_SETTLED, EVENT_START, EVENT_SIGNAL, EVENT_KILL };
struct event {
	int64_t at;
	uint64_t order;
	enum event_kind kind;
	struct flight *flight;
	struct runner *runner;
	int service;
	int64_t generation;
};

struct change {
	int64_t at;
	int service, runner;
	bool failed;
};

enum happened {
	HAPPENED_KILLED,
	HAPPENED_KILLED_UNSENT,
	HAPPENED_KILLED_SENDING,
	HAPPENED_KILLED_SENT,
	HAPPENED_KILLED_WRITING,
	HAPPENED_CANCELLED,
	HAPPENED_PAUSED,
	HAPPENED_PAUSED_LONG,
	HAPPENED_CLOCK,
	HAPPENED_CUT_STORE,
	HAPPENED_CUT_API,
	HAPPENED_CUT_HANGS,
	HAPPENED_CUT_REFUSED,
	HAPPENED_CUT_ANSWERS,
	HAPPENED_DROPPED,
	HAPPENED_LOST,
	HAPPENED_LOST_WRITE,
	HAPPENED_SERVER_ERROR,
	HAPPENED_QUOTA,
	HAPPENED_PRECONDITION,
	HAPPENED_RETAINED,
	HAPPENED_CONFLICT,
	HAPPENED_NOT_APPLIED,
	HAPPENED_SAME_MACHINE,
	HAPPENED_PAGES,
	HAPPENED_VERIFY,
	HAPPENED_ROLLBACK,
	HAPPENED_RESUME,
	HAPPENED_PROMOTE,
	HAPPENED_SNAPSHOT,
	HAPPENED_LOCKED,
	HAPPENED_WAITED,
	HAPPENED_TAKEN_OVER,
	HAPPENED_LOCK_LOST,
	HAPPENED_LOCAL,
	HAPPENED_RESUMED,
	HAPPENED_OVERTAKEN,
	HAPPENED_ROLLED_BACK,
	HAPPENED_PROMOTED,
	HAPPENED_PASSED,
	HAPPENED_UNRECORDED,
	HAPPENED_CHAIN_CONTENDED,
	HAPPENED_TWO_MOVERS, /* two runners moved traffic in one seed */
	HAPPENED__COUNT
};

struct world {
	uint64_t seed, state, order, trace;
	bool verbose;
	FILE *out;
	struct arena *a; /* lives until the end of the seed */
	const char *dir;
	int64_t now, faults_end;
	struct service_model services[SERVICES_MAX];
	int n;
	struct bucket bucket;
	struct faults bad, none;
	struct event *events; /* a heap */
	size_t n_events, cap_events;
	struct runner runners[RUNNERS_MAX];
	int n_runners;
	ucontext_t scheduler;
	char *stacks;
	int first_fd; /* descriptors from here on belong to runners */
	struct change changes[CHANGES_MAX];
	int n_changes;
	bool happened[HAPPENED__COUNT];
	int failures;
};

uint64_t world_random(struct world *w);
int64_t world_below(struct world *w, int64_t n); /* 0 .. n-1; 0 if n is 0 */
bool world_permille(struct world *w, int n);
void world_say(struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
void happened(struct world *w, enum happened what);
int64_t world_wall(const struct world *w); /* Google's clock, unix ms */
struct event *world_event(struct world *w, int64_t at, enum event_kind kind);
/* Runs until no runner is planned or running, or until the time. */
void world_run(struct world *w, int64_t until);
bool world_calm(const struct world *w); /* the faults are over */
const struct faults *world_faults(const struct world *w);

/* network.c */
void network_send(struct runner *r, struct http_call *call, const struct http_request *request, int64_t deadline);
void network_arrive(struct world *w, struct flight *f);
void network_answer(struct world *w, struct flight *f, bool timeout);
void network_deliver(struct runner *r); /* hands over what has come; called by the runner itself */

/* runner.c */
enum { STACK_BYTES = 512 * 1024 };
const char *runner_command(enum order c);
void runner_start(struct runner *r);
/* Lets it run until it waits, ends or is killed. */
void runner_go_on(struct runner *r);
void runner_die(struct runner *r, enum happened what, const char *where); /* returns only if called from outside r */
void runner_signal(struct runner *r);                                     /* SIGTERM */
int64_t runner_due(const struct runner *r);                               /* when it is to go on */

/* services.c */
void services_make(struct world *w);
void services_answer(struct world *w, struct flight *f);
void services_settle(struct world *w, int service, int64_t generation);
struct percents services_percents(const struct service_model *v, const struct split *s);
bool percents_same(const struct percents *a, const struct percents *b);

/* bucket.c */
void bucket_answer(struct world *w, struct flight *f);
const struct object *bucket_find(const struct bucket *b, const char *name);
/* The first object whose name begins so, or NULL. */
const struct object *bucket_first(const struct bucket *b, const char *under);

/* checks.c */
void broken(struct world *w, const char *invariant, const char *fmt, ...) PRINTF_LIKE(3, 4);
void check_sent(struct runner *r, const struct flight *f); /* a PATCH: S1, S5 */
void check_applied(struct world *w, const struct flight *f, int service, const struct split *wish); /* S2 */
void check_read(struct runner *r, const struct flight *f);
void check_ended(struct runner *r); /* S3, while its run still exists */
/* chain.c */
void check_chain(struct world *w); /* S4 */
void check_left(struct world *w);  /* S6, at the very end */

/* tally.c: shared by all jobs */
struct tallies;
struct tallies *tally_new(void);
void tally_seed(struct tallies *t, const struct world *w);
void tally_begin(struct tallies *t, int job, uint64_t seed);
uint64_t tally_playing(const struct tallies *t, int job);
/* false: something never occurred although there were that many seeds */
bool tally_print(struct tallies *t, uint64_t seeds);

#endif
