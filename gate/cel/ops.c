/* SPDX-License-Identifier: Apache-2.0 */
/* ops.c: arithmetic, with overflow as an error, and ordering. Source: langdef.md, Operators. */
#include "func.h"

#include <math.h>
#include <string.h>

/* ---- A fact takes the number type of the other operand ------------------------------------------- */

bool cel_fact_as(struct cel_value *v, enum cel_kind kind)
{
	struct cel_value x = *v;
	if (x.kind == kind)
		return true;
	double d = x.kind == CEL_DOUBLE ? x.d : 0;
	if (kind == CEL_DOUBLE)
		x.d = x.kind == CEL_INT ? (double)x.i : (double)x.u;
	else if (kind == CEL_INT && x.kind == CEL_DOUBLE)
		x.i = (int64_t)d;
	else if (kind == CEL_INT && x.u <= (uint64_t)INT64_MAX)
		x.i = (int64_t)x.u;
	else if (kind == CEL_UINT && x.kind == CEL_INT && x.i >= 0)
		x.u = (uint64_t)x.i;
	else if (kind == CEL_UINT && x.kind == CEL_DOUBLE && d >= 0)
		x.u = (uint64_t)d;
	else
		return false;
	x.kind = (uint8_t)kind;
	*v = x;
	return true;
}

static void agree(struct cel_value *a, struct cel_value *b)
{
	if (a->kind == b->kind)
		return;
	if (a->fact && b->fact && (a->kind == CEL_DOUBLE || b->kind == CEL_DOUBLE)) {
		cel_fact_as(a, CEL_DOUBLE);
		cel_fact_as(b, CEL_DOUBLE);
	} else if (a->fact && (b->kind == CEL_INT || b->kind == CEL_UINT || b->kind == CEL_DOUBLE)) {
		cel_fact_as(a, (enum cel_kind)b->kind);
	} else if (b->fact && (a->kind == CEL_INT || a->kind == CEL_UINT || a->kind == CEL_DOUBLE)) {
		cel_fact_as(b, (enum cel_kind)a->kind);
	}
}

/* ---- Arithmetic ----------------------------------------------------------------------------------- */

static const char *const symbols[] = {
	[OP_ADD] = "+",
	[OP_SUBTRACT] = "-",
	[OP_MULTIPLY] = "*",
	[OP_DIVIDE] = "/",
	[OP_MODULO] = "%",
	[OP_LESS] = "<",
	[OP_LESS_EQUAL] = "<=",
	[OP_GREATER] = ">",
	[OP_GREATER_EQUAL] = ">=",
	[OP_IN] = "in",
	[OP_INDEX] = "[]",
};

struct cel_value cel_no_operator(struct cel_context *c, enum cel_op op, const struct cel_node *at,
	const struct cel_value *a, const struct cel_value *b)
{
	if (a->kind == CEL_UNHELD || b->kind == CEL_UNHELD)
		return cel_not_held(a->kind == CEL_UNHELD ? a : b);
	const char *symbol = (size_t)op < COUNTOF(symbols) && symbols[op] ? symbols[op] : "[]";
	return cel_fail(c, at, "no such overload: %s %s %s: %s %s %s", cel_kind_name((enum cel_kind)a->kind), symbol,
		cel_kind_name((enum cel_kind)b->kind), cel_value_text(c, a), symbol, cel_value_text(c, b));
}

static struct cel_value by_zero(struct cel_context *c, enum cel_op op, const struct cel_node *at, struct cel_value a)
{
	return cel_fail(
		c, at, "%s by zero: %s %s 0", op == OP_DIVIDE ? "division" : "modulus", cel_value_text(c, &a), symbols[op]);
}

static struct cel_value ints(struct cel_context *c, enum cel_op op, const struct cel_node *at, int64_t a, int64_t b)
{
	struct cel_value x = cel_int(a), y = cel_int(b);
	int64_t r = 0;
	bool over = false;
	switch (op) {
	case OP_ADD: over = __builtin_add_overflow(a, b, &r); break;
	case OP_SUBTRACT: over = __builtin_sub_overflow(a, b, &r); break;
	case OP_MULTIPLY: over = __builtin_mul_overflow(a, b, &r); break;
	case OP_DIVIDE:
	case OP_MODULO:
		if (!b)
			return by_zero(c, op, at, cel_int(a));
		over = a == INT64_MIN && b == -1; /* would trap in hardware, also for % */
		r = over ? 0 : op == OP_DIVIDE ? a / b : a % b;
		break;
	default: return cel_no_operator(c, op, at, &x, &y);
	}
	return over ? cel_fail(c, at, "integer overflow: %lld %s %lld", (long long)a, symbols[op], (long long)b)
				: cel_int(r);
}

static struct cel_value uints(struct cel_context *c, enum cel_op op, const struct cel_node *at, uint64_t a, uint64_t b)
{
	struct cel_value x = cel_uint(a), y = cel_uint(b);
	uint64_t r = 0;
	bool over = false;
	switch (op) {
	case OP_ADD: over = __builtin_add_overflow(a, b, &r); break;
	case OP_SUBTRACT: over = __builtin_sub_overflow(a, b, &r); break;
	case OP_MULTIPLY: over = __builtin_mul_overflow(a, b, &r); break;
	case OP_DIVIDE:
	case OP_MODULO:
		if (!b)
			return by_zero(c, op, at, cel_uint(a));
		r = op == OP_DIVIDE ? a / b : a % b;
		break;
	default: return cel_no_operator(c, op, at, &x, &y);
	}
	return over ? cel_fail(c, at, "unsigned integer overflow: %lluu %s %lluu", (unsigned long long)a, symbols[op],
					  (unsigned long long)b)
				: cel_uint(r);
}

