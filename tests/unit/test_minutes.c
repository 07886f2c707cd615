/* SPDX-License-Identifier: Apache-2.0 */
/* test_minutes.c: the minutes of a comparison, from time series that are late, revised, silent or malformed. */
#include "../../gate/judge/compare.h"
#include "../../gate/source/signal/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { SERIES = 8, POINTS = 200, BEGIN_MINUTE = 1000, DELAY_MS = 3 * MINUTE_MS };

/* A monitoring API: the points of each series, by the minute of their start. */
struct bench {
	struct arena *a;
	struct minutes_of of;
	struct minutes_split splits[8];
	size_t n_splits, n_series;
	struct monitoring_series series[SERIES];
	struct monitoring_point points[SERIES][POINTS];
	struct minutes_own own[64];
	size_t n_own;
	struct minutes minutes;
	struct err error;
};

static int64_t ms(double minute)
{
	return (int64_t)(minute * MINUTE_MS);
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	b->of = (struct minutes_of){
		.candidate = "new", .baseline = "old", .begin = ms(BEGIN_MINUTE), .delay = DELAY_MS, .history = 60 * MINUTE_MS
	};
	b->splits[0] = (struct minutes_split){ b->of.begin, 0.5 };
	b->n_splits = 1;
	b->minutes.a = b->a;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	arena_free(b->a);
	test_free(b);
	return 0;
}

static void put_json(struct bench *b, const char *group, int minute, const struct json *value)
{
	size_t i = 0;
	while (i < b->n_series && strcmp(b->series[i].group, group))
		i++;
	if (i == b->n_series) {
		assert_true(i < SERIES);
		b->series[i] = (struct monitoring_series){ .group = group, .unit = "", .points = b->points[i] };
		b->n_series++;
	}
	for (size_t at = 0; at < b->series[i].n; at++)
		if (b->points[i][at].end == ms(minute + 1)) {
			b->points[i][at].value = value;
			return;
		}
	assert_true(b->series[i].n < POINTS);
	b->points[i][b->series[i].n++] = (struct monitoring_point){ ms(minute + 1), value };
}

static void put(struct bench *b, const char *group, int minute, int64_t n)
{
	put_json(b, group, minute, json_new_int(b->a, n));
}

/* Minutes are counted from the begin of the release. */
static void put_all(struct bench *b, int from, int to, int64_t candidate_bad, int64_t baseline_bad)
{
	for (int at = from; at < to; at++) {
		put(b, "new/2xx", BEGIN_MINUTE + at, 500 - candidate_bad);
		put(b, "new/5xx", BEGIN_MINUTE + at, candidate_bad);
		put(b, "old/2xx", BEGIN_MINUTE + at, 500 - baseline_bad);
		put(b, "old/5xx", BEGIN_MINUTE + at, baseline_bad);
	}
}

static const struct minutes *look(struct bench *b, double minute)
{
	struct arena *scratch = arena_new();
	const struct minutes_look l = { .series = b->series,
		.n = b->n_series,
		.from = ms(BEGIN_MINUTE - 60),
		.now = ms(BEGIN_MINUTE + minute),
		.own = b->own,
		.n_own = b->n_own };
	minutes_take(scratch, &b->of, b->splits, b->n_splits, &l, &b->minutes, &b->error);
	arena_free(scratch);
	return &b->minutes;
}

static void put_own(struct bench *b, double minute, bool baseline, bool bad, size_t n)
{
	while (n--)
		b->own[b->n_own++] = (struct minutes_own){ ms(BEGIN_MINUTE + minute), baseline, bad };
}

static void own_probes_are_left_out(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 4, 3, 1);
	put_own(b, 0.5, false, false, 12);
	put_own(b, 0.6, false, true, 2);
	put_own(b, 0.7, true, false, 5);
	put_own(b, 1, true, true, 7); /* more than were counted */
	put_own(b, -0.1, true, false, 9);
	const struct minutes *m = look(b, 7);
	assert_int_equal(m->n, 4);
	assert_int_equal(m->parts[0][0].candidate.requests, 500 - 14);
	assert_int_equal(m->parts[0][0].candidate.bad, 1);
	assert_int_equal(m->parts[0][0].baseline.requests, 495);
	assert_int_equal(m->parts[0][1].baseline.requests, 499);
	assert_int_equal(m->parts[0][1].baseline.bad, 0);
	assert_int_equal(m->parts[0][2].candidate.requests, 500);
	assert_int_equal(m->own, 12 + 2 + 5 + 1);
	assert_int_equal(look(b, 8)->revised, 0);
}

