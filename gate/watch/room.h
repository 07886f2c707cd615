/* SPDX-License-Identifier: Apache-2.0 */
/* room.h: facts about what two revisions at once need, and how much of it there is. */
#ifndef GATE_WATCH_ROOM_H
#define GATE_WATCH_ROOM_H

#include "watch.h"

/* sql_budget.c: sets `budget` of the facts of a Cloud SQL instance. */
void sql_budget_add(struct arena *a, const struct release *release, const struct config_sql *c, struct json *facts);
/* subnet_room.c: sets `subnets` of the facts of each service. */
void subnet_room_add(struct arena *a, const struct release *release, struct json *services);
/* quota_room.c: sets `quotas` of the facts of each service that wants them. */
void quota_room_add(struct arena *a, const struct release *release, struct json *services);

#endif
