/* SPDX-License-Identifier: Apache-2.0 */
/* git.h: what a repository says of a commit. Blocks: for a worker thread, with an arena of its own. */
#ifndef SOURCE_GIT_H
#define SOURCE_GIT_H

#include "../../base/base.h"

struct git_paths {
	const char **items;
	size_t n, cap;
};

/* A revision that says what it was built from. */
struct git_built {
	const char *alias, *commit;
	bool same;
};

struct git_question {
	const char *repository, *commit;         /* a folder of it; a commit, as git rev-parse takes it */
	const char *dockerignore, *gcloudignore; /* in the commit; NULL: .dockerignore where it has one, and none */
	const char **required;                   /* globs */
	size_t n_required;
	struct git_built *built; /* same is filled in */
	size_t n_built;
	const char **baselines; /* commits that served before */
	size_t n_baselines;
};

struct git_answer {
	const char *commit; /* whole */
	bool dirty;         /* tracked files differ from HEAD */
	struct git_paths changed, excluded, missing;
	const char *no_changes; /* why `changed` could not be had; NULL: it was */
};

/* Starts libgit2 for good, the first time that it is called; from the thread that needs it, since libgit2 may read the
 * system's certificate authorities as it starts (built with mbedTLS it does, though no remote is ever asked). */
void git_prepare(void);
int git_ask(struct arena *a, struct git_question *q, struct git_answer *out, struct err *e);

char *git_version_text(struct arena *a); /* Returns the version of libgit2 that is in use. */

#endif
