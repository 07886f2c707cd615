/* SPDX-License-Identifier: Apache-2.0 */
/* test_junit.c: JUnit reports in many dialects: nested, inconsistent, malformed and hostile, in one file and in
 * several. */
#include "../../gate/source/files/junit_thread.h"
#include "unit.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void counts_after(struct arena *a, bool succeeded, const char *text, int64_t tests, int64_t failures,
	int64_t errors, int64_t skipped, const char *failed)
{
	struct junit j;
	struct err e;
	struct buf names = BUF_MAX(4096);
	if (junit_read(a, str_of(text), succeeded, &j, &e))
		fail_msg("%s", e.text);
	assert_int_equal(j.tests, tests);
	assert_int_equal(j.failures, failures);
	assert_int_equal(j.errors, errors);
	assert_int_equal(j.skipped, skipped);
	for (size_t i = 0; i < j.n_failed; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", j.failed[i]);
	assert_string_equal(buf_text(&names), failed);
	buf_free(&names);
}

static void counts(struct arena *a, const char *text, int64_t tests, int64_t failures, int64_t errors, int64_t skipped,
	const char *failed)
{
	counts_after(a, true, text, tests, failures, errors, skipped, failed);
}

static void refuses(struct arena *a, struct str text, const char *why)
{
	struct junit j;
	struct err e;
	assert_int_equal(junit_read(a, text, true, &j, &e), -1);
	if (!strstr(e.text, why))
		fail_msg("%s", e.text);
}

static void pytest_report(void **state)
{
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><testsuites><testsuite name=\"pytest\" errors=\"1\" failures=\"1\" "
		"skipped=\"1\" tests=\"5\" time=\"0.2\" "
		"timestamp=\"2026-01-02T03:04:05.6\" hostname=\"h\">"
		"<testcase classname=\"tests.p1.test_login\" name=\"test_ok[a&lt;b]\" time=\"0.001\" />"
		"<testcase classname=\"tests.p1.test_login\" name=\"test_token\" time=\"0.001\"><failure message=\"assert 401 "
		"== 200\">def "
		"test_token(): ...</failure></testcase>"
		"<testcase classname=\"tests.p1.test_login\" name=\"test_skip\" time=\"0.0\"><skipped type=\"pytest.skip\" "
		"message=\"no\">x</skipped></testcase>"
		"<testcase classname=\"tests.p1.test_chat\" name=\"test_setup\" time=\"0.0\"><error message=\"failed on "
		"setup\">E</error></testcase>"
		"<testcase classname=\"tests.p1.test_chat\" name=\"test_xfail\"><skipped type=\"pytest.xfail\" message=\"\" "
		"/></testcase>"
		"</testsuite></testsuites>",
		5, 1, 1, 2, "tests.p1.test_login.test_token, tests.p1.test_chat.test_setup");
}

static void surefire_report(void **state)
{
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite "
		"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"xsi:noNamespaceSchemaLocation=\"https://maven.apache.org/surefire/maven-surefire-plugin/xsd/"
		"surefire-test-report.xsd\" version=\"3.0\" "
		"name=\"com.shop.CartTest\" time=\"0.05\" tests=\"4\" errors=\"1\" skipped=\"1\" failures=\"0\">\n"
		"<properties><property name=\"failure\" value=\"no failure\"/></properties>\n"
		"<testcase name=\"adds\" classname=\"com.shop.CartTest\" time=\"0.01\"><flakyFailure message=\"once\" "
		"type=\"E\"><stackTrace>x</stackTrace></flakyFailure></testcase>\n"
		"<testcase name=\"pays\" classname=\"com.shop.CartTest\" time=\"0.01\"><error "
		"type=\"java.lang.IllegalStateException\"><![CDATA[<failure>]]></error>"
		"<rerunError type=\"x\"/><system-out><![CDATA[<testcase/>]]></system-out></testcase>\n"
		"<testcase name=\"ships\" classname=\"com.shop.CartTest\" time=\"0\"><skipped/></testcase>\n"
		"<testcase name=\"lists\" classname=\"com.shop.CartTest\" time=\"0\"/>\n</testsuite>\n",
		4, 0, 1, 1, "com.shop.CartTest.pays");
}

