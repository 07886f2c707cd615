/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c: the tree, evaluated. Errors are values; steps and bytes are counted. Source: langdef.md, Evaluation. */
#include "node.h"

#include <string.h>

struct cel_value cel_out_of_budget(struct cel_context *c, const struct cel_node *n)
{
	return cel_fail(c, n, "the evaluation takes too long or makes too much");
}

bool cel_over_budget(const struct cel_context *c)
{
	return c->steps > LIMIT_CEL_STEPS || arena_used(c->a) - c->start_bytes > LIMIT_CEL_BYTES;
}

/* ---- Names ---------------------------------------------------------------------------------------- */

static bool variable(const struct cel_context *c, const char *name, unsigned long hash, struct cel_value *out)
{
	const struct cel_scope *s = c->scope;
	for (size_t i = s->n_vars; i > 0; i--)
		if (!strcmp(s->vars[i - 1].name, name)) {
			*out = s->vars[i - 1].value;
			return true;
		}
	const struct json *v = !s->root ? NULL : hash ? json_get_hashed(s->root, name, hash) : json_get(s->root, name);
	if (v)
		*out = cel_of_json(v);
	return v != NULL;
}

/* In the container "a.b": a.b.NAME, a.NAME, NAME. */
static bool in_container(struct cel_context *c, const char *name, unsigned long hash, bool rooted, struct cel_value *out)
{
	size_t n = !rooted && c->p->container ? strlen(c->p->container) : 0;
	while (n) {
		if (variable(c, arena_printf(c->a, "%.*s.%s", (int)n, c->p->container, name), 0, out))
			return true;
		while (n && c->p->container[n - 1] != '.')
			n--;
		n -= n > 0;
	}
	return variable(c, name, hash, out);
}

static bool type_name(const char *name, struct cel_value *out)
{
	static const enum cel_kind kinds[] = { CEL_NULL, CEL_BOOL, CEL_INT, CEL_UINT, CEL_DOUBLE, CEL_STRING, CEL_BYTES, CEL_LIST,
		CEL_MAP, CEL_TYPE, CEL_TIMESTAMP, CEL_DURATION, CEL_OPTIONAL, CEL_IP, CEL_CIDR };
	for (size_t i = 0; i < COUNTOF(kinds); i++)
		if (!strcmp(cel_kind_name(kinds[i]), name)) {
			*out = (struct cel_value){ .kind = CEL_TYPE, .s = str_of(cel_kind_name(kinds[i])) };
			return true;
		}
	return false;
}

