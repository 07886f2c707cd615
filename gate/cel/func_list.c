/* SPDX-License-Identifier: Apache-2.0 */
/* func_list.c: the extensions for lists and sets. Source: cel-go ext/lists, ext/sets. */
#include "func.h"

#include <stdlib.h>

/* Returns a list with room for n items, or NULL if it would exceed the limit. */
static struct cel_list *list_of(struct cel_context *c, size_t n)
{
	return cel_room(c, n * sizeof(struct cel_value)) ? cel_list_new(c, n) : NULL;
}

static struct cel_value given(struct cel_context *c, const struct cel_list *l)
{
	return l ? cel_list_value(l) : cel_out_of_budget(c, c->at);
}

struct cel_value func_range(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_INT)
		return cel_no_overload(c, c->at, "lists.range", args, n);
	size_t count = args[0].i > 0 ? (size_t)args[0].i : 0;
	struct cel_list *l = count <= LIMIT_CEL_BYTES ? list_of(c, count) : NULL;
	for (size_t i = 0; l && i < count; i++)
		l->items[l->n++] = cel_int((int64_t)i);
	return given(c, l);
}

struct cel_value func_slice(struct cel_context *c, const struct cel_value *args, size_t n)
{
	int64_t from, to;
	if (args[0].kind != CEL_LIST || args[1].kind != CEL_INT || args[2].kind != CEL_INT)
		return cel_no_overload(c, c->at, "slice", args, n);
	from = args[1].i;
	to = args[2].i;
	if (from < 0 || from > to || (uint64_t)to > cel_size(&args[0]))
		return cel_fail(
			c, c->at, "no such slice: %lld to %lld of %zu items", (long long)from, (long long)to, cel_size(&args[0]));
	struct cel_list *l = list_of(c, (size_t)(to - from));
	for (; l && from < to; from++)
		l->items[l->n++] = cel_item(&args[0], (size_t)from);
	return given(c, l);
}

struct cel_value func_list_reverse(struct cel_context *c, const struct cel_value *list)
{
	size_t n = cel_size(list);
	struct cel_list *l = list_of(c, n);
	for (size_t i = n; l && i > 0; i--)
		l->items[l->n++] = cel_item(list, i - 1);
	return given(c, l);
}

/* first and last return optionals, because a list may be empty. */
struct cel_value func_end(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_LIST)
		return cel_no_overload(c, c->at, c->at->name.p, args, n);
	size_t count = cel_size(&args[0]);
	if (!count)
		return cel_optional(c, NULL);
	struct cel_value v = cel_item(&args[0], c->at->name.p[0] == 'f' ? 0 : count - 1);
	return v.kind == CEL_ERROR ? v : cel_optional(c, &v);
}

/* ---- flatten ----------------------------------------------------------------------------------------- */

static size_t flat_size(const struct cel_value *v, int64_t depth)
{
	size_t n = 0;
	for (size_t i = 0; i < cel_size(v); i++) {
		struct cel_value one = cel_item(v, i);
		n += one.kind == CEL_LIST && depth > 0 ? flat_size(&one, depth - 1) : 1;
	}
	return n;
}

static void flatten(struct cel_list *l, const struct cel_value *v, int64_t depth)
{
	for (size_t i = 0; i < cel_size(v); i++) {
		struct cel_value one = cel_item(v, i);
		if (one.kind == CEL_LIST && depth > 0)
			flatten(l, &one, depth - 1);
		else
			l->items[l->n++] = one;
	}
}

struct cel_value func_flatten(struct cel_context *c, const struct cel_value *args, size_t n)
{
	int64_t depth = n == 2 ? args[1].i : 1;
	if (args[0].kind != CEL_LIST || (n == 2 && args[1].kind != CEL_INT))
		return cel_no_overload(c, c->at, "flatten", args, n);
	if (depth < 0)
		return cel_fail(c, c->at, "flatten needs a depth of 0 or more");
	struct cel_list *l = list_of(c, flat_size(&args[0], depth));
	if (l)
		flatten(l, &args[0], depth);
	return given(c, l);
}

