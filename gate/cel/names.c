/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: resolves names (variables, containers, types) and selects members of values. */
#include "node.h"

#include <string.h>

/* ---- Names ---------------------------------------------------------------------------------------- */

static bool variable(struct cel_context *c, const char *name, struct json_key *key, struct cel_value *out)
{
	const struct cel_scope *s = c->scope;
	for (size_t i = s->n_vars; i > 0; i--)
		if (!strcmp(s->vars[i - 1].name, name)) {
			*out = s->vars[i - 1].value;
			return true;
		}
	const struct json *v = json_get_key(s->root, name, key);
	if (v)
		*out = cel_from(c, v);
	return v != NULL;
}

/* In the container "a.b" looks for a.b.NAME, a.NAME and NAME. */
static bool in_container(struct cel_context *c, const char *name, bool rooted, struct cel_value *out)
{
	size_t n = !rooted && c->p->container ? strlen(c->p->container) : 0;
	while (n) {
		if (variable(c, arena_printf(c->a, "%.*s.%s", (int)n, c->p->container, name), &(struct json_key){ 0 }, out))
			return true;
		while (n && c->p->container[n - 1] != '.')
			n--;
		n -= n > 0;
	}
	return variable(c, name, &(struct json_key){ 0 }, out);
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
	return cel_fail(c, NULL, "no such variable: %s%s%s%s", n->name.p, near ? "; did you mean " : "", near ? near : "",
		near ? "?" : "");
}

struct json_key *cel_places(const struct cel_program *p, struct arena *a)
{
	struct json_key *places = p->n_keys ? arena_alloc(a, p->n_keys * sizeof(*places)) : NULL;
	if (places)
		memcpy(places, p->keys, p->n_keys * sizeof(*places));
	return places;
}

static struct json_key *key_of(const struct cel_context *c, const struct cel_node *n)
{
	return &c->places[n->place];
}

struct cel_value cel_run_name(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v;
	bool known = c->p->container ? in_container(c, n->name.p, n->rooted, &v) : variable(c, n->name.p, key_of(c, n), &v);
	return known || cel_type_named(n->name.p, &v) ? v : unknown_name(c, n);
}

/* The text of a selection a.b.c as one name; NULL if it has other parts than names. */
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
	return whole && (in_container(c, whole, rooted, out) || cel_type_named(whole, out));
}

/* ---- Fast path: selections of JSON ---------------------------------------------------------------------- */

static const struct json *of_value(const struct cel_value *v)
{
	return v->in_json && (v->kind == CEL_MAP || v->kind == CEL_LIST) ? v->json : NULL;
}

static const struct json *of_name(const struct cel_context *c, const struct cel_node *n)
{
	const struct cel_scope *s = c->scope;
	if (c->dotted || c->p->container)
		return NULL;
	for (size_t i = s->n_vars; i > 0; i--)
		if (!strcmp(s->vars[i - 1].name, n->name.p))
			return of_value(&s->vars[i - 1].value);
	return json_get_key(s->root, n->name.p, key_of(c, n));
}

static const struct json *of_index(const struct cel_context *c, const struct cel_node *n, const struct json *of)
{
	const struct cel_node *at = n->args[1];
	if (at->op != OP_LITERAL && at->op != OP_SLOT)
		return NULL;
	struct cel_value v = at->op == OP_LITERAL ? at->literal : c->slots[at->slot];
	if (v.kind == CEL_INT)
		return v.i >= 0 ? json_item(of, (size_t)v.i) : NULL;
	if (v.kind != CEL_STRING || v.s.p[v.s.n] || strlen(v.s.p) != v.s.n || v.s.p[0] == CEL_UNOBSERVED[0])
		return NULL;
	return at->op == OP_LITERAL ? json_get_key(of, v.s.p, key_of(c, n)) : json_get_after(of, v.s.p, &key_of(c, n)->at);
}

/* Follows a chain of names through JSON. Returns NULL if that fails: then the general code finds the reason. */
static const struct json *walk(const struct cel_context *c, const struct cel_node *n)
{
	const struct json *of;
	switch (n->op) {
	case OP_NAME: return of_name(c, n);
	case OP_SLOT: return of_value(&c->slots[n->slot]);
	case OP_SELECT:
		of = n->type_like ? NULL : walk(c, n->args[0]);
		return of ? json_get_key(of, n->name.p, key_of(c, n)) : NULL;
	case OP_INDEX: of = walk(c, n->args[0]); return of ? of_index(c, n, of) : NULL;
	default: return NULL;
	}
}

