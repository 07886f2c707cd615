/* SPDX-License-Identifier: Apache-2.0 */
/* print.c: prints values as CEL source, and converts them to JSON. */
#include "func.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_quoted(struct buf *b, struct str s, bool bytes)
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
		else if ((unsigned char)s.p[i] < 0x20 || (bytes && (unsigned char)s.p[i] >= 0x7F))
			buf_printf(b, "\\x%02x", (unsigned)(unsigned char)s.p[i]);
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

static void put_list(struct buf *b, const struct cel_value *v)
{
	buf_putc(b, '[');
	for (size_t i = 0; i < cel_size(v) && !b->over; i++) {
		struct cel_value item = cel_item(v, i);
		buf_puts(b, i ? ", " : "");
		cel_print(&item, b);
	}
	buf_putc(b, ']');
}

static void put_map(struct buf *b, const struct cel_value *v)
{
	const char *between = "";
	buf_putc(b, '{');
	for (struct cel_each it = cel_each(v); cel_next(&it) && !b->over; between = ", ") {
		buf_puts(b, between);
		if (v->part && it.key.kind == CEL_STRING && str_is(it.key.s, CEL_WITHHELD)) {
			buf_puts(b, "...");
			continue;
		}
		cel_print(&it.key, b);
		buf_puts(b, ": ");
		cel_print(&it.value, b);
	}
	buf_putc(b, '}');
}

/* Times and addresses are written as calls. */
static void put_by_string(struct buf *b, const struct cel_value *v)
{
	struct cel_context c = { .a = arena_new() };
	bool time = v->kind == CEL_DURATION || v->kind == CEL_TIMESTAMP;
	buf_printf(b, "%s(\"%s\")",
		v->kind == CEL_DURATION ? "duration"
			: time              ? "timestamp"
			: v->kind == CEL_IP ? "ip"
								: "cidr",
		time ? func_time_text(&c, v) : func_net_text(&c, v));
	arena_free(c.a);
}

void cel_print(const struct cel_value *v, struct buf *out)
{
	struct str s;
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL: buf_puts(out, "null"); break;
	case CEL_BOOL: buf_puts(out, v->b ? "true" : "false"); break;
	case CEL_INT: buf_printf(out, "%lld", (long long)v->i); break;
	case CEL_UINT: buf_printf(out, v->fact ? "%llu" : "%lluu", (unsigned long long)v->u); break;
	case CEL_DOUBLE: put_double(out, v->d); break;
	case CEL_BYTES:
		buf_putc(out, 'b');
		put_quoted(out, v->s, true);
		break;
	case CEL_STRING: put_quoted(out, v->s, false); break;
	case CEL_LIST: put_list(out, v); break;
	case CEL_MAP: put_map(out, v); break;
	case CEL_TYPE: buf_put(out, v->s.p, v->s.n); break;
	case CEL_ERROR:
		s = cel_error_text(v);
		buf_printf(out, "error: %.*s", (int)s.n, s.p);
		break;
	case CEL_UNHELD: buf_puts(out, "..."); break;
	case CEL_OPTIONAL:
		buf_puts(out, v->optional ? "optional.of(" : "optional.none()");
		if (v->optional) {
			cel_print(v->optional, out);
			buf_putc(out, ')');
		}
		break;
	case CEL_TIMESTAMP:
	case CEL_DURATION:
	case CEL_IP:
	case CEL_CIDR: put_by_string(out, v); break;
	case CEL__COUNT: break;
	}
}

static struct json *list_json(struct arena *a, const struct cel_value *v, struct err *e)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < cel_size(v); i++) {
		struct cel_value item = cel_item(v, i);
		struct json *one = cel_to_json(a, &item, e);
		if (!one)
			return NULL;
		json_add(out, one);
	}
	return out;
}

static struct json *map_json(struct arena *a, const struct cel_value *v, struct err *e)
{
	struct json *out = json_new_object(a);
	for (struct cel_each it = cel_each(v); cel_next(&it);) {
		struct json *one = cel_to_json(a, &it.value, e);
		struct buf name = BUF_MAX(64 * 1024);
		if (!one)
			return NULL;
		if (it.key.kind == CEL_STRING)
			buf_put(&name, it.key.s.p, it.key.s.n);
		else
			cel_print(&it.key, &name);
		json_set(out, buf_text(&name), one);
		buf_free(&name);
	}
	return out;
}

static struct json *bytes_json(struct arena *a, struct str bytes)
{
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	base64_put(&b, bytes);
	struct json *v = json_new_stringn(a, buf_text(&b), b.n);
	buf_free(&b);
	return v;
}

struct json *cel_to_json(struct arena *a, const struct cel_value *v, struct err *e)
{
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL: return json_new_null(a);
	case CEL_BOOL: return json_new_bool(a, v->b);
	case CEL_INT: return json_new_int(a, v->i);
	case CEL_UINT: return json_new_uint(a, v->u);
	case CEL_DOUBLE:
		if (isfinite(v->d))
			return json_new_double(a, v->d);
		break;
	case CEL_STRING:
	case CEL_TYPE: return json_new_stringn(a, v->s.p, v->s.n);
	case CEL_LIST: return v->in_json ? json_copy(a, v->json) : list_json(a, v, e);
	case CEL_MAP: return v->in_json ? json_copy(a, v->json) : map_json(a, v, e);
	case CEL_TIMESTAMP:
	case CEL_DURATION: return json_new_string(a, func_time_text(&(struct cel_context){ .a = a }, v));
	case CEL_IP:
	case CEL_CIDR: return json_new_string(a, func_net_text(&(struct cel_context){ .a = a }, v));
	case CEL_BYTES: return bytes_json(a, v->s);
	case CEL_OPTIONAL: return v->optional ? cel_to_json(a, v->optional, e) : json_new_null(a);
	case CEL_ERROR:
	case CEL_UNHELD:
	case CEL__COUNT: break;
	}
	err_set(e, ERR_EVAL, "a %s has no form in JSON", cel_kind_name((enum cel_kind)v->kind));
	return NULL;
}

const char *cel_value_text(struct cel_context *c, const struct cel_value *v)
{
	enum { MOST = 60 };
	struct buf b = BUF_MAX(2 * MOST);
	cel_print(v, &b);
	const char *kept = text_cut(c->a, (struct str){ buf_text(&b), b.n }, MOST);
	const char *text = arena_printf(c->a, "%s%s", kept, b.over && b.n <= MOST ? "..." : "");
	buf_free(&b);
	return text;
}
