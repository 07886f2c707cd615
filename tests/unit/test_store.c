/* SPDX-License-Identifier: Apache-2.0 */
/* test_store.c: the contract of store.h, by a bucket of the simulated Cloud Storage and by a folder; then what only a
 * folder has: other processes, and what is not an object. */
#include "../../gate/state/store.h"
#include "../../gate/state/state.h"
#include "storage_units.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOON_MS = 20 * 1000 };

static struct store bucket_of(struct bench *b)
{
	struct storage_world *w = ARENA_NEW(b->w->a, struct storage_world);
	storage_world_open(b, "{\"acme-state\":{\"page_size\":2}}", w);
	return (struct store){ b->w->a, b->w->l, "gs://acme-state/rungate", b->g, b->place };
}

static struct store folder_of(struct bench *b)
{
	static const char parent[] = "/tmp/rungate-store-XXXXXX";
	char *dir = arena_strdup(b->w->a, parent);
	assert_non_null(mkdtemp(dir));
	return store_folder(b->w->a, b->w->l, arena_printf(b->w->a, "%s/state", dir));
}

static void drop(struct store *s)
{
	if (!s->g)
		assert_int_equal(
			system(arena_printf(s->a, "rm -rf '%.*s'", (int)(strrchr(s->where, '/') - s->where), s->where)), 0);
}

/* ---- Calls ------------------------------------------------------------------------------------ */

/* Each answer comes once, and not before the call has returned. */
static struct told answer(struct store *s, struct told *t)
{
	assert_int_equal(t->calls, 0);
	loop_run(s->loop, NULL, loop_now(s->loop) + 2 * SOON_MS);
	assert_int_equal(t->calls, 1);
	return *t;
}

static struct storage_reply get(struct store *s, const char *name)
{
	struct told t = { 0 };
	store_get(s, name, loop_now(s->loop) + SOON_MS, storage_told, &t);
	return answer(s, &t).reply;
}

static struct storage_reply put_bytes(struct store *s, const char *name, struct str bytes, int64_t generation)
{
	struct told t = { 0 };
	store_put(s, name, bytes, generation, loop_now(s->loop) + SOON_MS, storage_told, &t);
	return answer(s, &t).reply;
}

static struct storage_reply put(struct store *s, const char *name, const char *text, int64_t generation)
{
	return put_bytes(s, name, str_of(text), generation);
}

static enum storage_state drop_object(struct store *s, const char *name, int64_t generation)
{
	struct told t = { 0 };
	store_remove(s, name, generation, loop_now(s->loop) + SOON_MS, storage_told, &t);
	return answer(s, &t).reply.state;
}

static struct storage_list list(struct store *s, const char *under, const char *from, size_t limit)
{
	struct told t = { 0 };
	store_list(s, under, from, limit, loop_now(s->loop) + SOON_MS, storage_told_list, &t);
	return answer(s, &t).list;
}

static bool holds(struct store *s, const char *name, const char *text)
{
	struct storage_reply r = get(s, name);
	return r.state == STORAGE_DONE && str_is(r.bytes, text);
}

/* ---- The contract ----------------------------------------------------------------------------- */

static void is_put_once_if_absent(struct store *s)
{
	assert_int_equal(get(s, "lock/a").state, STORAGE_ABSENT);
	assert_int_equal(list(s, "", NULL, 9).n, 0);
	struct storage_reply made = put(s, "lock/a", "one", 0);
	assert_int_equal(made.state, STORAGE_DONE);
	assert_true(made.generation > 0);
	assert_int_equal(get(s, "lock/a").generation, made.generation);
	assert_int_equal(put(s, "lock/a", "two", 0).state, STORAGE_CHANGED);
	assert_true(holds(s, "lock/a", "one"));
}

static void is_put_if_unchanged(struct store *s)
{
	struct storage_reply one = put(s, "lock/a", "one", 0), two = put(s, "lock/a", "two", one.generation);
	assert_int_equal(two.state, STORAGE_DONE);
	assert_true(two.generation > 0 && two.generation != one.generation);
	assert_int_equal(put(s, "lock/a", "three", one.generation).state, STORAGE_CHANGED);
	assert_true(holds(s, "lock/a", "two"));
	assert_int_equal(put(s, "lock/b", "x", one.generation).state, STORAGE_CHANGED);
	assert_int_equal(get(s, "lock/b").state, STORAGE_ABSENT);
	assert_int_equal(put(s, "lock/a", "three", two.generation).state, STORAGE_DONE);
	assert_true(holds(s, "lock/a", "three"));
}

