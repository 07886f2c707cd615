/* SPDX-License-Identifier: Apache-2.0 */
/* signal.c: metrics, logs and the source repository: tables of their config keys, and the checks that tables cannot
 * express. */
#include "preset.h"
#include "template.h"
#include "../../gcp/gcp.h"

#include <string.h>

/* clang-format off */
#define TABLE(label, type, rows) \
	{ .name = (label), .size = sizeof(struct type), .fields = (rows), .n = COUNTOF(rows), .expand = true }
/* clang-format on */

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

static const struct conf_field metric_fields[] = {
	{ "service", CONF_STRING, offsetof(struct config_metric, service),
		.doc = "alias of the service that the metric belongs to" },
	{ "worker", CONF_STRING, offsetof(struct config_metric, worker),
		.doc = "alias of the worker pool that the metric belongs to" },
	{ "sql", CONF_STRING, offsetof(struct config_metric, sql),
		.doc = "alias of the Cloud SQL instance that the metric belongs to" },
	{ "redis", CONF_STRING, offsetof(struct config_metric, redis),
		.doc = "alias of the Redis instance that the metric belongs to" },
	{ "connector", CONF_STRING, offsetof(struct config_metric, connector),
		.doc = "alias of the connector that the metric belongs to" },
	{ "metric", CONF_STRING, offsetof(struct config_metric, metric), .doc = "name of a predefined metric" },
	{ "promql", CONF_STRING, offsetof(struct config_metric, promql),
		.doc = "PromQL query; {{candidate.name}} and other facts of the service are substituted" },
	{ "url", CONF_URL, offsetof(struct config_metric, url),
		.doc = "URL of a Prometheus server (default: Cloud Monitoring)" },
	{ "filter", CONF_STRING, offsetof(struct config_metric, filter),
		.doc = "filter of timeSeries.list; {{candidate.name}} and other facts of the service are substituted" },
	{ "aligner", CONF_STRING, offsetof(struct config_metric, aligner), .def = "ALIGN_MEAN",
		.doc = "perSeriesAligner of timeSeries.list" },
	{ "reducer", CONF_STRING, offsetof(struct config_metric, reducer), .def = "REDUCE_SUM",
		.doc = "crossSeriesReducer of timeSeries.list" },
	{ "group_by", CONF_STRINGS, offsetof(struct config_metric, group_by), .doc = "groupByFields of timeSeries.list" },
	{ "window", CONF_DURATION, offsetof(struct config_metric, window), .min = MINUTE, .max = DAY, .def = "5m",
		.doc = "length of the period that is queried" },
	{ "period", CONF_DURATION, offsetof(struct config_metric, period), .min = MINUTE, .max = DAY,
		.doc = "alignment period of one point (default: window, so that one point covers all of it)" },
	{ "delay", CONF_DURATION, offsetof(struct config_metric, delay), .min = 1, .max = HOUR,
		.doc = "time until points are complete (default: as Google documents for the metric)" },
	{ "project", CONF_STRING, offsetof(struct config_metric, project),
		.doc = "project of the metric (default: project of the resource it belongs to, or of the config)" },
	{ "every", CONF_DURATION, offsetof(struct config_metric, every), .min = 1, .max = DAY,
		.doc = "interval between observations (default: 1m)" },
};
const struct conf_table config_metric_table = TABLE("metrics", config_metric, metric_fields);

static const struct conf_field log_fields[] = {
	{ "service", CONF_STRING, offsetof(struct config_log, service),
		.doc = "alias of the service; entries of its candidate since the candidate's creation are counted" },
	{ "worker", CONF_STRING, offsetof(struct config_log, worker), .doc = "the same for a worker pool" },
	{ "filter", CONF_STRING, offsetof(struct config_log, filter), .required = true,
		.doc = "filter in the Logging query language; {{candidate.name}} and other facts of the service are "
			   "substituted" },
	{ "limit", CONF_INT, offsetof(struct config_log, limit), .min = 1, .max = 10000, .def = "1000",
		.doc = "maximum number of entries to count" },
	{ "samples", CONF_INT, offsetof(struct config_log, samples), .max = 100, .def = "5",
		.doc = "number of entries to keep as samples, newest first" },
	{ "project", CONF_STRING, offsetof(struct config_log, project),
		.doc = "project of the logs (default: project of the service, or of the config)" },
	{ "every", CONF_DURATION, offsetof(struct config_log, every), .min = 1, .max = DAY,
		.doc = "interval between observations (default: 1m)" },
};
const struct conf_table config_log_table = TABLE("logs", config_log, log_fields);

