/* SPDX-License-Identifier: Apache-2.0 */
/* test_compare.c: candidate against baseline: what the record says, and input that cannot be used. */
#include "../../gate/judge/compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

enum { MINUTES = 120 };

/* A service: the same minute again and again. */
struct bench {
	struct compare_minute minutes[MINUTES], more[MINUTES];
	struct compare_input in;
	struct compare_params p;
	struct compare_record record;
};

static struct compare_minute minute(int64_t c, int64_t c_bad, int64_t b, int64_t b_bad)
{
	return (struct compare_minute){ .candidate = { c, c_bad }, .baseline = { b, b_bad }, .share = -1 };
}

static void add(struct bench *b, struct compare_minute m, size_t times)
{
	for (; times; times--, b->in.n++) {
		assert_true(b->in.n < MINUTES);
		m.start = 60000 * (int64_t)(b->in.n + 1);
		b->minutes[b->in.n] = m;
	}
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->in = (struct compare_input){ .parts = { b->minutes }, .n_parts = 1 };
	b->p = (struct compare_params){ .worse = { 1.25, 0.001, 5, true },
		.fine = { 2, 0.05, 3, false },
		.weight = 1,
		.dispersion = { 1, 1, 1 },
		.blocking = { COMPARE_BLOCK_REQUESTS, COMPARE_BLOCK_MINUTES } };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	test_free(*state);
	return 0;
}

static const struct compare_record *judged(struct bench *b)
{
	compare(&b->in, &b->p, NULL, &b->record);
	return &b->record;
}

/* ---- What the record says -------------------------------------------------------------------------------------- */

static void alike_is_fine(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 10, 500, 10), 30);
	const struct compare_record *r = judged(b);
	assert_false(r->worse);
	assert_true(r->fine);
	assert_int_equal(r->reason, COMPARE_KNOWN);
	assert_int_equal(r->minutes, 30);
	assert_int_equal(r->blocks, 30);
	assert_int_equal(r->candidate.requests, 15000);
	assert_int_equal(r->baseline.bad, 300);
	assert_true(fabs(r->times - 1) < 1e-12);
	assert_true(fabs(r->needed - 3) < 1e-12);
	assert_true(r->fine_evidence >= r->fine_needed);
	assert_true(r->at_least == 0);
	assert_true(r->at_most == 1.5);
	assert_true(r->share == 0.5);
}

static void five_times_as_many_is_worse_and_at_least_so_many_times(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 50, 500, 10), 10);
	const struct compare_record *r = judged(b);
	assert_true(r->worse);
	assert_false(r->fine);
	assert_true(r->at_least == 3);
	assert_true(r->at_most == 10 || r->at_most == 20);
	assert_true(r->evidence >= r->needed);
	assert_true(r->worse_at >= 5 * 60000 && r->worse_at <= 10 * 60000);
}

static void fewer_minutes_than_asked_condemn_nothing(void **state)
{
	struct bench *b = *state;
	add(b, minute(5000, 5000, 5000, 0), 4);
	assert_false(judged(b)->worse);
	add(b, minute(5000, 5000, 5000, 0), 1);
	assert_true(judged(b)->worse);
}

static void what_was_proven_stays_proven(void **state)
{
	struct bench *b = *state;
	double line[MINUTES];
	add(b, minute(500, 50, 500, 10), 10);
	add(b, minute(500, 5, 500, 50), 60);
	compare(&b->in, &b->p, line, &b->record);
	assert_true(b->record.worse);
	assert_true(b->record.evidence < b->record.needed);
	assert_true(line[9] >= b->record.needed);
	assert_true(line[69] == b->record.evidence);
}

static void too_little_is_not_yet_known(void **state)
{
	struct bench *b = *state;
	add(b, minute(50, 1, 50, 1), 3);
	const struct compare_record *r = judged(b);
	assert_false(r->worse || r->fine);
	assert_int_equal(r->reason, COMPARE_TOO_LITTLE);
}

