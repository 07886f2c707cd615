/* SPDX-License-Identifier: Apache-2.0 */
/* json_build.c: builds the value of a text that json_scan.c has accepted, without checking it again: every string and
 * bracket is closed, and the depth is limited. */
#include "json_scan.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 4, MEMBERS = 4 }; /* initial room of an array and of an object */

struct build {
	struct arena *a;
	const char *p, *end, *unobserved;
	struct buf text;
	bool twice;
};

struct json_object *json_build_null(void)
{
	struct json_object *v = json_object_new_boolean(0);
	json_object_set_userdata(v, v, NULL);
	return v;
}

/* json-c's default table has room for 16 members (640 bytes), but most objects have few. */
struct json_object *json_build_object(void)
{
	struct json_object *v = json_object_new_object();
	if (v)
		lh_table_resize(json_object_get_object(v), MEMBERS);
	return v;
}

/* A table doubles when it is filled to LH_LOAD_FACTOR, which moves all its members. */
struct json_object *json_build_object_of(size_t members)
{
	struct json_object *v = json_object_new_object();
	int least = (int)((double)members / LH_LOAD_FACTOR) + 1;
	if (v && least > json_object_get_object(v)->size)
		lh_table_resize(json_object_get_object(v), least);
	return v;
}

/* json-c's default array has room for 32 items (256 bytes), but most arrays have few. */
struct json_object *json_build_array(void)
{
	return json_object_new_array_ext(ITEMS);
}

static char next(struct build *b)
{
	while (b->p < b->end && (*b->p == ' ' || *b->p == '\t' || *b->p == '\n' || *b->p == '\r'))
		b->p++;
	return b->p < b->end ? *b->p : '\0';
}

static uint32_t hex4(const char *p)
{
	char digits[5] = { p[0], p[1], p[2], p[3], '\0' };
	return (uint32_t)strtoul(digits, NULL, 16);
}

static void put_code_point(struct buf *out, uint32_t c)
{
	unsigned char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; c >>= 6)
		bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
	bytes[0] = (unsigned char)(n == 1 ? c : (0xF00u >> n & 0xFF) | c);
	buf_put(out, bytes, n);
}

static const char *put_escape(struct buf *out, const char *p)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *at = strchr(from, p[1]);
	if (p[1] != 'u') {
		buf_putc(out, at ? to[at - from] : p[1]);
		return p + 2;
	}
	uint32_t c = hex4(p + 2);
	if (c >= 0xD800 && c < 0xDC00) { /* the low surrogate follows */
		put_code_point(out, 0x10000 + ((c - 0xD800) << 10) + (hex4(p + 8) - 0xDC00));
		return p + 12;
	}
	put_code_point(out, c);
	return p + 6;
}

static const char *plain_end(const char *p)
{
	while (*p != '"' && *p != '\\')
		p++;
	return p;
}

struct str json_build_string(const char **at, struct buf *unescaped)
{
	const char *p = *at + 1, *end = plain_end(p);
	*at = end + 1;
	if (*end == '"')
		return (struct str){ p, (size_t)(end - p) };
	buf_clear(unescaped);
	for (; *end == '\\'; end = plain_end(p)) {
		buf_put(unescaped, p, (size_t)(end - p));
		p = put_escape(unescaped, end);
	}
	buf_put(unescaped, p, (size_t)(end - p));
	*at = end + 1;
	return (struct str){ buf_text(unescaped), unescaped->n };
}

static struct str string(struct build *b)
{
	return json_build_string(&b->p, &b->text);
}

static struct json_object *number(struct build *b)
{
	char text[JSON_NUMBER_MAX];
	size_t n = 0;
	bool whole = true;
	for (; b->p < b->end && *b->p && strchr("+-.0123456789eE", *b->p); b->p++) {
		whole = whole && *b->p != '.' && *b->p != 'e' && *b->p != 'E';
		text[n++] = *b->p;
	}
	text[n] = '\0';
	if (!whole)
		return json_object_new_double(strtod(text, NULL));
	if (*text == '-')
		return json_object_new_int64(strtoll(text, NULL, 10));
	uint64_t u = strtoull(text, NULL, 10);
	return u > (uint64_t)INT64_MAX ? json_object_new_uint64(u) : json_object_new_int64((int64_t)u);
}

static struct json_object *value(struct build *b);

static struct json_object *array(struct build *b)
{
	struct json_object *v = json_build_array();
	b->p++;
	while (next(b) != ']') {
		json_object_array_add(v, value(b));
		b->p += next(b) == ',';
	}
	b->p++;
	return v;
}

/* Replaces a value with U+0000, which CEL cannot represent: our strings end at NUL. */
static struct json_object *unobserved(const struct build *b, const char *what)
{
	struct json_object *v = json_object_new_object();
	json_object_object_add(v, b->unobserved, json_object_new_string(what));
	return v;
}

static bool holds_nul(const struct build *b, struct str s)
{
	return b->unobserved && memchr(s.p, '\0', s.n);
}

/* Returns false and leaves the member out if its key has U+0000. */
static bool member(struct build *b, struct json_object *object)
{
	int had = json_object_object_length(object);
	struct str name = string(b);
	bool whole = !holds_nul(b, name);
	char few[64], *key = name.n < sizeof(few) ? few : arena_alloc(b->a, name.n + 1);
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	next(b);
	b->p++;
	struct json_object *v = value(b);
	if (!whole) {
		json_object_put(v);
		return false;
	}
	json_object_object_add(object, key, v);
	b->twice = b->twice || json_object_object_length(object) == had;
	return true;
}

static struct json_object *object(struct build *b)
{
	struct json_object *v = json_build_object();
	bool whole = true;
	b->p++;
	while (next(b) != '}') {
		whole = member(b, v) && whole;
		b->p += next(b) == ',';
	}
	b->p++;
	if (whole)
		return v;
	json_object_put(v);
	return unobserved(b, "a key of this object contains U+0000, which is not supported");
}

static struct json_object *word(struct build *b)
{
	char c = *b->p;
	b->p += c == 'f' ? strlen("false") : strlen("true"); /* "true" and "null" have the same length */
	return c == 'n' ? json_build_null() : json_object_new_boolean(c == 't');
}

static struct json_object *value(struct build *b)
{
	char c = next(b);
	if (c == '"') {
		struct str s = string(b);
		return holds_nul(b, s) ? unobserved(b, "the string contains U+0000, which is not supported")
							   : json_object_new_string_len(s.p, (int)s.n);
	}
	if (c == '{')
		return object(b);
	if (c == '[')
		return array(b);
	return c == 't' || c == 'f' || c == 'n' ? word(b) : number(b);
}

struct json_object *json_build(struct arena *a, struct str text, const char *hole_name, bool *twice)
{
	struct build b = { .a = a, .p = text.p, .end = text.p + text.n, .unobserved = hole_name, .text = BUF_MAX(text.n) };
	struct json_object *v = value(&b);
	buf_free(&b.text);
	*twice = b.twice;
	return v;
}
