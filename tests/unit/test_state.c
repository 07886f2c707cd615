/* SPDX-License-Identifier: Apache-2.0 */
/* test_state.c: cells, leases, journals and the chain of evidence, by several runs on one simulated bucket in virtual
 * time. */
#include "../../gate/state/state.h"
#include "../cloud/bucket.h"
#include "storage_units.h"

#include <unistd.h>

enum { LEASE_MS = 60 * 1000, SOON_MS = 20 * 1000 };
#define SERVICE "projects/p/locations/r/services/s"

struct world {
	struct bench *b;
	struct buckets buckets;
	bool down; /* the bucket does not answer */
	int busy;  /* so many writes are answered with 503, and not done */
	bool deaf; /* writes reach it, and no answer comes back */
	int writes;
};
struct run_on {
	struct state s;
	const char *said; /* the last line */
};

static bool may(void *arg, const char *permission)
{
	(void)arg;
	(void)permission;
	return true;
}

static struct fake_answer serve(void *arg, const struct http_request *r)
{
	struct world *w = arg;
	struct arena *a = w->b->w->a;
	struct bucket_answer answer = { .status = 500 };
	struct bucket_question q = { .method = r->method,
		.uri = secret_reveal(r->url) + strlen("https://storage.googleapis.com"),
		.type = "application/octet-stream",
		.body = { r->body ? secret_reveal(r->body) : "", r->body ? secret_size(r->body) : 0 },
		.now = loop_wall(w->b->w->l),
		.who = "ci@p.iam",
		.may = may };
	if (w->down)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	if (w->busy && strcmp(r->method, "GET") != 0 && w->busy--)
		return (struct fake_answer){ .status = 503, .ms = 10, .body = "{}" };
	assert_true(bucket_answer(&w->buckets, &q, &answer));
	if (w->deaf)
		return (struct fake_answer){ .error = ERR_NETWORK, .ms = 1000 };
	w->writes += strcmp(r->method, "GET") != 0;
	struct http_header_text *headers = ARENA_ARRAY(a, struct http_header_text, answer.n_headers + 1);
	for (size_t i = 0; i < answer.n_headers; i++)
		headers[i] = (struct http_header_text){ answer.headers[i].name, answer.headers[i].value };
	return (struct fake_answer){ .status = answer.status,
		.ms = 10,
		.headers = headers,
		.n_headers = answer.n_headers,
		.body = arena_strndup(a, answer.body.n ? answer.body.p : "", answer.body.n) };
}

static struct world *open_world(struct bench *b, const char *state)
{
	struct world *w = ARENA_NEW(b->w->a, struct world);
	struct json *v;
	struct err e;
	*w = (struct world){ .b = b, .buckets = { .a = b->w->a } };
	assert_int_equal(json_parse(b->w->a, str_of(state), &v, &e), 0);
	assert_int_equal(buckets_apply(&w->buckets, v, loop_wall(b->w->l), &e), 0);
	b->w->server = serve;
	b->w->arg = w;
	return w;
}

static void on_say(void *arg, const char *text)
{
	((struct run_on *)arg)->said = text;
}

static struct run_on *machine(struct bench *b, const char *run)
{
	struct run_on *m = ARENA_NEW(b->w->a, struct run_on);
	*m = (struct run_on){ .s = { .a = b->w->a,
							  .loop = b->w->l,
							  .g = b->g,
							  .location = "gs://acme-state/rungate",
							  .place = b->place,
							  .journal = "journal",
							  .run = run,
							  .lease = LEASE_MS,
							  .patience = 2000,
							  .say = on_say },
		.said = "" };
	m->s.arg = m;
	return m;
}

static void pass(struct bench *b, int64_t ms)
{
	loop_run(b->w->l, NULL, b->w->now + ms);
}

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
	pass(b, 2 * SOON_MS);
	assert_int_equal(t.calls, 1);
	return t.end;
}

