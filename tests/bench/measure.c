/* SPDX-License-Identifier: Apache-2.0 */
/* measure.c: measure LABEL L_MS COMMAND...: runs a command and prints its wall time as a multiple of L, its CPU time
 * and its peak memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage u;
	int status;
	if (argc < 4) {
		fputs("usage: measure LABEL L_MS COMMAND...\n", stderr);
		return 2;
	}
	double began = now_ms(), l = atof(argv[2]);
	pid_t pid = fork();
	if (!pid) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid)
		return 1;
	double ms = now_ms() - began;
	double cpu = (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
		(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
	printf("%-34s %6.0f ms  %5.2f L  cpu %5.0f ms  peak %5.1f MiB  exit %d\n", argv[1], ms, ms / l, cpu,
		(double)u.ru_maxrss / 1024, WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	return 0;
}
