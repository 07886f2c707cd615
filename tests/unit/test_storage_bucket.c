/* SPDX-License-Identifier: Apache-2.0 */
/* test_storage_bucket.c: the client of Cloud Storage and the simulated one (tests/cloud/bucket.h) together, in virtual
 * time. */
#include "storage_units.h"

static struct storage_world *open_world(struct bench *b, const char *state)
{
	struct storage_world *s = ARENA_NEW(b->w->a, struct storage_world);
	storage_world_open(b, state, s);
	return s;
}

static struct told wait_for(struct bench *b, struct told *t)
{
	loop_run(b->w->l, NULL, b->w->now + 30 * 1000);
	assert_int_equal(t->calls, 1);
	return *t;
}

static struct told get(struct bench *b, const char *name)
{
	struct told t = { 0 };
	storage_get(b->g, b->w->a, &b->place, name, b->w->now + 20 * 1000, storage_told, &t);
	return wait_for(b, &t);
}

static struct told put(struct bench *b, const char *name, const char *text, int64_t generation)
{
	struct told t = { 0 };
	storage_put(b->g, b->w->a, &b->place, name, str_of(text), generation, b->w->now + 20 * 1000, storage_told, &t);
	return wait_for(b, &t);
}

static struct told removed(struct bench *b, const char *name, int64_t generation)
{
	struct told t = { 0 };
	storage_remove(b->g, b->w->a, &b->place, name, generation, b->w->now + 20 * 1000, storage_told, &t);
	return wait_for(b, &t);
}

static struct told list(struct bench *b, const char *under, const char *from, size_t limit)
{
	struct told t = { 0 };
	storage_list(b->g, b->w->a, &b->place, under, from, limit, b->w->now + 20 * 1000, storage_told_list, &t);
	return wait_for(b, &t);
}

static void object_is_made_replaced_and_removed_by_its_generation(void **state)
{
	struct bench *b = *state;
	struct storage_world *s = open_world(b, "{\"acme-state\":{}}");
	assert_int_equal(get(b, "locks/a b").reply.state, STORAGE_ABSENT);
	struct told made = put(b, "locks/a b", "one", 0);
	assert_int_equal(made.reply.state, STORAGE_DONE);
	assert_int_equal(put(b, "locks/a b", "two", 0).reply.state, STORAGE_CHANGED);
	struct told got = get(b, "locks/a b");
	assert_int_equal(got.reply.state, STORAGE_DONE);
	assert_true(str_is(got.reply.bytes, "one") && got.reply.generation == made.reply.generation);
	struct told replaced = put(b, "locks/a b", "two", made.reply.generation);
	assert_int_equal(replaced.reply.state, STORAGE_DONE);
	assert_true(replaced.reply.generation > made.reply.generation);
	assert_int_equal(removed(b, "locks/a b", made.reply.generation).reply.state, STORAGE_CHANGED);
	assert_int_equal(removed(b, "locks/a b", replaced.reply.generation).reply.state, STORAGE_DONE);
	assert_int_equal(removed(b, "locks/a b", replaced.reply.generation).reply.state, STORAGE_ABSENT);
	assert_int_equal(s->violations, 0);
}

