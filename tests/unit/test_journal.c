/* SPDX-License-Identifier: Apache-2.0 */
/* test_journal.c: records are read back as they were written; a torn record counts as never written. */
#include "fake_world.h"
#include "sample.h"
#include "../../rollback/journal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define NAME(service) "projects/p/locations/r/services/" service

struct world {
	struct fake_world *w;
	struct arena *a;
	char dir[32];
	struct traffic_change r;
	struct traffic_move moves[2];
	struct journal j;
	struct cloudrun_target rows[4];
	const struct journal_trust *trust; /* NULL: no key is known */
};

static int set_up(void **state)
{
	struct world *t = test_calloc(1, sizeof(*t));
	t->w = fake_world_new();
	t->a = t->w->a;
	strcpy(t->dir, "/tmp/test-journal-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	t->rows[0] = (struct cloudrun_target){ .revision = "a-2", .percent = 100 };
	t->rows[1] = (struct cloudrun_target){ .revision = "a-1", .percent = 70 };
	t->rows[2] = (struct cloudrun_target){ .revision = "a-0", .percent = 30 };
	for (size_t i = 0; i < 2; i++) {
		struct cloudrun_service s = { .project = "p",
			.region = "r",
			.id = i ? "b" : "a",
			.name = i ? NAME("b") : NAME("a"),
			.uid = i ? "ub" : "ua",
			.generation = 7,
			.desired = { &t->rows[0], 1 } };
		t->moves[i] = (struct traffic_move){
			.alias = s.id, .candidate = "a-2", .first = s, .last = s, .target = { &t->rows[1], 2 }
		};
	}
	t->r = (struct traffic_change){ .a = t->a,
		.moves = t->moves,
		.n = 2,
		.wait = true,
		.head = { .run = "run-1", .release = "abc", .command = "verify", .reason = "health: 503" } };
	journal_new(t->a, t->w->l, t->dir, &t->j);
	t->r.journal = &t->j;
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

static struct json *note(struct world *t, const char *text, int64_t generation)
{
	struct json *d = json_new_object(t->a);
	json_set_string(t->a, d, "note", text);
	json_set_int(t->a, d, "generation", generation);
	return d;
}

static struct journal_entry *only_entry(struct world *t)
{
	struct journal_entry *all;
	size_t n;
	struct err e;
	assert_int_equal(journal_read(t->a, t->dir, t->trust, &all, &n, &e), 0);
	assert_int_equal(n, 1);
	return &all[0];
}

static void written_records_are_read_back(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", NAME("a"), note(t, NULL, 8));
	journal_put(&t->j, "sent", NAME("a"), NULL);
	journal_put(&t->j, "acknowledged", NAME("a"), note(t, "projects/p/locations/r/operations/1", 0));
	const struct journal_entry *s = only_entry(t);
	assert_string_equal(s->head.run, "run-1");
	assert_string_equal(s->head.reason, "health: 503");
	assert_true(s->wait && !s->head.ordered && !s->action);
	assert_int_equal(s->pid, getpid());
	assert_int_equal(json_size(s->records), 4);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->moves[0].state, MOVE_FOLLOWING);
	assert_true(s->moves[0].sent && s->moves[0].acknowledged);
	assert_int_equal(s->moves[0].sent_on, 8);
	assert_string_equal(s->moves[0].operation, "projects/p/locations/r/operations/1");
	assert_int_equal(s->moves[1].state, MOVE_PLANNED);
	assert_false(s->moves[1].sent);
	assert_int_equal(s->moves[1].target.n, 2);
	assert_int_equal(cloudrun_percent(&s->moves[1].target, NULL, "a-0"), 30);
	assert_int_equal(cloudrun_percent(&s->moves[1].first.desired, NULL, "a-2"), 100);
	journal_put(&t->j, "done", NAME("a"), NULL);
	journal_put(&t->j, "failed", NAME("b"), note(t, "denied", 0));
	journal_close(&t->j, "rollback_failed", "run-1", false);
	s = only_entry(t);
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
static void torn_tail_counts_as_never_written(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", NAME("a"), note(t, NULL, 7));
	journal_put(&t->j, "done", NAME("a"), NULL);
	struct str all = content(t);
	for (size_t cut = 1; cut < 60; cut += 7) {
		replace(t, all.p, all.n - cut);
		const struct journal_entry *s = only_entry(t);
		/* a record without its newline is still complete */
		assert_int_equal(s->moves[0].state, cut == 1 ? MOVE_DONE : MOVE_SENDING);
		assert_true(s->torn);
		journal_resume(&t->j, s, "run-2"); /* continues after the torn line, not within it */
		journal_put(&t->j, "done", NAME("a"), NULL);
		s = only_entry(t);
		assert_int_equal(s->moves[0].state, MOVE_DONE);
		assert_string_equal(s->last_run, "run-2");
		assert_string_equal(s->head.run, "run-1");
	}
}

static void changed_line_is_not_accepted(void **state)
{
	struct world *t = *state;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", NAME("a"), note(t, NULL, 7));
	journal_put(&t->j, "done", NAME("b"), NULL);
	struct str all = content(t);
	memcpy(strstr((char *)(uintptr_t)all.p, "\"done\""), "\"dome\"", 6);
	replace(t, all.p, all.n);
	const struct journal_entry *s = only_entry(t);
	assert_int_equal(s->damaged, 1);
	assert_int_equal(s->moves[1].state, MOVE_PLANNED);
	const char *more = arena_printf(t->a, "%snot json\n\n{\"event\":\"begin\"}\n", all.p);
	replace(t, more, strlen(more));
	s = only_entry(t);
	assert_int_equal(s->damaged, 3);
	assert_string_equal(s->head.run, "run-1");
}

static void newest_begin_record_starts_the_entry(void **state)
{
	struct world *t = *state;
	struct journal again;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "done", NAME("a"), NULL);
	journal_close(&t->j, "rolled_back", "run-1", false);
	journal_new(t->a, t->w->l, t->dir, &again);
	t->r.head.run = "run-9";
	journal_begin(&again, &t->r);
	const struct journal_entry *s = only_entry(t);
	assert_string_equal(s->head.run, "run-9");
	assert_null(s->action);
	assert_int_equal(s->moves[0].state, MOVE_PLANNED);
	journal_end_other(&t->j, s, "overtaken", "run-10");
	assert_string_equal(only_entry(t)->action, "overtaken");
}

/* RB13 */
static void write_error_is_kept_and_does_not_stop_the_rollback(void **state)
{
	struct world *t = *state;
	struct journal j;
	struct err e;
	const char *const ours[] = { NAME("a") };
	int fd = open(arena_printf(t->a, "%s/file", t->dir), O_WRONLY | O_CREAT, 0600);
	close(fd);
	journal_new(t->a, t->w->l, arena_printf(t->a, "%s/file/journal", t->dir), &j);
	assert_int_equal(journal_lock(&j, ours, 1, "verify", &e), 0);
	journal_begin(&j, &t->r);
	journal_put(&j, "intent", NAME("a"), NULL);
	assert_true(j.broken);
	assert_non_null(strstr(j.error.text, "the lock"));
}

static void no_secret_is_written(void **state)
{
	struct world *t = *state;
	secret_new(t->w->k, "hunter2hunter2", 14, true);
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "refused", NAME("a"), note(t, "the token \"hunter2hunter2\" was refused", 0));
	assert_null(strstr(content(t).p, "hunter2"));
	assert_int_equal(only_entry(t)->damaged, 0);
}

