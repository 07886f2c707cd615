/* SPDX-License-Identifier: Apache-2.0 */
/* judged.h: rules, and what they came to in the rounds: the values that judge/ computes and every later room reads. */
#ifndef GATE_RUN_JUDGED_H
#define GATE_RUN_JUDGED_H

#include "../cel/cel.h"
#include "../config/config.h"

/* A rule's `unknown`: what it comes to at the deadline when it could not be judged. */
enum rule_unknown { RULE_UNKNOWN_STAYS, RULE_UNKNOWN_FAILS };
enum severity { SEVERITY_CRITICAL, SEVERITY_ERROR, SEVERITY_WARNING };
struct rule {
	struct conf_member member;
	const char *id;
	enum severity severity;
	struct conf_strings services; /* aliases it belongs to; none: see select.c */
	const char *each;             /* a fact group, or NULL */
	struct conf_text when, needs, expression, message;
	bool dry_run;
	enum rule_unknown unknown;
	const char *policy;                                                           /* the name of its policy */
	struct cel_program *program, *when_program, *needs_program, *message_program; /* NULL where absent */
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
	struct rule **rules; /* all, in order */
	size_t n;
	const struct cel_shape *facts; /* what rules were held against */
};

enum outcome_kind { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN, OUTCOME_SKIPPED };
struct outcome {
	const struct rule *rule;
	const char *key; /* of `each`; NULL: none */
	enum outcome_kind kind;
	const char *message; /* of a fail or unknown; "" otherwise */
	const char *values;  /* what stands beneath a failed expression, a line each; "" otherwise */
	bool once;           /* all it reads is looked at once (watch.c) */
	bool passed_over;    /* skipped because it belongs to services that were not asked for (watch.c) */
};
struct outcomes {
	struct outcome *items;
	size_t n;
};

/* What the rounds come to. */
enum decision { DECISION_GO_ON, DECISION_APPROVED, DECISION_CONDEMNED, DECISION_FAILED, DECISION_INCONCLUSIVE };
struct tally { /* of one rule and key, over the rounds */
	const struct rule *rule;
	const char *key;
	unsigned failed_row;            /* fails in a row */
	bool enough;                    /* of them to decide: as many as the gate wants, or one of what is looked at once */
	unsigned failed, since;         /* rounds failed at all; the round in which it was there first */
	unsigned judged, judged_failed; /* since the warm-up */
};
struct rounds {
	const struct config_gate *gate;
	struct tally *tallies; /* the first ones in the order of the newest round's outcomes */
	struct tally *spare;   /* room for as many, for the next order */
	size_t n, cap;
	unsigned count, clean_row;
};

/* What the rules came to (judge/, watch/watch.c). */
struct judged {
	/* of the newest round: its facts and outcomes, until the next is judged; NULL: none was */
	struct arena *a;
	struct json *facts;
	struct outcomes outcomes;
	struct rounds rounds;
	struct json *log; /* of the rounds, for evidence */
	bool waits_first; /* the newest round would have passed, but for an observation that has not ended once */
};

#endif
