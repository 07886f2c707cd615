/* SPDX-License-Identifier: Apache-2.0 */
/* cel_units.c: evaluates an expression over fixed facts and compares the result. */
#include "cel_units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

const char facts_text[] =
	"{\"n\":97,\"max\":100,\"half\":0.5,\"whole\":100.0,\"big\":18446744073709551615,\"name\":\"a\",\"none\":null,"
	"\"list\":[1,2],"
	"\"m\":{\"k\":1,\"gone\":{\"$unobserved\":\"refused: 403\"}},\"unobserved\":{\"$unobserved\":\"refused: 403\"}}";

const char *eval(struct arena *a, const char *expression)
{
	struct cel_program *p;
	struct json *facts;
	struct err e;
	struct buf b = BUF_MAX(64 * 1024);
	assert_int_equal(json_parse(a, str_of(facts_text), &facts, &e), 0);
	if (cel_compile(a, str_of(expression), NULL, NULL, &p, &e))
		return arena_printf(a, "parse: %s", e.text);
	struct cel_value v = cel_eval(p, &(struct cel_scope){ .root = facts }, a);
	cel_print(&v, &b);
	const char *text = arena_strdup(a, buf_text(&b));
	buf_free(&b);
	return text;
}

void is(const char *expression, const char *want)
{
	struct arena *a = arena_new();
	const char *have = eval(a, expression);
	bool prefix = !strncmp(want, "error", 5) || !strncmp(want, "parse", 5);
	if (prefix ? strncmp(have, want, strlen(want)) != 0 : strcmp(have, want) != 0)
		fail_msg("%s\n  is   %s\n  want %s", expression, have, want);
	arena_free(a);
}
