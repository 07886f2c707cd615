/* SPDX-License-Identifier: Apache-2.0 */
/* test_job.c: jobs as they are read, recorded in a snapshot, and changed by hand. */
#include "../../gcp/gcp.h"
#include "../../gcp/job.h"
#include "../../rollback/rollback.h"

#include <string.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static int read_job(struct arena *a, const char *text, struct cloudrun_job *out, struct err *e)
{
	struct json *v;
	assert_int_equal(json_parse(a, str_of(text), &v, e), 0);
	return cloudrun_job_of(a, v, "demo", "r", "migrate", out, e);
}

#define JOB(name, containers) \
	"{\"name\":\"projects/demo/locations/r/jobs/" name "\",\"uid\":\"u\",\"generation\":\"4\"," \
	"\"latestCreatedExecution\":{\"name\":\"migrate-x1\"},\"template\":{\"template\":{\"containers\":[" containers \
	"]}}}"

static void images_and_execution_are_read(void **state)
{
	struct arena *a = *state;
	struct cloudrun_job job;
	struct err e;
	assert_int_equal(read_job(a, JOB("migrate", "{\"image\":\"r/a@sha256:aa\"},{\"image\":\"r/b:v1\"}"), &job, &e), 0);
	assert_int_equal(json_size(job.images), 2);
	assert_string_equal(cloudrun_image_digest(json_text(json_item(job.images, 0)).p), "sha256:aa");
	assert_string_equal(cloudrun_image_digest(json_text(json_item(job.images, 1)).p), "");
	assert_string_equal(job.execution, "migrate-x1");
	assert_int_equal(job.generation, 4);
}

static void another_job_and_one_without_containers_are_refused(void **state)
{
	struct arena *a = *state;
	struct cloudrun_job job;
	struct err e;
	assert_int_equal(read_job(a, JOB("other", "{\"image\":\"r/a\"}"), &job, &e), -1);
	assert_int_equal(e.code, ERR_MALFORMED);
	assert_int_equal(read_job(a, JOB("migrate", ""), &job, &e), -1);
	assert_int_equal(e.code, ERR_MALFORMED);
	assert_int_equal(read_job(a, JOB("migrate", "{\"image\":7}"), &job, &e), -1);
}

static void the_command_names_the_image_of_each_container(void **state)
{
	struct arena *a = *state;
	struct cloudrun_job job;
	struct err e;
	assert_int_equal(read_job(a, JOB("migrate", "{\"image\":\"r/a\"}"), &job, &e), 0);
	assert_string_equal(cloudrun_job_command(a, &job, job.images),
		"gcloud run jobs update migrate --image=r/a --region=r --project=demo");
	assert_int_equal(
		read_job(
			a, JOB("migrate", "{\"name\":\"m\",\"image\":\"r/a\"},{\"name\":\"log\",\"image\":\"r/b\"}"), &job, &e),
		0);
	assert_string_equal(cloudrun_job_command(a, &job, job.images),
		"gcloud run jobs update migrate --container=m --image=r/a --container=log --image=r/b --region=r "
		"--project=demo");
}

static void a_snapshot_records_images(void **state)
{
	struct arena *a = *state;
	struct cloudrun_job job;
	struct err e;
	struct buf text = BUF_MAX(4096);
	struct snapshot back;
	assert_int_equal(read_job(a, JOB("migrate", "{\"image\":\"r/a@sha256:aa\"}"), &job, &e), 0);
	struct snapshot_job one = { "m", job.name, job.uid, job.images };
	struct snapshot now = { .taken_at = 1000, .jobs = &one, .n_jobs = 1 };
	json_print(snapshot_json(a, &now), JSON_PRETTY, &text);
	assert_int_equal(snapshot_parse(a, "baseline.json", (struct str){ buf_text(&text), text.n }, &back, &e), 0);
	const struct snapshot_job *was = snapshot_job_of(&back, job.name);
	assert_non_null(was);
	assert_true(json_equal(was->images, job.images) && !strcmp(was->uid, "u") && !strcmp(was->alias, "m"));
	assert_null(snapshot_job_of(&back, "projects/demo/locations/r/jobs/other"));
	assert_null(snapshot_job_of(NULL, job.name));
	buf_free(&text);
	assert_int_equal(snapshot_parse(a, "b",
						 STR("{\"takenAt\":\"2026-01-01T00:00:00Z\",\"services\":{},\"jobs\":{\"m\":{\"job\":\"j\","
							 "\"uid\":\"u\",\"images\":[7]}}}"),
						 &back, &e),
		-1);
}

/* A file of several releases: the others' services and jobs stay, and do not date this one's. */
static void a_snapshot_keeps_what_others_recorded(void **state)
{
	static const char *const mine[] = { "p/a", "p/b" };
	struct snapshot_service old_services[] = { { .alias = "x", .name = "p/a", .taken_at = 1 },
		{ .alias = "y", .name = "p/b", .taken_at = 1 }, { .alias = "x", .name = "p/c", .taken_at = 2 },
		{ .alias = "z", .name = "p/d", .taken_at = 2 } };
	struct snapshot_job old_jobs[] = { { .alias = "m", .name = "j/1" }, { .alias = "m", .name = "j/2" } };
	struct snapshot_service new_services[] = { { .alias = "x", .name = "p/a", .taken_at = 3 } };
	struct snapshot_job new_jobs[] = { { .alias = "m", .name = "j/1", .uid = "new" } };
	const struct snapshot old = { .taken_at = 2, .services = old_services, .n = 4, .jobs = old_jobs, .n_jobs = 2 };
	struct snapshot s = { .taken_at = 3, .services = new_services, .n = 1, .jobs = new_jobs, .n_jobs = 1 };
	snapshot_add_others(*state, &s, &old, mine, COUNTOF(mine));
	assert_int_equal(s.n, 3); /* p/b serves nothing now */
	assert_int_equal(snapshot_of(&s, "p/a")->taken_at, 3);
	assert_null(snapshot_of(&s, "p/b"));
	assert_string_equal(snapshot_of(&s, "p/c")->alias, "p/c");
	assert_string_equal(snapshot_of(&s, "p/d")->alias, "z");
	assert_int_equal(s.n_jobs, 2);
	assert_string_equal(snapshot_job_of(&s, "j/1")->uid, "new");
	assert_string_equal(snapshot_job_of(&s, "j/2")->alias, "j/2");
	static const char *const theirs[] = { "p/c", "p/d" }, *const none[] = { "p/e" };
	snapshot_date(&s, none, 1);
	assert_int_equal(s.taken_at, 3);
	snapshot_date(&s, theirs, COUNTOF(theirs));
	assert_int_equal(s.taken_at, 2);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(images_and_execution_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(another_job_and_one_without_containers_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(the_command_names_the_image_of_each_container, setup, teardown),
		cmocka_unit_test_setup_teardown(a_snapshot_records_images, setup, teardown),
		cmocka_unit_test_setup_teardown(a_snapshot_keeps_what_others_recorded, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
