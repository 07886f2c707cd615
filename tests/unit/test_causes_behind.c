/* SPDX-License-Identifier: Apache-2.0 */
/* test_causes_behind.c: the tree of causes where services call one another: what is wrong behind a service explains its
 * symptom, unless its baseline, which calls the same, does well. */
#include "cause_world.h"
#include "../../gate/config/alert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SICK_API    "probes.health", "{'ok':false,'ms':9,'error':'answered 503','status':503}"
#define SICK_WEB    "probes.page", "{'ok':false,'ms':9,'error':'answered 502','status':502}"
#define PLACEHOLDER "{'placeholder':true,'empty':false,'digest':'a2','secret':''}"
#define WELL        "the target does well"
#define BADLY       "the target fails the same way"

/* web, api and worker: web calls api. */
static struct cause_world *world(void)
{
	struct cause_world *w = cause_world_new(NULL);
	cause_set(w->a, w->facts, "services.web.candidate.calls", "['api']");
	cause_set(w->a, w->facts, "services.web.baseline.calls", "['api']");
	return w;
}

static void place(struct cause_world *w, const char *page, const char *id, const char *key, const char *standing,
	const char *because, size_t at)
{
	const struct json *symptom = cause_symptom_of(w, "probe-ok", page);
	struct str is = { "", 0 };
	int found = cause_place_of(symptom, id, key, &is);
	if (!symptom || found != (int)at || !str_is(is, standing))
		fail_msg("%s %s is not number %zu, %s: %s", id, key, at, standing, cause_printed(w));
	const struct json *finding = json_item(json_get(symptom, "findings"), at);
	assert_string_equal(json_text(json_get(finding, "because")).p, because);
	assert_int_equal(json_get(finding, "behind") != NULL, strstr(because, " calls ") != NULL);
}

static void broken_back_explains_its_front(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.api.candidate.env.AGENT", PLACEHOLDER);
	cause_tree_of(w);
	place(w, "page", "no-template-placeholders", "api", "new", "new with api-2; web calls api", 0);
	assert_string_equal(json_text_at(w->tree, "symptoms[0].rules[0].key"), "page");
	assert_int_equal(json_size(json_get(w->tree, "alsoWrong")), 0);
	arena_free(w->a);
}

/* The front was not released: its users suffer from what is behind it. */
static void broken_back_of_an_old_front(void **state)
{
	static struct config_http of_edge = { .reach = { .service = "edge" } };
	static struct config_probe entry = { .http = &of_edge, .kind = PROBE_HTTP, .reach = &of_edge.reach };
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, "services.edge.candidate.calls", "['web']");
	cause_set(w->a, w->facts, "probes.entry", "{'ok':false,'ms':9,'error':'answered 502','status':502}");
	cause_observe(w, &source_http, "entry", &entry);
	cause_set(w->a, w->facts, "services.api.candidate.timeoutSeconds", "900");
	cause_tree_of(w);
	place(w, "entry", "request-timeout-sane", "api", "new", "new with api-2; edge calls web, which calls api", 0);
	arena_free(w->a);
}

static void front_whose_baseline_does_well_exonerates_the_back(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.api.candidate.env.AGENT", PLACEHOLDER);
	cause_set(w->a, w->facts, "services.web.candidate.timeoutSeconds", "900");
	cause_differ_of(w, "page", WELL);
	cause_tree_of(w);
	place(w, "page", "request-timeout-sane", "web", "new", "new with web-2", 0);
	place(w, "page", "no-template-placeholders", "api", "exonerated", "web-1 calls api too and does well", 1);
	arena_free(w->a);
}

/* The candidate began to call a service that cannot work, and that nobody released. */
static void call_that_only_the_candidate_makes_is_new(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.web.candidate.calls", "['worker']");
	cause_set(w->a, w->facts, "sql.main.state", "'FAILED'");
	cause_tree_of(w);
	place(w, "page", "sql-runnable", "main", "new", "web-2 calls worker, and web-1 does not", 0);
	arena_free(w->a);
}

