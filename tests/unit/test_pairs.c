/* SPDX-License-Identifier: Apache-2.0 */
/* test_pairs.c: pairs of probes in virtual time, in rounds as a run makes them: how soon a dead candidate is known, and
 * that what both have is no evidence. */
#include "fake_world.h"
#include "../../gate/judge/comparison.h"
#include "../../gate/source/signal/own.h"
#include "../../gate/source/signal/pairs.h"
#include "../../gate/watch/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, TIMEOUT = 10 * SECOND, NEVER = INT32_MAX };

/* How a revision answers: well, but not from `from` until `until` (ms since the begin). */
struct arm {
	int64_t from, until, ms; /* ms: until its answer */
	int every;               /* fails only each so many requests; 0, 1: all */
	bool hangs;              /* it does not answer at all, instead of with 503 */
	int asked;
};
struct bench {
	struct fake_world *w;
	struct arena *a;
	struct run r;
	struct options options;
	struct service service;
	struct config_service in_config;
	struct cloudrun_revision candidate, baseline;
	struct cloudrun_target rows[2];
	struct config_probe probe;
	struct config_http http;
	struct config_comparison comparison[4];
	struct observation service_look, observation;
	struct arm arms[2];                 /* candidate, baseline */
	int64_t begin, failed_at, worse_at; /* loop_now; 0: not yet */
	char turns[32];
	size_t asked;
};

static struct fake_answer answer(void *arg, const struct http_request *request)
{
	struct bench *b = arg;
	bool is_candidate = strstr(secret_reveal(request->url), "candidate") != NULL;
	struct arm *arm = &b->arms[!is_candidate];
	int64_t at = b->w->now - b->begin;
	bool turn = arm->every < 2 || arm->asked % arm->every == 0;
	bool fails = at >= arm->from && at < arm->until && turn;
	arm->asked++;
	if (b->asked < sizeof(b->turns) - 1)
		b->turns[b->asked] = is_candidate ? 'c' : 'b';
	b->asked++;
	if (fails && !b->failed_at)
		b->failed_at = b->w->now + (arm->hangs ? TIMEOUT : arm->ms);
	if (fails && arm->hangs)
		return (struct fake_answer){ .status = 200, .ms = 10 * MINUTE, .body = "" };
	return (struct fake_answer){ .status = fails ? 503 : 200, .ms = arm->ms, .body = "" };
}

static void set_up_service(struct bench *b)
{
	b->in_config = (struct config_service){ .member.alias = "backend", .project = "demo", .region = "here" };
	b->candidate = (struct cloudrun_revision){ .name = "b-2" };
	b->baseline = (struct cloudrun_revision){ .name = "b-1" };
	b->rows[0] = (struct cloudrun_target){
		.revision = "b-2", .percent = 50, .tag = "candidate", .uri = "https://candidate---b.run.app"
	};
	b->rows[1] = (struct cloudrun_target){
		.revision = "b-1", .percent = 50, .tag = "stable", .uri = "https://stable---b.run.app"
	};
	b->service_look = (struct observation){ .source = &source_service, .service = &b->service, .count = 1 };
	b->service = (struct service){ .config = &b->in_config,
		.observation = &b->service_look,
		.known = true,
		.chosen = true,
		.selected = true,
		.now = { .id = "b",
			.region = "here",
			.project = "demo",
			.effective = { b->rows, 2 },
			.desired = { b->rows, 2 } },
		.target = { .candidate = &b->candidate, .baseline = &b->baseline, .released = true } };
	b->service.now.raw = json_new_object(b->a);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->w->server = answer;
	b->w->arg = b;
	b->a = b->w->a;
	b->http = (struct config_http){ .reach = { .service = "backend", .path = "/health", .timeout = TIMEOUT },
		.method = "GET" };
	b->probe = (struct config_probe){
		.member.alias = "health", .http = &b->http, .kind = PROBE_HTTP, .reach = &b->http.reach
	};
	b->comparison[0] = (struct config_comparison){
		.member.alias = "health", .of = COMPARISON_PROBES, .probe = "health", .service = "backend"
	};
	for (int of = 0; of < COMPARISON_PROBES; of++)
		b->comparison[1 + of] = (struct config_comparison){ .of = (enum comparison_of)of, .service = "backend" };
	b->r = (struct run){ .a = b->a,
		.options = &b->options,
		.secrets = b->w->k,
		.loop = b->w->l,
		.config = { .probes = { &b->probe, 1 },
			.comparisons = { b->comparison, 1 },
			.compare = { .wrong_once_in = 1000, .fine_wrong_once_in = 20, .worse_by = 25, .fine_within = 100 },
			.gate = { .interval = 5 * SECOND } },
		.release.services = &b->service,
		.release.n_services = 1 };
	set_up_service(b);
	say_begin(&b->r.log, b->a, b->w->k, &b->options);
	b->r.log.loop = b->w->l;
	assert_int_equal(gcp_open(b->a, b->w->l, b->w->k, NULL, &b->r.gcp, &e), 0);
	observations_begin(&b->r.observations, b->a, b->w->l, b->r.gcp, &b->r.log);
	struct observation *l = observation_add(
		&b->r.observations, &source_pairs, "health", &b->comparison[0], &b->service);
	l->kept = pairs_begin(b->a, &b->r.config, &b->comparison[0]);
	b->r.observations.watching = true;
	b->begin = b->w->now;
	for (int arm = 0; arm < 2; arm++)
		b->arms[arm] = (struct arm){ .from = NEVER, .until = NEVER, .ms = 100 };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	fake_world_free(b->w);
	free(b);
	return 0;
}

