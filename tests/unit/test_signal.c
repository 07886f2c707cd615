/* SPDX-License-Identifier: Apache-2.0 */
/* test_signal.c: answers of Cloud Monitoring, Prometheus, Cloud Logging and Secret Manager, as numbers, texts and
 * states. */
#include "../../gcp/gcp.h"
#include "unit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* ---- Histograms ------------------------------------------------------------------------------------- */

static double percentile(struct arena *a, const char *text, double fraction, int64_t *count)
{
	double out = -1;
	struct err e;
	assert_int_equal(distribution_percentile(a, unit_json(a, text), fraction, &out, count, &e), 0);
	return out;
}

static const char *refused(struct arena *a, const char *text)
{
	double out = -1;
	int64_t count = -1;
	struct err e;
	assert_int_equal(distribution_percentile(a, unit_json(a, text), 0.5, &out, &count, &e), -1);
	return arena_strdup(a, e.text);
}

static void percentiles_are_within_their_buckets(void **state)
{
	int64_t n;
	const char *explicit =
		"{\"count\":\"100\",\"mean\":1,\"bucketOptions\":{\"explicitBuckets\":{\"bounds\":[10,100,1000]}},"
		"\"bucketCounts\":[\"0\",\"90\",\"10\"]}";
	assert_true(fabs(percentile(*state, explicit, 0.5, &n) - 60) < 1e-9);
	assert_true(fabs(percentile(*state, explicit, 0.95, &n) - 550) < 1e-9);
	assert_int_equal(n, 100);
	const char *linear =
		"{\"count\":\"4\",\"bucketOptions\":{\"linearBuckets\":{\"numFiniteBuckets\":2,\"width\":5,\"offset\":5}},"
		"\"bucketCounts\":[\"2\",\"0\",\"2\"]}";
	assert_true(fabs(percentile(*state, linear, 0.5, &n) - 5) < 1e-9);
	const char *exponential = "{\"count\":\"8\",\"bucketOptions\":{\"exponentialBuckets\":{\"numFiniteBuckets\":3,"
							  "\"growthFactor\":2,\"scale\":1}},"
							  "\"bucketCounts\":[\"0\",\"0\",\"0\",\"8\"]}";
	assert_true(fabs(percentile(*state, exponential, 0.25, &n) - 5) < 1e-9);
	const char *above =
		"{\"count\":\"1\",\"bucketOptions\":{\"explicitBuckets\":{\"bounds\":[10]}},\"bucketCounts\":[\"0\",\"1\"]}";
	assert_true(fabs(percentile(*state, above, 0.99, &n) - 10) < 1e-9);
}

static void empty_histogram_has_no_percentile(void **state)
{
	int64_t n = -1;
	assert_true(percentile(*state, "{}", 0.5, &n) < 0);
	assert_int_equal(n, 0);
}

static void inconsistent_histogram_is_rejected(void **state)
{
	assert_non_null(strstr(
		refused(*state,
			"{\"count\":\"5\",\"bucketOptions\":{\"explicitBuckets\":{\"bounds\":[1]}},\"bucketCounts\":[\"1\"]}"),
		"hold 1"));
	assert_non_null(strstr(refused(*state, "{\"count\":\"5\"}"), "without usable buckets"));
	assert_non_null(strstr(
		refused(*state,
			"{\"count\":\"1\",\"bucketOptions\":{\"explicitBuckets\":{\"bounds\":[2,1]}},\"bucketCounts\":[\"1\"]}"),
		"do not rise"));
	assert_non_null(strstr(refused(*state, "{\"count\":\"0\",\"bucketCounts\":[\"x\"]}"), "bucketCounts[0]"));
	assert_non_null(strstr(refused(*state, "{\"count\":\"-1\"}"), "of -1"));
	assert_non_null(strstr(
		refused(*state,
			"{\"count\":\"1\",\"bucketOptions\":{\"linearBuckets\":{\"numFiniteBuckets\":2000000000,\"width\":1}},"
			"\"bucketCounts\":[\"1\"]}"),
		"without usable buckets"));
	assert_non_null(strstr(
		refused(*state,
			"{\"count\":\"1\",\"bucketOptions\":{\"exponentialBuckets\":{\"numFiniteBuckets\":9000,\"growthFactor\":10,"
			"\"scale\":1}},\"bucketCounts\":[\"1\"]}"),
		"do not rise"));
}

