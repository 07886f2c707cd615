/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sim.h: whole releases in virtual time from a seed: the real gate and the real rollback in a small model of Cloud Run
 * with its users, other actors and faults. The same seed gives the same history.
 */
#ifndef TESTS_SIM_H
#define TESTS_SIM_H

#include "../../gate/base/base.h"
#include "../../gate/run/exits.h"

#include <setjmp.h>
#include <stdio.h>

struct attempt;
struct config;
struct flight;
struct http_call;
struct http_request;
struct journal_entry;
struct loop;
struct run;
struct snapshot;
struct tallies;

enum {
	SERVICES_MAX = 3,
	REVISIONS_MAX = 24,
	ROWS_MAX = 10,
	VERSIONS_MAX = 96,
	EVENTS_MAX = 256,
	CHANGES_MAX = 128,
	RUNS_MAX = 6,
	SEEN_MAX = 1024,
	STALLS_MAX = 64,
	JOBS_MAX = 64,
	LATEST = -1,
	NOBODY = 0
};

/* revision: an index, or LATEST */
struct row {
	int revision, percent;
	const char *tag;
};
struct split {
	struct row rows[ROWS_MAX];
	int n;
};
/* A split with LATEST resolved. */
struct percents {
	int of[REVISIONS_MAX];
};

struct revision {
	char name[16];
	int64_t created_at, unfit_since; /* unix ms; unfit_since: deleted or not ready from then on, 0: fit */
	bool ready, gone, needs_sql;
	bool dead;                     /* it reads ready, and cannot begin to serve */
	int good;                      /* of 100 answers */
	int64_t good_from, good_until; /* outside this period it answers badly; until 0: no end */
	int64_t flaps_ms;              /* it answers badly in every other period of this length; 0: it does not flap */
};

/* A past state of the service as Cloud Run reports it: a read may be served from an older one. */
struct version {
	int64_t at, etag;
	const char *body;
	bool settled;
	struct percents desired, effective;
};

struct service_model {
	int index, uid;
	bool pool;                                /* a worker pool: no users, no tags, and its instances move in surges */
	struct revision revisions[REVISIONS_MAX]; /* oldest first */
	int n, latest_created, latest_ready;
	struct split desired, effective, before; /* before: the edge may still serve it until edge_until */
	int64_t edge_until, generation, observed, etag;
	int64_t changed_at, routed_at; /* unix ms: of the newest desired split; since when its routes have been in effect */
	bool reconciling, failed;
	const char *dead; /* the name of the dead revision because of which the last change failed, or NULL */
	int operation;    /* number of the newest; its change is done when reconciling is false */
	struct version versions[VERSIONS_MAX];
	int n_versions;
	const char *list; /* of revisions; NULL: not created yet */
};

/* The job of a release (workloads.c). */
struct job_model {
	const char *image, *body, *before; /* body: as it is read; before: until its newest change */
	int64_t etag, generation, changed_at;
	bool seen_other; /* somebody else had changed it before a process judged the release */
};

enum { OTHER = -1 }; /* a change by another actor; otherwise the number of the gate's journal entry */
struct change {
	int64_t at;
	int service, story;
	struct percents before, after;
	bool ended, failed; /* it is in effect, or could not be made */
};

enum event_kind {
	EVENT_ARRIVAL,
	EVENT_ANSWER,
	EVENT_SETTLED,
	EVENT_ACTOR,
	EVENT_OTHER_PATCH,
	EVENT_SIGNAL,
	EVENT_CRASH,
	EVENT_STALL
};
struct event {
	int64_t at;
	uint64_t order;
	enum event_kind kind;
	int service;
	int64_t value;
	struct flight *flight;
	struct split split;
};

/* The side APIs (side.c). */
enum side { SIDE_SQL, SIDE_REDIS, SIDE_VPCACCESS, SIDE_MONITORING, SIDE_LOGGING, SIDE__COUNT /* none of them */ };
enum side_mode { SIDE_WELL, SIDE_HANGS, SIDE_SLOW, SIDE_REFUSES };
struct side_state {
	enum side_mode mode;
	int64_t from, until;
	bool seen; /* it has answered this process well */
};

