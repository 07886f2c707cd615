/* SPDX-License-Identifier: Apache-2.0 */
/* resume.c: finds unfinished rollbacks in the journal. A run continues one only if one of its PATCHes is in progress,
 * if nothing remains to be sent, or if the run has itself decided to move the same services to the same targets.
 * `rungate resume` continues the newest one. */
#include "watch.h"
#include "../evidence/evidence.h"
#include "../run/memory.h"

#include <string.h>

struct service *resume_service(const struct release *release, const struct traffic_move *m)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct config_service *c = release->services[i].config;
		if (!strcmp(c->service, m->first.id) && !strcmp(c->project, m->first.project) &&
			!strcmp(c->region, m->first.region))
			return &release->services[i];
	}
	return NULL;
}

/* ---- Properties of a journal entry ------------------------------------------------------------------------- */

/* Returns true for a rollback whose end is not in the journal. */
static bool is_open(const struct journal_entry *s)
{
	return s->n && !s->head.promotion && !s->action;
}

/* Returns true if the rollback is open, or ended as failed with services that were not moved. */
static bool is_unfinished(const struct journal_entry *s)
{
	bool left = false;
	for (size_t i = 0; i < s->n; i++)
		left = left ||
			(s->moves[i].state != MOVE_DONE && s->moves[i].state != MOVE_NOT_NEEDED &&
				s->moves[i].state != MOVE_SUPERSEDED);
	return is_open(s) ||
		(s->n && !s->head.promotion && left && !strcmp(s->action, action_name(ACTION_ROLLBACK_FAILED)));
}

/* Returns true if it began more than rollback.resume_age ago, or (clocks may be wrong) that far in the future. */
static bool is_old(struct loop *loop, const struct config *c, const struct journal_entry *s)
{
	int64_t age = loop_wall(loop) - s->begun_at;
	return age > c->rollback.resume_age || -age > c->rollback.resume_age;
}

/* Returns true if the config has all its services, and at least one is selected. */
static bool is_ours(const struct release *release, const struct journal_entry *s)
{
	bool selected = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct service *v = resume_service(release, &s->moves[i]);
		if (!v)
			return false;
		selected = selected || v->selected;
	}
	return selected;
}

static bool is_chosen(const struct service *v)
{
	return v && v->known && v->chosen;
}

/* Returns true if all its services were read, and none was deleted and created again since. */
static bool is_of_these_services(const struct release *release, const struct journal_entry *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct service *v = resume_service(release, &s->moves[i]);
		if (!is_chosen(v) || strcmp(v->now.uid, s->moves[i].first.uid) != 0)
			return false;
	}
	return true;
}

/* The move takes users of this very service away from the candidate that is judged now. v is chosen. */
static bool is_of_candidate(const struct service *v, const struct traffic_move *m)
{
	const struct cloudrun_revision *candidate = v->target.candidate;
	return !strcmp(v->now.uid, m->first.uid) && candidate && !strcmp(candidate->name, m->candidate) &&
		!cloudrun_percent(&m->target, NULL, candidate->name);
}

/* Returns true if it moves traffic away from the candidates that this run judges. */
static bool is_of_this_release(const struct release *release, const struct journal_entry *s)
{
	bool is = is_of_these_services(release, s);
	for (size_t i = 0; is && i < s->n; i++)
		is = is_of_candidate(resume_service(release, &s->moves[i]), &s->moves[i]);
	return is;
}

/* True if desired traffic equals the move's target by revision name. A record ahead of the service does not count. */
static bool has_arrived(const struct service *v, const struct traffic_move *m)
{
	return !cloudrun_follows_latest(&v->now.desired) &&
		cloudrun_same_percents(&v->now.desired, NULL, &m->target, NULL) && m->first.generation <= v->now.generation &&
		m->sent_on <= v->now.generation;
}

/* Returns true if the desired traffic is as it was when the move was planned, and a PATCH, if one was sent, had no
 * effect. */
static bool has_not_begun(const struct service *v, const struct traffic_move *m)
{
	return cloudrun_same_percents(&v->now.desired, v->now.latest_created, &m->first.desired, NULL) &&
		m->first.generation <= v->now.generation && (!m->sent || m->sent_on == v->now.generation);
}

/* ---- Reading the journal ----------------------------------------------------------------------------------- */

enum {
	COPIES_MAX = 64,           /* of the bucket's evidence, to look for a run */
	PASSED_LOCK_MS = 5 * 1000, /* for the locks of a rollback that is not needed any more */
};

