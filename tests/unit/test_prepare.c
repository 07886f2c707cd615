/* SPDX-License-Identifier: Apache-2.0 */
/* test_prepare.c: the reads before a rollback: what one of them shows counts, whatever the others did not answer. */
#include "fake_world.h"
#include "splits.h"
#include "../../gcp/gcp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Two services. The target of "a" is not ready any more. */
struct bench {
	struct fake_world *w;
	struct gcp *g;
	const char *token;
	bool a_answers;
	struct cloudrun_revision *revisions;
	size_t n_revisions;
	struct traffic_move moves[2];
	struct traffic_change change;
};

static const char *service_text(struct arena *a, const char *id)
{
	return arena_printf(a,
		"{\"name\":\"projects/p/locations/r/services/%s\",\"uid\":\"u\",\"generation\":\"2\","
		"\"observedGeneration\":\"2\",\"etag\":\"\\\"1\\\"\",\"latestCreatedRevision\":\"%s-2\","
		"\"latestReadyRevision\":\"%s-2\",\"terminalCondition\":{\"state\":\"CONDITION_SUCCEEDED\"},"
		"\"traffic\":[{\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\",\"percent\":100}],"
		"\"trafficStatuses\":[{\"type\":\"TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST\",\"percent\":100}]}",
		id, id, id);
}

static struct fake_answer server(void *arg, const struct http_request *request)
{
	struct bench *b = arg;
	const char *url = secret_reveal(request->url), *id = strstr(url, "/services/a") ? "a" : "b";
	if (strstr(url, "/revisions/"))
		return (struct fake_answer){ .status = 200,
			.ms = 100,
			.body = arena_printf(b->w->a,
				"{\"name\":\"projects/p/locations/r/services/%s/revisions/%s-1\",\"conditions\":[{\"type\":\"Ready\","
				"\"state\":\"%s\"}]}",
				id, id, *id == 'a' ? "CONDITION_FAILED" : "CONDITION_SUCCEEDED") };
	bool hangs = *id == 'a' && !b->a_answers;
	return (struct fake_answer){ .status = 200, .ms = hangs ? 1000000 : 100, .body = service_text(b->w->a, id) };
}

static void set_move(struct bench *b, struct traffic_move *m, const char *id)
{
	struct arena *a = b->w->a;
	struct cloudrun_target *row = ARENA_NEW(a, struct cloudrun_target);
	struct json *body;
	struct err e;
	*row = (struct cloudrun_target){ .revision = arena_printf(a, "%s-1", id), .percent = 100 };
	*m = (struct traffic_move){ .alias = id, .revisions = &b->revisions, .n_revisions = &b->n_revisions };
	m->target = (struct cloudrun_split){ row, 1 };
	assert_int_equal(json_parse(a, str_of(service_text(a, id)), &body, &e), 0);
	assert_int_equal(cloudrun_service_of(a, body, CLOUDRUN_SERVICE, "p", "r", id, &m->first, &e), 0);
	m->last = m->first;
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->w->server = server;
	b->w->arg = b;
	b->token = arena_printf(b->w->a, "/tmp/rungate-prepare-%d", (int)getpid());
	assert_int_equal(file_write_atomic(b->token, "test-token", 10, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", b->token, 1);
	assert_int_equal(gcp_open(b->w->a, b->w->l, b->w->k, NULL, &b->g, &e), 0);
	b->n_revisions = 2; /* as the list said: both are ready */
	b->revisions = ARENA_ARRAY(b->w->a, struct cloudrun_revision, 2);
	b->revisions[0] = (struct cloudrun_revision){ .name = "a-1", .ready = true };
	b->revisions[1] = (struct cloudrun_revision){ .name = "b-1", .ready = true };
	set_move(b, &b->moves[0], "a");
	set_move(b, &b->moves[1], "b");
	b->change = (struct traffic_change){ .a = b->w->a, .g = b->g, .moves = b->moves, .n = 2, .deadline = 60 * 1000 };
	b->change.deadline += loop_now(b->w->l);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	unsetenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	unlink(b->token);
	fake_world_free(b->w);
	free(b);
	return 0;
}

static void expect_unfit(const struct bench *b)
{
	assert_int_equal(b->moves[0].state, MOVE_FAILED);
	assert_string_equal(b->moves[0].unfit.revision, "a-1");
	assert_string_equal(b->moves[0].note, "a-1 is not ready");
	assert_int_equal(b->moves[1].state, MOVE_SKIPPED);
}

static void a_target_that_is_not_ready_holds_the_release(void **state)
{
	struct bench *b = *state;
	struct err e;
	b->a_answers = true;
	assert_int_equal(apply_prepare(&b->change, &e), 0);
	assert_false(b->moves[0].unread);
	expect_unfit(b);
}

static void it_does_so_although_its_service_did_not_answer(void **state)
{
	struct bench *b = *state;
	struct err e;
	assert_int_equal(apply_prepare(&b->change, &e), 0);
	assert_true(b->moves[0].unread);
	expect_unfit(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_target_that_is_not_ready_holds_the_release, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_does_so_although_its_service_did_not_answer, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
