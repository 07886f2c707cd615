/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h: round after round until something is decided: which observations are due, their facts, and what was left
 * behind by earlier runs.
 */
#ifndef GATE_WATCH_WATCH_H
#define GATE_WATCH_WATCH_H

#include "../judge/judge.h"
#include "../source/source.h"

/* Starts all that is due and waits for it, in two steps: services with all that does not need them, then the rest. */
enum loop_end observe_round(struct run *r, int64_t deadline);
/* Waits for what the round did not wait for. */
enum loop_end observe_rest(
	struct observations *observations, const struct release *release, const struct judged *judged, int64_t deadline);
/* The services alone, or the observations that are wanted (a flag for each), whether due or not. */
enum loop_end observe_services(struct run *r, int64_t deadline);
enum { OBSERVE_GRACE_MS = 1000 }; /* every call ends by the deadline; this is for its continuation */
enum loop_end observe_wait(struct observations *observations, int64_t deadline);
/* end, after the history that was read meanwhile: what the services are judged by next rests on earlier evidence. */
enum loop_end observe_with_history(const struct release *release, struct observations *observations, enum loop_end end);
/* While a change is on its way, what Cloud Run says of the split is of the moment, and no place to return to. */
enum loop_end observe_until_settled(struct run *r, int64_t deadline);
bool observe_on_the_way(const struct release *release);
/* the round closed before a probe had ended: what stands of it is older */
bool observe_probes_late(const struct observations *observations);
enum loop_end observe_these(
	struct observations *observations, const struct release *release, const bool *which, int64_t deadline);
void observe_await(
	struct observations *observations, struct observation *l); /* the run waits for it, if it is in flight */
/* Not awaited where its source is slow. */
void observe_start(struct observations *observations, const struct release *release, struct observation *l);
/* Starts one observation, which need not be among these; whoever runs the loop on looks->pending waits for it. */
void observe_one(struct observations *observations, const struct release *release, struct observation *l);
bool observe_reaches_users(const struct observation *l); /* a probe, and not at a revision's tag URL */
/* remembered.c: after the first requests: reads earlier evidence, and sends the probes that need not wait for the first
 * read of their service. What was sent so in an earlier round is not taken any more after remembered_end. */
void remembered_start(struct run *r);
void remembered_end(const struct observations *observations);
/* rounds_log.c: the round that was judged last,
	for evidence; v is of its outcomes. After LIMIT_ROUNDS those in a row that come out alike
 * are one entry. */
void rounds_log(const struct observations *observations, const struct release *release, struct judged *judged,
	const struct round_view *v);
/* shut.c: NULL, or why settings of a service keep its probe out, so that a blocking rule stays unknown. */
const char *shut_why(
	const struct observations *observations, const struct judged *judged, const struct release *release);
/* Unless the run passed: the commands that let in the probes that were refused. */
void shut_say(const struct observations *observations, const struct result *result);
/* watch.c: round after round until something is decided. Fills verdict, action, reason and exit code as they are if
 * traffic stays; true: condemned, so traffic should go back. */
bool watch_release(struct run *r);
/* The same for a step of a promotion, from now on: approved after at_least_ms, and when `enough` (may be NULL) says so;
 * partial: not all users are on the candidate yet. */
typedef bool enough_fn(struct observations *observations, const struct config *c, const struct release *release);
bool watch_step(struct run *r, int64_t at_least_ms, bool partial, enough_fn *enough);
enough_fn step_has_requests; /* requests.c: the candidates have had release->step_requests, as is known */
/* advice.c: at the end of a run: what to look at, and which right is missing. */
void advice_say(const struct release *release, const struct result *result, struct run_log *log);
const char *advice_serves_nothing(struct arena *a, const struct service *s); /* why a candidate has no users */
/* rights.c: may these credentials roll back? Asked once, at the start, beside the first reads. */
void rights_check(struct run *r);
/* witness.c: after a failing round: ms until the next begins. The interval (ms), or a second (longer where the failing
 * answer took longer) where the baseline can be asked at the same moment (looks->hurried). */
int64_t witness_call(struct observations *observations, const struct judged *judged, int64_t interval);
void witness_ask(
	struct observations *observations, const struct release *release); /* in a hurried round, beside the probes */
/* In a hurried round: every failed probe among these observations failed beside a good answer of the baseline. */
bool witness_agrees(const struct observations *every, const size_t *observations, size_t n);
void witness_end(struct observations *observations); /* after a hurried round was viewed */
/* hold.c: what forbids a rollback although the release failed. */
/* rollback.hold over judged->facts: true holds, and so does one that cannot be judged; into recovery->hold. */
void hold_judge(struct arena *a, const struct config *c, const struct judged *judged, struct recovery *recovery);
enum loop_end hold_observe(struct run *r, int64_t deadline); /* looks at what it reads, and judges it */
const char *hold_why(struct arena *a, const struct release *release, const struct recovery *recovery,
	const bool *wanted);      /* NULL: nothing forbids to move these services */
void hold_say(struct run *r); /* at the start, while somebody can still do something about it */
/* resume.c: rollbacks that were begun and not finished. Those that return bool fill r->recovery.story; true: there is
 * one. All but resume_left pass over what is older than rollback.resume_age. */
void resume_say(struct run *r);        /* says once what was left */
bool resume_on_its_way(struct run *r); /* of this release; one of its PATCHes is on its way */
/* NULL, or a service that could not be read yet: until it is, a change that was seen of another one may be the PATCH of
 * a rollback of this release on its way, and whether it is cannot be told. */
const struct service *resume_awaits(struct run *r);
/* of this release; all its services are where they were to go: nothing is left to send */
bool resume_arrived(struct run *r);
/* Begun, as the cloud shows; it moves what is wanted (a flag for each service) to where this run would, and has nothing
 * else left. */
bool resume_agreed(struct run *r, const bool *wanted);
/* By a signed record the newest change of the service is that of an unfinished rollback: an order that names no place
 * does not take it back a second step. */
bool resume_moved(struct run *r, const struct service *s);
/* The newest of whatever release, also one that ended and left services where they were. False: *why not, or NULL:
 * there is none. */
bool resume_left(struct run *r, const char **why);
/* this run has passed what they would have moved: nothing goes on with them any more */
void resume_end_passed(struct run *r);
/* Older stories of the services that are about to be moved have no other end than this. */
void resume_overtake(struct run *r, const struct traffic_change *b);
/* The service that a journalled move is of, or NULL. */
struct service *resume_service(const struct release *release, const struct traffic_move *m);
/* part.c: the parts of a split. */
/* The same probe, sent to one revision; NULL: its kind cannot be. */
const struct config_probe *part_probe(struct arena *a, const struct config_probe *p, const char *revision);
bool part_answered_well(const struct observation *l);
/* After an observation of the proof: asks every part of the splits that were moved to. A bad answer replaces a good
 * one. */
void part_ask_all(
	struct observations *observations, const struct config *c, const struct release *release, int64_t deadline);
/* discover.c: dependencies of services named without a config, found in their candidates. */
void discover_resources(struct observations *observations, const struct config *c, const struct release *release);
/* The probe that the revision itself suggests: its startup or liveness path, else "/", where anything below 500 is
 * good. revision NULL: it is not known. */
struct config_probe *discover_probe(struct arena *a, const char *alias, const struct json *revision);
/* All groups, all configured members. */
struct json *facts_build(struct arena *a, struct run *r);
/* facts_join.c: what several observations say together, into the members that it is of: possible connections, a full
 * connector. */
void facts_join(struct arena *a, struct release *release, struct observations *observations, struct json *facts);

#endif
