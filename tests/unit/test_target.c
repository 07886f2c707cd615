/* SPDX-License-Identifier: Apache-2.0 */
/* test_target.c: which revision is the candidate, and which is the target. */
#include "../../rollback/rollback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define HOUR ((int64_t)3600 * 1000)
#define NOW  ((int64_t)1000 * 24 * HOUR)

/* Newest first: r4, the candidate (10 minutes old), then r3, r2, r1, each a day older than the one before. */
struct world {
	struct arena *a;
	struct cloudrun_service service;
	struct cloudrun_target desired[4], effective[4];
	struct cloudrun_revision revisions[4];
	struct snapshot snapshot;
	struct snapshot_service in_snapshot;
	struct cloudrun_target snapshot_rows[2];
	struct record items[8];
	struct records records;
	struct target_refusals refused;
	struct target_input in;
	struct target out;
	struct err e;
};

static int set_up(void **state)
{
	static const char *const names[] = { "r4", "r3", "r2", "r1" };
	struct world *w = test_calloc(1, sizeof(*w));
	w->a = arena_new();
	for (size_t i = 0; i < 4; i++)
		w->revisions[i] = (struct cloudrun_revision){
			.name = names[i], .uid = names[i], .ready = true, .created_at = NOW - HOUR / 6 - (int64_t)i * 24 * HOUR
		};
	w->desired[0] = (struct cloudrun_target){ .latest = true, .percent = 100 };
	w->effective[0] = w->desired[0];
	w->service = (struct cloudrun_service){ .name = "projects/p/locations/r/services/s",
		.uid = "u",
		.id = "s",
		.latest_created = "r4",
		.latest_ready = "r4",
		.desired = { w->desired, 1 },
		.effective = { w->effective, 1 } };
	w->snapshot_rows[0] = (struct cloudrun_target){ .revision = "r3", .percent = 100 };
	w->in_snapshot = (struct snapshot_service){
		.alias = "s", .name = w->service.name, .uid = "u", .split = { w->snapshot_rows, 1 }
	};
	w->in_snapshot.taken_at = NOW - HOUR;
	w->snapshot = (struct snapshot){ .path = "b.json", .taken_at = NOW - HOUR, .services = &w->in_snapshot, .n = 1 };
	w->records.items = w->items;
	w->in = (struct target_input){ .service = &w->service,
		.revisions = w->revisions,
		.n_revisions = 4,
		.records = &w->records,
		.refused = &w->refused,
		.now = NOW,
		.release_window = 2 * HOUR,
		.snapshot_age = 24 * HOUR };
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(((struct world *)*state)->a);
	test_free(*state);
	return 0;
}

static struct target *choose(struct world *w)
{
	assert_int_equal(target_choose(w->a, &w->in, &w->out, &w->e), 0);
	return &w->out;
}

static void record(struct world *w, int64_t at, const char *candidate, enum record_verdict verdict, bool moved)
{
	w->items[w->records.n++] = (struct record){
		.at = at, .service = w->service.name, .uid = "u", .candidate = candidate, .verdict = verdict, .moved = moved
	};
}

static void without_records_the_next_older_revision_is_a_guess(void **state)
{
	struct target *t = choose(*state);
	assert_string_equal(t->candidate->name, "r4");
	assert_string_equal(t->baseline->name, "r3");
	assert_int_equal(t->source, BASELINE_GUESS);
	assert_int_equal(t->split.rows[0].percent, 100);
}

static void old_serving_revision_is_not_the_candidate(void **state)
{
	struct world *w = *state;
	w->desired[0] = w->effective[0] = (struct cloudrun_target){ .revision = "r3", .percent = 100 };
	assert_string_equal(choose(w)->candidate->name, "r4"); /* the latest created, at 0 % */
}

static void snapshot_takes_precedence(void **state)
{
	struct world *w = *state;
	w->in.snapshot = &w->snapshot;
	w->snapshot_rows[0] = (struct cloudrun_target){ .revision = "r2", .percent = 70 };
	w->snapshot_rows[1] = (struct cloudrun_target){ .revision = "r1", .percent = 30 };
	w->in_snapshot.split.n = 2;
	record(w, NOW - 48 * HOUR, "r3", RECORD_FAILED, false); /* r3 never served */
	struct target *t = choose(w);
	assert_int_equal(t->source, BASELINE_SNAPSHOT);
	assert_int_equal(t->split.n, 2);
	assert_int_equal(cloudrun_percent(&t->split, NULL, "r2"), 70);
	assert_string_equal(t->baseline->name, "r2");
}

