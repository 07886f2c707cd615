/* SPDX-License-Identifier: Apache-2.0 */
/* fields.h: facts that several resources have alike. */
#ifndef GCP_FACTS_H
#define GCP_FACTS_H

#include "gcp.h"

/* networkName: the short name of a network, however it is given, so that those of several resources can be compared. */
void facts_network_name(struct arena *a, struct json *out, const char *network);
/* maintenanceSoon: a maintenance that begins within a day, or has begun and not ended. start "": none is planned. */
int facts_maintenance(
	struct arena *a, struct json *out, const char *start, const char *end, int64_t now, struct err *e);
/* The answer must be the resource that was asked for. */
int facts_check_name(const char *name, const char *id, struct err *e);

#endif
