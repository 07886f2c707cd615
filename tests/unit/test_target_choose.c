/* SPDX-License-Identifier: Apache-2.0 */
/* test_target_choose.c: the choice of candidate and target, one line per case. */
#include "splits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HOUR   ((int64_t)3600 * 1000)
#define NOW    ((int64_t)1000 * 24 * HOUR)
#define OTHERS "projects/p/locations/r/services/other"

enum { REVISIONS = 7, PAST = 3 };

/* A record; a split after NULL is empty. service NULL: the tested service. uid NULL: u. */
struct past {
	int ago; /* in hours */
	const char *candidate;
	enum record_verdict verdict;
	bool moved;
	const char *after, *service, *uid;
};

/* Revisions r7, 10 minutes old, to r1, each a day older than the next. By default, traffic follows LATEST. */
struct choice {
	const char *name;
	const char *desired, *effective, *latest;
	const char *snapshot;
	int taken; /* hours ago */
	bool to_snapshot;
	const char *not_ready, *message; /* names of revisions, and Cloud Run's message about them */
	const char *refused;             /* the name of one */
	const char *candidate, *order;   /* --candidate, --to */
	int none;                        /* the number of oldest revisions that do not exist */
	struct past past[PAST];
	const char *want;
};

struct world {
	struct cloudrun_service service;
	struct cloudrun_revision revisions[REVISIONS];
	struct snapshot_service in_snapshot;
	struct snapshot snapshot;
	struct record items[PAST];
	struct records records;
	struct target_refusal refusal;
	struct target_refusals refused;
	struct target_input in;
};

static const char * or (const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static struct records records_of(struct arena *a, const struct choice *c)
{
	struct records all = { ARENA_ARRAY(a, struct record, PAST), 0 };
	for (size_t i = 0; i < PAST && c->past[i].candidate; i++) {
		const struct past *p = &c->past[i];
		all.items[all.n++] = (struct record){ .at = NOW - p->ago * HOUR,
			.service = or (p->service, "s"),
			.uid = or (p->uid, "u"),
			.candidate = p->candidate,
			.verdict = p->verdict,
			.moved = p->moved,
			.after = split_of(a, or (p->after, "")) };
	}
	return all;
}

static struct world *world_of(struct arena *a, const struct choice *c)
{
	struct world *w = ARENA_NEW(a, struct world);
	w->service = service_of(a, or (c->desired, "LATEST=100"), or (c->effective, or (c->desired, "LATEST=100")));
	w->service.latest_created = or (c->latest, "r7");
	w->service.latest_ready = "r7";
	for (int i = 0; i < REVISIONS; i++) {
		const char *name = arena_printf(a, "r%d", REVISIONS - i);
		bool ready = !strstr(or (c->not_ready, ""), name);
		w->revisions[i] = (struct cloudrun_revision){ .name = name,
			.ready = ready,
			.ready_message = ready ? NULL : c->message,
			.created_at = NOW - HOUR / 6 - i * 24 * HOUR };
	}
	w->in_snapshot = (struct snapshot_service){ .name = "s", .uid = "u", .split = split_of(a, or (c->snapshot, "")) };
	w->in_snapshot.taken_at = NOW - c->taken * HOUR;
	w->snapshot = (struct snapshot){ .taken_at = NOW - c->taken * HOUR, .services = &w->in_snapshot, .n = 1 };
	w->records = records_of(a, c);
	w->refusal = (struct target_refusal){ c->refused, "its image is gone" };
	w->refused = (struct target_refusals){ .items = &w->refusal, .n = c->refused ? 1 : 0 };
	w->in = (struct target_input){ .service = &w->service,
		.revisions = w->revisions,
		.n_revisions = (size_t)(REVISIONS - c->none),
		.snapshot = c->snapshot ? &w->snapshot : NULL,
		.records = &w->records,
		.refused = &w->refused,
		.now = NOW,
		.release_window = 2 * HOUR,
		.snapshot_age = 100 * HOUR,
		.candidate = c->candidate,
		.baseline = c->order,
		.to_snapshot = c->to_snapshot };
	return w;
}

/* "r7 to r6=100 (guess)" and the explanation. */
static const char *line_of(struct arena *a, const struct target *t)
{
	const char *out = arena_printf(a, "%s to %s (%s)", t->candidate ? t->candidate->name : "nothing",
		t->split.n ? split_rows(a, &t->split) : "nowhere", baseline_source_name(t->source));
	if (t->back_at)
		out = arena_printf(a, "%s, which went back", out);
	if (t->first_deploy)
		out = arena_printf(a, "%s, the first", out);
	if (t->snapshot_passed_over)
		out = arena_printf(a, "%s, not the snapshot: %s", out, t->snapshot_passed_over);
	return t->unfit ? arena_printf(a, "%s, unfit: %s", out, t->unfit) : out;
}

static void check(const struct choice *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct world *w = world_of(a, &rows[i]);
		struct target t;
		struct err e;
		const char *is = target_choose(a, &w->in, &t, &e) ? e.text : line_of(a, &t);
		if (strcmp(is, rows[i].want) != 0)
			fail_msg("%s:\n  %s\n  not %s", rows[i].name, is, rows[i].want);
		arena_free(a);
	}
}