/* ---- Records that others may have written ------------------------------------------------------------ */

/* A complete record, as anyone can write it who knows the format. */
static char *record(struct world *t, const char *text)
{
	struct json *v;
	struct buf b = BUF_MAX(1 << 16);
	struct err e;
	const char *name;
	assert_int_equal(json_parse(t->a, str_of(text), &v, &e), 0);
	assert_int_equal(journal_seal(t->a, v, NULL, NULL, &name, &e), 0);
	json_print(v, JSON_SORTED, &b);
	char *line = arena_printf(t->a, "%s\n", buf_text(&b));
	buf_free(&b);
	return line;
}

#define ROW(revision, percent) "{\"revision\":\"" revision "\",\"percent\":" percent "}"
#define MOVE(service, name, uid, before, target) \
	"{\"alias\":\"a\",\"project\":\"p\",\"region\":\"r\",\"service\":\"" service "\",\"name\":\"" name \
	"\",\"uid\":\"" uid "\",\"candidate\":\"a-2\",\"generation\":7,\"state\":\"planned\",\"before\":[" before \
	"],\"target\":[" target "]}"
#define A NAME("a")
#define BEGIN(run, moves) \
	"{\"event\":\"begin\",\"seq\":1,\"at\":\"2026-01-02T03:04:05.000Z\",\"run\":\"" run \
	"\",\"command\":\"verify\",\"moves\":[" moves "]}"
#define GOOD BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "100")))

static struct journal_entry *entry_of(struct world *t, const char *content)
{
	t->j.path = arena_printf(t->a, "%s/planted.jsonl", t->dir);
	struct err e;
	assert_int_equal(file_write_atomic(t->j.path, content, strlen(content), 0600, &e), 0);
	return only_entry(t);
}

