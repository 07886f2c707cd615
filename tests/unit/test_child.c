/* SPDX-License-Identifier: Apache-2.0 */
/* test_child.c: child processes that succeed, fail, are late or never end; with real processes. */
#include "../../gate/net/net.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <cmocka.h>

struct world {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
};

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct world *w = ARENA_NEW(a, struct world);
	struct net_options o = { .user_agent = "test" };
	struct err e;
	w->a = a;
	w->k = secrets_new(a);
	*state = w;
	return net_open(a, w->k, &o, &w->l, &e);
}

static int tear_down(void **state)
{
	arena_free(((struct world *)*state)->a);
	return 0;
}

struct ended {
	size_t pending;
	struct child_result r;
};

static void on_done(void *arg, const struct child_result *r)
{
	struct ended *e = arg;
	e->r = *r;
	e->pending = 0;
}

static struct conf_secrets argv_of(struct world *w, const char *const *words, size_t n)
{
	struct conf_secrets out = { ARENA_ARRAY(w->a, struct secret *, n), n };
	for (size_t i = 0; i < n; i++)
		out.items[i] = secret_new(w->k, words[i], strlen(words[i]), false);
	return out;
}

static struct ended run_spec(
	struct world *w, const char *const *words, size_t n, struct child_spec spec, int64_t timeout_ms)
{
	struct ended e = { .pending = 1 };
	spec.argv = argv_of(w, words, n);
	spec.deadline = loop_now(w->l) + timeout_ms;
	child_start(w->l, w->a, &spec, on_done, &e);
	loop_run(w->l, &e.pending, loop_now(w->l) + 60000);
	assert_int_equal(e.pending, 0);
	return e;
}

/* Runs a shell script as the child; rungate itself never starts a shell. */
static struct ended run_script(struct world *w, const char *script, int64_t timeout_ms)
{
	const char *words[] = { "/bin/sh", "-c", script };
	return run_spec(w, words, 3, (struct child_spec){ .argv = { NULL, 0 } }, timeout_ms);
}

static bool has(struct str text, const char *part)
{
	return memmem(text.p, text.n, part, strlen(part)) != NULL;
}

static pid_t pid_in(const char *dir)
{
	struct arena *a = arena_new();
	struct str text = { "0", 1 };
	struct err e;
	if (file_read(a, arena_printf(a, "%s/pid", dir), 64, &text, &e))
		fail_msg("%s", e.text);
	pid_t pid = (pid_t)strtol(text.p, NULL, 10);
	arena_free(a);
	return pid;
}

/* True if the process has ended, whether or not its parent has reaped it. */
static bool is_gone(pid_t pid)
{
	char path[64], line[512] = "";
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "r");
	bool unread = !f || !fgets(line, sizeof(line), f);
	if (f)
		fclose(f);
	return unread || strstr(line, ") Z ");
}

/* Waits without a limit; the time limit of the test program ends it. */
static void assert_gone(pid_t pid)
{
	assert_true(pid > 1);
	for (int i = 0; i < 2000 && !is_gone(pid); i++)
		usleep(5000);
	assert_true(is_gone(pid));
}

static void successful_child(void **state)
{
	struct ended e = run_script(*state, "echo out; echo err >&2", 20000);
	assert_int_equal(e.r.error.code, ERR_NONE);
	assert_int_equal(e.r.exit_code, 0);
	assert_int_equal(e.r.signal, 0);
	assert_true(str_is(e.r.out, "out\n"));
	assert_true(str_is(e.r.err, "err\n"));
}

static void failing_child(void **state)
{
	struct ended e = run_script(*state, "exit 7", 20000);
	assert_int_equal(e.r.error.code, ERR_NONE);
	assert_int_equal(e.r.exit_code, 7);
	e = run_script(*state, "kill -SEGV $$", 20000);
	assert_int_equal(e.r.exit_code, 128 + SIGSEGV);
	assert_int_equal(e.r.signal, SIGSEGV);
}

