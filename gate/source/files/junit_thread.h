/* SPDX-License-Identifier: Apache-2.0 */
/* junit_thread.h: searches and reads the reports of a test run in threads, because folders and files may be large or
 * slow. */
#ifndef FILES_JUNIT_THREAD_H
#define FILES_JUNIT_THREAD_H

#include "../../net/net.h"
#include "junit_files.h"

struct junit_thread;
/* Call it before the run. Records the existing files, then calls done from the loop, after at most LIMIT_JUNIT_MS. */
struct junit_thread *junit_thread_before(
	struct loop *l, struct arena *a, const struct conf_strings *patterns, loop_fn *done, void *arg);
/* counts: from the reports that could be read; error: why one could not, or NULL. Both are valid during the call. */
typedef void junit_thread_fn(void *arg, const struct junit *counts, const struct err *error);
/* Call it after the run. Reads the reports as junit_files_read does, then calls done from the loop, after at most
 * LIMIT_JUNIT_MS. */
void junit_thread_read(struct junit_thread *t, bool succeeded, junit_thread_fn *done, void *arg);

#endif
