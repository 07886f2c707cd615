/* SPDX-License-Identifier: Apache-2.0 */
/* test_causes.c: the tree of causes over worlds of facts: each cause of an outage alone, and every pair of them. */
#include "cause_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* ---- The fifteen causes ------------------------------------------------------------------------------------- */

#define SICK "probes.health", "{'ok':false,'ms':9,'error':'answered 503','status':503}"

enum place { BELOW_HEALTH, SYMPTOM, ITSELF };
struct evil {
	const char *name;
	struct {
		const char *path, *value;
	} facts[4];
	const char *rule, *key;
	enum place place;
	bool shared; /* the baseline has it too */
};

static const struct evil evils[] = {
	{ "the application answers 503", { { SICK } }, "probe-ok", "health", SYMPTOM, false },
	{ "WebSockets are refused",
		{ { "probes.events", "{'ok':false,'ms':9,'error':'refused: 503','status':503,'events':[]}" } }, "probe-ok",
		"events", SYMPTOM, false },
	{ "tests fail",
		{ { "probes.p1", "{'ok':false,'ms':9,'error':'exit 1','exitCode':1,'timedOut':false,'signal':0}" } },
		"tests-passed", "p1", SYMPTOM, false },
	{ "the name flickers",
		{ { "probes.name", "{'ok':false,'ms':9,'error':'1 of 3 failed','lookups':3,'failures':1}" } }, "name-steady",
		"name", ITSELF, false },
	{ "the certificate is for another host",
		{ { "probes.cert", "{'ok':false,'ms':9,'error':'not for edge.test','daysLeft':90,'host':'edge.test'}" } },
		"certificate-good", "cert", ITSELF, false },
	{ "Redis does not exist", { { SICK }, { "redis.cache.state", "'NOT_FOUND'" } }, "redis-serving", "cache",
		BELOW_HEALTH, true },
	{ "the Redis host is unknown",
		{ { SICK }, { "services.api.candidate.redis", "{'CACHE':{'instance':'','known':false}}" } }, "redis-host-known",
		"api", BELOW_HEALTH, false },
	{ "too many connections are possible",
		{ { SICK }, { "services.api.candidate.maxInstances", "40" }, { "sql.main.possibleConnections", "200" } },
		"sql-connections", "main", BELOW_HEALTH, false },
	{ "the pool is exhausted",
		{ { SICK }, { "metrics.conns", "{'metric':'connections','value':99,'limit':100,'ratio':0.99,'samples':5}" } },
		"connections-left", "conns", BELOW_HEALTH, true },
	{ "the connector is overwhelmed", { { SICK }, { "connectors.vpc.atMaxInstances", "true" } }, "connector-room",
		"vpc", BELOW_HEALTH, true },
	{ "a placeholder is left",
		{ { SICK },
			{ "services.api.candidate.env.AGENT", "{'placeholder':true,'empty':false,'digest':'a2','secret':''}" } },
		"no-template-placeholders", "api", BELOW_HEALTH, false },
	{ "secrets differ",
		{ { SICK },
			{ "services.web.candidate.env.JWT_SECRET",
				"{'placeholder':false,'empty':false,'digest':'s2','secret':''}" } },
		"jwt-secrets-agree", "api", BELOW_HEALTH, false },
	{ "the build drops files", { { SICK }, { "source.excluded", "['api/monitoring/metrics.py']" } }, "source-kept",
		NULL, BELOW_HEALTH, false },
	{ "an older commit runs",
		{ { SICK }, { "services.api.candidate.commit", "'0000000a'" }, { "source.deployed.api", "false" } },
		"one-commit", "api", BELOW_HEALTH, false },
	{ "the request timeout was raised", { { SICK }, { "services.api.candidate.timeoutSeconds", "900" } },
		"request-timeout-sane", "api", BELOW_HEALTH, false },
};

static void apply(struct cause_world *w, const struct evil *e)
{
	for (size_t i = 0; i < COUNTOF(e->facts) && e->facts[i].path; i++)
		cause_set(w->a, w->facts, e->facts[i].path, e->facts[i].value);
	for (size_t i = 0; i < w->observations.n; i++) {
		struct observation *l = w->observations.items[i];
		l->value = json_get(json_get(w->facts, group_name(l->source->group)), l->alias);
	}
}

static int rank_of(struct str standing)
{
	for (int s = 0; s < CAUSE_STANDING__COUNT; s++)
		if (str_is(standing, cause_standing_name((enum cause_standing)s)))
			return s;
	return -1;
}