static void noise_that_keeps_from_deciding_is_the_reason(void **state)
{
	struct bench *b = *state;
	for (int i = 0; i < 6; i++) { /* the arms differ in every other minute only: noise, side by side as well */
		add(b, minute(500, 40, 500, 5), 1);
		add(b, minute(500, 10, 500, 10), 1);
	}
	assert_true(judged(b)->worse || b->record.fine);
	b->p.dispersion[0] = 12;
	assert_false(judged(b)->worse || b->record.fine);
	assert_true(b->record.dispersion > 2);
	assert_int_equal(b->record.reason, COMPARE_NOISE);
	b->in.n = 0;
	add(b, minute(50, 1, 50, 1), 3); /* few requests of a noisy service are few in the first place */
	assert_int_equal(judged(b)->reason, COMPARE_TOO_LITTLE);
}

static void too_few_minutes_with_many_requests_are_the_reason(void **state)
{
	struct bench *b = *state;
	add(b, minute(5000, 5000, 5000, 0), 2);
	assert_int_equal(judged(b)->reason, COMPARE_FEW_MINUTES);
	b->in.n = 0;
	add(b, minute(50000, 500, 50000, 500), 2);
	assert_int_equal(judged(b)->reason, COMPARE_FEW_MINUTES);
	for (size_t i = 0; i < b->in.n; i++)
		b->minutes[i].share = 0.5, b->minutes[i].candidate.requests = 0, b->minutes[i].candidate.bad = 0;
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_int_equal(b->record.reason, COMPARE_FEW_MINUTES);
	b->in.n = 0;
	struct compare_minute m = minute(1, 0, 1, 0);
	m.share = 0.5;
	add(b, m, 2);
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_int_equal(b->record.reason, COMPARE_TOO_LITTLE);
}

static void a_part_of_the_risk_needs_more_evidence(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 50, 500, 10), 20);
	int64_t at = judged(b)->worse_at;
	b->p.weight = 0.01;
	assert_true(fabs(judged(b)->needed - 5) < 1e-12);
	assert_true(b->record.worse && b->record.worse_at > at);
}

static void below_the_floor_is_fine_without_a_failure(void **state)
{
	struct bench *b = *state;
	add(b, minute(2000, 0, 2000, 0), 10);
	assert_int_equal(judged(b)->reason, COMPARE_TOO_LITTLE);
	b->p.floor = 0.001;
	assert_true(judged(b)->fine);
	b->in.n = 0;
	add(b, minute(300, 2, 300, 2), 5); /* above the floor, and few */
	assert_false(judged(b)->fine);
}

static void fine_begins_with_the_step(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 10, 500, 10), 30);
	b->p.fine_from = b->minutes[29].start;
	assert_false(judged(b)->fine);
	b->p.fine_from = b->minutes[29].start + 1;
	assert_false(judged(b)->fine);
	assert_true(b->record.fine_evidence == 0);
	b->p.fine_from = b->minutes[5].start;
	assert_true(judged(b)->fine);
	assert_true(b->record.fine_at > b->p.fine_from);
}

static void the_mean_of_several_parts_decides(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 10, 500, 10), 30);
	memcpy(b->more, b->minutes, sizeof(b->more));
	for (size_t i = 0; i < b->in.n; i++)
		b->more[i].candidate.bad = 50;
	b->in.parts[1] = b->more;
	b->in.parts[2] = b->minutes;
	b->in.n_parts = 3;
	const struct compare_record *r = judged(b);
	assert_true(r->worse);
	assert_int_equal(r->part, 1);
	assert_int_equal(r->candidate.bad, 1500);
}

static void the_noise_of_the_service_is_paid_for(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 30, 500, 10), 40);
	int64_t at = judged(b)->worse_at;
	assert_true(at);
	b->p.dispersion[0] = 6;
	assert_true(judged(b)->worse_at > at);
	assert_true(b->record.dispersion >= 1 && b->record.dispersion < 6); /* side by side they agree */
}

static void a_minute_in_which_an_arm_is_silent_against_its_share_is_dropped(void **state)
{
	struct bench *b = *state;
	struct compare_minute m = minute(0, 0, 400, 4);
	m.share = 0.05; /* 20 requests are promised */
	add(b, m, 3);
	m = minute(20, 0, 380, 4);
	m.share = 0.05;
	add(b, m, 5);
	assert_int_equal(judged(b)->dropped, 3);
	assert_int_equal(b->record.minutes, 5);
	for (size_t i = 0; i < b->in.n; i++)
		b->minutes[i].share = 0.01; /* 4 are promised: none may be chance, and is merged */
	assert_int_equal(judged(b)->dropped, 0);
	assert_int_equal(b->record.minutes, 8);
}

