/* SPDX-License-Identifier: Apache-2.0 */
/* test_fleet.c: the places of a fleet and their shards, labels, and the harms of a service. */
#include "../../gate/config/fleet.h"
#include "../../gate/watch/harm.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *projects[] = { "p0", "p1", "p2" }, *regions[] = { "r0", "r1" };

static void shards_cover_every_place_once(void **state)
{
	struct arena *a = arena_new();
	struct fleet f = { .projects = { .items = projects, .n = 3 }, .regions = { .items = regions, .n = 2 } };
	int seen[6] = { 0 };
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		size_t n;
		struct fleet_place *all = fleet_places(a, &f, (struct shard){ i, 4 }, &n);
		for (size_t j = 0; j < n; j++)
			seen[2 * (all[j].project[1] - '0') + (all[j].region[1] - '0')]++;
	}
	for (int i = 0; i < 6; i++)
		assert_int_equal(seen[i], 1);
	arena_free(a);
}

static void shards_are_read(void **state)
{
	struct shard s;
	struct err e;
	(void)state;
	unsetenv("CLOUD_RUN_TASK_INDEX");
	unsetenv("CLOUD_RUN_TASK_COUNT");
	assert_int_equal(shard_read(NULL, &s, &e), 0);
	assert_int_equal(s.count, 1);
	assert_int_equal(shard_read("3/4", &s, &e), 0);
	assert_true(s.index == 3 && s.count == 4);
	static const char *const wrong[] = { "4/4", "0/0", "-1/4", "1", "1/", "/4", "1/4x", "a/b", "0/99999999999", "" };
	for (size_t i = 0; i < COUNTOF(wrong); i++)
		assert_int_equal(shard_read(wrong[i], &s, &e), -1);
	setenv("CLOUD_RUN_TASK_INDEX", "1", 1);
	setenv("CLOUD_RUN_TASK_COUNT", "3", 1);
	assert_int_equal(shard_read(NULL, &s, &e), 0);
	assert_true(s.index == 1 && s.count == 3);
	assert_int_equal(shard_read("0/2", &s, &e), 0); /* the option takes precedence */
	assert_int_equal(s.count, 2);
	setenv("CLOUD_RUN_TASK_INDEX", "3", 1);
	assert_int_equal(shard_read(NULL, &s, &e), -1); /* a wrong shard would leave regions out */
	unsetenv("CLOUD_RUN_TASK_INDEX");
	unsetenv("CLOUD_RUN_TASK_COUNT");
}

static void labels_select(void **state)
{
	struct arena *a = arena_new();
	const char *labels[] = { "team=a", "gate" };
	struct fleet f = { .labels = { .items = labels, .n = 2 } };
	(void)state;
	assert_true(fleet_wants(&f, unit_json(a, "{\"team\":\"a\",\"gate\":\"no\"}")));
	assert_false(fleet_wants(&f, unit_json(a, "{\"team\":\"ab\",\"gate\":\"\"}")));
	assert_false(fleet_wants(&f, unit_json(a, "{\"team\":\"a\"}")));
	assert_false(fleet_wants(&f, NULL));
	f.labels.n = 0;
	assert_true(fleet_wants(&f, NULL));
	arena_free(a);
}

/* Returns the names of the harms, joined by "; ". */
static const char *harms(struct arena *a, const char *facts)
{
	size_t n;
	struct harm *all = harms_of(a, unit_json(a, facts), &n);
	char *out = arena_strdup(a, "");
	for (size_t i = 0; i < n; i++)
		out = arena_printf(a, "%s%s%s", out, i ? "; " : "", harm_name(all[i].kind));
	return out;
}

#define SECRET(STATE) "{\"secret\":\"k\",\"version\":\"3\",\"state\":" STATE "}"
#define UNSEEN        "{\"$unobserved\":\"refused\"}"

static void the_worst_harm_is_first(void **state)
{
	struct arena *a = arena_new();
	(void)state;
	assert_string_equal(harms(a,
							"{\"pinned\":true,\"failedServes\":true,\"ready\":false,\"readyMessage\":\"no image\","
							"\"noWayBack\":\"s-1 is gone\","
							"\"candidate\":{\"name\":\"s-2\",\"secrets\":{\"K\":" SECRET("\"DESTROYED\"") "}}}"),
		"serves a failed revision; not ready; no way back; secret; pinned");
	assert_string_equal(harms(a, "{\"candidate\":{\"secretVolumes\":[" SECRET("\"DISABLED\"") "]}}"), "secret");
	assert_string_equal(harms(a, "{\"ready\":true,\"pinned\":false,\"candidate\":{\"secrets\":{}}}"), "");
	assert_string_equal(harms(a, "{\"ready\":false,\"reconciling\":true}"), ""); /* a change is on its way */
	arena_free(a);
}

