/* SPDX-License-Identifier: Apache-2.0 */
/* story.h: a story: a cloud, files, and the steps with their expectations. See tests/scenario/README.md for the
 * format. */
#ifndef TESTS_STORY_H
#define TESTS_STORY_H

#include "../../gate/base/base.h"

struct story_file {
	const char *name;
	struct str text;
};
struct story {
	const char *name;
	struct str cloud;
	struct story_file *files;
	size_t n_files, cap_files;
	const char **steps; /* lines of "== run" */
	size_t n_steps, cap_steps;
	size_t expectations;
};
int story_read(struct arena *a, const char *path, struct story *out, struct err *e);
/* Splits a line into words; '...' and "..." may contain spaces. */
size_t story_words(struct arena *a, const char *line, const char **words, size_t max);

#endif
