/* SPDX-License-Identifier: Apache-2.0 */
/* test_rounds.c: hysteresis: what a row of outcomes decides. */
#include "../../gate/judge/judge.h"
#include "../../gate/run/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <string.h>

enum { RULES = 3 };

struct bench {
	struct arena *a;
	struct config_gate gate;
	struct rule rules[RULES];
	struct rounds rounds;
	bool warm, unclean, stale, once;
	size_t warm_rule; /* the rule in its warm-up, counted from 1; 0: none */
};

static struct bench *bench_of(void **state)
{
	return *state;
}

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	b->gate = (struct config_gate){ .passes = 2, .failures = 3 };
	b->rounds.gate = &b->gate;
	b->rules[0].severity = SEVERITY_CRITICAL;
	b->rules[1].severity = SEVERITY_ERROR;
	b->rules[2].severity = SEVERITY_WARNING;
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(bench_of(state)->a);
	test_free(*state);
	return 0;
}

static struct outcomes outcomes_of(struct bench *b, const enum outcome_kind kinds[RULES])
{
	struct outcomes o = { ARENA_ARRAY(b->a, struct outcome, RULES), RULES };
	for (size_t i = 0; i < RULES; i++)
		o.items[i] = (struct outcome){ .rule = &b->rules[i], .kind = kinds[i], .message = "", .values = "" };
	return o;
}

/* One round with the outcomes of a critical, an error and a warning rule; P, F, U or S each. */
static enum decision play(struct bench *b, const char *letters)
{
	enum outcome_kind kinds[RULES];
	bool fresh[RULES], once[RULES], warm[RULES];
	for (size_t i = 0; i < RULES; i++) {
		kinds[i] = letters[i] == 'P' ? OUTCOME_PASS
			: letters[i] == 'F'      ? OUTCOME_FAIL
			: letters[i] == 'U'      ? OUTCOME_UNKNOWN
									 : OUTCOME_SKIPPED;
		fresh[i] = !b->stale;
		once[i] = b->once;
		warm[i] = b->warm || b->warm_rule == i + 1;
	}
	struct outcomes o = outcomes_of(b, kinds);
	struct round_view v = { .warm = warm, .clean_services = !b->unclean, .fresh = fresh, .once = once };
	return rounds_next(b->a, &b->rounds, &o, &v);
}

static enum decision at_deadline(struct bench *b, const char *letters)
{
	enum outcome_kind kinds[RULES];
	for (size_t i = 0; i < RULES; i++)
		kinds[i] = letters[i] == 'P' ? OUTCOME_PASS
			: letters[i] == 'F'      ? OUTCOME_FAIL
			: letters[i] == 'U'      ? OUTCOME_UNKNOWN
									 : OUTCOME_SKIPPED;
	struct outcomes o = outcomes_of(b, kinds);
	return rounds_at_deadline(&b->rounds, &o);
}