static void go_junit_report(void **state)
{
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"3\" failures=\"2\">\n"
		"<testsuite name=\"shop/cart\" tests=\"2\" failures=\"1\" errors=\"0\" id=\"0\" hostname=\"h\" time=\"0.160\" "
		"timestamp=\"2026-01-02T03:04:05Z\">\n"
		"<testcase name=\"TestAdd\" classname=\"shop/cart\" time=\"0.060\"></testcase>\n"
		"<testcase name=\"TestPay/card\" classname=\"shop/cart\" time=\"0.100\"><failure "
		"message=\"Failed\"><![CDATA[cart_test.go:11: no]]></failure></testcase>\n"
		"</testsuite>\n<testsuite name=\"shop/pay\" tests=\"1\" failures=\"1\" errors=\"0\" id=\"1\">\n"
		"<testcase name=\"[build failed]\" classname=\"shop/pay\" time=\"0.000\"><failure "
		"message=\"Failed\"></failure></testcase>\n"
		"</testsuite>\n</testsuites>\n",
		3, 2, 0, 0, "shop/cart.TestPay/card, shop/pay.[build failed]");
}

static void jest_report(void **state)
{
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"jest tests\" tests=\"2\" failures=\"1\" "
		"errors=\"1\" time=\"1.2\">\n"
		"<testsuite name=\"cart\" errors=\"0\" failures=\"1\" skipped=\"0\" timestamp=\"2026-01-02T03:04:05\" "
		"time=\"0.5\" tests=\"2\">\n"
		"<testcase classname=\"cart adds\" name=\"cart adds\" time=\"0.005\"></testcase>\n"
		"<testcase classname=\"cart pays\" name=\"cart pays\" time=\"0.005\"><failure>Error: "
		"expect(received).toBe(expected)</failure></testcase>\n"
		"</testsuite>\n<testsuite name=\"src/pay.test.js\" errors=\"1\" failures=\"0\" skipped=\"0\" time=\"0\" "
		"tests=\"0\"></testsuite>\n</testsuites>\n",
		3, 1, 1, 0, "cart pays.cart pays, src/pay.test.js");
}

static void nested_suites_and_inconsistent_attributes(void **state)
{
	counts(*state,
		"<testsuites tests=\"99\" failures=\"0\"><testsuite name=\"a\" tests=\"0\" failures=\"0\"><testsuite "
		"name=\"b\">"
		"<testcase name=\"x\"><failure/></testcase></testsuite><testcase name=\"y\"/></testsuite></testsuites>",
		2, 1, 0, 0, "x");
	/* every suite above it repeats the count, but it is counted once */
	counts(*state,
		"<testsuites failures=\"2\"><testsuite name=\"a\" failures=\"2\"><testsuite name=\"b\" failures=\"2\">"
		"<testcase name=\"x\"><failure/></testcase></testsuite></testsuite></testsuites>",
		2, 1, 1, 0, "x, b");
	counts(*state, "<testsuite><testcase name=\"x\"><failure/><error/></testcase></testsuite>", 1, 0, 1, 0, "x");
	counts(*state,
		"<testsuite><testcase "
		"name=\"x\"><properties><property><failure/></property></properties></testcase></testsuite>",
		1, 0, 0, 0, "");
	counts(*state, "<testsuite><testcase name=\"x\" status=\"notrun\"/></testsuite>", 1, 0, 0, 1, "");
	counts(*state, "<testsuite failures=\"-5\" errors=\"x\"/>", 0, 0, 0, 0, "");
	counts(*state, "<testsuite errors=\"1\"/>", 1, 0, 1, 0, "(suite without a name)");
	counts(*state, "<testsuites/>", 0, 0, 0, 0, "");
}

