/* SPDX-License-Identifier: Apache-2.0 */
/* guard.c: preconditions for moving traffic. Each function returns NULL, or why the move must not happen. */
#include "rollback.h"

#include <string.h>

char *guard_superseded(struct arena *a, const struct cloudrun_service *first, const struct cloudrun_service *fresh)
{
	if (strcmp(first->uid, fresh->uid) != 0)
		return arena_strdup(a, "it was deleted and created again by somebody else");
	if (cloudrun_same_percents(&first->desired, first->latest_created, &fresh->desired, fresh->latest_created))
		return NULL;
	struct cloudrun_split was = cloudrun_resolved(a, &first->desired, first->latest_created);
	struct cloudrun_split is = cloudrun_resolved(a, &fresh->desired, fresh->latest_created);
	struct str who = json_text(json_get(fresh->raw, "lastModifier"));
	return arena_printf(a, "its %s changed meanwhile from %s to %s%s%.*s",
		fresh->kind == CLOUDRUN_POOL ? "instance split was" : "traffic was", cloudrun_split_text(a, &was),
		cloudrun_split_text(a, &is), who.n ? " by " : "", (int)who.n, who.p);
}

char *guard_unexplained(struct arena *a, int64_t sent_on, const struct cloudrun_service *fresh)
{
	if (fresh->generation <= sent_on + 1)
		return NULL;
	struct str who = json_text(json_get(fresh->raw, "lastModifier"));
	return arena_printf(a, "it was changed again after our own change%s%.*s: it may have been moved back on purpose",
		who.n ? ", last by " : "", (int)who.n, who.p);
}

char *guard_newer(struct arena *a, const char *revision, const struct cloudrun_service *fresh)
{
	const char *latest = fresh->latest_created;
	if (latest && !strcmp(latest, revision))
		return NULL;
	return arena_printf(
		a, "%s is newer than %s: users would follow LATEST to it", latest ? latest : "an unknown revision", revision);
}

bool guard_unready(struct arena *a, const struct cloudrun_revision *r, struct target_refusal *out)
{
	if (r->ready)
		return false;
	const char *message = r->ready_message ? r->ready_message : "";
	*out = (struct target_refusal){ r->name, arena_printf(a, "is not ready%s%s", *message ? ": " : "", message) };
	return true;
}

bool guard_unfit_part(struct arena *a, const struct cloudrun_split *target, const struct cloudrun_revision *revisions,
	size_t n, struct target_refusal *out)
{
	for (size_t i = 0; i < target->n; i++) {
		const struct cloudrun_revision *r = cloudrun_revision_named(revisions, n, target->rows[i].revision);
		if (r && !guard_unready(a, r, out))
			continue;
		if (!r)
			*out = (struct target_refusal){ target->rows[i].revision, GUARD_GONE };
		return true;
	}
	return false;
}

char *guard_unfit(
	struct arena *a, const struct cloudrun_split *target, const struct cloudrun_revision *revisions, size_t n)
{
	struct target_refusal part;
	if (!target->n)
		return arena_strdup(a, "there is no revision to return to");
	return guard_unfit_part(a, target, revisions, n, &part) ? arena_printf(a, "%s %s", part.revision, part.why) : NULL;
}

/* Returns true if the text has the name, not as a part of a longer one. */
static bool names(const char *text, const char *name)
{
	static const char of_a_name[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t n = strlen(name);
	for (const char *at = strstr(text, name); n && at; at = strstr(at + 1, name))
		if ((at == text || !strchr(of_a_name, at[-1])) && (!at[n] || !strchr(of_a_name, at[n])))
			return true;
	return false;
}

bool guard_refused_part(
	struct arena *a, const struct cloudrun_split *target, const char *refusal, struct target_refusal *out)
{
	bool about_image = target->n == 1 && strstr(refusal, "Container import failed");
	for (size_t i = 0; i < target->n; i++) {
		const char *revision = target->rows[i].revision;
		if (!revision || !(about_image || names(refusal, revision)))
			continue;
		*out = (struct target_refusal){ revision, arena_printf(a, "Cloud Run cannot serve it: %s", refusal) };
		return true;
	}
	return false;
}

static bool has_marker(const struct cloudrun_revision *r)
{
	const struct json *label = json_get(json_get(r->raw, "labels"), "no_rollback_past");
	return label && !str_is(json_text(label), "false");
}

char *guard_hold(struct arena *a, const struct cloudrun_revision *candidate, const struct cloudrun_revision *target,
	const struct cloudrun_revision *revisions, size_t n)
{
	for (size_t i = 0; candidate && target && i < n; i++) {
		const struct cloudrun_revision *r = &revisions[i]; /* newest first */
		bool between = r->created_at <= candidate->created_at && r->created_at >= target->created_at &&
			strcmp(r->name, target->name) != 0;
		if (between && has_marker(r))
			return arena_printf(a, "%s is labelled no_rollback_past", r->name);
	}
	return NULL;
}
