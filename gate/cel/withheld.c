/* SPDX-License-Identifier: Apache-2.0 */
/* withheld.c: values of which a record holds a part only (CEL_WITHHELD in cel.h): what is known of them, and an error
 * for the rest. */
#include "node.h"

#include <string.h>

static const struct json *details(const struct cel_value *v)
{
	return json_get(v->json, CEL_WITHHELD);
}

bool cel_read_withheld(const struct json *v, struct cel_value *out)
{
	const struct json *info = json_get(v, CEL_WITHHELD);
	bool map = str_is(json_text(json_get(info, "kind")), "map");
	if (json_kind(info) != JSON_OBJECT && json_kind(info) != JSON_STRING)
		return false;
	if (!map && json_size(v) != 1)
		return false;
	out->kind = map ? CEL_MAP : CEL_UNHELD;
	out->part = out->in_json = true;
	out->json = v;
	return true;
}

struct cel_value cel_not_held(const struct cel_value *v)
{
	static const struct cel_failure plain = { { CEL_NOT_HELD, sizeof(CEL_NOT_HELD) - 1 } };
	const struct json *info = details(v);
	if (json_kind(info) == JSON_STRING)
		return (struct cel_value){ .kind = CEL_ERROR, .in_json = true, .json = info };
	return (struct cel_value){ .kind = CEL_ERROR, .failure = &plain };
}

static bool is_among(const struct json *list, const struct cel_value *item)
{
	for (size_t i = 0; i < json_size(list); i++) {
		struct cel_value one = cel_of_json(json_item(list, i)), same = cel_equals(&one, item);
		if (same.kind == CEL_BOOL && same.b)
			return true;
	}
	return false;
}

bool cel_withheld_lacks(const struct cel_value *v, const struct cel_value *item)
{
	return is_among(json_get(details(v), "lacks"), item);
}

struct cel_value cel_withheld_contains(const struct cel_value *list, const struct cel_value *item)
{
	if (is_among(json_get(details(list), "has"), item))
		return cel_bool(true);
	return cel_withheld_lacks(list, item) ? cel_bool(false) : cel_not_held(list);
}

static const struct json *size_of(const struct cel_value *v)
{
	return v->part ? json_get(details(v), "size") : NULL;
}

static const char *kind_of(const struct cel_value *v)
{
	if (v->kind != CEL_UNHELD)
		return cel_kind_name((enum cel_kind)v->kind);
	const struct json *kind = json_get(details(v), "kind");
	return kind ? json_text(kind).p : NULL;
}

struct cel_value cel_withheld_call(const char *function, const struct cel_value *v)
{
	struct cel_value type;
	const struct json *size = size_of(v);
	const char *kind = kind_of(v);
	if (!strcmp(function, "dyn"))
		return *v;
	if (!strcmp(function, "size") && size)
		return cel_int(json_int(size));
	if (!strcmp(function, "type") && kind && cel_type_named(kind, &type))
		return type;
	return cel_not_held(v);
}

static bool is_number(const char *kind)
{
	return !strcmp(kind, "int") || !strcmp(kind, "uint") || !strcmp(kind, "double");
}

struct cel_value cel_withheld_equals(const struct cel_value *a, const struct cel_value *b)
{
	const char *x = kind_of(a), *y = kind_of(b);
	const struct json *n = size_of(a), *m = size_of(b);
	bool container = x && (!strcmp(x, "list") || !strcmp(x, "map"));
	size_t size_a = n ? (size_t)json_int(n) : cel_size(a), size_b = m ? (size_t)json_int(m) : cel_size(b);
	if (x && y && strcmp(x, y) != 0 && !(is_number(x) && is_number(y)))
		return cel_bool(false);
	if (x && y && container && (n || !a->part) && (m || !b->part) && size_a != size_b)
		return cel_bool(false);
	return cel_not_held(a->part ? a : b);
}