static enum cell_end write_cell(struct bench *b, struct cell *c, const char *text)
{
	struct told_cell t = { 0 };
	cell_write(c, str_of(text), b->w->now + SOON_MS, told_cell, &t);
	pass(b, 2 * SOON_MS);
	assert_int_equal(t.calls, 1);
	return t.end;
}

/* Of two writers that read the same, one is first; the other is told so. */
static void one_writer_is_first(struct bench *b, const char *bucket)
{
	struct run_on *m = machine(b, "one"), *n = machine(b, "two");
	struct cell x = { .s = &m->s, .under = "lock/p/r/s" }, y = { .s = &n->s, .under = "lock/p/r/s" };
	open_world(b, bucket);
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

static struct leases *take(struct bench *b, struct run_on *m, bool *expired, struct err *e)
{
	static const char *const services[] = { SERVICE };
	*expired = false;
	return leases_take(&m->s, services, 1, "rollback", b->w->now + SOON_MS, expired, e);
}

static void answer(void *arg, const char *why)
{
	*(const char **)arg = why ? why : "held";
}

static const char *check(struct bench *b, struct leases *l)
{
	const char *told = NULL;
	leases_check(l, SERVICE, answer, &told);
	if (!told)
		pass(b, SOON_MS);
	assert_non_null(told);
	return told;
}

static void second_run_is_told_who_holds_the_lock(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a"), *n = machine(b, "22222222-b");
	bool expired;
	struct err e;
	open_world(b, "{\"acme-state\":{}}");
	struct leases *first = take(b, m, &expired, &e);
	assert_non_null(first);
	assert_false(expired);
	assert_null(take(b, n, &expired, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	assert_non_null(strstr(e.text, "run 11111111"));
	pass(b, 10 * LEASE_MS); /* it is renewed */
	assert_null(take(b, n, &expired, &e));
	assert_string_equal(check(b, first), "held");
	leases_release(first, b->w->now + SOON_MS);
	assert_non_null(take(b, n, &expired, &e));
	assert_false(expired);
}

static void lock_that_was_not_renewed_is_taken_over(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a");
	for (int age_s = 30; age_s <= 90; age_s += 60) {
		bool expired;
		struct err e;
		open_world(b,
			arena_printf(b->w->a,
				"{\"acme-state\":{\"objects\":{\"%slock/p/r/s/999999999\":{\"age_s\":%d,\"text\":\"{\\\"format\\\":1,"
				"\\\"run\\\":\\\"33333333-c\\\",\\\"milliseconds\\\":60000,\\\"held\\\":true}\"}}}}",
				b->place.prefix, age_s));
		struct leases *l = take(b, m, &expired, &e);
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
	struct run_on *m = machine(b, "11111111-a");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = take(b, m, &expired, &e);
	bucket_write(&w->buckets, buckets_find(&w->buckets, "acme-state"),
		arena_printf(b->w->a, "%slock/p/r/s/999999999", b->place.prefix), STR("{}"), "text/plain", loop_wall(b->w->l));
	pass(b, LEASE_MS);
	assert_non_null(strstr(m->said, "another run has taken over"));
	assert_non_null(strstr(check(b, l), "another run has taken over"));
}

static void nothing_is_sent_when_the_lock_cannot_be_renewed(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = take(b, m, &expired, &e);
	w->down = true;
	assert_string_equal(check(b, l), "held"); /* it is fresh */
	pass(b, LEASE_MS);
	assert_non_null(strstr(check(b, l), "could not be renewed"));
}

/* The answer to a renewal is lost, and so is each look at what became of it. The lock is still that of this run. */
static void renewal_whose_answer_was_lost_loses_no_lock(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a"), *n = machine(b, "22222222-b");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	bool expired;
	struct err e;
	struct leases *l = take(b, m, &expired, &e);
	w->deaf = true;
	pass(b, LEASE_MS * 5 / 6);
	w->deaf = false;
	pass(b, LEASE_MS / 2);
	assert_string_equal(check(b, l), "held");
	assert_null(take(b, n, &expired, &e));
	assert_int_equal(e.code, ERR_LOCKED);
	leases_release(l, b->w->now + SOON_MS);
	assert_non_null(take(b, n, &expired, &e));
	assert_false(expired);
}

/* Another run took over while the object was kept. When its time is over, the first one can replace it again. */
static void superseded_lock_cannot_be_renewed(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a"), *n = machine(b, "22222222-b");
	struct cell x = { .s = &m->s, .under = "lock/p/r/s" }, y = { .s = &n->s, .under = "lock/p/r/s" };
	open_world(b, "{\"acme-state\":{\"retention_s\":300}}");
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_int_equal(write_cell(b, &x, "by x"), CELL_DONE);
	assert_int_equal(read_cell(b, &y), CELL_DONE);
	assert_int_equal(write_cell(b, &y, "by y"), CELL_DONE);
	assert_int_equal(y.number, 2);
	pass(b, 600 * 1000);
	assert_int_equal(write_cell(b, &x, "by x again"), CELL_CHANGED);
	assert_int_equal(read_cell(b, &x), CELL_DONE);
	assert_true(str_is(x.bytes, "by y"));
}

static void lock_of_another_form_belongs_to_nobody(void **state)
{
	static const char *const texts[] = { "", "{", "[]", "{\\\"format\\\":2,\\\"held\\\":false}", "hello" };
	struct bench *b = *state;
	struct run_on *m = machine(b, "11111111-a");
	for (size_t i = 0; i < COUNTOF(texts); i++) {
		struct world *w = open_world(b,
			arena_printf(b->w->a, "{\"acme-state\":{\"objects\":{\"%slock/p/r/s/999999999\":\"%s\"}}}", b->place.prefix,
				texts[i]));
		bool expired;
		struct err e;
		assert_null(take(b, m, &expired, &e));
		assert_int_equal(e.code, ERR_MALFORMED);
		assert_int_equal(w->writes, 0);
	}
}

/* ---- Journals --------------------------------------------------------------------------------- */

#define JOURNAL "release.11111111"

static struct run_on *machine_with_folder(struct bench *b, const char *run)
{
	struct run_on *m = machine(b, run);
	char *dir = arena_strdup(b->w->a, "/tmp/test-state-XXXXXX");
	assert_non_null(mkdtemp(dir));
	m->s.journal = dir;
	return m;
}

static const char *file_of(struct run_on *m)
{
	return arena_printf(m->s.a, "%s/" JOURNAL ".jsonl", m->s.journal);
}

static const char *line_of(struct arena *a, int number, const char *event)
{
	return arena_printf(a, "{\"event\":\"%s\",\"seq\":%d}\n", event, number);
}

static void put_record(struct run_on *m, const struct journal_copy *face, int number, const char *event)
{
	face->put(face->arg, file_of(m), number, str_of(line_of(m->s.a, number, event)));
}

static bool has_record(struct world *w, const char *what)
{
	const struct object *o = bucket_find(buckets_find(&w->buckets, "acme-state"),
		arena_printf(w->b->w->a, "%sjournal/" JOURNAL "/%s", w->b->place.prefix, what));
	return o && o->exists;
}

static void leave(struct run_on *m)
{
	unlink(file_of(m));
	unlink(arena_printf(m->s.a, "%s.sent", file_of(m)));
	rmdir(m->s.journal);
}

/* It is sent again after a pause. Were the others removed before it is there, it would be left alone. */
static void journal_ends_after_its_last_record(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine_with_folder(b, "11111111-a");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	put_record(m, face, 1, "begin");
	pass(b, SOON_MS);
	w->busy = 1;
	put_record(m, face, 2, "end");
	face->ended(face->arg, file_of(m));
	pass(b, LEASE_MS);
	assert_false(has_record(w, "000001"));
	assert_false(has_record(w, "000002"));
	assert_false(has_record(w, "end"));
	leave(m);
}

/* What another machine copied is not written again when the rollback has been completed elsewhere. */
static void journal_that_was_completed_stays_so(void **state)
{
	struct bench *b = *state;
	struct run_on *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	put_record(m, face, 1, "begin");
	pass(b, SOON_MS);
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	assert_true(file_exists(file_of(n)));
	face->ended(face->arg, file_of(m));
	pass(b, SOON_MS);
	assert_false(has_record(w, "000001"));
	assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
	pass(b, SOON_MS);
	assert_false(file_exists(file_of(n)));
	assert_false(has_record(w, "000001"));
	leave(m);
	leave(n);
}

/* Of a journal that its run could not complete with the last steps, the next run that reads it does. */
static void journal_with_its_last_record_is_completed(void **state)
{
	for (int left = 0; left < 2; left++) {
		struct bench *b = *state;
		struct run_on *m = machine_with_folder(b, "11111111-a"), *n = machine_with_folder(b, "22222222-b");
		struct world *w = open_world(b, "{\"acme-state\":{}}");
		const struct journal_copy *face = records_face(records_copy(&m->s));
		put_record(m, face, 1, "begin");
		put_record(m, face, 2, left ? "end\",\"left\":true,\"x\":\"" : "end");
		pass(b, SOON_MS);
		assert_null(state_pull_journals(&n->s, b->w->now + SOON_MS));
		pass(b, SOON_MS);
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
	struct run_on *m = machine_with_folder(b, "11111111-a");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	const struct journal_copy *face = records_face(records_copy(&m->s));
	const char *all = arena_printf(
		b->w->a, "%s%s%s", line_of(b->w->a, 1, "begin"), line_of(b->w->a, 2, "intent"), line_of(b->w->a, 3, "sent"));
	struct str text;
	struct err e;
	put_record(m, face, 1, "begin");
	put_record(m, face, 3, "sent");
	assert_int_equal(file_write_own(file_of(m), all, strlen(all), &e), 0);
	pass(b, SOON_MS);
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
	struct run_on *m = machine_with_folder(b, "11111111-a");
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	struct records_copy *c = records_copy(&m->s);
	bool expired;
	struct err e;
	records_with_leases(c, take(b, m, &expired, &e));
	put_record(m, records_face(c), 1, "begin");
	pass(b, 1000);
	assert_true(has_record(w, "000001"));
	b->w->now += 2 * LEASE_MS; /* it did not run */
	bucket_write(&w->buckets, buckets_find(&w->buckets, "acme-state"),
		arena_printf(b->w->a, "%slock/p/r/s/999999999", b->place.prefix), STR("{}"), "text/plain", loop_wall(b->w->l));
	put_record(m, records_face(c), 2, "sent");
	pass(b, LEASE_MS);
	assert_false(has_record(w, "000002"));
	leave(m);
}

/* ---- The chain -------------------------------------------------------------------------------- */

static void runs_that_end_together_make_one_chain(void **state)
{
	enum { RUNS = 50 };
	struct bench *b = *state;
	struct world *w = open_world(b, "{\"acme-state\":{}}");
	struct run_on *machines[RUNS];
	struct state_head heads[RUNS];
	struct err e;
	for (size_t i = 0; i < RUNS; i++) {
		machines[i] = machine(b, arena_printf(b->w->a, "%zu", i));
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
		const struct object *o = bucket_find(buckets_find(&w->buckets, "acme-state"), name);
		assert_non_null(o);
		assert_non_null(memmem(o->bytes.p, o->bytes.n, heads[i - 2].sha256, SHA256_HEX - 1));
		assert_int_equal(o->writes, 1);
	}
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
		TEST(nothing_is_sent_when_the_lock_cannot_be_renewed),
		TEST(renewal_whose_answer_was_lost_loses_no_lock),
		TEST(superseded_lock_cannot_be_renewed),
		TEST(lock_of_another_form_belongs_to_nobody),
		TEST(journal_ends_after_its_last_record),
		TEST(journal_that_was_completed_stays_so),
		TEST(journal_with_its_last_record_is_completed),
		TEST(missing_record_is_added),
		TEST(run_without_the_lock_writes_no_record),
		TEST(runs_that_end_together_make_one_chain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
