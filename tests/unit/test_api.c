/* SPDX-License-Identifier: Apache-2.0 */
/* test_api.c: the table of Google's APIs is complete; the roles and delays that are derived from it are correct. */
#include "../../gcp/core/api.h"
#include "../../gcp/core/read_budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void every_api_has_a_complete_row(void **state)
{
	(void)state;
	for (int i = 0; i < GCP_API__COUNT; i++) {
		const struct api *api = api_of((enum gcp_api)i);
		assert_true(api->name && *api->name && api->host && *api->host);
		/* their limits are far above what a run sends */
		bool unlimited = i == GCP_STORAGE || i == GCP_ARTIFACTREGISTRY;
		assert_in_range(api->reads_per_minute, unlimited ? 0 : 1, API_READS_MAX);
		assert_in_range(api->metric_delay_s, 1, 600);
		assert_true((budget_limit((enum gcp_api)i) > 0) == (api->reads_per_minute > 0));
		assert_true(!api->viewer || (api->family && !strncmp(api->viewer, "roles/", 6)));
		for (int j = 0; j < i; j++) {
			const struct api *other = api_of((enum gcp_api)j);
			assert_true(strcmp(api->name, other->name) != 0 && strcmp(api->host, other->host) != 0);
			assert_true(!api->family || !other->family || strcmp(api->family, other->family) != 0);
		}
	}
}

static void permission_maps_to_the_least_privileged_role(void **state)
{
	static const struct {
		const char *permission, *role;
	} all[] = {
		{ "run.services.get", "roles/run.viewer" },
		{ "run.services.update", "roles/run.developer" },
		{ "cloudsql.instances.get", "roles/cloudsql.viewer" },
		{ "redis.clusters.list", "roles/redis.viewer" },
		{ "memorystore.instances.list", "roles/memorystore.viewer" },
		{ "vpcaccess.connectors.get", "roles/vpcaccess.viewer" },
		{ "monitoring.timeSeries.list", "roles/monitoring.viewer" },
		{ "iam.serviceaccounts.actAs", "roles/iam.serviceAccountUser" },
		{ "storage.objects.get", "roles/storage.objectUser" },
		{ "storage.objects.create", "roles/storage.objectUser" },
		{ "storage.buckets.get", "roles/storage.bucketViewer" },
		{ "cloudkms.cryptoKeyVersions.useToSign", NULL },
		{ "runs.x", NULL },
		{ "run", NULL },
		{ "", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *role = gcp_role_for(all[i].permission);
		assert_true(all[i].role ? role && !strcmp(role, all[i].role) : !role);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_api_has_a_complete_row),
		cmocka_unit_test(permission_maps_to_the_least_privileged_role),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
