/* SPDX-License-Identifier: Apache-2.0 */
/* check.c: finds mistakes without evaluating: members that a map does not have, unknown functions, operations that the
 * kinds of their operands never allow. Unknown values never count as mistakes. */
#include "check.h"

#include <string.h>

static shape infer(struct checker *k, const struct cel_node *n);

/* ---- Members ------------------------------------------------------------------------------------------ */

static const char *known_names(struct checker *k, const char *const *names, size_t n)
{
	struct buf b = BUF_MAX(300);
	for (size_t i = 0; i < n && b.n < 250; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", names[i]);
	const char *text = arena_printf(k->a, "%s%s", buf_text(&b), b.n < 250 ? "" : ", ...");
	buf_free(&b);
	return text;
}

static shape no_field(struct checker *k, const struct cel_node *n, shape of, const char *name)
{
	const char **names = ARENA_ARRAY(k->a, const char *, of->n + 1);
	for (size_t i = 0; i < of->n; i++)
		names[i] = of->fields[i].name;
	const struct cel_node *map = n->args[0];
	const char *near = text_nearest(name, names, of->n);
	const char *text = text_cut(k->a, (struct str){ k->p->text.p + map->from, map->to - map->from }, 80);
	const char *where = of->where ? of->where : "";
	if (near)
		return cel_check_mistake(k, n, "%s has no \"%s\"%s; did you mean \"%s\"?", text, name, where, near);
	return cel_check_mistake(k, n, "%s has no \"%s\"%s; it has %s%s", text, name, where,
		of->n ? known_names(k, names, of->n) : "none",
		of->where ? "; ask has() of it first if the rule may do without" : "");
}

static shape field(struct checker *k, const struct cel_node *n, shape of, const char *name)
{
	if (!of || of->kind == CEL_OPTIONAL) /* an optional selection gives an optional again */
		return of;
	if (of->kind != CEL_MAP)
		return cel_check_mistake(k, n, "no field \"%s\" in %s", name, cel_check_a_kind(k, of->kind));
	for (size_t i = 0; i < of->n; i++)
		if (!strcmp(of->fields[i].name, name))
			return of->fields[i].shape;
	return of->open ? of->each : no_field(k, n, of, name);
}

static shape index_of(struct checker *k, const struct cel_node *n)
{
	shape of = infer(k, n->args[0]);
	const struct cel_node *at = n->args[1];
	shape key = infer(k, at);
	if (!of || of->kind == CEL_OPTIONAL)
		return of;
	if (of->kind == CEL_MAP && at->op == OP_LITERAL && at->literal.kind == CEL_STRING)
		return field(k, n, of, at->literal.s.p);
	if (of->kind != CEL_MAP && of->kind != CEL_LIST)
		return cel_check_mistake(k, n, "%s has no items", cel_check_a_kind(k, of->kind));
	if (of->kind == CEL_LIST && key && !cel_check_is_number(key))
		return cel_check_mistake(k, at, "a list is indexed by numbers, and this is %s", cel_check_a_kind(k, key->kind));
	if (of->kind == CEL_MAP && key && !cel_check_is_number(key) && key->kind != CEL_STRING && key->kind != CEL_BOOL)
		return cel_check_mistake(k, at, "a map's key is never %s", cel_check_a_kind(k, key->kind));
	return of->each;
}

static shape root_name(struct checker *k, const struct cel_node *n)
{
	const char **names = ARENA_ARRAY(k->a, const char *, k->root->n + 1);
	struct cel_value type;
	for (size_t i = 0; i < k->root->n; i++) {
		names[i] = k->root->fields[i].name;
		if (!strcmp(names[i], n->name.p))
			return k->root->fields[i].shape;
	}
	if (k->root->open || cel_type_named(n->name.p, &type) || str_is(n->name, "google") || str_is(n->name, "net"))
		return NULL;
	const char *near = text_nearest(n->name.p, names, k->root->n);
	if (near)
		return cel_check_mistake(k, n, "there is no \"%s\" here; did you mean \"%s\"?", n->name.p, near);
	return cel_check_mistake(
		k, n, "there is no \"%s\" here; known are %s", n->name.p, known_names(k, names, k->root->n));
}

/* ---- Operators ------------------------------------------------------------------------------------------ */

static shape binary(struct checker *k, const struct cel_node *n)
{
	shape a = infer(k, n->args[0]), b = infer(k, n->args[1]);
	if (n->op == OP_IN)
		return cel_check_contained(k, n, a, b);
	bool arithmetic_op = n->op >= OP_ADD && n->op <= OP_MODULO;
	if (!a || !b)
		return arithmetic_op ? NULL : cel_check_kind(CEL_BOOL);
	return arithmetic_op ? cel_check_arithmetic(k, n, a, b) : cel_check_compared(k, n, a, b);
}

static shape choice(struct checker *k, const struct cel_node *n)
{
	cel_check_bool(k, n->args[0], infer(k, n->args[0]), "?");
	shape yes = infer(k, n->args[1]), no = infer(k, n->args[2]);
	return yes == no || (yes && no && yes->kind == no->kind && yes->kind < CEL_LIST) ? yes : NULL;
}

/* ---- Calls and macros --------------------------------------------------------------------------------------- */

static shape call(struct checker *k, const struct cel_node *n)
{
	shape *args = ARENA_ARRAY(k->a, shape, n->n + 1);
	for (uint32_t i = 0; i < n->n; i++)
		args[i] = infer(k, n->args[i]);
	return cel_check_call(k, n, args);
}

/* The shape of a list literal: its items if none is optional, and their common shape if they are alike. */
static shape list(struct checker *k, const struct cel_node *n)
{
	struct cel_shape *all = ARENA_NEW(k->a, struct cel_shape);
	struct cel_field *items = ARENA_ARRAY(k->a, struct cel_field, n->n + 1);
	bool whole = true;
	*all = (struct cel_shape){ .kind = CEL_LIST, .n = n->n };
	for (uint32_t i = 0; i < n->n; i++) {
		shape one = items[i].shape = infer(k, n->args[i]), each = all->each;
		all->each = !i ? one : one && each && one->kind == each->kind && one->kind < CEL_LIST ? each : NULL;
		whole = whole && n->args[i]->op != OP_OPT_ITEM;
	}
	all->fields = whole ? items : NULL;
	return all;
}

/* Sets the shapes of the loop variables. */
static void loop_variables(struct checker *k, const struct cel_node *n, shape of)
{
	shape item = of ? of->each : NULL, key = NULL;
	if (of && of->kind == CEL_MAP && of->fields)
		key = cel_check_kind(CEL_STRING);
	if (of && of->kind == CEL_LIST && n->two)
		key = cel_check_kind(CEL_INT);
	k->slots[n->slot] = n->two || (of && of->kind == CEL_MAP) ? key : item;
	if (n->two)
		k->slots[n->slot + 1] = item;
}

static shape macro(struct checker *k, const struct cel_node *n)
{
	shape of = infer(k, n->args[0]), body = NULL;
	bool optional = n->op == OP_OPT_MAP || n->op == OP_OPT_FLAT_MAP;
	if (optional)
		cel_check_is(k, n->args[0], of, CEL_OPTIONAL, n->op == OP_OPT_MAP ? "optMap" : "optFlatMap");
	if (of && !optional && of->kind != CEL_LIST && (of->kind != CEL_MAP || n->op == OP_SORT_BY))
		return cel_check_mistake(
			k, n, "%s cannot be %s", cel_check_a_kind(k, of->kind), n->op == OP_SORT_BY ? "sorted" : "iterated");
	loop_variables(k, n, of);
	shape element = k->slots[n->slot];
	bool judges = n->op == OP_ALL || n->op == OP_EXISTS || n->op == OP_EXISTS_ONE || n->op == OP_FILTER;
	for (uint32_t i = 1; i < n->n; i++) {
		body = infer(k, n->args[i]);
		if (judges || i + 1 < n->n)
			cel_check_bool(k, n->args[i], body, "what is asked of each element");
	}
	switch (n->op) {
	case OP_FILTER:
	case OP_SORT_BY: return cel_check_list(k, element);
	case OP_MAP_EACH: return cel_check_list(k, body);
	case OP_OPT_FLAT_MAP:
		cel_check_is(k, n->args[1], body, CEL_OPTIONAL, "optFlatMap");
		return cel_check_kind(CEL_OPTIONAL);
	case OP_OPT_MAP: return cel_check_kind(CEL_OPTIONAL);
	case OP_TRANSFORM_ENTRY:
		cel_check_is(k, n->args[n->n - 1], body, CEL_MAP, "transformMapEntry");
		return cel_check_kind(CEL_MAP);
	case OP_TRANSFORM_MAP: return cel_check_kind(CEL_MAP);
	case OP_ALL:
	case OP_EXISTS:
	case OP_EXISTS_ONE: return cel_check_kind(CEL_BOOL);
	default: return NULL; /* no other operation is such a macro */
	}
}

static shape bound(struct checker *k, const struct cel_node *n)
{
	for (uint32_t i = 0; i + 1 < n->n; i++)
		k->slots[n->slot + i] = infer(k, n->args[i]);
	return infer(k, n->args[n->n - 1]);
}

static shape logic(struct checker *k, const struct cel_node *n)
{
	size_t operands = n->op == OP_NOT ? 1 : n->n;
	for (size_t i = 0; i < operands; i++)
		cel_check_bool(k, n->args[i], infer(k, n->args[i]), n->op == OP_NOT ? "!" : n->op == OP_AND ? "&&" : "||");
	return cel_check_kind(CEL_BOOL);
}

static shape map(struct checker *k, const struct cel_node *n)
{
	for (uint32_t i = 0; i + 1 < n->n; i += 2) {
		bool optional = n->args[i]->op == OP_OPT_ITEM;
		shape key = infer(k, optional ? n->args[i]->args[0] : n->args[i]), value = infer(k, n->args[i + 1]);
		bool fine = !key || key->fact || key->kind == CEL_STRING || key->kind == CEL_BOOL || key->kind == CEL_INT ||
			key->kind == CEL_UINT;
		if (!fine)
			cel_check_mistake(k, n->args[i], "a map's key must be string, int, uint or bool, and this is %s",
				cel_check_a_kind(k, key->kind));
		if (optional)
			cel_check_is(k, n->args[i + 1], value, CEL_OPTIONAL, "?");
	}
	return cel_check_kind(CEL_MAP);
}

static shape negated(struct checker *k, const struct cel_node *n)
{
	shape s = infer(k, n->args[0]);
	if (s && s->kind != CEL_INT && s->kind != CEL_DOUBLE && s->kind != CEL_DURATION)
		return cel_check_mistake(
			k, n, "- needs an int, double or duration, and this is %s", cel_check_a_kind(k, s->kind));
	return s && s->fact ? NULL : s;
}

/* ---- Checking a program ---------------------------------------------------------------------------------------- */

static shape infer(struct checker *k, const struct cel_node *n)
{
	switch ((enum cel_op)n->op) {
	case OP_LITERAL: return cel_check_kind((enum cel_kind)n->literal.kind);
	case OP_NAME: return root_name(k, n);
	case OP_SLOT: return k->slots[n->slot];
	case OP_SELECT: return field(k, n, infer(k, n->args[0]), n->name.p);
	case OP_HAS: field(k, n, infer(k, n->args[0]), n->name.p); return cel_check_kind(CEL_BOOL);
	case OP_OPT_SELECT: field(k, n, infer(k, n->args[0]), n->name.p); return cel_check_kind(CEL_OPTIONAL);
	case OP_INDEX: return index_of(k, n);
	case OP_OPT_INDEX: index_of(k, n); return cel_check_kind(CEL_OPTIONAL);
	case OP_CALL: return call(k, n);
	case OP_LIST: return list(k, n);
	case OP_MAP: return map(k, n);
	case OP_AND:
	case OP_OR:
	case OP_NOT: return logic(k, n);
	case OP_NEGATE: return negated(k, n);
	case OP_OPT_ITEM: cel_check_is(k, n->args[0], infer(k, n->args[0]), CEL_OPTIONAL, "?"); return NULL;
	case OP_IF: return choice(k, n);
	case OP_BIND:
	case OP_BLOCK: return bound(k, n);
	case OP_ALL:
	case OP_EXISTS:
	case OP_EXISTS_ONE:
	case OP_MAP_EACH:
	case OP_FILTER:
	case OP_TRANSFORM_MAP:
	case OP_TRANSFORM_ENTRY:
	case OP_SORT_BY:
	case OP_OPT_MAP:
	case OP_OPT_FLAT_MAP: return macro(k, n);
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
	case OP_MODULO:
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_GREATER:
	case OP_GREATER_EQUAL:
	case OP_IN: return binary(k, n);
	}
	return NULL;
}

int cel_check(
	struct arena *a, const struct cel_program *p, const struct cel_shape *root, enum cel_kind want, struct err *e)
{
	struct checker k = { .a = a, .p = p, .root = root, .e = e };
	shape s = infer(&k, p->root);
	if (s && want != CEL_ERROR && s->kind != want)
		cel_check_mistake(
			&k, p->root, "this must give a %s, and gives %s", cel_kind_name(want), cel_check_a_kind(&k, s->kind));
	return k.failed ? -1 : 0;
}
