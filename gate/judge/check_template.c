/* SPDX-License-Identifier: Apache-2.0 */
/* check_template.c: checks that each {{NAME}} of a metric or log is a documented fact of its service. No side effects.
 */
#include "rule_check.h"
#include "shape.h"

#include <string.h>

struct names {
	struct arena *a;
	const char *service;
	const struct json *any;
};

/* Returns the shape of a member, such as "labels" or "traffic"; NULL with e if there is no such fact; NULL without e if
 * anything is possible. */
static const struct cel_shape *step(
	struct arena *a, const struct cel_shape *at, const char *part, const char *name, struct err *e)
{
	const char **names = ARENA_ARRAY(a, const char *, at->n + 1);
	size_t n = 0;
	for (; n < at->n; n++) {
		if (!strcmp(at->fields[n].name, part))
			return at->fields[n].shape;
		names[n] = at->fields[n].name;
	}
	if (at->kind == CEL_MAP && at->open)
		return at->each;
	const char *near = text_nearest(part, names, n);
	err_set(e, ERR_CONFIG, "{{%s}}: a service has no fact \"%s\"%s%s%s", name, part, near ? "; did you mean \"" : "",
		near ? near : "", near ? "\"?" : "");
	return NULL;
}

/* Follows the parts of a name through the documented facts of a service. Stops without an error where any member is
 * possible. */
static int check_name(struct arena *a, const char *name, struct err *e)
{
	const struct cel_shape *at = shape_member(a, &source_service);
	char *copy = arena_strdup(a, name), *save = NULL;
	struct err why = { .code = ERR_NONE };
	for (char *part = strtok_r(copy, ".", &save); part && at; part = strtok_r(NULL, ".", &save)) {
		const char *index = strchr(part, '[');
		at = step(a, at, arena_strndup(a, part, strcspn(part, "[")), name, &why);
		at = at && index && at->kind == CEL_LIST ? at->each : at;
	}
	if (why.code == ERR_NONE && at && (at->kind == CEL_MAP || at->kind == CEL_LIST))
		err_set(
			&why, ERR_CONFIG, "{{%s}} is a %s, not a string or a number", name, at->kind == CEL_MAP ? "map" : "list");
	if (why.code == ERR_NONE)
		return 0;
	*e = why;
	return -1;
}

static const struct json *name_known(void *arg, const char *name, struct err *e)
{
	const struct names *k = arg;
	if (k->service)
		return check_name(k->a, name, e) ? NULL : k->any;
	err_set(e, ERR_CONFIG, "{{%s}} is a fact of a service; name the service: service = \"ALIAS\"", name);
	return NULL;
}

const char *check_template(
	struct arena *a, const char *service, enum template_language language, const char *text, struct err *e)
{
	struct names k = { a, service, json_new_string(a, "x") };
	return template_fill(a, language, text, name_known, &k, e);
}
