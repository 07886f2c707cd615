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

static const struct cel_function functions[] = {
	{ "size", 1, 1, true, true, size_of, "size(string|bytes|list|map) -> int", "code points, bytes or members" },
	{ "type", 1, 1, true, false, type_of, "type(any) -> type", "the type of a value" },
	{ "dyn", 1, 1, true, false, dyn, "dyn(any) -> any", "the value itself" },
	{ "int", 1, 1, true, false, func_int, "int(number|string|timestamp) -> int", "the whole number; doubles are cut" },
	{ "uint", 1, 1, true, false, func_uint, "uint(number|string) -> uint", "the unsigned whole number" },
	{ "double", 1, 1, true, false, func_double, "double(number|string) -> double", "the floating point number" },
	{ "string", 1, 1, true, false, func_string, "string(bool|number|string|bytes|timestamp|duration|ip|cidr) -> string",
		"the value as text" },
	{ "bool", 1, 1, true, false, func_bool, "bool(bool|string) -> bool", "1 t T true TRUE True, and their opposites" },
	{ "bytes", 1, 1, true, false, func_bytes, "bytes(string|bytes) -> bytes", "the UTF-8 bytes" },
	{ "timestamp", 1, 1, true, false, func_timestamp, "timestamp(string|int|timestamp) -> timestamp",
		"RFC 3339, or seconds since 1970" },
	{ "duration", 1, 1, true, false, func_duration, "duration(string|duration) -> duration", "such as 1h30m or 1.5s" },
	{ "getFullYear", 1, 2, false, true, func_time_part, "timestamp.getFullYear([zone]) -> int", "the year" },
	{ "getMonth", 1, 2, false, true, func_time_part, "timestamp.getMonth([zone]) -> int", "0 is January" },
	{ "getDate", 1, 2, false, true, func_time_part, "timestamp.getDate([zone]) -> int", "day of the month, from 1" },
	{ "getDayOfMonth", 1, 2, false, true, func_time_part, "timestamp.getDayOfMonth([zone]) -> int", "from 0" },
	{ "getDayOfYear", 1, 2, false, true, func_time_part, "timestamp.getDayOfYear([zone]) -> int", "from 0" },
	{ "getDayOfWeek", 1, 2, false, true, func_time_part, "timestamp.getDayOfWeek([zone]) -> int", "0 is Sunday" },
	{ "getHours", 1, 2, false, true, func_time_part, "timestamp.getHours([zone]) -> int; duration.getHours() -> int",
		"of a duration: in all" },
	{ "getMinutes", 1, 2, false, true, func_time_part,
		"timestamp.getMinutes([zone]) -> int; duration.getMinutes() -> int", "of a duration: in all" },
	{ "getSeconds", 1, 2, false, true, func_time_part,
		"timestamp.getSeconds([zone]) -> int; duration.getSeconds() -> int", "of a duration: in all" },
	{ "getMilliseconds", 1, 2, false, true, func_time_part,
		"timestamp.getMilliseconds([zone]) -> int; duration.getMilliseconds() -> int", "below a second" },
	{ "contains", 2, 2, false, true, contains, "string.contains(string) -> bool", "does it hold the other?" },
	{ "startsWith", 2, 2, false, true, starts_with, "string.startsWith(string) -> bool",
		"does it begin with the other?" },
	{ "endsWith", 2, 2, false, true, ends_with, "string.endsWith(string) -> bool", "does it end with the other?" },
	{ "matches", 2, 2, true, true, func_matches, "string.matches(string) -> bool",
		"does the RE2 pattern occur in it?" },
	{ "charAt", 2, 2, false, true, func_char_at, "string.charAt(int) -> string", "one code point" },
	{ "indexOf", 2, 3, false, true, func_index_of, "string.indexOf(string[, int]) -> int",
		"where it first occurs; -1: nowhere" },
	{ "lastIndexOf", 2, 3, false, true, func_last_index_of, "string.lastIndexOf(string[, int]) -> int",
		"where it last occurs; -1: nowhere" },
	{ "substring", 2, 3, false, true, func_substring, "string.substring(int[, int]) -> string", "from, up to before" },
	{ "lowerAscii", 1, 1, false, true, func_lower_ascii, "string.lowerAscii() -> string", "A-Z as a-z" },
	{ "upperAscii", 1, 1, false, true, func_upper_ascii, "string.upperAscii() -> string", "a-z as A-Z" },
	{ "replace", 3, 4, false, true, func_replace, "string.replace(string, string[, int]) -> string",
		"every occurrence, or so many" },
	{ "split", 2, 3, false, true, func_split, "string.split(string[, int]) -> list(string)", "the parts between" },
	{ "join", 1, 2, false, true, func_join, "list(string).join([string]) -> string",
		"the texts, with something between" },
	{ "reverse", 1, 1, false, true, func_reverse, "string.reverse() -> string; list.reverse() -> list",
		"by code points; the last item first" },
	{ "trim", 1, 1, false, true, func_trim, "string.trim() -> string", "without white space around" },
	{ "format", 2, 2, false, true, func_format, "string.format(list) -> string", "%s %d %f %e %b %o %x %X" },
	{ "strings.quote", 1, 1, true, false, func_quote, "strings.quote(string) -> string", "in quotes, escaped" },
	{ "math.greatest", 1, 255, true, false, func_greatest,
		"math.greatest(number, ...) -> number; math.greatest(list(number)) -> number", "of all of them" },
	{ "math.least", 1, 255, true, false, func_least,
		"math.least(number, ...) -> number; math.least(list(number)) -> number", "of all of them" },
	{ "math.ceil", 1, 1, true, false, func_rounding, "math.ceil(double) -> double", "up" },
	{ "math.floor", 1, 1, true, false, func_rounding, "math.floor(double) -> double", "down" },
	{ "math.round", 1, 1, true, false, func_rounding, "math.round(double) -> double", "half away from zero" },
	{ "math.trunc", 1, 1, true, false, func_rounding, "math.trunc(double) -> double", "towards zero" },
	{ "math.sqrt", 1, 1, true, false, func_sqrt, "math.sqrt(number) -> double", "the square root" },
	{ "math.abs", 1, 1, true, false, func_abs,
		"math.abs(int) -> int; math.abs(uint) -> uint; math.abs(double) -> double", "without its sign" },
	{ "math.sign", 1, 1, true, false, func_sign,
		"math.sign(int) -> int; math.sign(uint) -> uint; math.sign(double) -> double", "-1, 0 or 1" },
	{ "math.isNaN", 1, 1, true, false, func_is_double, "math.isNaN(double) -> bool", "is it no number?" },
	{ "math.isInf", 1, 1, true, false, func_is_double, "math.isInf(double) -> bool", "is it infinite?" },
	{ "math.isFinite", 1, 1, true, false, func_is_double, "math.isFinite(double) -> bool", "is it a finite number?" },
	{ "math.bitAnd", 2, 2, true, false, func_bits, "math.bitAnd(int, int) -> int; math.bitAnd(uint, uint) -> uint",
		"of two of one type" },
	{ "math.bitOr", 2, 2, true, false, func_bits, "math.bitOr(int, int) -> int; math.bitOr(uint, uint) -> uint",
		"of two of one type" },
	{ "math.bitXor", 2, 2, true, false, func_bits, "math.bitXor(int, int) -> int; math.bitXor(uint, uint) -> uint",
		"of two of one type" },
	{ "math.bitNot", 1, 1, true, false, func_bit_not, "math.bitNot(int) -> int; math.bitNot(uint) -> uint",
		"every bit the other way" },
	{ "math.bitShiftLeft", 2, 2, true, false, func_shift,
		"math.bitShiftLeft(int, int) -> int; math.bitShiftLeft(uint, int) -> uint", "64 and more give 0" },
	{ "math.bitShiftRight", 2, 2, true, false, func_shift,
		"math.bitShiftRight(int, int) -> int; math.bitShiftRight(uint, int) -> uint", "logical" },
	{ "base64.encode", 1, 1, true, false, func_base64_encode, "base64.encode(bytes) -> string", "RFC 4648" },
	{ "base64.decode", 1, 1, true, false, func_base64_decode, "base64.decode(string) -> bytes", "RFC 4648" },
	{ "json.encode", 1, 1, true, false, func_json_encode, "json.encode(any) -> string",
		"as JSON: keys sorted, whole numbers beyond 2^53 as texts" },
	{ "regex.replace", 3, 4, true, false, func_regex_replace, "regex.replace(string, string, string[, int]) -> string",
	  "of a text, what matches a pattern, by a text with \\1 to \\9 for groups; every match, or so many" },
	{ "regex.extract", 2, 2, true, false, func_regex_extract, "regex.extract(string, string) -> optional",
	  "the first match of a pattern in a text, or its one group" },
	{ "regex.extractAll", 2, 2, true, false, func_regex_extract_all, "regex.extractAll(string, string) -> list(string)",
	  "every match, or its one group where that is not empty" },
	{ "optional.of", 1, 1, true, false, func_optional_of, "optional.of(any) -> optional", "a value that is there" },
	{ "optional.none", 0, 0, true, false, func_optional_none, "optional.none() -> optional",
		"a value that is not there" },
	{ "optional.ofNonZeroValue", 1, 1, true, false, func_optional_non_zero, "optional.ofNonZeroValue(any) -> optional",
		"none for 0, \"\", [], null, ..." },
	{ "hasValue", 1, 1, false, true, func_optional, "optional.hasValue() -> bool", "is it there?" },
	{ "value", 1, 1, false, true, func_optional, "optional.value() -> any", "the value, or an error" },
	{ "or", 2, 2, false, true, func_optional, "optional.or(optional) -> optional", "the first that is there" },
	{ "orValue", 2, 2, false, true, func_optional, "optional.orValue(any) -> any", "the value, or another" },
	{ "optional.unwrap", 1, 1, true, false, func_optional_unwrap, "optional.unwrap(list(optional)) -> list",
		"the values that are there" },
	{ "unwrapOpt", 1, 1, false, true, func_optional_unwrap, "list(optional).unwrapOpt() -> list",
		"the values that are there" },
	{ "lists.range", 1, 1, true, false, func_range, "lists.range(int) -> list(int)", "0, 1, ... up to before it" },
	{ "slice", 3, 3, false, true, func_slice, "list.slice(int, int) -> list", "from, up to before" },
	{ "first", 1, 1, false, true, func_end, "list.first() -> optional", "none of an empty list" },
	{ "last", 1, 1, false, true, func_end, "list.last() -> optional", "none of an empty list" },
	{ "flatten", 1, 2, false, true, func_flatten, "list.flatten([int]) -> list",
		"the lists within it dissolved, one level or so many" },
	{ "distinct", 1, 1, false, true, func_distinct, "list.distinct() -> list", "each item once" },
	{ "sort", 1, 1, false, true, func_sort, "list.sort() -> list", "the least first; items of one type" },
	{ "merge", 2, 2, false, true, func_merge, "map.merge(map) -> map",
		"the entries of both; where both have a key, the second's" },
	{ "sets.contains", 2, 2, true, false, func_sets, "sets.contains(list, list) -> bool",
		"is all of the second in the first?" },
	{ "sets.equivalent", 2, 2, true, false, func_sets, "sets.equivalent(list, list) -> bool", "is each in the other?" },
	{ "sets.intersects", 2, 2, true, false, func_sets, "sets.intersects(list, list) -> bool",
		"have they something in common?" },
	{ "ip", 1, 1, true, false, func_ip, "ip(string|ip) -> ip", "an IP address" },
	{ "ip", 1, 1, false, true, func_cidr_part, "cidr.ip() -> ip", "its address" },
	{ "cidr", 1, 1, true, false, func_cidr, "cidr(string|cidr) -> cidr", "a range of addresses" },
	{ "isIP", 1, 1, true, false, func_is_ip, "isIP(string) -> bool", "is it an address?" },
	{ "isCIDR", 1, 1, true, false, func_is_ip, "isCIDR(string) -> bool", "is it a range?" },
	{ "ip.isCanonical", 1, 1, true, false, func_ip_is_canonical, "ip.isCanonical(string) -> bool",
		"is it written in the one proper way?" },
	{ "family", 1, 1, false, true, func_ip_question, "ip.family() -> int", "4 or 6" },
	{ "isUnspecified", 1, 1, false, true, func_ip_question, "ip.isUnspecified() -> bool", "0.0.0.0 or ::" },
	{ "isLoopback", 1, 1, false, true, func_ip_question, "ip.isLoopback() -> bool", "127.0.0.0/8 or ::1" },
	{ "isGlobalUnicast", 1, 1, false, true, func_ip_question, "ip.isGlobalUnicast() -> bool", "none of the others" },
	{ "isLinkLocalMulticast", 1, 1, false, true, func_ip_question, "ip.isLinkLocalMulticast() -> bool",
		"224.0.0.0/24 or ff02::/16" },
	{ "isLinkLocalUnicast", 1, 1, false, true, func_ip_question, "ip.isLinkLocalUnicast() -> bool",
		"169.254.0.0/16 or fe80::/10" },
	{ "containsIP", 2, 2, false, true, func_cidr_contains, "cidr.containsIP(ip|string) -> bool",
		"is the address in it?" },
	{ "containsCIDR", 2, 2, false, true, func_cidr_contains, "cidr.containsCIDR(cidr|string) -> bool",
		"is the range in it?" },
	{ "masked", 1, 1, false, true, func_cidr_part, "cidr.masked() -> cidr", "with its host bits zero" },
	{ "isMask", 1, 1, false, true, func_cidr_part, "cidr.isMask() -> bool", "are its host bits zero?" },
	{ "prefixLength", 1, 1, false, true, func_cidr_part, "cidr.prefixLength() -> int", "its network bits" },
};

const struct cel_function *cel_function_named(struct str name, size_t n_args, bool member)
{
	for (size_t i = 0; i < COUNTOF(functions); i++) {
		const struct cel_function *f = &functions[i];
		if (f->name[0] == name.p[0] && (member ? f->member : f->global) && n_args >= f->min && n_args <= f->max &&
			str_is(name, f->name))
			return f;
	}
	return NULL;
}

const char *cel_function_spaced(const char *space, struct str name)
{
	size_t n = strlen(space);
	for (size_t i = 0; i < COUNTOF(functions); i++) {
		const char *full = functions[i].name;
		if (full[0] == space[0] && !strncmp(full, space, n) && full[n] == '.' && str_is(name, full + n + 1))
			return full;
	}
	return NULL;
}

struct cel_function_doc cel_function_doc(size_t i)
{
	if (i >= COUNTOF(functions))
		return (struct cel_function_doc){ NULL, NULL, NULL };
	return (struct cel_function_doc){ functions[i].name, functions[i].signature, functions[i].doc };
}
