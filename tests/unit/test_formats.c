/* SPDX-License-Identifier: Apache-2.0 */
/* test_formats.c: every report format, over evidence with hostile text in every member. */
#include "sample.h"
#include "../../gate/tell/notify.h"
#include "report_units.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define EVIL \
	"=1+1 @all #1 <script>alert(1)</script> ](http://x) ![i](j) `c` | \\\\ & ]]> --> \\\"'$(x) " \
	"\\n::error::x\\r\\u001b[2J\\u202e\\u0007\\uffff ##[error]y"

/* Replaces each ~ by the hostile text. */
static const struct json *hostile(struct arena *a)
{
	static const char text[] =
		"{\"rungate\":\"~\",\"id\":\"~\",\"command\":\"~\",\"release\":\"~\",\"startedAt\":\"~\","
		"\"finishedAt\":\"~\",\"verdict\":\"failed\",\"action\":\"not_moved\",\"exitCode\":3,\"reason\":\"~\","
		"\"policies\":[{\"name\":\"~\",\"sha256\":\"~\"}],\"rules\":["
		"{\"id\":\"~\",\"key\":\"~\",\"severity\":\"critical\",\"outcome\":\"fail\",\"message\":\"~\",\"policy\":\"~\","
		"\"file\":\"~\","
		"\"expression\":\"~\",\"values\":\"~\"},"
		"{\"id\":\"~\",\"severity\":\"warning\",\"outcome\":\"fail\",\"message\":\"~\"},"
		"{\"id\":\"~\",\"severity\":\"error\",\"outcome\":\"unknown\",\"message\":\"~\"}],"
		"\"services\":{\"~\":{\"service\":\"~\",\"candidate\":\"~\",\"baseline\":\"~\",\"released\":true,\"image\":\"~"
		"\","
		"\"note\":\"~\",\"trafficBefore\":[{\"revision\":\"~\",\"percent\":100}]}},"
		"\"rounds\":[{\"at\":\"~\",\"outcomes\":{\"~[~]\":\"fail\",\"~\":\"~\"}}],"
		"\"timeline\":[{\"at\":\"~\",\"event\":\"~\",\"service\":\"~\",\"detail\":\"~\"}],"
		"\"requests\":[{\"at\":\"~\",\"host\":\"~\",\"method\":\"~\",\"path\":\"~\",\"error\":\"~\"}],"
		"\"actors\":[{\"role\":\"~\",\"id\":\"~\",\"source\":\"~\",\"assurance\":\"~\"}],"
		"\"facts\":{\"comparisons\":{\"~\":{\"of\":\"~\",\"minutes\":5,"
		"\"reason\":\"~\"},\"other\":{\"$unobserved\":\"~\"}}},"
		"\"said\":[\"~\"],\"next\":[\"gcloud ~\",\"~\"]}";

	struct buf b = BUF_MAX(1024 * 1024);
	for (const char *p = text; *p; p++)
		buf_puts(&b, *p == '~' ? EVIL : (const char[]){ *p, '\0' });
	const struct json *v = sample_json(a, buf_text(&b));
	buf_free(&b);
	return v;
}

static const char *render(struct arena *a, const char *format, const struct json *predicate)
{
	return unit_report(a, format, predicate, &(struct report_style){ .color = false });
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static void lacks(const char *text, const char *what)
{
	if (strstr(text, what))
		fail_msg("it holds %s: %.300s", what, strstr(text, what));
}

static void no_control(const char *text, const char *allowed)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++)
		if ((*c < 0x20 || *c == 0x7F) && !strchr(allowed, *c))
			fail_msg("a control character %02x", *c);
	lacks(text, "\u202e");
}

static void markdown_escapes_text(void **state)
{
	const char *text = render(*state, "markdown", hostile(*state));
	no_control(text, "\n");
	lacks(text, "<script");
	lacks(text, "@all");
	lacks(text, "](");
	lacks(text, "![");
	lacks(text, "http://");
	lacks(text, " #1");
	lacks(text, "`");
	assert_true(times(text, "&#64;") > 10);
	/* only in the two commands, where it mentions no user */
	assert_int_equal(times(text, "&#64;") - times(text, "&#64;&#8203;"), 2);
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		assert_int_not_equal(strncmp(line + strspn(line, " "), "::", 2), 0);
	assert_true(strlen(text) < 64 * 1024);
}

