/* SPDX-License-Identifier: Apache-2.0 */
/* test_late_write.c: what allowed a write (a lock, a fresh read) may not hold any more when the process goes on. */
#include "fake_world.h"
#include "../../gate/net/loop.h"
#include "../../gcp/gcp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct bench {
	struct fake_world *w;
	struct gcp *g;
	const char *token;
	size_t pending;
	struct gcp_reply reply;
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	b->token = arena_printf(b->w->a, "/tmp/rungate-late-write-%d", (int)getpid());
	assert_int_equal(file_write_atomic(b->token, "test-token", 10, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", b->token, 1);
	assert_int_equal(gcp_open(b->w->a, b->w->l, b->w->k, NULL, &b->g, &e), 0);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	unsetenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE");
	unlink(b->token);
	fake_world_free(b->w);
	test_free(b);
	return 0;
}

static void on_reply(void *arg, const struct gcp_reply *reply)
{
	struct bench *b = arg;
	b->reply = *reply;
	b->pending--;
}

/* Asks for a request, and suspends the process before it can be sent. */
static void ask(struct bench *b, const char *method, bool repeatable, int64_t suspended_ms)
{
	static const struct fake_answer answer = { .status = 200, .ms = 10, .body = "{}" };
	struct json *body = json_new_object(b->w->a);
	b->w->script = &answer;
	b->w->n_script = 1;
	b->w->sent = 0;
	b->pending = 1;
	gcp_send(b->g, b->w->a, GCP_RUN, method, "v2/projects/p/locations/r/services/s", body, repeatable,
		b->w->now + 60 * 1000, on_reply, b);
	b->w->now += suspended_ms;
	assert_int_equal(loop_run(b->w->l, &b->pending, b->w->now + 60 * 1000), LOOP_DONE);
}

static void write_is_sent_soon_or_not_at_all(void **state)
{
	struct bench *b = *state;
	ask(b, "PATCH", false, 0);
	assert_int_equal(b->w->sent, 1);
	assert_int_equal(b->reply.error.code, ERR_NONE);
	ask(b, "PATCH", false, LIMIT_UNSENT_MS);
	assert_int_equal(b->w->sent, 1);
	ask(b, "PATCH", false, LIMIT_UNSENT_MS + 1);
	assert_int_equal(b->w->sent, 0);
	assert_int_equal(b->reply.error.code, ERR_TIMEOUT);
	assert_false(b->reply.sent);
	assert_non_null(strstr(b->reply.error.text, "not sent"));
}

static void read_is_sent_whenever_the_process_goes_on(void **state)
{
	struct bench *b = *state;
	ask(b, "POST", true, LIMIT_UNSENT_MS + 1);
	assert_int_equal(b->w->sent, 1);
	assert_int_equal(b->reply.error.code, ERR_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(write_is_sent_soon_or_not_at_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(read_is_sent_whenever_the_process_goes_on, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
