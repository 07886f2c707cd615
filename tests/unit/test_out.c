/* SPDX-License-Identifier: Apache-2.0 */
/* test_out.c: output does not wait for a reader. */
#include "../../gate/run/run.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { LINE = 1000, LINES = 200 };

struct stage {
	struct arena *a;
	int fds[2];
	struct out *out;
	char line[LINE];
};

static int set_up(void **state)
{
	struct stage *s = test_calloc(1, sizeof(*s));
	signal(SIGPIPE, SIG_IGN);
	s->a = arena_new();
	if (pipe(s->fds))
		return -1;
	fcntl(s->fds[1], F_SETPIPE_SZ, 4096);
	s->out = out_open(s->a, s->fds[1]);
	memset(s->line, 'x', LINE - 1);
	s->line[LINE - 1] = '\n';
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *s = *state;
	arena_free(s->a);
	close(s->fds[0]);
	close(s->fds[1]);
	test_free(s);
	return 0;
}

static size_t drain(const struct stage *s, char *text, size_t max)
{
	size_t n = 0;
	for (struct pollfd p = { .fd = s->fds[0], .events = POLLIN }; n < max && poll(&p, 1, 0) > 0;) {
		ssize_t got = read(s->fds[0], text + n, max - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return n;
}

static void unread_lines_are_queued_then_dropped_completely(void **state)
{
	struct stage *s = *state;
	char *text = test_malloc(LINE * LINES);
	size_t n = 0;
	for (int i = 0; i < LINES; i++)
		out_put(s->out, s->line, LINE);
	assert_in_range(out_dropped(s->out), 1, LINES - 1);
	for (size_t got = 1; got; n += got) {
		got = drain(s, text + n, LINE * LINES - n);
		out_end(s->out, 0);
	}
	assert_int_equal(n, (LINES - out_dropped(s->out)) * LINE);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(text[i], i % LINE == LINE - 1 ? '\n' : 'x');
	test_free(text);
}

static void flags_of_a_shared_descriptor_are_not_changed(void **state)
{
	const struct stage *s = *state;
	out_put(s->out, s->line, LINE);
	assert_int_equal(fcntl(s->fds[1], F_GETFL) & O_NONBLOCK, 0);
	assert_int_equal(fcntl(s->fds[0], F_GETFL) & O_NONBLOCK, 0);
}

static void closed_reader_is_detected(void **state)
{
	struct stage *s = *state;
	close(s->fds[0]);
	s->fds[0] = open("/dev/null", O_RDONLY);
	for (int i = 0; i < LINES; i++)
		out_put(s->out, s->line, LINE);
	out_end(s->out, 1000);
	assert_int_equal(out_dropped(s->out), 0);
}

static void file_takes_all_output(void **state)
{
	struct stage *s = *state;
	char path[] = "/tmp/out-XXXXXX";
	int fd = mkstemp(path);
	struct out *o = out_open(s->a, fd);
	for (int i = 0; i < LINES; i++)
		out_put(o, s->line, LINE);
	assert_int_equal(lseek(fd, 0, SEEK_END), LINE * LINES);
	assert_int_equal(out_dropped(o), 0);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(unread_lines_are_queued_then_dropped_completely, set_up, tear_down),
		cmocka_unit_test_setup_teardown(flags_of_a_shared_descriptor_are_not_changed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(closed_reader_is_detected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(file_takes_all_output, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
