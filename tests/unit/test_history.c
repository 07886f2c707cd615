/* SPDX-License-Identifier: Apache-2.0 */
/* test_history.c: which candidates earlier evidence passed or condemned. */
#include "../../gate/evidence/evidence.h"
#include "../../gate/evidence/history.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* head and services are members of a predicate. */
static enum record_verdict verdict_of(struct arena *a, const char *head, const char *services, const char *alias)
{
	const struct json *v = unit_json(a, arena_printf(a, "{%s,\"services\":{%s}}", head, services));
	const struct json *service = json_get(json_get(v, "services"), alias);
	assert_non_null(service);
	return history_verdict(NULL, v, alias, service);
}

#define PASSED               "\"verdict\":\"passed\",\"exitCode\":0"
#define FAILED               "\"verdict\":\"failed\",\"exitCode\":1"
#define BY(ending, decision) ",\"decidedBy\":\"" ending "\",\"decision\":\"" decision "\""
#define RULE(id, how)        "{\"id\":\"" id "\",\"severity\":\"critical\",\"outcome\":\"fail\"," how "}"
#define SERVICE(alias, more) "\"" alias "\":{\"candidate\":\"" alias "-2\",\"judged\":true," more "}"
#define ONE_OF_TWO           SERVICE("a", "\"released\":true") "," SERVICE("b", "\"released\":true")

static void pass_applies_to_judged_revisions(void **state)
{
	struct arena *a = *state;
	assert_int_equal(verdict_of(a, PASSED, SERVICE("a", "\"released\":true"), "a"), RECORD_PASSED);
	assert_int_equal(
		verdict_of(a, PASSED, SERVICE("a", "\"released\":false,\"candidatePercent\":100"), "a"), RECORD_PASSED);
	assert_int_equal(
		verdict_of(a, PASSED, SERVICE("a", "\"released\":false,\"candidatePercent\":0"), "a"), RECORD_OTHER);
	assert_int_equal(
		verdict_of(a, "\"verdict\":\"passed\",\"exitCode\":74", SERVICE("a", "\"released\":true"), "a"), RECORD_OTHER);
}

static void older_evidence_uses_the_traffic(void **state)
{
	struct arena *a = *state;
	const char *others = SERVICE(
		"a", "\"released\":false,\"trafficAfter\":[{\"revision\":\"a-1\",\"latest\":false,\"percent\":100}]");
	const char *its = SERVICE(
		"a", "\"released\":false,\"trafficAfter\":[{\"revision\":\"a-2\",\"latest\":false,\"percent\":100}]");
	const char *latest = SERVICE(
		"a", "\"released\":false,\"trafficAfter\":[{\"revision\":\"\",\"latest\":true,\"percent\":100}]");
	assert_int_equal(verdict_of(a, PASSED, others, "a"), RECORD_OTHER);
	assert_int_equal(verdict_of(a, PASSED, its, "a"), RECORD_PASSED);
	assert_int_equal(verdict_of(a, PASSED, latest, "a"), RECORD_PASSED);
}

static void only_marked_services_are_condemned(void **state)
{
	struct arena *a = *state;
	const char *services = SERVICE("a", "\"released\":true,\"condemned\":false,\"wentBackWith\":[\"b\"]") "," SERVICE(
		"b", "\"released\":true,\"condemned\":true");
	assert_int_equal(verdict_of(a, FAILED BY("rounds", "condemned"), services, "a"), RECORD_OTHER);
	assert_int_equal(verdict_of(a, FAILED BY("rounds", "condemned"), services, "b"), RECORD_FAILED);
}

static void older_evidence_condemns_by_its_failed_rules(void **state)
{
	struct arena *a = *state;
	const char *by_services = FAILED BY("rounds", "condemned") ",\"rules\":[" RULE("r", "\"services\":[\"b\"]") "]";
	const char *by_key = FAILED BY("rounds", "condemned") ",\"rules\":[" RULE(
		"r", "\"each\":\"services\",\"key\":\"b\"") "]";
	const char *by_none = FAILED BY("rounds", "condemned") ",\"rules\":[" RULE(
		"r", "\"expression\":\"probes.p.ok\"") "]";
	assert_int_equal(verdict_of(a, by_services, ONE_OF_TWO, "a"), RECORD_OTHER);
	assert_int_equal(verdict_of(a, by_services, ONE_OF_TWO, "b"), RECORD_FAILED);
	assert_int_equal(verdict_of(a, by_key, ONE_OF_TWO, "a"), RECORD_OTHER);
	assert_int_equal(verdict_of(a, by_key, ONE_OF_TWO, "b"), RECORD_FAILED);
	/* The service of the failed rule is not known. */
	assert_int_equal(verdict_of(a, by_none, ONE_OF_TWO, "a"), RECORD_FAILED);
}

static void older_evidence_without_a_judgement_condemns_no_service(void **state)
{
	struct arena *a = *state;
	assert_int_equal(verdict_of(a, FAILED BY("already_rolled_back", "none"), ONE_OF_TWO, "b"), RECORD_OTHER);
	assert_int_equal(verdict_of(a, FAILED BY("rounds", "failed"), ONE_OF_TWO, "b"), RECORD_OTHER); /* an error rule */
	/* another process judged */
	assert_int_equal(verdict_of(a, FAILED BY("resumed", "none"), ONE_OF_TWO, "b"), RECORD_FAILED);
	assert_int_equal(
		verdict_of(a, FAILED BY("rounds", "condemned"), SERVICE("a", "\"released\":false"), "a"), RECORD_OTHER);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, unit_set_up, unit_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pass_applies_to_judged_revisions),
		TEST(older_evidence_uses_the_traffic),
		TEST(only_marked_services_are_condemned),
		TEST(older_evidence_condemns_by_its_failed_rules),
		TEST(older_evidence_without_a_judgement_condemns_no_service),
	};
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