static void unusable_snapshot_is_reported(void **state)
{
	struct world *w = *state;
	w->in.snapshot = &w->snapshot;
	w->in_snapshot.uid = "other";
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "created again"));
	assert_int_equal(w->out.source, BASELINE_GUESS);
	w->in_snapshot.uid = "u";
	w->in_snapshot.taken_at = NOW - 25 * HOUR;
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "older than"));
	w->in_snapshot.taken_at = NOW - 1;
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "after r4 was created"));
	w->in_snapshot.taken_at = NOW - HOUR;
	w->desired[0] = (struct cloudrun_target){ .latest = true, .percent = 90 };
	w->desired[1] = (struct cloudrun_target){ .revision = "r1", .percent = 10 };
	w->service.desired.n = 2;
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "r1 may have served"));
	w->service.desired.n = 1;
	w->desired[0].percent = 100;
	w->revisions[1].ready = false;
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "r3 is not ready"));
	assert_string_equal(w->out.baseline->name, "r2");
}

static void snapshot_without_the_service_is_reported(void **state)
{
	struct world *w = *state;
	w->in.snapshot = &w->snapshot;
	w->in_snapshot.name = "projects/p/locations/r/services/other";
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "does not contain this service"));
	w->in.n_revisions = 1; /* its first deploy, so it cannot be in the snapshot */
	assert_null(choose(w)->snapshot_passed_over);
}

static void evidence_takes_precedence_over_a_guess(void **state)
{
	struct world *w = *state;
	record(w, NOW - 50 * HOUR, "r2", RECORD_PASSED, false);
	struct target *t = choose(w);
	assert_int_equal(t->source, BASELINE_EVIDENCE);
	assert_string_equal(t->baseline->name, "r2");
}

static void evidence_of_a_rolled_back_revision_does_not_count(void **state)
{
	struct world *w = *state;
	record(w, NOW - 50 * HOUR, "r2", RECORD_PASSED, false);
	record(w, NOW - 40 * HOUR, "r2", RECORD_FAILED, true);
	struct target *t = choose(w);
	assert_int_equal(t->source, BASELINE_GUESS);
	assert_string_equal(t->baseline->name, "r3");
}

static void guess_skips_previews_and_condemned_and_unready_revisions(void **state)
{
	struct world *w = *state;
	w->desired[1] = (struct cloudrun_target){ .revision = "r3", .tag = "preview" };
	w->service.desired.n = 2;
	assert_string_equal(choose(w)->baseline->name, "r2");
	record(w, NOW - 40 * HOUR, "r2", RECORD_FAILED, false);
	assert_string_equal(choose(w)->baseline->name, "r1");
	w->revisions[3].ready = false;
	assert_null(choose(w)->baseline);
	assert_non_null(strstr(w->out.unfit, "r3 (a preview"));
	assert_non_null(strstr(w->out.unfit, "r1 (not ready"));
	assert_false(w->out.first_deploy);
}

static void first_deploy_has_no_target(void **state)
{
	struct world *w = *state;
	w->in.n_revisions = 1;
	assert_true(choose(w)->first_deploy);
	assert_null(w->out.unfit);
}

static void explicit_rollback_names_its_target(void **state)
{
	struct world *w = *state;
	w->in.baseline = "r1";
	assert_int_equal(choose(w)->source, BASELINE_ORDER);
	w->in.baseline = "r9";
	assert_non_null(strstr(choose(w)->unfit, "does not exist"));
	w->in.baseline = "r4"; /* it may have only a part of the traffic */
	assert_string_equal(choose(w)->baseline->name, "r4");
	w->revisions[0].ready = false;
	assert_non_null(strstr(choose(w)->unfit, "not ready"));
}

static void missing_candidate_is_an_error(void **state)
{
	struct world *w = *state;
	w->in.candidate = "r9";
	assert_int_equal(target_choose(w->a, &w->in, &w->out, &w->e), -1);
	assert_non_null(strstr(w->e.text, "r4, r3"));
}

static void revision_rolled_back_with_another_has_not_served(void **state)
{
	struct world *w = *state;
	struct cloudrun_target rows[] = { { .revision = "r3", .percent = 100 } };
	w->in.snapshot = &w->snapshot;
	w->snapshot_rows[0].revision = "r3";
	w->in_snapshot.taken_at = NOW - 40 * HOUR;
	w->in.snapshot_age = 100 * HOUR;
	w->revisions[1].created_at = NOW - 30 * HOUR; /* r3 was created after the snapshot, which has r2 */
	w->snapshot_rows[0].revision = "r2";
	assert_non_null(strstr(choose(w)->snapshot_passed_over, "r3 may have served"));
	record(w, NOW - 29 * HOUR, "r3", RECORD_OTHER, true);
	w->items[0].with = "b";
	rows[0].revision = "r2";
	w->items[0].after = (struct cloudrun_split){ rows, 1 };
	assert_int_equal(choose(w)->source, BASELINE_SNAPSHOT);
	w->in.snapshot = NULL;
	assert_string_equal(choose(w)->baseline->name, "r2");
}

