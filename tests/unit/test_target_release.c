/* SPDX-License-Identifier: Apache-2.0 */
/* test_target_release.c: which services belong to the judged release, and which are judged although none was
 * released. */
#include "../../rollback/rollback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define HOUR ((int64_t)3600 * 1000)
#define NOW  ((int64_t)1000 * 24 * HOUR)

enum { TARGETS = 3 };

static const struct cloudrun_revision young = { .name = "young", .created_at = NOW - HOUR / 6 };
static const struct cloudrun_revision of_yesterday = { .name = "of-yesterday", .created_at = NOW - 24 * HOUR };

/* asked: one character per service; '-' means not selected. */
struct release {
	const char *name;
	struct target targets[TARGETS];
	const char *asked;
	size_t only; /* counted from 1; 0: several services were named, or none */
	int64_t snapshot_at;
	bool again;
	const char *want; /* one letter per target, see letter() */
};

/* R released, A judged again, B rolled back, L released because the snapshot was taken late, - not part of the
 * release. */
static char letter(const struct target *t)
{
	if (t->again)
		return t->released ? 'A' : '?';
	if (t->stands_back)
		return t->released ? '?' : 'B';
	if (t->snapshot_late)
		return t->released ? 'L' : '?';
	return t->released ? 'R' : '-';
}

static void check(const struct release *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct release *row = &rows[i];
		size_t targets = strlen(row->want);
		struct target t[TARGETS];
		bool asked[TARGETS];
		char is[TARGETS + 1] = "";
		struct release_rules rules = { .release_window = 2 * HOUR,
			.snapshot_at = row->snapshot_at,
			.asked = asked,
			.only = row->only ? row->only - 1 : targets,
			.again = row->again };
		memcpy(t, row->targets, sizeof(t));
		for (size_t j = 0; j < targets; j++)
			asked[j] = row->asked[j] != '-';
		for (int twice = 0; twice < 2; twice++) { /* a second call gives the same result */
			target_release(t, targets, &rules);
			for (size_t j = 0; j < targets; j++)
				is[j] = letter(&t[j]);
			if (strcmp(is, row->want) != 0)
				fail_msg("%s: %s, not %s", row->name, is, row->want);
		}
	}
}