static void listing_has_every_object_once_and_in_order(void **state)
{
	struct bench *b = *state;
	open_world(b,
		"{\"acme-state\":{\"page_size\":2,\"objects\":{\"rungate/runs/3\":\"\",\"rungate/runs/1\":\"x\","
		"\"rungate/runs/2\":\"\",\"rungate/runs/10\":\"\",\"other\":\"\",\"rungate/run\":\"\","
		"\"rungate/zoo\":\"\"}}}");
	static const char *const names[] = { "runs/1", "runs/10", "runs/2", "runs/3" };
	struct told t = list(b, "runs/", NULL, 100);
	assert_int_equal(t.list.error.code, ERR_NONE);
	assert_int_equal(t.list.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(t.list.items[i].name, names[i]);
	assert_int_equal(t.list.items[0].size, 1);
	t = list(b, "runs/", "runs/2", 1);
	assert_int_equal(t.list.n, 1);
	assert_string_equal(t.list.items[0].name, "runs/2");
	assert_true(t.list.more);
	assert_int_equal(list(b, "", NULL, 100).list.n, 6);
}

static void refusals_say_what_to_do(void **state)
{
	struct bench *b = *state;
	static const char kept[] = "{\"acme-state\":{\"retention_s\":3600,\"objects\":{\"rungate/lock\":\"x\"}}}";
	struct storage_world *s = open_world(b, kept);
	struct told t = removed(b, "lock", get(b, "lock").reply.generation);
	assert_int_equal(t.reply.state, STORAGE_FAILED);
	assert_int_equal(t.reply.error.code, ERR_REFUSED);
	assert_non_null(strstr(t.reply.error.text, "keeps the object"));
	s->denied = "storage.objects.delete";
	t = removed(b, "lock", 1);
	assert_int_equal(t.reply.error.code, ERR_DENIED);
	assert_non_null(strstr(t.reply.error.text, "gcloud storage buckets add-iam-policy-binding gs://acme-state"));
	s->denied = "storage.objects.get";
	assert_int_equal(get(b, "lock").reply.error.code, ERR_DENIED);
	open_world(b, "{}");
	assert_int_equal(get(b, "lock").reply.error.code, ERR_NOT_FOUND);
	assert_int_equal(put(b, "lock", "x", 0).reply.error.code, ERR_NOT_FOUND);
	assert_int_equal(removed(b, "lock", 1).reply.error.code, ERR_NOT_FOUND);
	assert_int_equal(list(b, "", NULL, 1).list.error.code, ERR_NOT_FOUND);
	open_world(b, "{\"acme-state\":{\"requester_pays\":true}}");
	assert_non_null(strstr(put(b, "lock", "x", 0).reply.error.text, "GOOGLE_CLOUD_QUOTA_PROJECT"));
}

static void second_write_within_a_second_waits(void **state)
{
	struct bench *b = *state;
	open_world(b, "{\"acme-state\":{\"mutation_ms\":1000}}");
	struct told t = { 0 };
	storage_put(b->g, b->w->a, &b->place, "lock", STR("1"), 0, b->w->now + 20 * 1000, storage_told, &t);
	while (!t.calls)
		loop_run(b->w->l, NULL, b->w->now + 10);
	int64_t generation = t.reply.generation, before = b->w->now;
	t = (struct told){ 0 };
	storage_put(b->g, b->w->a, &b->place, "lock", STR("2"), generation, b->w->now + 20 * 1000, storage_told, &t);
	while (!t.calls)
		loop_run(b->w->l, NULL, b->w->now + 10);
	assert_int_equal(t.reply.state, STORAGE_DONE);
	assert_true(b->w->now - before >= 1000);
}

static void dropped_headers_and_encodings_are_noticed(void **state)
{
	struct bench *b = *state;
	open_world(b, "{\"acme-state\":{\"bare\":true,\"objects\":{\"rungate/lock\":\"x\"}}}");
	struct told t = get(b, "lock");
	assert_int_equal(t.reply.state, STORAGE_DONE);
	assert_true(t.reply.generation > 0 && str_is(t.reply.bytes, "x"));
	open_world(b, "{\"acme-state\":{\"objects\":{\"rungate/lock\":{\"text\":\"x\",\"encoding\":\"gzip\"}}}}");
	t = get(b, "lock");
	assert_int_equal(t.reply.state, STORAGE_FAILED);
	assert_non_null(strstr(t.reply.error.text, "content encoding"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(object_is_made_replaced_and_removed_by_its_generation),
		TEST(listing_has_every_object_once_and_in_order),
		TEST(refusals_say_what_to_do),
		TEST(second_write_within_a_second_waits),
		TEST(dropped_headers_and_encodings_are_noticed),
	};
	return cmocka_run_group_tests_name("storage_bucket", tests, NULL, NULL);
}
