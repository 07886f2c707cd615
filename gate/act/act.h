/* SPDX-License-Identifier: Apache-2.0 */
/* act.h: the rollback: preconditions, target check, traffic move, recovery check. */
#ifndef GATE_ACT_ACT_H
#define GATE_ACT_ACT_H

#include "../watch/watch.h"

/* act.c: moves the wanted services back to their targets, confirms that, and fills in the run's result. wanted: one
 * flag for each service of the release. */
void act_rollback(struct run *r, const bool *wanted);
/* The same for the unfinished rollback in r->recovery.entry. */
void act_resume(struct run *r);
/* drill.c: proves the way back of the wanted services: tags their targets, without traffic, one after the other until
 * `depth` of each are proven, probes them, and takes the tags away. Fills in the run's result and recovery.drill. */
void act_drill(struct run *r, const bool *wanted, size_t depth);

/* lend.c: for r->recovery.lend: with rollback.try_tag, sets tags on the revisions that comparisons of probes need and
 * that have none. Runs the loop until they are set, for at most 20 s. */
void lend_tags(struct run *r);
/* At the end of a run: removes the tags of ours that the services have, set by this run or left by a killed one. */
void lend_end(struct run *r);

/* ---- Within act/ ---------------------------------------------------------------------------- */

/* move.c: returns a traffic change with the options of the config and without moves. Lives as long as the run. */
struct traffic_change *act_begin(struct run *r);
/* Returns NULL, or why the traffic of one of the wanted services (a flag for each) must not be changed by a PATCH: it
 * is a part of a multi-region service. Suggests the command that moves all of it, to the target or forward to the
 * candidate. */
const char *act_beyond_reach(
	struct arena *a, const struct release *release, const bool *wanted, bool forward, struct run_log *log);
/* Locks the services to move, on this machine and in the bucket; waits as long as --wait says. Returns false, with the
 * result filled in, if another process has locked one. */
bool act_lock(struct run *r, const struct traffic_change *b);
/* The same without waiting and without a result. Returns -1 with e if another process has locked one. */
int act_try_lock(struct run *r, const struct traffic_change *b, struct err *e);
/* Returns true if waiting must end: 8 s after the first signal, or at the second. run: a struct run. */
bool act_out_of_patience(void *run);

/* refused.c: returns why moving traffic would not help, if every failing probe was refused by something in front of the
 * service while the candidate answers well at its own URL; otherwise NULL. */
const char *refused_in_front(
	const struct observations *observations, const struct config *c, const struct judged *judged);

/* target_fitness.c: checks that what the targets of the wanted services depend on still exists. A target that lacks
 * something is replaced by the next one. What could not be read is added to the notes. The time for all checks of a run
 * is limited together. */
struct target_fitness;
struct target_fitness *target_fitness_new(struct run *r);
void target_fitness_check(struct target_fitness *f, const bool *wanted);

/* target_images.c: for traffic_change.look: asks whether the images of the targets still exist, and those of the next
 * targets. One that is gone makes its move unfit (m->unfit), unless the order has --force. */
void target_images_look(struct traffic_change *b, const bool *over);
/* Adds a note for each image of the targets that could not be looked up. */
void target_images_say(struct traffic_change *b);
/* Returns what is known of an image, by the newest answer, or NULL. images: the observation of any service's images. */
struct image_state;
const struct image_state *target_image(
	const struct recovery *recovery, const struct observation *images, const char *image);

/* next_target.c: call it when every move of b has ended. While a service was not moved because Cloud Run cannot serve
 * its target, makes the move to the next fit one, until b->deadline; the moves of b are then those. Jobs go back as
 * they were planned with b. A resumed change keeps targets that its command named. */
void next_target_run(struct traffic_change *b);

/* shared.c: returns true if the observation is of a resource on which candidate and target both depend. */
bool shared_observation(struct arena *a, const struct release *release, const struct observation *l);
/* Returns what is wrong with such a resource, or NULL if nothing is known to be. */
const char *shared_cause(struct arena *a, const struct release *release, const struct observations *observations);

/* target_check.c: probes the targets beside the candidate. A target that fails alone is replaced by the next one.
 * Returns NULL, or, with rollback.differential = "decide", why traffic is not to be moved: candidate and target fail
 * alike. */
const char *target_check_all(struct run *r, const bool *wanted);

/* The same for the targets that replace refused ones while b is under way, if they have a tag URL; after a verdict
 * only, for at most rollback.patience and half of the time that is left. First checks what they depend on. */
void target_check_next(const struct traffic_change *b, struct target_fitness *f, const bool *wanted);

/* Removes the tags that target_check_all set. */
void target_check_end(struct run *r, const bool *wanted);

/* side_effects.c: adds notes about the planned moves: what moving traffic does not restore, and how the target differs
 * from the candidate. wall: unix ms by Google's clock. */
void side_effects_say(struct run_log *log, const struct release *release, const struct judged *judged, int64_t wall);
/* capacity.c: warns where two revisions at once need more than there is. */
void capacity_say(struct run_log *log, const struct release *release, const struct judged *judged);

/* recovery_check.c: after the move, repeats the probes that reach users and judges the critical rules over them until
 * they hold gate.passes times in a row, or rollback.confirm is over. Returns NULL if they hold, else why not. */
const char *recovery_check_run(struct run *r);
/* Returns true if the outcome is of a critical rule that reads a probe which reaches users, and no service or probe
 * that shows the failed revision instead. reads: the n observations that it reads (select_observations). */
bool recovery_speaks_of_users(
	const struct observations *observations, const struct outcome *o, const size_t *reads, size_t n);

/* conclude.c: fills in the result of a rollback, adds its event to the timeline, and reports what is left to do. */
void conclude_not_moved(struct result *result, struct run_log *log, enum action action, const char *reason);
/* Returns true, with the result filled in, if a signal came before anything was sent. Skips planned moves. */
bool conclude_interrupted(struct loop *loop, struct result *result, struct traffic_change *b);
/* Sets ACTION_ROLLBACK_FAILED: a person must act. */
void conclude_needs_a_person(struct result *result, struct run_log *log, const char *reason);
/* Returns true, with the result filled in, if somebody else changed a service and no PATCH of this run remains. */
bool conclude_stood_down(struct arena *a, struct result *result, struct run_log *log, const struct traffic_change *b);
/* Reports the commands that finish the change by hand. */
void conclude_by_hand(struct arena *a, struct run_log *log, const struct traffic_change *b);
/* Reports how a later deploy gets traffic again. */
void conclude_say_what_follows(struct arena *a, const struct release *release, struct run_log *log);
/* The rollback did not help: reports other revisions that traffic could be moved to. */
void conclude_say_ways_on(struct arena *a, const struct release *release, struct run_log *log);
/* Returns the state of each move as text. */
const char *conclude_each(struct arena *a, const struct traffic_change *b);
/* Returns the number of moves in this state. */
size_t conclude_in_state(const struct traffic_change *b, enum move_state state);
/* Returns the first move in this state, or NULL. */
const struct traffic_move *conclude_first_in(const struct traffic_change *b, enum move_state state);

#endif
