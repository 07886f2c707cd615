/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c: evidence rendered as text: complete pages, hostile text, and incomplete evidence. */
#include "../../gate/run/run.h"
#include "report_units.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char *page_of(struct arena *a, const struct json *predicate, bool color)
{
	return unit_report(a, "text", predicate, &(struct report_style){ .color = color });
}

static char *page(struct arena *a, const char *predicate)
{
	return page_of(a, unit_json(a, predicate), false);
}

static bool says(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* ---- Complete pages ------------------------------------------------------------------------------------ */

#define PASSED \
	"{\"rungate\":\"0.1.0\",\"id\":\"e1\",\"verdict\":\"passed\",\"action\":\"none\",\"exitCode\":0," \
	"\"reason\":\"3 clean rounds in a row\",\"durationMs\":12340,\"rounds\":[{},{},{}],\"requests\":[{},{}]," \
	"\"policies\":[{\"name\":\"builtin:endpoints\"},{\"name\":\"own.cfg\"}]," \
	"\"rules\":[{\"id\":\"probe-ok\",\"key\":\"health\",\"severity\":\"critical\"," \
	"\"outcome\":\"pass\",\"expression\":\"it.ok\"}," \
	"{\"id\":\"probe-fast\",\"key\":\"health\",\"severity\":\"warning\",\"outcome\":\"fail\"," \
	"\"message\":\"health took 3100 ms\"," \
	"\"expression\":\"it.ms < 3000\",\"values\":\"it.ms = 3100\",\"failedRounds\":1,\"dryRun\":false}]," \
	"\"services\":{\"backend\":{\"candidate\":\"b-42\",\"baseline\":\"b-41\"," \
	"\"baselineSource\":\"snapshot\",\"released\":true," \
	"\"trafficBefore\":[{\"revision\":\"b-42\",\"percent\":100}]," \
	"\"trafficAfter\":[{\"revision\":\"b-42\",\"percent\":100}]," \
	"\"restored\":false}}}"

static void passed(void **state)
{
	assert_string_equal(page(*state, PASSED),
		"PASSED: the release may stay (exit 0)\n"
		"  3 clean rounds in a row\n"
		"\n"
		"Now\n"
		"  backend  b-42 100 %\n"
		"\n"
		"Warnings\n"
		"  warning  probe-fast health\n"
		"    health took 3100 ms\n"
		"\n"
		"Services\n"
		"  backend      b-42 100 %\n"
		"               candidate b-42, baseline b-41\n"
		"\n"
		"1 rules passed, 1 failed, 0 unknown, 0 skipped; 3 rounds, 2 requests, 12.3 s\n"
		"policies: builtin:endpoints, own.cfg\n"
		"evidence: e1\n");
}

static void rolled_back(void **state)
{
	assert_string_equal(
		page(*state,
			"{\"rungate\":\"0.1.0\",\"id\":\"e2\",\"verdict\":\"failed\",\"action\":\"rolled_back\",\"exitCode\":1,"
			"\"reason\":\"probe-ok health: answered 503\",\"rules\":["
			"{\"id\":\"memory\",\"severity\":\"error\",\"outcome\":\"fail\",\"message\":\"only 512 MiB\","
			"\"expression\":\"a\\n\\t> b\",\"values\":\"a = 1\\nb = 2\",\"failedRounds\":1},"
			"{\"id\":\"probe-ok\",\"key\":\"health\",\"severity\":\"critical\",\"outcome\":\"fail\",\"message\":"
			"\"answered 503\","
			"\"expression\":\"it.ok\",\"values\":\"it.ok = false\",\"failedRounds\":3},"
			"{\"id\":\"trial\",\"severity\":\"critical\",\"outcome\":\"fail\",\"message\":\"no\",\"expression\":"
			"\"false\",\"dryRun\":true}],"
			"\"services\":{\"backend\":{\"candidate\":\"b-42\",\"baseline\":\"b-41\",\"baselineSource\":\"guess\","
			"\"released\":true,"
			"\"move\":\"done\",\"restored\":true,\"trafficBefore\":[{\"percent\":90},{\"revision\":\"b-40\","
			"\"percent\":10},"
			"{\"revision\":\"b-39\",\"percent\":0,\"tag\":\"old\"}],\"trafficAfter\":[{\"revision\":\"b-41\","
			"\"percent\":100}]},"
			"\"frontend\":{\"released\":false,\"candidate\":\"f-7\",\"trafficBefore\":[{\"revision\":\"f-7\","
			"\"percent\":100}],"
			"\"trafficAfter\":[{\"revision\":\"f-7\",\"percent\":100}]}},"
			"\"said\":[\"pinned now: backend\"],\"next\":[\"when a fixed revision is deployed:\",\"gcloud run x "
			"--to-latest\"]}"),
		"ROLLED BACK: users are served by the revisions before the release (exit 1)\n"
		"  probe-ok health: answered 503\n"
		"\n"
		"Why\n"
		"  probe-ok health: answered 503\n"
		"  memory: only 512 MiB\n"
		"\n"
		"Now\n"
		"  backend  b-41 100 %: moved back, users are served\n"
		"  frontend f-7 100 %\n"
		"\n"
		"What to do\n"
		"  when a fixed revision is deployed:\n"
		"      gcloud run x --to-latest\n"
		"\n"
		"Failed\n"
		"  critical  probe-ok health  (failed 3 rounds in a row)\n"
		"  critical  trial  (dry run: does not count)\n"
		"    no\n"
		"  error  memory\n"
		"    only 512 MiB\n"
		"\n"
		"Services\n"
		"  backend      LATEST 90 %, b-40 10 %  ->  b-41 100 %\n"
		"               moved back and confirmed; users are served\n"
		"               candidate b-42, baseline b-41 (a guess: the newest older revision that is ready)\n"
		"  frontend     f-7 100 %\n"
		"\n"
		"Notes\n"
		"  pinned now: backend\n"
		"\n"
		"0 rules passed, 3 failed, 0 unknown, 0 skipped\n"
		"evidence: e2\n");
}

static void not_moved(void **state)
{
	assert_string_equal(
		page(*state,
			"{\"rungate\":\"0.1.0\",\"id\":\"e3\",\"verdict\":\"failed\",\"action\":\"not_moved\",\"exitCode\":3,"
			"\"reason\":\"no safe target: backend: b-41 is not Ready\",\"rules\":[],"
			"\"services\":{\"backend\":{\"move\":\"failed\",\"note\":\"b-41 is not Ready\","
			"\"trafficBefore\":[{\"revision\":\"b-42\",\"percent\":100}],\"trafficAfter\":[{\"revision\":\"b-42\","
			"\"percent\":100}]}},"
			"\"next\":[\"rungate rollback backend --to REVISION\"],\"rounds\":[]}"),
		"FAILED, NOT MOVED: the release failed; traffic was not changed (exit 3)\n"
		"  no safe target: backend: b-41 is not Ready\n"
		"\n"
		"Now\n"
		"  backend  b-42 100 %: NOT moved back\n"
		"\n"
		"What to do\n"
		"      rungate rollback backend --to REVISION\n"
		"\n"
		"Services\n"
		"  backend      b-42 100 %\n"
		"               NOT moved back: b-41 is not Ready\n"
		"\n"
		"0 rules passed, 0 failed, 0 unknown, 0 skipped; 0 rounds\n"
		"evidence: e3\n");
}

static void rollback_failed(void **state)
{
	assert_string_equal(
		page(*state,
			"{\"rungate\":\"0.1.0\",\"id\":\"e4\",\"verdict\":\"failed\",\"action\":\"rollback_failed\",\"exitCode\":4,"
			"\"reason\":\"1 of 2 services moved back and confirmed\",\"services\":{"
			"\"backend\":{\"move\":\"unknown\",\"note\":\"not confirmed in time\",\"trafficAfter\":null,"
			"\"restored\":false,"
			"\"trafficBefore\":[{\"revision\":\"b-42\",\"percent\":100}]},"
			"\"auth\":{\"move\":\"done\",\"restored\":false,\"trafficBefore\":[{\"revision\":\"a-2\",\"percent\":100}],"
			"\"trafficAfter\":[{\"revision\":\"a-1\",\"percent\":100}]}},"
			"\"next\":[\"finish by hand:\",\"gcloud run y\"]}"),
		"ROLLBACK FAILED: a person must act now (exit 4)\n"
		"  1 of 2 services moved back and confirmed\n"
		"\n"
		"Now\n"
		"  backend  traffic is not known: sent, NOT confirmed\n"
		"  auth     a-1 100 %: moved back\n"
		"\n"
		"What to do\n"
		"  finish by hand:\n"
		"      gcloud run y\n"
		"\n"
		"Services\n"
		"  backend      b-42 100 %  ->  not known\n"
		"               sent, NOT confirmed: not confirmed in time\n"
		"  auth         a-2 100 %  ->  a-1 100 %\n"
		"               moved back and confirmed\n"
		"\n"
		"0 rules passed, 0 failed, 0 unknown, 0 skipped\n"
		"evidence: e4\n");
}

static void inconclusive(void **state)
{
	assert_string_equal(
		page(*state,
			"{\"rungate\":\"0.1.0\",\"id\":\"e5\",\"verdict\":\"inconclusive\",\"action\":\"none\",\"exitCode\":5,"
			"\"reason\":\"sql-runnable main: HTTP 403\",\"rules\":["
			"{\"id\":\"sql-runnable\",\"key\":\"main\",\"severity\":\"critical\",\"outcome\":\"unknown\",\"message\":"
			"\"HTTP 403\"},"
			"{\"id\":\"odd\",\"severity\":\"error\",\"outcome\":\"unknown\",\"message\":\"no such key: 'x'\"},"
			"{\"id\":\"sql-not-stopped\",\"key\":\"main\",\"severity\":\"critical\",\"outcome\":\"unknown\","
			"\"message\":\"HTTP 403\"},"
			"{\"id\":\"sql-ca\",\"key\":\"main\",\"severity\":\"warning\",\"outcome\":\"unknown\",\"message\":\"HTTP "
			"403\"}],"
			"\"services\":{\"backend\":{\"service\":\"b\",\"note\":\"HTTP 404\"}}}"),
		"INCONCLUSIVE: neither passed nor failed; nothing was changed (exit 5)\n"
		"  sql-runnable main: HTTP 403\n"
		"\n"
		"Now\n"
		"  backend  traffic is not known\n"
		"\n"
		"Could not be judged\n"
		"  HTTP 403\n"
		"    unknown rules: sql-runnable main, sql-not-stopped main\n"
		"  no such key: 'x'\n"
		"    unknown rules: odd\n"
		"\n"
		"Services\n"
		"  backend      traffic is not known\n"
		"               HTTP 404\n"
		"\n"
		"0 rules passed, 0 failed, 4 unknown, 0 skipped\n"
		"evidence: e5\n");
}

/* ---- Hostile text ------------------------------------------------------------------------------------------- */

#define EVIL "\\n::error::x\\r\\u001b[2J\\u202e\\u0007##[error]y"

static void hostile_text_is_escaped(void **state)
{
	struct json *hostile = unit_json(*state,
		"{\"rungate\":\"0.1.0\",\"id\":\"" EVIL "\",\"verdict\":\"failed\",\"action\":\"not_moved\",\"exitCode\":3,"
		"\"reason\":\"::stop" EVIL "\",\"policies\":[{\"name\":\"::p" EVIL "\"}],\"rules\":["
		"{\"id\":\"::r" EVIL "\",\"key\":\"" EVIL
		"\",\"severity\":\"critical\",\"outcome\":\"fail\",\"message\":\"::m" EVIL "\","
		"\"expression\":\"::e" EVIL "\",\"values\":\"::v" EVIL "\\n::w\"},"
		"{\"id\":\"::r" EVIL "\",\"severity\":\"error\",\"outcome\":\"unknown\",\"message\":\"::u" EVIL "\"}],"
		"\"services\":{\"::a" EVIL "\":{\"candidate\":\"::c" EVIL "\",\"baseline\":\"" EVIL "\",\"released\":true,"
		"\"note\":\"::n" EVIL "\",\"trafficBefore\":[{\"revision\":\"::t" EVIL "\",\"percent\":100}]}},"
		"\"said\":[\"::s" EVIL "\"],\"next\":[\"gcloud x" EVIL "\",\"::x\"]}");
	char *text = unit_report(*state, "text", hostile, &(struct report_style){ .verbose = true });
	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		assert_non_null(strchr(line, '\n'));
		assert_int_not_equal(strncmp(line + strspn(line, " "), "::", 2), 0);
	}
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || ((unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7F));
	assert_true(says(text, "    \\x3A:m\\x0A::error::x\\x0D\\x1B[2J\\u{202E}\\x07#\\x23[error]y\n"));
	assert_true(says(text, "    observed  \\x3A:v\n    observed  \\x3A:error::x\\x0D"));
	assert_false(says(text, "##"));
	assert_true(says(text, "\n  \\x3A:s\\x0A"));
	assert_true(says(text, "\n      gcloud x\\x0A"));
}

