/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c: evaluates the tree. Errors are values; steps and memory are limited. Source: langdef.md, Evaluation. */
#include "func.h"

#include <string.h>

/* ---- Logic ------------------------------------------------------------------------------------------ */

/* && with stop = false, || with stop = true. An operand that decides the result hides errors of the others. */
static struct cel_value logic(struct cel_context *c, const struct cel_node *n, bool stop)
{
	struct cel_value error = { .kind = CEL_NULL };
	for (uint32_t i = 0; i < n->n; i++) {
		struct cel_value v = cel_run(c, n->args[i]);
		cel_observe(c, &v, CEL_READ_VALUE);
		if (v.kind == CEL_BOOL && v.b == stop)
			return v;
		if (v.kind == CEL_UNHELD)
			v = cel_not_held(&v);
		if (v.kind != CEL_BOOL && error.kind != CEL_ERROR)
			error = v.kind == CEL_ERROR ? v
										: cel_fail(c, n, "no such overload: %s needs bool, not %s", stop ? "||" : "&&",
											  cel_kind_name((enum cel_kind)v.kind));
	}
	return error.kind == CEL_ERROR ? error : cel_bool(!stop);
}

static struct cel_value choose(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v = cel_run(c, n->args[0]);
	cel_observe(c, &v, CEL_READ_VALUE);
	if (v.kind == CEL_BOOL)
		return cel_run(c, n->args[v.b ? 1 : 2]);
	if (v.kind == CEL_UNHELD)
		return cel_not_held(&v);
	return v.kind == CEL_ERROR
		? v
		: cel_fail(c, n, "no such overload: ? : needs bool, not %s", cel_kind_name((enum cel_kind)v.kind));
}

static struct cel_value negate(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v = cel_run(c, n->args[0]);
	if (v.kind == CEL_ERROR)
		return v;
	cel_observe(c, &v, CEL_READ_VALUE);
	if (n->op == OP_NOT)
		return v.kind == CEL_BOOL ? cel_bool(n->n % 2 ? !v.b : v.b) : cel_no_overload(c, n, "!", &v, 1);
	if (v.kind == CEL_DOUBLE)
		return cel_double(n->n % 2 ? -v.d : v.d);
	if (v.kind != CEL_INT && v.kind != CEL_DURATION)
		return cel_no_overload(c, n, "-", &v, 1);
	if (v.i == INT64_MIN)
		return cel_fail(c, n, "integer overflow");
	return (struct cel_value){ .kind = v.kind, .i = n->n % 2 ? -v.i : v.i };
}

/* ---- Lists, maps, calls -------------------------------------------------------------------------------- */

/* An item "?x": adds the optional's value, or nothing. */
static struct cel_value unwrap(struct cel_context *c, const struct cel_node *n, struct cel_value v, bool *left_out)
{
	if (v.kind == CEL_ERROR)
		return v;
	if (v.kind != CEL_OPTIONAL)
		return cel_fail(c, n, "an item with ? must be optional, not %s", cel_kind_name((enum cel_kind)v.kind));
	*left_out = !v.optional;
	return v.optional ? *v.optional : v;
}

static struct cel_value item(struct cel_context *c, const struct cel_node *n, bool *left_out)
{
	return n->op == OP_OPT_ITEM ? unwrap(c, n, cel_run(c, n->args[0]), left_out) : cel_run(c, n);
}

static struct cel_value list(struct cel_context *c, const struct cel_node *n)
{
	struct cel_list *l = cel_list_new(c, n->n);
	for (uint32_t i = 0; i < n->n; i++) {
		bool left_out = false;
		struct cel_value v = item(c, n->args[i], &left_out);
		if (v.kind == CEL_ERROR)
			return v;
		if (!left_out)
			l->items[l->n++] = v;
	}
	return cel_list_value(l);
}

