/* SPDX-License-Identifier: Apache-2.0 */
/* ci.h: what the CI system that runs us is told, in its own form. */
#ifndef GATE_CI_H
#define GATE_CI_H

struct json;
struct record_of_run;
struct result;
struct run_log;

void ci_tell(struct run_log *log, const struct result *result, const struct record_of_run *record,
	const struct json *predicate); /* does nothing outside of GitHub Actions */

#endif
