/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c: scenario [-v] [--rungate FILE] [--cloud FILE] [--schema FILE] [--corpus DIR] [--jobs N] [--seconds N]
 * STORY...: drives the real program against the simulated cloud over real sockets, each story in a folder and a process
 * group of its own.
 */
#include "stage.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAX = 16 };

/* ---- All of them ---------------------------------------------------------------------------------------- */

struct job { pid_t pid; const char *name, *output; };

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
	if (story_read(a, path, &story, &e))
		printf("  FAILED: %s\n", e.text);
	else
		failures = stage_play(set, &story);
	fflush(stdout);
	_exit(failures ? 1 : 0);
}

static bool finish(struct arena *a, struct job *jobs, int *n, bool verbose)
{
	int status, i = 0;
	struct str text = { "", 0 };
	struct err e;
	pid_t pid = wait(&status);
	while (i < *n && jobs[i].pid != pid)
		i++;
	if (i == *n)
		return true;
	bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	printf("%s %s\n", ok ? "ok    " : "FAILED", jobs[i].name);
	if ((!ok || verbose) && !file_read(a, jobs[i].output, 16 * 1024 * 1024, &text, &e))
		printf("%s", text.p);
	unlink(jobs[i].output);
	jobs[i] = jobs[--*n];
	return ok;
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
	int running = 0, passed = 0, failed = 0;
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
				*(finish(a, jobs, &running, set.verbose) ? &passed : &failed) += 1;
			jobs[running++] = begin(a, &set, argv[i]);
		}
	}
	while (running)
		*(finish(a, jobs, &running, set.verbose) ? &passed : &failed) += 1;
	printf("%d passed, %d failed\n", passed, failed);
	arena_free(a);
	return failed || !passed;
}
