/* SPDX-License-Identifier: Apache-2.0 */
/* test_budget.c: reads stay below Google's quotas, slow down instead of stopping, and leave a rollback what it
 * needs. */
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

static void the_first_half_leaves_at_once(void **state)
{
	for (int i = 0; i < budget_limit(GCP_RUN) / 2; i++)
		assert_int_equal(take(*state, 1000), 1000);
	assert_true(take(*state, 1000) > 1000);
}

/* As fast as it lets us, for five minutes. */
static void no_minute_holds_more_than_the_limit_and_none_stands_still(void **state)
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

/* Many services are read in one moment: the reads leave within the minutes that the limit allows, evenly. */
static void reservations_of_one_moment_spend_the_limit_fully_and_evenly(void **state)
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

static void five_second_rounds_of_ten_services_never_wait(void **state)
{
	for (int64_t now = 1; now < 5 * MINUTE; now += 5000)
		for (int i = 0; i < 20; i++)
			assert_true(take(*state, now) - now < 50);
}

static void a_rollback_spends_what_was_kept_for_it(void **state)
{
	struct bench *w = *state;
	for (int i = 0; i < 2 * budget_limit(GCP_RUN); i++)
		take(w, 1);
	assert_true(take(w, 1) > 1);
	for (int i = 0; i < QUOTA; i++)
		assert_int_equal(budget_take(w->b, GCP_RUN, SERVICE, true, 2), 2);
}

static void regions_and_apis_have_their_own(void **state)
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

static void retries_count(void **state)
{
	struct bench *w = *state;
	budget_spent(w->b, GCP_RUN, SERVICE, budget_limit(GCP_RUN), 1);
	assert_int_equal(take(w, 1), 1 + MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_half_leaves_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_minute_holds_more_than_the_limit_and_none_stands_still, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reservations_of_one_moment_spend_the_limit_fully_and_evenly, set_up, tear_down),
		cmocka_unit_test_setup_teardown(five_second_rounds_of_ten_services_never_wait, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_rollback_spends_what_was_kept_for_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(regions_and_apis_have_their_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(retries_count, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
