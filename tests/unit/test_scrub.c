/* SPDX-License-Identifier: Apache-2.0 */
/* test_scrub.c: no output contains eight characters of a secret, at any position, in any encoding, after any
 * truncation. */
#include "probe_world.h"
#include "sample.h"
#include "../../gate/report/report.h"
#include "../../gate/tell/ci.h"
#include "../../gate/tell/notify.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { SECRET = 40, TRACE = 8, RUNS = 60 };

static struct options options;

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

/* A secret with characters that JSON, URLs, shells, markup and base64 encode differently. */
static void make_secret(uint64_t *seed, char out[SECRET + 1])
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789-_/+\"'&<";
	for (size_t i = 0; i < SECRET; i++)
		out[i] = letters[next(seed) % (sizeof(letters) - 1)];
	out[0] = 'S'; /* no truncation at its ends is mistaken for a part of a name */
	out[SECRET] = '\0';
}

static void lacks_parts(const char *what, struct str text, const char *secret)
{
	for (size_t i = 0; i + TRACE <= SECRET; i++)
		if (memmem(text.p, text.n, secret + i, TRACE))
			fail_msg("%s holds \"%.8s\" of \"%s\"", what, secret + i, secret);
}

static struct probe_world *world(void **state)
{
	struct probe_world *w = *state;
	w->r.options = &options;
	say_begin(&w->r.log, w->r.a, w->r.secrets, &options);
	w->r.log.loop = probe_world_loop(w);
	return w;
}

/* This many bytes of padding, the secret, and padding again. */
static const char *padded(struct probe_world *w, const char *secret, size_t before)
{
	char *fill = arena_alloc(w->r.a, before + 1);
	memset(fill, 'x', before);
	return arena_printf(w->r.a, "%s%s%s", fill, secret, before % 2 ? "" : " and what follows it");
}

static const char *scrubbed(struct probe_world *w, const char *text)
{
	return say_scrub(&w->r.log, text);
}

/* ---- Truncated secrets -------------------------------------------------------------------------------- */

static void truncated_secret_is_redacted(void **state)
{
	static const struct {
		const char *text, *left;
	} texts[] = {
		{ "it said hunter2-Und...", "it said [redacted]..." },
		{ "it said ...der-Wal", "it said ...[redacted]" },
		{ "it said ...nter2-Under..., and", "it said ...[redacted]..., and" },
		{ "it said hunt...", "it said [redacted]..." },
		{ "it said hun...", "it said hun..." },
		{ "it said hunter2-Under-Wa", "it said [redacted]" },
		{ "er-Wal and on", "[redacted] and on" },
		{ "hunter2-Und\u2026", "[redacted]\u2026" },
		{ "a hunter2", "a hunter2" },
		{ "hunt", "hunt" },
		{ "hunter2-Under here", "hunter2-Under here" },
	};
	struct probe_world *w = world(state);
	secret_new(w->r.secrets, "hunter2-Under-Wal", 17, true);
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		assert_string_equal(scrubbed(w, texts[i].text), texts[i].left);
		assert_int_equal(secrets_in(w->r.secrets, str_of(texts[i].text)), strcmp(texts[i].text, texts[i].left) != 0);
	}
}

/* A text composed of a secret and other parts is redacted as a whole. Of its parts, only the secret is redacted. */
static void other_parts_of_a_composed_text_stay(void **state)
{
	struct probe_world *w = world(state);
	secrets_hide(w->r.secrets, "hunter2-Under", 13);
	secret_composed(w->r.secrets, "https://api.example.com/?key=hunter2-Under", 42);
	assert_string_equal(scrubbed(w, "GET https://api.ex..."), "GET https://api.ex...");
	assert_string_equal(
		scrubbed(w, "GET https://api.example.com/?key=hunter2-U..."), "GET https://api.example.com/?key=[redacted]...");
	assert_string_equal(scrubbed(w, "GET https://api.example.com/?key=hunter2-Under"), "GET [redacted]");
}

