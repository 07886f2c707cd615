/* SPDX-License-Identifier: Apache-2.0 */
/* test_ahead.c: a probe that starts before its service is read: when its answer counts. */
#include "fake_world.h"
#include "../../gate/source/probe/ahead.h"
#include "../../gate/source/probe/reach.h"
#include "../../gate/source/source.h"
#include "../../gcp/core/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { HOUR = 3600 * 1000, ANSWERS_IN = 100, TIMEOUT = 10 * 1000 };
#define URI        "https://backend-abc.a.run.app"
#define URL        URI "/health"
#define NEW        "https://backend-new.a.run.app"
#define WALL_BEGIN INT64_C(1700000000000)
static const struct fake_answer well = {
	.status = 200, .ms = ANSWERS_IN, .body = "{\"ok\":1}", .header = "x-served-by", .value = "b-2"
};
static const struct fake_answer cached = {
	.status = 200, .ms = ANSWERS_IN, .body = "ok", .header = "x-cache", .value = "HIT"
};

struct bench {
	struct fake_world *w;
	struct arena *a;
	struct run r;
	struct options options;
	struct service service;
	struct cloudrun_revision candidate;
	struct cloudrun_target row;
	struct config_probe probe;
	struct config_http http;
	struct config_service in_config;
	struct observation service_look, observation;
};

static struct bench *bench_of(void **state)
{
	return *state;
}

static const char *time_text(struct bench *b, int64_t ago_ms)
{
	return clock_time_text(b->a, loop_wall(b->w->l) - ago_ms);
}

/* Reads the service: its routes changed routed_ago and the service itself changed_ago, in ms before now. */
static void read_service(struct bench *b, int64_t routed_ago, int64_t changed_ago)
{
	struct json *v = json_new_object(b->a), *all = json_new_array(b->a), *c = json_new_object(b->a);
	json_set_string(b->a, c, "type", "RoutesReady");
	json_set_string(b->a, c, "state", "CONDITION_SUCCEEDED");
	json_set_string(b->a, c, "lastTransitionTime", time_text(b, routed_ago));
	json_add(all, c);
	json_set(v, "conditions", all);
	if (changed_ago >= 0)
		json_set_string(b->a, v, "updateTime", time_text(b, changed_ago));
	b->service.now.raw = v;
	b->service.known = b->service.chosen = true;
	b->service_look.count = 1;
	b->service_look.at = b->service_look.started_at = loop_now(b->w->l);
}

static void google_tells_the_time(struct bench *b)
{
	const struct http_header_text date = { "date", "Wed, 15 Nov 2023 00:13:20 GMT" };
	assert_int_equal(loop_wall(b->w->l), INT64_C(1700007200000));
	gcp_saw(b->r.gcp, &(struct http_answer){ .status = 200, .headers = &date, .n_headers = 1 });
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->w->now = 2 * HOUR;
	b->w->script = &well;
	b->w->n_script = 1;
	b->a = b->w->a;
	b->r = (struct run){ .a = b->a,
		.options = &b->options,
		.secrets = b->w->k,
		.loop = b->w->l,
		.release.services = &b->service,
		.release.n_services = 1 };
	say_begin(&b->r.log, b->a, b->w->k, &b->options);
	b->r.log.loop = b->w->l;
	assert_int_equal(gcp_open(b->a, b->w->l, b->w->k, NULL, &b->r.gcp, &e), 0);
	observations_begin(&b->r.observations, b->a, b->w->l, b->r.gcp, &b->r.log);
	b->r.observations.deadline = 3 * HOUR;
	b->http = (struct config_http){ .reach = { .service = "backend", .path = "/health", .timeout = TIMEOUT },
		.method = "GET" };
	b->probe = (struct config_probe){ .http = &b->http, .kind = PROBE_HTTP, .reach = &b->http.reach };
	b->observation = (struct observation){
		.source = &source_http, .config = &b->probe, .service = &b->service, .a = b->a
	};
	b->row = (struct cloudrun_target){ .revision = "b-2", .percent = 100 };
	b->candidate = (struct cloudrun_revision){ .name = "b-2", .created_at = WALL_BEGIN };
	b->service_look = (struct observation){ .source = &source_service, .service = &b->service };
	b->in_config.member.alias = "backend";
	b->service = (struct service){ .config = &b->in_config,
		.observation = &b->service_look,
		.now = { .terminal = { .type = "Ready", .state = "CONDITION_SUCCEEDED" },
			.effective = { &b->row, 1 },
			.desired = { &b->row, 1 } },
		.target = { .candidate = &b->candidate, .released = true } };
	google_tells_the_time(b);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	fake_world_free(bench_of(state)->w);
	test_free(*state);
	return 0;
}

