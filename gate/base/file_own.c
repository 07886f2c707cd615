/* SPDX-License-Identifier: Apache-2.0 */
/* file_own.c: rungate's own files: state, evidence and journal. */
#include "base.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The topmost missing folder of the path; NULL if all exist. */
static const char *topmost_missing(struct arena *a, const char *dir)
{
	const char *top = NULL, *above;
	for (const char *p = dir; !file_exists(p); p = above) {
		top = p;
		above = file_dir(a, p);
		if (!strcmp(above, p))
			break;
	}
	return top;
}

/* An error is ignored: then git shows the folder as untracked, nothing more. */
static void write_gitignore(struct arena *a, const char *dir)
{
	int fd = open(arena_printf(a, "%s/.gitignore", dir), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	ssize_t written = write(fd, "*\n", 2);
	(void)written;
	close(fd);
}

int file_make_own(const char *dir, struct err *e)
{
	struct arena *a = arena_new();
	const char *top = topmost_missing(a, dir);
	int rc = top ? file_make_dirs(arena_printf(a, "%s/", dir), 0600, e) : 0;
	if (top && !rc)
		write_gitignore(a, top);
	arena_free(a);
	return rc;
}

int file_write_own(const char *path, const void *data, size_t n, struct err *e)
{
	struct arena *a = arena_new();
	struct stat st;
	int rc = file_make_own(file_dir(a, path), e);
	if (!rc && !lstat(path, &st) && !S_ISREG(st.st_mode))
		rc = err_set(e, ERR_IO, "%s is %s", path,
			S_ISLNK(st.st_mode) ? "a symbolic link, not a regular file" : "not a regular file");
	if (!rc)
		rc = file_write_atomic(path, data, n, 0600, e);
	arena_free(a);
	return rc;
}
