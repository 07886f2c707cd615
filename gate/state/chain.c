/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.c: the evidence of all machines as one chain. Evidence N is created only if there is none yet, so that of
 * several runs that end at the same time one is first, and the others follow it.
 */
#include "state.h"

#include <string.h>

enum { GRACE_MS = 2000 };

struct chain_call {
	struct state *s;
	size_t pending;
	struct state_head head;
	enum storage_state end;
	struct err error;
	int64_t deadline;
};

static const char *object_name(struct state *s, int64_t sequence)
{
	return state_countdown(s->a, "evidence", sequence);
}

static void chain_failed(struct chain_call *q, const struct err *e)
{
	q->end = STORAGE_FAILED;
	q->error = *e;
	q->pending = 0;
}

static enum storage_state wait_for(struct chain_call *q, struct err *e)
{
	state_wait(q->s, &q->pending, q->deadline + GRACE_MS);
	if (q->pending)
		err_set(e, ERR_INTERRUPTED, "interrupted while waiting for %s", q->s->location);
	else if (q->end == STORAGE_FAILED)
		*e = q->error;
	return q->pending ? STORAGE_FAILED : q->end;
}

/* ---- The newest evidence ---------------------------------------------------------------------- */

static void on_newest(void *arg, const struct storage_reply *reply)
{
	struct chain_call *q = arg;
	q->end = reply->state;
	q->error = reply->error;
	if (reply->state == STORAGE_DONE) {
		q->head.bytes = reply->bytes;
		crypto_sha256_hex(reply->bytes.p, reply->bytes.n, q->head.sha256);
	}
	q->pending = 0;
}

static void on_listed(void *arg, const struct storage_list *found)
{
	struct chain_call *q = arg;
	const struct storage_object *newest = state_newest(found);
	struct err e;
	q->end = STORAGE_DONE;
	if (found->error.code != ERR_NONE) {
		chain_failed(q, &found->error);
	} else if (!newest && found->more) {
		err_set(&e, ERR_MALFORMED, "%s/evidence/ holds other objects than evidence, such as %s; remove them",
			q->s->location, found->items[0].name);
		chain_failed(q, &e);
	} else if (!newest) {
		q->pending = 0;
	} else {
		q->head.sequence = state_count(newest->name);
		storage_get(q->s->g, q->s->a, &q->s->place, newest->name, q->deadline, on_newest, q);
	}
}

int state_head_read(struct state *s, int64_t deadline, struct state_head *out, struct err *e)
{
	struct chain_call *q = ARENA_NEW(s->a, struct chain_call);
	*q = (struct chain_call){ .s = s, .pending = 1, .deadline = deadline };
	storage_list(s->g, s->a, &s->place, "evidence/", NULL, STATE_LOOK, deadline, on_listed, q);
	if (wait_for(q, e) == STORAGE_FAILED)
		return -1;
	if (q->end == STORAGE_ABSENT)
		return err_set(e, ERR_CONFLICT, "%s: the newest evidence was removed while it was read", s->location);
	*out = q->head;
	return 0;
}

/* ---- Adding to it ----------------------------------------------------------------------------- */

struct marking {
	size_t pending;
	struct err error;
};

static void on_marked(void *arg, const struct storage_reply *reply)
{
	struct marking *x = arg;
	if (reply->state == STORAGE_FAILED)
		x->error = reply->error;
	x->pending--;
}

/* Marks are written first: one without its evidence does no harm, because readers believe only the evidence. */
static int mark(
	struct state *s, int64_t sequence, const struct state_mark *marks, size_t n, int64_t deadline, struct err *e)
{
	struct marking *x = ARENA_NEW(s->a, struct marking);
	*x = (struct marking){ .pending = n };
	for (size_t i = 0; i < n; i++) {
		storage_put(s->g, s->a, &s->place,
			arena_printf(s->a, "%s.%s", state_countdown(s->a, marks[i].under, sequence), marks[i].verdict),
			str_of(arena_printf(s->a, "%s\n", s->run)), 0, deadline, on_marked, x);
	}
	state_wait(s, &x->pending, deadline + GRACE_MS);
	if (x->pending)
		return err_set(e, ERR_INTERRUPTED, "interrupted while waiting for %s", s->location);
	if (x->error.code != ERR_NONE)
		*e = x->error;
	return x->error.code == ERR_NONE ? 0 : -1;
}

static void on_put(void *arg, const struct storage_reply *reply)
{
	struct chain_call *q = arg;
	q->end = reply->state;
	q->error = reply->error;
	q->pending = 0;
}

int state_add_derived(struct state *s, int64_t sequence, struct str lines, int64_t deadline, struct err *e)
{
	struct chain_call *q = ARENA_NEW(s->a, struct chain_call);
	const char *name = arena_printf(s->a, "%s.intoto.jsonl", state_countdown(s->a, "derived", sequence));
	*q = (struct chain_call){ .s = s, .pending = 1, .deadline = deadline };
	storage_put(s->g, s->a, &s->place, name, lines, 0, deadline, on_put, q);
	switch (wait_for(q, e)) {
	case STORAGE_DONE: return 0;
	case STORAGE_ABSENT:
	case STORAGE_CHANGED: return err_set(e, ERR_CONFLICT, "%s/%s was there already", s->location, name);
	case STORAGE_FAILED: break;
	}
	return -1;
}

enum cell_end state_append(struct state *s, struct state_head *head, struct str evidence,
	const struct state_mark *marks, size_t n_marks, int64_t deadline, struct err *e)
{
	struct chain_call *q = ARENA_NEW(s->a, struct chain_call);
	int64_t sequence = head->sequence + 1;
	if (sequence >= LIMIT_SEQUENCE) {
		err_set(e, ERR_LIMIT, "%s: the chain of evidence has reached its last number; use another prefix", s->location);
		return CELL_FAILED;
	}
	if (mark(s, sequence, marks, n_marks, deadline, e))
		return CELL_FAILED;
	*q = (struct chain_call){ .s = s, .pending = 1, .deadline = deadline };
	storage_put(s->g, s->a, &s->place, object_name(s, sequence), evidence, 0, deadline, on_put, q);
	enum storage_state end = wait_for(q, e);
	if (end == STORAGE_FAILED)
		return CELL_FAILED;
	if (end == STORAGE_CHANGED)
		return state_head_read(s, deadline, head, e) ? CELL_FAILED : CELL_CHANGED;
	head->sequence = sequence;
	head->bytes = evidence;
	crypto_sha256_hex(evidence.p, evidence.n, head->sha256);
	return CELL_DONE;
}
