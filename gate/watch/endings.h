/* SPDX-License-Identifier: Apache-2.0 */
/* endings.h: what ends the rounds although no rule decides it. Makes no call. */
#ifndef GATE_WATCH_ENDINGS_H
#define GATE_WATCH_ENDINGS_H

#include "../run/run.h"

/* Returns NULL, or an error because of which the run cannot judge or must not. */
const char *endings_nothing(const struct run *r);
/* Returns a service whose candidate failed before and was rolled back, or NULL. A promotion judges it again. */
const struct service *endings_condemned(const struct release *release);
/* Ends the run because of that service. */
void endings_rolled_back(struct result *result, struct run_log *log, const struct service *before);
/* Returns NULL, or why the release cannot be judged and waiting will not change that. */
const char *endings_stuck(struct arena *a, const struct release *release, struct observations *observations);
/* Suggests `promote` for candidates without traffic. */
void endings_say_pins(const struct release *release, const struct options *o, struct run_log *log);

#endif
