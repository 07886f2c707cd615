/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.c: what a process that died has begun on this release. Whoever comes next, verify, rollback or resume, goes on
 * with it, so that a release has one outcome however often a process is killed on the way.
 */
#include "act.h"
#include "../evidence/evidence.h"

#include <string.h>

struct service *resume_service(const struct run *r, const struct move *m)
{
	for (size_t i = 0; i < r->n_services; i++) {
		const struct config_service *c = r->services[i].config;
		if (!strcmp(c->service, m->first.id) && !strcmp(c->project, m->first.project) && !strcmp(c->region, m->first.region))
			return &r->services[i];
	}
	return NULL;
}

/* It has no end, or one that left services where they were. */
static bool is_unfinished(const struct journal_story *s)
{
	bool left = false;
	if (s->head.promotion)
		return false;
	for (size_t i = 0; i < s->n; i++)
		left = left || (s->moves[i].state != MOVE_DONE && s->moves[i].state != MOVE_NOT_NEEDED && s->moves[i].state != MOVE_SUPERSEDED);
	return s->n && (!s->action || (left && !strcmp(s->action, action_name(ACTION_ROLLBACK_FAILED))));
}

static bool is_ours(const struct run *r, const struct journal_story *s)
{
	bool selected = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct service *v = resume_service(r, &s->moves[i]);
		if (!v)
			return false;
		selected = selected || v->selected;
	}
	return selected;
}

/* Nobody has moved on since: each service is the one of then, and stands where it stood or where it was to go; and
 * what is judged now is what was judged then. */
static bool is_of_this_release(const struct run *r, const struct journal_story *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct move *m = &s->moves[i];
		const struct service *v = resume_service(r, m);
		if (!v || !v->known || !v->chosen || strcmp(v->now.uid, m->first.uid) != 0)
			return false;
		bool there = run_same_percents(&v->now.desired, v->now.latest_created, &m->target, NULL);
		bool before = run_same_percents(&v->now.desired, v->now.latest_created, &m->first.desired, NULL);
		bool same = v->target.candidate && !strcmp(v->target.candidate->name, m->candidate);
		if (r->verdict == VERDICT_ORDERED ? !there && !before : !same)
			return false;
	}
	return true;
}

/* It died between its evidence and the journal's last line: there is nothing left to do, and no second evidence to write. */
static const char *on_record(struct run *r, const struct journal_story *s)
{
	char **names;
	size_t n;
	struct err e;
	struct str text;
	struct statement v;
	const char *dir = r->config.evidence.dir;
	if (s->action || file_list(r->a, dir, arena_printf(r->a, "-%.8s.json", s->last_run), &names, &n, &e))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!file_read(r->a, arena_printf(r->a, "%s/%s", dir, names[i]), LIMIT_EVIDENCE_BYTES, &text, &e) &&
		    !statement_read(r->a, names[i], text, &v, &e) && str_is(json_text(json_get(v.predicate, "id")), s->last_run))
			return json_text(json_get(v.predicate, "action")).p;
	return NULL;
}

static void left_behind(struct run *r, const struct journal_story *s)
{
	say_note(r, "another rollback of these services was begun at %s and not finished: rungate resume",
		clock_time_text(r->a, s->begun_at));
}

bool resume_find(struct run *r, bool any)
{
	struct journal_story *all;
	size_t n;
	struct err e;
	r->story = NULL;
	if (journal_read(r->a, r->config.rollback.journal, &all, &n, &e)) {
		say_note(r, "the journal of earlier rollbacks could not be read: %s", e.text);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (!is_unfinished(&all[i]) || !is_ours(r, &all[i]))
			continue;
		const char *recorded = on_record(r, &all[i]);
		if (recorded)
			journal_end_other(r->journal, &all[i], recorded, all[i].last_run);
		all[i].action = recorded ? recorded : all[i].action;
		if (!is_unfinished(&all[i]))
			continue;
		if (!any && !is_of_this_release(r, &all[i])) {
			left_behind(r, &all[i]);
			continue;
		}
		if (r->story)
			left_behind(r, r->story);
		r->story = &all[i];
	}
	return r->story != NULL;
}

const char *resume_elsewhere(struct run *r)
{
	struct journal_story *all;
	size_t n;
	struct err e;
	if (journal_read(r->a, r->config.rollback.journal, &all, &n, &e))
		return arena_strdup(r->a, e.text);
	for (size_t i = 0; i < n; i++) {
		const struct move *missing = NULL;
		bool selected = false;
		for (size_t j = 0; is_unfinished(&all[i]) && j < all[i].n; j++) {
			const struct service *s = resume_service(r, &all[i].moves[j]);
			missing = s ? missing : &all[i].moves[j];
			selected = selected || (s && s->selected);
		}
		if (missing && selected)
			return arena_printf(r->a, "a rollback begun at %s was not finished, and one of its services is not among these: %s in %s",
				clock_time_text(r->a, all[i].begun_at), missing->first.id, missing->first.region);
	}
	return NULL;
}

static bool covers(const struct rollback *b, const struct journal_story *s)
{
	for (size_t i = 0; i < s->n; i++) {
		bool found = false;
		for (size_t j = 0; j < b->n; j++)
			found = found || !strcmp(b->moves[j].first.name, s->moves[i].first.name);
		if (!found)
			return false;
	}
	return true;
}

void resume_overtake(struct run *r, const struct rollback *b)
{
	struct journal_story *all;
	size_t n;
	struct err e;
	if (journal_read(r->a, r->config.rollback.journal, &all, &n, &e))
		return; /* said when it was looked for */
	for (size_t i = 0; i < n; i++)
		if (is_unfinished(&all[i]) && covers(b, &all[i]) && (!b->story || strcmp(b->story->path, all[i].path) != 0))
			journal_end_other(r->journal, &all[i], "overtaken", r->id);
}

struct json *resume_records(struct run *r)
{
	struct json *v = json_new_object(r->a);
	struct journal_story *all;
	size_t n;
	struct err e;
	if (!r->journal->path)
		return NULL;
	json_set_string(r->a, v, "file", r->journal->path);
	json_set_string(r->a, v, "error", r->journal->broken ? r->journal->error.text : NULL);
	json_set_string(r->a, v, "goesOnWith", r->story ? r->story->head.run : NULL);
	if (!journal_read(r->a, r->config.rollback.journal, &all, &n, &e))
		for (size_t i = 0; i < n; i++)
			if (!strcmp(all[i].path, r->journal->path))
				json_set(v, "records", all[i].records);
	return v;
}
