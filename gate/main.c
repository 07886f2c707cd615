/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: the map of the source, and the only place that prints an error.
 *
 * A run loads its config, observes, judges in rounds, plans, journals its intent, applies it, confirms it, and records
 * evidence.
 *
 * The rooms. A room uses only itself and the rooms below it (make lint).
 *
 *   gate/cmd/       a file for each command, and the command line; read verify.c first: the whole pipeline
 *   gate/tell/      webhooks, CI systems, annotations of a service
 *   gate/report/    evidence for people and machines, a file for each format
 *   gate/act/       the rollback: hold, target check, move, recovery check
 *   gate/watch/     rounds until a decision: which observations are due, their facts, unfinished rollbacks
 *   gate/audit/     reads evidence back: archive, audit, replay
 *   gate/evidence/  writes evidence: statement, signature, chain, notes, history
 *   gate/judge/     pure: policy and facts give outcomes, outcomes of rounds give a decision
 *   gate/source/    ways of observing, a file for each: signal/ probe/ files/ cloud/
 *   gate/run/       one run: its parts, its observations, its services, its output
 *   gate/config/    config file and options, as tables
 *   gate/state/     the bucket that all machines share: snapshots, locks, journals, evidence
 *   rollback/       snapshot, target, plan, guard (pure), journal, apply, confirm
 *   gcp/            everything that knows a Google URL; auth/ credentials, core/ what both use
 *   gate/net/       one loop: HTTP, WebSockets, TLS, timers, children, threads
 *   gate/cel/       the policy language
 *   gate/base/      memory, errors, text, files, JSON, config syntax, digests
 *
 *   policies/       the builtin rules, each with its cases
 *   tests/          unit, cel, scenario (stories), cloud (the simulated Google Cloud), simulate, sweep, fuzz, bench
 */
#include "cmd/cmd.h"
#include "config/service_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

/* Opens closed standard streams on /dev/null. Otherwise the next file or socket would get descriptor 0, 1 or 2, and
 * output would be written into it. */
static void open_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_WRONLY : O_RDONLY) != fd)
			_exit(EXIT_BUG);
}

static int help(struct arena *a, const struct options *o)
{
	struct buf b = BUF_MAX(1024 * 1024);
	if (o->version)
		help_version(a, &b);
	else if (o->manual)
		help_manual(a, o, &b);
	else
		opt_help(o->command, &b);
	fputs(buf_text(&b), o->help || o->version ? stdout : stderr);
	buf_free(&b);
	return o->help || o->version ? EXIT_PASSED : EXIT_CONFIG;
}

/* Disables core files and ptrace, because memory holds tokens. Sanitizer builds need ptrace for their leak check. */
static void close_memory(void)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__) && !SANITIZED
	prctl(PR_SET_DUMPABLE, 0);
#endif
}

static void print_error(const struct options *o, const struct secrets *keeper, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024), named = BUF_MAX(64 * 1024);
	secrets_put_named(keeper, str_of(text), &named); /* show the environment variable's name instead of its value */
	secrets_scrub(keeper, (struct str){ buf_text(&named), named.n }, &b);
	say_error(o, buf_text(&b));
	buf_free(&b);
	buf_free(&named);
}

static void print_errors(
	struct arena *a, const struct options *o, const struct secrets *keeper, const struct conf_errors *all)
{
	for (size_t i = 0; i < all->n && i < LIMIT_CONFIG_ERRORS; i++)
		print_error(o, keeper, all->items[i].text);
	if (all->n > LIMIT_CONFIG_ERRORS)
		print_error(o, keeper, arena_printf(a, "and %zu more errors", all->n - LIMIT_CONFIG_ERRORS));
}

static int run(struct arena *a, int argc, char **argv)
{
	struct options o = { 0 };
	struct secrets *keeper = NULL;
	struct conf_errors errors = { .a = a };
	struct err e;
	if (!opt_parse(a, argc, argv, &o, &e)) {
		o.keeper = &keeper;
		o.errors = &errors;
		if (!o.command || o.help || o.version)
			return help(a, &o);
		bool takes_files = strstr(o.command->args, "SERVICE") != NULL;
		int exit_code = takes_files && service_files(a, &o, &errors) ? conf_errors_end(&errors, &e)
																	 : o.command->run(a, &o, &e);
		if (exit_code >= 0)
			return exit_code;
	}
	if (errors.n)
		print_errors(a, &o, keeper, &errors);
	else
		print_error(&o, keeper, e.text);
	return e.code == ERR_INTERNAL ? EXIT_BUG : EXIT_CONFIG;
}

int main(int argc, char **argv)
{
	open_standard_streams();
	close_memory();
	signal(SIGPIPE, SIG_IGN); /* a closed output pipe must not change the exit code */
	struct arena *a = arena_new();
	int exit_code = run(a, argc, argv);
	arena_free(a);
	return exit_code;
}
