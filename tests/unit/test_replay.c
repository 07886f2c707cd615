/* SPDX-License-Identifier: Apache-2.0 */
/* test_replay.c: the verdict of a replay: recorded rounds with the same, a stricter, a looser and another policy. */
#include "sample.h"
#include "../../gate/audit/audit.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SAME       "{ id = \"up\"; severity = \"critical\"; expression = \"probes.p.ok\"; }"
#define WITH(rule) "rules = ( " SAME ", " rule " );"

static struct replay under(struct arena *a, const struct json *statement, const char *rules)
{
	struct json *policies = json_new_array(a), *p = json_new_object(a);
	struct policy policy;
	struct replay r;
	struct err e;
	json_set_string(a, p, "name", "p");
	json_set_string(a, p, "text", rules);
	json_add(policies, p);
	if (policy_of_evidence(a, secrets_new(a), policies, &policy, &e))
		fail_msg("%s", e.text);
	replay_run(a, &policy, json_get(statement, "predicate"), &r);
	return r;
}

static void expect(const struct replay *r, const char *verdict, enum decision d)
{
	assert_true(r->judged);
	assert_string_equal(r->verdict, verdict);
	assert_int_equal(r->decision, d);
}

static void same_policy_gives_the_recorded_verdict(void **state)
{
	struct replay passed = under(*state, sample_statement(*state, false), "rules = ( " SAME " );");
	struct replay failed = under(*state, sample_statement(*state, true), "rules = ( " SAME " );");
	expect(&passed, "passed", DECISION_APPROVED);
	expect(&failed, "failed", DECISION_CONDEMNED);
	assert_true(passed.as_recorded && failed.as_recorded);
	assert_string_equal(passed.reason, "");
	assert_string_equal(failed.reason, "up: probes.p.ok is false (probes.p.ok = false)");
}

static void other_policies(void **state)
{
	struct arena *a = *state;
	struct json *passed = sample_statement(a, false), *failed = sample_statement(a, true);
	struct replay critical = under(
		a, passed, WITH("{ id = \"new\"; severity = \"critical\"; expression = \"!probes.p.ok\"; }"));
	struct replay error = under(
		a, passed, WITH("{ id = \"new\"; severity = \"error\"; expression = \"!probes.p.ok\"; message = \"'no'\"; }"));
	struct replay warning = under(
		a, passed, WITH("{ id = \"new\"; severity = \"warning\"; expression = \"!probes.p.ok\"; }"));
	struct replay dry = under(
		a, passed, WITH("{ id = \"new\"; severity = \"critical\"; dry_run = true; expression = \"!probes.p.ok\"; }"));
	struct replay unknown = under(
		a, passed, WITH("{ id = \"new\"; severity = \"critical\"; expression = \"probes.p.headers.absent\"; }"));
	struct replay unknown_fails = under(a, passed,
		WITH("{ id = \"new\"; severity = \"critical\"; unknown = \"fail\"; "
			 "expression = \"probes.p.headers.absent\"; }"));
	struct replay looser = under(
		a, failed, "rules = ( { id = \"up\"; severity = \"critical\"; expression = \"has(probes.p)\"; } );");
	struct replay nothing = under(
		a, failed, "rules = ( { id = \"up\"; severity = \"warning\"; expression = \"probes.p.ok\"; } );");
	expect(&critical, "failed", DECISION_CONDEMNED);
	expect(&error, "failed", DECISION_FAILED);
	assert_string_equal(error.reason, "new: no");
	expect(&warning, "passed", DECISION_APPROVED);
	expect(&dry, "passed", DECISION_APPROVED);
	expect(&unknown, "inconclusive", DECISION_INCONCLUSIVE);
	expect(&unknown_fails, "failed", DECISION_CONDEMNED);
	expect(&looser, "passed", DECISION_APPROVED);
	expect(&nothing, "inconclusive", DECISION_INCONCLUSIVE); /* a policy without a passed rule approves nothing */
}

