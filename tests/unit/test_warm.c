/* SPDX-License-Identifier: Apache-2.0 */
/* test_warm.c: the warm-up of each probe, in virtual time: when it begins and what ends it. */
#include "fake_world.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

enum { HOUR = 3600 * 1000, WARMUP = 6000, WALL = 1700000000, HEALTH = 1, ITEMS, OTHER };

struct bench {
	struct fake_world *w;
	struct arena *a;
	struct run r;
	struct options options;
	struct service service;
	struct cloudrun_revision candidate;
	struct cloudrun_target row;
	struct observation observations[4], *list[4];
};

static struct bench *bench_of(void **state)
{
	return *state;
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->w->now = 2 * HOUR;
	b->a = b->w->a;
	b->r = (struct run){ .a = b->a,
		.options = &b->options,
		.secrets = b->w->k,
		.loop = b->w->l,
		.release.services = &b->service,
		.release.n_services = 1,
		.observations.items = b->list,
		.observations.n = 4 };
	say_begin(&b->r.log, b->a, b->w->k, &b->options);
	b->r.log.loop = b->w->l;
	assert_int_equal(gcp_open(b->a, b->w->l, b->w->k, NULL, &b->r.gcp, &e), 0);
	observations_begin(&b->r.observations, b->a, b->w->l, b->r.gcp, &b->r.log);
	b->r.config.gate.warmup = WARMUP;
	for (int i = 0; i < 4; i++) {
		b->observations[i] = (struct observation){ .source = i ? &source_http : &source_service,
			.service = i == OTHER ? NULL : &b->service };
		b->list[i] = &b->observations[i];
	}
	b->row = (struct cloudrun_target){ .revision = "b-2", .percent = 100 };
	b->candidate = (struct cloudrun_revision){ .name = "b-2", .created_at = loop_wall(b->w->l) };
	b->service = (struct service){ .observation = &b->observations[0],
		.selected = true,
		.chosen = true,
		.known = true,
		.now = { .terminal = { .type = "Ready", .state = "CONDITION_SUCCEEDED" },
			.effective = { &b->row, 1 },
			.desired = { &b->row, 1 } },
		.target = { .candidate = &b->candidate, .released = true } };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	fake_world_free(bench_of(state)->w);
	test_free(*state);
	return 0;
}

static void said(struct bench *b, struct observation *l, bool ok)
{
	l->count++;
	l->at = l->started_at = loop_now(b->w->l);
	l->value = json_new_object(b->a);
	json_set_bool(b->a, l->value, "ok", ok);
	l->attributed = true;
}

/* A round: the service is read, then each probe answers: G good, B bad, - not at all. */
static void play(struct bench *b, int64_t later_ms, const char *answers)
{
	b->w->now += later_ms;
	b->observations[0].at = b->observations[0].started_at = loop_now(b->w->l);
	b->observations[0].count++;
	warm_saw(b->r.loop, &b->service);
	for (size_t i = 0; answers[i]; i++)
		if (answers[i] != '-')
			said(b, &b->observations[i + 1], answers[i] == 'G');
	warm_round(&b->r.observations, &b->r.release, b->r.config.gate.warmup);
}

static bool rests_on_warm_up(struct bench *b, size_t x, size_t y)
{
	return warm_reads(&b->r.release, &b->r.observations, (size_t[]){ x, y }, 2);
}

/* The service says that its routes became ready ago_ms ago. */
static void routed(struct bench *b, int64_t ago_ms)
{
	struct json *v = json_new_object(b->a), *all = json_new_array(b->a), *c = json_new_object(b->a);
	json_set_string(b->a, c, "type", "RoutesReady");
	json_set_string(b->a, c, "state", "CONDITION_SUCCEEDED");
	json_set_string(b->a, c, "lastTransitionTime", clock_time_text(b->a, loop_wall(b->w->l) - ago_ms));
	json_add(all, c);
	json_set(v, "conditions", all);
	b->service.now.raw = v;
}

/* The revisions could not be read, so it is not known which of them the answers would condemn. */
static void answers_do_not_count_before_the_release_is_known(void **state)
{
	struct bench *b = bench_of(state);
	b->service.chosen = b->service.target.released = false;
	play(b, 0, "B-G");
	play(b, 10 * WARMUP, "B-G");
	assert_true(rests_on_warm_up(b, HEALTH, OTHER));
	assert_false(b->r.release.warm_ended);
	b->service.chosen = b->service.target.released = true;
	play(b, 100, "B-G");
	assert_false(rests_on_warm_up(b, HEALTH, OTHER));
}

static void each_probe_has_its_own_warm_up(void **state)
{
	struct bench *b = bench_of(state);
	play(b, 0, "GBB");
	play(b, 100, "GBG");
	assert_false(b->observations[HEALTH].warming);
	assert_true(b->observations[ITEMS].warming);
	play(b, 100, "BBB");
	assert_false(b->observations[HEALTH].warming);
	assert_true(b->observations[ITEMS].warming);
	assert_false(b->observations[OTHER].warming);
	assert_false(rests_on_warm_up(b, HEALTH, HEALTH));
	assert_true(rests_on_warm_up(b, ITEMS, ITEMS));
	assert_true(rests_on_warm_up(b, HEALTH, ITEMS)); /* ITEMS may still make it pass */
}

static void warm_up_ends_after_its_time(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= 1000;
	play(b, 0, "BBB");
	play(b, WARMUP - 1001, "BBB");
	assert_true(b->observations[HEALTH].warming && b->observations[OTHER].warming);
	assert_false(b->r.release.warm_ended);
	play(b, 1, "BBB");
	assert_false(b->observations[HEALTH].warming || b->observations[OTHER].warming);
	assert_true(b->r.release.warm_ended);
}

