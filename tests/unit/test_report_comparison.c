/* SPDX-License-Identifier: Apache-2.0 */
/* test_report_comparison.c: the sentence about a comparison, from its recorded facts. */
#include "../../gate/report/report.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *said(struct arena *a, const char *facts)
{
	struct json *v = NULL;
	struct err e = { 0 };
	if (json_parse(a, str_of(facts), &v, &e))
		fail_msg("%s", e.text);
	return report_comparison(a, v);
}

#define BASIS \
	"\"basis\":{\"worse\":{\"margin\":1.25,\"risk\":0.001,\"minutes\":5}," \
	"\"fine\":{\"margin\":2,\"risk\":0.05,\"minutes\":3},\"weight\":1,\"floor\":0.001}"
#define ARM(bad, of, ratio) "{\"bad\":" bad ",\"of\":" of ",\"ratio\":" ratio "}"

static void worse_is_said_with_both_counts(void **state)
{
	assert_string_equal(said(*state,
							"{\"of\":\"errors\",\"worse\":true,\"fine\":false,\"atLeast\":3.0,\"minutes\":7,"
							"\"candidate\":" ARM("210", "5120", "0.041015625") ",\"baseline\":" ARM(
								"876", "97300", "0.009003083247687564") "," BASIS "}"),
		"worse: 210 of 5,120 requests failed (4.1 %), of the revision before it 876 of 97,300 (0.9 %) in the same 7 "
		"minutes: at least 3 times as many; by chance in fewer than 1 of 1,000 releases");
}

static void of_many_bad_requests_the_odds_are_said(void **state)
{
	const char *text = said(*state,
		"{\"of\":\"errors\",\"worse\":true,\"atLeast\":20,\"minutes\":5,"
		"\"candidate\":" ARM("450", "500", "0.9") ",\"baseline\":" ARM("5", "1000000", "0.000005") "," BASIS "}");
	assert_non_null(strstr(text, "at least 20 times the odds"));
	assert_non_null(strstr(text, "5 of 1,000,000 (less than 0.001 %)"));
}

static void slow_requests_are_said_with_their_bound(void **state)
{
	assert_string_equal(
		said(*state,
			"{\"of\":\"latency\",\"worse\":true,\"slowMs\":400,\"minutes\":1,"
			"\"candidate\":" ARM("30", "500", "0.06") ",\"baseline\":" ARM("1", "500", "0.002") "," BASIS "}"),
		"worse: 30 of 500 requests took more than 400 ms (6.0 %), of "
		"the revision before it 1 of 500 (0.2 %) in the same "
		"1 minute; by chance in fewer than 1 of 1,000 releases");
}

static void missing_traffic_is_said_without_a_baseline(void **state)
{
	assert_string_equal(
		said(*state,
			"{\"of\":\"traffic\",\"worse\":true,\"minutes\":4,"
			"\"candidate\":" ARM("500", "500", "1") ",\"baseline\":" ARM("0", "2000", "0") "," BASIS "}"),
		"worse: 500 of 500 requests that the traffic split gave it "
		"did not reach it (100 %), in 4 minutes; by chance in "
		"fewer than 1 of 1,000 releases");
}

static void fine_is_said_with_its_margin_and_risk(void **state)
{
	assert_string_equal(said(*state,
							"{\"of\":\"errors\",\"fine\":true,\"minutes\":12,"
							"\"candidate\":" ARM("11", "10240", "0.00107421875") ",\"baseline\":" ARM(
								"10", "10180", "0.0009823182711198428") "," BASIS "}"),
		"fine: its requests fail not more than twice as often as those "
		"of the revision before it, or fewer than 0.1 % of "
		"them do (11 of 10,240 requests failed (0.11 %), of the revision "
		"before it 10 of 10,180 (0.098 %) in the same 12 "
		"minutes; wrong in at most 1 of 20)");
}

static void a_shared_cause_is_said(void **state)
{
	const char *alike = "both fail alike: the cause is shared, and going back would not help";
	assert_non_null(strstr(said(*state,
							   "{\"of\":\"errors\",\"fine\":true,\"minutes\":12,\"candidate\":" ARM(
								   "41", "100", "0.41") ",\"baseline\":" ARM("40", "100", "0.4") "," BASIS "}"),
		alike));
	assert_null(strstr(said(*state,
						   "{\"of\":\"errors\",\"fine\":true,\"minutes\":12,\"candidate\":" ARM(
							   "4", "100", "0.04") ",\"baseline\":" ARM("4", "100", "0.04") "," BASIS "}"),
		alike));
}

static void worse_and_fine_is_both(void **state)
{
	const char *text = said(*state,
		"{\"of\":\"errors\",\"worse\":true,\"fine\":true,\"atLeast\":1.5,\"minutes\":90,"
		"\"candidate\":" ARM("50", "100000", "0.0005") ",\"baseline\":" ARM("10", "100000", "0.0001") "," BASIS "}");
	assert_non_null(strstr(text, "worse: 50 of 100,000"));
	assert_non_null(strstr(text, "and yet fine: its requests fail not more than twice as often"));
}

