/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rollback.h: moves traffic. Decides without side effects which traffic moves, where to, and when it must not
 * (snapshot, target, plan, guard); then moves it and confirms the result (journal, apply, confirm). Does not depend on
 * rules and verdicts.
 */
#ifndef ROLLBACK_H
#define ROLLBACK_H

#include "journal_copy.h"
#include "plan.h"

/* ---- journal.c: each change is recorded durably before it is sent ------------------------------------------- */

struct traffic_change;
struct traffic_mover;
struct journal_entry;

/* Why traffic is moved. rungate resume reads it from the journal. */
struct journal_head {
	const char *run, *release, *command; /* ids; command: "verify", ... */
	const char *reason;
	bool ordered, named; /* by an explicit command, not a verdict; it named its targets, and no others are chosen */
	bool promotion;      /* forward; a resume starts from the current split */
};

/* The public keys of which one must have signed each record. required: unsigned records are refused. */
struct journal_trust {
	struct crypto_key *const *keys;
	size_t n;
	bool required;
};

/* A journal. The first error of writing or locking is kept in error; it does not stop a rollback. */
struct journal {
	struct arena *a;
	struct loop *l;
	const char *dir, *path; /* path NULL: nothing recorded yet */
	int fd;                 /* of path; -1: not open */
	int locks;              /* the lock file, one byte for each lock; -1: not open */
	int64_t seq;
	const struct crypto_key *sign; /* signs every record; NULL: records are not signed */
	struct journal_trust trust;    /* for records of other processes */
	const char *last;              /* the name of the previous record (journal.h), or NULL */
	bool torn;                     /* the file may end with an incomplete record */
	bool together;                 /* between journal_together and journal_sync */
	bool broken;
	bool promotion; /* its newest change is one */
	struct err error;
	const struct journal_copy *copy; /* NULL: the folder is all there is */
};
/* dir: the folder for journals; created when needed. */
void journal_new(struct arena *a, struct loop *l, const char *dir, struct journal *out);
/* Takes the locks of n services (full names) without waiting. They are held until the process ends or
 * journal_unlock, and use one file descriptor. Fails with ERR_LOCKED, naming the process that holds one. */
int journal_lock(struct journal *j, const char *const *services, size_t n, const char *command, struct err *e);
void journal_unlock(struct journal *j);                                /* releases all of them */
void journal_begin(struct journal *j, const struct traffic_change *r); /* records the plan, before anything is sent */
/* Appends a record for a service; detail may be NULL. */
void journal_put(struct journal *j, const char *event, const char *service, struct json *detail);
/* Makes the records written from here to journal_sync durable with one sync, so that the intents for any number of
 * services are on disk before the loop runs and sends anything. */
void journal_together(struct journal *j);
void journal_sync(struct journal *j);
/* Ends an unfinished journal of another process: action "overtaken" if a newer rollback takes its services. */
void journal_end_other(struct journal *j, const struct journal_entry *s, const char *action, const char *run);
/* Appends the last record: the evidence was written. left: moves of a rollback are left, with which `rungate resume`
 * may go on, so a copy of the journal is kept. */
void journal_close(struct journal *j, const char *action, const char *evidence, bool left);

/* ---- journal_read.c: reads the journals of processes that ended early ----------------------------------------- */

struct traffic_move;

/* What one journal says about its newest rollback. */
struct journal_entry {
	const char *path;
	/* "FILE:LINE: why": the first record that is not trusted; NULL: all are */
	const char *refused;
	struct journal_head head;
	bool pin, wait, listed;
	int64_t begun_at; /* unix ms */
	int64_t pid;      /* of the last writer */
	const char *host, *boot, *last_run;
	struct traffic_move *moves; /* with the progress that is known */
	size_t n;
	const char *action;      /* how it ended; NULL: unfinished */
	struct json *records;    /* all its records, for evidence */
	const struct json *jobs; /* as in traffic_change; NULL: none */
	size_t damaged;          /* number of lines that are not complete records */
	const char *last;        /* the name of its last record */
	int64_t last_seq;
	bool torn; /* the last line has no line end */
};
/* Reads the newest rollback of each journal in dir, oldest first. Damaged journals are read as far as possible. A
 * journal without a rollback is included (n is 0) if one of its records was refused. t NULL: no keys. */
int journal_read(struct arena *a, const char *dir, const struct journal_trust *t, struct journal_entry **out, size_t *n,
	struct err *e);
/* Continues a journal: further records are appended to it, with this process as their writer. */
void journal_resume(struct journal *j, const struct journal_entry *s, const char *run);

/* ---- apply.c: the only file that moves traffic; confirm.c: confirms the result -------------------------- */