static struct cel_value unknown_name(struct cel_context *c, const struct cel_node *n)
{
	const char *names[256];
	size_t count = 0;
	for (size_t i = 0; i < c->scope->n_vars && count < COUNTOF(names); i++)
		names[count++] = c->scope->vars[i].name;
	for (struct json_each it = json_each(c->scope->root); json_next(&it) && count < COUNTOF(names);)
		names[count++] = it.key;
	const char *near = text_nearest(n->name.p, names, count);
	return cel_fail(c, NULL, "no such variable: %s%s%s%s", n->name.p, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

/* Taken at the first use: most rules of a policy are judged again and again. */
static unsigned long hash_of(const struct cel_node *n, const struct json *object)
{
	if (!n->hash)
		((struct cel_node *)(uintptr_t)n)->hash = json_hash(object, n->name.p);
	return n->hash;
}

static struct cel_value name(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v;
	if (in_container(c, n->name.p, hash_of(n, c->scope->root), n->rooted, &v) || type_name(n->name.p, &v))
		return v;
	return unknown_name(c, n);
}

/* a.b.c as one name: NULL where the chain is not of plain names. */
static const char *dotted(struct cel_context *c, const struct cel_node *n, bool *rooted)
{
	if (n->op == OP_NAME) {
		*rooted = n->rooted;
		return n->name.p;
	}
	const char *of = n->op == OP_SELECT ? dotted(c, n->args[0], rooted) : NULL;
	return of ? arena_printf(c->a, "%s.%s", of, n->name.p) : NULL;
}

static bool qualified(struct cel_context *c, const struct cel_node *n, struct cel_value *out)
{
	bool rooted;
	const char *whole = dotted(c, n, &rooted);
	return whole && (in_container(c, whole, 0, rooted, out) || type_name(whole, out));
}

static struct cel_value member(const struct cel_value *of, const struct cel_node *n, bool *found)
{
	if (!of->in_json) {
		struct cel_value key = cel_string(n->name);
		return cel_lookup(of, &key, found);
	}
	const struct json *v = json_get_hashed(of->json, n->name.p, hash_of(n, of->json));
	*found = v != NULL;
	return v ? cel_of_json(v) : (struct cel_value){ .kind = CEL_NULL };
}

/* A step that may lead nowhere: a value that is there, or none; on an optional it steps into its value. */
static struct cel_value optional_step(struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *key)
{
	const struct cel_value *in = of->kind == CEL_OPTIONAL ? of->optional : of;
	struct cel_value v;
	bool found;
	if (!in)
		return cel_optional(c, NULL);
	if (in->kind == CEL_MAP) {
		v = cel_lookup(in, key, &found);
	} else {
		v = cel_index(c, n, in, key);
		found = v.kind != CEL_ERROR;
		if (!found && in->kind != CEL_LIST)
			return v;
	}
	return v.kind == CEL_ERROR && in->kind == CEL_MAP && found ? v : cel_optional(c, found ? &v : NULL);
}

static struct cel_value select_field(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v;
	bool found;
	if ((c->dotted || n->type_like || c->p->container) && qualified(c, n, &v))
		return v;
	struct cel_value of = cel_run(c, n->args[0]);
	if (of.kind == CEL_ERROR)
		return of;
	if (of.kind == CEL_OPTIONAL || n->op == OP_OPT_SELECT) {
		struct cel_value key = cel_string(n->name);
		return optional_step(c, n, &of, &key);
	}
	if (of.kind != CEL_MAP)
		return cel_fail(c, n, "no field '%s' in a %s", n->name.p, cel_kind_name((enum cel_kind)of.kind));
	v = member(&of, n, &found);
	return found ? v : cel_fail(c, n, "no such key: '%s'", n->name.p);
}

static struct cel_value has_field(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value of = cel_run(c, n->args[0]);
	bool found;
	if (of.kind == CEL_OPTIONAL) {
		if (!of.optional)
			return cel_bool(false);
		of = *of.optional;
	}
	if (of.kind == CEL_ERROR)
		return of;
	if (of.kind != CEL_MAP)
		return cel_fail(c, n, "has() needs a map, not a %s", cel_kind_name((enum cel_kind)of.kind));
	struct cel_value v = member(&of, n, &found);
	return found && v.kind == CEL_ERROR ? v : cel_bool(found);
}

/* ---- Logic ------------------------------------------------------------------------------------------ */

/* && with stop = false, || with stop = true: one operand that decides beats every error. */
static struct cel_value logic(struct cel_context *c, const struct cel_node *n, bool stop)
{
	struct cel_value error = { .kind = CEL_NULL };
	for (uint32_t i = 0; i < n->n; i++) {
		struct cel_value v = cel_run(c, n->args[i]);
		if (v.kind == CEL_BOOL && v.b == stop)
			return v;
		if (v.kind != CEL_BOOL && error.kind != CEL_ERROR)
			error = v.kind == CEL_ERROR ? v : cel_fail(c, n, "no such overload: %s needs bool, not %s", stop ? "||" : "&&",
				cel_kind_name((enum cel_kind)v.kind));
	}
	return error.kind == CEL_ERROR ? error : cel_bool(!stop);
}

static struct cel_value choose(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v = cel_run(c, n->args[0]);
	if (v.kind == CEL_BOOL)
		return cel_run(c, n->args[v.b ? 1 : 2]);
	return v.kind == CEL_ERROR ? v : cel_fail(c, n, "no such overload: ? : needs bool, not %s", cel_kind_name((enum cel_kind)v.kind));
}

static struct cel_value negate(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v = cel_run(c, n->args[0]);
	if (v.kind == CEL_ERROR)
		return v;
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

/* "?x" among the items: the optional's value, or nothing at all. */
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

/* CEL_NULL, or why not. The map has room. */
struct cel_value cel_put_entry(struct cel_context *c, const struct cel_node *n, struct cel_map *m, struct cel_value key, struct cel_value value)
{
	struct cel_value self = { .kind = CEL_MAP, .map = m };
	bool found;
	if (key.kind == CEL_ERROR || value.kind == CEL_ERROR)
		return key.kind == CEL_ERROR ? key : value;
	if (key.kind != CEL_STRING && key.kind != CEL_INT && key.kind != CEL_UINT && key.kind != CEL_BOOL)
		return cel_fail(c, n, "a map's key must be string, int, uint or bool, not %s", cel_kind_name((enum cel_kind)key.kind));
	cel_lookup(&self, &key, &found);
	if (found)
		return cel_fail(c, n, "a key stands twice");
	m->entries[m->n++] = (struct cel_entry){ key, value };
	c->steps += m->n;
	return (struct cel_value){ .kind = CEL_NULL };
}

static struct cel_value map(struct cel_context *c, const struct cel_node *n)
{
	struct cel_map *m = arena_alloc(c->a, sizeof(*m) + n->n / 2 * sizeof(m->entries[0]));
	for (uint32_t i = 0; i + 1 < n->n; i += 2) {
		bool optional = n->args[i]->op == OP_OPT_ITEM, left_out = false;
		struct cel_value key = cel_run(c, optional ? n->args[i]->args[0] : n->args[i]), value = cel_run(c, n->args[i + 1]);
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
	struct cel_value few[8], *args = n->n <= COUNTOF(few) ? few : ARENA_ARRAY(c->a, struct cel_value, n->n);
	if (!n->function)
		return cel_fail(c, NULL, "no such function: %s with %u argument%s", n->name.p, n->n, n->n == 1 ? "" : "s");
	for (uint32_t i = 0; i < n->n; i++) {
		args[i] = cel_run(c, n->args[i]);
		if (args[i].kind == CEL_ERROR)
			return args[i];
	}
	c->at = n;
	return n->function->fn(c, args, n->n);
}

/* ---- All of it ------------------------------------------------------------------------------------------------ */

static struct cel_value binary(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value a = cel_run(c, n->args[0]);
	if (a.kind == CEL_ERROR)
		return a;
	struct cel_value b = cel_run(c, n->args[1]);
	if (b.kind == CEL_ERROR)
		return b;
	switch (n->op) {
	case OP_EQUAL:
		return cel_equals(&a, &b);
	case OP_UNEQUAL:
		a = cel_equals(&a, &b);
		return a.kind == CEL_ERROR ? a : cel_bool(!a.b);
	case OP_IN:
		return cel_contains(c, n, &a, &b);
	case OP_OPT_INDEX:
		return optional_step(c, n, &a, &b);
	case OP_INDEX:
		return a.kind == CEL_OPTIONAL ? optional_step(c, n, &a, &b) : cel_index(c, n, &a, &b);
	case OP_LESS: case OP_LESS_EQUAL: case OP_GREATER: case OP_GREATER_EQUAL:
		return cel_compare(c, n, a, b);
	default:
		return cel_arithmetic(c, n, a, b);
	}
}

struct cel_value cel_run(struct cel_context *c, const struct cel_node *n)
{
	if (++c->steps > LIMIT_CEL_STEPS || (c->steps % 256 == 0 && cel_over_budget(c)))
		return cel_out_of_budget(c, NULL);
	switch (n->op) {
	case OP_LITERAL: return n->literal;
	case OP_NAME:    return name(c, n);
	case OP_SLOT:    return c->slots[n->slot];
	case OP_OPT_SELECT:
	case OP_SELECT:  return select_field(c, n);
	case OP_HAS:     return has_field(c, n);
	case OP_CALL:    return call(c, n);
	case OP_LIST:    return list(c, n);
	case OP_MAP:     return map(c, n);
	case OP_AND:     return logic(c, n, false);
	case OP_OR:      return logic(c, n, true);
	case OP_NOT:
	case OP_NEGATE:  return negate(c, n);
	case OP_IF:      return choose(c, n);
	case OP_ALL: case OP_EXISTS: case OP_EXISTS_ONE: case OP_MAP_EACH: case OP_FILTER: case OP_TRANSFORM_MAP: case OP_TRANSFORM_ENTRY:
	case OP_OPT_MAP: case OP_OPT_FLAT_MAP:
		return cel_run_macro(c, n);
	case OP_BIND:
	case OP_BLOCK:   return cel_run_bind(c, n);
	default:
		return binary(c, n);
	}
}

struct cel_value cel_eval(const struct cel_program *p, const struct cel_scope *s, struct arena *a)
{
	struct cel_context c;
	c.p = p;
	c.scope = s;
	c.a = a;
	c.steps = 0;
	c.start_bytes = arena_used(a);
	c.dotted = false;
	c.at = NULL;
	c.slots = p->n_slots ? ARENA_ARRAY(a, struct cel_value, p->n_slots) : NULL;
	for (size_t i = 0; i < s->n_vars; i++)
		c.dotted = c.dotted || strchr(s->vars[i].name, '.') != NULL;
	return cel_run(&c, p->root);
}