/* ---- Time series -------------------------------------------------------------------------------------- */

enum { END = 1000 * 1000 };

static size_t series(struct arena *a, const char *text, struct monitoring_series **out, struct err *e)
{
	static const char *group[] = { "metric.labels.class" };
	struct monitoring_query q = {
		.group_by = { .items = group, .n = 1 }, .end = END, .window = 300 * 1000, .period = 60 * 1000
	};
	size_t n = 99;
	return monitoring_series_of(a, unit_json(a, text), &q, out, &n, e) ? 99 : n;
}

#define POINT(at, value)      "{\"interval\":{\"endTime\":\"1970-01-01T00:" at "Z\"},\"value\":{" value "}}"
#define SERIES(label, points) "{\"metric\":{\"labels\":{\"class\":\"" label "\"}},\"points\":[" points "]}"

static void newest_complete_point_comes_first(void **state)
{
	struct monitoring_series *s;
	struct err e;
	assert_int_equal(
		series(*state,
			"{\"timeSeries\":[" SERIES("5xx",
				POINT("14:40", "\"int64Value\":\"3\"") "," POINT("16:00", "\"int64Value\":\"7\"") "," POINT(
					"16:41", "\"int64Value\":\"9\"") "," POINT("10:00", "\"int64Value\":\"1\"")) "," SERIES("2xx",
				POINT("16:41", "\"int64Value\":\"1\"")) "]}",
			&s, &e),
		1);
	assert_string_equal(s[0].group, "5xx");
	assert_int_equal(s[0].n, 2); /* one is too recent, one too old */
	assert_int_equal(json_int(s[0].points[0].value), 7);
	assert_int_equal(s[0].points[0].end, 960 * 1000);
}

static void answer_without_series_has_no_value(void **state)
{
	struct monitoring_series *s;
	struct err e;
	assert_int_equal(series(*state, "{}", &s, &e), 0);
	assert_int_equal(series(*state, "{\"timeSeries\":[" SERIES("a", "") "]}", &s, &e), 0);
}

static const char *series_error(struct arena *a, const char *value)
{
	struct monitoring_series *s;
	struct err e;
	const char *text = arena_printf(a,
		"{\"timeSeries\":[{\"points\":[{\"interval\":{\"endTime\":\"1970-01-01T00:16:00Z\"},\"value\":%s}]}]}", value);
	assert_int_equal(series(a, text, &s, &e), 99);
	return arena_strdup(a, e.text);
}

static void points_that_are_no_numbers_are_errors(void **state)
{
	assert_non_null(strstr(series_error(*state, "{\"doubleValue\":\"NaN\"}"), "not a number"));
	assert_non_null(strstr(series_error(*state, "{\"stringValue\":\"x\"}"), "is a string"));
	assert_non_null(strstr(series_error(*state, "{}"), "no value"));
	assert_non_null(strstr(series_error(*state, "{\"int64Value\":\"many\"}"), "int64Value"));
	assert_non_null(strstr(series_error(*state, "{\"distributionValue\":3}"), "distributionValue"));
	assert_non_null(strstr(series_error(*state, "7"), "no value"));
}

static void delays_depend_on_the_metric_family(void **state)
{
	(void)state;
	assert_int_equal(monitoring_delay("metric.type=\"run.googleapis.com/request_count\""), 120000);
	assert_int_equal(
		monitoring_delay("sum(run_googleapis_com:request_count) / cloudsql_googleapis_com:database_up"), 165000);
	assert_int_equal(monitoring_delay("redis.googleapis.com/clients/connected"), 240000);
	assert_int_equal(monitoring_delay("prune.googleapis.com/x"), 240000); /* another service than Cloud Run */
	assert_int_equal(monitoring_delay("up"), 240000);
}

/* ---- Prometheus ------------------------------------------------------------------------------------------ */

