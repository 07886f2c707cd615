/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: the state of one run, in named parts. */
#ifndef GATE_RUN_RUN_H
#define GATE_RUN_RUN_H

#include "bake.h"
#include "exits.h"
#include "judged.h"
#include "live.h"
#include "observation.h"
#include "out.h"
#include "release.h"
#include "result.h"
#include "../config/options.h"

struct chain_head;
struct history;
struct leases;
struct listener;
struct records_copy;
struct registry;
struct signer;
struct state;
struct trust;

/* Identity and start of the run. */
struct run_start {
	char id[37];      /* a UUID */
	int64_t wall, at; /* unix ms; loop_now */
};

/* For each state folder: why it is not trusted, or NULL (evidence/folder.h). */
struct folder_doubts {
	const char *snapshot, *evidence, *journal;
};

/* How the command of `rungate deploy` ended. */
struct deployment {
	const struct snapshot *before; /* the traffic before it ran */
	int exit_code;                 /* 128 + signal if a signal ended it; 127: it could not be started */
	bool timed_out;
};

/* The services that are judged and moved together, and what earlier runs recorded about them (release.h). */
struct release {
	struct service *services;
	size_t n_services;
	char id[SHA256_HEX]; /* digest of names, uids and candidates */
	const struct snapshot *snapshot;
	struct folder_doubts doubts;
	struct str digest_key;               /* key of this run's digests, with which environment values are compared */
	struct records records;              /* earlier evidence */
	struct history *history;             /* reads the earlier evidence (evidence/history.h) */
	const struct earlier *earlier;       /* NULL: comparisons begin anew */
	struct err error;                    /* set if a --candidate does not exist */
	int64_t settled_at;                  /* loop_now of the first read in which all were settled; 0: none yet */
	bool warm_ended;                     /* no probe is warming up any more */
	int64_t warm_until;                  /* loop_now: when the last of them ends its warm-up at the latest */
	const struct deployment *deployment; /* NULL: not `rungate deploy` */
	bool verifies;                       /* judge selected services even if they do not belong to the release */
	struct bake *bake;                   /* NULL: not `rungate watch` */
	const struct json *hosts;            /* while facts are built: of service_hosts (source/source.h); or NULL */
	const struct json *domains;          /* of service_domains (source/source.h); NULL: none is known */
	bool promoting;                      /* probes use the candidate's tag URL until it has all traffic */
	int64_t step_began, step_requests;   /* a promotion's step: its start (loop_now); number of requests that the
											candidate must have received since */
};

/* The observations (observation.h, watch/observe.c), and what all of them share. */
struct observations {
	struct arena *a; /* of values that live as long as the run */
	struct loop *loop;
	struct gcp *gcp; /* the client of the observing account */
	struct run_log *log;
	struct cloudrun_reads *reads; /* combined reads of services; NULL before the first */
	struct observation **items;
	size_t n, cap;
	size_t pending;      /* number in flight that a round waits for */
	int64_t deadline;    /* of the round, loop_now: all its requests end by then */
	bool watching;       /* rounds are running: earlier values can be freed */
	bool hurried;        /* this round immediately follows a failed one, together with witnesses (watch/witness.c) */
	bool witness_failed; /* a witness failed: no more hurried rounds */
	bool after;          /* traffic was moved: responses are now from the target */
	int64_t after_from;  /* loop_now of the move */
	struct {
		enum group group;
		const char *why;
	} unlisted[GROUP__COUNT]; /* groups that could not be listed */
	size_t n_unlisted;
};

/* The rollback: what forbids it, what an earlier process began, and its checks. */
struct recovery {
	struct journal *journal;
	const struct journal_entry
		*entry;                    /* the unfinished rollback of an earlier process that this run continues, or NULL */
	struct journal_entry *entries; /* all entries of the journal as last read, oldest first */
	size_t n_entries;
	bool entries_read;
	void (*lend)(
		struct run *r); /* called after each round: sets the tags that comparisons need; or NULL (act/lend.c) */
	unsigned lends;     /* how often it tried */
	int64_t began;      /* loop_now: start of the newest change of traffic */
	bool signal_said;   /* people were told what a signal does while traffic is moved */
	const char *hold, *missing_permission, *rights_unknown; /* reasons, or NULL */
	struct json *recovery_check; /* the rules judged again after the move, for evidence; or NULL */
	struct registry *images;     /* asked before the move, by the acting account; NULL: not yet */
	struct json *differential;   /* comparison of candidate and target, for evidence; or NULL */
	struct json *drill;          /* the receipts of a drill, for evidence; or NULL */
};

/* The bucket that all machines share (memory.h). All are NULL without one. */
struct memory {
	struct state *state;
	struct records_copy *records; /* copies the journal */
	struct leases *leases;        /* NULL: none is held */
};

/* The evidence of this run, and its position in the chain. */
struct record_of_run {
	struct memory memory;
	struct json *files; /* the files that were used, with digests */
	const struct trust *trust;
	struct signer *signer; /* NULL: evidence is not signed */
	int64_t sequence;
	const char *previous;       /* sha256 of the previous evidence, or NULL */
	const char *history_sha256; /* of the index of earlier evidence that it writes; or NULL */
	bool key_used, key_begins;  /* earlier evidence is signed; this one is the first signed one */
	/* the newest evidence in the git notes; NULL: none, or they could not be read */
	struct chain_head *notes_head;
	const char *path, *sha256; /* of the written evidence; NULL: not written */
	const char *signed_by;     /* id of the key, or NULL */
	struct err error;          /* why it could not be written as required */
	bool not_needed;           /* nothing changed since the evidence of the run before: none is written */
};

/* Messages to the user (say.h). */
struct run_log {
	struct arena *a;               /* owns all texts */
	struct secrets *secrets;       /* to scrub from all texts */
	const struct options *options; /* --quiet, --verbose, --log */
	const char *run;               /* the id of the run, or NULL */
	struct loop *loop;             /* for the times of events; set before the first event */
	struct json *timeline;
	struct raised *kinds; /* of events without a service (timeline.c) */
	size_t n_kinds, cap_kinds;
	struct json *said, *next; /* notes; suggested commands */
	struct out *out;          /* standard error, until the run ends */
	int64_t starved_ms;       /* loop_late when say_starved was last called; 0: never */
	struct live live;         /* what the run waits for (live.h) */
};

struct run {
	struct arena *a;
	const struct options *options;
	struct secrets *secrets;
	struct config config;
	struct policy policy;
	struct loop *loop;
	struct gcp *gcp;    /* observes */
	struct gcp *acting; /* moves traffic: the same client, or that of rollback.impersonate */
	struct run_start start;
	struct release release;
	struct observations observations;
	struct judged judged;
	struct result result;
	struct recovery recovery;
	struct record_of_run record;
	struct run_log log;
	struct listener *listener; /* serves the metrics (net/listen.h); NULL: not `watch --listen` */
};
/* Runs the loop until *pending is 0, the deadline (loop_now), or a second signal; for work after the decision. */
void run_wait(struct loop *loop, const size_t *pending, int64_t deadline);

#endif
