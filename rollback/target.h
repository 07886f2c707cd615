/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: chooses where traffic returns to, from the recorded snapshot, earlier evidence and the service's revisions.
 * No side effects, except that snapshot_read reads a file. */
#ifndef ROLLBACK_TARGET_H
#define ROLLBACK_TARGET_H

#include "../gcp/gcp.h"

/* ---- snapshot.c: the traffic split recorded before a deploy -------------------------------------- */

struct snapshot_service {
	const char *alias, *name, *uid; /* name: the full resource name */
	const char *uri;                /* the service's own, as it was then; NULL: not recorded */
	struct cloudrun_split split;    /* with LATEST resolved; without tags */
	bool follows_latest;            /* the desired split had LATEST with traffic */
	int64_t taken_at;               /* unix ms; services may be recorded at different times */
};
struct snapshot_job {
	const char *alias, *name, *uid; /* name: the full resource name */
	struct json *images;            /* of its containers */
};
struct snapshot {
	const char *path;
	int64_t taken_at; /* unix ms, of the newest service in it */
	struct snapshot_service *services;
	size_t n;
	struct snapshot_job *jobs;
	size_t n_jobs;
};
struct json *snapshot_json(struct arena *a, const struct snapshot *s);
/* Reads the text of a snapshot. path: its file, for messages. */
int snapshot_parse(struct arena *a, const char *path, struct str text, struct snapshot *out, struct err *e);
/* Reads a snapshot file. own: the file is rungate's own, so a symbolic link is refused. Fails with ERR_CONFIG or
 * ERR_MALFORMED if it is not a valid snapshot. */
int snapshot_read(struct arena *a, const char *path, bool own, struct snapshot *out, struct err *e);
/* Adds the services of an older snapshot, but those with the n full names, and its jobs that s lacks. */
void snapshot_add_others(
	struct arena *a, struct snapshot *s, const struct snapshot *older, const char *const *names, size_t n);
/* Sets taken_at to when the newest of these services was recorded, if it has one of them: a file may hold those of
 * other releases too. */
void snapshot_date(struct snapshot *s, const char *const *names, size_t n);
/* Returns the service with this full name, or NULL. */
const struct snapshot_service *snapshot_of(const struct snapshot *s, const char *name);
/* The same for a job. s may be NULL. */
const struct snapshot_job *snapshot_job_of(const struct snapshot *s, const char *name);

/* ---- target.c, target_release.c: candidate, baseline, and which services are part of the release --------------- */

/* One earlier run for one service, from its evidence. Records are sorted, oldest first. */
struct record {
	/* unix ms */
	int64_t at;
	const char *service, *uid; /* service: the full name */
	const char *uri;           /* the service's own, as it was then; NULL: not recorded */
	const char *candidate;
	const char *digest; /* of its image: 64 hex digits; NULL: not recorded */
	/* RECORD_FAILED: a critical rule of this service failed */
	enum record_verdict { RECORD_OTHER, RECORD_PASSED, RECORD_FAILED } verdict;
	bool again;                  /* it was judged although it was not part of a release */
	bool moved;                  /* traffic was moved away from the candidate */
	const char *with;            /* the services whose failure moved this one too, or NULL */
	struct cloudrun_split after; /* the split at the end of the run */
	const struct json *facts;    /* the recorded facts */
};
struct records {
	struct record *items;
	size_t n;
};

enum baseline_source {
	BASELINE_NONE,
	BASELINE_SNAPSHOT,
	BASELINE_EVIDENCE,
	BASELINE_GUESS,
	BASELINE_ORDER,
	BASELINE_BEFORE
};
const char *baseline_source_name(enum baseline_source s);

/* Revisions that the target check rejected, and why; the next best revision is chosen instead. */
struct target_refusal {
	const char *revision, *why;
};
struct target_refusals {
	struct target_refusal *items;
	size_t n, cap;
};