static const char *prometheus(struct arena *a, const char *data, struct json **value)
{
	int64_t at = 0;
	struct err e = { .code = ERR_NONE };
	int rc = prometheus_value_of(a, unit_json(a, data), value, &at, &e);
	return rc ? arena_strdup(a, e.text) : at ? "ok" : "none";
}

#define VECTOR(items) "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" items "]}}"

static void one_sample_is_a_value(void **state)
{
	struct json *v;
	assert_string_equal(prometheus(*state, VECTOR("{\"metric\":{},\"value\":[1700000000.5,\"12\"]}"), &v), "ok");
	assert_int_equal(json_kind(v), JSON_INT);
	assert_string_equal(
		prometheus(*state,
			"{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1700000000,\"0.5\"]}}", &v),
		"ok");
	assert_true(json_double(v) > 0.49 && json_double(v) < 0.51);
	assert_string_equal(prometheus(*state, VECTOR("{\"value\":[1,\"1e3\"]}"), &v), "ok");
	assert_true(json_double(v) > 999);
}

static void empty_vector_has_no_value(void **state)
{
	struct json *v;
	assert_string_equal(prometheus(*state, VECTOR(""), &v), "none");
	assert_null(v);
}

static void other_results_are_errors(void **state)
{
	struct json *v;
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1,\"1\"]},{\"value\":[1,\"2\"]}"), &v), "2 series"));
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1,\"NaN\"]}"), &v), "a division by zero"));
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1,\"+Inf\"]}"), &v), "a division by zero"));
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1,\"12 apples\"]}"), &v), "not a number"));
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1,2]}"), &v), "sample"));
	assert_non_null(strstr(prometheus(*state, VECTOR("{\"value\":[1e300,\"2\"]}"), &v), "sample"));
	assert_non_null(strstr(prometheus(*state, VECTOR("7"), &v), "sample"));
	assert_non_null(
		strstr(prometheus(*state, "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}", &v),
			"gives a matrix"));
	assert_non_null(
		strstr(prometheus(*state, "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too slow\"}", &v),
			"timeout: too slow"));
	assert_non_null(
		strstr(prometheus(*state,
				   "{\"status\":\"success\",\"warnings\":[\"a store was away\"],\"data\":{\"resultType\":\"vector\","
				   "\"result\":[]}}",
				   &v),
			"may be incomplete"));
	assert_non_null(strstr(prometheus(*state, "[]", &v), "not Prometheus'"));
}

static void form_is_escaped(void **state)
{
	assert_string_equal(prometheus_form(*state, "a{b=\"c&d\"}+1", 1500), "query=a%7Bb%3D%22c%26d%22%7D%2B1&time=1.500");
}

/* ---- Log entries ------------------------------------------------------------------------------------------- */

static const char *text(struct arena *a, const char *entry)
{
	return logging_text(a, unit_json(a, entry));
}

static void entries_are_one_line(void **state)
{
	assert_string_equal(text(*state, "{\"textPayload\":\"a\\nb\\u001b[31m\"}"), "a b [31m");
	assert_string_equal(text(*state, "{\"jsonPayload\":{\"level\":1,\"message\":\"m\"}}"), "m");
	assert_string_equal(text(*state, "{\"jsonPayload\":{\"level\":1}}"), "{\"level\":1}");
	assert_string_equal(
		text(*state, "{\"protoPayload\":{\"methodName\":\"Replace\",\"status\":{\"message\":\"no\"}}}"), "Replace: no");
	assert_string_equal(
		text(*state,
			"{\"httpRequest\":{\"requestMethod\":\"GET\",\"requestUrl\":\"https://h/p?token=x\",\"status\":503,"
			"\"latency\":\"0.1s\"}}"),
		"GET https://h/p 503 0.1s");
	assert_string_equal(text(*state, "{}"), "");
}

