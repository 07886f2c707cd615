/* SPDX-License-Identifier: Apache-2.0 */
/* junit.h: what a JUnit XML file says of a test run, whichever tool wrote it. */
#ifndef SOURCE_JUNIT_H
#define SOURCE_JUNIT_H

#include "../../base/base.h"

struct junit {
	int64_t tests, failures, errors, skipped; /* tests: all of them, those skipped too */
	const char **failed;                      /* "class.name" of what failed or erred, LIMIT_JUNIT_FAILED at most */
	size_t n_failed;
};

/*
 * Test cases are counted, and what a suite declares decides only what they leave open:
 * - failures that a suite declares and shows no case of (one that could not be loaded) count as errors;
 * - a case that is both skipped and failed counts as its suite counts it. Where no suite declares failures, or where it
 *   counts the case in both columns, succeeded decides: whether the program ended well;
 * - cases beyond the number of tests that a suite declares, without a result and a duration, were not run (jest's
 * todo). A document type, and with it every entity of one's own, is refused.
 */
int junit_read(struct arena *a, struct str text, bool succeeded, struct junit *out, struct err *e);

const char *junit_expat_version(void); /* Returns the version of expat that is in use: "expat_2.5.0". */

#endif