/* The page has only its own known tags. */
static void html_escapes_text(void **state)
{
	static const char *const forbidden[] = { "<script", "<img", "<iframe", "<link", "javascript:", "onerror",
		"<a href=\"h", "url(", "@import" };
	const char *text = render(*state, "html", hostile(*state));
	no_control(text, "\n\t");
	for (size_t i = 0; i < COUNTOF(forbidden); i++)
		lacks(text, forbidden[i]);
	assert_int_equal(times(text, "<html"), 1);
	assert_int_equal(times(text, "<section"), times(text, "</section>"));
	assert_int_equal(times(text, "<table"), times(text, "</table>"));
	assert_int_equal(times(text, "<svg"), times(text, "</svg>"));
	assert_int_equal(times(text, "<div"), times(text, "</div>"));
	assert_true(times(text, "&#60;script&#62;alert") > 10);
}

static void junit_escapes_text(void **state)
{
	const char *text = render(*state, "junit", hostile(*state));
	no_control(text, "\n");
	lacks(text, "<script");
	lacks(text, "\uffff");
	lacks(text, "]]>");
	assert_non_null(strstr(text, "tests=\"4\" failures=\"2\" errors=\"1\" skipped=\"0\""));
}

static void sarif_escapes_text(void **state)
{
	struct arena *a = *state;
	const struct json *v = sample_json(a, render(a, "sarif", hostile(a)));
	const struct json *run = json_at(v, "runs[0]");
	assert_int_equal(json_size(json_get(run, "results")), 3);
	assert_int_equal(json_size(json_at(run, "tool.driver.rules")), 1); /* one id, however many results it has */
	assert_null(strpbrk(
		json_text(json_at(run, "results[0].locations[0].physicalLocation.artifactLocation.uri")).p, " <>\"\n|`"));
	assert_string_equal(json_text(json_at(run, "results[1].level")).p, "warning");
}

/* Cells of a line, as in RFC 4180. */
static void csv_quotes_cells(void **state)
{
	const char *text = render(*state, "csv", hostile(*state)), *p = strstr(text, "\r\n") + 2;
	size_t cells = 0, columns = times(arena_strndup(*state, text, strcspn(text, "\r")), ",") + 1;
	no_control(text, "\r\n");
	while (*p) {
		cells++;
		bool quoted = *p == '"';
		p += quoted;
		assert_null(*p ? strchr("=+-@", *p) : NULL); /* no cell begins like a formula */
		while (quoted ? !(p[0] == '"' && p[1] != '"') : !strchr(",\r", *p))
			p += quoted && *p == '"' ? 2 : 1;
		p += quoted;
		if (*p == ',')
			p++;
		else
			p += 2;
	}
	assert_int_equal(cells, columns);
}

/* If ";" separates cells, each part of a cell begins a cell. */
static void csv_is_safe_with_semicolon_separators(void **state)
{
	static const struct {
		const char *reason, *cell;
	} rows[] = {
		{ "a; =1+1", "\"a; '=1+1\"" },
		{ "a;=1", "\"a;'=1\"" },
		{ "a,@x", "\"a,'@x\"" },
		{ "a; \\\"=1\\\"", "\"a; \"\"'=1\"\"\"" },
		{ "=1", "\"'=1\"" },
		{ " -1", "\" '-1\"" },
		{ "\uFF1D1", "\"'\uFF1D1\"" },
		{ "a=b-c", "a=b-c" },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		const char *text = render(
			*state, "csv", sample_json(*state, arena_printf(*state, "{\"reason\":\"%s\"}", rows[i].reason)));
		if (!strstr(text, arena_printf(*state, ",%s,", rows[i].cell)))
			fail_msg("%s is not in %s", rows[i].cell, text);
	}
}

/* A reader gets the same text, and a CI system that reads the log finds no command. */
static void json_has_no_workflow_command(void **state)
{
	static const char text[] = "##vso[task.x]y ##[error]z ###[warning] ## [a] ##vs";
	struct buf b = BUF_MAX(1000);
	struct json *again;
	struct err e;
	json_print(json_new_string(*state, text), JSON_SORTED, &b);
	assert_string_equal(buf_text(&b), "\"\\u0023#vso[task.x]y \\u0023#[error]z #\\u0023#[warning] ## [a] ##vs\"");
	assert_int_equal(json_parse(*state, (struct str){ buf_text(&b), b.n }, &again, &e), 0);
	assert_string_equal(json_text(again).p, text);
	buf_free(&b);
}

static void webhooks(void **state)
{
	struct arena *a = *state;
	const struct json *slack = notify_slack(a, hostile(a), NULL);
	const char *text = json_text(json_at(json_item(slack, 0), "blocks[0].text.text")).p;
	lacks(text, "<");
	assert_true(strlen(text) < 3000);
	assert_non_null(strstr(text, "FAILED, NOT MOVED"));
	assert_int_equal(json_size(notify_json(a, hostile(a), "x")), 1);
	assert_int_equal(json_size(notify_cdevents(a, hostile(a), "x")), 1);
}

