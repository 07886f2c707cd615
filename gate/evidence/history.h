/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h: earlier evidence of a run: the records of evidence.dir and, with trusted keys, of the repository's notes.
 * They are read in threads, within LIMIT_HISTORY_MS and LIMIT_HISTORY_BYTES each, beside the first requests and never
 * before them. Whoever waits for run.looks.pending waits for them too.
 */
#ifndef GATE_HISTORY_H
#define GATE_HISTORY_H

#include "chain.h"

struct observations;
struct release;
struct run;
struct run_log;
/* Once a run, after its first requests were begun; then it does nothing. Ends in run.release.records, oldest first, and
 * run.record.key_used. What cannot be read or is not trusted is passed over, and said. then (may be NULL) is called
 * from the loop once all has been read, unless history_close came first. */
void history_start(struct run *r, void (*then)(struct run *r));
/* What has not been read by now decides nothing, and that is said. Nothing where all has been read. */
void history_close(const struct release *release, struct observations *observations);
/* Runs the loop until all has been read, in a bounded while; begins it where nothing has. */
void history_wait(struct run *r);
/* The index of the folder as it was read, and its digest; NULL: there is none to write. */
const char *history_index(struct arena *a, const struct release *release, struct str *text);

/* ---- history.c (PURE): what earlier evidence says of the services ---------------------------------------- */

/* Passed: the run passed and judged this service's candidate. Failed: the run condemned it. The alias is the service's
 * in the evidence. reached (may be NULL): "group.alias" of a probe, metric or log -> the service that it reaches, for
 * evidence of before `condemned` was recorded. */
enum record_verdict history_verdict(
	const struct json *reached, const struct json *predicate, const char *alias, const struct json *service);
/* Does a verdict of it depend on its rules, and on what this run's config makes of them? */
bool history_needs_rules(const struct json *predicate);
/* What one evidence says, without the rest of it; all that it points to is of a. */
struct history_piece {
	struct link link;
	int64_t at;             /* it finished, unix ms */
	struct record *records; /* one a service; none where it is not trusted */
	size_t n;
	bool trusted, enveloped;
	char index[SHA256_HEX]; /* of the index that its run left; "": none */
	const char *file;       /* its name in the folder; NULL: no index may hold it */
	int64_t size, changed;  /* of the file: bytes; mtime, ns since 1970 */
};
int history_piece(struct arena *a, const struct json *reached, const struct statement *s, struct history_piece *out);
/* Oldest first. A clock may have been set back between two runs; the chain tells which came first. */
void history_order(struct history_piece *all, size_t n);

/* ---- history_index.c (PURE): many pieces as one text, and back ------------------------------------------- */

/* trust: a digest of the keys that decided what is trusted. In the order of their files, each of which has one. */
void index_put(const struct history_piece *all, size_t n, const char *trust, struct buf *out);
/* Cuts text in place; what is read points into it. -1: it is no index, or one made under other keys. */
int index_take(struct arena *a, char *text, const char *trust, struct history_piece **out, size_t *n);

/* ---- history_found.c: what was read of a folder or of the notes, in a thread ------------------------------------- */

/* Whose word counts, and what is asked for. */
struct history_wanted {
	const struct trust *trust;
	const struct json *reached;  /* as history_verdict has it */
	const char *const *services; /* the ids of this run's */
	size_t n_services;
};
struct history_found {
	struct arena *a; /* of all that it points to */
	struct history_piece *pieces;
	size_t n, cap, seen, untrusted;
	struct history_piece *others; /* not trusted, for the index */
	size_t n_others, cap_others;
	bool any_signed;
	const char *trust; /* the digest for an index; NULL: no folder was read */
	bool index_counts; /* the index of the folder did */
	const char **said; /* what was passed over, and where reading ended */
	size_t n_said, cap_said;
};
/* One evidence as it was read. said: it is passed over, NULL: it is not. by_rules: history_needs_rules. */
struct history_read {
	struct history_piece piece;
	bool seen, untrusted, by_rules;
	const char *said;
};
/* scratch: for what is not kept. */
void history_take(struct history_found *out, const struct history_wanted *w, struct arena *scratch, const char *name,
	struct str bytes, struct history_read *was);
void history_add(struct history_found *out, const struct history_read *was);
/* The bound that was met, in words: "2 s" or "64 MiB"; a's. */
char *history_bound_text(struct arena *a, const struct bound *b);
void history_say(struct history_found *out, const char *text);
void history_read_notes(
	const char *repository, const struct history_wanted *w, struct bound *b, struct history_found *out);

/* ---- history_folder.c ------------------------------------------------------------------------------------ */

/* The newest LIMIT_EVIDENCE_FILES files of a folder, and older ones while a service has no decision on record, newest
 * first until the bound is met; by its index those that have not changed since. Blocks, and touches nothing but out. */
void history_read_folder(const char *dir, const struct history_wanted *w, struct bound *b, struct history_found *out);
/* The index for the next run; its digest, for this run's evidence. NULL: too little to be worth one. */
const char *history_index_text(struct arena *a, const struct history_found *found, struct str *text);
/* Empty: nothing to write. Where it fails the next run reads what this one has read. */
void history_index_write(const char *dir, struct str text, struct run_log *log);

#endif