/* A case that is both skipped and failed: the totals of its suite decide. */
static void skipped_and_failed_case(void **state)
{
	static const char both[] =
		"<testcase name=\"may\"><skipped message=\"!mayfail\"/><failure message=\"1==2\"/></testcase>";
	char text[4096];
	/* Catch2's [!mayfail]; GoogleTest's GTEST_SKIP() after a failure */
	snprintf(text, sizeof(text),
		"<testsuites><testsuite errors=\"0\" failures=\"0\" tests=\"3\"><testcase name=\"ok\"/>"
		"%s%s</testsuite></testsuites>",
		both, both);
	counts_after(*state, true, text, 3, 0, 0, 2, "");
	counts_after(*state, false, text, 3, 0, 0, 2, "");
	snprintf(text, sizeof(text),
		"<testsuites tests=\"1\" failures=\"1\" errors=\"0\">"
		"<testsuite tests=\"1\" failures=\"1\" skipped=\"0\" errors=\"0\">%s</testsuite></testsuites>",
		both);
	counts_after(*state, true, text, 1, 1, 0, 0, "may");
	/* one of two */
	snprintf(text, sizeof(text), "<testsuite failures=\"2\"><testcase name=\"x\"><failure/></testcase>%s%s</testsuite>",
		both, both);
	counts_after(*state, true, text, 3, 2, 0, 1, "x, may");
	/* the totals of a suite above */
	snprintf(text, sizeof(text), "<testsuites failures=\"0\"><testsuite name=\"a\">%s</testsuite></testsuites>", both);
	counts_after(*state, true, text, 1, 0, 0, 1, "");
	/* without totals, as from node:test at the top level; and in both counts, as from its suites, which count failed
	 * suites above them too */
	snprintf(text, sizeof(text), "<testsuites><testcase name=\"ok\"/>%s</testsuites>", both);
	counts_after(*state, true, text, 2, 0, 0, 1, "");
	counts_after(*state, false, text, 2, 1, 0, 0, "may");
	snprintf(text, sizeof(text),
		"<testsuites><testsuite tests=\"4\" failures=\"2\" skipped=\"3\">%s<testcase name=\"s\"><skipped/></testcase>"
		"<testcase name=\"ok\"/><testsuite tests=\"1\" failures=\"1\" "
		"skipped=\"1\">%s</testsuite></testsuite></testsuites>",
		both, both);
	counts_after(*state, true, text, 4, 0, 0, 3, "");
	counts_after(*state, false, text, 4, 2, 0, 1, "may, may");
	/* a failure that no case shows is not hidden by a case that is both */
	snprintf(text, sizeof(text), "<testsuite name=\"s\" failures=\"1\" errors=\"1\">%s</testsuite>", both);
	counts_after(*state, true, text, 2, 1, 1, 0, "may, s");
}

static void several_failures_of_one_case(void **state)
{
	counts(*state,
		"<testsuites><testsuite name=\"c3\" errors=\"0\" failures=\"3\" tests=\"4\"><testcase name=\"ok\"/><testcase "
		"name=\"fail\">"
		"<failure/><failure/><failure/></testcase></testsuite></testsuites>",
		2, 1, 0, 0, "fail");
	counts(*state, "<testsuite failures=\"1\"><testcase name=\"fail\"><failure/><failure/></testcase></testsuite>", 1,
		1, 0, 0, "fail");
}

