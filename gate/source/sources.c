/* SPDX-License-Identifier: Apache-2.0 */
/* sources.c: the table of sources, and the observations of a config. */
#include "source.h"
#include "cloud/registry.h"
#include "cloud/resource.h"
#include "signal/comparison.h"
#include "signal/pairs.h"
#include "../run/observation_index.h"

#include <string.h>

const struct source *const *source_table(size_t *n)
{
	/* clang-format off */
	static const struct source *const all[] = {
		&source_service, &source_worker, &source_secret, &source_redis_hosts, &source_bucket, &source_workloads,
		&source_subnet, &source_quota,
		&source_sql, &source_redis, &source_cluster, &source_valkey, &source_connector, &source_job,
		&source_http, &source_tls, &source_dns,
		&source_websocket, &source_grpc, &source_command, &source_journey, &source_metric, &source_log, &source_alert,
		&source_comparison, &source_passport, &source_data,
		&source_git, &source_google, &source_images,
		&source_release, &source_deploy,
	};
	/* clang-format on */
	*n = COUNTOF(all);
	return all;
}

const struct source *source_of_probe(enum probe_kind kind)
{
	static const struct source *const of[PROBE__COUNT] = {
		[PROBE_HTTP] = &source_http,
		[PROBE_TLS] = &source_tls,
		[PROBE_DNS] = &source_dns,
		[PROBE_WEBSOCKET] = &source_websocket,
		[PROBE_GRPC] = &source_grpc,
		[PROBE_COMMAND] = &source_command,
		[PROBE_JOURNEY] = &source_journey,
	};
	return of[kind];
}

size_t source_facts(const struct source *s)
{
	return s->resource ? s->resource->n_facts : s->n_facts;
}

const struct fact_doc *source_fact(const struct source *s, size_t i)
{
	return s->resource ? &s->resource->facts[i].doc : &s->facts[i];
}

const struct source *source_of_shapes(const struct source *s)
{
	size_t n;
	const struct source *const *all = source_table(&n);
	for (size_t i = 0; s->shapes && i < n; i++)
		if (all[i]->shapes == s->shapes)
			return all[i];
	return s;
}

const struct source *source_of_resource(enum group g, int kind)
{
	static const struct source *const of[GROUP__COUNT][REDIS__COUNT] = {
		[GROUP_SQL] = { &source_sql },
		[GROUP_REDIS] = { [REDIS_INSTANCE] = &source_redis,
			[REDIS_CLUSTER] = &source_cluster,
			[REDIS_VALKEY] = &source_valkey },
		[GROUP_CONNECTORS] = { &source_connector },
		[GROUP_JOBS] = { &source_job },
	};
	return of[g][kind];
}

const struct source *source_of_member(enum group g, const void *config)
{
	static const struct source *const sources[GROUP__COUNT] = {
		[GROUP_SERVICES] = &source_service,
		[GROUP_WORKERS] = &source_worker,
		[GROUP_METRICS] = &source_metric,
		[GROUP_LOGS] = &source_log,
		[GROUP_ALERTS] = &source_alert,
		[GROUP_COMPARISONS] = &source_comparison,
		[GROUP_PASSPORTS] = &source_passport,
		[GROUP_DATA] = &source_data,
		[GROUP_SOURCE] = &source_git,
		[GROUP_GOOGLE] = &source_google,
		[GROUP_RELEASE] = &source_release,
		[GROUP_DEPLOY] = &source_deploy,
	};
	const struct config_comparison *comparison = g == GROUP_COMPARISONS ? config : NULL;
	if (comparison && comparison->of == COMPARISON_PROBES)
		return &source_pairs;
	if (g == GROUP_PROBES)
		return config ? source_of_probe(((const struct config_probe *)config)->kind) : NULL;
	if (group_is_of_resources(g))
		return source_of_resource(g, config ? ((const struct config_resource *)config)->kind : 0);
	return sources[g];
}

/* Returns the service or worker pool with this alias, or NULL. */
static struct service *service_named(struct observation_index *x, const char *alias)
{
	const struct observation *l = select_named(x, GROUP_SERVICES, alias);
	l = l ? l : select_named(x, GROUP_WORKERS, alias);
	return l ? l->service : NULL;
}

/* every: ms; 0: the default of the source. */
static struct observation *add(struct observations *observations, const struct source *s, const char *alias,
	const void *config, struct service *service, int64_t every)
{
	struct observation *l = observation_add(observations, s, alias, config, service);
	if (every)
		l->every = every;
	return l;
}

/* Returns the observation of the resource that a metric belongs to, or NULL. The metric's filter may depend on its
 * facts. */