/* The map has room. Returns CEL_NULL or a CEL_ERROR. */
struct cel_value cel_put_entry(
	struct cel_context *c, const struct cel_node *n, struct cel_map *m, struct cel_value key, struct cel_value value)
{
	struct cel_value self = { .kind = CEL_MAP, .map = m };
	bool found;
	if (key.kind == CEL_ERROR || value.kind == CEL_ERROR)
		return key.kind == CEL_ERROR ? key : value;
	if (key.kind != CEL_STRING && key.kind != CEL_INT && key.kind != CEL_UINT && key.kind != CEL_BOOL)
		return cel_fail(
			c, n, "a map's key must be string, int, uint or bool, not %s", cel_kind_name((enum cel_kind)key.kind));
	cel_observe(c, &key, CEL_READ_VALUE);
	cel_lookup(&self, &key, &found);
	if (found)
		return cel_fail(c, n, "duplicate key");
	m->entries[m->n++] = (struct cel_entry){ key, value };
	c->steps += m->n;
	return (struct cel_value){ .kind = CEL_NULL };
}

static struct cel_value map(struct cel_context *c, const struct cel_node *n)
{
	struct cel_map *m = arena_alloc(c->a, sizeof(*m) + n->n / 2 * sizeof(m->entries[0]));
	for (uint32_t i = 0; i + 1 < n->n; i += 2) {
		bool optional = n->args[i]->op == OP_OPT_ITEM, left_out = false;
		struct cel_value key = cel_run(c, optional ? n->args[i]->args[0] : n->args[i]),
						 value = cel_run(c, n->args[i + 1]);
		if (optional)
			value = unwrap(c, n, value, &left_out);
		struct cel_value wrong = left_out ? key : cel_put_entry(c, n->args[i], m, key, value);
		if (wrong.kind == CEL_ERROR)
			return wrong;
	}
	return (struct cel_value){ .kind = CEL_MAP, .map = m };
}

static struct cel_value call(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value few[4], *args = n->n <= COUNTOF(few) ? few : ARENA_ARRAY(c->a, struct cel_value, n->n);
	if (!n->function)
		return cel_fail(c, NULL, "no such function: %s with %u argument%s", n->name.p, n->n, n->n == 1 ? "" : "s");
	uint32_t count = 0;
	while (count < n->n) {
		struct cel_value *one = &args[count];
		*one = cel_run(c, n->args[count++]);
		if (one->kind == CEL_ERROR)
			return *one;
		if (one->part)
			return cel_withheld_call(n->function->name, one);
		/* a fact such as 100.0; a function that wants a double converts it back */
		if (one->fact && one->kind == CEL_DOUBLE)
			cel_fact_as(one, CEL_INT);
		if (n->function->fn == func_optional && one->kind == CEL_OPTIONAL && one->optional)
			break; /* x.or(y): y is not evaluated */
	}
	c->at = n;
	if (cel_observed(c))
		cel_observe_call(c, n, args, count);
	return n->function->fn(c, args, count);
}

/* Reports what an operator reads of its operands, before it runs. `in` reports its own result. */
COLD static void observe_operands(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *a, const struct cel_value *b)
{
	if (n->op == OP_EQUAL || n->op == OP_UNEQUAL) {
		cel_observe_equal(c, a, b);
	} else if (n->op == OP_ADD) {
		cel_observe_items(c, a);
		cel_observe_items(c, b);
	} else if (n->op != OP_IN) {
		cel_observe_read(c, a, CEL_READ_VALUE);
		cel_observe_read(c, b, CEL_READ_VALUE);
	}
}

/* ---- Evaluating a program -------------------------------------------------------------------------------------- */

static struct cel_value contains(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *item, const struct cel_value *in)
{
	struct cel_value found = cel_contains(c, n, item, in);
	if (cel_observed(c))
		cel_observe_contains(c, item, in, &found);
	return found;
}

/* Evaluates both operands. Returns false with the error in *a if one has none. */
static bool operands(struct cel_context *c, const struct cel_node *n, struct cel_value *a, struct cel_value *b)
{
	*a = cel_run(c, n->args[0]);
	if (a->kind == CEL_ERROR)
		return false;
	*b = cel_run(c, n->args[1]);
	if (b->kind == CEL_ERROR) {
		*a = *b;
		return false;
	}
	if (cel_observed(c))
		observe_operands(c, n, a, b);
	return true;
}

