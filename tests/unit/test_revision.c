/* SPDX-License-Identifier: Apache-2.0 */
/* test_revision.c: facts from a revision's JSON: placeholders, secrets, Redis hosts, changes; and times in the facts of
 * resources. */
#include "../../gate/judge/shape.h"
#include "../../gate/source/cloud/placeholder.h"
#include "../../gate/source/cloud/resource.h"
#include "../../gate/source/cloud/revision.h"
#include "../../gate/source/cloud/revision_containers.h"
#include "../../gate/source/cloud/scaling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static struct json *parse(struct arena *a, const char *text)
{
	struct json *v = NULL;
	struct err e;
	assert_int_equal(json_parse(a, str_of(text), &v, &e), 0);
	return v;
}

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
	size_t n = redis_refs(a, parse(a, doc), &refs);
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

static void redis_hosts_of_every_container_are_found(void **state)
{
	struct redis_ref *refs;
	const char *doc =
		"{\"containers\":[{\"name\":\"proxy\",\"env\":[{\"name\":\"REDIS_URL\",\"value\":\"redis://10.0.0.9\"},"
		"{\"name\":\"QUEUE\",\"value\":\"redis://10.0.0.7\"}]},"
		"{\"name\":\"app\",\"ports\":[{}],\"env\":[{\"name\":\"REDIS_URL\",\"value\":\"redis://10.0.0.3\"}]}]}";
	assert_int_equal(redis_refs(*state, parse(*state, doc), &refs), 3);
	assert_string_equal(refs[0].env, "proxy.REDIS_URL"); /* the plain name is that of the ingress container */
	assert_string_equal(refs[0].host, "10.0.0.9");
	assert_string_equal(refs[1].env, "QUEUE");
	assert_string_equal(refs[2].env, "REDIS_URL");
	assert_string_equal(refs[2].host, "10.0.0.3");
}

static const char *list_text(struct arena *a, const struct json *all)
{
	const char *text = "";
	for (size_t i = 0; i < json_size(all); i++)
		text = arena_printf(a, "%s%s%s", text, i ? " " : "", json_text(json_item(all, i)).p);
	return text;
}

static void sql_instances_of_every_container_are_found(void **state)
{
	static const struct {
		const char *value, *names;
	} all[] = {
		{ "p1:us-central1:db", "p1:us-central1:db" },
		{ "-instances=p1:europe-west12:db=tcp:0.0.0.0:5432,p1:us-east4:b", "p1:europe-west12:db p1:us-east4:b" },
		{ "postgresql://u:p@/app?host=/cloudsql/example.com:p1:us-central1:db-2/.s.PGSQL.5432",
			"example.com:p1:us-central1:db-2" },
		{ "p1:us-central1:db?port=5432 p1:us-central1:db", "p1:us-central1:db" },
		{ "tcp:0.0.0.0:5432", "" },
		{ "redis://user:pass@10.0.0.1:6379", "" },
		{ "arn:aws:sns:us-east-1:1:topic", "" },
		{ "p1:central:db", "" },
		{ "p1:us-1:", "" },
		{ "::", "" },
		{ "us-central1:db", "" },
		{ "P1:us-central1:db", "" },
		{ "12:34:56", "" },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *env = arena_printf(
			*state, "{\"containers\":[{},{\"env\":[{\"name\":\"X\",\"value\":\"%s\"}]}]}", all[i].value);
		const char *args = arena_printf(*state, "{\"containers\":[{},{\"args\":[\"--a\",\"%s\"]}]}", all[i].value);
		assert_string_equal(list_text(*state, sql_connections(*state, parse(*state, env))), all[i].names);
		assert_string_equal(list_text(*state, sql_connections(*state, parse(*state, args))), all[i].names);
		assert_int_equal(json_size(sql_volumes(*state, parse(*state, args))), 0);
	}
	const char *both = "{\"volumes\":[{\"cloudSqlInstance\":{\"instances\":[\"p:us-east1:a\",\"p:us-east1:a\"]}}],"
					   "\"containers\":[{\"args\":[\"p:us-east1:a\",\"p:us-east1:b\"]}]}";
	assert_string_equal(list_text(*state, sql_connections(*state, parse(*state, both))), "p:us-east1:a p:us-east1:b");
	assert_string_equal(list_text(*state, sql_volumes(*state, parse(*state, both))), "p:us-east1:a");
}