/* Evidence records which probes cover a service. A policy that reads none of them does not pass. */
static void policy_that_reads_no_probe_does_not_pass(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false), *reached = json_new_array(a);
	struct json *service = json_at(v, "predicate.services.s");
	assert_non_null(service);
	json_set_bool(a, service, "judged", true);
	json_set_bool(a, service, "released", true);
	json_add(reached, json_new_string(a, "probes.p"));
	json_set(service, "reachedBy", reached);
	struct replay same = under(a, v, "rules = ( " SAME " );");
	struct replay there = under(
		a, v, "rules = ( { id = \"new\"; severity = \"critical\"; expression = \"has(probes.p)\"; } );");
	expect(&same, "passed", DECISION_APPROVED);
	expect(&there, "inconclusive", DECISION_INCONCLUSIVE);
	assert_string_equal(
		there.reason, "not tested: s (no critical or error rule reads its probes, commands, metrics or logs)");
	json_set_bool(a, service, "askedWaived", true);
	there = under(a, v, "rules = ( { id = \"new\"; severity = \"critical\"; expression = \"has(probes.p)\"; } );");
	expect(&there, "passed", DECISION_APPROVED);
}

static void deadline_and_reused_observations(void **state)
{
	struct json *v = sample_statement(*state, true), *names = json_new_array(*state);
	json_add(names, json_new_string(*state, "up"));
	json_set(
		json_at(v, "predicate.rounds[1]"), "stale", names); /* one observation: a failure in every round, but no row */
	json_set_string(*state, json_get(v, "predicate"), "decidedBy", "deadline");
	struct replay late = under(*state, v, "rules = ( " SAME " );");
	expect(&late, "failed", DECISION_CONDEMNED);
	assert_true(late.as_recorded);
}

/* A rule of the recorded policy has its recorded outcomes in earlier rounds, whatever the last facts say. */
static void recorded_outcomes_of_earlier_rounds_count(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, true);
	json_set_string(a, json_at(v, "predicate.rounds[0].outcomes"), "up", "pass");
	struct replay same = under(a, v, "rules = ( " SAME " );");
	expect(&same, "failed", DECISION_CONDEMNED); /* one more round would have failed too */
	assert_false(same.as_recorded);
	struct replay changed = under(
		a, v, "rules = ( { id = \"up\"; severity = \"critical\"; expression = \"probes.p.ok == true\"; } );");
	expect(&changed, "failed", DECISION_CONDEMNED);
	assert_true(changed.as_recorded); /* assumed to have failed in both */
}

static void warm_up_reused_observations_and_observations_made_once(void **state)
{
	struct arena *a = *state;
	struct json *warm = sample_statement(a, true), *stale = sample_statement(a, true),
				*once = sample_statement(a, true);
	struct json *own = sample_statement(a, true);
	struct json *names = json_new_array(a);
	json_set_bool(a, json_at(warm, "predicate.rounds[0]"), "warm", true);
	assert_false(under(a, warm, "rules = ( " SAME " );").as_recorded);
	json_add(names, json_new_string(a, "up"));
	json_set(json_at(own, "predicate.rounds[0]"), "warming", names);
	assert_false(under(a, own, "rules = ( " SAME " );").as_recorded);
	json_set(json_at(stale, "predicate.rounds[1]"), "stale", names);
	assert_false(under(a, stale, "rules = ( " SAME " );").as_recorded); /* one observation counts once */
	json_set_bool(a, json_at(once, "predicate.rules[0]"), "once", true);
	struct replay r = under(a, once, "rules = ( " SAME " );");
	expect(&r, "failed", DECISION_CONDEMNED);
	assert_false(r.as_recorded); /* already with the first round */
}

