/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.c: `rungate check --fleet FILE`: looks at every service of many projects and regions, by lists, and prints what
 * is wrong in one table, the worst first. It does not judge a release, and changes nothing.
 */
#include "cmd.h"
#include "../config/fleet.h"
#include "../run/cloud.h"
#include "../watch/harm.h"
#include "../watch/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MS = 60 * 1000, LOOK_MS = 10 * 60 * 1000 };

struct row {
	const struct service *service;
	struct harm harm;
};
struct looking {
	struct arena *a;
	const struct options *o;
	struct fleet fleet;
	struct shard shard;
	const struct fleet_place *places;
	size_t n_places;
	struct json *unread; /* [{project, region, service, why}] */
	const char **names;  /* of the services, with their places */
	struct service_place *where;
	size_t n, cap_names, cap_where;
	struct row *rows;
	size_t n_rows, cap_rows;
};

/* ---- Which services there are ----------------------------------------------------------------------------- */

struct listing {
	struct looking *k;
	const struct fleet_place *place;
	size_t *pending;
};

static void add_unread(struct looking *k, const char *project, const char *region, const char *service, const char *why)
{
	struct json *v = json_new_object(k->a);
	json_set_string(k->a, v, "project", project);
	json_set_string(k->a, v, "region", region);
	json_set_string(k->a, v, "service", service);
	json_set_string(k->a, v, "why", why);
	json_add(k->unread, v);
}

static void on_services(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	struct looking *k = q->k;
	const struct json *all = json_get(reply->body, "services");
	(*q->pending)--;
	if (reply->error.code != ERR_NONE)
		add_unread(k, q->place->project, q->place->region, NULL, reply->error.text);
	for (size_t i = 0; reply->error.code == ERR_NONE && i < json_size(all); i++) {
		const struct json *s = json_item(all, i);
		const char *slash = strrchr(json_text_at(s, "name"), '/');
		if (!slash || !slash[1] || !fleet_wants(&k->fleet, json_get(s, "labels")))
			continue;
		k->names = arena_grow(k->a, k->names, k->n, &k->cap_names, sizeof(*k->names));
		k->where = arena_grow(k->a, k->where, k->n, &k->cap_where, sizeof(*k->where));
		k->where[k->n] = (struct service_place){ .project = q->place->project, .region = q->place->region };
		k->names[k->n++] = arena_strdup(k->a, slash + 1);
	}
}

/* Lists all places at once. */
static enum loop_end list(struct looking *k, const struct cloud *cloud)
{
	size_t pending = k->n_places;
	for (size_t i = 0; i < k->n_places; i++) {
		struct listing *q = ARENA_NEW(k->a, struct listing);
		*q = (struct listing){ k, &k->places[i], &pending };
		gcp_list(cloud->gcp, k->a, GCP_RUN,
			arena_printf(k->a, "v2/projects/%s/locations/%s/services", url_escape(k->a, k->places[i].project),
				url_escape(k->a, k->places[i].region)),
			"services", loop_now(cloud->loop) + LIST_MS, on_services, q);
	}
	return loop_run(cloud->loop, &pending, INT64_MAX);
}

/* ---- What is wrong with them -------------------------------------------------------------------------------- */

/* Flags what the revisions refer to and lists do not contain. */
static bool *beside(struct arena *a, const struct observations *observations)
{
	bool *which = ARENA_ARRAY(a, bool, observations->n + 1);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		which[i] = l->source->inner && l->service && l->service->chosen && l != l->service->redis_hosts;
	}
	return which;
}

static struct json *facts_of(struct arena *a, const struct release *release, const struct service *s, int64_t wall)
{
	struct json *v = service_facts(a, release, s, wall);
	const struct target *t = &s->target;
	json_set_bool(a, v, "failedServes", t->candidate_condemned && release_serves(s));
	json_set_string(a, v, "newer", t->newer ? t->newer->name : NULL);
	if (!t->baseline && !t->first_deploy)
		json_set_string(a, v, "noWayBack", t->unfit ? t->unfit : "no older revision is known");
	return v;
}

