/* SPDX-License-Identifier: Apache-2.0 */
/* chain.h: the chain of evidence, in a folder and in the notes of a repository. */
#ifndef GATE_EVIDENCE_CHAIN_H
#define GATE_EVIDENCE_CHAIN_H

#include "evidence.h"

#include <stdatomic.h>

/* ---- chain.c: each evidence names the one before it ---------------------------------------------- */

/* sequence 0: there is none */
struct chain_head {
	int64_t sequence;
	char sha256[SHA256_HEX];
};
/* May another follow the one of this number? */
bool chain_may_go_on(int64_t sequence);
/* The newest that this folder knows: its head file, or without one its newest file. */
int chain_read_head(struct arena *a, const char *dir, struct chain_head *out, struct err *e);
int chain_write_head(const char *dir, const struct chain_head *head, struct err *e);
/* One writer at a time: the descriptor to close, or -1 (e ERR_LOCKED: another holds it now). */
int chain_lock(const char *dir, struct err *e);
/* The names of a folder's evidence, oldest first (never what is derived from it). */
int chain_list(struct arena *a, const char *dir, char ***names, size_t *n, struct err *e);
/* previous "": none */
struct link {
	const char *name;
	int64_t sequence;
	char sha256[SHA256_HEX], previous[SHA256_HEX];
};
struct link chain_link(struct arena *a, const struct statement *s);

/* ---- bound.c: how much is read of what others may have put there ---------------------------------------- */

enum bound_met { BOUND_NONE, BOUND_BYTES, BOUND_TIME };
struct bound {
	size_t left;
	const atomic_bool *over;
	enum bound_met met;
};
/* over: set by whoever keeps the time, for a thread has no clock; NULL: it takes as long as it takes. */
struct bound bound_of(size_t bytes, const atomic_bool *over);
/* May so many bytes more be read? False: the bound is met, and stays so. b NULL: there is none. */
bool bound_take(struct bound *b, size_t bytes);

/* ---- notes.c: evidence on the commit it is about (libgit2 writes nowhere else); notes_run.c: in threads ----- */

#define NOTES_REF "refs/notes/rungate"
/* These block, and touch nothing but their arguments. repository: a folder in it. */
int notes_write(const char *repository, const char *commit, const char *line, const char *message, struct err *e);
int notes_read_head(const char *repository, struct chain_head *out, struct err *e); /* sequence 0: there is none */
/* The newest of the chain that the notes know, for where this run's evidence goes; fills record->notes_head, in a
 * bounded while. */
void notes_find_head(struct run_log *log, const struct config *c, struct record_of_run *record);
/* One more line on each deployed commit. In a bounded while; what could not be written is said. */
void notes_add(struct run *r, struct str line);
/* text: with a line end, as files have */
struct note_line {
	const char *commit;
	size_t line;
	struct str text;
};
/* All lines, as far as LIMIT_HISTORY_BYTES; none where they cannot be read within LIMIT_HISTORY_MS, which is said. */
size_t notes_lines(struct run_log *log, const struct config *c, struct note_line **out);
const char *notes_repository(const struct config *c); /* whose notes they are */
/* The lines of the notes, until the bound is met (NULL: none), in no order. */
int notes_read(
	struct arena *a, const char *repository, struct bound *b, struct note_line **out, size_t *n, struct err *e);

#endif
