/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: one run: everything that its parts share while it lasts. */
#ifndef GATE_RUN_RUN_H
#define GATE_RUN_RUN_H

#include "exits.h"
#include "look.h"
#include "out.h"
#include "release.h"
#include "result.h"
#include "../judge/judge.h"

struct chain_head;
struct history;
struct signer;
struct trust;

/* NULL, or why nothing there chooses a target. */
struct folder_doubts { const char *snapshot, *evidence, *journal; };
struct run {
	struct arena *a;
	const struct options *options;
	struct secrets *secrets;
	struct config config;
	struct policy policy;
	struct loop *loop;
	struct gcp *gcp;             /* who observes */
	struct run_reads *reads;     /* of services, together; NULL until the first */
	struct gcp *acting;          /* who moves traffic: the same, or rollback.impersonate's account */
	struct service *services;
	size_t n_services;
	struct look **looks;
	size_t n_looks, cap_looks;
	size_t pending;              /* looks in flight that the round waits for */
	const struct snapshot *snapshot;
	struct folder_doubts doubts; /* about the snapshot, evidence and journal that lie here */
	struct records records; struct history *history; /* earlier evidence; its reading (evidence/history.h) */
	struct json *files;          /* that took part, by digest */
	const struct trust *trust;   /* evidence.h */
	struct signer *signer;       /* NULL: evidence is not signed */
	int64_t sequence;            /* of this evidence in its chain */
	const char *previous;        /* the sha256 of the one before it, or NULL */
	bool key_used, key_begins;   /* some earlier evidence is signed; this is the first that is */
	struct chain_head *notes_head; /* the newest that the repository's notes know; NULL: none, or it could not be read */
	const char *evidence_path, *evidence_sha256; /* of what was written; NULL: nothing was */
	const char *signed_by;       /* the key's id, or NULL */
	struct journal *journal;
	/* a rollback begun before, by a process that died, that this run goes on with; NULL: none */
	const struct journal_story *story;
	struct journal_story *stories; /* of the journal, oldest first, as they were read last */
	size_t n_stories;
	bool stories_read;
	struct str digest_key;       /* of this run's keyed digests */
	char id[37], release_id[SHA256_HEX];
	int64_t started_at, start;   /* unix ms; loop_now */
	int64_t settled_at;          /* loop_now of the first read that found all settled; 0: none has */
	bool warm_ended;             /* no probe is warming up any more */
	bool hurried;                /* the round follows a failing one at once, beside witnesses (act/witness.c) */
	bool waits_first;            /* the newest round would have passed, but for a look that has not ended once */
	bool witness_failed;         /* one did not answer well: no more hurried rounds */
	int64_t step_began, step_requests; /* loop_now; requests that the candidate must have had since */
	bool watching;               /* in rounds: what was seen before is not needed any more */
	bool verifies;               /* what was asked for is judged, also where it belongs to no release */
	bool promoting;              /* probes go to the candidate's tag URL while it has not all users */
	bool after;                  /* traffic was moved: answers are the target's now */
	int64_t after_from;          /* loop_now: since when */
	int64_t round_deadline;      /* loop_now; every look's calls end by then */
	struct err open_error;       /* a --candidate that does not exist, found on the first read */
	struct { enum group group; const char *why; } unlisted[GROUP__COUNT]; /* groups that could not be listed */
	size_t n_unlisted;
	struct json *said, *next;    /* notes for people; what to do, commands on their own */
	struct rounds rounds;
	struct arena *round;         /* of the newest: its facts and outcomes, until the next is judged; NULL: none was */
	struct json *facts;
	struct outcomes outcomes;
	struct json *timeline, *round_log;
	const char *hold, *missing_permission, *rights_unknown; /* why, or NULL */
	struct json *proof;          /* the rules judged again after the move, for evidence; NULL: none was */
	struct json *differential;   /* how candidate and target compare, for evidence; NULL: not asked */
	enum verdict verdict;
	enum action action;
	enum decision decision;
	enum ending ending;
	const char *reason;
	int exit_code;
	struct err evidence_error;   /* evidence could not be written */
	struct out *err;             /* standard error, while the run is not over */
	int64_t starved_ms;          /* loop_late when say_starved was last called; 0: never */
	bool progress;               /* a progress line stands on the terminal */
};
/* For what comes after the decision: until *pending is 0 or the deadline; a first signal does not end it, a second does. */
void run_wait(struct run *r, const size_t *pending, int64_t deadline);

#endif
