/* SPDX-License-Identifier: Apache-2.0 */
/* test_live.c: what people see while a run waits: the line at several widths, and when it comes, in virtual time. */
#include "fake_world.h"
#include "../../gate/run/say.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { BEGAN = 7000, MINUTE = 60 * 1000 }; /* ms */

struct stage {
	struct fake_world *w;
	struct run_log log;
	struct options options;
	int fds[2];
	char text[16 * 1024]; /* what was printed last */
};

static int set_up(void **state)
{
	struct stage *s = test_calloc(1, sizeof(*s));
	s->w = fake_world_new();
	s->w->now = BEGAN;
	if (pipe2(s->fds, O_NONBLOCK))
		return -1;
	say_begin(&s->log, s->w->a, s->w->k, &s->options);
	s->log.loop = s->w->l;
	s->log.out = out_open(s->w->a, s->fds[1]);
	s->log.live.terminal = false;
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	fake_world_free(s->w);
	close(s->fds[0]);
	close(s->fds[1]);
	test_free(s);
	return 0;
}

/* What was printed since the last call. */
static const char *printed(struct stage *s)
{
	ssize_t n = read(s->fds[0], s->text, sizeof(s->text) - 1);
	s->text[n > 0 ? n : 0] = '\0';
	return s->text;
}

static size_t lines(const char *text)
{
	size_t n = 0;
	for (const char *c = text; *c; c++)
		n += *c == '\n';
	return n;
}

static struct live_text failing(void)
{
	return (struct live_text){ .topic = live_topic(0, "fails"),
		.label = "round 3",
		.what = "probe-ok health: answered 503",
		.next = "1 of 3, then rollback",
		.since = BEGAN,
		.until = BEGAN + 5 * MINUTE };
}

static void pass_time(struct stage *s, int64_t ms)
{
	assert_int_equal(loop_run(s->w->l, NULL, loop_now(s->w->l) + ms), LOOP_DEADLINE);
}

static void names_rule_answer_clock_and_next(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	int64_t now = BEGAN + 65 * 1000;
	assert_string_equal(live_line(s->w->a, &t, "", now, 0),
		"round 3, 1m5s of 5m: probe-ok health: answered 503; 1 of 3, then rollback");
	assert_string_equal(live_line(s->w->a, &t, "probes.e2e (20s)", now, 0),
		"round 3, 1m5s of 5m: probe-ok health: answered 503; waiting for probes.e2e (20s); 1 of 3, then rollback");
	assert_string_equal(live_line(s->w->a, &t, "probes.e2e (20s)", now, 79),
		"1:05/5:00 probe-ok health: answered 503; 1 of 3, then rollback");
	assert_string_equal(live_line(s->w->a, &t, "", now, 39), "1:05 probe-ok health: answered 503");
	t.what = t.next = "";
	assert_string_equal(live_line(s->w->a, &t, "", now, 79), "1:05/5:00 observing");
	assert_string_equal(live_line(s->w->a, &t, "probes.e2e (20s)", now, 79), "1:05/5:00 waiting for probes.e2e (20s)");
	assert_string_equal(live_line(s->w->a, &t, "", now, 0), "round 3, 1m5s of 5m: observing");
	t.until = 0;
	assert_string_equal(live_line(s->w->a, &t, "", BEGAN + 3725 * 1000, 79), "1:02:05 observing");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	t.what = "probe-ok frontend_health: answered 503, expected status == 200: {\"\xc3\xa9tat\":\"\xe6\xad\xbb\"}";
	for (size_t columns = 9; columns < 130; columns++) {
		const char *line = live_line(s->w->a, &t, "", BEGAN, columns);
		assert_true(strlen(line) <= columns);
		assert_true(text_utf8_valid(line, strlen(line)));
	}
	/* what comes next stays, and what was found is cut */
	assert_string_equal(live_line(s->w->a, &t, "", BEGAN, 79),
		"0:00/5:00 probe-ok frontend_health: answered 503, exp...; 1 of 3, then rollback");
}

