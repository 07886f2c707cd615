/* SPDX-License-Identifier: Apache-2.0 */
/* test_large_answer.c: large answers of Google's APIs are parsed in a thread, with the same result. */
#include "fake_world.h"
#include "../../gate/net/loop.h"
#include "../../gcp/gcp.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct bench {
	struct fake_world *w;
	struct gcp *g;
	char dir[32];
	size_t pending;
	struct gcp_reply reply;
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	struct err e;
	b->w = fake_world_new();
	strcpy(b->dir, "/tmp/large-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	const char *token = arena_printf(b->w->a, "%s/token", b->dir);
	assert_int_equal(file_write_atomic(token, "token", 5, 0600, &e), 0);
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", token, 1);
	assert_int_equal(gcp_open(b->w->a, b->w->l, b->w->k, NULL, &b->g, &e), 0);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	fake_world_remove(b->w, b->dir);
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

/* n bytes of text between `before` and the end. */
static const char *body_of(struct bench *b, const char *before, size_t n, const char *after)
{
	char *fill = arena_strndup(b->w->a, "", 0);
	if (n) {
		fill = ARENA_ARRAY(b->w->a, char, n + 1);
		memset(fill, 'x', n);
	}
	return arena_printf(b->w->a, "%s%s%s", before, fill, after);
}

static bool asks_a_thread(struct bench *b, enum gcp_api api, const char *body)
{
	const struct fake_answer answer = { .status = 200, .ms = 10, .body = body };
	b->w->script = &answer;
	b->w->n_script = 1;
	b->pending = 1;
	gcp_get(b->g, b->w->a, api, "v2/projects/p", loop_now(b->w->l) + 60000, on_reply, b);
	assert_int_equal(loop_run(b->w->l, &b->pending, loop_now(b->w->l) + 120000), LOOP_DONE);
	return *loop_workers(b->w->l) != NULL;
}

static void small_answer_is_parsed_in_the_loop(void **state)
{
	struct bench *b = *state;
	const char *body = body_of(b, "{\"a\":\"", LIMIT_PEER_JSON_BYTES - 8, "\"}");
	assert_int_equal(strlen(body), LIMIT_PEER_JSON_BYTES);
	assert_false(asks_a_thread(b, GCP_RUN, body));
	assert_int_equal(b->reply.error.code, ERR_NONE);
	assert_int_equal(json_text(json_get(b->reply.body, "a")).n, LIMIT_PEER_JSON_BYTES - 8);
}

static void large_answer_is_parsed_in_a_thread(void **state)
{
	struct bench *b = *state;
	assert_true(asks_a_thread(b, GCP_RUN, body_of(b, "{\"a\":\"", LIMIT_PEER_JSON_BYTES, "\",\"b\":7}")));
	assert_int_equal(b->reply.error.code, ERR_NONE);
	assert_int_equal(b->reply.status, 200);
	assert_int_equal(json_text(json_get(b->reply.body, "a")).n, LIMIT_PEER_JSON_BYTES);
	assert_int_equal(json_int(json_get(b->reply.body, "b")), 7);
	assert_int_equal(b->w->sent, 1);
}

/* It is requested again, and the error is reported as for a small one. */
static void large_answer_that_is_no_object_is_an_error(void **state)
{
	struct bench *b = *state;
	assert_true(asks_a_thread(b, GCP_RUN, body_of(b, "<html>", LIMIT_PEER_JSON_BYTES, "")));
	assert_int_equal(b->reply.error.code, ERR_MALFORMED);
	assert_non_null(strstr(b->reply.error.text, "answered 200 with something other than a JSON object"));
	assert_non_null(strstr(b->reply.error.text, "<html>xxx"));
	assert_int_equal(b->w->sent, 2);
	assert_true(asks_a_thread(b, GCP_RUN, body_of(b, "[\"", LIMIT_PEER_JSON_BYTES, "\"]")));
	assert_non_null(strstr(b->reply.error.text, "another kind of value"));
}

static void log_entry_with_nul_is_withheld(void **state)
{
	struct bench *b = *state;
	assert_true(asks_a_thread(b, GCP_LOGGING, body_of(b, "{\"a\":\"", LIMIT_PEER_JSON_BYTES, "\",\"b\":\"\\u0000\"}")));
	assert_int_equal(b->reply.error.code, ERR_NONE);
	assert_int_equal(json_kind(json_get(b->reply.body, "b")), JSON_OBJECT);
	assert_true(asks_a_thread(b, GCP_RUN, body_of(b, "{\"a\":\"", LIMIT_PEER_JSON_BYTES, "\",\"b\":\"\\u0000\"}")));
	assert_int_equal(b->reply.error.code, ERR_MALFORMED);
}

/* The text of an answer, its headers and its request are given back: only what was read of it is kept. */
static void only_what_was_read_is_kept(void **state)
{
	struct bench *b = *state;
	char *body = ARENA_ARRAY(b->w->a, char, 20 * 1024);
	memset(body, ' ', 20 * 1024 - 1);
	memcpy(body, "{\"a\":7}", 7);
	asks_a_thread(b, GCP_RUN, body);
	size_t before = mallinfo2().uordblks;
	for (int i = 0; i < 100; i++) {
		asks_a_thread(b, GCP_RUN, body);
		assert_int_equal(json_int(json_get(b->reply.body, "a")), 7);
	}
	size_t after = mallinfo2().uordblks; /* sanitizers do not count: 0 */
	assert_true(after <= before + (size_t)100 * 2 * 1024);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(small_answer_is_parsed_in_the_loop),
		TEST(large_answer_is_parsed_in_a_thread),
		TEST(large_answer_that_is_no_object_is_an_error),
		TEST(log_entry_with_nul_is_withheld),
		TEST(only_what_was_read_is_kept),
	};
	return cmocka_run_group_tests_name("large_answer", tests, NULL, NULL);
}
