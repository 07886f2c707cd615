/* SPDX-License-Identifier: Apache-2.0 */
/*
 * same.c: stores a long text that stands in several places of one member, such as the image of a container, in one of
 * them. No side effects.
 *
 * {"image": "us-docker.pkg.dev/...", "changes": {"image": {"to": {"$same": "image"}}}}
 *
 * The place that keeps the text is the member's own or one level below it, and its path has plain names only.
 */
#include "evidence.h"

#include <string.h>

enum { SHORT = 40 /* bytes; a shorter text takes no more than its mark */ };

struct places {
	struct arena *a;
	struct json *paths; /* the path of each text that others may name */
};

static bool is_plain(const char *key)
{
	return *key && !key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

/* Returns NULL where no text is kept. outer NULL: in the member itself. */
static const char *path_to(struct arena *a, const char *outer, const char *key)
{
	return !is_plain(key) ? NULL : outer ? arena_printf(a, "%s.%s", outer, key) : key;
}

static bool is_long(const struct json *v)
{
	return json_kind(v) == JSON_STRING && json_text(v).n >= SHORT;
}

static void find_places(const struct places *p, const struct json *v, const char *outer)
{
	for (struct json_each it = json_each(v); json_next(&it);) {
		const char *path = is_long(it.value) || (!outer && json_kind(it.value) == JSON_OBJECT)
			? path_to(p->a, outer, it.key)
			: NULL;
		if (path && is_long(it.value) && !json_get(p->paths, json_text(it.value).p))
			json_set_string(p->a, p->paths, json_text(it.value).p, path);
		else if (path && !outer)
			find_places(p, it.value, path);
	}
}

/* path: of v, or NULL if no text is kept there; depth: of v below the member. */
static struct json *folded(const struct places *p, struct json *v, const char *path, unsigned depth)
{
	struct json *out, *kept = is_long(v) ? json_get(p->paths, json_text(v).p) : NULL;
	if (kept && !(path && str_is(json_text(kept), path))) {
		out = json_new_object(p->a);
		json_set(out, LIKE_SAME, kept);
		return out;
	}
	switch (json_kind(v)) {
	case JSON_OBJECT:
		out = json_new_object_of(p->a, json_size(v));
		for (struct json_each it = json_each(v); json_next(&it);) {
			bool may_keep = depth < 2 && (!depth || path);
			json_set(out, it.key, folded(p, it.value, may_keep ? path_to(p->a, path, it.key) : NULL, depth + 1));
		}
		return out;
	case JSON_ARRAY:
		out = json_new_array(p->a);
		for (size_t i = 0; i < json_size(v); i++)
			json_add(out, folded(p, json_item(v, i), NULL, depth + 1));
		return out;
	case JSON_NULL:
	case JSON_BOOL:
	case JSON_INT:
	case JSON_DOUBLE:
	case JSON_STRING: break;
	}
	return v;
}

struct json *same_fold(struct arena *a, struct json *member)
{
	struct places p = { a, json_new_object(a) };
	find_places(&p, member, NULL);
	return json_size(p.paths) ? folded(&p, member, NULL, 0) : member;
}

/* Returns the text that the mark v refers to, or NULL if v is not a mark. */
static struct json *named(const struct json *member, const struct json *v)
{
	struct str path = json_size(v) == 1 ? json_text(json_get(v, LIKE_SAME)) : str_of("");
	struct json *text = path.n ? json_at(member, path.p) : NULL;
	return json_kind(text) == JSON_STRING ? text : NULL;
}

static bool has_mark(const struct json *v)
{
	if (json_get(v, LIKE_SAME))
		return true;
	for (struct json_each it = json_each(v); json_next(&it);)
		if (has_mark(it.value))
			return true;
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		if (has_mark(json_item(v, i)))
			return true;
	return false;
}

static struct json *unfolded(struct arena *a, const struct json *member, struct json *v)
{
	struct json *text = named(member, v), *out;
	if (text || !has_mark(v))
		return text ? text : v;
	out = json_kind(v) == JSON_ARRAY ? json_new_array(a) : json_new_object(a);
	for (struct json_each it = json_each(v); json_next(&it);)
		json_set(out, it.key, unfolded(a, member, it.value));
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++)
		json_add(out, unfolded(a, member, json_item(v, i)));
	return out;
}

struct json *same_unfold(struct arena *a, struct json *member)
{
	return unfolded(a, member, member);
}
