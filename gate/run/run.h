/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: one run: everything that its parts share while it lasts. */
#ifndef GATE_RUN_RUN_H
#define GATE_RUN_RUN_H

#include "exits.h"
#include "judged.h"
#include "observation.h"
#include "out.h"
#include "release.h"
#include "result.h"
#include "../config/options.h"

struct chain_head;
struct history;
struct signer;
struct trust;

/* Who and when. */
struct run_start {
	char id[37];      /* a UUID */
	int64_t wall, at; /* unix ms; loop_now */
};

/* Whether the state that lies here is believed: NULL, or why nothing there chooses a target. */
struct folder_doubts {
	const char *snapshot, *evidence, *journal;
};

/* How the command of `rungate deploy` ended. */
struct deployment {
	const struct snapshot *before; /* the traffic before it ran */
	int exit_code;                 /* 128 + signal if a signal ended it; 127: it could not be started */
	bool timed_out;
};

/* The services that are judged and moved together, and what is known of them from before (release.h). */
struct release {
	struct service *services;
	size_t n_services;
	char id[SHA256_HEX]; /* of names, uids and candidates */
	const struct snapshot *snapshot;
	struct folder_doubts doubts;
	struct str digest_key;               /* of this run's keyed digests, by which environments are compared */
	struct records records;              /* earlier evidence */
	struct history *history;             /* the reading of it (evidence/history.h) */
	struct err error;                    /* a --candidate that does not exist, found on the first read */
	int64_t settled_at;                  /* loop_now of the first read that found all settled; 0: none has */
	bool warm_ended;                     /* no probe is warming up any more */
	const struct deployment *deployment; /* NULL: not `rungate deploy` */
	bool verifies;                       /* what was asked for is judged, also where it belongs to no release */
	bool promoting;                      /* probes go to the candidate's tag URL while it has not all users */
	int64_t step_began, step_requests;   /* of a promotion: loop_now; requests that the candidate must have had since */
};

/* What is looked at, round after round (observation.h, watch/observe.c), and what every observation needs. */
struct observations {
	struct arena *a; /* of what is kept as long as the run */
	struct loop *loop;
	struct gcp *gcp; /* who observes */
	struct run_log *log;
	struct cloudrun_reads *reads; /* of services, together; NULL until the first */
	struct observation **items;
	size_t n, cap;
	size_t pending;      /* in flight, and awaited */
	int64_t deadline;    /* loop_now, of the round: every observation's calls end by then */
	bool watching;       /* in rounds: what was seen before is not needed any more */
	bool hurried;        /* the round follows a failing one at once, beside witnesses (watch/witness.c) */
	bool witness_failed; /* a witness did not answer well: no more hurried rounds */
	bool after;          /* traffic was moved: answers are the target's now */
	int64_t after_from;  /* loop_now: since when */
	struct {
		enum group group;
		const char *why;
	} unlisted[GROUP__COUNT]; /* groups that could not be listed */
	size_t n_unlisted;
};

/* The way back: what forbids it, what an earlier process began, and what came of it. */
struct recovery {
	struct journal *journal;
	const struct journal_entry *entry; /* begun by a process that died, and gone on with by this run; NULL: none */
	struct journal_entry *entries;     /* of the journal, oldest first, as they were read last */
	size_t n_entries;
	bool entries_read;
	const char *hold, *missing_permission, *rights_unknown; /* why, or NULL */
	struct json *recovery_check; /* the rules judged again after the move, for evidence; NULL: none was */
	struct json *differential;   /* how candidate and target compare, for evidence; NULL: not asked */
};

/* This run's evidence, and its place in the chain. */
struct record_of_run {
	struct json *files; /* that took part, by digest */
	const struct trust *trust;
	struct signer *signer; /* NULL: evidence is not signed */
	int64_t sequence;
	const char *previous;       /* the sha256 of the one before it, or NULL */
	const char *history_sha256; /* of the index of earlier evidence that it leaves; NULL: none */
	bool key_used, key_begins;  /* some earlier evidence is signed; this is the first that is */
	/* the newest that the repository's notes know; NULL: none, or it could not be read */
	struct chain_head *notes_head;
	const char *path, *sha256; /* of what was written; NULL: nothing was */
	const char *signed_by;     /* the key's id, or NULL */
	struct err error;          /* it could not be written */
};

/* What is told to people (say.h). */
struct run_log {
	struct arena *a;               /* of all that it holds */
	struct secrets *secrets;       /* that are taken out */
	const struct options *options; /* --quiet, --verbose */
	struct loop *loop;             /* whose time events have; set before the first */
	struct json *timeline;
	struct json *said, *next; /* notes; what to do, commands on their own */
	struct out *out;          /* standard error, while the run is not over */
	int64_t starved_ms;       /* loop_late when say_starved was last called; 0: never */
	bool progress;            /* a progress line stands on the terminal */
	uint64_t shown;           /* a digest of what the last progress line was about; 0: there was none */
	int64_t shown_at;         /* loop_now, of that line */
};

struct run {
	struct arena *a;
	const struct options *options;
	struct secrets *secrets;
	struct config config;
	struct policy policy;
	struct loop *loop;
	struct gcp *gcp;    /* who observes */
	struct gcp *acting; /* who moves traffic: the same, or rollback.impersonate's account */
	struct run_start start;
	struct release release;
	struct observations observations;
	struct judged judged;
	struct result result;
	struct recovery recovery;
	struct record_of_run record;
	struct run_log log;
};
/* For what comes after the decision: until *pending is 0 or the deadline; a first signal does not end it, a second
 * does. */
void run_wait(struct loop *loop, const size_t *pending, int64_t deadline);

#endif
