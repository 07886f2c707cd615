/* SPDX-License-Identifier: Apache-2.0 */
/* junit_files.h: the report files of one test run, named by paths and patterns, read as one report. */
#ifndef SOURCE_JUNIT_FILES_H
#define SOURCE_JUNIT_FILES_H

#include "junit.h"

/* In a pattern `*` and `?` stop at slashes and `**` stands for any number of folders. A path that exists is itself. */
int junit_files_check(struct arena *a, const char *pattern, struct err *e);

struct junit_files;
/* Before the run: what is there already. */
struct junit_files *junit_files_before(struct arena *a, const struct conf_strings *patterns);
/*
 * After it. Each pattern must name a file, and each file must be new or changed: a report that the run did not write
 * says nothing of it. On failure e names the first file that could not be used, and out has what the others say.
 */
int junit_files_read(
	struct arena *a, const struct junit_files *before, bool succeeded, struct junit *out, struct err *e);

#endif
