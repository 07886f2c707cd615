/* SPDX-License-Identifier: Apache-2.0 */
/* child.c: runs another program in its own process group, with exactly the given environment and a deadline. */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* LINGER_MS: how long processes that the ended program left behind may keep our pipes open before they are killed. */
enum { KILL_AFTER_MS = 2000, LINGER_MS = 1000, TICK_MS = 20 };

struct stream {
	struct child *c;
	int fd;
	char *tail;
	size_t n;
};

struct child {
	struct loop *l;
	child_done *done;
	void *arg;
	/*
	 * the id of its process group too; reaped only after the group was killed, so that the id cannot be reused before
	 */
	pid_t pid;
	int pidfd; /* -1: closed, or not supported by this kernel */
	struct stream out, err;
	uint64_t timer;
	int64_t began;
	bool exited, asked, ended;
	int status;
};

static void close_stream(struct stream *s)
{
	if (s->fd < 0)
		return;
	loop_unwatch(s->c->l, s->fd);
	close(s->fd);
	s->fd = -1;
}

static void close_pidfd(struct child *c)
{
	if (c->pidfd < 0)
		return;
	loop_unwatch(c->l, c->pidfd);
	close(c->pidfd);
	c->pidfd = -1;
}

static void end_group(struct child *c)
{
	kill(-c->pid, SIGKILL);
	waitpid(c->pid, &c->status, 0);
	c->ended = true;
}

static struct str tail_of(const struct stream *s)
{
	size_t n = s->n < LIMIT_CHILD_OUTPUT ? s->n : LIMIT_CHILD_OUTPUT;
	return (struct str){ s->tail + s->n - n, n };
}

static void finish(struct child *c)
{
	struct child_result r = { .ms = loop_now(c->l) - c->began };
	if (!c->exited || c->out.fd >= 0 || c->err.fd >= 0)
		return;
	loop_cancel(c->l, c->timer);
	end_group(c);
	if (c->asked)
		err_set(&r.error, ERR_TIMEOUT, "it did not end in time and was stopped after %lld ms", (long long)r.ms);
	r.signal = WIFSIGNALED(c->status) ? WTERMSIG(c->status) : 0;
	r.exit_code = r.signal ? 128 + r.signal : WEXITSTATUS(c->status);
	r.out = tail_of(&c->out);
	r.err = tail_of(&c->err);
	c->done(c->arg, &r);
}

/* The buffer has room for two tails, so that a tail is moved once for each LIMIT_CHILD_OUTPUT bytes, however small the
 * pieces are. */
