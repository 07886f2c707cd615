/* SPDX-License-Identifier: Apache-2.0 */
/* incident.h: Google's own incidents, as Personalized Service Health lists them for a project. */
#ifndef SOURCE_INCIDENT_H
#define SOURCE_INCIDENT_H

#include "../source.h"

/*
 * Adds the active incidents of one list of events (body: {"events": [...]}) to out, by event id. regions: those of the
 * release's services, n of them. An incident that is in out already stays, unless the new one concerns the release and
 * the old one does not. Returns -1 with e if an active event is malformed. All values belong to a. No side effects.
 */
int incident_facts(
	struct arena *a, const struct json *body, const char *const *regions, size_t n, struct json *out, struct err *e);

#endif
