/* SPDX-License-Identifier: Apache-2.0 */
/* junit_thread.c: runs two jobs in threads, one before the run and one after it. The arena is passed from one to the
 * other. */
#include "junit_thread.h"

struct junit_thread {
	struct loop *l;
	struct arena *own; /* of the jobs; NULL: a job has it, or was abandoned with it (see why) */
	struct junit_files *before;
	struct err why;
	loop_fn *noted;
	junit_thread_fn *read;
	void *arg;
};

struct job {
	struct arena *a;
	const struct conf_strings *patterns;
	struct junit_files *before;
	bool succeeded;
	struct junit counts;
	struct err error; /* or ERR_NONE */
};

static void search(void *arg)
{
	struct job *j = arg;
	j->before = junit_files_before(j->a, j->patterns);
}

static void read_all(void *arg)
{
	struct job *j = arg;
	struct err e;
	if (junit_files_read(j->a, j->before, j->succeeded, &j->counts, &e))
		j->error = e;
}

static void drop(void *arg)
{
	arena_free(((struct job *)arg)->a);
}

static void free_own(void *arg)
{
	arena_free(((struct junit_thread *)arg)->own);
}

static void start(struct junit_thread *t, void (*work)(void *job), const struct job *j, worker_done *done)
{
	t->own = NULL; /* owned by the job from here on */
	worker_start(t->l,
		&(struct worker_spec){
			.work = work, .drop = drop, .size = sizeof(*j), .deadline = loop_now(t->l) + LIMIT_JUNIT_MS },
		j, done, t);
}

/* ---- Before the run -------------------------------------------------------------------------------------- */

static struct conf_strings *copy_of(struct arena *a, const struct conf_strings *patterns)
{
	struct conf_strings *copy = ARENA_NEW(a, struct conf_strings);
	*copy = (struct conf_strings){ .items = ARENA_ARRAY(a, const char *, patterns->n + 1), .n = patterns->n };
	for (size_t i = 0; i < copy->n; i++)
		copy->items[i] = arena_strdup(a, patterns->items[i]);
	return copy;
}

static void junit_thread_on_noted(void *arg, void *result, const struct err *late)
{
	struct junit_thread *t = arg;
	struct job *j = result;
	if (j) {
		t->own = j->a;
		t->before = j->before;
		j->a = NULL;
	} else {
		t->why = *late;
		err_wrap(&t->why, "cannot determine which reports existed before the run");
	}
	t->noted(t->arg);
}

struct junit_thread *junit_thread_before(
	struct loop *l, struct arena *a, const struct conf_strings *patterns, loop_fn *done, void *arg)
{
	struct junit_thread *t = ARENA_NEW(a, struct junit_thread);
	struct job j = { .a = arena_new() };
	*t = (struct junit_thread){ .l = l, .noted = done, .arg = arg };
	j.patterns = copy_of(j.a, patterns);
	arena_defer(a, free_own, t);
	start(t, search, &j, junit_thread_on_noted);
	return t;
}

/* ---- After the run --------------------------------------------------------------------------------------- */

static void junit_thread_on_read(void *arg, void *result, const struct err *late)
{
	struct junit_thread *t = arg;
	static const struct junit none;
	const struct job *j = result;
	if (j) {
		t->read(t->arg, &j->counts, j->error.code == ERR_NONE ? NULL : &j->error);
		return;
	}
	t->why = *late;
	err_wrap(&t->why, "the reports could not be read");
	t->read(t->arg, &none, &t->why);
}

static void junit_thread_on_unknown(void *arg)
{
	static const struct junit none;
	const struct junit_thread *t = arg;
	t->read(t->arg, &none, &t->why);
}

void junit_thread_read(struct junit_thread *t, bool succeeded, junit_thread_fn *done, void *arg)
{
	struct job j = { .a = t->own, .before = t->before, .succeeded = succeeded };
	t->read = done;
	t->arg = arg;
	if (t->own)
		start(t, read_all, &j, junit_thread_on_read);
	else
		loop_do_at(t->l, loop_now(t->l), junit_thread_on_unknown, t);
}
