/* SPDX-License-Identifier: Apache-2.0 */
/* test_state.c: cells, leases and the chain of evidence, by several runs on one simulated bucket in virtual time. */
#include "state_units.h"

/* ---- Names ------------------------------------------------------------------------------------ */

static void newest_sorts_first(void **state)
{
	struct bench *b = *state;
	struct arena *a = b->w->a;
	assert_string_equal(state_countdown(a, "evidence", 1), "evidence/999999999");
	assert_true(strcmp(state_countdown(a, "evidence", 124), state_countdown(a, "evidence", 123)) < 0);
	assert_int_equal(state_count("evidence/999999876"), 124);
	assert_int_equal(state_count("index/p/r/s/999999876.passed"), 124);
	static const char *const others[] = { "evidence/999999876x", "evidence/99999987", "evidence/readme", "evidence/",
		"evidence/000000000", "evidence/1000000000" };
	for (size_t i = 0; i < COUNTOF(others); i++)
		assert_int_equal(state_count(others[i]), 0);
	assert_string_equal(state_service(a, SERVICE), "p/r/s");
	assert_string_equal(state_folder(a, "memory"), "memory");
	assert_string_not_equal(state_folder(a, "gs://a/b"), state_folder(a, "gs://a/c"));
}

/* ---- Cells ------------------------------------------------------------------------------------ */

struct told_cell {
	int calls;
	enum cell_end end;
	struct err error;
};

static void told_cell(void *arg, enum cell_end end, const struct err *e)
{
	struct told_cell *t = arg;
	t->calls++;
	t->end = end;
	if (e)
		t->error = *e;
}

static enum cell_end read_cell(struct bench *b, struct cell *c)
{
	struct told_cell t = { 0 };
	cell_read(c, b->w->now + SOON_MS, told_cell, &t);
	state_pass(b, 2 * SOON_MS);
	assert_int_equal(t.calls, 1);
	return t.end;
}

static enum cell_end write_cell(struct bench *b, struct cell *c, const char *text)
{
	struct told_cell t = { 0 };
	cell_write(c, str_of(text), b->w->now + SOON_MS, told_cell, &t);
	state_pass(b, 2 * SOON_MS);
	assert_int_equal(t.calls, 1);
	return t.end;
}

/* Of two writers that read the same, one is first; the other is told so. */
static void one_writer_is_first(struct bench *b, const char *bucket)
{
	struct state_run *m = state_machine(b, "one"), *n = state_machine(b, "two");
	struct cell x = { .store = &m->s.store, .under = "lock/p/r/s" },
				y = { .store = &n->s.store, .under = "lock/p/r/s" };
	state_open(b, bucket);
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_int_equal(read_cell(b, &y), CELL_DONE);
	assert_int_equal(x.number, 0);
	assert_int_equal(write_cell(b, &x, "by x"), CELL_DONE);
	assert_int_equal(write_cell(b, &y, "by y"), CELL_CHANGED);
	assert_int_equal(read_cell(b, &y), CELL_DONE);
	assert_true(str_is(y.bytes, "by x"));
	assert_int_equal(write_cell(b, &y, "by y"), CELL_DONE);
	assert_int_equal(write_cell(b, &x, "by x again"), CELL_CHANGED);
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_true(str_is(x.bytes, "by y"));
}

static void cell_has_one_writer(void **state)
{
	one_writer_is_first(*state, "{\"acme-state\":{}}");
}

static void cell_is_superseded_where_it_cannot_be_replaced(void **state)
{
	one_writer_is_first(*state, "{\"acme-state\":{\"retention_s\":86400}}");
}

/* ---- Leases ----------------------------------------------------------------------------------- */

static void answer(void *arg, const char *why)
{
	*(const char **)arg = why ? why : "held";
}

static const char *check(struct bench *b, struct leases *l)
{
	const char *told = NULL;
	leases_check(l, SERVICE, answer, &told);
	if (!told)
		state_pass(b, SOON_MS);
	assert_non_null(told);
	return told;
}