static void unsafe_record_is_rejected_with_its_line(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "300"))), "moves[0]: target: a-1 has -1 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "0"))), "target: a-1 has 0 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "-100"))), "target: a-1 has -1 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "99"))), "it adds up to 99 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "50") "," ROW("a-1", "50"))),
			"a-1 is listed twice" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "\"100\""))), "a-1 has -1 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("$(id)", "100"))), "target: row 0 names no revision" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "100") ",3")), "target: row 1 names no revision" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "100"), "")), "target: it adds up to 0 %" },
		{ BEGIN("x", MOVE("a", A, "u", ROW("a-2", "10"), ROW("a-1", "100"))), "before: it adds up to 10 %" },
		{ BEGIN("x", MOVE("$(id)", A, "u", ROW("a-2", "100"), ROW("a-1", "100"))),
			"invalid project, region or service" },
		{ BEGIN("x", MOVE("a", NAME("b"), "u", ROW("a-2", "100"), ROW("a-1", "100"))),
			"name belongs to another service" },
		{ BEGIN("x", MOVE("a", A, "../u", ROW("a-2", "100"), ROW("a-1", "100"))), "uid or generation" },
		{ BEGIN("x",
			  MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "100")) "," MOVE(
				  "a", A, "u", ROW("a-2", "100"), ROW("a-1", "100"))),
			"moves[1]: it is listed twice" },
		{ BEGIN("../../x", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "100"))), "run or command" },
		{ BEGIN("x", ""), "it has no moves" },
		{ BEGIN("x", "7"), "moves[0]: invalid alias" },
	};
	struct world *t = *state;
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		const struct journal_entry *s = entry_of(t, arena_printf(t->a, "\n%s", record(t, cases[i].text)));
		if (!s->refused || !strstr(s->refused, cases[i].why))
			fail_msg("%s: %s", cases[i].why, s->refused ? s->refused : "not refused");
		assert_non_null(strstr(s->refused, "planted.jsonl:2: "));
		assert_int_equal(s->n, 0);
		assert_null(s->records);
	}
	const struct journal_entry *s = entry_of(t, record(t, GOOD));
	assert_null(s->refused);
	assert_int_equal(s->n, 1);
	assert_int_equal(s->begun_at, INT64_C(1767323045000));
}

/* Later records are not added to the previous rollback. */
static void rejected_begin_record_ends_the_previous_entry(void **state)
{
	struct world *t = *state;
	const char *step = record(
		t, "{\"event\":\"intent\",\"seq\":2,\"service\":\"" A "\",\"detail\":{\"generation\":8}}");
	const char *bad = record(t, BEGIN("y", MOVE("a", A, "u", ROW("a-2", "100"), ROW("a-1", "300"))));
	assert_true(entry_of(t, arena_printf(t->a, "%s%s", record(t, GOOD), step))->moves[0].sent);
	const struct journal_entry *s = entry_of(t, arena_printf(t->a, "%s%s%s", record(t, GOOD), bad, step));
	assert_int_equal(s->n, 0);
	assert_non_null(strstr(s->refused, "planted.jsonl:2: moves[0]: target"));
}

static void unsafe_step_is_rejected(void **state)
{
	static const char *const steps[] = {
		"{\"event\":\"acknowledged\",\"seq\":2,\"service\":\"" A
		"\",\"detail\":{\"note\":\"../../v1/projects/p/secrets\"}}",
		"{\"event\":\"acknowledged\",\"seq\":2,\"service\":\"" A
		"\",\"detail\":{\"note\":\"projects/p/locations/../operations/x\"}}",
		"{\"event\":\"acknowledged\",\"seq\":2,\"service\":\"" A
		"\",\"detail\":{\"note\":\"projects/p/locations/r/operations/x?y\"}}",
		"{\"event\":\"intent\",\"seq\":2,\"service\":\"" A "\",\"detail\":{\"generation\":\"8\"}}",
		"{\"event\":\"resume\",\"seq\":2,\"run\":\"$(id)\"}",
	};
	struct world *t = *state;
	for (size_t i = 0; i < COUNTOF(steps); i++) {
		const struct journal_entry *s = entry_of(t, arena_printf(t->a, "%s%s", record(t, GOOD), record(t, steps[i])));
		assert_non_null(s->refused);
		assert_true(s->n == 1 && !s->moves[0].sent && !s->moves[0].acknowledged && !s->moves[0].operation);
		assert_string_equal(s->last_run, "x");
	}
}

/* ---- Signatures ---------------------------------------------------------------------------------------- */

struct keys {
	struct crypto_key *ours, *theirs;
	struct crypto_key *trusted[1];
	struct journal_trust trust;
};

static void set_keys(struct world *t, struct keys *k)
{
	struct crypto_key *other;
	k->ours = sample_key(t->a, &k->trusted[0]);
	k->theirs = sample_key(t->a, &other);
	k->trust = (struct journal_trust){ k->trusted, 1, true };
	t->trust = &k->trust;
}

