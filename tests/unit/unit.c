/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

int unit_set_up(void **state)
{
	*state = arena_new();
	return 0;
}

int unit_tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

struct json *unit_json(struct arena *a, const char *text)
{
	struct json *v = NULL;
	struct err e = { 0 };
	if (json_parse(a, str_of(text), &v, &e))
		fail_msg("%s: %s", text, e.text);
	return v;
}

struct json *unit_json_quoted(struct arena *a, const char *text)
{
	char *quoted = arena_strdup(a, text);
	for (char *c = quoted; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	return unit_json(a, quoted);
}
