/* SPDX-License-Identifier: Apache-2.0 */
/* junit.h: reads the results of a test run from a JUnit XML file. */
#ifndef SOURCE_JUNIT_H
#define SOURCE_JUNIT_H

#include "../../base/base.h"

struct junit {
	int64_t tests, failures, errors, skipped; /* tests: all, including skipped ones */
	const char **failed;                      /* "class.name" of failed tests and errors, at most LIMIT_JUNIT_FAILED */
	size_t n_failed;
};

/*
 * Counts the test cases. The totals that a suite declares are used only for what the cases leave open:
 * - declared failures without a case (a suite that could not be loaded) count as errors;
 * - a case that is both skipped and failed counts as in the totals of its suite. If the suite does not declare
 * failures, or counts the case in both totals, `succeeded` (the program ended with exit code 0) decides;
 * - cases without a result and a duration, beyond the declared number of tests, count as skipped (jest's todo).
 * Returns -1 if the file is malformed or too large, or has a document type declaration (which could define entities).
 */
int junit_read(struct arena *a, struct str text, bool succeeded, struct junit *out, struct err *e);

const char *junit_expat_version(void); /* Returns the version of expat that is in use: "expat_2.5.0". */

#endif
