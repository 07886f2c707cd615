/* SPDX-License-Identifier: Apache-2.0 */
/* file_named.c: files that the user named, of any kind: regular files, links, devices, pipes, sockets and "-". Files
 * that rungate chooses itself must be regular (file.c). */
#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { LINKS_MAX = 40, READER_MS = 3 * 1000, READER_STEP_MS = 20, STUCK_MS = 60 * 1000 };

/* The number of a descriptor that path stands for, such as /dev/stdout or /dev/fd/63; -1 if it is another path. */
static int descriptor_of(const char *path, int standard)
{
	static const struct {
		const char *path;
		int fd;
	} names[] = { { "/dev/stdin", 0 }, { "/dev/stdout", 1 }, { "/dev/stderr", 2 } };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	if (!strcmp(path, "-"))
		return standard;
	for (size_t i = 0; i < COUNTOF(names); i++)
		if (!strcmp(path, names[i].path))
			return names[i].fd;
	for (size_t i = 0; i < COUNTOF(folders); i++) {
		size_t n = strlen(folders[i]), digits = strspn(path + (strncmp(path, folders[i], n) ? 0 : n), "0123456789");
		if (!strncmp(path, folders[i], n) && digits && digits < 7 && !path[n + digits])
			return (int)strtol(path + n, NULL, 10);
	}
	return -1;
}

/* Follows links, also to a file that does not exist yet. Returns NULL if there are too many, or a loop. */
static const char *behind_links(struct arena *a, const char *path)
{
	char to[PATH_MAX];
	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t n = readlink(path, to, sizeof(to) - 1);
		if (n < 0)
			return path;
		to[n] = '\0';
		path = to[0] == '/' ? arena_strdup(a, to) : file_resolve(a, file_dir(a, path), to);
	}
	return NULL;
}

bool file_named_is_regular(const char *path)
{
	struct stat st;
	return descriptor_of(path, STDOUT_FILENO) < 0 && (stat(path, &st) ? errno == ENOENT : S_ISREG(st.st_mode));
}

bool file_named_is_output(const char *path)
{
	return descriptor_of(path, STDOUT_FILENO) == STDOUT_FILENO;
}

/* ---- Writing ------------------------------------------------------------------------------------------- */

static int connect_to(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(to.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(to.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Opens a pipe. Waits for its reader, which may not have started yet. */
static int open_special(const char *path, mode_t mode)
{
	if (S_ISSOCK(mode))
		return connect_to(path);
	int fd = -1;
	for (int waited = 0; waited < READER_MS; waited += READER_STEP_MS) {
		fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (fd >= 0 || errno != ENXIO || !S_ISFIFO(mode))
			break;
		poll(NULL, 0, READER_STEP_MS);
	}
	return fd;
}

/* Writes to a descriptor, blocking or not. Fails if it is not writable for STUCK_MS. */
static int write_through(int fd, const char *p, size_t n)
{
	while (n) {
		struct pollfd ready = { .fd = fd, .events = POLLOUT };
		int rc = poll(&ready, 1, STUCK_MS);
		if (rc < 0 && errno == EINTR)
			continue;
		if (rc == 0)
			errno = ETIMEDOUT;
		if (rc <= 0)
			return -1;
		/* a pipe that is ready accepts this many bytes without blocking */
		ssize_t w = write(fd, p, n < PIPE_BUF ? n : PIPE_BUF);
		if (w < 0 && errno != EINTR && errno != EAGAIN)
			return -1;
		p += w > 0 ? w : 0;
		n -= w > 0 ? (size_t)w : 0;
	}
	return 0;
}

int file_write_named(const char *path, const void *data, size_t n, int mode, struct err *e)
{
	struct stat st;
	int given = descriptor_of(path, STDOUT_FILENO);
	if (given >= 0) {
		fflush(given == STDOUT_FILENO ? stdout : NULL);
		return write_through(given, data, n)
			? err_system(e, "cannot write", given == STDOUT_FILENO ? "standard output" : path)
			: 0;
	}
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(e, ERR_IO, "cannot write %s: it is a folder", path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		int fd = open_special(path, st.st_mode);
		if (fd < 0 && errno == ENXIO)
			return err_set(e, ERR_IO, "cannot write %s: the pipe has no reader", path);
		int rc = fd < 0 || write_through(fd, data, n) ? err_system(e, "cannot write", path) : 0;
		if (fd >= 0)
			close(fd);
		return rc;
	}
	struct arena *a = arena_new();
	const char *behind = behind_links(a, path);
	int rc = behind ? file_write_atomic(behind, data, n, mode, e)
					: err_set(e, ERR_IO, "cannot write %s: too many links", path);
	arena_free(a);
	return rc;
}

/* ---- Reading ------------------------------------------------------------------------------------------------ */

static int read_through(struct arena *a, int fd, const char *name, size_t max, struct str *out, struct err *e)
{
	struct buf b = BUF_MAX(max);
	char chunk[64 * 1024];
	ssize_t n = 0;
	while (!b.over && (n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0)
			buf_put(&b, chunk, (size_t)n);
		else if (errno != EINTR)
			break;
	}
	int rc = b.over ? err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", name, max)
		: n < 0     ? err_system(e, "cannot read", name)
					: 0;
	if (!rc)
		*out = (struct str){ arena_strndup(a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	return rc;
}

int file_read_named(struct arena *a, const char *path, size_t max, struct str *out, struct err *e)
{
	struct stat st;
	int given = descriptor_of(path, STDIN_FILENO);
	if (given >= 0)
		return read_through(a, given, given == STDIN_FILENO ? "standard input" : path, max, out, e);
	if (stat(path, &st) || S_ISREG(st.st_mode))
		return file_read(a, path, max, out, e);
	if (S_ISDIR(st.st_mode))
		return err_set(e, ERR_IO, "cannot read %s: it is a folder", path);
	int fd = S_ISSOCK(st.st_mode) ? connect_to(path) : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return err_system(e, "cannot open", path);
	if (S_ISSOCK(st.st_mode))
		(void)fcntl(fd, F_SETFL, 0); /* back to blocking, to wait for data */
	int rc = read_through(a, fd, path, max, out, e);
	close(fd);
	return rc;
}
