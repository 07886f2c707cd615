/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan.c: the traffic list of a change, and when no change is needed. */
#include "splits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct cloudrun_revision revisions[] = { { .name = "c", .ready = true, .created_at = 3 },
	{ .name = "b", .ready = true, .created_at = 2 }, { .name = "a", .ready = true, .created_at = 1 } };

static void traffic_list_is_complete_and_keeps_tags(void **state)
{
	static const struct {
		const char *now, *target, *sent;
		bool replaces;
	} rows[] = {
		{ "LATEST=100", "b=100", "b=100", true },
		{ "LATEST=100,b#green,LATEST#cand", "b=100", "b=100,b#green,LATEST#cand", true },
		{ "a=40,a#blue,b=60,b#green", "b=100", "b=100,a#blue,b#green", false },
		{ "c=100,c#x", "a=70,b=30", "a=70,b=30,c#x", false },
		{ "c=100", "a=50,a=50", "a=100", false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_service s = service_of(a, rows[i].now, rows[i].now);
		struct cloudrun_split target = split_of(a, rows[i].target);
		struct plan p;
		plan_rollback(a, &s, &target, revisions, 3, false, &p);
		assert_string_equal(split_rows(a, &p.traffic), rows[i].sent);
		assert_int_equal(p.replaces_latest, rows[i].replaces);
		assert_true(p.needed);
		arena_free(a);
	}
}

/* The target is b; c is the latest created revision. */
static void nothing_is_sent_if_the_target_already_has_the_traffic(void **state)
{
	static const struct {
		const char *name, *desired, *effective, *latest_ready;
		bool ready, listed, needed, pin_needed;
	} rows[] = {
		{ "wish and fact, with tags", "b=100,c#next", "b=100,c#next", "c", true, true, false, false },
		{ "neither", "c=100", "c=100", "c", true, true, true, true },
		{ "the fact alone: another wish is on its way", "c=100", "b=100", "c", true, true, true, true },
		{ "the fact alone: LATEST is ready, and on its way", "LATEST=100", "b=100", "b", true, true, true, true },
		{ "the wish alone", "b=100", "c=100", "c", true, true, true, true },
		{ "LATEST that is not ready falls to b", "LATEST=100", "LATEST=100", "b", false, true, false, true },
		{ "LATEST that is not ready has a part", "LATEST=40,a=60", "b=100", "b", false, true, true, true },
		{ "LATEST is no revision that is known", "LATEST=100", "LATEST=100", "b", false, false, true, true },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_revision known[] = { { .name = "c", .ready = rows[i].ready }, { .name = "b", .ready = true } };
		const struct cloudrun_revision *listed = rows[i].listed ? known : known + 1;
		struct cloudrun_split target = split_of(a, "b=100");
		struct cloudrun_service s = service_of(a, rows[i].desired, rows[i].effective);
		struct plan p, pinned;
		s.latest_ready = rows[i].latest_ready;
		plan_rollback(a, &s, &target, listed, rows[i].listed ? 2 : 1, false, &p);
		/* --pin replaces LATEST by the name */
		plan_rollback(a, &s, &target, listed, rows[i].listed ? 2 : 1, true, &pinned);
		if (p.needed != rows[i].needed || pinned.needed != rows[i].pin_needed)
			fail_msg("%s: needed %d, with a pin %d", rows[i].name, p.needed, pinned.needed);
		arena_free(a);
	}
}

static void reached_if_desired_and_actual_traffic_match_and_settled(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "b=100");
	struct cloudrun_service s = service_of(a, "LATEST=100", "LATEST=100");
	struct plan p;
	(void)state;
	plan_rollback(a, &s, &target, revisions, 3, false, &p);
	assert_false(plan_reached(&p, &s));
	s.desired = split_of(a, "a=100");
	s.effective = target;
	assert_false(plan_is_desired(&p, &s)); /* someone else set another desired split by name */
	assert_false(plan_reached(&p, &s));
	s.desired = target;
	s.effective = split_of(a, "LATEST=100");
	assert_false(plan_reached(&p, &s));
	s.effective = target;
	assert_true(plan_reached(&p, &s));
	s.reconciling = true;
	assert_false(plan_reached(&p, &s));
	s.reconciling = false;
	s.observed_generation = 2;
	assert_false(plan_reached(&p, &s));
	s.terminal.state = "CONDITION_FAILED"; /* after a failed deploy the observed generation may stay behind for ever */
	assert_true(plan_reached(&p, &s));
	arena_free(a);
}

