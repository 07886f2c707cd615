/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c: PURE. A target and a fresh read -> the whole traffic list to send: every tag kept, LATEST replaced. */
#include "rollback.h"

#include <string.h>

static const struct run_revision *latest_of(const struct run_service *s, const struct run_revision *revisions, size_t n)
{
	return run_revision_named(revisions, n, s->latest_created);
}

static bool follows_latest(const struct run_split *split)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->rows[i].latest && split->rows[i].percent > 0)
			return true;
	return false;
}

/* The wish is the target's, or differs only by a LATEST row whose revision is not Ready and so gets nobody. */
static bool wish_will_do(const struct run_service *fresh, const struct run_split *target, const struct run_revision *revisions, size_t n)
{
	const struct run_revision *latest = latest_of(fresh, revisions, n);
	if (run_same_percents(&fresh->desired, fresh->latest_created, target, NULL))
		return true;
	if (!follows_latest(&fresh->desired) || !latest || latest->ready)
		return false;
	return run_same_percents(&fresh->desired, fresh->latest_ready, target, NULL);
}

void plan_rollback(struct arena *a, const struct run_service *fresh, const struct run_split *target,
                   const struct run_revision *revisions, size_t n, bool pin, struct plan *out)
{
	struct plan p = { .target = run_resolved(a, target, NULL) };
	struct run_split *t = &p.traffic;
	t->rows = ARENA_ARRAY(a, struct run_target, p.target.n + fresh->desired.n + 1);
	for (size_t i = 0; i < p.target.n; i++)
		t->rows[t->n++] = p.target.rows[i];
	for (size_t i = 0; i < fresh->desired.n; i++) {
		const struct run_target *row = &fresh->desired.rows[i];
		if (row->tag)
			t->rows[t->n++] = (struct run_target){ .latest = row->latest, .revision = row->revision, .tag = row->tag };
	}
	p.replaces_latest = follows_latest(&fresh->desired);
	bool there = run_same_percents(&fresh->effective, fresh->latest_ready, &p.target, NULL);
	if (pin)
		p.needed = !there || p.replaces_latest || !run_same_percents(&fresh->desired, NULL, &p.target, NULL);
	else
		p.needed = !there || !wish_will_do(fresh, &p.target, revisions, n);
	*out = p;
}

bool plan_reached(const struct plan *p, const struct run_service *s)
{
	bool settled = !s->reconciling && (s->generation == s->observed_generation || run_failed(s));
	return settled && !follows_latest(&s->desired) && run_same_percents(&s->desired, NULL, &p->target, NULL) &&
		run_same_percents(&s->effective, s->latest_ready, &p->target, NULL);
}

char *plan_command(struct arena *a, const struct run_service *s, const struct run_split *target)
{
	char *list = arena_strdup(a, "");
	for (size_t i = 0; i < target->n; i++)
		list = arena_printf(a, "%s%s%s=%d", list, i ? "," : "", target->rows[i].revision, target->rows[i].percent);
	return arena_printf(a, "gcloud run services update-traffic %s --to-revisions=%s --region=%s --project=%s", s->id, list,
		s->region, s->project);
}
