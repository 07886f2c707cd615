/* SPDX-License-Identifier: Apache-2.0 */
/* json.c: JSON values. json-c has its only address here; a struct json is its json_object, kept by an arena. */
#include "json_scan.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static struct json_object *raw(const struct json *v)
{
	return (struct json_object *)(uintptr_t)v;
}

static void put(void *arg)
{
	json_object_put(arg);
}

static struct json *own(struct arena *a, struct json_object *v)
{
	if (!v)
		abort();
	arena_defer(a, put, v);
	return (struct json *)v;
}

/* json-c says null with a C NULL, which could not be told from "not there": ours is a boolean that carries a mark. */
static struct json_object *null_object(void)
{
	struct json_object *v = json_object_new_boolean(0);
	json_object_set_userdata(v, v, NULL);
	return v;
}

static bool is_null(const struct json_object *v)
{
	return json_object_get_userdata((struct json_object *)(uintptr_t)v) != NULL;
}

/* Gives every null its object, and counts the keys. Depth is bounded by the scan. */
static size_t settle(struct json_object *v)
{
	size_t keys = 0;
	if (json_object_is_type(v, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(v); i++) {
			struct json_object *item = json_object_array_get_idx(v, i);
			if (!item)
				json_object_array_put_idx(v, i, null_object());
			else
				keys += settle(item);
		}
	} else if (json_object_is_type(v, json_type_object)) {
		for (struct lh_entry *e = json_object_get_object(v)->head; e; e = e->next) {
			struct json_object *item = (struct json_object *)(uintptr_t)e->v;
			if (!item)
				e->v = null_object();
			else
				keys += settle(item);
			keys++;
		}
	}
	return keys;
}

int json_parse(struct arena *a, struct str text, struct json **out, struct err *e)
{
	size_t keys;
	if (json_scan_keys(text, &keys, e))
		return -1;
	struct json_tokener *tok = json_tokener_new_ex(LIMIT_JSON_DEPTH + 2);
	struct json_object *v = json_tokener_parse_ex(tok, text.p, (int)text.n);
	if (!v && json_tokener_get_error(tok) == json_tokener_continue) /* a bare number ends only at NUL */
		v = json_tokener_parse_ex(tok, "", 1);
	enum json_tokener_error why = json_tokener_get_error(tok);
	json_tokener_free(tok);
	if (why != json_tokener_success)
		return err_set(e, ERR_MALFORMED, "not JSON: %s", json_tokener_error_desc(why));
	size_t held = v ? settle(v) : 0;
	*out = own(a, v ? v : null_object());
	return held == keys ? 0 : err_set(e, ERR_MALFORMED, "not JSON we take: a key stands twice in one object");
}

/* ---- Making ---------------------------------------------------------------------------------- */

struct json *json_new_object(struct arena *a)
{
	return own(a, json_object_new_object());
}

struct json *json_new_array(struct arena *a)
{
	return own(a, json_object_new_array());
}

struct json *json_new_stringn(struct arena *a, const char *s, size_t n)
{
	return own(a, json_object_new_string_len(s, (int)n));
}

struct json *json_new_string(struct arena *a, const char *s)
{
	return s ? json_new_stringn(a, s, strlen(s)) : json_new_null(a);
}

struct json *json_new_int(struct arena *a, int64_t i)
{
	return own(a, json_object_new_int64(i));
}

struct json *json_new_double(struct arena *a, double d)
{
	return own(a, json_object_new_double(d));
}

struct json *json_new_bool(struct arena *a, bool b)
{
	return own(a, json_object_new_boolean(b));
}

struct json *json_new_null(struct arena *a)
{
	return own(a, null_object());
}

void json_set(struct json *object, const char *key, struct json *value)
{
	if (value)
		json_object_object_add(raw(object), key, json_object_get(raw(value)));
	else
		json_object_object_del(raw(object), key);
}

void json_add(struct json *array, struct json *value)
{
	json_object_array_add(raw(array), json_object_get(raw(value)));
}

void json_set_string(struct arena *a, struct json *object, const char *key, const char *s)
{
	if (s)
		json_set(object, key, json_new_string(a, s));
}

void json_set_int(struct arena *a, struct json *object, const char *key, int64_t i)
{
	json_set(object, key, json_new_int(a, i));
}

void json_set_bool(struct arena *a, struct json *object, const char *key, bool b)
{
	json_set(object, key, json_new_bool(a, b));
}

struct json *json_copy(struct arena *a, const struct json *v)
{
	struct json *copy;
	switch (json_kind(v)) {
	case JSON_ARRAY:
		copy = json_new_array(a);
		for (size_t i = 0; i < json_size(v); i++)
			json_add(copy, json_copy(a, json_item(v, i)));
		return copy;
	case JSON_OBJECT:
		copy = json_new_object(a);
		for (struct json_each it = json_each(v); json_next(&it);)
			json_set(copy, it.key, json_copy(a, it.value));
		return copy;
	default:
		return v ? own(a, json_object_get(raw(v))) : json_new_null(a); /* scalars are never changed */
	}
}

/* ---- Looking --------------------------------------------------------------------------------- */