#define LIMITS(limits) "{\"resources\":{\"limits\":{" limits "}}}"
static void limits_of_all_containers_are_added(void **state)
{
	static const struct {
		const char *containers;
		double cpu;
		int64_t memory_mib, gpus;
	} all[] = {
		{ "[]", 0, 0, 0 },
		{ "[{}]", 1, 512, 0 },
		{ "[" LIMITS("\"cpu\":\"500m\",\"memory\":\"1Gi\"") "," LIMITS("\"cpu\":\"2\"") "]", 2.5, 1536, 0 },
		{ "[" LIMITS("\"cpu\":\"8\",\"memory\":\"32Gi\",\"nvidia.com/gpu\":\"1\"") "]", 8, 32768, 1 },
		{ "[" LIMITS("\"cpu\":\"-3\",\"memory\":\"much\",\"nvidia.com/gpu\":\"-1\"") "]", 0, 0, 0 },
		{ "[" LIMITS("\"cpu\":\"1e300\",\"memory\":\"1e300Gi\",\"nvidia.com/gpu\":\"99999999999999999999\"") "]", 0, 0,
			0 },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *doc = arena_printf(*state, "{\"containers\":%s}", all[i].containers);
		struct revision_limits sum = revision_limits(*state, parse(*state, doc));
		assert_true(sum.cpu > all[i].cpu - 0.001 && sum.cpu < all[i].cpu + 0.001);
		assert_int_equal(sum.memory_mib, all[i].memory_mib);
		assert_int_equal(sum.gpus, all[i].gpus);
	}
}

static void containers_have_facts_of_their_own(void **state)
{
	struct arena *a = *state;
	const char *doc = "{\"containers\":[{\"name\":\"app\",\"image\":\"a\",\"ports\":[{}],\"dependsOn\":[\"side\"],"
					  "\"env\":[{\"name\":\"X\",\"value\":\"1\"}]},"
					  "{\"name\":\"side\",\"image\":\"s\",\"readinessProbe\":{\"grpc\":{}},"
					  "\"env\":[{\"name\":\"X\",\"value\":\"2\"}," REF("K", "\"secret\":\"k\"") "]}]}";
	struct json *all = revision_containers_facts(a, parse(a, doc), STR("key"));
	const struct json *app = json_get(all, "app"), *side = json_get(all, "side");
	assert_int_equal(json_size(all), 2);
	assert_true(json_is_true(json_get(app, "ingress")) && !json_is_true(json_get(side, "ingress")));
	assert_string_equal(json_text_at(app, "startupProbe.kind"), "tcp");
	assert_null(json_get(side, "startupProbe"));
	assert_string_equal(json_text_at(side, "readinessProbe.kind"), "grpc");
	assert_string_equal(list_text(a, json_get(app, "dependsOn")), "side");
	assert_int_equal(json_text_at(app, "env.X")[16], '\0');
	assert_string_not_equal(json_text_at(app, "env.X"), json_text_at(side, "env.X"));
	assert_string_equal(json_text_at(side, "env.K"), "secret k:latest");
	all = revision_containers_facts(a, parse(a, "{\"containers\":[{\"image\":\"i\"}]}"), STR("key"));
	assert_string_equal(json_text_at(json_get(all, "containers[0]"), "image"), "i");
}

static void volumes_in_memory_take_from_the_instance(void **state)
{
#define IN_MEMORY             "{\"emptyDir\":{\"medium\":\"MEMORY\"}}"
#define LIMITED(medium, size) "{\"emptyDir\":{\"medium\":\"" medium "\",\"sizeLimit\":\"" size "\"}}"
	static const struct {
		const char *volumes;
		int64_t mib;
	} all[] = {
		{ "", 0 },
		{ "{\"gcs\":{\"bucket\":\"b\"}}", 0 },
		{ LIMITED("MEMORY", "128Mi"), 128 },
		{ "{\"emptyDir\":{\"sizeLimit\":\"128Mi\"}}", 128 }, /* the default medium */
		{ LIMITED("DISK", "128Mi"), 0 },
		{ IN_MEMORY, 512 },
		{ LIMITED("MEMORY", "100Mi") "," LIMITED("MEMORY", "200Mi"), 300 },
		{ LIMITED("MEMORY", "400Mi") "," LIMITED("MEMORY", "200Mi"), 512 },
		{ LIMITED("MEMORY", "9Gi"), 512 },
		{ LIMITED("MEMORY", "nonsense"), 0 },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *doc = arena_printf(*state, "{\"volumes\":[%s]}", all[i].volumes);
		assert_int_equal(volumes_memory(parse(*state, doc), 512), all[i].mib);
	}
}

