/* SPDX-License-Identifier: Apache-2.0 */
/* func_map.c: the extension for maps, and values as JSON text. Source: cel-go ext/maps, ext/encoders. */
#include "func.h"

#include <math.h>
#include <string.h>

/* Returns a map with room for n entries, or NULL if it would exceed the limit. */
static struct cel_map *map_of(struct cel_context *c, size_t n)
{
	size_t bytes = sizeof(struct cel_map) + n * sizeof(struct cel_entry);
	struct cel_map *m = cel_room(c, bytes) ? arena_alloc(c->a, bytes) : NULL;
	if (m)
		m->n = 0;
	return m;
}

/* The entries of one map, with the values of the other where it has the same key, then the other entries of the other
 * map. */
struct cel_value func_merge(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_MAP || args[1].kind != CEL_MAP)
		return cel_no_overload(c, c->at, "merge", args, n);
	struct cel_map *m = map_of(c, cel_size(&args[0]) + cel_size(&args[1]));
	for (size_t side = 0; m && side < 2; side++) {
		const struct cel_value *other = &args[1 - side];
		for (struct cel_each it = cel_each(&args[side]); cel_next(&it);) {
			bool found;
			struct cel_value instead = cel_lookup(other, &it.key, &found), value = found ? instead : it.value;
			c->steps += 1 + (other->in_json ? 0 : cel_size(other));
			if (cel_over_budget(c))
				return cel_out_of_budget(c, c->at);
			if (found && side == 1)
				continue;
			if (value.kind == CEL_ERROR)
				return value;
			m->entries[m->n++] = (struct cel_entry){ it.key, value };
		}
	}
	return m ? (struct cel_value){ .kind = CEL_MAP, .map = m } : cel_out_of_budget(c, c->at);
}

/* ---- JSON -------------------------------------------------------------------------------------------------- */

/* larger whole numbers are written as strings, because a reader might round them */
#define EXACT INT64_C(9007199254740991)

static struct json *json_of(struct cel_context *c, const struct cel_value *v, struct cel_value *wrong);

static struct json *list_of(struct cel_context *c, const struct cel_value *v, struct cel_value *wrong)
{
	struct json *out = json_new_array(c->a);
	for (size_t i = 0; i < cel_size(v); i++) {
		struct cel_value item = cel_item(v, i);
		struct json *one = json_of(c, &item, wrong);
		if (!one)
			return NULL;
		json_add(out, one);
	}
	return out;
}

static const char *key_of(struct cel_context *c, const struct cel_value *key)
{
	switch ((enum cel_kind)key->kind) {
	case CEL_BOOL: return key->b ? "true" : "false";
	case CEL_INT: return arena_printf(c->a, "%lld", (long long)key->i);
	case CEL_UINT: return arena_printf(c->a, "%llu", (unsigned long long)key->u);
	case CEL_STRING: return memchr(key->s.p, '\0', key->s.n) ? NULL : arena_strndup(c->a, key->s.p, key->s.n);
	default: return NULL; /* no other kind is a key */
	}
}

static struct json *object_of(struct cel_context *c, const struct cel_value *v, struct cel_value *wrong)
{
	struct json *out = json_new_object(c->a);
	for (struct cel_each it = cel_each(v); cel_next(&it);) {
		const char *name = key_of(c, &it.key);
		struct json *one = json_of(c, &it.value, wrong);
		if (!one)
			return NULL;
		if (!name || json_get(out, name)) {
			*wrong = cel_fail(c, c->at, name ? "two keys are \"%s\" in JSON" : "a key holds U+0000", name);
			return NULL;
		}
		json_set_key(out, name, false, one);
	}
	return out;
}

static struct json *number_of(struct cel_context *c, double d)
{
	bool whole = !(d < floor(d) || d > floor(d)) && fabs(d) <= (double)EXACT;
	return whole ? json_new_int(c->a, (int64_t)d) : json_new_double(c->a, d);
}

/* As protobuf's JSON mapping. Returns NULL with *wrong for a value without a JSON form, or one that is unknown. */
static struct json *json_of(struct cel_context *c, const struct cel_value *v, struct cel_value *wrong)
{
	struct err e;
	c->steps++;
	if (cel_over_budget(c)) {
		*wrong = cel_out_of_budget(c, c->at);
		return NULL;
	}
	if (v->part) {
		*wrong = cel_not_held(v);
		return NULL;
	}
	switch ((enum cel_kind)v->kind) {
	case CEL_ERROR: *wrong = *v; return NULL;
	case CEL_LIST: return list_of(c, v, wrong);
	case CEL_MAP: return object_of(c, v, wrong);
	case CEL_INT:
		if (v->i > EXACT || v->i < -EXACT)
			return json_new_string(c->a, arena_printf(c->a, "%lld", (long long)v->i));
		return json_new_int(c->a, v->i);
	case CEL_UINT:
		if (v->u > (uint64_t)EXACT)
			return json_new_string(c->a, arena_printf(c->a, "%llu", (unsigned long long)v->u));
		return json_new_uint(c->a, v->u);
	case CEL_DOUBLE:
		if (isfinite(v->d))
			return number_of(c, v->d);
		break;
	case CEL_OPTIONAL:
		if (v->optional)
			return json_of(c, v->optional, wrong);
		break;
	case CEL_NULL:
	case CEL_BOOL:
	case CEL_STRING:
	case CEL_BYTES:
	case CEL_TIMESTAMP:
	case CEL_DURATION:
	case CEL_IP:
	case CEL_CIDR: return cel_to_json(c->a, v, &e);
	case CEL_TYPE:
	case CEL_UNHELD:
	case CEL__COUNT: break;
	}
	*wrong = cel_fail(c, c->at, "%s has no form in JSON", cel_value_text(c, v));
	return NULL;
}

struct cel_value func_json_encode(struct cel_context *c, const struct cel_value *args, size_t n)
{
	struct buf b = BUF_MAX(LIMIT_CEL_BYTES);
	struct cel_value v = { .kind = CEL_NULL };
	const struct json *json = json_of(c, &args[0], &v);
	(void)n;
	if (!json)
		return v;
	json_print(json, JSON_SORTED, &b);
	v = b.over || !cel_room(c, b.n) ? cel_out_of_budget(c, c->at)
									: cel_string((struct str){ arena_strndup(c->a, buf_text(&b), b.n), b.n });
	buf_free(&b);
	return v;
}
