/* SPDX-License-Identifier: Apache-2.0 */
/* test_tag_room.c: tags of a service are counted, and a region is full before Cloud Run removes tags of others. */
#include "../../gate/act/tag_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static size_t tags_of(const char *text)
{
	struct arena *a = arena_new();
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	size_t n = cloudrun_count_tags(v);
	arena_free(a);
	return n;
}

static void the_larger_list_counts(void **state)
{
	(void)state;
	assert_int_equal(tags_of("{}"), 0);
	assert_int_equal(tags_of("{\"traffic\": [{\"percent\": 100}]}"), 0);
	assert_int_equal(tags_of("{\"traffic\": [{\"tag\": \"a\", \"percent\": 100}, {\"tag\": \"b\"}]}"), 2);
	assert_int_equal(tags_of("{\"traffic\": [{\"tag\": \"a\"}], \"trafficStatuses\": [{\"tag\": \"a\"}, {\"tag\": "
							 "\"b\"}, {\"percent\": 100}]}"),
		2);
	assert_int_equal(tags_of("{\"traffic\": [{\"tag\": \"\"}, {\"tag\": 7}], \"trafficStatuses\": \"none\"}"), 0);
}

static void a_region_is_full_below_the_limit_of_cloud_run(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_true(LIMIT_TAGS < 2000);
	assert_null(tag_room_full(a, "r", 0, 1));
	assert_null(tag_room_full(a, "r", LIMIT_TAGS - 3, 3));
	assert_non_null(tag_room_full(a, "r", LIMIT_TAGS - 3, 4));
	assert_non_null(tag_room_full(a, "r", LIMIT_TAGS, 1));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_larger_list_counts),
		cmocka_unit_test(a_region_is_full_below_the_limit_of_cloud_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
