/* SPDX-License-Identifier: Apache-2.0 */
/* test_budget.c: reads stay below Google's quotas, are delayed instead of stopped, and leave enough quota for a
 * rollback. */
#include "../../gcp/core/read_budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { MINUTE = 60 * 1000, QUOTA = 600 };
#define SERVICE "v2/projects/p/locations/us-central1/services/s"

struct bench {
	struct arena *a;
	struct budget *b;
};

static int set_up(void **state)
{
	struct bench *w = test_calloc(1, sizeof(*w));
	w->a = arena_new();
	w->b = budget_new(w->a);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(((struct bench *)*state)->a);
	test_free(*state);
	return 0;
}

static int64_t take(struct bench *w, int64_t now)
{
	return budget_take(w->b, GCP_RUN, SERVICE, false, now);
}

static void first_half_of_the_limit_is_not_delayed(void **state)
{
	for (int i = 0; i < budget_limit(GCP_RUN) / 2; i++)
		assert_int_equal(take(*state, 1000), 1000);
	assert_true(take(*state, 1000) > 1000);
}

/* Reads without a pause for five minutes. */
static void no_minute_exceeds_the_limit_and_reads_never_stop(void **state)
{
	static int64_t at[10 * QUOTA];
	size_t n = 0;
	for (int64_t now = 1; now < 5 * MINUTE && n < COUNTOF(at); n++)
		now = at[n] = take(*state, now);
	for (size_t i = 1, from = 0; i < n; i++) {
		while (at[i] - at[from] >= MINUTE)
			from++;
		assert_true(i - from < (size_t)budget_limit(GCP_RUN));
		assert_true(at[i] - at[i - 1] < 2000);
	}
	assert_true(n > 4 * (size_t)budget_limit(GCP_RUN));
}

/* Many services are read at the same moment. The reads are spread evenly over the minutes that the limit requires. */
static void simultaneous_reservations_use_the_limit_fully_and_evenly(void **state)
{
	static int64_t at[4 * QUOTA];
	size_t limit = (size_t)budget_limit(GCP_RUN), n = 4 * limit;
	for (size_t i = 0; i < n; i++)
		at[i] = take(*state, 1);
	for (size_t i = limit; i < n; i++)
		assert_true(at[i] - at[i - limit] >= MINUTE);
	assert_in_range(at[n - 1], 3 * MINUTE, 1 + 4 * MINUTE);
	for (size_t i = limit / 2 + 1; i < n; i++)
		assert_true(at[i] - at[i - 1] <= 2 * MINUTE / (int)limit);
}

static void five_second_rounds_of_ten_services_are_not_delayed(void **state)
{
	for (int64_t now = 1; now < 5 * MINUTE; now += 5000)
		for (int i = 0; i < 20; i++)
			assert_true(take(*state, now) - now < 50);
}

static void rollback_uses_the_reserved_quota(void **state)
{
	struct bench *w = *state;
	for (int i = 0; i < 2 * budget_limit(GCP_RUN); i++)
		take(w, 1);
	assert_true(take(w, 1) > 1);
	for (int i = 0; i < QUOTA; i++)
		assert_int_equal(budget_take(w->b, GCP_RUN, SERVICE, true, 2), 2);
}

static void regions_and_apis_have_separate_limits(void **state)
{
	struct bench *w = *state;
	for (int i = 0; i < budget_limit(GCP_RUN); i++)
		take(w, 1);
	assert_int_equal(budget_take(w->b, GCP_RUN, "v2/projects/p/locations/europe-west1/services/s", false, 1), 1);
	assert_int_equal(budget_take(w->b, GCP_REDIS, "v1/projects/p/locations/us-central1/instances/i", false, 1), 1);
	for (int i = 0; i < budget_limit(GCP_SQL) / 2; i++)
		assert_int_equal(budget_take(w->b, GCP_SQL, "v1/projects/p/instances/i", false, 1), 1);
	assert_true(budget_take(w->b, GCP_SQL, "v1/projects/q/instances/other", false, 1) > 1);
}

static void retries_count_as_reads(void **state)
{
	struct bench *w = *state;
	budget_spent(w->b, GCP_RUN, SERVICE, budget_limit(GCP_RUN), 1);
	assert_int_equal(take(w, 1), 1 + MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(first_half_of_the_limit_is_not_delayed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_minute_exceeds_the_limit_and_reads_never_stop, set_up, tear_down),
		cmocka_unit_test_setup_teardown(simultaneous_reservations_use_the_limit_fully_and_evenly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(five_second_rounds_of_ten_services_are_not_delayed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rollback_uses_the_reserved_quota, set_up, tear_down),
		cmocka_unit_test_setup_teardown(regions_and_apis_have_separate_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(retries_count_as_reads, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