static void candidate(void **state)
{
	/* clang-format off */
	static const struct choice rows[] = {
		{ .name = "LATEST, made lately", .want = "r7 to r6=100 (guess)" },
		{ .name = "an old one serves: the latest created", .desired = "r5=100", .want = "r7 to r6=100 (guess)" },
		{ .name = "what serves was deleted", .desired = "x=100", .want = "r7 to r6=100 (guess)" },
		{ .name = "nor is the latest created known", .desired = "x=100", .latest = "y",
			.want = "r7 to r6=100 (guess)" },
		{ .name = "no revision at all", .none = REVISIONS, .want = "nothing to nowhere (none)" },
		{ .name = "newer than what served after the last verdict", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r4", .verdict = RECORD_PASSED, .after = "r4=100" } },
			.want = "r5 to r4=100 (evidence)" },
		{ .name = "what served after the last verdict", .desired = "r5=100",
			.past = { { .ago = 80, .candidate = "r5", .verdict = RECORD_PASSED, .after = "r5=100" } },
			.want = "r7 to r5=100 (evidence)" },
		{ .name = "newer than what served after another's rollback", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r6", .verdict = RECORD_OTHER, .moved = true, .after = "r4=100" } },
			.want = "r5 to r4=100 (guess)" },
		{ .name = "a run that decided nothing", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r4=100" } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "a verdict after which nothing is known to have served", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r3", .verdict = RECORD_FAILED } }, .want = "r7 to r6=100 (guess)" },
		{ .name = "a verdict on another service", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r4", .verdict = RECORD_PASSED, .after = "r4=100",
			.service = OTHERS } }, .want = "r7 to r6=100 (guess)" },
		{ .name = "a verdict on a service of that name that was deleted", .desired = "r5=100",
			.past = { { .ago = 90, .candidate = "r4", .verdict = RECORD_PASSED, .after = "r4=100", .uid = "v" } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "newer than all that the snapshot holds and still exists", .desired = "r6=100",
			.snapshot = "x=40,r5=60", .taken = 40,
			.want = "r6 to r5=100 (guess), not the snapshot: x does not exist any more" },
		{ .name = "by name", .candidate = "r5", .want = "r5 to r4=100 (guess)" },
		{ .name = "by a name that is none", .candidate = "y",
			.want = "revision y does not exist; the newest are r7, r6, r5, r4, r3" },
		{ .name = "by name, of none", .candidate = "y", .none = REVISIONS,
			.want = "revision y does not exist; the newest are none" },
	};
	/* clang-format on */
	(void)state;
	check(rows, COUNTOF(rows));
}

