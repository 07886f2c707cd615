/* SPDX-License-Identifier: Apache-2.0 */
/* test_sync.c: the number of disk syncs before the first change of a rollback does not depend on the number of
 * services. */
#include "../../rollback/journal.h"
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MOST = 5 };

/* Counts the syncs of the program under test, which calls these functions instead of the C library's. */
static size_t syncs;

int fsync(int fd)
{
	(void)fd;
	syncs++;
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}

/* The steps before the loop first runs: the locks, the plan, and for each service the intent and the sent record. */
static size_t syncs_of(size_t n)
{
	struct fake_world *w = fake_world_new();
	struct arena *a = w->a;
	char dir[] = "/tmp/test-sync-XXXXXX", **files;
	const char **names = ARENA_ARRAY(a, const char *, n);
	struct traffic_change r = { .a = a,
		.n = n,
		.moves = ARENA_ARRAY(a, struct traffic_move, n),
		.head = { .run = "run-1", .release = "abc", .command = "verify", .reason = "health: 503" } };
	struct journal j;
	struct err e;
	size_t n_files;
	assert_non_null(mkdtemp(dir));
	journal_new(a, w->l, dir, &j);
	for (size_t i = 0; i < n; i++) {
		names[i] = arena_printf(a, "projects/p/locations/r/services/s%zu", i);
		r.moves[i] = (struct traffic_move){ .alias = names[i],
			.candidate = "c",
			.first = { .project = "p", .region = "r", .id = names[i], .name = names[i], .uid = "u" } };
	}
	syncs = 0;
	assert_int_equal(journal_lock(&j, names, n, "verify", &e), 0);
	journal_begin(&j, &r);
	journal_together(&j);
	for (size_t i = 0; i < n; i++) {
		journal_put(&j, "intent", names[i], json_new_object(a));
		journal_put(&j, "sent", names[i], NULL);
	}
	journal_sync(&j);
	assert_false(j.broken);
	size_t before = syncs;
	journal_put(&j, "acknowledged", names[0], NULL); /* later records are synced individually again */
	assert_int_equal(syncs, before + 1);
	assert_int_equal(file_list(a, dir, "", &files, &n_files, &e), 0);
	for (size_t i = 0; i < n_files; i++)
		unlink(arena_printf(a, "%s/%s", dir, files[i]));
	rmdir(dir);
	fake_world_free(w);
	return before;
}

static void thousand_services_need_as_many_syncs_as_one(void **state)
{
	(void)state;
	size_t of_one = syncs_of(1);
	assert_in_range(of_one, 2, MOST);
	assert_int_equal(syncs_of(1000), of_one);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(thousand_services_need_as_many_syncs_as_one) };
	return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
