/* SPDX-License-Identifier: Apache-2.0 */
/* test_alert.c: which alerts count against a candidate, and which policies belong to a filter of alerts. */
#include "../../gate/source/signal/alert.h"
#include "../../gate/source/signal/alert_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void filters_of_alerts_name_fields_of_policies(void **state)
{
	static const struct {
		const char *alerts, *policies;
	} rows[] = {
		{ "policy.user_labels.gate=\"yes\"", "user_labels.gate=\"yes\"" },
		{ "policy.display_name = 'a AND policy.b'", "display_name = 'a AND policy.b'" },
		{ "policy.user_labels.gate=\"yes\" AND state=\"OPEN\"", "user_labels.gate=\"yes\"" },
		{ "resource.labels.service_name=\"s\" AND policy.severity=CRITICAL", "severity=CRITICAL" },
		{ "policy.display_name=\"a\" AND policy.user_labels.x=\"y\"", "display_name=\"a\" AND user_labels.x=\"y\"" },
		{ "policy.display_name=\"a\" OR policy.display_name=\"b\"", "display_name=\"a\" OR display_name=\"b\"" },
		{ "(policy.display_name=\"a\" OR policy.name=\"b\") AND state=\"OPEN\"", "(display_name=\"a\" OR name=\"b\")" },
		{ "policy.display_name=\"a\" OR state=\"OPEN\"", "" },
		{ "policy.display_name=\"a\" OR policy.name=\"b\" AND state=\"OPEN\"", "" },
		{ "(policy.display_name=\"a\" AND state=\"OPEN\")", "" },
		{ "NOT policy.user_labels.gate=\"no\"", "NOT user_labels.gate=\"no\"" },
		{ "policy.display_name=starts_with(\"x policy.\")", "display_name=starts_with(\"x policy.\")" },
		{ "policy.display_name=\"a \\\" AND state=1\"", "display_name=\"a \\\" AND state=1\"" },
		{ "policy.user_labels.a=\"1\"\n  AND\n  metric.type=\"m\"", "user_labels.a=\"1\"" },
		{ "state=\"OPEN\"", "" },
		{ "my.policy.x=\"1\"", "" },
		{ "", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		assert_string_equal(alert_policy_filter(a, rows[i].alerts), rows[i].policies);
		arena_free(a);
	}
}

/* The candidate serves since 10:00. */
static void time_and_labels_sort_alerts(void **state)
{
	static const struct {
		const char *opened, *state, *labels, *list;
	} rows[] = {
		{ "2026-11-30T10:00:00Z", "OPEN", "{}", "since" },
		{ "2026-11-30T10:00:01.5Z", "CLOSED", "{}", "since" },
		{ "2026-11-30T11:00:01+01:00", "OPEN", "{}", "since" },
		{ "2026-11-30T09:59:59Z", "OPEN", "{}", "before" },
		{ "2026-11-30T09:59:59Z", "CLOSED", "{}", NULL },
		{ "2026-11-30T10:05:00Z", "OPEN", "{\"service_name\":\"s\",\"revision_name\":\"s-2\"}", "since" },
		{ "2026-11-30T10:05:00Z", "OPEN", "{\"service_name\":\"s\"}", "since" },
		{ "2026-11-30T10:05:00Z", "OPEN", "{\"service_name\":\"s\",\"revision_name\":\"s-1\"}", "others" },
		{ "2026-11-30T10:05:00Z", "OPEN", "{\"service_name\":\"t\"}", "others" },
		{ "2026-11-30T09:05:00Z", "OPEN", "{\"service_name\":\"t\"}", "before" },
	};
	static const char *const lists[] = { "since", "before", "others" }, *const holders[] = { "resource", "metric" };
	struct alert_of of = { .service = "s", .revision = "s-2" };
	struct err e;
	(void)state;
	assert_int_equal(clock_parse_time("2026-11-30T10:00:00Z", &of.served_at, &e), 0);
	for (size_t i = 0; i < 2 * COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct json *out = json_new_object(a), *body;
		const char *text = arena_printf(a,
			"{\"alerts\":[{\"openTime\":\"%s\",\"state\":\"%s\",\"%s\":{\"labels\":%s},"
			"\"policy\":{\"displayName\":\"P\"}}]}",
			rows[i / 2].opened, rows[i / 2].state, holders[i % 2], rows[i / 2].labels);
		assert_int_equal(json_parse(a, str_of(text), &body, &e), 0);
		assert_int_equal(alert_facts(a, body, &of, out, &e), 0);
		for (size_t k = 0; k < COUNTOF(lists); k++)
			assert_int_equal(
				json_size(json_get(out, lists[k])), rows[i / 2].list && !strcmp(rows[i / 2].list, lists[k]));
		arena_free(a);
	}
}

static void wrong_alerts_are_errors_and_long_lists_are_cut(void **state)
{
	static const char *const wrong[] = { "{\"alerts\":[{\"state\":\"OPEN\"}]}",
		"{\"alerts\":[{\"openTime\":\"soon\"}]}",
		"{\"alerts\":[{\"openTime\":\"2026-11-30T10:00:00Z\",\"policy\":{\"displayName\":7}}]}", "{\"alerts\":[1]}" };
	const struct alert_of of = { .served_at = 1 };
	(void)state;
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		struct arena *a = arena_new();
		struct json *body;
		struct err e;
		assert_int_equal(json_parse(a, str_of(wrong[i]), &body, &e), 0);
		assert_int_equal(alert_facts(a, body, &of, json_new_object(a), &e), -1);
		arena_free(a);
	}
	struct arena *a = arena_new();
	struct json *body = json_new_object(a), *all = json_new_array(a), *out = json_new_object(a);
	struct err e;
	for (int i = 0; i < LIMIT_ALERTS + 7; i++) {
		struct json *one = json_new_object(a);
		json_set_string(a, one, "openTime", "2026-11-30T10:00:00Z");
		json_add(all, one);
	}
	json_set(body, "alerts", all);
	assert_int_equal(alert_facts(a, body, &of, out, &e), 0);
	assert_int_equal(json_size(json_get(out, "since")), LIMIT_ALERTS);
	/* without traffic nothing opened since */
	assert_int_equal(alert_facts(a, body, &(struct alert_of){ .service = "s" }, out, &e), 0);
	assert_int_equal(json_size(json_get(out, "since")), 0);
	assert_int_equal(json_size(json_get(out, "before")), LIMIT_ALERTS);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filters_of_alerts_name_fields_of_policies),
		cmocka_unit_test(time_and_labels_sort_alerts),
		cmocka_unit_test(wrong_alerts_are_errors_and_long_lists_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
