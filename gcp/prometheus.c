/* SPDX-License-Identifier: Apache-2.0 */
/* prometheus.c: an instant query with a single number as its result. Source:
 * prometheus.io/docs/prometheus/latest/querying/api. */
#include "gcp.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

char *prometheus_form(struct arena *a, const char *query, int64_t at)
{
	return arena_printf(a, "query=%s&time=%lld.%03d", url_escape(a, query), (long long)(at / 1000), (int)(at % 1000));
}

void prometheus_query(
	struct gcp *g, struct arena *a, const char *project, const char *form, int64_t deadline, gcp_done *done, void *arg)
{
	const char *path = arena_printf(
		a, "v1/projects/%s/location/global/prometheus/api/v1/query", url_escape(a, project));
	gcp_post_form(g, a, GCP_MONITORING, path, form, deadline, done, arg);
}

/* Values are strings: "1.5", "NaN", "+Inf". */
static int number_of(struct arena *a, const char *text, struct json **out, struct err *e)
{
	char *end;
	if (strspn(text, "-0123456789") == strlen(text)) {
		errno = 0;
		long long whole = strtoll(text, &end, 10);
		if (*text && !*end && !errno) {
			*out = json_new_int(a, whole);
			return 0;
		}
	}
	double d = strtod(text, &end);
	if (!*text || *end)
		return err_set(e, ERR_MALFORMED, "a value is \"%s\", not a number", text_cut(a, str_of(text), 40));
	if (!isfinite(d))
		return err_set(e, ERR_EVAL, "the value is %s: a division by zero, as without traffic", text);
	*out = json_new_double(a, d);
	return 0;
}

/* [unix seconds, "value"] */
static int sample_of(struct arena *a, const struct json *pair, struct json **value, int64_t *at, struct err *e)
{
	const struct json *time = json_item(pair, 0), *text = json_item(pair, 1);
	bool timed = json_kind(time) == JSON_INT || json_kind(time) == JSON_DOUBLE;
	if (json_size(pair) != 2 || json_kind(text) != JSON_STRING || !timed || !(fabs(json_double(time)) < 1e12))
		return err_set(e, ERR_MALFORMED, "a sample is not [time, \"value\"]");
	if (number_of(a, json_text(text).p, value, e))
		return -1;
	*at = (int64_t)(json_double(time) * 1000);
	return 0;
}

/* Annotations about style are also sent as warnings, with a prefix. */
static int check_whole(struct arena *a, const struct json *body, struct err *e)
{
	const struct json *warnings = json_get(body, "warnings");
	for (size_t i = 0; i < json_size(warnings); i++)
		if (strncmp(json_text(json_item(warnings, i)).p, "PromQL info", 11) != 0)
			return err_set(e, ERR_MALFORMED, "the answer may be incomplete: %s",
				text_cut(a, json_text(json_item(warnings, i)), 300));
	return 0;
}

int prometheus_value_of(struct arena *a, const struct json *body, struct json **value, int64_t *at, struct err *e)
{
	const struct json *result = json_at(body, "data.result");
	const char *status = json_text_at(body, "status"), *type = json_text_at(body, "data.resultType");
	if (!strcmp(status, "error"))
		return err_set(e, ERR_REFUSED, "the query failed: %s: %s",
			text_cut(a, str_of(json_text_at(body, "errorType")), 60),
			text_cut(a, str_of(json_text_at(body, "error")), 500));
	if (strcmp(status, "success") != 0 || json_kind(result) != JSON_ARRAY)
		return err_set(e, ERR_MALFORMED, "the answer is not Prometheus': it has no status \"success\" with a result");
	if (check_whole(a, body, e))
		return -1;
	if (!strcmp(type, "scalar"))
		return sample_of(a, result, value, at, e);
	if (strcmp(type, "vector") != 0)
		return err_set(e, ERR_EVAL, "the query gives a %s, not one number; write an expression over an instant",
			*type ? type : "value of no type");
	if (json_size(result) > 1)
		return err_set(e, ERR_EVAL, "the query gives %zu series, not one number; aggregate them: sum(...), max(...)",
			json_size(result));
	*value = NULL;
	return json_size(result) ? sample_of(a, json_get(json_item(result, 0), "value"), value, at, e) : 0;
}
