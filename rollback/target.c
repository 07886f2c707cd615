/* SPDX-License-Identifier: Apache-2.0 */
/* target.c: chooses the revision that is judged and where a rollback returns to, with the reasons. No side effects. */
#include "rollback.h"

#include <string.h>

const char *baseline_source_name(enum baseline_source s)
{
	static const char *const names[] = {
		[BASELINE_NONE] = "none",
		[BASELINE_SNAPSHOT] = "snapshot",
		[BASELINE_EVIDENCE] = "evidence",
		[BASELINE_GUESS] = "guess",
		[BASELINE_ORDER] = "order",
		[BASELINE_BEFORE] = "before",
	};
	return names[s];
}

/* ---- What is known about one service -------------------------------------------------------- */

static const struct cloudrun_revision *named(const struct target_input *in, const char *name)
{
	return cloudrun_revision_named(in->revisions, in->n_revisions, name);
}

static int desired_percent(const struct target_input *in, const char *revision)
{
	return cloudrun_percent(&in->service->desired, in->service->latest_created, revision);
}

static int served(const struct target_input *in, const char *revision)
{
	return cloudrun_percent(&in->service->effective, in->service->latest_ready, revision);
}

static bool is_tagged(const struct cloudrun_split *split, const char *revision)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->rows[i].tag && !plan_is_try_tag(split->rows[i].tag) && split->rows[i].revision &&
			!strcmp(split->rows[i].revision, revision))
			return true;
	return false;
}

/* A tagged revision without traffic is only being tested. PLAN_TRY_TAG, left by a killed process, does not count. */
static bool is_preview(const struct target_input *in, const char *revision)
{
	bool tagged = is_tagged(&in->service->desired, revision) || is_tagged(&in->service->effective, revision);
	return tagged && !desired_percent(in, revision) && !served(in, revision);
}

static bool is_ours(const struct target_input *in, const struct record *r)
{
	return !strcmp(r->service, in->service->name) && !strcmp(r->uid, in->service->uid);
}

static enum record_verdict last_verdict(const struct target_input *in, const char *revision)
{
	enum record_verdict last = RECORD_OTHER;
	for (size_t i = 0; i < in->records->n; i++) {
		const struct record *r = &in->records->items[i];
		if (is_ours(in, r) && !strcmp(r->candidate, revision) && r->verdict != RECORD_OTHER)
			last = r->verdict;
	}
	return last;
}

/* The newest record that decided something: a verdict, or a move together with another service. */
static const struct record *last_decided(const struct target_input *in)
{
	for (size_t i = in->records->n; i > 0; i--) {
		const struct record *r = &in->records->items[i - 1];
		if (is_ours(in, r) && (r->verdict != RECORD_OTHER || r->moved))
			return r;
	}
	return NULL;
}

/* The record that moved traffic away from a revision or condemned it, if no later record passed it; else NULL. */
static const struct record *set_back(const struct target_input *in, const char *revision)
{
	const struct record *back = NULL;
	for (size_t i = 0; i < in->records->n; i++) {
		const struct record *r = &in->records->items[i];
		if (!is_ours(in, r) || strcmp(r->candidate, revision) != 0)
			continue;
		if (r->moved || r->verdict == RECORD_FAILED)
			back = r;
		else if (r->verdict == RECORD_PASSED)
			back = NULL;
	}
	return back;
}

static const struct snapshot_service *snapshot_known(const struct target_input *in)
{
	const struct snapshot_service *s = snapshot_of(in->snapshot, in->service->name);
	bool young = s && in->now - s->taken_at <= in->snapshot_age;
	return young && !strcmp(s->uid, in->service->uid) ? s : NULL;
}

static const char *refused(const struct target_input *in, const char *revision)
{
	for (size_t i = 0; i < in->refused->n; i++)
		if (!strcmp(in->refused->items[i].revision, revision))
			return in->refused->items[i].why;
	return NULL;
}

/* ---- Candidate ---------------------------------------------------------------------------------- */

