/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h: observes and judges in rounds until there is a decision; also what must be known before traffic is moved
 * (holds, permissions, unfinished rollbacks). Times are loop_now, in ms, unless stated otherwise.
 */
#ifndef GATE_WATCH_WATCH_H
#define GATE_WATCH_WATCH_H

#include "../judge/judge.h"
#include "../source/source.h"

/* ---- observe.c, observe_one.c: observations. All run the loop and return how it ended, unless stated otherwise. - */
/* Observes everything that is due: first the services and what does not depend on them, then the rest. Waits for probes
 * until their timeouts, for others no longer than the interval; what is late comes into a later round. */
enum loop_end observe_round(struct run *r, int64_t deadline);
/* Waits for everything that the round did not wait for. */
enum loop_end observe_rest(
	struct observations *observations, const struct release *release, const struct judged *judged, int64_t deadline);
/* Reads the services alone. */
enum loop_end observe_services(struct run *r, int64_t deadline);
/* Every call ends by the deadline; the grace period lets its continuation run. */
enum { OBSERVE_GRACE_MS = 1000 };
/* Waits for the awaited observations until the deadline. */
enum loop_end observe_wait(struct observations *observations, int64_t deadline);
/* Unless end is LOOP_SIGNAL, takes over the earlier evidence that was read meanwhile, on which candidates and targets
 * depend. Returns end. */
enum loop_end observe_with_history(const struct release *release, struct observations *observations, enum loop_end end);
/* Reads the services until none has a change in progress. Until then a split is temporary and cannot be a target. */
enum loop_end observe_until_settled(struct run *r, int64_t deadline);
/* Returns true if a service has a change in progress, by its newest read. */
bool observe_on_the_way(const struct release *release);
/* Returns true if a probe was still in flight when the round closed, so that its newest answer is older. */
bool observe_probes_late(const struct observations *observations);
/* Makes the observations whose flag is set, whether due or not, and waits for them. */
enum loop_end observe_these(
	struct observations *observations, const struct release *release, const bool *which, int64_t deadline);
/* Adds the observation to those that are waited for, if it is in flight. Does not run the loop; nor do the next two. */
void observe_await(struct observations *observations, struct observation *l);
/* Starts an observation, unless it is in flight, and awaits it unless its source is slow. */
void observe_start(struct observations *observations, const struct release *release, struct observation *l);
/* Starts and awaits an observation, which need not be one of `observations`. */
void observe_one(struct observations *observations, const struct release *release, struct observation *l);
/* Returns true for a probe that is sent to the users' URL, not to a revision's tag URL. */
bool observe_reaches_users(const struct observation *l);

/* remembered.c: starts reading earlier evidence, and sends probes whose service's URI is known from earlier runs
 * without waiting for the first read of the service. */
void remembered_start(struct run *r);
/* Discards such probes of the round before that were not used. */
void remembered_end(const struct observations *observations);

/* ---- Rounds ------------------------------------------------------------------------------------------------- */

typedef bool enough_fn(struct observations *observations, const struct config *c, const struct release *release);
/* One watching: a release, or one step of a promotion. */
struct watching {
	int64_t began, deadline, not_before; /* not approved before not_before */
	bool partial;                        /* a step below 100 %: answers need not be attributed to the candidate */
	enough_fn *enough;                   /* a further condition for approval; may be NULL */
	struct bake *bake;                   /* rounds grow apart (bake.c), until not_before at least; or NULL */
};
/* watch.c: watches the release until there is a decision. Fills in the result as it is if traffic is not moved. Returns
 * true if traffic is to be moved back: the release failed, or r->recovery.entry is a rollback to be continued. */
bool watch_release(struct run *r);
/* The same for a step of a promotion, which begins now. It is approved after at_least_ms at the earliest, and only if
 * `enough` (may be NULL) returns true. partial: not all users are on the candidate yet. */
