/* SPDX-License-Identifier: Apache-2.0 */
/* stage.c: plays one story: the cloud, the files and the steps, in its own folder. */
#include "stage.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void stage_fail(struct stage *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	printf("  FAILED: ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
	s->failures++;
}

const char *stage_path(struct stage *s, const char *name)
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
	dup2(s->unread[1] ? s->unread[1] : fd, 2);
	if (s->closed)
		close(1);
	umask(s->mask);
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
	const char *argv[] = { s->set->cloud, stage_path(s, "cloud.json"), "--ports", stage_path(s, "ports.json"), "--log",
		stage_path(s, "requests.jsonl"), "--schema", s->set->schema, NULL };
	char *env[] = { NULL };
	struct str text;
	struct err e;
	pid_t pid = s->cloud = start(s, argv, env, stage_path(s, "cloud.out"));
	while (!file_exists(stage_path(s, "ports.json"))) {
		if (waitpid(pid, NULL, WNOHANG) == pid) {
			stage_fail(s, "the cloud did not start: %s",
				file_read(s->a, stage_path(s, "cloud.out"), 65536, &text, &e) ? e.text : text.p);
			return false;
		}
		nap();
	}
	if (file_read(s->a, stage_path(s, "ports.json"), 65536, &text, &e) || json_parse(s->a, text, &s->ports, &e)) {
		stage_fail(s, "%s", e.text);
		return false;
	}
	s->api = json_text(json_get(s->ports, "api")).p;
	return true;
}

/* ---- Requests to the cloud ------------------------------------------------------------------------ */

struct talk {
	size_t pending;
	struct http_answer answer;
};

static void on_talked(void *arg, const struct http_answer *answer)
{
	struct talk *t = arg;
	t->answer = *answer;
	t->pending = 0;
}

struct json *stage_control(struct stage *s, const char *what, const char *body)
{
	struct talk t = { .pending = 1 };
	struct json *v = NULL;
	struct err e;
	const char *url = arena_printf(s->a, "%s__cloud/%s", s->api, what);
	struct http_request r = { .kind = HTTP_METADATA,
		.method = body ? "POST" : "GET",
		.url = secret_new(s->k, url, strlen(url), false),
		.body = body ? secret_new(s->k, body, strlen(body), false) : NULL,
		.deadline = loop_now(s->loop) + 10000,
		.timeout_ms = 10000,
		.body_max = 16 * 1024 * 1024,
		.attempts_max = 1 };
	http_start(s->loop, s->a, &r, on_talked, &t);
	loop_run(s->loop, &t.pending, loop_now(s->loop) + 11000);
	if (t.answer.error.code != ERR_NONE || t.answer.status != 200 || json_parse(s->a, t.answer.body, &v, &e))
		stage_fail(s, "the cloud answered %d %s %.*s", t.answer.status, t.answer.error.text, (int)t.answer.body.n,
			t.answer.body.p);
	return v;
}

/* ---- Placeholders: @API@, @HOST@, @DNS@, @URI:service@, @AT:service@, @EDGE:service@, @DIR@, and those of keys.c
 * ---- */

