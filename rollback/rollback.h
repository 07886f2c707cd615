/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rollback.h: the act. Which traffic is moved, where to, and when it must not be (pure: snapshot, target, plan,
 * guard); then doing it and proving it (journal, apply, confirm). Knows nothing of rules and verdicts.
 */
#ifndef ROLLBACK_H
#define ROLLBACK_H

#include "../gcp/gcp.h"

/* ---- snapshot.c: the split to return to, recorded before a deploy ------------------------------- */

struct snapshot_service {
	const char *alias, *name, *uid; /* name: the service's full name */
	struct run_split split;         /* LATEST resolved; no tags */
	bool follows_latest;            /* its wish had LATEST with traffic */
};
struct snapshot {
	const char *path;
	int64_t taken_at; /* unix ms */
	struct snapshot_service *services;
	size_t n;
};
struct json *snapshot_json(struct arena *a, const struct snapshot *s);
/* own: the program's own file, which is no link. */
int snapshot_read(struct arena *a, const char *path, bool own, struct snapshot *out, struct err *e);
/* By full name; NULL: not in it. */
const struct snapshot_service *snapshot_of(const struct snapshot *s, const char *name);

/* ---- target.c (PURE): candidate and baseline; target_release.c (PURE): what belongs to the release ------- */

/* What earlier evidence says of one service; oldest first. */
struct record {
	int64_t at;
	const char *service, *uid;   /* full name */
	const char *candidate;
	/* failed: a failed critical rule belongs to it */
	enum record_verdict { RECORD_OTHER, RECORD_PASSED, RECORD_FAILED } verdict;
	bool again;                  /* it was judged although it belonged to no release */
	bool moved;                  /* traffic was moved away from the candidate */
	const char *with;            /* the services that failed, where it went back with them; NULL: it did not */
	struct run_split after;      /* what served at its end */
	const struct json *facts;    /* that it saw */
};
struct records { struct record *items; size_t n; };

enum baseline_source { BASELINE_NONE, BASELINE_SNAPSHOT, BASELINE_EVIDENCE, BASELINE_GUESS, BASELINE_ORDER,
	BASELINE_BEFORE };
const char *baseline_source_name(enum baseline_source s);

/* Revisions that were found unfit to go to, and why: the next one is taken. */
struct target_refusal { const char *revision, *why; };
struct target_refusals { struct target_refusal *items; size_t n, cap; };

struct target_input {
	const struct run_service *service;
	const struct run_revision *revisions; /* newest first */
	size_t n_revisions;
	const struct snapshot *snapshot;      /* NULL: none */
	const struct records *records;        /* may be empty */
	int64_t now, release_window, snapshot_age;
	const char *candidate;                /* --candidate, or NULL */
	const char *baseline;                 /* --to, or NULL */
	bool to_snapshot;                     /* an order to go where it says, also for a candidate that served then */
	const struct target_refusals *refused; /* may be empty */
};

struct target {
	const struct run_revision *candidate; /* NULL: the service has no revision */
	bool candidate_condemned;             /* its last verdict on record failed */
	bool candidate_passed;                /* its last verdict on record passed */
	/* its first pass with users since traffic was last moved away from it; 0: none */
	int64_t passed_at;
	/* that pass was of a run whose release it did not belong to: it makes nothing young */
	bool passed_again;
	int64_t back_at;                      /* it was moved away from or condemned then, and has no traffic; 0: it was not */
	const char *went_back_with;           /* the services that failed then; NULL: it failed itself, or an order moved it */
	int64_t seen_at;                      /* the first evidence that names it as the candidate; 0: none */
	const struct run_revision *newer;     /* the newest revision after the candidate, where it has 0 %; NULL: none */
	bool snapshot_counts;                 /* the snapshot says what served before this candidate */
	bool in_snapshot;                     /* the candidate is what the snapshot says was serving */
	bool snapshot_known;                  /* the snapshot is young, of this uid, and names the service */
	/* set by target_release: taken after this release was deployed; decides nothing */
	bool snapshot_late;
	const char *snapshot_passed_over;     /* why, or NULL */
	const struct run_revision *baseline;  /* the revision with most of the split; NULL: none is fit */
	struct run_split split;               /* where traffic goes on a rollback */
	enum baseline_source source;
	bool first_deploy;                    /* no older revision exists at all */
	const char *unfit;                    /* why no target is fit, or NULL */
	bool released;                        /* set by target_release: it belongs to the release that is judged */
	bool again;                           /* set by target_release: it belongs to none, and is judged all the same */
	/* set by target_release: at its baseline, while a newer candidate of another is judged */
	bool stands_back;
};
int target_choose(struct arena *a, const struct target_input *in, struct target *out, struct err *e);
/* Back is this split, whatever was chosen: what served before a promotion. */
void target_set_split(struct target *t, const struct run_split *split, const struct run_revision *revisions, size_t n);
/* Marks what belongs to this release: n services that are judged together. What it sets depends on the targets and the
 * rules alone, so that it may be called again when another service has been read. */
