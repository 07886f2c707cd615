/* SPDX-License-Identifier: Apache-2.0 */
/* value.c: values: conversion from JSON, access for callers, and errors. */
#include "node.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WHOLE_DOUBLES 9007199254740992.0 /* 2^53 */

static bool is_whole(double d)
{
	return d >= -WHOLE_DOUBLES && d <= WHOLE_DOUBLES && !(d < floor(d)) && !(d > floor(d));
}

/* Reads an object that begins with CEL_UNOBSERVED (unobserved) or CEL_WITHHELD (recorded in part). */
static void read_special(const struct json *v, const char *first, struct cel_value *out)
{
	if (!strcmp(first, CEL_WITHHELD) && cel_read_withheld(v, out))
		return;
	if (!strcmp(first, CEL_UNOBSERVED) && json_size(v) == 1) {
		out->kind = CEL_ERROR;
		out->json = json_get(v, CEL_UNOBSERVED);
	}
}

void cel_read_json(const struct json *v, struct cel_value *out)
{
	static const enum cel_kind kinds[] = {
		[JSON_NULL] = CEL_NULL,
		[JSON_BOOL] = CEL_BOOL,
		[JSON_INT] = CEL_INT,
		[JSON_DOUBLE] = CEL_DOUBLE,
		[JSON_STRING] = CEL_STRING,
		[JSON_ARRAY] = CEL_LIST,
		[JSON_OBJECT] = CEL_MAP,
	};
	struct json_view view;
	json_view(v, &view);
	out->kind = (uint8_t)kinds[view.kind];
	out->fact = out->in_json = out->part = false;
	out->origin = 0;
	switch (view.kind) {
	case JSON_BOOL: out->b = view.b; break;
	case JSON_INT:
		out->kind = view.big ? CEL_UINT : CEL_INT;
		out->fact = true;
		out->u = view.u;
		break;
	case JSON_DOUBLE:
		out->fact = is_whole(view.d);
		out->d = view.d;
		break;
	case JSON_STRING: out->s = view.s; break;
	case JSON_OBJECT:
		out->in_json = true;
		out->json = v;
		if (view.first && view.first[0] == CEL_UNOBSERVED[0])
			read_special(v, view.first, out);
		break;
	case JSON_ARRAY:
		out->in_json = true;
		out->json = v;
		break;
	case JSON_NULL: out->json = v; break;
	}
}

struct cel_value cel_of_json(const struct json *v)
{
	struct cel_value out;
	cel_read_json(v, &out);
	return out;
}

struct cel_value cel_of_string(const char *s)
{
	return cel_string(str_of(s));
}

const char *cel_kind_name(enum cel_kind k)
{
	/* clang-format off */
	static const char *const names[] = {
		[CEL_ERROR] = "error", [CEL_NULL] = "null_type", [CEL_BOOL] = "bool", [CEL_INT] = "int", [CEL_UINT] = "uint",
		[CEL_DOUBLE] = "double", [CEL_STRING] = "string", [CEL_BYTES] = "bytes", [CEL_LIST] = "list", [CEL_MAP] = "map",
		[CEL_TIMESTAMP] = "google.protobuf.Timestamp", [CEL_DURATION] = "google.protobuf.Duration", [CEL_TYPE] = "type",
		[CEL_OPTIONAL] = "optional_type", [CEL_IP] = "net.IP", [CEL_CIDR] = "net.CIDR", [CEL_UNHELD] = "withheld",
	};
	/* clang-format on */
	_Static_assert(COUNTOF(names) == CEL__COUNT, "a name for every kind");
	return names[k];
}

struct cel_value cel_type_of(const struct cel_value *v)
{
	return (struct cel_value){ .kind = CEL_TYPE, .s = str_of(cel_kind_name((enum cel_kind)v->kind)) };
}

struct str cel_error_text(const struct cel_value *v)
{
	return v->in_json ? json_text(v->json) : v->failure->text;
}

size_t cel_size(const struct cel_value *v)
{
	if (v->kind == CEL_LIST)
		return v->in_json ? json_size(v->json) : v->list->n;
	if (v->kind == CEL_MAP)
		return v->in_json ? json_size(v->json) : v->map->n;
	return 0;
}

struct cel_value cel_item(const struct cel_value *list, size_t i)
{
	return list->in_json ? cel_of_json(json_item(list->json, i)) : list->list->items[i];
}

struct cel_each cel_each(const struct cel_value *map)
{
	struct cel_each it = { .map = NULL };
	if (map->in_json)
		it.members = json_each(map->json);
	else
		it.map = map->map;
	return it;
}

bool cel_next(struct cel_each *it)
{
	if (it->map && it->i < it->map->n) {
		it->key = it->map->entries[it->i].key;
		it->value = it->map->entries[it->i++].value;
		return true;
	}
	if (it->map || !json_next(&it->members))
		return false;
	it->key = cel_of_string(it->members.key);
	it->value = cel_of_json(it->members.value);
	return true;
}

struct cel_list *cel_list_new(struct cel_context *c, size_t n)
{
	return arena_alloc(c->a, sizeof(struct cel_list) + n * sizeof(struct cel_value));
}

struct cel_value cel_list_value(const struct cel_list *l)
{
	return (struct cel_value){ .kind = CEL_LIST, .list = l };
}

bool cel_read_withheld(const struct json *v, struct cel_value *out)
{
	const struct json *info = json_get(v, CEL_WITHHELD);
	bool map = str_is(json_text(json_get(info, "kind")), "map");
	if (json_kind(info) != JSON_OBJECT && json_kind(info) != JSON_STRING)
		return false;
	if (!map && json_size(v) != 1)
		return false;
	out->kind = map ? CEL_MAP : CEL_UNHELD;
	out->part = out->in_json = true;
	out->json = v;
	return true;
}

struct cel_value cel_not_held(const struct cel_value *v)
{
	static const struct cel_failure plain = { { CEL_NOT_HELD, sizeof(CEL_NOT_HELD) - 1 } };
	const struct json *info = json_get(v->json, CEL_WITHHELD);
	if (json_kind(info) == JSON_STRING)
		return (struct cel_value){ .kind = CEL_ERROR, .in_json = true, .json = info };
	return (struct cel_value){ .kind = CEL_ERROR, .failure = &plain };
}

bool cel_type_named(const char *name, struct cel_value *out)
{
	static const enum cel_kind kinds[] = { CEL_NULL, CEL_BOOL, CEL_INT, CEL_UINT, CEL_DOUBLE, CEL_STRING, CEL_BYTES,
		CEL_LIST, CEL_MAP, CEL_TYPE, CEL_TIMESTAMP, CEL_DURATION, CEL_OPTIONAL, CEL_IP, CEL_CIDR };
	for (size_t i = 0; i < COUNTOF(kinds); i++)
		if (!strcmp(cel_kind_name(kinds[i]), name)) {
			*out = (struct cel_value){ .kind = CEL_TYPE, .s = str_of(cel_kind_name(kinds[i])) };
			return true;
		}
	return false;
}