static const struct cloudrun_revision *newest_desired(const struct target_input *in)
{
	for (size_t i = 0; i < in->n_revisions; i++)
		if (desired_percent(in, in->revisions[i].name) > 0)
			return &in->revisions[i];
	return NULL;
}

/* Returns true if r is newer than all revisions of the split that still exist. */
static bool newer_than(
	const struct target_input *in, const struct cloudrun_revision *r, const struct cloudrun_split *split)
{
	for (size_t i = 0; i < split->n; i++) {
		const struct cloudrun_revision *s = named(in, split->rows[i].revision);
		if (s && s <= r) /* the list is sorted newest first */
			return false;
	}
	return true;
}

static const struct cloudrun_revision *latest_created(const struct target_input *in)
{
	const struct cloudrun_revision *r = named(in, in->service->latest_created);
	return r ? r : in->n_revisions ? &in->revisions[0] : NULL;
}

static const struct cloudrun_revision *candidate_of(const struct target_input *in)
{
	const struct cloudrun_revision *r = newest_desired(in);
	const struct snapshot_service *snapshot = snapshot_known(in);
	const struct record *last = last_decided(in);
	if (!r)
		return latest_created(in);
	if (snapshot)
		return newer_than(in, r, &snapshot->split) ? r : latest_created(in);
	if (last && last->after.n)
		return newer_than(in, r, &last->after) ? r : latest_created(in);
	return in->now - r->created_at <= in->release_window ? r : latest_created(in);
}

static int choose_candidate(struct arena *a, const struct target_input *in, struct target *t, struct err *e)
{
	if (!in->candidate) {
		t->candidate = candidate_of(in);
		return 0;
	}
	t->candidate = named(in, in->candidate);
	if (t->candidate)
		return 0;
	char *names = arena_strdup(a, "");
	for (size_t i = 0; i < in->n_revisions && i < 5; i++)
		names = arena_printf(a, "%s%s%s", names, i ? ", " : "", in->revisions[i].name);
	return err_set(
		e, ERR_NOT_FOUND, "revision %s does not exist; the newest are %s", in->candidate, *names ? names : "none");
}

/* ---- Baseline -------------------------------------------------------------------------------------- */

static void set_baseline(
	struct arena *a, struct target *t, const struct cloudrun_revision *r, enum baseline_source source)
{
	t->split.rows = ARENA_ARRAY(a, struct cloudrun_target, 1);
	t->split.rows[0] = (struct cloudrun_target){ .revision = r->name, .percent = 100 };
	t->split.n = 1;
	t->baseline = r;
	t->source = source;
}

void target_set_split(
	struct target *t, const struct cloudrun_split *split, const struct cloudrun_revision *revisions, size_t n)
{
	const struct cloudrun_target *most = &split->rows[0];
	for (size_t i = 1; i < split->n; i++)
		if (split->rows[i].percent > most->percent)
			most = &split->rows[i];
	t->split = *split;
	t->baseline = cloudrun_revision_named(revisions, n, most->revision);
	t->source = BASELINE_BEFORE;
	t->first_deploy = false;
	t->unfit = NULL;
}

static bool in_split(const struct cloudrun_split *split, const char *revision)
{
	return cloudrun_percent(split, NULL, revision) > 0;
}

/* Returns a revision that served since the snapshot and is neither the candidate nor in the snapshot; else NULL. */
static const char *served_since(const struct target_input *in, const struct target *t, const struct snapshot_service *s)
{
	for (size_t i = 0; i < in->n_revisions; i++) {
		const struct cloudrun_revision *r = &in->revisions[i];
		if (r == t->candidate || in_split(&s->split, r->name))
			continue;
		bool between = r->created_at > s->taken_at && r > t->candidate;
		if (desired_percent(in, r->name) || served(in, r->name))
			return r->name;
		if (between && r->ready && !is_preview(in, r->name) && !set_back(in, r->name))
			return r->name;
	}
	for (size_t i = 0; i < in->records->n; i++) {
		const struct record *r = &in->records->items[i];
		for (size_t j = 0; is_ours(in, r) && r->at > s->taken_at && j < r->after.n; j++)
			if (strcmp(r->after.rows[j].revision, t->candidate->name) != 0 &&
				!in_split(&s->split, r->after.rows[j].revision) && !set_back(in, r->after.rows[j].revision))
				return r->after.rows[j].revision;
	}
	return NULL;
}