/* ---- Incomplete or malformed evidence --------------------------------------------------------------------------- */

static void missing_members_are_not_reported(void **state)
{
	struct arena *a = *state;
	assert_string_equal(page(a, "{}"),
		"VERDICT UNKNOWN: this evidence has no verdict that this version of rungate knows\n\n"
		"0 rules passed, 0 failed, 0 unknown, 0 skipped\n");
	assert_true(
		says(page(a, "{\"verdict\":\"failed\"}"), "FAILED: the evidence does not record what was done with traffic\n"));
	assert_true(says(page(a, "{\"verdict\":\"interrupted\"}"),
		"INTERRUPTED: the evidence does not record what was done with traffic\n"));
	assert_true(says(page(a, "{\"verdict\":\"interrupted\",\"action\":\"rollback_failed\"}"), "ROLLBACK FAILED"));
	assert_true(says(page(a, "{\"verdict\":\"inconclusive\"}"), "INCONCLUSIVE: neither passed nor failed\n"));
	assert_true(says(page(a, "{\"verdict\":\"excellent\",\"action\":\"none\"}"), "VERDICT UNKNOWN"));
	assert_true(says(page(a, "{\"verdict\":\"passed\",\"action\":\"none\",\"exitCode\":74}"), "PASSED, NOT RECORDED"));
	char *moved = page(
		a, "{\"verdict\":\"failed\",\"action\":\"rolled_back\",\"services\":{\"b\":{\"move\":\"done\"}}}");
	assert_true(says(moved, "  b            traffic is not known\n               moved back and confirmed\n"));
	assert_false(says(moved, "users are served\n"));
	/* Another person's change is shown too. */
	assert_true(says(page(a,
						 "{\"verdict\":\"failed\",\"action\":\"superseded\",\"services\":{\"b\":{"
						 "\"trafficBefore\":[{\"revision\":\"b-2\",\"percent\":100}],\"trafficAfter\":[{\"revision\":"
						 "\"b-3\",\"percent\":100}]}}}"),
		"b-2 100 %  ->  b-3 100 %\n"));
}

