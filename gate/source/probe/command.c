/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.c: runs a program of the user, such as a test suite, with a minimal environment, and reads the report that it
 * writes. If it fails or times out, that is an observation; if it cannot be started, the probe is unobserved.
 */
#include "../source.h"
#include "../files/junit_thread.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct running {
	struct observations *observations;
	struct observation *l;
	const struct config_command *command;
	struct child *child;          /* NULL before it is started */
	struct child_result result;   /* after it has ended */
	struct secrets *passed;       /* values of `pass`, which are scrubbed from its output */
	struct junit_thread *reports; /* NULL without `junit` */
	int64_t latest;               /* the run's deadline, loop_now */
	int64_t late;                 /* loop_late at the start */
	bool cut_short, stopped;
};

/* ---- Environment ----------------------------------------------------------------------------------- */

static void add_ours(struct running *q, struct conf_pairs *env, const char *name, bool passed)
{
	const char *value = getenv(name);
	if (!value)
		return;
	env->items[env->n++] = (struct conf_pair){ .name = name, .value = secret_plain(q->l->a, value) };
	if (passed)
		secrets_hide(q->passed, value, strlen(value));
}

/* Returns the environment: PATH, HOME, LANG, TMPDIR, the variables in `pass` and those of `env`; of several with the
 * same name, the last. No other variable is passed on. */
static struct conf_pairs environment(struct running *q)
{
	static const char *const always[] = { "PATH", "HOME", "LANG", "TMPDIR" };
	const struct config_command *c = q->command;
	struct conf_pairs all = { ARENA_ARRAY(q->l->a, struct conf_pair, COUNTOF(always) + c->pass.n + c->env.n), 0 },
					  out = all;
	for (size_t i = 0; i < COUNTOF(always); i++)
		add_ours(q, &all, always[i], false);
	for (size_t i = 0; i < c->pass.n; i++)
		add_ours(q, &all, c->pass.items[i], true);
	for (size_t i = 0; i < c->env.n; i++)
		all.items[all.n++] = c->env.items[i];
	for (size_t i = 0; i < all.n; i++) {
		bool again = false;
		for (size_t j = i + 1; j < all.n; j++)
			again = again || !strcmp(all.items[j].name, all.items[i].name);
		if (!again)
			out.items[out.n++] = all.items[i];
	}
	return out;
}

/* Returns the text without secrets. */
static const char *clean(const struct running *q, struct str text)
{
	struct buf b = BUF_MAX(8 * LIMIT_CHILD_OUTPUT);
	secrets_scrub(q->passed, text, &b);
	const char *out = say_scrub_to(q->l->a, q->observations->log, buf_text(&b));
	buf_free(&b);
	return out;
}

/* ---- Report -------------------------------------------------------------------------------------------- */

static void set_counts(const struct running *q, struct json *v, const struct junit *j)
{
	struct arena *a = q->l->a;
	int64_t executed = j->tests - j->skipped;
	struct json *failed = json_new_array(a);
	for (size_t i = 0; i < j->n_failed; i++)
		json_add(failed, json_new_string(a, clean(q, str_of(j->failed[i]))));
	json_set_int(a, v, "tests", j->tests);
	json_set_int(a, v, "failures", j->failures);
	json_set_int(a, v, "errors", j->errors);
	json_set_int(a, v, "skipped", j->skipped);
	json_set(v, "passRate",
		executed ? json_new_double(a, (double)(executed - j->failures - j->errors) / (double)executed) : NULL);
	json_set(v, "failed", failed);
}