#define WELL "\"ready\":true,\"pinned\":false,\"candidate\":{\"secrets\":{}}"

/* The bounds of what is beside a service: the last value that is well, and the first that is not. */
static void bounds_of_harms(void **state)
{
	static const struct {
		const char *facts, *harms;
	} rows[] = {
		{ "{" WELL ",\"baseline\":{\"name\":\"s-1\"},\"wayBack\":{\"depth\":1}}", "" },
		{ "{" WELL ",\"baseline\":{\"name\":\"s-1\"},\"wayBack\":{\"depth\":0}}", "no way back" },
		{ "{" WELL ",\"wayBack\":{\"depth\":0}}", "" }, /* its first deploy */
		{ "{" WELL ",\"wayBack\":{\"depth\":1,\"expiresInSeconds\":604801}}", "" },
		{ "{" WELL ",\"wayBack\":{\"depth\":1,\"expiresInSeconds\":604800}}", "way back ends" },
		{ "{" WELL ",\"databases\":[{\"caDaysLeft\":14}]}", "" },
		{ "{" WELL ",\"databases\":[{\"caDaysLeft\":99},{\"caDaysLeft\":13}]}", "certificate" },
		{ "{" WELL ",\"databases\":[{\"budget\":{\"atRollout\":97,\"limit\":97}}]}", "" },
		{ "{" WELL ",\"databases\":[{\"budget\":{\"atRollout\":98,\"limit\":97}}]}", "budget" },
		{ "{" WELL ",\"drift\":[]}", "" },
		{ "{" WELL ",\"drift\":[{\"field\":\"timeout\",\"declared\":\"1s\",\"live\":\"2s\"}]}", "drift" },
	};
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		assert_string_equal(harms(a, rows[i].facts), rows[i].harms);
		assert_null(harm_unknown(a, unit_json(a, rows[i].facts)));
	}
	assert_null(harm_of_certificate(a, unit_json(a, "{\"ok\":true,\"daysLeft\":14}")));
	assert_string_equal(
		harm_of_certificate(a, unit_json(a, "{\"ok\":true,\"daysLeft\":1}")), "the certificate expires in 1 day");
	assert_string_equal(harm_of_certificate(a, unit_json(a, "{\"ok\":false,\"error\":\"no route\"}")), "no route");
	arena_free(a);
}

/* What was not observed is no harm, and is not well either. */
static void what_is_not_observed_is_unknown(void **state)
{
	static const char *const unknown[] = { "{\"ready\":" UNSEEN ",\"pinned\":false,\"candidate\":{}}",
		"{\"ready\":true,\"pinned\":" UNSEEN ",\"candidate\":{}}",
		"{\"ready\":true,\"pinned\":false,\"candidate\":" UNSEEN "}", "{\"ready\":true,\"pinned\":false}",
		"{\"ready\":true,\"pinned\":false,\"candidate\":{\"secrets\":{\"K\":" SECRET(UNSEEN) "}}}",
		"{\"ready\":true,\"pinned\":false,\"candidate\":{\"secretVolumes\":[" SECRET(UNSEEN) "]}}", UNSEEN,
		"{" WELL ",\"wayBack\":{\"depth\":" UNSEEN "}}", "{" WELL ",\"drift\":" UNSEEN "}",
		"{" WELL ",\"wayBack\":{\"depth\":1,\"expiresInSeconds\":" UNSEEN "}}", "{" WELL ",\"databases\":[" UNSEEN "]}",
		"{" WELL ",\"databases\":[{\"budget\":{\"atRollout\":" UNSEEN ",\"limit\":97}}]}" };
	struct arena *a = arena_new();
	(void)state;
	for (size_t i = 0; i < COUNTOF(unknown); i++) {
		assert_string_equal(harms(a, unknown[i]), "");
		assert_non_null(harm_unknown(a, unit_json(a, unknown[i])));
	}
	assert_null(harm_unknown(a, unit_json(a, "{\"ready\":true,\"pinned\":false,\"candidate\":{\"secrets\":{}}}")));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shards_cover_every_place_once),
		cmocka_unit_test(shards_are_read),
		cmocka_unit_test(labels_select),
		cmocka_unit_test(the_worst_harm_is_first),
		cmocka_unit_test(bounds_of_harms),
		cmocka_unit_test(what_is_not_observed_is_unknown),
	};
	return cmocka_run_group_tests_name("fleet", tests, NULL, NULL);
}
