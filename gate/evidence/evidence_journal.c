/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_journal.c: the journal of this run's rollback, for evidence. */
#include "evidence.h"

#include <string.h>

struct json *evidence_journal(struct run *r)
{
	struct json *v = json_new_object(r->a);
	struct journal_story *all;
	size_t n;
	struct err e;
	if (!r->recovery.journal->path)
		return NULL;
	json_set_string(r->a, v, "file", r->recovery.journal->path);
	json_set_string(r->a, v, "error", r->recovery.journal->broken ? r->recovery.journal->error.text : NULL);
	json_set_string(r->a, v, "goesOnWith", r->recovery.story ? r->recovery.story->head.run : NULL);
	if (!journal_read(r->a, r->config.rollback.journal, &r->recovery.journal->trust, &all, &n, &e))
		for (size_t i = 0; i < n; i++)
			if (!strcmp(all[i].path, r->recovery.journal->path))
				json_set(v, "records", all[i].records);
	return v;
}
