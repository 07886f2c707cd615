/* SPDX-License-Identifier: Apache-2.0 */
/* test_doubt.c: an observation of a service whose answers contradict each other, read by read. */
#include "fake_world.h"
#include "../../gate/evidence/evidence.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define SERVICE           "\"name\":\"projects/p/locations/r/services/b\",\"observedGeneration\":\"8\",\"etag\":\"e\""
#define WHOLE             "\"uid\":\"u\",\"generation\":\"8\","
#define NAMES             "\"latestCreatedRevision\":\"b-3\",\"latestReadyRevision\":\"b-3\""
#define ONE(name, minute) "{\"name\":\"" name "\",\"createTime\":\"2026-01-01T00:0" minute ":00Z\"}"
/* clang-format off */
#define ANSWER(text) { .status = 200, .ms = 10, .body = text }
/* clang-format on */
/* clang-format off */
#define LIST(...) { .status = 200, .ms = 10, .body = "{\"revisions\":[" __VA_ARGS__ "]}" }
/* clang-format on */

static const struct fake_answer service = ANSWER("{" SERVICE "," WHOLE NAMES "}");
static const struct fake_answer full = LIST(ONE("b-1", "1") "," ONE("b-2", "2") "," ONE("b-3", "3"));
static const struct fake_answer stale = LIST(ONE("b-1", "1") "," ONE("b-2", "2"));
static const struct fake_answer alone = ANSWER(ONE("b-3", "3"));
static const struct fake_answer gone = {
	.status = 404, .ms = 10, .body = "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"gone\"}}"
};

