/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h: the memory that a run leaves for later ones: baseline, locks, journal and evidence. It is a local folder.
 * With a Cloud Storage bucket, which every machine shares, the folder holds copies: state_pull copies what other
 * machines recorded, and each record is written to the bucket too. Objects of both go through one door, store.h.
 *
 * Objects below the prefix of the bucket (P/R/S: project, region and name of a service):
 *   baseline/P/R/S/1     a cell: the newest snapshot of the service
 *   lock/P/R/S/1         a cell: who may move the traffic of the service, and until when
 *   journal/J/000001     record 1 of journal J, which is RELEASE.RUN
 *   journal/J/end        the journal is complete; its records are in the evidence, and may be missing
 *   evidence/N           evidence N of the chain. Its name counts down, so that a list begins with the newest.
 *   index/P/R/S/N.V      evidence N has the verdict V on the service
 *   stage/X/D/N.passed   evidence N says that the image with the SHA-256 D passed stage X
 *   derived/N.intoto.jsonl  statements of standard types that evidence N implies
 *
 * A cell is replaced, with a precondition on its generation. All other objects are created once, with the precondition
 * that they do not exist. Where a retention policy forbids to replace a cell, a new one with the next number supersedes
 * it.
 */
#ifndef GATE_STATE_STATE_H
#define GATE_STATE_STATE_H

#include "store.h"
#include "../../rollback/rollback.h"

struct state {
	struct arena *a;
	struct loop *loop;
	struct store store; /* the bucket */
	/* the local copies: the file of the snapshot, and the folders of journals and evidence */
	const char *baseline, *journal, *evidence;
	const char *run;  /* the id of this run */
	int64_t lease;    /* ms for which a lock is taken; it is renewed in the meantime */
	int64_t patience; /* ms that a rollback waits for the bucket before it goes on with the folder alone */
	/* reports what a person must know; a line without a full stop */
	void (*say)(void *arg, const char *text);
	void *arg;
};

/* Returns the local folder for a location: the location itself if it is a folder, else one below `.rungate` that only
 * this bucket and prefix have. */
const char *state_folder(struct arena *a, const char *location);
/* Fails with ERR_CONFIG for a location that is neither a valid gs://BUCKET/PREFIX nor a path that is, or may become, a
 * folder. Makes no call. */
int state_check(struct arena *a, const char *location, struct err *e);
bool state_is_bucket(const char *location); /* it begins with gs:// */
/* Returns the file of the local copy of evidence number n; whether a file name is one of these. */
const char *state_evidence(const struct state *s, int64_t sequence);
bool state_is_copy(const char *name);
/* Returns "P/R/S" for the full name of a service, "projects/P/locations/R/services/S", and
 * "P/R/COLLECTION/S" for others. */
const char *state_service(struct arena *a, const char *full_name);
/* Returns the name of object number n below `under`, so that names sort the newest first; and the number in such a
 * name, or 0 if it is none. */
const char *state_countdown(struct arena *a, const char *under, int64_t n);
int64_t state_count(const char *name);
/* Returns the first object of a list whose name has such a number, or NULL. Others may have put objects there too. */
const struct storage_object *state_newest(const struct storage_list *found);
enum { STATE_LOOK = 20 }; /* objects to list for it */

/* ---- cell.c: a record that is replaced as a whole --------------------------------------------- */

struct cell {
	struct store *store;
	const char *under;  /* "lock/P/R/S"; in a folder it is the file of this name and ".json" */
	int64_t number;     /* of its newest object; 0: there is none */
	int64_t generation; /* of that object */
	int64_t written_at; /* unix ms by Google's clock; 0 in a folder */
	struct str bytes;
};
enum cell_end { CELL_DONE, CELL_CHANGED, CELL_FAILED };
typedef void cell_done(void *arg, enum cell_end end, const struct err *e);
/* Reads the cell. CELL_DONE with number 0: there is none. done is called once, from the loop. */
void cell_read(struct cell *c, int64_t deadline, cell_done *done, void *arg);
/* Replaces the cell as it was read or last written. CELL_CHANGED: somebody else replaced it; nothing was written. The
 * bytes must differ from those of every other writer, and live until done is called. */
void cell_write(struct cell *c, struct str bytes, int64_t deadline, cell_done *done, void *arg);
/* The same, running the loop until the answer is there. CELL_FAILED with ERR_INTERRUPTED: nobody waits any more, and
 * the answer may still come. */
enum cell_end cell_read_now(struct cell *c, int64_t deadline, struct err *e);
enum cell_end cell_write_now(struct cell *c, struct str bytes, int64_t deadline, struct err *e);

/* ---- lease.c: the lock on the traffic of services --------------------------------------------- */

