/* SPDX-License-Identifier: Apache-2.0 */
/* test_sql_limit.c: limits of connections by engine, tier and flags, and the budget. */
#include "../../gate/source/cloud/sql_limit.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void tiers_have_memory(void **state)
{
	static const struct {
		const char *tier;
		int64_t mb;
	} all[] = {
		{ "db-f1-micro", 614 },
		{ "db-g1-small", 1700 },
		{ "db-custom-1-3840", 3840 },
		{ "db-custom-96-638976", 638976 },
		{ "db-n1-standard-4", 15360 },
		{ "db-n1-highmem-2", 13312 },
		{ "db-perf-optimized-N-8", 65536 },
		{ "db-custom-2", 0 },
		{ "db-custom-2-", 0 },
		{ "db-custom-2-much", 0 },
		{ "db-custom-2-99999999999999999999", 0 },
		{ "db-perf-optimized-N-0", 0 },
		{ "db-perf-optimized-C-8", 0 },
		{ "db-n1-standard--4", 0 },
		{ "D1", 0 },
		{ "", 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(sql_tier_memory(all[i].tier), all[i].mb);
}

#define POSTGRES(rest) "{\"databaseVersion\":\"POSTGRES_15\"," rest "}"
#define TIER(tier)     POSTGRES("\"tier\":\"" tier "\"")
#define FLAGS(flags)   POSTGRES("\"tier\":\"db-custom-1-3840\",\"flags\":{" flags "}")

static void limits_are_as_documented(void **state)
{
	static const struct {
		const char *facts;
		int64_t connections, reserved;
		const char *source; /* NULL: not known */
	} all[] = {
		{ TIER("db-f1-micro"), 22, 3, "default" },
		{ TIER("db-g1-small"), 47, 3, "default" },
		{ TIER("db-custom-1-3840"), 97, 3, "default" },
		{ TIER("db-custom-2-6143"), 97, 3, "default" },
		{ TIER("db-custom-2-6144"), 197, 3, "default" },
		{ TIER("db-custom-2-7680"), 397, 3, "default" },
		{ TIER("db-custom-4-15360"), 497, 3, "default" },
		{ TIER("db-custom-8-30720"), 597, 3, "default" },
		{ TIER("db-custom-16-61440"), 797, 3, "default" },
		{ TIER("db-custom-32-122880"), 997, 3, "default" },
		{ TIER("db-custom-96-638976"), 997, 3, "default" },
		{ TIER("db-new-kind-4"), 0, 0, NULL },
		{ POSTGRES("\"tier\":\"db-f1-micro\",\"masterInstanceName\":\"p:main\""), 0, 0, NULL },
		{ FLAGS("\"max_connections\":\"250\""), 247, 3, "flag" },
		{ FLAGS("\"max_connections\":\"250\",\"superuser_reserved_connections\":\"10\",\"reserved_connections\":\"5\""),
			235, 15, "flag" },
		{ FLAGS("\"max_connections\":\"2\""), 0, 3, "flag" },
		{ FLAGS("\"max_connections\":\"many\""), 97, 3, "default" },
		{ POSTGRES("\"tier\":\"db-new-kind-4\",\"flags\":{\"max_connections\":\"500\"}"), 497, 3, "flag" },
		{ POSTGRES("\"tier\":\"db-f1-micro\",\"pooling\":true"), 0, 0, NULL },
		{ POSTGRES("\"pooling\":true,\"poolingFlags\":{\"max_client_connections\":\"900\"}"), 900, 0, "pooling" },
		{ POSTGRES("\"tier\":\"db-f1-micro\",\"pooling\":false"), 22, 3, "default" },
		{ "{\"databaseVersion\":\"MYSQL_8_0\",\"tier\":\"db-f1-micro\"}", 0, 0, NULL },
		{ "{\"databaseVersion\":\"MYSQL_8_4\",\"tier\":\"db-custom-4-15360\",\"flags\":{\"max_connections\":\"0\"}}", 0,
			0, NULL },
		{ "{\"databaseVersion\":\"MYSQL_8_0\",\"flags\":{\"max_connections\":\"70\"},\"pooling\":true,"
		  "\"poolingFlags\":{\"max_client_connections\":\"900\"}}",
			70, 0, "flag" },
		{ "{\"databaseVersion\":\"MYSQL_8_0\",\"flags\":{\"max_connections\":\"70\"}}", 70, 0, "flag" },
		{ "{\"databaseVersion\":\"SQLSERVER_2019_STANDARD\",\"flags\":{\"max_connections\":\"70\"}}", 32767, 0,
			"default" },
		{ "{\"databaseVersion\":\"SQLSERVER_2019_STANDARD\",\"flags\":{\"user connections\":\"70\"}}", 70, 0, "flag" },
		{ "{\"databaseVersion\":\"ORACLE_23\",\"tier\":\"db-f1-micro\"}", 0, 0, NULL },
		{ "{}", 0, 0, NULL },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct sql_limit limit;
		const char *unknown = sql_limit_of(*state, unit_json(*state, all[i].facts), &limit);
		if (!all[i].source) {
			assert_non_null(unknown);
			continue;
		}
		assert_null(unknown);
		assert_int_equal(limit.connections, all[i].connections);
		assert_int_equal(limit.reserved, all[i].reserved);
		assert_string_equal(limit.source, all[i].source);
	}
}

static void budgets_add_up(void **state)
{
	/* 18 connections of 2 workers in each of 3 instances, and the new revision beside them; a job; an idle service */
	static const struct sql_user users[] = {
		{ .pool = 36, .instances = 3, .rollout = 108, .rollback = 72 },
		{ .pool = 5, .instances = 10 },
		{ .pool = 20, .instances = 0 },
	};
	struct sql_budget sum = sql_budget_of(users, COUNTOF(users));
	(void)state;
	assert_int_equal(sum.possible, 158);
	assert_int_equal(sum.at_rollout, 266);
	assert_int_equal(sum.at_rollback, 230);
	sum = sql_budget_of(users, 0);
	assert_int_equal(sum.possible + sum.at_rollout + sum.at_rollback, 0);
}

static void budgets_do_not_overflow(void **state)
{
	static const struct sql_user users[] = {
		{ .pool = INT64_MAX, .instances = INT64_MAX, .rollout = 1000000000, .rollback = 1000000000 },
		{ .pool = 99999, .instances = INT64_MAX },
		{ .pool = -5, .instances = 10 },
	};
	struct sql_budget sum = sql_budget_of(users, COUNTOF(users));
	(void)state;
	assert_int_equal(sum.possible, 1000000000);
	assert_int_equal(sum.at_rollback, 1000000000);
	assert_int_equal(sql_connections_of(-1, 7), 0);
	assert_int_equal(sql_connections_of(7, -1), 0);
	assert_int_equal(sql_connections_of(7, 3), 21);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiers_have_memory),
		cmocka_unit_test_setup_teardown(limits_are_as_documented, unit_set_up, unit_tear_down),
		cmocka_unit_test(budgets_add_up),
		cmocka_unit_test(budgets_do_not_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
