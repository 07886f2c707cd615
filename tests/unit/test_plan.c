/* SPDX-License-Identifier: Apache-2.0 */
/* test_plan.c: the traffic list that is sent, when nothing needs sending, and the reasons to stand down. */
#include "../../rollback/rollback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct run_revision revisions[] = { { .name = "c", .ready = true, .created_at = 3 }, { .name = "b", .ready = true, .created_at = 2 },
	{ .name = "a", .ready = true, .created_at = 1 } };

/* "b=60,LATEST=40,a#blue" */
static struct run_split split_of(struct arena *a, const char *text)
{
	struct run_split s = { ARENA_ARRAY(a, struct run_target, 16), 0 };
	char *copy = arena_strdup(a, text), *save = NULL;
	for (char *word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		char *percent = strchr(word, '='), *tag = strchr(word, '#');
		struct run_target t = { .percent = percent ? atoi(percent + 1) : 0, .tag = tag ? tag + 1 : NULL };
		word[strcspn(word, "=#")] = '\0';
		t.latest = !strcmp(word, "LATEST");
		t.revision = t.latest ? NULL : word;
		s.rows[s.n++] = t;
	}
	return s;
}

static const char *text_of(struct arena *a, const struct run_split *s)
{
	char *out = arena_strdup(a, "");
	for (size_t i = 0; i < s->n; i++) {
		const struct run_target *t = &s->rows[i];
		out = arena_printf(a, "%s%s%s", out, i ? "," : "", t->latest ? "LATEST" : t->revision);
		out = t->tag ? arena_printf(a, "%s#%s", out, t->tag) : arena_printf(a, "%s=%d", out, t->percent);
	}
	return out;
}

static struct run_service service_of(struct arena *a, const char *desired, const char *effective)
{
	return (struct run_service){ .id = "s", .project = "p", .region = "r", .name = "s", .uid = "u", .generation = 3, .observed_generation = 3,
		.latest_created = "c", .latest_ready = "c", .desired = split_of(a, desired), .effective = split_of(a, effective) };
}