static void manual_command(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "a=70,b=30");
	struct cloudrun_service s = service_of(a, "LATEST=100", "LATEST=100");
	(void)state;
	assert_string_equal(plan_command(a, &s, &target),
		"gcloud run services update-traffic s --to-revisions=a=70,b=30 --region=r --project=p");
	arena_free(a);
}

/* The same rounding as gcloud: largest lost fraction, then the smaller value, then the name. */
static void step_scales_the_other_shares(void **state)
{
	static const struct {
		const char *now, *revision;
		int percent;
		const char *step;
	} rows[] = {
		{ "a=100", "c", 5, "a=95,c=5" },
		{ "a=100", "c", 100, "c=100" },
		{ "a=60,b=40", "c", 10, "a=54,b=36,c=10" },
		{ "a=34,b=33,c=33", "d", 50, "a=17,b=17,c=16,d=50" },
		{ "a=1,b=1,c=98", "d", 99, "c=1,d=99" },
		{ "a=1,b=3,c=96", "d", 50, "a=1,b=1,c=48,d=50" }, /* both lose a half: the smaller share is rounded up */
		{ "b=3,a=1,c=96", "d", 50, "b=1,a=1,c=48,d=50" },
		{ "c=33,b=33,a=34", "d", 50, "c=16,b=17,a=17,d=50" }, /* equal shares: by name */
		{ "a=25,b=25,c=25,d=25", "e", 50, "a=13,b=13,c=12,d=12,e=50" },
		{ "a=10,b=40,c=50", "d", 25, "a=8,b=30,c=37,d=25" },
		{ "a=90,c=10", "c", 50, "a=50,c=50" },
		{ "a=63,b=27,c=10", "c", 0, "a=70,b=30" },
		{ "c=100", "c", 25, "c=100" }, /* no other revision to share with */
		{ "c=100", "c", 0, "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct cloudrun_split now = split_of(a, rows[i].now);
		struct cloudrun_split step = plan_step(a, &now, rows[i].revision, rows[i].percent);
		assert_string_equal(split_rows(a, &step), rows[i].step);
		arena_free(a);
	}
}

static void last_step_follows_latest_and_keeps_tags(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "c=100");
	struct cloudrun_service s = service_of(a, "c=100,b#green", "c=100,b#green");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_LATEST, &p);
	assert_true(p.needed);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=100,b#green");
	assert_false(plan_is_desired(&p, &s));
	s.desired = split_of(a, "LATEST=100,b#green");
	assert_true(plan_is_desired(&p, &s) && plan_reached(&p, &s));
	s.latest_created = "d"; /* a newer deploy: LATEST is another revision now */
	assert_false(plan_is_desired(&p, &s));
	arena_free(a);
}

static void tag_for_the_target_check_changes_nothing_else(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "b=100");
	struct cloudrun_service s = service_of(a, "LATEST=90,a=10,a#blue", "LATEST=90,a=10,a#blue");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_TRY, &p);
	assert_true(p.needed);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=90,a=10,a#blue,b#" PLAN_TRY_TAG);
	s.desired = p.traffic;
	assert_true(plan_is_desired(&p, &s));
	assert_true(plan_has_try_tag(&s)); /* wanted is enough: it must be removed */
	assert_string_equal(plan_text(a, &p), "tag " PLAN_TRY_TAG " on b");
	assert_false(plan_reached(&p, &s)); /* not yet in effect */
	s.effective = s.desired;
	assert_true(plan_reached(&p, &s));
	s.reconciling = true;
	assert_false(plan_reached(&p, &s));
	s.reconciling = false;
	s.desired = split_of(a, "LATEST=90,a=10,a#" PLAN_TRY_TAG); /* the target check of another revision */
	assert_false(plan_is_desired(&p, &s));
	s.desired = s.effective;
	plan_aim(a, &s, &target, AIM_UNTRY, &p);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=90,a=10,a#blue");
	s.desired = p.traffic;
	assert_true(plan_has_try_tag(&s)); /* it is still in effect */
	assert_false(plan_reached(&p, &s));
	s.desired = s.effective;
	s.id = "it's", s.region = "r", s.project = "p";
	assert_string_equal(plan_untag_command(a, &s),
		"gcloud run services update-traffic 'it'\\''s' --remove-tags=" PLAN_TRY_TAG " --region=r --project=p");
	plan_rollback(a, &s, &target, revisions, 3, false, &p); /* this also ends the target check */
	assert_string_equal(split_rows(a, &p.traffic), "b=100,a#blue");
	arena_free(a);
}

