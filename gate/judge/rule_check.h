/* SPDX-License-Identifier: Apache-2.0 */
/* rule_check.h: finds errors in policies and configs before any request is sent. No side effects. */
#ifndef GATE_JUDGE_CHECK_H
#define GATE_JUDGE_CHECK_H

#include "../cel/cel.h"
#include "../config/template.h"

struct config;
struct rule;
struct source;

/*
 * Compiles the expressions of a rule into its programs and checks them against the shape of the facts. A misspelt fact,
 * or a comparison with a value that the fact can never have, is an error. Adds all errors; returns -1 if there is one.
 */
int check_rule(struct arena *a, struct rule *r, const struct cel_shape *facts, struct conf_errors *all);
/*
 * The same for an expression over one response of a source. names: the facts that exist when it is evaluated; n 0: all
 * facts of the source. Returns -1 with e.
 */
int check_answer(struct arena *a, const struct conf_text *text, const struct source *s, const char *const *names,
	size_t n, enum cel_kind want, struct err *e);
/*
 * The checks of a config that need the facts, and are therefore not part of config_load: the CEL of probes, journeys
 * and rollback.hold, the templates of metrics and logs, and the globs of report files. What has an error already is
 * skipped. Adds all errors; returns -1 if there is one.
 */
int check_config(struct arena *a, const struct config *c, struct conf_errors *all);
/* check_template.c: checks the names in a template. Returns NULL with e if one can never have a value. service: alias,
 * or NULL. */
const char *check_template(
	struct arena *a, const char *service, enum template_language language, const char *text, struct err *e);

#endif
