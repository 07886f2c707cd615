/* SPDX-License-Identifier: Apache-2.0 */
/* ignore.h: decides which files a build drops because of an ignore file. No side effects; works on paths and texts. */
#ifndef SOURCE_IGNORE_H
#define SOURCE_IGNORE_H

#include "../../base/base.h"

/*
 * IGNORE_DOCKER (.dockerignore): as BuildKit walks the folder of the build. A pattern is tried only if it could change
 * the result of the patterns before it; a pattern that matches a folder matches everything in it. IGNORE_GCLOUD
 * (.gcloudignore): the last matching pattern decides, and files below a dropped folder are dropped; `#!include:NAME`
 * includes another file of the same folder.
 */
enum ignore_kind { IGNORE_DOCKER, IGNORE_GCLOUD };
struct ignore;

/* Reads a file that `#!include:` names. Returns -1 with e on failure. */
typedef int ignore_include_fn(void *arg, const char *name, struct str *text, struct err *e);
/* Parses an ignore file. Returns -1 with e, which names the line, if the build would reject it. include NULL:
 * `#!include:` lines are comments. */
int ignore_parse(struct arena *a, enum ignore_kind kind, struct str text, ignore_include_fn *include, void *arg,
	struct ignore **out, struct err *e);
/* Returns whether the file is dropped. path: relative to the folder that the ignore file applies to, its parts
 * separated by single slashes. */
bool ignore_drops(const struct ignore *g, const char *path);

#endif
