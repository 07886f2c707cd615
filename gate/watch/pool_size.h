/* SPDX-License-Identifier: Apache-2.0 */
/* pool_size.h: how many connections one instance of a workload may open to a Cloud SQL instance, from the config. No
 * side effects. */
#ifndef GATE_WATCH_POOL_SIZE_H
#define GATE_WATCH_POOL_SIZE_H

#include "../config/config.h"

/* task: a revision, the template of a worker pool, or the task of a job, with `containers` and `volumes` as in the API.
 */

/* Returns whether it connects to the instance. It names it project:region:name; the config may use the name alone. */
bool pool_connects(struct arena *a, const struct config_sql *c, const struct json *task);
/* Returns whether `pools` has a size for this alias, so that it counts as a user of the instance. */
bool pool_is_named(const struct config_sql *c, const char *alias);
/* Returns the size: from `pools` for this alias (NULL: it has none), from the variable `pool_env` of the task, or from
 * `pool`; -1 if none gives a valid number. */
int64_t pool_size(struct arena *a, const struct config_sql *c, const char *alias, const struct json *task);

#endif
