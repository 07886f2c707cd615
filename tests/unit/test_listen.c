/* SPDX-License-Identifier: Apache-2.0 */
/* test_listen.c: a text that is served over HTTP: requests as readers send them, over real sockets. */
#include "../../gate/net/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

static const char type[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";

static struct listener *listen_at(struct arena *a, const char *address)
{
	struct listener *l;
	struct err e;
	assert_int_equal(listen_open(a, address, "/metrics", type, &l, &e), 0);
	return l;
}

static unsigned port_of(const struct listener *l)
{
	return (unsigned)atoi(strrchr(listen_url(l), ':') + 1);
}

/* Returns a connection to 127.0.0.1 or, with six, to [::1]. Its reads give up after a minute. */
static int connect_to(const struct listener *l, bool six)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port_of(l)) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = four.sin_port, .sin6_addr = in6addr_loopback };
	int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){ 60, 0 }, sizeof(struct timeval)), 0);
	assert_int_equal(
		connect(fd, six ? (struct sockaddr *)&v6 : (struct sockaddr *)&four, six ? sizeof(v6) : sizeof(four)), 0);
	return fd;
}

/* Sends a request that ends the connection, and returns the whole answer. */
static const char *ask_on(struct arena *a, int fd, const char *line)
{
	struct buf out = BUF_MAX(1024 * 1024);
	const char *request = arena_printf(a, "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", line);
	char part[4096];
	ssize_t n;
	assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), (ssize_t)strlen(request));
	while ((n = recv(fd, part, sizeof(part), 0)) > 0)
		buf_put(&out, part, (size_t)n);
	close(fd);
	const char *text = arena_strdup(a, buf_text(&out));
	buf_free(&out);
	return text;
}

static const char *ask(struct arena *a, const struct listener *l, const char *line)
{
	return ask_on(a, connect_to(l, false), line);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && !strcmp(text + n - m, end);
}

