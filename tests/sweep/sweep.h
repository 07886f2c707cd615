/* SPDX-License-Identifier: Apache-2.0 */
/* sweep.h: a point at which a program is killed or one of its calls fails, and the sweeps over drills. */
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

/* drill.c */
extern const struct story drill_story;
void drill_kill_at(struct stage *s, const struct point *p);
void drill_fail_at(struct stage *s, const struct point *p);

#endif
