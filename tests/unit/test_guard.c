/* SPDX-License-Identifier: Apache-2.0 */
/* test_guard.c: each reason not to move traffic, with the closest case that is allowed. */
#include "splits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct json *json_of(struct arena *a, const char *text)
{
	struct json *v;
	struct err e;
	if (!text)
		return NULL;
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	return v;
}

/* want: NULL if there is no reason, else a part of the reason. */
static void expect(const char *name, const char *reason, const char *want)
{
	if (!want && reason)
		fail_msg("%s: %s", name, reason);
	if (want && (!reason || !strstr(reason, want)))
		fail_msg("%s: \"%s\", without \"%s\"", name, reason ? reason : "no reason", want);
}

static const char by_ann[] = "{\"lastModifier\":\"ann@example.com\"}";

static void superseded_if_the_serving_revision_changed(void **state)
{
	static const struct {
		const char *name, *now, *uid, *latest, *raw, *want;
	} rows[] = {
		{ "nothing changed", "LATEST=100", "u", "c", NULL, NULL },
		{ "a tag was added", "LATEST=100,b#new", "u", "c", NULL, NULL },
		{ "the same percents, said otherwise", "c=100", "u", "c", NULL, NULL },
		{ "other percents", "c=90,b=10", "u", "c", NULL, "from c 100 % to c 90 %, b 10 %" },
		{ "by whom, where it is told", "b=100", "u", "c", by_ann, "to b 100 % by ann@example.com" },
		{ "LATEST is a newer revision", "LATEST=100", "u", "d", NULL, "to d 100 %" },
		{ "a newer revision without traffic", "c=100", "u", "d", NULL, NULL },
		{ "another service of that name", "LATEST=100", "v", "c", NULL, "created again" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_service first = service_of(a, "LATEST=100", "LATEST=100"), now = first;
		now.desired = split_of(a, rows[i].now);
		now.uid = rows[i].uid;
		now.latest_created = rows[i].latest;
		now.raw = json_of(a, rows[i].raw);
		expect(rows[i].name, guard_superseded(a, &first, &now), rows[i].want);
		arena_free(a);
	}
}

static void generation_shows_whether_only_rungate_changed_the_service(void **state)
{
	static const struct {
		const char *name;
		int64_t generation;
		const char *raw, *want;
	} rows[] = {
		{ "no change at all", 3, by_ann, NULL },
		{ "one change: ours, or one that left the traffic alone", 4, by_ann, NULL },
		{ "two changes", 5, NULL, "after our own change: " },
		{ "two changes, and by whom the last", 5, by_ann, "after our own change, last by ann@example.com: " },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_service now = service_of(a, "LATEST=100", "LATEST=100");
		now.generation = rows[i].generation;
		now.raw = json_of(a, rows[i].raw);
		expect(rows[i].name, guard_unexplained(a, 3, &now), rows[i].want);
		arena_free(a);
	}
}

static void latest_must_be_the_judged_revision(void **state)
{
	static const struct {
		const char *name, *latest, *want;
	} rows[] = {
		{ "it is", "c", NULL },
		{ "a newer one is", "d", "d is newer than c" },
		{ "the API does not tell", NULL, "an unknown revision is newer than c" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_service now = service_of(a, "LATEST=100", "LATEST=100");
		now.latest_created = rows[i].latest;
		expect(rows[i].name, guard_newer(a, "c", &now), rows[i].want);
		arena_free(a);
	}
}

static void every_revision_of_a_target_must_exist_and_be_ready(void **state)
{
	static const struct cloudrun_revision revisions[] = { { .name = "c", .ready = true }, { .name = "b" },
		{ .name = "a", .ready = true }, { .name = "z", .ready_message = "its image is gone" } };
	static const struct {
		const char *name, *target, *want;
	} rows[] = {
		{ "both parts are fit", "a=70,c=30", NULL },
		{ "no part at all", "", "no revision to return to" },
		{ "the last part was deleted", "a=70,y=30", "y does not exist any more" },
		{ "one is not ready, without a message", "a=70,b=30", "b is not ready" },
		{ "one is not ready, and why", "z=30,a=70", "z is not ready: its image is gone" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_split target = split_of(a, rows[i].target);
		expect(rows[i].name, guard_unfit(a, &target, revisions, COUNTOF(revisions)), rows[i].want);
		arena_free(a);
	}
}

/* Revisions e, d, c, b, a, newest first, created at 5, 4, 3, 2, 1; one of them has the label. */
static void label_holds_from_the_candidate_to_before_the_target(void **state)
{
	static const struct {
		const char *name;
		int candidate, target, marked;
		const char *value, *want;
	} rows[] = {
		{ "no label", 1, 3, -1, NULL, NULL },
		{ "on the candidate", 1, 3, 1, "migration 7", "d is labelled" },
		{ "on one between", 1, 3, 2, "migration 7", "c is labelled" },
		{ "on one between, switched off", 1, 3, 2, "false", NULL },
		{ "without a value", 1, 3, 2, "", "c is labelled" },
		{ "on the target", 1, 3, 3, "true", NULL },
		{ "newer than the candidate", 1, 3, 0, "true", NULL },
		{ "older than the target", 1, 3, 4, "true", NULL },
		{ "there is no candidate", -1, 3, 2, "true", NULL },
		{ "there is no target", 1, -1, 2, "true", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_revision all[] = { { .name = "e", .created_at = 5 }, { .name = "d", .created_at = 4 },
			{ .name = "c", .created_at = 3 }, { .name = "b", .created_at = 2 }, { .name = "a", .created_at = 1 } };
		if (rows[i].marked >= 0)
			all[rows[i].marked].raw = json_of(
				a, arena_printf(a, "{\"labels\":{\"no_rollback_past\":\"%s\"}}", rows[i].value));
		expect(rows[i].name,
			guard_hold(a, rows[i].candidate < 0 ? NULL : &all[rows[i].candidate],
				rows[i].target < 0 ? NULL : &all[rows[i].target], all, COUNTOF(all)),
			rows[i].want);
		arena_free(a);
	}
}

static void refusal_blames_a_part_of_the_target_by_name(void **state)
{
	static const struct {
		const char *target, *refusal, *want;
	} rows[] = {
		{ "b-1=100", "Revision 'b-1' is not ready and cannot serve traffic. Container import failed.", "b-1" },
		{ "b-1=100", "its operation failed: Revision b-1 does not exist or is deleted.", "b-1" },
		{ "a-1=60,b-1=40", "Revision 'b-1' is not ready and cannot serve traffic.", "b-1" },
		{ "b-1=100", "Revision 'b-10' is not ready and cannot serve traffic.", NULL },
		{ "b-1=100", "Revision 'sub-b-1' is not ready, and b-1-x is not either.", NULL },
		{ "b-1=100", "b-10 serves, but b-1: no", "b-1" },
		{ "b-1=100", "Container import failed.", "b-1" },
		{ "a-1=60,b-1=40", "Container import failed.", NULL },
		{ "b-1=100", "b-1 is not ready", "b-1" },
		{ "b-1=100", "a-b-1 and sub-b-1: not ready", NULL },
		{ "b-1=100", "cannot serve b-1", "b-1" },
		{ "b-1=100", "cannot serve b-10", NULL },
		{ "LATEST=50,b-1=50", "cannot serve b-1", "b-1" },
		{ "LATEST=100", "Container import failed.", NULL },
		{ "=100", "cannot serve b-1", NULL }, /* an empty name never matches */
		{ "b-1=100", "Internal error while moving traffic.", NULL },
		{ "b-1=100", "", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_split target = split_of(a, rows[i].target);
		struct target_refusal out = { NULL, NULL };
		bool found = guard_refused_part(a, &target, rows[i].refusal, &out);
		if (found != (rows[i].want != NULL) || (found && strcmp(out.revision, rows[i].want) != 0))
			fail_msg("%s: \"%s\": %s", rows[i].target, rows[i].refusal, out.revision ? out.revision : "none");
		if (found)
			assert_non_null(strstr(out.why, rows[i].refusal));
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(superseded_if_the_serving_revision_changed),
		cmocka_unit_test(generation_shows_whether_only_rungate_changed_the_service),
		cmocka_unit_test(latest_must_be_the_judged_revision),
		cmocka_unit_test(every_revision_of_a_target_must_exist_and_be_ready),
		cmocka_unit_test(label_holds_from_the_candidate_to_before_the_target),
		cmocka_unit_test(refusal_blames_a_part_of_the_target_by_name),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
