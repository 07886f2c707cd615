/* SPDX-License-Identifier: Apache-2.0 */
/* git_log.h: the commits between two revisions of a service, for git.c. */
#ifndef SOURCE_GIT_LOG_H
#define SOURCE_GIT_LOG_H

#include "git.h"

#include <git2.h>

/* Adds the commits that lead to `to` and not to `from`, newest first ("1a2b3c4d subject"), and then those that lead to
 * `from` alone ("without 1a2b3c4d subject"), at most LIMIT_SOURCE_COMMITS. Returns how many there are, counted up to
 * LIMIT_SOURCE_COMMITS_COUNTED each; -1 if the history cannot be read. */
int git_log_between(
	struct arena *a, git_repository *repository, const git_commit *from, const git_commit *to, struct git_paths *out);

#endif
