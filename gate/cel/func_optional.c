/* SPDX-License-Identifier: Apache-2.0 */
/* func_optional.c: optional values. Source: cel-go, OptionalTypes. */
#include "func.h"

#include <string.h>

struct cel_value cel_optional(struct cel_context *c, const struct cel_value *v)
{
	struct cel_value *kept = v ? ARENA_NEW(c->a, struct cel_value) : NULL;
	if (kept)
		*kept = *v;
	return (struct cel_value){ .kind = CEL_OPTIONAL, .optional = kept };
}

struct cel_value func_optional_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_optional(c, &args[0]);
}

struct cel_value func_optional_none(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)args;
	(void)n;
	return cel_optional(c, NULL);
}

static bool is_zero(const struct cel_value *v)
{
	switch ((enum cel_kind)v->kind) {
	case CEL_NULL: return true;
	case CEL_BOOL: return !v->b;
	case CEL_INT:
	case CEL_DURATION: return v->i == 0;
	case CEL_UINT: return v->u == 0;
	case CEL_DOUBLE: return !(v->d < 0) && !(v->d > 0);
	case CEL_STRING:
	case CEL_BYTES: return v->s.n == 0;
	case CEL_LIST:
	case CEL_MAP: return cel_size(v) == 0;
	case CEL_OPTIONAL: return v->optional == NULL;
	default: return false;
	}
}

struct cel_value func_optional_non_zero(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_optional(c, is_zero(&args[0]) ? NULL : &args[0]);
}

/* optional.unwrap([?...]) and [?...].unwrapOpt(): the values of the optionals that have one. */
struct cel_value func_optional_unwrap(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_LIST)
		return cel_no_overload(c, c->at, c->at->name.p, args, n);
	struct cel_list *l = cel_list_new(c, cel_size(&args[0]));
	for (size_t i = 0; i < cel_size(&args[0]); i++) {
		struct cel_value one = cel_item(&args[0], i);
		if (one.kind != CEL_OPTIONAL)
			return one.kind == CEL_ERROR ? one : cel_no_overload(c, c->at, c->at->name.p, args, n);
		if (one.optional)
			l->items[l->n++] = *one.optional;
	}
	return cel_list_value(l);
}

/* hasValue, value, or, orValue. The last two have a second argument only if the first has no value. */
struct cel_value func_optional(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *name = c->at->name.p;
	if (args[0].kind != CEL_OPTIONAL || (n == 2 && !strcmp(name, "or") && args[1].kind != CEL_OPTIONAL))
		return cel_no_overload(c, c->at, name, args, n);
	if (!strcmp(name, "hasValue"))
		return cel_bool(args[0].optional != NULL);
	if (n == 2)
		return args[1];
	if (!strcmp(name, "or"))
		return args[0];
	return args[0].optional ? *args[0].optional : cel_fail(c, c->at, "optional.none() has no value");
}
