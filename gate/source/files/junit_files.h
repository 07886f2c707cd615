/* SPDX-License-Identifier: Apache-2.0 */
/* junit_files.h: finds the report files of a test run by paths and patterns, and reads them as one report. */
#ifndef SOURCE_JUNIT_FILES_H
#define SOURCE_JUNIT_FILES_H

#include "junit.h"

/* Checks a pattern, in which `*` and `?` do not match slashes and `**` matches any number of folders. A path that
 * exists is taken literally. Returns -1 with e if the pattern is invalid. */
int junit_files_check(struct arena *a, const char *pattern, struct err *e);

struct junit_files;
/* Call it before the run: records the files that already exist. */
struct junit_files *junit_files_before(struct arena *a, const struct conf_strings *patterns);
/*
 * Call it after the run. Each pattern must match a file, and each file must be new or changed, because the run did not
 * write an unchanged one. Returns -1 with the first error; out then has the results of the other files.
 */
int junit_files_read(
	struct arena *a, const struct junit_files *before, bool succeeded, struct junit *out, struct err *e);

#endif