static void credentials_are_redacted(void **state)
{
	static const struct {
		const char *said, *kept;
	} all[] = {
		{ "to postgres://app:pa@ss@db/x", "to postgres://[redacted]@db/x" },
		{ "https://example.com/a@b", "https://example.com/a@b" },
		{ "Authorization: Bearer abcdef123456 sent", "Authorization: Bearer [redacted] sent" },
		{ "bearer of news", "bearer of news" },
		{ "password=hunter2&user=x", "password=[redacted]&user=x" },
		{ "api_key: 'k-123', n=1", "api_key: '[redacted]', n=1" },
		{ "DB_PASSWORD=\\\"x y\\\"", "DB_PASSWORD=\"[redacted] y\"" },
		{ "the token is bad", "the token is bad" },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_string_equal(text(*state, arena_printf(*state, "{\"textPayload\":\"%s\"}", all[i].said)), all[i].kept);
}

/* ---- Secret versions ----------------------------------------------------------------------------------------- */

static void secret_names_are_parsed(void **state)
{
	struct secret_name s;
	assert_int_equal(secretmanager_name(*state, "key", "p", &s), 0);
	assert_string_equal(s.project, "p");
	assert_int_equal(secretmanager_name(*state, "projects/q/secrets/key", "p", &s), 0);
	assert_string_equal(s.project, "q");
	assert_null(s.location);
	assert_string_equal(s.secret, "key");
	assert_int_equal(secretmanager_name(*state, "projects/q/locations/us-east1/secrets/key", "p", &s), 0);
	assert_string_equal(s.location, "us-east1");
	assert_string_equal(secretmanager_path(*state, &s, "7"), "v1/projects/q/locations/us-east1/secrets/key/versions/7");
	static const char *const bad[] = { "", "projects/q", "projects//secrets/key", "projects/q/secrets/",
		"projects/q/locations//secrets/key", "projects/q/locations/l.example.com/secrets/key", "projects/q/locations/l",
		"projects/q/secrets/key/versions/1", "a/b" };
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_int_equal(secretmanager_name(*state, bad[i], "p", &s), -1);
}

static const struct secret_name key = { "p", NULL, "key" }, regional = { "p", "us-east1", "key" };

static struct json *version_of(
	struct arena *a, const struct secret_name *s, const char *name, const char *asked, struct err *e)
{
	return secretmanager_facts(
		a, unit_json(a, arena_printf(a, "{\"name\":\"%s\",\"state\":\"ENABLED\"}", name)), s, asked, e);
}

static struct json *version(struct arena *a, const char *name, const char *asked, struct err *e)
{
	return version_of(a, &key, name, asked, e);
}

static void answer_must_be_for_the_requested_version(void **state)
{
	struct err e;
	struct json *v = version(*state, "projects/1/secrets/key/versions/4", "latest", &e);
	assert_true(str_is(json_text(json_get(v, "number")), "4"));
	assert_non_null(version(*state, "projects/1/secrets/key/versions/4", "4", &e));
	assert_null(version(*state, "projects/1/secrets/key/versions/5", "4", &e));
	assert_null(version(*state, "projects/1/secrets/other/versions/4", "4", &e));
	assert_null(version(*state, "key", "4", &e));
	assert_null(version(*state, "projects/1/locations/us-east1/secrets/key/versions/4", "4", &e));
	assert_non_null(version_of(*state, &regional, "projects/1/locations/us-east1/secrets/key/versions/4", "4", &e));
	assert_null(version_of(*state, &regional, "projects/1/locations/us-east4/secrets/key/versions/4", "4", &e));
	assert_null(version_of(*state, &regional, "projects/1/secrets/key/versions/4", "4", &e));
	assert_null(secretmanager_facts(
		*state, unit_json(*state, "{\"name\":\"projects/1/secrets/key/versions/4\"}"), &key, "4", &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(percentiles_are_within_their_buckets, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(empty_histogram_has_no_percentile, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(inconsistent_histogram_is_rejected, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(newest_complete_point_comes_first, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(answer_without_series_has_no_value, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(points_that_are_no_numbers_are_errors, unit_set_up, unit_tear_down),
		cmocka_unit_test(delays_depend_on_the_metric_family),
		cmocka_unit_test_setup_teardown(one_sample_is_a_value, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(empty_vector_has_no_value, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(other_results_are_errors, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(form_is_escaped, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(entries_are_one_line, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(credentials_are_redacted, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(secret_names_are_parsed, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(answer_must_be_for_the_requested_version, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
