/* SPDX-License-Identifier: Apache-2.0 */
/* test_quota.c: ids, units and values of Cloud Run's quotas. */
#include "../../gate/source/cloud/quota.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void ids_are_those_of_google(void **state)
{
	assert_string_equal(quota_id(*state, QUOTA_CPU, "", true), "CpuAllocPerProjectRegion");
	assert_string_equal(quota_id(*state, QUOTA_MEMORY, "nvidia-l4", false), "MemAllocPerProjectRegion");
	assert_string_equal(quota_id(*state, QUOTA_GPU, "nvidia-l4", true), "NvidiaL4GpuAllocPerProjectRegion");
	assert_string_equal(
		quota_id(*state, QUOTA_GPU, "nvidia-l4", false), "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion");
	assert_string_equal(
		quota_id(*state, QUOTA_GPU, "nvidia-rtx-pro-6000", true), "NvidiaRtxPro6000GpuAllocPerProjectRegion");
	assert_string_equal(quota_id(*state, QUOTA_GPU, "", true), "GpuAllocPerProjectRegion");
}

static void amounts_are_in_the_unit_of_the_quota(void **state)
{
	static const struct revision_limits limits = { .cpu = 0.5, .memory_mib = 512, .gpus = 1 };
	static const struct revision_limits huge = { .cpu = 1e6, .memory_mib = INT64_MAX, .gpus = INT64_MAX };
	(void)state;
	assert_int_equal(quota_taken(QUOTA_CPU, &limits, "", 20), 10000);
	assert_int_equal(quota_taken(QUOTA_MEMORY, &limits, "", 20), INT64_C(10737418240));
	assert_int_equal(quota_taken(QUOTA_GPU, &limits, "nvidia-l4", 3), 3);
	assert_int_equal(quota_taken(QUOTA_GPU, &limits, "nvidia-rtx-pro-6000", 3), 3000);
	assert_int_equal(quota_taken(QUOTA_CPU, &limits, "", 0), 0);
	assert_int_equal(quota_taken(QUOTA_CPU, &limits, "", -1), 0);
	assert_true(quota_taken(QUOTA_MEMORY, &huge, "", INT64_MAX) > 0);
	assert_true(quota_taken(QUOTA_GPU, &huge, "nvidia-rtx-pro-6000", INT64_MAX) > 0);
}

static void the_value_of_the_region_counts(void **state)
{
#define ID                "CpuAllocPerProjectRegion"
#define INFO(values)      "[{\"quotaId\":\"Other\"},{\"quotaId\":\"" ID "\",\"dimensionsInfos\":[" values "]}]"
#define IN(region, value) "{\"dimensions\":{\"region\":\"" region "\"},\"details\":{\"value\":\"" value "\"}}"
	static const struct {
		const char *infos;
		int64_t limit;
	} all[] = {
		{ INFO(IN("r1", "20000")), 20000 },
		{ INFO(IN("r2", "5") "," IN("r1", "7") ",{\"details\":{\"value\":\"9\"}}"), 7 },
		{ INFO(IN("r2", "5") ",{\"details\":{\"value\":\"9\"}}"), 9 },
		{ INFO(IN("r2", "5") ",{\"applicableLocations\":[\"r1\",\"r3\"],\"details\":{\"value\":\"9\"}}"), 9 },
		{ INFO(IN("r2", "5") ",{\"applicableLocations\":[\"r3\"],\"details\":{\"value\":\"9\"}}"), -1 },
		{ INFO("{\"dimensions\":{\"user\":\"u\"},\"details\":{\"value\":\"9\"}}"), -1 },
		{ INFO(IN("r2", "5")), -1 },
		{ INFO("{\"dimensions\":{\"region\":\"r1\"}}"), -1 },
		{ INFO(""), -1 },
		{ "[{\"quotaId\":\"Other\"}]", -1 },
		{ "[]", -1 },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(quota_limit(unit_json(*state, all[i].infos), ID, "r1"), all[i].limit);
	assert_int_equal(quota_limit(NULL, ID, "r1"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ids_are_those_of_google, unit_set_up, unit_tear_down),
		cmocka_unit_test(amounts_are_in_the_unit_of_the_quota),
		cmocka_unit_test_setup_teardown(the_value_of_the_region_counts, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
