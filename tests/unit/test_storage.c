/* SPDX-License-Identifier: Apache-2.0 */
/* test_storage.c: objects in Cloud Storage: names, calls, retries and what is concluded from each answer. */
#include "../../gcp/storage.h"
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static int set_up(void **state)
{
	*state = fake_world_new();
	return 0;
}

static int tear_down(void **state)
{
	fake_world_free(*state);
	return 0;
}

static struct gcp *open_cloud(struct fake_world *w)
{
	struct gcp *g;
	struct err e;
	assert_int_equal(gcp_open(w->a, w->l, w->k, NULL, &g, &e), 0);
	return g;
}

/* gcloud's override of Cloud Storage ends with the path that the paths of our calls begin with. */
static void override_may_end_with_the_path_of_the_api(void **state)
{
	struct fake_world *w = *state;
	static const char *const overrides[] = { "http://127.0.0.1:1", "http://127.0.0.1:1/",
		"http://127.0.0.1:1/storage/v1", "http://127.0.0.1:1/storage/v1/" };
	for (size_t i = 0; i < COUNTOF(overrides); i++) {
		setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", overrides[i], 1);
		assert_string_equal(gcp_base(open_cloud(w), GCP_STORAGE), "http://127.0.0.1:1/");
	}
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", "http://127.0.0.1:1/mystorage/v1/", 1);
	assert_string_equal(gcp_base(open_cloud(w), GCP_STORAGE), "http://127.0.0.1:1/mystorage/v1/");
	unsetenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE");
	assert_string_equal(gcp_base(open_cloud(w), GCP_STORAGE), "https://storage.googleapis.com/");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(override_may_end_with_the_path_of_the_api),
	};
	return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
