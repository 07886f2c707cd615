/* SPDX-License-Identifier: Apache-2.0 */
/* journal.h: shared by the files that write and read journals. */
#ifndef ROLLBACK_JOURNAL_H
#define ROLLBACK_JOURNAL_H

#include "../gate/base/file_record.h"
#include "rollback.h"

/* The longest record, in bytes. */
enum { JOURNAL_LINE_MAX = 1024 * 1024 };

/* Records the first error that makes the journal incomplete. what: the prefix of the message ("the lock" or a file). */
void journal_break(struct journal *j, const struct err *e, const char *what);
/* Opens a journal file for appending. Closed with the journal's arena. */
int journal_open_own(struct journal *j, const char *path, int *fd, struct err *e);
/* journal_lock.c: adds the identity of this process to a record: command, pid, host, boot, since. */
void journal_set_owner(struct journal *j, struct json *v, const char *command);

/* ---- journal_seal.c (no side effects): digests and signatures of records ---- */

/*
 * Completes a record. With a key, adds `after` (the name of the previous record; NULL: it is the first) and
 * `signature`. Always adds `check`, a digest of the record. *name: the name by which the next record refers to this
 * one, a digest of what is signed.
 */
int journal_seal(struct arena *a, struct json *record, const char *after, const struct crypto_key *key,
	const char **name, struct err *e);
/* Returns true if `check` matches the record, and removes it. */
bool journal_whole(struct arena *a, struct json *record);
/* Returns NULL, or why a complete record is not trusted with these keys. Removes `signature`; *name as above. */
const char *journal_trusted(struct arena *a, struct json *record, const struct journal_trust *t, const char **name);

/* ---- journal_shape.c (no side effects): the form of records ---- */

/* Returns NULL, or why the first record of a rollback must not be used: invalid names or splits. */
const char *journal_begin_wrong(struct arena *a, const struct json *record);
/* The same for an intent or an acknowledgement. */
const char *journal_step_wrong(const struct json *record);
/* Returns the split of rows of {revision, percent}, unchecked. */
struct cloudrun_split journal_split(struct arena *a, const struct json *rows);

#endif
