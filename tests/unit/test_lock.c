/* SPDX-License-Identifier: Apache-2.0 */
/* test_lock.c: only one process at a time may move the traffic of a service, and the others learn which one. */
#include "../../rollback/journal.h"
#include "fake_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define NAME(service) "projects/p/locations/r/services/" service

struct world {
	struct fake_world *w;
	struct arena *a;
	char dir[32];
	struct journal j;
};

static int set_up(void **state)
{
	struct world *t = test_calloc(1, sizeof(*t));
	t->w = fake_world_new();
	t->a = t->w->a;
	strcpy(t->dir, "/tmp/test-lock-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	journal_new(t->a, t->w->l, t->dir, &t->j);
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct world *t = *state;
	fake_world_remove(t->w, t->dir);
	fake_world_free(t->w);
	test_free(t);
	return 0;
}

/* RB14: another process that needs a locked service learns which process holds it. The lock is released when its holder
 * dies. */
static void lock_names_its_holder(void **state)
{
	struct world *t = *state;
	const char *const ours[] = { NAME("a"), NAME("b") }, *const theirs[] = { NAME("b"), NAME("c") },
					  *const other[] = { NAME("c") };
	struct err e;
	assert_int_equal(journal_lock(&t->j, ours, 2, "verify", &e), 0);
	assert_int_equal(journal_lock(&t->j, ours, 2, "verify", &e), 0); /* locking twice is the same as once */
	pid_t pid = fork();
	if (!pid) {
		struct journal j;
		journal_new(t->a, t->w->l, t->dir, &j);
		bool refused = journal_lock(&j, theirs, 2, "rollback", &e) == -1 && e.code == ERR_LOCKED &&
			strstr(e.text, arena_printf(t->a, "(verify, process %d on ", (int)getppid())) &&
			strstr(e.text, "traffic of b");
		bool free_one = journal_lock(&j, other, 1, "rollback", &e) == 0;
		_exit(refused && free_one && !j.broken ? 0 : 1);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(journal_lock(&t->j, other, 1, "verify", &e), 0);
}

/* True if another process cannot lock this service and learns which process holds it. */
static bool others_are_refused(struct world *t, const char *service)
{
	struct err e;
	int status = 0;
	pid_t pid = fork();
	if (!pid) {
		struct journal j;
		journal_new(t->a, t->w->l, t->dir, &j);
		bool refused = journal_lock(&j, &service, 1, "rollback", &e) == -1 && e.code == ERR_LOCKED;
		_exit(refused && strstr(e.text, strrchr(service, '/') + 1) ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A process with almost no free descriptors locks a thousand services. */
static void locks_use_no_descriptor_each(void **state)
{
	enum { SERVICES = 1000, SPARE = 8 };
	struct world *t = *state;
	const char **names = ARENA_ARRAY(t->a, const char *, SERVICES);
	struct rlimit before, few;
	struct err e;
	int lowest = dup(0); /* the lowest free one */
	close(lowest);
	for (size_t i = 0; i < SERVICES; i++)
		names[i] = arena_printf(t->a, NAME("s%zu"), i);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){ (rlim_t)lowest + SPARE, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	int rc = journal_lock(&t->j, names, SERVICES, "verify", &e);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(rc, 0);
	assert_false(t->j.broken);
	assert_true(others_are_refused(t, names[0]));
	assert_true(others_are_refused(t, names[SERVICES - 1]));
}

/* Older versions of rungate locked one file per service. */
static void lock_of_an_older_version_counts(void **state)
{
	struct world *t = *state;
	const char *const ours[] = { NAME("a") };
	struct err e;
	char digest[SHA256_HEX];
	int fd;
	crypto_sha256_hex(ours[0], strlen(ours[0]), digest);
	assert_int_equal(file_open_append(t->a, arena_printf(t->a, "%s/%.16s.lock", t->dir, digest), 0600, &fd, &e), 0);
	assert_int_equal(file_lock(fd, &e), 0);
	assert_int_equal(journal_lock(&t->j, ours, 1, "verify", &e), -1);
	assert_int_equal(e.code, ERR_LOCKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lock_names_its_holder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(locks_use_no_descriptor_each, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lock_of_an_older_version_counts, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
