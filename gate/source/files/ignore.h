/* SPDX-License-Identifier: Apache-2.0 */
/* ignore.h: what a build leaves behind, by its ignore file. PURE: paths and texts alone. */
#ifndef SOURCE_IGNORE_H
#define SOURCE_IGNORE_H

#include "../../base/base.h"

/*
 * IGNORE_DOCKER, .dockerignore: as BuildKit walks the build's folder: a pattern is looked at only where it would change
 * what the patterns before it say, and what matched a folder matches all in it. IGNORE_GCLOUD, .gcloudignore: as gcloud
 * does: the last pattern that matches decides, and what is below a dropped folder stays dropped; `#!include:NAME` takes
 * in another file of the same folder.
 */
enum ignore_kind { IGNORE_DOCKER, IGNORE_GCLOUD };
struct ignore;

/* A file that `#!include:` names. */
typedef int ignore_include_fn(void *arg, const char *name, struct str *text, struct err *e);
/* e says which line is one that the build would refuse. include NULL: such lines are comments. */
int ignore_parse(struct arena *a, enum ignore_kind kind, struct str text, ignore_include_fn *include, void *arg,
	struct ignore **out, struct err *e);
/* path: of a file, relative to the ignore file's root, parts between single slashes. */
bool ignore_drops(const struct ignore *g, const char *path);

#endif
