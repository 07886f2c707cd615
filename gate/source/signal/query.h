/* SPDX-License-Identifier: Apache-2.0 */
/* query.h: what metrics and logs have in common: their deadline, and the substitution of {{NAME}}. */
#ifndef SOURCE_SIGNAL_H
#define SOURCE_SIGNAL_H

#include "../../config/template.h"

struct observation;
struct observations;
struct release;

/* Returns the deadline of a query that starts now: LIMIT_SIGNAL_MS, but not later than that of the round. loop_now. */
int64_t signal_deadline(const struct observations *observations);
/* Returns the text with facts of the observation's service substituted; NULL with e if a fact is missing or unobserved.
 */
const char *signal_fill(const struct observations *observations, const struct release *release,
	const struct observation *l, enum template_language language, const char *text, struct err *e);

#endif
