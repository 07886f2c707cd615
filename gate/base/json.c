/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c: JSON values. Only this file, json_build.c and json_alike.c use json-c. A struct json is a json_object that an
 * arena owns.
 */
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

static bool is_null(const struct json_object *v)
{
	return json_object_get_userdata((struct json_object *)(uintptr_t)v) != NULL;
}

static int parse(
	struct arena *a, struct str text, const char *unobserved, size_t nodes_max, struct json **out, struct err *e)
{
	bool twice;
	if (json_scan_form(text, unobserved, nodes_max, e))
		return -1;
	*out = own(a, json_build(a, text, unobserved, &twice));
	if (!twice)
		return 0;
	/* the keys differ as written but not once unescaped: json_scan reports where */
	return json_scan(text, e) ? -1 : err_set(e, ERR_MALFORMED, "unsupported JSON: duplicate key in an object");
}

int json_parse_unobserved(struct arena *a, struct str text, const char *unobserved, struct json **out, struct err *e)
{
	return parse(a, text, unobserved, LIMIT_JSON_NODES, out, e);
}

int json_parse_peer(struct arena *a, struct str text, const char *unobserved, struct json **out, struct err *e)
{
	if (text.n > LIMIT_PEER_JSON_BYTES)
		return err_set(e, ERR_LIMIT, "unsupported JSON: larger than %d KiB", LIMIT_PEER_JSON_BYTES / 1024);
	return parse(a, text, unobserved, LIMIT_PEER_JSON_NODES, out, e);
}

int json_parse(struct arena *a, struct str text, struct json **out, struct err *e)
{
	return json_parse_unobserved(a, text, NULL, out, e);
}

/* ---- Constructors ---------------------------------------------------------------------------- */

struct json *json_new_object(struct arena *a)
{
	return own(a, json_build_object());
}

struct json *json_new_object_of(struct arena *a, size_t members)
{
	return own(a, json_build_object_of(members));
}

