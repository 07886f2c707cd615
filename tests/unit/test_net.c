/* SPDX-License-Identifier: Apache-2.0 */
/* test_net.c: timers, deadlines, retries and redirects, in virtual time. */
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct outcome {
	size_t pending;
	struct http_answer answer;
	int calls;
};

static int set_up(void **state)
{
	*state = fake_world_new();
	return 0;
}

static int tear_down(void **state)
{
	fake_world_free(*state);
	return 0;
}

static void on_done(void *arg, const struct http_answer *answer)
{
	struct outcome *o = arg;
	o->answer = *answer;
	o->pending--;
	o->calls++;
}

static struct http_request request(struct fake_world *w, const char *url, int attempts)
{
	return (struct http_request){ .kind = HTTP_GOOGLE,
		.method = "GET",
		.url = secret_new(w->k, url, strlen(url), false),
		.deadline = w->now + 60000,
		.timeout_ms = 5000,
		.body_max = 1000,
		.attempts_max = attempts };
}

static struct outcome play(
	struct fake_world *w, const struct fake_answer *script, size_t n, const struct http_request *r)
{
	struct outcome o = { .pending = 1 };
	w->script = script;
	w->n_script = n;
	http_start(w->l, w->a, r, on_done, &o);
	assert_int_equal(o.calls, 0); /* never called by the function that started it */
	loop_run(w->l, &o.pending, w->now + 600000);
	assert_int_equal(o.calls, 1);
	return o;
}

static void retries_transient_errors(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 503, .ms = 10 }, { .error = ERR_NETWORK, .ms = 10 },
		{ .status = 200, .ms = 10, .body = "x" } };
	struct http_request r = request(w, "https://run.googleapis.com/v2", 5);
	struct outcome o = play(w, script, 3, &r);
	assert_int_equal(o.answer.status, 200);
	assert_int_equal(o.answer.attempts, 3);
}

static void does_not_retry_permanent_errors(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 403, .ms = 10 }, { .status = 200 } };
	struct http_request r = request(w, "https://run.googleapis.com/v2", 5);
	assert_int_equal(play(w, script, 2, &r).answer.status, 403);
	r.attempts_max = 1;
	static const struct fake_answer server[] = { { .status = 500 } };
	assert_int_equal(play(w, server, 1, &r).answer.attempts, 1);
}

static void call_ends_early_if_a_retry_would_miss_the_deadline(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = {
		{ .status = 429, .ms = 10, .header = "retry-after", .value = "3600" }
	};
	struct http_request r = request(w, "https://run.googleapis.com/v2", 5);
	r.deadline = w->now + 5000;
	int64_t began = w->now;
	assert_int_equal(play(w, script, 1, &r).answer.status, 429);
	/* Retry-After is an hour, the limit is a minute, and five seconds remain: reported immediately */
	assert_true(w->now - began < 1000);
}

static void attempt_times_out_and_the_next_succeeds(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200, .ms = 99999 }, { .status = 200, .ms = 5 } };
	struct http_request r = request(w, "https://run.googleapis.com/v2", 2);
	struct outcome o = play(w, script, 2, &r);
	assert_int_equal(o.answer.status, 200);
	assert_int_equal(o.answer.attempts, 2);
}

static void credentials_are_never_sent_unencrypted(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200 } };
	struct http_request r = request(w, "http://run.googleapis.com/v2", 1);
	assert_int_equal(play(w, script, 1, &r).answer.error.code, ERR_AUTH);
	r = request(w, "https://user@run.googleapis.com/v2", 1);
	assert_int_equal(play(w, script, 1, &r).answer.error.code, ERR_AUTH);
	assert_int_equal(w->sent, 0);
	r = request(w, "http://127.0.0.1:8080/v2", 1);
	assert_int_equal(play(w, script, 1, &r).answer.status, 200);
}

static void header_value_is_one_line(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200 } };
	struct http_header bad = { "X-A", secret_new(w->k, "a\r\nX-B: b", 9, false) };
	struct http_request r = request(w, "https://run.googleapis.com/", 1);
	r.headers = &bad;
	r.n_headers = 1;
	assert_int_equal(play(w, script, 1, &r).answer.error.code, ERR_CONFIG);
	assert_int_equal(w->sent, 0);
}

