/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal.c: what is written is read back, record by record; what is torn counts as never written; locks say who. */
#include "../../rollback/rollback.h"
#include "fake_world.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct world { struct fake_world *w; struct arena *a; char dir[32]; struct rollback r; struct move moves[2]; struct journal j; struct run_target rows[4]; };

static int set_up(void **state)
{
	struct world *t = test_calloc(1, sizeof(*t));
	t->w = fake_world_new();
	t->a = t->w->a;
	strcpy(t->dir, "/tmp/test-journal-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	t->rows[0] = (struct run_target){ .revision = "a-2", .percent = 100 };
	t->rows[1] = (struct run_target){ .revision = "a-1", .percent = 70 };
	t->rows[2] = (struct run_target){ .revision = "a-0", .percent = 30 };
	for (size_t i = 0; i < 2; i++) {
		struct run_service s = { .project = "p", .region = "r", .id = i ? "b" : "a", .name = i ? "p/r/b" : "p/r/a", .uid = i ? "ub" : "ua",
			.generation = 7, .desired = { &t->rows[0], 1 } };
		t->moves[i] = (struct move){ .alias = s.id, .candidate = "a-2", .first = s, .last = s, .target = { &t->rows[1], 2 } };
	}
	t->r = (struct rollback){ .a = t->a, .moves = t->moves, .n = 2, .wait = true, .head = { .run = "run-1", .release = "abc", .command = "verify",
		.reason = "health: 503" } };
	journal_new(t->a, t->w->l, t->dir, &t->j);
	t->r.journal = &t->j;
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct world *t = *state;
	char **names;
	size_t n;
	struct err e;
	assert_int_equal(file_list(t->a, t->dir, "", &names, &n, &e), 0);
	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(t->a, "%s/%s", t->dir, names[i]));
	rmdir(t->dir);
	fake_world_free(t->w);
	test_free(t);
	return 0;
}

static struct json *note(struct world *t, const char *text, int64_t generation)
{
	struct json *d = json_new_object(t->a);
	json_set_string(t->a, d, "note", text);
	json_set_int(t->a, d, "generation", generation);
	return d;
}

static struct journal_story *only_story(struct world *t)
{
	struct journal_story *all;
	size_t n;
	struct err e;
	assert_int_equal(journal_read(t->a, t->dir, &all, &n, &e), 0);
	assert_int_equal(n, 1);
	return &all[0];
}

static void what_is_written_is_read_back(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", "p/r/a", note(t, NULL, 8));
	journal_put(&t->j, "sent", "p/r/a", NULL);
	journal_put(&t->j, "acknowledged", "p/r/a", note(t, "operations/1", 0));
	const struct journal_story *s = only_story(t);
	assert_string_equal(s->head.run, "run-1");
	assert_string_equal(s->head.reason, "health: 503");
	assert_true(s->wait && !s->head.ordered && !s->action);
	assert_int_equal(s->pid, getpid());
	assert_int_equal(json_size(s->records), 4);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->moves[0].state, MOVE_FOLLOWING);
	assert_true(s->moves[0].sent && s->moves[0].acknowledged);
	assert_int_equal(s->moves[0].sent_on, 8);
	assert_string_equal(s->moves[0].operation, "operations/1");
	assert_int_equal(s->moves[1].state, MOVE_PLANNED);
	assert_false(s->moves[1].sent);
	assert_int_equal(s->moves[1].target.n, 2);
	assert_int_equal(run_percent(&s->moves[1].target, NULL, "a-0"), 30);
	assert_int_equal(run_percent(&s->moves[1].first.desired, NULL, "a-2"), 100);
	journal_put(&t->j, "done", "p/r/a", NULL);
	journal_put(&t->j, "failed", "p/r/b", note(t, "denied", 0));
	journal_close(&t->j, "rollback_failed", "run-1");
	s = only_story(t);
	assert_int_equal(s->moves[0].state, MOVE_DONE);
	assert_int_equal(s->moves[1].state, MOVE_FAILED);
	assert_string_equal(s->moves[1].note, "denied");
	assert_string_equal(s->action, "rollback_failed");
}

static struct str content(struct world *t)
{
	struct str all;
	struct err e;
	assert_int_equal(file_read(t->a, t->j.path, 1 << 20, &all, &e), 0);
	return all;
}

