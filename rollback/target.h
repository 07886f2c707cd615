/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: PURE. The split to return to: the recorded snapshot, the candidate and its baseline. */
#ifndef ROLLBACK_TARGET_H
#define ROLLBACK_TARGET_H

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
	/* it was moved away from or condemned then, and has no traffic; 0: it was not */
	int64_t back_at;
	/* the services that failed then; NULL: it failed itself, or an order moved it */
	const char *went_back_with;
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

#endif
