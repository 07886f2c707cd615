/* SPDX-License-Identifier: Apache-2.0 */
/* conf_value.h: converts the text of one setting into a typed value. */
#ifndef BASE_CONF_VALUE_H
#define BASE_CONF_VALUE_H

#include "conf_source.h"

/* What the reading of one file needs everywhere. */
struct conf_ctx {
	struct arena *a;
	struct arena *scratch; /* of the tree and of paths: given back when the file is read */
	struct secrets *k;
	struct conf_source source;
	/* the folder of the file, for relative paths */
	const char *dir;
	struct conf_errors *errors;
};
/* The setting that is being read. */
struct conf_at {
	struct conf_place place;
	const char *path;  /* its full name: "gate.deadline" */
	const char *meant; /* of a misspelt one: the full name of the one that was probably meant; or NULL */
	bool ordered;      /* from --set: ${NAME} is not expanded, and paths are relative to the working directory */
	/* expand ${NAME} */
	bool expand;
};

/* Adds an error about the setting and returns -1. */
int conf_fail(struct conf_ctx *c, const struct conf_at *at, const char *what);
/* Returns what a setting of this kind must be, for error messages. */
const char *conf_kind_wanted(enum conf_kind k);
/* Converts text as f describes and stores it at out. Fails with ERR_CONFIG. */
int conf_value(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out);
/* The same for a list of n strings. */
int conf_value_strings(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char **items, size_t n, void *out);
/* The same for a list in one text, separated by commas: "a,b". */
int conf_value_list(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out);
/* Reads one name and value. If name is NULL, text is "Name: value" or "NAME=value". */
int conf_value_pair(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *name,
	const char *text, struct conf_pair *out);

#endif
