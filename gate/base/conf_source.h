/* SPDX-License-Identifier: Apache-2.0 */
/* conf_source.h: a config's text made safe for libconfig, and the place of every line of it. */
#ifndef BASE_CONF_SOURCE_H
#define BASE_CONF_SOURCE_H

#include "base.h"

struct conf_source {
	struct arena *a;
	struct buf text;           /* what libconfig parses */
	struct buf raw;            /* the bytes as read, includes in place: what digests are of */
	struct conf_place *lines;  /* of each line of text, from index 0 */
	size_t n_lines, cap_lines;
	size_t includes;
};

/* text NULL: read from path. Free the buffers. */
int conf_source_read(struct arena *a, const char *path, const struct str *text, struct conf_source *out, struct err *e);
struct conf_place conf_source_place(const struct conf_source *s, unsigned line);

/* conf_twice.c: the first setting that stands twice in its group, by lines of the text. False: none does. */
struct conf_twice { const char *path; unsigned first, again; };
bool conf_find_twice(struct arena *a, const char *text, struct conf_twice *out);

#endif
