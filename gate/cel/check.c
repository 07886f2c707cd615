/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c: mistakes found without evaluating: fields that the known shape of a map does not have, functions that do not
 * exist, operations that their operands' kinds never allow. What is not known is never a mistake.
 */
#include "check.h"

#include <string.h>

static shape infer(struct checker *k, const struct cel_node *n);

static shape list_of(struct checker *k, shape each)
{
	struct cel_shape *s = ARENA_NEW(k->a, struct cel_shape);
	*s = (struct cel_shape){ .kind = CEL_LIST, .each = each };
	return s;
}

/* ---- Fields ------------------------------------------------------------------------------------------- */

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
	const char *near = text_nearest(name, names, of->n), *text = k->p->text.p + map->from;
	int length = (int)(map->to - map->from > 80 ? 80 : map->to - map->from);
	const char *where = of->where ? of->where : "";
	if (near)
		return cel_check_mistake(k, n, "%.*s has no \"%s\"%s; did you mean \"%s\"?", length, text, name, where, near);
	return cel_check_mistake(k, n, "%.*s has no \"%s\"%s; it has %s%s", length, text, name, where,
		of->n ? known_names(k, names, of->n) : "none", of->where ? "; ask has() of it first if the rule may do without" : "");
}

static shape field(struct checker *k, const struct cel_node *n, shape of, const char *name)
{
	if (!of)
		return NULL;
	if (of->kind != CEL_MAP)
		return cel_check_mistake(k, n, "no field \"%s\" in %s", name, cel_check_a_kind(k, of));
	for (size_t i = 0; i < of->n; i++)
		if (!strcmp(of->fields[i].name, name))
			return of->fields[i].shape;
	return of->open ? of->each : no_field(k, n, of, name);
}

