/* SPDX-License-Identifier: Apache-2.0 */
/* test_judge.c: the outcome and message of a rule over facts: a rule without a value is unknown, never passed. */
#include "../../gate/judge/judge.h"
#include "../../gate/run/held.h"
#include "../../gate/run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char facts_text[] =
	"{\"sql\":{\"main\":{\"state\":\"RUNNABLE\",\"flags\":3},"
	"\"spare\":{\"state\":\"STOPPED\",\"flags\":0}},\"redis\":{},"
	"\"alerts\":{\"" CEL_UNOBSERVED "\":\"the alerts could not be listed\"},\"jobs\":{\"a\":{\"state\":\"x\"}},"
	"\"probes\":{\"p\":{\"ok\":false,\"status\":503,\"body\":\"B0DY\",\"json\":{\"state\":\"J50N\"}},"
	"\"q\":{\"ok\":true,\"status\":200,\"body\":\"\"}},\"release\":{\"round\":2}}";

static struct json *facts(struct arena *a)
{
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(facts_text), &v, &e), 0);
	return v;
}

/* A rule as in a policy; NULL means absent. */
struct words {
	const char *each, *when, *needs, *expression, *message;
};

static struct cel_program *program(struct arena *a, const char *text, struct conf_text *out)
{
	struct cel_program *p;
	struct err e;
	if (!text)
		return NULL;
	*out = (struct conf_text){ .text = text, .set = true };
	if (cel_compile(a, str_of(text), NULL, NULL, &p, &e))
		fail_msg("%s", e.text);
	return p;
}

static struct rule *rule_of(struct arena *a, const struct words *w)
{
	struct rule *r = ARENA_NEW(a, struct rule);
	r->id = "r";
	r->each = w->each;
	r->when_program = program(a, w->when, &r->when);
	r->needs_program = program(a, w->needs, &r->needs);
	r->program = program(a, w->expression, &r->expression);
	r->message_program = program(a, w->message, &r->message);
	return r;
}

static struct outcomes judged(struct arena *a, const struct words *w)
{
	struct rule *rules[] = { rule_of(a, w) };
	struct policy p = { .rules = rules, .n = 1 };
	struct outcomes o;
	judge(a, &p, facts(a), &o);
	return o;
}

/* Expects one outcome with its message and its values; want NULL: "". */
static void expect(
	const char *name, const struct outcome *o, enum outcome_kind kind, const char *message, const char *values)
{
	if (o->kind != kind)
		fail_msg("%s: %s (%s)", name, outcome_name(o->kind), o->message);
	if (strcmp(o->message, message ? message : "") != 0)
		fail_msg("%s: says \"%s\"", name, o->message);
	if (strcmp(o->values, values ? values : "") != 0)
		fail_msg("%s: values \"%s\"", name, o->values);
}

