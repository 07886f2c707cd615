/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_eval.c: one CEL expression over facts, for whoever writes a rule. */
#include "gate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int read_stdin(struct arena *a, struct str *out, struct err *e)
{
	struct buf b = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof(part), stdin)) > 0;)
		buf_put(&b, part, n);
	bool over = b.over;
	*out = (struct str){ arena_strndup(a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	return over ? err_set(e, ERR_LIMIT, "standard input is larger than %d bytes", LIMIT_FACT_FILE_BYTES) : 0;
}

/* Facts as `rungate facts` prints them, or evidence that holds some. */
static int read_facts(struct arena *a, const char *path, struct json **out, struct err *e)
{
	struct str text = { "", 0 };
	struct json *v, *inner;
	if (!path && isatty(STDIN_FILENO)) {
		*out = json_new_object(a);
		return 0;
	}
	if (path ? file_read(a, path, LIMIT_FACT_FILE_BYTES, &text, e) : read_stdin(a, &text, e))
		return -1;
	if (!path && !text.n) {
		*out = json_new_object(a);
		return 0;
	}
	if (json_parse(a, text, &v, e))
		return err_wrap(e, "%s", path ? path : "standard input");
	inner = json_get(v, "predicateType") ? json_get(v, "predicate") : v;
	if (json_get(inner, "rungate") && json_get(inner, "facts"))
		inner = json_get(inner, "facts");
	if (json_kind(inner) != JSON_OBJECT)
		return err_set(e, ERR_USAGE, "%s: facts must be a JSON object", path ? path : "standard input");
	*out = inner;
	return 0;
}

static void print_value(struct arena *a, const struct options *o, const struct cel_value *v)
{
	struct buf b = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	struct err e;
	struct json *json = o->json || v->kind == CEL_LIST || v->kind == CEL_MAP ? cel_to_json(a, v, &e) : NULL;
	if (json)
		json_print(json, JSON_PRETTY, &b);
	else
		cel_print(v, &b);
	printf("%s\n", buf_text(&b));
	buf_free(&b);
}

int cmd_eval(struct arena *a, const struct options *o, struct err *e)
{
	struct cel_program *p;
	struct json *facts = NULL;
	struct buf beneath = BUF_MAX(64 * 1024);
	if (o->n_args != 1)
		return err_set(e, ERR_USAGE, "rungate eval takes one EXPRESSION, in quotes");
	struct conf_place place = { "expression", 1, 1 };
	if (cel_compile(a, str_of(o->args[0]), &place, NULL, &p, e) || read_facts(a, o->facts, &facts, e))
		return -1;
	struct cel_scope scope = { .root = facts };
	struct cel_value v = cel_eval(p, &scope, a);
	if (v.kind == CEL_ERROR) {
		struct str why = cel_error_text(&v);
		fprintf(stderr, "rungate: %.*s\n", (int)why.n, why.p);
	} else {
		print_value(a, o, &v);
	}
	if (o->explain) {
		cel_explain(p, &scope, a, 100, &beneath);
		fputs(buf_text(&beneath), stdout);
	}
	buf_free(&beneath);
	return v.kind == CEL_ERROR ? EXIT_INCONCLUSIVE : v.kind == CEL_BOOL && !v.b ? EXIT_ROLLED_BACK : EXIT_PASSED;
}