static struct replay ended(struct arena *a, bool failed, const char *by, const char *verdict)
{
	struct json *v = sample_statement(a, failed), *p = json_get(v, "predicate");
	json_set_string(a, p, "decidedBy", by);
	json_set_string(a, p, "verdict", verdict);
	json_set_string(a, p, "decision", "none");
	json_set_int(a, json_get(p, "gate"), "passes", 5); /* the rounds alone decide nothing */
	json_set_int(a, json_get(p, "gate"), "failures", 5);
	return under(a, v, "rules = ( " SAME " );");
}

static void endings_without_a_rule_stay(void **state)
{
	struct arena *a = *state;
	static const char *const endings[] = { "superseded", "nothing_to_judge", "already_rolled_back", "serves_nothing",
		"signal" };
	for (size_t i = 0; i < COUNTOF(endings); i++) {
		struct replay r = ended(a, false, endings[i], "inconclusive");
		assert_string_equal(r.verdict, "inconclusive");
		assert_int_equal(r.decision, DECISION_GO_ON);
	}
	struct replay few = ended(a, true, "deadline", "inconclusive");
	/* Failed in every round, but in fewer rounds than the gate requires. */
	expect(&few, "inconclusive", DECISION_INCONCLUSIVE);
	assert_true(few.as_recorded);
	struct replay unripe = ended(a, false, "deadline", "inconclusive");
	expect(&unripe, "inconclusive", DECISION_INCONCLUSIVE);
}

static void rejected_approval_continues(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false);
	json_set_bool(a, json_at(v, "predicate.rounds[1]"), "refused", true);
	struct replay r = under(a, v, "rules = ( " SAME " );");
	assert_false(r.as_recorded);
}

/* A promotion counts again in each step. Its verdict is that of the last step. */
static void promotion_steps(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false), *rounds = json_at(v, "predicate.rounds");
	json_add(rounds, json_copy(a, json_item(rounds, 0)));
	assert_false(under(a, v, "rules = ( " SAME " );").as_recorded); /* a second step without a decision */
	json_add(rounds, json_copy(a, json_item(rounds, 1)));
	struct replay r = under(a, v, "rules = ( " SAME " );");
	expect(&r, "passed", DECISION_APPROVED);
	assert_true(r.as_recorded);
}

/* Rounds with equal outcomes are one entry, which counts as that many rounds. */
static void equal_rounds_in_one_entry(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false), *first = json_at(v, "predicate.rounds[0]");
	json_set_int(a, json_at(v, "predicate.gate"), "passes", 5);
	assert_false(under(a, v, "rules = ( " SAME " );").as_recorded);
	json_set_int(a, first, "times", 4);
	struct replay r = under(a, v, "rules = ( " SAME " );");
	expect(&r, "passed", DECISION_APPROVED);
	assert_true(r.as_recorded);
	assert_int_equal(statement_rounds(json_get(v, "predicate")), 5);
	json_set_int(a, first, "times", INT64_MAX);
	expect(&r, "passed", DECISION_APPROVED);
	assert_true(under(a, v, "rules = ( " SAME " );").as_recorded);
}

static void selected_services(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false);
	json_set_bool(a, json_at(v, "predicate.services.s"), "judged", false);
	struct replay r = under(
		a, v, WITH("{ id = \"new\"; severity = \"critical\"; services = [ \"s\" ]; expression = \"false\"; }"));
	expect(&r, "passed", DECISION_APPROVED); /* of a service that was not selected */
	assert_int_equal(r.outcomes.items[1].kind, OUTCOME_SKIPPED);
}

static void evidence_without_a_judgement(void **state)
{
	struct arena *a = *state;
	struct json *v = sample_statement(a, false);
	json_set(json_get(v, "predicate"), "rounds", json_new_array(a));
	json_set_string(a, json_get(v, "predicate"), "verdict", "ordered");
	struct replay r = under(a, v, WITH("{ id = \"new\"; severity = \"critical\"; expression = \"false\"; }"));
	assert_false(r.judged);
	assert_string_equal(r.verdict, "ordered");
}

