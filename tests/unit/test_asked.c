/* SPDX-License-Identifier: Apache-2.0 */
/* test_asked.c: which probes cover a service, by their kind, target and names. */
#include "../../gate/judge/asked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static bool reaches(const struct source *source, const void *config, const char *alias)
{
	const struct config_service s = { .member.alias = alias };
	return asked_reaches(source, config, &s);
}

static bool http(const char *service, enum probe_at at, const char *alias)
{
	struct config_reach reach = { .service = service, .at = at };
	struct config_probe p = { .reach = &reach, .kind = PROBE_HTTP };
	return reaches(&source_http, &p, alias);
}

static void http_probe_covers_its_service(void **state)
{
	(void)state;
	assert_true(http("a", AT_USERS, "a") && http("a", AT_CANDIDATE, "a"));
	assert_false(http("a", AT_USERS, "b") || http("a", AT_BASELINE, "a"));
	/* A URL without a service may lead to any service. */
	assert_true(http(NULL, AT_USERS, "a") && http(NULL, AT_USERS, "b"));
}

static void dns_and_tls_probes_cover_no_service(void **state)
{
	struct config_reach reach = { .service = "a" };
	struct config_probe p = { .reach = &reach };
	(void)state;
	assert_false(reaches(&source_dns, &p, "a") || reaches(&source_tls, &p, "a"));
	assert_true(
		reaches(&source_websocket, &p, "a") && reaches(&source_grpc, &p, "a") && reaches(&source_command, &p, "a"));
	assert_false(
		reaches(&source_sql, &p, "a") || reaches(&source_data, NULL, "a") || reaches(&source_service, NULL, "a"));
}

static void only_commands_metrics_and_logs_cover_a_worker_pool(void **state)
{
	struct config_reach reach = { .service = NULL };
	struct config_probe p = { .reach = &reach };
	struct config_metric m = { .worker = "mail" };
	struct config_log of_it = { .worker = "mail" }, of_service = { .service = "api" };
	const struct config_service pool = { .member.alias = "mail", .kind = CLOUDRUN_POOL },
								other = { .member.alias = "pdf", .kind = CLOUDRUN_POOL };
	(void)state;
	assert_false(asked_reaches(&source_http, &p, &pool) || asked_reaches(&source_websocket, &p, &pool) ||
		asked_reaches(&source_journey, &p, &pool));
	assert_true(asked_reaches(&source_command, &p, &pool));
	assert_true(asked_reaches(&source_metric, &m, &pool) && asked_reaches(&source_log, &of_it, &pool));
	assert_false(asked_reaches(&source_metric, &m, &other) || asked_reaches(&source_log, &of_it, &other) ||
		asked_reaches(&source_log, &of_service, &pool));
}

static bool journey(const char *first, const char *second, const char *alias)
{
	struct config_http one = { .reach = { .service = first } };
	struct config_websocket two = { .reach = { .service = second } };
	struct config_step steps[] = { { .name = "one", .http = &one }, { .name = "two", .websocket = &two } };
	struct config_probe p = { .journey = { steps, 2 }, .reach = &one.reach };
	return reaches(&source_journey, &p, alias);
}

static void journey_covers_the_services_of_all_its_steps(void **state)
{
	(void)state;
	assert_true(journey("a", "b", "a") && journey("a", "b", "b") && journey("a", NULL, "a"));
	assert_false(journey("a", "b", "c") || journey("a", NULL, "c"));
	assert_true(journey(NULL, NULL, "c"));
}

static bool metric(struct config_metric m, const char *alias)
{
	return reaches(&source_metric, &m, alias);
}

static void metrics_and_logs_cover_their_service(void **state)
{
	(void)state;
	assert_true(
		metric((struct config_metric){ .service = "a" }, "a") && metric((struct config_metric){ .promql = "up" }, "a"));
	assert_false(
		metric((struct config_metric){ .service = "a" }, "b") || metric((struct config_metric){ .sql = "a" }, "a"));
	assert_false(
		metric((struct config_metric){ .redis = "a" }, "a") || metric((struct config_metric){ .connector = "a" }, "a"));
	struct config_log ours = { .service = "a" }, any = { .filter = "severity>=ERROR" };
	assert_true(reaches(&source_log, &ours, "a") && reaches(&source_log, &any, "b"));
	assert_false(reaches(&source_log, &ours, "b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_probe_covers_its_service),
		cmocka_unit_test(dns_and_tls_probes_cover_no_service),
		cmocka_unit_test(only_commands_metrics_and_logs_cover_a_worker_pool),
		cmocka_unit_test(journey_covers_the_services_of_all_its_steps),
		cmocka_unit_test(metrics_and_logs_cover_their_service),
	};
	return cmocka_run_group_tests_name("asked", tests, NULL, NULL);
}
