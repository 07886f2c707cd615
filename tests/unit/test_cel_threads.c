/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_threads.c: several threads evaluate one compiled program over the same facts at the same time. */
#include "cel_units.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { THREADS = 8, EVALUATIONS = 500 };

/* Names, selections, indexes, macros, has(), a constant pattern, arithmetic, and members in two orders. */
static const char expression[] = "services.all(s, services[s].ready && services[s].percent + 1 == 101) && "
								 "has(sql.main.state) && sql['main'].state.matches('^RUN[A-Z]+$') && "
								 "others.exists(s, others[s].percent == 2) && "
								 "size(services) - size(others) == 1 && 'a' in services";
static const char facts[] =
	"{\"sql\":{\"main\":{\"state\":\"RUNNABLE\"}},"
	"\"services\":{\"a\":{\"ready\":true,\"percent\":100},\"b\":{\"percent\":100,\"ready\":true},"
	"\"c\":{\"ready\":true,\"percent\":100}},"
	"\"others\":{\"c\":{\"percent\":1},\"a\":{\"percent\":2}}}";
static const size_t n_refs = 10; /* each name of the expression, with the selections that follow it */

struct thread {
	pthread_t id;
	pthread_barrier_t *start;
	const struct cel_program *p;
	const struct json *facts;
	size_t right, refs;
};

static void *run(void *arg)
{
	struct thread *t = arg;
	struct arena *a = arena_new();
	struct cel_scope scope = { .root = t->facts };
	const struct cel_ref *refs;
	pthread_barrier_wait(t->start);
	t->refs = cel_refs(t->p, &refs);
	for (size_t i = 0; i < EVALUATIONS; i++) {
		struct arena_mark mark = arena_mark(a);
		struct cel_value v = cel_eval(t->p, &scope, a);
		t->right += v.kind == CEL_BOOL && v.b;
		arena_rewind(a, mark);
	}
	arena_free(a);
	return NULL;
}

static void many_threads_evaluate_one_program(void **state)
{
	struct arena *a = arena_new();
	struct thread threads[THREADS];
	pthread_barrier_t start;
	struct cel_program *p;
	struct json *root;
	struct err e;
	(void)state;
	assert_int_equal(cel_compile(a, str_of(expression), NULL, NULL, &p, &e), 0);
	assert_int_equal(json_parse(a, str_of(facts), &root, &e), 0);
	assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
	for (size_t i = 0; i < THREADS; i++) {
		threads[i] = (struct thread){ .start = &start, .p = p, .facts = root };
		assert_int_equal(pthread_create(&threads[i].id, NULL, run, &threads[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i].id, NULL), 0);
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(threads[i].right, EVALUATIONS);
		assert_int_equal(threads[i].refs, n_refs);
	}
	pthread_barrier_destroy(&start);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_threads_evaluate_one_program),
	};
	return cmocka_run_group_tests_name("cel_threads", tests, NULL, NULL);
}