static void keep_tail(struct stream *s, const char *p, size_t n)
{
	if (s->n + n > 2 * LIMIT_CHILD_OUTPUT) {
		memmove(s->tail, s->tail + s->n - LIMIT_CHILD_OUTPUT, LIMIT_CHILD_OUTPUT);
		s->n = LIMIT_CHILD_OUTPUT;
	}
	memcpy(s->tail + s->n, p, n);
	s->n += n;
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

static void child_on_lingered(void *arg)
{
	struct child *c = arg;
	close_stream(&c->out);
	close_stream(&c->err);
	finish(c);
}

static void child_on_exit(void *arg)
{
	struct child *c = arg;
	siginfo_t info = { .si_pid = 0 };
	if (waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid != c->pid)
		return;
	c->exited = true;
	close_pidfd(c);
	loop_cancel(c->l, c->timer);
	c->timer = loop_at(c->l, loop_now(c->l) + LINGER_MS, child_on_lingered, c);
	finish(c);
}

/* Without a pidfd the exit is polled for. */
static void child_on_tick(void *arg)
{
	struct child *c = arg;
	child_on_exit(c);
	if (!c->exited)
		loop_do_at(c->l, loop_now(c->l) + TICK_MS, child_on_tick, c);
}

static void child_on_deadline(void *arg)
{
	struct child *c = arg;
	kill(-c->pid, c->asked ? SIGKILL : SIGTERM);
	if (!c->asked)
		c->timer = loop_at(c->l, loop_now(c->l) + KILL_AFTER_MS, child_on_deadline, c);
	c->asked = true;
}

void child_stop(struct child *c)
{
	if (!c || c->exited || c->asked)
		return;
	loop_cancel(c->l, c->timer);
	child_on_deadline(c);
}

/* The loop ends before the child: kill it, so that nothing keeps running. */
static void child_abandon(void *arg)
{
	struct child *c = arg;
	if (c->ended)
		return;
	close_pidfd(c);
	close_stream(&c->out);
	close_stream(&c->err);
	end_group(c);
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

enum step { STEP_FOLDER, STEP_PROGRAM };
struct report {
	enum step step;
	int why;
};

/* In the child between fork and exec: only async-signal-safe calls. */
static void become(char **argv, char **env, const char *dir, uint64_t descriptors, const int fds[3], int report)
{
	struct report r = { .step = STEP_FOLDER };
	struct rlimit files;
	sigset_t none;
	sigemptyset(&none);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (int i = 0; i < 3; i++)
		dup2(fds[i], i);
	dup3(report, 3, O_CLOEXEC); /* if it is 3 already, it stays so */
	closefrom(4);               /* by /proc where the kernel has no close_range */
	report = 3;
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (descriptors && !getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = descriptors;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	if (!dir || !chdir(dir)) {
		r.step = STEP_PROGRAM;
		environ = env; /* the PATH of the new environment is searched */
		execvp(argv[0], argv);
	}
	r.why = errno;
	ssize_t ignored = write(report, &r, sizeof(r));
	(void)ignored;
	_exit(127);
}

/* fds[0]: its standard input; fds[1]: the end that we write to, or -1 if there is no input (/dev/null). */
static int open_input(const struct secret *input, int fds[2])
{
	if (input)
		return pipe2(fds, O_CLOEXEC);
	fds[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	fds[1] = -1;
	return fds[0] < 0 ? -1 : 0;
}

static void write_input(int fd, const struct secret *input)
{
	const char *p = input ? secret_reveal(input) : NULL;
	size_t n = input ? secret_size(input) : 0;
	if (fd < 0)
		return;
	fcntl(fd, F_SETFL, O_NONBLOCK); /* a child that does not read must not block us: a pipe has room for 64 KiB */
	while (n) {
		ssize_t w = write(fd, p, n);
		if (w <= 0)
			break;
		p += w;
		n -= (size_t)w;
	}
	close(fd);
}

struct failure {
	child_done *done;
	void *arg;
	struct child_result r;
};

static void child_on_failure(void *arg)
{
	const struct failure *f = arg;
	f->done(f->arg, &f->r);
}

static struct child *fail(
	struct loop *l, struct arena *a, child_done *done, void *arg, const char *what, const char *why)
{
	struct failure *f = ARENA_NEW(a, struct failure);
	*f = (struct failure){ .done = done, .arg = arg, .r = { .exit_code = -1 } };
	err_set(&f->r.error, ERR_IO, "cannot start %s: %s", what, why);
	loop_do_at(l, loop_now(l), child_on_failure, f);
	return NULL;
}

static void watch(struct child *c)
{
	fcntl(c->out.fd, F_SETFL, O_NONBLOCK);
	fcntl(c->err.fd, F_SETFL, O_NONBLOCK);
	loop_watch(c->l, c->out.fd, child_on_output, &c->out);
	loop_watch(c->l, c->err.fd, child_on_output, &c->err);
	if (c->pidfd >= 0)
		loop_watch(c->l, c->pidfd, child_on_exit, c);
	else
		loop_do_at(c->l, loop_now(c->l) + TICK_MS, child_on_tick, c);
}

enum { READ, WRITE };
struct pipes {
	int in[2], out[2], err[2], report[2];
};

static void close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int open_pipes(const struct secret *input, struct pipes *p)
{
	*p = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (!open_input(input, p->in) && !pipe2(p->out, O_CLOEXEC) && !pipe2(p->err, O_CLOEXEC) &&
		!pipe2(p->report, O_CLOEXEC))
		return 0;
	int why = errno;
	close_all((const int *)p, sizeof(*p) / sizeof(int));
	return why;
}

/* Forks and waits until the child runs the program. Returns NULL, or why it does not. */
static const char *spawn(
	struct loop *l, struct arena *a, const struct child_spec *s, const char *name, const struct pipes *p, pid_t *pid)
{
	char **argv = argv_of(a, s), **env = env_of(a, s);
	struct report r;
	*pid = fork();
	if (*pid == 0)
		become(argv, env, s->dir, loop_world(l)->descriptors,
			(const int[]){ p->in[READ], p->out[WRITE], p->err[WRITE] }, p->report[WRITE]);
	int why = errno;
	close_all((const int[]){ p->in[READ], p->out[WRITE], p->err[WRITE], p->report[WRITE] }, 4);
	ssize_t n = *pid < 0 ? 0 : read(p->report[READ], &r, sizeof(r));
	close(p->report[READ]);
	if (*pid < 0)
		return strerror(why);
	if (n != (ssize_t)sizeof(r))
		return NULL;
	waitpid(*pid, NULL, 0);
	return r.step == STEP_FOLDER                ? arena_printf(a, "its folder %s: %s", s->dir, strerror(r.why))
		: r.why == ENOENT && !strchr(name, '/') ? "no such program in PATH"
												: strerror(r.why);
}

struct child *child_start(struct loop *l, struct arena *a, const struct child_spec *s, child_done *done, void *arg)
{
	const char *name = secret_shown(s->argv.items[0]);
	const struct loop_fd *watched;
	struct pipes p;
	pid_t pid = -1;
	if (loop_watched(l, &watched) + 3 > LIMIT_WATCHED)
		return fail(l, a, done, arg, name, "too many programs run at once");
	int no_pipes = open_pipes(s->input, &p);
	const char *why = no_pipes ? strerror(no_pipes) : spawn(l, a, s, name, &p, &pid);
	if (why) {
		if (!no_pipes)
			close_all((const int[]){ p.in[WRITE], p.out[READ], p.err[READ] }, 3);
		return fail(l, a, done, arg, name, why);
	}
	struct child *c = ARENA_NEW(a, struct child);
	*c = (struct child){ .l = l,
		.done = done,
		.arg = arg,
		.pid = pid,
		.began = loop_now(l),
		.pidfd = (int)syscall(SYS_pidfd_open, pid, 0) };
	c->out = (struct stream){ c, p.out[READ], arena_alloc(a, 2 * LIMIT_CHILD_OUTPUT), 0 };
	c->err = (struct stream){ c, p.err[READ], arena_alloc(a, 2 * LIMIT_CHILD_OUTPUT), 0 };
	watch(c);
	c->timer = loop_at(l, s->deadline, child_on_deadline, c);
	write_input(p.in[WRITE], s->input);
	arena_defer(a, child_abandon, c);
	return c;
}
