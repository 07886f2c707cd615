/* SPDX-License-Identifier: Apache-2.0 */
/* glob.h: path patterns of moby/patternmatcher, which docker build uses. No side effects. */
#ifndef SOURCE_GLOB_H
#define SOURCE_GLOB_H

#include "../../base/base.h"

/* A parsed pattern. `*` and `?` do not match slashes; `**` matches any number of folders. */
struct glob;

/* Parses a pattern. text must outlive the glob. Returns -1 with e if the pattern is invalid. */
int glob_parse(struct arena *a, const char *text, struct glob **out, struct err *e);
bool glob_matches(const struct glob *g, const char *path, size_t n); /* the whole path of n bytes */
bool glob_matches_or_above(const struct glob *g, const char *path);  /* the path, or a folder that it is in */

#endif
