/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_journal.c: member `journal`: the records of this run's rollback. */
#include "evidence.h"

#include <string.h>

/* Of many moves: the records of the processes before this one, and for its own, whose events the timeline has, the
 * digest of the file as it is now. */
static struct json *before_this(struct arena *a, const struct json *records, const struct journal_entry *entry)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < json_size(records); i++)
		if (json_int(json_get(json_item(records, i), "seq")) <= entry->last_seq)
			json_add(out, json_item(records, i));
	return out;
}

static void put_digest(struct arena *a, const char *path, struct json *out)
{
	struct arena *temporary = arena_new();
	char digest[SHA256_HEX];
	struct str text;
	struct err e;
	if (!file_read_own(temporary, path, LIMIT_EVIDENCE_BYTES, &text, &e)) {
		crypto_sha256_hex(text.p, text.n, digest);
		json_set_int(a, out, "bytes", (int64_t)text.n);
		json_set_string(a, out, "sha256", digest);
	}
	arena_free(temporary);
}

static void put_records(
	struct arena *a, const struct config *c, const struct recovery *recovery, bool many, struct json *out)
{
	const struct journal *journal = recovery->journal;
	struct journal_entry *all;
	size_t n;
	struct err e;
	if ((many && !recovery->entry) || journal_read(a, c->rollback.journal, &journal->trust, &all, &n, &e))
		return;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(all[i].path, journal->path))
			json_set(out, "records", many ? before_this(a, all[i].records, recovery->entry) : all[i].records);
}

struct json *evidence_journal(
	struct arena *a, const struct config *c, const struct release *release, const struct recovery *recovery)
{
	const struct journal *journal = recovery->journal;
	struct json *v = json_new_object(a);
	size_t moves = 0;
	if (!journal->path)
		return NULL;
	for (size_t i = 0; i < release->n_services; i++)
		moves += release->services[i].move != NULL;
	json_set_string(a, v, "file", journal->path);
	json_set_string(a, v, "error", journal->broken ? journal->error.text : NULL);
	json_set_string(a, v, "goesOnWith", recovery->entry ? recovery->entry->head.run : NULL);
	put_records(a, c, recovery, moves > LIMIT_MOVES_WHOLE, v);
	if (moves > LIMIT_MOVES_WHOLE)
		put_digest(a, journal->path, v);
	return v;
}
