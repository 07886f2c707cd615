/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cloudrun_reads.c: answers reads of many services of a region, requested in one turn of the loop, from one
 * services.list and one revisions.list. What a list does not contain is read by itself, and so is everything if listing
 * is denied.
 */
#include "auth/auth.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_FROM = 10, PAGE = 100 /* items that Google gives at once, about */ };

struct wanted {
	struct arena *a; /* the caller's; the reply lives in it */
	/* path: for reading it by itself; suffix: "services/S/revisions/R", or "services/S/revisions/" for a list */
	const char *path, *suffix;
	bool many;
	int64_t deadline;
	gcp_done *done;
	void *arg;
	struct wanted *next;
};

/* The requests of this turn for one region; key: of the list. */
struct batch {
	struct cloudrun_reads *reads;
	const char *path, *key;
	struct wanted *first, **last;
	size_t n, items;      /* items: how many the list had when it was last read */
	bool waiting, denied; /* denied: Google refused the list, or it has too many pages */
	struct batch *next;
};

struct cloudrun_reads {
	struct gcp *g;
	struct batch *batches;
};

/* A list that is being read, and the requests that wait for it. */
struct bulk {
	struct batch *batch;
	struct arena *a;
	struct wanted *first;
	struct entry *entries;
	size_t n;
};
struct entry {
	const char *name;
	const struct json *item;
};

struct cloudrun_reads *cloudrun_reads_new(struct arena *a, struct gcp *g)
{
	struct cloudrun_reads *q = ARENA_NEW(a, struct cloudrun_reads);
	q->g = g;
	return q;
}

static void ask_alone(struct gcp *g, const struct wanted *w)
{
	if (w->many)
		gcp_list(g, w->a, GCP_RUN, w->path, "revisions", w->deadline, w->done, w->arg);
	else
		gcp_get(g, w->a, GCP_RUN, w->path, w->deadline, w->done, w->arg);
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return strcmp(x->name, y->name);
}

/* "services/S..." of a full name; the project may be given by its number. */
static const char *suffix_of(const struct json *item)
{
	const char *at = strstr(json_text(json_get(item, "name")).p, "/services/");
	return at ? at + 1 : "";
}

static void sort_entries(struct bulk *b, const struct json *items)
{
	b->entries = ARENA_ARRAY(b->a, struct entry, json_size(items) + 1);
	for (size_t i = 0; i < json_size(items); i++) /* they are kept, and are much alike */
		json_make_alike(json_item(items, i), i ? json_item(items, 0) : NULL);
	for (; b->n < json_size(items); b->n++)
		b->entries[b->n] = (struct entry){ suffix_of(json_item(items, b->n)), json_item(items, b->n) };
	qsort(b->entries, b->n, sizeof(*b->entries), by_name);
}

/* The first entry that does not sort before the name. */
static size_t lower_bound(const struct bulk *b, const char *name)
{
	size_t from = 0, to = b->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (strcmp(b->entries[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* NULL: not in the list. */
static struct json *answer_of(const struct bulk *b, const struct wanted *w)
{
	size_t at = lower_bound(b, w->suffix), n = strlen(w->suffix);
	if (!w->many)
		return at < b->n && !strcmp(b->entries[at].name, w->suffix) ? json_share(w->a, b->entries[at].item) : NULL;
	struct json *all = json_new_array(w->a), *body = json_new_object(w->a);
	for (; at < b->n && !strncmp(b->entries[at].name, w->suffix, n); at++)
		json_add(all, json_share(w->a, b->entries[at].item));
	json_set(body, "revisions", all);
	return json_size(all) ? body : NULL;
}

static void forget(void *arg)
{
	struct bulk *b = arg;
	arena_free(b->a);
}

static void cloudrun_reads_on_list(void *arg, const struct gcp_reply *reply)
{
	struct bulk *b = arg;
	struct gcp *g = b->batch->reads->g;
	enum err_code code = reply->error.code;
	b->batch->denied = code == ERR_DENIED || code == ERR_NOT_FOUND || code == ERR_LIMIT;
	if (code == ERR_NONE)
		sort_entries(b, json_get(reply->body, b->batch->key));
	b->batch->items = b->n;
	for (const struct wanted *w = b->first, *next; w; w = next) {
		struct json *body = code == ERR_NONE ? answer_of(b, w) : NULL;
		next = w->next; /* w is in the caller's arena, which done may free */
		if (body)
			w->done(w->arg, &(struct gcp_reply){ .status = 200, .body = body });
		else if (code == ERR_NONE || b->batch->denied)
			ask_alone(g, w);
		else
			w->done(w->arg, reply);
	}
	loop_do_at(gcp_loop(g), loop_now(gcp_loop(g)), forget, b);
}

static void cloudrun_reads_on_turn(void *arg)
{
	struct batch *t = arg;
	struct gcp *g = t->reads->g;
	struct wanted *first = t->first;
	bool alone = t->n < LIST_FROM || t->denied || t->items / PAGE > t->n; /* services may have many old revisions */
	t->first = NULL;
	t->last = &t->first;
	t->n = 0;
	t->waiting = false;
	if (!alone) {
		struct arena *a = arena_under(gcp_arena(g));
		struct bulk *b = ARENA_NEW(a, struct bulk);
		*b = (struct bulk){ .batch = t, .a = a, .first = first };
		gcp_list(g, a, GCP_RUN, t->path, t->key, first->deadline, cloudrun_reads_on_list, b);
		return;
	}
	for (const struct wanted *w = first, *next; w; w = next) {
		next = w->next;
		ask_alone(g, w);
	}
}

static struct batch *batch_of(struct cloudrun_reads *q, const char *path, const char *key)
{
	for (struct batch *t = q->batches; t; t = t->next)
		if (!strcmp(t->path, path))
			return t;
	struct batch *t = ARENA_NEW(gcp_arena(q->g), struct batch);
	*t = (struct batch){
		.reads = q, .path = arena_strdup(gcp_arena(q->g), path), .key = key, .last = &t->first, .next = q->batches
	};
	q->batches = t;
	return t;
}

/* list: in the region, "services" or "services/-/revisions". */
static void want(struct cloudrun_reads *q, struct arena *a, const char *list, const char *key, const char *path,
	bool many, int64_t deadline, gcp_done *done, void *arg)
{
	const char *service = strstr(path, "/services/");
	struct wanted *w = ARENA_NEW(a, struct wanted);
	*w = (struct wanted){ .a = a, .path = path, .many = many, .deadline = deadline, .done = done, .arg = arg };
	if (!service) { /* of a worker pool */
		ask_alone(q->g, w);
		return;
	}
	w->suffix = arena_printf(a, "%s%s", service + 1, many ? "/" : "");
	struct batch *t = batch_of(q, arena_printf(a, "%.*s/%s", (int)(service - path), path, list), key);
	*t->last = w;
	t->last = &w->next;
	t->n++;
	if (!t->waiting)
		loop_do_at(gcp_loop(q->g), loop_now(gcp_loop(q->g)), cloudrun_reads_on_turn, t);
	t->waiting = true;
}

void cloudrun_reads_service(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg)
{
	want(q, a, "services", "services", path, false, deadline, done, arg);
}

void cloudrun_reads_revision(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg)
{
	want(q, a, "services/-/revisions", "revisions", path, false, deadline, done, arg);
}

void cloudrun_reads_revisions(
	struct cloudrun_reads *q, struct arena *a, const char *path, int64_t deadline, gcp_done *done, void *arg)
{
	want(q, a, "services/-/revisions", "revisions", path, true, deadline, done, arg);
}
