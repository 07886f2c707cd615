/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rollback.h: the act. Which traffic is moved, where to, and when it must not be (pure: snapshot, target, plan,
 * guard); then doing it and proving it (journal, apply, confirm). Knows nothing of rules and verdicts.
 */
#ifndef ROLLBACK_H
#define ROLLBACK_H

#include "plan.h"

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
