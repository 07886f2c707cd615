/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: simulate [-v] watches: plays bake.c. simulate [-v] [--jobs N] FROM..TO: runs the seeds, prints those in which
 * an invariant was violated, and exits with 1 if there was one. With -v and one seed it prints the history.
 */
#include "sim.h"
#include "../../gate/cmd/cmd.h"
#include "../../gate/judge/judge.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { VERIFY, ROLLBACK, RESUME, PROMOTE, WATCH };
enum {
	CLOCK_OFF_MAX_MS = 2 * 3600 * 1000,
	PAUSE_MAX_MS = 60 * 1000,
	/* shapes, for each number of services: identity 1, side APIs 2, worker pool and job 4 */
	SHAPES = 8,
	CONFIGS = SHAPES * SERVICES_MAX,
	TWINS_OF = 24,
	WORKLOADS_OF = 3,
	WATCHED_SHAPE = 2 /* one service, and the side APIs */
};

/* arenas of seeds and processes, reset after each. */
struct prepared {
	struct arena *a, *seeds, *processes;
	struct secrets *k;
	struct config configs[CONFIGS];
	struct policy policies[CONFIGS];
	const char *dir;
	FILE *out;
	struct tallies *tallies;
};

static const struct command commands[] = {
	{ .name = "verify", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE },
	{ .name = "rollback", .options = OPT_CONFIG | OPT_CLOUD | OPT_MOVE },
	{ .name = "resume", .options = OPT_CONFIG | OPT_CLOUD | OPT_RESUME },
	{ .name = "promote", .options = OPT_CONFIG | OPT_CLOUD | OPT_STEPS },
	{ .name = "watch", .options = OPT_CONFIG | OPT_CLOUD | OPT_JUDGE | OPT_WATCH },
};

static void fatal(const char *what, const char *why)
{
	fprintf(stderr, "simulate: %s: %s\n", what, why);
	exit(2);
}

/* ---- Preparation ------------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
	struct err e;
	if (file_write_atomic(path, text, strlen(text), 0600, &e))
		fatal(path, e.text);
}

static void prepare_one(struct prepared *p, int n, int shape, struct config *c, struct policy *policy)
{
	bool identity = shape & 1, sides = shape & 2, workloads = shape & 4;
	int n_pools = workloads && n > 1;
	struct buf b = BUF_MAX(8192);
	struct err e;
	const char *path = arena_printf(p->a, "%s/rungate.cfg", p->dir),
			   *rules = arena_printf(p->a, "%s/policy.cfg", p->dir);
	struct options o = { .command = &commands[0], .config = path };
	buf_puts(&b, "version = 1; project = \"p\"; region = \"r\"; policies = [ \"policy.cfg\" ];\nservices = { ");
	for (int i = 0; i < n - n_pools; i++)
		buf_printf(&b, "%s = { service = \"%s\"; }; ", cloud_name(i), cloud_name(i));
	buf_puts(&b, "};\n");
	if (n_pools)
		buf_printf(
			&b, "workers = { %s = { pool = \"%s\"; asked = false; }; };\n", cloud_name(n - 1), cloud_name(n - 1));
	buf_puts(&b, workloads ? job_config : "");
	buf_puts(&b, "probes = { ");
	for (int i = 0; i < n - n_pools; i++)
		buf_printf(&b, "p%d = { http = { service = \"%s\"; path = \"/health\"; %s }; }; ", i, cloud_name(i),
			identity ? "identity = \"json.revision\";" : "");
	buf_puts(&b, "};\n");
	buf_puts(&b, sides ? side_config : "");
	write_file(path, buf_text(&b));
	buf_free(&b);
	write_file(rules,
		arena_printf(p->a,
			"rules = ( %s%s"
			"{ id = \"probe-ok\"; severity = \"critical\"; each = \"probes\"; expression = \"it.ok\"; },\n"
			"{ id = \"ready\"; severity = \"critical\"; each = \"services\"; "
			"expression = \"it.candidate.ready\"; } );\n",
			sides ? side_rules : "", n_pools ? pool_rules : ""));
	if (config_load(p->a, p->k, &o, c, &e) || policy_load(p->a, p->k, &o, c, policy, &e))
		fatal("config", e.text);
}

static void prepare(struct prepared *p)
{
	char dir[64];
	snprintf(dir, sizeof(dir), "%s/simulate-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	p->a = arena_new();
	p->seeds = arena_new();
	p->processes = arena_new();
	p->k = secrets_new(p->a);
	p->dir = arena_strdup(p->a, mkdtemp(dir));
	const char *token = arena_printf(p->a, "%s/token", p->dir);
	write_file(token, "ya29.canary-of-the-simulation");
	write_file(arena_printf(p->a, "%s/file", p->dir), "");
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", token, 1);
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN", "http://127.0.0.1:9/", 1);
	side_environment(p->a);
	for (int i = 0; i < CONFIGS; i++)
		prepare_one(p, i / SHAPES + 1, i % SHAPES, &p->configs[i], &p->policies[i]);
}

/* ---- One process ----------------------------------------------------------------------------------------- */