/* A request in flight. */
struct flight {
	struct http_call *call; /* NULL: its caller no longer waits */
	const char *method, *url;
	char *body;
	int64_t sent_at, deadline;
	int status; /* 0: error */
	enum err_code error;
	const char *answer;
	bool patch, user; /* user: a probe */
	bool job;         /* it is about the job */
	bool ahead;       /* a probe that was sent before its service was read */
	bool edge;        /* it arrived while the edge might still serve the old split */
	int story;        /* journal entry of the process that sent it */
	enum side side;   /* the API that gets it, or SIDE__COUNT */
	int service;
	const char *tagged;            /* revision that the tag in its URL named when it was sent, or NULL: no tag */
	const char *revision;          /* the revision that answered, or NULL */
	const struct version *version; /* the version that a read returns, or NULL */
	int64_t listed_at;             /* when the list of revisions that it returns was complete, or 0: no list */
	struct revision *unfit;        /* the revision that a read reports as deleted or not ready, or NULL */
};

/* Probabilities of faults in this world, in permille; drawn from the seed. */
struct misfortune {
	int drop, lose, server_error, quota, garbage, stale, conflict, settle_fails, edge, contrary;
	int cleaned;             /* old revisions that are deleted while the newest fails */
	int stale_list, partial; /* lists without the newest revisions, services without a field */
	int tag_drop;            /* requests to tag URLs that get no answer */
	int latency_ms, lag_ms, settle_ms;
	int operation; /* 0: normal, 1: never done, 2: not readable, 3: not found */
};

/* An outage of the Cloud Run API during a rollback (outage.c). */
enum outage_kind {
	OUTAGE_NONE,
	OUTAGE_503,
	OUTAGE_409,  /* for PATCHes; reads get 503 */
	OUTAGE_LOST, /* applied, but the answer is lost */
	OUTAGE_REFUSED,
	OUTAGE_HANGS,
	OUTAGE__COUNT
};
enum { ALL_SERVICES = -1 };
struct outage {
	enum outage_kind kind;
	bool reads, patches, begun;
	int service;                 /* or ALL_SERVICES */
	int64_t length, from, until; /* ms; set once it has begun */
	struct attempt *attempt;     /* the process in which it began */
	struct misfortune during, after;
};

/* Events that may occur in a seed, besides those of the gate (tally.c). */
enum happened {
	HAPPENED_DEPLOY,
	HAPPENED_DEPLOY_NO_TRAFFIC,
	HAPPENED_DEPLOY_FAILING,
	HAPPENED_MOVE,
	HAPPENED_SPLIT,
	HAPPENED_BACK_AND_FORTH,
	HAPPENED_OTHER_GATE,
	HAPPENED_CONTRARY,
	HAPPENED_TAG,
	HAPPENED_TOUCH,
	HAPPENED_RECREATE,
	HAPPENED_GONE,
	HAPPENED_UNREADY,
	HAPPENED_DEAD,
	HAPPENED_DEAD_TARGET,
	HAPPENED_PLANTED,
	HAPPENED_MENDED,
	HAPPENED_KILLED,
	HAPPENED_KILLED_UNSENT,
	HAPPENED_KILLED_SENDING,
	HAPPENED_KILLED_SENT,
	HAPPENED_SIGNAL,
	HAPPENED_CLOCK,
	HAPPENED_DROPPED,
	HAPPENED_TAG_DROPPED,
	HAPPENED_LOST,
	HAPPENED_SERVER_ERROR,
	HAPPENED_QUOTA,
	HAPPENED_GARBAGE,
	HAPPENED_STALE,
	HAPPENED_CONFLICT,
	HAPPENED_NOT_APPLIED,
	HAPPENED_STALE_LIST,
	HAPPENED_PARTIAL,
	HAPPENED_OUTAGE_503,
	HAPPENED_OUTAGE_409,
	HAPPENED_OUTAGE_LOST,
	HAPPENED_OUTAGE_REFUSED,
	HAPPENED_OUTAGE_HANGS,
	HAPPENED_HEALED_IN_TIME,
	HAPPENED_HEALED_TOO_LATE,
	HAPPENED_STALL,
	HAPPENED_LATE_FAILURE,
	/* in the order of enum side, and for each in the order of enum side_mode */
	HAPPENED_SQL_HANGS,
	HAPPENED_SQL_SLOW,
	HAPPENED_SQL_REFUSES,
	HAPPENED_REDIS_HANGS,
	HAPPENED_REDIS_SLOW,
	HAPPENED_REDIS_REFUSES,
	HAPPENED_VPC_HANGS,
	HAPPENED_VPC_SLOW,
	HAPPENED_VPC_REFUSES,
	HAPPENED_MONITORING_HANGS,
	HAPPENED_MONITORING_SLOW,
	HAPPENED_MONITORING_REFUSES,
	HAPPENED_LOGGING_HANGS,
	HAPPENED_LOGGING_SLOW,
	HAPPENED_LOGGING_REFUSES,
	HAPPENED_TWINS,
	HAPPENED_AHEAD,
	HAPPENED_AHEAD_OTHER,
	HAPPENED_POOL_SURGE,
	HAPPENED_POOL_MOVED,
	HAPPENED_JOB_RESTORED,
	HAPPENED_JOB_CHANGED,
	HAPPENED_JOB_KILLED,
	HAPPENED_BAKE_CONTINUED,
	HAPPENED__COUNT
};

