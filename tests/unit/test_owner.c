/* SPDX-License-Identifier: Apache-2.0 */
/* test_owner.c: who changed a service last, what that tool will do, and services in several regions. */
#include "../../gate/source/cloud/owner.h"
#include "../../gcp/gcp.h"
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void the_tool_decides_what_will_happen(void **state)
{
	static const struct {
		const char *service, *begins, *has; /* begins NULL: nothing is known */
	} rows[] = {
		{ "{}", NULL, NULL },
		{ "{\"lastModifier\":\"a@b.c\"}", NULL, NULL },
		{ "{\"client\":\"terraform\",\"clientVersion\":\"1.13\",\"lastModifier\":\"ci@p.iam.gserviceaccount.com\"}",
			"Terraform (1.13) last changed this service, as ci@p.iam.gserviceaccount.com",
			"pin it with a traffic block" },
		{ "{\"client\":\"HashiCorp Terraform\"}", "Terraform last changed", "ignore_changes = [traffic]" },
		{ "{\"client\":\"opentofu\",\"clientVersion\":\"1.9\"}", "OpenTofu (1.9) last changed", "undo the rollback" },
		{ "{\"client\":\"gcloud\",\"clientVersion\":\"569\",\"labels\":{\"goog-terraform-provisioned\":\"true\"}}",
			"Terraform declares this service", "undo the rollback" },
		{ "{\"labels\":{\"goog-managed-by\":\"cloudfunctions\"}}", "cloudfunctions manages this service",
			"roll back there too" },
		{ "{\"client\":\"gcloud\",\"clientVersion\":\"569.0.0\",\"lastModifier\":\"a@b.c\"}",
			"gcloud (569.0.0) last changed this service, as a@b.c", NULL },
		{ "{\"client\":\"terraform\",\"name\":\"projects/p/locations/r/workerPools/w\"}",
			"Terraform last changed this worker pool: its next apply", "an instance_splits block that names" },
		{ "{\"client\":\"gcloud\",\"name\":\"projects/p/locations/r/workerPools/w\"}",
			"gcloud last changed this worker pool", NULL },
		{ "{\"client\":\"cloud-console\"}", "cloud-console last changed this service", NULL },
		{ "{\"client\":\"x\\u001b[31m\"}", "x", NULL },
	};
	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct arena *a = arena_new();
		const char *text = owner_text(a, unit_json(a, rows[i].service));
		assert_int_equal(text != NULL, rows[i].begins != NULL);
		assert_true(!text || !strncmp(text, rows[i].begins, strlen(rows[i].begins)));
		assert_true(!text || !rows[i].has || strstr(text, rows[i].has));
		assert_true(!text || rows[i].has || !strstr(text, "undo"));
		assert_null(text ? strchr(text, 27) : NULL);
		arena_free(a);
	}
}

static void a_service_may_be_a_part_of_several_regions(void **state)
{
	struct arena *a = arena_new();
	struct cloudrun_target rows[] = { { .revision = "s-1", .percent = 90 },
		{ .revision = "s-0", .percent = 0, .tag = "t" }, { .latest = true, .percent = 10 } };
	const struct cloudrun_split to = { rows, 3 };
	const struct cloudrun_service s = { .id = "s", .project = "p" };
	(void)state;
	assert_null(owner_regions(a, unit_json(a, "{}")));
	assert_null(owner_regions(a, unit_json(a, "{\"multiRegionSettings\":{}}")));
	assert_string_equal(
		owner_regions(a, unit_json(a, "{\"multiRegionSettings\":{\"regions\":[\"r1\",\"r2\"]}}")), "r1, r2");
	assert_string_equal(
		owner_regions(a, unit_json(a, "{\"multiRegionSettings\":{\"multiRegionId\":\"x\"}}")), "several regions");
	assert_string_equal(owner_command(a, &s, &to),
		"gcloud alpha run multi-region-services update-traffic s --to-revisions=s-1=90,LATEST=10 --project=p");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tool_decides_what_will_happen),
		cmocka_unit_test(a_service_may_be_a_part_of_several_regions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