static void a_new_share_drops_the_open_block(void **state)
{
	struct bench *b = *state;
	struct compare_minute m = minute(1, 0, 2, 0);
	m.share = 0.25;
	add(b, m, 3);
	m.share = 0.5;
	add(b, m, 4);
	assert_int_equal(judged(b)->dropped, 3);
	assert_int_equal(b->record.minutes, 4);
	assert_int_equal(b->record.open, 0);
}

static void a_candidate_that_answers_nothing_is_found_by_traffic(void **state)
{
	struct bench *b = *state;
	struct compare_minute m = minute(0, 0, 200, 0);
	m.share = 0.05;
	b->p.worse.minutes = 3;
	add(b, m, 10);
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_true(b->record.worse);
	assert_false(b->record.fine);
	assert_int_equal(b->record.worse_at, 3 * 60000);
	for (size_t i = 0; i < b->in.n; i++)
		b->minutes[i].candidate.requests = 10;
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_false(b->record.worse);
	assert_true(b->record.fine);
	for (size_t i = 0; i < b->in.n; i++)
		b->minutes[i].share = -1;
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_false(b->record.worse || b->record.fine);
}

/* ---- Input that cannot be used ----------------------------------------------------------------------------------- */

static void assert_unknown(struct bench *b, enum compare_reason why)
{
	assert_false(judged(b)->worse);
	assert_false(b->record.fine);
	assert_string_equal(compare_reason_text(b->record.reason), compare_reason_text(why));
	assert_true(*compare_reason_text(b->record.reason));
	compare_traffic(&b->in, &b->p, NULL, &b->record);
	assert_false(b->record.worse);
	assert_false(b->record.fine);
	assert_true(b->record.reason != COMPARE_KNOWN);
}

static void bad_counts_are_not_judged(void **state)
{
	struct bench *b = *state;
	static const int64_t huge = LIMIT_COMPARE_REQUESTS + 1;
	const struct compare_minute bad[] = { minute(-1, 0, 5, 1), minute(5, -1, 5, 1), minute(5, 6, 5, 1),
		minute(5, 1, -5, 0), minute(5, 1, 5, 6), minute(huge, 1, 5, 1), minute(5, 1, huge, 1),
		minute(INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX), minute(INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN) };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		b->in.n = 0;
		add(b, minute(500, 50, 500, 10), 20); /* worse without it */
		add(b, bad[i], 1);
		assert_unknown(b, COMPARE_BAD_COUNT);
	}
}

static void minutes_out_of_order_are_not_judged(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 50, 500, 10), 20);
	b->minutes[7].start = b->minutes[6].start;
	assert_unknown(b, COMPARE_BAD_ORDER);
	b->minutes[7].start = 1;
	assert_unknown(b, COMPARE_BAD_ORDER);
}

static void bad_parameters_are_not_judged(void **state)
{
	struct bench *b = *state;
	add(b, minute(500, 50, 500, 10), 20);
	const struct compare_params good = b->p;
	for (int i = 0; i < 13; i++) {
		b->p = good;
		switch (i) {
		case 0: b->p.worse.risk = 0; break;
		case 1: b->p.worse.risk = 1; break;
		case 2: b->p.worse.risk = (double)NAN; break;
		case 3: b->p.worse.margin = 0; break;
		case 4: b->p.worse.margin = (double)INFINITY; break;
		case 5: b->p.worse.minutes = 0; break;
		case 6: b->p.weight = 0; break;
		case 7: b->p.weight = 1.5; break;
		case 8: b->p.floor = 1; break;
		case 9: b->p.dispersion[0] = 0.5; break;
		case 10: b->p.dispersion[0] = (double)NAN; break;
		case 11: b->p.fine.margin = -2; break;
		default: b->p.blocking.minutes = 0; break;
		}
		assert_unknown(b, COMPARE_BAD_PARAMETER);
	}
	b->p = good;
	b->minutes[3].share = 1.5;
	assert_unknown(b, COMPARE_BAD_PARAMETER);
	b->minutes[3].share = (double)NAN;
	assert_unknown(b, COMPARE_BAD_PARAMETER);
}

