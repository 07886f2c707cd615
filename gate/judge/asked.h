/* SPDX-License-Identifier: Apache-2.0 */
/* asked.h: which rules and sources observe a service, and which observations no rule judges. */
#ifndef GATE_ASKED_H
#define GATE_ASKED_H

#include "../source/source.h"

/* ---- asked.c (no side effects) -------------------------------------------------------------------- */

/* Returns whether a probe, metric or log observes the service's candidate. One that names no service observes all. A
 * DNS or TLS probe, and a probe of the baseline, observe none. Of the probes only a command observes a worker pool.
 * config: its struct config_*. */
bool asked_reaches(const struct source *source, const void *config, const struct config_service *s);
/* Returns the set of names that the rules of these outcomes read, for asked_reads. deciding: only critical and error
 * rules that apply, without their `when`. Otherwise: all rules that are not skipped, with their `when`. */
struct json *asked_read(struct arena *a, const struct outcomes *all, bool deciding);
/* Returns whether the set contains the member of a group. alias NULL: any member. */
bool asked_reads(struct arena *a, const struct json *read, const char *group, const char *alias);
/* The same for the newest outcomes of a run, computed once for all services. Takes time linear in outcomes and
 * observations. */
struct asked;
struct asked *asked_open(struct arena *a, const struct observations *observations, const struct release *release,
	const struct outcomes *outcomes);
/* Returns whether a deciding rule reads an observation of the service. */
bool asked_service(const struct asked *q, const struct service *s);
/* Returns a probe of the service that Cloud Run refused before it reached a container, or NULL. */
const struct observation *asked_refused(const struct asked *q, const struct service *s);
/* Returns the names of all observations of the service ("probes.health"), whether or not a rule reads them. */
struct json *asked_reached_by(struct arena *a, const struct asked *q, const struct service *s);
/* Returns whether the service prevents a pass because no deciding rule observes it. Considers the selected services
 * that were released or, if none was, all selected ones. */
bool asked_is_missing(const struct asked *q, const struct service *s);
bool asked_nothing(const struct asked *q);                           /* true if any service prevents a pass */
bool asked_suffices(const struct asked *q, const struct service *s); /* asked_service, or waived by asked = false */
/* Returns the names of the observations that neither a rule nor rollback.hold reads: "sql.main". */
struct json *asked_unjudged(struct arena *a, const struct asked *q, const struct config *c);
/* asked_advice.c: reports unjudged observations at the end of a run. */
void asked_say_unjudged(const struct asked *q, const struct config *c, struct run_log *log);
/* asked_advice.c: returns why the release cannot pass, and adds to `next` what to write into the config. */
const char *asked_advice(struct run *r, const struct asked *q);

#endif
