/* SPDX-License-Identifier: Apache-2.0 */
/* test_drill.c: the receipts of a drill, its reason, and how a report tells them. */
#include "../../gate/act/drill.h"
#include "../../gate/report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct config_service config = { .member = { .alias = "api" } };
static struct service service = { .config = &config };

static struct drilled_list list_of(struct arena *a, struct drilled *items, size_t n)
{
	struct drilled_list all = { ARENA_ARRAY(a, struct drilled *, n), n, n };
	for (size_t i = 0; i < n; i++)
		all.items[i] = &items[i];
	return all;
}

static void a_receipt_has_what_happened(void **state)
{
	struct arena *a = arena_new();
	struct drilled one = { .service = &service,
		.revision = "api-1",
		.source = BASELINE_SNAPSHOT,
		.tag = PLAN_TRY_TAG,
		.outcome = DRILL_FIT,
		.began = 1000,
		.tagged = 2000,
		.answered = 3500,
		.ended = 4000 };
	struct drilled_list all = list_of(a, &one, 1);
	const struct json *v = json_item(drill_receipts(a, &all), 0);
	(void)state;
	assert_string_equal(json_text_at(v, "service"), "api");
	assert_string_equal(json_text_at(v, "source"), "snapshot");
	assert_string_equal(json_text_at(v, "outcome"), "fit");
	assert_string_equal(json_text_at(v, "answeredAt"), "1970-01-01T00:00:03.500Z");
	assert_null(json_get(v, "reason"));
	assert_null(json_get(v, "probes"));
	assert_string_equal(report_drill(a, v), "api-1 works, first answered well 1s500ms after it got the tag");
	assert_int_equal(report_drill_mood(v), MOOD_GOOD);
	one.tagged = one.answered = 0;
	v = json_item(drill_receipts(a, &all), 0);
	assert_null(json_get(v, "taggedAt"));
	assert_string_equal(report_drill(a, v), "api-1 works");
	arena_free(a);
}

static void the_reason_names_the_first_target_that_does_not_work(void **state)
{
	struct arena *a = arena_new();
	struct drilled items[] = {
		{ .service = &service, .revision = "api-2", .outcome = DRILL_FIT },
		{ .service = &service, .revision = "api-1", .outcome = DRILL_UNFIT, .reason = "answered 503" },
		{ .service = &service, .outcome = DRILL_NONE, .reason = "it has no older revision" },
	};
	struct drilled_list all = list_of(a, items, 3);
	(void)state;
	assert_ptr_equal(drill_first(&all, DRILL_UNFIT), &items[1]);
	assert_null(drill_first(&all, DRILL_SUPERSEDED));
	assert_string_equal(drill_reason(a, &all, &items[1]), "api: api-1: answered 503");
	assert_string_equal(drill_reason(a, &all, &items[2]), "api: it has no older revision");
	assert_string_equal(drill_reason(a, &all, NULL), "api: api-2 works");
	all.n = 0;
	assert_string_equal(drill_reason(a, &all, NULL), "nothing was drilled");
	arena_free(a);
}

/* A forged or later receipt has anything in it. */
static void any_receipt_can_be_told(void **state)
{
	struct arena *a = arena_new();
	const char *const texts[] = { "{}", "[]", "\"x\"", "{\"outcome\": 7, \"target\": {}}",
		"{\"outcome\": \"fit\", \"taggedAt\": \"soon\", \"answeredAt\": 3}" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct json *v;
		struct err e;
		assert_int_equal(json_parse(a, str_of(texts[i]), &v, &e), 0);
		assert_non_null(report_drill(a, v));
		assert_int_equal(report_drill_mood(v), i == 4 ? MOOD_GOOD : MOOD_UNSURE);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_has_what_happened),
		cmocka_unit_test(the_reason_names_the_first_target_that_does_not_work),
		cmocka_unit_test(any_receipt_can_be_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