static void a_minute_is_used_when_it_is_complete(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 6, 3, 1);
	assert_int_equal(look(b, 3.9)->n, 0); /* a minute, and a delay of three */
	assert_int_equal(look(b, 4)->n, 1);
	const struct minutes *m = look(b, 6);
	assert_int_equal(m->n, 3);
	assert_int_equal(m->waiting, 3);
	assert_int_equal(m->n_parts, 1);
	assert_int_equal(m->reason, COMPARE_KNOWN);
	assert_true(m->parts[0][1].start == ms(BEGIN_MINUTE + 1));
	assert_int_equal(m->parts[0][1].candidate.requests, 500);
	assert_int_equal(m->parts[0][1].candidate.bad, 3);
	assert_int_equal(m->parts[0][1].baseline.bad, 1);
	assert_true(m->parts[0][1].share == 0.5);
}

static void other_revisions_and_classes_are_not_bad(void **state)
{
	struct bench *b = *state;
	put(b, "new/2xx", BEGIN_MINUTE, 90);
	put(b, "new/4xx", BEGIN_MINUTE, 10);
	put(b, "newer/5xx", BEGIN_MINUTE, 10);
	put(b, "ne/5xx", BEGIN_MINUTE, 10);
	put(b, "/5xx", BEGIN_MINUTE, 10);
	const struct minutes *m = look(b, 4);
	assert_int_equal(m->parts[0][0].candidate.requests, 100);
	assert_int_equal(m->parts[0][0].candidate.bad, 0);
	assert_int_equal(m->parts[0][0].baseline.requests, 0); /* no series: no requests */
}

static void a_used_minute_does_not_change(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 3, 3, 1);
	look(b, 5);
	put(b, "new/5xx", BEGIN_MINUTE, 400);
	put(b, "old/3xx", BEGIN_MINUTE + 1, 7); /* a late point */
	const struct minutes *m = look(b, 6);
	assert_int_equal(m->n, 3);
	assert_int_equal(m->parts[0][0].candidate.bad, 3);
	assert_int_equal(m->parts[0][1].baseline.requests, 500);
	assert_int_equal(m->revised, 2);
	assert_int_equal(look(b, 6)->revised, 2); /* each change counts once */
	put(b, "new/5xx", BEGIN_MINUTE, 3);
	assert_int_equal(look(b, 6)->revised, 3);
}

static void minutes_of_a_new_split_and_after_it_are_dropped(void **state)
{
	struct bench *b = *state;
	b->of.begin = b->splits[0].since = ms(BEGIN_MINUTE + 0.5);
	b->of.settle = MINUTE_MS;
	b->splits[1] = (struct minutes_split){ ms(BEGIN_MINUTE + 5), 0.5 }; /* applied again: no change */
	b->splits[2] = (struct minutes_split){ ms(BEGIN_MINUTE + 10.2), 0.75 };
	b->n_splits = 3;
	put_all(b, 0, 16, 3, 1);
	const struct minutes *m = look(b, 18);
	/* 0 and 10 have the change in them, 1 and 11 begin within a minute of it */
	assert_int_equal(m->dropped, 4);
	assert_int_equal(m->n, 11);
	assert_true(m->parts[0][0].start == ms(BEGIN_MINUTE + 2));
	assert_true(m->parts[0][7].start == ms(BEGIN_MINUTE + 9) && m->parts[0][7].share == 0.5);
	assert_true(m->parts[0][8].start == ms(BEGIN_MINUTE + 12) && m->parts[0][8].share == 0.75);
}