static void child_has_only_the_given_environment_and_no_input(void **state)
{
	struct world *w = *state;
	const char *words[] = { "env" };
	struct conf_pair env[] = { { .name = "PATH", .value = secret_new(w->k, "/usr/bin:/bin", 13, false) },
		{ .name = "A", .value = secret_new(w->k, "b c", 3, false) } };
	setenv("MUST_NOT_BE_SEEN", "1", 1);
	struct ended e = run_spec(w, words, 1, (struct child_spec){ .env = { env, 2 } }, 20000);
	assert_true(str_is(e.r.out, "PATH=/usr/bin:/bin\nA=b c\n"));
	e = run_script(w, "readlink /proc/self/fd/0; ls /proc/self/fd | tr '\\n' ' '", 20000);
	assert_true(has(e.r.out, "/dev/null\n"));
	assert_false(has(e.r.out, " 4 ")); /* 3 is the folder that ls reads */
}

static void child_gets_the_given_input(void **state)
{
	struct world *w = *state;
	const char *words[] = { "cat" };
	struct ended e = run_spec(w, words, 1, (struct child_spec){ .input = secret_new(w->k, "hello", 5, true) }, 20000);
	assert_true(str_is(e.r.out, "hello"));
}

static void start_failure_is_reported(void **state)
{
	struct world *w = *state;
	const char *missing[] = { "no-such-program-anywhere" }, *folder[] = { "env" }, *plain[] = { "/etc/passwd" };
	struct ended e = run_spec(w, missing, 1, (struct child_spec){ .dir = NULL }, 1000);
	assert_int_equal(e.r.exit_code, -1);
	assert_string_equal(e.r.error.text, "cannot start no-such-program-anywhere: no such program in PATH");
	e = run_spec(w, folder, 1, (struct child_spec){ .dir = "/no/such/folder" }, 1000);
	assert_string_equal(e.r.error.text, "cannot start env: its folder /no/such/folder: No such file or directory");
	e = run_spec(w, plain, 1, (struct child_spec){ .dir = NULL }, 1000);
	assert_string_equal(e.r.error.text, "cannot start /etc/passwd: Permission denied");
}

static void tail_of_the_output_is_kept(void **state)
{
	struct ended e = run_script(*state, "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done", 60000);
	assert_int_equal(e.r.exit_code, 0);
	assert_int_equal(e.r.out.n, LIMIT_CHILD_OUTPUT);
	assert_memory_equal(e.r.out.p + e.r.out.n - 11, "line 19999\n", 11);
}

static void late_child_is_terminated(void **state)
{
	struct ended e = run_script(*state, "echo begun; sleep 600", 2000);
	assert_int_equal(e.r.error.code, ERR_TIMEOUT);
	assert_int_equal(e.r.signal, SIGTERM);
	assert_true(str_is(e.r.out, "begun\n"));
}

static void child_that_ignores_sigterm_is_killed(void **state)
{
	struct ended e = run_script(*state, "trap '' TERM; echo begun; while :; do sleep 0.1; done", 2000);
	assert_int_equal(e.r.error.code, ERR_TIMEOUT);
	assert_int_equal(e.r.signal, SIGKILL);
	assert_true(e.r.ms >= 3900); /* the child started shortly after its deadline was set */
}

