/* SPDX-License-Identifier: Apache-2.0 */
/* preset_filter.c: what a ready-made metric asks Cloud Monitoring for: its type and the labels of its resource. */
#include "../source.h"
#include "../../config/preset.h"
#include "../../config/template.h"

#include <string.h>

#define COUNT_MAX 1e15

struct label { const char *name, *value; };

static const char *filter_of(
	struct arena *a, const char *type, const char *resource, const struct label *labels, size_t n)
{
	const char *out = arena_printf(a, "metric.type=%s AND resource.type=\"%s\"", template_quoted(a, type), resource);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s AND resource.labels.%s=%s", out, labels[i].name, template_quoted(a, labels[i].value));
	return out;
}

static const struct look *look_of(const struct run *r, const struct look *metric, const struct ready *m)
{
	const struct config_metric *c = metric->config;
	const char *alias = m->of == GROUP_SQL ? c->sql : m->of == GROUP_REDIS ? c->redis : c->connector;
	return looks_named(r, m->of, alias);
}

static const char *service_filter(struct arena *a, const struct look *l, const struct ready *m, struct err *e)
{
	const struct service *s = l->service;
	const struct config_service *c = s->config;
	if (!s->target.candidate) {
		err_set(e, s->look->error.code == ERR_NONE ? ERR_EVAL : s->look->error.code,
			"the candidate of %s is not known%s%s", c->member.alias, s->look->error.code == ERR_NONE ? "" : ": ",
			s->look->error.code == ERR_NONE ? "" : s->look->error.text);
		return NULL;
	}
	const struct label labels[] = { { "project_id", c->project }, { "service_name", c->service },
		{ "location", c->region }, { "revision_name", s->target.candidate->name } };
	return filter_of(a, m->type, "cloud_run_revision", labels, COUNTOF(labels));
}

/* PostgreSQL counts backends, the others network connections. */
static const char *sql_filter(struct arena *a, const struct look *of, const struct ready *m, struct err *e)
{
	const struct config_sql *c = of->config;
	const char *project, *id, *type = m->type, *version = json_text_at(of->value, "databaseVersion");
	sql_instance_name(a, c->instance, c->project, &project, &id);
	if (m->by_engine && !*version) {
		err_set(e, of->error.code == ERR_NONE ? ERR_EVAL : of->error.code,
			"which metric counts them depends on the databaseVersion of sql.%s, "
			"which is not known%s%s",
			of->alias, of->error.code == ERR_NONE ? "" : ": ", of->error.code == ERR_NONE ? "" : of->error.text);
		return NULL;
	}
	if (m->by_engine && strncmp(version, "POSTGRES", 8) != 0)
		type = m->other;
	const struct label labels[] = { { "project_id", project },
		{ "database_id", arena_printf(a, "%s:%s", project, id) } };
	return filter_of(a, type, "cloudsql_database", labels, COUNTOF(labels));
}

static const char *redis_filter(struct arena *a, const struct look *of, const struct ready *m)
{
	const struct config_redis *c = of->config;
	const struct label labels[] = { { "project_id", c->project }, { "region", c->region },
		{ "instance_id",
			arena_printf(a, "projects/%s/locations/%s/instances/%s", c->project, c->region, c->instance) } };
	return filter_of(a, m->type, "redis_instance", labels, COUNTOF(labels));
}

static const char *connector_filter(struct arena *a, const struct look *of, const char *type)
{
	const struct config_connector *c = of->config;
	const struct label labels[] = { { "project_id", c->project }, { "location", c->region },
		{ "connector_name", c->connector } };
	return filter_of(a, type, "vpc_access_connector", labels, COUNTOF(labels));
}

