/* SPDX-License-Identifier: Apache-2.0 */
/* select.h: PURE. Which services and looks an outcome belongs to. */
#ifndef GATE_JUDGE_SELECT_H
#define GATE_JUDGE_SELECT_H

#include "judge.h"
#include "../run/run.h"

struct observation_index;

/* All that its rule reads, `when` and `needs` included. Fills out with the numbers of these observations, each once,
 * and returns how many; out has room for all. */
size_t select_observations(const struct outcome *o, struct observation_index *x, size_t *out);
/* The same without what merely asks whether a member is there: has(probes.health), size(probes). */
size_t select_judged(const struct outcome *o, struct observation_index *x, bool with_when, size_t *out);
/* Those that decide between pass and fail: what its expression reads, and of that the services only where it reads
 * nothing else, for they are looked at every round and hardly change. Fills out as select_observations does. */
size_t select_deciding(const struct outcome *o, struct observation_index *x, size_t *out);
/* The services the outcome belongs to: its rule's services, else the member of each, else the services of the probes it
 * reads, of a journey those of all its steps. Fills out with their numbers, each once, and returns how many; 0: all. */
size_t select_services(const struct outcome *o, struct observation_index *x, size_t *out);
/* When the release is condemned: marks the services whose candidates are (service.condemned): those asked for and
 * released that a failed critical rule belongs to. With scope = "release" all of the release where none is among them:
 * the cause is in what was released. */
void select_condemned(struct run *r);
/* Does its rule read the member (alias NULL: any of the group)? Without `when`: in what decides between pass and
 * fail. */
bool select_reads(const struct outcome *o, const char *group, const char *alias, bool with_when);
/* Adds what it reads to an object: "group.alias", "group" (all of it), and "group." (some of it). */
void select_names(struct arena *a, const struct outcome *o, bool with_when, struct json *names);
/* the observations that rollback.hold reads, a flag for each; false: there is no hold */
bool select_hold(struct arena *a, const struct config *c, const struct observations *observations, bool *reads);

#endif
