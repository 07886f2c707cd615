/* SPDX-License-Identifier: Apache-2.0 */
/* fields.h: facts that several kinds of resources have in common. */
#ifndef GCP_FACTS_H
#define GCP_FACTS_H

#include "gcp.h"

/* Sets networkName to the short name of a network, so that the networks of different resources can be compared. */
void facts_network_name(struct arena *a, struct json *out, const char *network);
/* Sets maintenanceSoon: true if a maintenance begins within a day or is in progress. start: "" if none is planned; now:
 * unix ms. Fails if a time is invalid. */
int facts_maintenance(
	struct arena *a, struct json *out, const char *start, const char *end, int64_t now, struct err *e);
/* Fails if the response (name) is not the requested resource (id). */
int facts_check_name(const char *name, const char *id, struct err *e);

#endif
