/* SPDX-License-Identifier: Apache-2.0 */
/* query.h: what metrics and logs share: the time they may take, and what {{NAME}} stands for in them. */
#ifndef SOURCE_SIGNAL_H
#define SOURCE_SIGNAL_H

#include "../../config/template.h"

struct observation;
struct observations;
struct release;

int64_t signal_deadline(const struct observations *observations);
/* The text with the facts of the observation's service filled in; NULL with e. */
const char *signal_fill(const struct observations *observations, const struct release *release,
	const struct observation *l, enum template_language language, const char *text, struct err *e);

#endif
