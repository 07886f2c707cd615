/* SPDX-License-Identifier: Apache-2.0 */
/* test_state_journal.c: the records of journals in a simulated bucket: none is lost, and none is left behind. */
#include "state_units.h"

#include <unistd.h>

#define JOURNAL "release.11111111"

static struct state_run *machine_with_folder(struct bench *b, const char *run)
{
	struct state_run *m = state_machine(b, run);
	char *dir = arena_strdup(b->w->a, "/tmp/test-state-XXXXXX");
	assert_non_null(mkdtemp(dir));
	m->s.journal = dir;
	return m;
}

static const char *file_of(struct state_run *m)
{
	return arena_printf(m->s.a, "%s/" JOURNAL ".jsonl", m->s.journal);
}

static const char *line_of(struct arena *a, int number, const char *event)
{
	return arena_printf(a, "{\"event\":\"%s\",\"seq\":%d}\n", event, number);
}

static void put_record(struct state_run *m, const struct journal_copy *face, int number, const char *event)
{
	face->put(face->arg, file_of(m), number, str_of(line_of(m->s.a, number, event)));
}

static bool has_record(struct state_world *w, const char *what)
{
	const struct object *o = bucket_find(buckets_find(&w->storage.buckets, "acme-state"),
		arena_printf(w->b->w->a, "%sjournal/" JOURNAL "/%s", w->b->place.prefix, what));
	return o && o->exists;
}

static void leave(struct state_run *m)
{
	unlink(file_of(m));
	unlink(arena_printf(m->s.a, "%s.sent", file_of(m)));
	rmdir(m->s.journal);
}

/* It is sent again after a pause. Were the others removed before it is there, it would be left alone. */
static void journal_ends_after_its_last_record(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	put_record(m, face, 1, "begin");
	state_pass(b, SOON_MS);
	w->busy = 1;
	put_record(m, face, 2, "end");
	face->ended(face->arg, file_of(m));
	state_pass(b, LEASE_MS);
	assert_false(has_record(w, "000001"));
	assert_false(has_record(w, "000002"));
	assert_false(has_record(w, "end"));
	leave(m);
}

/* What another machine copied is not written again when the rollback has been completed elsewhere. */
static void journal_that_was_completed_stays_so(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	put_record(m, face, 1, "begin");
	state_pass(b, SOON_MS);
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	assert_true(file_exists(file_of(n)));
	face->ended(face->arg, file_of(m));
	state_pass(b, SOON_MS);
	assert_false(has_record(w, "000001"));
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	state_pass(b, SOON_MS);
	assert_false(file_exists(file_of(n)));
	assert_false(has_record(w, "000001"));
	leave(m);
	leave(n);
}

/* The records of a journal are sent together. A copy without the first would later be taken for one of this machine. */
static void journal_is_not_copied_before_its_first_record(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
	state_open(b, "{\"acme-state\":{}}");
	put_record(m, records_face(records_copy(&m->s)), 2, "intent");
	state_pass(b, SOON_MS);
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	assert_false(file_exists(file_of(n)));
	leave(m);
	leave(n);
}

/* The last but one record arrives when the others have been removed. */
static void late_record_brings_no_journal_back(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	put_record(m, face, 1, "begin");
	put_record(m, face, 3, "end");
	state_pass(b, SOON_MS);
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	assert_true(has_record(w, "000001")); /* record 2 may still be on its way */
	face->ended(face->arg, file_of(m));
	state_pass(b, SOON_MS);
	put_record(m, face, 2, "sent");
	state_pass(b, SOON_MS);
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	state_pass(b, SOON_MS);
	assert_false(file_exists(file_of(n)));
	assert_false(has_record(w, "000001"));
	leave(m);
	leave(n);
}

/* Two runs end one journal. The first has removed the records, and not yet its marker, when the other's record
 * comes. */
static void record_of_a_second_end_is_removed(void **state)
{
	struct bench *b = *state;
	struct state_run *n = machine_with_folder(b, "22222222-b");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&n->s));
	bucket_write(&w->storage.buckets, buckets_find(&w->storage.buckets, "acme-state"),
		arena_printf(b->w->a, "%sjournal/" JOURNAL "/end", b->place.prefix), STR("{}"), "text/plain",
		loop_wall(b->w->l));
	put_record(n, face, 2, "end");
	face->ended(face->arg, file_of(n));
	state_pass(b, SOON_MS);
	assert_false(has_record(w, "000002"));
	assert_true(has_record(w, "end")); /* it is the first one's */
	leave(n);
}

