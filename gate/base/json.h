/* SPDX-License-Identifier: Apache-2.0 */
/* json.h: JSON values. json-c has its only address in json.c and json_build.c. */
#ifndef GATE_BASE_JSON_H
#define GATE_BASE_JSON_H

#include "buf.h"

/* ---- json.c (json-c has its only address there and in json_build.c) ----------------------------- */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_DOUBLE, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
struct json; /* a JSON value; belongs to the arena it was made in; NULL means "not there" */

/*
 * RFC 8259, scanned by ourselves before json-c sees it: valid UTF-8, no BOM, no U+0000, no duplicate keys, no
 * lone surrogates, integers within int64 or uint64, doubles finite, depth and size within limits. The
 * error names line and column.
 */
int json_parse(struct arena *a, struct str text, struct json **out, struct err *e);
/* The same, where others write the text: a string that holds U+0000, and an object with such a key, becomes {hole:
 * why}. */
int json_parse_holes(struct arena *a, struct str text, const char *hole, struct json **out, struct err *e);
/* The same for what a peer sends, within what the loop has time for: ERR_LIMIT where it is larger than
 * LIMIT_PEER_JSON_BYTES or has more values than LIMIT_PEER_JSON_NODES. */
int json_parse_peer(struct arena *a, struct str text, const char *hole, struct json **out, struct err *e);
int json_scan(struct str text, struct err *e); /* json_scan.c: the check alone */

/* Values. Setting or adding keeps the child alive and may share it; texts are copied, and keys that are no literals. */
struct json *json_new_object(struct arena *a);
struct json *json_new_array(struct arena *a);
struct json *json_new_string(struct arena *a, const char *s); /* NULL makes JSON null */
struct json *json_new_stringn(struct arena *a, const char *s, size_t n);
struct json *json_new_int(struct arena *a, int64_t i);
struct json *json_new_uint(struct arena *a, uint64_t u);
struct json *json_new_double(struct arena *a, double d);
struct json *json_new_bool(struct arena *a, bool b);
struct json *json_new_null(struct arena *a); /* a JSON null, which is a value: not NULL */
void json_add(struct json *array, struct json *value);
void json_drop_last(struct json *array); /* of one that has items */
void json_set_key(struct json *object, const char *key, bool literal, struct json *value);
void json_set_key_string(struct arena *a, struct json *object, const char *key, bool literal, const char *s);
/* Setting replaces. A key that is a literal lasts, and is not copied. */
/* value NULL removes the key */
#define json_set(object, key, value)          json_set_key(object, key, __builtin_constant_p(key), value)
/* s NULL sets nothing */
#define json_set_string(a, object, key, s)    json_set_key_string(a, object, key, __builtin_constant_p(key), s)
#define json_set_int(a, object, key, i)       json_set(object, key, json_new_int(a, i))
#define json_set_bool(a, object, key, b)      json_set(object, key, json_new_bool(a, b))
struct json *json_copy(struct arena *a, const struct json *v); /* deep */

enum json_kind json_kind(const struct json *v); /* NULL is JSON_NULL */
const char *json_kind_name(enum json_kind t);    /* "string", "whole number", ... */
bool json_is_true(const struct json *v);
int64_t json_int(const struct json *v);
bool json_int_is_big(const struct json *v);      /* above INT64_MAX: read it with json_uint */
uint64_t json_uint(const struct json *v);
double json_double(const struct json *v);        /* of JSON_INT too */
struct str json_text(const struct json *v);      /* the empty view when not a string */
size_t json_size(const struct json *v);          /* of arrays and objects; 0 otherwise */
struct json *json_get(const struct json *object, const char *key); /* NULL when absent or no object */
/*
 * The same for who asks a million times: where a key stood last is kept beside it, and looked at first. Of objects made
 * alike the next answers at once. after: the key is another every time, and follows the one before.
 */
struct json_key { unsigned long hash; size_t at; bool hashed; };
struct json *json_get_key(const struct json *object, const char *key, struct json_key *k);
struct json *json_get_after(const struct json *object, const char *key, size_t *at);
/* A value's kind and content in one look; items: of arrays; first: an object's first key, or NULL. */
struct json_view {
	enum json_kind kind;
	bool big;                  /* JSON_INT: u is meant, it is above INT64_MAX */
	union { bool b; int64_t i; uint64_t u; double d; struct str s; const char *first; };
};
void json_view(const struct json *v, struct json_view *out);
struct json *const *json_items(const struct json *array, size_t *n); /* NULL and 0 when it is none */
struct json *json_item(const struct json *array, size_t i);
bool json_equal(const struct json *a, const struct json *b);
/* Walks a path such as "template.containers[0].image"; NULL where it leads nowhere. */
struct json *json_at(const struct json *v, const char *path);
const char *json_text_at(const struct json *v, const char *path); /* "" where it leads to no string */

/* Members in insertion order: for (struct json_each it = json_each(o); json_next(&it);) use it.key, it.value. */
struct json_each { const char *key; struct json *value; void *entry; };
struct json_each json_each(const struct json *object);
bool json_next(struct json_each *it);

/* Our own printer: the same value gives the same bytes; doubles by shortest round trip. */
enum json_style { JSON_COMPACT, JSON_PRETTY, JSON_SORTED /* compact, keys sorted bytewise */ };
void json_print(const struct json *v, enum json_style style, struct buf *out);

/*
 * Reading by path and type. The first wrong type or missing value is kept and said as
 * "NAME: traffic[2].percent: want whole number, have string"; read all, then check once.
 * Texts live as long as the document. The plain forms require the value; _or give the
 * default where it (or a part of its path) is absent or null. json_read_int takes int64 as a
 * string of digits too, as proto3 JSON writes it.
 */
struct json_reader { const struct json *root; const char *name; struct err *e; bool failed; };
struct json_reader json_reader(const struct json *root, const char *name, struct err *e);
const char *json_read_string(struct json_reader *r, const char *path);
const char *json_read_string_or(struct json_reader *r, const char *path, const char *def);
int64_t json_read_int(struct json_reader *r, const char *path);
int64_t json_read_int_or(struct json_reader *r, const char *path, int64_t def);
double json_read_double_or(struct json_reader *r, const char *path, double def);
bool json_read_bool_or(struct json_reader *r, const char *path, bool def);
int64_t json_read_time_or(struct json_reader *r, const char *path, int64_t def); /* RFC 3339 to unix ms */
const struct json *json_read_array(struct json_reader *r, const char *path);  /* absent or null: NULL, no error */
const struct json *json_read_object(struct json_reader *r, const char *path); /* the same */
int json_read_done(const struct json_reader *r); /* 0, or -1 with the first error in r->e */

#endif
