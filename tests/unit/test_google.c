/* SPDX-License-Identifier: Apache-2.0 */
/* test_google.c: which of Google's events become facts, and which concern a release. */
#include "../../gate/source/cloud/incident.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* Returns the facts of one ACTIVE event with these impacts, and with other fields. */
static struct json *one(struct arena *a, const char *impacts, const char *more)
{
	static const char *const regions[] = { "us-central1", "europe-west4" };
	struct json *out = json_new_object(a);
	struct err e;
	const char *text = arena_printf(a,
		"{\"events\":[{\"name\":\"projects/p/locations/global/events/x\",\"state\":\"ACTIVE\",\"title\":\"T\","
		"\"startTime\":\"2026-11-30T10:00:00Z\",\"eventImpacts\":[%s]%s}]}",
		impacts, more);
	assert_int_equal(incident_facts(a, unit_json(a, text), regions, COUNTOF(regions), out, &e), 0);
	return json_get(out, "x");
}

static const char *impact(struct arena *a, const char *product, const char *place)
{
	return arena_printf(
		a, "{\"product\":{\"productName\":\"%s\"},\"location\":{\"locationName\":\"%s\"}}", product, place);
}

static void products_and_places_decide_what_concerns_a_release(void **state)
{
	static const struct {
		const char *product, *place;
		bool concerns;
	} rows[] = {
		{ "Cloud Run", "us-central1", true },
		{ "Google Cloud Run", "europe-west4", true },
		{ "Cloud Run", "europe-west1", false },
		{ "Google Cloud SQL", "global", true },
		{ "Google Cloud Memorystore", "us-central1", true },
		{ "Memorystore for Redis", "US-CENTRAL1", true },
		{ "Virtual Private Cloud (VPC)", "us-central1", true },
		{ "Google Cloud Networking", "Global", true },
		{ "Cloud Load Balancing", "us-central1", true },
		{ "Cloud Translation", "us-central1", false },
		{ "", "us-central1", false },
		{ "Cloud Run", "", false },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		const struct json *v = one(a, impact(a, rows[i].product, rows[i].place), "");
		assert_int_equal(json_is_true(json_get(v, "concernsRelease")), rows[i].concerns);
		assert_string_equal(json_text_at(v, "product"), rows[i].product);
		assert_string_equal(json_text_at(v, "region"), rows[i].place);
		assert_string_equal(json_text_at(v, "since"), "2026-11-30T10:00:00Z");
		arena_free(a);
	}
}

static void the_impact_that_concerns_the_release_is_shown(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	const char *both = arena_printf(a, "%s,%s,%s", impact(a, "Cloud Run", "asia-east1"),
		impact(a, "Cloud SQL", "us-central1"), impact(a, "Cloud SQL", "asia-east1"));
	const struct json *v = one(a, both, "");
	assert_true(json_is_true(json_get(v, "concernsRelease")));
	assert_string_equal(json_text_at(v, "product"), "Cloud SQL");
	assert_string_equal(json_text_at(v, "region"), "us-central1");
	assert_int_equal(json_size(json_get(v, "products")), 2);
	assert_int_equal(json_size(json_get(v, "regions")), 2);
	v = one(a, both, ",\"relevance\":\"NOT_IMPACTED\"");
	assert_false(json_is_true(json_get(v, "concernsRelease")));
	arena_free(a);
}

static void an_event_may_lack_everything_but_its_name(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	const struct json *v = one(
		a, "", ",\"updates\":[{\"title\":\"t\"},{\"symptom\":\"a\\u0007b\",\"workaround\":\"w\"}]");
	assert_false(json_is_true(json_get(v, "concernsRelease")));
	assert_string_equal(json_text_at(v, "product"), "");
	assert_string_equal(json_text_at(v, "workaround"), "w");
	assert_null(strchr(json_text_at(v, "symptom"), 7));
	arena_free(a);
}

static void only_active_events_are_facts_and_wrong_ones_are_errors(void **state)
{
	static const struct {
		const char *events;
		int rc;
		size_t n;
	} rows[] = {
		{ "{}", 0, 0 },
		{ "{\"events\":[{\"name\":\"e/1\",\"state\":\"CLOSED\"},{\"name\":\"e/2\",\"state\":\"ACTIVE\"},"
		  "{\"name\":\"e/3\"}]}",
			0, 1 },
		{ "{\"events\":[{\"state\":\"ACTIVE\"}]}", -1, 0 },
		{ "{\"events\":[7]}", -1, 0 },
		{ "{\"events\":[{\"name\":\"e/1\",\"state\":\"ACTIVE\",\"title\":7}]}", -1, 0 },
		{ "{\"events\":[{\"name\":\"e/1\",\"state\":\"ACTIVE\",\"eventImpacts\":{}}]}", -1, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		struct json *out = json_new_object(a);
		struct err e;
		assert_int_equal(incident_facts(a, unit_json(a, rows[i].events), NULL, 0, out, &e), rows[i].rc);
		assert_int_equal(json_size(out), rows[i].n);
		arena_free(a);
	}
}

/* The same event is listed for two projects; what concerns the release is kept, in either order. */
static void the_same_event_of_two_projects_is_one_fact(void **state)
{
	static const char *const bodies[] = {
		"{\"events\":[{\"name\":\"projects/p/x\",\"state\":\"ACTIVE\",\"relevance\":\"NOT_IMPACTED\","
		"\"eventImpacts\":[{\"product\":{\"productName\":\"Cloud Run\"},\"location\":{\"locationName\":\"r\"}}]}]}",
		"{\"events\":[{\"name\":\"projects/q/x\",\"state\":\"ACTIVE\",\"relevance\":\"IMPACTED\","
		"\"eventImpacts\":[{\"product\":{\"productName\":\"Cloud Run\"},\"location\":{\"locationName\":\"r\"}}]}]}",
	};
	static const char *const regions[] = { "r" };
	(void)state;
	for (size_t first = 0; first < 2; first++) {
		struct arena *a = arena_new();
		struct json *out = json_new_object(a);
		struct err e;
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(incident_facts(a, unit_json(a, bodies[(first + i) % 2]), regions, 1, out, &e), 0);
		assert_int_equal(json_size(out), 1);
		assert_string_equal(json_text_at(json_get(out, "x"), "relevance"), "IMPACTED");
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_and_places_decide_what_concerns_a_release),
		cmocka_unit_test(the_impact_that_concerns_the_release_is_shown),
		cmocka_unit_test(an_event_may_lack_everything_but_its_name),
		cmocka_unit_test(only_active_events_are_facts_and_wrong_ones_are_errors),
		cmocka_unit_test(the_same_event_of_two_projects_is_one_fact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