static void signed_record_counts_with_the_key(void **state)
{
	struct world *t = *state;
	struct keys k;
	set_keys(t, &k);
	t->j.sign = k.ours;
	journal_begin(&t->j, &t->r);
	journal_put(&t->j, "intent", A, note(t, NULL, 8));
	journal_resume(&t->j, only_entry(t), "run-2");
	journal_put(&t->j, "done", A, NULL);
	const struct journal_entry *s = only_entry(t);
	assert_null(s->refused);
	assert_int_equal(s->moves[0].state, MOVE_DONE);
	assert_string_equal(s->last_run, "run-2");
	/* The journal has its own signatures; those of evidence do not count. */
	assert_null(json_get(json_item(s->records, 1), "signature"));
	t->j.sign = NULL; /* someone without the key ends the rollback */
	journal_end_other(&t->j, s, "rolled_back", "run-3");
	s = only_entry(t);
	assert_null(s->action);
	assert_non_null(strstr(s->refused, "it is not signed"));
}

static void record_of_another_key_is_rejected(void **state)
{
	struct world *t = *state;
	struct keys k;
	set_keys(t, &k);
	t->j.sign = k.theirs;
	journal_begin(&t->j, &t->r);
	const struct journal_entry *s = only_entry(t);
	assert_int_equal(s->n, 0);
	assert_non_null(strstr(s->refused, "under no trusted key"));
	t->trust = NULL; /* without a known key the record counts */
	assert_int_equal(only_entry(t)->n, 2);
}

static const char *line(struct world *t, struct str all, size_t i)
{
	const char *p = all.p;
	for (; i; i--)
		p = strchr(p, '\n') + 1;
	for (; *p == '\n'; p++)
		continue;
	return arena_printf(t->a, "%.*s\n", (int)strcspn(p, "\n"), p);
}

/* Signed records of a rollback in another combination: one left out, moved, or taken from another rollback. */
static void signed_records_keep_their_order(void **state)
{
	struct world *t = *state;
	struct keys k;
	set_keys(t, &k);
	t->j.sign = k.ours;
	journal_begin(&t->j, &t->r); /* it follows an empty line */
	journal_put(&t->j, "intent", A, note(t, NULL, 8));
	journal_put(&t->j, "done", A, NULL);
	struct str first = content(t);
	const char *begin = line(t, first, 1), *intent = line(t, first, 2), *done = line(t, first, 3);
	unlink(t->j.path);
	const struct journal_entry *s = entry_of(t, arena_printf(t->a, "%s%s%s", begin, intent, done));
	assert_int_equal(s->moves[0].state, MOVE_DONE);
	s = entry_of(t, arena_printf(t->a, "%s%s", begin, done));
	assert_int_equal(s->moves[0].state, MOVE_PLANNED);
	assert_non_null(strstr(s->refused, "does not follow"));
	s = entry_of(t, arena_printf(t->a, "%s%s%s%s", begin, intent, done, intent));
	assert_int_equal(s->moves[0].state, MOVE_DONE);
	assert_non_null(s->refused);
}

static struct str content_at(struct world *t, const char *path)
{
	struct str all;
	struct err e;
	assert_int_equal(file_read(t->a, path, 1 << 20, &all, &e), 0);
	return all;
}

static void signed_end_of_another_rollback_does_not_count(void **state)
{
	struct world *t = *state;
	struct keys k;
	set_keys(t, &k);
	t->j.sign = k.ours;
	journal_begin(&t->j, &t->r);
	journal_close(&t->j, "rolled_back", "run-1", false);
	const char *end = line(t, content(t), 2);
	unlink(t->j.path);
	t->r.head.run = "run-9";
	journal_new(t->a, t->w->l, t->dir, &t->j);
	t->j.sign = k.ours;
	journal_begin(&t->j, &t->r);
	const char *all = arena_printf(t->a, "%s%s", content_at(t, t->j.path).p, end);
	replace(t, all, strlen(all));
	const struct journal_entry *s = only_entry(t);
	assert_string_equal(s->head.run, "run-9");
	assert_null(s->action);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(written_records_are_read_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(torn_tail_counts_as_never_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changed_line_is_not_accepted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(newest_begin_record_starts_the_entry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(write_error_is_kept_and_does_not_stop_the_rollback, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_secret_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unsafe_record_is_rejected_with_its_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rejected_begin_record_ends_the_previous_entry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unsafe_step_is_rejected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signed_record_counts_with_the_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(record_of_another_key_is_rejected, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signed_records_keep_their_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(signed_end_of_another_rollback_does_not_count, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
