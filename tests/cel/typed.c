/* SPDX-License-Identifier: Apache-2.0 */
/* typed.c: reads, writes and compares typed values. */
#include "typed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- base64 ---------------------------------------------------------------------------------------- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static struct str decode(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, strlen(text) + 1);
	size_t n = 0;
	uint32_t bits = 0;
	int have = 0;
	for (; *text && *text != '='; text++) {
		bits = bits << 6 | (uint32_t)(strchr(digits, *text) - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 0xFF);
		}
	}
	return (struct str){ out, n };
}

static struct json_object *encode(struct str s)
{
	char *out = malloc(s.n * 2 + 8);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t v = 0;
		for (size_t j = 0; j < 3; j++)
			v = v << 8 | (i + j < s.n ? (unsigned char)s.p[i + j] : 0u);
		for (size_t j = 0; j < 4; j++)
			out[n++] = i + j > s.n ? '=' : digits[v >> (18 - 6 * j) & 63];
	}
	struct json_object *v = json_object_new_string_len(out, (int)n);
	free(out);
	return v;
}

/* ---- Reading --------------------------------------------------------------------------------------------- */

static struct cel_value read_list(struct arena *a, struct json_object *v)
{
	size_t n = json_object_array_length(v);
	struct cel_list *l = arena_alloc(a, sizeof(*l) + n * sizeof(l->items[0]));
	for (l->n = 0; l->n < n; l->n++)
		l->items[l->n] = typed_read(a, json_object_array_get_idx(v, l->n));
	return cel_list_value(l);
}

static struct cel_value read_map(struct arena *a, struct json_object *v)
{
	size_t n = json_object_array_length(v);
	struct cel_map *m = arena_alloc(a, sizeof(*m) + n * sizeof(m->entries[0]));
	for (m->n = 0; m->n < n; m->n++) {
		struct json_object *pair = json_object_array_get_idx(v, m->n);
		m->entries[m->n].key = typed_read(a, json_object_array_get_idx(pair, 0));
		m->entries[m->n].value = typed_read(a, json_object_array_get_idx(pair, 1));
	}
	return (struct cel_value){ .kind = CEL_MAP, .map = m };
}

static struct cel_value evaluate(struct arena *a, const char *expression)
{
	struct cel_program *p;
	struct err e;
	if (cel_compile(a, str_of(expression), NULL, NULL, &p, &e))
		abort();
	return cel_eval(p, &(struct cel_scope){ 0 }, a);
}

struct json_object *typed_line(const char *line)
{
	struct json_tokener *t = json_tokener_new_ex(512);
	struct json_object *v = json_tokener_parse_ex(t, line, -1);
	json_tokener_free(t);
	return v;
}

struct cel_value typed_read(struct arena *a, struct json_object *v)
{
	struct lh_entry *e = json_object_get_object(v)->head;
	const char *kind = e->k;
	struct json_object *x = (struct json_object *)(uintptr_t)e->v;
	const char *text = json_object_get_string(x);
	if (!strcmp(kind, "bool"))
		return cel_bool(json_object_get_boolean(x));
	if (!strcmp(kind, "int"))
		return cel_int(strtoll(text, NULL, 10));
	if (!strcmp(kind, "uint"))
		return cel_uint(strtoull(text, NULL, 10));
	if (!strcmp(kind, "double"))
		return cel_double(!strcmp(text, "Infinity") ? (double)INFINITY
				: !strcmp(text, "-Infinity")        ? -(double)INFINITY
				: !strcmp(text, "NaN")              ? (double)NAN
													: strtod(text, NULL));
	if (!strcmp(kind, "string"))
		return cel_string((struct str){
			arena_strndup(a, text, (size_t)json_object_get_string_len(x)), (size_t)json_object_get_string_len(x) });
	if (!strcmp(kind, "bytes"))
		return (struct cel_value){ .kind = CEL_BYTES, .s = decode(a, text) };
	if (!strcmp(kind, "list"))
		return read_list(a, x);
	if (!strcmp(kind, "map"))
		return read_map(a, x);
	if (!strcmp(kind, "type"))
		return (struct cel_value){ .kind = CEL_TYPE, .s = str_of(arena_strdup(a, text)) };
	if (!strcmp(kind, "timestamp") || !strcmp(kind, "duration"))
		return evaluate(a, arena_printf(a, "%s('%s')", kind, text));
	return (struct cel_value){ .kind = CEL_NULL };
}

/* ---- Writing --------------------------------------------------------------------------------------------- */

static struct json_object *one(const char *kind, struct json_object *value)
{
	struct json_object *v = json_object_new_object();
	json_object_object_add(v, kind, value);
	return v;
}

