/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c: computes the traffic list to send from a target and a fresh read. Keeps all tags and replaces LATEST. No side
 * effects. */
#include "rollback.h"

#include <string.h>

static const struct cloudrun_revision *latest_of(
	const struct cloudrun_service *s, const struct cloudrun_revision *revisions, size_t n)
{
	return cloudrun_revision_named(revisions, n, s->latest_created);
}

/* Returns true if the desired split already equals the target, ignoring a LATEST row whose revision is not Ready: it
 * gets no requests. */
static bool desired_will_do(const struct cloudrun_service *fresh, const struct cloudrun_split *target,
	const struct cloudrun_revision *revisions, size_t n)
{
	const struct cloudrun_revision *latest = latest_of(fresh, revisions, n);
	if (cloudrun_same_percents(&fresh->desired, fresh->latest_created, target, NULL))
		return true;
	if (!cloudrun_follows_latest(&fresh->desired) || !latest || latest->ready)
		return false;
	return cloudrun_same_percents(&fresh->desired, fresh->latest_ready, target, NULL);
}

static const char *const try_tags[PLAN_TRY_TAGS] = { PLAN_TRY_TAG, PLAN_TRY_TAG_2 };

bool plan_is_try_tag(const char *tag)
{
	for (size_t i = 0; tag && i < PLAN_TRY_TAGS; i++)
		if (!strcmp(tag, try_tags[i]))
			return true;
	return false;
}

static void put_tag(const struct cloudrun_target *row, struct cloudrun_split *out)
{
	out->rows[out->n++] = (struct cloudrun_target){ .latest = row->latest, .revision = row->revision, .tag = row->tag };
}

void plan_keep_tried(const struct cloudrun_service *fresh, struct plan *p)
{
	for (size_t i = 0; i < fresh->desired.n; i++)
		if (plan_is_try_tag(fresh->desired.rows[i].tag))
			put_tag(&fresh->desired.rows[i], &p->traffic);
}

/* Keeps the tags of others; ours are removed. */
static void keep_tags(const struct cloudrun_service *fresh, struct cloudrun_split *out)
{
	for (size_t i = 0; i < fresh->desired.n; i++) {
		const struct cloudrun_target *row = &fresh->desired.rows[i];
		if (row->tag && !plan_is_try_tag(row->tag))
			put_tag(row, out);
	}
}

void plan_rollback(struct arena *a, const struct cloudrun_service *fresh, const struct cloudrun_split *target,
	const struct cloudrun_revision *revisions, size_t n, bool pin, struct plan *out)
{
	struct plan p = { .aim = AIM_SPLIT, .target = cloudrun_resolved(a, target, NULL) };
	struct cloudrun_split *t = &p.traffic;
	t->rows = ARENA_ARRAY(a, struct cloudrun_target, p.target.n + fresh->desired.n + 1);
	for (size_t i = 0; i < p.target.n; i++)
		t->rows[t->n++] = p.target.rows[i];
	keep_tags(fresh, t);
	p.replaces_latest = cloudrun_follows_latest(&fresh->desired);
	bool there = cloudrun_same_percents(&fresh->effective, fresh->latest_ready, &p.target, NULL);
	if (pin)
		p.needed = !there || p.replaces_latest || !cloudrun_same_percents(&fresh->desired, NULL, &p.target, NULL);
	else
		p.needed = !there || !desired_will_do(fresh, &p.target, revisions, n);
	*out = p;
}

static void put_percents(const struct cloudrun_service *fresh, struct cloudrun_split *out)
{
	for (size_t i = 0; i < fresh->desired.n; i++) {
		struct cloudrun_target row = fresh->desired.rows[i];
		row.tag = row.uri = NULL;
		if (row.percent)
			out->rows[out->n++] = row;
	}
}

void plan_aim(struct arena *a, const struct cloudrun_service *fresh, const struct cloudrun_split *target, enum aim aim,
	struct plan *out)
{
	struct plan p = { .aim = aim, .target = cloudrun_resolved(a, target, NULL) };
	struct cloudrun_split *t = &p.traffic;
	t->rows = ARENA_ARRAY(a, struct cloudrun_target, 2 * fresh->desired.n + 1 + PLAN_TRY_TAGS);
	if (aim == AIM_LATEST)
		t->rows[t->n++] = (struct cloudrun_target){ .latest = true, .percent = 100 };
	else
		put_percents(fresh, t);
	keep_tags(fresh, t);
	for (size_t i = 0; aim == AIM_TRY && i < p.target.n && i < PLAN_TRY_TAGS; i++)
		t->rows[t->n++] = (struct cloudrun_target){ .revision = p.target.rows[i].revision, .tag = try_tags[i] };
	p.needed = !plan_reached(&p, fresh);
	*out = p;
}

