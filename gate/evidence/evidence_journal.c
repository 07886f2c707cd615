/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_journal.c: the journal of this run's rollback, for evidence. */
#include "evidence.h"

#include <string.h>

struct json *evidence_journal(struct arena *a, const struct config *c, const struct recovery *recovery)
{
	struct json *v = json_new_object(a);
	struct journal_entry *all;
	size_t n;
	struct err e;
	if (!recovery->journal->path)
		return NULL;
	json_set_string(a, v, "file", recovery->journal->path);
	json_set_string(a, v, "error", recovery->journal->broken ? recovery->journal->error.text : NULL);
	json_set_string(a, v, "goesOnWith", recovery->entry ? recovery->entry->head.run : NULL);
	if (!journal_read(a, c->rollback.journal, &recovery->journal->trust, &all, &n, &e))
		for (size_t i = 0; i < n; i++)
			if (!strcmp(all[i].path, recovery->journal->path))
				json_set(v, "records", all[i].records);
	return v;
}
