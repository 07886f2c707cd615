/* SPDX-License-Identifier: Apache-2.0 */
/* test_worker.c: threads that return, threads that are abandoned, and the queue of waiting jobs; on the real loop. */
#include "../../gate/net/net.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct fixture {
	struct arena *a;
	struct loop *l;
	sem_t gate, dropped;
};
struct job {
	sem_t *gate, *dropped;
	int value;
	char *text;
};
struct outcome {
	size_t *pending;
	int value, calls;
	bool had;
	struct err error;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err e;
	if (!f)
		return -1;
	f->a = arena_new();
	sem_init(&f->gate, 0, 0);
	sem_init(&f->dropped, 0, 0);
	*state = f;
	return net_open(f->a, secrets_new(f->a), &(struct net_options){ 0 }, &f->l, &e);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->a);
	sem_destroy(&f->gate);
	sem_destroy(&f->dropped);
	free(f);
	return 0;
}

static void square(void *arg)
{
	struct job *j = arg;
	j->value *= j->value;
	j->text = strdup("made in the thread");
}

static void square_when_let(void *arg)
{
	struct job *j = arg;
	while (sem_wait(j->gate))
		continue;
	square(j);
}

static void drop(void *arg)
{
	struct job *j = arg;
	free(j->text);
	sem_post(j->dropped);
}

static void on_done(void *arg, void *job, const struct err *error)
{
	struct outcome *o = arg;
	const struct job *j = job;
	o->calls++;
	o->had = j != NULL;
	o->value = j ? j->value : 0;
	if (error)
		o->error = *error;
	--*o->pending;
}

static void begin(struct fixture *f, void (*work)(void *), int value, int64_t ms, struct outcome *o)
{
	struct job j = { .gate = &f->gate, .dropped = &f->dropped, .value = value };
	worker_start(f->l, &(struct worker_spec){ work, drop, sizeof(j), loop_now(f->l) + ms }, &j, on_done, o);
}

static int value_of(sem_t *s)
{
	int v = 0;
	sem_getvalue(s, &v);
	return v;
}

static void job_returns_its_result(void **state)
{
	struct fixture *f = *state;
	size_t pending = 1;
	struct outcome o = { .pending = &pending };
	begin(f, square, 7, 60000, &o);
	assert_int_equal(o.calls, 0);
	assert_int_equal(loop_run(f->l, &pending, loop_now(f->l) + 60000), LOOP_DONE);
	assert_true(o.had);
	assert_int_equal(o.value, 49);
	assert_int_equal(value_of(&f->dropped), 1);
}

static void late_job_is_abandoned(void **state)
{
	struct fixture *f = *state;
	size_t pending = 1;
	struct outcome o = { .pending = &pending };
	begin(f, square_when_let, 7, 20, &o);
	assert_int_equal(loop_run(f->l, &pending, loop_now(f->l) + 60000), LOOP_DONE);
	assert_false(o.had);
	assert_int_equal(o.error.code, ERR_TIMEOUT);
	assert_int_equal(value_of(&f->dropped), 0);
	sem_post(&f->gate);
	sem_wait(&f->dropped); /* by its own thread */
	loop_run(f->l, NULL, loop_now(f->l) + 5);
	assert_int_equal(o.calls, 1);
}

static void loop_may_end_before_its_threads(void **state)
{
	struct fixture *f = *state;
	size_t pending = 1;
	struct outcome o = { .pending = &pending };
	begin(f, square_when_let, 7, 60000, &o);
	assert_int_equal(loop_run(f->l, &pending, loop_now(f->l) + 20), LOOP_DEADLINE);
	arena_free(f->a);
	f->a = NULL;
	sem_post(&f->gate);
	sem_wait(&f->dropped);
	assert_int_equal(o.calls, 0);
}

static void jobs_beyond_the_limit_wait(void **state)
{
	struct fixture *f = *state;
	enum { N = LIMIT_WORKERS + 8 };
	struct outcome o[N];
	size_t pending = N;
	for (int i = 0; i < N; i++) {
		o[i] = (struct outcome){ .pending = &pending };
		begin(f, square_when_let, i, 60000, &o[i]);
	}
	for (int i = 0; i < N; i++)
		sem_post(&f->gate);
	assert_int_equal(loop_run(f->l, &pending, loop_now(f->l) + 60000), LOOP_DONE);
	for (int i = 0; i < N; i++)
		assert_int_equal(o[i].value, i * i);
}

static void stuck_threads_use_up_the_limit(void **state)
{
	struct fixture *f = *state;
	enum { N = LIMIT_WORKERS + 1 };
	struct outcome o[N];
	size_t pending = N;
	for (int i = 0; i < N; i++) {
		o[i] = (struct outcome){ .pending = &pending };
		begin(f, square_when_let, i, 500, &o[i]);
	}
	assert_int_equal(loop_run(f->l, &pending, loop_now(f->l) + 60000), LOOP_DONE);
	for (int i = 0; i < N; i++)
		assert_int_equal(o[i].error.code, i < LIMIT_WORKERS ? ERR_TIMEOUT : ERR_LIMIT);
	assert_non_null(strstr(o[N - 1].error.text, "busy"));
	assert_int_equal(value_of(&f->dropped), 1); /* the one that never began */
	for (int i = 0; i < N; i++) {
		sem_post(&f->gate);
		sem_wait(&f->dropped);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(job_returns_its_result, set_up, tear_down),
		cmocka_unit_test_setup_teardown(late_job_is_abandoned, set_up, tear_down),
		cmocka_unit_test_setup_teardown(loop_may_end_before_its_threads, set_up, tear_down),
		cmocka_unit_test_setup_teardown(jobs_beyond_the_limit_wait, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stuck_threads_use_up_the_limit, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