static struct observation *observation_of(struct bench *b)
{
	return b->r.observations.items[0];
}

static const struct json *facts(struct bench *b)
{
	const struct observation *l = observation_of(b);
	assert_int_equal(l->error.code, ERR_NONE);
	return comparison_facts(b->a, &b->r.config, &b->comparison[0], l->value);
}

/* Rounds for at most so many ms, or until the candidate is known to be worse. */
static void rounds(struct bench *b, int64_t ms)
{
	struct observations *all = &b->r.observations;
	all->deadline = b->w->now + 60 * MINUTE;
	for (int64_t end = b->w->now + ms; b->w->now < end && !b->worse_at;) {
		int64_t next = b->w->now + b->r.config.gate.interval;
		observe_start(all, &b->r.release, observation_of(b));
		paired_wait(all, &b->r.config, &all->pending, next);
		if (json_is_true(json_get(facts(b), "worse")))
			b->worse_at = b->w->now;
		else
			paired_wait(all, &b->r.config, NULL, next);
	}
}

static int64_t bad(struct bench *b, const char *arm)
{
	return json_int(json_get(json_get(facts(b), arm), "bad"));
}

/* ---- The tests --------------------------------------------------------------------------------------------------- */

/* Whenever it dies: with the first, second, third or fourth pair of a block. */
static void a_dead_candidate_is_known_within_15_seconds(void **state)
{
	for (int hangs = 0; hangs < 2; hangs++)
		for (int pairs = 1; pairs < 9; pairs++)
			for (size_t comparisons = 1; comparisons <= 4; comparisons += 3) {
				tear_down(state);
				set_up(state);
				struct bench *b = *state;
				b->r.config.comparisons.n = comparisons; /* the others have a part of the risk */
				b->arms[0].from = pairs * 5 * SECOND;
				b->arms[0].until = NEVER;
				b->arms[0].hangs = hangs;
				rounds(b, 10 * MINUTE);
				assert_true(b->worse_at > 0);
				assert_true(b->worse_at - b->failed_at <= 15 * SECOND);
				assert_int_equal(bad(b, "baseline"), 0);
			}
}

static void an_outage_of_both_is_no_evidence(void **state)
{
	for (int hangs = 0; hangs < 2; hangs++)
		for (int pairs = 1; pairs < 5; pairs++) {
			tear_down(state);
			set_up(state);
			struct bench *b = *state;
			for (int arm = 0; arm < 2; arm++) {
				b->arms[arm].from = pairs * 5 * SECOND;
				b->arms[arm].until = b->arms[arm].from + 5 * MINUTE;
				b->arms[arm].hangs = hangs;
			}
			rounds(b, 10 * MINUTE);
			assert_int_equal(b->worse_at, 0);
			assert_true(bad(b, "candidate") > 50 && bad(b, "baseline") > 50);
			assert_false(pairs_both_fail(observation_of(b)));
		}
}

static void failures_of_both_are_known_as_such(void **state)
{
	struct bench *b = *state;
	b->arms[0].from = b->arms[1].from = 10 * SECOND;
	rounds(b, 9 * SECOND);
	assert_false(pairs_both_fail(observation_of(b)));
	rounds(b, 20 * SECOND);
	assert_true(pairs_both_fail(observation_of(b)));
	b->arms[1].until = 0;
	rounds(b, 6 * SECOND);
	assert_false(pairs_both_fail(observation_of(b)));
}

static void a_flapping_candidate_is_known_in_time(void **state)
{
	struct bench *b = *state;
	b->arms[0].from = 20 * SECOND;
	b->arms[0].every = 2;
	rounds(b, 10 * MINUTE);
	assert_true(b->worse_at > 0 && b->worse_at - b->failed_at < 60 * SECOND);
}

