/* SPDX-License-Identifier: Apache-2.0 */
/* glob.h: patterns of paths, as Docker and as git write them. PURE. */
#ifndef SOURCE_GLOB_H
#define SOURCE_GLOB_H

#include "../base/base.h"

/* `*` and `?` stop at slashes, `**` does not. GLOB_DOCKER: `**` is folders wherever it stands; GLOB_GIT: between slashes. */
enum glob_kind { GLOB_DOCKER, GLOB_GIT };
struct glob;

/* text must outlive it. anywhere: beneath any folder. On failure e says what is wrong with the pattern. */
int glob_parse(struct arena *a, enum glob_kind kind, const char *text, bool anywhere, struct glob **out, struct err *e);
bool glob_matches(const struct glob *g, const char *path, size_t n);
bool glob_matches_or_above(const struct glob *g, const char *path); /* the path, or a folder that it is in */

#endif
