/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h: reads the evidence of earlier runs from evidence.dir and, if keys are trusted, from the git notes. Threads
 * read it while the first requests are in flight, within LIMIT_HISTORY_MS and LIMIT_HISTORY_BYTES each.
 * observations.pending counts them.
 */
#ifndef GATE_HISTORY_H
#define GATE_HISTORY_H

#include "chain.h"

struct observations;
struct history_piece;
struct release;
struct run;
struct run_log;
/* Starts the threads; only the first call of a run has an effect. Call it after the first requests were started. At the
 * end sets release.records, oldest first, and record.key_used. Evidence that cannot be read or is not trusted is
 * skipped and reported. then (may be NULL) is called from the loop when all threads have ended, unless history_close
 * was called before. */
void history_start(struct run *r, void (*then)(struct run *r));
/* Gives up threads that are still reading, and reports it. Does nothing if all have ended. */
void history_close(const struct release *release, struct observations *observations);
/* Runs the loop until all threads have ended, at most LIMIT_HISTORY_MS and a grace period. Calls history_start if
 * it was not called yet. */
void history_wait(struct run *r);
/* Returns the trusted pieces, oldest first, once all threads have ended; *n is 0 before. */
const struct history_piece *history_pieces(const struct release *release, size_t *n);
/* Returns the digest of the folder's new index and sets *text to it; NULL if no index is to be written. */
const char *history_index(struct arena *a, const struct release *release, struct str *text);

/* ---- history.c (no side effects): the verdicts of earlier evidence on services --------------------------- */

/* Returns RECORD_PASSED if the run passed and judged this service's candidate, RECORD_FAILED if it condemned it. alias:
 * of the service, in that evidence. reached (may be NULL) maps "group.alias" of a probe, metric or log to the service
 * that it observes; needed for evidence without `condemned`. */
enum record_verdict history_verdict(
	const struct json *reached, const struct json *predicate, const char *alias, const struct json *service);
/* Returns whether a verdict depends on the recorded rules and on `reached`, because `condemned` is not recorded. */
bool history_needs_rules(const struct json *predicate);
/* The parts of one evidence that later runs need. Everything it points to belongs to one arena. */
struct history_piece {
	struct link link;
	int64_t at;             /* when the run ended, unix ms */
	struct record *records; /* one for each service; none if the evidence is not trusted */
	size_t n;
	const char *stage; /* that it judged, or NULL */
	bool trusted, enveloped;
	char index[SHA256_HEX]; /* digest of the index that its run wrote; "": none */
	const char *file;       /* its name in the folder; NULL: must not be added to an index */
	int64_t size, changed;  /* of the file: bytes; mtime, ns since 1970 */
};
/* Extracts the piece of a statement. Returns -1 if the time of its end is invalid. */
int history_piece(struct arena *a, const struct json *reached, const struct statement *s, struct history_piece *out);
/* Sorts, oldest first. The order of the chain takes precedence over the times, because a clock may have been set back.
 */
void history_order(struct history_piece *all, size_t n);

/* ---- history_index.c (no side effects): serializes pieces as an index file, and reads it ----------------- */

/* Writes an index of n pieces. They must be sorted by file, and each must have one. trust: digest of the trusted keys.
 */
void index_put(const struct history_piece *all, size_t n, const char *trust, struct buf *out);
/* Reads an index. Modifies text; the pieces point into it. Returns -1 if it is malformed or was made with other keys.
 */
int index_take(struct arena *a, char *text, const char *trust, struct history_piece **out, size_t *n);

/* ---- history_found.c: collects the pieces that a thread reads ------------------------------------------------ */

/* What a thread needs to know. */
struct history_wanted {
	const struct trust *trust;
	const struct json *reached;  /* for history_verdict */
	const char *const *services; /* the names of this run's services */
	size_t n_services;
};
struct history_found {
	struct arena *a; /* owns everything it points to */
	struct history_piece *pieces;
	size_t n, cap, seen, untrusted;
	struct history_piece *others; /* untrusted pieces, only for the index */
	size_t n_others, cap_others;
	bool any_signed;
	const char *trust; /* digest of the trusted keys, for an index; NULL: no folder was read */
	bool index_counts; /* the folder's index was valid and was used */
	const char **said; /* messages: what was skipped, and where reading ended */
	size_t n_said, cap_said;
};
/* One evidence as read. said: why it is skipped, or NULL. by_rules: history_needs_rules. */
struct history_read {
	struct history_piece piece;
	bool seen, untrusted, by_rules;
	const char *said;
};
/* Reads one evidence. scratch: for temporary values. */
void history_take(struct history_found *out, const struct history_wanted *w, struct arena *scratch, const char *name,
	struct str bytes, struct history_read *was);
/* Adds what was read to the collection. */
void history_add(struct history_found *out, const struct history_read *was);
/* Returns the limit that was reached as text: "2 s" or "64 MiB". Owned by a. */
char *history_bound_text(struct arena *a, const struct bound *b);
/* Adds a message. text must live as long as out->a. */
void history_say(struct history_found *out, const char *text);
/* Reads the notes of a repository until the bound is reached. */
void history_read_notes(
	const char *repository, const struct history_wanted *w, struct bound *b, struct history_found *out);

/* ---- history_folder.c ------------------------------------------------------------------------------------ */

/* Reads the newest LIMIT_EVIDENCE_FILES files of a folder, and older ones as long as a service has no decision on
 * record, newest first, until the bound is reached. Takes unchanged files from the folder's index. Blocks; safe in a
 * thread. */
void history_read_folder(const char *dir, const struct history_wanted *w, struct bound *b, struct history_found *out);
/* Sets *text to the index for the next run. Returns its digest, which this run's evidence records; NULL if there are
 * too few files for an index. */
const char *history_index_text(struct arena *a, const struct history_found *found, struct str *text);
/* Writes the index, unless text is empty. A failure is only reported: the next run then reads the files again. */
void history_index_write(const char *dir, struct str text, struct run_log *log);

#endif