static const char *snapshot_refused(
	struct arena *a, const struct target_input *in, const struct target *t, const struct snapshot_service *s)
{
	if (strcmp(s->uid, in->service->uid) != 0)
		return "it is from a service that was deleted and created again";
	if (in->now - s->taken_at > in->snapshot_age)
		return arena_printf(a, "it is older than %s", clock_duration_text(a, in->snapshot_age));
	if (t->in_snapshot && !in->to_snapshot)
		return "it shows that the candidate already served";
	if (!t->in_snapshot && s->taken_at >= t->candidate->created_at)
		return arena_printf(a, "it was taken after %s was created", t->candidate->name);
	for (size_t i = 0; i < s->split.n; i++)
		if (refused(in, s->split.rows[i].revision))
			return arena_printf(
				a, "%s is not fit: %s", s->split.rows[i].revision, refused(in, s->split.rows[i].revision));
	const char *other = served_since(in, t, s);
	if (other)
		return arena_printf(a, "%s may have served since it was taken", other);
	return guard_unfit(a, &s->split, in->revisions, in->n_revisions);
}

static bool from_snapshot(struct arena *a, const struct target_input *in, struct target *t)
{
	const struct snapshot_service *s = snapshot_of(in->snapshot, in->service->name);
	bool older = t->candidate != &in->revisions[in->n_revisions - 1];
	if (!s && in->snapshot && older)
		t->snapshot_passed_over = "it does not contain this service";
	if (!s)
		return false;
	const char *why = snapshot_refused(a, in, t, s);
	if (why) {
		bool at_rest = t->in_snapshot && !in->to_snapshot; /* nothing was deployed, so there is nothing to roll back */
		t->snapshot_passed_over = at_rest ? NULL : why;
		return false;
	}
	target_set_split(t, &s->split, in->revisions, in->n_revisions);
	t->source = BASELINE_SNAPSHOT;
	t->snapshot_counts = true;
	return true;
}

static bool moved_away_later(const struct target_input *in, size_t from, const char *revision)
{
	for (size_t i = from + 1; i < in->records->n; i++) {
		const struct record *r = &in->records->items[i];
		if (is_ours(in, r) && r->moved && !strcmp(r->candidate, revision))
			return true;
	}
	return false;
}

static bool from_evidence(struct arena *a, const struct target_input *in, struct target *t)
{
	const struct cloudrun_revision *best = NULL;
	for (size_t i = in->records->n; i > 0; i--) {
		const struct record *r = &in->records->items[i - 1];
		const struct cloudrun_revision *v = is_ours(in, r) && r->verdict == RECORD_PASSED ? named(in, r->candidate)
																						  : NULL;
		if (v && v > t->candidate && v->ready && !refused(in, v->name) && !moved_away_later(in, i - 1, v->name) &&
			last_verdict(in, v->name) == RECORD_PASSED && (!best || v < best))
			best = v;
	}
	if (best)
		set_baseline(a, t, best, BASELINE_EVIDENCE);
	return best != NULL;
}

/* Returns true if a part of the snapshot's split had traffic, whatever its tags. */
static bool in_known_snapshot(const struct target_input *in, const char *revision)
{
	const struct snapshot_service *s = snapshot_known(in);
	return s && in_split(&s->split, revision);
}

static const char *why_not(struct arena *a, const struct target_input *in, const struct cloudrun_revision *r)
{
	if (!r->ready)
		return arena_printf(a, "not ready%s%s", r->ready_message ? ": " : "", r->ready_message ? r->ready_message : "");
	if (is_preview(in, r->name) && !in_known_snapshot(in, r->name))
		return "a preview: tagged, without traffic";
	if (last_verdict(in, r->name) == RECORD_FAILED)
		return "failed its last verdict";
	if (set_back(in, r->name))
		return "traffic was moved away from it";
	return refused(in, r->name);
}