static bool starts_ahead(struct bench *b)
{
	b->service.remembered.uri = URI;
	ahead_start(&b->r.observations, &b->r.release, &b->observation);
	return b->observation.ahead != NULL;
}

static void send_ahead(struct bench *b)
{
	assert_true(starts_ahead(b));
}

static void pass(struct bench *b, int64_t ms)
{
	loop_run(b->w->l, NULL, loop_now(b->w->l) + ms);
}

/* Starts the observation after the read. Returns whether the probe that was sent ahead goes on. */
static bool taken(struct bench *b, const char *uri)
{
	b->service.now.uri = uri;
	observation_open(&b->r.observations, &b->observation);
	b->observation.in_flight = true;
	return ahead_goes_on(&b->observation);
}

static int64_t fact(const struct bench *b, const char *name)
{
	return json_int(json_get(b->observation.value, name));
}

/* Whoever answers at the remembered URI could use a token for another audience elsewhere. */
static void token_for_another_audience_does_not_leave(void **state)
{
	struct bench *b = bench_of(state);
	b->http.reach.auth = PROBE_AUTH_ID_TOKEN;
	b->http.reach.audience = "https://api.example.com";
	b->service.remembered.trusted = true;
	send_ahead(b);
	pass(b, ANSWERS_IN);
	assert_int_equal(b->w->sent, 0);
	read_service(b, HOUR, HOUR);
	assert_false(taken(b, URI));
}

/* ---- Answers that count ---------------------------------------------------------------------------------- */

static void answer_that_arrived_before_the_read_counts(void **state)
{
	struct bench *b = bench_of(state);
	int64_t sent_at = loop_now(b->w->l);
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	assert_int_equal(b->observation.count, 0); /* the answer is held back */
	read_service(b, HOUR, HOUR);
	assert_true(taken(b, URI));
	assert_int_equal(b->observation.count, 1);
	assert_int_equal(fact(b, "status"), 200);
	assert_int_equal(b->observation.started_at, sent_at);
	assert_null(b->observation.ahead);
	assert_false(taken(b, URI));
	assert_int_equal(b->w->sent, 1);
	assert_string_equal(b->w->urls[0], URL);
	assert_int_equal(b->w->headers[0], 0);
}

static void answer_that_arrives_after_the_read_counts(void **state)
{
	struct bench *b = bench_of(state);
	send_ahead(b);
	pass(b, ANSWERS_IN / 2);
	read_service(b, HOUR, HOUR);
	assert_true(taken(b, URI));
	assert_int_equal(b->observation.count, 0);
	ahead_end(&b->observation); /* its round may end before the answer comes */
	pass(b, ANSWERS_IN);
	assert_int_equal(b->observation.count, 1);
}

/* A complete observation: the answer is its value, and only one request was made. */
static void observation_makes_one_request(void **state)
{
	struct bench *b = bench_of(state);
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	read_service(b, HOUR, HOUR);
	assert_true(taken(b, URI));
	assert_int_equal(b->observation.count, 1);
	assert_int_equal(b->observation.error.code, ERR_NONE);
	assert_true(json_is_true(json_get(b->observation.value, "ok")));
	assert_int_equal(json_int(json_get(b->observation.value, "attempts")), 1);
	assert_true(b->observation.attributed);
	assert_int_equal(b->observation.kept_ms, ANSWERS_IN);
	assert_string_equal(json_text(json_get(b->observation.value, "body")).p, "{\"ok\":1}");
	assert_string_equal(json_text(json_at(b->observation.value, "headers.x-served-by")).p, "b-2");
	assert_int_equal(json_int(json_at(b->observation.value, "json.ok")), 1);
	assert_int_equal(b->w->sent, 1);
}

/* If the answer may not count, the probe is sent again. */
static void observation_of_another_uri_sends_a_new_request(void **state)
{
	struct bench *b = bench_of(state);
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	read_service(b, HOUR, HOUR);
	assert_false(taken(b, NEW));
	b->observation.source->start(&b->r.observations, &b->r.release, &b->observation);
	assert_int_equal(b->observation.count, 0);
	pass(b, 2 * ANSWERS_IN);
	assert_int_equal(b->observation.count, 1);
	assert_int_equal(b->observation.kept_ms, 0);
	assert_int_equal(json_int(json_get(b->observation.value, "attempts")), 1);
	assert_int_equal(b->w->sent, 2);
	assert_string_equal(b->w->urls[1], NEW "/health");
}

