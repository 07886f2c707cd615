/* SPDX-License-Identifier: Apache-2.0 */
/* test_comparison.c: comparisons of a config: their quantiles, their parts of the risk, and all of them together. */
#include "../../gate/judge/comparison.h"
#include "../../gate/cel/cel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

static bool near(double a, double b)
{
	return fabs(a - b) < 1e-12;
}

static void quantiles_are_read(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "p", "99", "p0", "p100", "p-5", "p5%", "px", "p.5", "p9.9.9", "pinf",
		"p1e1" };
	assert_true(near(comparison_quantile("p50"), 0.5));
	assert_true(near(comparison_quantile("p99.9"), 0.999));
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_true(comparison_quantile(bad[i]) == 0);
}

static struct config config_of(struct config_comparison *items, size_t n)
{
	return (struct config){ .comparisons = { items, n },
		.compare = { .wrong_once_in = 1000,
			.fine_wrong_once_in = 20,
			.worse_by = 25,
			.fine_within = 100,
			.minutes = 5,
			.settle = 60000 } };
}

static void the_parts_of_the_risk_add_up(void **state)
{
	(void)state;
	struct config_comparison items[] = { { .of = COMPARISON_ERRORS }, { .of = COMPARISON_ERRORS },
		{ .of = COMPARISON_LATENCY }, { .of = COMPARISON_TRAFFIC } };
	for (size_t n = 1; n <= COUNTOF(items); n++) {
		const struct config c = config_of(items, n);
		double sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += comparison_weight(&c, &items[i]);
		assert_true(near(sum, 1));
	}
	const struct config c = config_of(items, COUNTOF(items));
	assert_true(near(comparison_weight(&c, &items[0]), 0.25));
	assert_true(near(comparison_weight(&c, &items[2]), 1.0 / 3));
}

static void latency_settles_for_twice_as_long(void **state)
{
	(void)state;
	struct config_comparison items[] = { { .of = COMPARISON_ERRORS }, { .of = COMPARISON_LATENCY },
		{ .of = COMPARISON_LATENCY, .settle = 1000 } };
	const struct config c = config_of(items, COUNTOF(items));
	assert_int_equal(comparison_settle(&c.compare, &items[0]), 60000);
	assert_int_equal(comparison_settle(&c.compare, &items[1]), 120000);
	assert_int_equal(comparison_settle(&c.compare, &items[2]), 1000);
}

static struct json *member(struct arena *a, double evidence)
{
	struct json *v = json_new_object(a);
	json_set(v, "evidence", json_new_double(a, evidence));
	return v;
}

static void the_release_has_the_mean_of_all(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct config_comparison items[] = { { .member.alias = "x", .of = COMPARISON_ERRORS },
		{ .member.alias = "y", .of = COMPARISON_LATENCY } };
	const struct config c = config_of(items, COUNTOF(items)), none = config_of(items, 0);
	struct json *members = json_new_object(a), *release = json_new_object(a);
	comparison_release(a, &none, members, release);
	assert_int_equal(json_size(release), 0);
	json_set(members, "x", member(a, 4));
	json_set(members, "y", member(a, -50));
	comparison_release(a, &c, members, release);
	assert_true(near(json_double(json_get(release, "needed")), 3));
	assert_true(near(json_double(json_get(release, "evidence")), 4 + log10(0.6)));
	json_set(members, "y", facts_unobserved(a, "refused"));
	comparison_release(a, &c, members, release);
	assert_string_equal(json_text_at(json_get(release, "evidence"), CEL_UNOBSERVED), "refused");
	arena_free(a);
}

/* The value of a source: n equal minutes. */
static struct json *value_of(struct arena *a, int n, int candidate_bad, int baseline_bad)
{
	struct json *v = NULL, *minutes = json_new_array(a), *parts = json_new_array(a);
	struct err e;
	assert_int_equal(
		json_parse(a, STR("{\"dispersion\":[1.0],\"boundsMs\":[0.0],\"stepAt\":0,\"waiting\":2,\"reason\":0}"), &v, &e),
		0);
	for (int i = 0; i < n; i++) {
		struct json *row = NULL;
		const char *text = arena_printf(a, "[%d,500,%d,500,%d,0.5]", 60000 * (i + 1), candidate_bad, baseline_bad);
		assert_int_equal(json_parse(a, str_of(text), &row, &e), 0);
		json_add(minutes, row);
	}
	json_add(parts, minutes);
	json_set(v, "parts", parts);
	return v;
}

