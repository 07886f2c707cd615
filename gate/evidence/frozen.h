/* SPDX-License-Identifier: Apache-2.0 */
/* frozen.h: the minutes of comparisons that earlier runs used. A run goes on with them as they were, so that running
 * again does not add a chance of a wrong answer. */
#ifndef GATE_FROZEN_H
#define GATE_FROZEN_H

struct arena;
struct config;
struct record_of_run;
struct release;
struct run_log;

/* Sets release->earlier. All arguments must outlive the run. */
void frozen_open(struct arena *a, const struct config *c, const struct record_of_run *record, struct run_log *log,
	struct release *release);

#endif
