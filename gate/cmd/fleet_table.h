/* SPDX-License-Identifier: Apache-2.0 */
/* fleet_table.h: what a look at a fleet found, as a table or as JSON. No side effects. */
#ifndef GATE_CMD_FLEET_TABLE_H
#define GATE_CMD_FLEET_TABLE_H

#include "../watch/harm.h"

/* project, region: "" for a host, which is in none. */
struct fleet_row {
	const char *service, *project, *region;
	struct harm harm;
};
struct fleet_found {
	struct arena *a;
	size_t services, places;
	struct fleet_row *rows;
	size_t n_rows, cap_rows;
	struct json *unread; /* [{project, region, service, why}]: what is not known */
};

void fleet_add(struct fleet_found *f, const char *service, const char *project, const char *region, struct harm harm);
/* Adds what could not be read. service NULL: the whole region. */
void fleet_add_unread(
	struct fleet_found *f, const char *service, const char *project, const char *region, const char *why);
/* Returns the summary: "3 services, 1 region: 2 with harm". */
const char *fleet_summary(const struct fleet_found *f);
/* Appends everything, the worst harm first, and a summary; or one JSON document. */
void fleet_put(struct fleet_found *f, bool as_json, struct buf *out);

#endif