static void lists_are_whole_and_tags_are_kept(void **state)
{
	static const struct { const char *now, *target, *sent; bool replaces; } rows[] = {
		{ "LATEST=100", "b=100", "b=100", true },
		{ "LATEST=100,b#green,LATEST#cand", "b=100", "b=100,b#green,LATEST#cand", true },
		{ "a=40,a#blue,b=60,b#green", "b=100", "b=100,a#blue,b#green", false },
		{ "c=100,c#x", "a=70,b=30", "a=70,b=30,c#x", false },
		{ "c=100", "a=50,a=50", "a=100", false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct run_service s = service_of(a, rows[i].now, rows[i].now);
		struct run_split target = split_of(a, rows[i].target);
		struct plan p;
		plan_rollback(a, &s, &target, revisions, 3, false, &p);
		assert_string_equal(text_of(a, &p.traffic), rows[i].sent);
		assert_int_equal(p.replaces_latest, rows[i].replaces);
		assert_true(p.needed);
		arena_free(a);
	}
}

static void nothing_is_sent_where_users_are_there_already(void **state)
{
	struct arena *a = arena_new();
	struct run_split target = split_of(a, "b=100");
	struct run_service s = service_of(a, "b=100,c#next", "b=100,c#next");
	struct plan p;
	(void)state;
	plan_rollback(a, &s, &target, revisions, 3, false, &p);
	assert_false(p.needed);
	s = service_of(a, "LATEST=100", "b=100"); /* c is latest, and ready: it is on its way */
	plan_rollback(a, &s, &target, revisions, 3, false, &p);
	assert_true(p.needed);
	s = service_of(a, "LATEST=100", "LATEST=100");
	s.latest_ready = "b";
	revisions[0].ready = false; /* LATEST falls to nobody new */
	plan_rollback(a, &s, &target, revisions, 3, false, &p);
	assert_false(p.needed);
	plan_rollback(a, &s, &target, revisions, 3, true, &p);
	assert_true(p.needed); /* --pin writes it down */
	revisions[0].ready = true;
	arena_free(a);
}

static void reached_means_wish_and_fact_and_settled(void **state)
{
	struct arena *a = arena_new();
	struct run_split target = split_of(a, "b=100");
	struct run_service s = service_of(a, "LATEST=100", "LATEST=100");
	struct plan p;
	(void)state;
	plan_rollback(a, &s, &target, revisions, 3, false, &p);
	assert_false(plan_reached(&p, &s));
	s.desired = target;
	assert_false(plan_reached(&p, &s));
	s.effective = target;
	assert_true(plan_reached(&p, &s));
	s.reconciling = true;
	assert_false(plan_reached(&p, &s));
	s.reconciling = false;
	s.observed_generation = 2;
	assert_false(plan_reached(&p, &s));
	s.terminal.state = "CONDITION_FAILED"; /* after a failed deploy it may lag for ever */
	assert_true(plan_reached(&p, &s));
	arena_free(a);
}

static void the_command_by_hand(void **state)
{
	struct arena *a = arena_new();
	struct run_split target = split_of(a, "a=70,b=30");
	struct run_service s = service_of(a, "LATEST=100", "LATEST=100");
	(void)state;
	assert_string_equal(plan_command(a, &s, &target), "gcloud run services update-traffic s --to-revisions=a=70,b=30 --region=r --project=p");
	arena_free(a);
}

static void who_else_acted(void **state)
{
	struct arena *a = arena_new();
	struct run_service first = service_of(a, "LATEST=100", "LATEST=100"), now = first;
	(void)state;
	assert_null(guard_superseded(a, &first, &now));
	now.desired = split_of(a, "LATEST=100,b#new"); /* tags do not supersede */
	assert_null(guard_superseded(a, &first, &now));
	now.desired = split_of(a, "c=100"); /* the same percents, said otherwise */
	assert_null(guard_superseded(a, &first, &now));
	now.desired = split_of(a, "c=90,b=10");
	assert_non_null(strstr(guard_superseded(a, &first, &now), "c 90 %, b 10 %"));
	now = first;
	now.latest_created = "d"; /* a newer one takes LATEST's traffic */
	assert_non_null(guard_superseded(a, &first, &now));
	now = first;
	now.uid = "v";
	assert_non_null(strstr(guard_superseded(a, &first, &now), "made again"));
	arena_free(a);
}

static void what_is_no_place_for_users(void **state)
{
	struct arena *a = arena_new();
	struct run_split fit = split_of(a, "a=70,b=30"), gone = split_of(a, "z=100"), none = { NULL, 0 };
	(void)state;
	assert_null(guard_unfit(a, &fit, revisions, 3));
	assert_non_null(strstr(guard_unfit(a, &gone, revisions, 3), "does not exist"));
	assert_non_null(guard_unfit(a, &none, revisions, 3));
	revisions[1].ready = false;
	assert_non_null(strstr(guard_unfit(a, &fit, revisions, 3), "b is not ready"));
	revisions[1].ready = true;
	arena_free(a);
}

static void a_label_holds(void **state)
{
	struct arena *a = arena_new();
	struct json *marked = json_new_object(a), *labels = json_new_object(a);
	(void)state;
	json_set_string(a, labels, "no_rollback_past", "migration");
	json_set(marked, "labels", labels);
	assert_null(guard_hold(a, &revisions[0], &revisions[2], revisions, 3));
	revisions[1].raw = marked; /* between candidate and target */
	assert_non_null(guard_hold(a, &revisions[0], &revisions[2], revisions, 3));
	assert_null(guard_hold(a, &revisions[0], &revisions[1], revisions, 3)); /* the target itself may carry it */
	revisions[1].raw = NULL;
	arena_free(a);
}

static void generations_tell_whether_only_we_changed_it(void **state)
{
	struct arena *a = arena_new();
	struct run_service now = service_of(a, "LATEST=100", "LATEST=100");
	(void)state;
	now.generation = 4;
	assert_null(guard_unexplained(a, 3, &now)); /* one change: ours, or another of a kind that does not matter */
	now.generation = 5;
	assert_non_null(guard_unexplained(a, 3, &now));
	arena_free(a);
}

/* The rounding is that of gcloud (largest lost fraction, then the smaller value, then the name). */
static void steps_share_out_what_the_candidate_leaves(void **state)
{
	static const struct { const char *now, *revision; int percent; const char *step; } rows[] = {
		{ "a=100", "c", 5, "a=95,c=5" },
		{ "a=100", "c", 100, "c=100" },
		{ "a=60,b=40", "c", 10, "a=54,b=36,c=10" },
		{ "a=34,b=33,c=33", "d", 50, "a=17,b=17,c=16,d=50" },
		{ "a=1,b=1,c=98", "d", 99, "c=1,d=99" },
		{ "a=90,c=10", "c", 50, "a=50,c=50" },
		{ "a=63,b=27,c=10", "c", 0, "a=70,b=30" },
		{ "c=100", "c", 25, "c=100" }, /* nobody is left to share with */
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct run_split now = split_of(a, rows[i].now);
		struct run_split step = plan_step(a, &now, rows[i].revision, rows[i].percent);
		assert_string_equal(text_of(a, &step), rows[i].step);
		arena_free(a);
	}
}

static void the_last_step_follows_latest_and_keeps_tags(void **state)
{
	struct arena *a = arena_new();
	struct run_split target = split_of(a, "c=100");
	struct run_service s = service_of(a, "c=100,b#green", "c=100,b#green");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_LATEST, &p);
	assert_true(p.needed);
	assert_string_equal(text_of(a, &p.traffic), "LATEST=100,b#green");
	assert_false(plan_wished(&p, &s));
	s.desired = split_of(a, "LATEST=100,b#green");
	assert_true(plan_wished(&p, &s) && plan_reached(&p, &s));
	s.latest_created = "d"; /* somebody has deployed: LATEST is another now */
	assert_false(plan_wished(&p, &s));
	arena_free(a);
}

