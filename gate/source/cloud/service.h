/* SPDX-License-Identifier: Apache-2.0 */
/* service.h: reading a service together with its revisions. */
#ifndef SOURCE_SERVICE_H
#define SOURCE_SERVICE_H

#include "../source.h"

/*
 * The look at a service: its own answer, the candidate's, and the list of its revisions once and whenever the service
 * names one that the list lacks. Ends in observation_end, with s->now, s->revisions and s->doubt of this observation.
 *
 * The service names the latest created revision and those that have traffic. One that the list lacks is looked for in
 * the list again and then asked for by itself. Where that answers 404 the service is in doubt: the observation ends
 * with an error and nothing is decided on it. After LIMIT_ABSENT_READS such looks in a row the revision is taken as
 * deleted. An answer of the service without its uid or generation, or with an older generation than was read before,
 * leaves it in doubt too, and so does a list or a revision that could not be read for a reason that may pass.
 */
void service_read(struct observations *observations, const struct release *release, struct observation *l);

/* ---- absent.c: what the service names and nothing finds ------------------------------------------------ */

/* An observation found it neither in the list nor by itself. True: so often in a row now that it is taken as deleted,
 * for the rest of the run, which is said. name need not outlive the call. */
bool absent_count(struct arena *a, struct run_log *log, struct service *s, const char *name);
bool absent_is_deleted(const struct service *s, const char *name);
void absent_none(struct service *s); /* an observation found all that the service names: counting begins anew */

#endif
