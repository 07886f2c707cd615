/* SPDX-License-Identifier: Apache-2.0 */
/* macro.c: macros: loops over lists and maps (all, exists, map, filter, ...), and bindings. */
#include "func.h"

#include <string.h>

struct range {
	struct cel_value of;
	size_t n, i;
	struct json *const *items;
	struct json_each members;
};

static bool range_open(const struct cel_value *of, struct range *r)
{
	*r = (struct range){ .of = *of, .n = cel_size(of) };
	if (of->kind == CEL_MAP && of->in_json)
		r->members = json_each(of->json);
	if (of->kind == CEL_LIST && of->in_json)
		r->items = json_items(of->json, &r->n);
	return of->kind == CEL_LIST || of->kind == CEL_MAP;
}

static void read_item(struct cel_context *c, const struct json *v, struct cel_value *out)
{
	cel_read_json(v, out);
	if (cel_observed(c))
		cel_observe_origin(c, out, v);
}

/* Sets the loop variables to the next item of a list or key of a map; with two variables, to index and item or key and
 * value. */
static bool range_next(struct cel_context *c, const struct cel_node *n, struct range *r)
{
	struct cel_value *one = &c->slots[n->slot], *value = n->two ? one + 1 : one;
	if (r->i == r->n)
		return false;
	if (r->of.kind == CEL_LIST) {
		if (n->two)
			*one = cel_int((int64_t)r->i);
		if (r->items)
			read_item(c, r->items[r->i], value);
		else
			*value = r->of.list->items[r->i];
	} else if (r->of.in_json) {
		json_next(&r->members);
		*one = cel_of_string(r->members.key);
		if (n->two)
			read_item(c, r->members.value, value);
	} else {
		*one = r->of.map->entries[r->i].key;
		if (n->two)
			*value = r->of.map->entries[r->i].value;
	}
	r->i++;
	return true;
}

static struct cel_value need_bool(struct cel_context *c, const struct cel_node *n, const struct cel_value *v)
{
	if (v->kind == CEL_UNHELD)
		return cel_not_held(v);
	return v->kind == CEL_ERROR ? *v
								: cel_fail(c, n, "the predicate must be bool, not %s: %s",
									  cel_kind_name((enum cel_kind)v->kind), cel_value_text(c, v));
}

/* all and exists: like && and || over the elements; an error is hidden if another element decides. */
static struct cel_value quantify(struct cel_context *c, const struct cel_node *n, struct range *r, bool stop)
{
	struct cel_value error = { .kind = CEL_NULL };
	while (range_next(c, n, r)) {
		struct cel_value v = cel_run(c, n->args[1]);
		cel_observe(c, &v, CEL_READ_VALUE);
		if (v.kind == CEL_BOOL && v.b == stop)
			return v;
		if (v.kind != CEL_BOOL && error.kind != CEL_ERROR)
			error = need_bool(c, n, &v);
		if (cel_over_budget(c))
			return cel_out_of_budget(c, n);
	}
	return error.kind == CEL_ERROR ? error : cel_bool(!stop);
}

static struct cel_value exists_one(struct cel_context *c, const struct cel_node *n, struct range *r)
{
	size_t count = 0;
	while (range_next(c, n, r)) {
		struct cel_value v = cel_run(c, n->args[1]);
		cel_observe(c, &v, CEL_READ_VALUE);
		if (v.kind != CEL_BOOL)
			return need_bool(c, n, &v);
		count += v.b;
	}
	return cel_bool(count == 1);
}

/* map and filter: an error for any element is the result. */
static struct cel_value collect(struct cel_context *c, const struct cel_node *n, struct range *r)
{
	struct cel_list *l = cel_list_new(c, r->n);
	bool tests = n->op == OP_FILTER || n->n == 3;
	while (range_next(c, n, r)) {
		struct cel_value item = c->slots[n->slot];
		struct cel_value v = tests ? cel_run(c, n->args[1]) : cel_bool(true);
		cel_observe(c, &v, CEL_READ_VALUE);
		if (v.kind != CEL_BOOL)
			return need_bool(c, n, &v);
		if (!v.b)
			continue;
		if (n->op == OP_MAP_EACH)
			item = cel_run(c, n->args[n->n - 1]);
		if (item.kind == CEL_ERROR)
			return item;
		l->items[l->n++] = item;
		if (cel_over_budget(c))
			return cel_out_of_budget(c, n);
	}
	return cel_list_value(l);
}

/* The capacity doubles, so that adding entries one by one takes linear time. */
static struct cel_map *with_room(struct cel_context *c, struct cel_map *m, size_t n, size_t *room)
{
	if (m && n <= *room)
		return m;
	*room = n > 2 * *room ? n : 2 * *room;
	struct cel_map *grown = arena_alloc(c->a, sizeof(*m) + *room * sizeof(m->entries[0]));
	if (m)
		memcpy(grown, m, sizeof(*m) + m->n * sizeof(m->entries[0]));
	else
		grown->n = 0;
	return grown;
}

