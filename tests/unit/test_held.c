/* SPDX-License-Identifier: Apache-2.0 */
/* test_held.c: evidence holds the parts of documents that were read, and enough of the rest to repeat the
 * evaluation. */
#include "../../gate/judge/judge.h"
#include "../../gate/run/held.h"
#include "../../gate/run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char facts_text[] =
	"{\"data\":{\"d\":{\"name\":\"app\",\"password\":\"S3CRET\",\"count\":3,\"none\":null,\"on\":true,"
	"\"tokens\":{\"K3Y-1\":\"S3CRET-1\",\"K3Y-2\":{\"on\":true,\"pin\":\"S3CRET-2\"}},\"roles\":[\"admin\",\"R0LE\"],"
	"\"empty\":[],"
	"\"#first\":\"S3CRET-3\",\"users\":[{\"name\":\"a\",\"on\":true,\"pw\":\"S3CRET-4\"},"
	"{\"name\":\"b\",\"on\":false,\"pw\":\"S3CRET-5\",\"tags\":[\"T4G\"]}]}},"
	"\"sql\":{\"main\":{\"state\":\"RUNNABLE\"}},\"probes\":{\"p\":{\"ok\":true,\"status\":200,\"body\":\"S3CRET-6\","
	"\"json\":{\"status\":\"up\",\"key\":\"S3CRET-7\"},"
	"\"headers\":{\"server\":\"S3RVER\",\"set-cookie\":\"S3CRET-8\",\"age\":\"7\"}}},"
	"\"logs\":{\"l\":{\"count\":1,\"samples\":[{\"severity\":\"ERROR\",\"text\":\"S3CRET-9\"}]}}}";

static struct json *facts(struct arena *a)
{
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(facts_text), &v, &e), 0);
	return v;
}

