/* SPDX-License-Identifier: Apache-2.0 */
/* view.h: what is known about the outcomes of a round besides their kind. */
#ifndef GATE_WATCH_VIEW_H
#define GATE_WATCH_VIEW_H

#include "../run/run.h"

/* Skips the outcomes of rules that belong only to services which were not named on the command line. */
void view_drop_unselected(
	const struct observations *observations, const struct release *release, struct judged *judged);
/* Flags for each outcome. fresh: it reads an observation that is new in this round, or none at all. once: all it reads
 * is observed once only. warm: it reads a probe in its warm-up, or probes that fail at the baseline too (paired.c), or
 * has no new observation because one is late or was cut short by the deadline. */
struct view {
	bool *fresh, *once, *warm;
};

/* Computes the flags for the outcomes of this round, and marks its observations as counted. */
struct view view_observations(
	struct observations *observations, const struct release *release, const struct judged *judged);

#endif
