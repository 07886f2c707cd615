/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_history_read.c: earlier evidence is read while the first requests are in flight, within limits, into memory that
 * is freed. If it cannot be read, it decides nothing.
 */
#include "fake_world.h"
#include "sample.h"
#include "../../gate/cmd/cmd.h"
#include "../../gate/evidence/history.h"
#include "../../gate/watch/watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { FOREVER_MS = 1000 * 1000 };

struct fixture {
	struct fake_world *w;
	struct arena *a;
	char dir[32];
	struct run r;
	size_t sent;
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	f->w = fake_world_new();
	f->a = f->w->a;
	strcpy(f->dir, "/tmp/history-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(system(arena_printf(f->a, "rm -r %s", f->dir)), 0);
	fake_world_free(f->w);
	test_free(f);
	return 0;
}

static const char *in(struct fixture *f, const char *name)
{
	return arena_printf(f->a, "%s/%s", f->dir, name);
}

static void write_bytes(struct fixture *f, const char *name, struct str bytes)
{
	struct err e;
	if (file_write_atomic(in(f, name), bytes.p, bytes.n, 0600, &e))
		fail_msg("%s", e.text);
}

/* Evidence of a passed run, with this many bytes of padding; key NULL: unsigned. */
static struct str evidence_of(struct fixture *f, int64_t sequence, size_t padding, const struct crypto_key *key)
{
	struct json *v = sample_statement(f->a, false), *predicate = json_get(v, "predicate");
	char *more = arena_alloc(f->a, padding + 1);
	memset(more, 'x', padding);
	json_set_int(f->a, predicate, "sequence", sequence);
	json_set_string(f->a, predicate, "reason", more);
	return sample_bytes(f->a, v, key);
}

static void write_evidence(struct fixture *f, int64_t sequence, size_t padding, const struct crypto_key *key)
{
	write_bytes(f, arena_printf(f->a, "%lld.json", (long long)sequence), evidence_of(f, sequence, padding, key));
}

static struct history_found read_within(struct fixture *f, struct arena *a, const struct trust *t, struct bound b)
{
	const struct history_wanted wanted = { .trust = t };
	struct history_found found = { .a = a };
	history_read_folder(f->dir, &wanted, &b, &found);
	return found;
}

static bool says(const struct history_found *found, const char *text)
{
	for (size_t i = 0; i < found->n_said; i++)
		if (strstr(found->said[i], text))
			return true;
	return false;
}

/* ---- Limits -------------------------------------------------------------------------------------------- */

static void newest_files_are_read_within_the_limit(void **state)
{
	static const struct trust none = { NULL, 0, false };
	const atomic_bool over = true;
	struct fixture *f = *state;
	for (int i = 1; i <= 4; i++)
		write_evidence(f, i, 10000, NULL);
	size_t each = evidence_of(f, 1, 10000, NULL).n;
	struct history_found all = read_within(f, f->a, &none, bound_of(4 * each, NULL));
	assert_int_equal(all.n, 4);
	assert_int_equal(all.n_said, 0);
	struct history_found two = read_within(f, f->a, &none, bound_of(3 * each - 1, NULL));
	assert_int_equal(two.n, 2);
	assert_int_equal(two.pieces[0].link.sequence, 4);
	assert_int_equal(two.pieces[1].link.sequence, 3);
	assert_true(says(&two, "stopped after 64 MiB: the newest 2 of 4 files"));
	struct history_found late = read_within(f, f->a, &none, bound_of(4 * each, &over));
	assert_int_equal(late.n, 0);
	assert_true(says(&late, "stopped after 2 s: the newest 0 of 4 files"));
}

/* Only the rows of the services are kept, not the file and its parsed form. */
static void memory_is_freed(void **state)
{
	static const struct trust none = { NULL, 0, false };
	enum { PIECES = 8, PADDING = 500 * 1000 };
	struct fixture *f = *state;
	struct arena *a = arena_new();
	for (int i = 1; i <= PIECES; i++)
		write_evidence(f, i, PADDING, NULL);
	struct history_found found = read_within(f, a, &none, bound_of(LIMIT_HISTORY_BYTES, NULL));
	assert_int_equal(found.n, PIECES);
	assert_int_equal(found.pieces[0].n, 1);
	assert_string_equal(found.pieces[0].records[0].candidate, "s-2");
	assert_int_equal(found.pieces[0].records[0].verdict, RECORD_PASSED);
	assert_true(arena_used(a) < PADDING / 4);
	arena_free(a);
}

/* Evidence that does not say which services were condemned needs its rules too. */
static void older_evidence_is_read_by_its_rules(void **state)
{
	static const struct trust none = { NULL, 0, false };
	struct fixture *f = *state;
	struct json *v = sample_statement(f->a, true), *rule = json_at(v, "predicate.rules[0]");
	json_set_string(f->a, rule, "each", "services");
	for (int its = 0; its < 2; its++) {
		json_set_string(f->a, rule, "key", its ? "s" : "another");
		write_bytes(f, "1.json", sample_bytes(f->a, v, NULL));
		struct history_found found = read_within(f, f->a, &none, bound_of(LIMIT_HISTORY_BYTES, NULL));
		assert_int_equal(found.n, 1);
		assert_int_equal(found.pieces[0].records[0].verdict, its ? RECORD_FAILED : RECORD_OTHER);
	}
}

static void unsigned_evidence_does_not_count_with_trust(void **state)
{
	struct fixture *f = *state;
	struct crypto_key *public, *foreign, *key = sample_key(f->a, &public), *other = sample_key(f->a, &foreign);
	const struct trust t = { &public, 1, true };
	write_evidence(f, 1, 0, key);
	write_evidence(f, 2, 0, other);
	write_evidence(f, 3, 0, NULL);
	write_bytes(f, "4.json", STR("nothing"));
	struct history_found found = read_within(f, f->a, &t, bound_of(LIMIT_HISTORY_BYTES, NULL));
	assert_int_equal(found.n, 1);
	assert_int_equal(found.pieces[0].link.sequence, 1);
	assert_int_equal(found.seen, 4);
	assert_int_equal(found.untrusted, 2);
	assert_true(found.any_signed);
	assert_true(says(&found, "earlier evidence is ignored: "));
}

/* ---- In a run -------------------------------------------------------------------------------------------- */

/* A file that is created when the first request is sent is found only if evidence is read after that. */
static void on_send(void *arg)
{
	struct fixture *f = arg;
	if (!f->sent++)
		write_evidence(f, 1, 0, NULL);
}

static void open_run(struct fixture *f, const char *config)
{
	static const struct command rollback = { .name = "rollback", .options = OPT_CONFIG | OPT_CLOUD };
	static const struct fake_answer gone[] = { { .status = 404, .ms = 5, .body = "{}" } };
	struct options *o = ARENA_NEW(f->a, struct options);
	struct config *c = ARENA_NEW(f->a, struct config);
	struct policy *p = ARENA_NEW(f->a, struct policy);
	struct err e;
	*o = (struct options){ .command = &rollback, .config = in(f, "rungate.cfg"), .quiet = true };
	write_bytes(f, "rungate.cfg", str_of(config));
	write_bytes(f, "token", STR("test-token"));
	setenv("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", in(f, "token"), 1);
	setenv("CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN", "http://127.0.0.1:9/", 1);
	if (config_load(f->a, f->w->k, o, c, &e))
		fail_msg("%s", e.text);
	c->evidence.dir = f->dir;
	f->w->script = gone;
	f->w->n_script = 1;
	f->w->on_send = on_send;
	f->w->arg = f;
	if (run_begin(f->a, o, &(struct run_parts){ c, p, f->w->k, f->w->l }, &f->r, &e))
		fail_msg("%s", e.text);
}

#define CONFIG "project = \"p\"; region = \"r\"; services = { s = { service = \"s\"; }; };\n"

static void first_request_is_sent_before_evidence_is_read(void **state)
{
	struct fixture *f = *state;
	open_run(f, CONFIG);
	assert_int_equal(f->sent, 0);
	assert_int_equal(f->r.release.records.n, 0);
	assert_int_equal(observe_services(&f->r, loop_now(f->w->l) + FOREVER_MS), LOOP_DONE);
	assert_true(f->sent > 0);
	assert_int_equal(f->r.release.records.n, 1);
	assert_string_equal(f->r.release.records.items[0].candidate, "s-2");
	assert_int_equal(f->r.observations.pending, 0);
}

/* The first use of the result closes it. A result that arrives later decides nothing. */
static void late_result_decides_nothing(void **state)
{
	struct fixture *f = *state;
	open_run(f, CONFIG);
	write_evidence(f, 1, 0, NULL);
	history_start(&f->r, NULL);
	assert_true(f->r.observations.pending > 0);
	history_close(&f->r.release, &f->r.observations);
	assert_int_equal(f->r.observations.pending, 0);
	assert_int_equal(observe_services(&f->r, loop_now(f->w->l) + FOREVER_MS), LOOP_DONE);
	assert_int_equal(f->r.release.records.n, 0);
	assert_int_equal(json_size(f->r.log.said), 1);
	assert_non_null(strstr(json_text(json_item(f->r.log.said, 0)).p, "was not read in time"));
}

static void waiting_for_the_result_returns_it(void **state)
{
	struct fixture *f = *state;
	open_run(f, CONFIG);
	write_evidence(f, 1, 0, NULL);
	history_wait(&f->r);
	assert_int_equal(f->sent, 0);
	assert_int_equal(f->r.release.records.n, 1);
	history_close(&f->r.release, &f->r.observations);
	assert_int_equal(f->r.release.records.n, 1);
	assert_int_equal(json_size(f->r.log.said), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(newest_files_are_read_within_the_limit),
		TEST(memory_is_freed),
		TEST(older_evidence_is_read_by_its_rules),
		TEST(unsigned_evidence_does_not_count_with_trust),
		TEST(first_request_is_sent_before_evidence_is_read),
		TEST(late_result_decides_nothing),
		TEST(waiting_for_the_result_returns_it),
	};
	return cmocka_run_group_tests_name("history_read", tests, NULL, NULL);
}
