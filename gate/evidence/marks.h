/* SPDX-License-Identifier: Apache-2.0 */
/* marks.h: what later runs find evidence in a bucket by. */
#ifndef GATE_EVIDENCE_MARKS_H
#define GATE_EVIDENCE_MARKS_H

#include "evidence.h"
#include "../state/state.h"

/* Sets *out to the marks of evidence with this predicate: its verdict on each service, and the images that passed the
 * stage (NULL: none). Returns their number. */
size_t marks_of(struct arena *a, const struct release *release, const char *stage, const struct json *predicate,
	struct state_mark **out);

#endif
