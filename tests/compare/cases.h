/* SPDX-License-Identifier: Apache-2.0 */
/* cases.h: numeric cases of the comparison as JSON: {"id", "kind", "in"} to the numbers that the engine gives. */
#ifndef TESTS_COMPARE_CASES_H
#define TESTS_COMPARE_CASES_H

#include "../../gate/base/base.h"

/* Computes one case. Returns NULL with e if it cannot be read. */
struct json *cases_out(struct arena *a, const struct json *one, struct err *e);

#endif
