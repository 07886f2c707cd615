/* SPDX-License-Identifier: Apache-2.0 */
/* test_messages.c: WebSocket messages: which the loop parses, which a thread parses, and their order. */
#include "probe_world.h"
#include "../../gate/source/probe/messages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { LARGE = 300 * 1024, MANY = 5000 };

struct heard {
	struct probe_world *w;
	struct messages *m;
	struct buf names; /* each followed by a comma */
	size_t read, idle, documents, failed, pending;
	size_t this_turn, most_a_turn;
};

static void on_read(void *arg, const struct message *m)
{
	struct heard *h = arg;
	buf_put(&h->names, m->name.p, m->name.n);
	buf_puts(&h->names, ",");
	h->read++;
	h->documents += m->document != NULL;
	h->failed += m->error != NULL;
	h->this_turn++;
	h->most_a_turn = h->this_turn > h->most_a_turn ? h->this_turn : h->most_a_turn;
}

static void on_idle(void *arg)
{
	struct heard *h = arg;
	h->idle++;
	h->pending = 0;
}

static struct heard *hear(struct probe_world *w, int64_t deadline_ms)
{
	struct heard *h = ARENA_NEW(w->r.a, struct heard);
	struct loop *l = probe_world_loop(w);
	*h = (struct heard){ .w = w, .names = BUF_MAX(1024 * 1024), .pending = 1 };
	h->m = messages_new(l, w->r.a,
		&(struct messages_spec){
			.path = "type", .deadline = loop_now(l) + deadline_ms, .read = on_read, .idle = on_idle, .arg = h });
	return h;
}

static void put(struct heard *h, const char *text)
{
	messages_put(h->m, str_of(text));
}

static const char *large(struct probe_world *w, const char *name)
{
	char *filling = arena_alloc(w->r.a, LARGE + 1);
	memset(filling, 'x', LARGE);
	return arena_printf(w->r.a, "{\"payload\":\"%s\",\"type\":\"%s\"}", filling, name);
}

/* A message with few bytes and many values. */
static const char *crowded(struct probe_world *w, const char *name)
{
	struct buf b = BUF_MAX(LIMIT_PEER_JSON_BYTES);
	buf_printf(&b, "{\"type\":\"%s\",\"all\":[0", name);
	for (int i = 0; i < LIMIT_PEER_JSON_NODES; i++)
		buf_puts(&b, ",1");
	buf_puts(&b, "]}");
	const char *text = arena_strdup(w->r.a, buf_text(&b));
	buf_free(&b);
	return text;
}

static void run(struct heard *h)
{
	assert_int_equal(loop_run(h->w->r.loop, &h->pending, loop_now(h->w->r.loop) + 60000), LOOP_DONE);
	assert_int_equal(h->idle, 1);
	assert_false(messages_busy(h->m));
}

static void small_messages_are_parsed_in_the_loop(void **state)
{
	struct heard *h = hear(*state, 60000);
	put(h, "no JSON");
	put(h, "{\"type\":\"a\"}");
	put(h, "{\"type\":\"b\"}");
	put(h, "{\"type\":7}");
	assert_string_equal(buf_text(&h->names), ",a,b,,");
	assert_int_equal(h->documents, 1); /* only the first is kept */
	assert_false(messages_busy(h->m));
	buf_free(&h->names);
}

/* The loop parses no large message. Its result comes later, in the order of arrival. */
static void large_messages_are_parsed_in_a_thread_in_order(void **state)
{
	struct heard *h = hear(*state, 60000);
	put(h, "{\"type\":\"a\"}");
	put(h, large(h->w, "b"));
	assert_string_equal(buf_text(&h->names), "a,");
	assert_true(messages_busy(h->m));
	put(h, "{\"type\":\"c\"}");
	put(h, crowded(h->w, "d"));
	put(h, "{\"type\":\"e\"}");
	assert_string_equal(buf_text(&h->names), "a,");
	run(h);
	assert_string_equal(buf_text(&h->names), "a,b,c,d,e,");
	assert_int_equal(h->failed, 0);
	buf_free(&h->names);
}

static void message_of_many_values_is_parsed_in_a_thread(void **state)
{
	struct heard *h = hear(*state, 60000);
	put(h, crowded(h->w, "a"));
	assert_int_equal(h->read, 0);
	run(h);
	assert_string_equal(buf_text(&h->names), "a,");
	assert_int_equal(h->documents, 0);
	buf_free(&h->names);
}

static void message_that_no_thread_parsed_in_time_is_reported(void **state)
{
	struct heard *h = hear(*state, 0);
	put(h, large(h->w, "a"));
	put(h, "{\"type\":\"b\"}");
	run(h);
	assert_string_equal(buf_text(&h->names), ",b,");
	assert_int_equal(h->failed, 1);
	buf_free(&h->names);
}

static void on_next_turn(void *arg)
{
	struct heard *h = arg;
	h->this_turn = 0;
	if (h->pending)
		loop_at(h->w->r.loop, loop_now(h->w->r.loop), on_next_turn, h);
}

/* Messages that waited for a thread are processed in turns of limited length, with turns of others in between. */
static void waiting_messages_are_processed_in_turns(void **state)
{
	struct heard *h = hear(*state, 60000);
	put(h, large(h->w, "a"));
	for (int i = 0; i < MANY; i++)
		put(h, "{\"type\":\"b\"}");
	on_next_turn(h);
	run(h);
	assert_int_equal(h->read, 1 + MANY);
	assert_true(h->most_a_turn <= 1 + LIMIT_WEBSOCKET_TURN_MESSAGES);
	buf_free(&h->names);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_world_set_up, probe_world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(small_messages_are_parsed_in_the_loop),
		TEST(large_messages_are_parsed_in_a_thread_in_order),
		TEST(message_of_many_values_is_parsed_in_a_thread),
		TEST(message_that_no_thread_parsed_in_time_is_reported),
		TEST(waiting_messages_are_processed_in_turns),
	};
	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
