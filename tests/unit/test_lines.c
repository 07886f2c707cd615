/* SPDX-License-Identifier: Apache-2.0 */
/* test_lines.c: the log line of a candidate that occurs most. */
#include "../../gate/source/signal/lines.h"
#include "../../gate/run/say.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* Returns "COUNT of OF: LINE" for entries with these texts, newest first; a text "{...}" is an entry as a whole. */
static const char *most(struct arena *a, struct secrets *k, const char *const *texts, size_t n)
{
	static const struct options options;
	struct run_log log;
	struct json *entries = json_new_array(a);
	struct err e;
	say_begin(&log, a, k, &options);
	for (size_t i = 0; i < n; i++) {
		struct json *entry = json_new_object(a);
		if (*texts[i] == '{')
			assert_int_equal(json_parse(a, str_of(texts[i]), &entry, &e), 0);
		else
			json_set_string(a, entry, "textPayload", texts[i]);
		json_add(entries, entry);
	}
	const struct json *v = lines_most(a, &log, entries);
	return v ? arena_printf(a, "%lld of %lld: %s", (long long)json_int(json_get(v, "count")),
				   (long long)json_int(json_get(v, "of")), json_text(json_get(v, "line")).p)
			 : NULL;
}

static void alike_lines_are_counted_together(void **state)
{
	static const struct {
		const char *texts[5], *want;
	} rows[] = {
		{ { "listening on 8080", "job 9 failed", "job 10 failed" }, "2 of 3: job 9 failed" },
		{ { "a", "id 3f2b8c1e-0d4f-4a55-9c1b-77aa00112233 lost", "b", "id 00112233-0d4f-4a55-9c1b-3f2b8c1eaaaa lost" },
			"2 of 4: id 3f2b8c1e-0d4f-4a55-9c1b-77aa00112233 lost" },
		{ { "2026-01-02T03:04:05.678Z down", "up", "2026-01-02T03:05:06.001Z down" },
			"2 of 3: 2026-01-02T03:04:05.678Z down" },
		{ { "took 1.25s", "x", "took 30s" }, "2 of 3: took 1.25s" },
		{ { "cafe opens", "feed opens", "cafe opens" }, "2 of 3: cafe opens" }, /* words of hexadecimal letters */
		{ { "table_a1 gone", "table_b1 gone", "x", "x" }, "2 of 4: x" },
		{ { "new", "old" }, "1 of 2: new" },
		{ { "{\"httpRequest\":{\"requestMethod\":\"GET\",\"requestUrl\":\"https://x/\",\"status\":200}}", "y" },
			"1 of 1: y" },
		{ { "{\"jsonPayload\":{\"message\":\"m 1\"}}", "{\"jsonPayload\":{\"message\":\"m 2\"}}" }, "2 of 2: m 1" },
		{ { "{\"textPayload\":\"\"}" }, NULL },
		{ { NULL }, NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		size_t n = 0;
		while (n < COUNTOF(rows[i].texts) && rows[i].texts[n])
			n++;
		const char *got = most(a, secrets_new(a), rows[i].texts, n);
		if (!got != !rows[i].want || (got && strcmp(got, rows[i].want) != 0))
			fail_msg("row %zu: %s", i, got ? got : "none");
		arena_free(a);
	}
}

/* A secret that the cut would split is gone before it. */
static void line_is_scrubbed_and_then_cut(void **state)
{
	(void)state;
	struct arena *a = arena_new();
	struct secrets *k = secrets_new(a);
	(void)secret_new(k, "a-very-secret-value", 19, true);
	for (size_t before = 90; before < 125; before++) {
		char *fill = arena_alloc(a, before + 1);
		memset(fill, 'x', before);
		const char *text = arena_printf(a, "%s a-very-secret-value", fill);
		const char *got = most(a, k, &text, 1);
		assert_null(strstr(got, "a-very"));
		assert_true(strlen(got) <= strlen("1 of 1: ") + LIMIT_CAUSE_LINE + 3);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alike_lines_are_counted_together),
		cmocka_unit_test(line_is_scrubbed_and_then_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
