/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.c: `rungate check --fleet FILE`: looks at every service of many projects and regions, by lists, and prints what
 * is wrong in one table, the worst first. It does not judge a release, and changes nothing.
 */
#include "cmd.h"
#include "fleet_table.h"
#include "../config/fleet.h"
#include "../run/cloud.h"
#include "../source/cloud/revision.h"
#include "../source/cloud/workloads.h"
#include "../watch/discover.h"
#include "../watch/watch.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_MS = 60 * 1000, LOOK_MS = 10 * 60 * 1000, HOST_MS = 10 * 1000 };

struct looking {
	struct arena *a;
	const struct options *o;
	struct fleet fleet;
	struct shard shard;
	const struct fleet_place *places;
	size_t n_places;
	struct fleet_found found;
	const char **names; /* of the services, with their places */
	struct service_place *where;
	size_t n, cap_names, cap_where;
};

/* ---- Which services there are ----------------------------------------------------------------------------- */

struct listing {
	struct looking *k;
	const struct fleet_place *place;
	size_t *pending;
};

static void on_services(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	struct looking *k = q->k;
	const struct json *all = json_get(reply->body, "services");
	(*q->pending)--;
	if (reply->error.code != ERR_NONE)
		fleet_add_unread(&k->found, NULL, q->place->project, q->place->region, reply->error.text);
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

/* ---- Hosts -------------------------------------------------------------------------------------------------- */

/* host: "HOST" or "HOST:PORT" */
static struct config_probe *probe_of(struct arena *a, const char *host)
{
	struct config_probe *p = ARENA_NEW(a, struct config_probe);
	const char *colon = strrchr(host, ':');
	p->tls = ARENA_NEW(a, struct config_tls);
	*p->tls = (struct config_tls){ .reach = { .timeout = HOST_MS },
		.host = colon ? arena_strndup(a, host, (size_t)(colon - host)) : host,
		.port = colon ? strtol(colon + 1, NULL, 10) : 0 };
	p->reach = &p->tls->reach;
	p->kind = PROBE_TLS;
	p->member.alias = host;
	return p;
}

/* Looks at the certificates of the hosts of this shard, all at once. */
static enum loop_end look_at_hosts(struct looking *k, struct run_log *log, const struct cloud *cloud)
{
	struct observations *all = ARENA_NEW(k->a, struct observations);
	struct release *none = ARENA_NEW(k->a, struct release);
	int64_t deadline = loop_now(cloud->loop) + HOST_MS;
	observations_begin(all, k->a, cloud->loop, cloud->gcp, log);
	all->deadline = deadline;
	for (size_t i = k->shard.index; i < k->fleet.hosts.n; i += k->shard.count) {
		const char *host = k->fleet.hosts.items[i];
		observe_one(all, none, observation_add(all, source_of_probe(PROBE_TLS), host, probe_of(k->a, host), NULL));
	}
	enum loop_end end = observe_wait(all, deadline);
	for (size_t i = 0; i < all->n; i++) {
		const struct observation *l = all->items[i];
		const char *harm = harm_of_certificate(k->a, l->value);
		if (!l->count || l->error.code != ERR_NONE)
			fleet_add_unread(&k->found, l->alias, "", "", l->count ? l->error.text : "it was not asked in time");
		else if (harm)
			fleet_add(&k->found, l->alias, "", "", (struct harm){ HARM_CERTIFICATE, harm });
	}
	return end;
}

/* ---- What is beside them ------------------------------------------------------------------------------------ */

/* Several projects may have an instance of the same name. */
static const char *database_alias(struct arena *a, const struct service *s, const char *connection)
{
	const char *project, *id;
	sql_instance_name(a, connection, s->config->project, &project, &id);
	return arena_printf(a, "%s:%s", project, id);
}

/* Adds the Cloud SQL instances that the serving revisions use, each once, with the pool sizes of the file. */
static void add_databases(const struct looking *k, struct observations *observations, const struct release *release)
{
	for (size_t i = 0; i < release->n_services; i++) {
		const struct service *s = &release->services[i];
		const struct json *all = s->chosen && s->target.candidate ? sql_connections(k->a, s->target.candidate->raw)
																  : NULL;
		for (size_t n = 0; n < json_size(all); n++) {
			const char *connection = json_text(json_item(all, n)).p;
			struct config_sql *c = discover_sql(observations, s, connection, database_alias(k->a, s, connection));
			if (c) {
				c->pool = k->fleet.pool;
				c->pool_env = k->fleet.pool_env;
			}
		}
	}
}

/* What else uses the databases: one list of each place, for the sums of connections. */
static void add_workloads(const struct looking *k, struct observations *observations, const struct release *release)
{
	for (size_t i = 0; (k->fleet.pool || k->fleet.pool_env) && i < release->n_services; i++) {
		struct service *s = &release->services[i];
		if (workloads_are_listed_with(release, s))
			s->workloads = observation_add(observations, &source_workloads, s->config->member.alias, NULL, s);
	}
}

/* Flags what the revisions refer to and lists do not contain, and the rest that the file asks for. */
static bool *beside(struct arena *a, const struct observations *observations)
{
	bool *which = ARENA_ARRAY(a, bool, observations->n + 1);
	for (size_t i = 0; i < observations->n; i++) {
		const struct observation *l = observations->items[i];
		enum group g = l->source->group;
		bool of_revision = l->source->inner && l->service && l->service->chosen && l != l->service->redis_hosts;
		which[i] = of_revision || l->source == &source_workloads ||
			(!l->source->inner && (g == GROUP_SQL || g == GROUP_DATA));
	}
	return which;
}

/* ---- What is wrong with them -------------------------------------------------------------------------------- */

/* Adds the facts of the instances that the serving revision uses. */
static void put_databases(struct arena *a, const struct json *sql, const struct service *s, struct json *v)
{
	const struct json *all = sql_connections(a, s->target.candidate->raw);
	struct json *out = json_new_array(a);
	for (size_t n = 0; n < json_size(all); n++) {
		json_add(out, json_copy(a, json_get(sql, database_alias(a, s, json_text(json_item(all, n)).p))));
	}
	json_set(v, "databases", out);
}

/* Returns the facts of a service, and what else its harms are made of (watch/harm.h). */
static struct json *facts_of(const struct looking *k, const struct json *facts, const struct service *s)
{
	struct json *v = json_new_object(k->a);
	const struct target *t = &s->target;
	for (struct json_each it = json_each(json_get(json_get(facts, "services"), s->config->member.alias));
		 json_next(&it);)
		json_set(v, it.key, it.value);
	json_set_bool(k->a, v, "failedServes", t->candidate_condemned && release_serves(s));
	json_set_string(k->a, v, "newer", t->newer ? t->newer->name : NULL);
	if (!t->baseline && !t->first_deploy)
		json_set_string(k->a, v, "noWayBack", t->unfit ? t->unfit : "no older revision is known");
	if (t->candidate)
		put_databases(k->a, json_get(facts, "sql"), s, v);
	return v;
}

/* Facts that were not observed are said: without them nothing is well. */
static void look_at(struct looking *k, const struct release *release, const struct json *facts, const struct service *s)
{
	const struct config_service *c = s->config;
	size_t n;
	if (!s->known || s->observation->error.code != ERR_NONE || !s->chosen) {
		const char *why = s->observation->error.code != ERR_NONE ? s->observation->error.text
			: release->error.code != ERR_NONE                    ? release->error.text
																 : doubt_why(release);
		fleet_add_unread(&k->found, c->service, c->project, c->region, why ? why : "it was not read in time");
		return;
	}
	const struct json *own = facts_of(k, facts, s);
	const char *unknown = harm_unknown(k->a, own);
	if (unknown)
		fleet_add_unread(&k->found, c->service, c->project, c->region, unknown);
	struct harm *all = harms_of(k->a, own, &n);
	for (size_t i = 0; i < n; i++)
		fleet_add(&k->found, c->service, c->project, c->region, all[i]);
}

/* With --log json, each harm is a line, and the result is one, as that of a run. */
static void log_all(const struct fleet_found *f, struct run_log *log)
{
	bool unread = json_size(f->unread) > 0;
	for (size_t i = 0; i < f->n_rows; i++)
		say_event(log, "harm",
			arena_printf(f->a, "%s%s%s%s%s", f->rows[i].project, *f->rows[i].project ? "/" : "", f->rows[i].region,
				*f->rows[i].region ? "/" : "", f->rows[i].service),
			arena_printf(f->a, "%s: %s", harm_name(f->rows[i].harm.kind), f->rows[i].harm.text));
	say_result(log,
		f->n_rows    ? LOGGED_ERROR
			: unread ? LOGGED_WARNING
					 : LOGGED_NOTICE,
		fleet_summary(f),
		f->n_rows    ? "failed"
			: unread ? "inconclusive"
					 : "passed",
		"none");
	say_end(log);
}

static int print(struct looking *k, struct secrets *secrets, struct run_log *log)
{
	struct buf raw = BUF_MAX(LIMIT_FACT_FILE_BYTES), text = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err unwritten;
	k->found.services = k->n;
	k->found.places = k->n_places;
	fleet_put(&k->found, k->o->json, &raw);
	log_all(&k->found, log);
	secrets_scrub(secrets, (struct str){ buf_text(&raw), raw.n }, &text);
	file_write_named("-", buf_text(&text), text.n, 0, &unwritten);
	buf_free(&raw);
	buf_free(&text);
	return k->found.n_rows ? EXIT_NOT_MOVED : json_size(k->found.unread) ? EXIT_INCONCLUSIVE : EXIT_PASSED;
}

/* ---- The command ------------------------------------------------------------------------------------------- */

/* Without a config of services: the file lists where to look. */
static const struct command *as_fleet(struct arena *a)
{
	struct command *c = ARENA_NEW(a, struct command);
	*c = (struct command){ .name = "check", .options = OPT_PLACE };
	return c;
}

/* What config_load and run_open read: where earlier evidence is, and the declaration. */
static struct options options_of(struct looking *k, const struct command *c)
{
	struct options o = *k->o;
	struct conf_set *sets = ARENA_ARRAY(k->a, struct conf_set, o.n_sets + 1);
	for (size_t i = 0; i < o.n_sets; i++)
		sets[i] = o.sets[i];
	o.command = c;
	o.state = o.state ? o.state : k->fleet.state;
	if (k->fleet.declared && c->options & OPT_CLOUD)
		sets[o.n_sets++] = (struct conf_set){ "data.declared", k->fleet.declared };
	o.sets = sets;
	return o;
}

static int look(struct looking *k, struct err *e)
{
	struct command own = { .name = "check", .options = OPT_CLOUD | OPT_JUDGE };
	struct options o = options_of(k, &own);
	struct run *r = ARENA_NEW(k->a, struct run);
	o.args = k->names;
	o.places = k->where;
	o.n_args = k->n;
	if (run_open(k->a, &o, false, r, e))
		return -1;
	int64_t deadline = r->start.at + LOOK_MS;
	if (doubt_observe(r, deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	(void)release_update(r, &r->release.error); /* the services that it did not choose for are not known */
	add_databases(k, &r->observations, &r->release);
	add_workloads(k, &r->observations, &r->release);
	if (observe_these(&r->observations, &r->release, beside(k->a, &r->observations), deadline) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(r->loop).last;
	const struct json *facts = facts_build(k->a, r);
	for (size_t i = 0; i < r->release.n_services; i++)
		look_at(k, &r->release, facts, &r->release.services[i]);
	if (r->release.doubts.evidence)
		fleet_add_unread(&k->found, "earlier verdicts", "", "", r->release.doubts.evidence);
	return print(k, r->secrets, &r->log);
}

/* The file says where to look, and no release is judged: these options would have no effect. */
static int refuse_others(const struct options *o, struct err *e)
{
	const struct {
		const char *name;
		bool given;
	} others[] = { { "config", o->config != NULL }, { "project", o->project != NULL }, { "region", o->region != NULL },
		{ "policy", o->policies.n > 0 }, { "baseline", o->baseline != NULL }, { "candidate", o->candidates.n > 0 },
		{ "evidence", o->evidence != NULL }, { "metrics", o->metrics != NULL }, { "bake", o->bakes } };
	for (size_t i = 0; i < COUNTOF(others); i++)
		if (others[i].given)
			return err_set(e, ERR_USAGE,
				"--%s has no effect with --fleet: %s names the projects and regions, and no release is judged",
				others[i].name, o->fleet);
	if (o->n_args)
		return err_set(e, ERR_USAGE, "--fleet FILE looks at all services of the file; name none");
	return 0;
}

static int check_hosts(const struct looking *k, struct err *e)
{
	for (size_t i = 0; i < k->fleet.hosts.n; i++) {
		const char *text = k->fleet.hosts.items[i], *colon = strrchr(text, ':');
		long port = colon ? strtol(colon + 1, NULL, 10) : 443;
		if (!*text || colon == text || port < 1 || port > 65535 || strpbrk(text, "/ "))
			return err_set(e, ERR_CONFIG, "%s: hosts: \"%s\" is not HOST or HOST:PORT", k->o->fleet, text);
	}
	return 0;
}

static int open_places(struct looking *k, struct err *e)
{
	if (refuse_others(k->o, e) || shard_read(k->o->shard, &k->shard, e) ||
		conf_load(k->a, secrets_new(k->a), k->o->fleet, NULL, &fleet_table, NULL, 0, &k->fleet, NULL, e))
		return -1;
	if (!k->fleet.projects.n || !k->fleet.regions.n)
		return err_set(e, ERR_CONFIG, "%s lists no %s: name at least one", k->o->fleet,
			k->fleet.projects.n ? "regions" : "projects");
	if (k->fleet.projects.n * k->fleet.regions.n > LIMIT_MEMBERS)
		return err_set(e, ERR_LIMIT, "%s has more than %d regions of projects; divide it into several files",
			k->o->fleet, LIMIT_MEMBERS);
	k->places = fleet_places(k->a, &k->fleet, k->shard, &k->n_places);
	return check_hosts(k, e);
}

int cmd_fleet(struct arena *a, const struct options *o, struct err *e)
{
	struct looking *k = ARENA_NEW(a, struct looking);
	struct run_log *log = ARENA_NEW(a, struct run_log);
	struct secrets *secrets = secrets_new(a);
	struct config c;
	struct cloud cloud;
	*k = (struct looking){ .a = a, .o = o, .found = { .a = a, .unread = json_new_array(a) } };
	if (open_places(k, e))
		return -1;
	struct options own = options_of(k, as_fleet(a));
	if (config_load(a, secrets, &own, &c, e) || cloud_open(a, secrets, &own, &c, &cloud, e))
		return -1;
	say_begin(log, a, secrets, o);
	log->loop = cloud.loop;
	if (list(k, &cloud) == LOOP_SIGNAL || look_at_hosts(k, log, &cloud) == LOOP_SIGNAL)
		return EXIT_SIGNAL + loop_signals(cloud.loop).last;
	if (k->n > LIMIT_MEMBERS)
		return err_set(e, ERR_LIMIT, "%s has %zu services, more than %d in one run; divide it with --shard I/N",
			o->fleet, k->n, LIMIT_MEMBERS);
	return k->n ? look(k, e) : print(k, secrets, log);
}
