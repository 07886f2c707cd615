/* SPDX-License-Identifier: Apache-2.0 */
/* init.c: writes a config for existing services, derived from their Cloud Run settings. The result passes `lint`. */
#include "cmd.h"
#include "../source/cloud/resource.h"
#include "../watch/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_OBSERVATION_MS = 60 * 1000 };

struct page {
	struct run *r;
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
	buf_puts(p->out,
		"# Services that are released together, in order of deployment. A rollback uses the reverse order.\n"
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
	if (internal)
		put_comment(p, "the service accepts only internal traffic: run rungate where it can reach the service");
	buf_puts(p->out, "  ");
	config_text_probe(p->out, discover_probe(p->r->a, s->config->member.alias, candidate ? candidate->raw : NULL));
	buf_putc(p->out, '\n');
}

static void put_probes(const struct page *p)
{
	buf_puts(p->out,
		"# Requests as users send them. Each service needs at least one, or its release does not pass.\n"
		"# Without `expect`, any status 2xx is good. The path is \"/\" if the revision has no probe path:\n"
		"# use one that shows whether the service works. A private service: auth = \"id_token\";\nprobes = {\n");
	for (size_t i = 0; i < p->r->release.n_services; i++)
		put_probe(p, &p->r->release.services[i]);
	buf_puts(p->out, "};\n\n");
}

/* ---- Defaults, written out so that users see and change them --------------------------------------------- */

static void put_policies(const struct page *p)
{
	buf_puts(p->out,
		"# Policies: built-in ones, and your own files beside this one. Rules about resources that are not\n"
		"# configured are skipped. See policies/README.md.\npolicies = [ \"builtin:staging\" ];\n\n");
}

static void put_defaults(const struct page *p)
{
	struct arena *a = p->r->a;
	const struct config_gate *g = &p->r->config.gate;
	const struct config_rollback *b = &p->r->config.rollback;
	buf_printf(p->out,
		"gate = {\n"
		"  warmup   = \"%s\";   # grace period: failures count after the first good answer, or after this time\n"
		"  interval = \"%s\";   # time between two rounds\n"
		"  passes   = %lld;      # consecutive clean rounds that approve a release\n"
		"  failures = %lld;      # consecutive failures of one critical rule that cause a rollback\n"
		"  deadline = \"%s\";   # time limit for judging\n"
		"};\n\n",
		clock_duration_text(a, g->warmup), clock_duration_text(a, g->interval), (long long)g->passes,
		(long long)g->failures, clock_duration_text(a, g->deadline));
	buf_printf(p->out,
		"rollback = {\n"
		"  scope    = \"release\"; # move all services of the release; \"service\": only those of a failed rule\n"
		"  deadline = \"%s\";   # time limit for moving traffic and reading it back\n"
		"  confirm  = \"%s\";   # time limit for users to be served again\n"
		"};\n\n",
		clock_duration_text(a, b->deadline), clock_duration_text(a, b->confirm));
	buf_puts(p->out, "evidence = { dir = \".rungate/evidence\"; }; # evidence of every run\n");
}

static void put_page(const struct page *p)
{
	const struct config *c = &p->r->config;
	char *now = clock_time_text(p->r->a, p->r->start.wall);
	buf_printf(p->out,
		"# rungate.cfg, written by rungate init on %.10s from the existing services. Check it with: rungate lint\n"
		"# Before a deploy: rungate snapshot. After it: rungate verify.\nversion = 1;\n",
		now);
	put_key(p, "project", c->project);
	put_key(p, "region", c->region);
	buf_puts(p->out, "# defaults for all services\n\n");
	put_services(p);
	put_resources(p, GROUP_SQL, "Cloud SQL instances, from the services' volumes.");
	put_resources(p, GROUP_REDIS, "Memorystore instances whose host is among the services' environment values.");
	put_resources(p, GROUP_CONNECTORS, "Serverless VPC Access connectors.");
	put_probes(p);
	put_policies(p);
	put_defaults(p);
}

/* ---- Observing ------------------------------------------------------------------------------------------------ */

struct listing {
	struct run *r;
	struct options *o;
	struct err error;
	size_t pending;
};

static void init_on_services(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	const struct json *all = json_get(reply->body, "services");
	q->error = reply->error;
	q->pending = 0;
	q->o->args = ARENA_ARRAY(q->r->a, const char *, json_size(all) + 1);
	for (size_t i = 0; i < json_size(all); i++) {
		const char *name = json_text(json_get(json_item(all, i), "name")).p, *slash = strrchr(name, '/');
		if (slash && slash[1])
			q->o->args[q->o->n_args++] = slash + 1;
	}
	if (q->o->n_args)
		qsort(q->o->args, q->o->n_args, sizeof(*q->o->args), text_order);
}

/* Fills `named` with every service of the region. Returns -1 with e for a usage error; *why: why the list failed. */
static int list_services(
	struct run *r, struct arena *a, const struct options *o, struct options *named, struct err *why, struct err *e)
{
	struct listing q = { .r = r, .o = named, .pending = 1 };
	if (run_open(a, o, false, r, e))
		return -1;
	if (!r->config.project || !r->config.region)
		return err_set(e, ERR_USAGE, "no project or region is configured; give --project and --region");
	const char *path = arena_printf(
		a, "v2/projects/%s/locations/%s/services", url_escape(a, r->config.project), url_escape(a, r->config.region));
	gcp_list(r->gcp, a, GCP_RUN, path, "services", r->start.at + FIRST_OBSERVATION_MS, init_on_services, &q);
	if (loop_run(r->loop, &q.pending, INT64_MAX) == LOOP_SIGNAL)
		err_set(&q.error, ERR_INTERRUPTED, "interrupted");
	else if (q.error.code == ERR_NONE && !named->n_args)
		err_set(&q.error, ERR_NOT_FOUND, "no Cloud Run services found in region %s of project %s", r->config.region,
			r->config.project);
	*why = q.error;
	return 0;
}

/* Reads the services and everything that is discovered from them, except probes and secrets. */
static int observe_all(struct run *r, struct err *why)
{
	int64_t deadline = r->start.at + FIRST_OBSERVATION_MS;
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return err_set(why, ERR_INTERRUPTED, "interrupted");
	for (size_t i = 0; i < r->release.n_services; i++)
		if (r->release.services[i].observation->error.code != ERR_NONE) {
			*why = r->release.services[i].observation->error;
			return -1;
		}
	if (release_update(r, why))
		return -1;
	discover_resources(&r->observations, &r->config, &r->release);
	for (int turn = 0; turn < 2; turn++) { /* the second turn reads the Redis instances that the first one listed */
		bool *which = ARENA_ARRAY(r->a, bool, r->observations.n + 1);
		for (size_t i = 0; i < r->observations.n; i++)
			which[i] = !r->observations.items[i]->count && r->observations.items[i]->source != &source_secret &&
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
	return why->code == ERR_INTERRUPTED ? EXIT_SIGNAL + loop_signals(loop).last : EXIT_INCONCLUSIVE;
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
	if (!o->n_args && list_services(r, a, o, named, &why, e))
		return -1;
	if (why.code == ERR_NONE && run_open(a, named, false, r, e))
		return -1;
	if (why.code == ERR_NONE)
		observe_all(r, &why);
	if (why.code != ERR_NONE)
		return give_up(r->loop, &why);
	put_page(&(struct page){ r, &text });
	int exit_code = text.over
		? err_set(e, ERR_LIMIT, "the config would be larger than %d bytes; name fewer services", LIMIT_CONFIG_BYTES)
		: write_out(r->options, &r->log, &text, e);
	buf_free(&text);
	return exit_code;
}