/* Returns the row with this tag, or NULL. Somebody may have let it follow LATEST. */
static const struct cloudrun_target *tagged(const struct cloudrun_split *split, const char *tag)
{
	for (size_t i = 0; i < split->n; i++)
		if (split->rows[i].tag && !strcmp(split->rows[i].tag, tag))
			return &split->rows[i];
	return NULL;
}

static bool has_try_tag(const struct cloudrun_split *split)
{
	return tagged(split, PLAN_TRY_TAG) || tagged(split, PLAN_TRY_TAG_2);
}

/* Returns true if the tags of ours are where the aim wants them: on the target's revisions, or nowhere. */
static bool is_tried(const struct plan *p, const struct cloudrun_split *split)
{
	for (size_t i = 0; i < PLAN_TRY_TAGS; i++) {
		const struct cloudrun_target *has = tagged(split, try_tags[i]);
		const char *wants = p->aim == AIM_TRY && i < p->target.n ? p->target.rows[i].revision : NULL;
		bool right = wants ? has && has->revision && !strcmp(has->revision, wants) : !has;
		if (!right)
			return false;
	}
	return true;
}

static const char *tags_text(struct arena *a, const struct plan *p)
{
	const char *text = "";
	for (size_t i = 0; i < p->target.n && i < PLAN_TRY_TAGS; i++)
		text = arena_printf(a, "%s%stag %s on %s", text, i ? ", " : "", try_tags[i], p->target.rows[i].revision);
	return text;
}

const char *plan_text(struct arena *a, const struct plan *p)
{
	if (p->aim == AIM_TRY)
		return tags_text(a, p);
	return p->aim == AIM_UNTRY ? "without the tag " PLAN_TRY_TAG : cloudrun_split_text(a, &p->target);
}

bool plan_is_desired(const struct plan *p, const struct cloudrun_service *s)
{
	if (p->aim == AIM_TRY || p->aim == AIM_UNTRY)
		return is_tried(p, &s->desired);
	if (p->aim == AIM_LATEST)
		return cloudrun_follows_latest(&s->desired) &&
			cloudrun_same_percents(&s->desired, s->latest_created, &p->target, NULL);
	return !cloudrun_follows_latest(&s->desired) && cloudrun_same_percents(&s->desired, NULL, &p->target, NULL);
}

bool plan_reached(const struct plan *p, const struct cloudrun_service *s)
{
	bool settled = !s->reconciling && (s->generation == s->observed_generation || cloudrun_failed(s));
	if (p->aim == AIM_TRY || p->aim == AIM_UNTRY)
		return settled && plan_is_desired(p, s) && is_tried(p, &s->effective);
	return settled && plan_is_desired(p, s) && cloudrun_same_percents(&s->effective, s->latest_ready, &p->target, NULL);
}

char *plan_command(struct arena *a, const struct cloudrun_service *s, const struct cloudrun_split *target)
{
	char *list = arena_strdup(a, "");
	for (size_t i = 0; i < target->n; i++)
		list = arena_printf(a, "%s%s%s=%d", list, i ? "," : "", target->rows[i].revision, target->rows[i].percent);
	return cloudrun_gcloud(
		a, s, cloudrun_kind(s->kind)->move, arena_printf(a, "--to-revisions=%s", text_shell(a, list)));
}

bool plan_has_try_tag(const struct cloudrun_service *s)
{
	return has_try_tag(&s->desired) || has_try_tag(&s->effective);
}

char *plan_untag_command(struct arena *a, const struct cloudrun_service *s)
{
	bool second = tagged(&s->desired, PLAN_TRY_TAG_2) || tagged(&s->effective, PLAN_TRY_TAG_2);
	return arena_printf(a,
		"gcloud run services update-traffic %s --remove-tags=" PLAN_TRY_TAG "%s --region=%s --project=%s",
		text_shell(a, s->id), second ? "," PLAN_TRY_TAG_2 : "", text_shell(a, s->region), text_shell(a, s->project));
}