struct release_rules {
	int64_t release_window;
	int64_t snapshot_at;                  /* when the snapshot was taken; 0: there is none */
	size_t only;                          /* the index of the only service named on the command line, or n */
	const bool *asked;                    /* a flag for each: it is to be judged */
	/* where nothing that was asked for belongs to a release, it is judged all the same */
	bool again;
};
void target_release(struct target *targets, size_t n, const struct release_rules *rules);
/* Within the window after its creation or its pass: a failure may still move its traffic. */
bool target_young(const struct target *t, int64_t now, int64_t release_window);
/* The newest revision after this one of them, where it has no traffic, wished or effective; NULL: none. than may be
 * NULL: nothing is newer than it. */
const struct run_revision *target_newer(const struct run_service *s, const struct run_revision *revisions,
                                        const struct run_revision *than);

/* ---- plan.c (PURE): the traffic list to send; plan_step.c: the shares of a promotion -------------------- */

/* What a change of traffic is for. */
enum aim {
	AIM_SPLIT,  /* its target, by named revisions */
	AIM_LATEST, /* its target's one revision, by LATEST */
	AIM_TRY,    /* the percents stay; the target's one revision gets PLAN_TRY_TAG, to be asked before it has users */
	AIM_UNTRY,  /* the percents stay; that tag goes */
};
#define PLAN_TRY_TAG "rungate-try"

struct plan {
	enum aim aim;
	struct run_split traffic;  /* the whole list, tags kept */
	struct run_split target;   /* its percents */
	bool needed;               /* false: users are already there */
	bool replaces_latest;      /* a LATEST target with traffic becomes named revisions */
};
/* On a fresh read. pin: needed also where users are already there but the wish differs from the plan. */
void plan_rollback(struct arena *a, const struct run_service *fresh, const struct run_split *target,
                   const struct run_revision *revisions, size_t n, bool pin, struct plan *out);
/* The other aims. No plan but AIM_TRY keeps PLAN_TRY_TAG. */
void plan_aim(struct arena *a, const struct run_service *fresh, const struct run_split *target, enum aim aim, struct plan *out);
/* A step of a promotion: revision gets percent, the others keep their proportions (largest remainders, as gcloud). */
struct run_split plan_step(struct arena *a, const struct run_split *others, const char *revision, int percent);
bool plan_wished(const struct plan *p, const struct run_service *s); /* the wish is the plan's */
/* Is the service at the plan's target, wish and fact, and settled? */
bool plan_reached(const struct plan *p, const struct run_service *s);
/* The command that does the same by hand. */
char *plan_command(struct arena *a, const struct run_service *s, const struct run_split *target);

/* ---- guard.c (PURE): reasons not to act ------------------------------------------------------------------ */

/* NULL, or why a later read says that somebody else acted since the first. */
char *guard_superseded(struct arena *a, const struct run_service *first, const struct run_service *fresh);
/* NULL, or why a service that is as it was before our PATCH (planned on generation sent_on, its fate unknown) may have
 * been put back by somebody: more changes were made than ours. */
