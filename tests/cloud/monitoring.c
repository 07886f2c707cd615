/* SPDX-License-Identifier: Apache-2.0 */
/* monitoring.c: the simulated Cloud Monitoring: timeSeries.list over scripted series, and the Prometheus API. */
#include "cloud.h"

#include <stdlib.h>
#include <string.h>

enum { TERMS_MAX = 32, GROUPS_MAX = 8, LABELS_MAX = 8, SERIES_MAX = 64, WINDOWS_MAX = 64, MINUTE_S = 60, MINUTES = 30 };

/* The labels that Google documents for each resource. */
static const struct {
	const char *prefix, *type, *labels[LABELS_MAX];
} resources[] = {
	{ "run.googleapis.com/", "cloud_run_revision",
		{ "project_id", "service_name", "revision_name", "location", "configuration_name" } },
	{ "run.googleapis.com/container/", "cloud_run_worker_pool",
		{ "project_id", "worker_pool_name", "revision_name", "location" } },
	{ "cloudsql.googleapis.com/", "cloudsql_database", { "project_id", "database_id", "region" } },
	{ "redis.googleapis.com/cluster/", "redis.googleapis.com/Cluster",
		{ "resource_container", "location", "cluster_id" } },
	{ "memorystore.googleapis.com/", "memorystore.googleapis.com/Instance",
		{ "resource_container", "location", "instance_id" } },
	{ "redis.googleapis.com/", "redis_instance", { "project_id", "region", "instance_id", "node_id" } },
	{ "vpcaccess.googleapis.com/", "vpc_access_connector", { "project_id", "location", "connector_name" } },
};

struct asked {
	struct term terms[TERMS_MAX];
	size_t n_terms;
	const char *type, *aligner, *reducer, *groups[GROUPS_MAX];
	size_t n_groups;
	int64_t start, end, period; /* ms */
};

/* A value while others are combined with it; raw: "NaN", or a distribution. */
struct cell {
	double number;
	const struct json *raw;
	bool whole;
	size_t n;
};
struct reduced {
	const char *key;
	const struct json *series;
	struct cell cells[WINDOWS_MAX];
};

/* ---- Selection of series --------------------------------------------------------------------------- */

/* The row of the metric, and of the resource type that is asked for, if the metric has several. */
static size_t resource_of(const struct asked *q)
{
	const char *wanted = NULL;
	size_t first = COUNTOF(resources);
	for (size_t i = 0; i < q->n_terms; i++)
		if (!strcmp(q->terms[i].field, "resource.type"))
			wanted = q->terms[i].value;
	for (size_t i = COUNTOF(resources); i-- > 0;) {
		if (strncmp(q->type, resources[i].prefix, strlen(resources[i].prefix)) != 0)
			continue;
		if (wanted && !strcmp(wanted, resources[i].type))
			return i;
		first = i;
	}
	return first;
}

static bool has_label(size_t resource, const char *label)
{
	for (size_t i = 0; resource < COUNTOF(resources) && i < LABELS_MAX && resources[resource].labels[i]; i++)
		if (!strcmp(resources[resource].labels[i], label))
			return true;
	return resource == COUNTOF(resources);
}

static const char *label_of(struct cloud *c, const struct json *series, const char *field)
{
	const char *name = strrchr(field, '.') + 1;
	bool resource = !strncmp(field, "resource.", 9);
	const struct json *v = json_get(json_get(series, resource ? "resource" : "labels"), name);
	if (v || !resource)
		return json_text(v).p;
	return !strcmp(name, "project_id")                         ? c->project
		: !strcmp(name, "location") || !strcmp(name, "region") ? c->region
															   : "";
}

static bool is_meant(struct cloud *c, const struct asked *q, const struct json *series)
{
	size_t resource = resource_of(q);
	for (size_t i = 0; i < q->n_terms; i++) {
		const struct term *t = &q->terms[i];
		const char *have = !strcmp(t->field, "metric.type") ? json_text_at(series, "type")
			: strcmp(t->field, "resource.type") != 0        ? label_of(c, series, t->field)
			: resource < COUNTOF(resources)                 ? resources[resource].type
															: t->value;
		if (strcmp(have, t->value) != 0)
			return false;
	}
	return true;
}

/* ---- Alignment, then reduction ------------------------------------------------------------------------ */

static void fold(struct cell *to, const struct cell *x, bool most)
{
	to->whole = x->whole && (to->whole || !to->n);
	to->raw = x->raw ? x->raw : to->raw;
	to->number = !to->n ? x->number : !most ? to->number + x->number : x->number > to->number ? x->number : to->number;
	to->n++;
}

static void mean(struct cell *v, const char *how)
{
	if (!strstr(how, "MEAN") || v->n < 2)
		return;
	v->number /= (double)v->n;
	v->whole = false;
}

static struct cell cell_of(const struct json *x)
{
	bool number = json_kind(x) == JSON_INT || json_kind(x) == JSON_DOUBLE;
	return (struct cell){
		.number = number ? json_double(x) : 0, .raw = number ? NULL : x, .whole = json_kind(x) == JSON_INT, .n = 1
	};
}