static void cases_that_did_not_run(void **state)
{
	counts(*state,
		"<testsuite tests=\"5\" failures=\"1\" disabled=\"1\" skipped=\"1\"><testcase name=\"ok\" status=\"run\"/>"
		"<testcase name=\"fail\" status=\"fail\"><failure message=\"\"/></testcase><testcase name=\"off\" "
		"status=\"disabled\"/>"
		"<testcase name=\"code\" status=\"notrun\"><skipped/></testcase><testcase name=\"g\" status=\"run\" "
		"result=\"skipped\"/>"
		"<testcase name=\"h\" status=\"notrun\" result=\"suppressed\"/><testcase name=\"done\" status=\"run\" "
		"result=\"completed\"/></testsuite>",
		7, 1, 0, 4, "fail");
	/* jest-junit: a todo is a case but not a test */
	counts(*state,
		"<testsuites tests=\"3\" failures=\"0\" errors=\"0\"><testsuite name=\"cart\" errors=\"0\" failures=\"0\" "
		"skipped=\"1\" tests=\"3\">"
		"<testcase name=\"adds\" time=\"0.005\"/><testcase name=\"quick\" time=\"0\"/><testcase name=\"pending\" "
		"time=\"0\"><skipped/></testcase>"
		"<testcase name=\"todo\" time=\"0\"/></testsuite></testsuites>",
		4, 0, 0, 2, "");
	counts(*state,
		"<testsuites><testsuite errors=\"0\" failures=\"0\" skipped=\"0\" tests=\"0\"><testcase name=\"todo\" "
		"time=\"0\"/></testsuite></testsuites>",
		1, 0, 0, 1, "");
	counts(*state,
		"<testsuite errors=\"0\" failures=\"0\" skipped=\"0\" tests=\"1\">"
		"<testcase time=\"0.1\"/><testcase time=\"0.2\"/></testsuite>",
		2, 0, 0, 0, "");
}

static void other_encodings(void **state)
{
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><testsuite><testcase "
		"name=\"caf\xE9\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "caf\xC3\xA9");
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"windows-1252\"?><testsuite><testcase name=\"\x80 it\x92s "
		"\xE9\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "\xE2\x82\xAC it\xE2\x80\x99s \xC3\xA9");
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>"
		"<testsuite><testcase name=\"\xA4\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "\xE2\x82\xAC");
	refuses(*state, str_of("<?xml version=\"1.0\" encoding=\"utf-7\"?><testsuite/>"), "unknown encoding");
	refuses(*state, str_of("<?xml version=\"1.0\" encoding=\"x-unknown\"?><testsuite/>"), "unknown encoding");
	refuses(*state, str_of("<testsuite name=\"\xFF\"/>"), "not well-formed");
}

/* If iconv on this machine supports them. */
static void iconv_encodings(void **state)
{
	iconv_t cd = iconv_open("UTF-32BE", "Shift_JIS");
	if (cd == (iconv_t)-1) /* NOLINT: the error value of iconv */
		skip();
	iconv_close(cd);
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><testsuite><testcase name=\"\x83\x65\x83X\x83g "
		"\xB1\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88 \xEF\xBD\xB1");
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"EUC-JP\"?><testsuite><testcase "
		"name=\"\xA4\xA2\x8F\xB0\xA1\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "\xE3\x81\x82\xE4\xB8\x82");
	counts(*state,
		"<?xml version=\"1.0\" encoding=\"KOI8-R\"?><testsuite><testcase "
		"name=\"\xD4\xC5\xD3\xD4\"><failure/></testcase></testsuite>",
		1, 1, 0, 0, "\xD1\x82\xD0\xB5\xD1\x81\xD1\x82");
	refuses(*state, str_of("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><testsuite name=\"\x83\x20\"/>"),
		"not well-formed");
}

/* ---- Files ---------------------------------------------------------------------------------------------------- */

static void put(struct arena *a, const char *dir, const char *name, const char *text)
{
	struct err e;
	const char *path = arena_printf(a, "%s/%s", dir, name);
	if (file_make_dirs(path, 0600, &e) || file_write_atomic(path, text, strlen(text), 0600, &e))
		fail_msg("%s", e.text);
}

static int files_of(struct arena *a, const char *dir, const char *const *names, size_t n,
	void (*run)(struct arena *a, const char *dir), struct junit *out, struct err *e)
{
	struct conf_strings patterns = { ARENA_ARRAY(a, const char *, n), n, { NULL, 0, 0 } };
	for (size_t i = 0; i < n; i++)
		patterns.items[i] = arena_printf(a, "%s/%s", dir, names[i]);
	struct junit_files *before = junit_files_before(a, &patterns);
	if (run)
		run(a, dir);
	*e = (struct err){ .code = ERR_NONE };
	return junit_files_read(a, before, true, out, e);
}

