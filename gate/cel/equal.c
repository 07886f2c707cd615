/* SPDX-License-Identifier: Apache-2.0 */
/* equal.c: equality, membership and indexing. Source: langdef.md, Equality. */
#include "func.h"

#include <math.h>
#include <string.h>

/* ---- Equality. Values of different kinds are unequal; only unobserved values give an error. --------------- */

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
	if (cel_size(a) != cel_size(b))
		return cel_bool(false);
	for (struct cel_each it = cel_each(a); cel_next(&it);) {
		bool found;
		struct cel_value other = cel_lookup(b, &it.key, &found);
		if (!found)
			return cel_bool(false);
		struct cel_value same = cel_equals(&it.value, &other);
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
	if (a->part || b->part)
		return cel_withheld_equals(a, b);
	if (a->kind == CEL_LIST && b->kind == CEL_LIST)
		return lists_equal(a, b);
	if (a->kind == CEL_MAP && b->kind == CEL_MAP)
		return maps_equal(a, b);
	if (a->kind == CEL_NULL || b->kind == CEL_NULL)
		return cel_bool(a->kind == b->kind);
	if (a->kind == CEL_OPTIONAL && b->kind == CEL_OPTIONAL)
		return a->optional && b->optional ? cel_equals(a->optional, b->optional)
										  : cel_bool(!a->optional && !b->optional);
	if ((a->kind == CEL_IP || a->kind == CEL_CIDR) && a->kind == b->kind)
		return cel_bool(func_net_equal(a, b));
	if (a->kind == CEL_TYPE && b->kind == CEL_TYPE)
		return cel_bool(str_eq(a->s, b->s));
	if (cel_is_nan(a) || cel_is_nan(b))
		return cel_bool(false);
	return cel_bool(cel_order(a, b, &o) && o == 0);
}

/* ---- Membership and index ---------------------------------------------------------------------------------- */

/* The byte after a string is readable (cel.h) but need not be NUL, because the string may be a part of another one. */
static const struct json *by_text(const struct json *object, struct str key)
{
	if (!key.p[key.n] && strlen(key.p) == key.n)
		return json_get(object, key.p);
	for (struct json_each it = json_each(object); json_next(&it);)
		if (str_is(key, it.key))
			return it.value;
	return NULL;
}

struct cel_value cel_lookup(const struct cel_value *map, const struct cel_value *key, bool *found)
{
	*found = true;
	if (map->in_json) {
		const struct json *v = key->kind == CEL_STRING ? by_text(map->json, key->s) : NULL;
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

struct cel_value cel_find(struct cel_context *c, const struct cel_value *map, const struct cel_value *key, bool *found)
{
	if (!map->in_json)
		return cel_lookup(map, key, found);
	bool named = key->kind == CEL_STRING && !(map->part && str_is(key->s, CEL_WITHHELD));
	const struct json *v = named ? by_text(map->json, key->s) : NULL;
	*found = v || (key->kind == CEL_STRING && map->part && !cel_withheld_lacks(map, key));
	if (cel_observed(c))
		cel_observe_key(c, map->json, key, v != NULL);
	if (v)
		return cel_from(c, v);
	return *found ? cel_not_held(map) : (struct cel_value){ .kind = CEL_NULL };
}

static bool is_key(const struct cel_value *v)
{
	return v->kind == CEL_STRING || v->kind == CEL_BOOL || cel_is_number(v);
}

struct cel_value cel_contains(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *item, const struct cel_value *in)
{
	struct cel_value error = { .kind = CEL_NULL };
	bool found;
	if (item->kind == CEL_UNHELD || in->kind == CEL_UNHELD)
		return item->kind == CEL_UNHELD ? cel_not_held(item) : cel_withheld_contains(in, item);
	if (in->kind == CEL_MAP) {
		struct cel_value v = is_key(item) ? cel_find(c, in, item, &found) : (found = false, *item);
		return found && v.kind == CEL_ERROR ? v : cel_bool(found);
	}
	if (in->kind != CEL_LIST)
		return cel_no_operator(c, OP_IN, n, item, in);
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

bool cel_position(const struct cel_value *at, int64_t *out)
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

struct cel_value cel_index(
	struct cel_context *c, const struct cel_node *n, const struct cel_value *of, const struct cel_value *at)
{
	int64_t i;
	bool found;
	if (of->kind == CEL_MAP && at->kind == CEL_STRING) {
		struct cel_value v = cel_find(c, of, at, &found);
		if (found)
			return v;
	}
	if (of->kind == CEL_LIST && cel_position(at, &i)) {
		if (cel_observed(c) && of->in_json)
			cel_observe_key(c, of->json, at, i >= 0 && (uint64_t)i < cel_size(of));
		if (i < 0 || (uint64_t)i >= cel_size(of))
			return cel_fail(c, n, "index %lld out of range: the list has %zu items", (long long)i, cel_size(of));
		return of->in_json ? cel_from(c, json_item(of->json, (size_t)i)) : cel_item(of, (size_t)i);
	}
	if (of->kind != CEL_MAP || !is_key(at))
		return cel_no_operator(c, OP_INDEX, n, of, at);
	struct cel_value v = cel_find(c, of, at, &found);
	if (found)
		return v;
	return cel_fail(c, n, "no such key: %s", cel_value_text(c, at));
}

static bool is_among(const struct json *list, const struct cel_value *item)
{
	for (size_t i = 0; i < json_size(list); i++) {
		struct cel_value one = cel_of_json(json_item(list, i)), same = cel_equals(&one, item);
		if (same.kind == CEL_BOOL && same.b)
			return true;
	}
	return false;
}

bool cel_withheld_lacks(const struct cel_value *v, const struct cel_value *item)
{
	return is_among(json_get(json_get(v->json, CEL_WITHHELD), "lacks"), item);
}

struct cel_value cel_withheld_contains(const struct cel_value *list, const struct cel_value *item)
{
	if (is_among(json_get(json_get(list->json, CEL_WITHHELD), "has"), item))
		return cel_bool(true);
	return cel_withheld_lacks(list, item) ? cel_bool(false) : cel_not_held(list);
}
