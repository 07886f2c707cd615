/* SPDX-License-Identifier: Apache-2.0 */
/* ci.h: reports the result to the CI system that runs rungate. */
#ifndef GATE_CI_H
#define GATE_CI_H

#include "../report/report.h"

struct json;
struct record_of_run;
struct result;
struct run_log;

/* Writes the summary, annotations and outputs of the predicate for GitHub Actions. Does nothing elsewhere. A file that
 * cannot be written is reported and has no effect on the result. */
void ci_tell(
	struct run_log *log, const struct result *result, const struct record_of_run *record, const struct json *predicate);

/* Returns how the log of the CI system that runs rungate folds details. */
enum report_fold ci_fold(void);

#endif