enum move_state {
	MOVE_PLANNED,
	MOVE_SENDING,
	MOVE_FOLLOWING,  /* in progress */
	MOVE_DONE,       /* confirmed: settled, and read back at the target */
	MOVE_NOT_NEEDED, /* the traffic was already there */
	MOVE_SUPERSEDED, /* somebody else changed the service; not moved */
	MOVE_FAILED,     /* Cloud Run refused it, or its operation failed */
	MOVE_UNKNOWN,    /* sent, but not confirmed in time */
	MOVE_SKIPPED,    /* not sent, because of another service of the release */
};
const char *move_state_name(enum move_state s);

struct traffic_move {
	const char *alias;
	const char *candidate;         /* the revision that loses its traffic */
	bool condemned;                /* the candidate itself failed; otherwise it moves with another service */
	struct cloudrun_service first; /* the read that was judged */
	struct cloudrun_service last;  /* the newest read */
	/* the newest list of its revisions, which may be read again while the move goes on; not NULL */
	struct cloudrun_revision *const *revisions;
	const size_t *n_revisions;
	struct cloudrun_split target;
	/* a part of the target that must not get traffic, by the list or by its own read; revision NULL: none is known */
	struct target_refusal unfit;
	struct plan plan;
	enum move_state state;
	const char *note;    /* the reason for the state; may be NULL */
	bool refused;        /* MOVE_FAILED: Cloud Run cannot make this change, so that it need not be tried again */
	const char *trouble; /* the last failed attempt's error, or NULL */
	/* could not be read when the others were planned; read and planned when its turn comes */
	bool unread;
	int stale_reads;
	const char *operation; /* the name of the operation, or NULL */
	enum aim aim;
	bool sent;                    /* a PATCH was sent, by this or an earlier process */
	bool acknowledged;            /* Cloud Run accepted a PATCH */
	int64_t sent_on;              /* the generation on which the newest PATCH was planned */
	struct cloudrun_service seen; /* resume: this process's own first read; name is NULL if none */
};

/* One rollback or promotion. Must live as long as its arena, because calls that are still in flight point to it. */
struct traffic_change {
	struct arena *a;
	struct gcp *g;
	struct journal *journal;
	struct journal_head head;
	const struct journal_entry *entry; /* the journal that it continues, or NULL */
	struct traffic_move *moves;        /* in the order of the config; sent in reverse */
	size_t n;
	struct json *jobs;       /* recorded with the plan, for the run that continues it (jobs_back.h); NULL: none */
	bool pin, wait;          /* wait: confirm each before the next is sent */
	bool listed;             /* sent in the order of the config instead */
	bool whole;              /* move none unless all could be read */
	bool keeps_tried;        /* the tags of AIM_TRY stay: for the steps of a promotion */
	int64_t deadline;        /* loop_now */
	bool (*stop)(void *arg); /* returns true if waiting must end; called after a signal; may be NULL */
	/* starts further reads about the targets, beside the fresh reads; may be NULL. Each is counted in `reading` until
	 * it ends or *over, and may set m->unfit. */
	void (*look)(struct traffic_change *r, const bool *over);
	/* reports the timeline; may be NULL */
	void (*say)(void *arg, const struct traffic_move *m, const char *event, const char *detail);
	void *arg;
	size_t pending;                        /* moves in progress; the loop runs until it is 0 */
	size_t reading;                        /* fresh reads in progress */
	struct traffic_mover *waiting;         /* with wait: the next to be sent */
	const struct traffic_move *stood_down; /* the first move found superseded after apply_start, or NULL */
};

/*
 * prepare.c: reads all services freshly and plans each move. A PATCH that an earlier process sent is found and
 * followed, never sent again. Runs the loop. Returns -1 if no service, or with `whole` not every service, could be read
 * by the deadline; then nothing is sent.
 *
 * A failed read is retried with growing pauses until the deadline. A service that cannot be read delays the others by 5
 * s; then they go on without it (not with `whole`), and it is read, planned and sent when its turn comes.
 *
 * Each revision of the targets is asked for by itself at the same time. One that is gone or not Ready makes its move
 * MOVE_FAILED, with m->unfit; what cannot be read within 5 s is taken to be as the list says.
 *
 * Before the first PATCH all reads are compared with what was judged. If somebody else changed a service, nothing is
 * sent for any (MOVE_SUPERSEDED, MOVE_SKIPPED), unless an earlier process has moved one. If a service is found
 * superseded later (by a late read, or by a conflict on its PATCH), it stops, and no further service is started
 * (MOVE_SKIPPED); what was sent is followed.
 */
int apply_prepare(struct traffic_change *r, struct err *e);
/*
 * Journals the plan, then sends the PATCHes in reverse order, each journaled before it is sent. Services that could not
 * be read come last. After a 409, 429, 5xx or a lost response it waits, reads the service again and, depending on what
 * it sees, follows the move, gives it up, or sends it again with the new etag, until the deadline. Any other error ends
 * the move at once.
 */
void apply_start(struct traffic_change *r);
/* Runs the loop until every move has ended, the deadline has passed, or stop returns true after a signal. */
void confirm_run(struct traffic_change *r);

#endif
