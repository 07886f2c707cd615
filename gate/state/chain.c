/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.c: the evidence of all machines as one chain. Evidence N is created only if there is none yet, so that of
 * several runs that end at the same time one is first, and the others follow it.
 */
#include "state.h"

#include <string.h>

enum { GRACE_MS = 2000 };

static const char *object_name(struct state *s, int64_t sequence)
{
	return state_countdown(s->a, "evidence", sequence);
}

/* ---- The newest evidence ---------------------------------------------------------------------- */

int state_head_read(struct state *s, int64_t deadline, struct state_head *out, struct err *e)
{
	struct storage_list found = store_list_now(&s->store, "evidence/", NULL, STATE_LOOK, deadline);
	const struct storage_object *newest = state_newest(&found);
	*out = (struct state_head){ 0 };
	if (found.error.code != ERR_NONE) {
		*e = found.error;
		return -1;
	}
	if (!newest && found.more)
		return err_set(e, ERR_MALFORMED, "%s/evidence/ holds other objects than evidence, such as %s; remove them",
			s->store.where, found.items[0].name);
	if (!newest)
		return 0;
	struct storage_reply reply = store_get_now(&s->store, newest->name, deadline);
	if (reply.state == STORAGE_FAILED) {
		*e = reply.error;
		return -1;
	}
	if (reply.state == STORAGE_ABSENT)
		return err_set(e, ERR_CONFLICT, "%s: the newest evidence was removed while it was read", s->store.where);
	out->sequence = state_count(newest->name);
	out->bytes = reply.bytes;
	crypto_sha256_hex(reply.bytes.p, reply.bytes.n, out->sha256);
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
		store_put(&s->store,
			arena_printf(s->a, "%s.%s", state_countdown(s->a, marks[i].under, sequence), marks[i].verdict),
			str_of(arena_printf(s->a, "%s\n", s->run)), 0, deadline, on_marked, x);
	}
	store_wait(&s->store, &x->pending, deadline + GRACE_MS);
	if (x->pending)
		return err_set(e, ERR_INTERRUPTED, "interrupted while waiting for %s", s->store.where);
	if (x->error.code != ERR_NONE)
		*e = x->error;
	return x->error.code == ERR_NONE ? 0 : -1;
}

int state_add_derived(struct state *s, int64_t sequence, struct str lines, int64_t deadline, struct err *e)
{
	const char *name = arena_printf(s->a, "%s.intoto.jsonl", state_countdown(s->a, "derived", sequence));
	struct storage_reply reply = store_put_now(&s->store, name, lines, 0, deadline);
	if (reply.state == STORAGE_DONE)
		return 0;
	if (reply.state == STORAGE_FAILED) {
		*e = reply.error;
		return -1;
	}
	return err_set(e, ERR_CONFLICT, "%s/%s was there already", s->store.where, name);
}

enum cell_end state_append(struct state *s, struct state_head *head, struct str evidence,
	const struct state_mark *marks, size_t n_marks, int64_t deadline, struct err *e)
{
	int64_t sequence = head->sequence + 1;
	if (sequence >= LIMIT_SEQUENCE) {
		err_set(
			e, ERR_LIMIT, "%s: the chain of evidence has reached its last number; use another prefix", s->store.where);
		return CELL_FAILED;
	}
	if (mark(s, sequence, marks, n_marks, deadline, e))
		return CELL_FAILED;
	struct storage_reply reply = store_put_now(&s->store, object_name(s, sequence), evidence, 0, deadline);
	if (reply.state == STORAGE_FAILED) {
		*e = reply.error;
		return CELL_FAILED;
	}
	if (reply.state != STORAGE_DONE)
		return state_head_read(s, deadline, head, e) ? CELL_FAILED : CELL_CHANGED;
	head->sequence = sequence;
	head->bytes = evidence;
	crypto_sha256_hex(evidence.p, evidence.n, head->sha256);
	return CELL_DONE;
}
