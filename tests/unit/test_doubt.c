/* SPDX-License-Identifier: Apache-2.0 */
/* test_doubt.c: what an observation makes of a service's answers that contradict each other, read by read. */
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
#define TOLD(text) { .status = 200, .ms = 10, .body = text }
/* clang-format on */
/* clang-format off */
#define LIST(...) { .status = 200, .ms = 10, .body = "{\"revisions\":[" __VA_ARGS__ "]}" }
/* clang-format on */

static const struct fake_answer service = TOLD("{" SERVICE "," WHOLE NAMES "}");
static const struct fake_answer full = LIST(ONE("b-1", "1") "," ONE("b-2", "2") "," ONE("b-3", "3"));
static const struct fake_answer stale = LIST(ONE("b-1", "1") "," ONE("b-2", "2"));
static const struct fake_answer alone = TOLD(ONE("b-3", "3"));
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
	looks_begin(&b->r.observations, a, b->w->l, b->r.gcp, &b->r.log);
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

/* One observation, answered by the script. True: it was observed. */
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
	assert_int_equal(b->w->sent, n); /* as many requests as were expected, and no more */
	return b->observation.error.code == ERR_NONE;
}
#define LOOK(b, ...) \
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

static void answers_that_agree(void **state)
{
	assert_true(LOOK(*state, service, full));
	knows_three(*state);
}

static void the_list_is_read_again(void **state)
{
	struct bench *b = *state;
	assert_true(LOOK(b, service, stale, full));
	knows_three(b);
	assert_non_null(strstr(b->w->urls[2], "/services/b/revisions"));
}

static void then_the_revision_alone(void **state)
{
	struct bench *b = *state;
	assert_true(LOOK(b, service, stale, stale, alone));
	knows_three(b);
	assert_non_null(strstr(b->w->urls[3], "/services/b/revisions/b-3"));
	assert_true(LOOK(b, service)); /* it is known from now on */
}

static void an_empty_list_says_no_more(void **state)
{
	static const struct fake_answer nothing = TOLD("{}");
	struct bench *b = *state;
	assert_true(LOOK(b, service, nothing, nothing, alone));
	assert_int_equal(b->s.n_revisions, 1);
}

static void a_revision_with_traffic(void **state)
{
	static const struct fake_answer split = TOLD(
		"{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-2\","
		"\"traffic\":[{\"revision\":\"b-3\",\"percent\":100,\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION\"}]}");
	struct bench *b = *state;
	assert_true(LOOK(b, split, stale, stale, alone));
	knows_three(b);
}

static void a_tag_alone_is_no_traffic(void **state)
{
	static const struct fake_answer tagged = TOLD(
		"{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-2\","
		"\"traffic\":[{\"percent\":100,\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\"},"
		"{\"revision\":\"b-0\",\"tag\":\"old\",\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION\"}]}");
	assert_true(LOOK(*state, tagged, stale));
}

static void nothing_finds_it(void **state)
{
	struct bench *b = *state;
	for (int i = 1; i < LIMIT_ABSENT_READS; i++) {
		assert_false(LOOK(b, service, stale, stale, gone));
		assert_true(b->s.doubt);
		assert_int_equal(b->s.n_revisions, 0); /* such a list is not kept */
		assert_non_null(strstr(doubt_why(&b->r.release), "names revision b-3"));
		assert_int_equal(json_size(b->r.log.said), 0);
	}
	assert_true(LOOK(b, service, stale, stale, gone));
	assert_int_equal(b->s.n_revisions, 2);
	assert_non_null(strstr(json_text(json_item(b->r.log.said, 0)).p, "b-3"));
	assert_true(LOOK(b, service)); /* and is asked for no more */
}

static void a_look_that_finds_it_begins_anew(void **state)
{
	struct bench *b = *state;
	assert_false(LOOK(b, service, stale, stale, gone));
	assert_false(LOOK(b, service, stale, stale, gone));
	assert_true(LOOK(b, service, full));
	assert_int_equal(b->s.absent[0].observations, 0);
}

static void another_revision_is_no_answer(void **state)
{
	static const struct fake_answer other = TOLD(ONE("b-2", "2"));
	struct bench *b = *state;
	assert_false(LOOK(b, service, stale, stale, other));
	assert_true(b->s.doubt);
	assert_non_null(strstr(b->observation.error.text, "not for b-3"));
}

static void no_uid_no_generation(void **state)
{
	static const struct fake_answer no_uid = TOLD("{" SERVICE ",\"generation\":\"8\"," NAMES "}");
	static const struct fake_answer no_generation = TOLD("{" SERVICE ",\"uid\":\"u\"," NAMES "}");
	struct bench *b = *state;
	assert_false(LOOK(b, no_uid, full));
	assert_true(b->s.doubt && !b->s.known);
	assert_non_null(strstr(b->observation.error.text, "no uid"));
	assert_false(LOOK(b, no_generation, full));
	assert_true(b->s.doubt && !b->s.known);
	assert_true(LOOK(b, service, full));
	assert_true(b->s.known);
	knows_three(b);
}

