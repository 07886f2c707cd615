/* SPDX-License-Identifier: Apache-2.0 */
/* records.c: cel-records RECORDS.jsonl...: evaluates the records of this project and compares the results. */
#include "typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An expression with a value has no type error, and the value has the type that the check found. Exceptions: && and ||
 * absorb errors of the other operand, and a comparison that is never equal has a value too. */
static bool no_mistake(struct arena *a, const struct cel_program *p, const struct cel_value *v, const char **why)
{
	static const struct cel_shape anything = { .kind = CEL_MAP, .open = true };
	const char *expr = p->text.p;
	struct err e;
	if (strstr(expr, "&&") || strstr(expr, "||") || !cel_check(a, p, &anything, (enum cel_kind)v->kind, &e) ||
		strstr(e.text, "they are never equal") || strstr(e.text, "is never in a list"))
		return true;
	*why = arena_printf(a, "but a check says: %s", e.text);
	return false;
}

static struct json_object *evaluate(struct arena *a, struct json_object *r, const char **why)
{
	struct json_object *expr = json_object_array_get_idx(r, 1), *bindings = json_object_array_get_idx(r, 3);
	struct cel_options o = { .container = json_object_get_string(json_object_array_get_idx(r, 4)) };
	struct cel_binding vars[64];
	struct cel_program *p;
	struct err e;
	size_t n = 0;
	for (struct lh_entry *b = bindings ? json_object_get_object(bindings)->head : NULL; b && n < COUNTOF(vars);
		 b = b->next)
		vars[n++] = (struct cel_binding){ b->k, typed_read(a, (struct json_object *)(uintptr_t)b->v) };
	struct str text = { json_object_get_string(expr), (size_t)json_object_get_string_len(expr) };
	if (cel_compile(a, text, NULL, &o, &p, &e)) {
		*why = arena_strdup(a, e.text);
		return NULL;
	}
	struct cel_value v = cel_eval(p, &(struct cel_scope){ .vars = vars, .n_vars = n }, a);
	if (v.kind != CEL_ERROR)
		return no_mistake(a, p, &v, why) ? typed_write(&v) : NULL;
	*why = arena_strndup(a, cel_error_text(&v).p, cel_error_text(&v).n);
	return NULL;
}

static bool passes(struct json_object *r)
{
	struct arena *a = arena_new();
	const char *why = "";
	struct json_object *want = json_object_array_get_idx(r, 2), *have = evaluate(a, r, &why);
	bool ok = want ? have && typed_equal(want, have) : !have;
	if (!ok)
		printf("%s\n  %s\n  want %s\n  have %s %s\n", json_object_get_string(json_object_array_get_idx(r, 0)),
			json_object_get_string(json_object_array_get_idx(r, 1)),
			want ? json_object_to_json_string(want) : "an error", have ? json_object_to_json_string(have) : "error",
			why);
	json_object_put(have);
	arena_free(a);
	return ok;
}

static size_t run(const char *path, size_t *failed)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0, passed = 0;
	while (f && getline(&line, &cap, f) > 0) {
		struct json_object *r = typed_line(line);
		bool is_record = json_object_is_type(r, json_type_array), ok = is_record && passes(r);
		if (!is_record)
			printf("%s: no record: %s", path, line);
		passed += ok;
		*failed += !ok;
		json_object_put(r);
	}
	*failed += !passed;
	free(line);
	if (f)
		fclose(f);
	return passed;
}

int main(int argc, char **argv)
{
	size_t passed = 0, failed = 0;
	for (int i = 1; i < argc; i++)
		passed += run(argv[i], &failed);
	printf("cel: %zu passed, %zu failed\n", passed, failed);
	return failed || !passed;
}
