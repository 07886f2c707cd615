/* SPDX-License-Identifier: Apache-2.0 */
/* test_shape.c: rules and probes are checked against the facts that the config and the tables of the sources define. */
#include "../../gate/judge/rule_check.h"
#include "../../gate/judge/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct config_service services[] = { { .member = { .alias = "backend" }, .service = "b" } };
static struct config_sql sql[] = { { .of.member = { .alias = "main" } } };
static struct config_http http = { .method = "GET" };
static struct config_probe probes[] = {
	{ .member = { .alias = "health" }, .http = &http, .kind = PROBE_HTTP, .reach = &http.reach }
};

static struct config config(void)
{
	return (struct config){ .services = { services, 1 }, .sql = { sql, 1 }, .probes = { probes, 1 } };
}

static struct conf_text cel(const char *text)
{
	return (struct conf_text){ text, { "p.cfg", 3, 0 }, text != NULL };
}

static const char *rule(
	struct arena *a, const struct config *c, const char *each, const char *when, const char *expression)
{
	struct rule r = { .id = "r", .each = each, .when = cel(when), .expression = cel(expression) };
	struct conf_errors all = { .a = a };
	return check_rule(a, &r, shape_facts(a, c), &all) ? all.items[0].text : "";
}

static void misspelt_facts_are_errors(void **state)
{
	static const struct {
		const char *each, *when, *expression, *why;
	} wrong[] = {
		{ NULL, NULL, "probes.health.statsu == 200",
			"rule r: p.cfg:3:15: probes.health has no \"statsu\"; did you mean \"status\"?" },
		{ NULL, NULL, "probes.helth.ok", "probes has no \"helth\" in the config; did you mean \"health\"?" },
		{ NULL, NULL, "sql.main.stat == 'X'", "sql.main has no \"stat\"; did you mean \"state\"?" },
		{ NULL, NULL, "sql.main.state == 5", "they are never equal" },
		{ NULL, NULL, "services.backend.candidate.minInstnces > 0", "did you mean \"minInstances\"?" },
		{ NULL, NULL, "services.backend.traffic.exists(t, t.percnt > 0)", "did you mean \"percent\"?" },
		{ NULL, NULL, "services.backend.candidate.env.exists(n, services.backend.candidate.env[n].placehold)",
			"\"placeholder\"" },
		{ NULL, NULL, "prbes.health.ok", "did you mean \"probes\"?" },
		{ NULL, NULL, "it.ok", "there is no \"it\" here" },
		{ NULL, NULL, "release.rond > 1", "did you mean \"round\"?" },
		{ NULL, NULL, "data.declared.x", "data has no \"declared\" in the config" },
		{ NULL, NULL, "source.commit == ''", "source has no \"commit\" in the config" },
		{ "sql", NULL, "it.sate == 'X'", "it has no \"sate\"; did you mean \"state\"?" },
		{ "sql", "has(it.sate)", "true", "it has no \"sate\"" },
		{ "probes", NULL, "it.okk", "did you mean \"ok\"?" }, /* a member of no known kind */
		{ "probes", NULL, "it.staus == 200", "did you mean \"status\"?" },
		{ "services", NULL, "it.baseline.comit == ''", "did you mean \"commit\"?" },
		{ NULL, "has(sql.other)", "sql.another.state == 'X'", "sql has no \"another\"" },
		{ NULL, "has(sql.other)", "sql.other.stat == 'X'", "sql.other has no \"stat\"" },
	};
	struct arena *a = arena_new();
	struct config c = config();
	(void)state;
	for (size_t i = 0; i < COUNTOF(wrong); i++) {
		const char *have = rule(a, &c, wrong[i].each, wrong[i].when, wrong[i].expression);
		if (!strstr(have, wrong[i].why))
			fail_msg("%s\n  is   %s\n  want %s", wrong[i].expression, have, wrong[i].why);
	}
	arena_free(a);
}