static void redirects_are_followed_on_request_without_headers(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = {
		{ .status = 302, .header = "location", .value = "https://other.example/b" }, { .status = 200 }
	};
	static const struct fake_answer down[] = { { .status = 302, .header = "location", .value = "http://a.example/b" },
		{ .status = 200 } };
	struct http_header h = { "X-Key", secret_new(w->k, "k", 1, false) };
	struct http_request r = request(w, "https://a.example/a", 1);
	r.kind = HTTP_PROBE;
	r.headers = &h;
	r.n_headers = 1;
	assert_int_equal(play(w, script, 2, &r).answer.status, 302); /* not requested */
	w->sent = 0;
	r.redirects_max = 3;
	struct outcome o = play(w, script, 2, &r);
	assert_int_equal(o.answer.status, 200);
	assert_int_equal(o.answer.redirects, 1);
	assert_string_equal(w->urls[1], "https://other.example/b");
	assert_int_equal(w->headers[1], 0);
	w->sent = 0;
	assert_int_equal(play(w, down, 2, &r).answer.status, 302); /* never from https to http */
}

static void token_is_not_sent_to_redirect_targets(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 302, .header = "location", .value = "/b" },
		{ .status = 200 } };
	struct http_header h[] = { { "X-Key", secret_new(w->k, "k", 1, false) },
		{ "authorization", secret_new(w->k, "Bearer t", 8, true) } };
	struct http_request r = request(w, "https://a.example/a", 1);
	r.kind = HTTP_PROBE;
	r.headers = h;
	r.n_headers = 2;
	r.redirects_max = 1;
	r.kept_back = "Authorization";
	assert_int_equal(play(w, script, 2, &r).answer.status, 200);
	assert_int_equal(w->headers[0], 2);
	assert_int_equal(w->headers[1], 1); /* the same origin: headers without a token are sent again */
}

static void metadata_server_is_not_probed(void **state)
{
	/* clang-format off */
	static const struct { const char *url; bool is; } urls[] = {
		{ "http://169.254.169.254/x", true }, { "http://169.254.0.1/", true },
		{ "http://metadata.google.internal/", true },
		{ "http://METADATA.google.internal./", true },
		{ "http://metadata.goog/", true }, { "http://Metadata.Goog./x", true }, { "http://metadata./", true },
		{ "http://169.254.169.254./", true },
		{ "http://[2002:a9fe:a9fe::1]/", true }, { "http://[64:ff9b:1:a9fe:a9:fe00::]/", true },
		{ "http://[64:ff9b:1::a9fe:a9fe]/", true },
		{ "http://[2002:a00:1::]/", false }, { "http://[64:ff9b:1::a00:1]/", false },
		{ "http://metadata.goog.example.com/", false }, { "http://metadata/", true }, { "http://2852039166/", true },
		{ "http://0xa9fea9fe/", true },
		{ "http://0251.0376.0251.0376/", true }, { "http://[fe80::1]/", true }, { "http://[febf::1]/", true },
		{ "http://[fd20:ce::254]/", true },
		{ "http://[fd00:ec2::254]/", true }, { "http://[::ffff:169.254.169.254]/", true },
		{ "http://[::a9fe:a9fe]/", true },
		{ "http://[64:ff9b::a9fe:a9fe]/", true }, { "http://169.255.0.1/", false }, { "http://10.0.0.1/", false },
		{ "http://127.0.0.1/", false },
		{ "http://[::1]/", false }, { "http://[fec0::1]/", false }, { "http://metadata.example.com/", false },
		{ "http://example.com/169.254.169.254", false },
	};
	/* clang-format on */
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200 } };
	struct url u;
	struct err e;
	static const struct fake_answer there[] = {
		{ .status = 302, .header = "location", .value = "http://169.254.169.254/latest" }, { .status = 200 }
	};
	for (size_t i = 0; i < COUNTOF(urls); i++) {
		assert_int_equal(url_parse(w->a, urls[i].url, &u, &e), 0);
		if (url_is_metadata(&u) != urls[i].is)
			fail_msg("%s", urls[i].url);
		struct http_request r = request(w, urls[i].url, 1);
		r.kind = HTTP_PROBE;
		w->sent = 0;
		struct outcome o = play(w, script, 1, &r);
		assert_int_equal(o.answer.error.code, urls[i].is ? ERR_DENIED : ERR_NONE);
		assert_int_equal(w->sent, urls[i].is ? 0 : 1);
	}
	struct http_request r = request(w, "http://a.example/a", 1);
	r.kind = HTTP_PROBE;
	r.redirects_max = 3;
	w->sent = 0;
	assert_int_equal(play(w, there, 2, &r).answer.status, 302); /* nor is a probe redirected there */
	assert_int_equal(w->sent, 1);
}