/* The desired splits that a process read before it chose the candidate of its service. */
struct judged_reads {
	struct percents wishes[16];
	int n;
};

/* The answer to a probe that was sent before its service was read (check.c). */
struct ahead_answer {
	bool came, well, late, edge, bad_since;
	const char *revision;
};

/* The good answers in a row that `watch` had of a candidate (watched.c). */
struct watched {
	const char *candidate; /* NULL: none is watched */
	int row;
};

/* What a process was told of a service's revisions. */
struct told {
	int64_t listed_at; /* when the newest list was so */
	bool unfit[REVISIONS_MAX];
};

struct attempt { /* one process */
	const char *command;
	char run[37]; /* its run id */
	bool crashed, calm, identity_on, promotes, judges;
	int exit_code, story;
	enum verdict verdict;
	enum action action;
	int64_t began, ended;
	size_t requests, patches;
	uint64_t trace;
};

struct sim {
	uint64_t seed, state, order, trace;
	bool verbose;
	FILE *out;       /* output of the simulation itself */
	struct arena *a; /* lives until the end of the seed */
	const char *dir;
	int64_t now;
	struct service_model services[SERVICES_MAX];
	int n;
	bool workloads; /* the release has a job, and a worker pool as the last of several services */
	struct job_model job;
	struct event events[EVENTS_MAX];
	int n_events;
	struct misfortune bad, none;
	const struct misfortune *now_bad;
	struct outage outage;
	struct side_state sides[SIDE__COUNT];
	bool happened[HAPPENED__COUNT];
	struct change changes[CHANGES_MAX];
	bool unrecorded;               /* evidence cannot be written in this world */
	bool planted;                  /* the world has a planted journal */
	int n_changes, stories, unfit; /* unfit: revisions that were deleted or became unready */
	struct attempt attempts[RUNS_MAX];
	int n_attempts;
	struct snapshot *snapshot;

	/* Of the running process. */
	struct run *run;
	struct attempt *attempt;
	int64_t first_patch; /* when it was sent; 0: not sent */
	jmp_buf died;
	int64_t clock_set_at, clock_off_ms; /* the clock of its machine is changed at this time by this much */
	/* 1: before it is sent, 2: before it arrives, 3: after it was applied; 0: no crash */
	int crash_at_patch, crash_at_job;     /* of traffic, of the job */
	int64_t seen[SERVICES_MAX][SEEN_MAX]; /* etags that were read */
	int n_seen[SERVICES_MAX];
	bool read[SERVICES_MAX];
	struct percents first_wish[SERVICES_MAX];
	struct judged_reads judged[SERVICES_MAX];
	bool reached[SERVICES_MAX]; /* a read showed its target in the desired and the actual split, and settled */
	struct told told[SERVICES_MAX], told_then[SERVICES_MAX]; /* now; when its newest PATCH was sent */
	struct stall {
		int64_t from, until;
	} stalls[STALLS_MAX]; /* the process was stopped in these periods */
	int n_stalls;
	bool stalls_come;
	/* for each service: bad answers, and those that came while the process was late */
	int bad_answers[SERVICES_MAX], late_answers[SERVICES_MAX], good_row[SERVICES_MAX];
	int row_lost[SERVICES_MAX]; /* the row that the newest bad answer ended */
	struct ahead_answer aheads[SERVICES_MAX];
	struct watched watched[SERVICES_MAX]; /* of earlier processes */
	bool dated;                           /* Google's answers have a Date */
	bool once;                            /* `watch` looks once */
	bool steady;                          /* the clock of the machine is right */
	size_t held;                          /* bytes that the last process held when its command ended; 0: not known */
	int failures;                         /* of the seed: violated invariants */
};