/* "points" have one age each; a "value" alone has a point every minute. The window of a point ends at or after it. */
static void align(const struct asked *q, const struct json *series, struct cell *cells)
{
	const struct json *points = json_get(series, "points"), *value = json_get(series, "value");
	for (size_t i = 0; i < (value ? (size_t)MINUTES : json_size(points)); i++) {
		const struct json *p = json_item(points, i);
		int64_t at = cloud_wall() - 1000 * (value ? (int64_t)i * MINUTE_S : json_int(json_get(p, "age_s")));
		size_t window = at > q->end || at <= q->start ? WINDOWS_MAX : (size_t)((q->end - at) / q->period);
		struct cell one = cell_of(value ? value : json_get(p, "value"));
		if (window < WINDOWS_MAX)
			fold(&cells[window], &one, strstr(q->aligner, "MAX"));
	}
	for (size_t w = 0; w < WINDOWS_MAX; w++) {
		mean(&cells[w], q->aligner);
		if (!strcmp(q->aligner, "ALIGN_RATE")) {
			cells[w].number /= (double)q->period / 1000;
			cells[w].whole = false;
		}
	}
}

static const char *key_of(struct cloud *c, const struct asked *q, const struct json *series, size_t nth)
{
	const char *key = !strcmp(q->reducer, "REDUCE_NONE") ? arena_printf(c->a, "%zu", nth) : "";
	for (size_t i = 0; i < q->n_groups; i++)
		key = arena_printf(c->a, "%s/%s", key, label_of(c, series, q->groups[i]));
	return key;
}

static size_t reduce(struct cloud *c, const struct asked *q, struct reduced *out)
{
	size_t n = 0;
	for (size_t i = 0; i < json_size(c->metrics); i++) {
		const struct json *series = json_item(c->metrics, i);
		struct cell cells[WINDOWS_MAX] = { { 0 } };
		if (!is_meant(c, q, series))
			continue;
		const char *key = key_of(c, q, series, i);
		size_t at = 0;
		while (at < n && strcmp(out[at].key, key) != 0)
			at++;
		if (at == SERIES_MAX)
			break;
		if (at == n)
			out[n++] = (struct reduced){ .key = key, .series = series };
		align(q, series, cells);
		for (size_t w = 0; w < WINDOWS_MAX; w++)
			if (cells[w].n)
				fold(&out[at].cells[w], &cells[w], strstr(q->reducer, "MAX"));
	}
	for (size_t i = 0; i < n; i++)
		for (size_t w = 0; w < WINDOWS_MAX; w++)
			mean(&out[i].cells[w], q->reducer);
	return n;
}

/* ---- Answers ------------------------------------------------------------------------------------------------ */

static struct json *value_json(struct cloud *c, const struct cell *v, const char **type)
{
	struct json *out = json_new_object(c->a);
	bool distribution = json_kind(v->raw) == JSON_OBJECT;
	*type = distribution ? "DISTRIBUTION" : v->whole ? "INT64" : "DOUBLE";
	if (v->raw)
		json_set(out, distribution ? "distributionValue" : "doubleValue", json_copy(c->a, v->raw));
	else if (v->whole)
		json_set_string(c->a, out, "int64Value", arena_printf(c->a, "%.0f", v->number));
	else
		json_set(out, "doubleValue", json_new_double(c->a, v->number));
	return out;
}

static struct json *points_json(struct cloud *c, const struct asked *q, const struct cell *cells, const char **type)
{
	struct json *all = json_new_array(c->a);
	for (size_t w = 0; w < WINDOWS_MAX; w++) {
		struct json *p = json_new_object(c->a), *interval = json_new_object(c->a);
		int64_t end = q->end - (int64_t)w * q->period;
		if (!cells[w].n)
			continue;
		json_set_string(c->a, interval, "startTime", clock_time_text(c->a, end - q->period));
		json_set_string(c->a, interval, "endTime", clock_time_text(c->a, end));
		json_set(p, "interval", interval);
		json_set(p, "value", value_json(c, &cells[w], type));
		json_add(all, p);
	}
	return all;
}

static struct json *series_json(struct cloud *c, const struct asked *q, const struct reduced *s)
{
	struct json *v = json_new_object(c->a), *metric = json_new_object(c->a), *resource = json_new_object(c->a);
	struct json *metric_labels = json_new_object(c->a), *resource_labels = json_new_object(c->a);
	const char *type = "DOUBLE";
	size_t r = resource_of(q);
	struct json *points = points_json(c, q, s->cells, &type);
	for (size_t i = 0; i < q->n_groups; i++)
		json_set_string(c->a, strncmp(q->groups[i], "resource.", 9) ? metric_labels : resource_labels,
			strrchr(q->groups[i], '.') + 1, label_of(c, s->series, q->groups[i]));
	json_set_string(c->a, metric, "type", q->type);
	json_set(metric, "labels", metric_labels);
	json_set_string(c->a, resource, "type", r < COUNTOF(resources) ? resources[r].type : "global");
	json_set(resource, "labels", resource_labels);
	json_set(v, "metric", metric);
	json_set(v, "resource", resource);
	json_set_string(c->a, v, "metricKind", strstr(q->aligner, "DELTA") ? "DELTA" : "GAUGE");
	json_set_string(c->a, v, "valueType", type);
	json_set_string(c->a, v, "unit", "1");
	json_set(v, "points", points);
	return json_size(points) ? v : NULL;
}