/* Returns the action if this file is trusted evidence of the run, or NULL. */
static const char *action_in(struct arena *a, const char *path, const struct trust *t, const char *run)
{
	struct arena *scratch = arena_new();
	const char *action = NULL;
	struct str text;
	struct statement v;
	struct err e;
	if (!file_read_own(scratch, path, LIMIT_EVIDENCE_BYTES, &text, &e) &&
		!statement_read(scratch, path, text, t, &v, &e) && str_is(json_text(json_get(v.predicate, "id")), run))
		action = arena_strdup(a, json_text(json_get(v.predicate, "action")).p);
	arena_free(scratch);
	return action;
}

/* Returns the action in the evidence of the entry's last run, or NULL if there is no such evidence. That process died
 * after it had written evidence and before it closed the journal, so nothing remains to be done. Only trusted evidence
 * counts. */
static const char *on_record(struct arena *a, const struct config *c, const struct record_of_run *record,
	const struct release *release, const struct journal_entry *s)
{
	char **names;
	size_t n, copies = 0;
	struct err e;
	const char *action = NULL;
	/* as for the journal: signatures are required if a key is known */
	const struct trust t = { record->trust->keys, record->trust->n, record->trust->n > 0 };
	const char *own = arena_printf(a, "-%.8s.json", s->last_run);
	if (s->action || release->doubts.evidence || file_list(a, c->evidence.dir, ".json", &names, &n, &e))
		return NULL;
	for (size_t i = n; i-- > 0 && !action;) { /* the newest copy first */
		size_t length = strlen(names[i]), suffix = strlen(own);
		bool is_copy = c->state.bucket && state_is_copy(names[i]) && copies++ < COPIES_MAX;
		if (is_copy || (length > suffix && !strcmp(names[i] + length - suffix, own)))
			action = action_in(a, arena_printf(a, "%s/%s", c->evidence.dir, names[i]), &t, s->last_run);
	}
	return action;
}

/* Reads all entries. Closes those whose end is recorded only in the evidence, and reports untrusted records. */
static void read_entries(struct run *r)
{
	struct err e;
	r->recovery.n_entries = 0;
	r->recovery.entries_read = true;
	if (r->release.doubts.journal) /* reported when the run began */
		return;
	if (journal_read(r->a, r->config.rollback.journal, &r->recovery.journal->trust, &r->recovery.entries,
			&r->recovery.n_entries, &e)) {
		say_note(&r->log, "the journal of earlier rollbacks could not be read: %s", e.text);
		return;
	}
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		struct journal_entry *s = &r->recovery.entries[i];
		if (s->refused)
			say_note(&r->log, "a record of an earlier rollback is ignored: %s", s->refused);
		if (!is_open(s) || !is_ours(&r->release, s))
			continue;
		s->action = on_record(r->a, &r->config, &r->record, &r->release, s);
		if (s->action && !is_unfinished(s)) /* otherwise `rungate resume` may go on with it */
			journal_end_other(r->recovery.journal, s, s->action, s->last_run);
	}
}

static const char *too_old(struct arena *a, const struct config *c, const struct journal_entry *s)
{
	return arena_printf(a,
		"a rollback that began at %s did not finish and is not resumed: its age exceeds rollback.resume_age (%s)",
		clock_time_text(a, s->begun_at), clock_duration_text(a, c->rollback.resume_age));
}

static void left_behind(struct arena *a, struct run_log *log, const struct journal_entry *s)
{
	say_note(log, "another rollback of these services began at %s and did not finish; to finish it: rungate resume",
		clock_time_text(a, s->begun_at));
}

void resume_say(struct run *r)
{
	if (r->recovery.entries_read)
		return;
	read_entries(r);
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		if (!is_open(s) || !is_ours(&r->release, s))
			continue;
		if (is_old(r->loop, &r->config, s))
			say_note(&r->log, "%s", too_old(r->a, &r->config, s));
		else if (is_of_this_release(&r->release, s))
			say_note(&r->log, "a rollback of this release began at %s and did not finish",
				clock_time_text(r->a, s->begun_at));
		else
			left_behind(r->a, &r->log, s);
	}
}

/* ---- Rollbacks that a verdict or an explicit rollback continues -------------------------------------------- */

/* Returns true if the newest change of the service is the PATCH of this move, and Cloud Run is still applying it or
 * applied it during this run. Both are read from the service, not from the journal. */
static bool on_its_way(const struct service *v, const struct traffic_move *m)
{
	bool may_arrive = m->state == MOVE_SENDING || m->state == MOVE_FOLLOWING || m->state == MOVE_UNKNOWN;
	bool newest = m->sent && may_arrive && v->now.generation == m->sent_on + 1 && has_arrived(v, m);
	return newest && (v->superseded || (!cloudrun_settled(&v->now) && !cloudrun_failed(&v->now)));
}

static bool any_on_its_way(const struct release *release, const struct journal_entry *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (on_its_way(resume_service(release, &s->moves[i]), &s->moves[i]))
			return true;
	return false;
}