static void only_released_services_move(void **state)
{
	static const struct release rows[] = {
		{ "by age", { { .candidate = &young }, { .candidate = &of_yesterday } }, "yy", 0, 0, false, "R-" },
		{ "by age, beside a service without a revision", { { 0 }, { .candidate = &young } }, "yy", 0, 0, false, "-R" },
		{ "the newest of all was made yesterday", { { .candidate = &of_yesterday }, { .candidate = &of_yesterday } },
			"yy", 0, 0, false, "RR" },
		{ "it passed", { { .candidate = &young }, { .candidate = &young, .passed_at = NOW } }, "yy", 0, 0, false,
			"R-" },
		{ "the only one named", { { .candidate = &young }, { .candidate = &of_yesterday } }, "-y", 2, 0, false, "RR" },
		{ "the only one named, and it passed", { { .candidate = &young, .passed_at = NOW } }, "y", 1, 0, false, "R" },
		{ "the snapshot says it served before",
			{ { .candidate = &young, .snapshot_known = true, .in_snapshot = true } }, "y", 0, NOW - HOUR, false, "-" },
		{ "the snapshot says another served before",
			{ { .candidate = &of_yesterday, .snapshot_known = true }, { .candidate = &young } }, "yy", 0, NOW - HOUR,
			false, "RR" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

static void snapshot_taken_after_the_deploy_decides_nothing(void **state)
{
#define SERVED .snapshot_known = true, .in_snapshot = true
	static const struct release rows[] = {
		{ "taken after the deploy", { { .candidate = &young, SERVED }, { .candidate = &of_yesterday, SERVED } }, "yy",
			0, NOW, false, "L-" },
		{ "taken after the deploy of what has passed", { { .candidate = &young, SERVED, .passed_at = NOW } }, "y", 0,
			NOW, false, "-" },
		{ "taken after the deploy, beside a service without a revision", { { 0 }, { .candidate = &young, SERVED } },
			"yy", 0, NOW, false, "-L" },
		{ "taken before the deploy of another", { { .candidate = &young }, { .candidate = &of_yesterday, SERVED } },
			"yy", 0, NOW - HOUR, false, "R-" },
		{ "taken after all were made, and another than the candidate served",
			{ { .candidate = &young, .snapshot_known = true } }, "y", 0, NOW, false, "R" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

/* The first was rolled back an hour ago and was observed an hour before that. */
/* clang-format off */
#define WENT_BACK { .candidate = &young, .back_at = NOW - HOUR, .seen_at = NOW - 2 * HOUR }
/* clang-format on */

static void rolled_back_candidate_gives_way_to_a_newer_one(void **state)
{
	static const struct release rows[] = {
		{ "alone", { WENT_BACK }, "y", 0, 0, false, "R" },
		{ "beside one that no evidence names", { WENT_BACK, { .candidate = &young } }, "yy", 0, 0, false, "BR" },
		{ "beside one that was seen with it: it failed as a whole",
			{ WENT_BACK, { .candidate = &young, .seen_at = NOW - 2 * HOUR } }, "yy", 0, 0, false, "RR" },
		{ "beside one that was seen after it", { WENT_BACK, { .candidate = &young, .seen_at = NOW - HOUR / 2 } }, "yy",
			0, 0, false, "BR" },
		{ "beside one that was seen after it, and passed",
			{ WENT_BACK, { .candidate = &young, .seen_at = NOW - HOUR / 2, .passed_at = NOW - HOUR / 3 } }, "yy", 0, 0,
			false, "B-" },
		{ "beside one that was seen after it, and went back too",
			{ WENT_BACK, { .candidate = &young, .seen_at = NOW - HOUR / 2, .back_at = NOW - HOUR / 3 } }, "yy", 0, 0,
			false, "RR" },
		{ "beside one that passed long before",
			{ WENT_BACK, { .candidate = &young, .seen_at = NOW - 3 * HOUR, .passed_at = NOW - 3 * HOUR } }, "yy", 0, 0,
			false, "R-" },
		{ "beside one that is no release, and never passed", { WENT_BACK, { .candidate = &of_yesterday } }, "yy", 0, 0,
			false, "R-" },
		{ "beside one that was not asked for", { WENT_BACK, { .candidate = &young } }, "y-", 0, 0, false, "RR" },
		{ "beside one without a revision", { WENT_BACK, { 0 } }, "yy", 0, 0, false, "R-" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

/* Nothing was released: the selected services are still judged. */
static void services_without_a_release_are_judged_again(void **state)
{
/* clang-format off */
#define PASSED { .candidate = &young, .passed_at = NOW - HOUR }
	/* clang-format on */
	static const struct release rows[] = {
		{ "not asked to", { PASSED, PASSED }, "yy", 0, 0, false, "--" },
		{ "all", { PASSED, PASSED }, "yy", 0, 0, true, "AA" },
		{ "those that were asked for", { PASSED, PASSED }, "-y", 0, 0, true, "-A" },
		{ "all but a service without a revision", { { 0 }, PASSED }, "yy", 0, 0, true, "-A" },
		{ "there is a release", { PASSED, { .candidate = &young } }, "yy", 0, 0, true, "-R" },
		{ "there is a release, which was not asked for", { PASSED, { .candidate = &young } }, "y-", 0, 0, true, "AR" },
		{ "beside what went back before",
			{ PASSED, { .candidate = &of_yesterday, .back_at = NOW - HOUR }, { .candidate = &young, .seen_at = NOW } },
			"yy-", 0, 0, true, "ABR" },
		{ "only what went back before",
			{ { .candidate = &of_yesterday, .back_at = NOW - HOUR }, { .candidate = &young } }, "y-", 0, 0, true,
			"AR" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

static void release_is_recent_after_its_creation_and_its_pass(void **state)
{
	static const struct {
		const char *name;
		struct target t;
		int64_t window;
		bool want;
	} rows[] = {
		{ "made yesterday", { .candidate = &of_yesterday }, 2 * HOUR, false },
		{ "made yesterday, passed an hour ago", { .candidate = &of_yesterday, .passed_at = NOW - HOUR }, 2 * HOUR,
			true },
		{ "made yesterday, passed before the window", { .candidate = &of_yesterday, .passed_at = NOW - HOUR }, HOUR / 2,
			false },
		{ "made yesterday, passed again", { .candidate = &of_yesterday, .passed_at = NOW - HOUR, .passed_again = true },
			2 * HOUR, false },
		{ "made just now", { .candidate = &young, .passed_at = NOW - HOUR, .passed_again = true }, HOUR / 2, true },
		{ "at the end of the window", { .candidate = &young }, HOUR / 6, true },
		{ "past the end of the window", { .candidate = &young }, HOUR / 6 - 1, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (target_young(&rows[i].t, NOW, rows[i].window) != rows[i].want)
			fail_msg("%s", rows[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_released_services_move),
		cmocka_unit_test(snapshot_taken_after_the_deploy_decides_nothing),
		cmocka_unit_test(rolled_back_candidate_gives_way_to_a_newer_one),
		cmocka_unit_test(services_without_a_release_are_judged_again),
		cmocka_unit_test(release_is_recent_after_its_creation_and_its_pass),
	};
	return cmocka_run_group_tests_name("target_release", tests, NULL, NULL);
}