static void places_are_linked(void **state)
{
	static const char logs[] = "https://console.cloud.google.com/run/detail/europe-west1/api/logs?project=shop";
	struct arena *a = *state;
	struct json *v = json_get(sample_statement(a, true), "predicate"), *s = json_at(v, "services.s");
	json_set_string(a, s, "service", "api");
	json_set_string(a, s, "project", "shop");
	json_set_string(a, s, "region", "europe-west1");
	json_set_string(a, s, "candidate", "api-42");
	json_set_bool(a, s, "released", true);
	setenv("GITHUB_SERVER_URL", "https://github.com", 1);
	setenv("GITHUB_REPOSITORY", "acme/shop", 1);
	setenv("GITHUB_RUN_ID", "77", 1);
	const char *slack = json_text(json_at(json_item(notify_slack(a, v, NULL), 0), "blocks[0].text.text")).p;
	const char *html = render(a, "html", v), *markdown = render(a, "markdown", v);
	assert_non_null(strstr(slack, "project shop, region europe-west1"));
	assert_non_null(strstr(slack, arena_printf(a, ": `api-42` (<%s|logs>)", logs)));
	assert_non_null(strstr(slack, "<https://github.com/acme/shop/actions/runs/77|the pipeline>"));
	assert_non_null(strstr(html, arena_printf(a, "<a href=\"%s\">", logs)));
	assert_non_null(strstr(html, "project shop, region europe-west1"));
	assert_non_null(strstr(markdown, arena_printf(a, "([logs](%s))", logs)));
	setenv("GITHUB_RUN_ID", "77>|<!channel", 1);
	slack = json_text(json_at(json_item(notify_slack(a, v, NULL), 0), "blocks[0].text.text")).p;
	assert_null(strstr(slack, "channel"));
	unsetenv("GITHUB_SERVER_URL");
	unsetenv("GITHUB_REPOSITORY");
	unsetenv("GITHUB_RUN_ID");
}

static void cdevents_of_a_rollback(void **state)
{
	struct arena *a = *state;
	struct json *v = json_get(sample_statement(a, true), "predicate"), *s = json_at(v, "services.s");
	json_set_string(a, v, "action", "rolled_back");
	json_set_string(a, s, "move", "done");
	json_set_string(a, s, "baselineImage", "us-docker.pkg.dev/p/r/api@sha256:ab");
	const struct json *all = notify_cdevents(a, v, "ff");
	assert_int_equal(json_size(all), 2);
	assert_string_equal(json_text(json_at(json_item(all, 0), "data.subject.content.outcome")).p, "failure");
	assert_string_equal(json_text(json_get(json_item(all, 1), "type")).p, "dev.cdevents.service.rolledback.0.3.0");
	assert_string_equal(json_text(json_at(json_item(all, 1), "data.subject.content.artifactId")).p,
		"pkg:oci/api@sha256%3Aab?repository_url=us-docker.pkg.dev%2Fp%2Fr");
	json_set_string(a, s, "baselineImage", "us-docker.pkg.dev/p/r/api:v1");
	all = notify_cdevents(a, v, "ff");
	assert_string_equal(json_text(json_at(json_item(all, 1), "data.subject.content.artifactId")).p,
		"pkg:oci/api?repository_url=us-docker.pkg.dev%2Fp%2Fr&tag=v1");
	json_set_string(a, v, "action", "rollback_failed");
	assert_int_equal(json_size(notify_cdevents(a, v, NULL)), 3);
}

/* Standard statements, derived from the same facts. */
static size_t derive(struct arena *a, const struct json *statement, struct json **out)
{
	return evidence_derive(a, json_get(statement, "predicate"), json_get(statement, "subject"), "ab", out);
}

static void derived_statements(void **state)
{
	struct arena *a = *state;
	struct json *all[EVIDENCE_DERIVED];
	assert_int_equal(derive(a, sample_statement(a, false), all), 3);
	assert_string_equal(
		json_text(json_get(all[0], "predicateType")).p, "https://in-toto.io/attestation/test-result/v0.1");
	assert_string_equal(json_text(json_at(all[0], "predicate.result")).p, "PASSED");
	assert_string_equal(json_text(json_at(all[1], "predicate.properties[1]")).p, "RUNGATE_PASSED");
	assert_string_equal(json_text(json_at(all[1], "predicate.properties[2]")).p, "RUNGATE_UP");
	assert_true(json_equal(json_at(all[1], "predicate.timeVerified"), json_at(all[1], "predicate.timeCreated")));
	assert_string_equal(json_text(json_at(all[2], "predicate.verificationResult")).p, "PASSED");
	assert_string_equal(json_text(json_at(all[2], "subject[0].name")).p, "h/p/s");
	/* No SVR, because an SVR cannot express a failure */
	assert_int_equal(derive(a, sample_statement(a, true), all), 2);
	assert_string_equal(json_text(json_at(all[0], "predicate.failedTests[0]")).p, "up");
	assert_string_equal(json_text(json_at(all[1], "predicate.verifiedLevels[0]")).p, "FAILED");
}

