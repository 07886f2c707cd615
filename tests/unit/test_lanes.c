/* SPDX-License-Identifier: Apache-2.0 */
/* test_lanes.c: which requests may start and which wait. */
#include "../../gate/net/lanes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { MANY = 1000, LATER = 1000000 };

struct fixture {
	struct arena *a;
	struct lanes *q;
	struct lane_item items[MANY];
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	f->a = arena_new();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->a);
	test_free(f);
	return 0;
}

static void enter(struct fixture *f, size_t from, size_t n, enum lane_kind kind, const char *host)
{
	for (size_t i = from; i < from + n; i++)
		lanes_enter(f->q, &f->items[i], kind, str_of(host), LATER);
}

/* The number that start now; they must be those beginning at `from`, in order. */
static size_t start(struct fixture *f, size_t from)
{
	size_t n = 0;
	for (struct lane_item *i; (i = lanes_next(f->q)); n++)
		assert_ptr_equal(i, &f->items[from + n]);
	return n;
}

static void descriptors_limit_running_requests(void **state)
{
	static const struct {
		size_t descriptors, room;
	} rows[] = { { 0, 2 }, { 16, 4 }, { 64, 16 }, { 1024, 384 }, { 1048576, LIMIT_CONNECTIONS } };
	struct fixture *f = *state;
	for (size_t i = 0; i < COUNTOF(rows); i++)
		assert_int_equal(lanes_room(lanes_new(f->a, rows[i].descriptors)), rows[i].room);
}

static void probes_start_in_order_as_others_finish(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 64); /* room for 16, of which 4 are reserved for other requests than probes */
	enter(f, 0, 20, LANE_PROBE, "");
	assert_int_equal(start(f, 0), 12);
	lanes_connected(f->q, &f->items[3]);
	assert_int_equal(start(f, 12), 0); /* it is connected and still uses its connection */
	lanes_leave(f->q, &f->items[3]);
	lanes_leave(f->q, &f->items[0]);
	assert_int_equal(start(f, 12), 2);
	lanes_leave(f->q, &f->items[15]); /* cancelled before it began */
	lanes_leave(f->q, &f->items[19]);
	enter(f, 20, 1, LANE_PROBE, "");
	for (size_t i = 1; i < 6; i++)
		if (i != 3)
			lanes_leave(f->q, &f->items[i]);
	assert_ptr_equal(lanes_next(f->q), &f->items[14]);
	assert_ptr_equal(lanes_next(f->q), &f->items[16]);
	assert_ptr_equal(lanes_next(f->q), &f->items[17]);
	assert_ptr_equal(lanes_next(f->q), &f->items[18]);
	assert_null(lanes_next(f->q));
	lanes_leave(f->q, &f->items[6]);
	assert_ptr_equal(lanes_next(f->q), &f->items[20]);
}

static void number_of_connecting_probes_is_limited(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 1048576);
	enter(f, 0, MANY, LANE_PROBE, "");
	assert_int_equal(start(f, 0), LIMIT_OPENING);
	for (size_t i = 0; i < LIMIT_OPENING; i++)
		lanes_connected(f->q, &f->items[i]);
	assert_int_equal(start(f, LIMIT_OPENING), LIMIT_OPENING); /* the first ones are still in flight */
}

static void reads_per_host_are_limited_to_one_connection(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 1048576);
	enter(f, 0, 150, LANE_READ, "run.googleapis.com");
	assert_int_equal(start(f, 0), LIMIT_STREAMS);
	enter(f, 200, 5, LANE_READ, "sqladmin.googleapis.com");
	assert_int_equal(start(f, 200), 5);
	lanes_leave(f->q, &f->items[7]);
	assert_int_equal(start(f, LIMIT_STREAMS), 1);
}

static void write_waits_for_no_probe_or_read(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 64);
	enter(f, 0, 20, LANE_PROBE, "");
	assert_int_equal(start(f, 0), 12);
	enter(f, 30, 6, LANE_READ, "run.googleapis.com");
	enter(f, 40, 1, LANE_WRITE, "");
	assert_ptr_equal(lanes_next(f->q), &f->items[40]);
	assert_int_equal(start(f, 30), 3);
	enter(f, 41, 1, LANE_WRITE, "");
	lanes_leave(f->q, &f->items[0]);
	assert_ptr_equal(lanes_next(f->q), &f->items[41]);
}

static void request_that_waits_too_long_is_reported(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 0); /* room for one probe */
	lanes_enter(f->q, &f->items[0], LANE_PROBE, str_of(""), 500);
	lanes_enter(f->q, &f->items[1], LANE_PROBE, str_of(""), 900);
	lanes_enter(f->q, &f->items[2], LANE_PROBE, str_of(""), 700);
	assert_ptr_equal(lanes_next(f->q), &f->items[0]);
	assert_null(lanes_next(f->q));
	assert_null(lanes_late(f->q, 600)); /* a request that has begun has its own timeout */
	assert_int_equal(lanes_soonest(f->q), 690);
	assert_ptr_equal(lanes_late(f->q, 690), &f->items[2]); /* in the 10 ms that are left nothing could be answered */
	assert_null(lanes_late(f->q, 690));
	assert_int_equal(lanes_soonest(f->q), 890);
	lanes_leave(f->q, &f->items[2]);
	lanes_leave(f->q, &f->items[0]);
	assert_ptr_equal(lanes_next(f->q), &f->items[1]);
	assert_null(lanes_late(f->q, 5000));
	assert_true(lanes_soonest(f->q) == INT64_MAX);
}

static void request_that_need_not_wait_is_sent_until_its_deadline(void **state)
{
	struct fixture *f = *state;
	f->q = lanes_new(f->a, 64);
	lanes_enter(f->q, &f->items[0], LANE_PROBE, str_of(""), 500);
	lanes_enter(f->q, &f->items[1], LANE_PROBE, str_of(""), 500);
	assert_null(lanes_late(f->q, 499));
	assert_ptr_equal(lanes_next(f->q), &f->items[0]);
	assert_ptr_equal(lanes_next(f->q), &f->items[1]);
	lanes_enter(f->q, &f->items[2], LANE_PROBE, str_of(""), 500);
	assert_ptr_equal(lanes_late(f->q, 500), &f->items[2]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(descriptors_limit_running_requests),
		TEST(probes_start_in_order_as_others_finish),
		TEST(number_of_connecting_probes_is_limited),
		TEST(reads_per_host_are_limited_to_one_connection),
		TEST(write_waits_for_no_probe_or_read),
		TEST(request_that_waits_too_long_is_reported),
		TEST(request_that_need_not_wait_is_sent_until_its_deadline),
	};
	return cmocka_run_group_tests_name("lanes", tests, NULL, NULL);
}