static void is_removed_if_unchanged(struct store *s)
{
	struct storage_reply one = put(s, "a", "one", 0), two = put(s, "a", "two", one.generation);
	assert_int_equal(drop_object(s, "a", one.generation), STORAGE_CHANGED);
	assert_true(holds(s, "a", "two"));
	assert_int_equal(drop_object(s, "a", two.generation), STORAGE_DONE);
	assert_int_equal(drop_object(s, "a", two.generation), STORAGE_ABSENT);
	assert_int_equal(get(s, "a").state, STORAGE_ABSENT);
	assert_int_equal(put(s, "a", "three", two.generation).state, STORAGE_CHANGED);
	assert_int_equal(put(s, "a", "three", 0).state, STORAGE_DONE);
}

static void keeps_all_bytes(struct store *s)
{
	enum { LARGE = 300000 };
	char *large = arena_alloc(s->a, LARGE);
	for (size_t i = 0; i < LARGE; i++)
		large[i] = (char)(1 + (i * 7 + i / 256) % 255); /* the fake world's bodies are texts */
	struct str all[] = { { "", 0 }, { "a\r\n\xFF", 4 }, { large, LARGE } };
	for (size_t i = 0; i < COUNTOF(all); i++) {
		const char *name = arena_printf(s->a, "n/%zu \xC3\xA9", i);
		struct storage_reply made = put_bytes(s, name, all[i], 0), read = get(s, name);
		assert_int_equal(made.state, STORAGE_DONE);
		assert_true(str_eq(read.bytes, all[i]) && read.generation == made.generation);
	}
}

static void is_listed_in_order(struct store *s)
{
	static const char *const names[] = { "runs/3", "runs/1", "runs/2.x/y", "runs/10", "runs-old", "run", "zoo/runs/1",
		"runs/2" };
	static const char *const ordered[] = { "runs/1", "runs/10", "runs/2", "runs/2.x/y", "runs/3" };
	for (size_t i = 0; i < COUNTOF(names); i++)
		assert_int_equal(put(s, names[i], names[i], 0).state, STORAGE_DONE);
	struct storage_list all = list(s, "runs/", NULL, 100);
	assert_int_equal(all.error.code, ERR_NONE);
	assert_int_equal(all.n, COUNTOF(ordered));
	assert_false(all.more);
	for (size_t i = 0; i < all.n; i++) {
		const struct storage_object *o = &all.items[i];
		struct storage_reply r = get(s, o->name);
		assert_string_equal(o->name, ordered[i]);
		assert_int_equal(o->generation, r.generation);
		assert_int_equal(o->size, strlen(ordered[i]));
		assert_string_equal(o->md5, crypto_md5_base64(s->a, r.bytes));
		assert_true(o->updated_at > 0);
	}
	all = list(s, "runs/", "runs/2", 2);
	assert_true(all.n == 2 && all.more);
	assert_string_equal(all.items[0].name, "runs/2");
	assert_string_equal(all.items[1].name, "runs/2.x/y");
	all = list(s, "runs/2", NULL, 2);
	assert_true(all.n == 2 && !all.more);
	assert_int_equal(list(s, "", NULL, 100).n, COUNTOF(names));
	assert_int_equal(list(s, "none/", NULL, 100).n, 0);
}

static void refuses_a_bad_name(struct store *s)
{
	static const char *const names[] = { "", "a\nb", "a\rb" };
	for (size_t i = 0; i < COUNTOF(names); i++) {
		assert_int_equal(get(s, names[i]).state, STORAGE_FAILED);
		assert_int_equal(put(s, names[i], "x", 0).state, STORAGE_FAILED);
		assert_int_equal(drop_object(s, names[i], 1), STORAGE_FAILED);
	}
	char *longer = arena_alloc(s->a, LIMIT_OBJECT_NAME + 2);
	memset(longer, 'a', LIMIT_OBJECT_NAME + 1);
	longer[LIMIT_OBJECT_NAME + 1] = '\0';
	assert_int_equal(put(s, longer, "x", 0).state, STORAGE_FAILED);
}