/* Of each symptom, the findings are in the order of their standing. */
static void expect_order(struct cause_world *w, const char *what)
{
	const struct json *all = json_get(w->tree, "symptoms");
	for (size_t i = 0; i < json_size(all); i++) {
		const struct json *findings = json_get(json_item(all, i), "findings");
		int before = 0;
		for (size_t k = 0; k < json_size(findings); k++) {
			int rank = rank_of(json_text(json_get(json_item(findings, k), "standing")));
			if (rank < before)
				fail_msg("%s: not in the order of the evidence: %s", what, cause_printed(w));
			before = rank;
		}
	}
}

/* Facts and the tree's own entries must give the same tree: an audit relies on it. */
static void expect_again(struct cause_world *w, const char *what)
{
	struct causes_input in;
	struct json *predicate = json_new_object(w->a);
	json_set(predicate, "causes", w->tree);
	json_set(predicate, "rules", evidence_rules(w->a, &w->judged));
	json_set(predicate, "differential", w->differential);
	causes_of_tree(w->a, &w->policy, predicate, w->facts, &in);
	struct json *again = causes_tree(w->a, &in);
	if (!again || !json_equal(again, w->tree))
		fail_msg("%s: computed again, it differs: %s", what, cause_printed(w));
}

static void each_cause_alone_is_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNTOF(evils); i++) {
		const struct evil *e = &evils[i];
		struct cause_world *w = cause_world_new(NULL);
		struct str standing = { "", 0 };
		apply(w, e);
		cause_differ(w,
			e->place != BELOW_HEALTH ? NULL
				: e->shared          ? "the target fails the same way"
									 : "the target does well");
		if (!cause_tree_of(w))
			fail_msg("%s: no tree", e->name);
		const struct json *symptom = cause_symptom_of(
			w, e->place == BELOW_HEALTH ? "probe-ok" : e->rule, e->place == BELOW_HEALTH ? "health" : e->key);
		if (!symptom || json_item(json_get(w->tree, "symptoms"), 0) != symptom)
			fail_msg("%s: its symptom is not first: %s", e->name, cause_printed(w));
		if (e->place == ITSELF && !json_is_true(json_get(symptom, "itself")))
			fail_msg("%s: it says itself what is wrong: %s", e->name, cause_printed(w));
		if (e->place == SYMPTOM && (json_size(json_get(symptom, "findings")) || !json_get(symptom, "changed")))
			fail_msg("%s: nothing explains it but what changed: %s", e->name, cause_printed(w));
		if (e->place == BELOW_HEALTH &&
			(cause_place_of(symptom, e->rule, e->key, &standing) != 0 ||
				!str_is(standing, e->shared ? "shared" : "new")))
			fail_msg("%s: is not the first finding: %s", e->name, cause_printed(w));
		expect_again(w, e->name);
		arena_free(w->a);
	}
}

static void each_pair_is_named_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNTOF(evils); i++)
		for (size_t k = i + 1; k < COUNTOF(evils); k++) {
			const struct evil *pair[] = { &evils[i], &evils[k] };
			struct cause_world *w = cause_world_new(NULL);
			const char *what = arena_printf(w->a, "%s, and %s", evils[i].name, evils[k].name);
			apply(w, pair[0]);
			apply(w, pair[1]);
			cause_differ(
				w, pair[0]->shared || pair[1]->shared ? "the target fails the same way" : "the target does well");
			if (!cause_tree_of(w))
				fail_msg("%s: no tree", what);
			for (int p = 0; p < 2; p++) {
				struct str standing = { "", 0 };
				const struct json *health_symptom = cause_symptom_of(w, "probe-ok", "health");
				if (!cause_is_named(w, pair[p]->rule, pair[p]->key))
					fail_msg("%s: %s is not named: %s", what, pair[p]->rule, cause_printed(w));
				if (pair[p]->place == BELOW_HEALTH &&
					(cause_place_of(health_symptom, pair[p]->rule, pair[p]->key, &standing) < 0 ||
						!str_is(standing, pair[p]->shared ? "shared" : "new")))
					fail_msg("%s: %s does not stand as it should: %s", what, pair[p]->rule, cause_printed(w));
			}
			expect_order(w, what);
			expect_again(w, what);
			arena_free(w->a);
		}
}

