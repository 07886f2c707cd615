/* SPDX-License-Identifier: Apache-2.0 */
/* store.c: leads to the bucket or to the folder, and waits for answers. */
#include "store_folder.h"

enum { GRACE_MS = 2000 }; /* calls end at their deadline */

struct store store_folder(struct arena *a, struct loop *l, const char *dir)
{
	return (struct store){ .a = a, .loop = l, .where = dir };
}

int store_bucket(struct arena *a, struct loop *l, struct gcp *g, const char *location, struct store *out, struct err *e)
{
	*out = (struct store){ .a = a, .loop = l, .where = location, .g = g };
	return storage_place_parse(a, location, &out->place, e);
}

void store_get(struct store *s, const char *name, int64_t deadline, storage_done *done, void *arg)
{
	if (s->g)
		storage_get(s->g, s->a, &s->place, name, deadline, done, arg);
	else
		folder_get(s, name, done, arg);
}

void store_put(struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline,
	storage_done *done, void *arg)
{
	if (s->g)
		storage_put(s->g, s->a, &s->place, name, bytes, generation, deadline, done, arg);
	else
		folder_put(s, name, bytes, generation, deadline, done, arg);
}

void store_remove(
	struct store *s, const char *name, int64_t generation, int64_t deadline, storage_done *done, void *arg)
{
	if (s->g)
		storage_remove(s->g, s->a, &s->place, name, generation, deadline, done, arg);
	else
		folder_remove(s, name, generation, deadline, done, arg);
}

void store_list(struct store *s, const char *under, const char *from, size_t limit, int64_t deadline,
	storage_listed *done, void *arg)
{
	if (s->g)
		storage_list(s->g, s->a, &s->place, under, from, limit, deadline, done, arg);
	else
		folder_list(s, under, from, limit, done, arg);
}

int64_t store_wall(const struct store *s)
{
	return s->g ? gcp_wall(s->g) : loop_wall(s->loop);
}

/* ---- Waiting ---------------------------------------------------------------------------------- */

void store_wait(const struct store *s, const size_t *pending, int64_t deadline)
{
	while (*pending && loop_run(s->loop, pending, deadline) == LOOP_SIGNAL && loop_signals(s->loop).count < 2)
		continue;
}

/* It lives in the arena of the store, because the answer may come after nobody waits for it any more. */
struct waiting {
	size_t pending;
	struct storage_reply reply;
	struct storage_list list;
};

static struct waiting *waiting(const struct store *s)
{
	struct waiting *w = ARENA_NEW(s->a, struct waiting);
	*w = (struct waiting){ .pending = 1, .reply.state = STORAGE_FAILED };
	err_set(&w->reply.error, ERR_INTERRUPTED, "interrupted while waiting for %s", s->where);
	w->list.error = w->reply.error;
	return w;
}

static void on_reply(void *arg, const struct storage_reply *reply)
{
	struct waiting *w = arg;
	w->reply = *reply;
	w->pending = 0;
}

static void on_list(void *arg, const struct storage_list *list)
{
	struct waiting *w = arg;
	w->list = *list;
	w->pending = 0;
}

struct storage_reply store_get_now(struct store *s, const char *name, int64_t deadline)
{
	struct waiting *w = waiting(s);
	store_get(s, name, deadline, on_reply, w);
	store_wait(s, &w->pending, deadline + GRACE_MS);
	return w->reply;
}

struct storage_reply store_put_now(
	struct store *s, const char *name, struct str bytes, int64_t generation, int64_t deadline)
{
	struct waiting *w = waiting(s);
	store_put(s, name, bytes, generation, deadline, on_reply, w);
	store_wait(s, &w->pending, deadline + GRACE_MS);
	return w->reply;
}

struct storage_list store_list_now(struct store *s, const char *under, const char *from, size_t limit, int64_t deadline)
{
	struct waiting *w = waiting(s);
	store_list(s, under, from, limit, deadline, on_list, w);
	store_wait(s, &w->pending, deadline + GRACE_MS);
	return w->list;
}
