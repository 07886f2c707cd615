/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.c: JSON Schema 2020-12, with the keywords that the evidence schema uses, one row each. A keyword without a row
 * is an error, so that no demand of a schema is silently skipped. No side effects. Source:
 * json-schema.org/draft/2020-12.
 */
#include "audit.h"
#include "../evidence/evidence.h"

#include <regex.h>
#include <string.h>

/* A compiled "pattern", identified by the JSON value that holds its text. */
struct pattern {
	const struct json *text;
	regex_t re;
};
struct schema {
	const struct json *root;
	struct pattern **patterns;
	size_t n, cap;
};

struct check {
	const struct schema *schema; /* resolves $ref */
	struct buf path;
	int depth;
	struct err *e;
};

static int check(struct check *c, const struct json *v, const struct json *schema);

static int fail(struct check *c, const char *what)
{
	return err_set(c->e, ERR_MALFORMED, "%s %s", c->path.n ? buf_text(&c->path) : "it", what);
}

static int below(struct check *c, const struct json *v, const struct json *schema, const char *step)
{
	size_t n = c->path.n;
	buf_puts(&c->path, n && *step != '[' ? "." : "");
	buf_puts(&c->path, step);
	int rc = check(c, v, schema);
	c->path.n = n;
	if (c->path.p)
		c->path.p[n] = '\0';
	return rc;
}

/* ---- Keywords --------------------------------------------------------------------------------------- */

static bool is_type(const struct json *v, struct str type)
{
	static const struct {
		const char *name;
		unsigned kinds;
	} types[] = {
		{ "null", 1u << JSON_NULL },
		{ "boolean", 1u << JSON_BOOL },
		{ "integer", 1u << JSON_INT },
		{ "number", 1u << JSON_INT | 1u << JSON_DOUBLE },
		{ "string", 1u << JSON_STRING },
		{ "array", 1u << JSON_ARRAY },
		{ "object", 1u << JSON_OBJECT },
	};
	for (size_t i = 0; i < COUNTOF(types); i++)
		if (str_is(type, types[i].name))
			return types[i].kinds >> json_kind(v) & 1;
	return false;
}

static int key_type(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	if (json_kind(rule) == JSON_STRING && is_type(v, json_text(rule)))
		return 0;
	for (size_t i = 0; i < json_size(rule); i++)
		if (is_type(v, json_text(json_item(rule, i))))
			return 0;
	return err_set(c->e, ERR_MALFORMED, "%s has the wrong type %s", c->path.n ? buf_text(&c->path) : "it",
		json_kind_name(json_kind(v)));
}

static int key_const(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	return json_equal(v, rule) ? 0 : fail(c, "is not the required value");
}

static int key_enum(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	for (size_t i = 0; i < json_size(rule); i++)
		if (json_equal(v, json_item(rule, i)))
			return 0;
	return fail(c, "is not one of the allowed values");
}

static int key_pattern(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	const struct schema *s = c->schema;
	(void)schema;
	if (json_kind(v) != JSON_STRING)
		return 0;
	for (size_t i = 0; i < s->n; i++)
		if (s->patterns[i]->text == rule)
			return regexec(&s->patterns[i]->re, json_text(v).p, 0, NULL, 0)
				? fail(c, "does not match the required pattern")
				: 0;
	return fail(c, "has an invalid pattern in the schema");
}

static bool is_number(const struct json *v)
{
	return json_kind(v) == JSON_INT || json_kind(v) == JSON_DOUBLE;
}

static int key_minimum(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	return is_number(v) && json_double(v) < json_double(rule) ? fail(c, "is too small") : 0;
}

static int key_maximum(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	return is_number(v) && json_double(v) > json_double(rule) ? fail(c, "is too large") : 0;
}

static int key_required(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	for (size_t i = 0; json_kind(v) == JSON_OBJECT && i < json_size(rule); i++)
		if (!json_get(v, json_text(json_item(rule, i)).p))
			return err_set(c->e, ERR_MALFORMED, "%s lacks the member %s", c->path.n ? buf_text(&c->path) : "it",
				json_text(json_item(rule, i)).p);
	return 0;
}

static int key_properties(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	for (struct json_each it = json_each(v); json_next(&it);) {
		const struct json *of = json_get(rule, it.key);
		if (of && below(c, it.value, of, it.key))
			return -1;
	}
	return 0;
}