bool watch_step(struct run *r, int64_t at_least_ms, bool partial, enough_fn *enough);
/* requests.c: returns true if Cloud Monitoring has counted release->step_requests requests to each candidate. */
enough_fn step_has_requests;
/* comparable.c: in a promotion, skips the outcomes that are unknown for a comparison alone: at a step at which only one
 * of the two revisions has traffic and, as the config says, at one that took its patience. now: loop_now. */
void comparable_skip(const struct config *c, const struct release *release, const struct observations *observations,
	struct judged *judged, int64_t now);
/* Returns NULL, or why a promotion stops at this step: a blocking rule is unknown for a comparison with on_unknown =
 * "stop", and the patience is over. */
const char *comparable_stops(const struct config *c, const struct release *release,
	const struct observations *observations, const struct judged *judged, int64_t now);
/* Lets the comparisons be observed in the next round. */
void comparable_begin(const struct observations *observations, int64_t now);
/* rounds_log.c: records the last judged round for evidence. v: the flags of its outcomes. After LIMIT_ROUNDS entries,
 * consecutive rounds with the same outcomes become one entry. */
void rounds_log(const struct observations *observations, const struct release *release, struct judged *judged,
	const struct round_view *v);
/* witness.c: called after a round; returns the ms until the next one begins. That is interval (ms), or, if the next
 * round is hurried, one second or the time that the slowest failed probe took. Sets observations->hurried. */
int64_t witness_call(struct observations *observations, const struct judged *judged, int64_t interval);
/* In a hurried round: sends the failed probes to the baseline too. */
void witness_ask(struct observations *observations, const struct release *release);
/* In a hurried round: returns true if the baseline answered well to each failed probe among these n observations
 * (indices into `every`), of which there must be one. */
bool witness_agrees(const struct observations *every, const size_t *observations, size_t n);
/* Called when the outcomes of a round were counted. If a baseline did not answer well, no more rounds are hurried. */
void witness_end(struct observations *observations);

/* paired.c: as loop_run, but ends early, with LOOP_DONE, once a comparison of probes has proven that the candidate is
 * worse; once for each. */
enum loop_end paired_wait(
	struct observations *observations, const struct config *c, const size_t *pending, int64_t until);
/* Returns true if there are failed probes among these n observations (indices into `every`), and each is compared with
 * the baseline, which did not answer well either. */
bool paired_both_fail(const struct observations *every, const size_t *observations, size_t n);

/* ---- Facts -------------------------------------------------------------------------------------------------- */

/* facts.c: returns the facts from the newest observations, with every configured member of every group, in a. */
struct json *facts_build(struct arena *a, struct run *r);
/* facts_join.c: adds the facts that combine several observations: sql.X.possibleConnections,
 * connectors.X.atMaxInstances. */
void facts_join(struct arena *a, const struct config *c, struct release *release, struct observations *observations,
	struct json *facts);
/* discover.c: without a config, adds observations of what each new candidate depends on, and a probe of it. */
void discover_resources(struct observations *observations, const struct config *c, const struct release *release);
/* Returns the probe that the revision's own health check suggests, in a: its path or gRPC service; otherwise "/", where
 * any status below 500 is good. revision: Cloud Run's JSON, or NULL if it is not known. */
struct config_probe *discover_probe(struct arena *a, const char *alias, const struct json *revision);
/* part.c: returns the same probe for one revision (at its tag URL), in a, or NULL if its kind does not allow that. */
const struct config_probe *part_probe(struct arena *a, const struct config_probe *p, const char *revision);
/* Returns true if the newest observation was made and its answer was good. */
bool part_answered_well(const struct observation *l);
/* In the recovery check: probes every revision of the splits that traffic was moved to, and runs the loop. A bad answer
 * replaces a good one. */
void part_ask_all(
	struct observations *observations, const struct config *c, const struct release *release, int64_t deadline);

/* ---- Notes and advice --------------------------------------------------------------------------------------- */

