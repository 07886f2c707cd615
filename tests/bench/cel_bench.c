/* SPDX-License-Identifier: Apache-2.0 */
/* cel_bench.c: cel-bench EXPRESSIONS.json FACTS.json: prints a line per expression: ns for parse and evaluate, and for
 * evaluate alone. */
#include "../../gate/cel/cel.h"

#include <stdio.h>
#include <time.h>

static int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double best(
	struct arena *a, struct str text, const struct cel_program *ready, const struct cel_scope *scope, int64_t budget_ns)
{
	double least = 1e18;
	for (int64_t end = now_ns() + budget_ns; now_ns() < end;) {
		enum { REPEAT = 64 };
		int64_t began = now_ns();
		for (int i = 0; i < REPEAT; i++) {
			struct arena_mark mark = arena_mark(a);
			struct cel_program *p;
			struct err e;
			if (!ready && cel_compile(a, text, NULL, NULL, &p, &e))
				return -1;
			struct cel_value v = cel_eval(ready ? ready : p, scope, a);
			if (v.kind == CEL_ERROR)
				return -1;
			arena_rewind(a, mark);
		}
		double each = (double)(now_ns() - began) / REPEAT;
		least = each < least ? each : least;
	}
	return least;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct str text;
	struct json *config, *facts;
	struct err e;
	if (argc != 3 || file_read(a, argv[1], 1 << 20, &text, &e) || json_parse(a, text, &config, &e) ||
		file_read(a, argv[2], 1 << 24, &text, &e) || json_parse(a, text, &facts, &e))
		return 2;
	struct cel_scope scope = { .root = facts };
	for (struct json_each it = json_each(json_get(config, "expressions")); json_next(&it);) {
		struct cel_program *p;
		if (cel_compile(a, json_text(it.value), NULL, NULL, &p, &e))
			return 1;
		double both = best(a, json_text(it.value), NULL, &scope, 200000000),
			   eval = best(a, json_text(it.value), p, &scope, 200000000);
		printf("%s %.0f %.0f\n", it.key, both, eval);
	}
	arena_free(a);
	return 0;
}