static void facts_without_a_fixed_shape_are_accepted(void **state)
{
	static const struct {
		const char *each, *when, *expression;
	} right[] = {
		{ NULL, NULL, "probes.health.ok && probes.health.headers.server == 'x' && probes.health.json.a.b == 3" },
		{ NULL, NULL, "sql.main.flags.max_connections == '100' && sql.main.maxConnections > 0.8 * 100.0" },
		{ NULL, NULL, "services.backend.candidate.labels.team == 'x' && services.backend.candidate.env.X.placeholder" },
		{ NULL, NULL, "services.all(s, services[s].ready && services[s].candidate.percent == 100)" },
		{ NULL, "has(sql.replica)", "sql.replica.state == 'RUNNABLE'" },
		{ NULL, NULL, "!has(sql.replica) || sql.replica.state == 'RUNNABLE'" },
		{ "sql", "has(it.caDaysLeft)", "it.caDaysLeft >= 14 && it.lookAgeSeconds < 60 && key != ''" },
		{ "probes", NULL, "it.ok && it.ms < 3000" },
	};
	struct arena *a = arena_new();
	struct config c = config();
	(void)state;
	for (size_t i = 0; i < COUNTOF(right); i++)
		assert_string_equal(rule(a, &c, right[i].each, right[i].when, right[i].expression), "");
	assert_string_equal(rule(a, NULL, NULL, NULL,
							"probes.any.status == 1 && probes.any.ok && sql.any.state == 'X' && metrics.any.value < 1"),
		"");
	assert_non_null(strstr(rule(a, NULL, NULL, NULL, "sql.any.stat == 'X'"), "did you mean \"state\"?"));
	assert_non_null(strstr(rule(a, NULL, NULL, NULL, "probes.any.statsu == 1"), "did you mean \"status\"?"));
	arena_free(a);
}

static const char *answer(struct arena *a, const char *text, enum cel_kind want)
{
	static const char *const names[] = { "status", "headers", "json" };
	struct conf_text t = cel(text);
	struct err e;
	return check_answer(a, &t, &source_http, names, COUNTOF(names), want, &e) ? arena_strdup(a, e.text) : "";
}

static void probe_expressions_are_checked(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(answer(a, "status == 200 && json.status == 'healthy'", CEL_BOOL), "");
	assert_string_equal(answer(a, "headers['x-revision']", CEL_STRING), "");
	assert_string_equal(answer(a, NULL, CEL_BOOL), "");
	assert_non_null(strstr(
		answer(a, "stauts == 200", CEL_BOOL), "p.cfg:3:1: there is no \"stauts\" here; did you mean \"status\"?"));
	assert_non_null(strstr(answer(a, "ok", CEL_BOOL), "there is no \"ok\" here; known are status, headers, json"));
	assert_non_null(strstr(answer(a, "status", CEL_STRING), "this must give a string, and gives an int"));
	assert_non_null(strstr(answer(a, "status ==", CEL_BOOL), "expected a value"));
	arena_free(a);
}

static void hold_expression_is_checked(void **state)
{
	struct arena *a = arena_new();
	struct config c = config();
	struct conf_errors all = { .a = a };
	(void)state;
	assert_int_equal(check_config(a, &c, &all), 0);
	c.rollback.hold = cel("services.backend.candidate.labels.hold == 'yes'");
	assert_int_equal(check_config(a, &c, &all), 0);
	c.rollback.hold = cel("services.backend.canddate.labels.hold == 'yes'");
	assert_int_equal(check_config(a, &c, &all), -1);
	assert_non_null(strstr(all.items[0].text, "rollback.hold: p.cfg:3:18: services.backend has no \"canddate\""));
	arena_free(a);
}

static void every_type_in_the_tables_is_known(void **state)
{
	static const struct source *const all[] = { &source_service, &source_sql, &source_redis, &source_cluster,
		&source_valkey, &source_connector, &source_http, &source_tls, &source_dns, &source_websocket, &source_grpc,
		&source_command, &source_journey, &source_metric, &source_log, &source_git, &source_release, &source_deploy };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const struct cel_shape *s = shape_answer(a, all[i], NULL, 0);
		for (size_t f = 0; s && f < s->n; f++) {
			const char *type = source_fact(all[i], f)->type;
			if (strcmp(type, "any") != 0 &&
				(!s->fields[f].shape || (strstr(type, " of ") && !s->fields[f].shape->each)))
				fail_msg("%s.%s: no such type: %s", all[i]->kind, s->fields[f].name, type);
		}
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(misspelt_facts_are_errors),
		cmocka_unit_test(facts_without_a_fixed_shape_are_accepted),
		cmocka_unit_test(probe_expressions_are_checked),
		cmocka_unit_test(hold_expression_is_checked),
		cmocka_unit_test(every_type_in_the_tables_is_known),
	};
	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