static void every_encoding_is_redacted(void **state)
{
	static const char secret[] = "p\"a's<s>&w/rd?~\xc3\xa9\x1b";
	struct probe_world *w = world(state);
	const struct secret *s = secret_new(w->r.secrets, secret, sizeof(secret) - 1, true);
	static const char *const forms[] = { "p\\\"a's<s>&w/rd?~\xc3\xa9\\u001b", "p%22a%27s%3Cs%3E%26w%2Frd%3F~%C3%A9%1B",
		"p%22a%27s%3cs%3e%26w%2frd%3f~%c3%a9%1b", "p\"a'\\''s<s>&w/rd?~\xc3\xa9\x1b",
		"p&quot;a&#39;s&lt;s&gt;&amp;w/rd?~\xc3\xa9\x1b", "p\"a's<s>&w/rd?~\xc3\xa9\\x1B" };
	for (size_t i = 0; i < COUNTOF(forms); i++)
		assert_string_equal(scrubbed(w, arena_printf(w->r.a, "[%s]", forms[i])), "[[redacted]]");
	for (size_t before = 0; before < 9; before++) {
		struct buf b = BUF_MAX(1000);
		base64_put(&b, str_of(arena_printf(w->r.a, "%s%s, and on", &"user:1:2:"[9 - before], secret_reveal(s))));
		assert_non_null(strstr(scrubbed(w, buf_text(&b)), "[redacted]"));
		assert_null(strstr(scrubbed(w, buf_text(&b)), "cydzPHM+J")); /* a part of it at one offset */
		buf_free(&b);
	}
}

/* Replaces each %s of form by text, which may have any length. */
static const char *filled(struct arena *a, const char *form, const char *text)
{
	struct buf b = BUF_MAX(1024 * 1024);
	for (const char *p = form; *p; p++)
		if (p[0] == '%' && p[1] == 's')
			buf_puts(&b, text), p++;
		else
			buf_putc(&b, *p);
	const char *all = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return all;
}

/* ---- All outputs ---------------------------------------------------------------------------------------- */

static void errors(struct probe_world *w, const char *secret, size_t before)
{
	struct err e;
	err_set(&e, ERR_IO, "%s", padded(w, secret, before));
	lacks_parts("an error", str_of(scrubbed(w, e.text)), secret);
	err_wrap(&e, "the answer of a service");
	lacks_parts("a wrapped error", str_of(scrubbed(w, e.text)), secret);
}

/* Each form of an error body has its own limits; the padding moves the secret through them. */
static void refusals(struct probe_world *w, const char *secret, size_t before)
{
	static const char *const bodies[] = { "%s", "{\"error\":{\"message\":%s}}", "{\"error\":{\"status\":%s}}",
		"{\"error\":\"invalid_grant\",\"error_description\":%s}",
		"{\"error\":{\"message\":\"m\",\"details\":[{\"reason\":\"RATE\",\"metadata\":{\"quota_limit\":%s}}]}}",
		("{\"error\":{\"message\":\"m\",\"details\":[{\"reason\":\"R\",\"metadata\":{\"permission\":%s,"
		 "\"service\":%s}}]}}"),
		"{\"error\":{\"details\":[{\"reason\":\"SERVICE_DISABLED\",\"metadata\":{\"consumer\":%s,\"service\":%s}}]}}" };
	static const char *const answers[] = { "{\"status\":\"error\",\"errorType\":%s,\"error\":%s}",
		"{\"status\":\"success\",\"warnings\":[%s],\"data\":{\"result\":[]}}",
		"{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,%s]}}" };
	static const int statuses[] = { 400, 403, 429 };
	struct buf quoted = BUF_MAX(64 * 1024);
	struct arena *a = w->r.a;
	struct err e;
	json_print(json_new_string(a, padded(w, secret, before % 450)), JSON_COMPACT, &quoted);
	for (size_t i = 0; i < COUNTOF(bodies) * COUNTOF(statuses); i++) {
		const char *body = filled(a, bodies[i / COUNTOF(statuses)], buf_text(&quoted));
		gcp_error_of(statuses[i % COUNTOF(statuses)], str_of(body), "Run", &e);
		gcp_error_grant(str_of(body), "https://run.googleapis.com/v2/projects/p/x", "user:a@b.example", &e);
		lacks_parts("a refusal", str_of(scrubbed(w, e.text)), secret);
	}
	for (size_t i = 0; i < COUNTOF(answers); i++) {
		struct json *value;
		int64_t at;
		const struct json *answer = sample_json(a, filled(a, answers[i], buf_text(&quoted)));
		assert_int_equal(prometheus_value_of(a, answer, &value, &at, &e), -1);
		lacks_parts("an answer of Prometheus", str_of(scrubbed(w, e.text)), secret);
	}
	buf_free(&quoted);
}