struct leases;
/*
 * Takes the leases of n services (full names), in the order of their names, and renews them from then on. Runs the
 * loop. *expired: one was not released by its last holder, whose journal must be read.
 * Returns NULL with ERR_LOCKED and the holder if another run holds one, and with another error if the bucket did not
 * answer by the deadline; then none is held.
 */
struct leases *leases_take(struct state *s, const char *const *services, size_t n, const char *command,
	int64_t deadline, bool *expired, struct err *e);
/* Returns whether l holds a lease on each of n services. l may be NULL. */
bool leases_cover(const struct leases *l, const char *const *services, size_t n);
/* Calls then(arg, NULL) if the lease of the service is held, and is for long enough to send a request; after a renewal
 * if necessary. Else then(arg, WHY). */
void leases_check(struct leases *l, const char *service, void (*then)(void *arg, const char *why), void *arg);
void leases_check_all(struct leases *l, void (*then)(void *arg, const char *why), void *arg); /* the same for all */
/* Returns NULL, or that another run has taken one over. */
const char *leases_lost(const struct leases *l);
/* Neither renews nor releases them any more: whoever takes them over must read the journals first. */
void leases_abandon(struct leases *l);
/* Releases them, waiting no longer than the deadline. l may be NULL. */
void leases_release(struct leases *l, int64_t deadline);

/* ---- baseline.c ------------------------------------------------------------------------------- */

/* Writes each service of the snapshot to its cell. Runs the loop. Fails if one could not be written, or was written
 * by a newer version of the program. */
int baseline_push(struct state *s, const struct snapshot *now, int64_t deadline, struct err *e);

/* ---- records.c: the copy of the journal in the bucket ----------------------------------------- */

struct records_copy;
struct records_copy *records_copy(struct state *s);
/* Returns the functions that a journal calls. */
const struct journal_copy *records_face(struct records_copy *c);
/* From now on nothing is sent without a lease on its service. */
void records_with_leases(struct records_copy *c, struct leases *l);
/* Waits until what was put is in the bucket, at most until the deadline. Reports what is not. */
void records_flush(struct records_copy *c, int64_t deadline);

/* ---- chain.c: the evidence in the bucket ------------------------------------------------------ */

/* The newest evidence, which may be anything. sequence 0: there is none. */
struct state_head {
	int64_t sequence;
	struct str bytes;
	char sha256[SHA256_HEX];
};
int state_head_read(struct state *s, int64_t deadline, struct state_head *out, struct err *e);
/* What later runs find evidence by: an empty object UNDER/N.VERDICT. */
struct state_mark {
	const char *under;   /* "index/P/R/S", "stage/X/D" */
	const char *verdict; /* "passed", "failed" or "other" */
};
/* Adds evidence as number head->sequence + 1. CELL_CHANGED: another run was first, and *head is now its evidence. */
enum cell_end state_append(struct state *s, struct state_head *head, struct str evidence,
	const struct state_mark *marks, size_t n_marks, int64_t deadline, struct err *e);

/* Adds the derived statements of evidence with this number. Fails if they could not be written. */
int state_add_derived(struct state *s, int64_t sequence, struct str lines, int64_t deadline, struct err *e);

/* ---- search.c: evidence that marks lead to ------------------------------------------------------ */

/* Returns the `under` of the marks of an image that passed a stage. digest: 64 hex digits */
const char *state_stage_marks(struct arena *a, const char *stage, const char *digest);
struct state_search {
	struct state *s;
	const char *under; /* of the marks */
	int64_t deadline;  /* loop_now */
	/* Called for each evidence that a mark names, the newest first. name: for messages. Returns true if the older ones
	 * are not needed. What it says must be verified: whoever can write to the bucket can write marks. */
	bool (*take)(void *arg, int64_t sequence, const char *name, struct str bytes);
	void (*done)(void *arg, const struct err *e); /* called once, from the loop; e NULL: everything was read */
	void *arg;
};
/* Reads at most STATE_LOOK evidence. q, all it points to and the texts live as long as q->s->a. */
void state_search(const struct state_search *q);

/* ---- pull.c: what other machines recorded ----------------------------------------------------- */

/* For each part: why it could not be read, or NULL. */
struct state_unread {
	const char *baseline, *journal, *evidence;
};
/*
 * Copies to the folder the baselines, the journals that are not complete, and the evidence that decides on n services
 * (full names). What the folder holds and the bucket does not is written to the bucket if it is a rollback's journal.
 * Runs the loop until the deadline at most.
 */
void state_pull(struct state *s, const char *const *services, size_t n, int64_t deadline, struct state_unread *out);
/* The journals alone. Returns why they could not be read, or NULL. */
const char *state_pull_journals(struct state *s, int64_t deadline);
/* Copies all evidence of the bucket to the folder. */
int state_pull_evidence(struct state *s, int64_t deadline, struct err *e);

#endif
