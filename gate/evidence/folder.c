/* SPDX-License-Identifier: Apache-2.0 */
/* folder.c: checks the owner and the mode of state folders, and whether git tracks them. */
#include "evidence.h"
#include "folder.h"
#include "../source/files/git_index.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns the state folder that contains dir, or dir itself. */
static const char *root_of(struct arena *a, const char *dir)
{
	for (const char *above = file_dir(a, dir); strcmp(above, ".") != 0 && strcmp(above, "/") != 0;
		 above = file_dir(a, above)) {
		const char *slash = strrchr(above, '/');
		if (!strcmp(slash ? slash + 1 : above, STATE_FOLDER))
			return above;
	}
	return dir;
}

static const char *owner_doubt(struct arena *a, const char *dir, uid_t owner)
{
	if (owner == geteuid())
		return NULL;
	return arena_printf(a, "%s belongs to user %lu, and this process runs as user %lu", dir, (unsigned long)owner,
		(unsigned long)geteuid());
}

static const char *mode_doubt(struct arena *a, const char *dir)
{
	struct stat link, st;
	if (lstat(dir, &link) || stat(dir, &st))
		return arena_printf(a, "cannot stat %s: %s", dir, strerror(errno));
	const char *owner = owner_doubt(a, dir, link.st_uid);
	if (!owner)
		owner = owner_doubt(a, dir, st.st_uid);
	if (owner || !(st.st_mode & (S_IWGRP | S_IWOTH)))
		return owner;
	return arena_printf(
		a, "others may write to %s (mode %04o); run: chmod -R go-w %s", dir, (unsigned)st.st_mode & 07777, dir);
}

static const char *git_doubt(struct arena *a, const char *dir)
{
	struct err e;
	bool tracked;
	if (git_index_tracks(a, dir, &tracked, &e))
		return arena_printf(a, "cannot determine whether git tracks %s: %s", dir, e.text);
	return tracked ? arena_printf(a, "git tracks %s; run: git rm -r --cached %s", dir, dir) : NULL;
}

static const char *doubt_of(struct arena *a, const char *dir)
{
	const char *doubt = mode_doubt(a, dir);
	return doubt ? doubt : git_doubt(a, dir);
}

static bool is_link(const char *path)
{
	struct stat st;
	return !lstat(path, &st) && S_ISLNK(st.st_mode);
}

/* The git check of the root covers the folders inside it, except a symbolic link, which leads elsewhere. */
static const char *beneath_doubt(struct arena *a, const char *dir)
{
	return is_link(dir) ? doubt_of(a, dir) : mode_doubt(a, dir);
}

const char *folder_doubt(struct arena *a, const char *dir, struct folder_root *last)
{
	const char *root = root_of(a, dir);
	if (!file_exists(dir))
		return NULL;
	if (!last->path || strcmp(root, last->path) != 0)
		*last = (struct folder_root){ root, doubt_of(a, root) };
	return last->doubt || root == dir ? last->doubt : beneath_doubt(a, dir);
}

/* Reports a reason only once, although several folders with the same root share it. */
static const char *check_one(
	struct arena *a, struct run_log *log, const char *dir, struct folder_root *last, const char *said)
{
	const char *doubt = folder_doubt(a, dir, last);
	if (!doubt || doubt == said)
		return doubt;
	say_note(log,
		"files in %s are not trusted and are ignored when the rollback target is chosen: %s; if everybody who can "
		"write "
		"there is trusted, set state.unsafe = true",
		doubt == last->doubt ? last->path : dir, doubt);
	say_event(log, "state_not_believed", NULL, doubt);
	return doubt;
}

void folder_check(struct arena *a, const struct config *c, struct run_log *log, struct folder_doubts *out)
{
	struct folder_root last = { NULL, NULL };
	*out = (struct folder_doubts){ NULL, NULL, NULL };
	if (c->state.unsafe)
		return;
	out->snapshot = check_one(a, log, file_dir(a, c->state.baseline), &last, NULL);
	out->evidence = check_one(a, log, c->evidence.dir, &last, out->snapshot);
	out->journal = check_one(a, log, c->rollback.journal, &last, out->evidence ? out->evidence : out->snapshot);
}