/* ---- Members ------------------------------------------------------------------------------------------ */

static struct cel_value member(struct cel_context *c, const struct cel_value *of, const struct cel_node *n, bool *found)
{
	if (!of->in_json || of->part || cel_observed(c)) {
		struct cel_value key = cel_string(n->name);
		return cel_find(c, of, &key, found);
	}
	const struct json *v = json_get_key(of->json, n->name.p, key_of(c, n));
	*found = v != NULL;
	return v ? cel_of_json(v) : (struct cel_value){ .kind = CEL_NULL };
}

struct cel_value cel_optional_step(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *key)
{
	const struct cel_value *in = of->kind == CEL_OPTIONAL ? of->optional : of;
	struct cel_value v;
	bool found;
	if (!in)
		return cel_optional(c, NULL);
	if (in->kind == CEL_MAP) {
		v = cel_find(c, in, key, &found);
	} else {
		v = cel_index(c, n, in, key);
		found = v.kind != CEL_ERROR;
		if (!found && (in->kind != CEL_LIST || !cel_position(key, &(int64_t){ 0 })))
			return v;
	}
	return v.kind == CEL_ERROR && in->kind == CEL_MAP && found ? v : cel_optional(c, found ? &v : NULL);
}

static struct cel_value no_such_key(struct cel_context *c, const struct cel_node *n, const struct cel_value *of)
{
	const char *names[256];
	size_t count = 0;
	for (struct json_each it = json_each(of->in_json ? of->json : NULL); json_next(&it) && count < COUNTOF(names);)
		names[count++] = it.key;
	const char *near = text_nearest(n->name.p, names, count);
	return near ? cel_fail(c, n, "no such key: '%s'; did you mean '%s'?", n->name.p, near)
				: cel_fail(c, n, "no such key: '%s'", n->name.p);
}

struct cel_value cel_run_select(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value v;
	bool found;
	const struct json *known = n->op == OP_SELECT && !cel_observed(c) ? walk(c, n) : NULL;
	if (known)
		return cel_of_json(known);
	if ((c->dotted || n->type_like || c->p->container) && qualified(c, n, &v))
		return v;
	struct cel_value of = cel_run(c, n->args[0]);
	if (of.kind == CEL_ERROR)
		return of;
	if (of.kind == CEL_OPTIONAL || n->op == OP_OPT_SELECT) {
		struct cel_value key = cel_string(n->name);
		return cel_optional_step(c, n, &of, &key);
	}
	if (of.kind == CEL_UNHELD)
		return cel_not_held(&of);
	if (of.kind != CEL_MAP)
		return cel_fail(c, n, "no field '%s' in a %s", n->name.p, cel_kind_name((enum cel_kind)of.kind));
	v = member(c, &of, n, &found);
	return found ? v : no_such_key(c, n, &of);
}

struct cel_value cel_run_index(struct cel_context *c, const struct cel_node *n)
{
	const struct json *known = cel_observed(c) ? NULL : walk(c, n);
	if (known)
		return cel_of_json(known);
	struct cel_value of = cel_run(c, n->args[0]);
	if (of.kind == CEL_ERROR)
		return of;
	struct cel_value at = cel_run(c, n->args[1]);
	if (at.kind == CEL_ERROR)
		return at;
	cel_observe(c, &at, CEL_READ_VALUE);
	return of.kind == CEL_OPTIONAL || n->op == OP_OPT_INDEX ? cel_optional_step(c, n, &of, &at)
															: cel_index(c, n, &of, &at);
}

struct cel_value cel_run_has(struct cel_context *c, const struct cel_node *n)
{
	const struct json *known = cel_observed(c) ? NULL : walk(c, n->args[0]);
	struct cel_value of = known ? cel_of_json(known) : cel_run(c, n->args[0]);
	bool found;
	if (of.kind == CEL_OPTIONAL) {
		if (!of.optional)
			return cel_bool(false);
		of = *of.optional;
	}
	if (of.kind == CEL_ERROR)
		return of;
	if (of.kind == CEL_UNHELD)
		return cel_not_held(&of);
	if (of.kind != CEL_MAP)
		return cel_fail(c, n, "has() needs a map, not a %s", cel_kind_name((enum cel_kind)of.kind));
	struct cel_value v = member(c, &of, n, &found);
	return found && v.kind == CEL_ERROR ? v : cel_bool(found);
}
