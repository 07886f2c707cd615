/* SPDX-License-Identifier: Apache-2.0 */
/* cel_units.h: shared by the unit tests of CEL: the facts for evaluation, and the comparison. */
#ifndef TESTS_CEL_UNITS_H
#define TESTS_CEL_UNITS_H

#include "../../gate/cel/cel.h"

extern const char facts_text[];
/* Returns the value as text, or "error: ..."; for an error of compilation with `parse: ` before it. */
const char *eval(struct arena *a, const char *expression);
/* Asserts the result of eval. want is the complete text, or the beginning of an error. */
void is(const char *expression, const char *want);

#endif