/* There is no % of doubles. */
static struct cel_value doubles(struct cel_context *c, enum cel_op op, const struct cel_node *at, double a, double b)
{
	switch (op) {
	case OP_ADD: return cel_double(a + b);
	case OP_SUBTRACT: return cel_double(a - b);
	case OP_MULTIPLY: return cel_double(a * b);
	case OP_DIVIDE: return cel_double(a / b);
	default:
		return cel_no_operator(c, op, at, &(struct cel_value){ .kind = CEL_DOUBLE, .d = a },
			&(struct cel_value){ .kind = CEL_DOUBLE, .d = b });
	}
}

static struct cel_value join(struct cel_context *c, const struct cel_value *a, const struct cel_value *b)
{
	size_t n = a->kind == CEL_LIST ? cel_size(a) : a->s.n, m = a->kind == CEL_LIST ? cel_size(b) : b->s.n;
	if (!cel_room(c, (n + m) * (a->kind == CEL_LIST ? sizeof(*a) : 1)))
		return cel_out_of_budget(c, c->at);
	if (a->kind == CEL_LIST) {
		struct cel_list *l = cel_list_new(c, n + m);
		l->n = n + m;
		for (size_t i = 0; i < n + m; i++)
			l->items[i] = i < n ? cel_item(a, i) : cel_item(b, i - n);
		c->steps += n + m;
		return cel_list_value(l);
	}
	char *p = arena_alloc(c->a, n + m + 1);
	memcpy(p, a->s.p, n);
	memcpy(p + n, b->s.p, m);
	return (struct cel_value){ .kind = a->kind, .s = { p, n + m } };
}

struct cel_value cel_arithmetic(
	struct cel_context *c, enum cel_op op, const struct cel_node *at, struct cel_value a, struct cel_value b)
{
	struct cel_value time;
	agree(&a, &b);
	c->at = at;
	if ((a.kind == CEL_TIMESTAMP || a.kind == CEL_DURATION) && func_time_arithmetic(c, op, &a, &b, &time))
		return time;
	if (a.kind != b.kind)
		return cel_no_operator(c, op, at, &a, &b);
	switch (a.kind) {
	case CEL_INT: return ints(c, op, at, a.i, b.i);
	case CEL_UINT: return uints(c, op, at, a.u, b.u);
	case CEL_DOUBLE: return doubles(c, op, at, a.d, b.d);
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_LIST: return op == OP_ADD ? join(c, &a, &b) : cel_no_operator(c, op, at, &a, &b);
	default: return cel_no_operator(c, op, at, &a, &b);
	}
}

/* ---- Order --------------------------------------------------------------------------------------------- */

bool cel_is_number(const struct cel_value *v)
{
	return v->kind == CEL_INT || v->kind == CEL_UINT || v->kind == CEL_DOUBLE;
}

static double as_double(const struct cel_value *v)
{
	return v->kind == CEL_DOUBLE ? v->d : v->kind == CEL_INT ? (double)v->i : (double)v->u;
}

static int order_doubles(double a, double b)
{
	return a < b ? -1 : a > b;
}

/* int and uint are compared exactly; for a comparison with a double the whole number is rounded to double first, as the
 * conformance tests require. */
static int order_numbers(const struct cel_value *a, const struct cel_value *b)
{
	if (a->kind == CEL_DOUBLE || b->kind == CEL_DOUBLE)
		return order_doubles(as_double(a), as_double(b));
	if (a->kind == CEL_INT && a->i < 0)
		return b->kind == CEL_INT && b->i < 0 ? (a->i > b->i) - (a->i < b->i) : -1;
	if (b->kind == CEL_INT && b->i < 0)
		return 1;
	uint64_t x = a->kind == CEL_INT ? (uint64_t)a->i : a->u, y = b->kind == CEL_INT ? (uint64_t)b->i : b->u;
	return (x > y) - (x < y);
}

bool cel_is_nan(const struct cel_value *v)
{
	return v->kind == CEL_DOUBLE && isnan(v->d);
}

static int order_bytes(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;
	return d ? d : (a.n > b.n) - (a.n < b.n);
}

bool cel_order(const struct cel_value *a, const struct cel_value *b, int *out)
{
	if (cel_is_number(a) && cel_is_number(b)) {
		*out = order_numbers(a, b);
		return true;
	}
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CEL_BOOL: *out = a->b - b->b; return true;
	case CEL_STRING:
	case CEL_BYTES: *out = order_bytes(a->s, b->s); return true;
	case CEL_DURATION: *out = (a->i > b->i) - (a->i < b->i); return true;
	case CEL_TIMESTAMP:
		*out = (a->t.seconds > b->t.seconds) - (a->t.seconds < b->t.seconds);
		*out = *out ? *out : (a->t.nanos > b->t.nanos) - (a->t.nanos < b->t.nanos);
		return true;
	default: return false;
	}
}

struct cel_value cel_compare(
	struct cel_context *c, enum cel_op op, const struct cel_node *at, struct cel_value a, struct cel_value b)
{
	int o;
	if (!cel_order(&a, &b, &o))
		return cel_no_operator(c, op, at, &a, &b);
	if (cel_is_nan(&a) || cel_is_nan(&b))
		return cel_fail(c, at, "NaN has no order");
	switch (op) {
	case OP_LESS: return cel_bool(o < 0);
	case OP_LESS_EQUAL: return cel_bool(o <= 0);
	case OP_GREATER: return cel_bool(o > 0);
	case OP_GREATER_EQUAL: return cel_bool(o >= 0);
	default: return cel_no_operator(c, op, at, &a, &b);
	}
}
