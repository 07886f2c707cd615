/* SPDX-License-Identifier: Apache-2.0 */
/* requires.c: the stage of a run, and the stages that its images must have passed before. */
#include "config.h"
#include "../state/state.h"

#include <string.h>

enum { STAGE_MAX = 63 };
#define SECOND INT64_C(1000) /* ms */
#define DAY    INT64_C(86400000)

static const struct conf_field requires_fields[] = {
	{ "stage", CONF_STRING, offsetof(struct config_requirement, stage), .required = true,
		.doc = "the stage, as `stage` in its own config names it" },
	{ "within", CONF_DURATION, offsetof(struct config_requirement, within), .min = SECOND, .max = 365 * DAY,
		.def = "7d", .doc = "how long ago the pass may be" },
	{ "state", CONF_PATH, offsetof(struct config_requirement, state),
		.doc =
			"where that stage keeps its state: a folder, or gs://BUCKET/PREFIX (default: the state of this config)" },
};
const struct conf_table config_requires_table = {
	.name = "requires",
	.size = sizeof(struct config_requirement),
	.fields = requires_fields,
	.n = COUNTOF(requires_fields),
	.expand = true,
};

static bool is_stage(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	return *name >= 'a' && *name <= 'z' && !name[n] && n <= STAGE_MAX;
}

void config_requires_place(struct arena *a, struct config *c)
{
	struct config_requirement *all = CONFIG_ITEMS(c->requires, struct config_requirement);
	for (size_t i = 0; i < c->requires.n; i++) {
		char *alias = arena_strdup(a, all[i].stage ? all[i].stage : "");
		for (char *p = alias; *p; p++)
			*p = *p == '-' ? '_' : *p;
		all[i].member.alias = alias;
	}
}

#define STAGE_FORM "a stage is a lower-case letter, followed by at most 62 of a-z, 0-9, _ and -"

static int check_own(const struct config *c, struct err *e)
{
	struct conf_place top = { c->path ? c->path : "--set", 0, 0 };
	return c->stage && !is_stage(c->stage) ? conf_error(e, &top, "stage: \"%s\": " STAGE_FORM, c->stage) : 0;
}

static int check(struct arena *a, const struct config *c, size_t i, struct err *e)
{
	const struct config_requirement *all = CONFIG_ITEMS(c->requires, const struct config_requirement), *q = &all[i];
	const struct conf_place *at = &q->member.place;
	struct err why;
	if (!is_stage(q->stage))
		return conf_error(e, at, "requires[%zu].stage: \"%s\": " STAGE_FORM, i, q->stage);
	if (!conf_alias_valid(q->member.alias))
		return conf_error(
			e, at, "requires[%zu].stage: \"%s\" is a reserved word of CEL; use another name", i, q->stage);
	for (size_t j = 0; j < i; j++)
		if (!strcmp(all[j].member.alias, q->member.alias))
			return conf_error(e, at, "requires[%zu].stage: \"%s\" is required twice%s", i, q->stage,
				strcmp(all[j].stage, q->stage) ? ", because - and _ are not told apart" : "");
	if (q->state && state_check(a, q->state, &why))
		return conf_error(e, at, "requires[%zu].state: %s", i, why.text);
	return 0;
}

int config_requires_check(struct arena *a, const struct config *c, struct conf_errors *all)
{
	struct err e;
	int rc = conf_errors_below(all, "stage") ? 0 : conf_errors_add(all, "stage", check_own(c, &e), &e);
	for (size_t i = 0; i < c->requires.n; i++) {
		const char *path = arena_printf(a, "requires[%zu]", i);
		if (!conf_errors_below(all, path))
			rc |= conf_errors_add(all, path, check(a, c, i, &e), &e);
	}
	return rc;
}