static int read_asked(struct cloud *c, const char *query, struct asked *q)
{
	const char *filter = query_named(c, query, "filter", 0),
			   *period = query_named(c, query, "aggregation.alignmentPeriod", 0);
	const char *from = query_named(c, query, "interval.startTime", 0),
			   *to = query_named(c, query, "interval.endTime", 0);
	struct err e;
	*q = (struct asked){ .type = "",
		.aligner = query_named(c, query, "aggregation.perSeriesAligner", 0),
		.reducer = query_named(c, query, "aggregation.crossSeriesReducer", 0),
		.period = period ? strtol(period, NULL, 10) * 1000 : 0 };
	if (!filter || !from || !to || clock_parse_time(from, &q->start, &e) || clock_parse_time(to, &q->end, &e))
		return -1;
	q->n_terms = query_terms(c, filter, q->terms, TERMS_MAX);
	for (size_t i = 0; i < q->n_terms; i++)
		if (!strchr(q->terms[i].field, '.'))
			return -1;
	for (size_t i = 0; i < q->n_terms; i++)
		q->type = strcmp(q->terms[i].field, "metric.type") ? q->type : q->terms[i].value;
	for (size_t i = 0; i < q->n_terms; i++)
		if (!strncmp(q->terms[i].field, "resource.labels.", 16) && !has_label(resource_of(q), q->terms[i].field + 16))
			violation(c, "the resource of %s has no label %s", q->type, q->terms[i].field + 16);
	for (const char *g;
		 q->n_groups < GROUPS_MAX && (g = query_named(c, query, "aggregation.groupByFields", q->n_groups));)
		q->groups[q->n_groups++] = g;
	bool reduced = q->reducer && strcmp(q->reducer, "REDUCE_NONE") != 0;
	return *q->type && q->aligner && q->reducer && q->end > q->start && q->period >= 60000 &&
			(!reduced || strcmp(q->aligner, "ALIGN_NONE"))
		? 0
		: -1;
}

static void list(struct cloud *c, const struct request *q, struct response *r)
{
	struct asked asked;
	struct reduced *all = ARENA_ARRAY(c->a, struct reduced, SERIES_MAX);
	struct json *v = json_new_object(c->a), *series = json_new_array(c->a);
	if (read_asked(c, q->query, &asked)) {
		api_error(c, r, 400, "INVALID_ARGUMENT", "Request contains an invalid argument.", NULL);
		return;
	}
	size_t n = reduce(c, &asked, all);
	for (size_t i = 0; i < n; i++) {
		struct json *one = series_json(c, &asked, &all[i]);
		if (one)
			json_add(series, one);
	}
	if (json_size(series)) /* without traffic there is no series */
		json_set(v, "timeSeries", series);
	api_json(c, r, 200, v, "monitoring.ListTimeSeriesResponse");
}

/* ---- Prometheus API: the first script whose "match" is in the query; none: an empty vector ---------------------- */

static void prometheus(struct cloud *c, const struct request *q, struct response *r)
{
	const char *body = arena_strndup(c->a, q->body.p, q->body.n), *query = query_named(c, body, "query", 0);
	struct json *v = json_new_object(c->a), *data = json_new_object(c->a), *result = json_new_array(c->a);
	query = query ? query_decoded(c, query) : "";
	for (size_t i = 0; i < json_size(c->prometheus); i++) {
		const struct json *script = json_item(c->prometheus, i);
		if (!strstr(query, json_text_at(script, "match")))
			continue;
		if (json_get(script, "answer")) {
			api_json(c, r, 200, json_copy(c->a, json_get(script, "answer")), NULL);
			return;
		}
		struct json *sample = json_new_object(c->a), *pair = json_new_array(c->a);
		json_add(pair, json_new_double(c->a, (double)cloud_wall() / 1000));
		json_add(pair, json_new_string(c->a, json_text_at(script, "value")));
		json_set(sample, "metric", json_new_object(c->a));
		json_set(sample, "value", pair);
		json_add(result, sample);
		break;
	}
	json_set_string(c->a, v, "status", "success");
	json_set_string(c->a, data, "resultType", "vector");
	json_set(data, "result", result);
	json_set(v, "data", data);
	api_json(c, r, 200, v, NULL);
}

bool monitoring_answer(struct cloud *c, const struct request *q, struct response *r)
{
	if (path_matches("/v1/projects/*/location/global/prometheus/api/v1/query", q->path)) {
		prometheus(c, q, r);
		return true;
	}
	if (!path_matches("/v3/projects/*/timeSeries", q->path))
		return false;
	schema_check_method(c, q, "monitoring");
	list(c, q, r);
	return true;
}