static void reset_process(struct sim *s)
{
	memset(s->n_seen, 0, sizeof(s->n_seen));
	memset(s->read, 0, sizeof(s->read));
	memset(s->judged, 0, sizeof(s->judged));
	memset(s->reached, 0, sizeof(s->reached));
	memset(s->told, 0, sizeof(s->told));
	memset(s->told_then, 0, sizeof(s->told_then));
	memset(s->good_row, 0, sizeof(s->good_row));
	memset(s->row_lost, 0, sizeof(s->row_lost));
	memset(s->bad_answers, 0, sizeof(s->bad_answers));
	memset(s->late_answers, 0, sizeof(s->late_answers));
	memset(s->aheads, 0, sizeof(s->aheads));
	s->crash_at_patch = s->crash_at_job = s->n_stalls = 0;
	s->stalls_come = false;
	s->first_patch = 0;
	for (int i = 0; i < SIDE__COUNT; i++)
		s->sides[i].seen = false;
}

static void schedule_ends(struct sim *s, bool may_crash)
{
	if (may_crash && s->workloads && !sim_below(s, 3))
		s->crash_at_job = 1 + (int)sim_below(s, 3);
	else if (may_crash && !sim_below(s, 2))
		s->crash_at_patch = 1 + (int)sim_below(s, 3);
	else if (may_crash)
		world_event(s, s->now + sim_below(s, 90000), EVENT_CRASH);
	for (int i = 0, n = sim_below(s, 10) ? 0 : 1 + (int)sim_below(s, 2); !s->attempt->calm && i < n; i++)
		world_event(s, s->now + sim_below(s, 60000), EVENT_SIGNAL)->value = SIGTERM;
}

