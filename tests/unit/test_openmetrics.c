/* SPDX-License-Identifier: Apache-2.0 */
/* test_openmetrics.c: metrics have the format of OpenMetrics, and what was not observed has no sample. */
#include "../../gate/report/openmetrics.h"
#include "../../gate/run/durations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

/* Returns the metrics of a JSON text, in a. */
static const char *metrics_of(struct arena *a, const char *text)
{
	struct buf b = BUF_MAX(1024 * 1024);
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	openmetrics_put(a, v, &b);
	const char *out = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return out;
}

static const char unobserved[] =
	"{\"verdict\": \"interrupted\", \"finishedAt\": \"soon\","
	" \"services\": {\"a\": {\"service\": \"s\", \"region\": \"r\","
	"  \"judged\": true, \"pinned\": {\"$unobserved\": \"denied\"}}},"
	" \"rules\": [{\"id\": \"x\", \"severity\": \"error\", \"outcome\": \"unknown\"},"
	"  {\"id\": \"y\", \"severity\": \"error\", \"outcome\": \"skipped\"},"
	"  {\"id\": \"z\", \"severity\": \"error\", \"outcome\": \"fail\", \"dryRun\": true}],"
	" \"facts\": {\"services\": {\"a\": {\"wayBack\": {\"$unobserved\": \"denied\"}}},"
	"  \"sql\": {\"m\": {\"possibleConnections\": {\"$unobserved\": \"x\"}, \"maxConnections\": 100}},"
	"  \"comparisons\": {\"c\": {\"$unobserved\": \"x\"}}}}";

static void nothing_observed_is_no_sample(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(metrics_of(a, "{}"), "# EOF\n");
	assert_string_equal(metrics_of(a, unobserved), "# EOF\n");
	arena_free(a);
}

static const char run_seen[] =
	"{\"command\": \"verify\", \"verdict\": \"passed\", \"exitCode\": 0, \"durationMs\": 1500,"
	" \"finishedAt\": \"2026-01-01T00:00:00.250Z\","
	" \"services\": {\"a\": {\"service\": \"api\", \"project\": \"p\", \"region\": \"r\", \"judged\": true,"
	"  \"pinned\": false, \"servesFailed\": false},"
	"  \"b\": {\"service\": \"web\", \"project\": \"p\", \"region\": \"r\", \"judged\": false}},"
	" \"rules\": [{\"id\": \"ok\", \"severity\": \"critical\", \"outcome\": \"pass\", \"key\": \"health\"},"
	"  {\"id\": \"many\", \"severity\": \"warning\", \"outcome\": \"fail\", \"keys\": [\"x\", \"y\"]}],"
	" \"facts\": {\"services\": {\"a\": {\"wayBack\": {\"depth\": 2, \"expiresAt\": \"2026-01-01T00:01:00.250Z\"}}},"
	"  \"sql\": {\"main\": {\"possibleConnections\": 50, \"maxConnections\": 200}},"
	"  \"connectors\": {\"vpc\": {\"maxInstances\": 4}},"
	"  \"metrics\": {\"errors\": {\"value\": 0.5}, \"none\": {\"samples\": 0}},"
	"  \"comparisons\": {\"errors\": {\"worse\": false, \"evidence\": 1.5, \"needed\": 3}}},"
	" \"connectorInstances\": {\"vpc\": 3}, \"lookAges\": {\"probes.health\": 0.5, \"source\": 7}}";

