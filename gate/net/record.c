/* SPDX-License-Identifier: Apache-2.0 */
/* record.c: records every call for evidence: only the names of query parameters, and no secrets. A long run keeps the
 * first and the last records, in batches: a batch before the last two is dropped. */
#include "loop.h"
#include "url.h"

#include <string.h>

struct batch {
	struct arena *a;
	struct http_record *items;
	size_t n, cap;
};
struct http_log {
	struct batch first, before, last;
	size_t left_out;
	void (*on_record)(void *arg, const struct http_record *r);
	void *on_record_arg;
};

static struct http_log *log_of(struct loop *l)
{
	struct http_log **log = loop_log(l);
	if (!*log)
		*log = ARENA_NEW(loop_arena(l), struct http_log);
	return *log;
}

/* The batch for the next record. */
static struct batch *batch_of(struct loop *l)
{
	struct http_log *log = log_of(l);
	struct batch *b = log->first.n < LIMIT_REQUESTS ? &log->first : &log->last;
	if (log->last.n == LIMIT_REQUESTS) {
		log->left_out += log->before.n;
		arena_free(log->before.a);
		log->before = log->last;
		log->last = (struct batch){ .n = 0 };
	}
	if (!b->a)
		b->a = arena_under(loop_arena(l));
	return b;
}

static const char *scrubbed(struct arena *a, struct loop *l, const char *text)
{
	struct buf b = BUF_MAX(64 * 1024);
	secrets_scrub(loop_secrets(l), str_of(text), &b);
	char *copy = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return copy;
}

static const char *shown_path(struct arena *a, struct loop *l, const struct url *u)
{
	struct buf b = BUF_MAX(64 * 1024);
	buf_puts(&b, u->path ? u->path : "/");
	for (const char *p = u->query, *sep = "?"; p && *p; sep = "&") {
		size_t n = strcspn(p, "&"), name = strcspn(p, "=&");
		buf_puts(&b, sep);
		buf_put(&b, p, name);
		p += n + (p[n] == '&');
	}
	const char *copy = scrubbed(a, l, buf_text(&b));
	buf_free(&b);
	return copy;
}

void http_record_add(struct loop *l, const struct secret *url, const struct http_record *of, const struct err *error)
{
	struct batch *b = batch_of(l);
	struct http_record r = *of;
	struct url u;
	struct err e;
	if (url_parse(b->a, secret_reveal(url), &u, &e))
		return;
	r.at = loop_wall(l);
	r.host = arena_printf(b->a, "%s:%d", u.host, u.port);
	r.path = shown_path(b->a, l, &u);
	r.error = error->code == ERR_NONE ? NULL : scrubbed(b->a, l, error->text);
	b->items = arena_grow(b->a, b->items, b->n, &b->cap, sizeof(*b->items));
	b->items[b->n++] = r;
	if (log_of(l)->on_record)
		log_of(l)->on_record(log_of(l)->on_record_arg, &r);
}

size_t http_records(struct loop *l, struct arena *a, const struct http_record **records)
{
	const struct http_log *log = log_of(l);
	const struct batch *all[] = { &log->first, &log->before, &log->last };
	struct http_record *out = ARENA_ARRAY(a, struct http_record, log->first.n + log->before.n + log->last.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < COUNTOF(all); i++)
		for (size_t j = 0; j < all[i]->n; j++)
			out[n++] = all[i]->items[j];
	*records = out;
	return n;
}

size_t http_records_left_out(struct loop *l)
{
	return log_of(l)->left_out;
}

void http_on_record(struct loop *l, void (*fn)(void *arg, const struct http_record *r), void *arg)
{
	struct http_log *log = log_of(l);
	log->on_record = fn;
	log->on_record_arg = arg;
}
