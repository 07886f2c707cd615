/* SPDX-License-Identifier: Apache-2.0 */
/* withheld.c: values that a record contains only in part (CEL_WITHHELD, see cel.h): answers what is known about them,
 * and gives an error for the rest. */
#include "node.h"

#include <string.h>

static const struct json *details(const struct cel_value *v)
{
	return json_get(v->json, CEL_WITHHELD);
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