size_t ready_filters(struct run *r, const struct look *l, const struct ready *m, const char *filters[2], struct err *e)
{
	size_t n = 0;
	switch (m->of) {
	case GROUP_SERVICES:
		filters[n++] = service_filter(l->a, l, m, e);
		break;
	case GROUP_SQL:
		filters[n++] = sql_filter(l->a, look_of(r, l, m), m, e);
		break;
	case GROUP_REDIS:
		filters[n++] = redis_filter(l->a, look_of(r, l, m), m);
		break;
	default:
		filters[n++] = connector_filter(l->a, look_of(r, l, m), m->type);
		if (m->other)
			filters[n++] = connector_filter(l->a, look_of(r, l, m), m->other);
	}
	return filters[0] ? n : 0;
}

/* ---- The answer ------------------------------------------------------------------------------------- */

static double number(const struct monitoring_series *s)
{
	return json_double(s->points[0].value);
}

static int check_numbers(const struct ready *m, const struct monitoring_series *series, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		if (json_kind(series[i].points[0].value) == JSON_OBJECT)
			return err_set(e, ERR_MALFORMED, "a point is a distribution where a number was asked for");
		if (number(&series[i]) < 0 || number(&series[i]) > COUNT_MAX)
			return err_set(e, ERR_MALFORMED, "%s is %g", m->name, number(&series[i]));
	}
	return 0;
}

static int percentile(struct arena *a, const struct ready *m, const struct monitoring_series *series, size_t n,
	struct json *out, struct err *e)
{
	double value = 0;
	int64_t count = 0;
	if (n > 1 || json_kind(series[0].points[0].value) != JSON_OBJECT)
		return err_set(e, ERR_MALFORMED, "the answer is not one distribution");
	if (distribution_percentile(a, series[0].points[0].value, m->fraction, &value, &count, e))
		return -1;
	json_set_int(a, out, "samples", count);
	if (count)
		json_set(out, "value", json_new_double(a, value));
	return 0;
}

/* How far the resource's own fact bounds it. What that fact was not observed to be is a hole, not left out. */
static void put_limit(struct arena *a, const struct look *of, const struct ready *m, struct json *out)
{
	const struct json *limit = json_get(of->value, m->limit), *value = json_get(out, "value");
	if (of->error.code != ERR_NONE || !of->count) {
		struct json *hole = facts_hole(a, of->count ? of->error.text : "the resource has not been observed yet");
		json_set(out, "limit", hole);
		json_set(out, "ratio", hole);
	} else if (json_kind(limit) == JSON_INT && json_int(limit) > 0) {
		json_set_int(a, out, "limit", json_int(limit));
		if (value)
			json_set(out, "ratio", json_new_double(a, json_double(value) / (double)json_int(limit)));
	}
}

struct json *ready_facts(struct run *r, const struct look *l, const struct ready *m,
	const struct monitoring_series *series, size_t n, struct err *e)
{
	struct arena *a = l->a;
	struct json *out = json_new_object(a);
	double all = 0, bad = 0;
	json_set_string(a, out, "unit", m->unit);
	json_set_int(a, out, "samples", 0);
	if (n && m->how == READY_PERCENTILE)
		return percentile(a, m, series, n, out, e) ? NULL : out;
	if (check_numbers(m, series, n, e))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		all += number(&series[i]);
		bad += series[i].group[0] == '5' ? number(&series[i]) : 0;
	}
	if (m->how == READY_RATIO && all > 0) {
		json_set(out, "value", json_new_double(a, bad / all));
		json_set_int(a, out, "samples", (int64_t)all);
	} else if (n && m->how == READY_SUM) {
		json_set_int(a, out, "value", (int64_t)all);
		json_set_int(a, out, "samples", (int64_t)all);
	} else if (n && m->how == READY_NEWEST) {
		bool whole = json_kind(series[0].points[0].value) == JSON_INT;
		json_set(out, "value", whole ? json_new_int(a, (int64_t)all) : json_new_double(a, all));
		json_set_int(a, out, "samples", (int64_t)series[0].n);
	}
	if (m->limit)
		put_limit(a, look_of(r, l, m), m, out);
	return out;
}
