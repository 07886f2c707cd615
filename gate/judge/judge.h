/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h: PURE. Policies, the outcomes of their rules over facts, and what rounds of outcomes decide. Knows CEL and
 * the config, and nothing of how facts were observed.
 */
#ifndef GATE_JUDGE_JUDGE_H
#define GATE_JUDGE_JUDGE_H

#include "../config/options.h"
#include "../run/judged.h"

const char *severity_name(enum severity s);
extern const struct conf_table policy_table;
/* Reads, compiles and checks names (against aliases of config, where there is one: NULL else). */
int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct policy *out,
	struct err *e);
/* The policies that evidence holds: [{name, text}]. */
int policy_of_evidence(
	struct arena *a, struct secrets *k, const struct json *policies, struct policy *out, struct err *e);
/* builtin.c: the policies built into the program. */
struct builtin {
	const char *name;
	struct str text;
};
const struct builtin *builtin_policies(size_t *n);
const char *outcome_name(enum outcome_kind k);
char *outcome_text(struct arena *a, const struct outcome *o);     /* "rule-id key: message" */
const char *outcome_id(struct arena *a, const struct outcome *o); /* "rule-id[key]", or "rule-id" */
/* A message and values hold of documents, headers, bodies and log texts only what the rule read (held.h). */
void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out);
struct held;
void judge_observe(struct arena *a, const struct policy *p, const struct json *facts, struct held *h);
const char *decision_name(enum decision d); /* "none" while it goes on */
struct round_view {
	bool clean_services; /* every released service settled, every answer the candidate's */
	const bool *warm;    /* per outcome: it rests on a warm-up or an observation cut short, or nothing had settled */
	const bool *fresh;   /* per outcome: something it reads was looked at since the last round */
	const bool *once;    /* per outcome: all it reads is looked at once */
};
enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v);
enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o);
/* The tally of outcome i of the newest round; NULL: it was not in it, or there was none. */
const struct tally *rounds_tally(const struct rounds *s, const struct outcomes *o, size_t i);

#endif
