/* SPDX-License-Identifier: Apache-2.0 */
/* test_compare_numbers.c: the numbers of a comparison, against those of tests/compare/reference. */
#include "../../gate/judge/compare.h"
#include "../compare/cases.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

/* Returns the largest difference of two numbers at the same place; INFINITY if the values have another form. */
static double difference(const struct json *want, const struct json *have)
{
	double most = 0;
	if (json_kind(want) == JSON_NULL || json_kind(have) == JSON_NULL)
		return json_kind(want) == json_kind(have) ? 0 : (double)INFINITY;
	if (json_kind(want) == JSON_OBJECT) {
		for (struct json_each it = json_each(want); json_next(&it);)
			most = fmax(most, difference(it.value, json_get(have, it.key)));
		return json_size(want) == json_size(have) ? most : (double)INFINITY;
	}
	if (json_kind(want) != JSON_ARRAY)
		return fabs(json_double(want) - json_double(have));
	for (size_t i = 0; i < json_size(want); i++)
		most = fmax(most, difference(json_item(want, i), json_item(have, i)));
	return json_size(want) == json_size(have) ? most : (double)INFINITY;
}

static void the_numbers_are_those_of_an_independent_computation(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct str text;
	struct err e;
	int n = 0;
	assert_int_equal(file_read(a, "tests/compare/cases.jsonl", 1024 * 1024, &text, &e), 0);
	for (const char *line = text.p, *end; (end = strchr(line, '\n')); line = end + 1, n++) {
		struct json *one;
		assert_int_equal(json_parse(a, (struct str){ line, (size_t)(end - line) }, &one, &e), 0);
		const struct json *out = cases_out(a, one, &e);
		if (!out || !(difference(json_get(one, "out"), out) < 1e-9))
			fail_msg("case %d: %s", (int)json_int(json_get(one, "id")), out ? "another number" : e.text);
	}
	assert_true(n > 40);
	arena_free(a);
}

static void a_case_that_cannot_be_read_is_an_error(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"1",
		"{}",
		"{\"kind\":\"worse\"}",
		"{\"kind\":\"other\",\"in\":{}}",
		"{\"kind\":\"pmf\",\"in\":{\"nC\":5,\"nB\":5,\"K\":11,\"x\":1,\"psi\":[1]}}",
		"{\"kind\":\"pmf\",\"in\":{\"nC\":5,\"nB\":5,\"K\":2,\"x\":1,\"psi\":[0]}}",
		"{\"kind\":\"pmf\",\"in\":{\"nC\":-5,\"nB\":5,\"K\":2,\"x\":1,\"psi\":[1]}}",
		"{\"kind\":\"worse\",\"in\":{\"minutes\":[[5,6,5,1]],\"worseThan\":1,\"risk\":0.01,\"atLeastMinutes\":1}}",
		"{\"kind\":\"worse\",\"in\":{\"minutes\":[[5,1,5]],\"worseThan\":1,\"risk\":0.01,\"atLeastMinutes\":1}}",
		"{\"kind\":\"worse\",\"in\":{\"minutes\":[[5,1,5,1]],\"worseThan\":1,\"risk\":0,\"atLeastMinutes\":1}}",
		"{\"kind\":\"worse\",\"in\":{\"minutes\":[[5,1,5,1]],\"worseThan\":1,\"risk\":0.1,\"atLeastMinutes\":0}}",
		"{\"kind\":\"absolute\",\"in\":{\"points\":[[5,1]],\"limit\":1,\"side\":\"above\",\"risk\":0.1}}",
		"{\"kind\":\"probes\",\"in\":{\"pairs\":[[2,1]],\"worseThan\":1,\"risk\":0.01,\"roundsOfABlock\":4}}",
		"{\"kind\":\"probes\",\"in\":{\"pairs\":[[1,1]],\"worseThan\":1,\"risk\":0.01,\"roundsOfABlock\":0}}",
		"{\"kind\":\"combine\",\"in\":{\"logE\":[1],\"weights\":[]}}",
		"{\"kind\":\"combine\",\"in\":{\"logE\":[1,2],\"weights\":[0,0]}}",
		"{\"kind\":\"dispersion\",\"in\":{\"history\":[[1,2]]}}",
		"{\"kind\":\"latency\",\"in\":{\"candidate\":[[-1]],\"baseline\":[[1]],\"slowAboveBound\":0,\"risk\":0.1}}",
	};
	struct arena *a = arena_new();
	struct json *one;
	struct err e;
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		assert_int_equal(json_parse(a, str_of(cases[i]), &one, &e), 0);
		if (cases_out(a, one, &e))
			fail_msg("read: %s", cases[i]);
	}
	arena_free(a);
}

static void a_bound_is_at_the_quantile_or_above(void **state)
{
	(void)state;
	const int64_t counts[] = { 50, 40, 9, 0, 1 };
	assert_int_equal(compare_bound_at(counts, 5, 4, 0.5), 0);
	assert_int_equal(compare_bound_at(counts, 5, 4, 0.51), 1);
	assert_int_equal(compare_bound_at(counts, 5, 4, 0.99), 2);
	assert_int_equal(compare_bound_at(counts, 5, 4, 0.999), -1); /* above the last bound */
	assert_int_equal(compare_bound_at(counts, 0, 4, 0.5), -1);
	assert_int_equal(compare_above(counts, 5, 1), 10);
	assert_int_equal(compare_above(counts, 5, 4), 0);
	assert_int_equal(compare_above(counts, 3, 7), 0);
}

static void the_traffic_that_a_decision_takes(void **state)
{
	(void)state;
	static const struct compare_test worse = { 1.25, 0.001, 5, true }, fine = { 2, 0.05, 3, false };
	assert_true(fabs(compare_requests_needed(&worse, false, 0.01, 0.5, 5) - 1783) < 5);
	assert_true(fabs(compare_requests_needed(&worse, false, 0.01, 0.01, 1.5) / 4000000 - 1) < 0.03);
	assert_true(fabs(compare_requests_needed(&fine, true, 0.01, 0.5, 1) / 6900 - 1) < 0.01);
	assert_true(compare_requests_needed(&worse, false, 0.01, 0.5, 1.25) == 0);
	assert_true(compare_requests_needed(&fine, true, 0.01, 0.5, 2) == 0);
	assert_true(compare_requests_needed(&worse, false, 0, 0.5, 5) == 0);
	assert_true(compare_requests_needed(&worse, false, 0.01, 1, 5) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_numbers_are_those_of_an_independent_computation),
		cmocka_unit_test(a_case_that_cannot_be_read_is_an_error),
		cmocka_unit_test(a_bound_is_at_the_quantile_or_above),
		cmocka_unit_test(the_traffic_that_a_decision_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