/* Of writers that read the same object one is first, and none is lost. */
static void loses_no_write(struct store *s)
{
	enum { WRITERS = 20 };
	struct storage_reply read[WRITERS];
	for (size_t i = 0; i < WRITERS; i++)
		read[i] = get(s, "count");
	for (size_t i = 0; i < WRITERS; i++) {
		size_t tries = 0;
		struct storage_reply r = { .state = STORAGE_CHANGED };
		for (; r.state == STORAGE_CHANGED; tries++) {
			int64_t count = read[i].state == STORAGE_ABSENT
				? 0
				: atoll(arena_strndup(s->a, read[i].bytes.p, read[i].bytes.n));
			r = put(s, "count", arena_printf(s->a, "%lld", (long long)count + 1), read[i].generation);
			read[i] = get(s, "count");
		}
		assert_int_equal(r.state, STORAGE_DONE);
		assert_int_equal(tries, i ? 2 : 1);
	}
	assert_true(holds(s, "count", "20"));
}

/* The calls that wait, and a record that is replaced as a whole. */
static void waits_for_the_answer(struct store *s)
{
	int64_t until = loop_now(s->loop) + SOON_MS;
	assert_int_equal(store_get_now(s, "a/b", until).state, STORAGE_ABSENT);
	struct storage_reply one = store_put_now(s, "a/b", STR("one"), 0, until);
	assert_int_equal(one.state, STORAGE_DONE);
	assert_int_equal(store_put_now(s, "a/b", STR("two"), 0, until).state, STORAGE_CHANGED);
	assert_true(str_is(store_get_now(s, "a/b", until).bytes, "one"));
	assert_int_equal(store_list_now(s, "a/", NULL, 9, until).n, 1);
}

static void told_end(void *arg, enum cell_end end, const struct err *e)
{
	(void)e;
	*(int *)arg = (int)end;
}

static enum cell_end of_cell(struct cell *c, const char *text)
{
	int end = -1;
	int64_t until = loop_now(c->store->loop) + SOON_MS;
	if (text)
		cell_write(c, str_of(text), until, told_end, &end);
	else
		cell_read(c, until, told_end, &end);
	loop_run(c->store->loop, NULL, until);
	assert_int_not_equal(end, -1);
	return (enum cell_end)end;
}

static void has_cells(struct store *s)
{
	struct cell x = { .store = s, .under = "watch/k" }, y = x;
	assert_int_equal(of_cell(&x, NULL), CELL_DONE);
	assert_int_equal(of_cell(&y, NULL), CELL_DONE);
	assert_int_equal(x.number, 0);
	assert_int_equal(of_cell(&x, "by x"), CELL_DONE);
	assert_int_equal(of_cell(&x, "by x again"), CELL_DONE);
	assert_int_equal(of_cell(&y, "by y"), CELL_CHANGED);
	assert_int_equal(of_cell(&y, NULL), CELL_DONE);
	assert_true(str_is(y.bytes, "by x again"));
	assert_int_equal(of_cell(&y, "by y"), CELL_DONE);
	assert_int_equal(of_cell(&x, NULL), CELL_DONE);
	assert_true(x.number > 0 && str_is(x.bytes, "by y"));
}

static void both_keep_the_contract(void **state)
{
	static void (*const tests[])(struct store *) = { is_put_once_if_absent, is_put_if_unchanged,
		is_removed_if_unchanged, keeps_all_bytes, is_listed_in_order, refuses_a_bad_name, loses_no_write,
		waits_for_the_answer, has_cells };
	static struct store (*const stores[])(struct bench *) = { bucket_of, folder_of };
	for (size_t i = 0; i < COUNTOF(tests); i++)
		for (size_t k = 0; k < COUNTOF(stores); k++) {
			struct store s = stores[k](*state);
			print_message("%s, test %zu\n", s.where, i);
			tests[i](&s);
			drop(&s);
		}
}

/* ---- A folder --------------------------------------------------------------------------------- */

static void cell_is_one_file(void **state)
{
	struct store s = folder_of(*state);
	struct cell c = { .store = &s, .under = "watch/k" };
	assert_int_equal(of_cell(&c, NULL), CELL_DONE);
	assert_int_equal(of_cell(&c, "text"), CELL_DONE);
	struct str text;
	struct err e;
	assert_int_equal(file_read_own(s.a, arena_printf(s.a, "%s/watch/k.json", s.where), 99, &text, &e), 0);
	assert_true(str_is(text, "text"));
	drop(&s);
}