/* An expression that quotes the secret, and one whose value is truncated. */
static void expressions(struct probe_world *w, const char *secret, size_t before)
{
	static const char *const forms[] = { "ip(%s)", "{'a': 1}[%s]", "[1][%s]", "%s + 1", "{'a': 1}.%s", "%s %s",
		"dyn(%s) + dyn(1)" };
	struct buf quoted = BUF_MAX(64 * 1024);
	struct arena *a = w->r.a;
	json_print(json_new_string(a, padded(w, secret, before % 260)), JSON_COMPACT, &quoted);
	for (size_t i = 0; i < COUNTOF(forms); i++) {
		const struct conf_place place = { "policy.cfg", 1, 1 };
		struct cel_program *p;
		struct err e = { .code = ERR_NONE };
		if (cel_compile(a, str_of(filled(a, forms[i], buf_text(&quoted))), &place, NULL, &p, &e)) {
			lacks_parts("an expression", str_of(scrubbed(w, e.text)), secret);
			continue;
		}
		struct cel_value v = cel_eval(p, &(struct cel_scope){ .root = json_new_object(a) }, a);
		struct str text = cel_error_text(&v);
		lacks_parts("an evaluation", str_of(scrubbed(w, arena_strndup(a, text.p, text.n))), secret);
	}
	buf_free(&quoted);
}

/* These texts are truncated when they are made, and then embedded in others. */
static void evaluations(struct probe_world *w, const char *secret, size_t before)
{
	struct json *facts = json_new_object(w->r.a);
	json_set_string(w->r.a, facts, "body", padded(w, secret, before));
	struct cel_value v = cel_of_json(facts);
	struct buf b = BUF_MAX(200);
	cel_print(&v, &b);
	lacks_parts("a value", str_of(scrubbed(w, arena_printf(w->r.a, "it was %s...", buf_text(&b)))), secret);
	buf_free(&b);
}

static void said(struct probe_world *w, const char *secret, size_t before)
{
	const char *text = padded(w, secret, before), *path = probe_world_path(w, "ca.pem");
	struct buf all = BUF_MAX(1024 * 1024);
	struct str printed;
	struct err e;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	w->r.log.out = out_open(w->r.a, fd);
	options.verbose = true;
	say_line(&w->r.log, "line: %s", text);
	say_event(&w->r.log, "event", "backend", text);
	options.verbose = false;
	out_end(w->r.log.out, 1000);
	assert_int_equal(out_dropped(w->r.log.out), 0);
	close(fd);
	say_note(&w->r.log, "note: %s", text);
	say_next(&w->r.log, "next: %s", text);
	assert_int_equal(file_read(w->r.a, path, 1024 * 1024, &printed, &e), 0);
	assert_non_null(strstr(printed.p, "line: "));
	json_print(w->r.log.said, JSON_COMPACT, &all);
	json_print(w->r.log.next, JSON_COMPACT, &all);
	json_print(w->r.log.timeline, JSON_COMPACT, &all);
	lacks_parts("standard error", printed, secret);
	lacks_parts("what was said", (struct str){ buf_text(&all), all.n }, secret);
	buf_free(&all);
}