/* Facts that were not observed are said: without them nothing is well. */
static void look_at(struct looking *k, const struct release *release, const struct service *s, int64_t wall)
{
	const struct config_service *c = s->config;
	size_t n;
	if (!s->known || s->observation->error.code != ERR_NONE || !s->chosen) {
		const char *why = s->observation->error.code != ERR_NONE ? s->observation->error.text
			: release->error.code != ERR_NONE                    ? release->error.text
																 : doubt_why(release);
		add_unread(k, c->project, c->region, c->service, why ? why : "it was not read in time");
		return;
	}
	const struct json *facts = facts_of(k->a, release, s, wall);
	const char *unknown = harm_unknown(k->a, facts);
	if (unknown)
		add_unread(k, c->project, c->region, c->service, unknown);
	struct harm *all = harms_of(k->a, facts, &n);
	for (size_t i = 0; i < n; i++) {
		k->rows = arena_grow(k->a, k->rows, k->n_rows, &k->cap_rows, sizeof(*k->rows));
		k->rows[k->n_rows++] = (struct row){ s, all[i] };
	}
}

static int by_harm(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	const struct config_service *p = a->service->config, *q = b->service->config;
	int order = (int)a->harm.kind - (int)b->harm.kind;
	order = order ? order : strcmp(p->project, q->project);
	order = order ? order : strcmp(p->region, q->region);
	return order ? order : strcmp(p->service, q->service);
}

/* ---- The table --------------------------------------------------------------------------------------------- */

static const char *clean(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	text_put_printable(&b, str_of(text));
	const char *out = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return out;
}

static size_t wider(size_t width, const char *text)
{
	size_t n = strlen(text);
	return n > width ? n : width;
}

static void put_table(const struct looking *k, struct buf *out)
{
	size_t harm = strlen("HARM"), service = strlen("SERVICE"), project = strlen("PROJECT"), region = strlen("REGION");
	for (size_t i = 0; i < k->n_rows; i++) {
		const struct config_service *s = k->rows[i].service->config;
		harm = wider(harm, harm_name(k->rows[i].harm.kind));
		service = wider(service, s->service);
		project = wider(project, s->project);
		region = wider(region, s->region);
	}
	if (k->n_rows)
		buf_printf(out, "%-*s  %-*s  %-*s  %-*s  %s\n", (int)harm, "HARM", (int)service, "SERVICE", (int)project,
			"PROJECT", (int)region, "REGION", "WHAT");
	for (size_t i = 0; i < k->n_rows; i++) {
		const struct config_service *s = k->rows[i].service->config;
		buf_printf(out, "%-*s  %-*s  %-*s  %-*s  %s\n", (int)harm, harm_name(k->rows[i].harm.kind), (int)service,
			s->service, (int)project, s->project, (int)region, s->region, clean(k->a, k->rows[i].harm.text));
	}
	for (size_t i = 0; i < json_size(k->unread); i++) {
		const struct json *v = json_item(k->unread, i);
		const char *name = json_text_at(v, "service");
		buf_printf(out, "not known: %s%s%s of %s: %s\n", *name ? name : "", *name ? " in " : "",
			json_text_at(v, "region"), json_text_at(v, "project"), clean(k->a, json_text_at(v, "why")));
	}
}

static size_t services_with_harm(const struct looking *k)
{
	struct json *seen = json_new_object(k->a);
	for (size_t i = 0; i < k->n_rows; i++)
		json_set_bool(k->a, seen, arena_printf(k->a, "%p", (const void *)k->rows[i].service), true);
	return json_size(seen);
}

static void put_summary(const struct looking *k, struct buf *out)
{
	size_t n = services_with_harm(k), unread = json_size(k->unread);
	buf_printf(
		out, "%zu service%s, %zu region%s: ", k->n, k->n == 1 ? "" : "s", k->n_places, k->n_places == 1 ? "" : "s");
	if (unread)
		buf_printf(out, "%zu with harm, and %zu answer%s missing: what is there is not known\n", n, unread,
			unread == 1 ? " is" : "s are");
	else if (n)
		buf_printf(out, "%zu with harm\n", n);
	else
		buf_puts(out, "nothing is wrong\n");
}

static void put_json(const struct looking *k, struct buf *out)
{
	struct json *v = json_new_object(k->a), *harms = json_new_array(k->a);
	for (size_t i = 0; i < k->n_rows; i++) {
		struct json *one = json_new_object(k->a);
		json_set_string(k->a, one, "harm", harm_name(k->rows[i].harm.kind));
		json_set_string(k->a, one, "service", k->rows[i].service->config->service);
		json_set_string(k->a, one, "project", k->rows[i].service->config->project);
		json_set_string(k->a, one, "region", k->rows[i].service->config->region);
		json_set_string(k->a, one, "what", k->rows[i].harm.text);
		json_add(harms, one);
	}
	json_set_int(k->a, v, "services", (int64_t)k->n);
	json_set_int(k->a, v, "places", (int64_t)k->n_places);
	json_set(v, "harms", harms);
	json_set(v, "unread", k->unread);
	json_print(v, JSON_PRETTY, out);
	buf_putc(out, '\n');
}