struct str stage_fill(struct stage *s, struct str text)
{
	struct buf b = BUF_MAX(4 * 1024 * 1024);
	for (size_t i = 0; i < text.n;) {
		const char *p = text.p + i, *end = *p == '@' ? memchr(p + 1, '@', text.n - i - 1) : NULL;
		const char *name = end ? arena_strndup(s->a, p + 1, (size_t)(end - p - 1)) : "";
		const struct json *uri = !strncmp(name, "URI:", 4) ? json_get(json_get(s->ports, "services"), name + 4)
			: !strncmp(name, "AT:", 3)                     ? json_get(json_get(s->ports, "services"), name + 3)
			: !strncmp(name, "EDGE:", 5)                   ? json_get(json_get(s->ports, "edges"), name + 5)
														   : NULL;
		const char *key = end ? stage_key_text(s, name) : NULL;
		if (!strcmp(name, "API") && s->api)
			buf_puts(&b, s->api);
		else if (!strcmp(name, "HOST") && s->api) /* 127.0.0.1:PORT */
			buf_put(&b, s->api + strlen("http://"), strlen(s->api) - strlen("http:///"));
		else if (!strcmp(name, "DNS") && json_get(s->ports, "dns"))
			buf_puts(&b, json_text(json_get(s->ports, "dns")).p);
		else if (key)
			buf_puts(&b, key);
		else if (!strcmp(name, "DIR"))
			buf_puts(&b, s->dir);
		else if (uri)
			buf_puts(&b, json_text(uri).p + (*name == 'A' ? strlen("http://") : 0));
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

#define BESIDE "output-beside.txt" /* of a program that runs while another one is in the background */

static void begin_program(struct stage *s, const char *line)
{
	const char *words[2 * WORDS_MAX + 1] = { NULL };
	size_t before = s->prefix ? story_words(s->a, s->prefix, words, WORDS_MAX) : 0;
	size_t n = story_words(s->a, line, words + before, WORDS_MAX);
	char **env = ARENA_ARRAY(s->a, char *, s->n_env + 1);
	words[before] = s->set->rungate;
	words[before + n] = NULL;
	for (size_t i = 0; i < s->n_env; i++)
		env[i] = (char *)(uintptr_t)s->env[i];
	s->background = start(s, words, env, stage_path(s, s->beside ? BESIDE : "output.txt"));
}

/* Runs under strace, if it is installed: every written byte goes to trace.txt. The leak check does not work under
 * strace. */
static void begin_traced(struct stage *s, const char *line)
{
	const char *words[WORDS_MAX + 16] = { "/usr/bin/strace", "-f", "-qq", "-y", "-s", "100000", "-e",
		"trace=write,writev,pwrite64,execve,prlimit64", "-o", stage_path(s, "trace.txt"), s->set->rungate, NULL };
	char **env = ARENA_ARRAY(s->a, char *, s->n_env + 2);
	if (!file_exists(words[0])) {
		begin_program(s, line);
		return;
	}
	size_t n = story_words(s->a, line, words + 10, WORDS_MAX);
	words[10] = s->set->rungate;
	words[10 + n] = NULL;
	for (size_t i = 0; i < s->n_env; i++)
		env[i] = (char *)(uintptr_t)s->env[i];
	env[s->n_env] = arena_strdup(s->a, "ASAN_OPTIONS=detect_leaks=0");
	s->background = start(s, words, env, stage_path(s, "output.txt"));
}

/* A later value replaces an earlier one. */
static void set_env(struct stage *s, const char *text)
{
	size_t name = strcspn(text, "=") + 1, i = 0;
	while (i < s->n_env && strncmp(s->env[i], text, name) != 0)
		i++;
	if (i < COUNTOF(s->env))
		s->env[i] = text;
	s->n_env += i == s->n_env && i < COUNTOF(s->env);
}

/* mode OCTAL FILE */
static void set_mode(struct stage *s, const char *line)
{
	char *name;
	mode_t mode = (mode_t)strtol(line, &name, 8);
	if (*name != ' ' || chmod(stage_path(s, name + 1), mode))
		stage_fail(s, "mode %s", line);
}

/* unread rungate ARGS: in the background, with a full pipe as its standard error. */
static void begin_unread(struct stage *s, const char *line)
{
	char dots[4096];
	memset(dots, '.', sizeof(dots));
	dots[0] = '\n';
	if (pipe2(s->unread, O_CLOEXEC | O_NONBLOCK)) {
		stage_fail(s, "no pipe");
		return;
	}
	while (write(s->unread[1], dots, sizeof(dots)) > 0)
		continue;
	fcntl(s->unread[1], F_SETFL, 0);
	fcntl(s->unread[0], F_SETFL, 0);
	begin_program(s, line);
	close(s->unread[1]);
	s->unread[1] = 0;
}

/* Reads until the program ends, and adds to its output. */
static void read_unread(struct stage *s)
{
	struct buf b = BUF_MAX(1024 * 1024);
	struct err e;
	char text[4096];
	for (ssize_t n; (n = read(s->unread[0], text, sizeof(text))) > 0;)
		buf_put(&b, text, (size_t)n);
	close(s->unread[0]);
	s->unread[0] = 0;
	if (file_append(stage_path(s, "output.txt"), buf_text(&b), b.n, 0600, &e))
		stage_fail(s, "%s", e.text);
	buf_free(&b);
}

static void finish_program(struct stage *s, const char *output)
{
	struct str text;
	struct err e;
	int status = 0;
	if (s->unread[0])
		read_unread(s);
	waitpid(s->background, &status, 0);
	s->background = 0;
	s->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	s->output = file_read(s->a, stage_path(s, output), 16 * 1024 * 1024, &text, &e) ? "" : text.p;
	if (s->set->verbose)
		printf("%s\n[exit %d]\n", s->output, s->exit_code);
}

/* await METHOD GLOB N: waits until that many requests were made. The time limit of the story ends the wait. */
static void await(struct stage *s, const char *line)
{
	const char *w[4] = { NULL };
	if (story_words(s->a, line, w, COUNTOF(w)) != 4) {
		stage_fail(s, "await METHOD GLOB N");
		return;
	}
	while (stage_requests(s, NULL, w[1], w[2]) < strtol(w[3], NULL, 10))
		nap();
}

/* sh COMMANDS: actions beside rungate, such as a commit. */
static void run_shell(struct stage *s, const char *commands)
{
	const char *argv[] = { "/bin/sh", "-euc", commands, NULL };
	char whole[PATH_MAX], *rungate = realpath(s->set->rungate, whole) ? whole : NULL;
	char *env[] = { "PATH=/usr/bin:/bin", (char *)(uintptr_t)arena_printf(s->a, "HOME=%s", s->dir),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=T", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=T",
		"GIT_COMMITTER_EMAIL=t@example.com", (char *)(uintptr_t)arena_printf(s->a, "RUNGATE=%s", rungate), NULL };
	int status = 0;
	waitpid(start(s, argv, env, stage_path(s, "shell.out")), &status, 0);
	if (status)
		stage_fail(s, "sh %s", commands);
}

/* Prints the line for the user; long lines are truncated. */
static void show(const struct stage *s, const char *line)
{
	bool expected = !strncmp(line, "expect ", 7);
	if (s->set->verbose)
		printf("%s%.160s%s\n", expected ? "  expected: " : "\n$ ", expected ? line + 7 : line,
			strlen(line) > 160 ? "..." : "");
}

static int signal_named(const char *name)
{
	static const struct {
		const char *name;
		int signo;
	} all[] = { { "INT", SIGINT }, { "TERM", SIGTERM }, { "KILL", SIGKILL }, { "STOP", SIGSTOP }, { "CONT", SIGCONT } };
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].signo;
	return 0;
}

void stage_step(struct stage *s, const char *line)
{
	show(s, line);
	if (!strncmp(line, "rungate", 7)) { /* perhaps beside one in the background */
		pid_t other = s->background;
		s->beside = other != 0;
		begin_program(s, stage_fill(s, str_of(line)).p);
		finish_program(s, s->beside ? BESIDE : "output.txt");
		s->beside = false;
		s->background = other;
	} else if (!strncmp(line, "closed rungate", 14)) {
		s->closed = true;
		begin_program(s, stage_fill(s, str_of(line + 7)).p);
		s->closed = false;
		finish_program(s, "output.txt");
	} else if (!strncmp(line, "background rungate", 18))
		begin_program(s, stage_fill(s, str_of(line + 11)).p);
	else if (!strncmp(line, "unread rungate", 14))
		begin_unread(s, stage_fill(s, str_of(line + 7)).p);
	else if (!strncmp(line, "trace rungate", 13)) {
		begin_traced(s, stage_fill(s, str_of(line + 6)).p);
		finish_program(s, "output.txt");
	} else if (!strncmp(line, "mode ", 5))
		set_mode(s, line + 5);
	else if (!strncmp(line, "await ", 6))
		await(s, line);
	else if (!strncmp(line, "signal ", 7) && s->background)
		kill(s->background, signal_named(line + 7));
	else if (!strcmp(line, "finish") && s->background)
		finish_program(s, "output.txt");
	else if (!strncmp(line, "env ", 4))
		set_env(s, stage_fill(s, str_of(line + 4)).p);
	else if (!strncmp(line, "cloud apply ", 12))
		stage_control(s, "apply", stage_fill(s, str_of(line + 12)).p);
	else if (!strncmp(line, "umask ", 6))
		s->mask = (mode_t)strtol(line + 6, NULL, 8);
	else if (!strncmp(line, "sh ", 3))
		run_shell(s, stage_fill(s, str_of(line + 3)).p);
	else if (!strncmp(line, "remove ", 7))
		unlink(stage_path(s, line + 7));
	else if (!strncmp(line, "expect ", 7))
		stage_expect(s, line + 7);
	else
		stage_fail(s, "unknown step: %s", line);
}

static void default_env(struct stage *s)
{
	static const char *const apis[] = { "RUN", "SQL", "REDIS", "VPCACCESS", "MONITORING", "SERVICEHEALTH", "LOGGING",
		"SECRETMANAGER", "IAMCREDENTIALS", "STS", "OAUTH2", "CLOUDKMS", "STORAGE", "COMPUTE", "CLOUDQUOTAS",
		"ARTIFACTREGISTRY" };
	for (size_t i = 0; i < COUNTOF(apis); i++)
		s->env[s->n_env++] = arena_printf(s->a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_%s=%s", apis[i], s->api);
	s->env[s->n_env++] = arena_printf(s->a, "CLOUDSDK_API_ENDPOINT_OVERRIDES_MEMORYSTORE=%smemorystore/", s->api);
	s->env[s->n_env++] = arena_printf(s->a, "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=%s", stage_path(s, "token"));
	s->env[s->n_env++] = arena_printf(s->a, "HOME=%s", s->dir);
	s->env[s->n_env++] = arena_printf(s->a, "GCE_METADATA_HOST=%s", stage_fill(s, str_of("@HOST@")).p);
	s->env[s->n_env++] = "PATH=/usr/bin:/bin";
	s->env[s->n_env++] = "LC_ALL=C.UTF-8";
}

static void check_violations(struct stage *s)
{
	const struct json *all = json_get(stage_control(s, "state", NULL), "violations");
	for (size_t i = 0; i < json_size(all); i++)
		stage_fail(s, "the cloud saw what Google has not: %s", json_text(json_item(all, i)).p);
}

bool stage_open(struct stage *s, const struct settings *set, const struct story *story)
{
	struct net_options o = { .user_agent = "scenario" };
	struct err e;
	*s = (struct stage){ .a = arena_new(), .set = set, .story = story, .mask = 022 };
	char *dir = arena_strdup(s->a, "/tmp/scenario-XXXXXX");
	s->dir = mkdtemp(dir);
	s->k = secrets_new(s->a);
	if (!s->dir || net_open(s->a, s->k, &o, &s->loop, &e))
		return false;
	struct str cloud = stage_fill(s, story->cloud);
	if (file_write_atomic(stage_path(s, "cloud.json"), cloud.p, cloud.n, 0600, &e) ||
		file_write_atomic(stage_path(s, "token"), "test-token\n", 11, 0600, &e) || !open_cloud(s))
		return false;
	for (size_t i = 0; i < story->n_files; i++) {
		struct str text = stage_fill(s, story->files[i].text);
		if (file_write_atomic(stage_path(s, story->files[i].name), text.p, text.n, 0600, &e))
			stage_fail(s, "%s", e.text);
	}
	default_env(s);
	return true;
}

size_t stage_close(struct stage *s)
{
	check_violations(s);
	stage_keep_evidence(s);
	kill(s->cloud, SIGKILL);
	waitpid(s->cloud, NULL, 0);
	if (!s->failures) {
		const char *argv[] = { "/bin/rm", "-rf", s->dir, NULL };
		char *env[] = { NULL };
		waitpid(start(s, argv, env, "/dev/null"), NULL, 0);
	} else {
		printf("  left in %s\n", s->dir);
	}
	return s->failures;
}

size_t stage_play(const struct settings *set, const struct story *story)
{
	struct stage s;
	if (!stage_open(&s, set, story))
		return 1;
	for (size_t i = 0; i < story->n_steps; i++)
		stage_step(&s, story->steps[i]);
	return stage_close(&s);
}