/* Replaces each ~ by the text. */
static struct json *predicate(struct probe_world *w, const char *text)
{
	static const char form[] =
		"{\"rungate\":\"1\",\"id\":\"1\",\"command\":\"verify\",\"release\":\"~\",\"startedAt\":\"~\",\"finishedAt\":"
		"\"~\","
		"\"verdict\":\"failed\",\"action\":\"not_moved\",\"exitCode\":3,\"reason\":\"~\",\"policies\":[{\"name\":\"~\","
		"\"sha256\":\"~\"}],"
		"\"rules\":[{\"id\":\"r\",\"key\":\"~\",\"severity\":\"critical\",\"outcome\":\"fail\",\"message\":\"~\","
		"\"expression\":\"~\",\"values\":\"~\"}],"
		"\"services\":{\"~\":{\"service\":\"~\",\"candidate\":\"~\",\"released\":true,\"note\":\"~\"}},"
		"\"rounds\":[{\"at\":\"~\",\"outcomes\":{\"~\":\"fail\"}}],\"timeline\":[{\"at\":\"~\",\"event\":\"~\","
		"\"detail\":\"~\"}],"
		"\"requests\":[{\"at\":\"~\",\"host\":\"~\",\"method\":\"~\",\"path\":\"~\",\"error\":\"~\"}],\"said\":[\"~\"],"
		"\"next\":[\"~\"]}";
	struct buf b = BUF_MAX(1024 * 1024), quoted = BUF_MAX(64 * 1024);
	json_print(json_new_string(w->r.a, text), JSON_COMPACT, &quoted);
	for (const char *p = form; *p; p++)
		if (*p == '~')
			buf_put(&b, quoted.p + 1, quoted.n - 2);
		else
			buf_putc(&b, *p);
	struct json *v = (struct json *)(uintptr_t)sample_json(w->r.a, buf_text(&b));
	buf_free(&b);
	buf_free(&quoted);
	return v;
}

static void written(struct probe_world *w, const char *secret, size_t before)
{
	static notify_fn *const notifications[] = { notify_cdevents, notify_slack, notify_json };
	struct json *v = predicate(w, padded(w, secret, before));
	const struct json *clean = evidence_scrubbed(&w->r.log, v);
	size_t n;
	const struct report_format *formats = report_formats(&n);
	struct buf b = BUF_MAX(16 * 1024 * 1024), line = BUF_MAX(16 * 1024 * 1024);
	json_print(v, JSON_COMPACT, &line); /* line by line, as in the journal */
	secrets_scrub(w->r.secrets, (struct str){ buf_text(&line), line.n }, &b);
	json_print(clean, JSON_COMPACT, &b);
	for (size_t i = 0; i < n; i++)
		report_render(w->r.a, &formats[i], &clean, 1, &(struct report_style){ .color = false }, &b);
	for (size_t i = 0; i < COUNTOF(notifications); i++)
		json_print(notifications[i](w->r.a, clean, NULL), JSON_COMPACT, &b);
	assert_false(b.over);
	lacks_parts("a record, a report or a notification", (struct str){ buf_text(&b), b.n }, secret);
	buf_free(&b);
	buf_free(&line);
}

/* Reads and removes the file at path, which must contain `mark`. */
static struct str taken(struct probe_world *w, const char *path, const char *mark)
{
	struct str text;
	struct err e;
	assert_int_equal(file_read(w->r.a, path, 16 * 1024 * 1024, &text, &e), 0);
	assert_non_null(strstr(text.p, mark));
	assert_int_equal(unlink(path), 0);
	return text;
}

