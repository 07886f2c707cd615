/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cell.c: reads and replaces a small record. In a bucket it has numbered objects, because a retention policy may forbid
 * to replace one. They are never removed, so that a generation or a number that a writer has seen can not come back.
 * In a folder it is one file.
 */
#include "state.h"

enum { REREADS = 4, GRACE_MS = 2000 /* calls end at their deadline */ };

struct cell_call {
	struct cell *c;
	struct str bytes; /* to write */
	int64_t deadline;
	int tries;
	cell_done *done;
	void *arg;
	struct storage_object newest; /* as listed */
};

static bool is_file(const struct cell *c)
{
	return !c->store->g;
}

static const char *object_name(const struct cell *c, int64_t number)
{
	struct arena *a = c->store->a;
	return is_file(c) ? arena_printf(a, "%s.json", c->under) : state_countdown(a, c->under, number);
}

static struct cell_call *call_of(struct cell *c, int64_t deadline, cell_done *done, void *arg)
{
	struct cell_call *q = ARENA_NEW(c->store->a, struct cell_call);
	*q = (struct cell_call){ .c = c, .deadline = deadline, .done = done, .arg = arg };
	return q;
}

static void cell_end(struct cell_call *q, enum cell_end end, const struct err *e)
{
	q->done(q->arg, end, e);
}

/* ---- Reading ---------------------------------------------------------------------------------- */

static void list(struct cell_call *q);

static void on_bytes(void *arg, const struct storage_reply *reply)
{
	struct cell_call *q = arg;
	struct cell *c = q->c;
	struct err e;
	if (reply->state == STORAGE_FAILED) {
		cell_end(q, CELL_FAILED, &reply->error);
	} else if (reply->state == STORAGE_ABSENT || reply->generation != q->newest.generation) {
		/* it was replaced between the list and the read: the time of what was read is not known */
		if (++q->tries < REREADS) {
			list(q);
			return;
		}
		err_set(&e, ERR_CONFLICT, "%s/%s changes at every read", c->store->where, c->under);
		cell_end(q, CELL_FAILED, &e);
	} else {
		c->number = state_count(q->newest.name);
		c->generation = reply->generation;
		c->written_at = q->newest.updated_at;
		c->bytes = reply->bytes;
		cell_end(q, CELL_DONE, NULL);
	}
}

static void on_listed(void *arg, const struct storage_list *found)
{
	struct cell_call *q = arg;
	struct cell *c = q->c;
	const struct storage_object *newest = state_newest(found);
	if (found->error.code != ERR_NONE) {
		cell_end(q, CELL_FAILED, &found->error);
	} else if (!newest) {
		c->number = c->generation = c->written_at = 0;
		c->bytes = (struct str){ "", 0 };
		cell_end(q, CELL_DONE, NULL);
	} else {
		q->newest = *newest;
		store_get(c->store, q->newest.name, q->deadline, on_bytes, q);
	}
}

static void list(struct cell_call *q)
{
	struct store *s = q->c->store;
	store_list(s, arena_printf(s->a, "%s/", q->c->under), NULL, STATE_LOOK, q->deadline, on_listed, q);
}

static void on_file(void *arg, const struct storage_reply *reply)
{
	struct cell_call *q = arg;
	struct cell *c = q->c;
	bool there = reply->state == STORAGE_DONE;
	if (reply->state == STORAGE_FAILED) {
		cell_end(q, CELL_FAILED, &reply->error);
		return;
	}
	c->number = there ? 1 : 0;
	c->generation = there ? reply->generation : 0;
	c->written_at = 0;
	c->bytes = there ? reply->bytes : (struct str){ "", 0 };
	cell_end(q, CELL_DONE, NULL);
}

