/* SPDX-License-Identifier: Apache-2.0 */
/* file.c: reads whole files within a size limit, and writes files atomically. */
#include "file_record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INTERRUPTED_MAX = 100 }; /* more consecutive EINTR are treated as an error */

/* ENXIO: a pipe without a reader, or a socket. ELOOP: O_NOFOLLOW found a link. */
static int cannot_open(struct err *e, const char *path)
{
	if (errno == ENXIO)
		return err_set(e, ERR_IO, "%s is not a regular file", path);
	if (errno == ELOOP)
		return err_set(e, ERR_IO, "%s is a symbolic link, not a regular file", path);
	return err_system(e, "cannot open", path);
}

static int read_all(int fd, char *p, size_t n, size_t *got)
{
	int interrupted = 0;
	*got = 0;
	while (*got < n) {
		ssize_t r = read(fd, p + *got, n - *got);
		if (r < 0 && errno == EINTR && interrupted++ < INTERRUPTED_MAX)
			continue;
		if (r < 0)
			return -1;
		if (r == 0)
			break;
		*got += (size_t)r;
	}
	return 0;
}

static int write_all(int fd, const char *p, size_t n)
{
	int interrupted = 0;
	while (n) {
		ssize_t w = write(fd, p, n);
		if (w < 0 && errno == EINTR && interrupted++ < INTERRUPTED_MAX)
			continue;
		if (w < 0)
			return -1;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

/* flags: O_NOFOLLOW or 0 */
static int open_regular(const char *path, int flags, size_t max, int *fd, struct err *e)
{
	struct stat st;
	*fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | flags);
	if (*fd < 0)
		return cannot_open(e, path);
	if (fstat(*fd, &st))
		err_system(e, "cannot stat", path);
	else if (!S_ISREG(st.st_mode))
		err_set(e, ERR_IO, "%s is not a regular file", path);
	else if (st.st_size > (off_t)max)
		err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", path, max);
	else
		return 0;
	close(*fd);
	return -1;
}

static int read_regular(struct arena *a, const char *path, int flags, size_t max, struct str *out, struct err *e)
{
	int fd;
	size_t n;
	if (open_regular(path, flags, max, &fd, e))
		return -1;
	struct stat st;
	size_t room = fstat(fd, &st) || st.st_size < 0 ? max : (size_t)st.st_size;
	char *text = arena_alloc(a, room + 2); /* one byte more, to detect a file that grows */
	int rc = read_all(fd, text, room + 1, &n);
	if (rc)
		err_system(e, "cannot read", path);
	close(fd);
	if (rc)
		return -1;
	if (n > max)
		return err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", path, max);
	text[n] = '\0';
	*out = (struct str){ text, n };
	return 0;
}

int file_read(struct arena *a, const char *path, size_t max, struct str *out, struct err *e)
{
	return read_regular(a, path, 0, max, out, e);
}

int file_read_own(struct arena *a, const char *path, size_t max, struct str *out, struct err *e)
{
	return read_regular(a, path, O_NOFOLLOW, max, out, e);
}

static bool is_private(int mode)
{
	return !(mode & (S_IRWXG | S_IRWXO));
}

/* A private folder gets mode 0700 exactly: no umask may widen it, or keep it from its owner. */
static int make_dir(const char *path, int mode, struct err *e)
{
	struct stat st;
	if (mkdir(path, is_private(mode) ? 0700 : 0777))
		return errno == EEXIST ? 0 : err_system(e, "cannot make the folder", path);
	bool narrow = is_private(mode) && (stat(path, &st) || (st.st_mode & 0777) != 0700);
	return narrow && chmod(path, 0700) ? err_system(e, "cannot make the folder", path) : 0;
}

int file_make_dirs(const char *path, int mode, struct err *e)
{
	struct arena *a = arena_new();
	char *copy = arena_strdup(a, path);
	bool there = file_exists(file_dir(a, path));
	int rc = 0;
	for (char *p = copy + 1; !there && *copy && *p && !rc; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		rc = make_dir(copy, mode, e);
		*p = '/';
	}
	arena_free(a);
	return rc;
}

char *file_dir(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return arena_strdup(a, ".");
	return arena_strndup(a, path, slash == path ? 1 : (size_t)(slash - path));
}

static int sync_dir(const char *path, struct err *e)
{
	struct arena *a = arena_new();
	const char *dir = file_dir(a, path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) ? err_system(e, "cannot make durable", dir) : 0;
	if (fd >= 0)
		close(fd);
	arena_free(a);
	return rc;
}

static int write_temporary(const char *name, const void *data, size_t n, int mode, struct err *e)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return err_system(e, "cannot write", name);
	bool narrow = is_private(mode) && fchmod(fd, (mode_t)mode);
	int rc = narrow || write_all(fd, data, n) || fsync(fd) ? err_system(e, "cannot write", name) : 0;
	if (close(fd) && !rc)
		rc = err_system(e, "cannot write", name);
	if (rc)
		unlink(name);
	return rc;
}

int file_write_atomic(const char *path, const void *data, size_t n, int mode, struct err *e)
{
	struct arena *a = arena_new();
	const char *name = arena_printf(a, "%s.%016llx.tmp", path, (unsigned long long)crypto_random());
	int rc = file_make_dirs(path, mode, e) || write_temporary(name, data, n, mode, e) ? -1 : 0;
	if (!rc && rename(name, path)) {
		rc = err_system(e, "cannot write", path);
		unlink(name);
	}
	if (!rc)
		rc = sync_dir(path, e);
	arena_free(a);
	return rc;
}