static void approves_after_a_row_of_clean_rounds(void **state)
{
	assert_int_equal(play(bench_of(state), "PPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "PPF"), DECISION_APPROVED); /* a warning is reported, not counted */
}

static void one_unknown_breaks_the_row(void **state)
{
	play(bench_of(state), "PPP");
	assert_int_equal(play(bench_of(state), "UPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "PPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "PPP"), DECISION_APPROVED);
}

static void rounds_with_unsettled_services_are_not_clean(void **state)
{
	bench_of(state)->unclean = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(play(bench_of(state), "PPP"), DECISION_GO_ON);
}

static void round_without_a_passed_rule_approves_nothing(void **state)
{
	for (int i = 0; i < 5; i++)
		assert_int_equal(play(bench_of(state), "SSP"), DECISION_GO_ON);
}

static void condemns_after_a_row_of_failures(void **state)
{
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_CONDEMNED);
}

static void pass_breaks_the_row_of_failures(void **state)
{
	play(bench_of(state), "FPP");
	play(bench_of(state), "FPP");
	assert_int_equal(play(bench_of(state), "PPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_GO_ON);
}

static void unknown_neither_adds_nor_breaks(void **state)
{
	play(bench_of(state), "FPP");
	play(bench_of(state), "FPP");
	assert_int_equal(play(bench_of(state), "UPP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_CONDEMNED);
}

static void rounds_in_the_warm_up_count_only_for_approval(void **state)
{
	bench_of(state)->warm = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(play(bench_of(state), "FPP"), DECISION_GO_ON);
	play(bench_of(state), "PPP");
	assert_int_equal(play(bench_of(state), "PPP"), DECISION_APPROVED);
}

static void warm_up_applies_to_its_own_rule_only(void **state)
{
	struct bench *b = bench_of(state);
	b->rules[1].severity = SEVERITY_CRITICAL;
	b->warm_rule = 2;
	for (int i = 0; i < 2; i++)
		assert_int_equal(play(b, "PFP"), DECISION_GO_ON);
	b->warm_rule = 1;
	assert_int_equal(play(b, "FFP"), DECISION_GO_ON);
	assert_int_equal(play(b, "FFP"), DECISION_GO_ON);
	b->warm_rule = 2;
	assert_int_equal(play(b, "FFP"), DECISION_GO_ON); /* neither adds to the row nor breaks it */
	b->warm_rule = 0;
	assert_int_equal(play(b, "FFP"), DECISION_CONDEMNED);
}

/* Outcomes that appear, disappear and change position keep their rows. */
static void row_follows_its_outcome(void **state)
{
	struct bench *b = bench_of(state);
	static const char *const keys[] = { "a", "b", "c", "d", "e" };
	static const unsigned first_failed[] = { 1, 1, 3, 1 };
	static const char *const rounds[] = { "abc", "dcb", "b", "ebda" }; /* b is in every round */
	bool yes[8] = { true, true, true, true, true, true, true, true }, no[8] = { false };
	struct round_view v = { .warm = no, .fresh = yes, .once = no };
	b->gate.failures = 4;
	for (size_t i = 0; i < COUNTOF(rounds); i++) {
		struct outcomes o = { ARENA_ARRAY(b->a, struct outcome, 8), strlen(rounds[i]) };
		for (size_t k = 0; k < o.n; k++)
			o.items[k] = (struct outcome){
				.rule = &b->rules[0], .key = keys[rounds[i][k] - 'a'], .kind = OUTCOME_FAIL
			};
		assert_int_equal(rounds_next(b->a, &b->rounds, &o, &v), i == 3 ? DECISION_CONDEMNED : DECISION_GO_ON);
		for (size_t k = 0; k < o.n; k++)
			assert_string_equal(rounds_tally(&b->rounds, &o, k)->key, o.items[k].key);
		assert_int_equal(rounds_tally(&b->rounds, &o, 0)->failed, first_failed[i]);
		if (i == 3)
			assert_int_equal(rounds_tally(&b->rounds, &o, 3)->failed, 2); /* a: in the first and the last round */
	}
}

static void reused_observation_counts_once(void **state)
{
	play(bench_of(state), "FPP");
	bench_of(state)->stale = true;
	for (int i = 0; i < 5; i++)
		assert_int_equal(play(bench_of(state), "FPP"), DECISION_GO_ON);
}

static void observation_made_once_decides_immediately(void **state)
{
	bench_of(state)->once = true;
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_CONDEMNED);
}

static void error_rule_ends_without_a_rollback(void **state)
{
	play(bench_of(state), "PFP");
	play(bench_of(state), "PFP");
	assert_int_equal(play(bench_of(state), "PFP"), DECISION_FAILED);
}

static void error_rule_waits_while_a_critical_rule_fails(void **state)
{
	play(bench_of(state), "PFP");
	play(bench_of(state), "PFP");
	assert_int_equal(play(bench_of(state), "FFP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FFP"), DECISION_GO_ON);
	assert_int_equal(play(bench_of(state), "FFP"), DECISION_CONDEMNED);
}

static void dry_run_rule_is_never_counted(void **state)
{
	bench_of(state)->rules[0].dry_run = true;
	play(bench_of(state), "FPP");
	assert_int_equal(play(bench_of(state), "FPP"), DECISION_APPROVED);
}

static void deadline_condemns_what_always_failed(void **state)
{
	play(bench_of(state), "FPP");
	bench_of(state)->stale = true; /* no new observation: no row of failures, but a failure in every round */
	play(bench_of(state), "FPP");
	play(bench_of(state), "FPP");
	assert_int_equal(at_deadline(bench_of(state), "FPP"), DECISION_CONDEMNED);
}

static void deadline_condemns_nothing_with_too_few_failures(void **state)
{
	play(bench_of(state), "FPP");
	play(bench_of(state), "FPP");
	assert_int_equal(at_deadline(bench_of(state), "FPP"), DECISION_INCONCLUSIVE);
}

static void deadline_does_not_condemn_intermittent_failures(void **state)
{
	play(bench_of(state), "PPP");
	bench_of(state)->stale = true;
	for (int i = 0; i < 3; i++)
		play(bench_of(state), "FPP");
	assert_int_equal(at_deadline(bench_of(state), "FPP"), DECISION_INCONCLUSIVE);
}

static void unknown_at_the_deadline_is_inconclusive(void **state)
{
	play(bench_of(state), "UPP");
	assert_int_equal(at_deadline(bench_of(state), "UPP"), DECISION_INCONCLUSIVE);
}

static void unknown_can_be_configured_to_fail(void **state)
{
	play(bench_of(state), "UUP");
	bench_of(state)->gate.unknown = UNKNOWN_ROLLBACK;
	assert_int_equal(at_deadline(bench_of(state), "UUP"), DECISION_CONDEMNED);
	assert_int_equal(at_deadline(bench_of(state), "PUP"), DECISION_FAILED); /* an error rule moves no traffic */
	bench_of(state)->gate.unknown = UNKNOWN_INCONCLUSIVE;
	bench_of(state)->rules[1].unknown = RULE_UNKNOWN_FAILS;
	assert_int_equal(at_deadline(bench_of(state), "UUP"), DECISION_FAILED);
}

static struct outcomes keyed(struct bench *b, const struct rule *rule, const char *const *keys, size_t n)
{
	struct outcomes o = { ARENA_ARRAY(b->a, struct outcome, n), n };
	for (size_t i = 0; i < n; i++)
		o.items[i] = (struct outcome){
			.rule = rule, .key = keys[i], .kind = OUTCOME_FAIL, .message = "", .values = ""
		};
	return o;
}

static void outcome_is_identified_by_rule_and_key(void **state)
{
	struct bench *b = bench_of(state);
	bool yes[4] = { true, true, true, true }, no[4] = { false };
	struct round_view v = { .warm = no, .fresh = yes, .once = no };
	struct outcomes whole = keyed(b, &b->rules[0], (const char *const[]){ NULL }, 1); /* a group without members */
	struct outcomes each = keyed(b, &b->rules[0], (const char *const[]){ "a", "b" }, 2);
	struct outcomes other = keyed(b, &b->rules[1], (const char *const[]){ "a", "b" }, 2);
	assert_null(rounds_tally(&b->rounds, &whole, 0)); /* there was no round */
	rounds_next(b->a, &b->rounds, &whole, &v);
	assert_int_equal(rounds_tally(&b->rounds, &whole, 0)->failed, 1);
	assert_null(rounds_tally(&b->rounds, &each, 0));
	assert_null(rounds_tally(&b->rounds, &each, 1));
	assert_null(rounds_tally(&b->rounds, &other, 0));
	rounds_next(b->a, &b->rounds, &each, &v);
	assert_int_equal(rounds_tally(&b->rounds, &each, 0)->failed, 1);
	assert_null(rounds_tally(&b->rounds, &whole, 0));
	rounds_next(b->a, &b->rounds, &whole, &v);
	assert_int_equal(rounds_tally(&b->rounds, &whole, 0)->failed, 2);
}

/* So many that some share a slot of the hash table. */
static void rows_of_many_members_are_kept_apart(void **state)
{
	enum { MEMBERS = 500 };
	struct bench *b = bench_of(state);
	const char *keys[MEMBERS];
	bool yes[MEMBERS], no[MEMBERS] = { false };
	struct round_view v = { .warm = no, .fresh = yes, .once = no };
	memset(yes, true, sizeof(yes));
	b->gate.failures = MEMBERS;
	for (size_t round = 0; round < 4; round++) {
		for (size_t i = 0; i < MEMBERS; i++)
			keys[i] = arena_printf(b->a, "member-%zu", (i + round * 7) % MEMBERS);
		struct outcomes o = keyed(b, &b->rules[0], keys, MEMBERS);
		for (size_t i = 0; i < MEMBERS; i++)
			o.items[i].kind = (i + round * 7) % MEMBERS % 3 ? OUTCOME_FAIL : OUTCOME_PASS;
		assert_int_equal(rounds_next(b->a, &b->rounds, &o, &v), DECISION_GO_ON);
		assert_int_equal(b->rounds.n, MEMBERS);
		for (size_t i = 0; i < MEMBERS; i++) {
			const struct tally *t = rounds_tally(&b->rounds, &o, i);
			assert_string_equal(t->key, keys[i]);
			assert_int_equal(t->failed_row, o.items[i].kind == OUTCOME_FAIL ? round + 1 : 0);
		}
	}
}

static void error_decision_waits_while_an_answer_is_warming_up(void **state)
{
	struct bench *b = bench_of(state);
	for (int i = 0; i < 3; i++)
		play(b, "FFP"); /* an error rule that has failed often enough, beside a critical one */
	b->warm_rule = 2;
	assert_int_equal(play(b, "PFP"), DECISION_GO_ON);
	b->warm_rule = 0;
	assert_int_equal(play(b, "PFP"), DECISION_FAILED);
}

static void several_error_rules_fail_like_one(void **state)
{
	struct bench *b = bench_of(state);
	b->rules[2].severity = SEVERITY_ERROR;
	for (int i = 0; i < 2; i++)
		assert_int_equal(play(b, "PFF"), DECISION_GO_ON);
	assert_int_equal(play(b, "PFF"), DECISION_FAILED);
	b->gate.unknown = UNKNOWN_ROLLBACK;
	play(b, "PUU");
	assert_int_equal(at_deadline(b, "PUU"), DECISION_FAILED);
}

static void deadline_without_a_round_is_inconclusive(void **state)
{
	bench_of(state)->gate.unknown = UNKNOWN_ROLLBACK;
	assert_int_equal(at_deadline(bench_of(state), "FUP"), DECISION_INCONCLUSIVE);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

/* A watch that an earlier process began: the third failure in a row condemns, whoever saw the first two. */
static void rows_go_on_from_an_earlier_process(void **state)
{
	struct bench *b = bench_of(state);
	static const char *const ids[] = { "critical", "error", "warning" };
	for (size_t i = 0; i < RULES; i++)
		b->rules[i].id = ids[i];
	assert_int_equal(play(b, "FPP"), DECISION_GO_ON);
	assert_int_equal(play(b, "FPP"), DECISION_GO_ON);
	const enum outcome_kind kinds[RULES] = { OUTCOME_FAIL, OUTCOME_PASS, OUTCOME_PASS };
	struct outcomes o = outcomes_of(b, kinds);
	struct json *rows = rounds_rows(b->a, &(struct rounds){ .gate = &b->gate }, &o);
	assert_int_equal(json_size(rows), 0); /* before the first round */
	rows = rounds_rows(b->a, &b->rounds, &o);
	assert_int_equal(json_size(rows), 1);
	assert_int_equal(json_int(json_get(rows, "critical")), 2);

	b->rounds = (struct rounds){ .gate = &b->gate };
	rounds_continue(b->a, &b->rounds, &o, rows, 7);
	assert_int_equal(b->rounds.clean_row, 7);
	assert_int_equal(play(b, "FPP"), DECISION_CONDEMNED);

	b->rounds = (struct rounds){ .gate = &b->gate };
	rounds_continue(b->a, &b->rounds, &o, rows, 0);
	assert_int_equal(play(b, "PPP"), DECISION_GO_ON); /* a pass ends the row */
	assert_int_equal(play(b, "FPP"), DECISION_GO_ON);
}

/* The memory may hold anything. */
static void impossible_rows_are_ignored(void **state)
{
	struct bench *b = bench_of(state);
	const enum outcome_kind kinds[RULES] = { OUTCOME_FAIL, OUTCOME_PASS, OUTCOME_PASS };
	struct outcomes o = outcomes_of(b, kinds);
	struct json *rows = json_new_object(b->a);
	b->rules[0].id = "critical";
	b->rules[1].id = b->rules[2].id = "other";
	for (int i = 0; i < 2; i++) {
		json_set_int(b->a, rows, "critical", i ? -1 : INT64_MAX);
		b->rounds = (struct rounds){ .gate = &b->gate };
		rounds_continue(b->a, &b->rounds, &o, rows, 0);
		assert_int_equal(play(b, "FPP"), DECISION_GO_ON);
	}
	b->rounds = (struct rounds){ .gate = &b->gate };
	rounds_continue(b->a, &b->rounds, &o, NULL, 0);
	assert_int_equal(play(b, "FPP"), DECISION_GO_ON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(approves_after_a_row_of_clean_rounds),
		TEST(one_unknown_breaks_the_row),
		TEST(rounds_with_unsettled_services_are_not_clean),
		TEST(round_without_a_passed_rule_approves_nothing),
		TEST(condemns_after_a_row_of_failures),
		TEST(pass_breaks_the_row_of_failures),
		TEST(unknown_neither_adds_nor_breaks),
		TEST(rounds_in_the_warm_up_count_only_for_approval),
		TEST(warm_up_applies_to_its_own_rule_only),
		TEST(row_follows_its_outcome),
		TEST(reused_observation_counts_once),
		TEST(observation_made_once_decides_immediately),
		TEST(error_rule_ends_without_a_rollback),
		TEST(error_rule_waits_while_a_critical_rule_fails),
		TEST(dry_run_rule_is_never_counted),
		TEST(deadline_condemns_what_always_failed),
		TEST(deadline_condemns_nothing_with_too_few_failures),
		TEST(deadline_does_not_condemn_intermittent_failures),
		TEST(outcome_is_identified_by_rule_and_key),
		TEST(rows_of_many_members_are_kept_apart),
		TEST(error_decision_waits_while_an_answer_is_warming_up),
		TEST(several_error_rules_fail_like_one),
		TEST(deadline_without_a_round_is_inconclusive),
		TEST(unknown_at_the_deadline_is_inconclusive),
		TEST(unknown_can_be_configured_to_fail),
		TEST(rows_go_on_from_an_earlier_process),
		TEST(impossible_rows_are_ignored),
	};
	return cmocka_run_group_tests_name("rounds", tests, NULL, NULL);
}
