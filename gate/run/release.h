/* SPDX-License-Identifier: Apache-2.0 */
/* release.h: the services of a release, their candidates and targets, and the warm-up of their probes. */
#ifndef GATE_RELEASE_H
#define GATE_RELEASE_H

#include "../config/group.h"
#include "../../rollback/rollback.h"

struct observation;
struct observations;
struct release;
struct run;
struct result;
struct run_log;
struct run_start;
struct deployment;

/* ---- release.c: the services that are judged and moved together ---------------------------------- */

/* A revision that the service names but that is neither listed nor found by name, and in how many consecutive
 * observations. */
struct absent {
	const char *name;
	unsigned observations;
};

/* What Cloud Run says about the change that a rollback would send (watch/validate.c). */
enum validation_state {
	VALIDATION_NONE, /* not asked: nothing would be moved, or not yet */
	VALIDATION_ASKED,
	VALIDATION_ACCEPTED,
	VALIDATION_REFUSED,
	VALIDATION_UNKNOWN
};
struct validation {
	enum validation_state state;
	struct cloudrun_split target; /* that was asked about */
	const char *why;              /* VALIDATION_REFUSED, VALIDATION_UNKNOWN */
	const char *dead;             /* VALIDATION_REFUSED: the part of the target that cannot serve; may be NULL */
	unsigned tries;
};

struct service {
	const struct config_service *config;
	size_t index;
	bool selected; /* selected on the command line (default: all): it is judged, and moved if it fails */
	struct observation *observation;
	/* inner observations: secret versions that the revisions use; Redis hosts that they may refer to; buckets that they
	 * mount; subnets that they take addresses from; quotas of its region */
	struct observation *secrets, *redis_hosts, *buckets, *subnets, *quotas;
	/* inner: what else runs in its region; NULL: no database has a pool size */
	struct observation *workloads;
	bool known; /* read at least once */
	struct {
		const char *uri; /* in the snapshot or the last evidence, or NULL */
		bool trusted;    /* the snapshot, or evidence with a trusted signature: tokens may be sent there (ahead.h) */
	} remembered;
	struct cloudrun_service first, now;  /* first: the read on which the candidate was chosen */
	struct cloudrun_split before_steps;  /* before a promotion, whose steps replace first; n 0: none */
	struct cloudrun_revision *revisions; /* newest first */
	size_t n_revisions;
	bool listed; /* the revisions were listed at least once */
	/* the newest responses contradict each other or are incomplete (source/cloud/service.h) */
	bool doubt;
	struct absent *absent;
	size_t n_absent, cap_absent;
	int64_t split_seen;       /* loop_now of the first read with the current effective traffic split */
	int64_t split_generation; /* generation of that read */
	struct target target;
	bool chosen, said; /* target is set; the choice was reported */
	/* the target, and those that would replace it, one after the other, if it were not fit */
	struct cloudrun_split ways[LIMIT_WAYS_BACK];
	size_t n_ways;
	struct validation validation;
	struct observation *images;            /* inner: the images of the revisions, and of those of the ways */
	struct target_refusals refused;        /* targets that were found unfit */
	struct snapshot_service traffic_after; /* traffic split at the end, for evidence; name NULL: not read */
	struct traffic_move *move;             /* or NULL if traffic was not moved */
	bool restored;
	bool condemned;         /* a failed critical rule belongs to the candidate */
	bool asked, answered;   /* after the move `identity` was checked; all responses were from the target */
	const char *superseded; /* why somebody else's change supersedes this run, or NULL */
	/* the form of its declaration (source/cloud/form.h), or why its file cannot be compared; both NULL: no file */
	const struct json *declared;
	const char *undeclared;
	bool discovered; /* its dependencies were discovered */
	struct {
		int share;
		bool known, given;
		int64_t seen;
	} traffic; /* of the candidate: percent; was read; grew after the first read; loop_now (warm.c) */
};
/* Call it after the services were read in a round. Chooses candidate and target of services that have none yet; for the
 * others, detects supersession and updates the warm-up. Returns -1 if a --candidate does not exist. */
int release_update(struct run *r, struct err *e);
/* Makes the target point to the newest read of its revisions. */
void release_refresh(struct service *s);
/* Returns the service with this alias; NULL: none, or alias is NULL. */
struct service *release_service(const struct release *release, const char *alias);
/* Returns the full names of all services, in their order. */
const char *const *release_names(struct arena *a, const struct release *release);
/* Returns the --candidate for the service, given by alias or name, or NULL. */
const char *release_requested(const struct options *o, const struct service *s);
/* Excludes a revision from the targets and chooses the next target, which may be none. Returns false if no choice is
 * possible; then the target is unchanged. */