/* transformMap adds the result under the element's key; transformMapEntry adds each entry of the map that is the
 * result. */
static struct cel_value add_transformed(
	struct cel_context *c, const struct cel_node *n, struct cel_map **m, size_t *room)
{
	struct cel_value key = c->slots[n->slot], v = cel_run(c, n->args[n->n - 1]);
	if (v.kind == CEL_ERROR)
		return v;
	if (n->op == OP_TRANSFORM_MAP) {
		*m = with_room(c, *m, (*m)->n + 1, room);
		return cel_put_entry(c, n, *m, key, v);
	}
	if (v.kind != CEL_MAP)
		return cel_fail(c, n, "transformMapEntry needs a map, not %s", cel_kind_name((enum cel_kind)v.kind));
	*m = with_room(c, *m, (*m)->n + cel_size(&v), room);
	for (struct cel_each it = cel_each(&v); cel_next(&it);) {
		struct cel_value wrong = cel_put_entry(c, n, *m, it.key, it.value);
		if (wrong.kind == CEL_ERROR)
			return wrong;
	}
	return (struct cel_value){ .kind = CEL_NULL };
}

static struct cel_value collect_map(struct cel_context *c, const struct cel_node *n, struct range *r)
{
	size_t room = r->n;
	struct cel_map *m = with_room(c, NULL, room, &room);
	while (range_next(c, n, r)) {
		struct cel_value wanted = n->n == 3 ? cel_run(c, n->args[1]) : cel_bool(true);
		cel_observe(c, &wanted, CEL_READ_VALUE);
		if (wanted.kind != CEL_BOOL)
			return need_bool(c, n, &wanted);
		struct cel_value wrong = wanted.b ? add_transformed(c, n, &m, &room) : wanted;
		if (wrong.kind == CEL_ERROR)
			return wrong;
		if (cel_over_budget(c))
			return cel_out_of_budget(c, n);
	}
	return (struct cel_value){ .kind = CEL_MAP, .map = m };
}

/* sortBy: sorts the elements by the values of the key expression. */
static struct cel_value sort_by(struct cel_context *c, const struct cel_node *n, struct range *r)
{
	struct cel_list *keys = cel_list_new(c, r->n);
	if (r->of.kind != CEL_LIST)
		return cel_no_overload(c, n, "sortBy", &r->of, 1);
	while (range_next(c, n, r)) {
		keys->items[keys->n] = cel_run(c, n->args[1]);
		cel_observe(c, &keys->items[keys->n++], CEL_READ_VALUE);
		if (cel_over_budget(c))
			return cel_out_of_budget(c, n);
	}
	c->at = n;
	return func_sorted(c, &r->of, keys);
}

static struct cel_value map_optional(struct cel_context *c, const struct cel_node *n, const struct cel_value *of)
{
	if (of->kind != CEL_OPTIONAL)
		return cel_no_overload(c, n, n->op == OP_OPT_MAP ? "optMap" : "optFlatMap", of, 1);
	if (!of->optional)
		return *of;
	c->slots[n->slot] = *of->optional;
	struct cel_value v = cel_run(c, n->args[1]);
	if (v.kind == CEL_ERROR || (n->op == OP_OPT_FLAT_MAP && v.kind == CEL_OPTIONAL))
		return v;
	return n->op == OP_OPT_MAP ? cel_optional(c, &v) : cel_fail(c, n, "optFlatMap needs an optional");
}

/* cel.bind and cel.block: assign values to slots, then evaluate the body. */
struct cel_value cel_run_bind(struct cel_context *c, const struct cel_node *n)
{
	for (uint32_t i = 0; i + 1 < n->n; i++)
		c->slots[n->slot + i] = cel_run(c, n->args[i]);
	return cel_run(c, n->args[n->n - 1]);
}

struct cel_value cel_run_macro(struct cel_context *c, const struct cel_node *n)
{
	struct cel_value of = cel_run(c, n->args[0]);
	struct range r;
	if (of.kind == CEL_ERROR)
		return of;
	if (n->op == OP_OPT_MAP || n->op == OP_OPT_FLAT_MAP)
		return map_optional(c, n, &of);
	if (of.part)
		return cel_not_held(&of);
	cel_observe(c, &of, CEL_READ_ITEMS);
	if (!range_open(&of, &r))
		return cel_fail(c, n, "a %s cannot be iterated", cel_kind_name((enum cel_kind)of.kind));
	switch (n->op) {
	case OP_ALL: return quantify(c, n, &r, false);
	case OP_EXISTS: return quantify(c, n, &r, true);
	case OP_EXISTS_ONE: return exists_one(c, n, &r);
	case OP_SORT_BY: return sort_by(c, n, &r);
	case OP_TRANSFORM_MAP:
	case OP_TRANSFORM_ENTRY: return collect_map(c, n, &r);
	case OP_MAP_EACH:
	case OP_FILTER: return collect(c, n, &r);
	default: return cel_fail(c, n, "not a macro over a range");
	}
}
