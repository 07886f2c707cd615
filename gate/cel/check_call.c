/* SPDX-License-Identifier: Apache-2.0 */
/* check_call.c: checks calls against the signatures of the table: the function exists and accepts the arguments. */
#include "check.h"

#include <string.h>

static shape unknown_function(struct checker *k, const struct cel_node *n)
{
	const char *names[256];
	size_t count = 0;
	for (struct cel_function_doc d; count < COUNTOF(names) && (d = cel_function_doc(count)).name; count++) {
		names[count] = d.name;
		if (str_is(n->name, d.name))
			return cel_check_mistake(k, n, "%s cannot be called like this; its signature is %s", d.name, d.signature);
	}
	const char *near = text_nearest(n->name.p, names, count);
	return cel_check_mistake(
		k, n, "unknown function %s%s%s%s", n->name.p, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

/* ---- Arguments ------------------------------------------------------------------------------------------ */

/* The kinds that a value may have: a fact takes any number type. */
static cel_kinds kinds_of(shape s)
{
	return !s ? CEL_ANY : s->fact ? CEL_NUMBERS : CEL_KIND(s->kind);
}

/* The first item of a list whose kind is none of these; NULL: there is none. */
static shape odd_item(cel_kinds kinds, shape s)
{
	if (!s || s->kind != CEL_LIST || !kinds)
		return NULL;
	for (size_t i = 0; s->fields && i < s->n; i++)
		if (!(kinds & kinds_of(s->fields[i].shape)))
			return s->fields[i].shape;
	return kinds & kinds_of(s->each) ? NULL : s->each;
}

static bool takes(const struct cel_type *t, shape s)
{
	return (t->kinds & kinds_of(s)) && !odd_item(t->items, s);
}

static shape not_taken(struct checker *k, const struct cel_node *n, uint32_t i, shape s, const struct cel_type *wanted)
{
	const struct cel_function *f = n->function;
	if (!wanted->kinds)
		return cel_check_mistake(
			k, n->args[i], "%s takes no argument here; its signature is %s", f->name, f->signature);
	shape item = odd_item(wanted->items, s);
	return cel_check_mistake(k, n->args[i], "%s takes %s, got %s%s; its signature is %s", f->name,
		cel_type_text(k->a, *wanted), cel_check_a_kind(k, s->kind),
		item ? arena_printf(k->a, " with %s", cel_check_a_kind(k, item->kind)) : "", f->signature);
}

static const struct cel_type *taken_at(const struct cel_overload *o, uint32_t i)
{
	return i < o->n ? &o->takes[i] : o->more ? &o->takes[o->n - 1] : NULL;
}

/*
 * Keeps the overloads that accept s as argument i. Returns false with *wanted, the kinds accepted, if there are none.
 */
static bool keep(struct cel_overload *all, size_t *n, uint32_t i, shape s, struct cel_type *wanted)
{
	size_t kept = 0;
	*wanted = (struct cel_type){ 0, 0 };
	for (size_t o = 0; o < *n; o++) {
		const struct cel_type *t = taken_at(&all[o], i);
		if (t) {
			wanted->kinds |= t->kinds;
			wanted->items |= t->items;
		}
		if (t && takes(t, s))
			all[kept++] = all[o];
	}
	*n = kept;
	return kept;
}

static shape shape_of(struct checker *k, const struct cel_type *t)
{
	for (int kind = CEL_NULL; kind < CEL__COUNT; kind++)
		if (t->kinds == CEL_KIND(kind))
			return kind == CEL_LIST ? cel_check_list(k, shape_of(k, &(struct cel_type){ t->items, 0 }))
									: cel_check_kind((enum cel_kind)kind);
	return NULL;
}

/* ---- Constants --------------------------------------------------------------------------------------------- */

/* Checks the items of a list literal against the clauses of a format. */
static void check_format(struct checker *k, const struct cel_node *n, shape list)
{
	const struct cel_node *format = n->args[0];
	struct func_clause clause;
	const char *wrong = NULL, *p = format->literal.s.p, *end = p + format->literal.s.n;
	for (size_t i = 0; func_format_next(&p, end, NULL, &clause, &wrong); i++) {
		cel_kinds kinds = func_format_takes(clause.verb);
		if (!kinds)
			cel_check_mistake(
				k, format, "the clauses of a format are %%s %%d %%f %%e %%b %%o %%x %%X, and this has another");
		else if (list && list->fields && i == list->n)
			cel_check_mistake(k, n, "the format asks for more values than there are");
		else if (list && list->fields && i < list->n && !(kinds & kinds_of(list->fields[i].shape)))
			cel_check_mistake(k, n->args[1], "%%%c takes %s, got %s", clause.verb,
				cel_type_text(k->a, (struct cel_type){ kinds, 0 }), cel_check_a_kind(k, list->fields[i].shape->kind));
	}
	if (wrong)
		cel_check_mistake(k, format, "%s", wrong);
}

static bool is_literal(const struct cel_node *n, enum cel_kind kind)
{
	return n->op == OP_LITERAL && n->literal.kind == kind;
}

/* A constant replacement is valid or invalid for a constant pattern, whatever the text. */
static void check_replacement(struct checker *k, const struct cel_node *n, struct cel_context *c)
{
	if (n->function->fn != func_regex_replace || !is_literal(n->args[2], CEL_STRING))
		return;
	struct cel_value v = func_regex_check_replacement(c, n->args[1]->literal.s, n->args[2]->literal.s);
	if (v.kind == CEL_ERROR)
		cel_check_mistake(k, n, "%s", cel_error_text(&v).p);
}

/* Evaluates calls with constants, whose errors do not depend on facts: matches('['), duration('1d'). A pattern is tried
 * with an empty text. */
static void check_constants(struct checker *k, const struct cel_node *n)
{
	struct arena_mark before = arena_mark(k->a);
	struct cel_context c = { .p = k->p, .a = k->a, .at = n, .start_bytes = arena_used(k->a) };
	struct cel_value *args = ARENA_ARRAY(k->a, struct cel_value, n->n);
	bool pattern = func_regex_takes_pattern(n->function->fn) && is_literal(n->args[1], CEL_STRING);
	for (uint32_t i = 0; i < n->n; i++) {
		if (n->args[i]->op != OP_LITERAL && !pattern)
			return;
		args[i] = !pattern || i == 1 ? n->args[i]->literal : i == 3 ? cel_int(1) : cel_of_string("");
	}
	struct cel_value v = n->function->fn(&c, args, n->n);
	if (v.kind == CEL_ERROR)
		cel_check_mistake(k, n, "%s", cel_error_text(&v).p);
	else if (pattern)
		check_replacement(k, n, &c);
	arena_rewind(k->a, before);
}

shape cel_check_call(struct checker *k, const struct cel_node *n, const shape *args)
{
	struct cel_overload all[8];
	struct cel_type wanted, gives = { 0, 0 };
	if (!n->function)
		return unknown_function(k, n);
	size_t count = cel_overloads(n->function, all, COUNTOF(all));
	for (uint32_t i = 0; i < n->n; i++)
		if (!keep(all, &count, i, args[i], &wanted))
			return not_taken(k, n, i, args[i], &wanted);
	for (size_t o = 0; o < count; o++) {
		gives.kinds |= all[o].gives.kinds;
		gives.items |= all[o].gives.items;
	}
	if (n->function->fn == func_format && is_literal(n->args[0], CEL_STRING))
		check_format(k, n, args[1]);
	check_constants(k, n);
	return shape_of(k, &gives);
}
