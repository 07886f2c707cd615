/* SPDX-License-Identifier: Apache-2.0 */
/* conformance.c: cel-conformance < RECORDS.jsonl: evaluates conformance records. Prints a line for each: {"id",
 * "value"} or {"id", "error"}. */
#include "typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct json_object *result_of(struct arena *a, struct json_object *record, struct str *why, struct err *e)
{
	struct json_object *expr = json_object_object_get(record, "expr"),
					   *bindings = json_object_object_get(record, "bindings");
	struct cel_options o = { .container = json_object_get_string(json_object_object_get(record, "container")) };
	struct cel_binding vars[64];
	struct cel_program *p;
	size_t n = 0;
	for (struct lh_entry *b = bindings ? json_object_get_object(bindings)->head : NULL; b && n < COUNTOF(vars);
		 b = b->next)
		vars[n++] = (struct cel_binding){ b->k, typed_read(a, (struct json_object *)(uintptr_t)b->v) };
	struct str text = { json_object_get_string(expr), (size_t)json_object_get_string_len(expr) };
	if (cel_compile(a, text, NULL, &o, &p, e)) {
		*why = str_of(e->text);
		return NULL;
	}
	struct cel_value v = cel_eval(p, &(struct cel_scope){ .vars = vars, .n_vars = n }, a);
	if (v.kind != CEL_ERROR)
		return typed_write(&v);
	*why = cel_error_text(&v);
	return NULL;
}

static void answer(const char *line)
{
	struct json_object *record = typed_line(line);
	if (!json_object_is_type(record, json_type_object))
		return;
	struct arena *a = arena_new();
	struct err e;
	struct str why = { "", 0 };
	struct json_object *out = json_object_new_object(), *value = result_of(a, record, &why, &e);
	json_object_object_add(out, "id", json_object_get(json_object_object_get(record, "id")));
	if (value)
		json_object_object_add(out, "value", value);
	else
		json_object_object_add(out, "error", json_object_new_string_len(why.p, (int)why.n));
	printf("%s\n", json_object_to_json_string_ext(out, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(out);
	json_object_put(record);
	arena_free(a);
}

int main(void)
{
	char *line = NULL;
	size_t cap = 0;
	while (getline(&line, &cap, stdin) > 0)
		answer(line);
	free(line);
	return 0;
}
