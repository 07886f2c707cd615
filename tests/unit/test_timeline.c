/* SPDX-License-Identifier: Apache-2.0 */
/* test_timeline.c: events that are raised again and again are counted, those of a service are told each. */
#include "fake_world.h"
#include "../../gate/run/say.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { TIMES = 5000 };

static void repeated_events_are_counted(void **state)
{
	static const struct options options = { .quiet = true };
	struct fake_world *w = fake_world_new();
	struct run_log log;
	(void)state;
	say_begin(&log, w->a, w->k, &options);
	log.loop = w->l;
	for (int i = 0; i < TIMES; i++) {
		w->now += 1000;
		say_event(&log, "failed", NULL, arena_printf(w->a, "for the %d. time", i + 1));
		if (i % 10 == 0)
			say_event(&log, "done", "backend", NULL);
	}
	say_event(&log, "restored", NULL, NULL);
	size_t n = json_size(log.timeline), others = 0;
	assert_int_equal(n, LIMIT_EVENTS_ALIKE + TIMES / 10 + 1);
	const struct json *counted = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct json *v = json_item(log.timeline, i);
		counted = json_get(v, "times") ? v : counted;
		others += json_get(v, "times") == NULL;
	}
	assert_int_equal(others, n - 1);
	assert_string_equal(json_text_at(counted, "detail"), "for the 100. time");
	assert_int_equal(json_int(json_get(counted, "times")), TIMES - LIMIT_EVENTS_ALIKE + 1);
	assert_true(json_text_at(counted, "until")[0] != '\0');
	fake_world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repeated_events_are_counted),
	};
	return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
