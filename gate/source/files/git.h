/* SPDX-License-Identifier: Apache-2.0 */
/* git.h: facts about a commit in a repository. Blocks; call it in a worker thread with its own arena. */
#ifndef SOURCE_GIT_H
#define SOURCE_GIT_H

#include "../../base/base.h"

struct git_paths {
	const char **items;
	size_t n, cap;
};

/* A revision that states the commit it was built from; before: that of its baseline, or NULL. Set by git_ask: same: it
 * is the commit in question; commits: between both (git_log.h); n_commits: how many there are, -1: not known. */
struct git_built {
	const char *alias, *commit, *before;
	bool same;
	struct git_paths commits;
	int n_commits;
};

struct git_question {
	const char *repository, *commit;         /* the repository or a folder in it; a commit as for git rev-parse */
	const char *dockerignore, *gcloudignore; /* paths in the commit; NULL: .dockerignore if it exists; none */
	const char **required;                   /* globs */
	size_t n_required;
	struct git_built *built; /* with `same` to be set */
	size_t n_built;
	const char **baselines; /* commits of the baselines */
	size_t n_baselines;
};

struct git_answer {
	const char *commit; /* full hash */
	bool dirty;         /* tracked files differ from HEAD */
	struct git_paths changed, excluded, missing;
	const char *no_changes; /* why `changed` is not known, or NULL */
};

/* Initializes libgit2 on the first call. Call it in the thread that needs it, because libgit2 may read the system's
 * certificate authorities then (if built with mbedTLS). */
void git_prepare(void);
/* Answers the question. Returns -1 if the repository or the commit cannot be read. */
int git_ask(struct arena *a, struct git_question *q, struct git_answer *out, struct err *e);

char *git_version_text(struct arena *a); /* Returns the version of libgit2 that is in use. */

#endif
