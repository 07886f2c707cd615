/* SPDX-License-Identifier: Apache-2.0 */
/* test_containers.c: facts of every container of a revision, its volumes, and how many instances it may have. */
#include "../../gate/source/cloud/revision.h"
#include "../../gate/source/cloud/revision_containers.h"
#include "../../gate/source/cloud/scaling.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define REF(name, ref) "{\"name\":\"" name "\",\"valueSource\":{\"secretKeyRef\":{" ref "}}}"

static const char *list_text(struct arena *a, const struct json *all)
{
	const char *text = "";
	for (size_t i = 0; i < json_size(all); i++)
		text = arena_printf(a, "%s%s%s", text, i ? " " : "", json_text(json_item(all, i)).p);
	return text;
}

static void redis_hosts_of_every_container_are_found(void **state)
{
	struct redis_ref *refs;
	const char *doc =
		"{\"containers\":[{\"name\":\"proxy\",\"env\":[{\"name\":\"REDIS_URL\",\"value\":\"redis://10.0.0.9\"},"
		"{\"name\":\"QUEUE\",\"value\":\"redis://10.0.0.7\"}]},"
		"{\"name\":\"app\",\"ports\":[{}],\"env\":[{\"name\":\"REDIS_URL\",\"value\":\"redis://10.0.0.3\"}]}]}";
	assert_int_equal(redis_refs(*state, unit_json(*state, doc), &refs), 3);
	assert_string_equal(refs[0].env, "proxy.REDIS_URL"); /* the plain name is that of the ingress container */
	assert_string_equal(refs[0].host, "10.0.0.9");
	assert_string_equal(refs[1].env, "QUEUE");
	assert_string_equal(refs[2].env, "REDIS_URL");
	assert_string_equal(refs[2].host, "10.0.0.3");
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
		assert_string_equal(list_text(*state, sql_connections(*state, unit_json(*state, env))), all[i].names);
		assert_string_equal(list_text(*state, sql_connections(*state, unit_json(*state, args))), all[i].names);
		assert_int_equal(json_size(sql_volumes(*state, unit_json(*state, args))), 0);
	}
	const char *both = "{\"volumes\":[{\"cloudSqlInstance\":{\"instances\":[\"p:us-east1:a\",\"p:us-east1:a\"]}}],"
					   "\"containers\":[{\"args\":[\"p:us-east1:a\",\"p:us-east1:b\"]}]}";
	assert_string_equal(
		list_text(*state, sql_connections(*state, unit_json(*state, both))), "p:us-east1:a p:us-east1:b");
	assert_string_equal(list_text(*state, sql_volumes(*state, unit_json(*state, both))), "p:us-east1:a");
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
		struct revision_limits sum = revision_limits(*state, unit_json(*state, doc));
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
	struct json *all = revision_containers_facts(a, unit_json(a, doc), STR("key"));
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
	all = revision_containers_facts(a, unit_json(a, "{\"containers\":[{\"image\":\"i\"}]}"), STR("key"));
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
		assert_int_equal(volumes_memory(unit_json(*state, doc), 512), all[i].mib);
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
		const struct json *raw = unit_json(*state, arena_printf(*state, "{\"scaling\":%s}", all[i].scaling));
		struct scaling s = scaling_of(raw);
		assert_int_equal(scaling_least(&s, 2), all[i].least);
		assert_int_equal(scaling_most(&s, 20), all[i].most);
		assert_int_equal(scaling_is_off(raw), all[i].off);
	}
}

static void an_answer_about_another_bucket_is_an_error(void **state)
{
	struct err e;
	assert_non_null(volume_bucket_facts(*state, unit_json(*state, "{\"name\":\"b\"}"), "b", &e));
	assert_null(volume_bucket_facts(*state, unit_json(*state, "{\"name\":\"c\"}"), "b", &e));
	assert_null(volume_bucket_facts(*state, unit_json(*state, "{}"), "b", &e));
	assert_null(volume_bucket_facts(*state, unit_json(*state, "{\"name\":7}"), "b", &e));
	assert_string_equal(volume_bucket_path(*state, "a/b"), "storage/v1/b/a%2Fb?fields=name");
}

static const char *changes(struct arena *a, const char *from, const char *to)
{
	struct buf b = BUF_MAX(4096);
	json_print(changes_between(a, unit_json(a, from), unit_json(a, to)), JSON_COMPACT, &b);
	char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(redis_hosts_of_every_container_are_found, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(sql_instances_of_every_container_are_found, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(limits_of_all_containers_are_added, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(containers_have_facts_of_their_own, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(volumes_in_memory_take_from_the_instance, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(instances_are_limited_by_service_and_hand, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(an_answer_about_another_bucket_is_an_error, unit_set_up, unit_tear_down),
		cmocka_unit_test_setup_teardown(changes_of_other_containers_are_named, unit_set_up, unit_tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
