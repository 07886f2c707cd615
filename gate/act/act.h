/* SPDX-License-Identifier: Apache-2.0 */
/* act.h: the rollback: what forbids it, the target tried, the move, and the proof that users are served. */
#ifndef GATE_ACT_ACT_H
#define GATE_ACT_ACT_H

#include "../watch/watch.h"

/* act.c: a condemned or ordered release goes back, and is seen to work. Fills action, reason and exit code. */
void act_rollback(struct run *r, const bool *wanted); /* wanted: a flag for each service */
void act_resume(struct run *r);                       /* goes on with r->recovery.story */

/* ---- Within act/ ---------------------------------------------------------------------------- */

/* move.c */
struct traffic_change *act_begin(struct run *r); /* without moves yet, as the config says; lives as long as the run */
/* false: another process moves one of them, and that is the outcome */
bool act_lock(struct journal *journal, struct run_log *log, struct result *result, const struct traffic_change *b);
bool act_out_of_patience(void *run); /* a signal came, and its time is over */

/* refused.c: NULL, or why moving traffic would not help: every failing probe failed in front of a candidate that
 * answers well. */
const char *refused_in_front(
	const struct observations *observations, const struct config *c, const struct judged *judged);

/* target_fitness.c: passes over targets of which a part needs what is gone; says what could not be read. */
struct target_fitness;
struct target_fitness *target_fitness_new(struct run *r);
void target_fitness_check(struct target_fitness *f, const bool *wanted);

/* shared.c: what candidate and target stand or fall with. */
bool shared_observation(struct arena *a, const struct release *release,
	const struct observation *l); /* the observation is of such a resource */
const char *shared_cause(struct arena *a, const struct release *release,
	const struct observations *observations); /* what is wrong with one, or NULL */

/* target_check.c: by asking. Passes over targets that are not fit; NULL, or why the release stays where it is: the
 * cause is shared, and the config lets that decide. */
const char *target_check_all(struct run *r, const bool *wanted);

void target_check_end(struct run *r, const bool *wanted); /* no tag of ours is left */

/* side_effects.c: what moving does not bring back, said before it is done, of all that is about to move. wall: unix ms,
 * as Google tells it. */
void side_effects_say(struct run_log *log, const struct release *release, const struct judged *judged, int64_t wall);

/* recovery_check.c: asks again what users ask, until every critical rule over it holds. NULL: they do; else what does
 * not. */
const char *recovery_check_run(struct run *r);

/* conclude.c: what came of it, for exit code, evidence and people. */
void conclude_not_moved(struct result *result, struct run_log *log, enum action action, const char *reason);
/* true: a signal came before anything was sent, and nothing is */
bool conclude_interrupted(struct loop *loop, struct result *result, struct traffic_change *b);
void conclude_needs_a_person(struct result *result, struct run_log *log, const char *reason);
bool conclude_stood_down(struct arena *a, struct result *result, struct run_log *log,
	const struct traffic_change *b); /* true: others acted, and nothing of ours is left */
void conclude_by_hand(struct arena *a, struct run_log *log, const struct traffic_change *b);
void conclude_say_what_follows(
	struct arena *a, const struct release *release, struct run_log *log); /* how a later deploy gets users again */
void conclude_say_ways_on(struct arena *a, const struct release *release,
	struct run_log *log); /* traffic is back, and that did not help: where else it could go */
const char *conclude_each(struct arena *a, const struct traffic_change *b); /* service by service, in words */
size_t conclude_in_state(const struct traffic_change *b, enum move_state state);
const struct traffic_move *conclude_first_in(const struct traffic_change *b, enum move_state state); /* NULL: none */

#endif
