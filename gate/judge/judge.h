/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h: policies, the outcomes of their rules over facts, and the decision of several rounds. Depends on CEL and the
 * config, not on how facts are observed. Only policy_load reads files.
 */
#ifndef GATE_JUDGE_JUDGE_H
#define GATE_JUDGE_JUDGE_H

#include "../config/options.h"
#include "../run/judged.h"

/* ---- policy.c -------------------------------------------------------------------------------------------- */
const char *severity_name(enum severity s);
extern const struct conf_table policy_table;
/* Reads and compiles the policies of the options or the config, and checks their names against the documented facts and
 * the aliases of the config (c NULL: any alias). If c has errors, an unknown
 * name that one of them explains is not reported again.
 * policy_read adds all errors and returns -1 if there is one; policy_load fails with the first, and adds all to those
 * of the options. */
int policy_read(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct policy *out,
	struct conf_errors *all);
int policy_load(struct arena *a, struct secrets *k, const struct options *o, const struct config *c, struct policy *out,
	struct err *e);
/* Compiles the policies that evidence records: [{name, text}]. Returns -1 if a text is missing or invalid. */
int policy_of_evidence(
	struct arena *a, struct secrets *k, const struct json *policies, struct policy *out, struct err *e);
/* policy_reads.c: returns true if a critical or error rule names one of these facts; names: NULL-terminated. */
bool policy_decides_by(const struct policy *p, const char *const *names);
/* builtin.c: the policies that are built into the program. */
struct builtin {
	const char *name;
	struct str text;
};
const struct builtin *builtin_policies(size_t *n);
/* ---- judge.c (no side effects) --------------------------------------------------------------------------- */
const char *outcome_name(enum outcome_kind k);                /* "pass", ... */
char *outcome_text(struct arena *a, const struct outcome *o); /* "rule-id key: message" */
/* The message without the key that it begins with, for a text that names the key already. Never NULL. */
const char *outcome_message(const struct outcome *o);
const char *outcome_id(struct arena *a, const struct outcome *o); /* "rule-id[key]", or "rule-id" */
/* Evaluates all rules. Unobserved facts make a rule unknown. Messages and values contain only those parts of documents,
 * headers, bodies and log texts that the rule read (held.h). */
void judge(struct arena *a, const struct policy *p, const struct json *facts, struct outcomes *out);
/* Evaluates one rule over other facts than those that it was judged over. key: the member of its `each`, or NULL. */
struct outcome judge_again(struct arena *a, const struct rule *rule, const struct json *facts, const char *key);
struct held;
/* Evaluates the rules that read such facts again, so that h records what they read. */
void judge_observe(struct arena *a, const struct policy *p, const struct json *facts, struct held *h);
/* ---- rounds.c (no side effects) -------------------------------------------------------------------------- */
const char *decision_name(enum decision d); /* DECISION_GO_ON: "none" */
/* What rounds_next needs to know about a round, in addition to its outcomes. */
struct round_view {
	bool clean_services; /* every released service is settled, and every response is from its candidate */
	const bool *warm;    /* per outcome: it depends on a probe in its warm-up, an observation that was cut short, or an
							unsettled service */
	const bool *fresh;   /* per outcome: at least one value that it reads was observed since the previous round */
	const bool *once;    /* per outcome: everything it reads is observed only once per run */
};
/* Counts a round and returns the decision. Tallies are allocated in a. */
enum decision rounds_next(struct arena *a, struct rounds *s, const struct outcomes *o, const struct round_view *v);
/* Before the first round: continues the rows of failures that an earlier process counted, {"rule[key]": number}, and
 * its row of clean rounds. o: the outcomes of the first round. rows may be NULL. */
void rounds_continue(
	struct arena *a, struct rounds *s, const struct outcomes *o, const struct json *rows, unsigned clean_row);
/* Returns such rows for the newest round. */
struct json *rounds_rows(struct arena *a, const struct rounds *s, const struct outcomes *o);
/* Returns the decision at the deadline; never DECISION_GO_ON. o: the outcomes of the newest round. */
enum decision rounds_at_deadline(const struct rounds *s, const struct outcomes *o);
/* Returns the tally of outcome i of the newest round; NULL if it was not part of that round. */
const struct tally *rounds_tally(const struct rounds *s, const struct outcomes *o, size_t i);

#endif