static void begins_with(const char *text, const char *start)
{
	if (strncmp(text, start, strlen(start)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", text, start);
}

static void newest_text_is_served(void **state)
{
	struct arena *a = arena_new();
	struct listener *l = listen_at(a, "127.0.0.1:0");
	(void)state;
	const char *url = arena_printf(a, "http://127.0.0.1:%u/metrics", port_of(l));
	assert_string_equal(listen_url(l), url);
	const char *before = ask(a, l, "GET /metrics");
	begins_with(before, "HTTP/1.1 200 ");
	assert_true(ends_with(before, "\r\n\r\n"));
	listen_put(l, STR("one\n# EOF\n"));
	listen_put(l, STR("two\n# EOF\n"));
	const char *after = ask(a, l, "GET /metrics?x=y");
	begins_with(after, "HTTP/1.1 200 ");
	assert_non_null(strstr(after, arena_printf(a, "\r\nContent-Type: %s\r\n", type)));
	assert_true(ends_with(after, "\r\n\r\ntwo\n# EOF\n"));
	const char *head = ask(a, l, "HEAD /metrics");
	begins_with(head, "HTTP/1.1 200 ");
	assert_non_null(strstr(head, "\r\nContent-Length: 10\r\n"));
	assert_true(ends_with(head, "\r\n\r\n"));
	arena_free(a);
}

static void other_requests_are_refused(void **state)
{
	struct arena *a = arena_new();
	struct listener *l = listen_at(a, "127.0.0.1:0");
	static const char *const elsewhere[] = { "GET /", "GET /metrics/", "GET /metrics/../metrics", "POST /other",
		"GET /-/healthy" };
	static const char *const methods[] = { "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NEW" };
	(void)state;
	listen_put(l, STR("secret of nobody\n"));
	for (size_t i = 0; i < COUNTOF(elsewhere); i++) {
		const char *answer = ask(a, l, elsewhere[i]);
		begins_with(answer, "HTTP/1.1 404 ");
		assert_null(strstr(answer, "nobody"));
	}
	for (size_t i = 0; i < COUNTOF(methods); i++) {
		const char *answer = ask(a, l, arena_printf(a, "%s /metrics", methods[i]));
		begins_with(answer, "HTTP/1.1 405 ");
		assert_non_null(strstr(answer, "\r\nAllow: GET, HEAD\r\n"));
		assert_null(strstr(answer, "nobody"));
	}
	begins_with(ask(a, l, "GET"), "HTTP/1.");
	begins_with(ask(a, l, "GET /metrics"), "HTTP/1.1 200 ");
	arena_free(a);
}

static void ipv6_is_served(void **state)
{
	struct arena *a = arena_new();
	struct listener *l;
	struct err e;
	(void)state;
	if (listen_open(a, "[::1]:0", "/metrics", type, &l, &e)) { /* a machine without IPv6 */
		arena_free(a);
		skip();
	}
	begins_with(listen_url(l), "http://[::1]:");
	listen_put(l, STR("six\n"));
	assert_true(ends_with(ask_on(a, connect_to(l, true), "GET /metrics"), "\r\n\r\nsix\n"));
	arena_free(a);
}

/* A text that is being read stays whole when it is replaced. */
static void a_text_is_never_mixed(void **state)
{
	struct arena *a = arena_new();
	struct listener *l = listen_at(a, "127.0.0.1:0");
	size_t n = 16 * 1024 * 1024, got = 0;
	char *whole = arena_alloc(a, n), part[65536], *body = NULL;
	int fd = connect_to(l, false);
	ssize_t more;
	(void)state;
	memset(whole, 'a', n);
	listen_put(l, (struct str){ whole, n });
	assert_true(send(fd, "GET /metrics HTTP/1.0\r\n\r\n", 25, MSG_NOSIGNAL) == 25);
	assert_true(recv(fd, part, 1, 0) == 1); /* it began; most of it cannot be sent before it is read */
	memset(whole, 'b', n);
	listen_put(l, (struct str){ whole, n });
	struct buf all = BUF_MAX(32 * 1024 * 1024);
	while ((more = recv(fd, part, sizeof(part), 0)) > 0)
		buf_put(&all, part, (size_t)more);
	body = strstr(buf_text(&all), "\r\n\r\n");
	assert_non_null(body);
	for (body += 4; body[got] == 'a';)
		got++;
	assert_int_equal(got, n);
	close(fd);
	buf_free(&all);
	arena_free(a);
}

static void silent_readers_do_not_stop_others(void **state)
{
	struct arena *a = arena_new();
	struct listener *l = listen_at(a, "127.0.0.1:0");
	int silent[LIMIT_READERS - 1];
	(void)state;
	for (size_t i = 0; i < COUNTOF(silent); i++) {
		silent[i] = connect_to(l, false);
		assert_true(send(silent[i], "GET /met", 8, MSG_NOSIGNAL) == 8);
	}
	listen_put(l, STR("text\n"));
	assert_true(ends_with(ask(a, l, "GET /metrics"), "text\n"));
	int one_more = connect_to(l, false); /* the last connection that is allowed */
	assert_true(send(one_more, "G", 1, MSG_NOSIGNAL) == 1);
	/* this one waits, until the idle ones are closed */
	assert_true(ends_with(ask(a, l, "GET /metrics"), "text\n"));
	for (size_t i = 0; i < COUNTOF(silent); i++)
		close(silent[i]);
	close(one_more);
	arena_free(a);
}

static void addresses_are_checked(void **state)
{
	static const char *const invalid[] = { "", ":9464", "9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000",
		"127.0.0.1:-1", "127.0.0.1:00", "localhost:9464", "::1:9464", "[::1]", "[::1]:", "[::1:9464", "::1:0",
		"127.0.0.1:9464/metrics", "http://127.0.0.1:9464", "127.0.0.1:5:0" };
	struct arena *a = arena_new();
	struct listener *l;
	struct err e;
	(void)state;
	for (size_t i = 0; i < COUNTOF(invalid); i++) {
		assert_int_equal(listen_open(a, invalid[i], "/metrics", type, &l, &e), -1);
		assert_int_equal(e.code, ERR_USAGE);
		assert_string_equal(e.text, "write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464");
	}
	assert_int_equal(listen_open(a, "192.0.2.1:9464", "/metrics", type, &l, &e), -1); /* of no machine (RFC 5737) */
	assert_int_equal(e.code, ERR_IO);
	arena_free(a);
}

static void a_port_in_use_is_an_error(void **state)
{
	struct arena *a = arena_new(), *b = arena_new();
	struct listener *l = listen_at(a, "127.0.0.1:0"), *second;
	const char *address = arena_printf(b, "127.0.0.1:%u", port_of(l));
	struct err e;
	(void)state;
	assert_int_equal(listen_open(b, address, "/metrics", type, &second, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	const char *expected = arena_printf(
		b, "cannot listen: %s; choose another port, or end the program that uses this one", strerror(EADDRINUSE));
	assert_string_equal(e.text, expected);
	begins_with(ask(b, l, "GET /metrics"), "HTTP/1.1 200 ");
	arena_free(a);
	/* after its end the port is free at once, although its connections are not forgotten yet */
	assert_int_equal(listen_open(b, address, "/metrics", type, &second, &e), 0);
	arena_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(newest_text_is_served),
		cmocka_unit_test(other_requests_are_refused),
		cmocka_unit_test(ipv6_is_served),
		cmocka_unit_test(a_text_is_never_mixed),
		cmocka_unit_test(silent_readers_do_not_stop_others),
		cmocka_unit_test(addresses_are_checked),
		cmocka_unit_test(a_port_in_use_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
