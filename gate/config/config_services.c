/* SPDX-License-Identifier: Apache-2.0 */
/* config_services.c: the services and worker pools of a config: made from the arguments, joined, placed, and selected
 * by the arguments. */
#include "config.h"
#include "options.h"

#include <string.h>

static const struct conf_field worker_fields[] = {
	{ "pool", CONF_STRING, offsetof(struct config_service, service), .required = true,
		.doc = "name of the Cloud Run worker pool" },
	{ "project", CONF_STRING, offsetof(struct config_service, project),
		.doc = "its project (default: project of the config)" },
	{ "region", CONF_STRING, offsetof(struct config_service, region),
		.doc = "its region (default: region of the config)" },
	{ "asked", CONF_BOOL, offsetof(struct config_service, asked), .def = "true",
		.doc = "false: the worker pool may pass although no critical or error rule reads a command, metric or log of "
			   "it" },
};
const struct conf_table config_worker_table = { .name = "workers",
	.size = sizeof(struct config_service),
	.fields = worker_fields,
	.n = COUNTOF(worker_fields),
	.expand = true };

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static char *alias_of(struct arena *a, const char *name)
{
	char *alias = arena_strdup(a, name);
	for (char *p = alias; *p; p++)
		if (*p == '-')
			*p = '_';
	return conf_alias_valid(alias) ? alias : arena_printf(a, "%s_", alias); /* a reserved word of CEL */
}

/* The alias of a service: its name, with its region or kind if another one has that alias. */
static const char *free_alias(
	struct arena *a, const struct config_service *all, size_t n, const struct config_service *s)
{
	const char *alias = alias_of(a, s->service);
	bool taken = false, other = false;
	for (size_t i = 0; i < n; i++) {
		taken = taken || !strcmp(all[i].member.alias, alias);
		other = other || (!strcmp(all[i].member.alias, alias) && all[i].kind != s->kind);
	}
	if (other)
		return alias_of(a, arena_printf(a, "%s-%s", s->service, s->kind == CLOUDRUN_POOL ? "pool" : "service"));
	return taken && s->region ? alias_of(a, arena_printf(a, "%s-%s", s->service, s->region)) : alias;
}

static bool is_one_of(const struct config_service *all, size_t n, const struct config_service *s)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].kind == s->kind && !strcmp(all[i].service, s->service) && same(all[i].project, s->project) &&
			same(all[i].region, s->region))
			return true;
	return false;
}

const char *config_name_of(const char *word, enum config_named *kind)
{
	static const struct {
		const char *prefix;
		enum config_named kind;
	} all[] = { { "services/", NAMED_SERVICE }, { "workerPools/", NAMED_POOL }, { "jobs/", NAMED_JOB } };
	*kind = NAMED_PLAINLY;
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!strncmp(word, all[i].prefix, strlen(all[i].prefix))) {
			*kind = all[i].kind;
			return word + strlen(all[i].prefix);
		}
	return word;
}

struct config_job config_job_of(struct arena *a, const struct config_service *s)
{
	enum { EVERY_MS = 30 * 1000 }; /* the default of the config */
	return (struct config_job){ .of = { .member = { .alias = alias_of(a, s->service) },
									.name = s->service,
									.project = s->project,
									.region = s->region,
									.every = EVERY_MS } };
}

/* Sorts what the arguments name into the groups; a plain name counts as a service. */
static void sort_arguments(
	const struct config_service *items, const enum config_named *kinds, size_t n, struct arena *a, struct config *c)
{
	struct config_service *services = ARENA_ARRAY(a, struct config_service, n + 1),
						  *pools = ARENA_ARRAY(a, struct config_service, n + 1);
	struct config_job *jobs = ARENA_ARRAY(a, struct config_job, n + 1);
	c->services = (struct conf_list){ services, 0 };
	c->workers = (struct conf_list){ pools, 0 };
	c->jobs = (struct conf_list){ jobs, 0 };
	for (size_t i = 0; i < n; i++)
		if (kinds[i] == NAMED_JOB)
			jobs[c->jobs.n++] = config_job_of(a, &items[i]);
		else if (kinds[i] == NAMED_POOL)
			pools[c->workers.n++] = items[i];
		else
			services[c->services.n++] = items[i];
}

int config_services_of_arguments(struct arena *a, const struct options *o, struct config *c, struct err *e)
{
	if (!o->n_args)
		return err_set(e, ERR_USAGE,
			"this folder has no rungate.cfg or rungate.yaml, and no service is given; write a config, name one with "
			"-c or in RUNGATE_CONFIG, or run: rungate %s SERVICE --project P --region R",
			o->command->name);
	struct config_service *items = ARENA_ARRAY(a, struct config_service, o->n_args);
	enum config_named *kinds = ARENA_ARRAY(a, enum config_named, o->n_args);
	size_t n = 0;
	for (size_t i = 0; i < o->n_args; i++) {
		struct config_service *s = &items[n];
		*s = (struct config_service){ .service = config_name_of(o->args[i], &kinds[n]), .asked = true };
		s->kind = kinds[n] == NAMED_POOL ? CLOUDRUN_POOL : CLOUDRUN_SERVICE;
		if (o->places && !o->project)
			s->project = o->places[i].project;
		if (o->places && !o->region)
			s->region = o->places[i].region;
		if (kinds[n] != NAMED_JOB && is_one_of(items, n, s))
			continue;
		s->member.alias = free_alias(a, items, n, s);
		if (!conf_alias_valid(s->member.alias))
			return err_set(e, ERR_USAGE, "\"%s\" is not a valid name of a Cloud Run service", o->args[i]);
		n++;
	}
	sort_arguments(items, kinds, n, a, c);
	c->discover = true;
	return 0;
}

