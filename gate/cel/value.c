/* SPDX-License-Identifier: Apache-2.0 */
/* value.c: values: what JSON becomes, what hosts can look at, and errors as values. */
#include "node.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WHOLE_DOUBLES 9007199254740992.0 /* 2^53 */

static struct cel_value number_of_json(const struct json *v)
{
	if (json_kind(v) == JSON_INT) {
		struct cel_value n = json_int_is_big(v) ? cel_uint(json_uint(v)) : cel_int(json_int(v));
		n.fact = true;
		return n;
	}
	struct cel_value d = cel_double(json_double(v));
	d.fact = d.d >= -WHOLE_DOUBLES && d.d <= WHOLE_DOUBLES && !(d.d < floor(d.d)) && !(d.d > floor(d.d));
	return d;
}

struct cel_value cel_of_json(const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_NULL:
		return (struct cel_value){ .kind = CEL_NULL };
	case JSON_BOOL:
		return cel_bool(json_is_true(v));
	case JSON_STRING:
		return cel_string(json_text(v));
	case JSON_ARRAY:
		return (struct cel_value){ .kind = CEL_LIST, .in_json = true, .json = v };
	case JSON_OBJECT:
		break;
	default:
		return number_of_json(v);
	}
	const char *only = json_only_key(v);
	const struct json *hole = only && !strcmp(only, CEL_HOLE) ? json_get(v, CEL_HOLE) : NULL;
	if (hole)
		return (struct cel_value){ .kind = CEL_ERROR, .in_json = true, .json = hole };
	return (struct cel_value){ .kind = CEL_MAP, .in_json = true, .json = v };
}

struct cel_value cel_of_string(const char *s)
{
	return cel_string(str_of(s));
}

const char *cel_kind_name(enum cel_kind k)
{
	static const char *const names[] = {
		[CEL_ERROR] = "error", [CEL_NULL] = "null_type", [CEL_BOOL] = "bool", [CEL_INT] = "int", [CEL_UINT] = "uint",
		[CEL_DOUBLE] = "double", [CEL_STRING] = "string", [CEL_BYTES] = "bytes", [CEL_LIST] = "list", [CEL_MAP] = "map",
		[CEL_TIMESTAMP] = "google.protobuf.Timestamp", [CEL_DURATION] = "google.protobuf.Duration", [CEL_TYPE] = "type",
		[CEL_OPTIONAL] = "optional_type", [CEL_IP] = "net.IP", [CEL_CIDR] = "net.CIDR",
	};
	_Static_assert(COUNTOF(names) == CEL__COUNT, "a name for every kind");
	return names[k];
}

struct cel_value cel_type_of(const struct cel_value *v)
{
	return (struct cel_value){ .kind = CEL_TYPE, .s = str_of(cel_kind_name((enum cel_kind)v->kind)) };
}

struct str cel_error_text(const struct cel_value *v)
{
	return v->in_json ? json_text(v->json) : v->failure->text;
}

struct cel_value cel_fail(struct cel_context *c, const struct cel_node *at, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	struct cel_failure *f = ARENA_NEW(c->a, struct cel_failure);
	size_t n = at ? at->to - at->from : 0;
	const char *source = at ? c->p->text.p + at->from : "";
	f->text = str_of(n ? arena_printf(c->a, "%s (in %.*s%s)", text, (int)(n > 120 ? 120 : n), source, n > 120 ? "..." : "")
		: arena_strdup(c->a, text));
	return (struct cel_value){ .kind = CEL_ERROR, .failure = f };
}

struct cel_value cel_no_overload(struct cel_context *c, const struct cel_node *at, const char *what, const struct cel_value *args, size_t n)
{
	char kinds[200] = "";
	for (size_t i = 0, used = 0; i < n && used < sizeof(kinds); i++) {
		int w = snprintf(kinds + used, sizeof(kinds) - used, "%s%s", i ? ", " : "", cel_kind_name((enum cel_kind)args[i].kind));
		used += w > 0 ? (size_t)w : 0;
	}
	return cel_fail(c, at, "no such overload: %s(%s)", what, kinds);
}

size_t cel_size(const struct cel_value *v)
{
	if (v->kind == CEL_LIST)
		return v->in_json ? json_size(v->json) : v->list->n;
	if (v->kind == CEL_MAP)
		return v->in_json ? json_size(v->json) : v->map->n;
	return 0;
}

struct cel_value cel_item(const struct cel_value *list, size_t i)
{
	return list->in_json ? cel_of_json(json_item(list->json, i)) : list->list->items[i];
}

void cel_member(const struct cel_value *map, size_t i, struct cel_value *key, struct cel_value *value)
{
	if (!map->in_json) {
		*key = map->map->entries[i].key;
		*value = map->map->entries[i].value;
		return;
	}
	struct json_each it = json_each(map->json);
	for (size_t n = 0; json_next(&it) && n < i; n++)
		;
	*key = cel_of_string(it.key);
	*value = cel_of_json(it.value);
}

struct cel_list *cel_list_new(struct cel_context *c, size_t n)
{
	return arena_alloc(c->a, sizeof(struct cel_list) + n * sizeof(struct cel_value));
}

struct cel_value cel_list_value(const struct cel_list *l)
{
	return (struct cel_value){ .kind = CEL_LIST, .list = l };
}
