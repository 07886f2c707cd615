/* SPDX-License-Identifier: Apache-2.0 */
/* check_ops.c: checks operands, and reports mistakes. */
#include "check.h"

#include <stdio.h>
#include <string.h>

shape cel_check_kind(enum cel_kind kind)
{
	static const struct cel_shape kinds[CEL__COUNT] = {
		[CEL_BOOL] = { .kind = CEL_BOOL },
		[CEL_INT] = { .kind = CEL_INT },
		[CEL_UINT] = { .kind = CEL_UINT },
		[CEL_DOUBLE] = { .kind = CEL_DOUBLE },
		[CEL_STRING] = { .kind = CEL_STRING },
		[CEL_BYTES] = { .kind = CEL_BYTES },
		[CEL_LIST] = { .kind = CEL_LIST },
		[CEL_MAP] = { .kind = CEL_MAP, .open = true },
		[CEL_TIMESTAMP] = { .kind = CEL_TIMESTAMP },
		[CEL_DURATION] = { .kind = CEL_DURATION },
		[CEL_NULL] = { .kind = CEL_NULL },
		[CEL_TYPE] = { .kind = CEL_TYPE },
		[CEL_OPTIONAL] = { .kind = CEL_OPTIONAL },
		[CEL_IP] = { .kind = CEL_IP },
		[CEL_CIDR] = { .kind = CEL_CIDR },
	};
	return kinds[kind].kind == CEL_ERROR ? NULL : &kinds[kind];
}

shape cel_check_list(struct checker *k, shape each)
{
	struct cel_shape *s = ARENA_NEW(k->a, struct cel_shape);
	*s = (struct cel_shape){ .kind = CEL_LIST, .each = each };
	return s;
}

bool cel_check_is_number(shape s)
{
	return s->kind == CEL_INT || s->kind == CEL_UINT || s->kind == CEL_DOUBLE;
}

const char *cel_check_a_kind(struct checker *k, enum cel_kind kind)
{
	return cel_type_text(k->a, (struct cel_type){ CEL_KIND(kind), 0 });
}

/* The position of a selection's member: at the end of its text, before the ")" of has(). */
static size_t place_of(const struct checker *k, const struct cel_node *n)
{
	bool selects = n->op == OP_SELECT || n->op == OP_OPT_SELECT || n->op == OP_HAS;
	for (size_t at = n->to - n->name.n; selects && at > n->from && at + 4 > n->to - n->name.n; at--)
		if (!memcmp(k->p->text.p + at, n->name.p, n->name.n))
			return at;
	return n->from;
}

