/* SPDX-License-Identifier: Apache-2.0 */
/* records_name.c: names of the objects that hold journals, and of the files beside a local journal. */
#include "records.h"

#include <string.h>

const char *records_object(struct arena *a, const char *file, const char *what)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	const char *suffix = strstr(name, ".jsonl");
	return arena_printf(a, "journal/%.*s/%s", (int)(suffix ? suffix - name : (ptrdiff_t)strlen(name)), name, what);
}

const char *records_of_run(struct arena *a, const char *run)
{
	return arena_printf(a, ".%s", arena_strndup(a, run, strnlen(run, JOURNAL_RUN_DIGITS)));
}

const char *records_sent(struct arena *a, const char *file)
{
	return arena_printf(a, "%s.sent", file);
}

const char *records_number(struct arena *a, int64_t number)
{
	return arena_printf(a, "%06lld", (long long)number);
}

void records_mark_sent(struct state *s, const char *file)
{
	const char *sent = records_sent(s->a, file);
	struct err e;
	if (!file_exists(sent) && file_write_own(sent, "", 0, &e))
		s->say(s->arg, e.text);
}