bool release_next_target(struct run *r, struct service *s, const char *revision, const char *why);
/* Returns why a selected service of the release is superseded, or NULL. */
const char *release_superseded(struct arena *a, const struct release *release);
/* Returns true if a newer revision than the candidate gets traffic in one of these services: a newer release. */
bool release_replaced(const struct release *release);
/* release_say.c: reports what is judged and what is not, and why, once for each service. */
void release_say(struct release *release, struct run_log *log, bool ordered);
/* Returns why the snapshot is not used for the service, or NULL. */
const char *release_passed_over(struct arena *a, const struct release *release, const struct service *s);
/* Returns a text about a newer revision without traffic, with the command that releases it. */
const char *release_newer_text(
	struct arena *a, const struct service *s, const struct cloudrun_revision *newer, const char *than);
/* Returns how a candidate with target.back_at was moved back, such as "went back with b". */
const char *release_back_text(struct arena *a, const struct service *s);
/* Returns why the snapshot of --baseline cannot be used, or NULL. */
const char *release_baseline_refused(
	struct arena *a, const struct options *o, const struct release *release, const struct result *result);
/* Returns whether all judged services of the release are settled. */
bool release_settled(const struct release *release);
/* Returns whether each of them is settled or its last change has failed. */
bool release_at_rest(const struct release *release);
/* Returns whether all responses of these services are from their candidates. */
bool release_attributed(const struct release *release, const struct observations *observations);
/* Returns whether each probe of the service got a response from the candidate, whatever the traffic split. */
bool release_asked(const struct observations *observations, const struct service *s);
/* What earlier runs recorded about comparisons (evidence/frozen.c). */
struct earlier {
	/* Returns the `basis` of the facts of the newest evidence about the candidate of l->service that compares the same
	 * revisions by the same kind (such as "errors"), in a; NULL if there is none. */
	const struct json *(*basis)(
		const struct earlier *of, struct arena *a, const struct observation *l, const char *kind);
};
const struct json *release_earlier(
	const struct release *release, struct arena *a, const struct observation *l, const char *kind);
/* Returns the newest revision that has traffic, or NULL. */
const struct cloudrun_revision *release_serving(const struct service *s);
bool release_serves(const struct service *s);    /* the candidate has traffic */
bool release_has_users(const struct service *s); /* the candidate has traffic, or is to get it */
/* Returns the facts of group `release`. now: loop_now; round: number of the round, from 1. */
struct json *deployment_facts(struct arena *a, const struct deployment *d); /* d NULL: an empty object */
struct json *release_facts(
	struct arena *a, const struct release *release, const struct run_start *start, int64_t now, int64_t round);

/* ---- doubt.c: reads services again whose responses contradict each other --------------------------------------- */

/* Returns why the first selected service that is in doubt is not known, or NULL. */
const char *doubt_why(const struct release *release);
/* Reads the services repeatedly until none is in doubt, or the deadline (loop_now). */
enum loop_end doubt_wait(struct run *r, int64_t deadline);
/* Observes only the services, until none is in doubt or the deadline. */
enum loop_end doubt_observe(struct run *r, int64_t deadline);
/* The same after a round; then chooses the candidates of services that are known by then. */
enum loop_end doubt_resolve(struct run *r, int64_t deadline);
/* Call it before a verdict moves traffic. Waits for services in doubt for at most LIMIT_DOUBT_MS, or until a signal.
 * Returns false if one is still in doubt and no known service could be moved. */
bool doubt_ended(struct run *r, int64_t deadline);

/* ---- warm.c: the warm-up of each probe ----------------------------------------------------------- */

/* Restarts the warm-up of all probes, at the begin of watching or of a promotion's step. */
void warm_begin(struct release *release, const struct observations *observations);
/* Call it after a read of a service with a candidate. Records when the candidate was first seen with its traffic. */
void warm_saw(struct loop *loop, struct service *s);
/* Call it after the observations of a round. Marks the probes whose newest response is within their warm-up. */
void warm_round(struct observations *observations, struct release *release, int64_t warmup); /* warmup: ms */
bool warm_failed(const struct observation *l); /* true for a probe that was observed and failed */
/* Returns whether an outcome that reads these observations depends on a warm-up: one of its failed probes is in its
 * warm-up or, if none failed, any probe is. observations: n indices. */
bool warm_reads(const struct release *release, const struct observations *every, const size_t *observations, size_t n);

#endif
