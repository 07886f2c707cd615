/* SPDX-License-Identifier: Apache-2.0 */
/* test_revision.c: facts from a revision's JSON: placeholders, secrets, Redis hosts, changes; and times in the facts of
 * resources. */
#include "../../gate/judge/shape.h"
#include "../../gate/source/cloud/placeholder.h"
#include "../../gate/source/cloud/resource.h"
#include "../../gate/source/cloud/revision.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void placeholders_are_found(void **state)
{
	static const char *const left[] = { "${DB}", "x-${DB_HOST}-y", "{{ db }}", "<host>", "https://<host>/x",
		"REPLACE_ME", "replace_me", "ChangeMe", "postgres://app:CHANGEME@db",
		"TO"
		"DO",
		"to"
		"do",
		"TO"
		"DO: ask",
		"your-api-key", "YOUR_KEY", "https://your-project.example.com", "key=your-key" };
	static const char *const fine[] = { "", "shop", "a < b > c, d", "<b>bold</b>", "<br/>", "${", "{{}}", "CHANGEMENT",
		"TO"
		"DO_LIST",
		"myto"
		"do",
		"all your-base", "$HOME", "x<y", "UNCHANGEME", "yours" };
	(void)state;
	for (size_t i = 0; i < COUNTOF(left); i++)
		if (!placeholder_is(left[i]))
			fail_msg("\"%s\" is a leftover", left[i]);
	for (size_t i = 0; i < COUNTOF(fine); i++)
		if (placeholder_is(fine[i]))
			fail_msg("\"%s\" is none", fine[i]);
}

#define REF(name, ref) "{\"name\":\"" name "\",\"valueSource\":{\"secretKeyRef\":{" ref "}}}"

static const char *redis_text(struct arena *a, const char *name, const char *value)
{
	struct redis_ref *refs;
	const char *doc = arena_printf(a, "{\"containers\":[{\"env\":[{\"name\":\"%s\",\"value\":\"%s\"}]}]}", name, value);
	size_t n = redis_refs(a, unit_json(a, doc), &refs);
	return n ? refs[0].host : "-";
}

static void redis_hosts_are_found(void **state)
{
	static const struct {
		const char *name, *value, *host;
	} all[] = {
		{ "CACHE", "redis://10.0.0.3", "10.0.0.3" },
		{ "CACHE", "rediss://:p@ss@10.0.0.3:6378/0", "10.0.0.3" },
		{ "CACHE", "redis://[::1]:6379", "::1" },
		{ "REDIS_HOST", "10.0.0.3", "10.0.0.3" },
		{ "REDIS_HOST", "cache.internal", "cache.internal" },
		{ "redisAddr", "localhost:6379", "localhost" },
		{ "REDIS_NODES", "10.0.0.3:6379,10.0.0.4:6379", "10.0.0.3" },
		{ "REDIS_PORT", "6379", "-" },
		{ "REDIS_ENABLED", "true", "-" },
		{ "REDIS_PASSWORD", "s3cret", "-" },
		{ "REDIS_URL", "${REDIS_URL}", "-" },
		{ "REDIS_HOST", "", "-" },
		{ "HOST", "10.0.0.3", "-" },
		{ "CACHE", "redis://", "-" },
		{ "CACHE", "redis://[::1", "-" },
	};
	for (size_t i = 0; i < COUNTOF(all); i++)
		assert_string_equal(redis_text(*state, all[i].name, all[i].value), all[i].host);
}

