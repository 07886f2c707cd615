/* SPDX-License-Identifier: Apache-2.0 */
/* group.h: the groups of facts, and the aliases that a config gives to their members. */
#ifndef GATE_CONFIG_GROUP_H
#define GATE_CONFIG_GROUP_H

#include "config.h"

enum group { GROUP_SERVICES, GROUP_SQL, GROUP_REDIS, GROUP_CONNECTORS, GROUP_PROBES, GROUP_METRICS, GROUP_LOGS,
	GROUP_DATA, GROUP_SOURCE, GROUP_RELEASE, GROUP__COUNT };
const char *group_name(enum group g);
int group_named(const char *name); /* -1: there is none */
/* The aliases that the config gives to members of a group. */
size_t group_aliases(struct arena *a, const struct config *c, enum group g, const char ***out);

#endif
