/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_line.c: a message is one line of JSON, whatever is in it. */
#include "../../gate/run/log_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static void a_message_is_one_line(void **state)
{
	struct arena *a = arena_new();
	struct buf b = BUF_MAX(64 * 1024);
	struct log_line line = { .severity = LOGGED_WARNING,
		.at = 1,
		.message = "a \"quote\"\n{\"severity\":\"INFO\"}\x1b[0m",
		.command = "verify",
		.event = "not_moved" };
	struct json *v;
	struct err e;
	(void)state;
	log_line_put(a, &line, &b);
	assert_ptr_equal(strchr(buf_text(&b), '\n'), buf_text(&b) + b.n - 1);
	assert_int_equal(json_parse(a, (struct str){ buf_text(&b), b.n }, &v, &e), 0);
	assert_string_equal(json_text_at(v, "severity"), "WARNING");
	assert_string_equal(json_text_at(v, "message"), line.message);
	assert_string_equal(json_text_at(v, "time"), "1970-01-01T00:00:00.001Z");
	const struct json *labels = json_get(v, "logging.googleapis.com/labels");
	assert_int_equal(json_size(labels), 2); /* what is not known has no label */
	assert_string_equal(json_text_at(labels, "command"), "verify");
	assert_string_equal(json_text_at(labels, "event"), "not_moved");
	buf_free(&b);
	arena_free(a);
}

static void events_and_texts_have_severities(void **state)
{
	(void)state;
	assert_int_equal(log_severity_of_event("rollback_failed"), LOGGED_CRITICAL);
	assert_int_equal(log_severity_of_event("tag_left"), LOGGED_CRITICAL);
	assert_int_equal(log_severity_of_event("rolled_back"), LOGGED_NOTICE);
	assert_int_equal(log_severity_of_event("target_unfit"), LOGGED_WARNING);
	assert_int_equal(log_severity_of_event("an event of tomorrow"), LOGGED_INFO);
	assert_int_equal(log_severity_of_text("warning: the clock is wrong"), LOGGED_WARNING);
	assert_int_equal(log_severity_of_text("attention: something is unfinished"), LOGGED_WARNING);
	assert_int_equal(log_severity_of_text("no warning: all is well"), LOGGED_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_one_line),
		cmocka_unit_test(events_and_texts_have_severities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
