/* SPDX-License-Identifier: Apache-2.0 */
/* comparison.h: the facts of comparisons, from the minutes that the source observed. No side effects. */
#ifndef GATE_JUDGE_COMPARISON_H
#define GATE_JUDGE_COMPARISON_H

#include "compare.h"
#include "../config/config.h"

/* Returns the facts of a comparison. value: of its source (source/signal/comparison.h). */
struct json *comparison_facts(
	struct arena *a, const struct config *c, const struct config_comparison *one, const struct json *value);
/* Returns the facts that follow from the `basis` of recorded facts, which may be any JSON: on the same machine the same
 * facts, bit for bit. NULL: the basis is missing, or of an unknown kind. */
struct json *comparison_again(struct arena *a, const struct json *facts);
/* From the `basis` of recorded facts, which may be any JSON: sets *line to the evidence for worse after each minute (or
 * pair) of the first part, log10, in a. Returns how many; 0 if the basis cannot be used. */
size_t comparison_line(struct arena *a, const struct json *facts, double **line);
/* Sets `evidence` and `needed` of the group release: all comparisons together. An unobserved comparison makes
 * `evidence` unobserved; without comparisons there is neither. members: the facts of all of them. */
void comparison_release(struct arena *a, const struct config *c, const struct json *members, struct json *release);

#endif