static void write_three(struct arena *a, const char *dir)
{
	put(a, dir, "api/target/TEST-a.xml",
		"<testsuite><testcase name=\"a\"/><testcase name=\"b\"><failure/></testcase></testsuite>");
	put(a, dir, "web[1]/target/TEST-b.xml", "<testsuite><testcase name=\"c\"><skipped/></testcase></testsuite>");
	put(a, dir, "e2e.xml", "<testsuite><testcase name=\"d\"><error/></testcase></testsuite>");
	put(a, dir, "api/target/notes.txt", "none");
}

static void write_broken(struct arena *a, const char *dir)
{
	write_three(a, dir);
	put(a, dir, "api/target/TEST-0.xml", "<testsuite>");
}

static void several_files(void **state)
{
	static const char *const all[] = { "**/TEST-*.xml", "e2e.xml" },
							 *const twice[] = { "api/*/TEST-?.xml", "api/target/TEST-a.xml" },
							 *const folder[] = { "web[1]/target/*.xml" }, *const none[] = { "e2e.xml", "x/*.xml" },
							 *const gone[] = { "gone.xml", "e2e.xml" };
	struct arena *a = *state;
	char dir[] = "/tmp/junit-XXXXXX";
	struct junit j;
	struct err e;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(files_of(a, dir, all, 2, write_three, &j, &e), 0);
	assert_true(j.tests == 4 && j.failures == 1 && j.errors == 1 && j.skipped == 1);
	assert_true(j.n_failed == 2 && !strcmp(j.failed[0], "b") && !strcmp(j.failed[1], "d"));
	assert_int_equal(files_of(a, dir, twice, 2, write_three, &j, &e), 0); /* read once */
	assert_int_equal(j.tests, 2);
	assert_int_equal(files_of(a, dir, folder, 1, write_three, &j, &e), 0);
	assert_int_equal(j.tests, 1);
	assert_int_equal(files_of(a, dir, none, 2, write_three, &j, &e), -1);
	assert_non_null(strstr(e.text, "no file matches"));
	assert_int_equal(j.errors, 1); /* the results of the other files are still known */
	assert_int_equal(files_of(a, dir, gone, 2, write_three, &j, &e), -1);
	assert_non_null(strstr(e.text, "the program wrote no report /tmp"));
	assert_int_equal(files_of(a, dir, all, 2, NULL, &j, &e), -1);
	assert_non_null(strstr(e.text, "TEST-a.xml is older than this run"));
	assert_int_equal(files_of(a, dir, all, 2, write_broken, &j, &e), -1);
	assert_non_null(strstr(e.text, "TEST-0.xml: line 1: no element found"));
	assert_int_equal(j.tests, 4);
	assert_int_equal(junit_files_check(a, "out/[a-.xml", &e), -1);
	assert_int_equal(junit_files_check(a, "out/*.xml", &e), 0);
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir)), 0);
}

/* ---- Threads ------------------------------------------------------------------------------------------------ */

struct waited {
	size_t pending, calls;
	struct junit counts;
	struct err error;
};

static void on_noted(void *arg)
{
	struct waited *w = arg;
	w->calls++;
	w->pending = 0;
}

static void on_read(void *arg, const struct junit *counts, const struct err *error)
{
	struct waited *w = arg;
	w->calls++;
	w->counts = *counts;
	w->error = error ? *error : (struct err){ .code = ERR_NONE };
	w->pending = 0;
}

static void wait_for(struct loop *l, struct waited *w)
{
	assert_int_equal(w->calls, 0); /* the loop does not parse the files itself */
	assert_int_equal(loop_run(l, &w->pending, loop_now(l) + 60000), LOOP_DONE);
	assert_int_equal(w->calls, 1);
	*w = (struct waited){ .pending = 1, .counts = w->counts, .error = w->error };
}

