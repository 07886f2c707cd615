/* SPDX-License-Identifier: Apache-2.0 */
/* oracle.c: compare-oracle < CASES.jsonl: computes numeric cases of the comparison. Prints a line for each: {"id",
 * "out"} or {"id", "error"}. */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>

static void answer(struct str line)
{
	struct arena *a = arena_new();
	struct json *one = NULL, *out = NULL, *said = json_new_object(a);
	struct err e;
	if (!json_parse(a, line, &one, &e))
		out = cases_out(a, one, &e);
	json_set(said, "id", json_get(one, "id") ? json_share(a, json_get(one, "id")) : json_new_null(a));
	if (out)
		json_set(said, "out", out);
	else
		json_set_string(a, said, "error", e.text);
	struct buf b = BUF_MAX(16 * 1024 * 1024);
	json_print(said, JSON_COMPACT, &b);
	printf("%s\n", buf_text(&b));
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	char *line = NULL;
	size_t cap = 0;
	for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;) {
		struct str text = { line, (size_t)n };
		while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r' || text.p[text.n - 1] == ' '))
			text.n--;
		if (text.n)
			answer(text);
	}
	free(line);
	return 0;
}