static void grpc_check_is_sent_ahead_too(void **state)
{
	struct bench *b = bench_of(state);
	struct config_grpc grpc = { .reach = b->http.reach, .name = "" };
	b->probe = (struct config_probe){ .grpc = &grpc, .kind = PROBE_GRPC, .reach = &grpc.reach };
	b->observation.source = &source_grpc;
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	assert_string_equal(b->w->urls[0], "https://backend-abc.a.run.app:443/grpc.health.v1.Health/Check");
	assert_int_equal(b->w->headers[0], 3);
	read_service(b, HOUR, HOUR);
	assert_true(taken(b, URI));
	assert_int_equal(b->observation.count, 1);
}

static void first_step_of_a_journey_is_sent_ahead(void **state)
{
	struct bench *b = bench_of(state);
	struct config_http post = b->http;
	struct config_step steps[] = { { .name = "look", .http = &b->http }, { .name = "order", .http = &post } };
	post.method = "POST";
	b->probe = (struct config_probe){ .kind = PROBE_JOURNEY, .reach = &b->http.reach };
	b->probe.journey = (struct conf_list){ .items = steps, .n = 2 };
	b->observation.source = &source_journey;
	send_ahead(b);
	pass(b, 3 * ANSWERS_IN);
	assert_int_equal(b->w->sent, 1); /* the second step waits */
	read_service(b, HOUR, HOUR);
	assert_true(taken(b, URI));
	pass(b, 2 * ANSWERS_IN);
	assert_int_equal(b->w->sent, 2);
	assert_int_equal(b->observation.count, 1);
	assert_true(json_is_true(json_get(b->observation.value, "ok")));
	assert_int_equal(fact(b, "attempts"), 2);
	assert_int_equal(fact(b, "ms"), 2 * ANSWERS_IN); /* without the time that it waited */
}

static void journey_that_is_dropped_begins_anew(void **state)
{
	struct bench *b = bench_of(state);
	struct config_step steps[] = { { .name = "look", .http = &b->http }, { .name = "again", .http = &b->http } };
	b->probe = (struct config_probe){ .kind = PROBE_JOURNEY, .reach = &b->http.reach };
	b->probe.journey = (struct conf_list){ .items = steps, .n = 2 };
	b->observation.source = &source_journey;
	send_ahead(b);
	read_service(b, HOUR, HOUR);
	assert_false(taken(b, NEW));
	pass(b, 3 * ANSWERS_IN); /* what is dropped goes no further */
	assert_int_equal(b->w->sent, 1);
	assert_int_equal(b->observation.count, 0);
	b->observation.source->start(&b->r.observations, &b->r.release, &b->observation);
	pass(b, 3 * ANSWERS_IN);
	assert_int_equal(b->w->sent, 3);
	assert_int_equal(b->observation.count, 1);
}

/* Any service of the release may be behind a URL without a service. changed: as in read_service. */
static bool answer_of_url_is_taken(struct bench *b, int64_t changed)
{
	b->http.reach.service = NULL;
	b->http.reach.url = secret_plain(b->a, "https://api.example.com/health");
	b->observation.service = NULL;
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	read_service(b, changed, HOUR);
	return taken(b, URI);
}

static void url_without_a_service_counts_if_all_services_stood(void **state)
{
	struct bench *b = bench_of(state);
	assert_true(answer_of_url_is_taken(b, HOUR));
	assert_int_equal(b->observation.count, 1);
}

static void url_without_a_service_does_not_count_if_one_changed(void **state)
{
	assert_false(answer_of_url_is_taken(bench_of(state), AHEAD_UNCHANGED_MS));
}

/* ---- Answers that do not count ---------------------------------------------------------------------------- */

/* True if the answer counts when the service's last changes were routed_ago and changed_ago ms before the read. */
static bool taken_of(struct bench *b, int64_t routed_ago, int64_t changed_ago)
{
	send_ahead(b);
	pass(b, 2 * ANSWERS_IN);
	read_service(b, routed_ago, changed_ago);
	bool it = taken(b, URI);
	assert_int_equal(b->observation.count, it);
	return it;
}

static void traffic_unchanged_since_before_the_request_counts(void **state)
{
	int64_t edge = 2 * ANSWERS_IN + AHEAD_UNCHANGED_MS;
	assert_true(taken_of(bench_of(state), edge + 1000, edge + 1000)); /* Google's clock is known to one second */
}

