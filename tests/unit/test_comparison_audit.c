/* SPDX-License-Identifier: Apache-2.0 */
/* test_comparison_audit.c: recorded comparisons are computed again from their minutes, and a difference is found. */
#include "../../gate/audit/audit.h"
#include "../../gate/judge/comparison.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

/* What a source observed in n minutes, with traffic and failures that differ from minute to minute. */
static struct json *observed(struct arena *a, const char *of, int n)
{
	struct json *v = unit_json(a,
		"{\"dispersion\":[1.37,1.0,2.5],\"boundsMs\":[100.5,200.0,400.0],\"stepAt\":240000,\"waiting\":2,\"dropped\":1,"
		"\"revised\":0,\"share\":0.3,\"reason\":0,\"noiseKnown\":true}");
	struct json *parts = json_new_array(a);
	for (int part = 0; part < (strcmp(of, "latency") != 0 ? 1 : 3); part++) {
		struct json *minutes = json_new_array(a);
		for (int i = 0; i < n; i++)
			json_add(minutes,
				unit_json(a,
					arena_printf(a, "[%d,%d,%d,%d,%d,0.3]", 60000 * (i + 1), 300 + 7 * i, 9 + i % 5 + part, 700 - 3 * i,
						5 + i % 3)));
		json_add(parts, minutes);
	}
	json_set_string(a, v, "of", of);
	json_set(v, "parts", parts);
	return v;
}

/* Returns a predicate with one comparison, written and read again. */
static struct json *recorded(struct arena *a, enum comparison_of of, int n)
{
	struct config_comparison items[] = { { .member.alias = "x", .of = of } };
	const struct config c = { .comparisons = { items, 1 },
		.compare = { .wrong_once_in = 1000,
			.fine_wrong_once_in = 20,
			.worse_by = 25,
			.fine_within = 100,
			.floor_per_million = 1000,
			.minutes = 5,
			.settle = 60000 } };
	struct json *facts = comparison_facts(a, &c, &items[0], observed(a, comparison_names[of], n));
	struct buf b = BUF_MAX(1024 * 1024);
	json_set_int(a, facts, "lookAgeSeconds", 7);
	json_print(facts, JSON_SORTED, &b);
	struct json *members = unit_json(a, arena_printf(a, "{\"x\":%s}", buf_text(&b))), *release = json_new_object(a);
	struct json *groups = json_new_object(a), *v = json_new_object(a);
	comparison_release(a, &c, members, release);
	json_set(groups, "comparisons", members);
	json_set(groups, "release", release);
	json_set(v, "facts", groups);
	buf_free(&b);
	return v;
}

static struct json *member(const struct json *predicate)
{
	return json_get(json_get(json_get(predicate, "facts"), "comparisons"), "x");
}

static size_t found(struct arena *a, const struct json *predicate, enum finding_kind kind)
{
	struct findings f = { NULL, 0, 0 };
	size_t n = 0;
	audit_comparisons(a, predicate, &f);
	for (size_t i = 0; i < f.n; i++)
		n += f.items[i].kind == kind;
	assert_true(f.n <= 1);
	return n;
}

static void the_same_minutes_give_the_same_bit_for_bit(void **state)
{
	struct arena *a = *state;
	for (int of = 0; of < COMPARISON__COUNT; of++)
		for (int n = 0; n <= 40; n += 20)
			assert_int_equal(found(a, recorded(a, (enum comparison_of)of, n), FINDING_OK), 1);
}

static void each_changed_fact_is_found(void **state)
{
	struct arena *a = *state;
	struct json *facts = member(recorded(a, COMPARISON_ERRORS, 20));
	size_t tried = 0;
	for (struct json_each it = json_each(facts); json_next(&it);) {
		if (!strcmp(it.key, "basis") || !strcmp(it.key, "lookAgeSeconds"))
			continue;
		struct json *changed = recorded(a, COMPARISON_ERRORS, 20);
		json_set_string(a, member(changed), it.key, "forged");
		assert_int_equal(found(a, changed, FINDING_WRONG), 1);
		tried++;
	}
	assert_true(tried > 15);
	struct json *more = recorded(a, COMPARISON_ERRORS, 20);
	json_set(member(more), "slowMs", json_new_double(a, 1));
	assert_int_equal(found(a, more, FINDING_WRONG), 1);
}

