/* SPDX-License-Identifier: Apache-2.0 */
/* alert.h: which alerts of Cloud Monitoring count against a candidate. */
#ifndef SOURCE_ALERT_H
#define SOURCE_ALERT_H

#include "../../base/base.h"

/* What alerts are compared with. service, revision: names in Cloud Run, or NULL: alerts about any count. */
struct alert_of {
	const char *service, *revision;
	int64_t served_at; /* unix ms: when the candidate took traffic; 0: it has none, so that no alert counts */
};
/*
 * Sorts the alerts of one list (body: {"alerts": [...]}) into out: since (opened since then, closed again or not),
 * before (older, still open) and others (opened since then, about another service or revision). Returns -1 with e if an
 * alert is malformed. All values belong to a. No side effects.
 */
int alert_facts(struct arena *a, const struct json *body, const struct alert_of *of, struct json *out, struct err *e);

#endif