/* Nothing that is well stands in the tree, whatever else is wrong. */
static void what_is_well_is_never_named(void **state)
{
	static const char *const nodes[] = { "sql.main", "redis.cache", "connectors.vpc", "services.worker",
		"services.edge", "source" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(evils); i++) {
		struct cause_world *w = cause_world_new(NULL);
		apply(w, &evils[i]);
		cause_tree_of(w);
		for (size_t n = 0; n < COUNTOF(nodes); n++) {
			bool wrong = false;
			for (size_t k = 0; k < w->in.n; k++)
				wrong = wrong || cause_has(w->in.items[k].at, nodes[n]);
			if (!wrong && strstr(cause_printed(w), arena_printf(w->a, "\"%s\"", nodes[n])))
				fail_msg("%s: names %s, which is well: %s", evils[i].name, nodes[n], cause_printed(w));
		}
		arena_free(w->a);
	}
	struct cause_world *w = cause_world_new(NULL);
	assert_null(cause_tree_of(w));
	arena_free(w->a);
}

/* ---- How a finding stands ------------------------------------------------------------------------------------ */

static const char *standing_of(struct cause_world *w, const char *id, const char *key, const char **because)
{
	struct str standing = { "", 0 };
	const struct json *symptom = cause_symptom_of(w, "probe-ok", "health");
	int at = cause_place_of(symptom, id, key, &standing);
	if (at < 0)
		fail_msg("%s is not below health: %s", id, cause_printed(w));
	*because = json_text(json_get(json_item(json_get(symptom, "findings"), (size_t)at), "because")).p;
	return standing.p;
}

static void shared_resource_stands_by_how_the_baseline_does(void **state)
{
	static const struct {
		const char *differential, *standing, *because;
	} rows[] = {
		{ "the target does well", "exonerated", "api-1 uses it too and does well" },
		{ "the target fails the same way", "shared", "api-1 uses it too and does as badly" },
		{ "not comparable", "not_shown", "api-1 uses it too; how it does is not known" },
		{ "the target fails alone", "not_shown", "api-1 uses it too; how it does is not known" },
		{ NULL, "not_shown", "api-1 uses it too; how it does is not known" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cause_world *w = cause_world_new(NULL);
		const char *because;
		cause_set(w->a, w->facts, SICK);
		cause_set(w->a, w->facts, "sql.main.state", "'FAILED'");
		cause_differ(w, rows[i].differential);
		cause_tree_of(w);
		assert_string_equal(standing_of(w, "sql-runnable", "main", &because), rows[i].standing);
		assert_string_equal(because, rows[i].because);
		assert_null(strstr(cause_printed(w), "\"new\""));
		arena_free(w->a);
	}
}

static void resource_that_only_the_candidate_uses_is_new(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "services.api.baseline.connector", "''");
	cause_set(w->a, w->facts, "connectors.vpc.state", "'NOT_FOUND'");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "connector-ready", "vpc", &because), "new");
	assert_string_equal(because, "api-2 uses it, and api-1 does not");
	arena_free(w->a);
}

/* The candidate began to use a database that is down; a service that was not released suffers too. */
static void outage_that_others_feel_is_not_blamed_on_the_candidate(void **state)
{
	static struct config_http of_worker = { .reach = { .service = "worker" } };
	static struct config_probe work = { .http = &of_worker, .kind = PROBE_HTTP, .reach = &of_worker.reach };
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "services.api.baseline.sqlInstances", "[]");
	cause_set(w->a, w->facts, "sql.main.state", "'FAILED'");
	cause_set(w->a, w->facts, "probes.work", "{'ok':false,'ms':9,'error':'answered 500','status':500}");
	cause_observe(w, &source_http, "work", &work);
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "sql-runnable", "main", &because), "shared");
	assert_string_equal(because, "worker uses it too, was not released, and does badly");
	arena_free(w->a);
}

static void resource_of_no_known_user_may_explain_every_symptom(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "redis.other",
		"{'kind':'redis','instance':'cache2','project':'p','region':'r','state':'NOT_FOUND','networkName':'',"
		"'maintenanceSoon':false}");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "redis-serving", "other", &because), "not_shown");
	assert_string_equal(because, "no revision says that it uses it");
	arena_free(w->a);
}