static const struct conf_field source_fields[] = {
	{ "repository", CONF_PATH, offsetof(struct config_source, repository), .def = ".",
		.doc = "git repository, or a folder in one" },
	{ "commit", CONF_STRING, offsetof(struct config_source, commit), .def = "HEAD",
		.doc = "commit that was built, in any form that git rev-parse accepts" },
	{ "required_paths", CONF_STRINGS, offsetof(struct config_source, required_paths),
		.doc = "files that the build needs (globs, ** for folders)" },
	{ "dockerignore", CONF_STRING, offsetof(struct config_source, dockerignore),
		.doc = "ignore file of the image build, as a path in the repository" },
	{ "gcloudignore", CONF_STRING, offsetof(struct config_source, gcloudignore),
		.doc = "ignore file of the gcloud upload, as a path in the repository" },
};
const struct conf_table config_source_table = TABLE("source", config_source, source_fields);

/* A metric may belong to at most one member. Sets *n to the number that it names, and *of to the group of the last. */
static int check_of(const struct config *c, const struct config_metric *m, size_t *n, enum group *of, struct err *e)
{
	const char *alias = m->member.alias;
	*n = 0;
	for (int g = 0; g < GROUP__COUNT; g++) {
		const char *its = group_of_metric(m, (enum group)g);
		if (!its)
			continue;
		++*n;
		*of = (enum group)g;
		if (!group_item_named(c, (enum group)g, its) && !conf_errors_at(c->errors, group_name((enum group)g)))
			return conf_error(e, &m->member.place, "metrics.%s: no %s has the alias \"%s\"", alias,
				group_metric_key((enum group)g), its);
	}
	if (*n > 1)
		return conf_error(
			e, &m->member.place, "metrics.%s: set only one of service, worker, sql, redis and connector", alias);
	return 0;
}

static int check_ready(const struct config_metric *m, size_t n, enum group of, struct err *e)
{
	const char *alias = m->member.alias, *near = NULL;
	if (!n)
		return conf_error(e, &m->member.place,
			"metrics.%s: a predefined metric needs one of service, worker, sql, redis and connector", alias);
	if (preset_named(of, m->metric, &near))
		return 0;
	struct buf known = BUF_MAX(1024);
	size_t rows;
	const struct preset *table = preset_table(&rows);
	for (size_t i = 0; i < rows; i++)
		if (table[i].of == of)
			buf_printf(&known, "%s%s", known.n ? ", " : "", table[i].name);
	conf_error(e, &m->member.place, "metrics.%s: there is no predefined metric \"%s\" for %s%s%s%s", alias, m->metric,
		group_name(of), near ? "; did you mean \"" : "; there are ", near ? near : buf_text(&known), near ? "\"?" : "");
	buf_free(&known);
	return -1;
}

/* Checks that name is one of the values that Cloud Monitoring accepts. */
static int check_listed(const struct conf_place *at, const char *what, const char *kind, const char *name,
	const char *const *names, struct err *e)
{
	size_t n = 0;
	for (; names[n]; n++)
		if (!strcmp(names[n], name))
			return 0;
	const char *near = text_nearest(name, names, n);
	return conf_error(e, at, "%s: \"%s\" is not a valid %s%s%s%s", what, name, kind, near ? "; did you mean \"" : "",
		near ? near : "", near ? "\"?" : "");
}

int config_url_check(struct arena *a, const struct secret *url, const char **scheme, struct err *e)
{
	struct url u = { .scheme = NULL };
	if (!strstr(secret_reveal(url), "${") && url_parse(a, secret_reveal(url), &u, e))
		return -1;
	*scheme = u.scheme;
	return 0;
}

/* Checks the URL of a Prometheus server. */
static int check_url(
	struct arena *a, const struct conf_place *at, const char *what, const struct config_metric *m, struct err *e)
{
	const char *scheme;
	struct err why;
	if (!m->url)
		return 0;
	if (!m->promql)
		return conf_error(e, at, "%s: url requires promql", what);
	if (config_url_check(a, m->url, &scheme, &why))
		return conf_error(e, at, "%s: url %s: %s", what, secret_shown(m->url), why.text);
	if (scheme && strncmp(scheme, "http", 4) != 0)
		return conf_error(e, at, "%s: url %s: must begin with http:// or https://", what, secret_shown(m->url));
	return 0;
}

