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
	struct loop_timer *timer;
	struct waiter *next;
};
struct records_copy {
	struct journal_copy face;
	struct state *s;
	struct leases *leases; /* NULL: none is needed */
	struct waiter *waiters;
	size_t pending, unsent;
	const char *lost; /* why this run must not send anything more */
	bool slow;        /* the bucket did not answer in time; nobody waits for it until it does */
	bool said;
};

const char *records_object(struct arena *a, const char *file, const char *what)
{
	const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
	const char *suffix = strstr(name, ".jsonl");
	return arena_printf(a, "journal/%.*s/%s", (int)(suffix ? suffix - name : (ptrdiff_t)strlen(name)), name, what);
}

const char *records_sent(struct arena *a, const char *file)
{
	return arena_printf(a, "%s.sent", file);
}

const char *records_number(struct arena *a, int64_t number)
{
	return arena_printf(a, "%06lld", (long long)number);
}

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
		s->say(s->arg, arena_printf(s->a, "the journal goes on in %s alone: %s %s", s->journal, s->location, why));
	c->said = true;
}

static void on_time(void *arg)
{
	struct waiter *w = arg;
	struct records_copy *c = w->c;
	w->timer = NULL;
	c->slow = true;
	say_slow(c, "did not answer in time");
	release_all(c);
}

static void ready(void *arg, const char *service, void (*then)(void *then_arg, const char *why), void *then_arg)
{
	struct records_copy *c = arg;
	struct waiter *w = ARENA_NEW(c->s->a, struct waiter);
	*w = (struct waiter){ .c = c, .service = service, .then = then, .arg = then_arg };
	if (!c->pending || c->slow || c->lost) {
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
	const char *file;
};

static void mark_sent(struct state *s, const char *file)
{
	const char *sent = records_sent(s->a, file);
	struct err e;
	if (!file_exists(sent) && file_write_own(sent, "", 0, &e))
		s->say(s->arg, e.text);
}

static void on_put(void *arg, const struct storage_reply *reply)
{
	struct record_put *x = arg;
	struct records_copy *c = x->c;
	c->pending--;
	if (reply->state == STORAGE_DONE) {
		c->slow = false;
		mark_sent(c->s, x->file);
	} else if (reply->state == STORAGE_FAILED)
		c->unsent++;
	else if (!c->lost)
		c->lost = "another run has taken over the journal of this rollback";
	if (reply->state == STORAGE_FAILED) {
		c->slow = true;
		say_slow(c, reply->error.text);
	}
	if (!c->pending || c->lost || c->slow)
		release_all(c);
}

static void put(void *arg, const char *file, int64_t number, struct str line)
{
	struct records_copy *c = arg;
	struct state *s = c->s;
	struct record_put *x = ARENA_NEW(s->a, struct record_put);
	*x = (struct record_put){ c, arena_strdup(s->a, file) };
	c->pending++;
	storage_put(s->g, s->a, &s->place, records_object(s->a, file, records_number(s->a, number)),
		(struct str){ arena_strndup(s->a, line.p, line.n), line.n }, 0, loop_now(s->loop) + PUT_MS, on_put, x);
}

/* ---- The end of a journal --------------------------------------------------------------------- */

/* Its records are in the evidence. The marker is written before they are removed, and removed only after them, so
 * that what is left of them never looks like an unfinished rollback. */
struct ending {
	struct records_copy *c;
	const char *file, *marker;
	int64_t marked; /* the marker's generation */
	size_t pending;
	bool kept; /* the bucket keeps records, so the marker stays */
};

static void on_unmarked(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	(void)reply;
	x->c->pending--;
}

static void on_removed(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	struct state *s = x->c->s;
	x->kept = x->kept || (reply->state != STORAGE_DONE && reply->state != STORAGE_ABSENT);
	if (--x->pending)
		return;
	if (x->kept)
		x->c->pending--;
	else
		storage_remove(s->g, s->a, &s->place, x->marker, x->marked, loop_now(s->loop) + PUT_MS, on_unmarked, x);
}

static void on_records(void *arg, const struct storage_list *found)
{
	struct ending *x = arg;
	struct state *s = x->c->s;
	int64_t deadline = loop_now(s->loop) + PUT_MS;
	for (size_t i = 0; i < found->n; i++)
		x->pending += strcmp(found->items[i].name, x->marker) != 0;
	if (!x->pending || found->error.code != ERR_NONE) {
		x->c->pending--;
		return;
	}
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->items[i].name, x->marker) != 0)
			storage_remove(
				s->g, s->a, &s->place, found->items[i].name, found->items[i].generation, deadline, on_removed, x);
}

static void on_marked(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	struct state *s = x->c->s;
	if (reply->state != STORAGE_DONE) { /* another run ended it, or the bucket does not answer */
		x->c->pending--;
		return;
	}
	x->marked = reply->generation;
	storage_list(s->g, s->a, &s->place, records_object(s->a, x->file, ""), NULL, RECORDS_MAX,
		loop_now(s->loop) + PUT_MS, on_records, x);
}

static void ended(void *arg, const char *file)
{
	struct records_copy *c = arg;
	struct state *s = c->s;
	struct ending *x = ARENA_NEW(s->a, struct ending);
	*x = (struct ending){ .c = c, .file = file, .marker = records_object(s->a, file, RECORDS_END) };
	c->pending++;
	storage_put(s->g, s->a, &s->place, x->marker, str_of(arena_printf(s->a, "{\"run\":\"%s\"}\n", s->run)), 0,
		loop_now(s->loop) + PUT_MS, on_marked, x);
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
	state_wait(s, &c->pending, deadline);
	if (c->pending || c->unsent)
		say_slow(c, "does not have all of it");
}
