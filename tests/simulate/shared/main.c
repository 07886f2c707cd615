/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: simulate-shared [-v] [--jobs N] FROM..TO: plays the seeds, prints those in which an invariant was violated,
 * and exits with 1 if there was one. With -v and one seed it prints the history.
 */
#include "story.h"
#include "../../../gate/judge/judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 250 /* seeds of one process: what killed runners leave in memory is freed with it */, TWICE = 64 };

struct player {
	struct arena *a;
	struct prepared prepared;
	const char *dir;
	char *stacks;
	FILE *out;
	bool verbose;
	struct tallies *tallies;
};

static void fatal(const char *what, const char *why)
{
	fprintf(stderr, "simulate-shared: %s: %s\n", what, why);
	exit(2);
}

/* ---- Preparation ------------------------------------------------------------------------------ */

static void write_file(const char *path, const char *text)
{
	struct err e;
	if (file_write_atomic(path, text, strlen(text), 0600, &e))
		fatal(path, e.text);
}

static void prepare_config(struct player *p, int n)
{
	static const struct command verify = { .name = "verify", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE };
	struct buf b = BUF_MAX(8192);
	struct secrets *k = secrets_new(p->a);
	struct err e;
	const char *path = arena_printf(p->a, "%s/rungate.cfg", p->dir),
			   *rules = arena_printf(p->a, "%s/policy.cfg", p->dir);
	struct options o = { .command = &verify, .config = path };
	buf_puts(&b, "version = 1; project = \"p\"; region = \"r\"; policies = [ \"policy.cfg\" ];\nservices = { ");
	for (int i = 0; i < n; i++)
		buf_printf(&b, "s%d = { service = \"s%d\"; }; ", i, i);
	buf_puts(&b, "};\nprobes = { ");
	for (int i = 0; i < n; i++)
		buf_printf(&b, "p%d = { http = { service = \"s%d\"; path = \"/health\"; }; }; ", i, i);
	buf_puts(&b, "};\n");
	write_file(path, buf_text(&b));
	buf_free(&b);
	write_file(rules,
		"rules = ( { id = \"probe-ok\"; severity = \"critical\"; each = \"probes\"; expression = \"it.ok\"; } );\n");
	if (config_load(p->a, k, &o, &p->prepared.configs[n - 1], &e) ||
		policy_load(p->a, k, &o, &p->prepared.configs[n - 1], &p->prepared.policies[n - 1], &e))
		fatal("config", e.text);
}