static void instances_are_limited_by_service_and_hand(void **state)
{
	static const struct {
		const char *scaling;
		int64_t least, most; /* of a revision with 2 to 20 */
		bool off;
	} all[] = {
		{ "{}", 2, 20, false },
		{ "{\"minInstanceCount\":5,\"maxInstanceCount\":10}", 5, 10, false },
		{ "{\"minInstanceCount\":1,\"maxInstanceCount\":100}", 2, 20, false },
		{ "{\"scalingMode\":\"AUTOMATIC\",\"manualInstanceCount\":3}", 2, 20, false },
		{ "{\"scalingMode\":\"MANUAL\",\"manualInstanceCount\":3,\"maxInstanceCount\":1}", 3, 3, false },
		{ "{\"scalingMode\":\"MANUAL\",\"manualInstanceCount\":0}", 0, 0, true },
		{ "{\"scalingMode\":\"MANUAL\"}", 0, 0, true }, /* Google omits a zero */
		{ "{\"scalingMode\":\"MANUAL\",\"manualInstanceCount\":-4}", 0, 0, true },
	};
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const struct json *raw = parse(*state, arena_printf(*state, "{\"scaling\":%s}", all[i].scaling));
		struct scaling s = scaling_of(raw);
		assert_int_equal(scaling_least(&s, 2), all[i].least);
		assert_int_equal(scaling_most(&s, 20), all[i].most);
		assert_int_equal(scaling_is_off(raw), all[i].off);
	}
}

static void an_answer_about_another_bucket_is_an_error(void **state)
{
	struct err e;
	assert_non_null(volume_bucket_facts(*state, parse(*state, "{\"name\":\"b\"}"), "b", &e));
	assert_null(volume_bucket_facts(*state, parse(*state, "{\"name\":\"c\"}"), "b", &e));
	assert_null(volume_bucket_facts(*state, parse(*state, "{}"), "b", &e));
	assert_null(volume_bucket_facts(*state, parse(*state, "{\"name\":7}"), "b", &e));
	assert_string_equal(volume_bucket_path(*state, "a/b"), "storage/v1/b/a%2Fb?fields=name");
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
	assert_int_equal(secret_refs(*state, parse(*state, doc), "p", &refs), 5);
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
		"subnet p/r/s", "subnet h/us-east1/t", "bucket b" };
	struct need *needs, *other;
	/* clang-format off */
	static const char doc[] = "{\"containers\":[{\"env\":["
		REF("L", "\"secret\":\"projects/q/secrets/k\",\"version\":\"3\"") "]}],\"volumes\":["
		"{\"name\":\"v\",\"secret\":{\"secret\":\"f\",\"items\":[{\"path\":\"x\",\"version\":\"5\"}]}},"
		"{\"name\":\"d\",\"cloudSqlInstance\":{\"instances\":[\"demo:us-central1:db\",\"db\"]}},"
		"{\"gcs\":{\"bucket\":\"b\"}}],"
		"\"vpcAccess\":{\"connector\":\"c\",\"networkInterfaces\":["
		"{\"network\":\"n\",\"subnetwork\":\"s\"},"
		"{\"subnetwork\":\"projects/h/regions/us-east1/subnetworks/t\"}]}}";
	/* clang-format on */
	assert_int_equal(needs_of(*state, parse(*state, doc), "p", "r", &needs), COUNTOF(keys));
	for (size_t i = 0; i < COUNTOF(keys); i++) {
		assert_string_equal(needs[i].key, keys[i]);
		assert_true(needs[i].named);
	}
	const char *full = "{\"vpcAccess\":{\"connector\":\"projects/p/locations/r/connectors/c\"}}";
	assert_int_equal(needs_of(*state, parse(*state, full), "p", "other", &other), 1);
	assert_true(needs_have(needs, COUNTOF(keys), other)); /* the same by its full name */
	full = "{\"vpcAccess\":{\"connector\":\"projects/p/locations/r2/connectors/c\"}}";
	assert_int_equal(needs_of(*state, parse(*state, full), "p", "r", &other), 1);
	assert_false(needs_have(needs, COUNTOF(keys), other));
	assert_int_equal(needs_of(*state, parse(*state, "{}"), "p", "r", &other), 0);
}