static void replace(struct world *t, const char *text, size_t n)
{
	int fd = open(t->j.path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	close(fd);
}

/* RB12 */
static void a_torn_tail_counts_as_never_written(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", "p/r/a", note(t, NULL, 7));
	journal_put(&t->j, "done", "p/r/a", NULL);
	struct str all = content(t);
	for (size_t cut = 1; cut < 60; cut += 7) {
		replace(t, all.p, all.n - cut);
		const struct journal_story *s = only_story(t);
		assert_int_equal(s->moves[0].state, cut == 1 ? MOVE_DONE : MOVE_SENDING); /* without its line end a record is still whole */
		assert_true(s->torn);
		journal_resume(&t->j, s, "run-2"); /* goes on behind the torn line, not within it */
		journal_put(&t->j, "done", "p/r/a", NULL);
		s = only_story(t);
		assert_int_equal(s->moves[0].state, MOVE_DONE);
		assert_string_equal(s->last_run, "run-2");
		assert_string_equal(s->head.run, "run-1");
	}
}

static void a_changed_line_is_not_believed(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", "p/r/a", note(t, NULL, 7));
	journal_put(&t->j, "done", "p/r/b", NULL);
	struct str all = content(t);
	memcpy(strstr((char *)(uintptr_t)all.p, "\"done\""), "\"dome\"", 6);
	replace(t, all.p, all.n);
	const struct journal_story *s = only_story(t);
	assert_int_equal(s->damaged, 1);
	assert_int_equal(s->moves[1].state, MOVE_PLANNED);
	const char *more = arena_printf(t->a, "%snot json\n\n{\"event\":\"begin\"}\n", all.p);
	replace(t, more, strlen(more));
	s = only_story(t);
	assert_int_equal(s->damaged, 3);
	assert_string_equal(s->head.run, "run-1");
}

static void the_newest_beginning_is_the_story(void **state)
{
	struct world *t = *state;
	struct journal again;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "done", "p/r/a", NULL);
	journal_close(&t->j, "rolled_back", "run-1");
	journal_new(t->a, t->w->l, t->dir, &again);
	t->r.head.run = "run-9";
	journal_begin(&again, &t->r);
	const struct journal_story *s = only_story(t);
	assert_string_equal(s->head.run, "run-9");
	assert_null(s->action);
	assert_int_equal(s->moves[0].state, MOVE_PLANNED);
	journal_end_other(&t->j, s, "overtaken", "run-10");
	assert_string_equal(only_story(t)->action, "overtaken");
}

/* RB14: another process that wants one of the services learns who has it; its own services are free again when it dies. */
static void a_lock_says_who_holds_it(void **state)
{
	struct world *t = *state;
	const char *const ours[] = { "p/r/a", "p/r/b" }, *const theirs[] = { "p/r/b", "p/r/c" }, *const other[] = { "p/r/c" };
	struct err e;
	assert_int_equal(journal_lock(&t->j, ours, 2, "verify", &e), 0);
	assert_int_equal(journal_lock(&t->j, ours, 2, "verify", &e), 0); /* twice is once */
	pid_t pid = fork();
	if (!pid) {
		struct journal j;
		journal_new(t->a, t->w->l, t->dir, &j);
		bool refused = journal_lock(&j, theirs, 2, "rollback", &e) == -1 && e.code == ERR_LOCKED &&
			strstr(e.text, arena_printf(t->a, "(verify, process %d on ", (int)getppid())) && strstr(e.text, "traffic of b");
		bool free_one = journal_lock(&j, other, 1, "rollback", &e) == 0;
		_exit(refused && free_one && !j.broken ? 0 : 1);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_int_equal(journal_lock(&t->j, other, 1, "verify", &e), 0);
}

/* RB13 */
static void what_cannot_be_written_is_kept_and_not_in_the_way(void **state)
{
	struct world *t = *state;
	struct journal j;
	struct err e;
	const char *const ours[] = { "p/r/a" };
	int fd = open(arena_printf(t->a, "%s/file", t->dir), O_WRONLY | O_CREAT, 0600);
	close(fd);
	journal_new(t->a, t->w->l, arena_printf(t->a, "%s/file/journal", t->dir), &j);
	assert_int_equal(journal_lock(&j, ours, 1, "verify", &e), 0);
	journal_begin(&j, &t->r);
	journal_put(&j, "intent", "p/r/a", NULL);
	assert_true(j.broken);
	assert_non_null(strstr(j.error.text, "the lock"));
}

static void no_secret_is_written(void **state)
{
	struct world *t = *state;
	secret_new(t->w->k, "hunter2hunter2", 14, true);
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "refused", "p/r/a", note(t, "the token \"hunter2hunter2\" was refused", 0));
	assert_null(strstr(content(t).p, "hunter2"));
	assert_int_equal(only_story(t)->damaged, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_written_is_read_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_torn_tail_counts_as_never_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_changed_line_is_not_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_newest_beginning_is_the_story, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lock_says_who_holds_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_is_kept_and_not_in_the_way, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_secret_is_written, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
