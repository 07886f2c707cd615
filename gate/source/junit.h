/* SPDX-License-Identifier: Apache-2.0 */
/* junit.h: what a JUnit XML file says of a test run, whichever tool wrote it. */
#ifndef SOURCE_JUNIT_H
#define SOURCE_JUNIT_H

#include "../base/base.h"

struct junit {
	int64_t tests, failures, errors, skipped; /* tests: all of them, those skipped too */
	const char **failed;                      /* "class.name" of what failed or erred, LIMIT_JUNIT_FAILED at most */
	size_t n_failed;
};

/*
 * Test cases are counted, attributes are not believed, but for one thing: failures that a suite declares and shows no case
 * of (one that could not be loaded) count as errors. A document type, and with it every entity of one's own, is refused.
 */
int junit_read(struct arena *a, struct str text, struct junit *out, struct err *e);

#endif