static const char *changes(struct arena *a, const char *from, const char *to)
{
	struct buf b = BUF_MAX(4096);
	json_print(changes_between(a, parse(a, from), parse(a, to)), JSON_COMPACT, &b);
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

static void changes_of_other_containers_are_named(void **state)
{
#define CONTAINERS(app, rest)   "{\"containers\":{\"app\":{\"ingress\":true,\"image\":\"" app "\"}" rest "}}"
#define OTHER(name, image, env) ",\"" name "\":{\"ingress\":false,\"image\":\"" image "\",\"env\":{" env "}}"
	assert_string_equal(changes(*state, CONTAINERS("1", ""), CONTAINERS("2", "")), "{}"); /* image says it */
	assert_string_equal(
		changes(*state, CONTAINERS("1", OTHER("c", "1", "\"L\":\"a\",\"G\":\"b\"") OTHER("old", "1", "")),
			CONTAINERS("1", OTHER("c", "2", "\"L\":\"x\",\"N\":\"b\"") OTHER("new", "1", ""))),
		"{\"containers\":{\"added\":[\"new\"],\"removed\":[\"old\"],"
		"\"changed\":[\"c.image\",\"c.env.L\",\"c.env.N\",\"c.env.G\"]}}");
	/* a proxy took the place of the application, which is a sidecar now */
	assert_string_equal(changes(*state, CONTAINERS("1", ""),
							"{\"containers\":{\"proxy\":{\"ingress\":true},\"app\":{\"image\":\"1\"}}}"),
		"{\"containers\":{\"added\":[\"app\"],\"removed\":[],\"changed\":[]}}");
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
			parse(a,
				names            ? "{\"A\":{\"secret\":\"x\"}}"
					: containers ? "{\"A\":{\"image\":\"x\"}}"
								 : "1"));
		json_set(to, changes->fields[i].name,
			parse(a,
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
	struct json *v = resource_facts(a, &resource_redis, parse(a, body), "c", now, &e);
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
	const struct json *all = resource_addresses(a, kind, parse(a, body));
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
		parse(*state, "{\"state\":\"READY\",\"maintenanceSchedule\":{\"startTime\":\"soon\"}}"), "c", NOW, &e));
	assert_null(resource_facts(*state, &resource_sql,
		parse(*state, "{\"state\":\"RUNNABLE\",\"scheduledMaintenance\":{\"startTime\":\"soon\"}}"), "i", NOW, &e));
	assert_null(resource_facts(
		*state, &resource_sql, parse(*state, "{\"state\":\"RUNNABLE\",\"ipAddresses\":{}}"), "i", NOW, &e));
	assert_null(resource_facts(*state, &resource_sql,
		parse(*state, "{\"state\":\"RUNNABLE\",\"settings\":{\"dataDiskSizeGb\":\"big\"}}"), "i", NOW, &e));
}

static void networks_have_one_short_name(void **state)
{
	struct err e;
	struct json *sql = resource_facts(*state, &resource_sql,
		parse(*state,
			"{\"state\":\"RUNNABLE\",\"settings\":{\"ipConfiguration\":{\"privateNetwork\":"
			"\"projects/p/global/networks/prod\"}}}"),
		"i", NOW, &e);
	assert_true(str_is(json_text(json_get(sql, "networkName")), "prod"));
	struct json *vpc = resource_facts(
		*state, &resource_connector, parse(*state, "{\"state\":\"READY\",\"network\":\"prod\"}"), "c", NOW, &e);
	assert_true(str_is(json_text(json_get(vpc, "networkName")), "prod"));
	vpc = resource_facts(
		*state, &resource_connector, parse(*state, "{\"state\":\"READY\",\"subnet\":{\"name\":\"s\"}}"), "c", NOW, &e);
	assert_null(json_get(vpc, "networkName")); /* a subnet does not name its network */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(placeholders_are_found),
		cmocka_unit_test_setup_teardown(redis_hosts_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(redis_hosts_of_every_container_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sql_instances_of_every_container_are_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(limits_of_all_containers_are_added, set_up, tear_down),
		cmocka_unit_test_setup_teardown(containers_have_facts_of_their_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(volumes_in_memory_take_from_the_instance, set_up, tear_down),
		cmocka_unit_test_setup_teardown(instances_are_limited_by_service_and_hand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_answer_about_another_bucket_is_an_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(secrets_are_found_everywhere, set_up, tear_down),
		cmocka_unit_test_setup_teardown(needs_are_distinguished_by_full_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changes_are_the_differences, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changes_of_other_containers_are_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_documented_change_is_compared, set_up, tear_down),
		cmocka_unit_test_setup_teardown(maintenance_is_soon_until_it_is_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_address_of_a_redis_resource_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(malformed_resource_is_an_error, set_up, tear_down),
		cmocka_unit_test_setup_teardown(networks_have_one_short_name, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
