/* SPDX-License-Identifier: Apache-2.0 */
/* test_starved.c: observations of a process that was stopped for some time, in virtual time. */
#include "fake_world.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { TIMEOUT_MS = 5000 };

struct stage {
	struct fake_world *world;
	struct run r;
	struct observation observation;
};

static int set_up(void **state)
{
	static const struct options quiet = { .quiet = true };
	struct stage *s = test_calloc(1, sizeof(*s));
	s->world = fake_world_new();
	s->r = (struct run){ .a = s->world->a, .secrets = s->world->k, .loop = s->world->l, .options = &quiet };
	say_begin(&s->r.log, s->r.a, s->r.secrets, &quiet);
	s->r.log.loop = s->r.loop;
	observations_begin(&s->r.observations, s->r.a, s->r.loop, NULL, &s->r.log);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	fake_world_free(s->world);
	test_free(s);
	return 0;
}

/* One observation of a probe whose answer comes after 200 ms. The process is stopped at 100 ms for stall_ms. */
static const struct observation *observation(struct stage *s, struct fake_answer answer, int64_t stall_ms)
{
	struct run *r = &s->r;
	const char *url = "http://a.test/health";
	struct config_http *http = ARENA_NEW(r->a, struct config_http);
	struct config_probe *p = ARENA_NEW(r->a, struct config_probe);
	struct fake_answer *script = ARENA_NEW(r->a, struct fake_answer);
	*script = answer;
	*http = (struct config_http){ .method = "GET",
		.reach = { .url = secret_new(r->secrets, url, strlen(url), false), .timeout = TIMEOUT_MS } };
	*p = (struct config_probe){ .kind = PROBE_HTTP, .reach = &http->reach, .http = http };
	s->world->script = script;
	s->world->n_script = 1;
	s->world->stall_at = loop_now(r->loop) + 100;
	s->world->stall_ms = stall_ms;
	r->observations.deadline = loop_now(r->loop) + 60000;
	s->observation = (struct observation){ .source = &source_http,
		.alias = "probe",
		.config = p,
		.in_flight = true,
		.awaited = true,
		.started_at = loop_now(r->loop) };
	observation_open(&r->observations, &s->observation);
	r->observations.pending++;
	source_http.start(&r->observations, &r->release, &s->observation);
	assert_int_equal(loop_run(r->loop, &r->observations.pending, r->observations.deadline), LOOP_DONE);
	return &s->observation;
}

static void assert_unobserved(const struct observation *l, const char *ms)
{
	assert_int_equal(l->error.code, ERR_INTERRUPTED);
	assert_non_null(strstr(l->error.text, "this process did not run for "));
	assert_non_null(strstr(l->error.text, ms));
	assert_null(json_get(l->value, "ok"));
}

static void timeout_caused_by_the_stop_is_unobserved(void **state)
{
	struct stage *s = *state;
	const struct observation *l = observation(s, (struct fake_answer){ .status = 200, .ms = 200, .body = "" }, 6000);
	assert_unobserved(l, "6000 ms");
	assert_int_equal(json_size(s->r.log.timeline), 1);
}

static void failure_during_the_stop_is_unobserved(void **state)
{
	assert_unobserved(observation(*state, (struct fake_answer){ .status = 503, .ms = 200, .body = "" }, 700), "700 ms");
	assert_unobserved(observation(*state, (struct fake_answer){ .error = ERR_NETWORK, .ms = 200 }, 700), "700 ms");
}

static void good_answer_counts_without_its_time(void **state)
{
	const struct observation *l = observation(
		*state, (struct fake_answer){ .status = 200, .ms = 200, .body = "" }, 700);
	assert_int_equal(l->error.code, ERR_NONE);
	assert_true(json_is_true(json_get(l->value, "ok")));
	assert_int_equal(json_kind(json_get(l->value, "ms")), JSON_OBJECT);
	assert_int_equal(json_kind(json_get(l->value, "timings")), JSON_OBJECT);
	assert_null(json_get(json_get(l->value, "timings"), "total"));
}

