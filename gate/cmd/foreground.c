/* SPDX-License-Identifier: Apache-2.0 */
/* foreground.c: runs a command in the foreground and waits for it. */
#include "foreground.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILL_AFTER_S = 10, NOT_STARTED = 127 };

static sigset_t signals_of_interest(void)
{
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < 6; i++)
		sigaddset(&set, (const int[]){ SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD, SIGALRM }[i]);
	return set;
}

/* Runs in the child: makes only async-signal-safe calls. Writes errno to `failure` if the command cannot be started. */
static void become(char *const argv[], int output, bool own_group, int failure)
{
	sigset_t none;
	if (own_group)
		setpgid(0, 0);
	if (output != STDOUT_FILENO && dup2(output, STDOUT_FILENO) < 0)
		_exit(NOT_STARTED);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	int why = errno;
	if (write(failure, &why, sizeof(why)) < 0)
		_exit(NOT_STARTED + 1);
	_exit(NOT_STARTED);
}

static void ring_after(int64_t ms)
{
	struct itimerval when = { .it_value = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 } };
	setitimer(ITIMER_REAL, &when, NULL);
}

/* Waits until the command ends; to: its pid, or the negative id of its group. */
static int wait_for_end(pid_t pid, pid_t to, int64_t timeout_ms, struct foreground *out)
{
	sigset_t set = signals_of_interest();
	int status;
	ring_after(timeout_ms);
	while (waitpid(pid, &status, WNOHANG) != pid) {
		siginfo_t info;
		int signo = sigwaitinfo(&set, &info);
		if (signo == SIGALRM) {
			kill(to, out->timed_out ? SIGKILL : SIGTERM);
			out->timed_out = true;
			ring_after(KILL_AFTER_S * 1000);
		} else if (signo > 0 && signo != SIGCHLD) {
			out->forwarded = signo;
			if (to < 0 || info.si_code != SI_KERNEL) /* a signal of the terminal goes to the command as well */
				kill(to, signo);
		}
	}
	ring_after(0);
	return status;
}

int foreground_run(char *const argv[], int output, int64_t timeout_ms, struct foreground *out, struct err *e)
{
	sigset_t set = signals_of_interest(), before;
	int failure[2], why = 0;
	bool own_group = !isatty(STDIN_FILENO);
	*out = (struct foreground){ .exit_code = NOT_STARTED };
	if (pipe2(failure, O_CLOEXEC))
		return err_set(e, ERR_IO, "%s could not be started: %s", argv[0], strerror(errno));
	sigprocmask(SIG_BLOCK, &set, &before);
	pid_t pid = fork();
	if (!pid)
		become(argv, output, own_group, failure[1]);
	close(failure[1]);
	if (pid < 0)
		why = errno;
	else if (own_group)
		setpgid(pid, pid); /* in both processes, because either may run first */
	bool failed = pid < 0 || read(failure[0], &why, sizeof(why)) == (ssize_t)sizeof(why);
	close(failure[0]);
	int status = pid < 0 ? 0 : wait_for_end(pid, own_group ? -pid : pid, timeout_ms, out);
	if (!failed)
		out->exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return failed ? err_set(e, ERR_IO, "%s could not be started: %s", argv[0], strerror(why)) : 0;
}