static void changed_minutes_and_parameters_are_found(void **state)
{
	static const char *const keys[] = { "parts", "dispersion", "worse", "fine", "weight", "of" };
	struct arena *a = *state;
	for (size_t i = 0; i < COUNTOF(keys); i++) {
		struct json *changed = recorded(a, COMPARISON_ERRORS, 20);
		struct json *basis = json_get(member(changed), "basis");
		json_set(basis, keys[i], unit_json(a, i == 1 ? "[9.5]" : i == 5 ? "\"latency\"" : "0"));
		assert_int_equal(found(a, changed, FINDING_WRONG), 1);
	}
	struct json *without = recorded(a, COMPARISON_ERRORS, 20);
	json_set_string(a, member(without), "basis", "");
	assert_int_equal(found(a, without, FINDING_WRONG), 1);
}

/* Another mathematics library may round the last digit of a logarithm another way: that accuses nobody. */
static void another_rounding_is_not_wrong(void **state)
{
	struct arena *a = *state;
	struct json *v = recorded(a, COMPARISON_ERRORS, 20);
	double evidence = json_double(json_get(member(v), "evidence"));
	json_set(member(v), "evidence", json_new_double(a, nextafter(evidence, 100)));
	assert_int_equal(found(a, v, FINDING_NOT_CHECKED), 1);
	json_set(member(v), "evidence", json_new_double(a, evidence + 1e-6));
	assert_int_equal(found(a, v, FINDING_WRONG), 1);
}

/* All comparisons together: what the release is judged by. */
static void changed_evidence_of_the_release_is_found(void **state)
{
	struct arena *a = *state;
	struct json *v = recorded(a, COMPARISON_ERRORS, 20), *release = json_get(json_get(v, "facts"), "release");
	double evidence = json_double(json_get(release, "evidence"));
	struct findings f = { NULL, 0, 0 };
	json_set(release, "evidence", json_new_double(a, evidence + 1e-6));
	audit_comparisons(a, v, &f);
	assert_int_equal(f.n, 2);
	assert_int_equal(f.items[0].kind, FINDING_WRONG);
	json_set(release, "evidence", json_new_double(a, nextafter(evidence, 100)));
	assert_int_equal(found(a, v, FINDING_OK), 1);
}

static void what_was_not_observed_is_not_computed(void **state)
{
	struct arena *a = *state;
	struct findings f = { NULL, 0, 0 };
	audit_comparisons(a, unit_json(a, "{\"facts\":{\"comparisons\":{\"x\":{\"$unobserved\":\"403\"}}}}"), &f);
	audit_comparisons(a, unit_json(a, "{}"), &f);
	assert_int_equal(f.n, 0);
}

/* A basis of any form ends in a finding. */
static void forged_bases_are_found(void **state)
{
	static const char *const all[] = { "7", "[]", "{}", "{\"of\":\"errors\"}",
		"{\"of\":\"errors\",\"reason\":99,\"parts\":7}",
		"{\"of\":\"traffic\",\"reason\":-1,\"parts\":[[],[],[],[],[]]}",
		"{\"of\":\"latency\",\"parts\":[[[1,2,3,4,5,6],7,\"x\"],[]],\"dispersion\":[1e300],\"worse\":{\"margin\":-1,"
		"\"risk\":7,\"minutes\":-9000000000000000000},\"fine\":8,\"weight\":-1,\"stepAt\":-1,\"waiting\":1e300}" };
	struct arena *a = *state;
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_int_equal(
			found(a,
				unit_json(
					a, arena_printf(a, "{\"facts\":{\"comparisons\":{\"x\":{\"fine\":true,\"basis\":%s}}}}", all[i])),
				FINDING_WRONG),
			1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_minutes_give_the_same_bit_for_bit),
		cmocka_unit_test(each_changed_fact_is_found),
		cmocka_unit_test(changed_minutes_and_parameters_are_found),
		cmocka_unit_test(another_rounding_is_not_wrong),
		cmocka_unit_test(changed_evidence_of_the_release_is_found),
		cmocka_unit_test(what_was_not_observed_is_not_computed),
		cmocka_unit_test(forged_bases_are_found),
	};
	return cmocka_run_group_tests(tests, unit_set_up, unit_tear_down);
}
