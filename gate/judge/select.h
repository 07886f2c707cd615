/* SPDX-License-Identifier: Apache-2.0 */
/* select.h: the observations and services that an outcome belongs to. Only select_condemned changes anything. */
#ifndef GATE_JUDGE_SELECT_H
#define GATE_JUDGE_SELECT_H

#include "judge.h"
#include "../run/run.h"

struct observation_index;

/* Finds the observations that the rule reads, including `when` and `needs`. Fills out with their indices, each once,
 * and returns their number; out must have room for all observations. */
size_t select_observations(const struct outcome *o, struct observation_index *x, size_t *out);
/* The same without references that only test whether a member exists: has(probes.health), size(probes). */
size_t select_judged(const struct outcome *o, struct observation_index *x, bool with_when, size_t *out);
/* The same for the observations that decide between pass and fail: those that the expression and `needs` read, without
 * services unless it reads nothing else, because services are read every round and rarely change. */
size_t select_deciding(const struct outcome *o, struct observation_index *x, size_t *out);
/* Finds the services that the outcome belongs to: those of the rule's `services`; else the member of `each`; else the
 * services of the probes, metrics and logs that it reads, including all steps of a journey. Fills out with their
 * indices, each once, and returns their number; 0 means all services. */
size_t select_services(const struct outcome *o, struct observation_index *x, size_t *out);
/* Marks the condemned services after the release was condemned: those selected and released that a failed critical rule
 * belongs to. If there is none and scope = "release", marks all selected and released services, because the cause must
 * be in the release. */
void select_condemned(struct run *r);
/* Returns whether the rule reads the member of a group. alias NULL: any member. with_when: also in `when`. */
bool select_reads(const struct outcome *o, const char *group, const char *alias, bool with_when);
/* Adds to `names` what the rule reads: "group.alias" for a member, "group" for a whole group, and "group." for any of
 * both. */
void select_names(struct arena *a, const struct outcome *o, bool with_when, struct json *names);
/* Sets the flags of the observations that rollback.hold reads. Returns false if it is not set. */
bool select_hold(struct arena *a, const struct config *c, const struct observations *observations, bool *reads);

#endif