static void only_documented_environment_variables_are_used(void **state)
{
	struct fake_world *w = *state;
	struct net_surroundings s;
	const char *lines[4];
	struct err e;
	struct buf b = BUF_MAX(4096);
	static const char *const names[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE", "https_proxy", "HTTPS_PROXY", "all_proxy",
		"ALL_PROXY", "http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY", "SSLKEYLOGFILE" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		unsetenv(names[i]);
	setenv("HTTPS_PROXY", "http://gate:proxy-word@127.0.0.1:3128", 1);
	setenv("HTTP_PROXY", "http://127.0.0.1:1", 1); /* it can come from a header of a CGI request */
	setenv("NO_PROXY", "internal.example", 1);
	setenv("SSLKEYLOGFILE", "/tmp/keys", 1);
	setenv("SSL_CERT_FILE", "/nonexistent/bundle", 1);
	assert_int_equal(net_surroundings(w->a, w->k, NULL, &s, &e), -1);
	assert_non_null(strstr(e.text, "SSL_CERT_FILE"));
	setenv("SSL_CERT_FILE", "/dev/null", 1);
	setenv("https_proxy", "Metadata.Goog.:80", 1);
	assert_int_equal(net_surroundings(w->a, w->k, NULL, &s, &e), -1);
	assert_non_null(strstr(e.text, "https_proxy is a metadata server's address"));
	unsetenv("https_proxy");
	assert_int_equal(net_surroundings(w->a, w->k, NULL, &s, &e), 0);
	assert_string_equal(s.ca_file, "/dev/null");
	assert_null(s.http.url);
	assert_non_null(strstr(s.no_proxy, "internal.example"));
	assert_non_null(strstr(s.no_proxy, "169.254.0.0/16"));
	assert_null(getenv("SSLKEYLOGFILE"));
	assert_int_equal(net_surroundings_text(w->a, &s, lines), 2); /* in the second call SSLKEYLOGFILE is unset */
	assert_non_null(strstr(lines[1], "HTTPS_PROXY"));
	assert_null(strstr(lines[1], "proxy-word"));
	secrets_scrub(w->k, str_of("the word is proxy-word"), &b);
	assert_string_equal(buf_text(&b), "the word is [redacted]");
	buf_free(&b);
	assert_int_equal(net_surroundings(w->a, w->k, "/dev/zero", &s, &e), 0);
	assert_string_equal(s.ca_file, "/dev/zero"); /* the config takes precedence over the environment */
	for (size_t i = 0; i < COUNTOF(names); i++)
		unsetenv(names[i]);
}

static void records_contain_no_query_values(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200 } };
	const struct http_record *records;
	struct http_request r = request(w, "https://run.googleapis.com/v2/x?pageToken=abc&updateMask=traffic", 1);
	play(w, script, 1, &r);
	assert_int_equal(http_records(w->l, w->a, &records), 1);
	assert_string_equal(records[0].path, "/v2/x?pageToken&updateMask");
	assert_string_equal(records[0].host, "run.googleapis.com:443");
}

static void first_and_last_of_many_calls_are_kept(void **state)
{
	struct fake_world *w = *state;
	static const struct fake_answer script[] = { { .status = 200 } };
	enum { CALLS = 4 * LIMIT_REQUESTS + 7 };
	const struct http_record *records;
	for (int i = 0; i < CALLS; i++) {
		struct http_request r = request(w, arena_printf(w->a, "https://run.googleapis.com/%d", i), 1);
		play(w, script, 1, &r);
	}
	size_t n = http_records(w->l, w->a, &records);
	assert_int_equal(n, 2 * LIMIT_REQUESTS + 7);
	assert_int_equal(http_records_left_out(w->l), CALLS - n);
	assert_string_equal(records[LIMIT_REQUESTS - 1].path, arena_printf(w->a, "/%d", LIMIT_REQUESTS - 1));
	assert_string_equal(records[LIMIT_REQUESTS].path, arena_printf(w->a, "/%d", 3 * LIMIT_REQUESTS));
	assert_string_equal(records[n - 1].path, arena_printf(w->a, "/%d", CALLS - 1));
}

