/* SPDX-License-Identifier: Apache-2.0 */
/* lint_front.h: what Cloud Run's front end does not let through: paths and tags. */
#ifndef GATE_CMD_LINT_FRONT_H
#define GATE_CMD_LINT_FRONT_H

#include "../config/config.h"

typedef void lint_warn_fn(void *arg, const struct conf_place *at, const char *text);
/* Warns of probes whose path Cloud Run keeps for itself, and of services whose name leaves no room for a tag that the
 * config needs. No side effects but those of warn. */
void lint_front(struct arena *a, const struct config *c, lint_warn_fn *warn, void *arg);
/* Returns why the path may never reach an application on Cloud Run, or NULL. The query, if any, does not matter. */
const char *lint_reserved_path(const char *path);

#endif
