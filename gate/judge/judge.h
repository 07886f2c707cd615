/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h: PURE. Policies, the outcomes of their rules over facts, and what rounds of outcomes decide. Knows CEL and
 * the config, and nothing of how facts were observed.
 */
#ifndef GATE_JUDGE_JUDGE_H
#define GATE_JUDGE_JUDGE_H

#include "../cel/cel.h"
#include "../config/config.h"
#include "../config/options.h"

/* A rule's `unknown`: what it comes to at the deadline when it could not be judged. */
enum rule_unknown { RULE_UNKNOWN_STAYS, RULE_UNKNOWN_FAILS };
enum severity { SEVERITY_CRITICAL, SEVERITY_ERROR, SEVERITY_WARNING };
const char *severity_name(enum severity s);
struct rule {
	struct conf_member member;
	const char *id;
	enum severity severity;
	struct conf_strings services; /* aliases it belongs to; none: see select.c */
	const char *each;             /* a fact group, or NULL */
	struct conf_text when, needs, expression, message;
	bool dry_run;
	enum rule_unknown unknown;
	const char *policy;           /* the name of its policy */
	struct cel_program *program, *when_program, *needs_program, *message_program; /* NULL where absent */
};
struct policy_file { const char *name; struct str text; char sha256[SHA256_HEX]; struct conf_list rules; };
struct policy {
	struct policy_file *files;
	size_t n_files;
	struct rule **rules;          /* all, in order */
	size_t n;
	const struct cel_shape *facts; /* what rules were held against */
};
extern const struct conf_table policy_table;
/* Reads, compiles and checks names (against aliases of config, where there is one: NULL else). */
int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c,
                struct policy *out, struct err *e);
/* The policies that evidence holds: [{name, text}]. */
int policy_of_evidence(
	struct arena *a, struct secrets *k, const struct json *policies, struct policy *out, struct err *e);
/* builtin.c: the policies built into the program. */
struct builtin { const char *name; struct str text; };
const struct builtin *builtin_policies(size_t *n);
enum outcome_kind { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN, OUTCOME_SKIPPED };
const char *outcome_name(enum outcome_kind k);
struct outcome {
	const struct rule *rule;
	const char *key;             /* of `each`; NULL: none */
	enum outcome_kind kind;
	const char *message;         /* of a fail or unknown; "" otherwise */
	const char *values;          /* what stands beneath a failed expression, a line each; "" otherwise */
	bool once;                   /* all it reads is looked at once (watch.c) */
	bool passed_over;            /* skipped because it belongs to services that were not asked for (watch.c) */
};
char *outcome_text(struct arena *a, const struct outcome *o); /* "rule-id key: message" */
struct outcomes { struct outcome *items; size_t n; };
const char *outcome_id(struct arena *a, const struct outcome *o); /* "rule-id[key]", or "rule-id" */
/* A message and values hold of documents, headers, bodies and log texts only what the rule read (held.h). */
void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out);
struct held;
void judge_observe(struct arena *a, const struct policy *p, const struct json *facts, struct held *h);
enum decision { DECISION_GO_ON, DECISION_APPROVED, DECISION_CONDEMNED, DECISION_FAILED, DECISION_INCONCLUSIVE };
const char *decision_name(enum decision d); /* "none" while it goes on */
struct tally {                  /* of one rule and key, over the rounds */
	const struct rule *rule;
	const char *key;
	unsigned failed_row;         /* fails in a row */
	bool enough;                 /* of them to decide: as many as the gate wants, or one of what is looked at once */
	unsigned failed, since;      /* rounds failed at all; the round in which it was there first */
	unsigned judged, judged_failed; /* since the warm-up */
};
struct rounds {
	const struct config_gate *gate;
	struct tally *tallies;       /* the first ones in the order of the newest round's outcomes */
	struct tally *spare;         /* room for as many, for the next order */
	size_t n, cap;
	unsigned count, clean_row;
};
struct round_view {
	bool clean_services;         /* every released service settled, every answer the candidate's */
	const bool *warm;            /* per outcome: it rests on a warm-up or a look cut short, or nothing had settled */
	const bool *fresh;           /* per outcome: something it reads was looked at since the last round */
	const bool *once;            /* per outcome: all it reads is looked at once */
};
enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v);
enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o);
/* The tally of outcome i of the newest round; NULL: it was not in it, or there was none. */
const struct tally *rounds_tally(const struct rounds *s, const struct outcomes *o, size_t i);

#endif