static int print(const struct looking *k, struct secrets *secrets)
{
	struct buf raw = BUF_MAX(LIMIT_FACT_FILE_BYTES), text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err unwritten;
	if (k->o->json)
		put_json(k, &raw);
	else
		put_table(k, &raw);
	if (!k->o->json)
		put_summary(k, &raw);
	secrets_scrub(secrets, (struct str){ buf_text(&raw), raw.n }, &text);
	file_write_named("-", buf_text(&text), text.n, 0, &unwritten);
	buf_free(&raw);
	buf_free(&text);
	return k->n_rows ? EXIT_NOT_MOVED : json_size(k->unread) ? EXIT_INCONCLUSIVE : EXIT_PASSED;
}

/* ---- The command ------------------------------------------------------------------------------------------- */

/* Without a config of services: the file lists where to look. */
static const struct command *as_fleet(struct arena *a)
{
	struct command *c = ARENA_NEW(a, struct command);
	*c = (struct command){ .name = "check", .options = OPT_PLACE };
	return c;
}

static int look(struct looking *k, const struct options *places, struct err *e)
{
	struct command own = { .name = "check", .options = OPT_CLOUD | OPT_JUDGE };
	struct options o = *places;
	struct run *r = ARENA_NEW(k->a, struct run);
	o.command = &own;
	o.args = k->names;
	o.places = k->where;
	o.n_args = k->n;
	if (run_open(k->a, &o, false, r, e))
		return -1;
	int64_t deadline = r->start.at + LOOK_MS;
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	(void)release_update(r, &r->release.error); /* the services that it did not choose for are not known */
	if (observe_these(&r->observations, &r->release, beside(k->a, &r->observations), deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	for (size_t i = 0; i < r->release.n_services; i++)
		look_at(k, &r->release, &r->release.services[i], gcp_wall(r->gcp));
	if (k->n_rows)
		qsort(k->rows, k->n_rows, sizeof(*k->rows), by_harm);
	say_end(&r->log);
	return print(k, r->secrets);
}

static int open_places(struct looking *k, struct err *e)
{
	if (shard_read(k->o->shard, &k->shard, e) ||
		conf_load(k->a, secrets_new(k->a), k->o->fleet, NULL, &fleet_table, NULL, 0, &k->fleet, NULL, e))
		return -1;
	if (k->o->n_args)
		return err_set(e, ERR_USAGE, "--fleet FILE looks at all services of the file; name none");
	if (!k->fleet.projects.n || !k->fleet.regions.n)
		return err_set(e, ERR_CONFIG, "%s lists no %s: name at least one", k->o->fleet,
			k->fleet.projects.n ? "regions" : "projects");
	if (k->fleet.projects.n * k->fleet.regions.n > LIMIT_MEMBERS)
		return err_set(e, ERR_LIMIT, "%s has more than %d regions of projects; divide it into several files",
			k->o->fleet, LIMIT_MEMBERS);
	k->places = fleet_places(k->a, &k->fleet, k->shard, &k->n_places);
	return 0;
}

int cmd_fleet(struct arena *a, const struct options *o, struct err *e)
{
	struct looking *k = ARENA_NEW(a, struct looking);
	struct secrets *secrets = secrets_new(a);
	struct options own = *o;
	struct config c;
	struct cloud cloud;
	*k = (struct looking){ .a = a, .o = o, .unread = json_new_array(a) };
	own.command = as_fleet(a);
	own.config = own.project = own.region = NULL;
	if (open_places(k, e) || config_load(a, secrets, &own, &c, e) || cloud_open(a, secrets, &own, &c, &cloud, e))
		return -1;
	if (list(k, &cloud) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(cloud.loop).last;
	if (k->n > LIMIT_MEMBERS)
		return err_set(e, ERR_LIMIT, "%s has %zu services, more than %d in one run; divide it with --shard I/N",
			o->fleet, k->n, LIMIT_MEMBERS);
	return k->n ? look(k, &own, e) : print(k, secrets);
}