struct bench {
	struct fake_world *w;
	struct run r;
	struct options options;
	struct config_service config;
	struct service s;
	struct observation observation, *observations[1];
	char dir[32];
	const char *token;
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	struct arena *a = b->w->a;
	strcpy(b->dir, "/tmp/doubt-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	b->token = arena_printf(a, "%s/token", b->dir);
	assert_int_equal(file_write_atomic(b->token, "token", 5, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", b->token, 1);
	b->options.quiet = true;
	b->config = (struct config_service){ .member.alias = "b", .project = "p", .region = "r", .service = "b" };
	b->observations[0] = &b->observation;
	b->r = (struct run){ .a = a,
		.options = &b->options,
		.secrets = b->w->k,
		.loop = b->w->l,
		.release.services = &b->s,
		.release.n_services = 1,
		.observations.items = b->observations,
		.observations.n = 1,
		.observations.deadline = 3600 * 1000 };
	say_begin(&b->r.log, a, b->w->k, &b->options);
	b->r.log.loop = b->w->l;
	b->r.record.trust = ARENA_NEW(a, struct trust);
	b->r.release.doubts.evidence = "there is none"; /* no earlier evidence is read */
	b->r.config.gate.interval = 5000;
	assert_int_equal(gcp_open(a, b->w->l, b->w->k, NULL, &b->r.gcp, &e), 0);
	observations_begin(&b->r.observations, a, b->w->l, b->r.gcp, &b->r.log);
	b->s = (struct service){ .config = &b->config, .selected = true, .observation = &b->observation };
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	unlink(b->token);
	rmdir(b->dir);
	fake_world_free(b->w);
	test_free(b);
	return 0;
}

/* Makes one observation, answered by the script. Returns true if it was observed. */
static bool observation(struct bench *b, const struct fake_answer *script, size_t n)
{
	b->w->script = script;
	b->w->n_script = n;
	b->w->sent = 0;
	b->observation = (struct observation){ .source = &source_service,
		.alias = "b",
		.service = &b->s,
		.held = b->observation.held,
		.left = b->observation.left,
		.count = b->observation.count,
		.in_flight = true,
		.awaited = true,
		.started_at = loop_now(b->w->l) };
	observation_open(&b->r.observations, &b->observation);
	b->r.observations.pending++;
	source_service.start(&b->r.observations, &b->r.release, &b->observation);
	assert_int_equal(loop_run(b->w->l, &b->r.observations.pending, b->r.observations.deadline), LOOP_DONE);
	assert_int_equal(b->w->sent, n); /* exactly the expected number of requests */
	return b->observation.error.code == ERR_NONE;
}
#define OBSERVE(b, ...) \
	observation(b, (const struct fake_answer[]){ __VA_ARGS__ }, \
		sizeof((const struct fake_answer[]){ __VA_ARGS__ }) / sizeof(struct fake_answer))

static void knows_three(struct bench *b)
{
	assert_int_equal(b->s.n_revisions, 3);
	assert_string_equal(b->s.revisions[0].name, "b-3"); /* newest first */
	assert_string_equal(b->s.revisions[2].name, "b-1");
	assert_false(b->s.doubt);
	assert_null(doubt_why(&b->r.release));
}

static void consistent_answers(void **state)
{
	assert_true(OBSERVE(*state, service, full));
	knows_three(*state);
}

static void stale_list_is_read_again(void **state)
{
	struct bench *b = *state;
	assert_true(OBSERVE(b, service, stale, full));
	knows_three(b);
	assert_non_null(strstr(b->w->urls[2], "/services/b/revisions"));
}

static void missing_revision_is_read_individually(void **state)
{
	struct bench *b = *state;
	assert_true(OBSERVE(b, service, stale, stale, alone));
	knows_three(b);
	assert_non_null(strstr(b->w->urls[3], "/services/b/revisions/b-3"));
	assert_true(OBSERVE(b, service)); /* the revision is known from now on */
}

static void empty_list_is_treated_as_stale(void **state)
{
	static const struct fake_answer nothing = ANSWER("{}");
	struct bench *b = *state;
	assert_true(OBSERVE(b, service, nothing, nothing, alone));
	assert_int_equal(b->s.n_revisions, 1);
}

static void missing_revision_with_traffic_is_read(void **state)
{
	static const struct fake_answer split = ANSWER(
		"{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-2\","
		"\"traffic\":[{\"revision\":\"b-3\",\"percent\":100,\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION\"}]}");
	struct bench *b = *state;
	assert_true(OBSERVE(b, split, stale, stale, alone));
	knows_three(b);
}

static void revision_with_only_a_tag_is_not_required(void **state)
{
	static const struct fake_answer tagged = ANSWER(
		"{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-2\","
		"\"traffic\":[{\"percent\":100,\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\"},"
		"{\"revision\":\"b-0\",\"tag\":\"old\",\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION\"}]}");
	assert_true(OBSERVE(*state, tagged, stale));
}

static void revision_that_is_never_found_is_given_up(void **state)
{
	struct bench *b = *state;
	for (int i = 1; i < LIMIT_ABSENT_READS; i++) {
		assert_false(OBSERVE(b, service, stale, stale, gone));
		assert_true(b->s.doubt);
		assert_int_equal(b->s.n_revisions, 0); /* a list without the revision is not kept */
		assert_non_null(strstr(doubt_why(&b->r.release), "revision b-3, which the service names"));
		assert_int_equal(json_size(b->r.log.said), 0);
	}
	assert_true(OBSERVE(b, service, stale, stale, gone));
	assert_int_equal(b->s.n_revisions, 2);
	assert_non_null(strstr(json_text(json_item(b->r.log.said, 0)).p, "b-3"));
	assert_true(OBSERVE(b, service)); /* and is not requested again */
}

static void finding_the_revision_resets_the_count(void **state)
{
	struct bench *b = *state;
	assert_false(OBSERVE(b, service, stale, stale, gone));
	assert_false(OBSERVE(b, service, stale, stale, gone));
	assert_true(OBSERVE(b, service, full));
	assert_int_equal(b->s.absent[0].observations, 0);
}

static void answer_for_another_revision_is_rejected(void **state)
{
	static const struct fake_answer other = ANSWER(ONE("b-2", "2"));
	struct bench *b = *state;
	assert_false(OBSERVE(b, service, stale, stale, other));
	assert_true(b->s.doubt);
	assert_non_null(strstr(b->observation.error.text, "not for b-3"));
}

static void answer_without_uid_or_generation_is_rejected(void **state)
{
	static const struct fake_answer no_uid = ANSWER("{" SERVICE ",\"generation\":\"8\"," NAMES "}");
	static const struct fake_answer no_generation = ANSWER("{" SERVICE ",\"uid\":\"u\"," NAMES "}");
	struct bench *b = *state;
	assert_false(OBSERVE(b, no_uid, full));
	assert_true(b->s.doubt && !b->s.known);
	assert_non_null(strstr(b->observation.error.text, "no uid"));
	assert_false(OBSERVE(b, no_generation, full));
	assert_true(b->s.doubt && !b->s.known);
	assert_true(OBSERVE(b, service, full));
	assert_true(b->s.known);
	knows_three(b);
}

static void older_answer_is_rejected(void **state)
{
	static const struct fake_answer older = ANSWER("{" SERVICE ",\"uid\":\"u\",\"generation\":\"7\","
												   "\"latestCreatedRevision\":\"b-2\"}");
	static const struct fake_answer recreated = ANSWER("{" SERVICE ",\"uid\":\"v\",\"generation\":\"1\"," NAMES "}");
	struct bench *b = *state;
	assert_true(OBSERVE(b, service, full));
	assert_false(OBSERVE(b, older));
	assert_true(b->s.doubt);
	assert_string_equal(b->s.now.latest_created, "b-3");
	assert_true(OBSERVE(b, service));
	assert_true(OBSERVE(b, recreated)); /* of another service */
}

/* The memory of an observation is freed two observations later, so known values must be copied. */
static void known_revisions_are_kept(void **state)
{
	struct bench *b = *state;
	b->r.observations.watching = true;
	assert_true(OBSERVE(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	assert_true(OBSERVE(b, service, alone));
	for (int i = 0; i < 4; i++) {
		assert_false(OBSERVE(b, service, gone, stale)); /* the candidate was deleted */
		assert_string_equal(b->s.target.candidate->name, "b-3");
		assert_string_equal(b->s.now.uid, "u");
		assert_non_null(json_get(b->s.target.candidate->raw, "createTime"));
	}
	assert_true(OBSERVE(b, service, alone));
	knows_three(b);
}

/* After another deploy, the new list is so stale that it lacks the candidate and the baseline. */
static void chosen_revisions_are_kept(void **state)
{
	static const struct fake_answer next = ANSWER("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer old = LIST(ONE("b-1", "1"));
	static const struct fake_answer second = ANSWER(ONE("b-2", "2"));
	static const struct fake_answer fourth = ANSWER(ONE("b-4", "4"));
	struct bench *b = *state;
	b->r.observations.watching = true;
	assert_true(OBSERVE(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	b->s.target.baseline = &b->s.revisions[1];
	assert_true(OBSERVE(b, next, alone, old, fourth, second));
	assert_int_equal(b->s.n_revisions, 4);
	assert_ptr_equal(b->s.target.candidate, &b->s.revisions[1]); /* points into the new list immediately */
	assert_ptr_equal(b->s.target.baseline, &b->s.revisions[2]);
	assert_string_equal(b->s.target.baseline->name, "b-2");
}

static void deleted_baseline_is_no_contradiction(void **state)
{
	static const struct fake_answer next = ANSWER("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer list = LIST(ONE("b-1", "1") "," ONE("b-3", "3") "," ONE("b-4", "4"));
	struct bench *b = *state;
	assert_true(OBSERVE(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	b->s.target.baseline = &b->s.revisions[1];
	assert_true(OBSERVE(b, next, alone, list, gone));
	assert_null(b->s.target.baseline);
	assert_int_equal(b->s.n_absent, 0);
}

/* An observation ended too late for its round. The next one found another deploy, and the deadline interrupted it
 * before it read the list. The revision that the service names now is not in the previous list. */
static void interrupted_observation_chooses_no_candidate(void **state)
{
	static const struct fake_answer next = ANSWER("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer late = { .status = 200, .ms = 5000, .body = "{}" };
	static const struct fake_answer more = LIST(ONE("b-3", "3") "," ONE("b-4", "4"));
	struct bench *b = *state;
	struct err e;
	assert_true(OBSERVE(b, service, full));
	b->r.observations.deadline = loop_now(b->w->l) + 100;
	OBSERVE(b, next, late);
	assert_true(b->observation.cut);
	assert_int_equal(release_update(&b->r, &e), 0);
	assert_false(b->s.chosen);
	b->r.observations.deadline += 3600 * 1000;
	assert_true(OBSERVE(b, next, more));
	assert_int_equal(release_update(&b->r, &e), 0);
	assert_true(b->s.chosen);
	assert_string_equal(b->s.target.candidate->name, "b-4");
}

static void explicit_rollback_waits_for_consistent_answers(void **state)
{
	struct bench *b = *state;
	const struct fake_answer script[] = { service, stale, stale, gone, service, stale, stale, alone };
	b->w->script = script;
	b->w->n_script = COUNTOF(script);
	b->observation = (struct observation){ .source = &source_service, .alias = "b", .service = &b->s };
	assert_int_equal(doubt_observe(&b->r, loop_now(b->w->l) + 60 * 1000), LOOP_DONE);
	assert_int_equal(b->w->sent, COUNTOF(script));
	knows_three(b);
}

static void wait_ends_at_the_deadline(void **state)
{
	static const struct fake_answer no_uid = ANSWER("{" SERVICE ",\"generation\":\"8\"," NAMES "}");
	struct bench *b = *state;
	int64_t began = loop_now(b->w->l);
	b->w->script = &no_uid;
	b->w->n_script = 1;
	b->observation = (struct observation){ .source = &source_service, .alias = "b", .service = &b->s };
	assert_int_equal(doubt_observe(&b->r, began + 10 * 1000), LOOP_DONE);
	assert_non_null(doubt_why(&b->r.release));
	assert_true(loop_now(b->w->l) <= began + 10 * 1000);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		TEST(consistent_answers),
		TEST(stale_list_is_read_again),
		TEST(missing_revision_is_read_individually),
		TEST(empty_list_is_treated_as_stale),
		TEST(missing_revision_with_traffic_is_read),
		TEST(revision_with_only_a_tag_is_not_required),
		TEST(revision_that_is_never_found_is_given_up),
		TEST(finding_the_revision_resets_the_count),
		TEST(answer_for_another_revision_is_rejected),
		TEST(answer_without_uid_or_generation_is_rejected),
		TEST(older_answer_is_rejected),
		TEST(known_revisions_are_kept),
		TEST(chosen_revisions_are_kept),
		TEST(deleted_baseline_is_no_contradiction),
		TEST(interrupted_observation_chooses_no_candidate),
		TEST(explicit_rollback_waits_for_consistent_answers),
		TEST(wait_ends_at_the_deadline),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
