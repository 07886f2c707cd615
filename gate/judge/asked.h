/* SPDX-License-Identifier: Apache-2.0 */
/* asked.h: what asks a service, what no rule judges, and probes as config text. */
#ifndef GATE_ASKED_H
#define GATE_ASKED_H

#include "../source/source.h"

/* ---- asked.c (PURE): what asks a service, and what no rule judges (CONTRACT section 5) ----------- */

/* Does this probe, metric or log tell of the service's candidate? One that names no service tells of all; a name's, a
 * certificate's and one that is sent to the baseline of none. */
bool asked_reaches(const struct source *source, const void *config, const char *alias);
/* What these outcomes read, for asked_reads: of critical and error rules that apply in what they judge (deciding), or
 * of all that were not passed over, `when` included. */
struct json *asked_read(struct arena *a, const struct outcomes *all, bool deciding);
/* alias NULL: any of the group */
bool asked_reads(struct arena *a, const struct json *read, const char *group, const char *alias);
/* The same of a run, by its newest outcomes: computed once for all services, in time linear in outcomes and looks. */
struct asked;
struct asked *asked_open(struct arena *a, const struct observations *observations, const struct release *release,
	const struct outcomes *outcomes);
bool asked_service(const struct asked *q, const struct service *s);
/* A probe of it that Cloud Run itself refused before it reached a container; NULL: none was. */
const struct observation *asked_refused(const struct asked *q, const struct service *s);
/* "probes.health", ...: what reaches the service, whether a rule reads it or not. */
struct json *asked_reached_by(struct arena *a, const struct asked *q, const struct service *s);
/* May the service not pass because nothing asks it? Of those asked for it is what was released, or all where nothing
 * was. */
bool asked_is_missing(const struct asked *q, const struct service *s);
bool asked_nothing(const struct asked *q);                           /* of any service */
bool asked_suffices(const struct asked *q, const struct service *s); /* or its config says that it needs no asking */
/* "sql.main", ...: what was observed, and neither a rule nor rollback.hold reads. */
struct json *asked_unjudged(struct arena *a, const struct asked *q, const struct config *c);
/* asked_advice.c: at the end of a run. */
void asked_say_unjudged(const struct asked *q, const struct config *c, struct run_log *log);
/* asked_advice.c: why the release may not pass; what to write into the config about it goes to `next`. */
const char *asked_advice(struct run *r, const struct asked *q);

#endif
