/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c: scenario [-v] [--rungate FILE] [--cloud FILE] [--schema FILE] [--jobs N] STORY...: drives the real program against the simulated
 * cloud over real sockets, each story in a folder and a process group of its own.
 */
#include "../../gate/cel/cel.h"
#include "../../gate/net/net.h"
#include "story.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STORY_SECONDS = 60, JOBS_MAX = 16, WORDS_MAX = 64 };

struct settings { const char *rungate, *cloud, *schema; bool verbose; int jobs; };

/* One story on its way. */
struct stage {
	struct arena *a;
	const struct settings *set;
	const struct story *story;
	struct loop *loop;
	struct secrets *k;
	const char *dir, *api;
	struct json *ports;
	const char *env[64];
	size_t n_env;
	int exit_code;
	const char *output;
	size_t failures;
};

static void fail(struct stage *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void fail(struct stage *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	printf("  FAILED: ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	s->failures++;
}

static const char *in_dir(struct stage *s, const char *name)
{
	return arena_printf(s->a, "%s/%s", s->dir, name);
}

/* ---- Processes ---------------------------------------------------------------------------------- */

static pid_t start(struct stage *s, const char **argv, char **env, const char *output)
{
	pid_t pid = fork();
	if (pid)
		return pid;
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600), in = open("/dev/null", O_RDONLY);
	dup2(in, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (chdir(s->dir) == 0)
		execve(argv[0], (char **)(uintptr_t)argv, env);
	_exit(126);
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 5 * 1000 * 1000 }, NULL);
}

static bool open_cloud(struct stage *s)
{
	const char *argv[] = { s->set->cloud, in_dir(s, "cloud.json"), "--ports", in_dir(s, "ports.json"), "--log", in_dir(s, "requests.jsonl"),
		"--schema", s->set->schema, NULL };
	char *env[] = { NULL };
	struct str text;
	struct err e;
	pid_t pid = start(s, argv, env, in_dir(s, "cloud.out"));
	while (!file_exists(in_dir(s, "ports.json"))) {
		if (waitpid(pid, NULL, WNOHANG) == pid) {
			fail(s, "the cloud did not start: %s", file_read(s->a, in_dir(s, "cloud.out"), 65536, &text, &e) ? e.text : text.p);
			return false;
		}
		nap();
	}
	if (file_read(s->a, in_dir(s, "ports.json"), 65536, &text, &e) || json_parse(s->a, text, &s->ports, &e)) {
		fail(s, "%s", e.text);
		return false;
	}
	s->api = json_text(json_get(s->ports, "api")).p;
	return true;
}

/* ---- Talking to the cloud ------------------------------------------------------------------------- */

struct talk { size_t pending; struct http_answer answer; };

static void on_talked(void *arg, const struct http_answer *answer)
{
	struct talk *t = arg;
	t->answer = *answer;
	t->pending = 0;
}

static struct json *control(struct stage *s, const char *what, const char *body)
{
	struct talk t = { .pending = 1 };
	struct json *v = NULL;
	struct err e;
	const char *url = arena_printf(s->a, "%s__cloud/%s", s->api, what);
	struct http_request r = { .kind = HTTP_METADATA, .method = body ? "POST" : "GET", .url = secret_new(s->k, url, strlen(url), false),
		.body = body ? secret_new(s->k, body, strlen(body), false) : NULL, .deadline = loop_now(s->loop) + 10000, .timeout_ms = 10000,
		.body_max = 16 * 1024 * 1024, .attempts_max = 1 };
	http_start(s->loop, s->a, &r, on_talked, &t);
	loop_run(s->loop, &t.pending, loop_now(s->loop) + 11000);
	if (t.answer.error.code != ERR_NONE || t.answer.status != 200 || json_parse(s->a, t.answer.body, &v, &e))
		fail(s, "the cloud answered %d %s %.*s", t.answer.status, t.answer.error.text, (int)t.answer.body.n, t.answer.body.p);
	return v;
}

/* ---- Placeholders: @API@, @URI:service@, @DIR@ ------------------------------------------------------ */

