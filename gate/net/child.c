/* SPDX-License-Identifier: Apache-2.0 */
/* child.c: a program of somebody else's, with its own process group, exactly the environment it is given, and an end. */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILL_AFTER_MS = 2000 };

struct stream { struct child *c; int fd; char *tail; size_t n; };

struct child {
	struct loop *l;
	struct arena *a;
	child_done *done;
	void *arg;
	pid_t pid;
	int pidfd;
	struct stream out, err;
	struct loop_timer *timer;
	int64_t began;
	bool exited, killed, late;
	int status;
};

static void finish(struct child *c)
{
	struct child_result r = { .exit_code = -1, .ms = loop_now(c->l) - c->began };
	if (!c->exited || c->out.fd >= 0 || c->err.fd >= 0)
		return;
	loop_cancel(c->l, c->timer);
	if (c->late)
		err_set(&r.error, ERR_TIMEOUT, "it did not end in time and was stopped after %lld ms", (long long)r.ms);
	r.exit_code = WIFEXITED(c->status) ? WEXITSTATUS(c->status) : 128 + WTERMSIG(c->status);
	r.out = (struct str){ c->out.tail, c->out.n };
	r.err = (struct str){ c->err.tail, c->err.n };
	c->done(c->arg, &r);
}

static void keep_tail(struct stream *s, const char *p, size_t n)
{
	if (n > LIMIT_CHILD_OUTPUT) {
		p += n - LIMIT_CHILD_OUTPUT;
		n = LIMIT_CHILD_OUTPUT;
	}
	size_t over = s->n + n > LIMIT_CHILD_OUTPUT ? s->n + n - LIMIT_CHILD_OUTPUT : 0;
	memmove(s->tail, s->tail + over, s->n - over);
	memcpy(s->tail + s->n - over, p, n);
	s->n = s->n - over + n;
}

static void close_stream(struct stream *s)
{
	if (s->fd < 0)
		return;
	loop_unwatch(s->c->l, s->fd);
	close(s->fd);
	s->fd = -1;
}

static void child_on_output(void *arg)
{
	struct stream *s = arg;
	char text[4096];
	ssize_t n = read(s->fd, text, sizeof(text));
	if (n > 0) {
		keep_tail(s, text, (size_t)n);
		return;
	}
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	close_stream(s);
	finish(s->c);
}

static void child_on_exit(void *arg)
{
	struct child *c = arg;
	if (waitpid(c->pid, &c->status, WNOHANG) != c->pid)
		return;
	c->exited = true;
	loop_unwatch(c->l, c->pidfd);
	close(c->pidfd);
	if (c->late) { /* a grandchild may hold the pipes for ever */
		close_stream(&c->out);
		close_stream(&c->err);
	}
	finish(c);
}

static void child_on_deadline(void *arg)
{
	struct child *c = arg;
	c->late = true;
	if (c->exited) {
		kill(-c->pid, SIGKILL);
		close_stream(&c->out);
		close_stream(&c->err);
		finish(c);
		return;
	}
	kill(-c->pid, c->killed ? SIGKILL : SIGTERM);
	if (!c->killed)
		c->timer = loop_at(c->l, loop_now(c->l) + KILL_AFTER_MS, child_on_deadline, c);
	c->killed = true;
}

static char **strings(struct arena *a, size_t n)
{
	return ARENA_ARRAY(a, char *, n + 1);
}

static char **argv_of(struct arena *a, const struct child_spec *s)
{
	char **argv = strings(a, s->argv.n);
	for (size_t i = 0; i < s->argv.n; i++)
		argv[i] = arena_strdup(a, secret_reveal(s->argv.items[i]));
	return argv;
}

static char **env_of(struct arena *a, const struct child_spec *s)
{
	char **env = strings(a, s->env.n);
	for (size_t i = 0; i < s->env.n; i++)
		env[i] = arena_printf(a, "%s=%s", s->env.items[i].name, secret_reveal(s->env.items[i].value));
	return env;
}

/* In the child, between fork and exec: async-signal-safe calls alone. */
static void become(char **argv, char **env, const char *dir, const int fds[3], int report)
{
	sigset_t none;
	sigemptyset(&none);
	setpgid(0, 0);
	for (int i = 0; i < 3; i++)
		dup2(fds[i], i);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!dir || !chdir(dir))
		execvpe(argv[0], argv, env);
	int why = errno;
	ssize_t ignored = write(report, &why, sizeof(why));
	(void)ignored;
	_exit(127);
}

static void write_input(int fd, const struct secret *input)
{
	const char *p = input ? secret_reveal(input) : "";
	size_t n = input ? secret_size(input) : 0;
	fcntl(fd, F_SETFL, O_NONBLOCK); /* a child that does not read must not stop us: a pipe holds 64 KiB */
	while (n) {
		ssize_t w = write(fd, p, n);
		if (w <= 0)
			break;
		p += w;
		n -= (size_t)w;
	}
	close(fd);
}

struct failure { child_done *done; void *arg; struct child_result r; };

static void child_on_failure(void *arg)
{
	const struct failure *f = arg;
	f->done(f->arg, &f->r);
}

static void fail(struct loop *l, struct arena *a, child_done *done, void *arg, const char *what, int why)
{
	struct failure *f = ARENA_NEW(a, struct failure);
	*f = (struct failure){ .done = done, .arg = arg, .r = { .exit_code = -1 } };
	err_set(&f->r.error, ERR_IO, "cannot start %s: %s", what, strerror(why));
	loop_at(l, loop_now(l), child_on_failure, f);
}

static void watch(struct child *c)
{
	fcntl(c->out.fd, F_SETFL, O_NONBLOCK);
	fcntl(c->err.fd, F_SETFL, O_NONBLOCK);
	loop_watch(c->l, c->out.fd, child_on_output, &c->out);
	loop_watch(c->l, c->err.fd, child_on_output, &c->err);
	loop_watch(c->l, c->pidfd, child_on_exit, c);
}

void child_start(struct loop *l, struct arena *a, const struct child_spec *s, child_done *done, void *arg)
{
	char **argv = argv_of(a, s), **env = env_of(a, s);
	int in[2], out[2], err[2], report[2], why = 0;
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC) || pipe2(report, O_CLOEXEC)) {
		fail(l, a, done, arg, argv[0], errno);
		return;
	}
	pid_t pid = fork();
	if (pid == 0)
		become(argv, env, s->dir, (const int[]){ in[0], out[1], err[1] }, report[1]);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	close(report[1]);
	bool failed = pid < 0 || read(report[0], &why, sizeof(why)) == (ssize_t)sizeof(why);
	close(report[0]);
	if (failed) {
		if (pid > 0)
			waitpid(pid, NULL, 0);
		close(in[1]);
		close(out[0]);
		close(err[0]);
		fail(l, a, done, arg, argv[0], pid < 0 ? errno : why);
		return;
	}
	struct child *c = ARENA_NEW(a, struct child);
	*c = (struct child){ .l = l, .a = a, .done = done, .arg = arg, .pid = pid, .began = loop_now(l),
		.pidfd = (int)syscall(SYS_pidfd_open, pid, 0) };
	c->out = (struct stream){ c, out[0], arena_alloc(a, LIMIT_CHILD_OUTPUT), 0 };
	c->err = (struct stream){ c, err[0], arena_alloc(a, LIMIT_CHILD_OUTPUT), 0 };
	watch(c);
	c->timer = loop_at(l, s->deadline, child_on_deadline, c);
	write_input(in[1], s->input);
}