/* Of the whole process; 0 under sanitizers. */
static size_t allocated(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static int run_command(struct run *r)
{
	static int (*const runs[])(
		struct run *) = { cmd_verify_run, cmd_rollback_run, cmd_resume_run, cmd_promote_run, cmd_watch_run };
	return runs[r->options->command - commands](r);
}

static void process(struct sim *s, const struct prepared *p, const struct config *c, const struct policy *policy,
	size_t command, bool may_crash)
{
	struct arena *a = p->processes;
	const struct arena_mark empty = arena_mark(a);
	struct options *o = ARENA_NEW(a, struct options);
	struct run *r = ARENA_NEW(a, struct run);
	struct attempt *t = &s->attempts[s->n_attempts++];
	struct secrets *k = secrets_new(a);
	struct err e;
	*o = (struct options){ .command = &commands[command],
		.quiet = true,
		.steps = "30,100",
		.step_time = "5s",
		.follow_latest = !sim_below(s, 3),
		.once = command == WATCH && s->once };
	if (command == VERIFY && s->n_attempts == 1 && s->n > 1 && !sim_below(s, 4)) { /* one service is named */
		o->args = ARENA_NEW(a, const char *);
		o->args[0] = cloud_name((int)sim_below(s, s->n));
		o->n_args = 1;
	}
	*t = (struct attempt){ .command = commands[command].name,
		.judges = command == VERIFY || command == WATCH,
		.calm = s->now_bad == &s->none,
		.began = s->now,
		.story = s->stories++,
		.promotes = command == PROMOTE,
		.identity_on = CONFIG_ITEMS(c->probes, const struct config_probe)[0].reach->identity.set };
	s->attempt = t;
	s->run = r;
	reset_process(s);
	sim_say(s, "%s begins%s", t->command, t->calm ? ", in a calm world" : "");
	world_set_clock(s);
	if (!t->calm)
		stall_schedule(s);
	if (!setjmp(s->died)) {
		struct loop *l = world_loop(s, a, k);
		if (run_begin(a, o, &(struct run_parts){ c, policy, k, l }, r, &e))
			fatal("run_begin", e.text);
		r->release.snapshot = s->snapshot;
		memcpy(t->run, r->start.id, sizeof(t->run));
		schedule_ends(s, may_crash);
		t->exit_code = run_command(r);
		s->held = allocated();
		t->verdict = r->result.verdict;
		t->action = r->result.action;
		sim_say(s, "%s ends: exit %d, %s, %s: %s", t->command, t->exit_code, verdict_name(r->result.verdict),
			action_name(r->result.action), r->result.reason ? r->result.reason : "");
		check_end(s);
	} else {
		t->crashed = true;
	}
	watched_ended(s);
	world_forget_flights(s);
	world_drop_ends(s);
	t->ended = s->now;
	s->attempt = NULL;
	s->run = NULL;
	arena_rewind(a, empty);
}

/* ---- One seed ---------------------------------------------------------------------------------------------- */

static void clean(struct arena *a, const char *dir)
{
	char **names;
	size_t n;
	struct err e;
	if (file_list(a, dir, "", &names, &n, &e))
		return;
	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(a, "%s/%s", dir, names[i]));
}

static size_t first(struct sim *s)
{
	static const size_t commands_of[] = { VERIFY, VERIFY, VERIFY, VERIFY, WATCH, ROLLBACK, PROMOTE };
	return commands_of[sim_below(s, COUNTOF(commands_of))];
}

/* Chooses the next command: usually one that resumes what was begun. */
static size_t after(struct sim *s)
{
	bool watched = !strcmp(s->attempts[s->n_attempts - 1].command, commands[WATCH].name);
	if (watched ? sim_below(s, 2) : !sim_below(s, 6))
		return WATCH;
	return sim_below(s, 8) ? (size_t)sim_below(s, 3) : PROMOTE;
}

/* ---- The same release with a healthy and with a failing side API ----------------------------------------------- */

/* In ms after the start; 0: no PATCH was sent. */
static int64_t first_patch_ms(struct sim *s, const struct prepared *p, const struct config *c, int shape)
{
	process(s, p, c, &p->policies[shape], VERIFY, false);
	clean(s->a, c->rollback.journal);
	clean(s->a, c->evidence.dir);
	return s->first_patch ? s->first_patch - s->attempts[0].began : 0;
}

/* Restores the saved world and keeps the findings of the simulation. */
static void begin_again(struct sim *s, const struct sim *saved)
{
	int failures = s->failures;
	bool seen[HAPPENED__COUNT];
	memcpy(seen, s->happened, sizeof(seen));
	*s = *saved;
	s->failures = failures;
	memcpy(s->happened, seen, sizeof(seen));
}