static void target_from_the_snapshot(void **state)
{
	/* clang-format off */
	static const struct choice rows[] = {
		{ .name = "it counts", .snapshot = "r6=30,r5=70", .taken = 1, .want = "r7 to r6=30,r5=70 (snapshot)" },
		{ .name = "nothing was deployed since", .snapshot = "r7=100", .want = "r7 to r6=100 (guess)" },
		{ .name = "an order to go where it says", .snapshot = "r7=50,r6=50", .to_snapshot = true,
			.want = "r7 to r7=50,r6=50 (snapshot)" },
		{ .name = "an order to go where it says, which is not fit", .snapshot = "r7=50,r6=50", .to_snapshot = true,
			.refused = "r6", .want = "r7 to r5=100 (guess), not the snapshot: r6 is not fit: its image is gone" },
		{ .name = "an order, and it does not hold the candidate", .snapshot = "r6=100", .taken = 1, .to_snapshot = true,
			.want = "r7 to r6=100 (snapshot)" },
		{ .name = "what it holds serves, and a newer one does not", .desired = "r6=100", .snapshot = "r6=100",
			.taken = 1, .want = "r7 to r6=100 (snapshot)" },
		{ .name = "a part of it is refused", .snapshot = "r6=50,r5=50", .taken = 1, .refused = "r5",
			.want = "r7 to r6=100 (guess), not the snapshot: r5 is not fit: its image is gone" },
		{ .name = "another is wished", .desired = "LATEST=90,r4=10", .effective = "LATEST=100", .snapshot = "r6=100",
			.taken = 1, .want = "r7 to r6=100 (guess), not the snapshot: r4 may have served since it was taken" },
		{ .name = "another serves", .desired = "LATEST=100", .effective = "LATEST=90,r4=10", .snapshot = "r6=100",
			.taken = 1, .want = "r7 to r6=100 (guess), not the snapshot: r4 may have served since it was taken" },
	};
	/* clang-format on */
	(void)state;
	check(rows, COUNTOF(rows));
}

/* The snapshot is older than r6 and says that r5 served. */
static void revisions_that_may_have_served_since_the_snapshot(void **state)
{
#define OLD_SNAPSHOT .snapshot = "r5=100", .taken = 40
#define COUNTS       "r7 to r5=100 (snapshot)"
	/* clang-format off */
	static const struct choice rows[] = {
		{ .name = "one that was made since", OLD_SNAPSHOT,
			.want = "r7 to r6=100 (guess), not the snapshot: r6 may have served since it was taken" },
		{ .name = "it was never ready", OLD_SNAPSHOT, .not_ready = "r6", .want = COUNTS },
		{ .name = "it is a preview", OLD_SNAPSHOT, .desired = "LATEST=100,r6#look", .want = COUNTS },
		{ .name = "it was condemned", OLD_SNAPSHOT,
			.past = { { .ago = 20, .candidate = "r6", .verdict = RECORD_FAILED } }, .want = COUNTS },
		{ .name = "it is newer than the candidate", OLD_SNAPSHOT, .candidate = "r6", .desired = "r6=100",
			.want = "r6 to r5=100 (snapshot)" },
		{ .name = "an older one, by a record", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 20, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r4=100" } },
			.want = "r7 to r5=100 (guess), not the snapshot: r4 may have served since it was taken" },
		{ .name = "a part of the traffic, by a record", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 20, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r5=90,r4=10" } },
			.want = "r7 to r5=100 (guess), not the snapshot: r4 may have served since it was taken" },
		{ .name = "the candidate, by a record", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_OTHER, .after = "r7=100" } }, .want = COUNTS },
		{ .name = "what the snapshot holds, by a record", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 20, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r5=100" } }, .want = COUNTS },
		{ .name = "an older one that was condemned, by a record", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 20, .candidate = "r4", .verdict = RECORD_FAILED, .after = "r4=100" } }, .want = COUNTS },
		{ .name = "an older one, by a record from before", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 50, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r4=100" } }, .want = COUNTS },
		{ .name = "an older one, by a record of another service", OLD_SNAPSHOT, .not_ready = "r6",
			.past = { { .ago = 20, .candidate = "r5", .verdict = RECORD_OTHER, .after = "r4=100", .service = OTHERS } },
			.want = COUNTS },
	};
	/* clang-format on */
	(void)state;
	check(rows, COUNTOF(rows));
}

