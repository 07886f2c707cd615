/* SPDX-License-Identifier: Apache-2.0 */
/* cleanup.c: when a cleanup policy of Artifact Registry deletes a version. No side effects. */
#include "artifactregistry.h"

#include <string.h>

/* From when until when, in unix ms, a policy matches; until is not included. */
struct window {
	int64_t from, until;
};

static bool begins_with_any(const char *text, const struct texts *prefixes)
{
	for (size_t i = 0; i < prefixes->n; i++)
		if (!strncmp(text, prefixes->items[i], strlen(prefixes->items[i])))
			return true;
	return !prefixes->n;
}

static bool tags_match(const struct cleanup_policy *p, const struct texts *tags)
{
	if ((p->tagged_only && !tags->n) || (p->untagged_only && tags->n))
		return false;
	for (size_t i = 0; i < tags->n; i++)
		if (begins_with_any(tags->items[i], &p->tag_prefixes))
			return true;
	return !p->tag_prefixes.n;
}

static bool is_recent(const struct cleanup_policy *p, const struct image_version *v)
{
	return v->newer < p->keep_count;
}

/* Returns false if the policy never matches the version. */
static bool window_of(const struct cleanup_policy *p, const struct image_version *v, struct window *out)
{
	*out = (struct window){ INT64_MIN, INT64_MAX };
	if (!begins_with_any(v->package, &p->package_prefixes))
		return false;
	if (p->keep_count)
		return is_recent(p, v);
	if (p->older_ms >= 0)
		out->from = v->uploaded_at + p->older_ms;
	if (p->newer_ms >= 0)
		out->until = v->uploaded_at + p->newer_ms;
	return begins_with_any(v->digest, &p->version_prefixes) && tags_match(p, &v->tags);
}

static const struct cleanup_policy *match_at(
	const struct image_repository *r, const struct image_version *v, bool keeps, int64_t at)
{
	struct window w;
	for (size_t i = 0; i < r->n_policies; i++)
		if (r->policies[i].keeps == keeps && window_of(&r->policies[i], v, &w) && w.from <= at && at < w.until)
			return &r->policies[i];
	return NULL;
}

/* A version is deleted either now, or as soon as a DELETE policy begins to match, or a KEEP policy ends to match. */
static struct cleanup first(const struct image_repository *r, const struct image_version *v, int64_t now)
{
	struct cleanup found = { .outcome = CLEANUP_NEVER };
	struct window w;
	for (size_t i = 0; i <= r->n_policies; i++) {
		if (i < r->n_policies && !window_of(&r->policies[i], v, &w))
			continue;
		int64_t begins = i == r->n_policies ? now : r->policies[i].keeps ? w.until : w.from;
		int64_t at = begins > now ? begins : now;
		const struct cleanup_policy *p = at < INT64_MAX ? match_at(r, v, false, at) : NULL;
		if (p && !match_at(r, v, true, at) && (found.outcome == CLEANUP_NEVER || at < found.at))
			found = (struct cleanup){ CLEANUP_AT, at, p->id };
	}
	return found;
}

struct cleanup cleanup_of(const struct image_repository *r, const struct image_version *v, int64_t now)
{
	struct image_version newest = *v, old = *v;
	if (r->dry_run)
		return (struct cleanup){ .outcome = CLEANUP_NEVER };
	if (v->newer >= 0)
		return first(r, v, now);
	newest.newer = 0;
	old.newer = INT64_MAX;
	struct cleanup a = first(r, &newest, now), b = first(r, &old, now);
	return a.outcome == b.outcome && a.at == b.at ? a : (struct cleanup){ .outcome = CLEANUP_DEPENDS };
}
