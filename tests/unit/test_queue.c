/* SPDX-License-Identifier: Apache-2.0 */
/* test_queue.c: more probes than this process may have connections: the timeout of a waiting probe does not run. */
#include "../peers/peer.h"
#include "../../gate/net/net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

enum { DESCRIPTORS = 64, PROBES_AT_ONCE = 12, MANY = 200, ANSWER_MS = 10, TIMEOUT_MS = 1500 };

struct fixture {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	size_t pending, n;
	struct http_answer answers[MANY];
};
struct asked {
	struct fixture *f;
	struct http_answer *answer;
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	struct err e;
	f->a = arena_new();
	f->k = secrets_new(f->a);
	assert_int_equal(net_open(f->a, f->k, &(struct net_options){ .user_agent = "test" }, &f->l, &e), 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->a);
	test_free(f);
	return 0;
}

static void on_done(void *arg, const struct http_answer *answer)
{
	struct asked *a = arg;
	*a->answer = *answer;
	a->f->pending--;
}

static void ask(struct fixture *f, const struct peer *p, size_t n, int64_t timeout_ms, int64_t within_ms)
{
	const char *url = arena_printf(f->a, "http://127.0.0.1:%d/", peer_port(p));
	int64_t now = loop_now(f->l);
	for (size_t i = 0; i < n; i++) {
		struct asked *a = ARENA_NEW(f->a, struct asked);
		*a = (struct asked){ f, &f->answers[i] };
		const struct http_request r = { .kind = HTTP_PROBE,
			.method = "GET",
			.url = secret_new(f->k, url, strlen(url), false),
			.deadline = now + within_ms,
			.timeout_ms = timeout_ms,
			.body_max = 1000,
			.attempts_max = 1 };
		f->pending++;
		http_start(f->l, f->a, &r, on_done, a);
	}
	assert_int_equal(loop_run(f->l, &f->pending, now + 60000), LOOP_DONE);
}

/* Serves one connection after the other, like a service with one instance. */
static void slow(struct peer *p, const void *script)
{
	char head[4096];
	(void)script;
	if (!peer_read_head(p, head, sizeof(head)))
		return;
	peer_nap(ANSWER_MS);
	peer_puts(p, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

/* All together take longer than a probe's timeout; those in flight at the same time do not. */
static void waiting_for_a_connection_is_no_failure(void **state)
{
	struct fixture *f = *state;
	struct peer *p = peer_start(slow, NULL, NULL);
	size_t waited = 0;
	ask(f, p, MANY, TIMEOUT_MS, 60000);
	for (size_t i = 0; i < MANY; i++) {
		assert_string_equal(f->answers[i].error.text, "");
		assert_int_equal(f->answers[i].status, 200);
		assert_true(f->answers[i].ms < TIMEOUT_MS);
		waited += f->answers[i].queued_ms >= TIMEOUT_MS;
	}
	assert_true(waited > 0);
	peer_free(p);
}

static void unsent_request_is_reported_as_unsent(void **state)
{
	struct fixture *f = *state;
	struct peer *p = peer_start(peer_serve_text, NULL, NULL);
	size_t late = 0, sent = 0, never = 0;
	ask(f, p, 40, 2000, 3000); /* the second dozen starts a second before the deadline, the third never */
	for (size_t i = 0; i < 40; i++) {
		const struct http_answer *a = &f->answers[i];
		assert_int_equal(a->error.code, ERR_TIMEOUT);
		sent += a->attempts == 1;
		late += a->attempts == 1 && !a->cut_short;
		never += a->attempts == 0;
		if (!a->attempts)
			assert_non_null(strstr(a->error.text, "not sent"));
	}
	assert_in_range(sent, 1, 2 * PROBES_AT_ONCE);
	/* Only these had their full timeout: on a slow machine there may be none. */
	assert_in_range(late, 0, PROBES_AT_ONCE);
	assert_true(never > 0);
	peer_free(p);
}

static void on_child(void *arg, const struct child_result *r)
{
	struct fixture *f = arg;
	assert_int_equal(r->exit_code, 0);
	assert_true(str_is(r->out, "32\n"));
	f->pending--;
}

static void children_have_the_original_descriptor_limit(void **state)
{
	struct fixture *f = *state;
	struct secret *argv[] = { secret_plain(f->a, "/bin/sh"), secret_plain(f->a, "-c"),
		secret_plain(f->a, "ulimit -Sn") };
	struct child_spec s = { .argv = { argv, COUNTOF(argv) }, .deadline = loop_now(f->l) + 20000 };
	f->pending = 1;
	child_start(f->l, f->a, &s, on_child, f);
	assert_int_equal(loop_run(f->l, &f->pending, loop_now(f->l) + 30000), LOOP_DONE);
}

/* Like ulimit in a shell: a soft limit that can be raised to the hard one. */
static int lower_limits(void **state)
{
	(void)state;
	return setrlimit(RLIMIT_NOFILE, &(struct rlimit){ DESCRIPTORS / 2, DESCRIPTORS });
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(children_have_the_original_descriptor_limit),
		TEST(waiting_for_a_connection_is_no_failure),
		TEST(unsent_request_is_reported_as_unsent),
	};
	return cmocka_run_group_tests_name("queue", tests, lower_limits, NULL);
}
