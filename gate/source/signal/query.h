/* SPDX-License-Identifier: Apache-2.0 */
/* query.h: what metrics and logs share: the time they may take, and what {{NAME}} stands for in them. */
#ifndef SOURCE_SIGNAL_H
#define SOURCE_SIGNAL_H

#include "../../config/template.h"

struct look;
struct looks;
struct release;

int64_t signal_deadline(const struct looks *looks);
/* The text with the facts of the look's service filled in; NULL with e. */
const char *signal_fill(const struct looks *looks, const struct release *release, const struct look *l,
	enum template_language language, const char *text, struct err *e);

#endif