char *guard_unexplained(struct arena *a, int64_t sent_on, const struct run_service *fresh);
/* NULL, or which revision users would follow LATEST to in place of this one. */
char *guard_newer(struct arena *a, const char *revision, const struct run_service *fresh);
/* NULL, or why a split is no place to send users: every revision must exist and be Ready. */
char *guard_unfit(struct arena *a, const struct run_split *target, const struct run_revision *revisions, size_t n);
/* NULL, or the label no_rollback_past that stands between the candidate and the target. */
char *guard_hold(struct arena *a, const struct run_revision *candidate, const struct run_revision *target,
                 const struct run_revision *revisions, size_t n);

/* ---- journal.c: intent is on disk before a byte is sent -------------------------------------------------- */

struct rollback;
struct mover;
struct journal_story;

/* Why traffic is moved, for the journal and for whoever goes on with it. */
struct journal_head {
	const char *run, *release, *command; /* ids; "verify" */
	const char *reason;
	bool ordered;                        /* by a person, not by a verdict */
	bool promotion;                      /* forward, not back: whoever comes next begins where it stands */
};

/* The keys that records must be signed with. */
struct journal_trust { struct crypto_key *const *keys; size_t n; bool required; };

/* What cannot be written or locked is kept as the first error, and is never in the way. */
struct journal {
	struct arena *a;
	struct loop *l;
	const char *dir, *path;      /* path NULL: nothing is recorded yet */
	int fd;                      /* of path; -1: it could not be opened */
	int locks;                   /* the file whose bytes are the locks; -1: it is not open */
	int64_t seq;
	const struct crypto_key *sign; /* signs every record; NULL: none does */
	struct journal_trust trust;  /* what records of others must be signed with */
	const char *last;            /* the name of the record before (journal.h); NULL: there is none */
	bool torn;                   /* the file may end within a record */
	bool together;               /* records are written, and made durable by journal_sync */
	bool broken;
	struct err error;
};
void journal_new(struct arena *a, struct loop *l, const char *dir, struct journal *out);
/* Takes the locks of n services (full names), without waiting; until the end of the process. They take one descriptor.
 * ERR_LOCKED: e says who moves one of them. */
int journal_lock(struct journal *j, const char *const *services, size_t n, const char *command, struct err *e);
void journal_begin(struct journal *j, const struct rollback *r); /* the plan, before anything is sent */
void journal_put(struct journal *j, const char *event, const char *service, struct json *detail);
/* The records from here to journal_sync are made durable with one sync: however many services there are, their intents
 * are on disk before the loop runs and sends a byte. */
void journal_together(struct journal *j);
void journal_sync(struct journal *j);
/* Ends another story that has no end: a newer one begins over its services ("overtaken"), or all of it is on record. */
void journal_end_other(struct journal *j, const struct journal_story *s, const char *action, const char *run);
/* The last record: the evidence is written. */
void journal_close(struct journal *j, const char *action, const char *evidence);

/* ---- journal_read.c: what a process that died has left ------------------------------------------------------ */

struct move;

struct journal_story {
	const char *path;
	/* "FILE:LINE: why": the first record of the file that may not be acted on; NULL: all may */
	const char *refused;
	struct journal_head head;
	bool pin, wait, listed;
	int64_t begun_at;            /* unix ms */
	int64_t pid;                 /* who wrote last */
	const char *host, *boot, *last_run;
	struct move *moves;          /* as far as they are known to have come */
	size_t n;
	const char *action;          /* how it ended; NULL: it did not */
	struct json *records;        /* all that belong to it, for evidence */
	size_t damaged;              /* lines that are no whole record */
	const char *last;            /* the name of its last record */
	int64_t last_seq;
	bool torn;                   /* the last line has no end */
};
/* The newest story of every file in dir, oldest first; damaged ones as far as they can be read. A file without a story
 * is among them (n 0) where a record was refused. t NULL: no key is known. */
int journal_read(struct arena *a, const char *dir, const struct journal_trust *t, struct journal_story **out, size_t *n,
	struct err *e);
/* Goes on with a story under this process's name: further records follow it. */
void journal_resume(struct journal *j, const struct journal_story *s, const char *run);

/* ---- apply.c: the only file that moves traffic; confirm.c: the proof ------------------------- */

