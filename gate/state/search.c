/* SPDX-License-Identifier: Apache-2.0 */
/* search.c: finds evidence in the bucket by the marks that were written with it, the newest first. */
#include "state.h"

struct search {
	struct state_search q;
	const struct storage_object *marks;
	size_t n, next;
	int64_t sequence; /* of the evidence that is being read */
	const char *object;
};

static void ask_next(struct search *x);

static void on_evidence(void *arg, const struct storage_reply *reply)
{
	struct search *x = arg;
	if (reply->state == STORAGE_FAILED) {
		x->q.done(x->q.arg, &reply->error);
		return;
	}
	/* a mark whose evidence is missing was left by a run that ended before it was written */
	const char *name = arena_printf(x->q.s->a, "%s/%s", x->q.s->store.where, x->object);
	if (reply->state == STORAGE_DONE && x->q.take(x->q.arg, x->sequence, name, reply->bytes))
		x->next = x->n;
	ask_next(x);
}

static void ask_next(struct search *x)
{
	struct state *s = x->q.s;
	while (x->next < x->n && state_count(x->marks[x->next].name) <= 0) /* somebody else's object */
		x->next++;
	if (x->next == x->n) {
		x->q.done(x->q.arg, NULL);
		return;
	}
	x->sequence = state_count(x->marks[x->next++].name);
	x->object = state_countdown(s->a, "evidence", x->sequence);
	store_get(&s->store, x->object, x->q.deadline, on_evidence, x);
}

static void on_marks(void *arg, const struct storage_list *found)
{
	struct search *x = arg;
	if (found->error.code != ERR_NONE) {
		x->q.done(x->q.arg, &found->error);
		return;
	}
	x->marks = found->items;
	x->n = found->n;
	ask_next(x);
}

const char *state_stage_marks(struct arena *a, const char *stage, const char *digest)
{
	return arena_printf(a, "stage/%s/%s", stage, digest);
}

void state_search(const struct state_search *q)
{
	struct state *s = q->s;
	struct search *x = ARENA_NEW(s->a, struct search);
	*x = (struct search){ .q = *q };
	store_list(&s->store, arena_printf(s->a, "%s/", q->under), NULL, STATE_LOOK, q->deadline, on_marks, x);
}
