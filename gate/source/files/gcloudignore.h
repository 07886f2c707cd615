/* SPDX-License-Identifier: Apache-2.0 */
/* gcloudignore.h: matches one pattern of a .gcloudignore as gcloud does, which differs from git. No side effects. */
#ifndef SOURCE_GCLOUDIGNORE_H
#define SOURCE_GCLOUDIGNORE_H

#include "../../base/base.h"

/*
 * A parsed pattern. The parts between slashes are matched from the right, each as by Python's fnmatch. Only a slash at
 * the beginning or a part `**` anchors a pattern. Backslashes are removed before matching.
 */
struct gcloudignore {
	const char **parts;
	size_t n;
	bool exception, folders_alone;
};

/* Parses a line. Returns NULL if it has no pattern, or one that gcloud ignores. */
struct gcloudignore *gcloudignore_parse(struct arena *a, const char *line);
/* Returns whether the pattern matches a path. path: not empty, its parts separated by single slashes; folder: it is a
 * folder. */
bool gcloudignore_matches(const struct gcloudignore *g, const char *path, size_t n, bool folder);

#endif