/* The journal: a reason and the result of a request. */
static void journalled(struct probe_world *w, const char *secret, size_t before)
{
	const char *dir = probe_world_path(w, "journal"), *text = padded(w, secret, before);
	struct traffic_change change = { .a = w->r.a,
		.journal = ARENA_NEW(w->r.a, struct journal),
		.head = { .run = "1", .release = "release", .command = "verify", .reason = text } };
	struct json *detail = json_new_object(w->r.a);
	journal_new(w->r.a, w->r.loop, dir, change.journal);
	journal_begin(change.journal, &change);
	json_set_string(w->r.a, detail, "error", text);
	journal_put(change.journal, "refused", text, detail);
	journal_close(change.journal, "rollback_failed", text, false);
	assert_int_equal(change.journal->error.code, ERR_NONE);
	struct str all = taken(w, arena_printf(w->r.a, "%s/release.jsonl", dir), "\"refused\"");
	assert_non_null(strstr(all.p, "rollback_failed"));
	lacks_parts("the journal", all, secret);
	unlink(arena_printf(w->r.a, "%s/.gitignore", dir));
	assert_int_equal(rmdir(dir), 0);
}

/* Output for GitHub Actions: annotations on standard error, a summary and outputs in files. */
static void told(struct probe_world *w, const char *secret, size_t before)
{
	const char *summary = probe_world_path(w, "summary"), *outputs = probe_world_path(w, "outputs");
	const char *lines = probe_world_path(w, "lines");
	int fd = open(lines, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	setenv("GITHUB_ACTIONS", "true", 1);
	setenv("GITHUB_STEP_SUMMARY", summary, 1);
	setenv("GITHUB_OUTPUT", outputs, 1);
	w->r.log.out = out_open(w->r.a, fd);
	const struct json *clean = evidence_scrubbed(&w->r.log, predicate(w, padded(w, secret, before)));
	ci_tell(&w->r.log, &w->r.result, &w->r.record, clean);
	out_end(w->r.log.out, 1000);
	w->r.log.out = NULL;
	close(fd);
	unsetenv("GITHUB_ACTIONS");
	lacks_parts("an annotation", taken(w, lines, "::error "), secret);
	lacks_parts("the job's summary", taken(w, summary, "##"), secret);
	lacks_parts("the job's outputs", taken(w, outputs, "verdict="), secret);
}

static void no_eight_characters_are_left_anywhere(void **state)
{
	static const size_t edges[] = { 100, 160, 200, 400, 600, 1000, 2000 };
	uint64_t seed = 20260211;
	for (size_t i = 0; i < RUNS; i++) {
		struct probe_world *w = world(state);
		char secret[SECRET + 1];
		make_secret(&seed, secret);
		w->r.secrets = w->r.log.secrets = loop_secrets(w->r.loop);
		secret_new(w->r.secrets, secret, SECRET, true);
		size_t before = edges[next(&seed) % COUNTOF(edges)] + 80 - next(&seed) % 160;
		errors(w, secret, before);
		refusals(w, secret, before);
		expressions(w, secret, before);
		evaluations(w, secret, before);
		said(w, secret, before);
		written(w, secret, before);
		journalled(w, secret, before);
		told(w, secret, before);
	}
}

/* Twice the text needs about twice the work: a hundred secrets, and text that begins like each of them at every
 * position. */
static void redaction_takes_linear_time(void **state)
{
	struct probe_world *w = world(state);
	struct buf text = BUF_MAX(16 * 1024 * 1024), out = BUF_MAX(16 * 1024 * 1024);
	for (int i = 0; i < 200; i++)
		secret_printf(w->r.secrets, "token-%04d-of-the-run", i);
	while (text.n < 8 * 1024 * 1024)
		buf_puts(&text, "...token-12...34-token-00");
	secrets_scrub(w->r.secrets, (struct str){ buf_text(&text), text.n }, &out);
	assert_int_equal(out.n, text.n);
	buf_free(&text);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(truncated_secret_is_redacted, probe_world_set_up, probe_world_tear_down),
		cmocka_unit_test_setup_teardown(other_parts_of_a_composed_text_stay, probe_world_set_up, probe_world_tear_down),
		cmocka_unit_test_setup_teardown(every_encoding_is_redacted, probe_world_set_up, probe_world_tear_down),
		cmocka_unit_test_setup_teardown(
			no_eight_characters_are_left_anywhere, probe_world_set_up, probe_world_tear_down),
		cmocka_unit_test_setup_teardown(redaction_takes_linear_time, probe_world_set_up, probe_world_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
