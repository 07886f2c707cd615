/* SPDX-License-Identifier: Apache-2.0 */
/* note_text.h: parses git notes and the messages of their commits. Anybody who may push can write them. No side
 * effects. */
#ifndef EVIDENCE_NOTE_TEXT_H
#define EVIDENCE_NOTE_TEXT_H

#include "chain.h"

struct note_lines {
	struct note_line *items;
	size_t n, cap;
};
/* Appends the lines of the note on a commit, except empty ones, each with a line end. Lines may contain any byte. */
void note_text_lines(struct arena *a, const char *commit, struct str text, struct note_lines *out);
/* Returns whether one of the lines of text equals line (without its end). */
bool note_text_holds(struct str text, const char *line);
/* Writes the note with one line added. Returns -1 and sets *why if the note is not text or would be too large. */
int note_text_add(struct str text, const char *line, struct buf *out, const char **why);
/* Reads the chain's head from a commit's message. Returns false if it has none. */
bool note_text_head(const char *message, struct chain_head *out);

#endif
