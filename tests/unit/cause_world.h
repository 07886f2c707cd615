/* SPDX-License-Identifier: Apache-2.0 */
/* cause_world.h: a healthy world of facts and observations, for units of the tree of causes. Its JSON is written with
 * single quotes. */
#ifndef TESTS_CAUSE_WORLD_H
#define TESTS_CAUSE_WORLD_H

#include "../../gate/evidence/evidence.h"
#include "../../gate/judge/causes.h"
#include "../../gate/run/run.h"
#include "../../gate/source/source.h"

struct cause_world {
	struct arena *a;
	struct policy policy;
	struct json *facts, *differential, *proof;
	struct outcomes outcomes;
	struct observations observations;
	struct judged judged;
	struct causes_input in;
	struct json *tree;
};

struct policy cause_policy(struct arena *a, const char *text); /* NULL: the default policy */
/* api and web are released, edge and worker are not; all is well. policy: a text; NULL: the default policy. Free its
 * arena. */
struct cause_world *cause_world_new(const char *policy);
/* Sets the fact at a path. */
void cause_set(struct arena *a, struct json *root, const char *path, const char *value);
void cause_observe(struct cause_world *w, const struct source *source, const char *alias, const void *config);
/* The target check of the probe health had this finding; NULL: it was not asked. */
void cause_differ(struct cause_world *w, const char *finding);
/* The same of any probe. */
void cause_differ_of(struct cause_world *w, const char *probe, const char *finding);
/* Judges the facts; returns the tree, or NULL. */
struct json *cause_tree_of(struct cause_world *w);
const char *cause_printed(struct cause_world *w);
/* Returns the symptom that this rule shows, or NULL. */
const struct json *cause_symptom_of(struct cause_world *w, const char *id, const char *key);
/* Returns the finding's place below the symptom, with its standing; or -1. key NULL: any. */
int cause_place_of(const struct json *symptom, const char *id, const char *key, struct str *standing);
bool cause_stands_apart(struct cause_world *w, const char *id, const char *key);
bool cause_is_named(struct cause_world *w, const char *id, const char *key);

#endif
