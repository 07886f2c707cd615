/* SPDX-License-Identifier: Apache-2.0 */
/* test_select.c: which observations an outcome reads and which service it belongs to, with 1200 services. */
#include "../../gate/judge/asked.h"
#include "../../gate/judge/select.h"
#include "../../gate/run/observation_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { SERVICES = 1200 };

struct world {
	struct run run;
	struct config_service *configs;
	struct config_reach *reach;
	struct config_probe *probes;
};

static struct world *world_new(struct arena *a)
{
	struct world *w = ARENA_NEW(a, struct world);
	struct run *r = &w->run;
	r->a = r->observations.a = a;
	r->release.n_services = SERVICES;
	r->release.services = ARENA_ARRAY(a, struct service, SERVICES);
	w->configs = ARENA_ARRAY(a, struct config_service, SERVICES);
	w->reach = ARENA_ARRAY(a, struct config_reach, SERVICES);
	w->probes = ARENA_ARRAY(a, struct config_probe, SERVICES);
	for (size_t i = 0; i < SERVICES; i++) {
		struct service *s = &r->release.services[i];
		w->configs[i].member.alias = arena_printf(a, "s%zu", i);
		w->configs[i].asked = true;
		*s = (struct service){ .config = &w->configs[i], .index = i, .selected = true };
		s->target.released = true;
		s->observation = observation_add(
			&r->observations, &source_service, w->configs[i].member.alias, &w->configs[i], s);
		s->secrets = observation_add(&r->observations, &source_secret, w->configs[i].member.alias, NULL, s);
	}
	for (size_t i = 0; i < SERVICES; i++) {
		w->reach[i] = (struct config_reach){ .service = w->configs[i].member.alias };
		w->probes[i].reach = &w->reach[i];
		w->probes[i].kind = PROBE_HTTP;
		observation_add(
			&r->observations, &source_http, arena_printf(a, "p%zu", i), &w->probes[i], &r->release.services[i]);
	}
	return w;
}

static struct rule rule(struct arena *a, const char *each, const char *expression)
{
	struct rule r = { .id = "rule", .each = each, .severity = SEVERITY_CRITICAL };
	struct err e;
	assert_int_equal(cel_compile(a, str_of(expression), NULL, NULL, &r.program, &e), 0);
	return r;
}

/* Each outcome finds the observation and the service of its own member, with at most one step each in total. */
static void outcome_finds_its_own_among_1200(void **state)
{
	struct arena *a = arena_new();
	struct world *w = world_new(a);
	struct run *r = &w->run;
	struct rule probes = rule(a, "probes", "it.ok");
	struct observation_index *x = select_index(a, r->observations.items, r->observations.n);
	size_t *out = ARENA_ARRAY(a, size_t, r->observations.n), observations = 0, services = 0;
	(void)state;
	for (size_t i = 0; i < SERVICES; i++) {
		struct outcome o = { .rule = &probes, .key = arena_printf(a, "p%zu", i) };
		size_t n = select_observations(&o, x, out);
		assert_string_equal(r->observations.items[out[0]]->alias, o.key);
		observations += n;
		n = select_services(&o, x, out);
		assert_int_equal(out[0], i);
		services += n;
	}
	assert_int_equal(observations, SERVICES);
	assert_int_equal(services, SERVICES);
	arena_free(a);
}

static void rule_over_a_group_reads_each_observation_once(void **state)
{
	struct arena *a = arena_new();
	struct world *w = world_new(a);
	struct rule all = rule(a, NULL, "probes.all(k, probes[k].ok) && probes.p7.ok"),
				none = rule(a, NULL, "size(probes) > 0");
	struct observation_index *x = select_index(a, w->run.observations.items, w->run.observations.n);
	size_t *out = ARENA_ARRAY(a, size_t, w->run.observations.n);
	(void)state;
	assert_int_equal(select_observations(&(struct outcome){ .rule = &all }, x, out), SERVICES);
	assert_int_equal(select_services(&(struct outcome){ .rule = &all }, x, out), SERVICES);
	assert_int_equal(select_observations(&(struct outcome){ .rule = &none }, x, out), SERVICES);
	assert_int_equal(select_judged(&(struct outcome){ .rule = &none }, x, true, out), 0);
	assert_ptr_equal(select_named(x, GROUP_SERVICES, "s1199"), w->run.release.services[1199].observation);
	assert_null(select_named(x, GROUP_SERVICES, "p1199"));
	arena_free(a);
}

/* The last services are found like the first: a service that no rule reads does not pass. */
static void observations_that_no_rule_reads_are_reported(void **state)
{
	struct arena *a = arena_new();
	struct world *w = world_new(a);
	struct run *r = &w->run;
	struct rule probes = rule(a, "probes", "it.ok");
	struct outcome *items = ARENA_ARRAY(a, struct outcome, SERVICES);
	(void)state;
	for (size_t i = 0; i < SERVICES; i++)
		items[i] = (struct outcome){ .rule = &probes, .key = arena_printf(a, "p%zu", i), .message = "", .values = "" };
	r->judged.outcomes = (struct outcomes){ items, SERVICES };
	assert_false(asked_nothing(asked_open(a, &r->observations, &r->release, &r->judged.outcomes)));
	items[SERVICES - 1].kind = OUTCOME_SKIPPED;
	const struct asked *q = asked_open(a, &r->observations, &r->release, &r->judged.outcomes);
	assert_true(asked_nothing(q));
	assert_false(asked_is_missing(q, &r->release.services[0]));
	assert_true(asked_is_missing(q, &r->release.services[SERVICES - 1]));
	assert_string_equal(
		json_text(json_item(asked_reached_by(a, q, &r->release.services[SERVICES - 1]), 0)).p, "probes.p1199");
	arena_free(a);
}

static void failed_member_condemns_only_its_service(void **state)
{
	struct arena *a = arena_new();
	struct world *w = world_new(a);
	struct run *r = &w->run;
	struct rule probes = rule(a, "probes", "it.ok");
	struct outcome failed = { .rule = &probes, .key = "p1199", .kind = OUTCOME_FAIL, .message = "", .values = "" };
	size_t condemned = 0;
	(void)state;
	r->judged.outcomes = (struct outcomes){ &failed, 1 };
	select_condemned(r);
	for (size_t i = 0; i < SERVICES; i++)
		condemned += r->release.services[i].condemned;
	assert_int_equal(condemned, 1);
	assert_true(r->release.services[1199].condemned);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcome_finds_its_own_among_1200),
		cmocka_unit_test(rule_over_a_group_reads_each_observation_once),
		cmocka_unit_test(observations_that_no_rule_reads_are_reported),
		cmocka_unit_test(failed_member_condemns_only_its_service),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
