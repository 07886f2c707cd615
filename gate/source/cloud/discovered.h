/* SPDX-License-Identifier: Apache-2.0 */
/* discovered.h: dependencies that are discovered in a revision, if there is no config. */
#ifndef GATE_SOURCE_CLOUD_DISCOVERED_H
#define GATE_SOURCE_CLOUD_DISCOVERED_H

#include "revision.h"
#include "../../config/group.h"

struct observations;
struct run_log;
struct service;

/* Returns an alias, which is a CEL identifier, for the name of a resource and a suffix. Owned by a. */
char *discovered_alias(struct arena *a, const char *name, const char *suffix);
/* Returns whether an observation of the group has this alias. */
bool discovered_known(const struct observations *observations, enum group g, const char *alias);
/* Records in the timeline that a dependency of the service was discovered. */
void discovered_say(struct arena *a, struct run_log *log, enum group g, const char *alias, const struct service *s);

#endif
