/* SPDX-License-Identifier: Apache-2.0 */
/* group.h: the groups of facts, and the aliases that a config gives to their members. */
#ifndef GATE_CONFIG_GROUP_H
#define GATE_CONFIG_GROUP_H

#include "config.h"

enum group {
	GROUP_SERVICES,
	GROUP_WORKERS,
	GROUP_SQL,
	GROUP_REDIS,
	GROUP_CONNECTORS,
	GROUP_JOBS,
	GROUP_PROBES,
	GROUP_METRICS,
	GROUP_LOGS,
	GROUP_ALERTS,
	GROUP_COMPARISONS,
	GROUP_PASSPORTS,
	GROUP_GOOGLE,
	GROUP_DATA,
	GROUP_SOURCE,
	GROUP_RELEASE,
	GROUP_DEPLOY,
	GROUP__COUNT
};
const char *group_name(enum group g);
bool group_is_of_workloads(enum group g); /* services, workers: what has revisions */
/* Returns whether the members begin with struct config_resource: sql, redis, connectors, jobs. */
bool group_is_of_resources(enum group g);
/* Returns the number of members in the config; 0 for groups without a list, such as data. */
size_t group_count(const struct config *c, enum group g);
/* Returns member i, which begins with a struct conf_member. i must be less than group_count. */
void *group_item(const struct config *c, enum group g, size_t i);
/* Returns the member with this alias; NULL if there is none or alias is NULL. */
void *group_item_named(const struct config *c, enum group g, const char *alias);
/* group_metric_key returns the key with which a metric names a member of the group, or NULL. group_of_metric returns
 * the alias that the metric gives for this key, or NULL. */
const char *group_metric_key(enum group g);
const char *group_of_metric(const struct config_metric *m, enum group g);
int group_named(const char *name); /* enum group, or -1 */
/* Sets *out to the aliases of the members, including those of data. Returns their number. */
size_t group_aliases(struct arena *a, const struct config *c, enum group g, const char ***out);

#endif
