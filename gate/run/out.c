/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out.c: writes to a descriptor without waiting for its reader. Text that cannot be written at once is queued; text
 * that does not fit into the queue is dropped and counted. The flags of the descriptor are not changed, because other
 * programs may share them.
 */
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct out {
	int fd;
	bool own;
	size_t n, dropped;
	char queue[64 * 1024];
};

static void out_close(void *arg)
{
	const struct out *o = arg;
	if (o->own)
		close(o->fd);
}

/* Opens a pipe again, to get a descriptor that is non-blocking without affecting other programs. On a shared descriptor
 * a write could block although poll has reported room. Returns -1 if it is not a pipe or cannot be opened. */
static int open_again(int fd)
{
	char path[32];
	struct stat st;
	if (fstat(fd, &st) || !S_ISFIFO(st.st_mode))
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

struct out *out_open(struct arena *a, int fd)
{
	struct out *o = ARENA_NEW(a, struct out);
	int again = open_again(fd);
	o->fd = again < 0 ? fd : again;
	o->own = again >= 0;
	arena_defer(a, out_close, o);
	return o;
}

/* Returns the number of bytes that were written within wait_ms; n if the reader is gone, so that the bytes are
 * discarded. */
static size_t write_presets(int fd, const char *p, size_t n, int wait_ms)
{
	size_t done = 0;
	while (done < n) {
		struct pollfd ready = { .fd = fd, .events = POLLOUT };
		int rc = poll(&ready, 1, wait_ms);
		if (rc < 0 && errno == EINTR)
			continue;
		if (rc <= 0)
			return done;
		/* a pipe that is ready accepts up to PIPE_BUF bytes */
		ssize_t w = write(fd, p + done, n - done < PIPE_BUF ? n - done : PIPE_BUF);
		if (w < 0 && errno == EAGAIN && !wait_ms)
			return done;
		if (w < 0 && errno != EINTR && errno != EAGAIN)
			return n;
		done += w > 0 ? (size_t)w : 0;
	}
	return done;
}

static void flush(struct out *o, int wait_ms)
{
	size_t done = write_presets(o->fd, o->queue, o->n, wait_ms);
	memmove(o->queue, o->queue + done, o->n - done);
	o->n -= done;
}

void out_put(struct out *o, const char *text, size_t n)
{
	flush(o, 0);
	if (n > sizeof(o->queue) - o->n) {
		o->dropped++;
		return;
	}
	memcpy(o->queue + o->n, text, n);
	o->n += n;
	flush(o, 0);
}

size_t out_dropped(const struct out *o)
{
	return o->dropped;
}

void out_end(struct out *o, int wait_ms)
{
	flush(o, wait_ms);
}