static void an_older_answer_changes_nothing(void **state)
{
	static const struct fake_answer older = TOLD("{" SERVICE ",\"uid\":\"u\",\"generation\":\"7\","
												 "\"latestCreatedRevision\":\"b-2\"}");
	static const struct fake_answer recreated = TOLD("{" SERVICE ",\"uid\":\"v\",\"generation\":\"1\"," NAMES "}");
	struct bench *b = *state;
	assert_true(LOOK(b, service, full));
	assert_false(LOOK(b, older));
	assert_true(b->s.doubt);
	assert_string_equal(b->s.now.latest_created, "b-3");
	assert_true(LOOK(b, service));
	assert_true(LOOK(b, recreated)); /* of another service */
}

/* What an observation keeps is freed two observations later: what stands must have been carried over. */
static void what_is_known_stands(void **state)
{
	struct bench *b = *state;
	b->r.observations.watching = true;
	assert_true(LOOK(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	assert_true(LOOK(b, service, alone));
	for (int i = 0; i < 4; i++) {
		assert_false(LOOK(b, service, gone, stale)); /* the candidate was deleted */
		assert_string_equal(b->s.target.candidate->name, "b-3");
		assert_string_equal(b->s.now.uid, "u");
		assert_non_null(json_get(b->s.target.candidate->raw, "createTime"));
	}
	assert_true(LOOK(b, service, alone));
	knows_three(b);
}

/* Another deploy: the list is read again, and lags so far that it lacks the candidate and the baseline. */
static void what_was_chosen_is_not_lost(void **state)
{
	static const struct fake_answer next = TOLD("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer old = LIST(ONE("b-1", "1"));
	static const struct fake_answer second = TOLD(ONE("b-2", "2"));
	static const struct fake_answer fourth = TOLD(ONE("b-4", "4"));
	struct bench *b = *state;
	b->r.observations.watching = true;
	assert_true(LOOK(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	b->s.target.baseline = &b->s.revisions[1];
	assert_true(LOOK(b, next, alone, old, fourth, second));
	assert_int_equal(b->s.n_revisions, 4);
	assert_ptr_equal(b->s.target.candidate, &b->s.revisions[1]); /* of the new list, before anybody asks */
	assert_ptr_equal(b->s.target.baseline, &b->s.revisions[2]);
	assert_string_equal(b->s.target.baseline->name, "b-2");
}

static void a_deleted_baseline_is_no_doubt(void **state)
{
	static const struct fake_answer next = TOLD("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer list = LIST(ONE("b-1", "1") "," ONE("b-3", "3") "," ONE("b-4", "4"));
	struct bench *b = *state;
	assert_true(LOOK(b, service, full));
	b->s.chosen = true;
	b->s.target.candidate = &b->s.revisions[0];
	b->s.target.baseline = &b->s.revisions[1];
	assert_true(LOOK(b, next, alone, list, gone));
	assert_null(b->s.target.baseline);
	assert_int_equal(b->s.n_absent, 0);
}

/* What was observed ended too late for its round, and the next observation found another deploy and was cut short by
 * the deadline before the list had that one: whom the service names now is not in the list that stands. */
static void none_is_chosen_on_half_an_observation(void **state)
{
	static const struct fake_answer next = TOLD("{" SERVICE "," WHOLE "\"latestCreatedRevision\":\"b-4\"}");
	static const struct fake_answer late = { .status = 200, .ms = 5000, .body = "{}" };
	static const struct fake_answer more = LIST(ONE("b-3", "3") "," ONE("b-4", "4"));
	struct bench *b = *state;
	struct err e;
	assert_true(LOOK(b, service, full));
	b->r.observations.deadline = loop_now(b->w->l) + 100;
	LOOK(b, next, late);
	assert_true(b->observation.cut);
	assert_int_equal(release_update(&b->r, &e), 0);
	assert_false(b->s.chosen);
	b->r.observations.deadline += 3600 * 1000;
	assert_true(LOOK(b, next, more));
	assert_int_equal(release_update(&b->r, &e), 0);
	assert_true(b->s.chosen);
	assert_string_equal(b->s.target.candidate->name, "b-4");
}

static void an_order_waits(void **state)
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

static void and_not_for_ever(void **state)
{
	static const struct fake_answer no_uid = TOLD("{" SERVICE ",\"generation\":\"8\"," NAMES "}");
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
		TEST(answers_that_agree),
		TEST(the_list_is_read_again),
		TEST(then_the_revision_alone),
		TEST(an_empty_list_says_no_more),
		TEST(a_revision_with_traffic),
		TEST(a_tag_alone_is_no_traffic),
		TEST(nothing_finds_it),
		TEST(a_look_that_finds_it_begins_anew),
		TEST(another_revision_is_no_answer),
		TEST(no_uid_no_generation),
		TEST(an_older_answer_changes_nothing),
		TEST(what_is_known_stands),
		TEST(what_was_chosen_is_not_lost),
		TEST(a_deleted_baseline_is_no_doubt),
		TEST(none_is_chosen_on_half_an_observation),
		TEST(an_order_waits),
		TEST(and_not_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
