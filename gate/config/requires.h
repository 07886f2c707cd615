/* SPDX-License-Identifier: Apache-2.0 */
/* requires.h: the stages that images must have passed before. Part of config.h, which includes it. */
#ifndef GATE_CONFIG_REQUIRES_H
#define GATE_CONFIG_REQUIRES_H

#include "../base/base.h"

struct config;

struct config_requirement {
	struct conf_member member; /* alias: the stage with '-' as '_' */
	const char *stage;
	int64_t within;    /* ms: how old the pass may be */
	const char *state; /* where it is recorded: a folder or gs://BUCKET/PREFIX; NULL: in the state of this run */
};
extern const struct conf_table config_requires_table; /* requires.c */
/* Sets the aliases, also of members with an error. */
void config_requires_place(struct arena *a, struct config *c);
/* Checks the name of the run's own stage, and the requirements. */
int config_requires_check(struct arena *a, const struct config *c, struct conf_errors *all);

#endif
