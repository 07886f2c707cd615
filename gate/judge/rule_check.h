/* SPDX-License-Identifier: Apache-2.0 */
/* rule_check.h: PURE. Everything in policies and config that can be known to be wrong before any request is sent. */
#ifndef GATE_JUDGE_CHECK_H
#define GATE_JUDGE_CHECK_H

#include "../cel/cel.h"
#include "../config/template.h"

struct config;
struct rule;
struct source;

/*
 * Compiles a rule's expressions into its programs and holds them against the facts. A misspelt fact, or one that is
 * compared with a value it can never have, is an error. Returns -1 with e.
 */
int check_rule(struct arena *a, struct rule *r, const struct cel_shape *facts, struct err *e);
/*
 * The same for an expression over one answer of a source; names: the facts that the answer has by then (n 0: all of the
 * source's table). Returns -1 with e.
 */
int check_answer(struct arena *a, const struct conf_text *text, const struct source *s, const char *const *names,
	size_t n, enum cel_kind want, struct err *e);
/*
 * What config_load leaves unchecked because it takes the facts to know it: the CEL of probes, journeys and
 * rollback.hold, the templates of metrics and logs, the patterns of report files. Returns -1 with e.
 */
int check_config(struct arena *a, const struct config *c, struct err *e);
/* check_template.c: returns NULL with e where a {{NAME}} can never have a value. service: an alias, or NULL. */
const char *check_template(
	struct arena *a, const char *service, enum template_language language, const char *text, struct err *e);

#endif
