/* SPDX-License-Identifier: Apache-2.0 */
/* ops.c: arithmetic with overflow as an error, comparison, equality, membership, index. Source: langdef.md, Operators. */
#include "func.h"

#include <math.h>
#include <string.h>

/* ---- Facts take their partner's number type ---------------------------------------------------- */

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
	[OP_ADD] = "+", [OP_SUBTRACT] = "-", [OP_MULTIPLY] = "*", [OP_DIVIDE] = "/", [OP_MODULO] = "%", [OP_LESS] = "<",
	[OP_LESS_EQUAL] = "<=", [OP_GREATER] = ">", [OP_GREATER_EQUAL] = ">=", [OP_IN] = "in", [OP_INDEX] = "[]",
};

static struct cel_value no_overload(struct cel_context *c, const struct cel_node *n, const struct cel_value *a, const struct cel_value *b)
{
	const char *symbol = n->op < COUNTOF(symbols) && symbols[n->op] ? symbols[n->op] : "[]";
	return cel_fail(c, n, "no such overload: %s %s %s", cel_kind_name((enum cel_kind)a->kind), symbol,
		cel_kind_name((enum cel_kind)b->kind));
}

static struct cel_value ints(struct cel_context *c, const struct cel_node *n, int64_t a, int64_t b)
{
	int64_t r = 0;
	bool over = false;
	switch (n->op) {
	case OP_ADD:      over = __builtin_add_overflow(a, b, &r); break;
	case OP_SUBTRACT: over = __builtin_sub_overflow(a, b, &r); break;
	case OP_MULTIPLY: over = __builtin_mul_overflow(a, b, &r); break;
	default:
		if (!b)
			return cel_fail(c, n, n->op == OP_DIVIDE ? "division by zero" : "modulus by zero");
		over = a == INT64_MIN && b == -1; /* traps in hardware, % too */
		r = over ? 0 : n->op == OP_DIVIDE ? a / b : a % b;
	}
	return over ? cel_fail(c, n, "integer overflow") : cel_int(r);
}

static struct cel_value uints(struct cel_context *c, const struct cel_node *n, uint64_t a, uint64_t b)
{
	uint64_t r = 0;
	bool over = false;
	switch (n->op) {
	case OP_ADD:      over = __builtin_add_overflow(a, b, &r); break;
	case OP_SUBTRACT: over = __builtin_sub_overflow(a, b, &r); break;
	case OP_MULTIPLY: over = __builtin_mul_overflow(a, b, &r); break;
	default:
		if (!b)
			return cel_fail(c, n, n->op == OP_DIVIDE ? "division by zero" : "modulus by zero");
		r = n->op == OP_DIVIDE ? a / b : a % b;
	}
	return over ? cel_fail(c, n, "unsigned integer overflow") : cel_uint(r);
}

static struct cel_value doubles(const struct cel_node *n, double a, double b)
{
	switch (n->op) {
	case OP_ADD:      return cel_double(a + b);
	case OP_SUBTRACT: return cel_double(a - b);
	case OP_MULTIPLY: return cel_double(a * b);
	default:          return cel_double(a / b);
	}
}

static struct cel_value join(struct cel_context *c, const struct cel_value *a, const struct cel_value *b)
{
	if (a->kind == CEL_LIST) {
		size_t n = cel_size(a), m = cel_size(b);
		struct cel_list *l = cel_list_new(c, n + m);
		l->n = n + m;
		for (size_t i = 0; i < n + m; i++)
			l->items[i] = i < n ? cel_item(a, i) : cel_item(b, i - n);
		c->steps += n + m;
		return cel_list_value(l);
	}
	char *p = arena_alloc(c->a, a->s.n + b->s.n + 1);
	memcpy(p, a->s.p, a->s.n);
	memcpy(p + a->s.n, b->s.p, b->s.n);
	return (struct cel_value){ .kind = a->kind, .s = { p, a->s.n + b->s.n } };
}

