/* SPDX-License-Identifier: Apache-2.0 */
/* report_units.h: a report of one run, as units read it. */
#ifndef TESTS_REPORT_UNITS_H
#define TESTS_REPORT_UNITS_H

#include "../../gate/report/report.h"

/* The report of predicate in a format ("text", "html", ...), in a. The test fails if it is larger than 4 MiB. */
char *unit_report(struct arena *a, const char *format, const struct json *predicate, const struct report_style *style);

#endif
