/* SPDX-License-Identifier: Apache-2.0 */
/* git_log.c: the commits between two revisions of a service. */
#include "git_log.h"

enum { DIGITS = 8, SUBJECT_MAX = 100 };

static void put(struct arena *a, git_repository *repository, const git_oid *id, const char *sign, struct git_paths *out)
{
	git_commit *c;
	if (out->n == LIMIT_SOURCE_COMMITS || git_commit_lookup(&c, repository, id))
		return;
	const char *subject = git_commit_summary(c);
	out->items = arena_grow(a, out->items, out->n, &out->cap, sizeof(*out->items));
	out->items[out->n++] = arena_printf(
		a, "%s%.*s %s", sign, DIGITS, git_oid_tostr_s(id), text_cut_printable(a, str_of(subject), SUBJECT_MAX));
	git_commit_free(c);
}

/* Returns the number of commits that lead to `to` and not to `from`; -1 if they cannot be read. */
static int walk(struct arena *a, git_repository *repository, const git_commit *from, const git_commit *to,
	const char *sign, struct git_paths *out)
{
	git_revwalk *w = NULL;
	git_oid id;
	int n = -1;
	if (!git_revwalk_new(&w, repository) && !git_revwalk_push(w, git_commit_id(to)) &&
		!git_revwalk_hide(w, git_commit_id(from)))
		for (n = 0; n < LIMIT_SOURCE_COMMITS_COUNTED && !git_revwalk_next(&id, w); n++)
			put(a, repository, &id, sign, out);
	git_revwalk_free(w);
	return n;
}

int git_log_between(
	struct arena *a, git_repository *repository, const git_commit *from, const git_commit *to, struct git_paths *out)
{
	int added = walk(a, repository, from, to, "", out);
	int removed = added < 0 ? -1 : walk(a, repository, to, from, "without ", out);
	return removed < 0 ? -1 : added + removed;
}
