/* SPDX-License-Identifier: Apache-2.0 */
/* target_release.c: decides which services are part of the release that is judged, and which are judged although they
 * are not. No side effects. */
#include "rollback.h"

static int64_t recorded_at(const struct target *t, const struct release_rules *rules)
{
	return t->snapshot_at ? t->snapshot_at : rules->snapshot_at;
}

/*
 * Returns true if a candidate is newer than the snapshot: then the snapshot was taken before the deploy, as intended.
 */
static bool deployed_since(const struct target *targets, size_t n, const struct release_rules *rules)
{
	for (size_t i = 0; i < n; i++)
		if (targets[i].candidate && targets[i].candidate->created_at > recorded_at(&targets[i], rules))
			return true;
	return false;
}

/* Returns true if the snapshot shows a candidate that was deployed shortly before and never passed: then it was taken
 * after the deploy. */
static bool taken_late(const struct target *t, const struct release_rules *rules)
{
	return t->in_snapshot && !t->passed_at && recorded_at(t, rules) - t->candidate->created_at <= rules->release_window;
}

static int64_t newest_creation(const struct target *targets, size_t n)
{
	int64_t newest = INT64_MIN;
	for (size_t i = 0; i < n; i++)
		if (targets[i].candidate && targets[i].candidate->created_at > newest)
			newest = targets[i].candidate->created_at;
	return newest;
}

/* Returns true if no evidence before back_at names the candidate and, if it is no longer released, it passed since. */
static bool newer_than(const struct target *t, int64_t back_at)
{
	bool newer = !t->seen_at || t->seen_at > back_at;
	return newer && !t->back_at && (t->released || t->passed_at > back_at);
}

static bool newer_of_another(const struct target *targets, size_t n, size_t i, const struct release_rules *rules)
{
	for (size_t j = 0; j < n; j++)
		if (j != i && rules->asked[j] && targets[j].candidate && newer_than(&targets[j], targets[i].back_at))
			return true;
	return false;
}

static void stand_back(struct target *targets, size_t n, const struct release_rules *rules)
{
	for (size_t i = 0; i < n; i++)
		if (targets[i].released && targets[i].back_at && newer_of_another(targets, n, i, rules))
			targets[i].stands_back = true;
	for (size_t i = 0; i < n; i++)
		targets[i].released = targets[i].released && !targets[i].stands_back;
}

/* A service at its baseline is judged again only if nothing else was requested. */
static void judge_again(struct target *targets, size_t n, const struct release_rules *rules)
{
	bool others = false;
	for (size_t i = 0; i < n; i++) {
		if (targets[i].released && rules->asked[i])
			return;
		others = others || (rules->asked[i] && targets[i].candidate && !targets[i].back_at);
	}
	for (size_t i = 0; i < n; i++) {
		struct target *t = &targets[i];
		if (!rules->asked[i] || !t->candidate)
			continue;
		t->again = t->released = !others || !t->back_at;
		t->stands_back = !t->again;
	}
}

void target_release(struct target *targets, size_t n, const struct release_rules *rules)
{
	int64_t newest = newest_creation(targets, n);
	bool may_be_late = rules->snapshot_at && !rules->snapshot_first && !deployed_since(targets, n, rules);
	for (size_t i = 0; i < n; i++) {
		struct target *t = &targets[i];
		t->again = t->stands_back = t->released = t->snapshot_late = false;
		if (!t->candidate)
			continue;
		t->snapshot_late = may_be_late && taken_late(t, rules);
		if (t->snapshot_known && !t->snapshot_late)
			t->released = !t->in_snapshot;
		else
			t->released = (!t->passed_at && newest - t->candidate->created_at <= rules->release_window) ||
				i == rules->only;
	}
	stand_back(targets, n, rules);
	if (rules->again)
		judge_again(targets, n, rules);
}

bool target_young(const struct target *t, int64_t now, int64_t release_window)
{
	int64_t created = t->candidate->created_at, passed = t->passed_again ? 0 : t->passed_at;
	return now - (created > passed ? created : passed) <= release_window;
}
