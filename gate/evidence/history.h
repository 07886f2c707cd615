/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h: earlier evidence of a run: the records of evidence.dir and, with trusted keys, of the repository's notes.
 * They are read in threads, within LIMIT_HISTORY_MS and LIMIT_HISTORY_BYTES each, beside the first requests and never
 * before them. Whoever waits for run.looks.pending waits for them too.
 */
#ifndef GATE_HISTORY_H
#define GATE_HISTORY_H

#include "evidence.h"

struct looks;
struct release;
struct run;
struct run_log;
/* Once a run, after its first requests were begun; then it does nothing. Ends in run.release.records, oldest first, and
 * run.record.key_used. What cannot be read or is not trusted is passed over, and said. */
void history_start(struct run *r);
/* What has not been read by now decides nothing, and that is said. Nothing where all has been read. */
void history_close(const struct release *release, struct looks *looks, struct run_log *log);
/* Runs the loop until all has been read, in a bounded while; begins it where nothing has. */
void history_wait(struct run *r);

/* ---- history.c (PURE): what earlier evidence says of the services ---------------------------------------- */

/* Passed: the run passed and judged this service's candidate. Failed: the run condemned it. The alias is the service's
 * in the evidence. reached (may be NULL): "group.alias" of a probe, metric or log -> the service that it reaches, for
 * evidence of before `condemned` was recorded. */
enum record_verdict history_verdict(const struct json *reached, const struct json *predicate, const char *alias,
	const struct json *service);
/* Does a verdict of it depend on its rules, and on what this run's config makes of them? */
bool history_needs_rules(const struct json *predicate);
/* What one evidence says, without the rest of it; all that it points to is of a. */
struct history_piece { struct link link; int64_t at; struct record *records; size_t n; };
int history_piece(struct arena *a, const struct json *reached, const struct statement *s, struct history_piece *out);
/* Oldest first. A clock may have been set back between two runs; the chain tells which came first. */
void history_order(struct history_piece *all, size_t n);

/* ---- history_read.c: the same of a folder and of the notes, for threads; history.h is for the run ---------------- */

struct history_found {
	struct arena *a;             /* of all that it points to */
	struct history_piece *pieces;
	size_t n, cap, seen, untrusted;
	bool any_signed;
	const char **said;           /* what was passed over, and where reading ended */
	size_t n_said, cap_said;
};
/* The newest files of a folder first, until the bound is met. Blocks, and touches nothing but out. */
void history_read_folder(const char *dir, const struct trust *t, const struct json *reached, struct bound *b,
	struct history_found *out);
void history_read_notes(const char *repository, const struct trust *t, const struct json *reached, struct bound *b,
	struct history_found *out);

#endif
