/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c: scenario [-v] [--rungate FILE] [--cloud FILE] [--schema FILE] [--corpus DIR] [--jobs N] [--seconds N]
 * STORY...: runs the real program against the simulated cloud over real sockets, each story in its own folder and
 * process group.
 *
 * On a machine that starves its processes, the program observes nothing and reports that. A story that fails while
 * this process was starved too is played again, alone, after the others, at most three times. A story that fails on a
 * machine with enough time has failed.
 */
#include "stage.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOBS_MAX = 16, PLAYED_AT_MOST = 4, STARVED_MS = 100 };

/* ---- Starvation ------------------------------------------------------------------------------------------- */

struct lateness {
	atomic_bool over;
	long ms;
};

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Sleeps 10 ms repeatedly and adds up the delay of each wake-up. */
static void *measure(void *arg)
{
	enum { SLEEP_MS = 10, SLACK_MS = 2 };
	struct lateness *l = arg;
	while (!atomic_load(&l->over)) {
		long before = now_ms();
		nanosleep(&(struct timespec){ .tv_nsec = SLEEP_MS * 1000000 }, NULL);
		long late = now_ms() - before - SLEEP_MS - SLACK_MS;
		l->ms += late > 0 ? late : 0;
	}
	return NULL;
}

/* ---- All stories ---------------------------------------------------------------------------------------- */

enum played { PLAYED_OK, PLAYED_FAILED, PLAYED_STARVED }; /* exit codes of the process of a story */
struct job {
	pid_t pid;
	const char *name, *output;
};
struct counts {
	int passed, failed;
	const char **again;
	int n_again;
};

static void on_alarm(int signo)
{
	(void)signo;
	static const char text[] = "  FAILED: the story took too long\n";
	ssize_t ignored = write(1, text, sizeof(text) - 1);
	(void)ignored;
	kill(0, SIGKILL);
}

static struct job begin(struct arena *a, const struct settings *set, const char *path)
{
	struct job j = { .name = path,
		.output = arena_printf(a, "/tmp/scenario-%d-%llx.txt", (int)getpid(), (unsigned long long)crypto_random()) };
	fflush(stdout);
	j.pid = fork();
	if (j.pid)
		return j;
	setpgid(0, 0);
	int fd = open(j.output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	signal(SIGALRM, on_alarm);
	alarm(set->seconds);
	struct story story;
	struct err e;
	size_t failures = 1;
	struct lateness late = { .ms = 0 };
	pthread_t thread;
	bool measured = !pthread_create(&thread, NULL, measure, &late);
	if (story_read(a, path, &story, &e))
		printf("  FAILED: %s\n", e.text);
	else
		failures = stage_play(set, &story);
	atomic_store(&late.over, true);
	if (measured)
		pthread_join(thread, NULL);
	fflush(stdout);
	_exit(!failures ? PLAYED_OK : late.ms >= STARVED_MS ? PLAYED_STARVED : PLAYED_FAILED);
}

/* may_again: a starved story is kept for another attempt and is not counted. */
static void finish(struct arena *a, struct job *jobs, int *n, bool verbose, bool may_again, struct counts *counts)
{
	int status, i = 0;
	struct str text = { "", 0 };
	struct err e;
	pid_t pid = wait(&status);
	while (i < *n && jobs[i].pid != pid)
		i++;
	if (i == *n)
		return;
	bool ok = WIFEXITED(status) && WEXITSTATUS(status) == PLAYED_OK;
	bool again = may_again && WIFEXITED(status) && WEXITSTATUS(status) == PLAYED_STARVED;
	printf("%s %s\n", ok ? "ok    " : again ? "again " : "FAILED", jobs[i].name);
	if (((!ok && !again) || verbose) && !file_read(a, jobs[i].output, 16 * 1024 * 1024, &text, &e))
		printf("%s", text.p);
	unlink(jobs[i].output);
	if (again)
		counts->again[counts->n_again++] = jobs[i].name;
	else
		*(ok ? &counts->passed : &counts->failed) += 1;
	jobs[i] = jobs[--*n];
}

static const char *absolute(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = real ? arena_strdup(a, real) : path;
	free(real);
	return copy;
}

int main(int argc, char **argv)
{
	struct settings set = { .jobs = 4, .seconds = 60 };
	struct arena *a = arena_new();
	struct job jobs[JOBS_MAX];
	struct counts counts = { .again = ARENA_ARRAY(a, const char *, (size_t)argc) };
	int running = 0;
	for (int i = 1; i < argc; i++) {
		bool more = i + 1 < argc;
		if (!strcmp(argv[i], "-v"))
			set.verbose = true;
		else if (!strcmp(argv[i], "--rungate") && more)
			set.rungate = absolute(a, argv[++i]);
		else if (!strcmp(argv[i], "--cloud") && more)
			set.cloud = absolute(a, argv[++i]);
		else if (!strcmp(argv[i], "--schema") && more)
			set.schema = absolute(a, argv[++i]);
		else if (!strcmp(argv[i], "--corpus") && more)
			set.corpus = absolute(a, argv[++i]);
		else if (!strcmp(argv[i], "--jobs") && more)
			set.jobs = atoi(argv[++i]);
		else if (!strcmp(argv[i], "--seconds") && more)
			set.seconds = (unsigned)atoi(argv[++i]);
		else {
			if (running == (set.jobs < JOBS_MAX ? set.jobs : JOBS_MAX))
				finish(a, jobs, &running, set.verbose, true, &counts);
			jobs[running++] = begin(a, &set, argv[i]);
		}
	}
	while (running)
		finish(a, jobs, &running, set.verbose, true, &counts);
	for (int time = 2; time <= PLAYED_AT_MOST; time++) {
		struct counts last = counts;
		counts.n_again = 0;
		counts.again = ARENA_ARRAY(a, const char *, (size_t)argc);
		for (int i = 0; i < last.n_again; i++) {
			jobs[running++] = begin(a, &set, last.again[i]);
			finish(a, jobs, &running, set.verbose, time < PLAYED_AT_MOST, &counts);
		}
	}
	printf("%d passed, %d failed\n", counts.passed, counts.failed);
	arena_free(a);
	return counts.failed || !counts.passed;
}
