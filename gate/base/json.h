/* SPDX-License-Identifier: Apache-2.0 */
/* json.h: JSON values. Only json.c, json_build.c and json_alike.c use json-c. */
#ifndef GATE_BASE_JSON_H
#define GATE_BASE_JSON_H

#include "buf.h"

/* ---- json.c: parsing, building and reading values ----------------------------------------------- */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_DOUBLE, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
struct json; /* a JSON value, owned by its arena; NULL means absent */

/*
 * Parses one RFC 8259 document. Stricter than json-c: fails with ERR_MALFORMED, naming line and column, for invalid
 * UTF-8, a BOM, U+0000, duplicate keys, lone surrogates, integers outside int64 and uint64, and doubles that are not
 * finite; and with ERR_LIMIT if it is too deep or too large.
 */
int json_parse(struct arena *a, struct str text, struct json **out, struct err *e);
/* The same for text from other programs: a string with U+0000, or an object with such a key, is replaced by the object
 * {hole: "why"} instead of failing. */
int json_parse_unobserved(struct arena *a, struct str text, const char *unobserved, struct json **out, struct err *e);
/* As json_parse_unobserved for a response to a probe, small enough to parse in the loop. Fails with ERR_LIMIT above
 * LIMIT_PEER_JSON_BYTES or LIMIT_PEER_JSON_NODES. */
int json_parse_peer(struct arena *a, struct str text, const char *unobserved, struct json **out, struct err *e);
int json_scan(struct str text, struct err *e); /* json_scan.c: checks the text without building values */
/*
 * json_pick.c: as json_parse, but an object has only the members that are wanted (n of w). All of the text must be
 * JSON; keys that stand twice are found in what is wanted alone. For texts too large to make a value of.
 */
struct json_wanted {
	const char *key;
	const struct json_wanted *members; /* of an object, and nothing that is none; NULL: the member whole */
	size_t n;
};
/* clang-format off */
#define JSON_WHOLE(key) { key, NULL, 0 }
/* clang-format on */
int json_parse_wanted(
	struct arena *a, struct str text, const struct json_wanted *w, size_t n, struct json **out, struct err *e);

/* Constructors. Setting or adding a value shares it and keeps it alive. Texts are copied; so are keys, unless they are
 * string literals. */
struct json *json_new_object(struct arena *a);
struct json *json_new_object_of(struct arena *a, size_t members); /* with room for this number of members */
struct json *json_new_array(struct arena *a);
struct json *json_new_string(struct arena *a, const char *s); /* NULL makes JSON null */
struct json *json_new_stringn(struct arena *a, const char *s, size_t n);
struct json *json_new_int(struct arena *a, int64_t i);
struct json *json_new_uint(struct arena *a, uint64_t u);
struct json *json_new_double(struct arena *a, double d);
struct json *json_new_bool(struct arena *a, bool b);
struct json *json_new_null(struct arena *a); /* a JSON null, which is a value; not NULL */
void json_add(struct json *array, struct json *value);
void json_drop_last(struct json *array); /* the array must not be empty */
void json_set_key(struct json *object, const char *key, bool literal, struct json *value);
void json_set_key_string(struct json *object, const char *key, bool literal, const char *s);
void json_set_key_int(struct json *object, const char *key, bool literal, int64_t i);
void json_set_key_bool(struct json *object, const char *key, bool literal, bool b);
/* Setting replaces an existing member and frees it: texts from it are invalid then. The macros pass string literals as
 * keys that need no copy. */
/* value NULL removes the key */
#define json_set(object, key, value) json_set_key(object, key, __builtin_constant_p(key), value)
/* s NULL sets nothing */
#define json_set_string(a, object, key, s) ((void)(a), json_set_key_string(object, key, __builtin_constant_p(key), s))
#define json_set_int(a, object, key, i)    ((void)(a), json_set_key_int(object, key, __builtin_constant_p(key), i))
#define json_set_bool(a, object, key, b)   ((void)(a), json_set_key_bool(object, key, __builtin_constant_p(key), b))
struct json *json_copy(struct arena *a, const struct json *v); /* deep copy */
/* Returns v, which then lives as long as a too and must not be changed. Only for the thread that made v. */
struct json *json_share(struct arena *a, const struct json *v);
/*
 * json_alike.c: saves memory if many similar values are kept. Replaces the parts of v that are equal to those at the
 * same place in model by model's parts; neither value may be changed afterwards. If model is NULL, only releases the
 * space that v reserved for more members. Memory is saved only for parts that no arena owns: free their arena first.
 */
