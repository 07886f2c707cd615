/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: the renderers that have a file of their own. */
#ifndef GATE_REPORT_H
#define GATE_REPORT_H

#include "gate.h"

void report_text(struct arena *a, const struct json *predicate, bool color, struct buf *out);

#endif