static void what_is_wrong_elsewhere_stands_apart(void **state)
{
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, "probes.page", "{'ok':false,'ms':9,'error':'answered 500','status':500}");
	cause_set(w->a, w->facts, "connectors.vpc.state", "'ERROR'"); /* web does not use it */
	cause_set(w->a, w->facts, "services.api.candidate.timeoutSeconds", "900");
	cause_tree_of(w);
	assert_true(cause_stands_apart(w, "connector-ready", "vpc"));
	assert_true(cause_stands_apart(w, "request-timeout-sane", "api"));
	const struct json *symptom = cause_symptom_of(w, "probe-ok", "page");
	assert_int_equal(json_size(json_get(symptom, "findings")), 0);
	assert_string_equal(json_text_at(symptom, "changed[0].from"), "web-1");
	arena_free(w->a);
}

/* The baseline was built from a third commit: it breaks the rule too, which tells nothing. */
static void another_fault_of_the_same_rule_is_not_shown(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "services.api.candidate.commit", "'0000000a'");
	cause_set(w->a, w->facts, "source.deployed.api", "false");
	cause_differ(w, "the target does well");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "source-deployed", NULL, &because), "not_shown");
	assert_string_equal(because, "api-1 breaks the rule too, in another way");
	arena_free(w->a);
}

/* A worker pool has revisions as a service has, and shares what services use. */
static void worker_pools_have_causes_too(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	struct json *services = json_get(w->facts, "services"), *workers = json_new_object(w->a);
	json_set(workers, "mail", json_get(services, "worker"));
	json_set(services, "worker", NULL);
	json_set(w->facts, "workers", workers);
	cause_set(w->a, w->facts, "workers.mail.candidate.ready", "false");
	cause_set(w->a, w->facts, "workers.mail.candidate.readyMessage", "'no'");
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "services.api.baseline.sqlInstances", "[]");
	cause_set(w->a, w->facts, "sql.main.state", "'FAILED'");
	w->policy = cause_policy(w->a,
		"rules = ({ id = \"w\"; severity = \"error\"; each = \"workers\";"
		" expression = \"it.candidate.ready\"; message = \"'not ready'\"; },"
		"{ id = \"probe-ok\"; severity = \"critical\"; each = \"probes\"; expression = \"it.ok\";"
		" message = \"'x'\"; },"
		"{ id = \"s\"; severity = \"error\"; each = \"sql\"; expression = \"it.state == 'RUNNABLE'\";"
		" message = \"'y'\"; });");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "s", "main", &because), "shared");
	assert_string_equal(because, "mail uses it too, was not released, and does badly");
	assert_non_null(cause_symptom_of(w, "w", "mail"));
	arena_free(w->a);
}

static void failing_on_after_the_rollback_shows_that_it_is_shared(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "sql.main.state", "'FAILED'");
	w->proof = json_new_array(w->a);
	struct json *entry = json_new_object(w->a);
	json_set_string(w->a, entry, "id", "probe-ok");
	json_set_string(w->a, entry, "key", "health");
	json_set_bool(w->a, entry, "failedBefore", true);
	json_set_string(w->a, entry, "outcome", "fail");
	json_add(w->proof, entry);
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "sql-runnable", "main", &because), "shared");
	json_set_string(w->a, entry, "id", "logged-errors-few"); /* the log is still that of the candidate */
	json_set_string(w->a, entry, "key", "errors");
	cause_set(w->a, w->facts, "logs.errors", "{'count':40,'truncated':false,'samples':[]}");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "sql-runnable", "main", &because), "not_shown");
	json_set_string(w->a, entry, "id", "probe-ok");
	json_set_string(w->a, entry, "key", "health");
	json_set_string(w->a, entry, "outcome", "pass");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "sql-runnable", "main", &because), "not_shown");
	arena_free(w->a);
}

static void budget_of_connections_is_new_if_the_baseline_kept_it(void **state)
{
	const char *because;
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "sql.main.budget",
		"{'known':true,'limit':97,'limitSource':'flag','possible':200,'atRollout':250,'atRollback':250,"
		"'by':{'api':{'pool':5,'instances':40,'possible':200,'atRollout':250,'atRollback':250}}}");
	cause_differ(w, "the target does well");
	cause_tree_of(w);
	assert_string_equal(standing_of(w, "sql-budget", "main", &because), "new");
	assert_string_equal(because, "new with api-2");
	arena_free(w->a);
}

