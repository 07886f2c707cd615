/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schema.c: a condensed form of Google's discovery documents. Every answer and every request is validated, so that no
 * test passes with a field that Google does not have. Lines of schema.txt:
 *   MESSAGE.FIELD TYPE      TYPE: string bool int32 int64 double any, enum:A|B, map:TYPE, []TYPE, or a MESSAGE
 *   !API METHOD PATH QUERY  QUERY: the names of its parameters, separated by commas, or -
 */
#include "cloud.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rule {
	const char *name, *type;
};
struct method {
	const char *api, *method, *path, *query;
};
struct schema {
	struct rule *rules;
	size_t n, cap;
	struct method *methods;
	size_t n_methods, cap_methods;
};

static void add_line(struct arena *a, struct schema *s, char *line)
{
	char *save = NULL, *words[4] = { NULL };
	size_t n = 0;
	for (char *w = strtok_r(line, " ", &save); w && n < COUNTOF(words); w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	if (n == 4 && words[0][0] == '!') {
		s->methods = arena_grow(a, s->methods, s->n_methods, &s->cap_methods, sizeof(*s->methods));
		s->methods[s->n_methods++] = (struct method){ words[0] + 1, words[1], words[2], words[3] };
	} else if (n == 2) {
		s->rules = arena_grow(a, s->rules, s->n, &s->cap, sizeof(*s->rules));
		s->rules[s->n++] = (struct rule){ words[0], words[1] };
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct rule *)a)->name, ((const struct rule *)b)->name);
}

struct schema *schema_load(struct arena *a, const char *path, struct err *e)
{
	struct schema *s = ARENA_NEW(a, struct schema);
	struct str text;
	char *save = NULL;
	if (file_read(a, path, 4 * 1024 * 1024, &text, e))
		return NULL;
	for (char *line = strtok_r((char *)(uintptr_t)text.p, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (*line != '#')
			add_line(a, s, line);
	if (s->n)
		qsort(s->rules, s->n, sizeof(*s->rules), by_name);
	return s;
}

static const char *type_of(const struct schema *s, const char *message, const char *field)
{
	char name[256];
	struct rule key = { name, NULL };
	if (snprintf(name, sizeof(name), "%s.%s", message, field) >= (int)sizeof(name))
		return NULL;
	const struct rule *found = bsearch(&key, s->rules, s->n, sizeof(key), by_name);
	return found ? found->type : NULL;
}

static void check(struct cloud *c, const struct json *v, const char *type, const char *where);

static bool listed(const char *names, const char *name, char separator)
{
	size_t n = strlen(name);
	for (const char *p = names; (p = strstr(p, name)); p += n)
		if ((p == names || p[-1] == separator) && (p[n] == separator || !p[n]))
			return true;
	return false;
}

static bool scalar_fits(const struct json *v, const char *type)
{
	enum json_kind k = json_kind(v);
	if (!strcmp(type, "string"))
		return k == JSON_STRING;
	if (!strcmp(type, "bool"))
		return k == JSON_BOOL;
	if (!strcmp(type, "int32"))
		return k == JSON_INT;
	if (!strcmp(type, "int64"))
		return k == JSON_STRING; /* proto3 JSON */
	if (!strcmp(type, "double"))
		return k == JSON_INT || k == JSON_DOUBLE ||
			(k == JSON_STRING && listed("NaN Infinity -Infinity", json_text(v).p, ' '));
	if (!strncmp(type, "enum:", 5))
		return k == JSON_STRING && listed(type + 5, json_text(v).p, '|');
	return !strcmp(type, "any");
}

static void check_message(struct cloud *c, const struct json *v, const char *message, const char *where)
{
	if (json_kind(v) != JSON_OBJECT) {
		violation(c, "%s: %s must be an object", where, message);
		return;
	}
	for (struct json_each it = json_each(v); json_next(&it);) {
		const char *type = type_of(c->schema, message, it.key);
		if (!strcmp(it.key, "@type"))
			continue;
		if (!type)
			violation(c, "%s: %s has no field %s", where, message, it.key);
		else
			check(c, it.value, type, arena_printf(c->a, "%s.%s", where, it.key));
	}
}

static void check(struct cloud *c, const struct json *v, const char *type, const char *where)
{
	if (!strncmp(type, "[]", 2)) {
		if (json_kind(v) != JSON_ARRAY)
			violation(c, "%s must be an array", where);
		for (size_t i = 0; i < json_size(v); i++)
			check(c, json_item(v, i), type + 2, where);
	} else if (!strncmp(type, "map:", 4)) {
		for (struct json_each it = json_each(v); json_next(&it);)
			check(c, it.value, type + 4, where);
	} else if (strchr(type, '.') && strncmp(type, "enum:", 5) != 0) {
		check_message(c, v, type, where);
	} else if (!scalar_fits(v, type)) {
		violation(c, "%s must be %.60s", where, type);
	}
}

void schema_check(struct cloud *c, const struct json *v, const char *message, const char *where)
{
	if (c->schema)
		check_message(c, v, message, where);
}

void schema_check_method(struct cloud *c, const struct request *q, const char *api)
{
	const struct schema *s = c->schema;
	const char *method = !strcmp(q->method, "VALIDATE") ? "PATCH" : q->method;
	for (size_t i = 0; s && i < s->n_methods; i++) {
		const struct method *m = &s->methods[i];
		if (strcmp(m->api, api) || strcmp(m->method, method) || fnmatch(m->path, q->path + 1, FNM_PATHNAME) != 0)
			continue;
		for (const char *p = q->query; p && *p; p += strcspn(p, "&"), p += *p == '&') {
			const char *name = arena_strndup(c->a, p, strcspn(p, "=&"));
			if (!listed(m->query, name, ','))
				violation(c, "%s %s has no parameter %s", q->method, q->path, name);
		}
		return;
	}
	if (s)
		violation(c, "%s has no method %s %s", api, q->method, q->path);
}
