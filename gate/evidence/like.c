/* SPDX-License-Identifier: Apache-2.0 */
/*
 * like.c: stores members of a large group as their difference from the first one, because a thousand services have
 * most facts in common. No side effects.
 *
 * {"a": {"state": "OK", "cpu": {"limit": 1}, "url": "x"}, "b": {"$like": "a", "cpu": {"limit": 2}, "$lacks": ["url"]}}
 *
 * Objects are compared member by member at any depth; lists of equal length item by item: {"$items": {"0": ...}}.
 * Other values are stored whole.
 */
#include "evidence.h"

#include <string.h>

#define LIKE  "$like"
#define LACKS "$lacks"
#define ITEMS "$items"

/* A value that uses one of the marks itself is stored whole. */
static bool is_ambiguous(const struct json *v)
{
	if (json_get(v, LIKE) || json_get(v, LACKS) || json_get(v, ITEMS) || json_get(v, LIKE_SAME))
		return true;
	for (struct json_each it = json_each(v); json_next(&it);)
		if (is_ambiguous(it.value))
			return true;
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		if (is_ambiguous(json_item(v, i)))
			return true;
	return false;
}

static bool may_be_told(const struct json *v)
{
	return json_kind(v) == JSON_OBJECT && json_size(v) && !json_get(v, CEL_UNOBSERVED) && !is_ambiguous(v);
}

static bool may_be_parted(const struct json *pattern, const struct json *v)
{
	enum json_kind kind = json_kind(v);
	if (!pattern || kind != json_kind(pattern) || (kind != JSON_OBJECT && kind != JSON_ARRAY))
		return false;
	return kind == JSON_OBJECT || (json_size(v) == json_size(pattern) && json_kind(json_item(v, 0)) == JSON_OBJECT);
}

static struct json *difference(struct arena *a, const struct json *pattern, const struct json *v);

/* Returns NULL if the lists are equal. */
static struct json *difference_of_items(struct arena *a, const struct json *pattern, const struct json *v)
{
	struct json *items = json_new_object(a), *out = json_new_object(a);
	for (size_t i = 0; i < json_size(v); i++) {
		struct json *there = json_item(pattern, i), *part = json_item(v, i);
		bool both = json_kind(there) == JSON_OBJECT && json_kind(part) == JSON_OBJECT;
		part = both ? difference(a, there, part) : part;
		if (both ? json_size(part) > 0 : !json_equal(there, part))
			json_set(items, arena_printf(a, "%zu", i), part);
	}
	json_set(out, ITEMS, items);
	return json_size(items) ? out : NULL;
}

/* Returns the difference of one member, or v itself if it cannot be compared; NULL if they are equal. */
static struct json *part_of(struct arena *a, const struct json *there, struct json *v)
{
	if (there == v)
		return NULL;
	if (!may_be_parted(there, v))
		return there && json_equal(there, v) ? NULL : v;
	struct json *part = json_kind(v) == JSON_ARRAY ? difference_of_items(a, there, v) : difference(a, there, v);
	return json_size(part) ? part : NULL;
}

static struct json *difference(struct arena *a, const struct json *pattern, const struct json *v)
{
	struct json *out = json_new_object(a), *lacks = json_new_array(a);
	for (struct json_each it = json_each(v); json_next(&it);) {
		struct json *part = part_of(a, json_get(pattern, it.key), it.value);
		if (part)
			json_set(out, it.key, part);
	}
	for (struct json_each it = json_each(pattern); json_next(&it);)
		if (!json_get(v, it.key))
			json_add(lacks, json_new_string(a, it.key));
	json_set(out, LACKS, json_size(lacks) ? lacks : NULL);
	return out;
}

struct json *like_fold(struct arena *a, struct json *group, bool same)
{
	struct arena *temporary = arena_new(); /* most parts turn out to be equal, and are not kept */
	struct json *out = json_new_object(a);
	const struct json *pattern = NULL;
	const char *name = NULL;
	for (struct json_each it = json_each(group); json_next(&it);) {
		struct json *v = it.value;
		bool told = may_be_told(v);
		if (told && pattern) {
			v = difference(temporary, pattern, v);
			v = same ? same_fold(temporary, v) : v;
			json_set_string(temporary, v, LIKE, name);
		} else if (told) {
			pattern = v;
			name = it.key;
		}
		json_set(out, it.key, v);
	}
	arena_free(temporary);
	return out;
}

static bool lacks(const struct json *list, const char *key)
{
	for (size_t i = 0; i < json_size(list); i++)
		if (str_is(json_text(json_item(list, i)), key))
			return true;
	return false;
}

static struct json *whole(struct arena *a, const struct json *pattern, const struct json *difference);

static struct json *whole_items(struct arena *a, const struct json *pattern, const struct json *items)
{
	struct json *out = json_new_array(a);
	for (size_t i = 0; i < json_size(pattern); i++) {
		struct json *there = json_item(pattern, i), *part = json_get(items, arena_printf(a, "%zu", i));
		bool both = json_kind(there) == JSON_OBJECT && json_kind(part) == JSON_OBJECT;
		json_add(out, both ? whole(a, there, part) : part ? part : there);
	}
	return out;
}

/* part NULL: equal to the pattern. */
static struct json *whole_of(struct arena *a, struct json *there, struct json *part)
{
	if (json_kind(there) == JSON_ARRAY && json_get(part, ITEMS))
		return whole_items(a, there, json_get(part, ITEMS));
	if (json_kind(there) == JSON_OBJECT && json_kind(part) == JSON_OBJECT)
		return whole(a, there, part);
	return part ? part : there;
}

/* Puts marks such as CEL_WITHHELD first, as in sorted objects. */
static struct json *whole(struct arena *a, const struct json *pattern, const struct json *difference)
{
	struct json *out = json_new_object(a);
	const struct json *gone = json_get(difference, LACKS);
	for (struct json_each it = json_each(difference); json_next(&it);)
		if (*it.key == '$' && strcmp(it.key, LIKE) != 0 && strcmp(it.key, LACKS) != 0)
			json_set(out, it.key, it.value);
	for (struct json_each it = json_each(pattern); json_next(&it);)
		if (!lacks(gone, it.key))
			json_set(out, it.key, whole_of(a, it.value, json_get(difference, it.key)));
	for (struct json_each it = json_each(difference); json_next(&it);)
		if (*it.key != '$' && !json_get(out, it.key))
			json_set(out, it.key, it.value);
	return out;
}

struct json *like_unfold(struct arena *a, struct json *group)
{
	struct json *out = NULL;
	for (struct json_each it = json_each(group); json_next(&it);) {
		struct str name = json_text(json_get(it.value, LIKE));
		const struct json *pattern = name.n ? json_get(group, name.p) : NULL;
		if (!pattern || json_get(pattern, LIKE))
			continue;
		if (!out) {
			out = json_new_object(a);
			for (struct json_each all = json_each(group); json_next(&all);)
				json_set(out, all.key, all.value);
		}
		json_set(out, it.key, whole(a, pattern, same_unfold(a, it.value)));
	}
	return out ? out : group;
}