static const char *first_word(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strcspn(text, ":"));
}

/* Each member in turn is removed or replaced by another value. The verdict may become unknown but never another one. */
static void wrong_in_one_place(struct arena *a, struct json *root, struct json *object, bool verdict_stays)
{
	static const char *const others[] = { NULL, "null", "7", "-1.5", "\"\"", "\"x\"", "[]", "[7]", "[[]]", "[{}]", "{}",
		"{\"a\":7}", "{\"a\":{\"trafficBefore\":[7]}}", "true" };
	const char *keys[32];
	size_t n = 0;
	for (struct json_each it = json_each(object); json_next(&it) && n < COUNTOF(keys);)
		keys[n++] = arena_strdup(a, it.key);
	assert_true(n > 0);
	for (size_t k = 0; k < n; k++) {
		struct json *was = json_copy(a, json_get(object, keys[k]));
		for (size_t i = 0; i < COUNTOF(others); i++) {
			json_set(object, keys[k], others[i] ? unit_json(a, others[i]) : NULL);
			const char *text = page_of(a, root, true);
			if (verdict_stays || strcmp(keys[k], "verdict") != 0)
				assert_true(says(text, "\033[1;32mPASSED"));
			else
				assert_true(says(text, "VERDICT UNKNOWN"));
		}
		json_set(object, keys[k], was);
	}
}

