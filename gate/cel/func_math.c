/* SPDX-License-Identifier: Apache-2.0 */
/* func_math.c: the extension for mathematics. Source: cel-go ext/math. */
#include "func.h"

#include <math.h>

/* greatest and least, of the arguments or of the items of a single list. */
static struct cel_value extreme(
	struct cel_context *c, const struct cel_value *args, size_t n, enum cel_op better, const char *name)
{
	const struct cel_value *list = n == 1 && args[0].kind == CEL_LIST ? &args[0] : NULL;
	size_t count = list ? cel_size(list) : n;
	struct cel_value best = { .kind = CEL_NULL };
	for (size_t i = 0; i < count; i++) {
		struct cel_value v = list ? cel_item(list, i) : args[i];
		if (v.kind == CEL_ERROR)
			return v;
		if (!cel_is_number(&v))
			return cel_no_overload(c, c->at, name, args, n);
		if (!i) {
			best = v;
		} else if (!cel_is_nan(&v) && !cel_is_nan(&best)) {
			struct cel_value is = cel_compare(c, better, c->at, v, best);
			best = is.kind == CEL_BOOL && is.b ? v : best;
		}
	}
	best.fact = false;
	return count ? best : cel_fail(c, c->at, "%s of nothing", name);
}

struct cel_value func_greatest(struct cel_context *c, const struct cel_value *args, size_t n)
{
	return extreme(c, args, n, OP_GREATER, "math.greatest");
}

struct cel_value func_least(struct cel_context *c, const struct cel_value *args, size_t n)
{
	return extreme(c, args, n, OP_LESS, "math.least");
}

/* Rounds to a whole double; halves away from zero. */
struct cel_value func_rounding(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v = args[0];
	if (v.fact)
		cel_fact_as(&v, CEL_DOUBLE);
	if (v.kind != CEL_DOUBLE)
		return cel_no_overload(c, c->at, "math", args, n);
	switch (c->at->name.p[5]) { /* math.ceil floor round trunc */
	case 'c': return cel_double(ceil(v.d));
	case 'f': return cel_double(floor(v.d));
	case 'r': return cel_double(round(v.d));
	default: return cel_double(trunc(v.d));
	}
}

struct cel_value func_sqrt(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value d = cel_is_number(&args[0]) ? func_double(c, args, 1) : args[0];
	return d.kind == CEL_DOUBLE ? cel_double(sqrt(d.d)) : cel_no_overload(c, c->at, "math.sqrt", args, n);
}

struct cel_value func_abs(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_INT:
		return args[0].i == INT64_MIN ? cel_fail(c, c->at, "integer overflow")
									  : cel_int(args[0].i < 0 ? -args[0].i : args[0].i);
	case CEL_UINT: return cel_uint(args[0].u);
	case CEL_DOUBLE: return cel_double(fabs(args[0].d));
	default: return cel_no_overload(c, c->at, "math.abs", args, n);
	}
}

struct cel_value func_sign(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_INT: return cel_int((args[0].i > 0) - (args[0].i < 0));
	case CEL_UINT: return cel_uint(args[0].u > 0);
	case CEL_DOUBLE:
		return cel_is_nan(&args[0]) ? cel_double(args[0].d) : cel_double((args[0].d > 0) - (args[0].d < 0));
	default: return cel_no_overload(c, c->at, "math.sign", args, n);
	}
}

struct cel_value func_is_double(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value v = args[0];
	if (v.fact)
		cel_fact_as(&v, CEL_DOUBLE);
	if (v.kind != CEL_DOUBLE)
		return cel_no_overload(c, c->at, "math", args, n);
	switch (c->at->name.p[7]) { /* math.isNaN isInf isFinite */
	case 'N': return cel_bool(isnan(v.d));
	case 'I': return cel_bool(isinf(v.d));
	default: return cel_bool(isfinite(v.d));
	}
}

static uint64_t bits(const struct cel_value *v)
{
	return v->kind == CEL_INT ? (uint64_t)v->i : v->u;
}

static struct cel_value of_bits(const struct cel_value *like, uint64_t u)
{
	return like->kind == CEL_INT ? cel_int((int64_t)u) : cel_uint(u);
}

/* math.bitAnd, bitOr and bitXor, of two values of one type; a fact takes the other's type. */
struct cel_value func_bits(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct cel_value a = args[0], b = args[1];
	if (a.fact)
		cel_fact_as(&a, b.kind == CEL_UINT ? CEL_UINT : CEL_INT);
	if (b.fact)
		cel_fact_as(&b, a.kind == CEL_UINT ? CEL_UINT : CEL_INT);
	if (a.kind != b.kind || (a.kind != CEL_INT && a.kind != CEL_UINT))
		return cel_no_overload(c, c->at, "math", args, n);
	switch (c->at->name.p[8]) {
	case 'A': return of_bits(&a, bits(&a) & bits(&b));
	case 'O': return of_bits(&a, bits(&a) | bits(&b));
	default: return of_bits(&a, bits(&a) ^ bits(&b));
	}
}

struct cel_value func_bit_not(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_INT && args[0].kind != CEL_UINT)
		return cel_no_overload(c, c->at, "math.bitNot", args, n);
	return of_bits(&args[0], ~bits(&args[0]));
}

/* The right shift is logical, also for int; a shift by 64 or more gives 0. */
struct cel_value func_shift(struct cel_context *c, const struct cel_value *args, size_t n)
{
	bool left = c->at->name.p[13] == 'L';
	if ((args[0].kind != CEL_INT && args[0].kind != CEL_UINT) || args[1].kind != CEL_INT)
		return cel_no_overload(c, c->at, "math", args, n);
	if (args[1].i < 0)
		return cel_fail(c, c->at, "a shift by a negative offset");
	uint64_t u = bits(&args[0]);
	u = args[1].i > 63 ? 0 : left ? u << args[1].i : u >> args[1].i;
	return of_bits(&args[0], u);
}
