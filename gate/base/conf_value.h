/* SPDX-License-Identifier: Apache-2.0 */
/* conf_value.h: one text of a config made into one typed value. Knows no libconfig. */
#ifndef BASE_CONF_VALUE_H
#define BASE_CONF_VALUE_H

#include "conf_source.h"

struct conf_ctx {
	struct arena *a;
	struct secrets *k;
	struct conf_source source;
	const char *dir;
	struct err *e;
};
struct conf_at {
	struct conf_place place;
	const char *path;  /* "gate.deadline" */
	bool ordered;      /* from --set: not expanded, paths relative to the working directory */
	bool expand;
};

const char *conf_kind_wanted(enum conf_kind k);
int conf_value(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out);
int conf_value_strings(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char **items, size_t n, void *out);
int conf_value_list(
	struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *text, void *out); /* "a,b" */
/* name NULL: text is "Name: value" or "NAME=value". */
int conf_value_pair(struct conf_ctx *c, const struct conf_at *at, const struct conf_field *f, const char *name,
	const char *text, struct conf_pair *out);

#endif