/* A Redis that api and a service left alone use is gone; web calls api. Nobody blames the candidates. */
static void shared_redis_that_is_gone_is_shared_for_the_front_too(void **state)
{
	static struct config_http of_worker = { .reach = { .service = "worker" } };
	static struct config_probe work = { .http = &of_worker, .kind = PROBE_HTTP, .reach = &of_worker.reach };
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, SICK_API);
	cause_set(w->a, w->facts, "redis.cache.state", "'NOT_FOUND'");
	cause_set(w->a, w->facts, "services.worker.candidate.redis", "{'CACHE':{'instance':'cache1','known':true}}");
	cause_set(w->a, w->facts, "probes.work", "{'ok':false,'ms':9,'error':'answered 500','status':500}");
	cause_observe(w, &source_http, "work", &work);
	cause_tree_of(w);
	place(w, "page", "redis-serving", "cache", "shared",
		"worker uses it too, was not released, and does badly; web calls api", 0);
	assert_null(strstr(cause_printed(w), "\"new\""));
	arena_free(w->a);
}

static void baseline_of_the_front_that_does_as_badly_shares_it(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.api.candidate.env.AGENT", PLACEHOLDER);
	cause_set(w->a, w->facts, "services.api.baseline.env.AGENT", PLACEHOLDER);
	cause_set(w->a, w->facts, "redis.cache.state", "'NOT_FOUND'");
	cause_differ_of(w, "page", BADLY);
	cause_tree_of(w);
	place(w, "page", "redis-serving", "cache", "shared", "web-1 calls api too and does as badly", 1);
	place(w, "page", "no-template-placeholders", "api", "shared", "web-1 calls api too and does as badly", 0);
	assert_null(strstr(cause_printed(w), "\"new\""));
	arena_free(w->a);
}

/* Only the candidate of the back goes through the connector that is gone. */
static void connector_that_only_the_candidate_of_the_back_uses(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.api.baseline.connector", "''");
	cause_set(w->a, w->facts, "connectors.vpc.state", "'NOT_FOUND'");
	cause_tree_of(w);
	place(w, "page", "connector-ready", "vpc", "new", "api-2 uses it, and api-1 does not; web calls api", 0);
	arena_free(w->a);
}

static void candidate_without_traffic_is_not_called(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, "services.api.candidate.percent", "0");
	cause_set(w->a, w->facts, "services.api.candidate.env.AGENT", PLACEHOLDER);
	cause_tree_of(w);
	assert_int_equal(json_size(json_get(cause_symptom_of(w, "probe-ok", "page"), "findings")), 0);
	assert_true(cause_stands_apart(w, "no-template-placeholders", "api"));
	arena_free(w->a);
}

