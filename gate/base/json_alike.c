/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_alike.c: many values of one form, as the members of a large group are, with what they have in common held
 * once. A member of a json-c object takes more than 100 bytes, most of which many services share.
 */
#include "json_scan.h"

#include <json-c/json.h>

/* A table grows when it is filled to this share, and a new one takes its first entries by the same rule. */
static void fit(struct json_object *object)
{
	struct lh_table *t = json_object_get_object(object);
	int least = t->count ? (int)((t->count - 1) / LH_LOAD_FACTOR) + 1 : 1;
	if (least < t->size)
		lh_table_resize(t, least);
}

static bool make_alike(struct json_object *v, struct json_object *model);

static bool members_alike(struct json_object *v, struct json_object *model)
{
	bool equal = model && json_object_object_length(v) == json_object_object_length(model);
	for (struct lh_entry *e = json_object_get_object(v)->head; e; e = e->next) {
		struct json_object *own = (struct json_object *)(uintptr_t)e->v, *other = NULL;
		if (model)
			json_object_object_get_ex(model, e->k, &other);
		if (!make_alike(own, other)) {
			equal = false;
		} else if (own != other) {
			e->v = json_object_get(other);
			json_object_put(own);
		}
	}
	fit(v);
	return equal;
}

static bool items_alike(struct json_object *v, struct json_object *model)
{
	size_t n = json_object_array_length(v), n_model = model ? json_object_array_length(model) : 0;
	bool equal = model && n == n_model;
	for (size_t i = 0; i < n; i++) {
		struct json_object *own = json_object_array_get_idx(v, i);
		struct json_object *other = i < n_model ? json_object_array_get_idx(model, i) : NULL;
		if (!make_alike(own, other))
			equal = false;
		else if (own != other)
			json_object_array_put_idx(v, i, json_object_get(other));
	}
	return equal;
}

/* Are they equal? Equal parts of v become the model's; v itself stays, for its owner to replace. */
static bool make_alike(struct json_object *v, struct json_object *model)
{
	enum json_type type = json_object_get_type(v);
	bool same = type == json_object_get_type(model);
	if (v == model)
		return true;
	if (type == json_type_object)
		return members_alike(v, same ? model : NULL);
	if (type == json_type_array)
		return items_alike(v, same ? model : NULL);
	return same && json_equal((struct json *)v, (struct json *)model);
}

void json_make_alike(struct json *v, const struct json *model)
{
	make_alike((struct json_object *)v, (struct json_object *)(uintptr_t)model);
}
