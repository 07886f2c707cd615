/* SPDX-License-Identifier: Apache-2.0 */
/* bucket.c: a small model of Cloud Storage's JSON API: one bucket with generations, preconditions and a retention
 * policy. Lists are consistent. */
#include "shared.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 50 };

/* ---- Objects ---------------------------------------------------------------------------------- */

/* The index of the first object whose name is not before this one. */
static size_t place_of(const struct bucket *b, const char *name)
{
	size_t from = 0, to = b->n;
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (strcmp(b->items[middle].name, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static struct object *find(const struct bucket *b, const char *name)
{
	size_t i = place_of(b, name);
	return i < b->n && !strcmp(b->items[i].name, name) ? &b->items[i] : NULL;
}

const struct object *bucket_find(const struct bucket *b, const char *name)
{
	return find(b, name);
}

const struct object *bucket_first(const struct bucket *b, const char *under)
{
	size_t i = place_of(b, under);
	return i < b->n && !strncmp(b->items[i].name, under, strlen(under)) ? &b->items[i] : NULL;
}

static struct object *add(struct world *w, const char *name)
{
	struct bucket *b = &w->bucket;
	size_t i = place_of(b, name);
	b->items = arena_grow(w->a, b->items, b->n, &b->cap, sizeof(*b->items));
	memmove(&b->items[i + 1], &b->items[i], (b->n - i) * sizeof(*b->items));
	b->n++;
	b->items[i] = (struct object){ .name = name };
	return &b->items[i];
}

static void drop(struct bucket *b, const struct object *o)
{
	size_t i = (size_t)(o - b->items);
	memmove(&b->items[i], &b->items[i + 1], (--b->n - i) * sizeof(*b->items));
}

static bool is_kept(const struct world *w, const struct object *o)
{
	return world_wall(w) < o->updated + w->bucket.retention;
}

/* ---- Requests and answers --------------------------------------------------------------------- */

static char *unescaped(struct arena *a, const char *text, size_t n)
{
	char *out = arena_strndup(a, text, n), *to = out;
	for (const char *from = out; *from;) {
		bool escape = from[0] == '%' && from[1] && from[2];
		char hex[3] = { from[1], escape ? from[2] : '\0', '\0' };
		*to++ = escape ? (char)strtol(hex, NULL, 16) : *from;
		from += escape ? 3 : 1;
	}
	*to = '\0';
	return out;
}

/* Returns the value of a parameter of the query, or NULL. */
static const char *query(struct arena *a, const char *url, const char *name)
{
	const char *at = strchr(url, '?');
	size_t n = strlen(name);
	for (; at; at = strchr(at + 1, '&'))
		if (!strncmp(at + 1, name, n) && at[1 + n] == '=')
			return unescaped(a, at + n + 2, strcspn(at + n + 2, "&"));
	return NULL;
}

static const char *below(const char *name)
{
	return !strncmp(name, PREFIX, strlen(PREFIX)) ? name + strlen(PREFIX) : NULL;
}

static void answer(struct flight *f, int status, const char *text)
{
	f->status = status;
	f->answer = str_of(text);
}

static void refuse(struct world *w, struct flight *f, int status, const char *reason, const char *message)
{
	answer(f, status,
		arena_printf(w->a,
			"{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"reason\":\"%s\",\"message\":\"%s\"}]}}", status,
			message, reason, message));
}

static const char *crc(struct arena *a, struct str bytes)
{
	uint32_t sum = crc32c(bytes);
	char raw[4] = { (char)(sum >> 24), (char)(sum >> 16), (char)(sum >> 8), (char)sum };
	struct buf text = BUF_MAX(16);
	base64_put(&text, (struct str){ raw, sizeof(raw) });
	const char *out = arena_strdup(a, buf_text(&text));
	buf_free(&text);
	return out;
}

static const char *described(struct arena *a, const struct object *o)
{
	return arena_printf(a,
		"{\"name\":\"%s%s\",\"generation\":\"%lld\",\"size\":\"%zu\",\"updated\":\"%s\",\"crc32c\":\"%s\","
		"\"md5Hash\":\"%s\"}",
		PREFIX, o->name, (long long)o->generation, o->bytes.n, clock_time_text(a, o->updated), crc(a, o->bytes),
		crypto_md5_base64(a, o->bytes));
}

/* ---- Methods ---------------------------------------------------------------------------------- */

static void list(struct world *w, struct flight *f)
{
	const struct bucket *b = &w->bucket;
	const char *under = query(w->a, f->url, "prefix"), *max = query(w->a, f->url, "maxResults"),
			   *from = query(w->a, f->url, "startOffset"), *token = query(w->a, f->url, "pageToken");
	size_t limit = max ? (size_t)atol(max) : PAGE, n = 0;
	struct buf out = BUF_MAX(16 * 1024 * 1024);
	under = under && below(under) ? below(under) : "";
	limit = limit > PAGE ? PAGE : limit;
	size_t i = place_of(b, token ? token : from && below(from) ? below(from) : under);
	buf_puts(&out, "{\"items\":[");
	for (; i < b->n && n < limit && strncmp(b->items[i].name, under, strlen(under)) <= 0; i++)
		if (!strncmp(b->items[i].name, under, strlen(under)))
			buf_printf(&out, "%s%s", n++ ? "," : "", described(w->a, &b->items[i]));
	buf_puts(&out, "]");
	if (i < b->n && !strncmp(b->items[i].name, under, strlen(under))) {
		buf_printf(&out, ",\"nextPageToken\":\"%s\"", b->items[i].name);
		if (limit == PAGE)
			happened(w, HAPPENED_PAGES);
	}
	buf_puts(&out, "}");
	answer(f, 200, arena_strdup(w->a, buf_text(&out)));
	buf_free(&out);
}

static void get(struct world *w, struct flight *f, const char *name)
{
	const struct object *o = find(&w->bucket, name);
	const char *alt = query(w->a, f->url, "alt");
	if (!o) {
		refuse(w, f, 404, "notFound", arena_printf(w->a, "No such object: %s/%s%s", BUCKET, PREFIX, name));
		return;
	}
	if (!alt || strcmp(alt, "media") != 0) {
		answer(f, 200, described(w->a, o));
		return;
	}
	f->status = 200;
	f->answer = o->bytes;
	f->generation = arena_printf(w->a, "%lld", (long long)o->generation);
	f->hash = arena_printf(w->a, "crc32c=%s,md5=%s", crc(w->a, o->bytes), crypto_md5_base64(w->a, o->bytes));
}

/* Returns whether the precondition holds and the object may be replaced or removed; otherwise answers. */
static bool may_change(struct world *w, struct flight *f, const struct object *o)
{
	const char *match = query(w->a, f->url, "ifGenerationMatch");
	if (!match)
		broken(w, "S2", "a write without a precondition: %s %s", f->method, f->url);
	if (atoll(match ? match : "0") != (o ? o->generation : 0)) {
		happened(w, HAPPENED_PRECONDITION);
		refuse(w, f, 412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
	} else if (o && is_kept(w, o)) {
		happened(w, HAPPENED_RETAINED);
		refuse(w, f, 403, "retentionPolicyNotMet", "Object is subject to bucket's retention policy");
	} else {
		return true;
	}
	return false;
}

static void put(struct world *w, struct flight *f)
{
	const char *full = query(w->a, f->url, "name"), *name = full ? below(full) : NULL;
	struct object *o = name ? find(&w->bucket, name) : NULL;
	if (!name) {
		refuse(w, f, 400, "invalid", "no name below the prefix");
		return;
	}
	if (!may_change(w, f, o)) {
		if (f->status == 412 && !strncmp(name, "evidence/", strlen("evidence/")))
			happened(w, HAPPENED_CHAIN_CONTENDED);
		return;
	}
	if (!strncmp(name, "journal/", strlen("journal/")) && strstr(f->body, "\"overtaken\""))
		happened(w, HAPPENED_OVERTAKEN);
	o = o ? o : add(w, name);
	o->bytes = str_of(f->body);
	o->generation = ++w->bucket.generation;
	o->updated = world_wall(w);
	world_say(w, "runner %d wrote %s", f->runner->number, name);
	answer(f, 200, described(w->a, o));
}

static void take_away(struct world *w, struct flight *f, const char *name)
{
	struct object *o = find(&w->bucket, name);
	if (!o) {
		refuse(w, f, 404, "notFound", arena_printf(w->a, "No such object: %s/%s%s", BUCKET, PREFIX, name));
		return;
	}
	if (!may_change(w, f, o))
		return;
	world_say(w, "runner %d removed %s", f->runner->number, name);
	drop(&w->bucket, o);
	answer(f, 204, "");
}

void bucket_answer(struct world *w, struct flight *f)
{
	static const char objects[] = "storage/v1/b/" BUCKET "/o";
	const char *at = strstr(f->url, objects);
	const char *rest = at ? at + strlen(objects) : "";
	const char *full = *rest == '/' ? unescaped(w->a, rest + 1, strcspn(rest + 1, "?")) : NULL;
	const char *name = full ? below(full) : NULL;
	if (strstr(f->url, "/iam/testPermissions"))
		answer(f, 200,
			"{\"permissions\":[\"storage.objects.get\",\"storage.objects.list\",\"storage.objects.create\","
			"\"storage.objects.delete\"]}");
	else if (!strcmp(f->method, "POST"))
		put(w, f);
	else if (name && !strcmp(f->method, "DELETE"))
		take_away(w, f, name);
	else if (name)
		get(w, f, name);
	else
		list(w, f);
}
