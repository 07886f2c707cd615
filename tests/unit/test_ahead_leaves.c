/* SPDX-License-Identifier: Apache-2.0 */
/* test_ahead_leaves.c: which probes may start before their service is read, and where they may go. */
#include "../../gate/config/config.h"
#include "../../gate/source/probe/ahead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define URI "https://backend-abc.a.run.app"

struct bench {
	struct arena *a;
	struct config_probe probe;
	struct config_http http;
};

static struct bench *bench_of(void **state)
{
	return *state;
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	b->http = (struct config_http){ .reach = { .service = "backend", .path = "/health" }, .method = "GET" };
	b->probe = (struct config_probe){ .http = &b->http, .kind = PROBE_HTTP, .reach = &b->http.reach };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(bench_of(state)->a);
	test_free(*state);
	return 0;
}

static void request_goes_only_to_cloud_run_hosts(void **state)
{
	struct bench *b = bench_of(state);
	static const struct {
		const char *uri, *api;
		bool may;
	} rows[] = {
		{ "https://backend-abc-uc.a.run.app", "https://run.googleapis.com/", true },
		{ "https://backend-1234.us-central1.run.app/", "https://run.googleapis.com/", true },
		{ "http://backend-abc-uc.a.run.app", "https://run.googleapis.com/", false },
		{ "https://backend-abc-uc.a.run.app:8443", "https://run.googleapis.com/", false },
		{ "https://user@backend-abc-uc.a.run.app", "https://run.googleapis.com/", false },
		{ "https://backend-abc-uc.a.run.app/admin", "https://run.googleapis.com/", false },
		{ "https://backend-abc-uc.a.run.app/?q=1", "https://run.googleapis.com/", false },
		{ "https://backend.run.app.example.com", "https://run.googleapis.com/", false },
		{ "https://evilrun.app", "https://run.googleapis.com/", false },
		{ "https://.run.app", "https://run.googleapis.com/", false },
		{ "https://10.0.0.1", "https://run.googleapis.com/", false },
		{ "http://169.254.169.254", "https://run.googleapis.com/", false },
		{ "http://metadata.google.internal", "https://run.googleapis.com/", false },
		{ "http://127.0.0.1:8080", "https://run.googleapis.com/", false },
		{ "http://127.0.0.1:8080", "http://127.0.0.1:9000/", true },
		{ "https://127.0.0.1:8080", "http://127.0.0.1:9000/", true },
		{ "https://127.0.0.1:8080", "https://run.googleapis.com/", false },
		{ "http://10.0.0.1:8080", "http://127.0.0.1:9000/", false },
		{ "file:///etc/passwd", "http://127.0.0.1:9000/", false },
		{ "not a url", "http://127.0.0.1:9000/", false },
		{ "", "http://127.0.0.1:9000/", false },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (ahead_may_go_to(b->a, rows[i].uri, rows[i].api) != rows[i].may)
			fail_msg("%s beside %s", rows[i].uri, rows[i].api);
}

static void request_does_not_go_to_the_metadata_server(void **state)
{
	struct bench *b = bench_of(state);
	setenv("GCE_METADATA_HOST", "127.0.0.1:8080", 1);
	assert_false(ahead_may_go_to(b->a, "http://127.0.0.1:8080", "http://127.0.0.1:9000/"));
	assert_true(ahead_may_go_to(b->a, "http://127.0.0.1:8081", "http://127.0.0.1:9000/"));
	unsetenv("GCE_METADATA_HOST");
}

static void request_carries_no_credentials_and_has_no_side_effects(void **state)
{
	struct bench *b = bench_of(state);
	struct secret *text = secret_plain(b->a, "x");
	struct conf_pair header = { .name = "X-Key", .value = text };
	struct config_http *h = &b->http, was = b->http;
	assert_true(ahead_may_leave(&b->probe, URI, false));
	assert_false(ahead_may_leave(&b->probe, NULL, false));
	h->method = "HEAD";
	assert_true(ahead_may_leave(&b->probe, URI, false));
	h->method = "POST";
	assert_false(ahead_may_leave(&b->probe, URI, true));
	*h = was;
	h->headers = (struct conf_pairs){ .items = &header, .n = 1 };
	assert_false(ahead_may_leave(&b->probe, URI, true));
	*h = was;
	h->body = text;
	assert_false(ahead_may_leave(&b->probe, URI, true));
	*h = was;
	h->reach.path = "/health?key=1";
	assert_false(ahead_may_leave(&b->probe, URI, true));
	*h = was;
	h->reach.at = AT_CANDIDATE;
	assert_false(ahead_may_leave(&b->probe, URI, true));
}

/* The config names the host, so it may get what the config says, but only what changes nothing. */
static void request_to_the_configs_host_carries_all(void **state)
{
	struct bench *b = bench_of(state);
	struct conf_pair header = { .name = "X-Key", .value = secret_plain(b->a, "x") };
	struct config_http *h = &b->http;
	h->reach.url = secret_plain(b->a, "https://api.example.com/health?key=1");
	h->headers = (struct conf_pairs){ .items = &header, .n = 1 };
	assert_true(ahead_may_leave(&b->probe, NULL, false));
	h->method = "POST";
	assert_false(ahead_may_leave(&b->probe, NULL, false));
	h->method = "GET";
	h->body = header.value;
	assert_false(ahead_may_leave(&b->probe, NULL, false));
}

static void token_needs_a_trusted_memory_or_an_audience_of_the_config(void **state)
{
	struct bench *b = bench_of(state);
	struct config_reach *to = &b->http.reach;
	to->auth = PROBE_AUTH_ID_TOKEN;
	assert_true(ahead_may_leave(&b->probe, URI, true));
	assert_false(ahead_may_leave(&b->probe, URI, false));
	to->url = secret_plain(b->a, "https://api.example.com/health");
	assert_true(ahead_may_leave(&b->probe, URI, true));
	assert_false(ahead_may_leave(&b->probe, URI, false));
	assert_false(ahead_may_leave(&b->probe, NULL, true));
	to->audience = "https://api.example.com";
	assert_true(ahead_may_leave(&b->probe, NULL, false));
	to->url = NULL;
	assert_false(ahead_may_leave(&b->probe, URI, false));
}

static void journey_leaves_if_its_first_step_may(void **state)
{
	struct bench *b = bench_of(state);
	struct config_http post = b->http;
	struct config_step steps[] = { { .name = "look", .http = &b->http }, { .name = "order", .http = &post } };
	post.method = "POST";
	b->probe.http = NULL;
	b->probe.journey = (struct conf_list){ .items = steps, .n = 2 };
	assert_true(ahead_may_leave(&b->probe, URI, false));
	steps[0].http = &post;
	assert_false(ahead_may_leave(&b->probe, URI, false));
}

static void commands_and_lookups_do_not_leave(void **state)
{
	struct config_command command = { .reach.service = "backend" };
	struct config_dns dns = { .reach.service = "backend" };
	(void)state;
	assert_false(ahead_may_leave(&(struct config_probe){ .command = &command, .reach = &command.reach }, URI, true));
	assert_false(ahead_may_leave(&(struct config_probe){ .dns = &dns, .reach = &dns.reach }, URI, true));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(request_goes_only_to_cloud_run_hosts),
		TEST(request_does_not_go_to_the_metadata_server),
		TEST(request_carries_no_credentials_and_has_no_side_effects),
		TEST(request_to_the_configs_host_carries_all),
		TEST(token_needs_a_trusted_memory_or_an_audience_of_the_config),
		TEST(journey_leaves_if_its_first_step_may),
		TEST(commands_and_lookups_do_not_leave),
	};
	return cmocka_run_group_tests_name("ahead_leaves", tests, NULL, NULL);
}