static void reports_are_parsed_in_threads(void **state)
{
	struct arena *a = *state;
	char dir[] = "/tmp/junit-XXXXXX";
	struct waited w = { .pending = 1 };
	struct loop *l;
	struct err e;
	assert_int_equal(net_open(a, secrets_new(a), &(struct net_options){ .user_agent = "test" }, &l, &e), 0);
	assert_non_null(mkdtemp(dir));
	const char *pattern = arena_printf(a, "%s/*.xml", dir);
	struct conf_strings patterns = { .items = &pattern, .n = 1 };
	put(a, dir, "old.xml", "<testsuite><testcase name=\"a\"/></testsuite>");
	struct junit_thread *t = junit_thread_before(l, a, &patterns, on_noted, &w);
	wait_for(l, &w);
	put(a, dir, "new.xml", "<testsuite><testcase name=\"b\"/><testcase name=\"c\"><failure/></testcase></testsuite>");
	junit_thread_read(t, true, on_read, &w);
	wait_for(l, &w);
	assert_int_equal(w.counts.tests, 2);
	assert_int_equal(w.counts.failures, 1);
	assert_non_null(strstr(w.error.text, "old.xml is older than this run"));
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir)), 0);
}

static void malformed_reports_are_rejected(void **state)
{
	refuses(*state, str_of(""), "no element found");
	refuses(*state, str_of("<testsuites><testsuite><testcase name=\"a\"/>"), "no element found");
	refuses(*state, str_of("<testsuite></testsuites>"), "mismatched tag");
	refuses(*state, str_of("<html><body>502</body></html>"), "neither testsuites nor testsuite");
	refuses(*state, str_of("{\"tests\": 1}"), "not well-formed");
	refuses(*state, (struct str){ "<testsuite/>\0<testsuite/>", 25 }, "not well-formed");
}

static void hostile_reports_are_rejected(void **state)
{
	struct arena *a = *state;
	struct buf b = BUF_MAX(LIMIT_JUNIT_BYTES + 100);
	refuses(a,
		str_of("<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><testsuite name=\"&b;\"/>"),
		"document type");
	refuses(a, str_of("<!DOCTYPE t SYSTEM \"file:///etc/passwd\"><testsuite/>"), "document type");
	refuses(a, str_of("<testsuite name=\"&undeclared;\"/>"), "undefined entity");
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "<testsuite>");
	refuses(a, (struct str){ b.p, b.n }, "nested too deeply");
	buf_clear(&b);
	for (int i = 0; i <= LIMIT_JUNIT_BYTES; i++)
		buf_putc(&b, ' ');
	refuses(a, (struct str){ b.p, b.n }, "larger than");
	buf_free(&b);
}

static void names_are_truncated(void **state)
{
	struct arena *a = *state;
	struct buf b = BUF_MAX(1024 * 1024);
	struct junit j;
	struct err e;
	buf_puts(&b, "<testsuite>");
	for (int i = 0; i < 3 * LIMIT_JUNIT_FAILED; i++) {
		buf_printf(&b, "<testcase name=\"%d", i);
		for (int k = 0; k < 200; k++)
			buf_puts(&b, "\xC3\xA9");
		buf_puts(&b, "\"><failure/></testcase>");
	}
	buf_puts(&b, "</testsuite>");
	assert_int_equal(junit_read(a, (struct str){ b.p, b.n }, true, &j, &e), 0);
	assert_int_equal(j.failures, 3 * LIMIT_JUNIT_FAILED);
	assert_int_equal(j.n_failed, LIMIT_JUNIT_FAILED);
	for (size_t i = 0; i < j.n_failed; i++) {
		assert_true(strlen(j.failed[i]) <= LIMIT_JUNIT_NAME + 3);
		assert_true(text_utf8_valid(j.failed[i], strlen(j.failed[i])));
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pytest_report, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(surefire_report, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(go_junit_report, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(jest_report, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(nested_suites_and_inconsistent_attributes, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(skipped_and_failed_case, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(several_failures_of_one_case, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(cases_that_did_not_run, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(other_encodings, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(iconv_encodings, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(several_files, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(reports_are_parsed_in_threads, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(malformed_reports_are_rejected, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(hostile_reports_are_rejected, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(names_are_truncated, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
