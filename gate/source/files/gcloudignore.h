/* SPDX-License-Identifier: Apache-2.0 */
/* gcloudignore.h: one pattern of a .gcloudignore, as gcloud itself matches it, which is not as git does. PURE. */
#ifndef SOURCE_GCLOUDIGNORE_H
#define SOURCE_GCLOUDIGNORE_H

#include "../../base/base.h"

/*
 * The parts between slashes are compared from the right, each as Python's fnmatch does. A pattern is anchored by a
 * slash at its beginning or by a part `**`, and by no other slash. Backslashes are taken out before anything is
 * matched.
 */
struct gcloudignore {
	const char **parts;
	size_t n;
	bool exception, folders_alone;
};

/* NULL: the line has no pattern, or one that gcloud passes over. */
struct gcloudignore *gcloudignore_parse(struct arena *a, const char *line);
/* path: not empty, parts between single slashes. */
bool gcloudignore_matches(const struct gcloudignore *g, const char *path, size_t n, bool folder);

#endif