enum move_state {
	MOVE_PLANNED, MOVE_SENDING, MOVE_FOLLOWING, /* on the way */
	MOVE_DONE,       /* settled, read back at the target */
	MOVE_NOT_NEEDED, /* users were there already */
	MOVE_SUPERSEDED, /* somebody else acted: stood down */
	MOVE_FAILED,     /* refused, or its operation failed */
	MOVE_UNKNOWN,    /* sent, not confirmed in time */
	MOVE_SKIPPED,    /* nothing was sent, because of another service of the release */
};
const char *move_state_name(enum move_state s);

struct move {
	const char *alias;
	const char *candidate;               /* the revision it goes away from */
	bool condemned;                      /* that revision failed itself; else it goes back with another */
	struct run_service first;            /* what was judged on */
	struct run_service last;             /* the newest read of it */
	const struct run_revision *revisions;
	size_t n_revisions;
	struct run_split target;
	struct plan plan;
	enum move_state state;
	const char *note;                    /* why it failed or stands where it does; NULL: nothing to say */
	const char *trouble;                 /* what the newest try that failed met; NULL: none did */
	/* it could not be read when the others were planned: read and planned on its turn */
	bool unread;
	int stale_reads;
	const char *operation;               /* its name, or NULL */
	enum aim aim;
	bool sent;                           /* a PATCH left for this service, now or in a process before */
	bool acknowledged;                   /* Cloud Run took one */
	int64_t sent_on;                     /* the generation that the newest PATCH was planned on */
	struct run_service seen;             /* of a process before: what this one has read itself; name NULL: nothing */
};

/* Lives as long as its arena: calls that are still on the way when it gives up point to it. */
struct rollback {
	struct arena *a;
	struct gcp *g;
	struct journal *journal;
	struct journal_head head;
	const struct journal_story *story;   /* what it goes on with; NULL: it begins */
	struct move *moves;                  /* in the order listed; sent in reverse */
	size_t n;
	bool pin, wait;                      /* wait: each is confirmed before the next is sent */
	bool listed;                         /* sent in the order listed */
	bool whole;                          /* none is moved before all were read */
	int64_t deadline;                    /* loop_now */
	bool (*stop)(void *arg);             /* asked after a signal: no more waiting? may be NULL */
	void (*say)(void *arg, const struct move *m, const char *event, const char *detail); /* the timeline; may be NULL */
	void *arg;
	size_t pending;                      /* moves on the way: the loop runs until 0 */
	size_t reading;                      /* fresh reads on the way */
	struct mover *waiting;               /* with wait: the next to be sent */
	const struct move *stood_down;       /* the first that was found superseded after apply_start; NULL: none */
};

/*
 * prepare.c: fresh reads of all, then plans. What a process before has sent already is found again and followed, never
 * sent twice. Runs the loop. 0, or -1 when no service could be read until the deadline, or with `whole` not every one
 * (nothing is sent).
 *
 * A read that fails is tried again, with growing pauses, until the deadline. A service that cannot be read holds the
 * others for 5 s; then those that were read go on (not with `whole`), and it is read, planned and sent on its turn.
 *
 * Superseded: all that were read are looked at together before the first PATCH. If one of them was changed by somebody
 * else, nothing is sent for any, read or not (MOVE_SUPERSEDED, MOVE_SKIPPED), unless a process before has moved one. A
 * service that turns out to be superseded later, when it can be read at last or when its PATCH meets a conflict, stands
 * down, and from then on no service is begun for which nothing was sent (MOVE_SKIPPED); what was sent is followed.
 */
int apply_prepare(struct rollback *r, struct err *e);
/* Records the plan, then sends every PATCH that is needed, in reverse order, each journalled before; what could not be
 * read yet comes last. Answers are handled as the loop runs: after a 409, a 429, a 5xx or a lost answer, a pause, a
 * fresh read, and by what it shows the move is followed, given up, or sent again under the new etag, until the
 * deadline. Any other refusal ends the move at once. */
void apply_start(struct rollback *r);
/* Runs the loop until every move has ended, or the deadline, or stop says so after a signal. */
void confirm_run(struct rollback *r);

#endif
