/* SPDX-License-Identifier: Apache-2.0 */
/* glob.h: patterns of paths as moby/patternmatcher reads them, which docker build uses. PURE. */
#ifndef SOURCE_GLOB_H
#define SOURCE_GLOB_H

#include "../../base/base.h"

/* `*` and `?` stop at slashes; `**` stands for any number of folders. */
struct glob;

/* text must outlive the glob. On failure e says what is wrong with the pattern. */
int glob_parse(struct arena *a, const char *text, struct glob **out, struct err *e);
bool glob_matches(const struct glob *g, const char *path, size_t n);
bool glob_matches_or_above(const struct glob *g, const char *path); /* the path, or a folder that it is in */

#endif
