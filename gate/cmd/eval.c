/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c: evaluates one CEL expression over facts, to try a rule before it is used. */
#include "cmd.h"
#include "../evidence/evidence.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXPLAIN_LINES = 100 };

/* The exit codes of `eval`. Any other value than a boolean is EVAL_HOLDS too. */
enum { EVAL_HOLDS = 0, EVAL_DOES_NOT_HOLD = 1, EVAL_NO_VALUE = 5 };

static int read_stdin(struct arena *a, struct str *out, struct err *e)
{
	struct buf b = BUF_MAX(LIMIT_FACT_FILE_BYTES);
	char part[4096];
	for (size_t n; !b.over && (n = fread(part, 1, sizeof(part), stdin)) > 0;)
		buf_put(&b, part, n);
	bool over = b.over;
	*out = (struct str){ arena_strndup(a, buf_text(&b), b.n), b.n };
	buf_free(&b);
	if (over)
		return err_set(e, ERR_LIMIT, "standard input is larger than %d bytes", LIMIT_FACT_FILE_BYTES);
	return ferror(stdin) ? err_set(e, ERR_IO, "standard input: %s", strerror(errno)) : 0;
}

/* Sets *out to the facts in document: the output of `rungate facts`, or evidence that contains facts. */
static int facts_in(struct arena *a, struct json *document, const char *name, const struct json **out, struct err *e)
{
	const struct json *v = json_get(document, "predicateType") ? json_get(document, "predicate") : document;
	if (json_get(v, "rungate") && json_get(v, "verdict")) {
		v = statement_facts(a, v);
		if (!v)
			return err_set(e, ERR_USAGE, "%s: this evidence contains no facts", name);
	}
	if (json_kind(v) != JSON_OBJECT)
		return err_set(e, ERR_USAGE, "%s: facts must be a JSON object", name);
	*out = v;
	return 0;
}

static int read_facts(struct arena *a, const char *path, const struct json **out, struct err *e)
{
	struct str text = { "", 0 };
	struct json *v = NULL;
	const char *name = path && strcmp(path, "-") != 0 ? path : "standard input";
	if (path ? file_read_named(a, path, LIMIT_FACT_FILE_BYTES, &text, e)
			 : !isatty(STDIN_FILENO) && read_stdin(a, &text, e))
		return -1;
	if (!path && !text.n) {
		*out = json_new_object(a);
		return 0;
	}
	return json_parse(a, text, &v, e) ? err_wrap(e, "%s", name) : facts_in(a, v, name, out, e);
}

/* The facts may come from anywhere, so text that looks like a credential is replaced. */
static void print_clean(const struct buf *raw, FILE *to)
{
	struct buf clean = BUF_MAX(2 * raw->max);
	secrets_scrub(NULL, (struct str){ raw->p, raw->n }, &clean);
	fputs(buf_text(&clean), to);
	buf_free(&clean);
}

/* Prints lists and maps as JSON, other values as CEL literals. */
static int print_value(struct arena *a, const struct options *o, const struct cel_value *v, struct err *e)
{
	struct buf b = BUF_MAX(4 * LIMIT_FACT_FILE_BYTES);
	struct err why;
	struct json *json = o->json || v->kind == CEL_LIST || v->kind == CEL_MAP ? cel_to_json(a, v, &why) : NULL;
	if (o->json && !json)
		return err_set(e, ERR_EVAL, "the value has no JSON form: %s", why.text);
	if (json)
		json_print(json, JSON_PRETTY, &b);
	else
		cel_print(v, &b);
	buf_putc(&b, '\n');
	bool over = b.over;
	if (!over)
		print_clean(&b, stdout);
	buf_free(&b);
	return over ? err_set(e, ERR_LIMIT, "the value is too large to print") : 0;
}

static void print_error(const struct cel_value *v)
{
	struct buf b = BUF_MAX(64 * 1024);
	buf_puts(&b, "rungate: ");
	text_put_printable(&b, cel_error_text(v));
	buf_putc(&b, '\n');
	print_clean(&b, stderr);
	buf_free(&b);
}

/* --explain: prints the values that the expression reads; with --json to standard error, so that standard output stays
 * JSON. */
static void print_beneath(
	const struct options *o, const struct cel_program *p, const struct cel_scope *scope, struct arena *a)
{
	struct buf b = BUF_MAX(64 * 1024);
	cel_explain(p, scope, a, EXPLAIN_LINES, &b);
	print_clean(&b, o->json ? stderr : stdout);
	buf_free(&b);
}

int cmd_eval(struct arena *a, const struct options *o, struct err *e)
{
	struct cel_program *p;
	const struct json *facts = NULL;
	struct conf_place place = { "expression", 1, 1 };
	if (cel_compile(a, str_of(o->args[0]), &place, NULL, &p, e) || read_facts(a, o->facts, &facts, e))
		return -1;
	struct cel_scope scope = { .root = facts };
	struct cel_value v = cel_eval(p, &scope, a);
	struct err why;
	int exit_code = v.kind == CEL_BOOL && !v.b ? EVAL_DOES_NOT_HOLD : EVAL_HOLDS;
	if (v.kind == CEL_ERROR) {
		print_error(&v);
		exit_code = EVAL_NO_VALUE;
	} else if (print_value(a, o, &v, &why)) {
		say_error(o, why.text);
		exit_code = EVAL_NO_VALUE;
	}
	if (o->explain)
		print_beneath(o, p, &scope, a);
	return exit_code;
}