static bool all_arrived(const struct release *release, const struct journal_entry *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!has_arrived(resume_service(release, &s->moves[i]), &s->moves[i]))
			return false;
	return true;
}

static bool find(struct run *r, bool (*holds)(const struct release *release, const struct journal_entry *s))
{
	r->recovery.entry = NULL;
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		if (is_open(s) && is_ours(&r->release, s) && !is_old(r->loop, &r->config, s) &&
			is_of_this_release(&r->release, s) && holds(&r->release, s))
			r->recovery.entry = s;
	}
	return r->recovery.entry != NULL;
}

bool resume_on_its_way(struct run *r)
{
	resume_say(r);
	return find(r, any_on_its_way);
}

/* If the entry is of this release by all that was read, and one of its PATCHes is in progress: returns its first
 * service that was not read yet. Otherwise NULL. */
static const struct service *unknown_of(const struct release *release, const struct journal_entry *s)
{
	const struct service *unknown = NULL;
	bool arrives = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct service *v = resume_service(release, &s->moves[i]);
		if (!is_chosen(v))
			unknown = unknown ? unknown : v;
		else if (!is_of_candidate(v, &s->moves[i]))
			return NULL;
		else
			arrives = arrives || on_its_way(v, &s->moves[i]);
	}
	return arrives ? unknown : NULL;
}

const struct service *resume_awaits(struct run *r)
{
	const struct service *unknown = NULL;
	resume_say(r);
	for (size_t i = 0; !unknown && i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		if (is_open(s) && is_ours(&r->release, s) && !is_old(r->loop, &r->config, s))
			unknown = unknown_of(&r->release, s);
	}
	return unknown;
}

bool resume_arrived(struct run *r)
{
	resume_say(r);
	return find(r, all_arrived);
}

static bool any_arrived(const struct release *release, const struct journal_entry *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (has_arrived(resume_service(release, &s->moves[i]), &s->moves[i]))
			return true;
	return false;
}

bool resume_say_begun(struct run *r)
{
	resume_say(r);
	if (!find(r, any_arrived))
		return false;
	say_next(&r->log, "to finish the rollback that began at %s: rungate resume",
		clock_time_text(r->a, r->recovery.entry->begun_at));
	r->recovery.entry = NULL;
	return true;
}

/* Returns true if this run may continue the rollback: it was begun, as the services show; what it has not moved yet is
 * unchanged since; and both move the wanted services to the same targets. */
static bool agrees(const struct release *release, const struct journal_entry *s, const bool *wanted)
{
	size_t same = 0, n = 0;
	bool begun = false;
	for (size_t i = 0; i < s->n; i++) {
		const struct traffic_move *m = &s->moves[i];
		const struct service *v = resume_service(release, m);
		bool arrived = has_arrived(v, m);
		bool goes_there = wanted[v->index] && cloudrun_same_percents(&v->target.split, NULL, &m->target, NULL);
		if (!(wanted[v->index] ? goes_there && (arrived || has_not_begun(v, m)) : arrived))
			return false;
		begun = begun || (arrived && !cloudrun_same_percents(&m->first.desired, NULL, &m->target, NULL));
		same += goes_there;
	}
	for (size_t i = 0; i < release->n_services; i++)
		n += wanted[i];
	return begun && same == n;
}

bool resume_agreed(struct run *r, const bool *wanted)
{
	r->recovery.entry = NULL;
	read_entries(r); /* again, because another process may have begun one and died while this run judged */
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		bool its = r->result.verdict == VERDICT_ORDERED ? is_of_these_services(&r->release, s)
														: is_of_this_release(&r->release, s);
		if (is_open(s) && is_ours(&r->release, s) && !is_old(r->loop, &r->config, s) && its &&
			agrees(&r->release, s, wanted))
			r->recovery.entry = s;
	}
	return r->recovery.entry != NULL;
}

bool resume_moved(struct run *r, const struct service *v)
{
	if (!r->recovery.journal->trust.required || r->options->to || r->options->baseline)
		return false;
	resume_say(r);
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		for (size_t j = 0; is_open(s) && is_ours(&r->release, s) && !is_old(r->loop, &r->config, s) &&
			 is_of_these_services(&r->release, s) && j < s->n;
			 j++) {
			const struct traffic_move *m = &s->moves[j];
			bool moved = m->sent && v->now.generation == m->sent_on + 1 && has_arrived(v, m);
			if (resume_service(&r->release, m) == v && moved &&
				!cloudrun_same_percents(&m->first.desired, NULL, &m->target, NULL))
				return true;
		}
	}
	return false;
}

/* Returns the entry of this journal file if it is unfinished, or NULL. */
static const struct journal_entry *unfinished_in(const struct recovery *recovery, const char *path)
{
	for (size_t i = 0; i < recovery->n_entries; i++)
		if (!strcmp(recovery->entries[i].path, path) && is_unfinished(&recovery->entries[i]))
			return &recovery->entries[i];
	return NULL;
}