struct target_input {
	const struct cloudrun_service *service;
	const struct cloudrun_revision *revisions; /* newest first */
	size_t n_revisions;
	const struct snapshot *snapshot; /* may be NULL */
	const struct records *records;   /* may be empty */
	/* ms; now: unix ms */
	int64_t now, release_window, snapshot_age;
	const char *candidate; /* --candidate, or NULL */
	const char *baseline;  /* --to, or NULL */
	/* an explicit order to return to the snapshot, even if the candidate served when it was taken */
	bool to_snapshot;
	const struct target_refusals *refused; /* may be empty */
};

struct target {
	const struct cloudrun_revision *candidate; /* NULL: the service has no revision */
	bool candidate_condemned;                  /* its latest recorded verdict was a failure */
	bool candidate_passed;                     /* its latest recorded verdict was a pass */
	/* unix ms of its first pass with traffic since traffic was last moved away from it; 0: none */
	int64_t passed_at;
	/* the run of that pass judged it although it was not part of a release, so the pass does not make it young */
	bool passed_again;
	/* unix ms when traffic was moved away from it or it was condemned, if it has no traffic now; else 0 */
	int64_t back_at;
	/* the services whose failure moved it then; NULL: its own failure or an explicit order */
	const char *went_back_with;
	int64_t seen_at;                       /* unix ms of the first evidence with it as the candidate; 0: none */
	const struct cloudrun_revision *newer; /* the newest revision after the candidate if it has 0 %, else NULL */
	bool snapshot_counts;                  /* the snapshot shows what served before this candidate */
	bool in_snapshot;                      /* the snapshot shows that the candidate served */
	bool snapshot_known;                   /* the snapshot is recent, names the service and has its uid */
	int64_t snapshot_at;                   /* unix ms when the service was recorded; 0: the snapshot lacks it */
	/* set by target_release: the snapshot was taken after this release was deployed; for messages only */
	bool snapshot_late;
	const char *snapshot_passed_over; /* why the snapshot was not used, or NULL */
	/* the revision with the largest part of the split; NULL: no revision can be used */
	const struct cloudrun_revision *baseline;
	struct cloudrun_split split; /* where a rollback moves traffic */
	enum baseline_source source;
	bool first_deploy; /* there is no older revision */
	const char *unfit; /* why there is no target, or NULL */
	bool released;     /* set by target_release: part of the release that is judged */
	bool again;        /* set by target_release: not part of a release, but judged anyway */
	/* set by target_release: at its baseline while another service's newer candidate is judged */
	bool stands_back;
};
/* Chooses candidate and target. Texts and *out's pointers live as long as a and the input. Fails with ERR_CONFIG if
 * --candidate or --to names no revision of the service. */
int target_choose(struct arena *a, const struct target_input *in, struct target *out, struct err *e);
/* Replaces the chosen split: what served before a promotion. */
void target_set_split(
	struct target *t, const struct cloudrun_split *split, const struct cloudrun_revision *revisions, size_t n);
/* Marks which of n services judged together are part of this release. The result depends only on the arguments, so it
 * may be called again when another service has been read. */
struct release_rules {
	int64_t release_window;
	int64_t snapshot_at; /* unix ms, of services that the snapshot lacks; 0: no snapshot */
	bool snapshot_first; /* the snapshot is known to be older than the deploy */
	size_t only;         /* index of the only service named on the command line; n: none or several */
	const bool *asked;   /* for each target: it is to be judged */
	/* judge what was asked for even if none of it is part of a release */
	bool again;
};
void target_release(struct target *targets, size_t n, const struct release_rules *rules);
/* Returns true if now (unix ms) is within release_window of the candidate's creation or pass: a failure may then still
 * move its traffic. */
bool target_young(const struct target *t, int64_t now, int64_t release_window);
/* Returns the newest revision after `than`, if it has no desired or effective traffic; else NULL. than may be NULL:
 * then nothing is newer. */
const struct cloudrun_revision *target_newer(
	const struct cloudrun_service *s, const struct cloudrun_revision *revisions, const struct cloudrun_revision *than);

#endif
