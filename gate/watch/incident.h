/* SPDX-License-Identifier: Apache-2.0 */
/* incident.h: Google's own incidents (group google): when they are observed, and what is said of them. */
#ifndef GATE_WATCH_INCIDENT_H
#define GATE_WATCH_INCIDENT_H

#include "../source/source.h"

/* Observes them from the first round on if a rule or rollback.hold reads them. */
void incident_open(struct observations *observations, const struct policy *p, const struct config *c);
/* Observes them in any case, unless Cloud Run is simulated and the Service Health API is not. */
void incident_want(struct observations *observations);
/* After a round: observes them from now on if a critical rule fails. No round waits for that. */
void incident_ask(struct observations *observations, const struct release *release, const struct judged *judged);
/* At the end of a run that a critical rule failed in and that did not pass: reports the incidents that concern the
 * release, or why they are not known. */
void incident_say(const struct observations *observations, const struct result *result, struct run_log *log);

#endif
