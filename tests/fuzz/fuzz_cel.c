/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_cel.c: two entry points in one: the input is an expression, then a NUL, then JSON facts. Whatever it is: no crash, no
 * undefined behaviour, an end. With libFuzzer (make fuzz), or with a main that replays and mutates a corpus (make check).
 */
#include "../../gate/cel/cel.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct arena *a, const struct cel_program *p, const struct json *facts)
{
	struct cel_scope scope = { .root = facts };
	struct buf b = BUF_MAX(4096);
	const struct cel_ref *refs;
	struct err e;
	struct cel_value v = cel_eval(p, &scope, a);
	cel_print(&v, &b);
	if (v.kind != CEL_ERROR)
		cel_to_json(a, &v, &e);
	cel_refs(p, &refs);
	cel_explain(p, &scope, a, 10, &b);
	buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = (const char *)data, *nul = size ? memchr(text, '\0', size) : NULL;
	size_t n = nul ? (size_t)(nul - text) : size;
	struct json *facts = NULL;
	struct cel_program *p;
	struct err e;
	if (nul && json_parse(a, (struct str){ nul + 1, size - n - 1 }, &facts, &e))
		facts = NULL;
	struct str copy = { arena_strndup(a, text, n), n };
	if (size < 20000 && !cel_compile(a, copy, NULL, NULL, &p, &e))
		look(a, p, json_kind(facts) == JSON_OBJECT ? facts : NULL);
	arena_free(a);
	return 0;
}
