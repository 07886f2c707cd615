/* SPDX-License-Identifier: Apache-2.0 */
/* group.h: the groups of facts, and the aliases that a config gives to their members. */
#ifndef GATE_CONFIG_GROUP_H
#define GATE_CONFIG_GROUP_H

#include "config.h"

enum group {
	GROUP_SERVICES,
	GROUP_SQL,
	GROUP_REDIS,
	GROUP_CONNECTORS,
	GROUP_PROBES,
	GROUP_METRICS,
	GROUP_LOGS,
	GROUP_DATA,
	GROUP_SOURCE,
	GROUP_RELEASE,
	GROUP_DEPLOY,
	GROUP__COUNT
};
const char *group_name(enum group g);
bool group_is_of_resources(enum group g); /* its members are struct config_resource: sql, redis, connectors */
size_t group_count(const struct config *c, enum group g); /* members that the config names; data has none here */
/* Of a group whose members the config lists: its i-th, which begins with a struct conf_member. */
void *group_item(const struct config *c, enum group g, size_t i);
/* The member of a group that has the alias; NULL: none, or no alias. */
void *group_item_named(const struct config *c, enum group g, const char *alias);
/* A metric may be of one member of a group: the config key that says so, and the alias it says. NULL: none. */
const char *group_metric_key(enum group g);
const char *group_of_metric(const struct config_metric *m, enum group g);
int group_named(const char *name); /* -1: there is none */
/* The aliases that the config gives to members of a group. */
size_t group_aliases(struct arena *a, const struct config *c, enum group g, const char ***out);

#endif