struct json *json_new_array(struct arena *a)
{
	return own(a, json_build_array());
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

struct json *json_new_uint(struct arena *a, uint64_t u)
{
	return own(a, json_object_new_uint64(u));
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
	return own(a, json_build_null());
}

/* The object owns the value from here on. */
static void set(struct json *object, const char *key, bool literal, struct json_object *value)
{
	json_object_object_add_ex(raw(object), key, value, literal ? JSON_C_OBJECT_KEY_IS_CONSTANT : 0);
}

void json_set_key(struct json *object, const char *key, bool literal, struct json *value)
{
	if (value)
		set(object, key, literal, json_object_get(raw(value)));
	else
		json_object_object_del(raw(object), key);
}

void json_set_key_string(struct json *object, const char *key, bool literal, const char *s)
{
	if (s)
		set(object, key, literal, json_object_new_string_len(s, (int)strlen(s)));
}

void json_set_key_int(struct json *object, const char *key, bool literal, int64_t i)
{
	set(object, key, literal, json_object_new_int64(i));
}

void json_set_key_bool(struct json *object, const char *key, bool literal, bool b)
{
	set(object, key, literal, json_object_new_boolean(b));
}

void json_add(struct json *array, struct json *value)
{
	json_object_array_add(raw(array), json_object_get(raw(value)));
}

void json_drop_last(struct json *array)
{
	json_object_array_del_idx(raw(array), json_object_array_length(raw(array)) - 1, 1);
}

static struct json_object *copy(const struct json *v)
{
	struct json_object *out;
	size_t n = json_size(v);
	switch (json_kind(v)) {
	case JSON_ARRAY:
		out = json_object_new_array_ext((int)(n ? n : 1));
		for (size_t i = 0; i < n; i++)
			json_object_array_add(out, copy(json_item(v, i)));
		return out;
	case JSON_OBJECT:
		out = json_build_object();
		for (struct json_each it = json_each(v); json_next(&it);)
			json_object_object_add(out, it.key, copy(it.value));
		return out;
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_INT:
	case JSON_DOUBLE:
	case JSON_STRING: break;
	}
	return v ? json_object_get(raw(v)) : json_build_null(); /* scalars are immutable and can be shared */
}

struct json *json_copy(struct arena *a, const struct json *v)
{
	return own(a, copy(v));
}

struct json *json_share(struct arena *a, const struct json *v)
{
	return own(a, json_object_get(raw(v)));
}

/* ---- Readers ---------------------------------------------------------------------------------- */

enum json_kind json_kind(const struct json *v)
{
	switch (json_object_get_type(raw(v))) {
	case json_type_boolean: return is_null(raw(v)) ? JSON_NULL : JSON_BOOL;
	case json_type_double: return JSON_DOUBLE;
	case json_type_int: return JSON_INT;
	case json_type_object: return JSON_OBJECT;
	case json_type_array: return JSON_ARRAY;
	case json_type_string: return JSON_STRING;
	case json_type_null: break;
	}
	return JSON_NULL;
}

const char *json_kind_name(enum json_kind t)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",
		[JSON_BOOL] = "true or false",
		[JSON_INT] = "whole number",
		[JSON_DOUBLE] = "number",
		[JSON_STRING] = "string",
		[JSON_ARRAY] = "array",
		[JSON_OBJECT] = "object",
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
	case json_type_array: return json_object_array_length(raw(v));
	case json_type_object: return (size_t)json_object_object_length(raw(v));
	default: return 0;
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

static bool stands(const struct lh_table *t, size_t at, const char *key)
{
	const void *k = at < (size_t)t->size ? t->table[at].k : LH_EMPTY;
	return k != LH_EMPTY && k != LH_FREED && (k == key || !strcmp(k, key));
}

struct json *json_get_key(const struct json *object, const char *key, struct json_key *k)
{
	struct lh_table *t = json_object_get_object(raw(object));
	if (!t)
		return NULL;
	if (stands(t, k->at, key))
		return (struct json *)(uintptr_t)t->table[k->at].v;
	if (!k->hashed) /* the hash is valid for all objects: json-c chooses one hash function and seed for the process */
		*k = (struct json_key){ .hash = lh_get_hash(t, key), .hashed = true };
	const struct lh_entry *e = lh_table_lookup_entry_w_hash(t, key, k->hash);
	if (!e)
		return NULL;
	k->at = (size_t)(e - t->table);
	return (struct json *)(uintptr_t)e->v;
}

/* An empty table, for its hash function: json-c does not give it out in another way. */
struct json_hasher *json_hasher_new(void)
{
	return (struct json_hasher *)lh_kchar_table_new(1, NULL);
}

void json_hasher_free(struct json_hasher *h)
{
	lh_table_free((struct lh_table *)h);
}

struct json_key json_hashed(const struct json_hasher *h, const char *key)
{
	return (struct json_key){ .hash = lh_get_hash((const struct lh_table *)h, key), .at = SIZE_MAX, .hashed = true };
}

struct json *json_get_after(const struct json *object, const char *key, size_t *at)
{
	struct lh_table *t = json_object_get_object(raw(object));
	if (!t)
		return NULL;
	const struct lh_entry *e = stands(t, *at, key) ? &t->table[*at] : lh_table_lookup_entry(t, key);
	if (!e)
		return NULL;
	*at = (size_t)((e->next ? e->next : t->head) - t->table);
	return (struct json *)(uintptr_t)e->v;
}

void json_view(const struct json *v, struct json_view *out)
{
	const struct lh_table *t;
	out->kind = json_kind(v);
	switch (out->kind) {
	case JSON_BOOL: out->b = json_object_get_boolean(raw(v)); break;
	case JSON_INT:
		out->i = json_object_get_int64(raw(v)); /* json-c returns at most INT64_MAX */
		out->big = out->i == INT64_MAX && json_object_get_uint64(raw(v)) > (uint64_t)INT64_MAX;
		if (out->big)
			out->u = json_object_get_uint64(raw(v));
		break;
	case JSON_DOUBLE: out->d = json_object_get_double(raw(v)); break;
	case JSON_STRING:
		out->s = (struct str){ json_object_get_string(raw(v)), (size_t)json_object_get_string_len(raw(v)) };
		break;
	case JSON_OBJECT:
		t = json_object_get_object(raw(v));
		out->first = t->count ? t->head->k : NULL;
		break;
	case JSON_NULL:
	case JSON_ARRAY: break;
	}
}

struct json *const *json_items(const struct json *array, size_t *n)
{
	const struct array_list *l = json_object_is_type(raw(array), json_type_array) ? json_object_get_array(raw(array))
																				  : NULL;
	*n = l ? l->length : 0;
	return l ? (struct json *const *)(void *)l->array : NULL;
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

const char *json_version(void)
{
	return json_c_version();
}