shape cel_check_mistake(struct checker *k, const struct cel_node *n, const char *fmt, ...)
{
	char what[600];
	va_list ap;
	va_start(ap, fmt);
	text_format(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (!k->failed)
		cel_point_at(k->p, place_of(k, n), what, k->e);
	k->failed = true;
	return NULL;
}

/* ---- Operators ------------------------------------------------------------------------------------------ */

static const char *symbol(enum cel_op op)
{
	static const char *const symbols[] = {
		[OP_ADD] = "+",
		[OP_SUBTRACT] = "-",
		[OP_MULTIPLY] = "*",
		[OP_DIVIDE] = "/",
		[OP_MODULO] = "%",
		[OP_EQUAL] = "==",
		[OP_UNEQUAL] = "!=",
		[OP_LESS] = "<",
		[OP_LESS_EQUAL] = "<=",
		[OP_GREATER] = ">",
		[OP_GREATER_EQUAL] = ">=",
	};
	return symbols[op];
}

static const char *source_of(const struct checker *k, const struct cel_node *n)
{
	return text_cut(k->a, (struct str){ k->p->text.p + n->from, n->to - n->from }, 80);
}

static shape mismatch(struct checker *k, const struct cel_node *n, shape a, shape b)
{
	const char *left = source_of(k, n->args[0]), *right = source_of(k, n->args[1]);
	bool equality = n->op == OP_EQUAL || n->op == OP_UNEQUAL;
	const char *why = equality ? "they are never equal"
							   : arena_printf(k->a, "%s does not take them", symbol((enum cel_op)n->op));
	return cel_check_mistake(
		k, n, "%s is %s and %s %s: %s", left, cel_check_a_kind(k, a->kind), right, cel_check_a_kind(k, b->kind), why);
}

void cel_check_bool(struct checker *k, const struct cel_node *n, shape s, const char *what)
{
	if (s && s->kind != CEL_BOOL)
		cel_check_mistake(k, n, "%s needs true or false, and this is %s", what, cel_check_a_kind(k, s->kind));
}

void cel_check_is(struct checker *k, const struct cel_node *n, shape s, enum cel_kind kind, const char *what)
{
	if (s && s->kind != kind)
		cel_check_mistake(
			k, n, "%s needs %s, and this is %s", what, cel_check_a_kind(k, kind), cel_check_a_kind(k, s->kind));
}

static bool is_time(shape s)
{
	return s->kind == CEL_TIMESTAMP || s->kind == CEL_DURATION;
}

static shape time_arithmetic(struct checker *k, const struct cel_node *n, shape a, shape b)
{
	bool add = n->op == OP_ADD, subtract = n->op == OP_SUBTRACT;
	if (is_time(a) && b->kind == CEL_DURATION && (add || subtract))
		return a;
	if (a->kind == CEL_DURATION && b->kind == CEL_TIMESTAMP && add)
		return b;
	if (a->kind == CEL_TIMESTAMP && b->kind == CEL_TIMESTAMP && subtract)
		return cel_check_kind(CEL_DURATION);
	return mismatch(k, n, a, b);
}

shape cel_check_arithmetic(struct checker *k, const struct cel_node *n, shape a, shape b)
{
	if (is_time(a) || is_time(b))
		return time_arithmetic(k, n, a, b);
	bool whole = n->op != OP_MODULO || ((a->kind != CEL_DOUBLE || a->fact) && (b->kind != CEL_DOUBLE || b->fact));
	bool numbers = cel_check_is_number(a) && cel_check_is_number(b) && whole;
	bool joined = n->op == OP_ADD && a->kind == b->kind &&
		(a->kind == CEL_STRING || a->kind == CEL_BYTES || a->kind == CEL_LIST);
	if (joined)
		return a->kind == CEL_LIST ? cel_check_kind(CEL_LIST) : a;
	if (!numbers || (a->kind != b->kind && !a->fact && !b->fact))
		return mismatch(k, n, a, b);
	return a->kind == b->kind && !a->fact && !b->fact ? a : NULL;
}

shape cel_check_compared(struct checker *k, const struct cel_node *n, shape a, shape b)
{
	bool equality = n->op == OP_EQUAL || n->op == OP_UNEQUAL,
		 ordered = a->kind == CEL_BOOL || a->kind == CEL_STRING || a->kind == CEL_BYTES || a->kind == CEL_TIMESTAMP ||
		a->kind == CEL_DURATION;
	bool fine = (cel_check_is_number(a) && cel_check_is_number(b)) || (a->kind == b->kind && (equality || ordered)) ||
		(equality && (a->kind == CEL_NULL || b->kind == CEL_NULL));
	return fine ? cel_check_kind(CEL_BOOL) : mismatch(k, n, a, b);
}

shape cel_check_contained(struct checker *k, const struct cel_node *n, shape a, shape in)
{
	if (in && in->kind != CEL_LIST && in->kind != CEL_MAP)
		return cel_check_mistake(k, n, "`in` looks into lists and maps, and this is %s", cel_check_a_kind(k, in->kind));
	shape each = in && in->kind == CEL_LIST ? in->each : NULL;
	if (a && each && a->kind != each->kind && !(cel_check_is_number(a) && cel_check_is_number(each)))
		return cel_check_mistake(
			k, n, "%s is never in a list of %s", cel_check_a_kind(k, a->kind), cel_kind_word(each->kind));
	return cel_check_kind(CEL_BOOL);
}
