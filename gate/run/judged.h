/* SPDX-License-Identifier: Apache-2.0 */
/* judged.h: rules, their outcomes and the tallies of rounds: the values that judge/ computes. */
#ifndef GATE_RUN_JUDGED_H
#define GATE_RUN_JUDGED_H

#include "../cel/cel.h"
#include "../config/config.h"

/* The `unknown` of a rule: its outcome at the deadline if it could not be judged. */
enum rule_unknown { RULE_UNKNOWN_STAYS, RULE_UNKNOWN_FAILS };
enum severity { SEVERITY_CRITICAL, SEVERITY_ERROR, SEVERITY_WARNING };
struct rule {
	struct conf_member member;
	const char *id;
	enum severity severity;
	struct conf_strings services; /* aliases of the services it belongs to; if empty, select.h derives them */
	const char *each;             /* a fact group, or NULL */
	struct conf_text when, needs, expression, message;
	bool dry_run;
	enum rule_unknown unknown;
	const char *policy;                                                           /* name of its policy */
	struct cel_program *program, *when_program, *needs_program, *message_program; /* NULL if not given */
};
struct policy_file {
	const char *name;
	struct str text;
	char sha256[SHA256_HEX];
	struct conf_list rules;
};
struct policy {
	struct policy_file *files;
	size_t n_files;
	struct rule **rules; /* all rules, in order */
	size_t n;
	const struct cel_shape *facts; /* the shape that the rules were checked against */
};

enum outcome_kind { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN, OUTCOME_SKIPPED };
struct outcome {
	const struct rule *rule;
	const char *key; /* the member of `each`; NULL: the rule has no `each`, or its group has no members */
	enum outcome_kind kind;
	const char *message; /* for failed and unknown outcomes; otherwise "" */
	const char *values;  /* the values that a failed expression read, one per line; otherwise "" */
	bool once;           /* everything it reads is observed only once per run (watch.c) */
	bool passed_over;    /* skipped: its services were not selected (watch.c), or not compared (comparable.c) */
};
struct outcomes {
	struct outcome *items;
	size_t n;
};

/* The decision of the rounds. */
enum decision { DECISION_GO_ON, DECISION_APPROVED, DECISION_CONDEMNED, DECISION_FAILED, DECISION_INCONCLUSIVE };
struct tally { /* counts of one rule and key over the rounds */
	const struct rule *rule;
	const char *key;
	unsigned failed_row;            /* consecutive failures */
	bool enough;                    /* they decide: gate.failures of them, or one if everything is observed only once */
	unsigned failed, since;         /* number of failed rounds; number of its first round */
	unsigned judged, judged_failed; /* rounds after the warm-up */
};
struct rounds {
	const struct config_gate *gate;
	struct tally *tallies; /* begins with those of the newest outcomes, in their order */
	struct tally *spare;   /* a second array of the same size, for reordering */
	size_t n, cap;
	unsigned count, clean_row; /* rounds; consecutive clean rounds */
};

/* The results of judging (judge/, watch/watch.c). */
struct judged {
	/* owns facts and outcomes of the newest round, until the next is judged; NULL: none was judged */
	struct arena *a;
	struct json *facts;
	struct outcomes outcomes;
	struct rounds rounds;
	struct json *log; /* the rounds, for evidence */
	/* log lines of candidates with an unexplained symptom (source/signal/lines.h); NULL: not asked for */
	struct lines *lines;
	bool waits_first; /* the newest round would pass, but an observation has never ended yet */
};

#endif