static void outcome_of_a_rule_over_the_facts(void **state)
{
	static const struct {
		const char *name;
		struct words rule;
		enum outcome_kind kind;
		const char *message, *values;
	} rows[] = {
		{ "true passes", { .expression = "sql.main.state == 'RUNNABLE'" }, OUTCOME_PASS, NULL, NULL },
		{ "false fails, with its values", { .expression = "sql.main.state == 'STOPPED'" }, OUTCOME_FAIL,
			"sql.main.state == 'STOPPED' is false (sql.main.state = \"RUNNABLE\")", "sql.main.state = \"RUNNABLE\"" },
		{ "false fails, with several values", { .expression = "sql.main.flags > sql.spare.flags + 5" }, OUTCOME_FAIL,
			"sql.main.flags > sql.spare.flags + 5 is false (sql.main.flags = 3;sql.spare.flags = 0)",
			"sql.main.flags = 3\nsql.spare.flags = 0" },
		{ "false fails, with nothing beneath", { .expression = "1 > 2" }, OUTCOME_FAIL, "1 > 2 is false", NULL },
		{ "no value is unknown", { .expression = "sql.main.size > 1" }, OUTCOME_UNKNOWN,
			"no such key: 'size' (in sql.main.size)", NULL },
		{ "a number is unknown", { .expression = "sql.main.flags" }, OUTCOME_UNKNOWN,
			"the expression must give true or false, but gave a int", NULL },
		{ "a false `when` skips", { .when = "sql.main.flags > 5", .expression = "false" }, OUTCOME_SKIPPED, NULL,
			NULL },
		{ "a true `when` judges", { .when = "sql.main.flags > 1", .expression = "true" }, OUTCOME_PASS, NULL, NULL },
		{ "a `when` without a value is unknown", { .when = "sql.main.size > 1", .expression = "true" }, OUTCOME_UNKNOWN,
			"no such key: 'size' (in sql.main.size)", NULL },
		{ "a `when` that is a number is unknown", { .when = "sql.main.flags", .expression = "true" }, OUTCOME_UNKNOWN,
			"`when` must give true or false, but gave a int", NULL },
		{ "a false `needs` is unknown", { .needs = "sql.main.flags > 9", .expression = "true" }, OUTCOME_UNKNOWN,
			"too little was observed: needs sql.main.flags > 9", "sql.main.flags = 3" },
		{ "a true `needs` judges", { .needs = "sql.main.flags > 1", .expression = "false" }, OUTCOME_FAIL,
			"false is false", NULL },
		{ "a `needs` without a value is unknown", { .needs = "sql.main.size > 1", .expression = "true" },
			OUTCOME_UNKNOWN, "no such key: 'size' (in sql.main.size)", NULL },
		{ "a `needs` that is a number is unknown", { .needs = "sql.main.flags", .expression = "true" }, OUTCOME_UNKNOWN,
			"`needs` must give true or false, but gave a int", NULL },
		{ "a fail in its author's words",
			{ .expression = "release.round > 9", .message = "'round ' + string(release.round)" }, OUTCOME_FAIL,
			"round 2", "release.round = 2" },
		{ "an author's words that fail", { .expression = "release.round > 9", .message = "'x' + sql.main.size" },
			OUTCOME_FAIL, "release.round > 9 is false (release.round = 2)", "release.round = 2" },
		{ "an author without words", { .expression = "release.round > 9", .message = "''" }, OUTCOME_FAIL,
			"release.round > 9 is false (release.round = 2)", "release.round = 2" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct outcomes o = judged(a, &rows[i].rule);
		assert_int_equal(o.n, 1);
		assert_null(o.items[0].key);
		expect(rows[i].name, &o.items[0], rows[i].kind, rows[i].message, rows[i].values);
		arena_free(a);
	}
}

static void outcome_of_a_rule_over_each_member(void **state)
{
	static const struct words of_sql = {
		.each = "sql", .when = "key != 'spare' || it.flags == 0", .expression = "it.flags > 0"
	};
	static const struct {
		const char *name;
		struct words rule;
		enum outcome_kind kind;
		const char *why;
	} alone[] = {
		{ "a group that could not be looked at", { .each = "alerts", .expression = "true" }, OUTCOME_UNKNOWN,
			"the alerts could not be listed" },
		{ "a group without members", { .each = "redis", .expression = "false" }, OUTCOME_SKIPPED, NULL },
		{ "a group that is not there", { .each = "workers", .expression = "false" }, OUTCOME_SKIPPED, NULL },
	};
	struct arena *a = arena_new();
	struct outcomes o = judged(a, &of_sql);
	(void)state;
	assert_int_equal(o.n, 2);
	assert_string_equal(o.items[0].key, "main");
	assert_string_equal(o.items[1].key, "spare");
	expect("the first member", &o.items[0], OUTCOME_PASS, NULL, NULL);
	expect("the second member", &o.items[1], OUTCOME_FAIL, "it.flags > 0 is false (it.flags = 0)", "it.flags = 0");
	assert_string_equal(outcome_id(a, &o.items[1]), "r[spare]");
	assert_string_equal(outcome_text(a, &o.items[1]), "r spare: it.flags > 0 is false (it.flags = 0)");
	for (size_t i = 0; i < COUNTOF(alone); i++) {
		o = judged(a, &alone[i].rule);
		assert_int_equal(o.n, 1);
		assert_null(o.items[0].key);
		expect(alone[i].name, &o.items[0], alone[i].kind, alone[i].why, NULL);
	}
	o = judged(a, &(struct words){ .each = "jobs", .expression = "it.state == 'x'" }); /* a member is observed */
	assert_int_equal(o.n, 1);
	assert_string_equal(o.items[0].key, "a");
	o = judged(a, &(struct words){ .expression = "1 > 2" });
	assert_string_equal(outcome_id(a, &o.items[0]), "r");
	assert_string_equal(outcome_text(a, &o.items[0]), "r: 1 > 2 is false");
	assert_string_equal(outcome_message(&(struct outcome){ .key = "main" }), ""); /* not judged */
	arena_free(a);
}

/* The text about a probe's answer uses only what the rule read. No rule here reads the body, so it is not in it. */
static void message_about_a_probe_answer(void **state)
{
	static const struct {
		const char *name;
		struct words rule;
		enum outcome_kind kind;
		const char *message, *values;
	} rows[] = {
		{ "read by the expression", { .expression = "probes.p.status == 200" }, OUTCOME_FAIL,
			"probes.p.status == 200 is false (probes.p.status = 503)", "probes.p.status = 503" },
		{ "read by the expression, which has no value", { .expression = "probes.p.json.ready" }, OUTCOME_UNKNOWN,
			"no such key: 'ready' (in probes.p.json.ready)", NULL },
		{ "read by `when`", { .when = "probes.p.status == 503", .expression = "release.round > 9" }, OUTCOME_FAIL,
			"release.round > 9 is false (release.round = 2)", "release.round = 2" },
		{ "read by `when`, which has no value", { .when = "probes.p.status", .expression = "true" }, OUTCOME_UNKNOWN,
			"`when` must give true or false, but gave a int", NULL },
		{ "read by `needs`", { .needs = "probes.p.status == 200", .expression = "true" }, OUTCOME_UNKNOWN,
			"too little was observed: needs probes.p.status == 200", "probes.p.status = 503" },
		{ "read by `needs`, the size alone", { .needs = "probes.p.body.size() > 9", .expression = "true" },
			OUTCOME_UNKNOWN, "too little was observed: needs probes.p.body.size() > 9", "probes.p.body.size() = 4" },
		{ "read by the expression, the size alone", { .expression = "probes.p.body.size() > 9" }, OUTCOME_FAIL,
			"probes.p.body.size() > 9 is false (probes.p.body.size() = 4)", "probes.p.body.size() = 4" },
		{ "read by the message",
			{ .expression = "release.round > 9", .message = "'it answered ' + string(probes.p.status)" }, OUTCOME_FAIL,
			"it answered 503", "release.round = 2" },
		{ "read and passed", { .expression = "probes.p.status == 503" }, OUTCOME_PASS, NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct outcomes o = judged(a, &rows[i].rule);
		assert_int_equal(o.n, 1);
		expect(rows[i].name, &o.items[0], rows[i].kind, rows[i].message, rows[i].values);
		arena_free(a);
	}
}

static void message_about_each_probe_answer(void **state)
{
	struct arena *a = arena_new();
	struct outcomes o = judged(a, &(struct words){ .each = "probes", .expression = "it.status == 200" });
	(void)state;
	assert_int_equal(o.n, 2);
	expect("a bad answer", &o.items[0], OUTCOME_FAIL, "it.status == 200 is false (it.status = 503)", "it.status = 503");
	expect("a good answer", &o.items[1], OUTCOME_PASS, NULL, NULL);
	o = judged(a,
		&(struct words){
			.each = "probes", .expression = "it.ok || probes.q.status == 201" }); /* it reads another probe too */
	expect("beside another's", &o.items[0], OUTCOME_FAIL,
		"it.ok || probes.q.status == 201 is false (it.ok = false;probes.q.status = 200)",
		"it.ok = false\nprobes.q.status = 200");
	arena_free(a);
}

/* Evidence holds what rules and their messages read, whatever their outcome. */
static void values_read_by_rules_are_held(void **state)
{
	static const struct {
		const char *name;
		struct words rule;
		bool json, body;
	} rows[] = {
		{ "over the facts", { .expression = "probes.p.json.state != ''" }, true, false },
		{ "over each", { .each = "probes", .expression = "it.json.state != ''" }, true, false },
		{ "failed, with a message", { .expression = "probes.p.json.state == ''", .message = "probes.p.body" }, true,
			true },
		{ "failed, without one", { .expression = "probes.p.json.state == ''" }, true, false },
		{ "passed, with a message", { .expression = "probes.p.json.state != ''", .message = "probes.p.body" }, true,
			false },
		{ "skipped", { .when = "release.round > 9", .expression = "probes.p.body == ''" }, false, false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct rule *rules[] = { rule_of(a, &rows[i].rule) };
		struct policy p = { .rules = rules, .n = 1 };
		struct json *all = facts(a);
		struct held *h = held_new(a, false);
		judge_observe(a, &p, all, h);
		const struct json *answer = json_get(json_get(held_facts(h, all), "probes"), "p");
		bool json = str_is(json_text(json_get(json_get(answer, "json"), "state")), "J50N");
		bool body = str_is(json_text(json_get(answer, "body")), "B0DY");
		if (json != rows[i].json || body != rows[i].body)
			fail_msg("%s: json %d, body %d", rows[i].name, json, body);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcome_of_a_rule_over_the_facts),
		cmocka_unit_test(outcome_of_a_rule_over_each_member),
		cmocka_unit_test(message_about_a_probe_answer),
		cmocka_unit_test(message_about_each_probe_answer),
		cmocka_unit_test(values_read_by_rules_are_held),
	};
	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
