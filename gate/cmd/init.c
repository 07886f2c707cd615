/* SPDX-License-Identifier: Apache-2.0 */
/* init.c: writes a config for existing services, derived from their Cloud Run settings. The result passes `lint`. */
#include "cmd.h"
#include "init_ask.h"
#include "../source/cloud/resource.h"
#include "../watch/watch.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_OBSERVATION_MS = 60 * 1000 };

struct page {
	struct run *r;
	const struct init_workloads *workloads;
	struct buf *out;
};

/* ---- libconfig ------------------------------------------------------------------------------------- */

static void put_key(const struct page *p, const char *key, const char *value)
{
	buf_printf(p->out, "%s = ", key);
	config_text_string(p->out, value);
	buf_puts(p->out, "; ");
}

static void put_comment(const struct page *p, const char *text)
{
	buf_puts(p->out, "  # ");
	text_put_printable(p->out, str_of(text));
	buf_putc(p->out, '\n');
}

/* Writes project and region where they differ from the config's defaults. */
static void put_place(const struct page *p, const char *project, const char *region)
{
	const struct config *c = &p->r->config;
	if (project && (!c->project || strcmp(project, c->project) != 0))
		put_key(p, "project", project);
	if (region && (!c->region || strcmp(region, c->region) != 0))
		put_key(p, "region", region);
}

/* ---- What was found ---------------------------------------------------------------------------------- */

static const char *state_of(const struct observation *l)
{
	if (l->error.code != ERR_NONE)
		return l->error.text;
	struct str state = json_text(json_get(l->value, "state"));
	return state.n ? state.p : "not read";
}

static bool any_of(const struct observations *observations, enum group g)
{
	for (size_t i = 0; i < observations->n; i++)
		if (observations->items[i]->source->group == g && !observations->items[i]->source->inner)
			return true;
	return false;
}

static void put_services(const struct page *p)
{
	if (!p->r->release.n_services)
		return;
	buf_puts(p->out,
		"# Services that are released together, in order of deployment. A rollback uses the reverse order.\n"
		"# Commands, probes and rules name a service by its alias, left of the first \"=\". Also possible:\n"
		"# project and region, where they differ from those above; asked = false, if it needs no probe.\n"
		"services = {\n");
	for (size_t i = 0; i < p->r->release.n_services; i++) {
		const struct service *s = &p->r->release.services[i];
		put_comment(p, arena_printf(p->r->a, "serves %s", cloudrun_split_text(p->r->a, &s->now.effective)));
		buf_printf(p->out, "  %s = { ", s->config->member.alias);
		put_key(p, "service", s->config->service);
		buf_puts(p->out, "};\n");
	}
	buf_puts(p->out, "};\n\n");
}

static void put_resource(const struct page *p, const struct observation *l)
{
	const struct config_resource *c = l->config;
	put_comment(p, state_of(l));
	buf_printf(p->out, "  %s = { ", l->alias);
	put_key(p, l->source->resource->key, c->name);
	if (c->kind)
		put_key(p, "kind", l->source->resource->kind);
	if (!l->source->resource->global)
		put_place(p, c->project, c->region);
	buf_puts(p->out, "};\n");
}

static void put_resources(const struct page *p, enum group g, const char *what)
{
	if (!any_of(&p->r->observations, g))
		return;
	buf_printf(p->out, "# %s\n%s = {\n", what, group_name(g));
	for (size_t i = 0; i < p->r->observations.n; i++)
		if (p->r->observations.items[i]->source->group == g)
			put_resource(p, p->r->observations.items[i]);
	buf_puts(p->out, "};\n\n");
}

static void put_probe(const struct page *p, const struct service *s)
{
	bool internal = !strncmp(json_text(json_get(s->now.raw, "ingress")).p, "INGRESS_TRAFFIC_INTERNAL", 24);
	const struct cloudrun_revision *candidate = s->target.candidate;
	const struct config_probe *probe = discover_probe(
		p->r->a, s->config->member.alias, candidate ? candidate->raw : NULL);
	put_comment(p,
		probe->http && probe->http->expect.set
			? "the revision names no path: use one that shows whether the service works"
			: "as the revision's own startup or liveness probe");
	if (internal)
		put_comment(p, "the service accepts only internal traffic: run rungate where it can reach the service");
	buf_puts(p->out, "  ");
	config_text_probe(p->out, probe);
	buf_putc(p->out, '\n');
}