static void malformed_member_never_changes_the_verdict(void **state)
{
	struct arena *a = *state;
	struct json *root = unit_json(a, PASSED);
	wrong_in_one_place(a, root, root, false);
	wrong_in_one_place(a, root, json_item(json_get(root, "rules"), 0), true);
	wrong_in_one_place(a, root, json_item(json_get(root, "rules"), 1), true);
	wrong_in_one_place(a, root, json_at(root, "services.backend"), true);
	wrong_in_one_place(a, root, json_at(root, "services.backend.trafficBefore[0]"), true);
	assert_string_equal(first_word(a, page_of(a, unit_json(a, "[]"), false)), "VERDICT UNKNOWN");
	assert_string_equal(first_word(a, page_of(a, unit_json(a, "null"), false)), "VERDICT UNKNOWN");
}

/* ---- Formats and color ------------------------------------------------------------------------------------------ */

static void color_changes_only_color(void **state)
{
	struct arena *a = *state;
	const char *plain = page(a, PASSED), *painted = page_of(a, unit_json(a, PASSED), true);
	struct buf b = BUF_MAX(64 * 1024);
	assert_null(strchr(plain, '\033'));
	assert_true(says(painted, "\033[1;32mPASSED\033[0m: "));
	for (const char *c = painted; *c; c++) {
		if (*c == '\033')
			c = strchr(c, 'm');
		else
			buf_putc(&b, *c);
	}
	assert_string_equal(buf_text(&b), plain);
	buf_free(&b);
}