static struct cel_value equal(struct cel_context *c, const struct cel_node *n, bool wanted)
{
	struct cel_value a, b;
	if (!operands(c, n, &a, &b))
		return a;
	a = cel_equals(&a, &b);
	return a.kind == CEL_ERROR ? a : cel_bool(a.b == wanted);
}

static struct cel_value member_of(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value a, b;
	return operands(c, n, &a, &b) ? contains(c, n, &a, &b) : a;
}

static struct cel_value compare(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value a, b;
	return operands(c, n, &a, &b) ? cel_compare(c, (enum cel_op)n->op, n, a, b) : a;
}

static struct cel_value arithmetic(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value a, b;
	return operands(c, n, &a, &b) ? cel_arithmetic(c, (enum cel_op)n->op, n, a, b) : a;
}

struct cel_value cel_run(struct cel_context *c, const struct cel_node *n)
{
	if (++c->steps > LIMIT_CEL_STEPS || (c->steps % 256 == 0 && cel_over_budget(c)))
		return cel_out_of_budget(c, NULL);
	switch ((enum cel_op)n->op) {
	case OP_LITERAL: return n->literal;
	case OP_NAME: return cel_run_name(c, n);
	case OP_SLOT: return c->slots[n->slot];
	case OP_OPT_SELECT:
	case OP_SELECT: return cel_run_select(c, n);
	case OP_OPT_INDEX:
	case OP_INDEX: return cel_run_index(c, n);
	case OP_HAS: return cel_run_has(c, n);
	case OP_CALL: return call(c, n);
	case OP_LIST: return list(c, n);
	case OP_MAP: return map(c, n);
	case OP_AND: return logic(c, n, false);
	case OP_OR: return logic(c, n, true);
	case OP_NOT:
	case OP_NEGATE: return negate(c, n);
	case OP_IF: return choose(c, n);
	case OP_ALL:
	case OP_EXISTS:
	case OP_EXISTS_ONE:
	case OP_MAP_EACH:
	case OP_FILTER:
	case OP_TRANSFORM_MAP:
	case OP_TRANSFORM_ENTRY:
	case OP_SORT_BY:
	case OP_OPT_MAP:
	case OP_OPT_FLAT_MAP: return cel_run_macro(c, n);
	case OP_BIND:
	case OP_BLOCK: return cel_run_bind(c, n);
	case OP_EQUAL: return equal(c, n, true);
	case OP_UNEQUAL: return equal(c, n, false);
	case OP_IN: return member_of(c, n);
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_GREATER:
	case OP_GREATER_EQUAL: return compare(c, n);
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
	case OP_MODULO: return arithmetic(c, n);
	case OP_OPT_ITEM: break; /* only within a list or map, which evaluate it themselves */
	}
	return cel_fail(c, n, "an optional item outside a list or map");
}

struct cel_value cel_eval(const struct cel_program *p, const struct cel_scope *s, struct arena *a)
{
	struct cel_context c;
	struct cel_value no_slot = { .kind = CEL_NULL };
	c.p = p;
	c.scope = s;
	c.a = a;
	c.steps = 0;
	c.dotted = false;
	c.at = NULL;
	c.observer = s->observer;
	c.origins = NULL;
	c.n_origins = c.cap_origins = 0;
	c.slots = p->n_slots ? ARENA_ARRAY(a, struct cel_value, p->n_slots) : &no_slot;
	c.places = cel_places(p, a);
	c.start_bytes = arena_used(a); /* what the program itself takes is bounded by its text */
	for (size_t i = 0; i < s->n_vars; i++)
		c.dotted = c.dotted || strchr(s->vars[i].name, '.') != NULL;
	struct cel_value v = cel_run(&c, p->root);
	if (cel_observed(&c))
		cel_observe_read(&c, &v, v.in_json ? CEL_READ_KIND : CEL_READ_VALUE);
	if (v.kind == CEL_UNHELD)
		v = cel_not_held(&v);
	return v;
}
