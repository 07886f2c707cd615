/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records_end.c: removes the records of a journal that is complete: they are in the evidence. The marker is written
 * before they are removed, and removed only after them, so that what is left of them never looks like an unfinished
 * rollback. A run that ends another's journal leaves the marker: that one may be about to write its last record. So
 * does one that finds a marker: it is the other's.
 */
#include "records.h"

#include <string.h>

enum { END_MS = 60 * 1000 };

struct ending {
	struct state *s;
	const char *file, *marker;
	int64_t marked;         /* the marker's generation */
	size_t pending, *ended; /* removals in flight; what the caller waits for */
	bool kept;              /* the marker stays: the bucket keeps records, or their writer may still write */
};

static int64_t deadline(const struct ending *x)
{
	return loop_now(x->s->loop) + END_MS;
}

static void on_unmarked(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	(void)reply;
	(*x->ended)--;
}

static void on_removed(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	struct state *s = x->s;
	x->kept = x->kept || (reply->state != STORAGE_DONE && reply->state != STORAGE_ABSENT);
	if (--x->pending)
		return;
	if (x->kept)
		(*x->ended)--;
	else
		store_remove(&s->store, x->marker, x->marked, deadline(x), on_unmarked, x);
}

static void on_records(void *arg, const struct storage_list *found)
{
	struct ending *x = arg;
	struct state *s = x->s;
	for (size_t i = 0; i < found->n; i++)
		x->pending += strcmp(found->items[i].name, x->marker) != 0;
	if (!x->pending || found->error.code != ERR_NONE) {
		(*x->ended)--;
		return;
	}
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->items[i].name, x->marker) != 0)
			store_remove(&s->store, found->items[i].name, found->items[i].generation, deadline(x), on_removed, x);
}

static void on_marked(void *arg, const struct storage_reply *reply)
{
	struct ending *x = arg;
	struct state *s = x->s;
	if (reply->state != STORAGE_DONE && reply->state != STORAGE_CHANGED) { /* the bucket does not answer */
		(*x->ended)--;
		return;
	}
	/* another run ends it too: that one may have listed the records before the last one of this run came */
	x->kept = x->kept || reply->state == STORAGE_CHANGED;
	x->marked = reply->generation;
	store_list(&s->store, records_object(s->a, x->file, ""), NULL, RECORDS_MAX, deadline(x), on_records, x);
}

void records_end(struct state *s, const char *file, size_t *pending)
{
	struct ending *x = ARENA_NEW(s->a, struct ending);
	*x = (struct ending){ .s = s, .file = file, .marker = records_object(s->a, file, RECORDS_END), .ended = pending };
	x->kept = !strstr(file, records_of_run(s->a, s->run));
	(*pending)++;
	store_put(
		&s->store, x->marker, str_of(arena_printf(s->a, "{\"run\":\"%s\"}\n", s->run)), 0, deadline(x), on_marked, x);
}
