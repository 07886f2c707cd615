/* SPDX-License-Identifier: Apache-2.0 */
/* test_tables.c: no table that is indexed by an enum has a missing row. */
#include "../../gate/evidence/evidence.h"
#include "../../gate/source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* Names: one for each value, all different. */
/* clang-format off */
#define NAMES(fn, type, n) { #fn, (size_t)(n), name_by_##fn }
/* clang-format on */
#define BY(fn, type) \
	static const char *name_by_##fn(size_t i) \
	{ \
		return fn((type)i); \
	}
BY(verdict_name, enum verdict)
BY(action_name, enum action)
BY(ending_name, enum ending)
BY(decision_name, enum decision)
BY(outcome_name, enum outcome_kind)
BY(severity_name, enum severity)
BY(group_name, enum group)
BY(probe_kind_name, enum probe_kind)
BY(move_state_name, enum move_state)
BY(baseline_source_name, enum baseline_source)

static const struct {
	const char *table;
	size_t n;
	const char *(*name)(size_t i);
} tables[] = {
	NAMES(verdict_name, enum verdict, VERDICT__COUNT),
	NAMES(action_name, enum action, ACTION__COUNT),
	NAMES(ending_name, enum ending, ENDING__COUNT),
	NAMES(decision_name, enum decision, DECISION_INCONCLUSIVE + 1),
	NAMES(outcome_name, enum outcome_kind, OUTCOME_SKIPPED + 1),
	NAMES(severity_name, enum severity, SEVERITY_WARNING + 1),
	NAMES(group_name, enum group, GROUP__COUNT),
	NAMES(probe_kind_name, enum probe_kind, PROBE__COUNT),
	NAMES(move_state_name, enum move_state, MOVE_SKIPPED + 1),
	NAMES(baseline_source_name, enum baseline_source, BASELINE_BEFORE + 1),
};

static void every_value_has_its_own_name(void **state)
{
	(void)state;
	for (size_t t = 0; t < COUNTOF(tables); t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const char *name = tables[t].name(i);
			if (!name || !*name)
				fail_msg("%s: value %zu has no name", tables[t].table, i);
			for (size_t j = 0; j < i; j++)
				if (!strcmp(name, tables[t].name(j)))
					fail_msg("%s: values %zu and %zu are both called %s", tables[t].table, j, i, name);
		}
}

static void every_kind_of_probe_has_its_source(void **state)
{
	(void)state;
	for (int k = 0; k < PROBE__COUNT; k++) {
		const struct source *s = source_of_probe((enum probe_kind)k);
		assert_non_null(s);
		assert_string_equal(s->kind, probe_kind_name((enum probe_kind)k));
		assert_int_equal(s->group, GROUP_PROBES);
	}
}

/* Rules can read only documented facts. A source without a start function would never end. */
static void every_source_is_complete(void **state)
{
	bool seen[GROUP__COUNT] = { false };
	size_t n;
	(void)state;
	const struct source *const *all = source_table(&n);
	for (size_t i = 0; i < n; i++) {
		const struct source *s = all[i];
		seen[s->group] = true;
		assert_non_null(s->kind);
		assert_non_null(s->doc);
		if (!s->start && s->group != GROUP_RELEASE && s->group != GROUP_DEPLOY)
			fail_msg("%s cannot be looked at", s->kind);
		for (size_t f = 0; f < s->n_facts; f++)
			if (!s->facts[f].name || !s->facts[f].type || !s->facts[f].doc)
				fail_msg("%s: fact %zu is not documented", s->kind, f);
	}
	for (int g = 0; g < GROUP__COUNT; g++)
		if (!seen[g])
			fail_msg("no source fills the group %s", group_name((enum group)g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_its_own_name),
		cmocka_unit_test(every_kind_of_probe_has_its_source),
		cmocka_unit_test(every_source_is_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