static void target_from_passed_evidence(void **state)
{
	/* clang-format off */
	static const struct choice rows[] = {
		{ .name = "the newest that passed", .past = { { .ago = 90, .candidate = "r4", .verdict = RECORD_PASSED },
			{ .ago = 80, .candidate = "r5", .verdict = RECORD_PASSED } },
			.want = "r7 to r5=100 (evidence)" },
		{ .name = "the newest, whenever it passed",
			.past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED }, { .ago = 80, .candidate = "r4",
			.verdict = RECORD_PASSED } }, .want = "r7 to r5=100 (evidence)" },
		{ .name = "it was deleted", .past = { { .ago = 90, .candidate = "x", .verdict = RECORD_PASSED } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "it is the candidate", .past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_PASSED } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "it is not ready", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED } },
			.not_ready = "r5", .want = "r7 to r6=100 (guess)" },
		{ .name = "it is refused", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED } },
			.refused = "r5", .want = "r7 to r6=100 (guess)" },
		{ .name = "it failed later", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED },
			{ .ago = 80, .candidate = "r5", .verdict = RECORD_FAILED } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "it went back later, with another",
			.past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED }, { .ago = 80, .candidate = "r5",
			.verdict = RECORD_OTHER, .moved = true } }, .want = "r7 to r6=100 (guess)" },
		{ .name = "it went back earlier", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_OTHER,
			.moved = true }, { .ago = 80, .candidate = "r5", .verdict = RECORD_PASSED } },
			.want = "r7 to r5=100 (evidence)" },
		{ .name = "another went back later", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED },
			{ .ago = 80, .candidate = "r6", .verdict = RECORD_OTHER, .moved = true } },
			.want = "r7 to r5=100 (evidence)" },
		{ .name = "one of that name of another service went back later",
			.past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED }, { .ago = 80, .candidate = "r5",
			.verdict = RECORD_FAILED, .moved = true, .service = OTHERS } },
			.want = "r7 to r5=100 (evidence)" },
		{ .name = "a later run decided nothing", .past = { { .ago = 90, .candidate = "r5", .verdict = RECORD_PASSED },
			{ .ago = 80, .candidate = "r5", .verdict = RECORD_OTHER } },
			.want = "r7 to r5=100 (evidence)" },
	};
	/* clang-format on */
	(void)state;
	check(rows, COUNTOF(rows));
}

static void target_from_a_guess(void **state)
{
	/* clang-format off */
	static const struct choice rows[] = {
		{ .name = "not a preview", .desired = "LATEST=100,LATEST#new,r6#look", .effective = "LATEST=100",
			.want = "r7 to r5=100 (guess)" },
		{ .name = "not a preview, as it is", .desired = "LATEST=100", .effective = "LATEST=100,r6#look",
			.want = "r7 to r5=100 (guess)" },
		{ .name = "a tagged one with users to be", .desired = "LATEST=90,r6=10,r6#look", .effective = "LATEST=100",
			.want = "r7 to r6=100 (guess)" },
		{ .name = "a tagged one with users", .desired = "LATEST=100,r6#look", .effective = "LATEST=90,r6=10",
			.want = "r7 to r6=100 (guess)" },
		{ .name = "what a killed trial left is no preview", .desired = "LATEST=100,r6#" PLAN_TRY_TAG,
			.want = "r7 to r6=100 (guess)" },
		{ .name = "a tagged one that the snapshot holds", .desired = "LATEST=100,r6#look", .snapshot = "r6=50,r5=50",
			.taken = 1, .refused = "r5",
			.want = "r7 to r6=100 (guess), not the snapshot: r5 is not fit: its image is gone" },
		{ .name = "a preview that the snapshot does not hold", .desired = "LATEST=100,r6#look", .snapshot = "r5=100",
			.taken = 1, .refused = "r5",
			.want = "r7 to r4=100 (guess), not the snapshot: r5 is not fit: its image is gone" },
		{ .name = "not what was moved away from",
			.past = { { .ago = 20, .candidate = "r6", .verdict = RECORD_OTHER, .moved = true } },
			.want = "r7 to r5=100 (guess)" },
		{ .name = "what was judged without a verdict",
			.past = { { .ago = 20, .candidate = "r6", .verdict = RECORD_OTHER } }, .want = "r7 to r6=100 (guess)" },
		{ .name = "what passed since it was moved away from", .candidate = "r6",
			.past = { { .ago = 60, .candidate = "r5", .verdict = RECORD_OTHER, .moved = true }, { .ago = 50,
			.candidate = "r5", .verdict = RECORD_PASSED }, { .ago = 40, .candidate = "r5",
			.verdict = RECORD_OTHER } },
			.want = "r6 to r5=100 (evidence)" },
		{ .name = "none is fit: five are named", .not_ready = "r6 r5 r4 r3 r2 r1", .message = "it crashed",
			.want = "r7 to nowhere (none), "
			"unfit: r6 (not ready: it crashed); r5 (not ready: it crashed); r4 (not ready: it crashed); "
			"r3 (not ready: it crashed); r2 (not ready: it crashed)" },
		{ .name = "none is fit, each for another reason", .none = 2, .not_ready = "r6", .refused = "r3",
			.past = { { .ago = 80, .candidate = "r5", .verdict = RECORD_FAILED }, { .ago = 70, .candidate = "r4",
			.verdict = RECORD_OTHER, .moved = true } },
			.want = "r7 to nowhere (none), unfit: "
			"r6 (not ready); r5 (failed its last verdict); r4 (traffic was moved away from it); "
			"r3 (its image is gone)" },
		{ .name = "there is no older one", .none = REVISIONS - 1, .want = "r7 to nowhere (none), the first" },
	};
	/* clang-format on */
	(void)state;
	check(rows, COUNTOF(rows));
}