/* The SVR of a pass names the stage. No rule can be named so that it is taken for the pass of a stage. */
static void derived_pass_of_a_stage(void **state)
{
	struct arena *a = *state;
	struct json *all[EVIDENCE_DERIVED], *v = sample_statement(a, false), *predicate = json_get(v, "predicate");
	json_set_string(a, json_at(predicate, "rules[0]"), "id", "passed-production");
	json_set_string(a, predicate, "stage", "pre-prod");
	assert_true(derive(a, v, all) > 1);
	const struct json *properties = json_at(all[1], "predicate.properties");
	assert_int_equal(json_size(properties), 3);
	assert_string_equal(json_text(json_item(properties, 1)).p, "RUNGATE_PASSED");
	assert_string_equal(json_text(json_item(properties, 2)).p, "RUNGATE_PASSED_PRE_PROD");
}

/* Members are missing or have other values. No format may crash or report something that is not in the evidence. */
static void malformed_members_are_harmless(void **state)
{
	static const char *const values[] = { NULL, "null", "7", "\"x\"", "[]", "{}", "[7]", "[[]]", "[{}]", "{\"a\":7}",
		"{\"a\":{}}", "true" };
	const struct json *whole = json_get(sample_statement(*state, false), "predicate");
	size_t n_formats;
	const struct report_format *formats = report_formats(&n_formats);
	for (struct json_each it = json_each(whole); json_next(&it);)
		for (size_t i = 0; i < COUNTOF(values); i++) {
			struct arena *a = arena_new();
			struct json *v = json_copy(a, whole);
			json_set(v, it.key, values[i] ? sample_json(a, values[i]) : NULL);
			for (size_t f = 0; f < n_formats; f++)
				assert_true(strlen(render(a, formats[f].name, v)) > 0);
			assert_non_null(notify_cdevents(a, v, NULL));
			assert_non_null(notify_slack(a, v, NULL));
			arena_free(a);
		}
}

static void long_summary_is_truncated(void **state)
{
	struct arena *a = *state;
	struct json *v = json_get(sample_statement(a, true), "predicate"), *rules = json_new_array(a);
	char *text = arena_alloc(a, 20001);
	memset(text, '<', 20000);
	for (int i = 0; i < 300; i++) {
		struct json *r = json_copy(a, json_at(v, "rules[0]"));
		json_set_string(a, r, "message", text);
		json_add(rules, r);
	}
	json_set(v, "rules", rules);
	const char *page = render(a, "markdown", v);
	assert_true(strlen(page) < 64 * 1024);
	assert_non_null(strstr(page, "FAILED, NOT MOVED"));
	assert_non_null(strstr(page, "300 failed"));
	assert_non_null(strstr(page, " more are in the evidence."));
}

/* Rendered row by row, so that many runs need not be in memory, the document is the same. */
static void csv_in_parts_is_the_same(void **state)
{
	struct arena *a = *state;
	const struct report_format *csv = report_format_named("csv");
	const struct json *all[] = { hostile(a), sample_json(a, "{\"id\":\"2\"}"), hostile(a) };
	struct buf whole = BUF_MAX(1024 * 1024), parts = BUF_MAX(1024 * 1024);
	report_render(a, csv, all, COUNTOF(all), &(struct report_style){ .color = false }, &whole);
	csv->head(&parts);
	for (size_t i = 0; i < COUNTOF(all); i++)
		csv->row(a, all[i], &parts);
	assert_string_equal(buf_text(&parts), buf_text(&whole));
	buf_free(&whole);
	buf_free(&parts);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(markdown_escapes_text),
		TEST(html_escapes_text),
		TEST(junit_escapes_text),
		TEST(sarif_escapes_text),
		TEST(csv_quotes_cells),
		TEST(csv_in_parts_is_the_same),
		TEST(csv_is_safe_with_semicolon_separators),
		TEST(json_has_no_workflow_command),
		TEST(webhooks),
		TEST(places_are_linked),
		TEST(cdevents_of_a_rollback),
		TEST(derived_statements),
		TEST(derived_pass_of_a_stage),
		TEST(malformed_members_are_harmless),
		TEST(long_summary_is_truncated),
	};
	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
