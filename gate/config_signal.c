/* SPDX-License-Identifier: Apache-2.0 */
/* config_signal.c: metrics, logs and the source repository, as tables, and what the tables cannot say. */
#include "gate.h"

#include <string.h>

#define TABLE(label, type, rows) { .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = true }

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

static const struct conf_field metric_fields[] = {
	{ "service", CONF_STRING, offsetof(struct config_metric, service), .doc = "the alias of the service it is of" },
	{ "sql", CONF_STRING, offsetof(struct config_metric, sql), .doc = "the alias of the Cloud SQL instance it is of" },
	{ "redis", CONF_STRING, offsetof(struct config_metric, redis), .doc = "the alias of the Redis instance it is of" },
	{ "connector", CONF_STRING, offsetof(struct config_metric, connector), .doc = "the alias of the connector it is of" },
	{ "metric", CONF_STRING, offsetof(struct config_metric, metric), .doc = "a ready-made one, by name" },
	{ "promql", CONF_STRING, offsetof(struct config_metric, promql), .doc = "a PromQL query; {{candidate.name}} and the like are filled in" },
	{ "url", CONF_URL, offsetof(struct config_metric, url), .doc = "of a Prometheus server; without it Cloud Monitoring" },
	{ "filter", CONF_STRING, offsetof(struct config_metric, filter), .doc = "of timeSeries.list; {{candidate.name}} and the like are filled in" },
	{ "aligner", CONF_STRING, offsetof(struct config_metric, aligner), .def = "ALIGN_MEAN", .doc = "perSeriesAligner" },
	{ "reducer", CONF_STRING, offsetof(struct config_metric, reducer), .def = "REDUCE_SUM", .doc = "crossSeriesReducer" },
	{ "group_by", CONF_STRINGS, offsetof(struct config_metric, group_by), .doc = "groupByFields" },
	{ "window", CONF_DURATION, offsetof(struct config_metric, window), .min = MINUTE, .max = DAY, .def = "5m", .doc = "how far back" },
	{ "delay", CONF_DURATION, offsetof(struct config_metric, delay), .min = 1, .max = HOUR,
	  .doc = "how long points take to be complete; without it as Google documents for the metric" },
	{ "project", CONF_STRING, offsetof(struct config_metric, project), .doc = "whose metrics; without it the file's" },
	{ "every", CONF_DURATION, offsetof(struct config_metric, every), .min = 1, .max = DAY, .doc = "how often; without it every minute" },
};
const struct conf_table config_metric_table = TABLE("metrics", config_metric, metric_fields);

static const struct conf_field log_fields[] = {
	{ "service", CONF_STRING, offsetof(struct config_log, service), .doc = "the alias of the service: its candidate's entries, since it was created" },
	{ "filter", CONF_STRING, offsetof(struct config_log, filter), .required = true,
	  .doc = "in the Logging query language; {{candidate.name}} and the like are filled in" },
	{ "limit", CONF_INT, offsetof(struct config_log, limit), .min = 1, .max = 10000, .def = "1000", .doc = "entries counted at most" },
	{ "samples", CONF_INT, offsetof(struct config_log, samples), .max = 100, .def = "5", .doc = "entries kept, newest first" },
	{ "project", CONF_STRING, offsetof(struct config_log, project), .doc = "whose logs; without it the service's, or the file's" },
	{ "every", CONF_DURATION, offsetof(struct config_log, every), .min = 1, .max = DAY, .doc = "how often; without it every minute" },
};
const struct conf_table config_log_table = TABLE("logs", config_log, log_fields);

static const struct conf_field source_fields[] = {
	{ "repository", CONF_PATH, offsetof(struct config_source, repository), .def = ".", .doc = "a git repository, or a folder in one" },
	{ "commit", CONF_STRING, offsetof(struct config_source, commit), .def = "HEAD", .doc = "what was built: a commit, branch or tag" },
	{ "required_paths", CONF_STRINGS, offsetof(struct config_source, required_paths), .doc = "files the build needs (globs, ** for folders)" },
	{ "dockerignore", CONF_STRING, offsetof(struct config_source, dockerignore), .doc = "the build's ignore file, a path in the repository" },
	{ "gcloudignore", CONF_STRING, offsetof(struct config_source, gcloudignore), .doc = "the upload's ignore file, a path in the repository" },
};
const struct conf_table config_source_table = TABLE("source", config_source, source_fields);

static bool has_alias(const struct conf_list *list, size_t size, const char *alias)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(((const struct conf_member *)(const void *)((const char *)list->items + i * size))->alias, alias))
			return true;
	return false;
}

static int check_metric(const struct config *c, const struct config_metric *m, struct err *e)
{
	const struct { const char *kind, *alias; const struct conf_list *list; size_t size; } of[] = {
		{ "service", m->service, &c->services, sizeof(struct config_service) },
		{ "sql", m->sql, &c->sql, sizeof(struct config_sql) },
		{ "redis", m->redis, &c->redis, sizeof(struct config_redis) },
		{ "connector", m->connector, &c->connectors, sizeof(struct config_connector) },
	};
	const struct conf_place *at = &m->member.place;
	const char *alias = m->member.alias;
	size_t n = 0;
	for (size_t i = 0; i < COUNTOF(of); i++) {
		n += of[i].alias != NULL;
		if (of[i].alias && !has_alias(of[i].list, of[i].size, of[i].alias))
			return conf_error(e, at, "metrics.%s: no %s has the alias \"%s\"", alias, of[i].kind, of[i].alias);
	}
	if (n > 1)
		return conf_error(e, at, "metrics.%s: is of one service, sql, redis or connector, not of several", alias);
	if (!!m->metric + !!m->promql + !!m->filter != 1)
		return conf_error(e, at, "metrics.%s: needs one of metric (a ready-made one), promql or filter", alias);
	if (m->metric && !n)
		return conf_error(e, at, "metrics.%s: a ready-made metric needs the service, sql, redis or connector it is of", alias);
	if (m->url && !m->promql)
		return conf_error(e, at, "metrics.%s: a url needs promql", alias);
	return 0;
}

int config_signals_check(const struct config *c, struct err *e)
{
	const struct config_metric *m = CONFIG_ITEMS(c->metrics, const struct config_metric);
	const struct config_log *l = CONFIG_ITEMS(c->logs, const struct config_log);
	for (size_t i = 0; i < c->metrics.n; i++)
		if (check_metric(c, &m[i], e))
			return -1;
	for (size_t i = 0; i < c->logs.n; i++)
		if (l[i].service && !has_alias(&c->services, sizeof(struct config_service), l[i].service))
			return conf_error(e, &l[i].member.place, "logs.%s: no service has the alias \"%s\"", l[i].member.alias, l[i].service);
	return 0;
}
