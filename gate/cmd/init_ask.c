/* SPDX-License-Identifier: Apache-2.0 */
/* init_ask.c: finds out which services, project, region and file `rungate init` is meant for. */
#include "init_ask.h"
#include "ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONFIG_FILE "rungate.cfg" /* which the other commands read */

/* ---- The services of the region --------------------------------------------------------------------- */

struct listing {
	struct arena *a;
	const char **names; /* sorted */
	size_t n, pending;
	struct err error;
	struct init_workloads workloads;
};

static void on_services(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	const struct json *all = json_get(reply->body, "services");
	q->error = reply->error;
	q->pending = 0;
	q->names = ARENA_ARRAY(q->a, const char *, json_size(all) + 1);
	for (size_t i = 0; i < json_size(all); i++) {
		const char *name = json_text(json_get(json_item(all, i), "name")).p, *slash = strrchr(name, '/');
		if (slash && slash[1])
			q->names[q->n++] = arena_strdup(q->a, slash + 1);
	}
	if (q->n)
		qsort(q->names, q->n, sizeof(*q->names), text_order);
}

static int list(
	struct gcp *g, struct run_log *log, const struct options *o, int64_t deadline, struct listing *q, struct err *why)
{
	struct arena *a = log->a;
	*q = (struct listing){ .a = a, .pending = 1 };
	gcp_list(g, a, GCP_RUN,
		arena_printf(a, "v2/projects/%s/locations/%s/services", url_escape(a, o->project), url_escape(a, o->region)),
		"services", deadline, on_services, q);
	if (loop_run(log->loop, &q->pending, INT64_MAX) == LOOP_SIGNAL)
		return err_set(why, ERR_INTERRUPTED, "interrupted");
	if (q->error.code != ERR_NONE) {
		*why = q->error;
		return -1;
	}
	return 0;
}

/* The services, and what else can be released with them. */
static int list_all(
	struct gcp *g, struct run_log *log, const struct options *o, int64_t deadline, struct listing *q, struct err *why)
{
	if (list(g, log, o, deadline, q, why) ||
		init_workloads_list(g, log, o->project, o->region, deadline, &q->workloads, why))
		return -1;
	return q->n || q->workloads.n
		? 0
		: err_set(why, ERR_NOT_FOUND, "no Cloud Run services found in region %s of project %s", o->region, o->project);
}

/* ---- Which of them ----------------------------------------------------------------------------------- */

static void put_name(struct buf *b, const char *name, const char *what, size_t number)
{
	buf_puts(b, "  ");
	if (number)
		buf_printf(b, "%2zu  ", number);
	text_put_printable(b, str_of(name));
	buf_printf(b, "%s\n", what);
}

static void print_services(const struct listing *all, const struct options *o, bool numbered)
{
	struct buf b = BUF_MAX(1024 * 1024);
	buf_printf(&b, "Services in region %s of project %s:\n", o->region, o->project);
	for (size_t i = 0; i < all->n; i++)
		put_name(&b, all->names[i], "", numbered ? i + 1 : 0);
	for (size_t i = 0; i < all->workloads.n; i++)
		put_name(&b, all->workloads.items[i].name, all->workloads.items[i].job ? " (job)" : " (worker pool)",
			numbered ? all->n + i + 1 : 0);
	fputs(buf_text(&b), stderr);
	buf_free(&b);
}

/* What a word names or numbers; both NULL: nothing. */
struct choice {
	const char *service;
	struct init_workload *workload;
};
static struct choice named_by(const struct listing *all, const char *word)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);
	struct choice c = { 0 };
	if (*word >= '0' && *word <= '9' && !*end) {
		if (number >= 1 && number <= all->n)
			c.service = all->names[number - 1];
		else if (number > all->n && number - all->n <= all->workloads.n)
			c.workload = &all->workloads.items[number - all->n - 1];
		return c;
	}
	for (size_t i = 0; i < all->n && !c.service; i++)
		if (!strcmp(all->names[i], word))
			c.service = all->names[i];
	c.workload = c.service ? NULL : init_workload_named(&all->workloads, word);
	return c;
}

static bool has(const struct options *o, const char *service)
{
	for (size_t i = 0; i < o->n_args; i++)
		if (o->args[i] == service)
			return true;
	return false;
}

static void want_all(const struct init_workloads *all, bool wanted)
{
	for (size_t i = 0; i < all->n; i++)
		all->items[i].wanted = wanted;
}

/* Takes the services, worker pools and jobs of an answer. Returns NULL, or the word that is none of them ("" for an
 * empty answer). */
static const char *take(const struct listing *all, char *answer, struct options *named)
{
	char *save = NULL;
	named->n_args = 0;
	named->places = NULL;
	named->args = ARENA_ARRAY(all->a, const char *, all->n + 1);
	want_all(&all->workloads, !strcmp(answer, "all"));
	if (!strcmp(answer, "all")) {
		named->n_args = all->n;
		memcpy(named->args, all->names, all->n * sizeof(*all->names));
		return NULL;
	}
	bool any = false;
	for (char *word = strtok_r(answer, ", \t", &save); word; word = strtok_r(NULL, ", \t", &save)) {
		struct choice c = named_by(all, word);
		if (!c.service && !c.workload)
			return word;
		any = true;
		if (c.workload)
			c.workload->wanted = true;
		else if (!has(named, c.service))
			named->args[named->n_args++] = c.service;
	}
	return any ? NULL : "";
}