/* Of a journal that its run could not complete with the last steps, the next run that reads it does. */
static void journal_with_its_last_record_is_completed(void **state)
{
	for (int left = 0; left < 2; left++) {
		struct bench *b = *state;
		struct state_run *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
		struct state_world *w = state_open(b, "{\"acme-state\":{}}");
		const struct journal_copy *face = records_face(records_copy(&m->s));
		put_record(m, face, 1, "begin");
		put_record(m, face, 2, left ? "end\",\"left\":true,\"x\":\"" : "end");
		state_pass(b, SOON_MS);
		assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
		state_pass(b, SOON_MS);
		assert_true(has_record(w, "000001") == (left == 1));
		assert_true(has_record(w, "000002") == (left == 1));
		leave(m);
		leave(n);
	}
}

/* The bucket did not take one of the records, and took later ones. */
static void missing_record_is_added(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	const char *all = arena_printf(
		b->w->a, "%s%s%s", line_of(b->w->a, 1, "begin"), line_of(b->w->a, 2, "intent"), line_of(b->w->a, 3, "sent"));
	struct str text;
	struct err e;
	put_record(m, face, 1, "begin");
	put_record(m, face, 3, "sent");
	assert_int_equal(file_write_own(file_of(m), all, strlen(all), &e), 0);
	state_pass(b, SOON_MS);
	assert_null(state_pull_journals(&m->s, b->w->now + SOON_MS));
	assert_true(has_record(w, "000002"));
	assert_int_equal(file_read_own(b->w->a, file_of(m), LIMIT_FACT_FILE_BYTES, &text, &e), 0);
	assert_true(str_is(text, all));
	leave(m);
}

/* A run that was suspended finds out that another one has the lock before it writes into the journal that both know. */
static void run_without_the_lock_writes_no_record(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	struct records_copy *c = records_copy(&m->s);
	bool expired;
	struct err e;
	records_with_leases(c, state_take(b, m, &expired, &e));
	put_record(m, records_face(c), 1, "begin");
	state_pass(b, 1000);
	assert_true(has_record(w, "000001"));
	b->w->now += 2 * LEASE_MS; /* it did not run */
	bucket_write(&w->storage.buckets, buckets_find(&w->storage.buckets, "acme-state"),
		arena_printf(b->w->a, "%slock/p/r/s/999999999", b->place.prefix), STR("{}"), "text/plain", loop_wall(b->w->l));
	put_record(m, records_face(c), 2, "sent");
	state_pass(b, LEASE_MS);
	assert_false(has_record(w, "000002"));
	leave(m);
}

struct copied {
	int64_t numbers[8];
	size_t n, ended;
};

static void note_put(void *arg, const char *file, int64_t number, struct str line)
{
	struct copied *c = arg;
	(void)file;
	(void)line;
	assert_true(c->n < COUNTOF(c->numbers));
	c->numbers[c->n++] = number;
}

static void note_end(void *arg, const char *file)
{
	(void)file;
	((struct copied *)arg)->ended++;
}

/* The steps of a promotion are one journal, whose records are written once. A copy is removed unless a run may go on
 * with it. */
static void copied_records_have_their_own_numbers(void **state)
{
	struct bench *b = *state;
	struct state_run *m = machine_with_folder(b, "11111111-a");
	struct copied c = { .n = 0 };
	struct journal j;
	struct traffic_change r = { .a = b->w->a,
		.journal = &j,
		.head = { .run = m->s.run, .release = "release", .command = "promote", .reason = "" } };
	const struct journal_copy copy = { .put = note_put, .ended = note_end, .arg = &c };
	journal_new(b->w->a, b->w->l, m->s.journal, &j);
	j.copy = &copy;
	journal_begin(&j, &r);
	journal_put(&j, "sent", SERVICE, NULL);
	journal_begin(&j, &r);
	journal_close(&j, "rollback_failed", "run-1", true);
	assert_int_equal(c.n, 4);
	for (size_t i = 0; i < c.n; i++)
		assert_int_equal(c.numbers[i], i + 1);
	assert_int_equal(c.ended, 0);
	r.head.promotion = true; /* nobody goes on with one */
	journal_begin(&j, &r);
	journal_close(&j, "rollback_failed", "run-1", true);
	assert_int_equal(c.ended, 1);
	leave(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(journal_ends_after_its_last_record),
		TEST(journal_that_was_completed_stays_so),
		TEST(journal_is_not_copied_before_its_first_record),
		TEST(late_record_brings_no_journal_back),
		TEST(record_of_a_second_end_is_removed),
		TEST(journal_with_its_last_record_is_completed),
		TEST(missing_record_is_added),
		TEST(run_without_the_lock_writes_no_record),
		TEST(copied_records_have_their_own_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