static void secrets_are_found_everywhere(void **state)
{
	struct secret_ref *refs;
	/* clang-format off */
	const char *doc = "{\"containers\":[{\"env\":[" REF("S", "\"secret\":\"side\",\"version\":\"2\"") "]},"
		"{\"ports\":[{}],\"env\":[{\"name\":\"S\",\"value\":\"plain\"},"
		REF("L", "\"secret\":\"projects/q/secrets/k\"") "," REF("B", "\"secret\":\"a/b\",\"version\":\"1\"") "]}],"
		"\"volumes\":[{\"name\":\"v\",\"secret\":{\"secret\":\"f\",\"items\":[{\"path\":\"x\",\"version\":\"5\"}]}},"
		"{\"name\":\"w\",\"secret\":{\"secret\":\"g\"}},{\"name\":\"e\",\"emptyDir\":{}}]}";
	/* clang-format on */
	assert_int_equal(secret_refs(*state, unit_json(*state, doc), "p", &refs), 5);
	/* S: the plain value of the ingress container is shown, and the sidecar still needs its secret */
	assert_true(refs[0].shadowed);
	assert_string_equal(refs[0].key, "p/side/2");
	refs++;
	assert_string_equal(refs[0].env, "L");
	assert_false(refs[0].shadowed);
	assert_string_equal(refs[0].key, "q/k/latest");
	assert_null(refs[1].key);
	assert_string_equal(refs[2].key, "p/f/5");
	assert_string_equal(refs[2].path, "x");
	assert_string_equal(refs[3].key, "p/g/latest");
	assert_null(refs[3].env);
}

static void needs_are_distinguished_by_full_name(void **state)
{
	static const char *const keys[] = { "secret q/k/3", "secret p/f/5", "sql demo/db", "sql p/db", "connector p/r/c",
		"subnet p/r/s", "subnet h/us-east1/t", "bucket b", "us-docker.pkg.dev/p/r/i:1" };
	struct need *needs, *other;
	/* clang-format off */
	static const char doc[] = "{\"containers\":[{\"image\":\"us-docker.pkg.dev/p/r/i:1\",\"env\":["
		REF("L", "\"secret\":\"projects/q/secrets/k\",\"version\":\"3\"") "]}],\"volumes\":["
		"{\"name\":\"v\",\"secret\":{\"secret\":\"f\",\"items\":[{\"path\":\"x\",\"version\":\"5\"}]}},"
		"{\"name\":\"d\",\"cloudSqlInstance\":{\"instances\":[\"demo:us-central1:db\",\"db\"]}},"
		"{\"gcs\":{\"bucket\":\"b\"}}],"
		"\"vpcAccess\":{\"connector\":\"c\",\"networkInterfaces\":["
		"{\"network\":\"n\",\"subnetwork\":\"s\"},"
		"{\"subnetwork\":\"projects/h/regions/us-east1/subnetworks/t\"}]}}";
	/* clang-format on */
	assert_int_equal(needs_of(*state, unit_json(*state, doc), "p", "r", &needs), COUNTOF(keys));
	for (size_t i = 0; i < COUNTOF(keys); i++) {
		assert_string_equal(needs[i].key, keys[i]);
		assert_true(needs[i].named);
	}
	const char *full = "{\"vpcAccess\":{\"connector\":\"projects/p/locations/r/connectors/c\"}}";
	assert_int_equal(needs_of(*state, unit_json(*state, full), "p", "other", &other), 1);
	assert_true(needs_have(needs, COUNTOF(keys), other)); /* the same by its full name */
	full = "{\"vpcAccess\":{\"connector\":\"projects/p/locations/r2/connectors/c\"}}";
	assert_int_equal(needs_of(*state, unit_json(*state, full), "p", "r", &other), 1);
	assert_false(needs_have(needs, COUNTOF(keys), other));
	assert_int_equal(needs_of(*state, unit_json(*state, "{}"), "p", "r", &other), 0);
}