static void prepare(struct player *p)
{
	char dir[64];
	snprintf(dir, sizeof(dir), "%s/simulate-shared-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	p->a = arena_new();
	if (!mkdtemp(dir))
		fatal(dir, strerror(errno));
	p->dir = arena_strdup(p->a, dir);
	const char *token = arena_printf(p->a, "%s/token", p->dir);
	write_file(token, "ya29.canary-of-the-simulation");
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", token, 1);
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN", "http://127.0.0.1:9/", 1);
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", "http://127.0.0.1:10/", 1);
	for (int n = 1; n <= SERVICES_MAX; n++)
		prepare_config(p, n);
	p->stacks = mmap(NULL, (size_t)RUNNERS_MAX * STACK_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p->stacks == MAP_FAILED)
		fatal("stacks", strerror(errno));
}

/* ---- Seeds ------------------------------------------------------------------------------------ */

static int first_free_descriptor(void)
{
	int fd = dup(STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	return fd;
}

/* Returns the number of violations; sets *trace to a digest of the history. */
static int play_seed(const struct player *p, uint64_t seed, FILE *out, uint64_t *trace)
{
	struct arena *a = arena_new();
	struct world *w = ARENA_NEW(a, struct world);
	w->seed = w->state = seed;
	/* otherwise neighboring seeds would draw the same numbers, shifted by one */
	w->state = world_random(w) ^ (seed << 32);
	w->verbose = p->verbose;
	w->out = out;
	w->a = a;
	w->dir = arena_printf(a, "%s/machines", p->dir);
	w->now = 1000;
	w->stacks = p->stacks;
	w->first_fd = first_free_descriptor();
	struct err e;
	if (file_make_own(w->dir, &e))
		fatal(w->dir, e.text);
	story_play(w, &p->prepared);
	story_clean(w->dir);
	for (int i = 0; i < w->n_runners; i++)
		arena_free(w->runners[i].a); /* of one that did not end */
	int failures = w->failures;
	*trace = w->trace;
	tally_seed(p->tallies, w);
	arena_free(a);
	return failures;
}

static bool play_one(const struct player *p, uint64_t seed)
{
	uint64_t trace, again;
	int failures = play_seed(p, seed, p->out, &trace);
	if (seed % TWICE || p->verbose)
		return !failures;
	failures += play_seed(p, seed, p->out, &again);
	if (trace != again)
		fprintf(p->out, "seed %llu: played twice, it has another history\n", (unsigned long long)seed);
	return !failures && trace == again;
}

static int play_chunk(struct player *p, int job, uint64_t from, uint64_t to, uint64_t step)
{
	bool bad = false;
	for (uint64_t i = from; i <= to; i += step) {
		tally_begin(p->tallies, job, i);
		bad = !play_one(p, i) || bad;
		fflush(p->out);
	}
	return bad;
}

static bool failed(pid_t pid, struct tallies *t, int job)
{
	int status = 0;
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return true;
	if (WIFSIGNALED(status))
		printf("seed %llu: the program was ended by signal %d\n", (unsigned long long)tally_playing(t, job),
			WTERMSIG(status));
	fflush(stdout);
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static int play_all(struct player *p, int job, uint64_t from, uint64_t to, uint64_t step)
{
	bool bad = false;
	prepare(p);
	/* the output of the program is part of a printed history only */
	p->out = p->verbose ? stdout : fdopen(dup(STDOUT_FILENO), "w");
	for (uint64_t i = from; p->out && i <= to; i += step * CHUNK) {
		uint64_t last = i + step * (CHUNK - 1);
		fflush(NULL);
		pid_t pid = fork();
		if (!pid) {
			if (!p->verbose && !freopen("/dev/null", "w", stdout))
				fatal("output", strerror(errno));
			_exit(play_chunk(p, job, i, last < to ? last : to, step));
		}
		bad = failed(pid, p->tallies, job) || bad;
	}
	story_clean(p->dir);
	rmdir(p->dir);
	return bad || !p->out;
}

int main(int argc, char **argv)
{
	unsigned long long from = 0, to = 0;
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	struct player p = { .tallies = tally_new() };
	bool bad = false;
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-v"))
			p.verbose = true;
		else if (!strcmp(argv[i], "--jobs") && i + 1 < argc)
			jobs = strtol(argv[++i], NULL, 10);
		else if (sscanf(argv[i], "%llu..%llu", &from, &to) == 1)
			to = from;
	jobs = jobs < 1 || p.verbose ? 1 : jobs > JOBS_MAX ? JOBS_MAX : jobs;
	if (!p.tallies)
		fatal("memory", strerror(errno));
	struct timespec began, ended;
	clock_gettime(CLOCK_MONOTONIC, &began);
	pid_t pids[JOBS_MAX];
	for (int j = 0; j < jobs; j++)
		if (!(pids[j] = fork()))
			_exit(play_all(&p, j, from + (unsigned)j, to, (uint64_t)jobs));
	for (int j = 0; j < jobs; j++)
		bad = failed(pids[j], p.tallies, j) || bad;
	clock_gettime(CLOCK_MONOTONIC, &ended);
	double s = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
	bool complete = tally_print(p.tallies, to - from + 1);
	printf("simulate-shared: %llu stories in %.1f s, %.0f a second: %s\n", to - from + 1, s,
		(double)(to - from + 1) / s,
		bad ? "seeds FAILED (each plays again with: simulate-shared -v SEED)" : "no invariant was broken");
	return bad || !complete;
}