static int key_additional(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	const struct json *known = json_get(schema, "properties");
	for (struct json_each it = json_each(v); json_next(&it);) {
		if (json_get(known, it.key))
			continue;
		if (json_kind(rule) == JSON_BOOL && !json_is_true(rule))
			return err_set(
				c->e, ERR_MALFORMED, "%s has an unknown member %s", c->path.n ? buf_text(&c->path) : "it", it.key);
		if (json_kind(rule) == JSON_OBJECT && below(c, it.value, rule, it.key))
			return -1;
	}
	return 0;
}

static int key_items(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	(void)schema;
	for (size_t i = 0; json_kind(v) == JSON_ARRAY && i < json_size(v); i++) {
		struct buf b = BUF_MAX(32);
		buf_printf(&b, "[%zu]", i);
		int rc = below(c, json_item(v, i), rule, buf_text(&b));
		buf_free(&b);
		if (rc)
			return -1;
	}
	return 0;
}

static int key_ref(struct check *c, const struct json *v, const struct json *rule, const struct json *schema)
{
	static const char prefix[] = "#/$defs/";
	struct str to = json_text(rule);
	(void)schema;
	const struct json *of = to.n >= sizeof(prefix) && !memcmp(to.p, prefix, sizeof(prefix) - 1)
		? json_get(json_get(c->schema->root, "$defs"), to.p + sizeof(prefix) - 1)
		: NULL;
	return of ? check(c, v, of) : fail(c, "has an unresolved $ref in the schema");
}

/* fn NULL: the keyword does not constrain values. */
static const struct keyword {
	const char *name;
	int (*fn)(struct check *c, const struct json *v, const struct json *rule, const struct json *schema);
	/* clang-format off */
} keywords[] = {
	{ "type", key_type }, { "const", key_const }, { "enum", key_enum }, { "pattern", key_pattern },
	{ "minimum", key_minimum },
	{ "maximum", key_maximum }, { "required", key_required }, { "properties", key_properties },
	{ "additionalProperties", key_additional }, { "items", key_items }, { "$ref", key_ref },
	{ "$schema", NULL }, { "$id", NULL }, { "$defs", NULL }, { "title", NULL }, { "description", NULL },
};
/* clang-format on */

static const struct keyword *keyword_named(const char *name)
{
	for (size_t i = 0; i < COUNTOF(keywords); i++)
		if (!strcmp(keywords[i].name, name))
			return &keywords[i];
	return NULL;
}

static int check(struct check *c, const struct json *v, const struct json *schema)
{
	if (++c->depth > LIMIT_JSON_DEPTH)
		return fail(c, "is nested too deeply");
	for (struct json_each it = json_each(schema); json_next(&it);) {
		const struct keyword *k = keyword_named(it.key);
		if (!k)
			return err_set(c->e, ERR_INTERNAL, "the schema uses the unsupported keyword %s", it.key);
		if (k->fn && k->fn(c, v, it.value, schema))
			return -1;
	}
	c->depth--;
	return 0;
}

/* ---- Compiled once, for many values ------------------------------------------------------------------- */

static void free_pattern(void *arg)
{
	regfree(&((struct pattern *)arg)->re);
}

static void add_pattern(struct arena *a, struct schema *s, const struct json *text)
{
	struct pattern *p = ARENA_NEW(a, struct pattern);
	if (regcomp(&p->re, json_text(text).p, REG_EXTENDED | REG_NOSUB))
		return; /* key_pattern finds no compiled pattern and fails */
	p->text = text;
	arena_defer(a, free_pattern, p);
	s->patterns = arena_grow(a, s->patterns, s->n, &s->cap, sizeof(struct pattern *));
	s->patterns[s->n++] = p;
}

static void add_patterns(struct arena *a, struct schema *s, const struct json *v, int depth)
{
	for (struct json_each it = json_each(v); depth < LIMIT_JSON_DEPTH && json_next(&it);) {
		if (!strcmp(it.key, "pattern") && json_kind(it.value) == JSON_STRING)
			add_pattern(a, s, it.value);
		add_patterns(a, s, it.value, depth + 1);
	}
}

struct schema *schema_compile(struct arena *a, const struct json *schema)
{
	struct schema *s = ARENA_NEW(a, struct schema);
	s->root = schema;
	add_patterns(a, s, schema, 0);
	return s;
}

int schema_check(const struct json *value, const struct schema *schema, struct err *e)
{
	struct check c = { .schema = schema, .path = BUF_MAX(16 * 1024), .e = e };
	int rc = check(&c, value, schema->root);
	buf_free(&c.path);
	return rc;
}