static void change_is_a_line_and_no_silence_lasts_longer_than_15_s(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	live_show(&s->log, &t);
	assert_string_equal(printed(s), "round 3, 0s of 5m: probe-ok health: answered 503; 1 of 3, then rollback\n");
	t.label = "round 4";
	t.next = "2 of 3, then rollback";
	pass_time(s, 14 * 1000);
	live_show(&s->log, &t); /* the same topic */
	assert_string_equal(printed(s), "");
	pass_time(s, 1000);
	assert_string_equal(printed(s), "round 4, 15s of 5m: probe-ok health: answered 503; 2 of 3, then rollback\n");
	t.topic = live_topic(0, "passes");
	live_show(&s->log, &t);
	assert_int_equal(lines(printed(s)), 1);
	pass_time(s, 2 * MINUTE); /* one long round */
	assert_int_equal(lines(printed(s)), 8);
	t.topic = 0; /* not worth a line of its own */
	live_show(&s->log, &t);
	assert_string_equal(printed(s), "");
	live_end(&s->log);
	pass_time(s, MINUTE);
	assert_string_equal(printed(s), "");
}

static void wait_for_e2e(const void *arg, struct buf *out)
{
	buf_puts(out, arg);
}

static void first_round_that_lasts_is_told_from_the_start(void **state)
{
	struct stage *s = *state;
	live_waits(&s->log, wait_for_e2e, "probes.e2e (15s)");
	live_show(&s->log,
		&(struct live_text){ .label = "round 1", .what = "", .next = "", .since = BEGAN, .until = BEGAN + MINUTE });
	assert_string_equal(printed(s), "");
	pass_time(s, 15 * 1000);
	assert_string_equal(printed(s), "round 1, 15s of 1m: waiting for probes.e2e (15s)\n");
}

static void beneath(const void *arg, struct arena *a, struct live_beneath *out)
{
	static const struct live_service services[] = { { "api", "api-00042 100 %" }, { "frontend", "web-00007 90 %" } };
	static const struct live_probe probes[] = { { "health", LIVE_FAILS }, { "edge", LIVE_WELL } };
	(void)arg;
	(void)a;
	*out = (struct live_beneath){ services, COUNTOF(services), probes, COUNTOF(probes) };
}

/* The cursor returns to the begin of the block, so that erasing from there is right even if the lines have wrapped. */
static void terminal_is_redrawn_in_place(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	s->log.live.terminal = true;
	setenv("COLUMNS", "80", 1); /* standard error of a test is mostly no terminal */
	setenv("LC_ALL", "C", 1);
	live_show(&s->log, &t);
	assert_string_equal(printed(s), "0:00/5:00 probe-ok health: answered 503; 1 of 3, then rollback\r");
	pass_time(s, 3000);
	const char *text = printed(s);
	assert_non_null(strstr(text, "\r\033[J0:01/5:00 "));
	assert_non_null(strstr(text, "\r\033[J0:03/5:00 "));
	assert_int_equal(lines(text), 0);
	live_beneath(&s->log, beneath, NULL);
	pass_time(s, 1000);
	assert_string_equal(printed(s),
		"\r\033[J0:04/5:00 probe-ok health: answered 503; 1 of 3, then rollback\n  api       api-00042 100 %\n"
		"  frontend  web-00007 90 %\n  x health  + edge\033[3A\r");
	say_line(&s->log, "a line of its own");
	assert_string_equal(printed(s),
		"\r\033[Ja line of its own\n0:04/5:00 probe-ok health: answered 503; 1 of 3, then rollback\n"
		"  api       api-00042 100 %\n  frontend  web-00007 90 %\n  x health  + edge\033[3A\r");
	live_end(&s->log);
	assert_string_equal(printed(s), "\r\033[J");
	pass_time(s, 3000);
	say_line(&s->log, "and another");
	assert_string_equal(printed(s), "and another\n");
}

static void terminal_is_not_redrawn_more_than_ten_times_a_second(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	s->log.live.terminal = true;
	for (int i = 0; i < 100; i++) {
		t.label = t.what = arena_printf(s->w->a, "finding %d", i);
		live_show(&s->log, &t);
		pass_time(s, 10);
	}
	pass_time(s, 100);
	const char *text = printed(s);
	size_t n = 0;
	for (const char *c = text; (c = strchr(c, ':')); c++) /* in the clock of each drawing, which has no deadline's */
		n++;
	assert_in_range(n, 2 * 9, 2 * 13);
	assert_non_null(strstr(text, "finding 99")); /* the last news is never lost */
}