/* Every random number comes from the seed. */
uint64_t sim_random(struct sim *s);
int64_t sim_below(struct sim *s, int64_t n); /* 0 .. n-1; 0 if n is 0 */
bool sim_permille(struct sim *s, int n);
void sim_say(struct sim *s, const char *fmt, ...) PRINTF_LIKE(2, 3); /* adds to the history, if it is printed */

/* tally.c: shared by all jobs; NULL: out of memory */
struct tallies *tally_new(void);
void happened(struct sim *s, enum happened what);
void tally_begin(struct tallies *t, int job, uint64_t seed);
uint64_t tally_playing(const struct tallies *t, int job); /* the seed that this job began last */
void tally_seed(struct tallies *t, const struct sim *s);  /* records the end of a seed */
/* Prints the tally; false: something never occurred although there were that many seeds. */
bool tally_print(struct tallies *t, uint64_t seeds);

/* outage.c */
void outage_draw(struct sim *s, int64_t deadline_ms);                    /* for the rollback */
void outage_watch(struct sim *s);                                        /* begins and ends the outage when due */
enum outage_kind outage_of(const struct sim *s, const struct flight *f); /* the outage that affects this request now */

/* side.c */
extern const char *const side_config, *const side_rules; /* additional config and rules for the side APIs */
void side_environment(struct arena *a);                  /* sets the endpoint overrides */
const char *side_name(enum side api);
void side_draw(struct sim *s);                                    /* draws which APIs fail, and when */
void side_ail(struct sim *s, enum side api, enum side_mode mode); /* from now on */
enum side side_of(const struct flight *f);                        /* the API that gets this request */
enum side_mode side_mode(struct sim *s, const struct flight *f);  /* the current mode of that API */
int64_t side_slow_ms(struct sim *s);
void side_answer(struct sim *s, struct flight *f);

/* stall.c: the process is stopped or starved: time advances, and it observes nothing */
enum { PULSE_MS = 100 }; /* as in the real world */
void stall_schedule(struct sim *s);
void stall_remember(struct sim *s, int64_t from, int64_t until);
int64_t stall_ms(const struct sim *s, int64_t from, int64_t until); /* the part of that time in which it was stopped */

/* world.c: time, events, the network */
struct loop *world_loop(struct sim *s, struct arena *a, struct secrets *k);
struct event *world_event(struct sim *s, int64_t at, enum event_kind kind);
void world_run_until(struct sim *s, int64_t until); /* between processes */
/* journal entry of the running process: its own, or the one that it resumes */
int world_story(const struct sim *s);
void world_forget_flights(struct sim *s); /* the process has ended; requests in flight still arrive */
int64_t world_wall(const struct sim *s);
void world_set_clock(struct sim *s); /* of the machine of the next process, now or soon */
void world_drop_ends(struct sim *s); /* what would have ended the process that has ended */

/* make.c */
void cloud_make(struct sim *s);
void cloud_release_badly(struct sim *s, int service); /* its newest revision serves all users, and badly */

/* cloud.c: Cloud Run and the applications */
void cloud_answer(struct sim *s, struct flight *f);
void cloud_settle(struct sim *s, int service);
struct percents cloud_percents(const struct service_model *v, const struct split *split, int latest);
bool cloud_same(const struct percents *a, const struct percents *b);
/* Sets a new desired split, for a journal entry of the gate or OTHER. */
void cloud_wish(struct sim *s, int service, const struct split *wish, int story);
void cloud_touch(struct sim *s, int service);
int cloud_deploy(struct sim *s, int service); /* creates a new revision and returns its index */
const char *cloud_name(int service);
char *cloud_full_name(struct sim *s, int service);
int cloud_service_in(const char *url); /* the service or worker pool that the URL names; -1: none */

/* draw.c */
void draw_config(struct sim *s, struct config *c);
void draw_misfortune(struct sim *s);