static void facts_are_computed_again_from_their_basis(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct config_comparison items[] = { { .member.alias = "x", .of = COMPARISON_ERRORS } };
	const struct config c = config_of(items, COUNTOF(items));
	const struct json *first = comparison_facts(a, &c, &items[0], value_of(a, 10, 50, 5));
	const struct json *again = comparison_facts(a, &c, &items[0], json_get(first, "basis"));
	assert_true(json_is_true(json_get(first, "worse")) && json_is_true(json_get(first, "known")));
	assert_true(json_double(json_get(first, "evidence")) == json_double(json_get(again, "evidence")));
	assert_true(json_equal(json_get(first, "candidate"), json_get(again, "candidate")));
	assert_int_equal(json_int(json_get(first, "waiting")), 2);
	assert_string_equal(json_text_at(first, "reason"), "");
	assert_true(json_double(json_get(first, "atLeast")) >= 3);
	arena_free(a);
}

static void without_minutes_nothing_is_known(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct config_comparison items[] = { { .member.alias = "x", .of = COMPARISON_ERRORS },
		{ .member.alias = "y", .of = COMPARISON_TRAFFIC } };
	const struct config c = config_of(items, COUNTOF(items));
	for (size_t i = 0; i < COUNTOF(items); i++) {
		const struct json *v = comparison_facts(a, &c, &items[i], value_of(a, 0, 0, 0));
		assert_false(json_is_true(json_get(v, "known")));
		assert_string_equal(json_text_at(v, "reason"), compare_reason_text(COMPARE_NO_MINUTES));
		assert_null(json_get(v, "atLeast"));
	}
	arena_free(a);
}

/* The probe that a person could compare, unless one of the service is compared already. */
static void probe_that_would_tell_sooner_is_named(void **state)
{
	static struct config_http of_api = { .reach = { .service = "api" }, .method = "GET" },
							  of_web = { .reach = { .service = "web" }, .method = "GET" },
							  of_old = { .reach = { .service = "api", .at = AT_BASELINE }, .method = "GET" };
	static struct config_probe probes[] = {
		{ .member.alias = "page", .http = &of_web, .kind = PROBE_HTTP, .reach = &of_web.reach },
		{ .member.alias = "before", .http = &of_old, .kind = PROBE_HTTP, .reach = &of_old.reach },
		{ .member.alias = "health", .http = &of_api, .kind = PROBE_HTTP, .reach = &of_api.reach },
	};
	(void)state;
	struct arena *a = arena_new();
	struct config_comparison items[] = { { .member.alias = "x", .of = COMPARISON_ERRORS, .service = "api" },
		{ .member.alias = "y", .of = COMPARISON_LATENCY, .service = "api" },
		{ .member.alias = "z", .of = COMPARISON_PROBES, .service = "web", .probe = "page" } };
	struct config c = config_of(items, COUNTOF(items));
	assert_null(comparison_sooner(&c, &items[0]));
	c.probes = (struct conf_list){ .items = probes, .n = COUNTOF(probes) };
	assert_string_equal(comparison_sooner(&c, &items[0]), "health");
	assert_null(comparison_sooner(&c, &items[1]));
	const struct json *v = comparison_facts(a, &c, &items[0], value_of(a, 0, 0, 0));
	assert_string_equal(json_text_at(v, "sooner"), "health");
	assert_string_equal(json_text_at(v, "basis.sooner"), "health");
	items[2].service = "api";
	assert_string_equal(comparison_sooner(&c, &items[0]), "");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_read),
		cmocka_unit_test(the_parts_of_the_risk_add_up),
		cmocka_unit_test(latency_settles_for_twice_as_long),
		cmocka_unit_test(the_release_has_the_mean_of_all),
		cmocka_unit_test(facts_are_computed_again_from_their_basis),
		cmocka_unit_test(without_minutes_nothing_is_known),
		cmocka_unit_test(probe_that_would_tell_sooner_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
