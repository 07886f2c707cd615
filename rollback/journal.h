/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h: what writing and reading a journal agree on. */
#ifndef ROLLBACK_JOURNAL_H
#define ROLLBACK_JOURNAL_H

#include "../gate/base/file_record.h"
#include "rollback.h"

enum { JOURNAL_LINE_MAX = 1024 * 1024 };

/* The first reason why the journal is not kept stays: what ("the lock", a file) goes before the error. */
void journal_break(struct journal *j, const struct err *e, const char *what);
/* Opens one of its files for appending, and closes it with the journal's arena. */
int journal_open_own(struct journal *j, const char *path, int *fd, struct err *e);
/* journal_lock.c: adds who this process is to a record: command, pid, host, boot, since. */
void journal_set_owner(struct journal *j, struct json *v, const char *command);

/* ---- journal_seal.c (PURE) ---- */

/* The last members of a record: with a key `after` (the name of the record before it; NULL: it is the first) and
 * `signature`; `check` last. *name: what the next record calls this one, a digest of what is signed. */
int journal_seal(struct arena *a, struct json *record, const char *after, const struct crypto_key *key,
	const char **name, struct err *e);
/* Is the record as it was written? Takes `check` out of it. */
bool journal_whole(struct arena *a, struct json *record);
/* NULL, or why a whole record does not count under these keys. Takes `signature` out of it; *name as above. */
const char *journal_trusted(struct arena *a, struct json *record, const struct journal_trust *t, const char **name);

/* ---- journal_shape.c (PURE) ---- */

/* NULL, or why the beginning of a rollback may not be acted on: names that are none, a split that is none. */
const char *journal_begin_wrong(struct arena *a, const struct json *record);
/* The same for an intent or an acknowledgement. */
const char *journal_step_wrong(const struct json *record);
/* The split in rows of {revision, percent}, as it stands there. */
struct run_split journal_split(struct arena *a, const struct json *rows);

#endif