int file_remove(const char *path, struct err *e)
{
	return unlink(path) ? err_system(e, "cannot remove", path) : sync_dir(path, e);
}

static void close_fd(void *arg)
{
	close((int)(intptr_t)arg);
}

/* Opens or creates the file; *made: it did not exist. */
static int open_append(const char *path, int mode, bool *made, int *fd, struct err *e)
{
	struct stat st;
	int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	*fd = open(path, flags | O_CREAT | O_EXCL, (mode_t)mode);
	*made = *fd >= 0;
	if (*fd < 0 && errno == EEXIST)
		*fd = open(path, flags | O_CREAT, (mode_t)mode);
	if (*fd < 0)
		return cannot_open(e, path);
	if (fstat(*fd, &st) || !S_ISREG(st.st_mode))
		err_set(e, ERR_IO, "%s is not a regular file", path);
	else if (*made && is_private(mode) && fchmod(*fd, (mode_t)mode))
		err_system(e, "cannot write", path);
	else
		return 0;
	close(*fd);
	return -1;
}

int file_open_append(struct arena *a, const char *path, int mode, int *fd, struct err *e)
{
	bool made;
	int opened;
	if (file_make_dirs(path, mode, e) || open_append(path, mode, &made, &opened, e))
		return -1;
	if (made && sync_dir(path, e)) {
		close(opened);
		return -1;
	}
	arena_defer(a, close_fd, (void *)(intptr_t)opened);
	*fd = opened;
	return 0;
}

int file_open_own(const char *path, int *fd, struct err *e)
{
	bool made;
	return open_append(path, 0600, &made, fd, e);
}

int file_append(const char *path, const void *data, size_t n, int mode, struct err *e)
{
	struct arena *a = arena_new();
	int fd = -1, rc = file_open_append(a, path, mode, &fd, e);
	if (!rc && file_append_to(fd, data, n, e))
		rc = err_wrap(e, "%s", path);
	arena_free(a);
	return rc;
}

int file_append_part(int fd, const void *data, size_t n, struct err *e)
{
	return write_all(fd, data, n) ? err_set(e, ERR_IO, "cannot write: %s", strerror(errno)) : 0;
}

int file_sync(int fd, struct err *e)
{
	return fdatasync(fd) ? err_set(e, ERR_IO, "cannot write: %s", strerror(errno)) : 0;
}

int file_append_to(int fd, const void *data, size_t n, struct err *e)
{
	return file_append_part(fd, data, n, e) || file_sync(fd, e) ? -1 : 0;
}

int file_lock(int fd, struct err *e)
{
	int interrupted = 0;
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno == EINTR && interrupted++ < INTERRUPTED_MAX)
			continue;
		return err_set(e, errno == EWOULDBLOCK ? ERR_LOCKED : ERR_IO, "cannot lock: %s", strerror(errno));
	}
	return 0;
}

/* The lock belongs to the open file description, not to the process: a second open of the file in this process
 * conflicts with it too, as with file_lock. */
int file_lock_byte(int fd, uint64_t at, struct err *e)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)(at & INT64_MAX), .l_len = 1 };
	int interrupted = 0;
	if (range.l_start == INT64_MAX) /* the range would end beyond the largest offset */
		range.l_start--;
	while (fcntl(fd, F_OFD_SETLK, &range)) {
		if (errno == EINTR && interrupted++ < INTERRUPTED_MAX)
			continue;
		return err_set(e, errno == EAGAIN || errno == EACCES ? ERR_LOCKED : ERR_IO, "cannot lock: %s", strerror(errno));
	}
	return 0;
}

int file_replace(int fd, const void *data, size_t n, struct err *e)
{
	return ftruncate(fd, 0) || write_all(fd, data, n) ? err_set(e, ERR_IO, "cannot write: %s", strerror(errno)) : 0;
}

int file_list(struct arena *a, const char *dir, const char *suffix, char ***names, size_t *n, struct err *e)
{
	char **all = NULL;
	size_t count = 0, cap = 0, tail = strlen(suffix);
	DIR *d = opendir(dir);
	if (!d && errno != ENOENT)
		return err_system(e, "cannot open the folder", dir);
	for (struct dirent *it; d && (it = readdir(d));) {
		size_t len = strlen(it->d_name);
		if (it->d_name[0] == '.' || len < tail || strcmp(it->d_name + len - tail, suffix) != 0)
			continue;
		all = arena_grow(a, all, count, &cap, sizeof(*all));
		all[count++] = arena_strdup(a, it->d_name);
	}
	if (d)
		closedir(d);
	if (count)
		qsort(all, count, sizeof(*all), text_order);
	*names = all;
	*n = count;
	return 0;
}

bool file_is_shared(const char *path)
{
	struct stat st;
	return !stat(path, &st) && (st.st_mode & (S_IROTH | S_IWOTH | S_IWGRP));
}

bool file_is_folder(const char *path)
{
	struct stat st;
	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *file_resolve(struct arena *a, const char *base_dir, const char *path)
{
	if (path[0] == '/' || !base_dir || !*base_dir || !strcmp(base_dir, "."))
		return arena_strdup(a, path);
	return arena_printf(a, "%s/%s", base_dir, path);
}