static void the_hour_before_tells_the_noise(void **state)
{
	struct bench *b = *state;
	struct compare_arm history[60];
	for (int at = 0; at < 60; at++) {
		history[at] = (struct compare_arm){ 1000, at % 2 ? 40 : 5 };
		put(b, "old/2xx", BEGIN_MINUTE - 60 + at, history[at].requests - history[at].bad);
		put(b, "old/5xx", BEGIN_MINUTE - 60 + at, history[at].bad);
	}
	put_all(b, 0, 3, 3, 1);
	const struct minutes *m = look(b, 5);
	assert_true(m->noise_known);
	assert_true(m->dispersion[0] > 10 && m->dispersion[0] == compare_dispersion(history, 60, NULL));
	put(b, "old/5xx", BEGIN_MINUTE - 60, 900); /* fixed once the first minute was used */
	double before = m->dispersion[0];
	assert_true(look(b, 6)->dispersion[0] == before);
}

static void without_a_history_the_noise_is_not_known(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 3, 3, 1);
	assert_false(look(b, 5)->noise_known);
	assert_true(b->minutes.dispersion[0] == 1);
}

static void a_response_that_cannot_be_read_changes_nothing(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 3, 3, 1);
	look(b, 5);
	put_json(b, "new/5xx", BEGIN_MINUTE + 2, json_new_double(b->a, 0.5));
	assert_int_equal(look(b, 6)->reason, COMPARE_NOT_OBSERVED);
	assert_int_equal(minutes_input(&b->minutes).reason, COMPARE_NOT_OBSERVED);
	assert_int_equal(b->minutes.n, 2);
	put(b, "new/5xx", BEGIN_MINUTE + 2, 4);
	assert_int_equal(look(b, 6)->reason, COMPARE_KNOWN);
	assert_int_equal(b->minutes.n, 3);
	b->points[0][0].end += 1000;
	assert_int_equal(look(b, 7)->reason, COMPARE_NOT_OBSERVED);
	assert_non_null(strstr(b->error.text, "whole minute"));
}

static void counts_that_are_none_break_it_for_good(void **state)
{
	struct bench *b = *state;
	const int64_t bad[] = { -1, LIMIT_COMPARE_REQUESTS + 1, INT64_MAX, INT64_MIN };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		b->minutes = (struct minutes){ .a = b->a };
		put_all(b, 0, 10, 3, 1);
		put(b, "new/5xx", BEGIN_MINUTE + 2, bad[i]);
		assert_int_equal(look(b, 6)->reason, COMPARE_BAD_COUNT);
		put(b, "new/5xx", BEGIN_MINUTE + 2, 1);
		assert_int_equal(look(b, 7)->reason, COMPARE_BAD_COUNT);
	}
}

static void two_revisions_are_needed(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 10, 3, 1);
	b->of.baseline = "new";
	assert_int_equal(look(b, 10)->reason, COMPARE_SAME_REVISION);
	b->of.baseline = NULL;
	assert_int_equal(look(b, 10)->reason, COMPARE_NO_BASELINE);
	b->of.candidate = NULL;
	assert_int_equal(look(b, 10)->reason, COMPARE_NO_CANDIDATE);
	assert_int_equal(b->minutes.n, 0);
}