bool resume_still_left(struct run *r)
{
	const char *path = r->recovery.entry->path;
	read_entries(r);
	r->recovery.entry = unfinished_in(&r->recovery, path);
	return r->recovery.entry != NULL;
}

/* ---- rungate resume ---------------------------------------------------------------------------------------- */

/* Returns NULL, or why the entry cannot be resumed: it has a selected service and one that the config lacks. */
static const char *elsewhere_of(struct arena *a, struct release *release, const struct journal_entry *s)
{
	const struct traffic_move *missing = NULL;
	bool selected = false;
	for (size_t j = 0; j < s->n; j++) {
		const struct service *v = resume_service(release, &s->moves[j]);
		missing = v ? missing : &s->moves[j];
		selected = selected || (v && v->selected);
	}
	if (!missing || !selected)
		return NULL;
	return arena_printf(a,
		"a rollback that began at %s did not finish, and the config lacks one of its services: %s in %s",
		clock_time_text(a, s->begun_at), missing->first.id, missing->first.region);
}

bool resume_left(struct run *r, const char **why)
{
	const char *elsewhere = NULL, *refused = NULL, *old = NULL;
	r->recovery.entry = NULL;
	read_entries(r);
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		refused = s->refused ? arena_printf(r->a, "a record of the journal is not trusted: %s", s->refused) : refused;
		if (!is_unfinished(s))
			continue;
		if (!is_ours(&r->release, s)) {
			const char *where = elsewhere_of(r->a, &r->release, s);
			elsewhere = where ? where : elsewhere;
			continue;
		}
		if (is_old(r->loop, &r->config, s) && !r->options->force) {
			old = too_old(r->a, &r->config, s);
			continue;
		}
		if (r->recovery.entry)
			left_behind(r->a, &r->log, r->recovery.entry);
		r->recovery.entry = s;
	}
	if (r->release.doubts.journal)
		refused = arena_printf(r->a, "the journal of earlier rollbacks is not used: %s", r->release.doubts.journal);
	*why = r->recovery.entry ? NULL : old ? old : elsewhere ? elsewhere : refused;
	if (*why && *why == old)
		say_next(&r->log, "check what serves (rungate status); to resume it anyway: rungate resume --force");
	return r->recovery.entry != NULL;
}

/* ---- Ending journal entries -------------------------------------------------------------------------------- */

/* Returns true if the change includes every service of the entry. */
static bool covers(const struct traffic_change *b, const struct journal_entry *s)
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

void resume_overtake(struct run *r, const struct traffic_change *b)
{
	const char *own = r->recovery.journal->path; /* of an earlier step of this run */
	read_entries(r);
	for (size_t i = 0; i < r->recovery.n_entries; i++) {
		const struct journal_entry *s = &r->recovery.entries[i];
		bool promotion = s->n && s->head.promotion && !s->action; /* nobody goes on with it */
		bool mine = (b->entry && !strcmp(b->entry->path, s->path)) || (own && !strcmp(own, s->path));
		if ((is_unfinished(s) || promotion) && covers(b, s) && !mine)
			journal_end_other(r->recovery.journal, s, "overtaken", r->start.id);
	}
}

/* Returns true if this run judged all services that the entry moves. */
static bool is_judged(const struct release *release, const struct journal_entry *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct service *v = resume_service(release, &s->moves[i]);
		if (!v || !v->selected || !v->target.released)
			return false;
	}
	return true;
}

void resume_end_passed(struct run *r)
{
	const struct journal_entry *all = r->recovery.entries, *s; /* as they are now: each is read again */
	struct journal *j = r->recovery.journal;
	const char *command = r->options->command->name;
	struct err e;
	for (size_t i = 0, n = r->recovery.n_entries; i < n; i++) {
		if (!is_unfinished(&all[i]) || !is_ours(&r->release, &all[i]) || !is_of_this_release(&r->release, &all[i]) ||
			!is_judged(&r->release, &all[i]))
			continue;
		const char **names = ARENA_ARRAY(r->a, const char *, all[i].n + 1);
		for (size_t k = 0; k < all[i].n; k++)
			names[k] = all[i].moves[k].first.name;
		/* if a lock is held, on this machine or in the bucket, another process continues it */
		if (journal_lock(j, names, all[i].n, command, &e) ||
			memory_lock(&r->record.memory, names, all[i].n, command, loop_now(r->loop) + PASSED_LOCK_MS, &e))
			continue;
		read_entries(r);
		if ((s = unfinished_in(&r->recovery, all[i].path)) != NULL)
			journal_end_other(j, s, verdict_name(VERDICT_PASSED), r->start.id);
	}
}
