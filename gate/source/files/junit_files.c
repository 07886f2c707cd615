/* SPDX-License-Identifier: Apache-2.0 */
/* junit_files.c: finds report files by patterns, before and after the run that writes them. */
#include "junit_files.h"
#include "glob.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct found {
	const char *path;
	struct stat at;
};
struct founds {
	struct found *items;
	size_t n, cap;
};
struct junit_files {
	const struct conf_strings *patterns;
	struct founds there;
};

/* The search for one pattern. */
struct search {
	struct arena *a;
	struct glob *glob;
	size_t base;           /* number of bytes of a path before the part that the glob matches */
	size_t entries, named; /* entries visited; files that match */
	struct founds *out;
};

static bool has_wildcard(const char *text, size_t n)
{
	size_t at = strcspn(text, "*?[\\");
	return at < n;
}

/* Returns the length of the folders before the first wildcard. A folder that exists is taken literally, even if its
 * name has wildcards. */
static size_t base_size(struct arena *a, const char *pattern)
{
	size_t base = 0;
	struct stat s;
	for (const char *slash = strchr(pattern, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t n = (size_t)(slash - pattern);
		bool wild = has_wildcard(pattern + base, n - base);
		if (wild && (stat(arena_strndup(a, pattern, n), &s) || !S_ISDIR(s.st_mode)))
			break;
		base = n + 1;
	}
	return base;
}

int junit_files_check(struct arena *a, const char *pattern, struct err *e)
{
	struct glob *g;
	const char *rest = pattern + base_size(a, pattern);
	return has_wildcard(rest, strlen(rest)) ? glob_parse(a, rest, &g, e) : 0;
}

/* ---- Matching files --------------------------------------------------------------------------------------- */

static int add(struct search *q, const char *path, struct err *e)
{
	struct found f = { .path = path };
	struct founds *out = q->out;
	if (stat(path, &f.at) || S_ISDIR(f.at.st_mode))
		return 0;
	q->named++;
	for (size_t i = 0; i < out->n; i++)
		if (!strcmp(out->items[i].path, path))
			return 0;
	if (out->n == LIMIT_JUNIT_FILES)
		return err_set(e, ERR_LIMIT, "more than %d reports", LIMIT_JUNIT_FILES);
	out->items = arena_grow(q->a, out->items, out->n, &out->cap, sizeof(*out->items));
	out->items[out->n++] = f;
	return 0;
}

static int walk(struct search *q, const char *folder, int depth, struct err *e);

/* Symbolic links to folders are not followed, because they can form a circle. */
static int visit(struct search *q, const char *path, int depth, struct err *e)
{
	struct stat s;
	if (++q->entries > LIMIT_JUNIT_ENTRIES)
		return err_set(e, ERR_LIMIT, "more than %d files to search; use a pattern with a folder closer to the reports",
			LIMIT_JUNIT_ENTRIES);
	if (!lstat(path, &s) && S_ISDIR(s.st_mode))
		return walk(q, arena_printf(q->a, "%s/", path), depth + 1, e);
	return glob_matches(q->glob, path + q->base, strlen(path) - q->base) ? add(q, path, e) : 0;
}

/* Visits the entries of a folder. folder: "" or with a final slash. A missing folder is empty. */
static int walk(struct search *q, const char *folder, int depth, struct err *e)
{
	DIR *d = depth < LIMIT_JUNIT_FOLDERS ? opendir(*folder ? folder : ".") : NULL;
	int rc = 0;
	if (depth == LIMIT_JUNIT_FOLDERS)
		return err_set(e, ERR_LIMIT, "%s: folders are nested deeper than %d", folder, LIMIT_JUNIT_FOLDERS);
	if (!d && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (!d)
		return err_set(e, ERR_IO, "cannot read the folder %s: %s", folder, strerror(errno));
	for (const struct dirent *entry; !rc && (entry = readdir(d));) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		struct arena_mark mark = arena_mark(q->a);
		size_t before = q->out->n;
		rc = visit(q, arena_printf(q->a, "%s%s", folder, entry->d_name), depth, e);
		if (!rc && q->out->n == before)
			arena_rewind(q->a, mark);
	}
	closedir(d);
	return rc;
}

static int by_path(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	return strcmp(a->path, b->path);
}

/* Adds the files that match and are not in out yet. Sets *named to the number of all that match. */
static int find(struct arena *a, const char *pattern, struct founds *out, size_t *named, struct err *e)
{
	struct search q = { .a = a, .out = out };
	struct stat s;
	size_t first = out->n;
	int rc = 0;
	q.base = base_size(a, pattern);
	if (!has_wildcard(pattern + q.base, strlen(pattern + q.base)) || !stat(pattern, &s))
		rc = add(&q, pattern, e);
	else if (glob_parse(a, pattern + q.base, &q.glob, e) || walk(&q, arena_strndup(a, pattern, q.base), 0, e))
		rc = err_wrap(e, "%s", pattern);
	if (out->n > first)
		qsort(out->items + first, out->n - first, sizeof(*out->items), by_path);
	*named = q.named;
	return rc;
}

/* ---- Before and after ---------------------------------------------------------------------------------------- */

struct junit_files *junit_files_before(struct arena *a, const struct conf_strings *patterns)
{
	struct junit_files *f = ARENA_NEW(a, struct junit_files);
	struct err ignored; /* reported after the run, if it occurs again */
	size_t named;
	f->patterns = patterns;
	for (size_t i = 0; i < patterns->n; i++)
		(void)find(a, patterns->items[i], &f->there, &named, &ignored);
	return f;
}

static bool is_fresh(const struct junit_files *before, const struct found *now)
{
	for (size_t i = 0; i < before->there.n; i++) {
		const struct stat *then = &before->there.items[i].at, *s = &now->at;
		if (!strcmp(before->there.items[i].path, now->path))
			return s->st_ino != then->st_ino || s->st_dev != then->st_dev || s->st_size != then->st_size ||
				s->st_mtim.tv_sec != then->st_mtim.tv_sec || s->st_mtim.tv_nsec != then->st_mtim.tv_nsec;
	}
	return true;
}

static void merge(struct arena *a, struct junit *out, const struct junit *one)
{
	out->tests += one->tests;
	out->failures += one->failures;
	out->errors += one->errors;
	out->skipped += one->skipped;
	if (!out->failed)
		out->failed = ARENA_ARRAY(a, const char *, LIMIT_JUNIT_FAILED);
	for (size_t i = 0; i < one->n_failed && out->n_failed < LIMIT_JUNIT_FAILED; i++)
		out->failed[out->n_failed++] = arena_strdup(a, one->failed[i]);
}

struct reading {
	struct arena *a;
	const struct junit_files *before;
	struct founds all; /* files of the patterns so far */
	int64_t room;      /* bytes that may still be read */
	bool succeeded;
	struct junit *out;
};

static int read_one(struct reading *r, const struct found *f, struct err *e)
{
	struct arena *own = arena_new();
	struct junit one = { .tests = 0 };
	struct str text;
	int rc = 0;
	if (!is_fresh(r->before, f))
		rc = err_set(e, ERR_IO, "the program wrote no report: %s is older than this run", f->path);
	else if ((r->room -= f->at.st_size) < 0)
		rc = err_set(e, ERR_LIMIT, "the reports together are larger than %d MiB", LIMIT_JUNIT_ALL_BYTES / 1024 / 1024);
	else if (file_read(own, f->path, LIMIT_JUNIT_BYTES, &text, e))
		rc = -1;
	else if (junit_read(own, text, r->succeeded, &one, e))
		rc = err_wrap(e, "the report %s", f->path);
	if (!rc)
		merge(r->a, r->out, &one);
	arena_free(own);
	return rc;
}

/* Reads the files that this pattern matches and no earlier one did. */
static int read_pattern(struct reading *r, const char *pattern, struct err *e)
{
	size_t first = r->all.n, named;
	int rc = 0;
	if (find(r->a, pattern, &r->all, &named, e))
		return -1;
	if (!named)
		return err_set(e, ERR_IO, "the program wrote no report%s %s",
			has_wildcard(pattern, strlen(pattern)) ? ": no file matches" : "", pattern);
	for (size_t i = first; i < r->all.n; i++) {
		struct err why;
		if (!read_one(r, &r->all.items[i], &why))
			continue;
		if (!rc)
			*e = why;
		rc = -1;
	}
	return rc;
}

int junit_files_read(
	struct arena *a, const struct junit_files *before, bool succeeded, struct junit *out, struct err *e)
{
	struct reading r = { .a = a, .before = before, .room = LIMIT_JUNIT_ALL_BYTES, .succeeded = succeeded, .out = out };
	int rc = 0;
	*out = (struct junit){ .tests = 0 };
	for (size_t i = 0; i < before->patterns->n; i++) {
		struct err why;
		if (!read_pattern(&r, before->patterns->items[i], &why))
			continue;
		if (!rc)
			*e = why;
		rc = -1;
	}
	return rc;
}
