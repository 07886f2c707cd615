/* SPDX-License-Identifier: Apache-2.0 */
/* sweep.h: a point at which a program is killed or one of its calls fails, and the sweeps over drills, worker
 * pools and jobs. */
#ifndef TESTS_SWEEP_SWEEP_H
#define TESTS_SWEEP_SWEEP_H

#include "../scenario/stage.h"

/* The call, its number, and what happens at it; sticky: and at each later one. */
struct point {
	const char *call, *how;
	unsigned when;
	bool sticky;
};

/* Returns the command that runs a program to this point (stage.prefix). */
const char *sweep_tracer(struct stage *s, const struct point *p);
/* Runs a step on a machine that has nothing but the bucket. A lock that a process left there expires meanwhile. */
void sweep_elsewhere(struct stage *s, const char *line);
/* Returns the first revision of the desired split of a service or worker pool, or "". */
const char *sweep_traffic(struct stage *s, const char *service);
/* Returns how many pieces of evidence say that the release was rolled back, of the folder or the bucket. A torn one is
 * a failure. */
int sweep_outcomes(struct stage *s, bool of_bucket);
/* Returns true for calls on files only: they must never prevent a rollback. */
bool sweep_is_of_files(const char *call);

/* drill.c */
extern const struct story drill_story;
void drill_kill_at(struct stage *s, const struct point *p);
void drill_fail_at(struct stage *s, const struct point *p);

/* workers.c */
extern const struct story workers_story, workers_bucket_story;
void workers_release(struct stage *s); /* takes the snapshot and deploys what is rolled back */
void workers_kill_at(struct stage *s, const struct point *p);
void workers_kill_elsewhere(struct stage *s, const struct point *p);
void workers_fail_at(struct stage *s, const struct point *p);

#endif
