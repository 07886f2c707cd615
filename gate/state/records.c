/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records.c: copies each record of the journal to the bucket, as an object that is created once. A rollback waits for a
 * copy no longer than state.patience; then it goes on with the local folder, and the copy is made when the bucket
 * answers. A number that exists already was written by another run, which then goes on with this rollback.
 */
#include "records.h"

#include <string.h>

enum { PUT_MS = 60 * 1000, GRACE_MS = 2000 };

/* Somebody who waits until the records are in the bucket. */
struct waiter {
	struct records_copy *c;
	const char *service;
	void (*then)(void *arg, const char *why);
	void *arg;
	uint64_t timer;
	struct waiter *next;
};
struct records_copy {
	struct journal_copy face;
	struct state *s;
	struct leases *leases; /* NULL: none is needed */
	struct waiter *waiters;
	struct complete *complete;
	size_t puts, unsent; /* records in flight; records that could not be written */
	size_t pending;      /* puts, and journals that are being ended */
	const char *lost;    /* why this run must not send anything more */
	bool slow;           /* the bucket did not answer in time; nobody waits for it until it does */
	bool said;
};

/* ---- Waiting for the bucket ------------------------------------------------------------------- */

static void release(struct waiter *w)
{
	struct records_copy *c = w->c;
	loop_cancel(c->s->loop, w->timer);
	if (c->lost)
		w->then(w->arg, c->lost);
	else if (c->leases)
		leases_check(c->leases, w->service, w->then, w->arg);
	else
		w->then(w->arg, NULL);
}

static void release_all(struct records_copy *c)
{
	struct waiter *all = c->waiters, *next;
	c->waiters = NULL;
	for (; all; all = next) {
		next = all->next;
		release(all);
	}
}

static void say_slow(struct records_copy *c, const char *why)
{
	struct state *s = c->s;
	if (!c->said)
		s->say(s->arg, arena_printf(s->a, "the journal goes on in %s alone: %s %s", s->journal, s->store.where, why));
	c->said = true;
}

static void on_time(void *arg)
{
	struct waiter *w = arg;
	struct records_copy *c = w->c;
	w->timer = 0;
	c->slow = true;
	say_slow(c, "did not answer in time");
	release_all(c);
}

static void ready(void *arg, const char *service, void (*then)(void *then_arg, const char *why), void *then_arg)
{
	struct records_copy *c = arg;
	struct waiter *w = ARENA_NEW(c->s->a, struct waiter);
	*w = (struct waiter){ .c = c, .service = service, .then = then, .arg = then_arg };
	if (!c->puts || c->slow || c->lost) {
		release(w);
		return;
	}
	w->timer = loop_at(c->s->loop, loop_now(c->s->loop) + c->s->patience, on_time, w);
	w->next = c->waiters;
	c->waiters = w;
}

/* ---- Records ---------------------------------------------------------------------------------- */

struct record_put {
	struct records_copy *c;
	const char *file, *object;
	struct str line;
	bool begins, ends; /* the first, the last record */
};

static void end_complete(struct records_copy *c);

/* why: NULL, or why it is not in the bucket. */
static void put_ended(struct record_put *x, const char *lost, const char *why)
{
	struct records_copy *c = x->c;
	c->pending--;
	c->puts--;
	if (lost && !c->lost)
		c->lost = lost;
	if (why) {
		c->unsent++;
		c->slow = true;
		say_slow(c, why);
	}
	if (!c->puts || c->lost || c->slow)
		release_all(c);
	end_complete(c);
}

static void on_put(void *arg, const struct storage_reply *reply)
{
	struct record_put *x = arg;
	bool other = reply->state == STORAGE_CHANGED && !x->ends; /* two runs may well end the same journal */
	if (reply->state == STORAGE_DONE) {
		x->c->slow = false;
		if (x->begins)
			records_mark_sent(x->c->s, x->file);
	}
	put_ended(x, other ? "another run has taken over the journal of this rollback" : NULL,
		reply->state == STORAGE_FAILED ? reply->error.text : NULL);
}

/* A run that was suspended must not write into a journal with which another one goes on. */
static void on_checked(void *arg, const char *why)
{
	struct record_put *x = arg;
	struct state *s = x->c->s;
	if (why)
		put_ended(x, leases_lost(x->c->leases), why);
	else
		store_put(&s->store, x->object, x->line, 0, loop_now(s->loop) + PUT_MS, on_put, x);
}

static void put(void *arg, const char *file, int64_t number, struct str line)
{
	struct records_copy *c = arg;
	struct state *s = c->s;
	struct record_put *x = ARENA_NEW(s->a, struct record_put);
	*x = (struct record_put){ .c = c,
		.file = arena_strdup(s->a, file),
		.object = records_object(s->a, file, records_number(s->a, number)),
		.line = { arena_strndup(s->a, line.p, line.n), line.n },
		.begins = number == 1,
		.ends = memmem(line.p, line.n, RECORDS_ENDS, strlen(RECORDS_ENDS)) };
	c->pending++;
	c->puts++;
	if (c->leases)
		leases_check_all(c->leases, on_checked, x);
	else
		on_checked(x, NULL);
}

/* ---- The end of a journal --------------------------------------------------------------------- */

/* A journal to be ended once its last records are written: one that came later would look like an unfinished
 * rollback. */
struct complete {
	const char *file;
	struct complete *next;
};

static void end_complete(struct records_copy *c)
{
	for (; !c->puts && c->complete; c->complete = c->complete->next) {
		c->pending--;
		records_end(c->s, c->complete->file, &c->pending);
	}
}

static void ended(void *arg, const char *file)
{
	struct records_copy *c = arg;
	struct complete *x = ARENA_NEW(c->s->a, struct complete);
	*x = (struct complete){ arena_strdup(c->s->a, file), c->complete };
	c->complete = x;
	c->pending++;
	end_complete(c);
}

/* ---- The interface ---------------------------------------------------------------------------- */

struct records_copy *records_copy(struct state *s)
{
	struct records_copy *c = ARENA_NEW(s->a, struct records_copy);
	*c = (struct records_copy){ .s = s };
	c->face = (struct journal_copy){ .put = put, .ready = ready, .ended = ended, .arg = c };
	return c;
}

const struct journal_copy *records_face(struct records_copy *c)
{
	return &c->face;
}

void records_with_leases(struct records_copy *c, struct leases *l)
{
	c->leases = l;
}

void records_flush(struct records_copy *c, int64_t deadline)
{
	struct state *s = c->s;
	store_wait(&s->store, &c->pending, deadline);
	if (c->pending || c->unsent)
		say_slow(c, "does not have all of it");
}
