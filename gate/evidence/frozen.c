/* SPDX-License-Identifier: Apache-2.0 */
/* frozen.c: finds the minutes of a comparison in the trusted evidence of earlier runs on the same candidate. */
#include "frozen.h"
#include "evidence.h"
#include "history.h"
#include "../source/signal/recorded.h"

#include <string.h>

enum { FILES_MAX = 3 }; /* evidence on the candidate that is read, newest first, until one has the comparison */

struct frozen {
	struct earlier face; /* the first member */
	const struct release *release;
	const char *dir;
	const struct trust *trust;
	struct run_log *log;
};

static bool is_about(const struct history_piece *p, const struct service *s)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->records[i].service, s->now.name) && !strcmp(p->records[i].uid, s->now.uid) &&
			!strcmp(p->records[i].candidate, s->target.candidate->name))
			return true;
	return false;
}

/* Returns the facts of the comparison in one evidence; NULL if it has none, or cannot be read any more. */
static const struct json *facts_in(
	const struct frozen *f, struct arena *a, const struct history_piece *p, const char *alias)
{
	struct str text;
	struct statement s;
	struct err e;
	const char *path = arena_printf(a, "%s/%s", f->dir, p->file);
	if (file_read_own(a, path, LIMIT_EVIDENCE_BYTES, &text, &e) || statement_read(a, path, text, f->trust, &s, &e) ||
		strcmp(s.sha256, p->link.sha256) != 0)
		return NULL;
	return json_get(json_get(statement_facts(a, s.predicate), "comparisons"), alias);
}

static const struct json *basis(
	const struct earlier *of, struct arena *a, const struct observation *l, const char *kind)
{
	const struct frozen *f = (const struct frozen *)of;
	const struct service *s = l->service;
	size_t n, read = 0;
	const struct history_piece *all = history_pieces(f->release, &n);
	while (n-- && read < FILES_MAX) {
		if (!all[n].file || !s->target.candidate || !is_about(&all[n], s))
			continue;
		const struct json *found = json_get(facts_in(f, a, &all[n], l->alias), "basis");
		read++;
		if (!recorded_is_of(found, kind, s))
			continue;
		say_event(f->log, "comparison_continued", s->config->member.alias,
			arena_printf(f->log->a, "comparisons.%s goes on with what the run before used: %s", l->alias, all[n].file));
		return found;
	}
	return NULL;
}

void frozen_open(struct arena *a, const struct config *c, const struct record_of_run *record, struct run_log *log,
	struct release *release)
{
	struct frozen *f = ARENA_NEW(a, struct frozen);
	*f = (struct frozen){
		.face = { basis }, .release = release, .dir = c->evidence.dir, .trust = record->trust, .log = log
	};
	release->earlier = &f->face;
}
