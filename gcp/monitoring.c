/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitoring.c: Cloud Monitoring v3, timeSeries.list. Without traffic there is no series, which is not the same as 0.
 */
#include "gcp.h"
#include "core/api.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
const char *const monitoring_aligners[] = {
	"ALIGN_NONE", "ALIGN_DELTA", "ALIGN_RATE", "ALIGN_INTERPOLATE", "ALIGN_NEXT_OLDER", "ALIGN_MIN", "ALIGN_MAX",
	"ALIGN_MEAN", "ALIGN_COUNT",
	"ALIGN_SUM", "ALIGN_STDDEV", "ALIGN_COUNT_TRUE", "ALIGN_COUNT_FALSE", "ALIGN_FRACTION_TRUE", "ALIGN_PERCENTILE_99",
	"ALIGN_PERCENTILE_95",
	"ALIGN_PERCENTILE_50", "ALIGN_PERCENTILE_05", "ALIGN_PERCENT_CHANGE", NULL,
};
/* clang-format on */
/* clang-format off */
const char *const monitoring_reducers[] = {
	"REDUCE_NONE", "REDUCE_MEAN", "REDUCE_MIN", "REDUCE_MAX", "REDUCE_SUM", "REDUCE_STDDEV", "REDUCE_COUNT",
	"REDUCE_COUNT_TRUE",
	"REDUCE_COUNT_FALSE", "REDUCE_FRACTION_TRUE", "REDUCE_PERCENTILE_99", "REDUCE_PERCENTILE_95",
	"REDUCE_PERCENTILE_50",
	"REDUCE_PERCENTILE_05", NULL,
};
/* clang-format on */

/* A metric type is FAMILY.googleapis.com/..., its PromQL name FAMILY_googleapis_com:... */
int64_t monitoring_delay(const char *text)
{
	enum { DELAY_MS = 240 * 1000 /* of a service that the table of APIs does not have */ };
	static const char google[] = "googleapis";
	int64_t longest = 0;
	for (const char *at = text; (at = strstr(at, google)); at += strlen(google)) {
		const char *from = at > text ? at - 1 : at;
		while (from > text && isalnum((unsigned char)from[-1]))
			from--;
		const struct api *api = api_of_family(from, "._");
		int64_t ms = api ? api->metric_delay_s * INT64_C(1000) : DELAY_MS;
		longest = ms > longest ? ms : longest;
	}
	return longest ? longest : DELAY_MS;
}

void monitoring_list(
	struct gcp *g, struct arena *a, const struct monitoring_query *q, int64_t deadline, gcp_done *done, void *arg)
{
	struct buf b = BUF_MAX(256 * 1024);
	buf_printf(&b, "v3/projects/%s/timeSeries?filter=%s", url_escape(a, q->project), url_escape(a, q->filter));
	buf_printf(&b, "&interval.startTime=%s", url_escape(a, clock_time_text(a, q->end - q->window)));
	buf_printf(&b, "&interval.endTime=%s", url_escape(a, clock_time_text(a, q->end)));
	buf_printf(&b, "&aggregation.alignmentPeriod=%llds&aggregation.perSeriesAligner=%s", (long long)(q->period / 1000),
		url_escape(a, q->aligner));
	buf_printf(&b, "&aggregation.crossSeriesReducer=%s", url_escape(a, q->reducer));
	for (size_t i = 0; i < q->group_by.n; i++)
		buf_printf(&b, "&aggregation.groupByFields=%s", url_escape(a, q->group_by.items[i]));
	buf_puts(&b, "&view=FULL");
	gcp_list(g, a, GCP_MONITORING, arena_strdup(a, buf_text(&b)), "timeSeries", deadline, done, arg);
	buf_free(&b);
}

/* ---- Reading the response --------------------------------------------------------------------------- */

static int number_of(struct arena *a, double d, const struct json **out, struct err *e)
{
	if (!isfinite(d))
		return err_set(e, ERR_EVAL, "a point is not a number (NaN or infinite)");
	*out = json_new_double(a, d);
	return 0;
}

