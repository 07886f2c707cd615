/* SPDX-License-Identifier: Apache-2.0 */
/* chain.h: the chain of evidence, kept in a folder and in the git notes of a repository. */
#ifndef GATE_EVIDENCE_CHAIN_H
#define GATE_EVIDENCE_CHAIN_H

#include "evidence.h"

#include <stdatomic.h>

/* ---- chain.c: each evidence names the digest of the previous one --------------------------------- */

/* The newest evidence of a chain. sequence 0: the chain is empty. */
struct chain_head {
	int64_t sequence;
	char sha256[SHA256_HEX];
};
/* Returns whether evidence with this number can have a successor: it is valid and below LIMIT_SEQUENCE. */
bool chain_may_go_on(int64_t sequence);
/* Reads the newest evidence of the folder from its head file, or without one from its newest valid file. Returns -1 if
 * the head file is malformed or cannot be read. */
int chain_read_head(struct arena *a, const char *dir, struct chain_head *out, struct err *e);
#define CHAIN_HEAD "head" /* the name of the head file */
/* Returns its text. */
struct str chain_head_text(struct arena *a, const struct chain_head *head);
/* Replaces the head file, whatever it holds. */
int chain_write_head(const char *dir, const struct chain_head *head, struct err *e);
/* Locks the folder for writing, without waiting. Returns a descriptor that the caller closes to unlock; -1 with
 * ERR_LOCKED if another process holds the lock, or with another error. */
int chain_lock(const char *dir, struct err *e);
/* Lists the file names of a folder's evidence, oldest first. Derived files are not included. */
int chain_list(struct arena *a, const char *dir, char ***names, size_t *n, struct err *e);
/* The position of one piece of evidence in the chain. previous: digest of its predecessor; "": it has none. */
struct link {
	const char *name;
	int64_t sequence;
	char sha256[SHA256_HEX], previous[SHA256_HEX];
};
/* Returns the position of a statement. The name belongs to a. */
struct link chain_link(struct arena *a, const struct statement *s);

/* ---- bound.c: limits of bytes and time for reading data that others may have written --------------------- */

enum bound_met { BOUND_NONE, BOUND_BYTES, BOUND_TIME };
struct bound {
	size_t left; /* bytes */
	const atomic_bool *over;
	enum bound_met met;
};
/* over: set to true by the loop when the time is over, because a thread has no clock; NULL: no limit of time. */
struct bound bound_of(size_t bytes, const atomic_bool *over);
/* Takes bytes from the bound. Returns false if one of the limits is reached; then it returns false from now on. b NULL:
 * no limits, returns true. */
bool bound_take(struct bound *b, size_t bytes);

/* ---- notes.c: evidence as git notes (the only writes through libgit2); notes_run.c: in threads -------------- */

#define NOTES_REF "refs/notes/rungate"
/* Adds a line to the note on a commit; message: of the new commit on NOTES_REF. notes_write, notes_read_head and
 * notes_read block and are safe in a thread. repository: the repository or a folder in it. */
int notes_write(const char *repository, const char *commit, const char *line, const char *message, struct err *e);
/* Reads the head that the newest commits of NOTES_REF record; its sequence is 0 if none does. */
int notes_read_head(const char *repository, struct chain_head *out, struct err *e);
/* Sets record->notes_head to the newest evidence that the notes know, or leaves it NULL. Runs the loop for at most some
 * seconds. */
void notes_find_head(struct run_log *log, const struct config *c, struct record_of_run *record);
/* Adds the evidence as a line to the note on each deployed commit. Runs the loop for at most some seconds. Failures are
 * reported in the log. */
void notes_add(struct run *r, struct str line);
/* One line of a note. text includes a line end, as an evidence file does. */
struct note_line {
	const char *commit;
	size_t line;
	struct str text;
};
/* Reads the lines of all notes, up to LIMIT_HISTORY_BYTES. Returns their number; 0, with a note in the log, if they
 * cannot be read within LIMIT_HISTORY_MS. */
size_t notes_lines(struct run_log *log, const struct config *c, struct note_line **out);
/* Returns the folder of the repository that holds the notes: source.repository, or ".". */
const char *notes_repository(const struct config *c);
/* Reads the lines of all notes, in no particular order, until the bound is reached. b NULL: without a bound. */
int notes_read(
	struct arena *a, const char *repository, struct bound *b, struct note_line **out, size_t *n, struct err *e);

#endif