/* advice.c: at the end of a run: suggests commands for services that are missing, not ready or without traffic. */
void advice_say(const struct release *release, const struct result *result, struct run_log *log);
/* Returns why the candidate has no traffic. */
const char *advice_serves_nothing(struct arena *a, const struct service *s);
/* shut.c: returns why a service's settings refuse a probe that a blocking rule needs, or NULL. */
const char *shut_why(
	const struct observations *observations, const struct judged *judged, const struct release *release);
/* Suggests the commands that admit refused probes, unless the run passed. */
void shut_say(const struct observations *observations, const struct result *result);

/* ---- Before traffic is moved -------------------------------------------------------------------------------- */

/* rights.c: asks, beside the first reads, whether the credentials may move traffic. Warns if they may not. */
void rights_check(struct run *r);
/* hold.c: evaluates rollback.hold over judged->facts and sets recovery->hold to NULL or the reason. An expression that
 * cannot be evaluated counts as true. */
void hold_judge(struct arena *a, const struct config *c, const struct judged *judged, struct recovery *recovery);
/* Observes what rollback.hold reads, running the loop, and evaluates it. */
enum loop_end hold_observe(struct run *r, int64_t deadline);
/* Returns NULL, or the hold that forbids moving these services (a flag for each). */
const char *hold_why(
	struct arena *a, const struct release *release, const struct recovery *recovery, const bool *wanted);
/* At the start of a run: warns that a hold is set. Returns false while what it reads is observed for the first time. */
bool hold_say(struct run *r);

/* ---- resume.c: rollbacks that earlier processes did not finish ------------------------------------------------ */

/*
 * Those that return bool set r->recovery.entry and return true if there is such a rollback. All but resume_left ignore
 * rollbacks whose age exceeds rollback.resume_age.
 */

/* Reads the journal once and reports unfinished rollbacks. */
void resume_say(struct run *r);
/* Finds one of this release with a PATCH in progress. */
bool resume_on_its_way(struct run *r);
/* Returns a service that could not be read yet, or NULL. Until it is read, a change that was seen of another service
 * may be the PATCH of an unfinished rollback of this release. Does not set r->recovery.entry. */
const struct service *resume_awaits(struct run *r);
/* Finds one of this release whose services are all at their targets. */
bool resume_arrived(struct run *r);
/* Suggests `rungate resume` if one of this release moved some of its services. Sets r->recovery.entry to NULL. */
bool resume_say_begun(struct run *r);
/* Finds one that was begun and that moves exactly the wanted services (a flag for each) to the targets of this run. */
bool resume_agreed(struct run *r, const bool *wanted);
/* Returns true if, by a signed record, the newest change of the service is from an unfinished rollback. An explicit
 * rollback without a target then does not move it back once more. */
bool resume_moved(struct run *r, const struct service *s);
/* For `resume`: finds the newest one of any release, including one that failed and left services unmoved. If there is
 * none that may be resumed, sets *why to the reason, or to NULL if there is nothing to resume. */
bool resume_left(struct run *r, const char **why);
/* After its lock was taken: reads r->recovery.entry again. Returns false if another run has ended it. */
bool resume_still_left(struct run *r);
/* After a pass: closes the unfinished rollbacks of the services that passed, so that no run continues them. */
void resume_end_passed(struct run *r);
/* Closes older unfinished rollbacks of the services that b moves. */
void resume_overtake(struct run *r, const struct traffic_change *b);
/* Returns the service of a journaled move, or NULL if the config lacks it. */
struct service *resume_service(const struct release *release, const struct traffic_move *m);

/*
 * progress.c: tells people (run/live.h) what the newest round found: the first failing rule and its message, or what is
 * not known yet; the time since the start and until the deadline; what comes next. Other failing or unknown rules are a
 * topic of their own. Within a round also the observation that it waits for longest.
 */
void progress_begin(struct run_log *log, const struct observations *observations, const struct watching *w);
void progress_say(struct run *r, const struct watching *w);
void progress_end(struct run_log *log);
/* progress_beneath.c: the live_beneath_fn of a run. run: a struct run. */
void progress_beneath(const void *run, struct arena *a, struct live_beneath *out);

#endif