static void tags_of_two_revisions(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "b=100,a=100"), step = split_of(a, "a=50,b=50");
	struct cloudrun_service s = service_of(a, "LATEST=100,a#blue", "LATEST=100,a#blue");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_TRY, &p);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=100,a#blue,b#" PLAN_TRY_TAG ",a#" PLAN_TRY_TAG_2);
	s.desired = split_of(a, "LATEST=100,a#blue,b#" PLAN_TRY_TAG); /* only one of them */
	assert_false(plan_is_desired(&p, &s));
	s.desired = p.traffic;
	assert_true(plan_is_desired(&p, &s));
	assert_string_equal(plan_text(a, &p), "tag " PLAN_TRY_TAG " on b, tag " PLAN_TRY_TAG_2 " on a");
	assert_string_equal(plan_untag_command(a, &s),
		"gcloud run services update-traffic s --remove-tags=" PLAN_TRY_TAG "," PLAN_TRY_TAG_2
		" --region=r --project=p");
	plan_rollback(a, &s, &step, revisions, 3, true, &p); /* a step of a promotion */
	assert_string_equal(split_rows(a, &p.traffic), "a=50,b=50,a#blue");
	plan_keep_tried(&s, &p);
	assert_string_equal(split_rows(a, &p.traffic), "a=50,b=50,a#blue,b#" PLAN_TRY_TAG ",a#" PLAN_TRY_TAG_2);
	plan_aim(a, &s, &target, AIM_UNTRY, &p);
	assert_true(p.needed);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=100,a#blue");
	s.desired = s.effective = p.traffic;
	assert_false(plan_has_try_tag(&s));
	plan_aim(a, &s, &target, AIM_UNTRY, &p);
	assert_false(p.needed);
	arena_free(a);
}

/* Two tags of ours are enough: a target of more revisions has only its first two tried. */
static void two_revisions_of_three_are_tried(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "c=40,b=30,a=30");
	struct cloudrun_service s = service_of(a, "LATEST=100", "LATEST=100");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_TRY, &p);
	assert_string_equal(split_rows(a, &p.traffic), "LATEST=100,c#" PLAN_TRY_TAG ",b#" PLAN_TRY_TAG_2);
	assert_string_equal(plan_text(a, &p), "tag " PLAN_TRY_TAG " on c, tag " PLAN_TRY_TAG_2 " on b");
	arena_free(a);
}

/* Whatever is left of our tags is found, and a tag that somebody let follow LATEST tries no revision. */
static void every_place_of_our_tags_is_found(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_split target = split_of(a, "b=100");
	struct cloudrun_service s = service_of(a, "LATEST=100,a#" PLAN_TRY_TAG_2, "LATEST=100");
	struct plan p;
	(void)state;
	assert_true(plan_has_try_tag(&s)); /* only the second one, wanted */
	s.effective = s.desired;
	s.desired = split_of(a, "LATEST=100");
	assert_true(plan_has_try_tag(&s)); /* only the second one, in effect */
	assert_non_null(strstr(plan_untag_command(a, &s), "--remove-tags=" PLAN_TRY_TAG "," PLAN_TRY_TAG_2 " "));
	plan_aim(a, &s, &target, AIM_TRY, &p);
	s.desired = split_of(a, "LATEST=100,LATEST#" PLAN_TRY_TAG);
	assert_false(plan_is_desired(&p, &s));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traffic_list_is_complete_and_keeps_tags),
		cmocka_unit_test(nothing_is_sent_if_the_target_already_has_the_traffic),
		cmocka_unit_test(reached_if_desired_and_actual_traffic_match_and_settled),
		cmocka_unit_test(manual_command),
		cmocka_unit_test(step_scales_the_other_shares),
		cmocka_unit_test(last_step_follows_latest_and_keeps_tags),
		cmocka_unit_test(tag_for_the_target_check_changes_nothing_else),
		cmocka_unit_test(tags_of_two_revisions),
		cmocka_unit_test(two_revisions_of_three_are_tried),
		cmocka_unit_test(every_place_of_our_tags_is_found),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
