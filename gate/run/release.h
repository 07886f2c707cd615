/* SPDX-License-Identifier: Apache-2.0 */
/* release.h: the services of a release, and the warm-up of their probes. */
#ifndef GATE_RELEASE_H
#define GATE_RELEASE_H

#include "../config/group.h"
#include "../../rollback/rollback.h"

struct observations;
struct release;
struct run;
struct result;
struct run_log;
struct run_start;
struct deployment;

/* ---- release.c: the services that are judged and moved together ---------------------------------- */

/* A revision that the service names, neither listed nor found by itself: in so many observations in a row. */
struct absent {
	const char *name;
	unsigned observations;
};

struct service {
	const struct config_service *config;
	size_t index;
	bool selected; /* it was asked for: judged, and moved where it fails */
	struct observation *observation;
	struct observation *secrets,
		*redis_hosts;           /* inner ones: the versions its revisions name; the hosts they could mean */
	bool known;                 /* it was read at least once */
	const char *remembered_uri; /* its own URI, by the snapshot or the last evidence; NULL: none is remembered */
	struct cloudrun_service first, now;  /* first: that its candidate was chosen on */
	struct cloudrun_revision *revisions; /* newest first */
	size_t n_revisions;
	bool listed; /* the revisions were listed at least once */
	/* the newest answers contradict each other, or lack what decides (source/cloud/service.h) */
	bool doubt;
	struct absent *absent;
	size_t n_absent, cap_absent;
	int64_t split_seen;       /* loop_now: of the first read that saw the effective split as it is now */
	int64_t split_generation; /* of that read */
	struct target target;
	bool chosen, said;                     /* target is filled; people were told */
	struct target_refusals refused;        /* targets found unfit */
	struct snapshot_service traffic_after; /* split at the end, for evidence; name NULL: not read */
	struct traffic_move *move;             /* NULL: not moved */
	bool restored;
	bool condemned;         /* the verdict failed, and a failed critical rule belongs to its candidate */
	bool asked, answered;   /* by `identity`: after the move, all answers were the target's */
	const char *superseded; /* why, once seen */
	bool discovered;        /* its dependencies were looked for */
	struct {
		int share;
		bool known, given;
		int64_t seen;
	} traffic; /* of the candidate (warm.c) */
};
/* After a round's service reads: candidates and baselines once, then supersession, warm-up. 0, or -1 with e (bad
 * --candidate). */
int release_update(struct run *r, struct err *e);
/* A candidate's revision object is read again every round: the target points to the newest reading of each revision. */
void release_refresh(struct service *s);
/* --candidate for it, by its alias or its name; NULL: none */
const char *release_requested(const struct options *o, const struct service *s);
/* A revision of its target is not fit: the next target, or none. False: it could not be chosen, and the target
 * stands. */
bool release_next_target(struct run *r, struct service *s, const char *revision, const char *why);
const char *release_superseded(struct arena *a, const struct release *release); /* NULL,
   or why: of what was asked for */
/* release_say.c: what is judged and what is not, and why, once a service. */
void release_say(struct release *release, struct run_log *log, bool ordered);
/* NULL, or why the snapshot decides nothing for it */
const char *release_passed_over(struct arena *a, const struct release *release, const struct service *s);
const char *release_newer_text(
	struct arena *a, const struct service *s, const struct cloudrun_revision *newer, const char *than);
/* "went back with b": of a candidate that has target.back_at */
const char *release_back_text(struct arena *a, const struct service *s);
/* NULL, or why the snapshot named by --baseline does not count */
const char *release_baseline_refused(
	struct arena *a, const struct options *o, const struct release *release, const struct result *result);
bool release_settled(const struct release *release); /* every released service that is judged */
bool release_at_rest(const struct release *release); /* each of them is settled,
or its last change failed for good */
bool release_attributed(const struct release *release,
	const struct observations *observations); /* every answer of such a service is the candidate's */
/* True if the candidate's own answers are had: each of its probes was attributed to it, at any traffic split. */
bool release_asked(const struct observations *observations, const struct service *s);
/* the newest revision that has traffic; NULL: none */
const struct cloudrun_revision *release_serving(const struct service *s);
bool release_serves(const struct service *s);    /* the candidate has traffic */
bool release_has_users(const struct service *s); /* or is to have it */
/* now: loop_now; round: of the facts, from 1. */
struct json *deployment_facts(struct arena *a, const struct deployment *d); /* d NULL: an empty object */
struct json *release_facts(
	struct arena *a, const struct release *release, const struct run_start *start, int64_t now, int64_t round);

/* ---- doubt.c: services whose answers contradict each other are not known yet, and are read again -------------- */

/* NULL, or why a service that was asked for is not known yet: of the first of them, the error of its look. */
const char *doubt_why(const struct release *release);
/* Reads the services again and again, in pauses, while one of them is in doubt, until the deadline. */
enum loop_end doubt_wait(struct run *r, int64_t deadline);
/* The services alone, until none is in doubt or the deadline. */
enum loop_end doubt_observe(struct run *r, int64_t deadline);
/* The same after a round: candidates of what is known by then are chosen. */
enum loop_end doubt_resolve(struct run *r, int64_t deadline);
/* A verdict would move traffic: waits for services whose candidates are in doubt, LIMIT_DOUBT_MS at most, or until a
 * signal. False: one still is, and nothing is known that could be moved. */
bool doubt_ended(struct run *r, int64_t deadline);

/* ---- warm.c: the warm-up of each probe ----------------------------------------------------------- */

/* From here on every probe warms up anew: a watching, or a step of a promotion, begins. */
void warm_begin(struct release *release, const struct observations *observations);
/* After a read of a service whose candidate is chosen: notes when the candidate was first seen with its traffic. */
void warm_saw(struct loop *loop, struct service *s);
/* After a round's looks: marks those probes whose newest answer lies within their warm-up. */
void warm_round(struct observations *observations, struct release *release, int64_t warmup); /* warmup: ms */
bool warm_failed(const struct observation *l); /* a probe that was observed, and what came was no good answer */
/* Does an outcome that reads these observations rest on the warm-up? Of failed probes it is enough that one is in its
 * own. */
bool warm_reads(const struct release *release, const struct observations *every, const size_t *observations, size_t n);

#endif