static void an_arm_without_users_is_not_judged(void **state)
{
	struct bench *b = *state;
	assert_unknown(b, COMPARE_NO_MINUTES);
	add(b, minute(500, 400, 0, 0), 20);
	assert_unknown(b, COMPARE_NO_BASELINE);
	b->in.n = 0;
	add(b, minute(0, 0, 500, 10), 20);
	assert_unknown(b, COMPARE_NO_CANDIDATE);
	b->in.n = 0;
	struct compare_minute m = minute(500, 400, 500, 1); /* requests at tag URLs */
	m.share = 1;
	add(b, m, 20);
	assert_unknown(b, COMPARE_NO_BASELINE);
	b->in.n = 0;
	m.share = 0;
	add(b, m, 20);
	assert_unknown(b, COMPARE_NO_CANDIDATE);
	b->in.reason = COMPARE_SAME_REVISION;
	assert_unknown(b, COMPARE_SAME_REVISION);
}

static bool finite_record(const struct compare_record *r)
{
	const double all[] = { r->evidence, r->needed, r->fine_evidence, r->fine_needed, r->at_least, r->at_most, r->times,
		r->dispersion, r->share };
	for (size_t i = 0; i < COUNTOF(all); i++)
		if (!isfinite(all[i]))
			return false;
	return true;
}

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	return *state ^= *state << 17;
}

/* Counts of every size, up to the largest. */
static int64_t count(uint64_t *state, int64_t most)
{
	int64_t top = next(state) % 3 ? (int64_t)1 << next(state) % 14 : most;
	return (int64_t)(next(state) % (uint64_t)((top < most ? top : most) + 1));
}

static void any_counts_give_finite_numbers_and_the_same_ones_again(void **state)
{
	struct bench *b = *state;
	uint64_t random = 17;
	for (int i = 0; i < 60; i++) {
		b->in.n = 0;
		for (uint64_t n = 1 + next(&random) % 12; n; n--) {
			int64_t most = next(&random) % 50 ? 20000 : LIMIT_COMPARE_REQUESTS;
			struct compare_minute m = minute(count(&random, most), 0, count(&random, most), 0);
			m.candidate.bad = count(&random, m.candidate.requests);
			m.baseline.bad = count(&random, m.baseline.requests);
			m.share = next(&random) % 2 ? -1 : (double)(next(&random) % 5) / 4;
			add(b, m, 1);
		}
		b->p.worse.minutes = 1 + (int)(next(&random) % 5);
		b->p.dispersion[0] = 1 + (double)(next(&random) % 4) * 50;
		b->p.floor = (double)(next(&random) % 2) / 1000;
		b->p.fine_from = next(&random) % 3 ? 0 : 200000;
		struct compare_record again;
		assert_true(finite_record(judged(b)));
		compare(&b->in, &b->p, NULL, &again);
		assert_memory_equal(&again.evidence, &b->record.evidence, sizeof(double));
		assert_memory_equal(&again.fine_evidence, &b->record.fine_evidence, sizeof(double));
		assert_true(b->record.worse == again.worse && b->record.fine == again.fine);
		assert_true((b->record.reason == COMPARE_KNOWN) == (again.worse || again.fine));
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(alike_is_fine),
		TEST(five_times_as_many_is_worse_and_at_least_so_many_times),
		TEST(fewer_minutes_than_asked_condemn_nothing),
		TEST(what_was_proven_stays_proven),
		TEST(too_little_is_not_yet_known),
		TEST(noise_that_keeps_from_deciding_is_the_reason),
		TEST(too_few_minutes_with_many_requests_are_the_reason),
		TEST(a_part_of_the_risk_needs_more_evidence),
		TEST(below_the_floor_is_fine_without_a_failure),
		TEST(fine_begins_with_the_step),
		TEST(the_mean_of_several_parts_decides),
		TEST(the_noise_of_the_service_is_paid_for),
		TEST(a_minute_in_which_an_arm_is_silent_against_its_share_is_dropped),
		TEST(a_new_share_drops_the_open_block),
		TEST(a_candidate_that_answers_nothing_is_found_by_traffic),
		TEST(bad_counts_are_not_judged),
		TEST(minutes_out_of_order_are_not_judged),
		TEST(bad_parameters_are_not_judged),
		TEST(an_arm_without_users_is_not_judged),
		TEST(any_counts_give_finite_numbers_and_the_same_ones_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
