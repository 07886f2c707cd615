/* SPDX-License-Identifier: Apache-2.0 */
/* git_index.h: does git track what lies in a folder? Reads the index itself: libgit2 takes 20 ms to start. */
#ifndef SOURCE_GIT_INDEX_H
#define SOURCE_GIT_INDEX_H

#include "../../base/base.h"

/* Is the folder, the link that leads to it, or anything beneath it in the index of the repository it lies in? False
 * where it lies in none. Blocks for as long as the index is read. -1 with e: the index could not be read. */
int git_index_tracks(struct arena *a, const char *dir, bool *tracked, struct err *e);

#endif