static size_t wide(const char *line, size_t n)
{
	size_t columns = 0;
	for (size_t i = 0; i < n; i++)
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	return columns;
}

static void block_fits_every_terminal(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	struct live_service services[30];
	struct live_probe probes[50];
	const char *also[] = { "probe-ok edge: the certificate is not for api.shop.example.com but for old.shop.test",
		"sql-runnable main: it is SUSPENDED" };
	t.also = also;
	t.n_also = COUNTOF(also);
	for (size_t i = 0; i < COUNTOF(services); i++)
		services[i] = (struct live_service){ arena_printf(s->w->a, "service_%zu", i), "shop-backend-00042-xyz 100 %" };
	for (size_t i = 0; i < COUNTOF(probes); i++)
		probes[i] = (struct live_probe){ arena_printf(s->w->a, "probe_%zu", i), (enum live_mark)(i % LIVE__COUNT) };
	for (size_t n = 0; n <= 30; n += 5)
		for (size_t columns = 10; columns < 130; columns += 3)
			for (size_t high = 2; high < 40; high++) {
				struct live_beneath all = { services, n, probes, n };
				struct live_size size = { columns, high, n % 2 };
				const char *block = live_block(s->w->a, "0:00/5:00 observing", &t, &all, &size);
				size_t count = 1;
				for (const char *c = block; *c; c += strcspn(c, "\n"), c += *c == '\n') {
					assert_true(wide(c, strcspn(c, "\n")) <= columns);
					count += c != block;
				}
				assert_true(count < high);
			}
}

static void what_does_not_fit_is_counted(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	struct live_service services[5];
	struct live_probe probes[9];
	struct live_beneath all = { services, COUNTOF(services), probes, COUNTOF(probes) };
	for (size_t i = 0; i < COUNTOF(services); i++)
		services[i] = (struct live_service){ arena_printf(s->w->a, "s%zu", i), "r 100 %" };
	for (size_t i = 0; i < COUNTOF(probes); i++)
		probes[i] = (struct live_probe){ arena_printf(s->w->a, "p%zu", i), LIVE_UNKNOWN };
	assert_string_equal(live_block(s->w->a, "line", &t, &all, &(struct live_size){ 79, 24, true }),
		"line\n  s0  r 100 %\n  s1  r 100 %\n  s2  r 100 %\n  s3  r 100 %\n  s4  r 100 %\n"
		"  ? p0  ? p1  ? p2  ? p3  ? p4  ? p5  ? p6  ? p7  ? p8");
	assert_string_equal(live_block(s->w->a, "line", &t, &all, &(struct live_size){ 26, 5, true }),
		"line\n  s0  r 100 %\n  and 4 more\n  ? p0 and 8 more");
}

static void quiet_prints_nothing_and_verbose_every_round(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	s->options.quiet = true;
	live_show(&s->log, &t);
	pass_time(s, MINUTE);
	assert_string_equal(printed(s), "");
	s->options = (struct options){ .verbose = true };
	live_show(&s->log, &t);
	live_show(&s->log, &t);
	assert_int_equal(lines(printed(s)), 2);
}

static void secrets_are_taken_out_before_the_line_is_cut(void **state)
{
	struct stage *s = *state;
	struct live_text t = failing();
	secret_new(s->w->k, "hunter2hunter2", 14, true);
	t.what = "probe-ok health: answered hunter2hunter2\033[2J";
	s->log.live.terminal = true;
	setenv("COLUMNS", "43", 1);
	live_show(&s->log, &t);
	assert_null(strstr(printed(s), "hunter"));
	assert_null(strstr(s->text, "\033[2J"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_rule_answer_clock_and_next, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_line_is_wider_than_the_terminal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(change_is_a_line_and_no_silence_lasts_longer_than_15_s, set_up, tear_down),
		cmocka_unit_test_setup_teardown(first_round_that_lasts_is_told_from_the_start, set_up, tear_down),
		cmocka_unit_test_setup_teardown(terminal_is_redrawn_in_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(terminal_is_not_redrawn_more_than_ten_times_a_second, set_up, tear_down),
		cmocka_unit_test_setup_teardown(block_fits_every_terminal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(quiet_prints_nothing_and_verbose_every_round, set_up, tear_down),
		cmocka_unit_test_setup_teardown(secrets_are_taken_out_before_the_line_is_cut, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
