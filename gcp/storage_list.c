/* SPDX-License-Identifier: Apache-2.0 */
/* storage_list.c: lists objects, page by page. A listing that lacks or repeats anything fails. */
#include "storage_part.h"

#include <string.h>

enum { PAGE = 1000 /* objects: the most that Cloud Storage returns at once */ };

struct listing {
	struct storage_target t; /* name: what the names of all objects begin with */
	const char *first;       /* the whole name of the first one; NULL: any */
	size_t limit;
	struct storage_object *items;
	size_t n, cap, pages;
	const char *token, *last; /* of the next page; the last object's whole name */
	storage_listed *done;
	void *arg;
};

static void next_page(struct listing *q);

static void end(struct listing *q, bool more)
{
	q->done(q->arg, &(struct storage_list){ .items = q->items, .n = q->n, .more = more });
}

static void fail(struct listing *q, enum err_code code, const char *why)
{
	struct storage_list list = { .items = NULL };
	err_set(&list.error, code, "cannot list gs://%s/%s: %s", q->t.place->bucket,
		text_cut_printable(q->t.a, str_of(storage_full_name(&q->t)), 200), why);
	q->done(q->arg, &list);
}

/* Returns NULL, or what is wrong with the item. */
static const char *add(struct listing *q, const struct json *item)
{
	struct err e;
	const char *under = storage_full_name(&q->t);
	struct json_reader r = json_reader(item, "the list", &e);
	const char *name = json_read_string(&r, "name");
	struct storage_object o = { .generation = json_read_int(&r, "generation"),
		.size = json_read_int_or(&r, "size", 0),
		.updated_at = json_read_time_or(&r, "updated", 0),
		.md5 = json_read_string_or(&r, "md5Hash", NULL) };
	if (json_read_done(&r))
		return arena_strdup(q->t.a, e.text);
	bool asked = !strncmp(name, under, strlen(under)) && (!q->first || strcmp(name, q->first) >= 0);
	if (!asked || (q->last && strcmp(name, q->last) <= 0))
		return "it has a name that was not asked for, or is not in the order of names";
	q->last = name;
	if (q->n == q->limit)
		return NULL;
	o.name = name + strlen(q->t.place->prefix);
	q->items = arena_grow(q->t.a, q->items, q->n, &q->cap, sizeof(*q->items));
	q->items[q->n++] = o;
	return NULL;
}

static void storage_on_page(void *arg, const struct gcp_reply *reply)
{
	struct listing *q = arg;
	struct storage_list failed = { .items = NULL };
	struct err e;
	if (reply->error.code != ERR_NONE) {
		storage_explain(&q->t, "list", reply, &failed.error);
		q->done(q->arg, &failed);
		return;
	}
	struct json_reader r = json_reader(reply->body, "the list", &e);
	const struct json *items = json_read_array(&r, "items");
	const char *token = json_read_string_or(&r, "nextPageToken", ""), *wrong = json_read_done(&r) ? e.text : NULL;
	bool full = q->n + json_size(items) > q->limit;
	for (size_t i = 0; i < json_size(items) && !wrong; i++)
		wrong = add(q, json_item(items, i));
	if (!wrong && *token && q->token && !strcmp(token, q->token))
		wrong = "a page token was repeated";
	q->token = token;
	if (wrong)
		fail(q, ERR_MALFORMED, wrong);
	else if (full || !*token)
		end(q, full);
	else if (++q->pages == LIMIT_OBJECT_PAGES)
		fail(q, ERR_LIMIT, "there are more than 1,000 pages of objects");
	else
		next_page(q);
}

static void next_page(struct listing *q)
{
	struct arena *a = q->t.a;
	size_t left = q->limit - q->n;
	const char *path = arena_printf(a, "%s/o?prefix=%s&maxResults=%zu&fields=%s", storage_bucket_path(&q->t),
		url_escape(a, storage_full_name(&q->t)), left < PAGE ? left + 1 : PAGE,
		url_escape(a, "nextPageToken,items(name,generation,size,updated,md5Hash)"));
	if (q->first)
		path = arena_printf(a, "%s&startOffset=%s", path, url_escape(a, q->first));
	if (q->token)
		path = arena_printf(a, "%s&pageToken=%s", path, url_escape(a, q->token));
	gcp_get(q->t.g, a, GCP_STORAGE, path, q->t.deadline, storage_on_page, q);
}

void storage_list(struct gcp *g, struct arena *a, const struct storage_place *p, const char *under, const char *from,
	size_t limit, int64_t deadline, storage_listed *done, void *arg)
{
	struct listing *q = ARENA_NEW(a, struct listing);
	*q = (struct listing){ .t = { g, a, p, under, deadline },
		.first = from ? arena_printf(a, "%s%s", p->prefix, from) : NULL,
		.limit = limit,
		.done = done,
		.arg = arg };
	next_page(q);
}