static void put_probes(const struct page *p)
{
	if (!p->r->release.n_services)
		return;
	buf_puts(p->out,
		"# Requests as users send them. Each service needs at least one, or its release does not pass.\n"
		"# `expect` is a CEL expression over the answer, such as status == 200 && json.ok; without it, any\n"
		"# status 2xx is good. A private service: auth = \"id_token\". Another address: url = \"https://...\".\n"
		"# Other kinds than http and grpc: websocket, tls, dns, command (a program, such as your tests),\n"
		"# journey (several requests in a row).\n"
		"probes = {\n");
	for (size_t i = 0; i < p->r->release.n_services; i++)
		put_probe(p, &p->r->release.services[i]);
	buf_puts(p->out, "};\n\n");
}

/* ---- Defaults, written out so that users see and change them --------------------------------------------- */

static void put_policies(const struct page *p)
{
	buf_puts(p->out,
		"# Rules that a release must meet: built-in policies, and your own files, such as \"policies/ours.cfg\".\n"
		"# \"builtin:production\" adds rules that matter only there. Rules about what is not configured are\n"
		"# skipped.\n");
	const struct init_compared compared = init_compared(&p->r->config, &p->r->release);
	buf_puts(p->out,
		compared.errors || compared.probes ? "policies = [ \"builtin:staging\", \"builtin:comparison\" ];\n\n"
										   : "policies = [ \"builtin:staging\" ];\n\n");
}

/* Appends "  KEY = "DURATION";   # COMMENT". */
static void put_duration(const struct page *p, const char *key, int64_t ms, const char *comment)
{
	const char *value = arena_printf(p->r->a, "\"%s\";", clock_duration_text(p->r->a, ms));
	buf_printf(p->out, "  %-8s = %-7s # %s\n", key, value, comment);
}

static void put_number(const struct page *p, const char *key, int64_t n, const char *comment)
{
	buf_printf(p->out, "  %-8s = %-7s # %s\n", key, arena_printf(p->r->a, "%lld;", (long long)n), comment);
}

static void put_defaults(const struct page *p)
{
	const struct config_gate *g = &p->r->config.gate;
	const struct config_rollback *b = &p->r->config.rollback;
	const struct init_compared compared = init_compared(&p->r->config, &p->r->release);
	buf_puts(p->out, "# How long and how often a release is judged.\ngate = {\n");
	put_duration(p, "warmup", g->warmup, "failures count after the first good answer of a probe, or after this time");
	put_duration(p, "interval", g->interval, "time from the start of a round to the next");
	put_number(p, "passes", g->passes, "clean rounds in a row that approve a release");
	put_number(p, "failures", g->failures, "failures in a row of one critical rule that cause a rollback");
	put_duration(p, "deadline", compared.deadline, "time limit for judging; longer than warmup + failures x interval");
	buf_puts(p->out, "};\n\n# How traffic is moved back.\nrollback = {\n");
	buf_puts(p->out,
		"  # What is moved: all services of the release; \"service\": those that a failed rule is about.\n"
		"  scope    = \"release\";\n");
	put_duration(p, "deadline", b->deadline, "time limit for moving traffic and reading it back");
	put_duration(p, "confirm", b->confirm, "time limit for users to be served again");
	if (compared.probes)
		buf_puts(p->out, "  try_tag  = true;   # lends a tag, without traffic, to what is probed and has none\n");
	buf_puts(p->out,
		"};\n\n"
		"# A record of every run. dir: the folder, one file for each run. Also possible: key = \"FILE\", a\n"
		"# private key that signs; git_notes = true, which adds the record to the commit.\n"
		"evidence = { dir = \".rungate/evidence\"; };\n");
}

static void put_page(const struct page *p)
{
	const struct config *c = &p->r->config;
	char *now = clock_time_text(p->r->a, p->r->start.wall);
	buf_printf(p->out,
		"# rungate.cfg, written by rungate init on %.10s from the existing services.\n"
		"# After a change, check it: rungate lint\n"
		"# All in one: rungate deploy -- COMMAND. In steps: rungate snapshot, the deploy, rungate verify.\n"
		"# rungate help config describes every key. Durations are texts such as \"250ms\", \"5s\", \"2m\", \"1h\";\n"
		"# ${NAME} in a text is replaced by the environment variable.\n\n"
		"# Version of this format.\nversion = 1;\n"
		"# Project and region of all services and resources that name no other.\n",
		now);
	buf_puts(p->out, "project = ");
	config_text_string(p->out, c->project);
	buf_puts(p->out, ";\nregion = ");
	config_text_string(p->out, c->region);
	buf_puts(p->out, ";\n\n");
	put_services(p);
	init_workloads_put(p->r->a, c, p->workloads, p->out);
	put_resources(
		p, GROUP_SQL, "Cloud SQL instances, from the services' volumes. Rules: they run, with room for connections.");
	put_resources(p, GROUP_REDIS,
		"Memorystore instances whose host is among the services' environment values. Also possible:\n"
		"# kind = \"cluster\", kind = \"valkey\".");
	put_resources(p, GROUP_CONNECTORS, "Serverless VPC Access connectors, through which services reach a network.");
	put_probes(p);
	init_compare_put(p->r->a, &p->r->config, &p->r->release, p->out);
	put_policies(p);
	put_defaults(p);
}