static int check_metric(struct arena *a, const struct config *c, const struct config_metric *m, struct err *e)
{
	const struct conf_place *at = &m->member.place;
	const char *alias = m->member.alias, *what = arena_printf(a, "metrics.%s", alias);
	size_t n;
	enum group of = GROUP_SERVICES;
	if (check_of(c, m, &n, &of, e))
		return -1;
	if (!!m->metric + !!m->promql + !!m->filter != 1)
		return conf_error(e, at, "%s: set exactly one of metric (a predefined one), promql and filter", what);
	if (m->metric && check_ready(m, n, of, e))
		return -1;
	if (m->period % SECOND || m->window % SECOND)
		return conf_error(e, at, "%s: window and period must be whole seconds", what);
	if (m->period > m->window)
		return conf_error(e, at, "%s: period must not be longer than window", what);
	if (check_url(a, at, what, m, e) || check_listed(at, what, "aligner", m->aligner, monitoring_aligners, e) ||
		check_listed(at, what, "reducer", m->reducer, monitoring_reducers, e))
		return -1;
	if (!m->project && !m->url && !conf_errors_at(c->errors, "project"))
		return conf_error(
			e, at, "%s: the project is not known; set project = \"...\" here or at the top of the file", what);
	return 0;
}
static int check_log(struct arena *a, const struct config *c, const struct config_log *l, struct err *e)
{
	const struct conf_place *at = &l->member.place;
	const char *what = arena_printf(a, "logs.%s", l->member.alias);
	if (l->service && l->worker)
		return conf_error(e, at, "%s: set only one of service and worker", what);
	if (l->service && !group_item_named(c, GROUP_SERVICES, l->service) && !conf_errors_at(c->errors, "services"))
		return conf_error(e, at, "%s: no service has the alias \"%s\"", what, l->service);
	if (l->worker && !group_item_named(c, GROUP_WORKERS, l->worker) && !conf_errors_at(c->errors, "workers"))
		return conf_error(e, at, "%s: no worker pool has the alias \"%s\"", what, l->worker);
	if (!l->project && !conf_errors_at(c->errors, "project"))
		return conf_error(
			e, at, "%s: the project is not known; set project = \"...\" here or at the top of the file", what);
	if (!template_balanced(TEMPLATE_LOGGING, l->filter))
		return conf_error(e, at, "%s: the filter has an unclosed quote or unbalanced parentheses", what);
	return 0;
}

/* Returns the project of the member that a metric belongs to, or that of the config; NULL if it is not given. */
static const char *project_of(const struct config *c, const struct config_metric *m)
{
	for (int g = 0; g < GROUP__COUNT; g++) {
		const struct config_service *service = group_is_of_workloads((enum group)g)
			? group_item_named(c, (enum group)g, group_of_metric(m, (enum group)g))
			: NULL;
		if (service)
			return service->project;
		const struct config_resource *of = group_is_of_resources((enum group)g)
			? group_item_named(c, (enum group)g, group_of_metric(m, (enum group)g))
			: NULL;
		if (of)
			return of->project;
	}
	return c->project;
}

const char *config_metric_workload(const struct config_metric *m)
{
	return m->service ? m->service : m->worker;
}

const char *config_log_workload(const struct config_log *l)
{
	return l->service ? l->service : l->worker;
}

/* `service` may name a worker pool too. */
static void name_worker(const struct config *c, const char **service, const char **worker)
{
	if (*worker || !*service || !group_item_named(c, GROUP_WORKERS, *service))
		return;
	*worker = *service;
	*service = NULL;
}

/* Default: a metric or log uses the project of the member it belongs to. */
static void place(struct config *c)
{
	struct config_metric *m = CONFIG_ITEMS(c->metrics, struct config_metric);
	struct config_log *l = CONFIG_ITEMS(c->logs, struct config_log);
	for (size_t i = 0; i < c->metrics.n; i++) {
		name_worker(c, &m[i].service, &m[i].worker);
		m[i].project = m[i].project ? m[i].project : project_of(c, &m[i]);
	}
	for (size_t i = 0; i < c->logs.n; i++) {
		name_worker(c, &l[i].service, &l[i].worker);
		const struct config_metric like = { .service = l[i].service, .worker = l[i].worker };
		l[i].project = l[i].project ? l[i].project : project_of(c, &like);
	}
}

int config_signals_check(struct arena *a, struct config *c, struct conf_errors *all)
{
	const struct config_metric *m = CONFIG_ITEMS(c->metrics, const struct config_metric);
	const struct config_log *l = CONFIG_ITEMS(c->logs, const struct config_log);
	int rc = 0;
	struct err e;
	place(c);
	for (size_t i = 0; i < c->metrics.n; i++)
		if (!config_is_wrong(a, c, "metrics", m[i].member.alias))
			rc |= conf_errors_add(all, "", check_metric(a, c, &m[i], &e), &e);
	for (size_t i = 0; i < c->logs.n; i++)
		if (!config_is_wrong(a, c, "logs", l[i].member.alias))
			rc |= conf_errors_add(all, "", check_log(a, c, &l[i], &e), &e);
	return rc;
}
