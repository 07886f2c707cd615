/* SPDX-License-Identifier: Apache-2.0 */
/* discover.h: the Cloud SQL instances that revisions use, as observations. */
#ifndef GATE_WATCH_DISCOVER_H
#define GATE_WATCH_DISCOVER_H

#include "../run/observation.h"

/* Adds an observation of the instance that a revision of the service connects to (sql_connections), and returns its
 * config, which the caller may complete before it is observed; or NULL if there is one with this alias. alias NULL: the
 * name of the instance. */
struct config_sql *discover_sql(
	struct observations *observations, const struct service *s, const char *connection, const char *alias);

#endif