static void add(void *arg)
{
	int *n = arg;
	*n = *n * 10 + 1;
}

static void add_two(void *arg)
{
	int *n = arg;
	*n = *n * 10 + 2;
}

static void timers_fire_in_order_and_can_be_cancelled(void **state)
{
	struct fake_world *w = *state;
	int order = 0;
	loop_at(w->l, w->now + 20, add_two, &order);
	loop_at(w->l, w->now + 10, add, &order);
	loop_at(w->l, w->now + 20, add, &order);
	uint64_t t = loop_at(w->l, w->now + 15, add_two, &order);
	loop_cancel(w->l, t);
	loop_cancel(w->l, t);
	loop_cancel(w->l, 0);
	assert_int_equal(loop_run(w->l, NULL, w->now + 100), LOOP_DEADLINE);
	assert_int_equal(order, 121);
}

static void signal_ends_the_loop_once(void **state)
{
	struct fake_world *w = *state;
	loop_signalled(w->l, 2);
	assert_int_equal(loop_run(w->l, NULL, w->now + 100), LOOP_SIGNAL);
	assert_int_equal(loop_run(w->l, NULL, w->now + 100), LOOP_DEADLINE);
	assert_int_equal(loop_signals(w->l).count, 1);
}

static int64_t delay(const char *value, int tried)
{
	struct http_header_text h = { "retry-after", value };
	struct http_answer a = { .status = 503, .headers = &h, .n_headers = value != NULL };
	return http_retry_delay(&a, tried, 9, 784111777000, UINT64_MAX - 1); /* Sun, 06 Nov 1994 08:49:37 GMT */
}

static void retry_delays_are_limited(void **state)
{
	(void)state;
	assert_int_equal(delay("2", 1), 2000);
	assert_int_equal(delay("99999999999999999999", 1), LIMIT_RETRY_AFTER_MS);
	assert_int_equal(delay("Sun, 06 Nov 1994 08:49:47 GMT", 1), 10000);
	assert_int_equal(delay("Sun, 06 Nov 1994 08:49:07 GMT", 1), 0);
	assert_int_equal(delay("Sun, 06 Nov 2094 08:49:07 GMT", 1), LIMIT_RETRY_AFTER_MS);
	for (int i = 1; i < 9; i++) {
		assert_in_range(delay("soon", i), 0, LIMIT_RETRY_MAX_MS);
		assert_in_range(delay(NULL, i), 0, LIMIT_RETRY_MAX_MS);
	}
	assert_int_equal(delay(NULL, 9), -1);
}

static void loopback_is_recognized_by_address(void **state)
{
	static const struct {
		const char *url;
		bool is;
	} urls[] = { { "http://127.0.0.1:1/", true }, { "http://127.9.9.9/", true }, { "http://[::1]/", true },
		{ "http://localhost/", true }, { "http://127.0.0.1.evil.example/", false }, { "http://10.0.0.1/", false },
		{ "http://[::2]/", false } };
	struct fake_world *w = *state;
	struct url u;
	struct err e;
	for (size_t i = 0; i < COUNTOF(urls); i++) {
		assert_int_equal(url_parse(w->a, urls[i].url, &u, &e), 0);
		assert_int_equal(url_is_loopback(&u), urls[i].is);
	}
	assert_int_equal(url_parse(w->a, "ftp://x/", &u, &e), -1);
	assert_int_equal(url_parse(w->a, "https://x/#f", &u, &e), -1);
	assert_int_equal(url_parse(w->a, "", &u, &e), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(retries_transient_errors),
		TEST(does_not_retry_permanent_errors),
		TEST(call_ends_early_if_a_retry_would_miss_the_deadline),
		TEST(attempt_times_out_and_the_next_succeeds),
		TEST(credentials_are_never_sent_unencrypted),
		TEST(header_value_is_one_line),
		TEST(redirects_are_followed_on_request_without_headers),
		TEST(token_is_not_sent_to_redirect_targets),
		TEST(metadata_server_is_not_probed),
		TEST(only_documented_environment_variables_are_used),
		TEST(records_contain_no_query_values),
		TEST(first_and_last_of_many_calls_are_kept),
		TEST(timers_fire_in_order_and_can_be_cancelled),
		TEST(signal_ends_the_loop_once),
		TEST(retry_delays_are_limited),
		TEST(loopback_is_recognized_by_address),
	};
	return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
