/* SPDX-License-Identifier: Apache-2.0 */
/* conf_source.h: the text of a config file, checked and with includes resolved, and the origin of each of its lines.
 * Only the syntax of libconfig has includes. */
#ifndef BASE_CONF_SOURCE_H
#define BASE_CONF_SOURCE_H

#include "base.h"

enum conf_syntax { CONF_CFG, CONF_YAML, CONF_JSON };
/* A file that ends in .yaml, .yml or .json is read as that; any other as libconfig. */
enum conf_syntax conf_syntax_of(const char *path);

struct conf_source {
	struct arena *a;
	enum conf_syntax syntax;
	struct buf text;          /* the text to be parsed */
	struct buf raw;           /* the bytes as read, with included files in place; for digests */
	struct conf_place *lines; /* the file and line that each line of text came from, from index 0 */
	size_t n_lines, cap_lines;
	/* number of files included so far */
	size_t includes;
};

/* Reads path, or takes *text if text is not NULL. The caller frees the two buffers. Fails with ERR_CONFIG for an
 * invalid encoding, an include outside the folder or a limit exceeded, and with ERR_IO for an unreadable file. */
int conf_source_read(struct arena *a, const char *path, const struct str *text, struct conf_source *out, struct err *e);
/* Returns the file and line of line (from 1) of the text. */
struct conf_place conf_source_place(const struct conf_source *s, unsigned line);

/* conf_twice.c: finds setting n (from 0) of those that their group has before, because libconfig does not report every
 * duplicate. Returns false if there are fewer; else sets the setting's path and both lines of the text. */
struct conf_twice {
	const char *path;
	unsigned first, again;
};
bool conf_find_twice(struct arena *a, const char *text, size_t n, struct conf_twice *out);
/* Both set e and return -1: a setting that another line sets too; a file with too many settings or levels. */
int conf_duplicate(
	struct err *e, struct arena *a, const struct conf_place *first, const struct conf_place *again, const char *path);
int conf_too_large(struct err *e, const struct conf_source *s, unsigned line);

#endif
