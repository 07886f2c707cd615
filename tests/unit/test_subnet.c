/* SPDX-License-Identifier: Apache-2.0 */
/* test_subnet.c: addresses of subnets, and how many Cloud Run takes. */
#include "../../gate/source/cloud/subnet.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void ranges_have_addresses(void **state)
{
	static const struct {
		const char *range;
		int64_t addresses;
	} all[] = {
		{ "10.0.0.0/26", 60 },
		{ "10.0.0.0/24", 252 },
		{ "10.0.0.0/29", 4 },
		{ "10.0.0.0/30", 0 },
		{ "10.0.0.0/32", 0 },
		{ "0.0.0.0/0", 4294967292 },
		{ "10.0.0.0/33", 0 },
		{ "10.0.0.0/", 0 },
		{ "10.0.0.0/-1", 0 },
		{ "10.0.0.0/024", 0 },
		{ "10.0.0.0", 0 },
		{ "10.0.0/24", 0 },
		{ "fd20::/64", 0 },
		{ "a very long text that is not an address/24", 0 },
		{ "/24", 0 },
		{ "", 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(subnet_addresses(all[i].range), all[i].addresses);
}

static void addresses_are_taken_in_blocks(void **state)
{
	static const int64_t all[][2] = { { -1, 0 }, { 0, 0 }, { 1, 16 }, { 8, 16 }, { 9, 32 }, { 100, 208 },
		{ INT64_MAX, 2000000 } };
	(void)state;
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(subnet_taken(all[i][0]), all[i][1]);
}

static void answers_become_facts(void **state)
{
	struct err e;
	struct json *v = subnet_facts(*state,
		unit_json(*state,
			"{\"name\":\"s\",\"ipCidrRange\":\"10.0.0.0/27\",\"utilizationDetails\":{\"ipv4Utilizations\":["
			"{\"rangeName\":\"pods\",\"totalFreeIp\":\"9\"},{\"totalFreeIp\":\"12\"}]}}"),
		"s", &e);
	assert_non_null(v);
	assert_int_equal(json_int(json_get(v, "addresses")), 28);
	assert_int_equal(json_int(json_get(v, "free")), 12); /* of the primary range */
	assert_false(json_is_true(json_get(v, "large")));
	v = subnet_facts(*state, unit_json(*state, "{\"name\":\"s\",\"ipCidrRange\":\"10.0.0.0/26\"}"), "s", &e);
	assert_true(v && json_is_true(json_get(v, "large")) && !json_get(v, "free"));
	static const char *const wrong[] = { "{\"name\":\"t\",\"ipCidrRange\":\"10.0.0.0/26\"}",
		"{\"name\":\"s\",\"ipCidrRange\":\"wide\"}", "{\"name\":\"s\",\"ipCidrRange\":26}",
		"{\"name\":\"s\",\"utilizationDetails\":{\"ipv4Utilizations\":{}}}",
		"{\"name\":\"s\",\"utilizationDetails\":{\"ipv4Utilizations\":[{\"totalFreeIp\":\"some\"}]}}" };
	for (size_t i = 0; i < COUNTOF(wrong); i++)
		assert_null(subnet_facts(*state, unit_json(*state, wrong[i]), "s", &e));
	assert_string_equal(subnet_path(*state, "p", "r", "a/b"),
		"compute/v1/projects/p/regions/r/subnetworks/a%2Fb?views=WITH_UTILIZATION");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_have_addresses),
		cmocka_unit_test(addresses_are_taken_in_blocks),
		cmocka_unit_test_setup_teardown(answers_become_facts, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