void json_make_alike(struct json *v, const struct json *model);

/* Readers. Each accepts NULL and values of another kind, and then returns the value stated here, or 0 or false. */
enum json_kind json_kind(const struct json *v); /* NULL is JSON_NULL */
const char *json_kind_name(enum json_kind t);   /* for messages: "string", "whole number", ... */
bool json_is_true(const struct json *v);
int64_t json_int(const struct json *v);
bool json_int_is_big(const struct json *v); /* true if above INT64_MAX: read it with json_uint */
uint64_t json_uint(const struct json *v);
double json_double(const struct json *v);                          /* accepts JSON_INT too */
struct str json_text(const struct json *v);                        /* empty if not a string */
size_t json_size(const struct json *v);                            /* items or members; 0 for other kinds */
struct json *json_get(const struct json *object, const char *key); /* NULL if absent or not an object */
/*
 * The same for repeated lookups. json_get_key stores in k (zero at first) where it found the key and looks there first:
 * use one k for one key in many objects of the same shape. json_get_after uses *at (0 at first) for looking up
 * different keys of one object in the object's own order.
 */
struct json_key {
	unsigned long hash;
	size_t at;
	bool hashed;
};
struct json *json_get_key(const struct json *object, const char *key, struct json_key *k);
/* Returns a json_key with the hash of key, for many lookups that each begin with a copy of it. */
struct json_hasher;
struct json_hasher *json_hasher_new(void);
void json_hasher_free(struct json_hasher *h);
struct json_key json_hashed(const struct json_hasher *h, const char *key);
struct json *json_get_after(const struct json *object, const char *key, size_t *at);
/* The kind and content of a value in one call. */
struct json_view {
	enum json_kind kind;
	bool big; /* JSON_INT above INT64_MAX: the value is u */
	/* s: JSON_STRING; first: the first key of a JSON_OBJECT, or NULL */
	union {
		bool b;
		int64_t i;
		uint64_t u;
		double d;
		struct str s;
		const char *first;
	};
};
void json_view(const struct json *v, struct json_view *out);
struct json *const *json_items(const struct json *array, size_t *n); /* NULL and 0 if not an array */
struct json *json_item(const struct json *array, size_t i);
bool json_equal(const struct json *a, const struct json *b);
/* Follows a path such as "template.containers[0].image". Returns NULL if it does not exist. */
struct json *json_at(const struct json *v, const char *path);
const char *json_text_at(const struct json *v, const char *path); /* "" if the value at path is not a string */

/* Iterates over the members of an object in insertion order: for (struct json_each it = json_each(o); json_next(&it);)
 * use it.key, it.value. */
struct json_each {
	const char *key;
	struct json *value;
	void *entry;
};
struct json_each json_each(const struct json *object);
bool json_next(struct json_each *it);

/* Prints a value. The output depends on the value only; a double is printed with the fewest digits that read back
 * exactly. */
enum json_style { JSON_COMPACT, JSON_PRETTY, JSON_SORTED /* compact, keys sorted bytewise */ };
void json_print(const struct json *v, enum json_style style, struct buf *out);

/*
 * Reads members by path and type. The first missing or wrong value is recorded as "NAME: traffic[2].percent: want whole
 * number, have string"; read everything, then check json_read_done once. Texts live as long as the document. Functions
 * ending in _or return def if the value, or a part of its path, is absent or null; the others then record an error.
 * json_read_int also accepts a string of digits, as proto3 JSON encodes int64.
 */
struct json_reader {
	const struct json *root;
	const char *name;
	struct err *e;
	bool failed;
};
struct json_reader json_reader(const struct json *root, const char *name, struct err *e);
const char *json_read_string(struct json_reader *r, const char *path);
const char *json_read_string_or(struct json_reader *r, const char *path, const char *def);
int64_t json_read_int(struct json_reader *r, const char *path);
int64_t json_read_int_or(struct json_reader *r, const char *path, int64_t def);
double json_read_double_or(struct json_reader *r, const char *path, double def);
bool json_read_bool_or(struct json_reader *r, const char *path, bool def);
int64_t json_read_time_or(struct json_reader *r, const char *path, int64_t def); /* RFC 3339 text to unix ms */
/* NULL without an error if absent or null */
const struct json *json_read_array(struct json_reader *r, const char *path);
const struct json *json_read_object(struct json_reader *r, const char *path); /* the same */
int json_read_done(const struct json_reader *r); /* Returns 0, or -1 with the first error in r->e. */

const char *json_version(void); /* Returns the version of json-c that is in use. */

#endif