static void target_of_an_explicit_rollback(void **state)
{
	static const struct choice rows[] = {
		{ .name = "it is fit", .order = "r3", .want = "r7 to r3=100 (order)" },
		{ .name = "it does not exist", .order = "x", .want = "r7 to nowhere (none), unfit: revision x does not exist" },
		{ .name = "it is not ready",
			.order = "r3",
			.not_ready = "r3",
			.want = "r7 to nowhere (none), unfit: r3 is not ready" },
		{ .name = "it is not ready, and why",
			.order = "r3",
			.not_ready = "r3",
			.message = "it crashed",
			.want = "r7 to nowhere (none), unfit: r3 is not ready: it crashed" },
		{ .name = "it is refused",
			.order = "r3",
			.refused = "r3",
			.want = "r7 to nowhere (none), unfit: r3 is not fit: its image is gone" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

static void rolled_back_candidate_without_traffic(void **state)
{
	static const struct choice rows[] = {
		{ .name = "it failed",
			.desired = "r6=100",
			.past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_FAILED, .moved = true } },
			.want = "r7 to r6=100 (guess), which went back" },
		{ .name = "it is to have users",
			.desired = "LATEST=100",
			.effective = "r6=100",
			.past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_FAILED, .moved = true } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "it still has users",
			.desired = "r6=100",
			.effective = "LATEST=100",
			.candidate = "r7",
			.past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_FAILED, .moved = true } },
			.want = "r7 to r6=100 (guess)" },
		{ .name = "one of that name of another service did",
			.desired = "r6=100",
			.past = { { .ago = 0, .candidate = "r7", .verdict = RECORD_FAILED, .moved = true, .service = OTHERS } },
			.want = "r7 to r6=100 (guess)" },
	};
	(void)state;
	check(rows, COUNTOF(rows));
}

/* The baseline of a split is the revision with the largest share. */
static void baseline_of_a_split(void **state)
{
	static const struct {
		const char *split, *baseline;
	} rows[] = { { "r6=100", "r6" }, { "r6=70,r5=30", "r6" }, { "r6=30,r5=70", "r5" }, { "r6=50,r5=50", "r6" } };
	static const struct cloudrun_revision revisions[] = { { .name = "r7" }, { .name = "r6" }, { .name = "r5" } };
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct target t = { .first_deploy = true, .unfit = "nowhere to go" };
		struct cloudrun_split split = split_of(a, rows[i].split);
		target_set_split(&t, &split, revisions, COUNTOF(revisions));
		assert_string_equal(t.baseline->name, rows[i].baseline);
		assert_int_equal(t.source, BASELINE_BEFORE);
		assert_false(t.first_deploy || t.unfit);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidate),
		cmocka_unit_test(target_from_the_snapshot),
		cmocka_unit_test(revisions_that_may_have_served_since_the_snapshot),
		cmocka_unit_test(target_from_passed_evidence),
		cmocka_unit_test(target_from_a_guess),
		cmocka_unit_test(target_of_an_explicit_rollback),
		cmocka_unit_test(rolled_back_candidate_without_traffic),
		cmocka_unit_test(baseline_of_a_split),
	};
	return cmocka_run_group_tests_name("target_choose", tests, NULL, NULL);
}