/* Shorter than a tenth of the timeout, or before the probe began. */
static void short_stop_changes_nothing(void **state)
{
	struct stage *s = *state;
	const struct observation *l = observation(s, (struct fake_answer){ .status = 503, .ms = 200, .body = "" }, 400);
	assert_int_equal(l->error.code, ERR_NONE);
	assert_false(json_is_true(json_get(l->value, "ok")));
	l = observation(s, (struct fake_answer){ .status = 503, .ms = 200, .body = "" }, 0);
	assert_int_equal(l->error.code, ERR_NONE);
	assert_int_equal(json_kind(json_get(l->value, "ms")), JSON_INT);
	assert_int_equal(json_size(s->r.log.timeline), 0);
}

static void timeout_caused_by_the_service_is_a_failure(void **state)
{
	const struct observation *l = observation(*state, (struct fake_answer){ .status = 200, .ms = 9000, .body = "" }, 0);
	assert_int_equal(l->error.code, ERR_NONE);
	assert_int_equal(json_kind(json_get(l->value, "ok")), JSON_BOOL);
	assert_false(json_is_true(json_get(l->value, "ok")));
}

/* A timer that restarts itself is always due. Requests in flight still get their answers. */
struct busy {
	struct loop *l;
	unsigned turns;
};

static void on_turn(void *arg)
{
	struct busy *b = arg;
	if (++b->turns < 1000)
		loop_at(b->l, loop_now(b->l), on_turn, b);
}

static void on_answer(void *arg, const struct http_answer *answer)
{
	size_t *pending = arg;
	assert_int_equal(answer->status, 200);
	*pending = 0;
}

static void busy_timer_does_not_delay_answers(void **state)
{
	struct stage *s = *state;
	static const struct fake_answer at_once = { .status = 200, .body = "" };
	const char *url = "http://a.test/";
	struct busy busy = { s->r.loop, 0 };
	size_t pending = 1;
	struct http_request r = { .kind = HTTP_PROBE,
		.method = "GET",
		.url = secret_new(s->r.secrets, url, strlen(url), false),
		.deadline = loop_now(s->r.loop) + 5000,
		.timeout_ms = 5000,
		.body_max = 100,
		.attempts_max = 1 };
	s->world->script = &at_once;
	s->world->n_script = 1;
	loop_at(s->r.loop, loop_now(s->r.loop), on_turn, &busy);
	http_start(s->r.loop, s->r.a, &r, on_answer, &pending);
	assert_int_equal(loop_run(s->r.loop, &pending, loop_now(s->r.loop) + 10000), LOOP_DONE);
	assert_true(busy.turns < 10);
}

static void nothing(void *arg)
{
	(void)arg;
}

static void set_another(void *arg)
{
	struct loop *l = arg;
	loop_do_at(l, loop_now(l), nothing, NULL);
}

/* A turn that ends because its deadline was passed before it began does not mean that the process was stopped. */
static void deadline_in_the_past_is_no_lateness(void **state)
{
	struct stage *s = *state;
	struct loop *l = s->r.loop;
	int64_t began = loop_now(l);
	loop_run(l, NULL, began + 2000);
	loop_do_at(l, loop_now(l), set_another, l);
	assert_int_equal(loop_run(l, NULL, began + 500), LOOP_DEADLINE);
	assert_int_equal(loop_late(l), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(timeout_caused_by_the_stop_is_unobserved, set_up, tear_down),
		cmocka_unit_test_setup_teardown(failure_during_the_stop_is_unobserved, set_up, tear_down),
		cmocka_unit_test_setup_teardown(good_answer_counts_without_its_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(short_stop_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(timeout_caused_by_the_service_is_a_failure, set_up, tear_down),
		cmocka_unit_test_setup_teardown(busy_timer_does_not_delay_answers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(deadline_in_the_past_is_no_lateness, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("starved", tests, NULL, NULL);
}
