/* SPDX-License-Identifier: Apache-2.0 */
/* test_resource.c: every group of resources has a source for each of its kinds, and every kind is described
 * completely. */
#include "../../gate/source/cloud/resource.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void check_facts(const struct resource *k)
{
	bool state = false, key = false;
	for (size_t i = 0; i < k->n_facts; i++) {
		const struct fact_doc *doc = &k->facts[i].doc;
		assert_true(doc->name && doc->type && doc->doc && *doc->doc);
		state = state || (!strcmp(doc->name, "state") && !strcmp(k->facts[i].path, "state"));
		key = key || !strcmp(doc->name, k->key);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(doc->name, k->facts[j].doc.name);
	}
	assert_true(state && key);
}

static void every_kind_is_described_completely(void **state)
{
	(void)state;
	for (int g = 0; g < GROUP__COUNT; g++)
		for (int kind = 0; group_is_of_resources((enum group)g) && kind < REDIS__COUNT; kind++) {
			const struct source *s = source_of_resource((enum group)g, kind);
			if (!s && g != GROUP_REDIS && kind)
				continue;
			assert_non_null(s);
			if (g == GROUP_JOBS) /* read together with its execution: job.c */
				continue;
			const struct resource *k = s->resource;
			assert_non_null(k);
			assert_int_equal(s->group, g);
			assert_true(k->what && k->key && k->collection && k->well && k->well[0] && k->monitored);
			assert_true(k->labels[0].name && k->labels[0].form);
			assert_true(resource_is_well(k, k->well[0]) && resource_is_well(k, "") && !resource_is_well(k, "FAILED"));
			assert_true(g != GROUP_REDIS || (k->kind && k->addresses && k->addresses[0]));
			assert_non_null(group_metric_key((enum group)g));
			check_facts(k);
		}
}

static void paths_match_the_apis(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(resource_path(a, &resource_sql, "p", NULL, "db"), "v1/projects/p/instances/db");
	assert_string_equal(resource_path(a, &resource_valkey, "p", "r", "v"), "v1/projects/p/locations/r/instances/v");
	assert_string_equal(resource_path(a, &resource_cluster, "p", "r", NULL), "v1/projects/p/locations/r/clusters");
	assert_string_equal(
		resource_path(a, &resource_connector, "p", "r", "a/b"), "v1/projects/p/locations/r/connectors/a%2Fb");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_described_completely),
		cmocka_unit_test(paths_match_the_apis),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