/* ---- Observing ------------------------------------------------------------------------------------------------ */

/* Reads the services and everything that is discovered from them, except probes and what revisions only use. */
static int observe_all(struct run *r, struct err *why)
{
	int64_t deadline = r->start.at + FIRST_OBSERVATION_MS;
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return err_set(why, ERR_INTERRUPTED, "interrupted");
	for (size_t i = 0; i < r->release.n_services; i++)
		if (r->release.services[i].observation->error.code != ERR_NONE) {
			err_set(why, r->release.services[i].observation->error.code, "%s",
				r->release.services[i].observation->error.text);
			return -1;
		}
	if (release_update(r, why))
		return -1;
	discover_resources(&r->observations, &r->config, &r->release);
	for (int turn = 0; turn < 2; turn++) { /* the second turn reads the Redis instances that the first one listed */
		bool *which = ARENA_ARRAY(r->a, bool, r->observations.n + 1);
		for (size_t i = 0; i < r->observations.n; i++)
			which[i] = !r->observations.items[i]->count && r->observations.items[i]->source != &source_secret &&
				r->observations.items[i]->source != &source_bucket &&
				r->observations.items[i]->source != &source_subnet &&
				r->observations.items[i]->source != &source_quota &&
				r->observations.items[i]->source != &source_images &&
				r->observations.items[i]->source->group != GROUP_PROBES;
		if (observe_these(&r->observations, &r->release, which, deadline) == LOOP_SIGNAL)
			return err_set(why, ERR_INTERRUPTED, "interrupted");
	}
	return 0;
}

static int write_out(const struct options *o, struct run_log *log, const struct buf *text, struct err *e)
{
	if (!o->output) {
		fwrite(text->p, 1, text->n, stdout);
		return EXIT_PASSED;
	}
	if (file_write_named(o->output, text->p, text->n, 0644, e))
		return -1;
	if (file_named_is_regular(o->output))
		say_line(log, "written to %s; check it: rungate lint -c %s", o->output, o->output);
	return EXIT_PASSED;
}

static int give_up(struct loop *loop, const struct err *why)
{
	struct buf b = BUF_MAX(4 * LIMIT_ERR_TEXT);
	text_put_printable(&b, str_of(why->text));
	fprintf(stderr, "rungate: no config was written: %s\n", buf_text(&b));
	buf_free(&b);
	return why->code == ERR_INTERRUPTED ? EXIT_SIGNAL + loop_signals(loop).last
		: why->code == ERR_USAGE        ? EXIT_CONFIG
										: EXIT_INCONCLUSIVE;
}

int cmd_init(struct arena *a, const struct options *o, struct err *e)
{
	struct run *r = ARENA_NEW(a, struct run);
	struct options *named = ARENA_NEW(a, struct options);
	struct err why = { .code = ERR_NONE };
	struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
	*named = *o;
	if (o->output && !o->force && file_exists(o->output) && file_named_is_regular(o->output))
		return err_set(e, ERR_USAGE, "%s already exists; --force overwrites it", o->output);
	if (run_open(a, o, false, r, e))
		return -1;
	struct init_workloads workloads = { NULL, 0 };
	int64_t deadline = r->start.at + FIRST_OBSERVATION_MS;
	struct options place = *named;
	place.project = r->config.project;
	place.region = r->config.region;
	int asked = o->n_args ? init_name(r->gcp, &r->log, deadline, &place, named, &workloads, &why)
						  : init_ask(r, deadline, named, &workloads, &why);
	if (asked > 0)
		return asked;
	if (!asked && named->n_args != o->n_args && run_open(a, named, false, r, e))
		return -1;
	if (!asked)
		observe_all(r, &why);
	if (why.code != ERR_NONE)
		return give_up(r->loop, &why);
	put_page(&(struct page){ r, &workloads, &text });
	int exit_code = text.over
		? err_set(e, ERR_LIMIT, "the config would be larger than %d bytes; name fewer services", LIMIT_CONFIG_BYTES)
		: write_out(r->options, &r->log, &text, e);
	buf_free(&text);
	return exit_code;
}
