/* SPDX-License-Identifier: Apache-2.0 */
/* test_service_calls.c: which services a revision calls, and that looking costs the same in a release of any size. */
#include "../../gate/run/run.h"
#include "../../gate/source/cloud/revision.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

/* n services s0, s1, ... at https://sN.run.app. */
static struct release release_of(struct arena *a, size_t n)
{
	struct release release = { .services = ARENA_ARRAY(a, struct service, n), .n_services = n };
	struct config_service *configs = ARENA_ARRAY(a, struct config_service, n);
	for (size_t i = 0; i < n; i++) {
		configs[i].member.alias = arena_printf(a, "s%zu", i);
		release.services[i].config = &configs[i];
		release.services[i].known = true;
		release.services[i].now.uri = arena_printf(a, "https://s%zu.run.app", i);
	}
	return release;
}

static struct json *parse(struct arena *a, const char *text)
{
	struct json *v = NULL;
	struct err e;
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	return v;
}

#define ENV(value) "{\"name\":\"A\",\"value\":\"" value "\"}"
#define CALLER \
	"{\"containers\":[{\"env\":[" ENV("https://S9.run.app/x,http://none.example.com") "," ENV( \
		"s0.run.app:443") "],\"args\":[\"--back=https://canary---s3.run.app\",\"https://s9.run.app\"]}]}"

static void calls_are_in_the_order_of_the_config_and_each_once(void **state)
{
	struct release release = release_of(*state, 10);
	struct buf b = BUF_MAX(1024);
	json_print(service_calls(*state, &release, &release.services[3], parse(*state, CALLER)), JSON_COMPACT, &b);
	assert_string_equal(buf_text(&b), "[\"s0\",\"s9\"]"); /* not itself */
	buf_clear(&b);
	release.hosts = service_hosts(*state, &release);
	json_print(service_calls(*state, &release, &release.services[1], parse(*state, CALLER)), JSON_COMPACT, &b);
	assert_string_equal(buf_text(&b), "[\"s0\",\"s3\",\"s9\"]");
	buf_free(&b);
}

/* Returns the bytes that looking takes once the hosts are known. */
static size_t cost(struct arena *a, size_t services)
{
	struct release release = release_of(a, services);
	struct json *caller = parse(a, CALLER);
	release.hosts = service_hosts(a, &release);
	struct arena *own = arena_new();
	assert_int_equal(json_size(service_calls(own, &release, &release.services[1], caller)), 3);
	size_t used = arena_used(own);
	arena_free(own);
	return used;
}

static void looking_costs_the_same_in_a_large_release(void **state)
{
	assert_int_equal(cost(*state, 1000), cost(*state, 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calls_are_in_the_order_of_the_config_and_each_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(looking_costs_the_same_in_a_large_release, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