static const struct observation *resource_of(const struct observations *observations, const struct config_metric *m)
{
	const struct observation *of = NULL;
	for (int g = 0; g < GROUP__COUNT && !of; g++)
		if (group_is_of_resources((enum group)g))
			of = observations_named(observations, (enum group)g, group_of_metric(m, (enum group)g));
	return of;
}

static void open_resources(struct observations *observations, const struct config *c)
{
	for (int g = 0; g < GROUP__COUNT; g++)
		for (size_t i = 0; group_is_of_resources((enum group)g) && i < group_count(c, (enum group)g); i++) {
			const struct config_resource *one = group_item(c, (enum group)g, i);
			add(observations, source_of_resource((enum group)g, one->kind), one->member.alias, one, NULL, one->every);
		}
}

static void open_signals(struct observations *observations, const struct config *c, struct observation_index *x)
{
	const struct config_metric *metrics = CONFIG_ITEMS(c->metrics, const struct config_metric);
	for (size_t i = 0; i < c->metrics.n; i++) {
		const struct observation *resource = resource_of(observations, &metrics[i]);
		struct observation *l = add(observations, &source_metric, metrics[i].member.alias, &metrics[i],
			service_named(x, config_metric_workload(&metrics[i])), metrics[i].every);
		l->needs = resource ? resource : l->needs;
	}
	const struct config_log *logs = CONFIG_ITEMS(c->logs, const struct config_log);
	for (size_t i = 0; i < c->logs.n; i++)
		add(observations, &source_log, logs[i].member.alias, &logs[i], service_named(x, config_log_workload(&logs[i])),
			logs[i].every);
	const struct config_alert *alerts = CONFIG_ITEMS(c->alerts, const struct config_alert);
	for (size_t i = 0; i < c->alerts.n; i++)
		add(observations, &source_alert, alerts[i].member.alias, &alerts[i], service_named(x, alerts[i].service),
			alerts[i].every);
	const struct config_comparison *comparisons = CONFIG_ITEMS(c->comparisons, const struct config_comparison);
	for (size_t i = 0; i < c->comparisons.n; i++) {
		const struct config_comparison *one = &comparisons[i];
		const struct source *source = source_of_member(GROUP_COMPARISONS, one);
		struct observation *l = add(observations, source, one->member.alias, one, service_named(x, one->service), 0);
		l->kept = source == &source_pairs ? pairs_begin(observations->a, c, one)
										  : comparison_begin(observations->a, &c->compare);
	}
}

/* What else uses a database is needed only for a budget of connections, which needs pool sizes. */
static void open_workloads(struct observations *observations, const struct config *c, const struct release *release)
{
	const struct config_sql *sql = CONFIG_ITEMS(c->sql, const struct config_sql);
	bool budget = false;
	for (size_t i = 0; i < c->sql.n; i++)
		budget = budget || config_sql_has_pools(&sql[i]);
	for (size_t i = 0; budget && i < release->n_services; i++) {
		struct service *s = &release->services[i];
		s->workloads = observation_add(observations, &source_workloads, s->config->member.alias, NULL, s);
	}
}

void observations_open(struct observations *observations, const struct config *c, const struct release *release)
{
	const struct config_probe *probes = CONFIG_ITEMS(c->probes, const struct config_probe);
	struct registry *registry = registry_new(observations->a, observations->gcp, observations->log, true);
	for (size_t i = 0; i < release->n_services; i++) {
		struct service *s = &release->services[i];
		s->secrets = observation_add(observations, &source_secret, s->config->member.alias, NULL, s);
		s->buckets = observation_add(observations, &source_bucket, s->config->member.alias, NULL, s);
		s->quotas = observation_add(observations, &source_quota, s->config->member.alias, NULL, s);
		s->subnets = observation_add(observations, &source_subnet, s->config->member.alias, NULL, s);
		s->images = observation_add(observations, &source_images, s->config->member.alias, NULL, s);
		s->images->kept = registry;
		s->redis_hosts = observation_add(observations, &source_redis_hosts, s->config->member.alias, c, s);
	}
	open_resources(observations, c);
	open_workloads(observations, c, release);
	struct observation_index *x = select_index(observations->a, observations->items, observations->n);
	for (size_t i = 0; i < c->probes.n; i++)
		add(observations, source_of_probe(probes[i].kind), probes[i].member.alias, &probes[i],
			service_named(x, probes[i].reach->service), probes[i].reach->every);
	open_signals(observations, c, x);
	for (size_t i = 0; i < c->data.n; i++)
		add(observations, &source_data, c->data.items[i].name,
			file_resolve(observations->a, c->dir, secret_reveal(c->data.items[i].value)), NULL, 0);
	if (c->source)
		add(observations, &source_git, NULL, c->source, NULL, 0);
	add(observations, &source_google, NULL, NULL, NULL, 0);
}