static struct json_object *double_text(double d)
{
	char text[40];
	if (isnan(d) || isinf(d))
		return json_object_new_string(isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
	snprintf(text, sizeof(text), "%.17g", d);
	if (!strpbrk(text, ".e"))
		strcat(text, ".0");
	return json_object_new_double_s(d, text);
}

static struct json_object *whole(const struct cel_value *v)
{
	char text[32];
	bool large = v->kind == CEL_INT ? v->i > 9007199254740991 || v->i < -9007199254740991 : v->u > 9007199254740991u;
	if (v->kind == CEL_INT)
		snprintf(text, sizeof(text), "%lld", (long long)v->i);
	else
		snprintf(text, sizeof(text), "%llu", (unsigned long long)v->u);
	return large             ? json_object_new_string(text)
		: v->kind == CEL_INT ? json_object_new_int64(v->i)
							 : json_object_new_uint64(v->u);
}

static struct json_object *members(const struct cel_value *v)
{
	struct json_object *out = json_object_new_array();
	for (size_t i = 0; v->kind == CEL_LIST && i < cel_size(v); i++) {
		struct cel_value item = cel_item(v, i);
		json_object_array_add(out, typed_write(&item));
	}
	if (v->kind == CEL_LIST)
		return out;
	for (struct cel_each it = cel_each(v); cel_next(&it);) {
		struct json_object *pair = json_object_new_array();
		json_object_array_add(pair, typed_write(&it.key));
		json_object_array_add(pair, typed_write(&it.value));
		json_object_array_add(out, pair);
	}
	return out;
}

/* Timestamps and durations, written with CEL's own string(). */
static struct json_object *by_string(const struct cel_value *v)
{
	struct arena *a = arena_new();
	struct cel_program *p;
	struct err e;
	struct cel_binding x = { "x", *v };
	struct json_object *out = NULL;
	if (!cel_compile(a, STR("string(x)"), NULL, NULL, &p, &e)) {
		struct cel_value s = cel_eval(p, &(struct cel_scope){ .vars = &x, .n_vars = 1 }, a);
		out = s.kind == CEL_STRING ? json_object_new_string_len(s.s.p, (int)s.s.n) : NULL;
	}
	arena_free(a);
	return out;
}

static bool pairs_equal(struct json_object *a, struct json_object *b)
{
	size_t n = json_object_array_length(a), found = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < json_object_array_length(b); j++) {
			struct json_object *x = json_object_array_get_idx(a, i), *y = json_object_array_get_idx(b, j);
			found += typed_equal(json_object_array_get_idx(x, 0), json_object_array_get_idx(y, 0)) &&
				typed_equal(json_object_array_get_idx(x, 1), json_object_array_get_idx(y, 1));
		}
	return n == json_object_array_length(b) && found == n;
}

static bool lists_equal(struct json_object *a, struct json_object *b)
{
	size_t n = json_object_array_length(a);
	if (n != json_object_array_length(b))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!typed_equal(json_object_array_get_idx(a, i), json_object_array_get_idx(b, i)))
			return false;
	return true;
}

bool typed_equal(struct json_object *a, struct json_object *b)
{
	struct lh_entry *x = json_object_get_object(a)->head, *y = json_object_get_object(b)->head;
	struct json_object *v = (struct json_object *)(uintptr_t)x->v, *w = (struct json_object *)(uintptr_t)y->v;
	if (strcmp(x->k, y->k) != 0)
		return false;
	if (!strcmp(x->k, "map"))
		return pairs_equal(v, w);
	if (!strcmp(x->k, "list"))
		return lists_equal(v, w);
	if (!strcmp(x->k, "double") && json_object_is_type(v, json_type_double) && json_object_is_type(w, json_type_double))
		return json_object_get_double(v) == json_object_get_double(w);
	return !strcmp(json_object_to_json_string(v), json_object_to_json_string(w));
}

struct json_object *typed_write(const struct cel_value *v)
{
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL: return one("null", NULL);
	case CEL_BOOL: return one("bool", json_object_new_boolean(v->b));
	case CEL_INT: return one("int", whole(v));
	case CEL_UINT: return one("uint", whole(v));
	case CEL_DOUBLE: return one("double", double_text(v->d));
	case CEL_STRING: return one("string", json_object_new_string_len(v->s.p, (int)v->s.n));
	case CEL_BYTES: return one("bytes", encode(v->s));
	case CEL_LIST: return one("list", members(v));
	case CEL_MAP: return one("map", members(v));
	case CEL_TYPE: return one("type", json_object_new_string_len(v->s.p, (int)v->s.n));
	case CEL_TIMESTAMP: return one("timestamp", by_string(v));
	case CEL_DURATION: return one("duration", by_string(v));
	default: return one("error", json_object_new_string(cel_kind_name((enum cel_kind)v->kind)));
	}
}