static const char *changes(struct arena *a, const char *from, const char *to)
{
	struct buf b = BUF_MAX(4096);
	json_print(changes_between(a, unit_json(a, from), unit_json(a, to)), JSON_COMPACT, &b);
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void changes_are_the_differences(void **state)
{
	assert_string_equal(changes(*state, "{\"image\":\"a\",\"cpu\":1.0}", "{\"image\":\"b\",\"cpu\":1.0}"),
		"{\"image\":{\"from\":\"a\",\"to\":\"b\"}}");
	assert_string_equal(changes(*state, "{}", "{\"livenessProbe\":{\"kind\":\"tcp\"}}"),
		"{\"livenessProbe\":{\"from\":null,\"to\":{\"kind\":\"tcp\"}}}");
	assert_string_equal(
		changes(*state, "{\"env\":{\"A\":{\"digest\":\"1\"},\"B\":{\"digest\":\"1\"},\"C\":{\"digest\":\"1\"}}}",
			"{\"env\":{\"A\":{\"digest\":\"1\"},\"B\":{\"digest\":\"2\"},\"D\":{\"digest\":\"1\"}}}"),
		"{\"env\":{\"added\":[\"D\"],\"removed\":[\"C\"],\"changed\":[\"B\"]}}");
	assert_string_equal(
		changes(*state, "{\"secrets\":{\"A\":{\"secret\":\"k\",\"version\":\"1\",\"state\":\"ENABLED\"}}}",
			"{\"secrets\":{\"A\":{\"secret\":\"k\",\"version\":\"1\",\"state\":\"DISABLED\"}}}"),
		"{}");
}

/* The documented names are exactly the compared ones. */
static void every_documented_change_is_compared(void **state)
{
	struct arena *a = *state;
	struct json *from = json_new_object(a), *to = json_new_object(a);
	const struct cel_shape *service = shape_member(a, &source_service), *changes = NULL;
	for (size_t i = 0; i < service->n; i++)
		if (!strcmp(service->fields[i].name, "changes"))
			changes = service->fields[i].shape;
	assert_non_null(changes);
	for (size_t i = 0; i < changes->n; i++) {
		bool names = !strcmp(changes->fields[i].name, "env") || !strcmp(changes->fields[i].name, "secrets");
		bool containers = !strcmp(changes->fields[i].name, "containers");
		json_set(from, changes->fields[i].name,
			unit_json(a,
				names            ? "{\"A\":{\"secret\":\"x\"}}"
					: containers ? "{\"A\":{\"image\":\"x\"}}"
								 : "1"));
		json_set(to, changes->fields[i].name,
			unit_json(a,
				names            ? "{\"A\":{\"secret\":\"y\"}}"
					: containers ? "{\"A\":{\"image\":\"y\"}}"
								 : "2"));
	}
	struct json *all = changes_between(a, from, to);
	assert_int_equal(json_size(all), changes->n);
	for (size_t i = 0; i < changes->n; i++)
		assert_non_null(json_get(all, changes->fields[i].name));
}

/* ---- Resources and time -------------------------------------------------------------------------------- */

enum { HOUR = 3600 * 1000 };
#define NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static bool soon(struct arena *a, const char *schedule, int64_t now)
{
	struct err e;
	const char *body = arena_printf(a,
		"{\"name\":\"projects/p/locations/r/instances/c\",\"state\":\"READY\",\"maintenanceSchedule\":%s}", schedule);
	struct json *v = resource_facts(a, &resource_redis, unit_json(a, body), "c", now, &e);
	assert_non_null(v);
	return json_is_true(json_get(v, "maintenanceSoon"));
}

static void maintenance_is_soon_until_it_is_over(void **state)
{
	const char *at = "{\"startTime\":\"2026-01-01T00:00:00Z\",\"endTime\":\"2026-01-01T02:00:00Z\"}";
	assert_false(soon(*state, at, NOW - 25 * (int64_t)HOUR));
	assert_true(soon(*state, at, NOW - 23 * (int64_t)HOUR));
	assert_true(soon(*state, at, NOW + HOUR));
	assert_false(soon(*state, at, NOW + 3 * (int64_t)HOUR));
	assert_true(soon(*state, "{\"startTime\":\"2026-01-01T00:00:00Z\"}", NOW + 5 * (int64_t)HOUR));
	assert_false(soon(*state, "{\"startTime\":\"2026-01-01T00:00:00Z\"}", NOW + 7 * (int64_t)HOUR));
	assert_false(soon(*state, "{}", NOW));
}

static const char *addresses_text(struct arena *a, const struct resource *kind, const char *body)
{
	const struct json *all = resource_addresses(a, kind, unit_json(a, body));
	const char *text = "";
	for (size_t i = 0; i < json_size(all); i++)
		text = arena_printf(a, "%s%s%s", text, i ? " " : "", json_text(json_item(all, i)).p);
	return text;
}

static void every_address_of_a_redis_resource_is_found(void **state)
{
	assert_string_equal(
		addresses_text(*state, &resource_redis, "{\"host\":\"10.0.0.1\",\"readEndpoint\":\"10.0.0.2\"}"),
		"10.0.0.1 10.0.0.2");
	assert_string_equal(
		addresses_text(*state, &resource_cluster,
			"{\"discoveryEndpoints\":[{\"address\":\"10.0.0.1\"},{\"address\":\"10.0.0.2\"}],"
			"\"pscConnections\":[{\"address\":\"10.0.0.3\"}],\"clusterEndpoints\":[{\"connections\":["
			"{\"pscAutoConnection\":{\"address\":\"10.0.0.4\"}},{\"pscConnection\":{\"address\":\"10.0.0.5\"}}]}]}"),
		"10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4 10.0.0.5");
	assert_string_equal(addresses_text(*state, &resource_valkey,
							"{\"discoveryEndpoints\":[{\"address\":\"10.0.0.1\"}],"
							"\"pscAutoConnections\":[{\"ipAddress\":\"10.0.0.2\"}],"
							"\"endpoints\":[{\"connections\":[{\"pscAutoConnection\":{\"ipAddress\":\"10.0.0.3\"}},"
							"{\"pscConnection\":{\"ipAddress\":\"10.0.0.4\"}}]}]}"),
		"10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4");
	static const struct resource *const kinds[] = { &resource_redis, &resource_cluster, &resource_valkey };
	for (size_t k = 0; k < COUNTOF(kinds); k++) {
		assert_string_equal(addresses_text(*state, kinds[k], "{}"), "");
		assert_string_equal(addresses_text(*state, kinds[k],
								"{\"host\":7,\"discoveryEndpoints\":{\"address\":\"10.0.0.1\"},\"endpoints\":[[]]}"),
			"");
	}
}

static void malformed_resource_is_an_error(void **state)
{
	struct err e;
	assert_null(resource_facts(*state, &resource_redis,
		unit_json(*state, "{\"state\":\"READY\",\"maintenanceSchedule\":{\"startTime\":\"soon\"}}"), "c", NOW, &e));
	assert_null(resource_facts(*state, &resource_sql,
		unit_json(*state, "{\"state\":\"RUNNABLE\",\"scheduledMaintenance\":{\"startTime\":\"soon\"}}"), "i", NOW, &e));
	assert_null(resource_facts(
		*state, &resource_sql, unit_json(*state, "{\"state\":\"RUNNABLE\",\"ipAddresses\":{}}"), "i", NOW, &e));
	assert_null(resource_facts(*state, &resource_sql,
		unit_json(*state, "{\"state\":\"RUNNABLE\",\"settings\":{\"dataDiskSizeGb\":\"big\"}}"), "i", NOW, &e));
}

static void networks_have_one_short_name(void **state)
{
	struct err e;
	struct json *sql = resource_facts(*state, &resource_sql,
		unit_json(*state,
			"{\"state\":\"RUNNABLE\",\"settings\":{\"ipConfiguration\":{\"privateNetwork\":"
			"\"projects/p/global/networks/prod\"}}}"),
		"i", NOW, &e);
	assert_true(str_is(json_text(json_get(sql, "networkName")), "prod"));
	struct json *vpc = resource_facts(
		*state, &resource_connector, unit_json(*state, "{\"state\":\"READY\",\"network\":\"prod\"}"), "c", NOW, &e);
	assert_true(str_is(json_text(json_get(vpc, "networkName")), "prod"));
	vpc = resource_facts(*state, &resource_connector,
		unit_json(*state, "{\"state\":\"READY\",\"subnet\":{\"name\":\"s\"}}"), "c", NOW, &e);
	assert_null(json_get(vpc, "networkName")); /* a subnet does not name its network */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholders_are_found),
		cmocka_unit_test_setup_teardown(redis_hosts_are_found, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(secrets_are_found_everywhere, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(needs_are_distinguished_by_full_name, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(changes_are_the_differences, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(every_documented_change_is_compared, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(maintenance_is_soon_until_it_is_over, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(every_address_of_a_redis_resource_is_found, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(malformed_resource_is_an_error, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(networks_have_one_short_name, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
