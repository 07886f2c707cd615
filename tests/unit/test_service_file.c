/* SPDX-License-Identifier: Apache-2.0 */
/* test_service_file.c: arguments that are files of services. */
#include "../../gate/config/config.h"
#include "../../gate/config/service_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define HEAD "apiVersion: serving.knative.dev/v1\nkind: Service\n"

struct bench {
	struct arena *a;
	struct conf_errors all;
	struct options o;
	char dir[40];
};

static int set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	b->a = arena_new();
	strcpy(b->dir, "/tmp/test-service-file-XXXXXX");
	*state = b;
	return mkdtemp(b->dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	unlink(arena_printf(b->a, "%s/s.yaml", b->dir));
	rmdir(b->dir);
	arena_free(b->a);
	test_free(b);
	return 0;
}

/* Reads one argument: the file with this text. */
static int read_file(struct bench *b, const char *text)
{
	struct err e;
	const char *path = arena_printf(b->a, "%s/s.yaml", b->dir);
	assert_int_equal(file_write_atomic(path, text, strlen(text), 0600, &e), 0);
	b->all = (struct conf_errors){ .a = b->a };
	b->o = (struct options){ .args = ARENA_ARRAY(b->a, const char *, 2), .n_args = 2 };
	b->o.args[0] = "web";
	b->o.args[1] = path;
	return service_files(b->a, &b->o, &b->all);
}

static void a_file_stands_for_its_service(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *text, *project, *region;
	} good[] = {
		{ HEAD "metadata:\n  name: api\n", NULL, NULL },
		{ HEAD "metadata:\n  name: api\n  namespace: '123456789'\n  labels:\n"
			   "    cloud.googleapis.com/location: us-east1\n",
			"123456789", "us-east1" },
		{ HEAD "metadata: { name: api, namespace: 123456789 }", "123456789", NULL },
		{ HEAD
			"metadata:\n  name: api\n  namespace: demo\n  annotations:\n"
			"    run.googleapis.com/urls: '[\"https://api-abc-uc.a.run.app\",\"https://api-12.us-west1.run.app\"]'\n",
			"demo", "us-west1" },
		{ HEAD "metadata:\n  name: api\n  annotations:\n"
			   "    run.googleapis.com/urls: '[\"https://api-abc-uc.a.run.app\"]'\n",
			NULL, NULL },
	};
	for (size_t i = 0; i < COUNTOF(good); i++) {
		if (read_file(b, good[i].text))
			fail_msg("%s", b->all.items[0].text);
		assert_string_equal(b->o.args[0], "web");
		assert_string_equal(b->o.args[1], "api");
		assert_null(b->o.places[0].file);
		const struct service_place *place = &b->o.places[1];
		assert_non_null(place->file);
		assert_true(!place->project == !good[i].project && !place->region == !good[i].region);
		if (place->project)
			assert_string_equal(place->project, good[i].project);
		if (place->region)
			assert_string_equal(place->region, good[i].region);
	}
}

static void another_file_is_an_error(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "", "s.yaml:1: apiVersion must be serving.knative.dev/v1" },
		{ "apiVersion: apps/v1\nkind: Deployment\n",
			"s.yaml:1: apiVersion must be serving.knative.dev/v1, not apps/v1" },
		{ "apiVersion: serving.knative.dev/v1\nkind: Configuration\n",
			"s.yaml:2: kind must be Service, not Configuration" },
		{ HEAD "metadata: {}\n", "metadata.name, the name of the service, is missing" },
		{ HEAD "metadata: { name: }\n", "metadata.name, the name of the service, is missing" },
		{ HEAD "metadata: { name: a }\n---\n" HEAD "metadata: { name: b }\n",
			"s.yaml:4: a second document begins here" },
		{ HEAD "metadata: { name: a, name: b }\n", "s.yaml:3: duplicate setting: metadata.name" },
		{ "project: demo\nservices: {}\n", "-c names a config" },
		{ "- a\n", "s.yaml:1: must be a map" },
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		assert_int_equal(read_file(b, bad[i].text), -1);
		if (!strstr(b->all.items[0].text, bad[i].says))
			fail_msg("\"%s\" lacks \"%s\"", b->all.items[0].text, bad[i].says);
	}
}

static void a_file_selects_its_own_service(void **state)
{
	struct bench *b = *state;
	struct config_service s = {
		.member.alias = "api_east", .service = "api", .project = "demo", .region = "us-east1", .asked = true
	};
	assert_int_equal(
		read_file(
			b, HEAD "metadata: { name: api, namespace: '12', labels: { cloud.googleapis.com/location: us-east1 } }"),
		0);
	assert_true(config_service_is_named(&b->o, 1, &s)); /* a number and an id cannot be compared */
	assert_false(config_service_is_named(&b->o, 0, &s));
	s.region = "us-west1";
	assert_false(config_service_is_named(&b->o, 1, &s));
	s.region = "us-east1";
	s.project = "13";
	assert_false(config_service_is_named(&b->o, 1, &s));
	s.project = "12";
	assert_true(config_service_is_named(&b->o, 1, &s));
	/* an alias is no name of a service */
	s.member.alias = "api";
	s.service = "another";
	assert_false(config_service_is_named(&b->o, 1, &s));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_stands_for_its_service),
		TEST(another_file_is_an_error),
		TEST(a_file_selects_its_own_service),
	};
	return cmocka_run_group_tests_name("service_file", tests, NULL, NULL);
}