struct cel_value cel_arithmetic(struct cel_context *c, const struct cel_node *n, struct cel_value a, struct cel_value b)
{
	struct cel_value time;
	agree(&a, &b);
	c->at = n;
	if ((a.kind == CEL_TIMESTAMP || a.kind == CEL_DURATION) && func_time_arithmetic(c, (enum cel_op)n->op, &a, &b, &time))
		return time;
	if (a.kind != b.kind)
		return no_overload(c, n, &a, &b);
	switch (a.kind) {
	case CEL_INT:
		return ints(c, n, a.i, b.i);
	case CEL_UINT:
		return uints(c, n, a.u, b.u);
	case CEL_DOUBLE:
		return n->op == OP_MODULO ? no_overload(c, n, &a, &b) : doubles(n, a.d, b.d);
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_LIST:
		return n->op == OP_ADD ? join(c, &a, &b) : no_overload(c, n, &a, &b);
	default:
		return no_overload(c, n, &a, &b);
	}
}

/* ---- Order --------------------------------------------------------------------------------------------- */

static bool is_number(const struct cel_value *v)
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

/* int against uint exactly; against a double the whole number is rounded to double first, as the records want it. */
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

static bool is_nan(const struct cel_value *v)
{
	return v->kind == CEL_DOUBLE && isnan(v->d);
}

static int order_bytes(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;
	return d ? d : (a.n > b.n) - (a.n < b.n);
}

static bool order(const struct cel_value *a, const struct cel_value *b, int *out)
{
	if (is_number(a) && is_number(b)) {
		*out = order_numbers(a, b);
		return true;
	}
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CEL_BOOL:
		*out = a->b - b->b;
		return true;
	case CEL_STRING:
	case CEL_BYTES:
		*out = order_bytes(a->s, b->s);
		return true;
	case CEL_DURATION:
		*out = (a->i > b->i) - (a->i < b->i);
		return true;
	case CEL_TIMESTAMP:
		*out = (a->t.seconds > b->t.seconds) - (a->t.seconds < b->t.seconds);
		*out = *out ? *out : (a->t.nanos > b->t.nanos) - (a->t.nanos < b->t.nanos);
		return true;
	default:
		return false;
	}
}

struct cel_value cel_compare(struct cel_context *c, const struct cel_node *n, struct cel_value a, struct cel_value b)
{
	int o;
	if (!order(&a, &b, &o))
		return no_overload(c, n, &a, &b);
	if (is_nan(&a) || is_nan(&b))
		return cel_fail(c, n, "NaN has no order");
	switch (n->op) {
	case OP_LESS:       return cel_bool(o < 0);
	case OP_LESS_EQUAL: return cel_bool(o <= 0);
	case OP_GREATER:    return cel_bool(o > 0);
	default:            return cel_bool(o >= 0);
	}
}

/* ---- Equality: never an error between kinds, only where a hole is touched ------------------------------- */

static struct cel_value lists_equal(const struct cel_value *a, const struct cel_value *b)
{
	size_t n = cel_size(a);
	if (n != cel_size(b))
		return cel_bool(false);
	for (size_t i = 0; i < n; i++) {
		struct cel_value x = cel_item(a, i), y = cel_item(b, i), same = cel_equals(&x, &y);
		if (same.kind == CEL_ERROR || !same.b)
			return same;
	}
	return cel_bool(true);
}

static struct cel_value maps_equal(const struct cel_value *a, const struct cel_value *b)
{
	size_t n = cel_size(a);
	if (n != cel_size(b))
		return cel_bool(false);
	for (size_t i = 0; i < n; i++) {
		struct cel_value key, value;
		bool found;
		cel_member(a, i, &key, &value);
		struct cel_value other = cel_lookup(b, &key, &found);
		if (!found)
			return cel_bool(false);
		struct cel_value same = cel_equals(&value, &other);
		if (same.kind == CEL_ERROR || !same.b)
			return same;
	}
	return cel_bool(true);
}

