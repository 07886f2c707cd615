/* SPDX-License-Identifier: Apache-2.0 */
/* junit_thread.h: the reports of one test run, searched for and read in threads: folders and files may be large, or on
 * a slow file system. */
#ifndef FILES_JUNIT_THREAD_H
#define FILES_JUNIT_THREAD_H

#include "../../net/net.h"
#include "junit_files.h"

struct junit_thread;
/* Before the run: notes what is there already, then calls done from the loop. It takes LIMIT_JUNIT_MS at most. */
struct junit_thread *junit_thread_before(
	struct loop *l, struct arena *a, const struct conf_strings *patterns, loop_fn *done, void *arg);
/* error NULL: all reports were read; counts has what those that could be read say. Both live during the call. */
typedef void junit_thread_fn(void *arg, const struct junit *counts, const struct err *error);
/* After it, as junit_files_read does, in LIMIT_JUNIT_MS at most. */
void junit_thread_read(struct junit_thread *t, bool succeeded, junit_thread_fn *done, void *arg);

#endif