static void a_single_failure_hurries_for_a_while_only(void **state)
{
	struct bench *b = *state;
	b->arms[0].from = 10 * SECOND;
	b->arms[0].until = 11 * SECOND;
	rounds(b, MINUTE);
	assert_int_equal(b->worse_at, 0);
	assert_int_equal(bad(b, "candidate"), 1);
	size_t asked = b->asked;
	rounds(b, MINUTE);
	assert_in_range(b->asked - asked, 2 * 12, 2 * 13); /* a pair in each round again */
}

static void both_are_asked_in_turns(void **state)
{
	struct bench *b = *state;
	rounds(b, 20 * SECOND);
	assert_string_equal(b->turns, "cbbccbbc");
}

static void a_candidate_that_starts_may_fail(void **state)
{
	struct bench *b = *state;
	b->arms[0].from = 0;
	b->arms[0].until = 30 * SECOND;
	rounds(b, MINUTE);
	assert_int_equal(bad(b, "candidate"), 0);
	assert_int_equal(json_int(json_get(facts(b), "dropped")), 6);
	b->r.release.warm_ended = true; /* and one that does not start is judged after the warm-up */
	b->arms[0].until = NEVER;
	b->failed_at = b->w->now;
	rounds(b, MINUTE);
	assert_true(b->worse_at > 0);
}

static void without_a_tag_nothing_is_asked(void **state)
{
	struct bench *b = *state;
	b->rows[1].uri = "";
	observe_start(&b->r.observations, &b->r.release, observation_of(b));
	assert_non_null(strstr(observation_of(b)->error.text, "b-1 has no tag URL"));
	assert_non_null(strstr(observation_of(b)->error.text, "rollback.try_tag = true"));
	assert_non_null(strstr(observation_of(b)->error.text, "--update-tags=baseline=b-1"));
	assert_int_equal(b->asked, 0);
}

static void one_revision_is_not_compared(void **state)
{
	struct bench *b = *state;
	b->service.target.baseline = NULL;
	observe_start(&b->r.observations, &b->r.release, observation_of(b));
	assert_string_equal(json_text(json_get(facts(b), "reason")).p, "the baseline has no users");
	b->service.target.baseline = &b->candidate;
	observe_start(&b->r.observations, &b->r.release, observation_of(b));
	assert_string_equal(json_text(json_get(facts(b), "reason")).p, "candidate and baseline are the same revision");
	assert_int_equal(b->asked, 0);
}

/* Pairs do not wait for each other, and are taken in the order in which they began. */
static void slow_answers_keep_their_order(void **state)
{
	struct bench *b = *state;
	b->arms[0].ms = 4 * SECOND;
	rounds(b, MINUTE);
	const struct json *rows = json_item(json_get(json_get(facts(b), "basis"), "parts"), 0);
	assert_true(json_size(rows) > 40); /* the candidate is silent for more than a second each time */
	for (size_t i = 1; i < json_size(rows); i++)
		assert_true(json_int(json_item(json_item(rows, i), 0)) > json_int(json_item(json_item(rows, i - 1), 0)));
	assert_int_equal(b->worse_at, 0);
}

/* Cloud Run counts them for the revision, so other comparisons leave them out. */
static void own_requests_are_known_by_their_tag(void **state)
{
	struct bench *b = *state;
	const struct minutes_own *own = NULL;
	b->arms[0].from = 9 * SECOND;
	rounds(b, 14 * SECOND);
	loop_run(b->w->l, NULL, b->w->now + 300); /* until the newest pair has ended */
	size_t n = own_requests(b->a, b->w->l, 250, &b->service, &own), of_baseline = 0, bad = 0;
	assert_int_equal(n, b->asked);
	for (size_t i = 0; i < n; i++) {
		of_baseline += own[i].baseline;
		bad += own[i].bad;
	}
	assert_int_equal(of_baseline, n / 2);
	assert_true(bad > 0);
	assert_true(
		own[0].end == loop_wall(b->w->l) - b->w->now + b->begin + 100 + 250); /* its answer, by Google's clock */
	b->rows[0].tag = NULL; /* a URL without a tag leads to any revision */
	assert_int_equal(own_requests(b->a, b->w->l, 0, &b->service, &own), n / 2);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_dead_candidate_is_known_within_15_seconds),
		TEST(an_outage_of_both_is_no_evidence),
		TEST(failures_of_both_are_known_as_such),
		TEST(a_flapping_candidate_is_known_in_time),
		TEST(a_single_failure_hurries_for_a_while_only),
		TEST(both_are_asked_in_turns),
		TEST(a_candidate_that_starts_may_fail),
		TEST(without_a_tag_nothing_is_asked),
		TEST(one_revision_is_not_compared),
		TEST(slow_answers_keep_their_order),
		TEST(own_requests_are_known_by_their_tag),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