void cell_read(struct cell *c, int64_t deadline, cell_done *done, void *arg)
{
	struct cell_call *q = call_of(c, deadline, done, arg);
	if (is_file(c))
		store_get(c->store, object_name(c, 1), deadline, on_file, q);
	else
		list(q);
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void put(struct cell_call *q, int64_t number, int64_t generation);

static void written(struct cell_call *q, const struct storage_reply *reply, int64_t number)
{
	struct cell *c = q->c;
	if (reply->state == STORAGE_DONE) {
		c->number = number;
		c->generation = reply->generation;
		c->written_at = store_wall(c->store);
		c->bytes = q->bytes;
		cell_end(q, CELL_DONE, NULL);
	} else if (reply->state == STORAGE_FAILED) {
		cell_end(q, CELL_FAILED, &reply->error);
	} else { /* also if the object that was read is gone */
		cell_end(q, CELL_CHANGED, NULL);
	}
}

/* When its retention is over, one writer may replace an object that another supersedes at the same time. Both look
 * after they wrote, so at least one of them sees the other and gives way. */
struct verified {
	struct cell_call *q;
	struct storage_reply reply;
	int64_t number;
};

static bool is_alone(const struct verified *x, const struct storage_list *found)
{
	const struct cell *c = x->q->c;
	for (size_t i = 0; i < found->n; i++) {
		const struct storage_object *o = &found->items[i];
		int64_t number = state_count(o->name);
		if (number > x->number || (number == c->number && number < x->number && o->generation != c->generation))
			return false;
	}
	return true;
}

static void on_verified(void *arg, const struct storage_list *found)
{
	struct verified *x = arg;
	const struct cell *c = x->q->c;
	if (found->error.code != ERR_NONE) {
		x->reply.state = STORAGE_FAILED;
		x->reply.error = found->error;
	} else if (!is_alone(x, found) && x->number > c->number) {
		x->reply.state = STORAGE_FAILED;
		err_set(&x->reply.error, ERR_CONFLICT, "%s/%s was replaced and superseded at the same time", c->store->where,
			c->under);
	} else if (!is_alone(x, found)) {
		x->reply.state = STORAGE_CHANGED;
	}
	written(x->q, &x->reply, x->number);
}

static void verify(struct cell_call *q, const struct storage_reply *reply, int64_t number)
{
	struct store *s = q->c->store;
	struct verified *x = ARENA_NEW(s->a, struct verified);
	*x = (struct verified){ q, *reply, number };
	if (reply->state == STORAGE_DONE && q->c->number && !is_file(q->c))
		store_list(s, arena_printf(s->a, "%s/", q->c->under), NULL, STATE_LOOK, q->deadline, on_verified, x);
	else
		written(q, reply, number);
}

static void on_superseded(void *arg, const struct storage_reply *reply)
{
	struct cell_call *q = arg;
	verify(q, reply, q->c->number + 1);
}

static void on_replaced(void *arg, const struct storage_reply *reply)
{
	struct cell_call *q = arg;
	/* a retention policy keeps the object */
	if (reply->state == STORAGE_FAILED && reply->error.code == ERR_REFUSED && q->c->number)
		put(q, q->c->number + 1, 0);
	else
		verify(q, reply, q->c->number ? q->c->number : 1);
}

static void put(struct cell_call *q, int64_t number, int64_t generation)
{
	struct cell *c = q->c;
	store_put(c->store, object_name(c, number), q->bytes, generation, q->deadline,
		number > c->number && c->number ? on_superseded : on_replaced, q);
}

void cell_write(struct cell *c, struct str bytes, int64_t deadline, cell_done *done, void *arg)
{
	struct cell_call *q = call_of(c, deadline, done, arg);
	q->bytes = bytes;
	put(q, c->number ? c->number : 1, c->generation);
}

/* ---- Waiting ---------------------------------------------------------------------------------- */

struct cell_wait {
	size_t pending;
	enum cell_end end;
	struct err error;
};

static struct cell_wait *wait_begin(const struct cell *c)
{
	struct cell_wait *w = ARENA_NEW(c->store->a, struct cell_wait);
	*w = (struct cell_wait){ .pending = 1 };
	return w;
}

static void on_end(void *arg, enum cell_end end, const struct err *e)
{
	struct cell_wait *w = arg;
	w->pending = 0;
	w->end = end;
	if (e)
		w->error = *e;
}

static enum cell_end wait_end(const struct cell *c, const struct cell_wait *w, int64_t deadline, struct err *e)
{
	store_wait(c->store, &w->pending, deadline + GRACE_MS);
	if (w->pending)
		err_set(e, ERR_INTERRUPTED, "interrupted while waiting for %s", c->store->where);
	else if (w->end == CELL_FAILED)
		*e = w->error;
	return w->pending ? CELL_FAILED : w->end;
}

enum cell_end cell_read_now(struct cell *c, int64_t deadline, struct err *e)
{
	struct cell_wait *w = wait_begin(c);
	cell_read(c, deadline, on_end, w);
	return wait_end(c, w, deadline, e);
}

enum cell_end cell_write_now(struct cell *c, struct str bytes, int64_t deadline, struct err *e)
{
	struct cell_wait *w = wait_begin(c);
	cell_write(c, bytes, deadline, on_end, w);
	return wait_end(c, w, deadline, e);
}