/* ---- Membership -------------------------------------------------------------------------------------- */

/* Each comparison counts as a step, so that comparing long lists with each other ends at the limit. */
static struct cel_value holds(struct cel_context *c, const struct cel_value *list, const struct cel_value *item)
{
	return cel_over_budget(c) ? cel_out_of_budget(c, c->at) : cel_contains(c, c->at, item, list);
}

struct cel_value func_distinct(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_LIST)
		return cel_no_overload(c, c->at, "distinct", args, n);
	struct cel_list *l = list_of(c, cel_size(&args[0]));
	for (size_t i = 0; l && i < cel_size(&args[0]); i++) {
		struct cel_value one = cel_item(&args[0], i), so_far = cel_list_value(l), known = holds(c, &so_far, &one);
		if (known.kind == CEL_ERROR)
			return known;
		if (!known.b)
			l->items[l->n++] = one;
	}
	return given(c, l);
}

/* Counts the items of a that are in b, up to the first one for which this is not as wanted. */
static struct cel_value all_in(struct cel_context *c, const struct cel_value *b, const struct cel_value *a, bool want)
{
	for (size_t i = 0; i < cel_size(a); i++) {
		struct cel_value one = cel_item(a, i), in = holds(c, b, &one);
		if (in.kind == CEL_ERROR || in.b != want)
			return in;
	}
	return cel_bool(want);
}

/* sets.contains, equivalent, intersects */
struct cel_value func_sets(struct cel_context *c, const struct cel_value *args, size_t n)
{
	char which = c->at->name.p[5];
	if (args[0].kind != CEL_LIST || args[1].kind != CEL_LIST)
		return cel_no_overload(c, c->at, c->at->name.p, args, n);
	if (which == 'i')
		return all_in(c, &args[0], &args[1], false);
	struct cel_value v = all_in(c, &args[0], &args[1], true);
	return which == 'e' && v.kind == CEL_BOOL && v.b ? all_in(c, &args[1], &args[0], true) : v;
}

/* ---- Order ---------------------------------------------------------------------------------------------- */

struct sortable {
	struct cel_value key, item;
	size_t at;
};

static int by_key(const void *x, const void *y)
{
	const struct sortable *a = x, *b = y;
	int order = 0;
	cel_order(&a->key, &b->key, &order);
	return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* Checks that the keys have one type that has an order; whole numbers from facts match any number type. */
static bool comparable(const struct cel_value *first, const struct cel_value *v)
{
	int order;
	return !cel_is_nan(v) && (v->kind == first->kind || v->fact || first->fact) && cel_order(first, v, &order);
}

/* Stable: items with equal keys keep their order. */
struct cel_value func_sorted(struct cel_context *c, const struct cel_value *items, const struct cel_list *keys)
{
	size_t n = cel_size(items);
	if (!cel_room(c, n * (sizeof(struct sortable) + sizeof(struct cel_value))))
		return cel_out_of_budget(c, c->at);
	struct sortable *all = ARENA_ARRAY(c->a, struct sortable, n + 1);
	for (size_t i = 0; i < n; i++) {
		all[i] = (struct sortable){ keys ? keys->items[i] : cel_item(items, i), cel_item(items, i), i };
		if (all[i].key.kind == CEL_ERROR)
			return all[i].key;
		if (!comparable(&all[0].key, &all[i].key))
			return cel_fail(c, c->at, "no order among %s and %s", cel_kind_name((enum cel_kind)all[0].key.kind),
				cel_kind_name((enum cel_kind)all[i].key.kind));
	}
	c->steps += n * 16;
	qsort(all, n, sizeof(*all), by_key);
	struct cel_list *l = cel_list_new(c, n);
	for (size_t i = 0; i < n; i++)
		l->items[l->n++] = all[i].item;
	return cel_list_value(l);
}

struct cel_value func_sort(struct cel_context *c, const struct cel_value *args, size_t n)
{
	return args[0].kind == CEL_LIST ? func_sorted(c, &args[0], NULL) : cel_no_overload(c, c->at, "sort", args, n);
}