int config_services_join(struct arena *a, struct config *c, struct conf_errors *all)
{
	size_t n = c->services.n, pools = c->workers.n;
	struct config_service *items = ARENA_ARRAY(a, struct config_service, n + pools + 1);
	const struct config_service *s = c->services.items, *w = c->workers.items;
	int rc = 0;
	for (size_t i = 0; i < n + pools; i++) {
		struct err e;
		items[i] = i < n ? s[i] : w[i - n];
		items[i].kind = i < n ? CLOUDRUN_SERVICE : CLOUDRUN_POOL;
		for (size_t j = 0; i >= n && j < n; j++)
			if (!strcmp(items[i].member.alias, items[j].member.alias))
				rc |= conf_errors_add(all, "workers",
					conf_error(&e, &items[i].member.place,
						"workers.%s: a service has this alias too; commands and rules name both by their alias, so "
						"give the worker pool another one",
						items[i].member.alias),
					&e);
	}
	c->workloads = (struct conf_list){ items, n + pools };
	c->services = (struct conf_list){ items, n };
	c->workers = (struct conf_list){ items + n, pools };
	return rc;
}

/* Reports the first service without a project or region: the others lack the same. */
static int place_service(struct config *c, struct config_service *s, struct conf_errors *all)
{
	struct err e;
	s->project = s->project ? s->project : c->project;
	s->region = s->region ? s->region : c->region;
	const char *lacks = !s->project ? "project" : !s->region ? "region" : NULL;
	if (!lacks || conf_errors_at(all, lacks))
		return 0;
	return conf_errors_add(all, lacks,
		err_set(&e, ERR_USAGE, "%s %s: the %s is not known; give --%s, or set `%s = ...` in the config",
			cloudrun_kind(s->kind)->what, s->member.alias, lacks, lacks, lacks),
		&e);
}

static bool is_same(const struct config_service *a, const struct config_service *b)
{
	return a->kind == b->kind && a->service && a->project && a->region && b->service && b->project && b->region &&
		!strcmp(a->service, b->service) && !strcmp(a->project, b->project) && !strcmp(a->region, b->region);
}

int config_services_place(struct config *c, struct conf_errors *all)
{
	struct config_service *s = CONFIG_ITEMS(c->workloads, struct config_service);
	int rc = 0;
	for (size_t i = 0; i < c->workloads.n; i++) {
		struct err e;
		rc |= place_service(c, &s[i], all);
		for (size_t j = 0; j < i; j++)
			if (is_same(&s[i], &s[j]))
				rc |= conf_errors_add(all, "",
					err_set(&e, c->path ? ERR_CONFIG : ERR_USAGE, "%s %s is listed twice (%s and %s)",
						cloudrun_kind(s[i].kind)->what, s[i].service, s[j].member.alias, s[i].member.alias),
					&e);
	}
	return rc;
}

/* A project may be given by its number or its id, which cannot be compared. */
static bool may_be_project(const char *a, const char *b)
{
	bool number_a = strspn(a, "0123456789") == strlen(a), number_b = strspn(b, "0123456789") == strlen(b);
	return number_a != number_b || !strcmp(a, b);
}

bool config_service_is_named(const struct options *o, size_t i, const struct config_service *s)
{
	const struct service_place *place = o->places ? &o->places[i] : NULL;
	enum config_named kind = NAMED_PLAINLY;
	bool name = s->service && !strcmp(s->service, config_name_of(o->args[i], &kind));
	if (kind != NAMED_PLAINLY)
		return name && kind == (s->kind == CLOUDRUN_POOL ? NAMED_POOL : NAMED_SERVICE);
	if (place && place->file && s->kind != CLOUDRUN_SERVICE)
		return false;
	if (!place || !place->file)
		return name || !strcmp(s->member.alias, o->args[i]);
	return name && (!place->project || !s->project || may_be_project(place->project, s->project)) &&
		(!place->region || !s->region || !strcmp(place->region, s->region));
}

static int not_named(struct arena *a, const struct config *c, const struct options *o, size_t i, struct err *e)
{
	const struct config_service *s = CONFIG_ITEMS(c->workloads, const struct config_service);
	const struct service_place *place = o->places ? &o->places[i] : NULL;
	if (place && place->file)
		return err_set(e, ERR_USAGE, "%s: no service of %s is %s%s%s%s%s; add it to the config", place->file, c->path,
			o->args[i], place->region ? " in " : "", place->region ? place->region : "",
			place->project ? ", project " : "", place->project ? place->project : "");
	const char **names = ARENA_ARRAY(a, const char *, 2 * c->workloads.n + 1);
	size_t n = 0;
	for (size_t j = 0; j < c->workloads.n; j++) {
		names[n++] = s[j].member.alias;
		if (s[j].service)
			names[n++] = s[j].service;
	}
	const char *near = text_nearest(o->args[i], names, n);
	return err_set(e, ERR_USAGE, "%s: no service of %s has this alias or name%s%s%s", o->args[i], c->path,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

int config_services_select(struct arena *a, const struct config *c, const struct options *o, struct conf_errors *all)
{
	const struct config_service *s = CONFIG_ITEMS(c->workloads, const struct config_service);
	int rc = 0;
	for (size_t i = 0; i < o->n_args; i++) {
		bool found = false;
		struct err e;
		for (size_t j = 0; j < c->workloads.n; j++)
			found = found || config_service_is_named(o, i, &s[j]);
		if (!found)
			rc |= conf_errors_add(all, "", not_named(a, c, o, i, &e), &e);
	}
	return rc;
}