static void play_twins(struct sim *s, const struct prepared *p)
{
	int shape = SHAPES * (s->n - 1) + 2 + (int)sim_below(s, 2);
	struct config c = p->configs[shape];
	enum side_mode modes[SIDE__COUNT];
	struct sim *saved = ARENA_NEW(s->a, struct sim);
	draw_config(s, &c);
	c.rollback.journal = arena_printf(s->a, "%s/journal", s->dir);
	for (int i = 0; i < s->n; i++)
		cloud_release_badly(s, i);
	for (int i = 0; i < SIDE__COUNT; i++)
		modes[i] = (enum side_mode)(SIDE_HANGS + sim_below(s, SIDE_REFUSES));
	s->now_bad = &s->none;
	*saved = *s;
	int64_t well = first_patch_ms(s, p, &c, shape);
	for (int i = 0; well && i < SIDE__COUNT; i++) {
		begin_again(s, saved);
		side_ail(s, (enum side)i, modes[i]);
		int64_t ill = first_patch_ms(s, p, &c, shape);
		happened(s, HAPPENED_TWINS);
		check_twin(s, (enum side)i, c.gate.interval, well, ill);
	}
}

static void play(struct sim *s, const struct prepared *p)
{
	bool twins = !sim_below(s, TWINS_OF);
	s->workloads = !twins && !sim_below(s, WORKLOADS_OF);
	cloud_make(s);
	if (twins) {
		play_twins(s, p);
		return;
	}
	draw_misfortune(s);
	actor_snapshots(s);
	int shape = SHAPES * (s->n - 1) + (s->workloads ? 4 : 0) + (int)sim_below(s, 4);
	if (shape / 2 % 2)
		side_draw(s);
	struct config c = p->configs[shape];
	draw_config(s, &c);
	outage_draw(s, c.rollback.deadline);
	actor_schedule(s, s->now, s->now + 90000);
	if (!sim_below(s, 8))
		actor_plants(s, c.rollback.journal);
	bool crash = !sim_below(s, 3);
	process(s, p, &c, &p->policies[shape], first(s), crash);
	while (s->attempts[s->n_attempts - 1].crashed && s->n_attempts < RUNS_MAX - 1) {
		world_run_until(s, s->now + sim_below(s, PAUSE_MAX_MS));
		process(s, p, &c, &p->policies[shape], after(s), !sim_below(s, 3));
	}
	bool needs_a_person = !s->attempts[s->n_attempts - 1].crashed &&
		s->attempts[s->n_attempts - 1].exit_code == EXIT_ROLLBACK_FAILED;
	s->now_bad = &s->none;
	memset(s->sides, 0, sizeof(s->sides));
	world_run_until(s, s->now + sim_below(s, PAUSE_MAX_MS));
	if (needs_a_person && sim_below(s, 2)) {
		actor_mends(s);
		process(s, p, &c, &p->policies[shape], VERIFY, false);
		check_story(s);
		return;
	}
	if (!sim_below(s, 8))
		actor_plants(s, c.rollback.journal);
	if (s->attempts[s->n_attempts - 1].crashed || !sim_below(s, 4))
		process(s, p, &c, &p->policies[shape], after(s), false);
	check_story(s);
}

static bool seed(const struct prepared *p, uint64_t number, bool verbose)
{
	const struct arena_mark empty = arena_mark(p->seeds);
	struct sim *s = ARENA_NEW(p->seeds, struct sim);
	s->seed = number;
	s->state = number;
	/* Otherwise neighboring seeds would draw the same numbers, shifted by one. */
	s->state = sim_random(s) ^ (number << 32);
	s->verbose = verbose;
	s->out = p->out;
	s->a = p->seeds;
	s->dir = p->dir;
	s->now = 1000;
	s->none = (struct misfortune){ .latency_ms = 50, .lag_ms = 1, .settle_ms = 2000 };
	play(s, p);
	clean(s->a, arena_printf(s->a, "%s/journal", p->dir));
	clean(s->a, arena_printf(s->a, "%s/evidence", p->dir));
	clean(s->a, arena_printf(s->a, "%s/state/watch", p->dir));
	bool ok = !s->failures;
	tally_seed(p->tallies, s);
	arena_rewind(p->seeds, empty);
	return ok;
}