static void other_files_are_no_objects(void **state)
{
	static const char *const names[] = { ".put", "a/.hidden", "../a", "a/../b", "/a", "a//b", "a/", "a.tmp" };
	struct store s = folder_of(*state);
	for (size_t i = 0; i < COUNTOF(names); i++) {
		assert_int_equal(get(&s, names[i]).state, STORAGE_FAILED);
		assert_int_equal(put(&s, names[i], "x", 0).state, STORAGE_FAILED);
	}
	assert_int_equal(put(&s, "d/one", "x", 0).state, STORAGE_DONE);
	assert_int_equal(symlink("one", arena_printf(s.a, "%s/d/link", s.where)), 0);
	assert_int_equal(symlink("nowhere", arena_printf(s.a, "%s/d/dangling", s.where)), 0);
	assert_int_equal(mkfifo(arena_printf(s.a, "%s/d/pipe", s.where), 0600), 0);
	assert_int_equal(rename(arena_printf(s.a, "%s/d/one", s.where), arena_printf(s.a, "%s/d/o.0123.tmp", s.where)), 0);
	assert_int_equal(put(&s, "d/two", "x", 0).state, STORAGE_DONE);
	struct storage_list all = list(&s, "", NULL, 9);
	assert_int_equal(all.n, 1);
	assert_string_equal(all.items[0].name, "d/two");
	static const char *const strange[] = { "d/link", "d/dangling", "d/pipe" };
	for (size_t i = 0; i < COUNTOF(strange); i++) {
		assert_int_equal(get(&s, strange[i]).state, STORAGE_FAILED);
		assert_int_equal(put(&s, strange[i], "x", 0).state, STORAGE_FAILED);
	}
	drop(&s);
}

/* A write waits for another process, at most until its deadline; the lock of a process that is killed is free. */
static void lock_of_a_dead_process_is_free(void **state)
{
	struct store s = folder_of(*state);
	struct storage_reply one = put(&s, "a", "one", 0);
	int ready[2];
	char c;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (!child) {
		int fd;
		struct err e;
		bool held = !file_open_own(arena_printf(s.a, "%s/.put", s.where), &fd, &e) && !file_lock(fd, &e);
		if (write(ready[1], held ? "y" : "n", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(c, 'y');
	struct storage_reply late = put(&s, "a", "two", one.generation);
	assert_int_equal(late.state, STORAGE_FAILED);
	assert_int_equal(late.error.code, ERR_LOCKED);
	assert_non_null(strstr(late.error.text, "another process keeps"));
	assert_true(holds(&s, "a", "one"));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(put(&s, "a", "two", one.generation).state, STORAGE_DONE);
	close(ready[0]);
	close(ready[1]);
	drop(&s);
}

static void count_up(struct store *s, int n)
{
	while (n) {
		struct storage_reply r = get(s, "count");
		int64_t count = r.state == STORAGE_ABSENT ? 0 : atoll(arena_strndup(s->a, r.bytes.p, r.bytes.n));
		r = put(s, "count", arena_printf(s->a, "%lld", (long long)count + 1), r.generation);
		if (r.state == STORAGE_DONE)
			n--;
		else if (r.state == STORAGE_FAILED && r.error.code != ERR_LOCKED)
			_exit(1);
	}
}

static void processes_lose_no_write(void **state)
{
	enum { PROCESSES = 4, TIMES = 10 };
	struct store s = folder_of(*state);
	pid_t child[PROCESSES];
	for (size_t i = 0; i < PROCESSES; i++)
		if (!(child[i] = fork())) {
			count_up(&s, TIMES);
			_exit(0);
		}
	for (size_t i = 0; i < PROCESSES; i++) {
		int status = -1;
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_true(holds(&s, "count", "40"));
	assert_int_equal(list(&s, "", NULL, 9).n, 1);
	drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_keep_the_contract),
		TEST(cell_is_one_file),
		TEST(other_files_are_no_objects),
		TEST(lock_of_a_dead_process_is_free),
		TEST(processes_lose_no_write),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
