/* SPDX-License-Identifier: Apache-2.0 */
/* test_service_calls.c: which services a revision calls, and that looking costs the same in a release of any size. */
#include "../../gate/config/config.h"
#include "../../gate/run/run.h"
#include "../../gate/source/cloud/revision.h"
#include "../../gate/source/source.h"
#include "unit.h"

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
		release.services[i].index = i;
		release.services[i].config = &configs[i];
		release.services[i].known = true;
		release.services[i].now.uri = arena_printf(a, "https://s%zu.run.app", i);
	}
	return release;
}

#define ENV(value) "{\"name\":\"A\",\"value\":\"" value "\"}"
#define CALLER \
	"{\"containers\":[{\"env\":[" ENV("https://S9.run.app/x,http://none.example.com") "," ENV( \
		"s0.run.app:443") "],\"args\":[\"--back=https://canary---s3.run.app\",\"https://s9.run.app\"]}]}"

static void calls_are_in_the_order_of_the_config_and_each_once(void **state)
{
	struct release release = release_of(*state, 10);
	struct buf b = BUF_MAX(1024);
	json_print(service_calls(*state, &release, &release.services[3], unit_json(*state, CALLER)), JSON_COMPACT, &b);
	assert_string_equal(buf_text(&b), "[\"s0\",\"s9\"]"); /* not itself */
	buf_clear(&b);
	release.hosts = service_hosts(*state, &release);
	json_print(service_calls(*state, &release, &release.services[1], unit_json(*state, CALLER)), JSON_COMPACT, &b);
	assert_string_equal(buf_text(&b), "[\"s0\",\"s3\",\"s9\"]");
	buf_free(&b);
}

/* A probe of the service, "http" by its URL and "tls" by its host; a journey of one step. */
static struct config_probe probe_of(struct arena *a, const char *alias, const char *url)
{
	struct config_http *http = ARENA_NEW(a, struct config_http);
	struct config_tls *tls = ARENA_NEW(a, struct config_tls);
	bool is_url = strstr(url, "://") != NULL;
	http->reach = (struct config_reach){ .service = alias, .url = is_url ? secret_plain(a, url) : NULL };
	*tls = (struct config_tls){ .reach = { .service = alias }, .host = url };
	return is_url ? (struct config_probe){ .http = http, .reach = &http->reach }
				  : (struct config_probe){ .tls = tls, .reach = &tls->reach };
}

/* Domains are those of the probes that belong to a service of the release; a shared host tells nothing. */
static void a_domain_is_that_of_the_service_whose_probe_has_it(void **state)
{
	static const struct {
		const char *value, *calls;
	} rows[] = {
		{ "https://Api.example.com/v1", "[\"s2\"]" },
		{ "api.example.com:443", "[\"s2\"]" },
		{ "https://tls.example.com", "[\"s3\"]" },
		{ "https://step.example.com:8443/x", "[\"s4\"]" },
		{ "https://shared.example.com/two", "[]" },
		{ "https://other.example.com", "[]" }, /* of no service */
		{ "https://gone.example.com", "[]" },  /* of a service of another release */
		{ "https://me.example.com", "[]" },    /* its own */
		{ "user.example.com", "[\"s5\"]" },
		{ "https://s0.run.app", "[\"s0\"]" },
		{ "example.com api.example.comx xapi.example.com", "[]" },
	};
	struct arena *a = *state;
	struct release release = release_of(a, 6);
	struct config_http step = { .reach = {
									.service = "s4", .url = secret_plain(a, "https://step.example.com:8443/a") } };
	struct config_step steps[] = { { .http = &step } };
	struct config_probe probes[] = { probe_of(a, "s2", "https://api.example.com/health"),
		probe_of(a, "s2", "https://api.example.com:443/other"), probe_of(a, "s3", "tls.example.com"),
		probe_of(a, "s2", "https://shared.example.com/one"), probe_of(a, "s3", "https://shared.example.com/two"),
		probe_of(a, NULL, "https://other.example.com/"), probe_of(a, "elsewhere", "https://gone.example.com/"),
		probe_of(a, "s1", "https://me.example.com/"), probe_of(a, "s5", "https://u:p@user.example.com/x"),
		{ .journey = { steps, 1 }, .reach = &step.reach } };
	const struct config c = { .probes = { probes, COUNTOF(probes) } };
	release.domains = service_domains(a, &c, &release);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct buf b = BUF_MAX(1024);
		struct json *v = unit_json(a, "{\"containers\":[{\"env\":[{\"name\":\"A\"}]}]}");
		json_set_string(
			a, json_item(json_get(json_item(json_get(v, "containers"), 0), "env"), 0), "value", rows[i].value);
		json_print(service_calls(a, &release, &release.services[1], v), JSON_COMPACT, &b);
		assert_string_equal(buf_text(&b), rows[i].calls);
		buf_free(&b);
	}
}

/* Returns the bytes that looking takes once the hosts are known. */
static size_t cost(struct arena *a, size_t services)
{
	struct release release = release_of(a, services);
	struct json *caller = unit_json(a, CALLER);
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
		cmocka_unit_test_setup_teardown(a_domain_is_that_of_the_service_whose_probe_has_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(looking_costs_the_same_in_a_large_release, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
