/* SPDX-License-Identifier: Apache-2.0 */
/* note_text.h: what stands in a git note and in the message of the commit that made it, PURE: anybody who may push
 * writes them. */
#ifndef EVIDENCE_NOTE_TEXT_H
#define EVIDENCE_NOTE_TEXT_H

#include "chain.h"

struct note_lines {
	struct note_line *items;
	size_t n, cap;
};
/* Adds the lines of a note on this commit, without the empty ones, each with its end; they may hold any byte. */
void note_text_lines(struct arena *a, const char *commit, struct str text, struct note_lines *out);
bool note_text_holds(struct str text, const char *line);
/* The note with a line more; -1 with why: it would not be whole. */
int note_text_add(struct str text, const char *line, struct buf *out, const char **why);
/* The chain's head that a commit's message tells; false: none. */
bool note_text_head(const char *message, struct chain_head *out);

#endif