static void old_candidate_has_no_warm_up(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	play(b, 0, "BBB");
	assert_false(b->observations[HEALTH].warming || b->observations[ITEMS].warming || b->observations[OTHER].warming);
	assert_false(rests_on_warm_up(b, HEALTH, ITEMS));
	assert_true(b->r.release.warm_ended);
}

/* The answer was held back for a moment in which the warm-up ended. */
static void answer_counts_from_its_arrival(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= WARMUP;
	b->observations[HEALTH].kept_ms = 1;
	play(b, 0, "BB-");
	assert_true(b->observations[HEALTH].warming);
	assert_false(b->observations[ITEMS].warming);
}

static void new_traffic_restarts_the_warm_up(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	b->row.percent = 5;
	play(b, 0, "BBB");
	assert_false(b->observations[HEALTH].warming);
	b->row.percent = 100;
	warm_begin(&b->r.release, &b->r.observations); /* a step of a promotion */
	play(b, 1000, "BBB");
	play(b, WARMUP - 1, "BBB");
	assert_true(b->observations[HEALTH].warming);
	play(b, 1, "BBB");
	assert_false(b->observations[HEALTH].warming);
}

static void warm_up_begins_when_the_routes_changed(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	routed(b, 4000);
	play(b, 0, "BBB");
	assert_true(b->observations[HEALTH].warming);
	play(b, WARMUP - 4001, "BBB");
	assert_true(b->observations[HEALTH].warming);
	play(b, 1, "BBB");
	assert_false(b->observations[HEALTH].warming);
}

/* The clock is known to one second, so a change time cannot be distinguished from the time of the read. A time that
 * stays the same in later reads is a change time. */
static void change_time_equal_to_the_read_counts_later(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	routed(b, 0);
	play(b, 0, "BBB");
	assert_false(b->observations[HEALTH].warming);
	play(b, 2000, "BBB");
	assert_true(b->observations[HEALTH].warming);
	routed(b, 0);
	play(b, 0, "BBB");
	assert_false(b->observations[HEALTH].warming);
}

static void without_traffic_the_warm_up_begins_with_the_first_probe(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	b->row.percent = 0;
	play(b, 0, "BBB");
	play(b, WARMUP - 1, "BBB");
	assert_true(b->observations[HEALTH].warming);
	play(b, 1, "BBB");
	assert_false(b->observations[HEALTH].warming);
}

static void wrong_clock_does_not_extend_the_warm_up(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at += HOUR;
	play(b, 0, "BBB");
	play(b, WARMUP - 1, "BBB");
	assert_true(b->observations[HEALTH].warming);
	play(b, 1, "BBB");
	assert_false(b->observations[HEALTH].warming);
}

static void answers_do_not_count_before_the_service_has_settled(void **state)
{
	struct bench *b = bench_of(state);
	b->candidate.created_at -= HOUR;
	b->service.now.reconciling = true;
	play(b, 0, "GBB");
	assert_true(rests_on_warm_up(b, HEALTH, HEALTH) && warm_reads(&b->r.release, &b->r.observations, NULL, 0));
	b->service.now.reconciling = false;
	play(b, 1000, "--B");
	assert_false(warm_reads(&b->r.release, &b->r.observations, NULL, 0));
	assert_true(b->observations[ITEMS].warming); /* its answer was earlier */
	assert_false(b->observations[OTHER].warming);
}

static void observation_made_once_is_repeated_after_the_warm_up(void **state)
{
	struct bench *b = bench_of(state);
	b->observations[ITEMS].every = b->observations[OTHER].every = EVERY_ONCE;
	play(b, 0, "GBG");
	assert_true(b->observations[ITEMS].again);
	assert_false(b->observations[OTHER].again);
	b->observations[ITEMS].again = false;
	play(b, WARMUP, "GBG");
	assert_false(b->observations[ITEMS].again);
	assert_false(rests_on_warm_up(b, ITEMS, ITEMS));
}

/* A service outside the release may fail because it calls the candidate, which is starting. */
static void dependency_waits_for_the_release(void **state)
{
	struct bench *b = bench_of(state);
	struct service both[2] = { b->service, b->service };
	struct cloudrun_revision old = b->candidate;
	old.created_at -= HOUR;
	both[1].target = (struct target){ .candidate = &old };
	b->r.release.services = both;
	b->r.release.n_services = 2;
	b->observations[HEALTH].service = &both[0];
	b->observations[ITEMS].service = &both[1];
	warm_saw(b->r.loop, &both[1]);
	warm_saw(b->r.loop, &both[0]);
	play(b, 0, "BBB");
	assert_true(b->observations[HEALTH].warming && b->observations[ITEMS].warming && b->observations[OTHER].warming);
	both[0].target.candidate = &old;
	play(b, 0, "BBB");
	assert_false(b->observations[HEALTH].warming || b->observations[ITEMS].warming || b->observations[OTHER].warming);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_probe_has_its_own_warm_up),
		TEST(warm_up_ends_after_its_time),
		TEST(old_candidate_has_no_warm_up),
		TEST(answer_counts_from_its_arrival),
		TEST(new_traffic_restarts_the_warm_up),
		TEST(warm_up_begins_when_the_routes_changed),
		TEST(change_time_equal_to_the_read_counts_later),
		TEST(without_traffic_the_warm_up_begins_with_the_first_probe),
		TEST(wrong_clock_does_not_extend_the_warm_up),
		TEST(answers_do_not_count_before_the_service_has_settled),
		TEST(observation_made_once_is_repeated_after_the_warm_up),
		TEST(dependency_waits_for_the_release),
		TEST(answers_do_not_count_before_the_release_is_known),
	};
	return cmocka_run_group_tests_name("warm", tests, NULL, NULL);
}
