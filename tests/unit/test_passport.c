/* SPDX-License-Identifier: Apache-2.0 */
/* test_passport.c: what evidence says about an image and a stage. */
#include "sample.h"
#include "../../gate/evidence/passport.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define OURS   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OTHERS "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HOUR   INT64_C(3600000)
#define NOW    (1000 * HOUR)

static const struct passport_wanted wanted = { "staging", OURS, 24 * HOUR, NOW };

/* Evidence of one image, that ended so many hours ago. */
static struct history_piece piece(
	struct arena *a, const char *stage, const char *digest, enum record_verdict verdict, int64_t hours)
{
	struct record *k = ARENA_NEW(a, struct record);
	*k = (struct record){ .service = "s", .digest = digest, .verdict = verdict };
	return (struct history_piece){ .stage = stage, .records = k, .n = 1, .at = NOW - hours * HOUR, .trusted = true };
}

static const char *missing(struct arena *a, const struct passport_found *f)
{
	return passport_missing(a, &wanted, f, "backend", "gs://b/p");
}

static void each_reason_is_told(void **state)
{
	static const struct {
		const char *stage, *digest;
		enum record_verdict verdict;
		int64_t hours;
		enum passport_state is;
		const char *text; /* a part of it */
	} all[] = {
		{ "staging", OURS, RECORD_PASSED, 0, PASSPORT_PASSED, NULL },
		{ "staging", OURS, RECORD_PASSED, 24, PASSPORT_PASSED, NULL },
		{ "staging", OURS, RECORD_PASSED, 25, PASSPORT_TOO_OLD,
			"passed stage staging 1d 1h ago, and 1d are allowed (e)" },
		{ "staging", OURS, RECORD_PASSED, -1, PASSPORT_FUTURE, "which is 1h in the future" },
		{ "staging", OURS, RECORD_FAILED, 1, PASSPORT_NOT_PASSED,
			"did not pass stage staging at 1970-02-11T15:00:00.000Z (e)" },
		{ "staging", OURS, RECORD_OTHER, 1, PASSPORT_NOT_PASSED, "did not pass stage staging" },
		{ "test", OURS, RECORD_PASSED, 1, PASSPORT_OTHER_STAGE, "e is evidence of stage test" },
		{ NULL, OURS, RECORD_PASSED, 1, PASSPORT_OTHER_STAGE, "e is evidence of no stage" },
		{ "staging", OTHERS, RECORD_PASSED, 1, PASSPORT_NONE, "no evidence in gs://b/p names this image" },
		{ "staging", NULL, RECORD_PASSED, 1, PASSPORT_NONE, "no evidence in gs://b/p names this image" },
	};
	struct arena *a = *state;
	for (size_t i = 0; i < COUNTOF(all); i++) {
		struct history_piece p = piece(a, all[i].stage, all[i].digest, all[i].verdict, all[i].hours);
		struct passport_found f = { 0 };
		assert_int_equal(passport_take(&wanted, &p, "e", &f), all[i].is != PASSPORT_NONE);
		assert_int_equal(f.state, all[i].is);
		const char *text = missing(a, &f);
		if (!all[i].text)
			assert_null(text);
		else if (!text || !strstr(text, all[i].text) || strncmp(text, "backend: sha256:" OURS " ", 81) != 0)
			fail_msg("%zu: %s", i, text ? text : "passed");
	}
}

/* A clock that is some minutes ahead is not the future. */
static void a_clock_may_be_a_little_ahead(void **state)
{
	struct history_piece p = piece(*state, "staging", OURS, RECORD_PASSED, 0);
	struct passport_found f = { 0 };
	p.at = NOW + HOUR / 12;
	passport_take(&wanted, &p, "e", &f);
	assert_int_equal(f.state, PASSPORT_PASSED);
	f = (struct passport_found){ 0 };
	p.at = NOW + HOUR / 12 + 1;
	passport_take(&wanted, &p, "e", &f);
	assert_int_equal(f.state, PASSPORT_FUTURE);
}

static void a_pass_counts_in_whatever_order_it_is_read(void **state)
{
	struct arena *a = *state;
	struct history_piece all[] = {
		piece(a, "staging", OURS, RECORD_PASSED, 3),
		piece(a, "staging", OURS, RECORD_PASSED, 2),
		piece(a, "staging", OURS, RECORD_FAILED, 1),
		piece(a, "test", OURS, RECORD_PASSED, 1),
		piece(a, "staging", OURS, RECORD_PASSED, 30),
	};
	static const char *const names[] = { "e0", "e1", "e2", "e3", "e4" };
	for (size_t from = 0; from < COUNTOF(all); from++) {
		struct passport_found f = { 0 };
		passport_refuse("x", "not signed", &f);
		assert_int_equal(f.state, PASSPORT_REFUSED);
		for (size_t i = 0; i < COUNTOF(all); i++) {
			size_t at = (from + i) % COUNTOF(all);
			passport_take(&wanted, &all[at], names[at], &f);
		}
		passport_refuse("x", "not signed", &f);
		assert_int_equal(f.state, PASSPORT_PASSED);
		assert_string_equal(f.evidence, "e1"); /* the newest */
	}
}

/* Of several services of one run, the one that passed counts: another may have stood by. */
static void one_of_several_services_may_run_the_image(void **state)
{
	struct history_piece p = piece(*state, "staging", OURS, RECORD_OTHER, 1);
	struct record both[] = { p.records[0], p.records[0] };
	struct passport_found f = { 0 };
	both[1].verdict = RECORD_PASSED;
	p.records = both;
	p.n = 2;
	passport_take(&wanted, &p, "e", &f);
	assert_int_equal(f.state, PASSPORT_PASSED);
}

static void evidence_that_is_refused_is_named(void **state)
{
	struct passport_found f = { 0 };
	passport_refuse("gs://b/p/evidence/1", "not signed", &f);
	passport_refuse("gs://b/p/evidence/2", "torn", &f);
	assert_string_equal(
		missing(*state, &f), "backend: sha256:" OURS " has not passed stage staging: gs://b/p/evidence/1: not signed");
}

/* The digest and the stage are taken from the evidence itself. */
static void a_piece_has_stage_and_digest(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false), *predicate = json_get(v, "predicate");
	struct history_piece p;
	struct statement s;
	struct err e;
	json_set_string(a, predicate, "stage", "staging");
	json_set_string(a, json_at(predicate, "services.s"), "image", "r/app@sha256:" OURS);
	assert_int_equal(statement_read_part(a, "x", sample_bytes(a, v, NULL), NULL, &statement_history, &s, &e), 0);
	assert_int_equal(history_piece(a, NULL, &s, &p), 0);
	assert_string_equal(p.stage, "staging");
	assert_string_equal(p.records[0].digest, OURS);
	static const char *const others[] = { "r/app:v1", "r/app@sha256:" OURS "a", "r/app@sha256:", "",
		"r@sha256:" OTHERS ":v1" };
	for (size_t i = 0; i < COUNTOF(others); i++)
		assert_null(evidence_image_digest(a, others[i]));
	assert_null(evidence_image_digest(a, NULL));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_reason_is_told),
		TEST(a_clock_may_be_a_little_ahead),
		TEST(a_pass_counts_in_whatever_order_it_is_read),
		TEST(one_of_several_services_may_run_the_image),
		TEST(evidence_that_is_refused_is_named),
		TEST(a_piece_has_stage_and_digest),
	};
	return cmocka_run_group_tests_name("passport", tests, NULL, NULL);
}
