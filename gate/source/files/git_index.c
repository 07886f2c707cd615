/* SPDX-License-Identifier: Apache-2.0 */
/*
 * git_index.c: searches a git index (gitformat-index, versions 2 to 4) for a path. A split index stores entries in
 * files sharedindex.* in the same folder. All of these are searched, so a path in a stale one counts as tracked too.
 */
#include "git_index.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STAT_BYTES = 40, FLAG_BYTES = 2, EXTENDED = 0x4000, NAME_BITS = 0xfff, SHA1_BYTES = 20 };

/* ---- Entries ------------------------------------------------------------------------------------------- */

struct entries {
	FILE *f;
	unsigned version;
	size_t hash;               /* size of an object name */
	char name[LIMIT_PATH + 1]; /* of the current entry */
	size_t n;
};

static bool skip(FILE *f, size_t n)
{
	while (n && getc_unlocked(f) != EOF)
		n--;
	return !n;
}

static bool take_number(FILE *f, uint32_t *out)
{
	unsigned char b[4];
	if (fread(b, 1, sizeof(b), f) != sizeof(b))
		return false;
	*out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	return true;
}

/* Version 4 stores how many bytes of the previous name to drop. */
static bool cut_name(struct entries *x)
{
	int c = getc_unlocked(x->f);
	size_t cut = (size_t)(c & 127);
	while (c != EOF && c & 128 && cut <= LIMIT_PATH) {
		c = getc_unlocked(x->f);
		cut = ((cut + 1) << 7) + (size_t)(c & 127);
	}
	if (c == EOF || cut > x->n)
		return false;
	x->n -= cut;
	return true;
}

static bool take_name(struct entries *x)
{
	int c;
	while ((c = getc_unlocked(x->f)) != EOF && c && x->n < LIMIT_PATH)
		x->name[x->n++] = (char)c;
	x->name[x->n] = '\0';
	return c == 0;
}

static bool take_entry(struct entries *x)
{
	unsigned char head[STAT_BYTES + SHA256_BYTES + FLAG_BYTES];
	size_t n = STAT_BYTES + x->hash + FLAG_BYTES;
	if (fread(head, 1, n, x->f) != n)
		return false;
	unsigned flags = (unsigned)head[n - 2] << 8 | head[n - 1], said = flags & NAME_BITS;
	if (flags & EXTENDED) {
		if (!skip(x->f, FLAG_BYTES))
			return false;
		n += FLAG_BYTES;
	}
	if (x->version < 4)
		x->n = 0;
	else if (!cut_name(x))
		return false;
	if (!take_name(x) || said != (x->n < NAME_BITS ? x->n : NAME_BITS))
		return false;
	return x->version == 4 || skip(x->f, 7 - (n + x->n) % 8); /* one of up to eight NUL bytes was already read */
}

/* Searches for path or anything below it. path: without a final '/'; "": any entry. Entries are sorted by bytes, so the
 * search ends behind the path. Returns false if the index is malformed. */
static bool find(struct entries *x, uint32_t count, const char *path, bool *found)
{
	size_t n = strlen(path);
	*found = false;
	for (uint32_t i = 0; i < count; i++) {
		if (!take_entry(x))
			return false;
		int order = strncmp(x->name, path, n);
		*found = !order && (!n || x->name[n] == '/' || !x->name[n]);
		if (*found || order > 0 || (!order && x->name[n] > '/'))
			break;
	}
	return true;
}

/* ---- Files ------------------------------------------------------------------------------------------------ */

static int malformed(const char *path, struct err *e)
{
	return err_set(e, ERR_MALFORMED, "%s is not a git index of a supported version", path);
}

