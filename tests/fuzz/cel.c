/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cel.c: the fuzz target for CEL. The input is an expression and, after a NUL, facts as JSON; otherwise the facts are
 * derived from the input. The expression is parsed, checked against shapes, evaluated and explained.
 */
#include "fuzz.h"
#include "../../gate/cel/cel.h"

#include <stdlib.h>
#include <string.h>

/* ---- Derived facts ----------------------------------------------------------------------------------- */

static uint64_t next(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static struct json *random_value(struct arena *a, uint64_t *seed, unsigned depth)
{
	static const char *const texts[] = { "", "a", "RUNNABLE", "\xc3\xa9\xf0\x9f\x98\x80", "2026-01-02T03:04:05.6Z",
		"1h30m", "10.0.0.0/8", "(", "12", "%s %d" };
	static const int64_t wholes[] = { 0, 1, -1, 97, INT64_MAX, INT64_MIN, 9007199254740993 };
	static const double doubles[] = { 0.5, 1.0, -0.0, 1e300, -9007199254740992.0 };
	struct json *v;
	switch (next(seed) % (depth ? 9 : 6)) {
	case 0: return json_new_null(a);
	case 1: return json_new_bool(a, next(seed) % 2);
	case 2: return json_new_double(a, doubles[next(seed) % COUNTOF(doubles)]);
	case 3:
	case 4: return json_new_int(a, wholes[next(seed) % COUNTOF(wholes)]);
	case 5: return json_new_string(a, texts[next(seed) % COUNTOF(texts)]);
	case 6:
		v = json_new_array(a);
		for (uint64_t n = next(seed) % 4; n; n--)
			json_add(v, random_value(a, seed, depth - 1));
		return v;
	case 7:
		v = json_new_object(a);
		json_set_string(a, v, CEL_UNOBSERVED, "refused: 403");
		return v;
	default:
		v = json_new_object(a);
		for (uint64_t n = next(seed) % 4; n; n--)
			json_set(v, texts[next(seed) % COUNTOF(texts)], random_value(a, seed, depth - 1));
		return v;
	}
}

static struct json *random_facts(struct arena *a, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "x", "y", "z", "a", "b", "m", "list", "str_var", "it" };
	struct json *facts = json_new_object(a);
	uint64_t seed = size;
	for (size_t i = 0; i < size; i++)
		seed = (seed ^ data[i]) * UINT64_C(1099511628211);
	for (size_t i = 0; i < COUNTOF(names); i++)
		json_set(facts, names[i], random_value(a, &seed, 3));
	return facts;
}

/* ---- One input --------------------------------------------------------------------------------------------- */

static void check(struct arena *a, const struct cel_program *p)
{
	static const struct cel_shape text = { .kind = CEL_STRING }, whole = { .kind = CEL_INT, .fact = true };
	static const struct cel_shape texts = { .kind = CEL_LIST, .each = &text }, open = { .kind = CEL_MAP, .open = true };
	static const struct cel_field of_x[] = { { "a", &text }, { "b", &whole } };
	static const struct cel_shape x = { .kind = CEL_MAP, .fields = of_x, .n = COUNTOF(of_x), .each = &whole };
	static const struct cel_field fields[] = { { "x", &x }, { "y", &whole }, { "a", &text }, { "list", &texts },
		{ "m", NULL } };
	static const struct cel_shape closed = { .kind = CEL_MAP, .fields = fields, .n = COUNTOF(fields) };
	struct err e;
	cel_check(a, p, &closed, CEL_BOOL, &e);
	cel_check(a, p, &open, CEL_ERROR, &e);
}

static void observation(struct arena *a, const struct cel_program *p, const struct json *facts)
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

static void run_cel(struct arena *a, struct str input)
{
	const char *nul = input.n ? memchr(input.p, '\0', input.n) : NULL;
	size_t n = nul ? (size_t)(nul - input.p) : input.n;
	const struct json *facts = nul ? fuzz_json(a, (struct str){ nul + 1, input.n - n - 1 })
								   : random_facts(a, (const uint8_t *)input.p, input.n);
	struct cel_program *p;
	struct err e;
	if (input.n < 20000 && !cel_compile(a, (struct str){ arena_strndup(a, input.p, n), n }, NULL, NULL, &p, &e)) {
		check(a, p);
		observation(a, p, json_kind(facts) == JSON_OBJECT ? facts : NULL);
	}
}

const struct fuzz_target fuzz_target_cel = { "cel", run_cel };
