/* SPDX-License-Identifier: Apache-2.0 */
/* git_index.h: finds out whether git tracks a folder. Reads the index itself, because libgit2 takes 20 ms to start. */
#ifndef SOURCE_GIT_INDEX_H
#define SOURCE_GIT_INDEX_H

#include "../../base/base.h"

/* Sets *tracked to whether the folder, the symbolic link that leads to it, or anything below it is in the index of its
 * repository; false if it is not in one. Blocks while it reads the index. Returns -1 with e if the index cannot be
 * read. */
int git_index_tracks(struct arena *a, const char *dir, bool *tracked, struct err *e);

#endif
