/* SPDX-License-Identifier: Apache-2.0 */
/* print.c: values as CEL source for people, and as JSON for machines. */
#include "func.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_quoted(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_printf(b, "\\%c", s.p[i]);
		else if (s.p[i] == '\n')
			buf_puts(b, "\\n");
		else if (s.p[i] == '\r')
			buf_puts(b, "\\r");
		else if (s.p[i] == '\t')
			buf_puts(b, "\\t");
		else if ((unsigned char)s.p[i] < 0x20)
			buf_printf(b, "\\x%02x", (unsigned)s.p[i]);
		else
			buf_putc(b, s.p[i]);
	}
	buf_putc(b, '"');
}

static void put_double(struct buf *b, double d)
{
	char text[40];
	if (isnan(d) || isinf(d)) {
		buf_puts(b, isnan(d) ? "double(\"NaN\")" : d > 0 ? "double(\"Infinity\")" : "double(\"-Infinity\")");
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		double back = strtod(text, NULL);
		if (!(back < d) && !(back > d))
			break;
	}
	buf_puts(b, text);
	if (!strpbrk(text, ".e"))
		buf_puts(b, ".0");
}

static void put_members(struct buf *b, const struct cel_value *v)
{
	bool map = v->kind == CEL_MAP;
	buf_putc(b, map ? '{' : '[');
	for (size_t i = 0; i < cel_size(v) && !b->over; i++) {
		struct cel_value key, value;
		if (i)
			buf_puts(b, ", ");
		if (map) {
			cel_member(v, i, &key, &value);
			cel_print(&key, b);
			buf_puts(b, ": ");
		} else {
			value = cel_item(v, i);
		}
		cel_print(&value, b);
	}
	buf_putc(b, map ? '}' : ']');
}

static void put_time(struct buf *b, const struct cel_value *v)
{
	struct cel_context c = { .a = arena_new() };
	buf_printf(b, "%s(\"%s\")", v->kind == CEL_DURATION ? "duration" : "timestamp", func_time_text(&c, v));
	arena_free(c.a);
}

void cel_print(const struct cel_value *v, struct buf *out)
{
	struct str s;
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL:
		buf_puts(out, "null");
		break;
	case CEL_BOOL:
		buf_puts(out, v->b ? "true" : "false");
		break;
	case CEL_INT:
		buf_printf(out, "%lld", (long long)v->i);
		break;
	case CEL_UINT:
		buf_printf(out, v->fact ? "%llu" : "%lluu", (unsigned long long)v->u);
		break;
	case CEL_DOUBLE:
		put_double(out, v->d);
		break;
	case CEL_BYTES:
		buf_putc(out, 'b');
		put_quoted(out, v->s);
		break;
	case CEL_STRING:
		put_quoted(out, v->s);
		break;
	case CEL_LIST:
	case CEL_MAP:
		put_members(out, v);
		break;
	case CEL_TYPE:
		buf_put(out, v->s.p, v->s.n);
		break;
	case CEL_ERROR:
		s = cel_error_text(v);
		buf_printf(out, "error: %.*s", (int)s.n, s.p);
		break;
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		put_time(out, v);
		break;
	default:
		buf_puts(out, cel_kind_name((enum cel_kind)v->kind));
	}
}

static struct json *members_json(struct arena *a, const struct cel_value *v, struct err *e)
{
	struct json *out = v->kind == CEL_MAP ? json_new_object(a) : json_new_array(a);
	for (size_t i = 0; i < cel_size(v); i++) {
		struct cel_value key = { .kind = CEL_NULL }, value = key;
		if (v->kind == CEL_MAP)
			cel_member(v, i, &key, &value);
		else
			value = cel_item(v, i);
		struct json *one = cel_to_json(a, &value, e);
		if (!one)
			return NULL;
		if (v->kind == CEL_LIST) {
			json_add(out, one);
			continue;
		}
		struct buf name = BUF_MAX(64 * 1024);
		if (key.kind == CEL_STRING)
			buf_put(&name, key.s.p, key.s.n);
		else
			cel_print(&key, &name);
		json_set(out, buf_text(&name), one);
		buf_free(&name);
	}
	return out;
}

struct json *cel_to_json(struct arena *a, const struct cel_value *v, struct err *e)
{
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL:
		return json_new_null(a);
	case CEL_BOOL:
		return json_new_bool(a, v->b);
	case CEL_INT:
		return json_new_int(a, v->i);
	case CEL_UINT:
		if (v->u <= INT64_MAX)
			return json_new_int(a, (int64_t)v->u);
		return json_new_double(a, (double)v->u);
	case CEL_DOUBLE:
		if (isfinite(v->d))
			return json_new_double(a, v->d);
		break;
	case CEL_STRING:
	case CEL_TYPE:
		return json_new_stringn(a, v->s.p, v->s.n);
	case CEL_LIST:
	case CEL_MAP:
		return members_json(a, v, e);
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		return json_new_string(a, func_time_text(&(struct cel_context){ .a = a }, v));
	default:
		break;
	}
	err_set(e, ERR_EVAL, "a %s has no form in JSON", cel_kind_name((enum cel_kind)v->kind));
	return NULL;
}