static void remove_all(const struct prepared *p)
{
	const char *argv[] = { "rm", "-rf", p->dir, NULL };
	pid_t pid = fork();
	if (!pid)
		execv("/bin/rm", (char **)(uintptr_t)argv);
	waitpid(pid, NULL, 0);
	arena_free(p->processes);
	arena_free(p->seeds);
	arena_free(p->a);
}

/* ---- Watches of days ------------------------------------------------------------------------------------------ */

static void watch_process(struct sim *s, void *arg, const struct config *c)
{
	const struct prepared *p = arg;
	s->n_attempts = 0;
	process(s, p, c, &p->policies[WATCHED_SHAPE], WATCH, false);
}

/* Returns true if all is well. */
static bool play_watches(bool verbose)
{
	struct prepared p;
	prepare(&p);
	p.out = stdout;
	struct sim *s = ARENA_NEW(p.a, struct sim);
	*s = (struct sim){ .verbose = verbose, .out = p.out, .a = p.seeds, .dir = p.dir };
	int wrong = bake_play(s, &p.configs[WATCHED_SHAPE], watch_process, &p);
	remove_all(&p);
	return !wrong;
}

static int play_all(struct tallies *tallies, int job, uint64_t from, uint64_t to, uint64_t step, bool verbose)
{
	struct prepared p;
	uint64_t bad = 0;
	prepare(&p);
	p.tallies = tallies;
	/* the output of the program is part of a printed history only */
	p.out = verbose ? stdout : fdopen(dup(STDOUT_FILENO), "w");
	if (!p.out || (!verbose && !freopen("/dev/null", "w", stdout)))
		fatal("output", strerror(errno));
	for (uint64_t i = from; i <= to; i += step) {
		tally_begin(tallies, job, i);
		bad += !seed(&p, i, verbose);
		fflush(p.out);
	}
	remove_all(&p);
	return bad != 0;
}

int main(int argc, char **argv)
{
	unsigned long long from = 0, to = 0;
	bool verbose = false, watches = false;
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);
	int status, failed = 0;
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-v"))
			verbose = true;
		else if (!strcmp(argv[i], "watches"))
			watches = true;
		else if (!strcmp(argv[i], "--jobs") && i + 1 < argc)
			jobs = strtol(argv[++i], NULL, 10);
		else if (sscanf(argv[i], "%llu..%llu", &from, &to) == 1)
			to = from;
	if (watches)
		return !play_watches(verbose);
	jobs = jobs < 1 || verbose ? 1 : jobs > JOBS_MAX ? JOBS_MAX : jobs;
	struct tallies *tallies = tally_new();
	if (!tallies)
		fatal("memory", strerror(errno));
	struct timespec began, ended;
	clock_gettime(CLOCK_MONOTONIC, &began);
	pid_t pids[JOBS_MAX];
	for (int j = 0; j < jobs; j++)
		if (!(pids[j] = fork()))
			_exit(play_all(tallies, j, from + (unsigned)j, to, (uint64_t)jobs, verbose));
	for (int j = 0; j < jobs; j++) {
		if (waitpid(pids[j], &status, 0) > 0 && WIFSIGNALED(status))
			printf("seed %llu: the program was ended by signal %d\n", (unsigned long long)tally_playing(tallies, j),
				WTERMSIG(status));
		failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);
	double s = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
	bool complete = tally_print(tallies, to - from + 1);
	printf("simulate: %llu releases in %.1f s, %.0f a second: %s\n", to - from + 1, s, (double)(to - from + 1) / s,
		failed ? "seeds FAILED (each plays again with: simulate -v SEED)" : "no invariant was broken");
	return failed || !complete;
}