/* A malformed predicate gives some verdict and no crash. */
static void malformed_predicate_is_harmless(void **state)
{
	static const char *const values[] = { "null", "7", "\"x\"", "[]", "{}", "[7]", "[[]]", "[{}]", "{\"a\":7}", "true",
		"-1" };
	static const char *const paths[][2] = { { "predicate", "rounds" }, { "predicate", "facts" },
		{ "predicate", "rules" }, { "predicate", "gate" }, { "predicate", "services" }, { "predicate", "verdict" },
		{ "predicate", "decidedBy" }, { "predicate.rounds[0]", "outcomes" }, { "predicate.rounds[0]", "stale" },
		{ "predicate.rounds[0]", "round" }, { "predicate.gate", "passes" }, { "predicate.rules[0]", "id" } };
	for (size_t p = 0; p < COUNTOF(paths); p++)
		for (size_t i = 0; i < COUNTOF(values); i++) {
			struct json *v = sample_statement(*state, false);
			json_set(json_at(v, paths[p][0]), paths[p][1], sample_json(*state, values[i]));
			assert_non_null(under(*state, v, "rules = ( " SAME " );").verdict);
		}
}

/* On every processor, in parallel, without shared state. */
static void replays_run_in_parallel(void **state)
{
	struct arena *a = *state;
	struct archive archive = { .items = ARENA_ARRAY(a, struct archive_item, 100), .n = 100 };
	struct options o = { .policies = { .items = (const char *[]){ "builtin:endpoints" }, .n = 1 } };
	struct trust none = { 0 };
	struct replayed *all;
	struct err e;
	for (size_t i = 0; i < archive.n; i++) {
		struct json *v = sample_statement(a, i % 2);
		json_set_int(a, json_get(v, "predicate"), "sequence", (int64_t)i);
		archive.items[i] = (struct archive_item){
			.name = arena_printf(a, "e%zu", i), .bytes = i % 10 ? sample_bytes(a, v, NULL) : str_of("no JSON"), false
		};
	}
	assert_int_equal(replay_archive(a, &o, NULL, &none, &archive, &all, &e), 0);
	for (size_t i = 0; i < archive.n; i++) {
		if (i % 10 == 0) {
			assert_int_equal(all[i].kind, REPLAYED_UNREADABLE);
			assert_non_null(strstr(all[i].error, archive.items[i].name));
			continue;
		}
		assert_int_equal(all[i].kind, REPLAYED);
		assert_int_equal(json_int(json_get(all[i].run, "sequence")), i);
		assert_string_equal(json_text_at(all[i].run, "verdict"), i % 2 ? "failed" : "passed");
		assert_true(all[i].n > 0);
	}
	none.required = true;
	assert_int_equal(replay_archive(a, &o, NULL, &none, &archive, &all, &e), 0);
	assert_int_equal(all[1].kind, REPLAYED_UNTRUSTED);
	o.since = INT64_MAX;
	none.required = false;
	assert_int_equal(replay_archive(a, &o, NULL, &none, &archive, &all, &e), 0);
	assert_int_equal(all[1].kind, REPLAYED_OUTSIDE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	/* clang-format off */
	const struct CMUnitTest tests[] = {
		TEST(same_policy_gives_the_recorded_verdict), TEST(other_policies),
		TEST(policy_that_reads_no_probe_does_not_pass), TEST(recorded_outcomes_of_earlier_rounds_count),
		TEST(warm_up_reused_observations_and_observations_made_once), TEST(deadline_and_reused_observations),
		TEST(endings_without_a_rule_stay), TEST(rejected_approval_continues), TEST(promotion_steps),
		TEST(equal_rounds_in_one_entry), TEST(selected_services), TEST(evidence_without_a_judgement),
		TEST(malformed_predicate_is_harmless), TEST(replays_run_in_parallel),
	};
	/* clang-format on */
	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