/* proto3 JSON writes an int64, and a double that is not finite, as a string. */
static int value_of(struct arena *a, struct json_reader *r, const char *path, const struct json **out, struct err *e)
{
	const struct json *v = json_at(r->root, path), *d = json_get(v, "doubleValue");
	if (json_get(v, "int64Value"))
		*out = json_new_int(a, json_read_int(r, arena_printf(a, "%s.int64Value", path)));
	else if (json_kind(d) == JSON_STRING)
		return number_of(a, (double)NAN, out, e);
	else if (d)
		return number_of(a, json_read_double_or(r, arena_printf(a, "%s.doubleValue", path), 0), out, e);
	else if (json_get(v, "boolValue"))
		*out = json_new_int(a, json_read_bool_or(r, arena_printf(a, "%s.boolValue", path), false));
	else if (json_get(v, "distributionValue"))
		*out = json_read_object(r, arena_printf(a, "%s.distributionValue", path));
	else if (json_get(v, "stringValue"))
		return err_set(e, ERR_EVAL, "the metric is a string; its points are not numbers");
	else
		return err_set(e, ERR_MALFORMED, "%s: %s holds no value", r->name, path);
	return 0;
}

static int newest_first(const void *x, const void *y)
{
	const struct monitoring_point *a = x, *b = y;
	return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

static int points_of(struct arena *a, struct json_reader *r, size_t at, const struct monitoring_query *q,
	struct monitoring_series *s, struct err *e)
{
	const struct json *all = json_read_array(r, arena_printf(a, "timeSeries[%zu].points", at));
	s->points = ARENA_ARRAY(a, struct monitoring_point, json_size(all) + 1);
	for (size_t i = 0; i < json_size(all) && !r->failed; i++) {
		const char *path = arena_printf(a, "timeSeries[%zu].points[%zu]", at, i);
		struct monitoring_point *p = &s->points[s->n];
		p->end = json_read_time_or(r, arena_printf(a, "%s.interval.endTime", path), INT64_MAX);
		if (value_of(a, r, arena_printf(a, "%s.value", path), &p->value, e))
			return -1;
		s->n += p->end <= q->end && p->end > q->end - q->window;
	}
	if (s->n)
		qsort(s->points, s->n, sizeof(*s->points), newest_first);
	return 0;
}

/* "metric.labels.x" may also be written "metric.label.x". */
static const char *group_of(struct arena *a, const struct json *series, const struct conf_strings *fields)
{
	const char *out = "";
	for (size_t i = 0; i < fields->n; i++) {
		const char *field = fields->items[i], *key = strrchr(field, '.');
		const struct json *labels = json_at(
			series, !strncmp(field, "resource", 8) ? "resource.labels" : "metric.labels");
		const struct json *v = json_get(labels, key ? key + 1 : field);
		out = arena_printf(a, "%s%s%s", out, i ? "/" : "", json_text(v).p);
	}
	return out;
}

int monitoring_series_of(struct arena *a, const struct json *body, const struct monitoring_query *q,
	struct monitoring_series **out, size_t *n, struct err *e)
{
	struct err why;
	struct json_reader r = json_reader(body, "time series", &why);
	const struct json *all = json_read_array(&r, "timeSeries");
	struct monitoring_series *items = ARENA_ARRAY(a, struct monitoring_series, json_size(all) + 1);
	size_t count = 0;
	for (size_t i = 0; i < json_size(all) && !r.failed; i++) {
		struct monitoring_series *s = &items[count];
		*s = (struct monitoring_series){ .group = group_of(a, json_item(all, i), &q->group_by),
			.unit = json_text_at(json_item(all, i), "unit") };
		if (points_of(a, &r, i, q, s, e))
			return -1;
		count += s->n > 0;
	}
	if (json_read_done(&r)) {
		*e = why;
		return -1;
	}
	*out = items;
	*n = count;
	return 0;
}
