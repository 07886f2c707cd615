/* SPDX-License-Identifier: Apache-2.0 */
/* test_turns.c: a turn of the loop costs what happened in it, however many transfers are in flight. */
#undef _FORTIFY_SOURCE /* its poll is inline: another one could not take its place */
#include "../peers/peer.h"
#include "../../gate/net/net.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { MANY = 100, OTHERS = 4 /* descriptors that are not transfers: signals, and all transfers as one */ };

/* Takes the place of the C library's, for libcurl too. Mutable because it has no argument for it. */
static nfds_t most;

int poll(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
	most = n > most ? n : most;
	return ppoll(fds, n, ms < 0 ? NULL : &t, NULL);
}

struct fixture {
	struct arena *a;
	struct secrets *k;
	struct loop *l;
	size_t silent, pending;
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
	size_t *pending = arg;
	(void)answer;
	--*pending;
}

static void on_good(void *arg, const struct http_answer *answer)
{
	assert_int_equal(answer->status, 200);
	on_done(arg, answer);
}

static void ask(struct fixture *f, int port, size_t *pending, http_done *done)
{
	const char *url = arena_printf(f->a, "http://127.0.0.1:%d/", port);
	const struct http_request r = { .kind = HTTP_PROBE,
		.method = "GET",
		.url = secret_new(f->k, url, strlen(url), false),
		.deadline = loop_now(f->l) + 60000,
		.timeout_ms = 60000,
		.body_max = 1000,
		.attempts_max = 1 };
	++*pending;
	http_start(f->l, f->a, &r, done, pending);
}

/* A hundred transfers wait for a peer that never answers, while others come and go. */
static void transfers_in_flight_are_not_looked_at(void **state)
{
	struct fixture *f = *state;
	struct peer *silent = peer_start(peer_serve_text, NULL, NULL);
	struct peer *p = peer_start(
		peer_serve_text, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", NULL);
	for (size_t i = 0; i < MANY; i++)
		ask(f, peer_port(silent), &f->silent, on_done);
	most = 0;
	for (size_t i = 0; i < 3; i++) {
		ask(f, peer_port(p), &f->pending, on_good);
		assert_int_equal(loop_run(f->l, &f->pending, loop_now(f->l) + 60000), LOOP_DONE);
	}
	assert_int_equal(f->silent, MANY);
	assert_in_range(most, 1, OTHERS);
	peer_free(p);
	peer_free(silent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(transfers_in_flight_are_not_looked_at, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("turns", tests, NULL, NULL);
}