enum json_kind json_kind(const struct json *v)
{
	switch (json_object_get_type(raw(v))) {
	case json_type_boolean: return is_null(raw(v)) ? JSON_NULL : JSON_BOOL;
	case json_type_double:  return JSON_DOUBLE;
	case json_type_int:     return JSON_INT;
	case json_type_object:  return JSON_OBJECT;
	case json_type_array:   return JSON_ARRAY;
	case json_type_string:  return JSON_STRING;
	case json_type_null:    break;
	}
	return JSON_NULL;
}

const char *json_kind_name(enum json_kind t)
{
	static const char *const names[] = {
		[JSON_NULL] = "null", [JSON_BOOL] = "true or false", [JSON_INT] = "whole number", [JSON_DOUBLE] = "number",
		[JSON_STRING] = "string", [JSON_ARRAY] = "array", [JSON_OBJECT] = "object",
	};
	return names[t];
}

bool json_is_true(const struct json *v)
{
	return json_kind(v) == JSON_BOOL && json_object_get_boolean(raw(v));
}

int64_t json_int(const struct json *v)
{
	return json_kind(v) == JSON_INT ? json_object_get_int64(raw(v)) : 0;
}

uint64_t json_uint(const struct json *v)
{
	return json_kind(v) == JSON_INT ? json_object_get_uint64(raw(v)) : 0;
}

bool json_int_is_big(const struct json *v)
{
	return json_kind(v) == JSON_INT && json_object_get_uint64(raw(v)) > (uint64_t)INT64_MAX;
}

double json_double(const struct json *v)
{
	enum json_kind t = json_kind(v);
	return t == JSON_INT || t == JSON_DOUBLE ? json_object_get_double(raw(v)) : 0;
}

struct str json_text(const struct json *v)
{
	if (json_object_get_type(raw(v)) != json_type_string)
		return (struct str){ "", 0 };
	return (struct str){ json_object_get_string(raw(v)), (size_t)json_object_get_string_len(raw(v)) };
}

size_t json_size(const struct json *v)
{
	switch (json_object_get_type(raw(v))) {
	case json_type_array:  return json_object_array_length(raw(v));
	case json_type_object: return (size_t)json_object_object_length(raw(v));
	default:               return 0;
	}
}

struct json *json_get(const struct json *object, const char *key)
{
	struct json_object *value = NULL;
	if (json_object_get_type(raw(object)) != json_type_object)
		return NULL;
	json_object_object_get_ex(raw(object), key, &value);
	return (struct json *)value;
}

/* Every table of the process hashes alike: json-c chooses its function and seed once. */
unsigned long json_hash(const struct json *object, const char *key)
{
	const struct lh_table *t = json_object_get_object(raw(object));
	return t ? lh_get_hash(t, key) : 0;
}

const char *json_only_key(const struct json *v)
{
	const struct lh_table *t = json_object_get_object(raw(v));
	return t && t->count == 1 ? t->head->k : NULL;
}

struct json *json_get_hashed(const struct json *object, const char *key, unsigned long hash)
{
	struct lh_table *t = json_object_get_object(raw(object));
	struct lh_entry *e = t ? lh_table_lookup_entry_w_hash(t, key, hash) : NULL;
	return e ? (struct json *)(uintptr_t)e->v : NULL;
}

struct json *json_item(const struct json *array, size_t i)
{
	if (json_object_get_type(raw(array)) != json_type_array || i >= json_object_array_length(raw(array)))
		return NULL;
	return (struct json *)json_object_array_get_idx(raw(array), i);
}

struct json_each json_each(const struct json *object)
{
	struct json_each it = { NULL, NULL, NULL };
	if (json_object_get_type(raw(object)) == json_type_object)
		it.entry = json_object_get_object(raw(object))->head;
	return it;
}

bool json_next(struct json_each *it)
{
	struct lh_entry *e = it->entry;
	if (!e)
		return false;
	it->key = e->k;
	it->value = (struct json *)(uintptr_t)e->v;
	it->entry = e->next;
	return true;
}

static bool numbers_equal(const struct json *a, const struct json *b)
{
	if (json_kind(a) == JSON_INT && json_kind(b) == JSON_INT)
		return json_int_is_big(a) || json_int_is_big(b) ? json_uint(a) == json_uint(b) : json_int(a) == json_int(b);
	return !(json_double(a) < json_double(b)) && !(json_double(a) > json_double(b));
}

bool json_equal(const struct json *a, const struct json *b)
{
	enum json_kind t = json_kind(a), u = json_kind(b);
	if ((t == JSON_INT || t == JSON_DOUBLE) && (u == JSON_INT || u == JSON_DOUBLE))
		return numbers_equal(a, b);
	if (t != u || json_size(a) != json_size(b))
		return false;
	if (t == JSON_BOOL)
		return json_is_true(a) == json_is_true(b);
	if (t == JSON_STRING)
		return str_eq(json_text(a), json_text(b));
	for (size_t i = 0; t == JSON_ARRAY && i < json_size(a); i++)
		if (!json_equal(json_item(a, i), json_item(b, i)))
			return false;
	for (struct json_each it = json_each(a); json_next(&it);)
		if (!json_get(b, it.key) || !json_equal(it.value, json_get(b, it.key)))
			return false;
	return true;
}
