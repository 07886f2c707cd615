/* SPDX-License-Identifier: Apache-2.0 */
/* preset_filter.c: predefined metrics: the filters with their types and labels, and the facts computed from the series.
 */
#include "../source.h"
#include "../cloud/resource.h"
#include "../../config/preset.h"
#include "../../config/template.h"

#include <string.h>

#define COUNT_MAX 1e15

struct label {
	const char *name, *value;
};

static const char *filter_of(
	struct arena *a, const char *type, const char *resource, const struct label *labels, size_t n)
{
	const char *out = arena_printf(a, "metric.type=%s AND resource.type=\"%s\"", template_quoted(a, type), resource);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s AND resource.labels.%s=%s", out, labels[i].name, template_quoted(a, labels[i].value));
	return out;
}

static const struct observation *observation_of(
	const struct observations *observations, const struct observation *metric, const struct preset *m)
{
	return observations_named(observations, m->of, group_of_metric(metric->config, m->of));
}

static const char *service_filter(struct arena *a, const struct observation *l, const struct preset *m, struct err *e)
{
	const struct service *s = l->service;
	const struct config_service *c = s->config;
	if (!s->target.candidate) {
		err_set(e, s->observation->error.code == ERR_NONE ? ERR_EVAL : s->observation->error.code,
			"the candidate of %s is not known%s%s", c->member.alias, s->observation->error.code == ERR_NONE ? "" : ": ",
			s->observation->error.code == ERR_NONE ? "" : s->observation->error.text);
		return NULL;
	}
	const struct label labels[] = { { "project_id", c->project }, { cloudrun_kind(c->kind)->label, c->service },
		{ "location", c->region }, { "revision_name", s->target.candidate->name } };
	return filter_of(a, m->type, cloudrun_kind(c->kind)->monitored, labels, COUNTOF(labels));
}

/* Returns the metric type for the database engine: PostgreSQL counts backends, others count network connections. NULL
 * with e if the engine is not known yet. */
static const char *type_by_engine(const struct observation *of, const struct preset *m, struct err *e)
{
	const char *version = json_text_at(of->value, "databaseVersion");
	if (*version)
		return strncmp(version, "POSTGRES", 8) ? m->other : m->type;
	err_set(e, of->error.code == ERR_NONE ? ERR_EVAL : of->error.code,
		"the metric depends on the databaseVersion of sql.%s, which is not known%s%s", of->alias,
		of->error.code == ERR_NONE ? "" : ": ", of->error.code == ERR_NONE ? "" : of->error.text);
	return NULL;
}

static const char *resource_filter(struct arena *a, const struct observation *of, const char *type)
{
	const struct resource *k = of->source->resource;
	struct label labels[COUNTOF(k->labels)];
	size_t n = 0;
	for (; n < COUNTOF(k->labels) && k->labels[n].name; n++)
		labels[n] = (struct label){ k->labels[n].name, resource_label(a, of, k->labels[n].form) };
	return filter_of(a, type, k->monitored, labels, n);
}

size_t preset_filters(const struct observations *observations, const struct observation *l, const struct preset *m,
	const char *filters[2], struct err *e)
{
	if (group_is_of_workloads(m->of)) {
		filters[0] = service_filter(l->a, l, m, e);
		return filters[0] ? 1 : 0;
	}
	const struct observation *of = observation_of(observations, l, m);
	const char *its = m->kinds[((const struct config_resource *)of->config)->kind];
	const char *type = m->by_engine ? type_by_engine(of, m, e) : its ? its : m->type;
	if (!type)
		return 0;
	filters[0] = resource_filter(l->a, of, type);
	if (m->by_engine || !m->other)
		return 1;
	filters[1] = resource_filter(l->a, of, m->other);
	return 2;
}

/* ---- Response --------------------------------------------------------------------------------------- */

static double number(const struct monitoring_series *s)
{
	return json_double(s->points[0].value);
}

static int check_numbers(const struct preset *m, const struct monitoring_series *series, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		if (json_kind(series[i].points[0].value) == JSON_OBJECT)
			return err_set(e, ERR_MALFORMED, "a point is a distribution instead of a number");
		if (number(&series[i]) < 0 || number(&series[i]) > COUNT_MAX)
			return err_set(e, ERR_MALFORMED, "%s is %g", m->name, number(&series[i]));
	}
	return 0;
}

static int percentile(struct arena *a, const struct preset *m, const struct monitoring_series *series, size_t n,
	struct json *out, struct err *e)
{
	double value = 0;
	int64_t count = 0;
	if (n > 1 || json_kind(series[0].points[0].value) != JSON_OBJECT)
		return err_set(e, ERR_MALFORMED, "the response is not a single distribution");
	if (distribution_percentile(a, series[0].points[0].value, m->fraction, &value, &count, e))
		return -1;
	json_set_int(a, out, "samples", count);
	if (count)
		json_set(out, "value", json_new_double(a, value));
	return 0;
}

/* Sets limit and ratio from a fact of the resource. If the resource is unobserved, so are they. */
static void put_limit(struct arena *a, const struct observation *of, const struct preset *m, struct json *out)
{
	const struct json *limit = json_get(of->value, m->limit), *value = json_get(out, "value");
	if (of->error.code != ERR_NONE || !of->count) {
		struct json *unobserved = facts_unobserved(
			a, of->count ? of->error.text : "the resource has not been observed yet");
		json_set(out, "limit", unobserved);
		json_set(out, "ratio", unobserved);
	} else if (json_kind(limit) == JSON_INT && json_int(limit) > 0) {
		json_set_int(a, out, "limit", json_int(limit));
		if (value)
			json_set(out, "ratio", json_new_double(a, json_double(value) / (double)json_int(limit)));
	}
}

struct json *preset_facts(const struct observations *observations, const struct observation *l, const struct preset *m,
	const struct monitoring_series *series, size_t n, struct err *e)
{
	struct arena *a = l->a;
	struct json *out = json_new_object(a);
	double all = 0, bad = 0;
	json_set_string(a, out, "unit", m->unit);
	json_set_int(a, out, "samples", 0);
	if (n && m->how == PRESET_PERCENTILE)
		return percentile(a, m, series, n, out, e) ? NULL : out;
	if (check_numbers(m, series, n, e))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		all += number(&series[i]);
		bad += series[i].group[0] == '5' ? number(&series[i]) : 0;
	}
	if (m->how == PRESET_RATIO && all > 0) {
		json_set(out, "value", json_new_double(a, bad / all));
		json_set_int(a, out, "samples", (int64_t)all);
	} else if (n && m->how == PRESET_SUM) {
		json_set_int(a, out, "value", (int64_t)all);
		json_set_int(a, out, "samples", (int64_t)all);
	} else if (n && m->how == PRESET_NEWEST) {
		bool whole = json_kind(series[0].points[0].value) == JSON_INT;
		json_set(out, "value", whole ? json_new_int(a, (int64_t)all) : json_new_double(a, all));
		json_set_int(a, out, "samples", (int64_t)series[0].n);
	}
	if (m->limit)
		put_limit(a, observation_of(observations, l, m), m, out);
	return out;
}
