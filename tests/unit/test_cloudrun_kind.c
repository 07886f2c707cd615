/* SPDX-License-Identifier: Apache-2.0 */
/* test_cloudrun_kind.c: services and worker pools: their names, fields and commands. */
#include "../../gate/state/state.h"
#include "../../rollback/rollback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char *const pool_text =
	"{\"name\":\"projects/demo/locations/r/workerPools/mail\",\"uid\":\"u\",\"etag\":\"e\",\"generation\":\"3\","
	"\"observedGeneration\":\"3\",\"latestCreatedRevision\":\"projects/demo/locations/r/workerPools/mail/revisions/"
	"mail-2\",\"latestReadyRevision\":\"projects/demo/locations/r/workerPools/mail/revisions/mail-2\","
	"\"instanceSplits\":[{\"type\":\"INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST\",\"percent\":100}],"
	"\"instanceSplitStatuses\":[{\"type\":\"INSTANCE_SPLIT_ALLOCATION_TYPE_REVISION\",\"revision\":\"mail-1\","
	"\"percent\":80},{\"type\":\"INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST\",\"percent\":20}]}";

static struct cloudrun_service pool_of(struct arena *a)
{
	struct cloudrun_service s;
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(pool_text), &v, &e), 0);
	assert_int_equal(cloudrun_service_of(a, v, CLOUDRUN_POOL, "demo", "r", "mail", &s, &e), 0);
	return s;
}

static void a_pool_is_read_by_its_own_fields(void **state)
{
	struct arena *a = *state;
	struct cloudrun_service s = pool_of(a);
	assert_true(cloudrun_follows_latest(&s.desired));
	assert_int_equal(cloudrun_percent(&s.effective, s.latest_ready, "mail-1"), 80);
	assert_int_equal(cloudrun_percent(&s.effective, s.latest_ready, "mail-2"), 20);
	assert_true(cloudrun_settled(&s));
}

static void an_answer_of_another_kind_is_refused(void **state)
{
	struct arena *a = *state;
	struct cloudrun_service s;
	struct json *v;
	struct err e;
	assert_int_equal(json_parse(a, str_of(pool_text), &v, &e), 0);
	assert_int_equal(cloudrun_service_of(a, v, CLOUDRUN_SERVICE, "demo", "r", "mail", &s, &e), -1);
	assert_int_equal(e.code, ERR_MALFORMED);
}

static void a_split_is_written_in_the_words_of_its_kind(void **state)
{
	struct arena *a = *state;
	struct cloudrun_service s = pool_of(a);
	const struct json *row = json_item(cloudrun_split_json(a, s.kind, &s.effective), 1);
	assert_string_equal(json_text_at(row, "type"), "INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST");
	assert_null(json_get(row, "tag"));
	row = json_item(cloudrun_split_json(a, CLOUDRUN_SERVICE, &s.effective), 0);
	assert_string_equal(json_text_at(row, "type"), "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION");
	assert_non_null(json_get(row, "tag"));
}

static void a_plan_names_the_command_of_its_kind(void **state)
{
	struct arena *a = *state;
	struct cloudrun_service s = pool_of(a);
	struct cloudrun_target row = { .revision = "mail-1", .percent = 100 };
	struct cloudrun_split to = { &row, 1 };
	struct plan p;
	plan_rollback(a, &s, &to, NULL, 0, false, &p);
	assert_true(p.needed && p.replaces_latest);
	assert_string_equal(plan_command(a, &s, &to),
		"gcloud run worker-pools update-instance-split mail --to-revisions=mail-1=100 --region=r --project=demo");
}

static void names_tell_the_kind(void **state)
{
	struct arena *a = *state;
	const char *pool = cloudrun_full_name(a, CLOUDRUN_POOL, "p", "r", "mail"),
			   *service = cloudrun_full_name(a, CLOUDRUN_SERVICE, "p", "r", "mail");
	assert_int_equal(cloudrun_kind_named(pool), CLOUDRUN_POOL);
	assert_int_equal(cloudrun_kind_named(service), CLOUDRUN_SERVICE);
	assert_int_equal(cloudrun_kind_named("projects/p/locations/r/jobs/mail"), -1);
	assert_int_equal(cloudrun_kind_named("services/mail"), -1);
	assert_int_equal(cloudrun_kind_named("/services/mail"), CLOUDRUN_SERVICE);
	assert_int_equal(cloudrun_kind_named(""), -1);
	/* in a bucket, a service and a worker pool of one name have separate locks */
	assert_string_equal(state_service(a, service), "p/r/mail");
	assert_string_equal(state_service(a, pool), "p/r/workerPools/mail");
}

static int setup(void **state)
{
	*state = arena_new();
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* Of a revision that was read, nothing is kept but its answer: a list has hundreds of them. */
static void reading_a_revision_takes_nothing(void **state)
{
	struct arena *a = *state, *own = arena_new();
	struct cloudrun_revision v;
	struct json *body;
	struct err e;
	const char *text =
		"{\"name\":\"projects/demo/locations/r/services/s/revisions/s-1\",\"uid\":\"u\",\"conditions\":["
		"{\"type\":\"A\",\"state\":\"B\"},{\"type\":\"C\",\"state\":\"D\"},{\"type\":\"E\",\"state\":\"F\"},"
		"{\"type\":\"Ready\",\"state\":\"CONDITION_SUCCEEDED\"}],\"containers\":[{\"image\":\"i\"}]}";
	assert_int_equal(json_parse(a, str_of(text), &body, &e), 0);
	assert_int_equal(cloudrun_revision_of(own, body, &v, &e), 0);
	assert_true(v.ready);
	assert_string_equal(v.image, "i");
	assert_in_range(arena_used(own), 0, 128);
	arena_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pool_is_read_by_its_own_fields, setup, teardown),
		cmocka_unit_test_setup_teardown(an_answer_of_another_kind_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_split_is_written_in_the_words_of_its_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(a_plan_names_the_command_of_its_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(names_tell_the_kind, setup, teardown),
		cmocka_unit_test_setup_teardown(reading_a_revision_takes_nothing, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
