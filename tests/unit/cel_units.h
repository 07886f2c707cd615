/* SPDX-License-Identifier: Apache-2.0 */
/* cel_units.h: what units of the policy language share: the facts they are evaluated over, and the comparison. */
#ifndef TESTS_CEL_UNITS_H
#define TESTS_CEL_UNITS_H

#include "../../gate/cel/cel.h"

extern const char facts_text[];
/* The value as text, or "error: ..." with `parse: ` before it when it did not compile. */
const char *eval(struct arena *a, const char *expression);
/* want is the whole text, or the beginning of an error's. */
void is(const char *expression, const char *want);

#endif