static void answer_before_the_routes_changed_does_not_count(void **state)
{
	assert_false(taken_of(bench_of(state), 2 * ANSWERS_IN + AHEAD_UNCHANGED_MS - 1, HOUR));
}

static void answer_before_the_service_changed_does_not_count(void **state)
{
	assert_false(taken_of(bench_of(state), HOUR, 2 * ANSWERS_IN + AHEAD_UNCHANGED_MS - 1));
}

static void answer_without_a_change_time_does_not_count(void **state)
{
	assert_false(taken_of(bench_of(state), HOUR, -1));
}

static void answer_of_an_unsettled_service_does_not_count(void **state)
{
	bench_of(state)->service.now.reconciling = true;
	assert_false(taken_of(bench_of(state), HOUR, HOUR));
}

/* The local clock alone says nothing about Google's times. */
static void answer_with_an_unverified_clock_does_not_count(void **state)
{
	bench_of(state)->r.gcp->skew->seen = false;
	assert_false(taken_of(bench_of(state), HOUR, HOUR));
}

/* The local clock is ten minutes ahead of Google's clock, so the split is more recent than it seems. */
static void clock_skew_is_taken_into_account(void **state)
{
	struct bench *b = bench_of(state);
	const struct http_header_text date = { "date", "Wed, 15 Nov 2023 00:03:20 GMT" };
	gcp_saw(b->r.gcp, &(struct http_answer){ .status = 200, .headers = &date, .n_headers = 1 });
	assert_false(taken_of(b, 10 * 60 * 1000, 10 * 60 * 1000));
}

static void answer_from_a_cache_does_not_count(void **state)
{
	bench_of(state)->w->script = &cached;
	assert_false(taken_of(bench_of(state), HOUR, HOUR));
}

static void answer_of_another_url_does_not_count(void **state)
{
	struct bench *b = bench_of(state);
	send_ahead(b);
	read_service(b, HOUR, HOUR);
	assert_false(taken(b, NEW));
	assert_false(taken(b, URI)); /* an answer can be taken only once */
	pass(b, 2 * ANSWERS_IN);
	assert_int_equal(b->observation.count, 0);
}

static void answer_of_an_earlier_round_does_not_count(void **state)
{
	struct bench *b = bench_of(state);
	send_ahead(b);
	ahead_end(&b->observation);
	read_service(b, HOUR, HOUR);
	assert_false(taken(b, URI));
	pass(b, 2 * ANSWERS_IN);
	assert_int_equal(b->observation.count, 0);
}

static void answer_during_a_process_stop_does_not_count(void **state)
{
	struct bench *b = bench_of(state);
	b->w->stall_at = b->w->now;
	b->w->stall_ms = TIMEOUT / 2;
	assert_false(taken_of(b, HOUR, HOUR));
}

static void clock_that_is_set_changes_no_time_of_google(void **state)
{
	struct bench *b = bench_of(state);
	int64_t before = gcp_wall(b->r.gcp), least = gcp_wall_least(b->r.gcp);
	b->w->set_by = -2 * HOUR;
	assert_int_equal(gcp_wall(b->r.gcp), before);
	assert_int_equal(gcp_wall_least(b->r.gcp), least);
	assert_int_equal(gcp_skew_ms(b->r.gcp), 2 * HOUR);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(token_for_another_audience_does_not_leave),
		TEST(answer_that_arrived_before_the_read_counts),
		TEST(answer_that_arrives_after_the_read_counts),
		TEST(observation_makes_one_request),
		TEST(observation_of_another_uri_sends_a_new_request),
		TEST(grpc_check_is_sent_ahead_too),
		TEST(first_step_of_a_journey_is_sent_ahead),
		TEST(journey_that_is_dropped_begins_anew),
		TEST(url_without_a_service_counts_if_all_services_stood),
		TEST(url_without_a_service_does_not_count_if_one_changed),
		TEST(traffic_unchanged_since_before_the_request_counts),
		TEST(answer_before_the_routes_changed_does_not_count),
		TEST(answer_before_the_service_changed_does_not_count),
		TEST(answer_without_a_change_time_does_not_count),
		TEST(answer_of_an_unsettled_service_does_not_count),
		TEST(answer_with_an_unverified_clock_does_not_count),
		TEST(clock_skew_is_taken_into_account),
		TEST(clock_that_is_set_changes_no_time_of_google),
		TEST(answer_from_a_cache_does_not_count),
		TEST(answer_of_another_url_does_not_count),
		TEST(answer_of_an_earlier_round_does_not_count),
		TEST(answer_during_a_process_stop_does_not_count),
	};
	return cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