static const char run_metrics[] =
	"# TYPE rungate_verdict gauge\n"
	"# HELP rungate_verdict Verdict of the last run about a judged service: 1 passed, 0 failed, -1 inconclusive.\n"
	"rungate_verdict{service=\"api\",region=\"r\"} 1\n"
	"# TYPE rungate_pinned gauge\n"
	"# HELP rungate_pinned 1 if no traffic follows LATEST, so that a later deploy gets none.\n"
	"rungate_pinned{service=\"api\",region=\"r\"} 0\n"
	"# TYPE rungate_serves_failed_revision gauge\n"
	"# HELP rungate_serves_failed_revision 1 if a revision that failed its verdict has traffic.\n"
	"rungate_serves_failed_revision{service=\"api\",region=\"r\"} 0\n"
	"# TYPE rungate_way_back_depth gauge\n"
	"# HELP rungate_way_back_depth Number of fit revisions behind the serving one.\n"
	"rungate_way_back_depth{service=\"api\",region=\"r\"} 2\n"
	"# TYPE rungate_way_back_expires_seconds gauge\n"
	"# UNIT rungate_way_back_expires_seconds seconds\n"
	"# HELP rungate_way_back_expires_seconds Time from the run until a cleanup policy deletes the image of the first "
	"target of a rollback.\n"
	"rungate_way_back_expires_seconds{service=\"api\",region=\"r\"} 60\n"
	"# TYPE rungate_rule_failed gauge\n"
	"# HELP rungate_rule_failed 1 if the rule failed in the last round, 0 if it passed.\n"
	"rungate_rule_failed{rule=\"ok\",severity=\"critical\",key=\"health\"} 0\n"
	"rungate_rule_failed{rule=\"many\",severity=\"warning\",key=\"x\"} 1\n"
	"rungate_rule_failed{rule=\"many\",severity=\"warning\",key=\"y\"} 1\n"
	"# TYPE rungate_look_age_seconds gauge\n"
	"# UNIT rungate_look_age_seconds seconds\n"
	"# HELP rungate_look_age_seconds Age of the newest observation at the time of the run.\n"
	"rungate_look_age_seconds{group=\"probes\",member=\"health\"} 0.5\n"
	"rungate_look_age_seconds{group=\"source\"} 7\n"
	"# TYPE rungate_look_timestamp_seconds gauge\n"
	"# UNIT rungate_look_timestamp_seconds seconds\n"
	"# HELP rungate_look_timestamp_seconds Time of the newest observation.\n"
	"rungate_look_timestamp_seconds{group=\"probes\",member=\"health\"} 1767225599.75\n"
	"rungate_look_timestamp_seconds{group=\"source\"} 1767225593.25\n"
	"# TYPE rungate_comparison_worse gauge\n"
	"# HELP rungate_comparison_worse 1 if the candidate is proven to be worse than the baseline.\n"
	"rungate_comparison_worse{comparison=\"errors\"} 0\n"
	"# TYPE rungate_comparison_evidence gauge\n"
	"# HELP rungate_comparison_evidence Evidence that the candidate is worse, as a decimal logarithm.\n"
	"rungate_comparison_evidence{comparison=\"errors\"} 1.5\n"
	"# TYPE rungate_comparison_needed gauge\n"
	"# HELP rungate_comparison_needed Evidence from which on the candidate counts as worse.\n"
	"rungate_comparison_needed{comparison=\"errors\"} 3\n"
	"# TYPE rungate_connector_instances_ratio gauge\n"
	"# UNIT rungate_connector_instances_ratio ratio\n"
	"# HELP rungate_connector_instances_ratio Instances of the connector, of its maximum.\n"
	"rungate_connector_instances_ratio{connector=\"vpc\"} 0.75\n"
	"# TYPE rungate_sql_connections_ratio gauge\n"
	"# UNIT rungate_sql_connections_ratio ratio\n"
	"# HELP rungate_sql_connections_ratio Connections that all services may open to the instance, of its maximum.\n"
	"rungate_sql_connections_ratio{sql=\"main\"} 0.25\n"
	"# TYPE rungate_metric_value gauge\n"
	"# HELP rungate_metric_value Newest value of a metric of the config.\n"
	"rungate_metric_value{metric=\"errors\"} 0.5\n"
	"# TYPE rungate_last_run_timestamp_seconds gauge\n"
	"# UNIT rungate_last_run_timestamp_seconds seconds\n"
	"# HELP rungate_last_run_timestamp_seconds Time at which the last run ended, or the newest round of a watch.\n"
	"rungate_last_run_timestamp_seconds{command=\"verify\"} 1767225600.25\n"
	"# TYPE rungate_last_run_exit_code gauge\n"
	"# HELP rungate_last_run_exit_code Exit code of the last run.\n"
	"rungate_last_run_exit_code{command=\"verify\"} 0\n"
	"# TYPE rungate_last_run_duration_seconds gauge\n"
	"# UNIT rungate_last_run_duration_seconds seconds\n"
	"# HELP rungate_last_run_duration_seconds Duration of the last run, or of a watch until now.\n"
	"rungate_last_run_duration_seconds{command=\"verify\"} 1.5\n"
	"# EOF\n";

static void samples_of_a_run(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(metrics_of(a, run_seen), run_metrics);
	arena_free(a);
}

