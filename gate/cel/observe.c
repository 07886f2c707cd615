/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.c: reports what an evaluation reads of its JSON input (struct cel_observer). A scalar remembers its source
 * until an operation uses its content; selecting it, or has(), does not read the content. Lists and maps are their own
 * source.
 */
#include "node.h"

#include <string.h>

static bool is_container(const struct cel_value *v)
{
	return v->kind == CEL_LIST || v->kind == CEL_MAP;
}

void cel_observe_origin(struct cel_context *c, struct cel_value *v, const struct json *at)
{
	if (v->in_json)
		return;
	c->origins = arena_grow(c->a, c->origins, c->n_origins, &c->cap_origins, sizeof(*c->origins));
	c->origins[c->n_origins++] = at;
	v->origin = (uint32_t)c->n_origins;
}

static void report(
	struct cel_context *c, const struct json *of, enum cel_read how, const struct cel_value *key, bool found)
{
	c->observer->read(c->observer->arg, of, how, key, found);
}

void cel_observe_key(struct cel_context *c, const struct json *of, const struct cel_value *key, bool found)
{
	report(c, of, CEL_READ_KEY, key, found);
}

/* A list or map literal contains values from elsewhere, which are reported. */
static void read_written(struct cel_context *c, const struct cel_value *v)
{
	if (v->kind == CEL_LIST) {
		for (size_t i = 0; i < cel_size(v); i++)
			cel_observe_read(c, &v->list->items[i], CEL_READ_VALUE);
	} else {
		for (struct cel_each it = cel_each(v); cel_next(&it);) {
			cel_observe_read(c, &it.key, CEL_READ_VALUE);
			cel_observe_read(c, &it.value, CEL_READ_VALUE);
		}
	}
}

void cel_observe_read(struct cel_context *c, const struct cel_value *v, enum cel_read how)
{
	if (v->kind == CEL_OPTIONAL && v->optional)
		cel_observe_read(c, v->optional, how);
	else if (is_container(v) && v->in_json)
		report(c, v->json, how, NULL, true);
	else if (is_container(v) && how == CEL_READ_VALUE)
		read_written(c, v);
	else if (v->origin)
		report(c, c->origins[v->origin - 1], how, NULL, true);
}

void cel_observe_items(struct cel_context *c, const struct cel_value *list)
{
	if (list->kind != CEL_LIST) {
		cel_observe_read(c, list, CEL_READ_VALUE);
		return;
	}
	if (list->in_json)
		report(c, list->json, CEL_READ_ITEMS, NULL, true);
	for (size_t i = 0; i < cel_size(list); i++) {
		struct cel_value one = cel_item(list, i);
		if (one.kind == CEL_LIST)
			cel_observe_items(c, &one);
		else if (list->in_json && !is_container(&one))
			report(c, json_item(list->json, i), CEL_READ_VALUE, NULL, true);
	}
}

void cel_observe_equal(struct cel_context *c, const struct cel_value *a, const struct cel_value *b)
{
	enum cel_read how = CEL_READ_VALUE;
	if (a->kind != b->kind && !(cel_is_number(a) && cel_is_number(b)))
		how = CEL_READ_KIND;
	else if (is_container(a) && cel_size(a) != cel_size(b))
		how = CEL_READ_SIZE;
	cel_observe_read(c, a, how);
	cel_observe_read(c, b, how);
}

void cel_observe_contains(
	struct cel_context *c, const struct cel_value *item, const struct cel_value *list, const struct cel_value *result)
{
	bool plain = list->in_json && result->kind == CEL_BOOL && !item->in_json && item->kind != CEL_LIST &&
		item->kind != CEL_MAP;
	cel_observe_read(c, item, CEL_READ_VALUE);
	if (list->kind == CEL_LIST && plain)
		report(c, list->json, CEL_READ_MEMBER, item, result->b);
	else if (list->kind == CEL_LIST)
		cel_observe_read(c, list, CEL_READ_VALUE);
}

/* ---- Functions ------------------------------------------------------------------------------------- */

enum reads { READS_CONTENT, READS_NOTHING, READS_SIZE, READS_KIND, READS_ITEMS };

/* The functions that do not read the whole content of their arguments. */
static enum reads reads_of(const char *function)
{
	/* clang-format off */
	static const struct { const char *name; enum reads reads; } rows[] = {
		{ "size", READS_SIZE }, { "type", READS_KIND }, { "dyn", READS_NOTHING }, { "optional.of", READS_NOTHING },
		{ "hasValue", READS_NOTHING }, { "value", READS_NOTHING }, { "or", READS_NOTHING },
		{ "orValue", READS_NOTHING },
		{ "first", READS_ITEMS }, { "last", READS_ITEMS }, { "slice", READS_ITEMS }, { "flatten", READS_ITEMS },
		{ "reverse", READS_ITEMS },
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (!strcmp(rows[i].name, function))
			return rows[i].reads;
	return READS_CONTENT;
}

void cel_observe_call(struct cel_context *c, const struct cel_node *n, const struct cel_value *args, size_t n_args)
{
	enum reads reads = reads_of(n->function->name);
	for (size_t i = 0; i < n_args && reads != READS_NOTHING; i++) {
		if (reads == READS_ITEMS && i == 0)
			cel_observe_items(c, &args[i]);
		else
			cel_observe_read(c, &args[i],
				reads == READS_SIZE       ? CEL_READ_SIZE
					: reads == READS_KIND ? CEL_READ_KIND
										  : CEL_READ_VALUE);
	}
}