/* workloads.c: a worker pool and a job; J1 to J4 */
extern const char *const job_config, *const pool_rules; /* additional config and rules */
/* Moves some instances to where they are wished. Returns false if there are none left to move but these. */
bool pool_surges(struct sim *s, struct service_model *v);
void job_make(struct sim *s);
void job_change(struct sim *s); /* by somebody else */
void job_answer(struct sim *s, struct flight *f);
void job_snapshot(struct sim *s, struct snapshot *all); /* adds the job, with its image before the release */
void check_job_end(struct sim *s);
void check_job_story(struct sim *s, const struct journal_entry *entry);

/* stale.c: inconsistent answers */
/* The number of newest revisions that the list lacks. */
int stale_list_lacks(struct sim *s, const struct service_model *v);
const char *stale_service(struct sim *s, struct version *told); /* its body, or a part of it */
void stale_note_read(struct sim *s, int service, const struct percents *desired);
void stale_check_candidates(struct sim *s); /* of a process that ended */
bool stale_was_judged(const struct sim *s, int service, const struct percents *stands);

/* told.c */
/* The revision that the tag in the URL of a probe names now; NULL: it has none, or it names nothing. */
const char *cloud_tagged(const struct sim *s, const char *url);
/* A revision of v was unfit, by the newest list or by itself, before the PATCH was sent. */
bool check_was_told_unfit(const struct sim *s, const struct service_model *v, int revision);

/* actors.c: deployers, people, other gates */
void actor_act(struct sim *s, const struct event *e);
/* The gate has just moved the service: in some worlds someone restores the old split, or acts at the worst moment. */
void actor_answers(struct sim *s, int service, const struct split *was);
/* A probe is sent before its service was read: in some worlds the traffic moves when it has just arrived, and settles
 * immediately. */
void actor_overtakes(struct sim *s, int service, int64_t arrives);
/* The newest revision answers badly: in some worlds an old revision, which may be the target, is deleted soon. */
void actor_cleans(struct sim *s, int service);
void actor_snapshots(struct sim *s); /* in some worlds someone recorded the traffic before the release, or too late */
void actor_schedule(struct sim *s, int64_t from, int64_t until);
/* plants a well-formed journal of a rollback that no process began */
void actor_plants(struct sim *s, const char *dir);
void actor_mends(struct sim *s);         /* someone repairs by hand what the gate could not restore */
bool actor_planted(const struct run *r); /* what r resumes was planted */

/* check.c: the invariants N1 to N18; check_time.c: N19 to N21 */
void check_patch(struct sim *s, int service, const struct split *wish, int64_t etag, bool accepted);
void check_read(struct sim *s, const struct flight *f);
void check_told(struct sim *s, const struct flight *f); /* an answer that came: of what is fit */
void check_sent(struct sim *s, const struct flight *f); /* a PATCH */
void check_delivered(struct sim *s, const struct flight *f, bool told, bool well); /* told: an answer came */
void check_request(struct sim *s, const struct http_request *r);
void check_end(struct sim *s); /* of a process that ended by itself */
/* True if an answer to a probe that was sent before the read may count: the split of that read can have produced it.
 * Otherwise the traffic was moved in between. With identity, the answer is the candidate's or no revision's. */
bool check_ahead_counts(const struct sim *s, int service);
/* N20: times of the first PATCH of a release (ms after its start; 0: never) with healthy side APIs and with this one
 * failing */
void check_twin(struct sim *s, enum side api, int64_t interval, int64_t well_ms, int64_t ill_ms);
bool check_was_late(const struct sim *s, const struct flight *f); /* its answer says nothing (N21) */
void check_healed(struct sim *s);                                 /* N19, called at the same time */
/* Someone other than the gate has changed something. */
bool others_acted(const struct sim *s);
void check_story(struct sim *s); /* check_story.c: after the last process, in a calm world */
/* watched.c: what several processes of `watch` observe of one bake */
/* Good answers of the service in a row, until now. A watch that goes on with the bake of an earlier process goes on
 * with its row. */
int watched_row(struct sim *s, int service);
void watched_ended(struct sim *s); /* the process has ended or died */
/* An order has moved traffic since an earlier process began to watch. */
bool watched_was_ordered(const struct sim *s);
/* bake.c: watches of hours and days. process: plays one `watch` with this config. Returns the number of worlds in which
 * something was wrong. */
typedef void bake_process_fn(struct sim *s, void *arg, const struct config *c);
int bake_play(struct sim *s, const struct config *c, bake_process_fn *process, void *arg);
void broken(struct sim *s, const char *invariant, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