static void formats(void **state)
{
	struct arena *a = *state;
	struct buf b = BUF_MAX(64 * 1024);
	assert_null(report_format_named("pdf"));
	report_render(a, report_format_named("json"), &(const struct json *){ unit_json(a, PASSED) }, 1,
		&(struct report_style){ .color = true }, &b);
	assert_true(json_equal(unit_json(a, buf_text(&b)), unit_json(a, PASSED)));
	buf_free(&b);
}

static void color_is_used_only_on_request_or_on_a_terminal(void **state)
{
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_true(report_color(COLOR_ALWAYS, ends[1]));
	assert_false(report_color(COLOR_AUTO, ends[1]));
	setenv("NO_COLOR", "1", 1);
	assert_true(report_color(COLOR_ALWAYS, ends[1])); /* the command line takes precedence */
	unsetenv("NO_COLOR");
	assert_false(report_color(COLOR_NEVER, ends[1]));
	close(ends[0]);
	close(ends[1]);
}

static void services_follow_the_config_in_columns(void **state)
{
	const char *text = page(*state,
		"{\"verdict\":\"failed\",\"action\":\"none\",\"order\":[\"frontend_of_the_shop\",\"gone\",\"auth\",\"auth\"],"
		"\"services\":{\"auth\":{\"released\":true,\"service\":\"a\",\"project\":\"p\",\"region\":\"r\","
		"\"trafficBefore\":"
		"[{\"revision\":\"a-1\",\"percent\":100}]},\"backend\":{\"project\":\"p\",\"region\":\"r\"},"
		"\"frontend_of_the_shop\":{\"released\":true,\"service\":\"f\",\"project\":\"p\",\"region\":\"r\"}}}");
	assert_non_null(strstr(text,
		"Services\n"
		"  frontend_of_the_shop traffic is not known\n"
		"  auth                 a-1 100 %\n"
		"  backend              traffic is not known\n"));
	assert_non_null(strstr(text,
		"Logs\n"
		"  frontend_of_the_shop https://console.cloud.google.com/run/detail/r/f/logs?project=p\n"
		"  auth                 https://console.cloud.google.com/run/detail/r/a/logs?project=p\n"));
}

