/* SPDX-License-Identifier: Apache-2.0 */
/* bucket.c: the buckets and their objects. */
#include "bucket.h"

#include <string.h>

enum { SHOWN_MAX = 1024 * 1024 };

/* ---- Finding ------------------------------------------------------------------------------------------ */

struct bucket *buckets_find(struct buckets *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->all[i].name, name))
			return s->all[i].state ? &s->all[i] : NULL;
	return NULL;
}

bool bucket_is(const struct bucket *b, const char *key)
{
	return json_is_true(json_get(b->state, key));
}

int64_t bucket_number(const struct bucket *b, const char *key)
{
	return json_int(json_get(b->state, key));
}

/* Returns where the object is, or where it would be. */
static size_t place_of(const struct bucket *b, const char *name, bool *found)
{
	size_t from = 0, to = b->n;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(b->objects[middle].name, name);
		if (!order) {
			*found = true;
			return middle;
		}
		if (order < 0)
			from = middle + 1;
		else
			to = middle;
	}
	*found = false;
	return from;
}

size_t bucket_from(const struct bucket *b, const char *name)
{
	bool found;
	return place_of(b, name, &found);
}

struct object *bucket_find(const struct bucket *b, const char *name)
{
	bool found;
	size_t at = place_of(b, name, &found);
	return found ? &b->objects[at] : NULL;
}

static struct object *find_or_make(struct buckets *s, struct bucket *b, const char *name)
{
	bool found;
	size_t at = place_of(b, name, &found);
	if (found)
		return &b->objects[at];
	b->objects = arena_grow(s->a, b->objects, b->n, &b->cap, sizeof(*b->objects));
	memmove(&b->objects[at + 1], &b->objects[at], (b->n - at) * sizeof(*b->objects));
	b->n++;
	b->objects[at] = (struct object){ .name = arena_strdup(s->a, name) };
	return &b->objects[at];
}

/* ---- Changing ----------------------------------------------------------------------------------------- */

struct object *bucket_write(
	struct buckets *s, struct bucket *b, const char *name, struct str bytes, const char *type, int64_t now)
{
	struct object *o = find_or_make(s, b, name);
	if (!o->exists)
		o->created_at = now;
	s->generation = now * 1000 > s->generation ? now * 1000 : s->generation + 1;
	o->exists = true;
	o->bytes = (struct str){ arena_strndup(s->a, bytes.n ? bytes.p : "", bytes.n), bytes.n };
	o->type = arena_strdup(s->a, type);
	o->encoding = NULL;
	o->generation = s->generation;
	o->written_at = now;
	return o;
}

/* TEXT, or {"text" or "base64", "age_s", "encoding"}; null: it does not exist. */
static int apply_object(
	struct buckets *s, struct bucket *b, const char *name, const struct json *v, int64_t now, struct err *e)
{
	struct str bytes = json_kind(v) == JSON_STRING ? json_text(v) : json_text(json_get(v, "text"));
	if (json_kind(v) == JSON_NULL) {
		find_or_make(s, b, name)->exists = false;
		return 0;
	}
	if (json_get(v, "base64") && base64_decode(s->a, json_text(json_get(v, "base64")), &bytes))
		return err_set(e, ERR_CONFIG, "object %s: not base64", name);
	struct object *o = bucket_write(s, b, name, bytes, "application/octet-stream", now);
	o->written_at -= json_int(json_get(v, "age_s")) * 1000;
	o->created_at = o->written_at;
	if (json_get(v, "encoding"))
		o->encoding = json_text_at(v, "encoding");
	return 0;
}

static struct bucket *bucket_of(struct buckets *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->all[i].name, name))
			return &s->all[i];
	s->all = arena_grow(s->a, s->all, s->n, &s->cap, sizeof(*s->all));
	s->all[s->n].name = arena_strdup(s->a, name);
	return &s->all[s->n++];
}

static int apply_bucket(struct buckets *s, struct bucket *b, const struct json *v, int64_t now, struct err *e)
{
	struct json *state = json_new_object(s->a);
	if (json_kind(v) == JSON_NULL) { /* its objects are gone with it */
		*b = (struct bucket){ .name = b->name };
		return 0;
	}
	for (struct json_each it = json_each(b->state); json_next(&it);)
		json_set(state, it.key, it.value);
	for (struct json_each it = json_each(v); json_next(&it);)
		if (strcmp(it.key, "objects") != 0)
			json_set(state, it.key, json_copy(s->a, it.value));
	b->state = state;
	for (struct json_each it = json_each(json_get(v, "objects")); json_next(&it);)
		if (apply_object(s, b, it.key, it.value, now, e))
			return -1;
	return 0;
}

int buckets_apply(struct buckets *s, const struct json *wanted, int64_t now, struct err *e)
{
	for (struct json_each it = json_each(wanted); json_next(&it);)
		if (apply_bucket(s, bucket_of(s, it.key), it.value, now, e))
			return err_wrap(e, "bucket %s", it.key);
	return 0;
}

/* ---- Output ------------------------------------------------------------------------------------------- */

static struct json *object_json(struct arena *a, const struct object *o)
{
	struct json *v = json_new_object(a);
	json_set_int(a, v, "generation", o->generation);
	json_set_int(a, v, "size", (int64_t)o->bytes.n);
	if (o->bytes.n <= SHOWN_MAX && text_utf8_valid(o->bytes.p, o->bytes.n) && !memchr(o->bytes.p, '\0', o->bytes.n)) {
		json_set(v, "text", json_new_stringn(a, o->bytes.p, o->bytes.n));
	} else if (o->bytes.n <= SHOWN_MAX) {
		struct buf b = BUF_MAX(2 * SHOWN_MAX);
		base64_put(&b, o->bytes);
		json_set_string(a, v, "base64", buf_text(&b));
		buf_free(&b);
	}
	return v;
}

struct json *buckets_state(struct arena *a, const struct buckets *s)
{
	struct json *all = json_new_object(a);
	for (size_t i = 0; i < s->n; i++) {
		const struct bucket *b = &s->all[i];
		struct json *v = json_new_object(a), *objects = json_new_object(a), *writes = json_new_object(a);
		for (size_t j = 0; j < b->n && b->state; j++) {
			const struct object *o = &b->objects[j];
			if (o->exists)
				json_set(objects, o->name, object_json(a, o));
			if (o->writes + o->removals)
				json_set_int(a, writes, o->name, o->writes + o->removals);
		}
		json_set(v, "objects", objects);
		json_set(v, "writes", writes);
		json_set(all, b->name, v);
	}
	return all;
}
