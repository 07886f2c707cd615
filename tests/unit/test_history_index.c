/* SPDX-License-Identifier: Apache-2.0 */
/* test_history_index.c: the index of earlier evidence saves reading files and does not change the result. */
#include "sample.h"
#include "../../gate/evidence/history.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define SERVICE_NAME "projects/p/locations/r/services/s"
enum { PIECES = 40, HOUR = 3600 * 1000 };
static const char *const services[] = { "s" };
struct world {
	struct arena *a;
	char dir[64];
	struct trust trust;
	const struct crypto_key *key; /* the key that signs evidence; NULL: none */
	int64_t written;              /* pieces */
};

static int set_up(void **state)
{
	struct arena *a = arena_new();
	struct world *w = ARENA_NEW(a, struct world);
	w->a = a;
	strcpy(w->dir, "/tmp/rungate-history-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	*state = w;
	return 0;
}

static const char *path_of(struct world *w, const char *name)
{
	return arena_printf(w->a, "%s/%s", w->dir, name);
}

static int tear_down(void **state)
{
	struct world *w = *state;
	char **names = NULL;
	size_t n = 0;
	file_list(w->a, w->dir, "", &names, &n, &(struct err){ 0 });
	for (size_t i = 0; i < n; i++)
		unlink(path_of(w, names[i]));
	rmdir(w->dir);
	arena_free(w->a);
	return 0;
}

/* ---- Evidence files ----------------------------------------------------------------------------------- */

static const char *name_of(struct world *w, int64_t number)
{
	return arena_printf(w->a, "20260101T%06lld.json", (long long)number);
}

struct piece {
	const char *candidate;
	bool failed, moved, other;
	const char *index;
};

/* Evidence of one service. A verdict other than passed or failed decided nothing. */
static struct str bytes_of(struct world *w, struct piece p, int64_t number, const struct crypto_key *key)
{
	struct json *v = sample_statement(w->a, p.failed), *predicate = json_get(v, "predicate");
	struct json *service = json_at(predicate, "services.s");
	json_set_string(w->a, predicate, "finishedAt", clock_time_text(w->a, number * HOUR));
	json_set_int(w->a, predicate, "sequence", number);
	json_set_string(w->a, service, "candidate", p.candidate);
	json_set_string(w->a, json_at(service, "trafficAfter[0]"), "revision", p.candidate);
	json_set_bool(w->a, service, "condemned", p.failed);
	json_set(json_get(predicate, "facts"), "sql",
		sample_json(w->a, "{\"db\":{\"instance\":\"p:r:db\",\"flags\":{\"max\":\"7\"}}}"));
	if (p.moved)
		json_set_string(w->a, service, "move", "done");
	if (p.other)
		json_set_string(w->a, predicate, "verdict", "inconclusive");
	if (p.index) {
		json_set(predicate, "history", json_new_object(w->a));
		json_set_string(w->a, json_get(predicate, "history"), "sha256", p.index);
	}
	return sample_bytes(w->a, v, key);
}

static void write_file(struct world *w, const char *name, struct str bytes)
{
	struct err e;
	if (file_write_atomic(path_of(w, name), bytes.p, bytes.n, 0600, &e))
		fail_msg("%s", e.text);
}

static void add(struct world *w, struct piece p)
{
	w->written++;
	write_file(w, name_of(w, w->written), bytes_of(w, p, w->written, w->key));
}

/* s-1 passed; s-2 to s-8 in turn passed, were condemned, or had no decision. */
static void add_many(struct world *w)
{
	for (int i = 0; i < PIECES; i++) {
		int k = i * 8 / PIECES + 1;
		add(w,
			(struct piece){ .candidate = arena_printf(w->a, "s-%d", k),
				.failed = k % 3 == 0,
				.moved = k % 3 == 0,
				.other = i % 5 != 0 });
	}
}

/* ---- Reading ------------------------------------------------------------------------------------------- */

static struct history_found *read_bounded(struct world *w, struct bound b)
{
	const struct history_wanted wanted = { .trust = &w->trust, .services = services, .n_services = COUNTOF(services) };
	struct history_found *found = ARENA_NEW(w->a, struct history_found);
	found->a = w->a;
	history_read_folder(w->dir, &wanted, &b, found);
	return found;
}

static struct history_found *read_all(struct world *w)
{
	return read_bounded(w, bound_of(LIMIT_HISTORY_BYTES, NULL));
}

/* Ends a run that read this history: its evidence names the index that it wrote. */
static void end(struct world *w, const struct history_found *found, struct piece p)
{
	struct str index;
	p.index = history_index_text(w->a, found, &index);
	add(w, p);
	if (p.index)
		write_file(w, "index", index);
}

static const struct piece undecided = { .candidate = "s-9", .other = true };

static struct records records_of(struct world *w, const struct history_found *found)
{
	struct history_piece *all = ARENA_ARRAY(w->a, struct history_piece, found->n + 1);
	struct records out = { NULL, 0 };
	size_t n = 0;
	for (size_t i = 0; i < found->n; i++) {
		all[i] = found->pieces[i];
		n += all[i].n;
	}
	history_order(all, found->n);
	out.items = ARENA_ARRAY(w->a, struct record, n + 1);
	for (size_t i = 0; i < found->n; i++)
		for (size_t j = 0; j < all[i].n; j++) {
			out.items[out.n] = all[i].records[j];
			out.items[out.n++].at = all[i].at;
		}
	return out;
}

/* Everything that target.c and side_effects.c get, and the counts. */
static const char *told(struct world *w, const struct history_found *found)
{
	struct records all = records_of(w, found);
	struct buf b = BUF_MAX(1024 * 1024);
	buf_printf(&b, "%zu seen, %zu untrusted, signed %d\n", found->seen, found->untrusted, found->any_signed);
	for (size_t i = 0; i < found->n_said; i++)
		buf_printf(&b, "%s\n", found->said[i]);
	for (size_t i = 0; i < all.n; i++) {
		const struct record *c = &all.items[i];
		buf_printf(&b, "%lld %s %s %s %d%d%d %s ", (long long)c->at, c->service, c->uid, c->candidate, (int)c->verdict,
			c->again, c->moved, c->with ? c->with : "-");
		for (size_t j = 0; j < c->after.n; j++)
			buf_printf(&b, " %s=%d", c->after.rows[j].revision, c->after.rows[j].percent);
		if (json_size(c->facts))
			json_print(c->facts, JSON_SORTED, &b);
		buf_putc(&b, '\n');
	}
	const char *text = arena_strdup(w->a, buf_text(&b));
	assert_false(b.over);
	buf_free(&b);
	return text;
}

/* The rollback target of s-9. */
static const char *target_of(struct world *w, const struct history_found *found)
{
	struct cloudrun_revision revisions[9];
	struct cloudrun_target row = { .revision = "s-9", .percent = 100 };
	struct cloudrun_service service = { .name = SERVICE_NAME,
		.id = "s",
		.uid = "u",
		.latest_created = "s-9",
		.latest_ready = "s-9",
		.desired = { &row, 1 },
		.effective = { &row, 1 } };
	struct records records = records_of(w, found);
	struct target_refusals none = { NULL, 0, 0 };
	struct target_input in = { .service = &service,
		.revisions = revisions,
		.n_revisions = 9,
		.records = &records,
		.now = 1000 * (int64_t)HOUR,
		.release_window = HOUR,
		.snapshot_age = HOUR,
		.refused = &none };
	struct target t;
	struct err e;
	memset(revisions, 0, sizeof(revisions));
	for (int i = 0; i < 9; i++)
		revisions[i] = (struct cloudrun_revision){
			.name = arena_printf(w->a, "s-%d", 9 - i), .ready = true, .created_at = (10 - i) * HOUR
		};
	if (target_choose(w->a, &in, &t, &e))
		fail_msg("%s", e.text);
	return t.baseline ? t.baseline->name : "none";
}

/* The result is the same without the index. */
static void same_without(struct world *w, const struct history_found *with)
{
	rename(path_of(w, "index"), path_of(w, "hidden"));
	struct history_found *without = read_all(w);
	rename(path_of(w, "hidden"), path_of(w, "index"));
	assert_false(without->index_counts);
	assert_string_equal(told(w, with), told(w, without));
	assert_string_equal(target_of(w, with), target_of(w, without));
}

/* Changes the bytes of a file but not its size and time. */
static void damage_unseen(struct world *w, const char *name)
{
	struct stat st;
	int fd = open(path_of(w, name), O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(write(fd, "garbage", 7), 7);
	assert_int_equal(futimens(fd, (struct timespec[]){ st.st_atim, st.st_mtim }), 0);
	close(fd);
}

/* ---- Tests --------------------------------------------------------------------------------------------- */

static void result_is_the_same_with_the_index(void **state)
{
	struct world *w = *state;
	add_many(w);
	struct history_found *first = read_all(w);
	assert_int_equal(first->n, PIECES);
	assert_string_equal(target_of(w, first), "s-8");
	end(w, first, undecided);
	struct history_found *second = read_all(w);
	assert_true(second->index_counts);
	assert_int_equal(second->n, PIECES + 1);
	same_without(w, second);
	end(w, second, (struct piece){ .candidate = "s-8", .failed = true, .moved = true });
	struct history_found *third = read_all(w);
	assert_true(third->index_counts);
	assert_string_equal(target_of(w, third), "s-7");
	same_without(w, third);
}

static void indexed_files_are_not_read(void **state)
{
	struct world *w = *state;
	add_many(w);
	end(w, read_all(w), undecided);
	const char *before = told(w, read_all(w));
	for (int i = 1; i <= PIECES; i++)
		damage_unseen(w, name_of(w, i));
	assert_string_equal(told(w, read_all(w)), before);
}

/* The limit is counted in file sizes, whether or not a file was read. */
static void limits_are_the_same_with_the_index(void **state)
{
	struct world *w = *state;
	struct stat st;
	add_many(w);
	end(w, read_all(w), undecided);
	assert_int_equal(stat(path_of(w, name_of(w, PIECES)), &st), 0);
	for (size_t n = 1; n < 6; n++) {
		struct bound b = bound_of(n * (size_t)st.st_size + 200, NULL);
		struct history_found *with = read_bounded(w, b);
		rename(path_of(w, "index"), path_of(w, "hidden"));
		struct history_found *without = read_bounded(w, b);
		rename(path_of(w, "hidden"), path_of(w, "index"));
		assert_true(with->index_counts && !without->index_counts);
		assert_true(with->n < PIECES);
		assert_string_equal(told(w, with), told(w, without));
	}
}

static void changed_file_is_read(void **state)
{
	struct world *w = *state;
	add_many(w);
	end(w, read_all(w), undecided);
	assert_string_equal(target_of(w, read_all(w)), "s-8");
	const char *last = name_of(w, PIECES - 4); /* the pass of s-8 */
	struct stat st;
	write_file(w, last, bytes_of(w, (struct piece){ .candidate = "s-8", .failed = true }, PIECES - 4, NULL));
	assert_int_equal(stat(path_of(w, last), &st), 0);
	assert_int_equal(utimensat(AT_FDCWD, path_of(w, last), (struct timespec[]){ st.st_atim, { 1, 0 } }, 0), 0);
	struct history_found *found = read_all(w);
	assert_true(found->index_counts);
	assert_string_equal(target_of(w, found), "s-7");
	same_without(w, found);
	unlink(path_of(w, last));
	found = read_all(w);
	assert_int_equal(found->n, PIECES);
	same_without(w, found);
}

/* An index that is truncated anywhere, or has any byte changed, is not the one that the evidence names. */
static void damaged_index_is_ignored(void **state)
{
	struct world *w = *state;
	struct str text;
	struct err e;
	add_many(w);
	end(w, read_all(w), undecided);
	const char *before = told(w, read_all(w));
	assert_int_equal(file_read(w->a, path_of(w, "index"), LIMIT_INDEX_BYTES, &text, &e), 0);
	for (size_t n = 0; n < text.n; n += 1 + text.n / 16) {
		char *changed = arena_strndup(w->a, text.p, text.n);
		changed[n] ^= 1;
		write_file(w, "index", (struct str){ text.p, n });
		struct history_found *cut = read_all(w);
		assert_false(cut->index_counts);
		assert_string_equal(told(w, cut), before);
		write_file(w, "index", (struct str){ changed, text.n });
		struct history_found *wrong = read_all(w);
		assert_false(wrong->index_counts);
		assert_string_equal(told(w, wrong), before);
	}
	end(w, read_all(w), undecided); /* and it is written again */
	assert_true(read_all(w)->index_counts);
}

/* A complete index with the correct name, size and time of every file. It says that s-5 passed last. */
static const char *plant(struct world *w)
{
	struct history_found *found = read_all(w);
	struct str text;
	for (size_t i = 0; i < found->n; i++) {
		struct record *c = found->pieces[i].records;
		if (!found->pieces[i].n)
			continue;
		bool chosen = !strcmp(c->candidate, "s-5");
		c->verdict = chosen ? RECORD_PASSED : RECORD_FAILED;
		c->moved = !chosen;
	}
	const char *digest = history_index_text(w->a, found, &text);
	write_file(w, "index", text);
	return digest;
}

static void planted_index_does_not_choose_the_target(void **state)
{
	struct world *w = *state;
	add_many(w);
	end(w, read_all(w), undecided);
	const char *before = told(w, read_all(w));
	plant(w);
	struct history_found *found = read_all(w);
	assert_false(found->index_counts);
	assert_string_equal(told(w, found), before);
	assert_string_equal(target_of(w, found), "s-8");
}

/* With evidence.trust, the index must be named by signed evidence. Unsigned evidence that names it does not count. */
static void only_signed_evidence_authenticates_the_index(void **state)
{
	struct world *w = *state;
	struct crypto_key *public, *other_public;
	const struct crypto_key *key = sample_key(w->a, &public), *other = sample_key(w->a, &other_public);
	add(w, undecided); /* written before there was a key */
	w->trust = (struct trust){ &public, 1, true };
	w->key = key;
	add_many(w);
	end(w, read_all(w), undecided);
	struct history_found *before = read_all(w);
	assert_true(before->index_counts);
	assert_int_equal(before->n, PIECES + 1);
	assert_int_equal(before->untrusted, 1);
	same_without(w, before);
	struct records known = records_of(w, before);

	w->key = NULL; /* written by someone without the key */
	add(w, (struct piece){ .candidate = "s-9", .other = true, .index = plant(w) });
	struct history_found *found = read_all(w);
	assert_false(found->index_counts);
	assert_int_equal(records_of(w, found).n, known.n);
	assert_string_equal(target_of(w, found), "s-8");
	w->key = other; /* or with another key */
	add(w, (struct piece){ .candidate = "s-9", .other = true, .index = plant(w) });
	found = read_all(w);
	assert_false(found->index_counts);
	assert_int_equal(records_of(w, found).n, known.n);
	assert_string_equal(target_of(w, found), "s-8");

	/* it was written under other keys and has what counted under them */
	w->key = key;
	end(w, read_all(w), undecided);
	assert_true(read_all(w)->index_counts);
	w->trust.keys = &other_public;
	found = read_all(w);
	assert_false(found->index_counts);
	assert_int_equal(found->n, 1);
}

/* The last decision is behind more undecided runs than are read when a decision is needed. */
static void last_decision_is_found_far_back(void **state)
{
	struct world *w = *state;
	add(w, (struct piece){ .candidate = "s-4" });
	add(w, (struct piece){ .candidate = "s-6", .failed = true, .moved = true });
	for (int i = 0; i < LIMIT_EVIDENCE_FILES + 20; i++)
		add(w, undecided);
	struct history_found *found = read_all(w);
	assert_int_equal(found->n, LIMIT_EVIDENCE_FILES + 21); /* back to s-6 */
	end(w, found, undecided);
	found = read_all(w);
	assert_true(found->index_counts);
	assert_int_equal(found->n, LIMIT_EVIDENCE_FILES + 22);
	same_without(w, found);
	end(w, found, (struct piece){ .candidate = "s-7" });
	found = read_all(w);
	assert_int_equal(found->n, LIMIT_EVIDENCE_FILES);
	assert_string_equal(target_of(w, found), "s-7");
}

/* A run that ended in the meantime is not in the index, and its evidence is read. */
static void two_concurrent_runs(void **state)
{
	struct world *w = *state;
	add_many(w);
	end(w, read_all(w), undecided);
	struct history_found *slow = read_all(w);
	end(w, read_all(w), (struct piece){ .candidate = "s-8", .failed = true, .moved = true });
	end(w, slow, undecided);
	struct history_found *found = read_all(w);
	assert_true(found->index_counts);
	assert_string_equal(target_of(w, found), "s-7");
	same_without(w, found);
}

/* Evidence that does not record who was condemned needs the config of the reading run, so it is not in the index. */
static void results_that_depend_on_the_config_are_not_indexed(void **state)
{
	struct world *w = *state;
	struct json *v = sample_statement(w->a, true);
	struct str text;
	add_many(w);
	json_set_int(w->a, json_get(v, "predicate"), "sequence", 99);
	write_file(w, "20260102T000000.json", sample_bytes(w->a, v, NULL));
	struct history_found *found = read_all(w);
	assert_int_equal(found->n, PIECES + 1);
	assert_string_not_equal(history_index_text(w->a, found, &text), "");
	assert_null(strstr(text.p, "20260102T000000"));
	end(w, found, undecided);
	found = read_all(w);
	assert_true(found->index_counts);
	assert_int_equal(found->n, PIECES + 2);
	same_without(w, found);
}

static void few_files_need_no_index(void **state)
{
	struct world *w = *state;
	struct str text;
	add(w, undecided);
	assert_null(history_index_text(w->a, read_all(w), &text));
	assert_int_equal(text.n, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(result_is_the_same_with_the_index),
		TEST(indexed_files_are_not_read),
		TEST(limits_are_the_same_with_the_index),
		TEST(changed_file_is_read),
		TEST(damaged_index_is_ignored),
		TEST(planted_index_does_not_choose_the_target),
		TEST(only_signed_evidence_authenticates_the_index),
		TEST(last_decision_is_found_far_back),
		TEST(two_concurrent_runs),
		TEST(results_that_depend_on_the_config_are_not_indexed),
		TEST(few_files_need_no_index),
	};
	return cmocka_run_group_tests_name("history_index", tests, NULL, NULL);
}
