/* SPDX-License-Identifier: Apache-2.0 */
/* service.h: reads a service together with its revisions. */
#ifndef SOURCE_SERVICE_H
#define SOURCE_SERVICE_H

#include "../source.h"

/*
 * The `start` of source_service. Reads the service, its candidate, and the list of its revisions (once, and again if
 * the service names one that the list lacks). Ends with observation_end, after setting s->now, s->revisions and
 * s->doubt.
 *
 * The service names its latest created revision and those that have traffic. If the list lacks one of them, the list is
 * read again, and then the revision itself. If that is not found (404), the service is in doubt: the observation ends
 * with an error, and nothing is decided on it. After LIMIT_ABSENT_READS such observations in a row the revision is
 * treated as deleted. The service is also in doubt if its response lacks uid or generation or has an older generation
 * than an earlier one, or if the list or a revision could not be read because of a transient error.
 */
void service_read(struct observations *observations, const struct release *release, struct observation *l);

/* ---- absent.c: revisions that the service names but that are not found --------------------------------- */

/* Records that an observation did not find the revision. Returns true, after reporting it, if this happened so often
 * that the revision is treated as deleted for the rest of the run. Copies name. */
bool absent_count(struct arena *a, struct run_log *log, struct service *s, const char *name);
bool absent_is_deleted(const struct service *s, const char *name);
/* Call it if an observation found all revisions that the service names. Resets the counts. */
void absent_none(struct service *s);

#endif
