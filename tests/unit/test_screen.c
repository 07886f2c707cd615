/* SPDX-License-Identifier: Apache-2.0 */
/* test_screen.c: the first screen of the text report, and what stands beneath it. */
#include "report_units.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static bool says(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void expression_and_values_are_for_verbose_or_where_there_is_no_message(void **state)
{
	static const char evidence[] =
		"{\"verdict\":\"failed\",\"action\":\"none\",\"rules\":["
		"{\"id\":\"memory\",\"severity\":\"error\",\"outcome\":\"fail\",\"message\":\"only 512 MiB\","
		"\"expression\":\"a\\n\\t> b\",\"values\":\"a = 1\\nb = 2\"},"
		"{\"id\":\"bare\",\"severity\":\"error\",\"outcome\":\"fail\",\"expression\":\"c\",\"values\":\"c = 3\"}]}";
	struct json *e = unit_json(*state, evidence);
	const char *usual = unit_report(*state, "text", e, &(struct report_style){ .color = false });
	assert_false(says(usual, "a  > b") || says(usual, "a = 1"));
	assert_true(says(usual, "    expected  c\n    observed  c = 3\n"));
	assert_true(says(unit_report(*state, "text", e, &(struct report_style){ .verbose = true }),
		"    only 512 MiB\n    expected  a  > b\n    observed  a = 1\n    observed  b = 2\n"));
}

/* A predicate with so many symptoms, findings, services and lines of what to do. */
static struct json *busy(struct arena *a, size_t symptoms, size_t findings, size_t services, size_t next)
{
	static const char long_text[] = "points at a Redis host that no Memorystore instance or cluster has; see gcloud "
									"redis instances list --region=us-central1, \u00e9 and others";
	struct buf b = BUF_MAX(1024 * 1024);
	buf_printf(&b,
		"{\"verdict\":\"failed\",\"action\":\"rolled_back\",\"exitCode\":1,\"written\":\"out/e.json\","
		"\"reason\":\"%s; %s; %s\",\"causes\":{\"symptoms\":[",
		long_text, long_text, long_text);
	for (size_t i = 0; i < symptoms; i++) {
		buf_printf(&b, "%s{\"rules\":[{\"id\":\"p%zu\",\"key\":\"k\",\"message\":\"%s\"}],\"findings\":[", i ? "," : "",
			i, long_text);
		for (size_t k = 0; k < findings; k++)
			buf_printf(
				&b, "%s{\"id\":\"f%zu.%zu\",\"message\":\"%s\",\"standing\":\"new\"}", k ? "," : "", i, k, long_text);
		buf_puts(&b, "]}");
	}
	buf_puts(&b, "]},\"services\":{");
	for (size_t i = 0; i < services; i++)
		buf_printf(&b,
			"%s\"service_number_%zu\":{\"move\":\"%s\",\"trafficAfter\":[{\"revision\":\"shop-backend-00041-abc\","
			"\"percent\":60},{\"revision\":\"shop-backend-00040-abc\",\"percent\":40}]}",
			i ? "," : "", i, i % 2 ? "done" : "unknown");
	buf_puts(&b, "},\"next\":[");
	for (size_t i = 0; i < next; i++)
		buf_printf(&b, "%s\"%s service-%zu --to-latest --region=us-central1 --project=shop-production\"", i ? "," : "",
			i % 3 ? "gcloud run services update-traffic" : "when it is verified, for", i);
	buf_puts(&b, "]}");
	struct json *e = unit_json(a, buf_text(&b));
	buf_free(&b);
	return e;
}

/* What is not a command never wraps; what was left out is counted, or stands whole in the details. */
static void first_screen_fits_80_columns_and_24_lines(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < 3 * 3 * 4 * 4; i++) {
		struct json *e = busy(a, i % 3, i / 3 % 3 * 6, i / 9 % 4 * 3, i / 36 * 5);
		const char *text = unit_report(a, "text", e, &(struct report_style){ .screen = true });
		size_t rows = 0;
		for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
			size_t n = strcspn(line, "\n");
			assert_true(n < 80 || !strncmp(line, "      gcloud ", 13));
			rows += 1 + (n ? (n - 1) / 80 : 0);
		}
		assert_in_range(rows, 1, 23); /* the prompt is below */
		assert_true(says(text, "\ndetails: rungate report out/e.json\n"));
		assert_false(says(text, "Services\n"));
	}
	const char *whole = unit_report(a, "text", busy(a, 2, 12, 9, 10), &(struct report_style){ .color = false });
	assert_true(says(whole, "  and 21 more\n") && says(whole, "  4 moved back: service_number_1, "));
	assert_true(says(whole, "\u00e9 and others; points at") || says(whole, "\xc3\xa9 and others; points at"));
	assert_true(says(whole, "What to do, in full\n"));
}

static void details_are_folded_for_ci(void **state)
{
	struct json *e = unit_json(*state,
		"{\"id\":\"e1\",\"verdict\":\"passed\",\"action\":\"none\",\"rules\":["
		"{\"id\":\"slow\",\"severity\":\"warning\",\"outcome\":\"fail\"}]}");
	const char *github = unit_report(*state, "text", e, &(struct report_style){ .fold = FOLD_GITHUB });
	const char *gitlab = unit_report(*state, "text", e, &(struct report_style){ .fold = FOLD_GITLAB });
	assert_true(says(github, "the release may stay\n\n::group::details\n\nWarnings\n"));
	assert_string_equal(
		github + strlen(github) - strlen("evidence: e1\n::endgroup::\n"), "evidence: e1\n::endgroup::\n");
	assert_true(says(gitlab, "\n\033[0Ksection_start:0:rungate_details[collapsed=true]\r\033[0Kdetails\n\nWarnings\n"));
	assert_true(says(gitlab, "\n\033[0Ksection_end:0:rungate_details\r\033[0K\n"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(expression_and_values_are_for_verbose_or_where_there_is_no_message),
		TEST(first_screen_fits_80_columns_and_24_lines),
		TEST(details_are_folded_for_ci),
	};
	return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