/* Members of a large group are stored as differences from one of them. */
static void comparisons_are_said_line_by_line(void **state)
{
	const char *text = page(*state,
		"{\"verdict\":\"inconclusive\",\"facts\":{\"comparisons\":{\"one\":{\"minutes\":0,"
		"\"reason\":\"no minute is complete yet\"},\"two\":{\"$like\":\"one\"}}}}");
	assert_true(says(text,
		"Candidate against baseline\n"
		"  one  not yet known: no minute is complete yet\n"
		"  two  not yet known: no minute is complete yet\n"));
}

#define REFUSED(n) "GET h/x: Failed to connect to h after " n " ms: refused"
#define UNKNOWN(id, message) \
	"{\"id\":\"" id "\",\"severity\":\"critical\",\"outcome\":\"unknown\",\"message\":\"" message "\"}"

static void cause_is_told_once(void **state)
{
	const char *text = page(*state,
		"{\"verdict\":\"inconclusive\",\"action\":\"none\","
		"\"reason\":\"no decision before the deadline: services.a: " REFUSED("0") "\",\"rules\":[" UNKNOWN(
			"one", "services.a: " REFUSED("4")) "," UNKNOWN("two", "services.b: HTTP 403") "," UNKNOWN("three",
			"probes.p: service b could not be read: services.b: HTTP 403") "," UNKNOWN("four",
			"services.c: HTTP 404") "],"
									"\"services\":{\"a\":{\"note\":\"services.a: " REFUSED(
										"9") "\"},\"c\":{\"note\":\"services.c: HTTP 500\"}}}");
	assert_non_null(strstr(text, "  services.a: as above\n    unknown rules: one\n"));
	assert_non_null(strstr(text, "  services.b: HTTP 403\n    unknown rules: two\n"));
	assert_non_null(
		strstr(text, "  probes.p: service b could not be read: services.b: as above\n    unknown rules: three\n"));
	assert_non_null(strstr(text, "  services.c: HTTP 404\n"));
	assert_non_null(strstr(text, "  a            traffic is not known\n  c            traffic is not known\n"));
	assert_non_null(strstr(text, "               services.c: HTTP 500\n"));
}

static void environment_forces_color(void **state)
{
	int ends[2];
	(void)state;
	assert_int_equal(pipe(ends), 0);
	unsetenv("NO_COLOR");
	setenv("FORCE_COLOR", "0", 1);
	assert_false(report_color(COLOR_AUTO, ends[1]));
	setenv("FORCE_COLOR", "1", 1);
	assert_true(report_color(COLOR_AUTO, ends[1]));
	assert_false(report_color(COLOR_NEVER, ends[1]));
	setenv("NO_COLOR", "1", 1);
	assert_false(report_color(COLOR_AUTO, ends[1]));
	assert_true(report_color(COLOR_ALWAYS, ends[1]));
	unsetenv("NO_COLOR");
	unsetenv("FORCE_COLOR");
	setenv("CLICOLOR_FORCE", "1", 1);
	assert_true(report_color(COLOR_AUTO, ends[1]));
	unsetenv("CLICOLOR_FORCE");
	close(ends[0]);
	close(ends[1]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(comparisons_are_said_line_by_line),
		TEST(passed),
		TEST(rolled_back),
		TEST(not_moved),
		TEST(rollback_failed),
		TEST(inconclusive),
		TEST(hostile_text_is_escaped),
		TEST(missing_members_are_not_reported),
		TEST(malformed_member_never_changes_the_verdict),
		TEST(color_changes_only_color),
		TEST(formats),
		TEST(services_follow_the_config_in_columns),
		TEST(cause_is_told_once),
		TEST(environment_forces_color),
		TEST(color_is_used_only_on_request_or_on_a_terminal),
	};
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
