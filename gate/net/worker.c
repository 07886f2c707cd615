/* SPDX-License-Identifier: Apache-2.0 */
/* worker.c: threads for calls that block and cannot be canceled. A job is in memory of its own, not in an arena: an
 * abandoned thread uses it until the call returns, and then frees it. */
#include "loop.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum state { WAITING, RUNNING, RETURNED, LEFT };

struct task {
	struct workers *pool;
	struct worker_spec spec;
	enum state state; /* protected by the pool's lock, as is next; a task in state LEFT belongs to its thread */
	struct task *next;
	uint64_t timer; /* from here on only the loop uses the members */
	worker_done *done;
	void *arg;
	_Alignas(16) unsigned char job[];
};

/* Shared by the loop and its threads; the last one frees it. */
struct workers {
	struct loop *l;
	pthread_mutex_t lock;
	int fd; /* an eventfd: signals that a job has returned */
	size_t refs, threads;
	struct task *tasks; /* the loop's, in the order of creation */
};

static void task_free(struct task *t)
{
	if (t->spec.drop)
		t->spec.drop(t->job);
	free(t);
}

static void release(struct workers *w)
{
	pthread_mutex_lock(&w->lock);
	bool last = --w->refs == 0;
	pthread_mutex_unlock(&w->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&w->lock);
	close(w->fd);
	free(w);
}

/* Call with the lock held. */
static void take_out(struct workers *w, const struct task *t)
{
	struct task **at = &w->tasks;
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
}

static struct task *first(struct workers *w, enum state state)
{
	struct task *t = w->tasks;
	while (t && t->state != state)
		t = t->next;
	return t;
}

/* ---- In the thread ------------------------------------------------------------------------------ */

static void *run(void *arg)
{
	struct task *t = arg;
	struct workers *w = t->pool;
	t->spec.work(t->job);
	crypto_thread_end(); /* the process may end before this thread does */
	pthread_mutex_lock(&w->lock);
	bool left = t->state == LEFT;
	t->state = left ? LEFT : RETURNED;
	w->threads--;
	eventfd_write(w->fd, 1);
	pthread_mutex_unlock(&w->lock);
	if (left)
		task_free(t);
	release(w);
	return NULL;
}

/* ---- In the loop ---------------------------------------------------------------------------------- */

static void worker_on_returned(void *arg);

/* All signals are blocked in threads, because the loop handles them. */
static int start_thread(struct task *t)
{
	struct workers *w = t->pool;
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t id;
	if (loop_world(w->l)->no_threads) {
		run(t);
		loop_do_at(w->l, loop_now(w->l), worker_on_returned, w);
		return 0;
	}
	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int why = pthread_create(&id, &attr, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return why;
}

static void end(struct task *t, const struct err *error)
{
	loop_cancel(t->pool->l, t->timer);
	t->done(t->arg, error ? NULL : t->job, error);
	task_free(t);
}

static struct task *take_waiting(struct workers *w)
{
	pthread_mutex_lock(&w->lock);
	struct task *t = w->threads < LIMIT_WORKERS ? first(w, WAITING) : NULL;
	if (t) {
		t->state = RUNNING;
		w->threads++;
		w->refs++;
	}
	pthread_mutex_unlock(&w->lock);
	return t;
}

static void start_waiting(struct workers *w)
{
	for (struct task *t; (t = take_waiting(w));) {
		int why = start_thread(t);
		struct err e;
		if (!why)
			continue;
		pthread_mutex_lock(&w->lock);
		w->threads--;
		w->refs--;
		take_out(w, t);
		pthread_mutex_unlock(&w->lock);
		err_set(&e, ERR_IO, "cannot start a thread: %s", strerror(why));
		end(t, &e);
	}
}

static struct task *take_returned(struct workers *w)
{
	pthread_mutex_lock(&w->lock);
	struct task *t = first(w, RETURNED);
	if (t)
		take_out(w, t);
	pthread_mutex_unlock(&w->lock);
	return t;
}

static void worker_on_returned(void *arg)
{
	struct workers *w = arg;
	eventfd_t count;
	eventfd_read(w->fd, &count);
	for (struct task *t; (t = take_returned(w));)
		end(t, NULL);
	start_waiting(w);
}

static void worker_on_start(void *arg)
{
	start_waiting(arg);
}

static void worker_on_deadline(void *arg)
{
	struct task *t = arg;
	struct workers *w = t->pool;
	worker_done *done = t->done;
	void *done_arg = t->arg;
	struct err e;
	pthread_mutex_lock(&w->lock);
	enum state was = t->state;
	take_out(w, t);
	t->state = LEFT; /* from here on a running thread may free it */
	pthread_mutex_unlock(&w->lock);
	if (was == RETURNED) {
		end(t, NULL);
		return;
	}
	if (was == WAITING)
		task_free(t);
	if (was == WAITING)
		err_set(&e, ERR_LIMIT, "the deadline came while %d other threads were busy", LIMIT_WORKERS);
	else
		err_set(&e, ERR_TIMEOUT, "it did not end before its deadline and was abandoned");
	done(done_arg, NULL, &e);
}

/* The loop ends before its threads: running tasks are left to them. */
static void close_workers(void *arg)
{
	struct workers *w = arg;
	pthread_mutex_lock(&w->lock);
	for (struct task *t = w->tasks, *next; t; t = next) {
		next = t->next;
		if (t->state != RUNNING)
			task_free(t);
		else
			t->state = LEFT;
	}
	w->tasks = NULL;
	pthread_mutex_unlock(&w->lock);
	release(w);
}

static struct workers *workers_of(struct loop *l)
{
	struct workers **at = loop_workers(l), *w = *at;
	if (w)
		return w;
	*at = w = calloc(1, sizeof(*w));
	if (!w)
		abort();
	*w = (struct workers){ .l = l, .fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), .refs = 1 };
	pthread_mutex_init(&w->lock, NULL);
	if (!loop_world(l)->no_threads)
		loop_watch(l, w->fd, worker_on_returned, w);
	arena_defer(loop_arena(l), close_workers, w);
	return w;
}

void worker_start(struct loop *l, const struct worker_spec *s, const void *job, worker_done *done, void *arg)
{
	struct workers *w = workers_of(l);
	struct task *t = calloc(1, sizeof(*t) + s->size), **last = &w->tasks;
	if (!t)
		abort();
	*t = (struct task){ .pool = w, .spec = *s, .state = WAITING, .done = done, .arg = arg };
	memcpy(t->job, job, s->size);
	t->timer = loop_at(l, s->deadline, worker_on_deadline, t);
	pthread_mutex_lock(&w->lock);
	while (*last)
		last = &(*last)->next;
	*last = t;
	pthread_mutex_unlock(&w->lock);
	loop_do_at(l, loop_now(l), worker_on_start, w);
}
