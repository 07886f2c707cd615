/* SPDX-License-Identifier: Apache-2.0 */
/* report.h: the renderers, a file each, and what they share. All are pure functions of a predicate that may hold
 * anything. */
#ifndef GATE_REPORT_H
#define GATE_REPORT_H

#include "../config/options.h"

/* ---- report.c: a row a format --------------------------------------------------------------------- */

struct report_format {
	const char *name, *doc;
	/* one after the other, or */
	void (*one)(struct arena *a, const struct json *predicate, bool color, struct buf *out);
	/* all as one document */
	void (*all)(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
	/* the same document in parts, where each evidence is a part of its own: all = head, then a row for each */
	void (*head)(struct buf *out);
	void (*row)(struct arena *a, const struct json *predicate, struct buf *out);
};
void report_render(struct arena *a, const struct report_format *f, const struct json *const *predicates, size_t n,
	bool color, struct buf *out);
const struct report_format *report_formats(size_t *n);
const struct report_format *report_format_named(const char *name);
bool report_color(enum color requested, int fd); /* NO_COLOR and terminals */

/* report_*.c: one evidence after the other. */
void report_text(struct arena *a, const struct json *predicate, bool color, struct buf *out);
void report_markdown(struct arena *a, const struct json *predicate, bool color, struct buf *out);

/* All evidence as one document. */
void report_html(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_junit(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_sarif(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_csv(struct arena *a, const struct json *const *predicates, size_t n, struct buf *out);
void report_csv_head(struct buf *out);
void report_csv_row(struct arena *a, const struct json *predicate, struct buf *out);

/* ---- report_head.c ------------------------------------------------------------------------------ */

enum report_mood { MOOD_GOOD, MOOD_BACK, MOOD_BAD, MOOD_URGENT, MOOD_UNSURE };
struct report_headline {
	const char *verdict, *action, *word, *meaning;
	enum report_mood mood;
};
const struct report_headline *report_headline(const struct json *predicate); /* never NULL */
const char *report_emoji(enum report_mood m);

struct str report_at(const struct json *v, const char *key); /* the empty view where there is no text */
bool report_is(const struct json *v, const char *key, const char *want);
const char *report_rule(struct arena *a, const struct json *rule);  /* "probe-ok backend" */
bool report_counts(const struct json *rule);                        /* critical or error, and no dry run */
const char *report_split(struct arena *a, const struct json *rows); /* "backend-00041 100 %"; NULL: not on record */
size_t report_count(const struct json *rules, const char *outcome);
/* At most max bytes of s, cut between characters, then an ellipsis. */
void report_put_cut(struct buf *out, struct str s, size_t max);

#endif