static const char *text_of(struct arena *a, const struct json *v)
{
	struct buf b = BUF_MAX(64 * 1024);
	json_print(v, JSON_SORTED, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static const char *value_of(struct arena *a, const struct cel_program *p, const struct json *v)
{
	struct buf b = BUF_MAX(64 * 1024);
	struct cel_value value = cel_eval(p, &(struct cel_scope){ .root = v }, a);
	cel_print(&value, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* As read back from evidence, with sorted keys. */
static struct json *sorted(struct arena *a, const struct json *v)
{
	struct json *back;
	struct err e;
	assert_int_equal(json_parse(a, str_of(text_of(a, v)), &back, &e), 0);
	return back;
}

static struct cel_program *program(struct arena *a, const char *expression)
{
	struct cel_program *p;
	struct err e;
	if (cel_compile(a, str_of(expression), NULL, NULL, &p, &e))
		fail_msg("%s", e.text);
	return p;
}

/* The facts that evidence holds for the expression, as they are read back. */
static struct json *held(struct arena *a, const char *expression)
{
	struct json *all = facts(a);
	struct held *h = held_new(a, false);
	(void)cel_eval(program(a, expression), &(struct cel_scope){ .root = all, .observer = held_observer(h) }, a);
	return sorted(a, held_facts(h, all));
}

/* kept: the words of facts_text in capitals that may be held, separated by spaces; no other may be. */
static void keeps(const char *expression, const char *kept)
{
	static const char *const words[] = { "S3CRET\"", "S3CRET-1", "S3CRET-2", "S3CRET-3", "S3CRET-4", "S3CRET-5",
		"S3CRET-6", "S3CRET-7", "S3CRET-8", "S3CRET-9", "K3Y-1", "K3Y-2", "R0LE", "T4G", "S3RVER" };
	struct arena *a = arena_new();
	const struct json *back = held(a, expression);
	const char *text = text_of(a, back), *was = value_of(a, program(a, expression), facts(a)),
			   *is = value_of(a, program(a, expression), back);
	if (strcmp(was, is) != 0)
		fail_msg("%s\n  is %s, and from what is held %s:\n  %s", expression, was, is, text);
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (!strstr(text, words[i]) != !strstr(kept, words[i]))
			fail_msg("%s\n  %s %s: %s", expression, strstr(kept, words[i]) ? "lacks" : "keeps", words[i], text);
	arena_free(a);
}

static void presence_test_holds_no_value(void **state)
{
	(void)state;
	keeps("has(data.d.password)", "");
	keeps("has(data.d.absent)", "");
	keeps("has(data.d.tokens) && !has(data.d.tokens.absent)", "");
	keeps("'password' in data.d", "");
	keeps("!('absent' in data.d.tokens)", "");
	keeps("'K3Y-1' in data.d.tokens", "K3Y-1");
	keeps("data.d.?password.hasValue()", "");
	keeps("data.d.?absent.hasValue()", "");
	keeps("data.d[?'password'].optMap(x, true).orValue(false)", "");
	keeps("has(probes.p.headers.server)", "");
	keeps("'set-cookie' in probes.p.headers", "");
	keeps("has(probes.p.body) && has(probes.p.json.key)", "");
}

static void size_and_type_hold_no_value(void **state)
{
	(void)state;
	keeps("size(data.d.tokens) == 2", "");
	keeps("data.d.users.size() == 2 && data.d.roles.size() > 1", "");
	keeps("data.d.password.size() > 5", "");
	keeps("probes.p.body.size()", "");
	keeps("data.d.empty == [] && data.d.users != []", "");
	keeps("data.d.tokens != {}", "");
	keeps("type(data.d.password) == string && type(data.d.count) == int && type(data.d.users) == list", "");
	keeps("data.d.password != null && data.d.none == null", "");
	keeps("'admin' in data.d.roles && !('nobody' in data.d.roles)", "");
	keeps("'admin' in data.d.roles && data.d.roles.size() == 2 && 'R0LE' in data.d.roles", "R0LE");
}

static void loops_hold_what_they_read(void **state)
{
	(void)state;
	keeps("data.d.users.exists(u, u.name == 'b')", "");
	keeps("data.d.users.all(u, has(u.pw))", "");
	keeps("data.d.users.filter(u, u.on).size() == 1", "");
	keeps("data.d.users.filter(u, u.on)[0].name == 'a'", "");
	keeps("data.d.users.map(u, u.name).join(',')", "");
	keeps("data.d.users.exists_one(u, has(u.tags) && u.tags.size() == 1)", "");
	keeps("data.d.users.exists(u, 'T4G' in u.?tags.orValue([]))", "T4G");
	keeps("data.d.tokens.exists(k, k == 'K3Y-2')", "K3Y-1 K3Y-2");
	keeps("data.d.tokens.exists(k, type(data.d.tokens[k]) == map && data.d.tokens[k].on)", "K3Y-1 K3Y-2");
	keeps("([data.d] + (has(data.d.more) ? data.d.more : [])).all(m, m.users.all(u, u.name != 'c'))", "");
	keeps("data.d.users[1].name == 'b' && data.d.users[0].on", "");
	keeps("data.d.users.first().value().name", "");
	keeps("data.d.users.sortBy(u, u.name).map(u, u.on)", "");
	keeps("data.d.users.transformMap(i, u, u.name)", "");
	keeps("cel.bind(t, data.d.tokens, size(t) == 2 && 'K3Y-1' in t)", "K3Y-1");
	keeps("logs.l.samples.all(s, s.severity != 'INFO')", "");
}

static void read_values_are_held(void **state)
{
	(void)state;
	keeps("data.d.password == 'x'", "S3CRET\"");
	keeps("data.d.password.startsWith('S') ? data.d.on : false", "S3CRET\"");
	keeps("data.d.on && data.d.count > 2 || data.d.password == 'x'", "");
	keeps("data.d.tokens['K3Y-1'] + 'x'", "K3Y-1 S3CRET-1");
	keeps("data.d.users.map(u, u.pw).join(' ')", "S3CRET-4 S3CRET-5");
	keeps("data.d.users == [1, 2]", "S3CRET-4 S3CRET-5 T4G");
	keeps("data.d.roles.exists(r, r.contains('0'))", "R0LE");
	keeps("probes.p.headers.server == 'x' || probes.p.json.status == 'up'", "S3RVER");
	keeps("probes.p.body.contains('RET')", "S3CRET-6");
	keeps("logs.l.samples[0].text", "S3CRET-9");
	keeps("sql.main.state == 'RUNNABLE'", "");
}

/* A key that sorts before the marker of a partial object could hide the marker. It is not held, and it is unknown. */
static void values_that_are_not_held_are_unknown(void **state)
{
	static const struct {
		const char *read, *asked;
	} rows[] = {
		{ "has(data.d.name)", "data.d.name" },
		{ "has(data.d.name)", "has(data.d.password)" },
		{ "has(data.d.name)", "'x' in data.d" },
		{ "has(data.d.name)", "size(data.d)" },
		{ "has(data.d.name)", "data.d.all(k, true)" },
		{ "has(data.d.name)", "data.d == {}" },
		{ "has(data.d.name)", "data.d.name == 'app'" },
		{ "has(data.d.name)", "data.d.name in ['app']" },
		{ "has(data.d.name)", "'app' + data.d.name" },
		{ "has(data.d.name)", "data.d.name ? 1 : 2" },
		{ "has(data.d.name)", "[1].exists(x, data.d.name)" },
		{ "has(data.d.name)", "!data.d.name" },
		{ "has(data.d.name)", "data.d.name.size()" },
		{ "'admin' in data.d.roles", "'R0LE' in data.d.roles" },
		{ "'admin' in data.d.roles", "data.d.roles[0]" },
		{ "'admin' in data.d.roles", "size(data.d.roles)" },
		{ "data.d.users.size()", "data.d.users.all(u, true)" },
		{ "data.d.users.all(u, u.on)", "data.d.users[0].name" },
		{ "data.d['#first']", "data.d['#first']" },
		{ "probes.p.headers['set-cookie']", "probes.p.headers['set-cookie']" },
		{ "data.d.users.map(u, u.on)", "json.encode(data.d.users)" },
		{ "has(data.d.name)", "data.d.merge({})" },
		{ "true", "data.d" },
		{ "true", "probes.p.body" },
		{ "true", "data.d['$withheld']" },
		{ "has(data.d.name)", "data.d['$withheld']" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		const char *value = value_of(a, program(a, rows[i].asked), held(a, rows[i].read));
		if (strncmp(value, "error: " CEL_NOT_HELD, strlen("error: " CEL_NOT_HELD)) != 0)
			fail_msg("%s, with what %s reads: %s", rows[i].asked, rows[i].read, value);
		arena_free(a);
	}
}

static void terraform_sensitive_marks_are_honored(void **state)
{
	static const char *const documents[] = {
		"{\"values\":{\"outputs\":{\"o\":{\"sensitive\":true,\"value\":\"S3CRET\"}},\"root\":{\"name\":\"a\"}}}",
		"{\"values\":{\"o\":{\"list\":[1,{\"pw\":\"S3CRET\"}]}},\"sensitive_values\":{\"o\":{\"list\":[false,{\"pw\":"
		"true}]}}}",
		"{\"outputs\":{\"o\":\"S3CRET\",\"p\":\"kept\"},\"sensitive_outputs\":{\"o\":true}}",
		"{\"change\":{\"after\":{\"pw\":\"S3CRET\"},\"after_sensitive\":{\"pw\":true},\"before\":{\"all\":\"S3CRET\"},"
		"\"before_sensitive\":true}}",
		("{\"attributes\":{\"a\":{\"pw\":\"S3CRET\"}},\"sensitive_attributes\":[[{\"type\":\"get_attr\",\"value\":"
		 "\"a\"},"
		 "{\"type\":\"get_attr\",\"value\":\"pw\"}]]}"),
		"{\"sensitive_values\":{\"which\":\"S3CRET\"}}",
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(documents); i++) {
		struct arena *a = arena_new();
		struct json *all, *only;
		struct held *h = held_new(a, false);
		struct err e;
		assert_int_equal(json_parse(a, str_of(arena_printf(a, "{\"data\":{\"d\":%s}}", documents[i])), &all, &e), 0);
		held_keep(h, all, "data.d"); /* not even if the whole document is kept */
		only = held_facts(h, all);
		assert_null(strstr(text_of(a, only), "S3CRET"));
		assert_true(i != 0 || strstr(text_of(a, only), "\"name\":\"a\""));
		assert_true(i != 2 || strstr(text_of(a, only), "kept"));
		arena_free(a);
	}
}

/* Replaces each $ of the question by the expression of the value. */
static const char *asked_of(struct arena *a, const char *question, const char *atom)
{
	struct buf b = BUF_MAX(4096);
	for (const char *c = question; *c; c++) {
		if (*c == '$')
			buf_puts(&b, atom);
		else
			buf_putc(&b, *c);
	}
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

/* Any expression over any value has the same result when it is evaluated over what it read. */
static void every_expression_gives_the_same_result(void **state)
{
	/* clang-format off */
	static const char *const atoms[] = {
		"data.d.name", "data.d.password", "data.d.count", "data.d.none", "data.d.on", "data.d.tokens", "data.d.roles",
		"data.d.empty", "data.d.users",
		"data.d.users[0]", "data.d.users[1].tags", "data.d.absent", "data.d", "data", "data.d.?tokens",
		"data.d.?absent", "data.d.users.map(u, u.name)",
		"data.d.users.filter(u, u.on)", "[data.d.name, data.d.count]", "{'k': data.d.password}", "probes.p",
		"probes.p.json", "probes.p.headers",
		"logs.l.samples", "data.d.users.map(u, u)", "data.d.tokens['K3Y-2']",
		"(data.d.on ? data.d.users : data.d.roles)", "optional.of(data.d.pin)",
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const questions[] = {
		"size($)", "type($) == string", "type($) == list", "$ == null", "$ != 'app'", "$ == 3", "$ == []", "$ == {}",
		"$ == $",
		"$ in ['app', 3]", "'admin' in $", "'K3Y-1' in $", "'a' in $.map(x, x)", "$.exists(x, x == 'admin')",
		"$.all(x, true)", "$.all(x, has(x.name))",
		"$.exists_one(x, x == 'K3Y-2')", "$.filter(x, x != 'admin')", "$.map(x, type(x))", "$.map(x, size(x) > 3)",
		"$.transformMap(k, v, size(v))",
		"$.transformList(k, v, type(v))", "$.size() > 1 && $[0] == 'admin'", "$[0]", "$['name']",
		"$[?'name'].hasValue()", "$.?name.orValue('no')",
		"$.?name.optMap(x, x + 'x')", "$.name", "has($.name)", "has($.name) && $.name == 'app'",
		"$.hasValue() ? size($.value()) : 0",
		"$ + 'x'", "$ + [1]", "$ + $", "!$", "-$", "$ && true", "$ || true", "$ ? 1 : 2", "$ < 5", "string($)",
		"$.contains('p')",
		"[$].exists(x, x == 'app')", "{'k': $}.k == 'app'", "[$, $].size()", "cel.bind(x, $, size(x))",
		"cel.bind(x, $, x == x)", "$.first()",
		"$.last().hasValue()", "$.slice(0, 1)", "$.reverse()", "$.flatten()", "$.distinct()", "$.sort()",
		"$.sortBy(x, x.name).map(x, x.on)",
		"sets.contains($, ['admin'])", "sets.intersects($, $)", "$.join('-')", "$.exists(x, x in $)",
		"[1, 2].map(i, $)", "dyn($) == 'app'",
		"optional.ofNonZeroValue($).hasValue()", "json.encode($)", "$.merge({'z': 1})", "$.merge({'z': 1}).size()",
		"'%s'.format([$])",
		"math.greatest($, 2)", "timestamp($)", "$.startsWith('a') == true",
	};
	/* clang-format on */
	size_t known = 0;
	(void)state;
	for (size_t i = 0; i < COUNTOF(atoms); i++)
		for (size_t j = 0; j < COUNTOF(questions); j++) {
			struct arena *a = arena_new();
			const char *text = asked_of(a, questions[j], atoms[i]);
			struct cel_program *p;
			struct err e;
			assert_int_equal(cel_compile(a, str_of(text), NULL, NULL, &p, &e), 0);
			bool private = strstr(text, "probes.p") && !strstr(text, "probes.p.json"); /* it includes a cookie */
			const char *was = value_of(a, p, sorted(a, facts(a))), *is = value_of(a, p, held(a, text));
			bool failed = !strncmp(was, "error", 5);
			if (failed ? strncmp(is, "error", 5) != 0 : strcmp(was, is) != 0 && !strstr(is, "...") && !private)
				fail_msg("%s\n  is %s, and from what is held %s:\n  %s", text, was, is, text_of(a, held(a, text)));
			known += !failed;
			arena_free(a);
		}
	assert_true(known > 500);
}

/* Rule messages are rendered from the held facts only. */
static void messages_use_held_facts_only(void **state)
{
	struct arena *a = arena_new();
	struct rule rules[] = {
		{ .id = "a", .expression = { .text = "data.d.count > 5 && data.d.password == ''", .set = true } },
		{ .id = "b", .expression = { .text = "data.d.users.all(u, u.name == 'a')", .set = true } },
		{ .id = "c", .expression = { .text = "data.d.tokens['K3Y-2'].of > 1", .set = true } },
		{ .id = "d", .each = "probes", .expression = { .text = "it.status == 201 && it.body == ''", .set = true } },
	};
	struct rule *all[] = { &rules[0], &rules[1], &rules[2], &rules[3] };
	struct policy p = { .rules = all, .n = COUNTOF(all) };
	struct outcomes o;
	(void)state;
	for (size_t i = 0; i < COUNTOF(rules); i++)
		rules[i].program = program(a, rules[i].expression.text);
	judge(a, &p, facts(a), &o);
	assert_int_equal(o.n, COUNTOF(rules));
	for (size_t i = 0; i < o.n; i++) {
		assert_int_equal(o.items[i].kind, i == 2 ? OUTCOME_UNKNOWN : OUTCOME_FAIL);
		assert_null(strstr(o.items[i].message, "S3CRET"));
		assert_null(strstr(o.items[i].values, "S3CRET"));
	}
	assert_string_equal(o.items[0].values, "data.d.count = 3");
	assert_string_equal(o.items[1].values, "data.d.users = [{..., \"name\": \"a\"}, {..., \"name\": \"b\"}]");
	assert_string_equal(o.items[3].values, "it.status = 200");
	arena_free(a);
}

/* Unread values have a digest. A body and the JSON parsed from it share one. Headers have their own, as they contain a
 * date. */
static void one_digest_replaces_equal_texts(void **state)
{
	struct arena *a = arena_new();
	const struct json *p = json_at(held_facts(held_new(a, true), facts(a)), "probes.p");
	(void)state;
	assert_non_null(strstr(json_text_at(p, "body.$withheld"), "(sha256:"));
	assert_string_equal(json_text_at(p, "json.$withheld"), CEL_NOT_HELD);
	assert_string_equal(json_text_at(p, "headers.$withheld"), CEL_NOT_HELD);
	struct held *h = held_new(a, true);
	struct json *v = facts(a);
	held_keep(h, v, "probes.p.body");
	p = json_at(held_facts(h, v), "probes.p");
	assert_string_equal(json_text_at(p, "body"), "S3CRET-6");
	assert_non_null(strstr(json_text_at(p, "json.$withheld"), "(sha256:"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presence_test_holds_no_value),
		cmocka_unit_test(size_and_type_hold_no_value),
		cmocka_unit_test(loops_hold_what_they_read),
		cmocka_unit_test(read_values_are_held),
		cmocka_unit_test(values_that_are_not_held_are_unknown),
		cmocka_unit_test(terraform_sensitive_marks_are_honored),
		cmocka_unit_test(every_expression_gives_the_same_result),
		cmocka_unit_test(messages_use_held_facts_only),
		cmocka_unit_test(one_digest_replaces_equal_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
