/* SPDX-License-Identifier: Apache-2.0 */
/* func.c: the functions as a table: a row a function, found when the program is compiled. */
#include "func.h"

#include <string.h>

static struct cel_value size_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	size_t count = 0;
	switch (args[0].kind) {
	case CEL_LIST:
	case CEL_MAP:
		return cel_int((int64_t)cel_size(&args[0]));
	case CEL_BYTES:
		return cel_int((int64_t)args[0].s.n);
	case CEL_STRING:
		for (size_t i = 0; i < args[0].s.n; i++)
			count += ((unsigned char)args[0].s.p[i] & 0xC0) != 0x80;
		return cel_int((int64_t)count);
	default:
		return cel_no_overload(c, c->at, "size", args, n);
	}
}

static struct cel_value type_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)c;
	(void)n;
	return cel_type_of(&args[0]);
}

static struct cel_value dyn(struct cel_context *c, const struct cel_value *args, size_t n)
{
	(void)c;
	(void)n;
	return args[0];
}

static bool both_strings(const struct cel_value *args)
{
	return args[0].kind == CEL_STRING && args[1].kind == CEL_STRING;
}

static struct cel_value contains(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!both_strings(args))
		return cel_no_overload(c, c->at, "contains", args, n);
	return cel_bool(!args[1].s.n || memmem(args[0].s.p, args[0].s.n, args[1].s.p, args[1].s.n) != NULL);
}

static struct cel_value starts_with(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!both_strings(args))
		return cel_no_overload(c, c->at, "startsWith", args, n);
	return cel_bool(args[1].s.n <= args[0].s.n && !memcmp(args[0].s.p, args[1].s.p, args[1].s.n));
}

static struct cel_value ends_with(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (!both_strings(args))
		return cel_no_overload(c, c->at, "endsWith", args, n);
	size_t from = args[0].s.n - args[1].s.n;
	return cel_bool(args[1].s.n <= args[0].s.n && !memcmp(args[0].s.p + from, args[1].s.p, args[1].s.n));
}

static struct cel_value matches(struct cel_context *c, const struct cel_value *args, size_t n)
{
	char why[120];
	if (!both_strings(args))
		return cel_no_overload(c, c->at, "matches", args, n);
	if (c->at->re)
		return cel_bool(re_matches(c->at->re, args[0].s.p, args[0].s.n));
	struct re *r = re_new(args[1].s.p, args[1].s.n, why, sizeof(why));
	if (!r)
		return cel_fail(c, c->at, "bad pattern: %s", why);
	bool found = re_matches(r, args[0].s.p, args[0].s.n);
	re_free(r);
	return cel_bool(found);
}

static const struct cel_function functions[] = {
	{ "size", 1, 1, true, true, size_of, "size(string|bytes|list|map) -> int", "code points, bytes or members" },
	{ "type", 1, 1, true, false, type_of, "type(any) -> type", "the type of a value" },
	{ "dyn", 1, 1, true, false, dyn, "dyn(any) -> any", "the value itself" },
	{ "int", 1, 1, true, false, func_int, "int(int|uint|double|string) -> int", "the whole number; doubles are cut" },
	{ "uint", 1, 1, true, false, func_uint, "uint(int|uint|double|string) -> uint", "the unsigned whole number" },
	{ "double", 1, 1, true, false, func_double, "double(int|uint|double|string) -> double", "the floating point number" },
	{ "string", 1, 1, true, false, func_string, "string(bool|int|uint|double|string|bytes) -> string", "the value as text" },
	{ "bool", 1, 1, true, false, func_bool, "bool(bool|string) -> bool", "1 t T true TRUE True, and their opposites" },
	{ "bytes", 1, 1, true, false, func_bytes, "bytes(string|bytes) -> bytes", "the UTF-8 bytes" },
	{ "timestamp", 1, 1, true, false, func_timestamp, "timestamp(string|int) -> timestamp", "RFC 3339, or seconds since 1970" },
	{ "duration", 1, 1, true, false, func_duration, "duration(string) -> duration", "such as 1h30m or 1.5s" },
	{ "getFullYear", 1, 2, false, true, func_time_part, "timestamp.getFullYear([zone]) -> int", "the year" },
	{ "getMonth", 1, 2, false, true, func_time_part, "timestamp.getMonth([zone]) -> int", "0 is January" },
	{ "getDate", 1, 2, false, true, func_time_part, "timestamp.getDate([zone]) -> int", "day of the month, from 1" },
	{ "getDayOfMonth", 1, 2, false, true, func_time_part, "timestamp.getDayOfMonth([zone]) -> int", "from 0" },
	{ "getDayOfYear", 1, 2, false, true, func_time_part, "timestamp.getDayOfYear([zone]) -> int", "from 0" },
	{ "getDayOfWeek", 1, 2, false, true, func_time_part, "timestamp.getDayOfWeek([zone]) -> int", "0 is Sunday" },
	{ "getHours", 1, 2, false, true, func_time_part, "timestamp.getHours([zone]) -> int; duration.getHours() -> int", "of a duration: in all" },
	{ "getMinutes", 1, 2, false, true, func_time_part, "timestamp.getMinutes([zone]) -> int; duration.getMinutes() -> int", "of a duration: in all" },
	{ "getSeconds", 1, 2, false, true, func_time_part, "timestamp.getSeconds([zone]) -> int; duration.getSeconds() -> int", "of a duration: in all" },
	{ "getMilliseconds", 1, 2, false, true, func_time_part, "timestamp.getMilliseconds([zone]) -> int; duration.getMilliseconds() -> int", "below a second" },
	{ "contains", 2, 2, false, true, contains, "string.contains(string) -> bool", "does it hold the other?" },
	{ "startsWith", 2, 2, false, true, starts_with, "string.startsWith(string) -> bool", "does it begin with the other?" },
	{ "endsWith", 2, 2, false, true, ends_with, "string.endsWith(string) -> bool", "does it end with the other?" },
	{ "matches", 2, 2, true, true, matches, "string.matches(string) -> bool", "does the RE2 pattern occur in it?" },
};

const struct cel_function *cel_function_named(struct str name, size_t n_args, bool member)
{
	for (size_t i = 0; i < COUNTOF(functions); i++) {
		const struct cel_function *f = &functions[i];
		if (f->name[0] == name.p[0] && (member ? f->member : f->global) && n_args >= f->min && n_args <= f->max && str_is(name, f->name))
			return f;
	}
	return NULL;
}

struct cel_function_doc cel_function_doc(size_t i)
{
	if (i >= COUNTOF(functions))
		return (struct cel_function_doc){ NULL, NULL, NULL };
	return (struct cel_function_doc){ functions[i].name, functions[i].signature, functions[i].doc };
}