/* An older fault of the same revision settings: the baseline lives with it. */
static void fault_that_the_baseline_has_too_is_exonerated_by_it(void **state)
{
	static const char placeholder[] = "{'placeholder':true,'empty':false,'digest':'a2','secret':''}";
	const char *because;
	(void)state;
	for (int well = 0; well < 2; well++) {
		struct cause_world *w = cause_world_new(NULL);
		cause_set(w->a, w->facts, SICK);
		cause_set(w->a, w->facts, "services.api.candidate.env.AGENT", placeholder);
		cause_set(w->a, w->facts, "services.api.baseline.env.AGENT", placeholder);
		cause_differ(w, well ? "the target does well" : "the target fails the same way");
		cause_tree_of(w);
		assert_string_equal(
			standing_of(w, "no-template-placeholders", "api", &because), well ? "exonerated" : "shared");
		const struct json *symptom = cause_symptom_of(w, "probe-ok", "health");
		assert_int_equal(json_get(symptom, "changed") != NULL, well);
		arena_free(w->a);
	}
}

static void symptoms_with_the_same_explanation_are_joined(void **state)
{
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	apply(w, &evils[10]);
	apply(w, &evils[1]);
	cause_set(w->a, w->facts, "logs.errors", "{'count':40,'truncated':false,'samples':[{'text':'x'}]}");
	cause_tree_of(w);
	const struct json *symptom = cause_symptom_of(w, "probe-ok", "health");
	assert_int_equal(json_size(json_get(symptom, "rules")), 3);
	assert_ptr_equal(symptom, cause_symptom_of(w, "probe-ok", "events"));
	assert_ptr_equal(symptom, cause_symptom_of(w, "logged-errors-few", "errors"));
	arena_free(w->a);
}

/* A rule that no policy of this program has, over whole groups: by what it reads, not by its name. */
static void rules_of_users_are_placed_by_what_they_read(void **state)
{
	static const char own[] =
		"rules = ({ id = \"q7\"; severity = \"critical\"; expression = \"probes.health.ok\"; message = \"'x'\"; },"
		"{ id = \"q8\"; severity = \"error\"; message = \"'y'\";"
		"  expression = \"services.all(s, services[s].candidate.concurrency < 100)\"; },"
		"{ id = \"q9\"; severity = \"error\"; message = \"'z'\";"
		"  expression = \"connectors.vpc.maxInstances > 20\"; });";
	(void)state;
	struct cause_world *w = cause_world_new(own);
	struct str standing;
	cause_set(w->a, w->facts, SICK);
	cause_set(w->a, w->facts, "services.api.candidate.concurrency", "200");
	cause_differ(w, "the target does well");
	cause_tree_of(w);
	const struct json *symptom = cause_symptom_of(w, "q7", NULL);
	assert_int_equal(cause_place_of(symptom, "q8", NULL, &standing), 0);
	assert_string_equal(standing.p, "new");
	assert_int_equal(cause_place_of(symptom, "q9", NULL, &standing), 1);
	assert_string_equal(standing.p, "exonerated");
	expect_again(w, "own rules");
	arena_free(w->a);
}

static void a_shared_outage_without_a_finding_is_called_shared(void **state)
{
	(void)state;
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, SICK);
	cause_differ(w, "the target fails the same way");
	cause_tree_of(w);
	const struct json *symptom = cause_symptom_of(w, "probe-ok", "health");
	assert_string_equal(json_text_at(symptom, "baseline"), "badly");
	assert_int_equal(json_size(json_get(symptom, "findings")), 0);
	arena_free(w->a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cause_alone_is_first),
		cmocka_unit_test(each_pair_is_named_in_order),
		cmocka_unit_test(what_is_well_is_never_named),
		cmocka_unit_test(shared_resource_stands_by_how_the_baseline_does),
		cmocka_unit_test(resource_that_only_the_candidate_uses_is_new),
		cmocka_unit_test(outage_that_others_feel_is_not_blamed_on_the_candidate),
		cmocka_unit_test(resource_of_no_known_user_may_explain_every_symptom),
		cmocka_unit_test(what_is_wrong_elsewhere_stands_apart),
		cmocka_unit_test(another_fault_of_the_same_rule_is_not_shown),
		cmocka_unit_test(worker_pools_have_causes_too),
		cmocka_unit_test(failing_on_after_the_rollback_shows_that_it_is_shared),
		cmocka_unit_test(budget_of_connections_is_new_if_the_baseline_kept_it),
		cmocka_unit_test(fault_that_the_baseline_has_too_is_exonerated_by_it),
		cmocka_unit_test(symptoms_with_the_same_explanation_are_joined),
		cmocka_unit_test(rules_of_users_are_placed_by_what_they_read),
		cmocka_unit_test(a_shared_outage_without_a_finding_is_called_shared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