static void set_unread(struct arena *a, struct json *v, const char *why)
{
	static const char *const names[] = { "tests", "failures", "errors", "skipped", "passRate", "failed" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		json_set(v, names[i], facts_unobserved(a, why));
}

/* Returns why the tests failed; "" if at least one ran and all that ran passed. */
static const char *judge_counts(struct arena *a, const struct junit *j)
{
	long long bad = j->failures + j->errors, ran = j->tests - j->skipped;
	if (bad)
		return arena_printf(a, "%lld of %lld tests failed%s%s%s", bad, ran, j->n_failed ? ": " : "",
			j->n_failed ? j->failed[0] : "", j->n_failed > 1 ? ", ..." : "");
	if (j->tests == j->skipped)
		return j->tests ? arena_printf(a, "no test ran: all %lld were skipped", (long long)j->tests) : "no test ran";
	return "";
}

/* ---- Result --------------------------------------------------------------------------------------------- */

static const char *ended_badly(struct arena *a, const struct child_result *c)
{
	if (c->error.code == ERR_TIMEOUT)
		return c->error.text;
	if (c->signal)
		return arena_printf(a, "the program was killed by signal %d (%s)", c->signal, strsignal(c->signal));
	return c->exit_code ? arena_printf(a, "the program ended with exit code %d", c->exit_code) : "";
}

/* Marks output of which the beginning was dropped. */
static void put_tail(struct buf *b, struct str tail)
{
	buf_puts(b, tail.n == LIMIT_CHILD_OUTPUT ? "..." : "");
	text_put_utf8(b, tail);
}

static const char *output_of(const struct running *q, const struct child_result *c)
{
	struct buf b = BUF_MAX(8 * LIMIT_CHILD_OUTPUT);
	put_tail(&b, c->out);
	if (c->out.n && c->err.n && c->out.p[c->out.n - 1] != '\n')
		buf_putc(&b, '\n');
	put_tail(&b, c->err);
	const char *text = clean(q, (struct str){ buf_text(&b), b.n });
	buf_free(&b);
	return text;
}

/* counts: from the reports; unread: why not all reports could be read, or NULL. */
static struct json *facts_of(const struct running *q, const struct junit *counts, const struct err *unread)
{
	const struct child_result *c = &q->result;
	struct arena *a = q->l->a;
	struct json *v = json_new_object(a);
	const char *error = ended_badly(a, c);
	if (q->reports && unread)
		set_unread(a, v, clean(q, str_of(unread->text)));
	else if (q->reports)
		set_counts(q, v, counts);
	if (q->reports && !*error && (!unread || counts->failures || counts->errors))
		error = judge_counts(a, counts);
	const char *unknown = unread && !*error ? clean(q, str_of(unread->text)) : NULL;
	json_set(v, "ok", unknown ? facts_unobserved(a, unknown) : json_new_bool(a, !*error));
	json_set_string(a, v, "error", unknown ? unknown : clean(q, str_of(error)));
	json_set_int(a, v, "ms", c->ms);
	json_set_int(a, v, "attempts", 1);
	json_set_int(a, v, "exitCode", c->exit_code);
	json_set_int(a, v, "signal", c->signal);
	json_set_bool(a, v, "timedOut", c->error.code == ERR_TIMEOUT);
	json_set_string(a, v, "output", output_of(q, c));
	return v;
}

static void unobserved(struct observations *observations, struct observation *l, enum err_code code, const char *why)
{
	struct err e;
	err_set(&e, code, "probes.%s: %s", l->alias, why);
	observation_end(observations, l, NULL, &e);
}

/* If this process did not run for a while, the program may not have run either, so its failure is not judged. */
static bool was_starved(const struct running *q, const struct json *facts, int64_t *ms)
{
	*ms = loop_late(q->observations->loop) - q->late;
	return *ms > q->command->reach.timeout / 10 && !json_is_true(json_get(facts, "ok"));
}

static void command_on_reports(void *arg, const struct junit *counts, const struct err *unread)
{
	struct running *q = arg;
	struct json *facts = facts_of(q, counts, unread);
	int64_t ms;
	q->l->work = NULL;
	if (was_starved(q, facts, &ms)) {
		q->l->again = true;
		unobserved(q->observations, q->l, ERR_INTERRUPTED, say_starved(q->observations->log, ms));
	} else {
		observation_end(q->observations, q->l, facts, NULL);
	}
}

/* Returns why the result is unobserved, or NULL. */
static const char *not_observed(const struct running *q, enum err_code *code)
{
	const struct child_result *c = &q->result;
	*code = c->error.code;
	if (c->error.code != ERR_NONE && c->error.code != ERR_TIMEOUT)
		return c->error.text;
	if (c->error.code == ERR_TIMEOUT && q->cut_short && !q->stopped)
		return "the run's deadline came before the timeout of the probe";
	*code = ERR_INTERRUPTED;
	return q->stopped ? "traffic was moved while the program ran" : NULL;
}

static void end_unobserved(struct running *q, enum err_code code, const char *why)
{
	q->l->work = NULL;
	unobserved(q->observations, q->l, code, why);
}

static void command_on_end(void *arg, const struct child_result *c)
{
	static const struct junit none;
	struct running *q = arg;
	enum err_code code;
	q->result = *c;
	q->l->attributed = true;
	const char *why = not_observed(q, &code);
	if (why)
		end_unobserved(q, code, why);
	else if (q->reports)
		junit_thread_read(q->reports, !*ended_badly(q->l->a, c), command_on_reports, q);
	else
		command_on_reports(q, &none, NULL);
}

static void command_begin(void *arg)
{
	struct running *q = arg;
	int64_t own = loop_now(q->observations->loop) + q->command->reach.timeout;
	if (q->stopped) {
		end_unobserved(q, ERR_INTERRUPTED, "traffic was moved before the program started");
		return;
	}
	q->late = loop_late(q->observations->loop);
	q->cut_short = q->latest < own;
	struct child_spec spec = { .argv = q->command->argv,
		.env = environment(q),
		.dir = q->command->dir,
		.deadline = q->cut_short ? q->latest : own };
	q->child = child_start(q->observations->loop, q->l->a, &spec, command_on_end, q);
}

static void start(struct observations *observations, const struct release *release, struct observation *l)
{
	const struct config_probe *p = l->config;
	struct running *q = ARENA_NEW(l->a, struct running);
	if (!release_settled(release)) {
		l->again = true;
		unobserved(
			observations, l, ERR_EVAL, "the release has not settled, so the program would test the previous revisions");
		return;
	}
	*q = (struct running){ .observations = observations,
		.l = l,
		.command = p->command,
		.passed = secrets_new(l->a),
		.latest = observations->deadline };
	l->work = q;
	if (p->command->junit.n)
		q->reports = junit_thread_before(observations->loop, l->a, &p->command->junit, command_begin, q);
	else
		command_begin(q);
}

static void stop(struct observation *l)
{
	struct running *q = l->work;
	q->stopped = true;
	child_stop(q->child);
}

static const struct fact_doc facts[] = {
	{ "ok", "bool",
		"the program exited with code 0 and, with `junit`, at least one test ran and none failed or had an error" },
	{ "ms", "int", "run time of the program" },
	{ "attempts", "int", "1: a command is never retried" },
	{ "error", "string", "why ok is false; \"\" if it is true" },
	{ "exitCode", "int", "exit code; 128 + the signal number if a signal killed the program" },
	{ "signal", "int", "signal that killed the program; 0: none" },
	{ "timedOut", "bool", "the program exceeded its time limit and its process group was killed" },
	{ "output", "string",
		"last 64 KiB each of standard output and standard error; not in evidence unless a rule reads it" },
	{ "tests", "int",
		"test cases in the reports, including skipped ones; this and the following facts exist only with `junit`" },
	{ "failures", "int", "test cases that failed" },
	{ "errors", "int", "test cases with an error, and suites that could not be loaded" },
	{ "skipped", "int", "test cases that were skipped" },
	{ "passRate", "double", "share of passed tests among those that ran, 0 to 1; absent if none ran" },
	{ "failed", "list of string", "\"class.name\" of tests that failed or had an error, at most 100" },
};

const struct source source_command = {
	.kind = "command",
	.group = GROUP_PROBES,
	.every = EVERY_ONCE,
	.after_services = true,
	.slow = true,
	.start = start,
	.stop = stop,
	.doc = "a program, such as a test suite, and the JUnit report that it writes",
	.facts = facts,
	.n_facts = COUNTOF(facts),
};