static int search(const char *name, FILE *f, const char *path, bool *found, struct err *e)
{
	static const size_t hashes[] = { SHA1_BYTES, SHA256_BYTES };
	for (size_t i = 0; i < COUNTOF(hashes); i++) {
		struct entries x = { .f = f, .hash = hashes[i] };
		char magic[4];
		uint32_t version, count;
		rewind(f);
		if (fread(magic, 1, sizeof(magic), f) != sizeof(magic) || memcmp(magic, "DIRC", sizeof(magic)) != 0 ||
			!take_number(f, &version) || version < 2 || version > 4 || !take_number(f, &count))
			break;
		x.version = version;
		if (find(&x, count, path, found))
			return 0;
	}
	return malformed(name, e);
}

/* A missing index has no entries. */
static int search_file(const char *name, const char *path, bool *found, struct err *e)
{
	struct stat st;
	int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	*found = false;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set(e, ERR_IO, "cannot open %s: %s", name, strerror(errno));
	FILE *f = !fstat(fd, &st) && S_ISREG(st.st_mode) ? fdopen(fd, "rb") : NULL;
	if (!f) {
		close(fd);
		return err_set(e, ERR_IO, "%s is not a regular file", name);
	}
	int rc = search(name, f, path, found, e);
	fclose(f);
	return rc;
}

static int search_folder(struct arena *a, const char *git, const char *path, bool *found, struct err *e)
{
	char **names;
	size_t n;
	int rc = search_file(arena_printf(a, "%s/index", git), path, found, e);
	if (rc || *found || file_list(a, git, "", &names, &n, e))
		return rc || *found ? rc : -1;
	for (size_t i = 0; i < n && !rc && !*found; i++)
		if (!strncmp(names[i], "sharedindex.", strlen("sharedindex.")))
			rc = search_file(arena_printf(a, "%s/%s", git, names[i]), path, found, e);
	return rc;
}

/* ---- Repositories ------------------------------------------------------------------------------------------ */

/* Returns root/.git, or the folder that this file refers to (linked work tree, submodule); NULL if root is not a work
 * tree. */
static const char *git_folder(struct arena *a, const char *root)
{
	static const char leads[] = "gitdir: ";
	const char *git = arena_printf(a, "%s/.git", root);
	struct str text;
	struct stat st;
	struct err e;
	if (stat(git, &st))
		return NULL;
	if (!S_ISDIR(st.st_mode)) {
		if (file_read(a, git, 2 * LIMIT_PATH, &text, &e) || strncmp(text.p, leads, strlen(leads)) != 0)
			return NULL;
		const char *to = text.p + strlen(leads);
		git = file_resolve(a, root, arena_strndup(a, to, strcspn(to, "\r\n")));
	}
	return file_exists(arena_printf(a, "%s/HEAD", git)) ? git : NULL;
}

/* path: absolute, without symbolic links in its folders. Checks all repositories around it, because one may be a
 * submodule of another. */
static int is_tracked(struct arena *a, const char *path, bool *tracked, struct err *e)
{
	int rc = 0;
	*tracked = false;
	for (size_t n = strlen(path) + 1; !rc && !*tracked && n-- > 0;) {
		if (path[n] && path[n] != '/')
			continue;
		const char *git = git_folder(a, arena_strndup(a, path, n));
		if (git)
			rc = search_folder(a, git, path + n + (path[n] == '/'), tracked, e);
	}
	return rc;
}

int git_index_tracks(struct arena *a, const char *dir, bool *tracked, struct err *e)
{
	char real[PATH_MAX], above[PATH_MAX];
	const char *slash = strrchr(dir, '/'), *name = slash ? slash + 1 : dir;
	bool named = *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
	*tracked = false;
	if (!realpath(dir, real) || !realpath(file_dir(a, dir), above))
		return err_set(e, ERR_IO, "cannot find %s: %s", dir, strerror(errno));
	if (is_tracked(a, real, tracked, e))
		return -1;
	if (*tracked || !named)
		return 0;
	return is_tracked(a, arena_printf(a, "%s/%s", strcmp(above, "/") ? above : "", name), tracked, e);
}