static int choose(struct run *r, const struct listing *all, struct options *named, struct err *why)
{
	print_services(all, named, true);
	for (;;) {
		char *answer = ask(r->a, r->loop,
			"Which are released together, in order of deployment? (numbers or names, or \"all\"): ", why);
		if (!answer)
			return -1;
		const char *wrong = take(all, answer, named);
		if (!wrong)
			return 0;
		if (*wrong)
			fprintf(stderr, "%s is none of these services.\n", text_shell(r->a, wrong));
	}
}

/* Prints the services and the command that names them. */
static int refuse(struct run *r, const struct listing *all, const struct options *o)
{
	fputs("rungate: init needs a terminal to ask for services; name them on the command line\n", stderr);
	print_services(all, o, false);
	fputs("Name those that are released together, in order of deployment, for example:\n  rungate init", stderr);
	for (size_t i = 0; i < all->n; i++)
		fprintf(stderr, " %s", text_shell(r->a, all->names[i]));
	for (size_t i = 0; i < all->workloads.n; i++)
		fprintf(stderr, " %s", all->workloads.items[i].name);
	fprintf(stderr, " --project %s --region %s -o %s\n", text_shell(r->a, o->project), text_shell(r->a, o->region),
		o->output ? text_shell(r->a, o->output) : CONFIG_FILE);
	return EXIT_CONFIG;
}

/* ---- Project, region and file ---------------------------------------------------------------------------- */

/* Asks until something is typed. */
static const char *ask_text(struct run *r, const char *question, struct err *why)
{
	const char *answer;
	do
		answer = ask(r->a, r->loop, question, why);
	while (answer && !*answer);
	return answer;
}

/* Asks for the file if the config would be printed on the terminal between the questions. */
static int ask_file(struct run *r, struct options *named, struct err *why)
{
	while (!named->output && isatty(STDOUT_FILENO)) {
		const char *answer = ask(r->a, r->loop, "File to write [" CONFIG_FILE "]: ", why);
		if (!answer)
			return -1;
		const char *file = *answer ? answer : CONFIG_FILE;
		if (!named->force && file_exists(file))
			fprintf(stderr, "%s already exists; choose another name, or use --force.\n", text_shell(r->a, file));
		else
			named->output = file;
	}
	return 0;
}

int init_name(struct gcp *g, struct run_log *log, int64_t deadline, const struct options *given, struct options *named,
	struct init_workloads *workloads, struct err *why)
{
	struct listing all = { .a = log->a };
	*workloads = (struct init_workloads){ NULL, 0 };
	if (!given->project || !given->region)
		return 0;
	if (init_workloads_list(g, log, given->project, given->region, deadline, workloads, why))
		return -1;
	bool any = false;
	for (size_t i = 0; i < given->n_args; i++)
		any = any || init_workload_named(workloads, given->args[i]);
	/* without their list, a name that both have is that of the other */
	if (any && list(g, log, given, deadline, &all, why)) {
		if (why->code == ERR_INTERRUPTED)
			return -1;
		*why = (struct err){ .code = ERR_NONE };
	}
	struct service_place *places = ARENA_ARRAY(log->a, struct service_place, given->n_args + 1);
	named->args = ARENA_ARRAY(log->a, const char *, given->n_args + 1);
	named->n_args = 0;
	named->places = given->places ? places : NULL;
	all.workloads = *workloads;
	for (size_t i = 0; i < given->n_args; i++) {
		struct choice c = named_by(&all, given->args[i]);
		if (c.workload) {
			c.workload->wanted = true;
			continue;
		}
		if (given->places)
			places[named->n_args] = given->places[i];
		named->args[named->n_args++] = given->args[i];
	}
	init_workloads_say_rest(log, workloads);
	return 0;
}

int init_ask(struct run *r, int64_t deadline, struct options *named, struct init_workloads *workloads, struct err *why)
{
	struct listing all;
	bool asks = ask_possible();
	named->project = r->config.project;
	named->region = r->config.region;
	if (!asks && (!named->project || !named->region))
		return err_set(why, ERR_USAGE, "no project or region is configured; give --project and --region");
	if (!named->project && !(named->project = ask_text(r, "Google Cloud project: ", why)))
		return -1;
	if (!named->region && !(named->region = ask_text(r, "Cloud Run region (such as us-central1): ", why)))
		return -1;
	if (list_all(r->gcp, &r->log, named, deadline, &all, why))
		return -1;
	*workloads = all.workloads;
	if (!asks)
		return refuse(r, &all, named);
	return choose(r, &all, named, why) || ask_file(r, named, why) ? -1 : 0;
}