static void from_series_to_an_answer(void **state)
{
	struct bench *b = *state;
	struct compare_record r;
	put_all(b, -60, 0, 0, 5);
	put_all(b, 0, 12, 50, 5);
	look(b, 15);
	struct compare_input in = minutes_input(&b->minutes);
	struct compare_params p = { .worse = { 1.25, 0.001, 5, true },
		.fine = { 2, 0.05, 3, false },
		.weight = 1,
		.dispersion = { b->minutes.dispersion[0] },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	compare(&in, &p, NULL, &r);
	assert_true(r.worse);
	assert_int_equal(r.minutes, 12);
}

/* ---- Latency ----------------------------------------------------------------------------------------------------- */

static const struct json *histogram(struct bench *b, const char *counts, int count, const char *options)
{
	struct json *v = NULL;
	struct err e;
	const char *text = arena_printf(
		b->a, "{\"count\":\"%d\",\"mean\":1,\"bucketCounts\":%s,\"bucketOptions\":%s}", count, counts, options);
	assert_int_equal(json_parse(b->a, str_of(text), &v, &e), 0);
	return v;
}

static const char exponential[] =
	"{\"exponentialBuckets\":{\"numFiniteBuckets\":4,\"growthFactor\":2,\"scale\":50}}"; /* 50 100 200 400 800 */

static void latency(struct bench *b)
{
	b->of.latency = true;
	b->of.quantiles[0] = 0.5;
	b->of.quantiles[1] = 0.99;
	b->of.n_quantiles = 2;
	for (int at = -60; at < 6; at++)
		put_json(b, "old", BEGIN_MINUTE + at, histogram(b, "[\"10\",\"70\",\"19\",\"1\"]", 100, exponential));
	for (int at = 0; at < 6; at++)
		put_json(b, "new", BEGIN_MINUTE + at, histogram(b, "[\"0\",\"50\",\"40\",\"0\",\"10\"]", 100, exponential));
}

static void own_probes_of_latency_are_counted_only(void **state)
{
	struct bench *b = *state;
	latency(b);
	put_own(b, 0.5, false, false, 12);
	const struct minutes *m = look(b, 9);
	assert_int_equal(m->parts[0][0].candidate.requests, 100);
	assert_int_equal(m->own, 12);
}

static void slow_is_above_the_quantiles_of_the_history(void **state)
{
	struct bench *b = *state;
	latency(b);
	const struct minutes *m = look(b, 9);
	assert_int_equal(m->reason, COMPARE_KNOWN);
	assert_int_equal(m->n_parts, 2);
	assert_int_equal(m->n, 6);
	assert_true(m->bounds_ms[0] == 100 && m->bounds_ms[1] == 200);
	assert_int_equal(m->parts[0][0].candidate.requests, 100);
	assert_int_equal(m->parts[0][0].candidate.bad, 50);
	assert_int_equal(m->parts[0][0].baseline.bad, 20);
	assert_int_equal(m->parts[1][0].candidate.bad, 10);
	assert_int_equal(m->parts[1][0].baseline.bad, 1);
}

static void other_buckets_are_not_compared(void **state)
{
	struct bench *b = *state;
	latency(b);
	look(b, 5);
	put_json(b, "new", BEGIN_MINUTE + 4,
		histogram(b, "[\"1\",\"2\"]", 3,
			"{\"exponentialBuckets\":{\"numFiniteBuckets\":4,\"growthFactor\":2,\"scale\":60}}"));
	assert_int_equal(look(b, 9)->reason, COMPARE_BAD_BUCKETS);
	latency(b);
	assert_int_equal(look(b, 10)->reason, COMPARE_BAD_BUCKETS);
}

static void without_response_times_before_there_is_no_bound(void **state)
{
	struct bench *b = *state;
	latency(b);
	b->of.begin = b->splits[0].since = ms(BEGIN_MINUTE - 60);
	assert_int_equal(look(b, 9)->reason, COMPARE_NO_HISTORY);
	struct compare_input in = minutes_input(&b->minutes);
	struct compare_record r;
	compare(&in, &(struct compare_params){ .weight = 1 }, NULL, &r);
	assert_false(r.worse || r.fine);
	assert_int_equal(r.reason, COMPARE_NO_HISTORY);
}

static void a_distribution_without_values_is_no_request(void **state)
{
	struct bench *b = *state;
	struct json *empty = NULL;
	struct err e;
	latency(b);
	assert_int_equal(json_parse(b->a, STR("{\"count\":\"0\"}"), &empty, &e), 0);
	put_json(b, "new", BEGIN_MINUTE + 1, empty);
	const struct minutes *m = look(b, 9);
	assert_int_equal(m->reason, COMPARE_KNOWN);
	assert_int_equal(m->parts[0][1].candidate.requests, 0);
}

/* ---- What an earlier run recorded -------------------------------------------------------------------------------- */

static struct json *recorded(struct bench *b, const char *rows)
{
	struct json *v = NULL;
	struct err e;
	const char *text = arena_printf(b->a,
		"{\"of\":\"errors\",\"parts\":[%s],\"dispersion\":[1.5],\"boundsMs\":[0],\"bounds\":[0],\"noiseKnown\":true,"
		"\"dropped\":2,\"revised\":1,\"own\":3}",
		rows);
	assert_int_equal(json_parse(b->a, str_of(text), &v, &e), 0);
	return v;
}

static const char *row(struct bench *b, double minute, int bad)
{
	return arena_printf(b->a, "[%lld,500,%d,500,1,0.5]", (long long)ms(BEGIN_MINUTE + minute), bad);
}

static void a_run_goes_on_with_recorded_minutes(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 9, 0, 0);                                                       /* what the API says now */
	const char *rows = arena_printf(b->a, "[%s,%s]", row(b, 0, 7), row(b, 2, 9)); /* the second was dropped */
	assert_true(recorded_minutes(recorded(b, rows), &b->minutes));
	const struct minutes *m = look(b, 8);
	assert_int_equal(m->n, 2 + 2);
	assert_int_equal(m->parts[0][0].candidate.bad, 7);
	assert_int_equal(m->parts[0][1].candidate.bad, 9);
	assert_int_equal(m->parts[0][2].candidate.bad, 0);
	assert_true(m->parts[0][2].start == ms(BEGIN_MINUTE + 3));
	assert_int_equal(m->dropped, 2);
	assert_int_equal(m->revised, 1); /* they are not compared with what the API says now */
	assert_int_equal(m->own, 3);
	assert_true(m->dispersion[0] > 1.4 && m->noise_known);
	assert_int_equal(look(b, 9)->n, 5);
}