static void second_run_is_told_who_holds_the_lock(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a"), *n = state_machine(b, "22222222-b");
	bool expired;
	struct err e;
	state_open(b, "{\"acme-state\":{}}");
	struct leases *first = state_take(b, m, &expired, &e);
	assert_non_null(first);
	assert_false(expired);
	assert_null(state_take(b, n, &expired, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	assert_non_null(strstr(e.text, "run 11111111"));
	state_pass(b, 10 * LEASE_MS); /* it is renewed */
	assert_null(state_take(b, n, &expired, &e));
	assert_string_equal(check(b, first), "held");
	leases_release(first, b->w->now + SOON_MS);
	assert_non_null(state_take(b, n, &expired, &e));
	assert_false(expired);
}

static void lock_that_was_not_renewed_is_taken_over(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a");
	for (int age_s = 30; age_s <= 90; age_s += 60) {
		bool expired;
		struct err e;
		state_open(b,
			arena_printf(b->w->a,
				"{\"acme-state\":{\"objects\":{\"%slock/p/r/s/999999999\":{\"age_s\":%d,\"text\":\"{\\\"format\\\":1,"
				"\\\"run\\\":\\\"33333333-c\\\",\\\"milliseconds\\\":60000,\\\"held\\\":true}\"}}}}",
				b->place.prefix, age_s));
		struct leases *l = state_take(b, m, &expired, &e);
		assert_true(expired == (age_s == 90));
		assert_true((l != NULL) == (age_s == 90));
		if (l) {
			assert_non_null(strstr(m->said, "was taken over"));
			assert_non_null(strstr(m->said, "run 33333333"));
		}
	}
}

static void holder_finds_out_that_it_lost_the_lock(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = state_take(b, m, &expired, &e);
	bucket_write(&w->storage.buckets, buckets_find(&w->storage.buckets, "acme-state"),
		arena_printf(b->w->a, "%slock/p/r/s/999999999", b->place.prefix), STR("{}"), "text/plain", loop_wall(b->w->l));
	state_pass(b, LEASE_MS);
	assert_non_null(strstr(m->said, "another run has taken over"));
	assert_non_null(strstr(check(b, l), "another run has taken over"));
}

static void abandoned_lock_is_not_taken_for_released(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a"), *n = state_machine(b, "22222222-b");
	bool expired;
	struct err e;
	state_open(b, "{\"acme-state\":{}}");
	leases_abandon(state_take(b, m, &expired, &e));
	assert_null(state_take(b, n, &expired, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	assert_non_null(state_take(b, m, &expired, &e));
	assert_true(expired); /* for itself too */
	state_pass(b, 10 * LEASE_MS);
	assert_null(state_take(b, n, &expired, &e));
}

static void lock_expires_when_it_is_abandoned(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a"), *n = state_machine(b, "22222222-b");
	bool expired;
	struct err e;
	state_open(b, "{\"acme-state\":{}}");
	leases_abandon(state_take(b, m, &expired, &e));
	state_pass(b, 2 * LEASE_MS);
	assert_non_null(state_take(b, n, &expired, &e));
	assert_true(expired);
}

static void lock_holds_no_secret(void **state)
{
	static const char secret[] = "s3cret-of-the-ci-server";
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	unsetenv("GITHUB_RUN_ID");
	setenv("CI_JOB_URL", "https://ci:s3cret-of-the-ci-server@ci.example.com/7", 1);
	secrets_hide(loop_secrets(b->w->l), secret, sizeof(secret) - 1);
	assert_non_null(state_take(b, m, &expired, &e));
	unsetenv("CI_JOB_URL");
	const struct object *o = bucket_find(buckets_find(&w->storage.buckets, "acme-state"),
		arena_printf(b->w->a, "%slock/p/r/s/999999999", b->place.prefix));
	assert_non_null(o);
	assert_non_null(memmem(o->bytes.p, o->bytes.n, "ci.example.com", 14));
	assert_null(memmem(o->bytes.p, o->bytes.n, secret, sizeof(secret) - 1));
}

static void nothing_is_sent_when_the_lock_cannot_be_renewed(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = state_take(b, m, &expired, &e);
	w->down = true;
	assert_string_equal(check(b, l), "held"); /* it is fresh */
	state_pass(b, LEASE_MS);
	assert_non_null(strstr(check(b, l), "could not be renewed"));
}

/* The answer to a renewal is lost, and so is each look at what became of it. The lock is still that of this run. */
static void renewal_whose_answer_was_lost_loses_no_lock(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a"), *n = state_machine(b, "22222222-b");
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = state_take(b, m, &expired, &e);
	w->deaf = true;
	state_pass(b, LEASE_MS * 5 / 6);
	w->deaf = false;
	state_pass(b, LEASE_MS / 2);
	assert_string_equal(check(b, l), "held");
	assert_null(state_take(b, n, &expired, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	leases_release(l, b->w->now + SOON_MS);
	assert_non_null(state_take(b, n, &expired, &e));
	assert_false(expired);
}

/* Another run took over while the object was kept. When its time is over, the first one can replace it again. */
static void superseded_lock_cannot_be_renewed(void **state)
{
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a"), *n = state_machine(b, "22222222-b");
	struct cell x = { .store = &m->s.store, .under = "lock/p/r/s" },
				y = { .store = &n->s.store, .under = "lock/p/r/s" };
	state_open(b, "{\"acme-state\":{\"retention_s\":300}}");
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_int_equal(write_cell(b, &x, "by x"), CELL_DONE);
	assert_int_equal(read_cell(b, &y), CELL_DONE);
	assert_int_equal(write_cell(b, &y, "by y"), CELL_DONE);
	assert_int_equal(y.number, 2);
	state_pass(b, 600 * 1000);
	assert_int_equal(write_cell(b, &x, "by x again"), CELL_CHANGED);
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_true(str_is(x.bytes, "by y"));
}

static void lock_of_another_form_belongs_to_nobody(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "{\\\"format\\\":2,\\\"held\\\":false}", "hello" };
	struct bench *b = *state;
	struct state_run *m = state_machine(b, "11111111-a");
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct state_world *w = state_open(b,
			arena_printf(b->w->a, "{\"acme-state\":{\"objects\":{\"%slock/p/r/s/999999999\":\"%s\"}}}", b->place.prefix,
				texts[i]));
		bool expired;
		struct err e;
		assert_null(state_take(b, m, &expired, &e));
		assert_int_equal(e.code, ERR_MALFORMED);
		assert_int_equal(w->writes, 0);
	}
}

/* ---- The chain -------------------------------------------------------------------------------- */

static void runs_that_end_together_make_one_chain(void **state)
{
	enum { RUNS = 50 };
	struct bench *b = *state;
	struct state_world *w = state_open(b, "{\"acme-state\":{}}");
	struct state_run *machines[RUNS];
	struct state_head heads[RUNS];
	struct err e;
	for (size_t i = 0; i < RUNS; i++) {
		machines[i] = state_machine(b, arena_printf(b->w->a, "%zu", i));
		assert_int_equal(state_head_read(&machines[i]->s, b->w->now + SOON_MS, &heads[i], &e), 0);
		assert_int_equal(heads[i].sequence, 0);
	}
	for (size_t i = 0; i < RUNS; i++) {
		struct state_mark mark = { "index/p/r/s", "passed" };
		enum cell_end end = CELL_CHANGED;
		size_t tries = 0;
		for (; end == CELL_CHANGED && tries <= RUNS; tries++) {
			const char *text = arena_printf(
				b->w->a, "%zu after %s", i, heads[i].sequence ? heads[i].sha256 : "nothing");
			end = state_append(&machines[i]->s, &heads[i], str_of(text), &mark, 1, b->w->now + SOON_MS, &e);
		}
		assert_int_equal(end, CELL_DONE);
		assert_int_equal(heads[i].sequence, i + 1);
		assert_true(tries <= 2); /* the newest is read once, not each one before it */
	}
	for (size_t i = 2; i <= RUNS; i++) {
		const char *name = arena_printf(
			b->w->a, "%s%s", b->place.prefix, state_countdown(b->w->a, "evidence", (int64_t)i));
		const struct object *o = bucket_find(buckets_find(&w->storage.buckets, "acme-state"), name);
		assert_non_null(o);
		assert_non_null(memmem(o->bytes.p, o->bytes.n, heads[i - 2].sha256, SHA256_HEX - 1));
		assert_int_equal(o->writes, 1);
	}
}

/* ---- Evidence that marks lead to ---------------------------------------------------------------- */

struct searched {
	char taken[64]; /* the first byte of each */
	size_t n, enough;
	int ends;
	struct err error;
};

static bool on_taken(void *arg, int64_t sequence, const char *name, struct str bytes)
{
	struct searched *x = arg;
	assert_true(sequence > 0 && !strncmp(name, "gs://acme-state/rungate/evidence/", 33));
	x->taken[x->n++] = bytes.p[0];
	return x->n == x->enough;
}

static void on_searched(void *arg, const struct err *e)
{
	struct searched *x = arg;
	x->ends++;
	if (e)
		x->error = *e;
}

static struct searched search(struct bench *b, struct state_run *m, size_t enough)
{
	struct searched x = { .enough = enough };
	struct state_search q = { &m->s, state_stage_marks(b->w->a, "staging", "d1"), b->w->now + SOON_MS, on_taken,
		on_searched, &x };
	state_search(&q);
	state_pass(b, 2 * SOON_MS);
	assert_int_equal(x.ends, 1);
	return x;
}

static void marks_lead_to_the_newest_evidence_first(void **state)
{
	struct bench *b = *state;
	/* evidence 4 was never written, and "readme" is somebody else's */
	struct state_world *w = state_open(b,
		"{\"acme-state\":{\"objects\":{\"rungate/stage/staging/d1/999999999.passed\":\"\","
		"\"rungate/stage/staging/d1/999999997.passed\":\"\",\"rungate/stage/staging/d1/999999996.passed\":\"\","
		"\"rungate/stage/staging/d1/readme\":\"\",\"rungate/stage/staging/d10/999999998.passed\":\"\","
		"\"rungate/stage/test/d1/999999998.passed\":\"\",\"rungate/evidence/999999999\":\"1\","
		"\"rungate/evidence/999999998\":\"2\",\"rungate/evidence/999999997\":\"3\"}}}");
	struct state_run *m = state_machine(b, "r");
	assert_string_equal(search(b, m, 0).taken, "31");
	assert_string_equal(search(b, m, 1).taken, "3");
	w->down = true;
	struct searched down = search(b, m, 0);
	assert_int_equal(down.n, 0);
	assert_int_not_equal(down.error.code, ERR_NONE);
}

/* ---- Copies of the bucket --------------------------------------------------------------------- */

/* Runs judge several services: the marks of each lead to the same evidence. */
static void evidence_of_several_services_is_read_once(void **state)
{
	static const char *const services[] = { "projects/p/locations/r/services/s", "projects/p/locations/r/services/t" };
	struct bench *b = *state;
	struct arena *a = b->w->a;
	struct state_run *m = state_machine(b, "r");
	struct state_world *w = state_open(b,
		"{\"acme-state\":{\"objects\":{\"rungate/evidence/999999999\":\"one\",\"rungate/evidence/999999998\":\"two\","
		"\"rungate/index/p/r/s/999999999.passed\":\"\",\"rungate/index/p/r/s/999999998.failed\":\"\","
		"\"rungate/index/p/r/t/999999999.passed\":\"\",\"rungate/index/p/r/t/999999998.failed\":\"\"}}}");
	char dir[] = "/tmp/test-state-XXXXXX";
	struct state_unread unread;
	assert_non_null(mkdtemp(dir));
	m->s.baseline = arena_printf(a, "%s/baseline.json", dir);
	m->s.journal = arena_printf(a, "%s/journal", dir);
	m->s.evidence = arena_printf(a, "%s/evidence", dir);
	state_pull(&m->s, services, 2, b->w->now + SOON_MS, &unread);
	assert_null(unread.evidence);
	for (int64_t i = 1; i <= 2; i++)
		assert_true(file_exists(state_evidence(&m->s, i)));
	assert_int_equal(w->evidence, 2);
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(newest_sorts_first),
		TEST(cell_has_one_writer),
		TEST(cell_is_superseded_where_it_cannot_be_replaced),
		TEST(second_run_is_told_who_holds_the_lock),
		TEST(lock_that_was_not_renewed_is_taken_over),
		TEST(holder_finds_out_that_it_lost_the_lock),
		TEST(abandoned_lock_is_not_taken_for_released),
		TEST(lock_expires_when_it_is_abandoned),
		TEST(lock_holds_no_secret),
		TEST(nothing_is_sent_when_the_lock_cannot_be_renewed),
		TEST(renewal_whose_answer_was_lost_loses_no_lock),
		TEST(superseded_lock_cannot_be_renewed),
		TEST(lock_of_another_form_belongs_to_nobody),
		TEST(runs_that_end_together_make_one_chain),
		TEST(marks_lead_to_the_newest_evidence_first),
		TEST(evidence_of_several_services_is_read_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
