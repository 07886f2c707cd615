/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jobs_back.h: after a rollback, jobs of the release still have the image of the failed release. Those with `restore`
 * get the images of the snapshot back, which makes a new generation; for the others the command is printed. Traffic
 * never waits for them.
 */
#ifndef GATE_ACT_JOBS_BACK_H
#define GATE_ACT_JOBS_BACK_H

#include "../run/run.h"

struct jobs_back;
/* For a rollback by order, before which nothing was observed: reads the jobs that the snapshot has. Runs the loop for
 * at most 5 s, since traffic waits for it. */
enum loop_end jobs_back_observe(const struct config *c, struct observations *observations, struct release *release);
/*
 * Finds the jobs whose images differ from those in the snapshot, or, if b continues a journal, those that its first
 * record names. Sets b->jobs, so that they are recorded with the plan: call it before apply_start. b: of act_begin.
 * Never NULL.
 */
struct jobs_back *jobs_back_plan(struct traffic_change *b);
/* For a dry run: says which jobs would get which image. */
void jobs_back_say(const struct jobs_back *q);
/* Changes the jobs until b->deadline, and reads each back. Prints the commands for what is left to do. Returns NULL, or
 * which job was not restored and why. */
const char *jobs_back_run(struct jobs_back *q);

#endif