static shape index_of(struct checker *k, const struct cel_node *n)
{
	shape of = infer(k, n->args[0]);
	const struct cel_node *at = n->args[1];
	infer(k, at);
	if (!of)
		return NULL;
	if (of->kind == CEL_MAP && at->op == OP_LITERAL && at->literal.kind == CEL_STRING)
		return field(k, n, of, at->literal.s.p);
	if (of->kind != CEL_MAP && of->kind != CEL_LIST)
		return cel_check_mistake(k, n, "%s has no items", cel_check_a_kind(k, of));
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
	return cel_check_mistake(k, n, "there is no \"%s\" here; known are %s", n->name.p, known_names(k, names, k->root->n));
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

/* "string.contains(string) -> bool": what a function gives is the last word of its signature, if it has but one. */
static shape result_of(const struct cel_function *f)
{
	const char *arrow = strrchr(f->signature, '>'), *first = strchr(f->signature, '>');
	if (first && first != arrow && strcspn(first, ";") != strlen(arrow))
		return NULL;
	for (int kind = CEL_NULL; arrow && kind < CEL__COUNT; kind++)
		if (!strcmp(arrow + 2, cel_kind_name((enum cel_kind)kind)))
			return cel_check_kind((enum cel_kind)kind);
	return NULL;
}

static shape unknown_function(struct checker *k, const struct cel_node *n)
{
	const char *names[256];
	size_t count = 0;
	for (struct cel_function_doc d; count < COUNTOF(names) && (d = cel_function_doc(count)).name; count++) {
		names[count] = d.name;
		if (str_is(n->name, d.name))
			return cel_check_mistake(k, n, "%s is not called so; it is %s", d.name, d.signature);
	}
	const char *near = text_nearest(n->name.p, names, count);
	return cel_check_mistake(k, n, "there is no function %s%s%s%s", n->name.p, near ? "; did you mean " : "", near ? near : "",
		near ? "?" : "");
}

static shape call(struct checker *k, const struct cel_node *n)
{
	for (uint32_t i = 0; i < n->n; i++)
		infer(k, n->args[i]);
	return n->function ? result_of(n->function) : unknown_function(k, n);
}

static shape list(struct checker *k, const struct cel_node *n)
{
	shape each = NULL;
	for (uint32_t i = 0; i < n->n; i++) {
		shape one = infer(k, n->args[i]);
		each = !i ? one : one && each && one->kind == each->kind && one->kind < CEL_LIST ? each : NULL;
	}
	return list_of(k, each);
}

static shape macro(struct checker *k, const struct cel_node *n)
{
	shape of = infer(k, n->args[0]), item = of ? of->each : NULL, key = NULL, body = NULL;
	bool optional = n->op == OP_OPT_MAP || n->op == OP_OPT_FLAT_MAP;
	if (of && !optional && of->kind != CEL_LIST && of->kind != CEL_MAP)
		return cel_check_mistake(k, n, "%s cannot be gone through", cel_check_a_kind(k, of));
	if (of && of->kind == CEL_MAP && of->fields)
		key = cel_check_kind(CEL_STRING);
	if (of && of->kind == CEL_LIST && n->two)
		key = cel_check_kind(CEL_INT);
	k->slots[n->slot] = n->two || (of && of->kind == CEL_MAP) ? key : item;
	if (n->two)
		k->slots[n->slot + 1] = item;
	shape element = k->slots[n->slot];
	for (uint32_t i = 1; i < n->n; i++)
		body = infer(k, n->args[i]);
	bool judges = n->op == OP_ALL || n->op == OP_EXISTS || n->op == OP_EXISTS_ONE || n->op == OP_FILTER;
	if (judges)
		cel_check_bool(k, n->args[1], body, "what is asked of each element");
	if (n->op == OP_FILTER)
		return list_of(k, element);
	return judges ? cel_check_kind(CEL_BOOL) : n->op == OP_MAP_EACH ? list_of(k, body) : NULL;
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
	for (uint32_t i = 0; i < n->n; i++)
		infer(k, n->args[i]);
	return cel_check_kind(CEL_MAP);
}

/* ---- All of it ------------------------------------------------------------------------------------------------- */

static shape infer(struct checker *k, const struct cel_node *n)
{
	switch (n->op) {
	case OP_LITERAL:
		return cel_check_kind((enum cel_kind)n->literal.kind);
	case OP_NAME:
		return root_name(k, n);
	case OP_SLOT:
		return k->slots[n->slot];
	case OP_SELECT:
		return field(k, n, infer(k, n->args[0]), n->name.p);
	case OP_HAS:
		field(k, n, infer(k, n->args[0]), n->name.p);
		return cel_check_kind(CEL_BOOL);
	case OP_OPT_SELECT:
		field(k, n, infer(k, n->args[0]), n->name.p);
		return NULL;
	case OP_INDEX:
		return index_of(k, n);
	case OP_OPT_INDEX:
		index_of(k, n);
		return NULL;
	case OP_CALL:
		return call(k, n);
	case OP_LIST:
		return list(k, n);
	case OP_MAP:
		return map(k, n);
	case OP_AND: case OP_OR: case OP_NOT:
		return logic(k, n);
	case OP_NEGATE: case OP_OPT_ITEM:
		infer(k, n->args[0]);
		return NULL;
	case OP_IF:
		return choice(k, n);
	case OP_BIND: case OP_BLOCK:
		return bound(k, n);
	default:
		return n->op >= OP_ALL && n->op <= OP_OPT_FLAT_MAP ? macro(k, n) : binary(k, n);
	}
}

int cel_check(struct arena *a, const struct cel_program *p, const struct cel_shape *root, enum cel_kind want, struct err *e)
{
	struct checker k = { .a = a, .p = p, .root = root, .e = e };
	shape s = infer(&k, p->root);
	if (s && want != CEL_ERROR && s->kind != want)
		cel_check_mistake(&k, p->root, "this must give a %s, and gives %s", cel_kind_name(want), cel_check_a_kind(&k, s));
	return k.failed ? -1 : 0;
}