static void from_guess(struct arena *a, const struct target_input *in, struct target *t)
{
	char *unfit = arena_strdup(a, "");
	size_t older = 0;
	for (size_t i = 0; i < in->n_revisions; i++) {
		const struct cloudrun_revision *r = &in->revisions[i];
		if (r <= t->candidate)
			continue;
		const char *why = why_not(a, in, r);
		if (!why) {
			set_baseline(a, t, r, BASELINE_GUESS);
			return;
		}
		if (older++ < 5)
			unfit = arena_printf(a, "%s%s%s (%s)", unfit, *unfit ? "; " : "", r->name, why);
	}
	t->first_deploy = older == 0;
	t->unfit = older ? unfit : NULL;
}

static void from_order(struct arena *a, const struct target_input *in, struct target *t)
{
	const struct cloudrun_revision *r = named(in, in->baseline);
	if (!r)
		t->unfit = arena_printf(a, "revision %s does not exist", in->baseline);
	else if (!r->ready)
		t->unfit = arena_printf(
			a, "%s is not ready%s%s", r->name, r->ready_message ? ": " : "", r->ready_message ? r->ready_message : "");
	else if (refused(in, r->name))
		t->unfit = arena_printf(a, "%s is not fit: %s", r->name, refused(in, r->name));
	else
		set_baseline(a, t, r, BASELINE_ORDER);
}

/* ---- Choosing -------------------------------------------------------------------------------------- */

const struct cloudrun_revision *target_newer(
	const struct cloudrun_service *s, const struct cloudrun_revision *revisions, const struct cloudrun_revision *than)
{
	const struct cloudrun_revision *newest = &revisions[0];
	if (!than || than == newest)
		return NULL;
	bool serves = cloudrun_percent(&s->desired, s->latest_created, newest->name) ||
		cloudrun_percent(&s->effective, s->latest_ready, newest->name);
	return serves ? NULL : newest;
}

/* What earlier runs recorded about the candidate. */
static void from_records(const struct target_input *in, struct target *t)
{
	const char *name = t->candidate->name;
	const struct record *back = set_back(in, name);
	enum record_verdict last = last_verdict(in, name);
	t->candidate_condemned = last == RECORD_FAILED;
	t->candidate_passed = last == RECORD_PASSED;
	for (size_t i = 0; i < in->records->n; i++) {
		const struct record *r = &in->records->items[i];
		if (!is_ours(in, r) || strcmp(r->candidate, name) != 0)
			continue;
		bool with_users = r->verdict == RECORD_PASSED && in_split(&r->after, name);
		t->seen_at = t->seen_at ? t->seen_at : r->at;
		if (with_users && !t->passed_at)
			t->passed_again = r->again;
		t->passed_at = r->moved ? 0 : with_users && !t->passed_at ? r->at : t->passed_at;
	}
	if (back && !desired_percent(in, name) && !served(in, name)) {
		t->back_at = back->at;
		t->went_back_with = back->with;
	}
}

int target_choose(struct arena *a, const struct target_input *in, struct target *out, struct err *e)
{
	struct target t = { 0 };
	const struct snapshot_service *snapshot = snapshot_known(in);
	if (choose_candidate(a, in, &t, e))
		return -1;
	if (t.candidate) {
		from_records(in, &t);
		t.newer = target_newer(in->service, in->revisions, t.candidate);
		t.snapshot_known = snapshot != NULL;
		t.snapshot_at = snapshot ? snapshot->taken_at : 0;
		t.in_snapshot = snapshot && in_split(&snapshot->split, t.candidate->name);
		if (in->baseline)
			from_order(a, in, &t);
		else if (!from_snapshot(a, in, &t) && !from_evidence(a, in, &t))
			from_guess(a, in, &t);
	}
	*out = t;
	return 0;
}
