/* SPDX-License-Identifier: Apache-2.0 */
/* report_causes.h: why a release does badly, as lines that every format shows in its own way. */
#ifndef GATE_REPORT_CAUSES_H
#define GATE_REPORT_CAUSES_H

#include "report.h"

enum report_cause_mark {
	REPORT_CAUSE_SYMPTOM, /* what users get */
	REPORT_CAUSE_LIKELY,  /* new with the candidate, on the symptom's path */
	REPORT_CAUSE_NEW,     /* the same, where the baseline does badly too */
	REPORT_CAUSE_SHARED,
	REPORT_CAUSE_OPEN, /* not shown either way */
	REPORT_CAUSE_NOT,  /* exonerated */
	REPORT_CAUSE_NONE, /* no finding explains the symptom */
	REPORT_CAUSE_CHANGED,
	REPORT_CAUSE_LOGGED,
	REPORT_CAUSE_ALSO, /* wrong, on no symptom's path */
	REPORT_CAUSE_MORE  /* what is left out */
};
struct report_cause_line {
	int depth;  /* 0: a symptom, or what is wrong beside them; 1: below a symptom */
	bool joins; /* it shares what stands below it with the line before it */
	enum report_cause_mark mark;
	const char *text; /* may contain recorded text: to be escaped */
};
/* Returns the lines of the recorded tree, in a; *n is 0 if the evidence holds none. */
const struct report_cause_line *report_causes(struct arena *a, const struct json *predicate, size_t *n);
/* Returns the word before a line: "likely", "shared", "not shown", ...; "" for a symptom. */
const char *report_cause_word(enum report_cause_mark mark);

/* Returns the symptom of the tree that this rule shows, or NULL. */
const struct json *report_symptom_of(const struct json *predicate, const struct json *rule);
/* Returns the first finding below the symptom with its word, in a: "likely: ..."; NULL if there is none. */
const char *report_cause_of(struct arena *a, const struct json *symptom);
/* report_causes_text.c: appends the tree as text, below the heading "Why". Returns false if the evidence holds none.
 * most: findings shown below a symptom; 0: all. */
bool report_causes_text(struct arena *a, const struct json *predicate, bool color, size_t most, struct buf *out);
/* The format `why`: the verdict's line and the whole tree. */
void report_why(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out);

#endif
