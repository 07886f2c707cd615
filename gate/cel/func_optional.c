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
	case CEL_NULL:     return true;
	case CEL_BOOL:     return !v->b;
	case CEL_INT:
	case CEL_DURATION: return v->i == 0;
	case CEL_UINT:     return v->u == 0;
	case CEL_DOUBLE:   return !(v->d < 0) && !(v->d > 0);
	case CEL_STRING:
	case CEL_BYTES:    return v->s.n == 0;
	case CEL_LIST:
	case CEL_MAP:      return cel_size(v) == 0;
	case CEL_OPTIONAL: return v->optional == NULL;
	default:           return false;
	}
}

struct cel_value func_optional_non_zero(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)n;
	return cel_optional(c, is_zero(&args[0]) ? NULL : &args[0]);
}

/* hasValue, value, or, orValue */
struct cel_value func_optional(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *name = c->at->name.p;
	bool or = !strcmp(name, "or");
	if (args[0].kind != CEL_OPTIONAL || (or && args[1].kind != CEL_OPTIONAL))
		return cel_no_overload(c, c->at, name, args, n);
	if (!strcmp(name, "hasValue"))
		return cel_bool(args[0].optional != NULL);
	if (or)
		return args[0].optional ? args[0] : args[1];
	if (args[0].optional)
		return *args[0].optional;
	return n == 2 ? args[1] : cel_fail(c, c->at, "optional.none() has no value");
}