struct cel_value cel_equals(const struct cel_value *a, const struct cel_value *b)
{
	int o;
	if (a->kind == CEL_STRING && b->kind == CEL_STRING)
		return cel_bool(str_eq(a->s, b->s));
	if (a->kind == CEL_ERROR)
		return *a;
	if (b->kind == CEL_ERROR)
		return *b;
	if (a->kind == CEL_LIST && b->kind == CEL_LIST)
		return lists_equal(a, b);
	if (a->kind == CEL_MAP && b->kind == CEL_MAP)
		return maps_equal(a, b);
	if (a->kind == CEL_NULL || b->kind == CEL_NULL)
		return cel_bool(a->kind == b->kind);
	if (a->kind == CEL_OPTIONAL && b->kind == CEL_OPTIONAL)
		return a->optional && b->optional ? cel_equals(a->optional, b->optional) : cel_bool(!a->optional && !b->optional);
	if ((a->kind == CEL_IP || a->kind == CEL_CIDR) && a->kind == b->kind)
		return cel_bool(func_net_equal(a, b));
	if (a->kind == CEL_TYPE && b->kind == CEL_TYPE)
		return cel_bool(str_eq(a->s, b->s));
	if (is_nan(a) || is_nan(b))
		return cel_bool(false);
	return cel_bool(order(a, b, &o) && o == 0);
}

/* ---- Membership and index ---------------------------------------------------------------------------------- */

struct cel_value cel_lookup(const struct cel_value *map, const struct cel_value *key, bool *found)
{
	*found = true;
	if (map->in_json) { /* JSON's keys hold no NUL, so neither does one that is found */
		const struct json *v = key->kind == CEL_STRING && !memchr(key->s.p, '\0', key->s.n) ? json_get(map->json, key->s.p) : NULL;
		if (v)
			return cel_of_json(v);
	} else {
		for (size_t i = 0; i < map->map->n; i++) {
			struct cel_value same = cel_equals(&map->map->entries[i].key, key);
			if (same.kind == CEL_BOOL && same.b)
				return map->map->entries[i].value;
		}
	}
	*found = false;
	return (struct cel_value){ .kind = CEL_NULL };
}

static bool is_key(const struct cel_value *v)
{
	return v->kind == CEL_STRING || v->kind == CEL_BOOL || is_number(v);
}

struct cel_value cel_contains(struct cel_context *c, const struct cel_node *n, const struct cel_value *item, const struct cel_value *in)
{
	struct cel_value error = { .kind = CEL_NULL };
	bool found;
	if (in->kind == CEL_MAP) {
		struct cel_value v = is_key(item) ? cel_lookup(in, item, &found) : (found = false, *item);
		return found && v.kind == CEL_ERROR ? v : cel_bool(found);
	}
	if (in->kind != CEL_LIST)
		return no_overload(c, n, item, in);
	size_t count = cel_size(in);
	c->steps += count;
	for (size_t i = 0; i < count; i++) {
		struct cel_value one = cel_item(in, i), same = cel_equals(&one, item);
		if (same.kind == CEL_ERROR)
			error = same;
		else if (same.b)
			return same;
	}
	return error.kind == CEL_ERROR ? error : cel_bool(false);
}

static bool position(const struct cel_value *at, int64_t *out)
{
	if (at->kind == CEL_DOUBLE && at->d > -1e15 && at->d < 1e15 && !(at->d < floor(at->d)) && !(at->d > floor(at->d)))
		*out = (int64_t)at->d;
	else if (at->kind == CEL_UINT && at->u < (uint64_t)INT64_MAX)
		*out = (int64_t)at->u;
	else if (at->kind == CEL_INT)
		*out = at->i;
	else
		return false;
	return true;
}

struct cel_value cel_index(struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *at)
{
	int64_t i;
	bool found;
	struct buf b = BUF_MAX(100);
	if (of->kind == CEL_MAP && at->kind == CEL_STRING) {
		struct cel_value v = cel_lookup(of, at, &found);
		if (found)
			return v;
	}
	if (of->kind == CEL_LIST && position(at, &i)) {
		if (i < 0 || (uint64_t)i >= cel_size(of))
			return cel_fail(c, n, "index %lld out of range: the list has %zu items", (long long)i, cel_size(of));
		return cel_item(of, (size_t)i);
	}
	if (of->kind != CEL_MAP || !is_key(at))
		return no_overload(c, n, of, at);
	struct cel_value v = cel_lookup(of, at, &found);
	if (found)
		return v;
	cel_print(at, &b);
	struct cel_value e = cel_fail(c, n, "no such key: %s", buf_text(&b));
	buf_free(&b);
	return e;
}