static void minutes_between_two_runs_that_are_too_old_are_dropped(void **state)
{
	struct bench *b = *state;
	put_all(b, 0, 4, 0, 0);
	assert_true(recorded_minutes(recorded(b, arena_printf(b->a, "[%s]", row(b, -100, 7))), &b->minutes));
	const struct minutes *m = look(b, 7);
	assert_int_equal(m->n, 1 + 4); /* and the hour before the split began has another split */
	assert_int_equal(m->dropped, 2 + 99);
}

static void malformed_records_are_not_used(void **state)
{
	struct bench *b = *state;
	const char *bad[] = { "", "[]", "[[]]", "[1]", "[[60000,1,0,1,0]]", "[[60000,1,2,1,0,0.5]]",
		"[[60000,1,0,-1,0,0.5]]", "[[60001,1,0,1,0,0.5]]", "[[120000,1,0,1,0,0.5],[60000,1,0,1,0,0.5]]",
		"[[60000,1,0,99999999999,0,0.5]]", "[[60000,1,0,1,0,7]]",
		"[[60000,1,0,1,0,0.5]],[[60000,1,0,1,0,0.5],[120000,1,0,1,0,0.5]]" };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		assert_false(recorded_minutes(recorded(b, bad[i]), &b->minutes));
		assert_int_equal(b->minutes.n, 0);
		assert_int_equal(b->minutes.until, 0);
	}
	assert_false(recorded_minutes(NULL, &b->minutes));
}

static void bounds_of_an_earlier_run_must_be_the_same_times(void **state)
{
	struct bench *b = *state;
	latency(b);
	struct json *v = recorded(b, arena_printf(b->a, "[%s]", row(b, 0, 7))), *bounds = json_new_array(b->a);
	json_add(bounds, json_new_double(b->a, 12345));
	json_set(v, "boundsMs", bounds);
	assert_true(recorded_minutes(v, &b->minutes));
	assert_int_equal(look(b, 9)->reason, COMPARE_BAD_BUCKETS);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_minute_is_used_when_it_is_complete),
		TEST(a_run_goes_on_with_recorded_minutes),
		TEST(minutes_between_two_runs_that_are_too_old_are_dropped),
		TEST(malformed_records_are_not_used),
		TEST(bounds_of_an_earlier_run_must_be_the_same_times),
		TEST(own_probes_are_left_out),
		TEST(own_probes_of_latency_are_counted_only),
		TEST(other_revisions_and_classes_are_not_bad),
		TEST(a_used_minute_does_not_change),
		TEST(minutes_of_a_new_split_and_after_it_are_dropped),
		TEST(the_hour_before_tells_the_noise),
		TEST(without_a_history_the_noise_is_not_known),
		TEST(a_response_that_cannot_be_read_changes_nothing),
		TEST(counts_that_are_none_break_it_for_good),
		TEST(two_revisions_are_needed),
		TEST(from_series_to_an_answer),
		TEST(slow_is_above_the_quantiles_of_the_history),
		TEST(other_buckets_are_not_compared),
		TEST(without_response_times_before_there_is_no_bound),
		TEST(a_distribution_without_values_is_no_request),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
