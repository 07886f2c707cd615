/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manual.h: the manual: man pages and `rungate help TOPIC` from one text. manual.txt has what is written by hand, and
 * the program's tables have the rest.
 *
 * Both are put together in a markup of lines:
 *
 *   == HEADING, === SUBHEADING
 *   text, which is filled; `words` in backticks are printed as they are typed
 *   * TERM :: text of an item
 *       four spaces: an example, printed as it stands
 */
#ifndef GATE_CMD_MANUAL_H
#define GATE_CMD_MANUAL_H

#include "../base/base.h"

struct command;

/* ---- manual_topic.c: the topics that are no commands ------------------------------------------------ */

struct manual_topic {
	const char *name; /* of `rungate help NAME`; may be that of a command too: then both are printed */
	const char
		*title; /* of the man page, and of its part of manual.txt; NULL: it has no page, and name is the part's */
	int section;
	const char *doc;
};
const struct manual_topic *manual_topics(size_t *n); /* Returns the table and sets *n to its length. */

/* ---- manual.c: a page in markup -------------------------------------------------------------------- */

struct manual_page {
	const char *name, *title, *doc; /* as of a topic; title NULL: it has no man page */
	int section;
	const struct command *command; /* or NULL */
};
/* Sets *out to page i: the program, then each command, then each topic. Returns false if there are fewer. */
bool manual_page(struct arena *a, size_t i, struct manual_page *out);
/* Appends the page in markup. */
void manual_markup(struct arena *a, const struct manual_page *p, struct buf *out);

/* ---- manual_table.c: parts that come from the program's tables ---------------------------------------- */

/* Appends the part that a line "@NAME" or "@NAME WORDS" of manual.txt asks for. Returns false if there is none. */
bool manual_table(struct arena *a, struct str line, struct buf *out);
/* Appends the options of c, or those of all commands if c is NULL. */
void manual_options(const struct command *c, struct buf *out);

/* ---- manual_put.c: markup as plain text and as a man page ----------------------------------------------- */

/* Appends markup as text of at most 80 columns. */
void manual_put_text(const char *markup, struct buf *out);
/* Appends the man page, in man(7). date: YYYY-MM-DD. */
void manual_put_man(const struct manual_page *p, const char *markup, const char *date, struct buf *out);

#endif