static void rolled_back_candidate_is_known_by_its_record(void **state)
{
	struct world *w = *state;
	w->desired[0] = w->effective[0] = (struct cloudrun_target){ .revision = "r3", .percent = 100 };
	record(w, NOW - HOUR, "r4", RECORD_OTHER, true);
	w->items[0].with = "b";
	struct target *t = choose(w);
	assert_string_equal(t->candidate->name, "r4");
	assert_false(t->candidate_condemned);
	assert_int_equal(t->back_at, NOW - HOUR);
	assert_string_equal(t->went_back_with, "b");
	record(w, NOW - HOUR / 2, "r4", RECORD_FAILED, false);
	assert_true(choose(w)->candidate_condemned);
	assert_int_equal(w->out.back_at, NOW - HOUR / 2);
	record(w, NOW - HOUR / 3, "r4", RECORD_PASSED, false); /* promoted anyway, and it passed */
	assert_int_equal(choose(w)->back_at, 0);
	assert_false(w->out.candidate_condemned);
}

static void candidate_with_traffic_is_not_treated_as_rolled_back(void **state)
{
	struct world *w = *state;
	record(w, NOW - HOUR, "r4", RECORD_FAILED, true); /* and someone gave it traffic again */
	struct target *t = choose(w);
	assert_true(t->candidate_condemned);
	assert_int_equal(t->back_at, 0);
}

static void first_pass_with_traffic_counts(void **state)
{
	struct world *w = *state;
	struct cloudrun_target rows[] = { { .revision = "r4", .percent = 100 } };
	record(w, NOW - 9 * HOUR, "r4", RECORD_PASSED, false); /* at its tag URL */
	assert_true(choose(w)->candidate_passed);
	assert_int_equal(w->out.passed_at, 0);
	record(w, NOW - 7 * HOUR, "r4", RECORD_PASSED, false);
	w->items[1].after = (struct cloudrun_split){ rows, 1 };
	record(w, NOW - 5 * HOUR, "r4", RECORD_PASSED, false);
	w->items[2].after = (struct cloudrun_split){ rows, 1 };
	assert_int_equal(choose(w)->passed_at, NOW - 7 * HOUR);
	record(w, NOW - 4 * HOUR, "r4", RECORD_FAILED, false); /* it stays passed, because traffic was not moved */
	assert_int_equal(choose(w)->passed_at, NOW - 7 * HOUR);
	record(w, NOW - 3 * HOUR, "r4", RECORD_FAILED, true);
	assert_int_equal(choose(w)->passed_at, 0);
}

static void newer_revision_without_traffic_is_reported(void **state)
{
	struct world *w = *state;
	assert_null(choose(w)->newer);
	w->in.candidate = "r3";
	assert_null(choose(w)->newer); /* r4 has the traffic */
	w->desired[0] = w->effective[0] = (struct cloudrun_target){ .revision = "r3", .percent = 100 };
	assert_string_equal(choose(w)->newer->name, "r4");
	w->desired[0] = (struct cloudrun_target){ .latest = true, .percent = 100 };
	assert_null(choose(w)->newer); /* traffic is being moved to it */
	w->effective[0] = w->desired[0];
	w->desired[0] = (struct cloudrun_target){ .revision = "r3", .percent = 100 };
	assert_null(choose(w)->newer);                              /* it still has the traffic */
	assert_null(target_newer(&w->service, w->revisions, NULL)); /* if nothing serves, no revision is newer */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_records_the_next_older_revision_is_a_guess),
		TEST(old_serving_revision_is_not_the_candidate),
		TEST(snapshot_takes_precedence),
		TEST(unusable_snapshot_is_reported),
		TEST(snapshot_without_the_service_is_reported),
		TEST(evidence_takes_precedence_over_a_guess),
		TEST(evidence_of_a_rolled_back_revision_does_not_count),
		TEST(guess_skips_previews_and_condemned_and_unready_revisions),
		TEST(first_deploy_has_no_target),
		TEST(explicit_rollback_names_its_target),
		TEST(missing_candidate_is_an_error),
		TEST(revision_rolled_back_with_another_has_not_served),
		TEST(rolled_back_candidate_is_known_by_its_record),
		TEST(candidate_with_traffic_is_not_treated_as_rolled_back),
		TEST(first_pass_with_traffic_counts),
		TEST(newer_revision_without_traffic_is_reported),
	};
	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
