/* SPDX-License-Identifier: Apache-2.0 */
/* json_read.c: reads members by path and type. Records the first error with its path, the wanted type and the actual
 * one. */
#include "base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 256 };

/* Reads one step of a path: ".key" or "[n]". Returns false at the end of the path, or if it is invalid. */
static bool step(const char **path, const struct json **at)
{
	const char *p = *path;
	if (*p == '[') {
		char *end;
		unsigned long i = strtoul(p + 1, &end, 10);
		*at = json_item(*at, i);
		*path = *end == ']' ? end + 1 : end;
		return *end == ']';
	}
	if (*p == '.')
		p++;
	size_t n = strcspn(p, ".[");
	char key[KEY_MAX];
	if (!n || n >= sizeof(key))
		return false;
	memcpy(key, p, n);
	key[n] = '\0';
	*at = json_get(*at, key);
	*path = p + n;
	return true;
}

struct json *json_at(const struct json *v, const char *path)
{
	const struct json *at = v;
	while (*path && at)
		if (!step(&path, &at))
			return NULL;
	return (struct json *)(uintptr_t)at;
}

const char *json_text_at(const struct json *v, const char *path)
{
	return json_text(json_at(v, path)).p;
}

struct json_reader json_reader(const struct json *root, const char *name, struct err *e)
{
	return (struct json_reader){ .root = root, .name = name, .e = e };
}

static void fail(struct json_reader *r, const char *path, const char *want, const struct json *have)
{
	if (r->failed)
		return;
	r->failed = true;
	err_set(r->e, ERR_MALFORMED, "%s: %s: want %s, have %s", r->name, path, want,
		have ? json_kind_name(json_kind(have)) : "nothing");
}

static const struct json *present(const struct json_reader *r, const char *path)
{
	const struct json *v = json_at(r->root, path);
	return json_kind(v) == JSON_NULL ? NULL : v;
}

const char *json_read_string_or(struct json_reader *r, const char *path, const char *def)
{
	const struct json *v = present(r, path);
	if (!v)
		return def;
	if (json_kind(v) == JSON_STRING)
		return json_text(v).p;
	fail(r, path, "string", v);
	return def;
}

const char *json_read_string(struct json_reader *r, const char *path)
{
	const char *s = json_read_string_or(r, path, NULL);
	if (!s)
		fail(r, path, "string", json_at(r->root, path));
	return s ? s : "";
}

static bool whole(const struct json *v, int64_t *out)
{
	if (json_kind(v) == JSON_INT && !json_int_is_big(v)) {
		*out = json_int(v);
		return true;
	}
	struct str s = json_text(v);
	if (json_kind(v) != JSON_STRING || !s.n || strspn(s.p + (s.p[0] == '-'), "0123456789") != s.n - (s.p[0] == '-') ||
		s.n == (s.p[0] == '-'))
		return false;
	errno = 0;
	*out = strtoll(s.p, NULL, 10);
	return errno == 0;
}

int64_t json_read_int_or(struct json_reader *r, const char *path, int64_t def)
{
	const struct json *v = present(r, path);
	int64_t n = def;
	if (v && !whole(v, &n)) {
		fail(r, path, "whole number", v);
		return def;
	}
	return n;
}

int64_t json_read_int(struct json_reader *r, const char *path)
{
	if (!present(r, path))
		fail(r, path, "whole number", json_at(r->root, path));
	return json_read_int_or(r, path, 0);
}

double json_read_double_or(struct json_reader *r, const char *path, double def)
{
	const struct json *v = present(r, path);
	if (!v)
		return def;
	if (json_kind(v) == JSON_INT || json_kind(v) == JSON_DOUBLE)
		return json_double(v);
	fail(r, path, "number", v);
	return def;
}

bool json_read_bool_or(struct json_reader *r, const char *path, bool def)
{
	const struct json *v = present(r, path);
	if (!v)
		return def;
	if (json_kind(v) != JSON_BOOL)
		fail(r, path, "true or false", v);
	return json_is_true(v);
}

int64_t json_read_time_or(struct json_reader *r, const char *path, int64_t def)
{
	const char *text = json_read_string_or(r, path, NULL);
	int64_t at = def;
	struct err e;
	if (text && clock_parse_time(text, &at, &e) && !r->failed) {
		r->failed = true;
		err_set(r->e, ERR_MALFORMED, "%s: %s: %s", r->name, path, e.text);
	}
	return at;
}

const struct json *json_read_array(struct json_reader *r, const char *path)
{
	const struct json *v = present(r, path);
	if (v && json_kind(v) != JSON_ARRAY)
		fail(r, path, "array", v);
	return v && json_kind(v) == JSON_ARRAY ? v : NULL;
}

const struct json *json_read_object(struct json_reader *r, const char *path)
{
	const struct json *v = present(r, path);
	if (v && json_kind(v) != JSON_OBJECT)
		fail(r, path, "object", v);
	return v && json_kind(v) == JSON_OBJECT ? v : NULL;
}

int json_read_done(const struct json_reader *r)
{
	return r->failed ? -1 : 0;
}

/* ---- Equality; numbers are compared by value ------------------------------------------------------ */

static bool numbers_equal(const struct json *a, const struct json *b)
{
	if (json_kind(a) == JSON_INT && json_kind(b) == JSON_INT)
		return json_int_is_big(a) || json_int_is_big(b) ? json_uint(a) == json_uint(b) : json_int(a) == json_int(b);
	return !(json_double(a) < json_double(b)) && !(json_double(a) > json_double(b));
}

bool json_equal(const struct json *a, const struct json *b)
{
	enum json_kind t = json_kind(a), u = json_kind(b);
	if (a == b)
		return true;
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
