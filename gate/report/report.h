/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: renders evidence. Renderers have no side effects and accept any JSON as a predicate, because evidence may
 * come from other versions or be forged. */
#ifndef GATE_REPORT_H
#define GATE_REPORT_H

#include "../config/options.h"

/* The marks with which the log of a CI system folds the details. */
enum report_fold { FOLD_NONE, FOLD_GITHUB, FOLD_GITLAB };
/* How a text is shown. */
struct report_style {
	bool color;
	bool verbose; /* with the expression and the values of each failed rule */
	bool screen;  /* only the first screen: the rest is in the evidence */
	enum report_fold fold;
};

/* ---- report.c: the table of formats --------------------------------------------------------------------- */

struct report_format {
	const char *name, *doc;
	/* renders one evidence; several are rendered one after the other; or */
	void (*one)(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out);
	/* renders all evidence as one document */
	void (*all)(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
	/* optional, with `all`: renders the same document in parts, first the head, then a row for each evidence, so that a
	 * large document need not be in memory as a whole */
	void (*head)(struct buf *out);
	void (*row)(struct arena *a, const struct json *predicate, struct buf *out);
	bool newest_first; /* rows that are sorted begin with the newest run; otherwise with the oldest */
};
/* Appends n predicates to out in format f. Memory comes from a. */
void report_render(struct arena *a, const struct report_format *f, const struct json *const *predicates, size_t n,
	const struct report_style *style, struct buf *out);
/* Returns the table of formats and sets *n to its length. */
const struct report_format *report_formats(size_t *n);
/* Returns the format, or NULL if there is none of that name. */
const struct report_format *report_format_named(const char *name);
/* Returns true if output to fd is to be colored. COLOR_AUTO: never if NO_COLOR is set; else if FORCE_COLOR or
 * CLICOLOR_FORCE is set, and not to 0; else if fd is a terminal and TERM is not "dumb". */
bool report_color(enum color requested, int fd);

/* report_*.c: formats that render one evidence. */
void report_text(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out);
void report_markdown(struct arena *a, const struct json *predicate, const struct report_style *style, struct buf *out);

/* report_screen.c: what did not fit the first screen. */
struct report_cut {
	bool reason, why, next;
};
/* Appends the first screen of a text: at most 21 lines of 79 columns, commands aside. */
struct report_cut report_screen(struct arena *a, const struct json *predicate, bool color, struct buf *out);
/* Returns what happened to the service's traffic; "" if it was not to be moved. "users are served" needs a successful
 * recovery check. */
const char *report_move_words(const struct json *service);

/* Formats that render all evidence as one document. */
void report_html(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_junit(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_sarif(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_csv(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_csv_head(struct buf *out);
void report_csv_row(struct arena *a, const struct json *predicate, struct buf *out);
void report_history(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_openmetrics(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_history_head(struct buf *out);
void report_history_row(struct arena *a, const struct json *predicate, struct buf *out);

/* ---- report_head.c: the headline, and access to members of the predicate ----------------------------------- */

/* How a result is shown: its color or emoji. BACK: rolled back; URGENT: a person must act now. */
enum report_mood { MOOD_GOOD, MOOD_BACK, MOOD_BAD, MOOD_URGENT, MOOD_UNSURE };
/* verdict and action: what the predicate must have; NULL: any. word and meaning: the text shown. */
struct report_headline {
	const char *verdict, *action, *word, *meaning;
	enum report_mood mood;
};
/* Returns the headline for the predicate's verdict and action, never NULL. */
const struct report_headline *report_headline(const struct json *predicate);
const char *report_emoji(enum report_mood m);

/* Returns the member's text, or "" if it is absent or not a string. */
struct str report_at(const struct json *v, const char *key);
/* Returns true if the member is the string `want`. */
bool report_is(const struct json *v, const char *key, const char *want);
/* Returns the rule's id and key: "probe-ok backend". */
const char *report_rule(struct arena *a, const struct json *rule);
/* Returns true if the rule can change the verdict: critical or error, and not a dry run. */
bool report_counts(const struct json *rule);
/* Returns a traffic split as text: "backend-00041 100 %", or NULL if rows holds none. */
const char *report_split(struct arena *a, const struct json *rows);
struct report_service {
	const char *alias;
	const struct json *value;
};
/* Returns the services in the order of the config, as far as it was recorded, in a; sets *n. */
const struct report_service *report_services(struct arena *a, const struct json *predicate, size_t *n);
/* Returns the address of the service's logs in the Google Cloud console, or NULL if the evidence does not say where it
 * is. It has no characters that HTML or Markdown would read as markup. */
const char *report_console(struct arena *a, const struct json *service);
/* Returns "project P, region R" of the services; "" if they are in several. */
const char *report_where(struct arena *a, const struct json *predicate);
/* Returns how many rules had this outcome. */
size_t report_count(const struct json *rules, const char *outcome);
/* Appends at most max bytes of s, cut between characters, and an ellipsis if it was cut. */
void report_put_cut(struct buf *out, struct str s, size_t max);

/* ---- report_comparison.c --------------------------------------------------------------------------------------- */

/* Returns the recorded group `comparisons`, with every member expanded; or NULL. */
const struct json *report_comparisons(struct arena *a, const struct json *predicate);
/* report_drill.c: returns one sentence, in a, about a receipt of `rungate drill`: "demo-backend-00041-abc works, ...",
 * or why not. It may contain recorded text, so that it is to be escaped. */
const char *report_drill(struct arena *a, const struct json *receipt);
enum report_mood report_drill_mood(const struct json *receipt);
/* Returns one sentence, in a, about a member of the group `comparisons` of the recorded facts: "worse: ...",
 * "fine: ...", "not yet known: ..." or "not known: ...". It may contain recorded text, so that it is to be escaped. */
const char *report_comparison(struct arena *a, const struct json *facts);

#endif