/* No finding explains why the back does badly: that it does explains its front, and stands before it. */
static void symptom_of_the_back_explains_its_front(void **state)
{
	static const struct {
		const char *view, *standing, *because;
	} rows[] = {
		{ WELL, "new", "api-1 does well; web calls api" },
		{ BADLY, "shared", "api-1 does as badly; web calls api" },
		{ NULL, "not_shown", "how api-1 does is not known; web calls api" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cause_world *w = world();
		cause_set(w->a, w->facts, SICK_WEB);
		cause_set(w->a, w->facts, SICK_API);
		cause_differ(w, rows[i].view);
		cause_tree_of(w);
		place(w, "page", "probe-ok", "health", rows[i].standing, rows[i].because, 0);
		assert_string_equal(json_text_at(w->tree, "symptoms[0].rules[0].key"), "health");
		assert_int_equal(json_size(json_at(w->tree, "symptoms[0].findings")), 0);
		arena_free(w->a);
	}
}

static void services_that_call_each_other_do_not_explain_each_other(void **state)
{
	(void)state;
	struct cause_world *w = world();
	cause_set(w->a, w->facts, SICK_WEB);
	cause_set(w->a, w->facts, SICK_API);
	cause_set(w->a, w->facts, "services.api.candidate.calls", "['web','edge','api']");
	cause_tree_of(w);
	assert_null(strstr(cause_printed(w), "calls"));
	arena_free(w->a);
}

/* ---- Incidents and alerts ------------------------------------------------------------------------------------ */

#define INCIDENT "{'product':'Cloud Run','region':'r','state':'ACTIVE','since':'2026-01-01T00:00:00Z','title':'x'}"
static const char calm[] =
	"rules = ( { id = \"probe-ok\"; severity = \"critical\"; each = \"probes\"; expression = \"it.ok\"; "
	"message = \"key\"; }, { id = \"calm\"; severity = \"warning\"; each = \"google\"; expression = "
	"\"it.state != 'ACTIVE'\"; message = \"it.title\"; }, { id = \"quiet\"; severity = \"critical\"; "
	"each = \"alerts\"; expression = \"it.since.size() == 0\"; message = \"key\"; } );";

/* Both revisions run on the platform. */
static void incident_stands_by_how_the_baseline_does(void **state)
{
	static const struct {
		const char *view, *standing, *because;
	} rows[] = {
		{ WELL, "exonerated", "api-1 runs there too and does well" },
		{ BADLY, "shared", "api-1 runs there too and does as badly" },
		{ NULL, "not_shown", "api-1 runs there too; how it does is not known" },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct cause_world *w = cause_world_new(calm);
		json_set(w->facts, "google", json_new_object(w->a));
		cause_set(w->a, w->facts, "google.e1", INCIDENT);
		cause_set(w->a, w->facts, SICK_API);
		cause_differ(w, rows[i].view);
		cause_tree_of(w);
		place(w, "health", "calm", "e1", rows[i].standing, rows[i].because, 0);
		arena_free(w->a);
	}
}

static void alert_of_a_service_is_a_symptom_and_another_one_stands_apart(void **state)
{
	static struct config_alert of_api = { .service = "api" }, of_all;
	(void)state;
	struct cause_world *w = cause_world_new(calm);
	json_set(w->facts, "alerts", json_new_object(w->a));
	cause_set(w->a, w->facts, "alerts.api_errors", "{'since':[{'policy':'x'}],'before':[]}");
	cause_set(w->a, w->facts, "alerts.any", "{'since':[{'policy':'x'}],'before':[]}");
	cause_observe(w, &source_alert, "api_errors", &of_api);
	cause_observe(w, &source_alert, "any", &of_all);
	cause_tree_of(w);
	const struct json *symptom = cause_symptom_of(w, "quiet", "api_errors");
	assert_non_null(symptom);
	assert_string_equal(json_text_at(symptom, "services[0]"), "api");
	assert_string_equal(json_text_at(symptom, "rules[0].seen"), "measured");
	assert_true(cause_stands_apart(w, "quiet", "any"));
	arena_free(w->a);
}

/* ---- Random worlds --------------------------------------------------------------------------------------------- */

static const char *const names[] = { "api", "web", "worker", "edge" };
struct fault {
	const char *path, *value, *rule, *key;
};
static const struct fault faults[] = {
	{ SICK_API, "probe-ok", "health" },
	{ SICK_WEB, "probe-ok", "page" },
	{ "redis.cache.state", "'NOT_FOUND'", "redis-serving", "cache" },
	{ "sql.main.state", "'FAILED'", "sql-runnable", "main" },
	{ "connectors.vpc.state", "'NOT_FOUND'", "connector-ready", "vpc" },
	{ "services.api.candidate.env.AGENT", PLACEHOLDER, "no-template-placeholders", "api" },
	{ "services.api.candidate.timeoutSeconds", "900", "request-timeout-sane", "api" },
	{ "services.web.candidate.timeoutSeconds", "900", "request-timeout-sane", "web" },
};

static struct cause_world *random_world(unsigned *seed, bool *wrong)
{
	static const char *const views[] = { WELL, BADLY, NULL };
	struct cause_world *w = cause_world_new(NULL);
	for (size_t i = 0; i < COUNTOF(names); i++)
		for (int revision = 0; revision < 2; revision++) {
			const char *all = "";
			for (size_t k = 0; k < COUNTOF(names); k++)
				if (k != i && rand_r(seed) % 3 == 0)
					all = arena_printf(w->a, "%s%s'%s'", all, *all ? "," : "", names[k]);
			if (i < 2 || !revision) /* worker and edge have no baseline */
				cause_set(w->a, w->facts,
					arena_printf(w->a, "services.%s.%s.calls", names[i], revision ? "baseline" : "candidate"),
					arena_printf(w->a, "[%s]", all));
		}
	for (size_t f = 0; f < COUNTOF(faults); f++)
		if ((wrong[f] = rand_r(seed) % 3 == 0))
			cause_set(w->a, w->facts, faults[f].path, faults[f].value);
	if (rand_r(seed) % 2)
		cause_set(w->a, w->facts, "services.api.candidate.percent", "0");
	if (rand_r(seed) % 2)
		cause_set(w->a, w->facts, "services.api.baseline.connector", "''");
	cause_differ_of(w, rand_r(seed) % 2 ? "health" : "page", views[rand_r(seed) % 3]);
	return w;
}

static void expect_findings(struct cause_world *w, const struct json *symptom, unsigned seed)
{
	static const char *const order[] = { "new", "shared", "not_shown", "exonerated" };
	const struct json *findings = json_get(symptom, "findings");
	struct str baseline = json_text(json_get(symptom, "baseline"));
	for (size_t i = 0, rank = 0; i < json_size(findings); i++) {
		struct str standing = json_text(json_get(json_item(findings, i), "standing"));
		while (rank < COUNTOF(order) && !str_is(standing, order[rank]))
			rank++;
		if (rank == COUNTOF(order))
			fail_msg("seed %u: not in the order of the evidence: %s", seed, cause_printed(w));
		/* only a baseline that does well exonerates; it may be that of a service behind */
		bool behind = strstr(json_text(json_get(json_item(findings, i), "because")).p, " calls ") != NULL;
		if (rank == 3 && !behind && !str_is(baseline, "well"))
			fail_msg("seed %u: exonerated by nobody: %s", seed, cause_printed(w));
	}
}

/* What is wrong is named, what is well is not, findings are in the order of the evidence, and an audit computes the
 * same tree. */
static void random_worlds_are_told_in_order(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 400; n++) {
		unsigned seed = n;
		bool wrong[COUNTOF(faults)], any = false;
		struct cause_world *w = random_world(&seed, wrong);
		struct json *predicate = json_new_object(w->a);
		struct causes_input in;
		cause_tree_of(w);
		for (size_t f = 0; f < COUNTOF(faults); f++) {
			any = any || wrong[f];
			if (wrong[f] != cause_is_named(w, faults[f].rule, faults[f].key))
				fail_msg("seed %u: %s %s: %s", n, faults[f].rule, faults[f].key, cause_printed(w));
		}
		assert_int_equal(any, w->tree != NULL);
		for (size_t i = 0; i < json_size(json_get(w->tree, "symptoms")); i++)
			expect_findings(w, json_item(json_get(w->tree, "symptoms"), i), n);
		json_set(predicate, "causes", w->tree);
		json_set(predicate, "rules", evidence_rules(w->a, &w->judged));
		json_set(predicate, "differential", w->differential);
		causes_of_tree(w->a, &w->policy, predicate, w->facts, &in);
		if (any && !json_equal(causes_tree(w->a, &in), w->tree))
			fail_msg("seed %u: computed again, it differs: %s", n, cause_printed(w));
		arena_free(w->a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_back_explains_its_front),
		cmocka_unit_test(broken_back_of_an_old_front),
		cmocka_unit_test(front_whose_baseline_does_well_exonerates_the_back),
		cmocka_unit_test(call_that_only_the_candidate_makes_is_new),
		cmocka_unit_test(shared_redis_that_is_gone_is_shared_for_the_front_too),
		cmocka_unit_test(baseline_of_the_front_that_does_as_badly_shares_it),
		cmocka_unit_test(connector_that_only_the_candidate_of_the_back_uses),
		cmocka_unit_test(candidate_without_traffic_is_not_called),
		cmocka_unit_test(symptom_of_the_back_explains_its_front),
		cmocka_unit_test(services_that_call_each_other_do_not_explain_each_other),
		cmocka_unit_test(incident_stands_by_how_the_baseline_does),
		cmocka_unit_test(alert_of_a_service_is_a_symptom_and_another_one_stands_apart),
		cmocka_unit_test(random_worlds_are_told_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
