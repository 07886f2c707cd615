/* SPDX-License-Identifier: Apache-2.0 */
/* query.h: what metrics and logs share: the time they may take, and what {{NAME}} stands for in them. */
#ifndef SOURCE_SIGNAL_H
#define SOURCE_SIGNAL_H

#include "../../config/template.h"

struct look;
struct looks;
struct loop;
struct run;

int64_t signal_deadline(struct loop *loop, const struct looks *looks);
/* The text with the facts of the look's service filled in; NULL with e. */
const char *signal_fill(
	struct run *r, const struct look *l, enum template_language language, const char *text, struct err *e);

#endif