static struct str fill(struct stage *s, struct str text)
{
	struct buf b = BUF_MAX(4 * 1024 * 1024);
	for (size_t i = 0; i < text.n;) {
		const char *p = text.p + i, *end = *p == '@' ? memchr(p + 1, '@', text.n - i - 1) : NULL;
		const char *name = end ? arena_strndup(s->a, p + 1, (size_t)(end - p - 1)) : "";
		const struct json *uri = !strncmp(name, "URI:", 4) ? json_get(json_get(s->ports, "services"), name + 4) : NULL;
		if (!strcmp(name, "API"))
			buf_puts(&b, s->api);
		else if (!strcmp(name, "DIR"))
			buf_puts(&b, s->dir);
		else if (uri)
			buf_puts(&b, json_text(uri).p);
		else {
			buf_putc(&b, *p);
			i++;
			continue;
		}
		i = (size_t)(end + 1 - text.p);
	}
	struct str out = { arena_strndup(s->a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	return out;
}

/* ---- Steps -------------------------------------------------------------------------------------------- */

static void run_program(struct stage *s, const char *line)
{
	const char *words[WORDS_MAX + 1] = { NULL };
	size_t n = story_words(s->a, line, words, WORDS_MAX);
	char **env = ARENA_ARRAY(s->a, char *, s->n_env + 1);
	struct str text;
	struct err e;
	int status = 0;
	words[0] = s->set->rungate;
	words[n] = NULL;
	for (size_t i = 0; i < s->n_env; i++)
		env[i] = (char *)(uintptr_t)s->env[i];
	pid_t pid = start(s, words, env, in_dir(s, "output.txt"));
	waitpid(pid, &status, 0);
	s->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	s->output = file_read(s->a, in_dir(s, "output.txt"), 16 * 1024 * 1024, &text, &e) ? "" : text.p;
	if (s->set->verbose)
		printf("%s\n[exit %d]\n", s->output, s->exit_code);
}

static struct json *newest_evidence(struct stage *s)
{
	char **names;
	size_t n;
	struct str text;
	struct json *v;
	struct err e;
	const char *dir = in_dir(s, ".rungate/evidence");
	if (file_list(s->a, dir, ".json", &names, &n, &e) || !n)
		return NULL;
	if (file_read(s->a, arena_printf(s->a, "%s/%s", dir, names[n - 1]), 64 * 1024 * 1024, &text, &e) || json_parse(s->a, text, &v, &e))
		return NULL;
	return json_get(v, "predicate");
}

static void expect_evidence(struct stage *s, const char *expression)
{
	struct cel_program *p;
	struct err e;
	struct json *evidence = newest_evidence(s);
	struct buf b = BUF_MAX(64 * 1024);
	if (!evidence) {
		fail(s, "there is no evidence that can be read");
		return;
	}
	if (cel_compile(s->a, str_of(expression), NULL, NULL, &p, &e)) {
		fail(s, "%s", e.text);
		return;
	}
	struct cel_scope scope = { .root = evidence };
	struct cel_value v = cel_eval(p, &scope, s->a);
	if (v.kind == CEL_BOOL && v.b)
		return;
	cel_explain(p, &scope, s->a, 20, &b);
	cel_print(&v, &b);
	fail(s, "evidence: %s\n%s", expression, buf_text(&b));
	buf_free(&b);
}

static const char *split_text(struct stage *s, const struct json *rows, bool tags)
{
	char *out = arena_strdup(s->a, "");
	for (size_t i = 0; i < json_size(rows); i++) {
		const struct json *row = json_item(rows, i);
		int64_t percent = json_int(json_get(row, "percent"));
		const char *tag = json_text(json_get(row, "tag")).p;
		if (!percent && !tags)
			continue;
		out = arena_printf(s->a, "%s%s%s=%lld%s%s", out, *out ? "," : "", json_text(json_get(row, "revision")).p, (long long)percent,
			*tag && tags ? "#" : "", tags ? tag : "");
	}
	return out;
}

static void expect_traffic(struct stage *s, bool desired, const char *service, const char *want)
{
	struct json *state = control(s, "state", NULL);
	const struct json *rows = json_get(json_get(json_get(state, "services"), service), desired ? "desired" : "effective");
	const char *have = split_text(s, rows, desired);
	if (strcmp(have, want) != 0)
		fail(s, "%s traffic of %s is %s, wanted %s", desired ? "desired" : "effective", service, have, want);
}

/* METHOD GLOB [>=|<=|==] N */
static void expect_requests(struct stage *s, const char **w, size_t n)
{
	struct str text;
	struct err e;
	long count = 0;
	bool compare = n > 3;
	if (n < 3) {
		fail(s, "expect requests METHOD GLOB [>=|<=] N");
		return;
	}
	long want = strtol(w[n - 1], NULL, 10);
	const char *op = compare ? w[2] : "==";
	char *save = NULL;
	if (!file_read(s->a, in_dir(s, "requests.jsonl"), 64 * 1024 * 1024, &text, &e))
		for (char *line = strtok_r((char *)(uintptr_t)text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
			struct json *v;
			if (json_parse(s->a, str_of(line), &v, &e))
				continue;
			count += str_is(json_text(json_get(v, "method")), w[0]) && !fnmatch(w[1], json_text(json_get(v, "path")).p, 0);
		}
	bool ok = !strcmp(op, ">=") ? count >= want : !strcmp(op, "<=") ? count <= want : count == want;
	if (!ok)
		fail(s, "%ld requests %s %s, wanted %s %ld", count, w[0], w[1], op, want);
}

static void expect(struct stage *s, const char *line)
{
	const char *w[WORDS_MAX + 1] = { NULL };
	size_t n = story_words(s->a, line, w, WORDS_MAX);
	if (n >= 2 && !strcmp(w[0], "exit")) {
		if (s->exit_code != atoi(w[1]))
			fail(s, "exit code %d, wanted %s; it said:\n%s", s->exit_code, w[1], s->output);
	} else if (n >= 2 && !strcmp(w[0], "evidence")) {
		expect_evidence(s, line + strlen("evidence "));
	} else if (n == 3 && (!strcmp(w[0], "traffic") || !strcmp(w[0], "desired"))) {
		expect_traffic(s, w[0][0] == 'd', w[1], w[2]);
	} else if (n >= 1 && !strcmp(w[0], "requests")) {
		expect_requests(s, w + 1, n - 1);
	} else if (n == 2 && !strcmp(w[0], "no") && !strcmp(w[1], "requests")) {
		if (file_exists(in_dir(s, "requests.jsonl")))
			fail(s, "requests were made");
	} else if (n >= 3 && !strcmp(w[0], "output")) {
		const char *text = line + strlen("output ") + strlen(w[1]) + 1;
		bool has = s->output && strstr(s->output, fill(s, str_of(text)).p);
		if (has != !strcmp(w[1], "contains"))
			fail(s, "the output %s \"%s\":\n%s", has ? "holds" : "lacks", text, s->output);
	} else if (n == 2 && !strcmp(w[0], "file")) {
		if (!file_exists(in_dir(s, w[1])))
			fail(s, "there is no file %s", w[1]);
	} else {
		fail(s, "unknown expectation: %s", line);
	}
}

static void step(struct stage *s, const char *line)
{
	if (!strncmp(line, "rungate", 7))
		run_program(s, fill(s, str_of(line)).p);
	else if (!strncmp(line, "env ", 4) && s->n_env < COUNTOF(s->env))
		s->env[s->n_env++] = fill(s, str_of(line + 4)).p;
	else if (!strncmp(line, "cloud apply ", 12))
		control(s, "apply", line + 12);
	else if (!strncmp(line, "remove ", 7))
		unlink(in_dir(s, line + 7));
	else if (!strncmp(line, "expect ", 7))
		expect(s, line + 7);
	else
		fail(s, "unknown step: %s", line);
}

static void default_env(struct stage *s)
{
	static const char *const apis[] = { "RUN", "SQL", "REDIS", "VPCACCESS", "MONITORING", "LOGGING", "SECRETMANAGER", "IAMCREDENTIALS", "STS", "OAUTH2" };
	for (size_t i = 0; i < COUNTOF(apis); i++)
		s->env[s->n_env++] = arena_printf(s->a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_%s=%s", apis[i], s->api);
	s->env[s->n_env++] = arena_printf(s->a, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=%s", in_dir(s, "token"));
	s->env[s->n_env++] = arena_printf(s->a, "HOME=%s", s->dir);
	s->env[s->n_env++] = "PATH=/usr/bin:/bin";
	s->env[s->n_env++] = "LC_ALL=C.UTF-8";
}

static void check_violations(struct stage *s)
{
	const struct json *all = json_get(control(s, "state", NULL), "violations");
	for (size_t i = 0; i < json_size(all); i++)
		fail(s, "the cloud saw what Google has not: %s", json_text(json_item(all, i)).p);
}

static size_t play(const struct settings *set, const struct story *story)
{
	struct stage s = { .a = arena_new(), .set = set, .story = story };
	char dir[] = "/tmp/scenario-XXXXXX";
	struct net_options o = { .user_agent = "scenario" };
	struct err e;
	s.dir = mkdtemp(dir);
	s.k = secrets_new(s.a);
	if (!s.dir || net_open(s.a, s.k, &o, &s.loop, &e))
		return 1;
	bool ok = !file_write_atomic(in_dir(&s, "cloud.json"), story->cloud.p, story->cloud.n, 0600, &e) &&
		!file_write_atomic(in_dir(&s, "token"), "test-token\n", 11, 0600, &e) && open_cloud(&s);
	for (size_t i = 0; ok && i < story->n_files; i++) {
		struct str text = fill(&s, story->files[i].text);
		if (file_write_atomic(in_dir(&s, story->files[i].name), text.p, text.n, 0600, &e))
			fail(&s, "%s", e.text);
	}
	if (ok)
		default_env(&s);
	for (size_t i = 0; ok && i < story->n_steps; i++)
		step(&s, story->steps[i]);
	if (ok)
		check_violations(&s);
	size_t failures = s.failures + !ok;
	if (!failures) {
		const char *argv[] = { "/bin/rm", "-rf", s.dir, NULL };
		char *env[] = { NULL };
		waitpid(start(&s, argv, env, "/dev/null"), NULL, 0);
	} else {
		printf("  left in %s\n", s.dir);
	}
	return failures;
}

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
	struct job j = { .name = path, .output = arena_printf(a, "/tmp/scenario-%d-%llx.txt", (int)getpid(), (unsigned long long)crypto_random()) };
	fflush(stdout);
	j.pid = fork();
	if (j.pid)
		return j;
	setpgid(0, 0);
	int fd = open(j.output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	signal(SIGALRM, on_alarm);
	alarm(STORY_SECONDS);
	struct story story;
	struct err e;
	size_t failures = 1;
	if (story_read(a, path, &story, &e))
		printf("  FAILED: %s\n", e.text);
	else
		failures = play(set, &story);
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
	struct settings set = { .jobs = 4 };
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
		else if (!strcmp(argv[i], "--jobs") && more)
			set.jobs = atoi(argv[++i]);
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