static void descendants_are_killed_too(void **state)
{
	struct world *w = *state;
	char dir[] = "/tmp/child-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct ended e = run_script(w,
		arena_printf(w->a, "sh -c 'trap \"\" TERM; echo $$ > %s/pid; while :; do sleep 0.1; done' & wait", dir), 2000);
	assert_int_equal(e.r.error.code, ERR_TIMEOUT);
	assert_gone(pid_in(dir));
	/* a child that ends in time and leaves a process that holds our pipe and ignores SIGTERM */
	e = run_script(w,
		arena_printf(w->a,
			"rm %s/pid; sh -c 'trap \"\" TERM; echo $$ > %s/pid; while :; do sleep 0.1; done' & "
			"while [ ! -s %s/pid ]; do sleep 0.01; done; echo done",
			dir, dir, dir),
		60000);
	assert_int_equal(e.r.error.code, ERR_NONE);
	assert_int_equal(e.r.exit_code, 0);
	assert_true(str_is(e.r.out, "done\n"));
	assert_true(e.r.ms < 30000);
	assert_gone(pid_in(dir));
	unlink(arena_printf(w->a, "%s/pid", dir));
	rmdir(dir);
}

/* Prints how many descriptors of the child refer to /etc/passwd, which this program has open. */
static const char inherited[] = "readlink /proc/$$/fd/* | grep -c /etc/passwd";

static void child_inherits_no_descriptor(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY);
	struct ended e = run_script(*state, inherited, 20000);
	close(fd);
	assert_true(str_is(e.r.out, "0\n"));
}

static void children_end_with_the_loop(void **state)
{
	(void)state;
	struct world *w;
	struct ended e = { .pending = 1 };
	char dir[] = "/tmp/child-XXXXXX";
	assert_int_equal(set_up((void **)&w), 0);
	assert_non_null(mkdtemp(dir));
	char *path = strdup(arena_printf(w->a, "%s/pid", dir));
	const char *words[] = { "/bin/sh", "-c",
		arena_printf(w->a, "echo $$ > %s.new; mv %s.new %s; sleep 600", path, path, path) };
	struct child_spec spec = { .argv = argv_of(w, words, 3), .deadline = loop_now(w->l) + 600000 };
	child_start(w->l, w->a, &spec, on_done, &e);
	for (int i = 0; i < 2000 && !file_exists(path); i++)
		loop_run(w->l, NULL, loop_now(w->l) + 5);
	pid_t pid = pid_in(dir);
	tear_down((void **)&w);
	assert_gone(pid);
	assert_int_equal(e.pending, 1);
	unlink(path);
	rmdir(dir);
	free(path);
}

/* Older kernels and sandboxes have no pidfd_open and no close_range. The seccomp filter is permanent, so this runs in a
 * process of its own. */
static void refuse_newer_calls(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNTOF(code), code };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ||
		syscall(SYS_pidfd_open, getpid(), 0) != -1 || syscall(SYS_close_range, 1000, 1000, 0) != -1)
		_exit(99);
}

static void older_kernels_are_supported(void **state)
{
	int status = 0;
	pid_t pid = fork();
	if (!pid) {
		refuse_newer_calls();
		struct ended well = run_script(*state, "echo out; exit 7", 20000),
					 late = run_script(*state, "exec sleep 600", 500);
		bool seen = well.r.error.code == ERR_NONE && well.r.exit_code == 7 && str_is(well.r.out, "out\n") &&
			well.r.ms < 15000;
		open("/etc/passwd", O_RDONLY);
		struct ended alone = run_script(*state, inherited, 20000);
		_exit(
			seen && str_is(alone.r.out, "0\n") && late.r.error.code == ERR_TIMEOUT && late.r.signal == SIGTERM ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(successful_child, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failing_child, set_up, tear_down),
		cmocka_unit_test_setup_teardown(child_has_only_the_given_environment_and_no_input, set_up, tear_down),
		cmocka_unit_test_setup_teardown(child_gets_the_given_input, set_up, tear_down),
		cmocka_unit_test_setup_teardown(start_failure_is_reported, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tail_of_the_output_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(late_child_is_terminated, set_up, tear_down),
		cmocka_unit_test_setup_teardown(child_that_ignores_sigterm_is_killed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(descendants_are_killed_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(child_inherits_no_descriptor, set_up, tear_down),
		cmocka_unit_test_setup_teardown(older_kernels_are_supported, set_up, tear_down),
		cmocka_unit_test(children_end_with_the_loop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