static void a_tag_to_try_by_leaves_everything_else_alone(void **state)
{
	struct arena *a = arena_new();
	struct run_split target = split_of(a, "b=100");
	struct run_service s = service_of(a, "LATEST=90,a=10,a#blue", "LATEST=90,a=10,a#blue");
	struct plan p;
	(void)state;
	plan_aim(a, &s, &target, AIM_TRY, &p);
	assert_true(p.needed);
	assert_string_equal(text_of(a, &p.traffic), "LATEST=90,a=10,a#blue,b#" PLAN_TRY_TAG);
	s.desired = p.traffic;
	assert_true(plan_wished(&p, &s));
	assert_false(plan_reached(&p, &s)); /* not seen in effect yet */
	s.effective = s.desired;
	assert_true(plan_reached(&p, &s));
	plan_aim(a, &s, &target, AIM_UNTRY, &p);
	assert_string_equal(text_of(a, &p.traffic), "LATEST=90,a=10,a#blue");
	plan_rollback(a, &s, &target, revisions, 3, false, &p); /* which ends the trial too */
	assert_string_equal(text_of(a, &p.traffic), "b=100,a#blue");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_whole_and_tags_are_kept), cmocka_unit_test(nothing_is_sent_where_users_are_there_already),
		cmocka_unit_test(reached_means_wish_and_fact_and_settled), cmocka_unit_test(the_command_by_hand), cmocka_unit_test(who_else_acted),
		cmocka_unit_test(what_is_no_place_for_users), cmocka_unit_test(a_label_holds),
		cmocka_unit_test(generations_tell_whether_only_we_changed_it), cmocka_unit_test(steps_share_out_what_the_candidate_leaves),
		cmocka_unit_test(the_last_step_follows_latest_and_keeps_tags),
		cmocka_unit_test(a_tag_to_try_by_leaves_everything_else_alone),
	};
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