static void verdicts_have_numbers(void **state)
{
	static const struct {
		const char *verdict, *sample;
	} rows[] = { { "passed", "} 1\n" }, { "failed", "} 0\n" }, { "inconclusive", "} -1\n" }, { "ordered", NULL },
		{ "none", NULL } };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const char *text = metrics_of(a,
			arena_printf(a, "{\"verdict\": \"%s\", \"services\": {\"a\": {\"service\": \"s\", \"judged\": true}}}",
				rows[i].verdict));
		assert_int_equal(strstr(text, "rungate_verdict") != NULL, rows[i].sample != NULL);
		assert_true(!rows[i].sample || strstr(text, rows[i].sample));
	}
	arena_free(a);
}

/* Text from outside cannot end a label, a sample or the document. */
static void values_of_labels_are_escaped(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	const char *text = metrics_of(
		a, "{\"rules\": [{\"id\": \"a\\\"} 1\\n# EOF\\n\\\\\", \"severity\": \"error\", \"outcome\": \"fail\"}]}");
	assert_non_null(
		strstr(text, "\nrungate_rule_failed{rule=\"a\\\"} 1\\n# EOF\\n\\\\\",severity=\"error\"} 1\n# EOF\n"));
	arena_free(a);
}

static void a_series_has_one_sample(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	const char *text = metrics_of(a,
		"{\"rules\": [{\"id\": \"a\", \"severity\": \"error\", \"outcome\": \"fail\"}, {\"id\": \"a\", \"severity\": "
		"\"error\", \"outcome\": \"pass\"}]}");
	const char *first = strstr(text, "\nrungate_rule_failed{");
	assert_non_null(first);
	assert_null(strstr(first + 1, "\nrungate_rule_failed{"));
	text = metrics_of(a,
		"{\"verdict\": \"passed\", \"services\": {\"a\": {\"service\": \"s\", \"region\": \"r\", \"project\": \"p\", "
		"\"judged\": true}, \"b\": {\"service\": \"s\", \"region\": \"r\", \"project\": \"q\", \"judged\": true}}}");
	assert_non_null(strstr(text, "{service=\"s\",region=\"r\",project=\"p\"} 1\n"));
	assert_non_null(strstr(text, "{service=\"s\",region=\"r\",project=\"q\"} 1\n"));
	arena_free(a);
}

static void a_histogram_is_cumulative(void **state)
{
	struct arena *a = arena_new();
	struct durations d = { 0 };
	struct json *seen = json_new_object(a), *all = json_new_object(a);
	struct buf b = BUF_MAX(64 * 1024);
	(void)state;
	durations_add(&d, 5);
	durations_add(&d, 6);
	durations_add(&d, 100000);
	json_set(all, "health", durations_json(a, &d));
	json_set(seen, "probeDurations", all);
	openmetrics_put(a, seen, &b);
	const char *text = buf_text(&b);
	assert_non_null(strstr(text, "# TYPE rungate_probe_duration_seconds histogram\n"));
	assert_non_null(strstr(text, "_bucket{probe=\"health\",le=\"0.005\"} 1\n"));
	assert_non_null(strstr(text, "_bucket{probe=\"health\",le=\"0.01\"} 2\n"));
	assert_non_null(strstr(text, "_bucket{probe=\"health\",le=\"30\"} 2\n"));
	assert_non_null(strstr(text, "_bucket{probe=\"health\",le=\"+Inf\"} 3\n"));
	assert_non_null(strstr(text, "rungate_probe_duration_seconds_count{probe=\"health\"} 3\n"));
	assert_non_null(strstr(text, "rungate_probe_duration_seconds_sum{probe=\"health\"} 100.011\n"));
	buf_free(&b);
	arena_free(a);
}

static void a_drill_proves_the_way_back_or_not(void **state)
{
	static const struct {
		const char *outcomes, *sample;
	} rows[] = { { "fit", "} 1\n" }, { "unfit", "} 0\n" }, { "none", "} 0\n" }, { "unknown", NULL },
		{ "superseded", NULL }, { "passed_over", NULL } };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const char *text = metrics_of(a,
			arena_printf(a,
				"{\"services\": {\"a\": {\"service\": \"s\"}}, \"drill\": [{\"service\": \"a\", \"outcome\": \"%s\"}]}",
				rows[i].outcomes));
		assert_int_equal(strstr(text, "rungate_way_back_works{") != NULL, rows[i].sample != NULL);
		assert_true(!rows[i].sample || strstr(text, rows[i].sample));
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_observed_is_no_sample),
		cmocka_unit_test(samples_of_a_run),
		cmocka_unit_test(verdicts_have_numbers),
		cmocka_unit_test(values_of_labels_are_escaped),
		cmocka_unit_test(a_series_has_one_sample),
		cmocka_unit_test(a_histogram_is_cumulative),
		cmocka_unit_test(a_drill_proves_the_way_back_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