#define FEW(candidate, baseline) \
	"{\"of\":\"errors\",\"worse\":false,\"fine\":false,\"minutes\":20,\"share\":0.5,\"atMost\":20," \
	"\"reason\":\"too few requests so far\",\"candidate\":" candidate ",\"baseline\":" baseline "," BASIS "}"

static void too_few_requests_are_said_with_what_it_takes(void **state)
{
	assert_string_equal(said(*state, FEW(ARM("0", "16", "0"), ARM("0", "15", "0"))),
		"not yet known: too few requests so far: 0 of 16 requests failed "
		"(0 %), of the revision before it 0 of 15 (0 %) in "
		"the same 20 minutes; so far not more than 20 times as many; "
		"with this traffic (base 1.0 %, 50 % of the requests) "
		"it takes about 6,900 requests or 4 days to see that it is "
		"fine if it is alike, about 24,000 requests or 11 days to "
		"see a doubling, about 39 requests or 25 minutes to see an outage; a probe in "
		"pairs tells an outage within 15 s of its first failure: "
		"comparisons = { ... = { probe = \"...\"; of = \"probes\"; }; }");
}

static void noise_multiplies_what_it_takes(void **state)
{
	const char *text = said(*state,
		"{\"of\":\"errors\",\"worse\":false,\"fine\":false,\"minutes\":20,\"share\":0.5,\"dispersion\":4,"
		"\"reason\":\"the service varies too much by itself from minute to minute\",\"candidate\":" ARM(
			"15", "1000", "0.015") ",\"baseline\":" ARM("10", "1000", "0.01") "," BASIS "}");
	assert_non_null(strstr(text, "not yet known: the service varies too much by itself from minute to minute: 15 of"));
	assert_null(strstr(text, "too few requests"));
	assert_non_null(
		strstr(text, "with this traffic and noise (base 1.0 %, 50 % of the requests) it takes about 27,000 requests"));
	assert_non_null(strstr(text, "by itself the service varies 4.0 times as much as by chance"));
}

static void it_takes_as_many_minutes_as_the_test_asks_for(void **state)
{
	const char *text = said(*state, FEW(ARM("90", "10000", "0.009"), ARM("100", "10000", "0.01")));
	assert_non_null(strstr(text, "requests or 5 minutes to see an outage"));
}

/* After 10,000 requests without a failure, one in a hundred is no longer assumed. */
static void without_failures_the_base_is_at_most_what_would_have_shown(void **state)
{
	assert_non_null(strstr(said(*state, FEW(ARM("0", "10000", "0"), ARM("0", "10000", "0"))), "(base 0.01 %,"));
}

static void another_reason_is_said_alone(void **state)
{
	assert_string_equal(said(*state, "{\"of\":\"errors\",\"minutes\":0,\"reason\":\"the baseline has no users\"}"),
		"not yet known: the baseline has no users");
	assert_string_equal(said(*state, "{\"$unobserved\":\"GET x: 403\"}"), "not known: GET x: 403");
}

/* Evidence may be forged. */
static void any_json_gives_a_sentence(void **state)
{
	static const char *const all[] = { "null", "[]", "{}", "{\"$unobserved\":7}", "7", "{\"worse\":true}",
		"{\"fine\":true}", "{\"worse\":true,\"fine\":true,\"basis\":7}",
		FEW(ARM("-1", "1e300", "-7"), ARM("1e300", "-5", "1e9")),
		"{\"reason\":\"too few requests so far\",\"minutes\":1e300,\"share\":0.5,\"candidate\":{\"of\":1},"
		"\"baseline\":{\"of\":1,\"bad\":7},\"basis\":{\"worse\":{\"margin\":-1,"
		"\"risk\":-1,\"minutes\":-9000000000000000000},"
		"\"fine\":{\"margin\":0,\"risk\":1e300},\"weight\":1e300}}" };
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_true(*said(*state, all[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worse_is_said_with_both_counts),
		cmocka_unit_test(of_many_bad_requests_the_odds_are_said),
		cmocka_unit_test(slow_requests_are_said_with_their_bound),
		cmocka_unit_test(missing_traffic_is_said_without_a_baseline),
		cmocka_unit_test(fine_is_said_with_its_margin_and_risk),
		cmocka_unit_test(a_shared_cause_is_said),
		cmocka_unit_test(worse_and_fine_is_both),
		cmocka_unit_test(too_few_requests_are_said_with_what_it_takes),
		cmocka_unit_test(noise_multiplies_what_it_takes),
		cmocka_unit_test(it_takes_as_many_minutes_as_the_test_asks_for),
		cmocka_unit_test(without_failures_the_base_is_at_most_what_would_have_shown),
		cmocka_unit_test(another_reason_is_said_alone),
		cmocka_unit_test(any_json_gives_a_sentence),
	};
	return cmocka_run_group_tests(tests, unit_set_up, unit_tear_down);
}
