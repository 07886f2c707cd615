/* SPDX-License-Identifier: Apache-2.0 */
/* func.c: the table of functions, one row each. A function is looked up when a program is compiled. */
#include "func.h"

#include <string.h>

static struct cel_value size_of(struct cel_context *c, const struct cel_value *args, size_t n)
{
	size_t count = 0;
	switch (args[0].kind) {
	case CEL_LIST:
	case CEL_MAP: return cel_int((int64_t)cel_size(&args[0]));
	case CEL_BYTES: return cel_int((int64_t)args[0].s.n);
	case CEL_STRING:
		for (size_t i = 0; i < args[0].s.n; i++)
			count += ((unsigned char)args[0].s.p[i] & 0xC0) != 0x80;
		return cel_int((int64_t)count);
	default: return cel_no_overload(c, c->at, "size", args, n);
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
	{ "size", 1, 1, true, true, size_of, "size(string|bytes|list|map) -> int",
		"number of code points, bytes or members" },
	{ "type", 1, 1, true, false, type_of, "type(any) -> type", "type of the value" },
	{ "dyn", 1, 1, true, false, dyn, "dyn(any) -> any", "the value itself" },
	{ "int", 1, 1, true, false, func_int, "int(number|string|timestamp) -> int",
		"the value as integer; a double is truncated" },
	{ "uint", 1, 1, true, false, func_uint, "uint(number|string) -> uint", "the value as unsigned integer" },
	{ "double", 1, 1, true, false, func_double, "double(number|string) -> double",
		"the value as floating point number" },
	{ "string", 1, 1, true, false, func_string, "string(bool|number|string|bytes|timestamp|duration|ip|cidr) -> string",
		"the value as string" },
	{ "bool", 1, 1, true, false, func_bool, "bool(bool|string) -> bool",
		"true for 1 t T true TRUE True, false for 0 f F false FALSE False" },
	{ "bytes", 1, 1, true, false, func_bytes, "bytes(string|bytes) -> bytes", "UTF-8 bytes of the string" },
	{ "timestamp", 1, 1, true, false, func_timestamp, "timestamp(string|int|timestamp) -> timestamp",
		"timestamp from RFC 3339 or from seconds since 1970" },
	{ "duration", 1, 1, true, false, func_duration, "duration(string|duration) -> duration",
		"duration from a string such as 1h30m or 1.5s" },
	{ "getFullYear", 1, 2, false, true, func_time_part, "timestamp.getFullYear([zone]) -> int", "year" },
	{ "getMonth", 1, 2, false, true, func_time_part, "timestamp.getMonth([zone]) -> int", "month; 0 is January" },
	{ "getDate", 1, 2, false, true, func_time_part, "timestamp.getDate([zone]) -> int", "day of the month, from 1" },
	{ "getDayOfMonth", 1, 2, false, true, func_time_part, "timestamp.getDayOfMonth([zone]) -> int",
		"day of the month, from 0" },
	{ "getDayOfYear", 1, 2, false, true, func_time_part, "timestamp.getDayOfYear([zone]) -> int",
		"day of the year, from 0" },
	{ "getDayOfWeek", 1, 2, false, true, func_time_part, "timestamp.getDayOfWeek([zone]) -> int",
		"day of the week; 0 is Sunday" },
	{ "getHours", 1, 2, false, true, func_time_part, "timestamp.getHours([zone]) -> int; duration.getHours() -> int",
		"hours; for a duration: total hours" },
	{ "getMinutes", 1, 2, false, true, func_time_part,
		"timestamp.getMinutes([zone]) -> int; duration.getMinutes() -> int", "minutes; for a duration: total minutes" },
	{ "getSeconds", 1, 2, false, true, func_time_part,
		"timestamp.getSeconds([zone]) -> int; duration.getSeconds() -> int", "seconds; for a duration: total seconds" },
	{ "getMilliseconds", 1, 2, false, true, func_time_part,
		"timestamp.getMilliseconds([zone]) -> int; duration.getMilliseconds() -> int",
		"milliseconds within the second" },
	{ "contains", 2, 2, false, true, contains, "string.contains(string) -> bool",
		"true if the string contains the argument" },
	{ "startsWith", 2, 2, false, true, starts_with, "string.startsWith(string) -> bool",
		"true if the string starts with the argument" },
	{ "endsWith", 2, 2, false, true, ends_with, "string.endsWith(string) -> bool",
		"true if the string ends with the argument" },
	{ "matches", 2, 2, true, true, func_matches, "string.matches(string) -> bool",
		"true if the RE2 pattern matches a part of the string" },
	{ "charAt", 2, 2, false, true, func_char_at, "string.charAt(int) -> string", "code point at the index" },
	{ "indexOf", 2, 3, false, true, func_index_of, "string.indexOf(string[, int]) -> int",
		"index of the first occurrence; -1: none" },
	{ "lastIndexOf", 2, 3, false, true, func_last_index_of, "string.lastIndexOf(string[, int]) -> int",
		"index of the last occurrence; -1: none" },
	{ "substring", 2, 3, false, true, func_substring, "string.substring(int[, int]) -> string",
		"substring from the first index to before the second" },
	{ "lowerAscii", 1, 1, false, true, func_lower_ascii, "string.lowerAscii() -> string",
		"the string with A-Z in lower case" },
	{ "upperAscii", 1, 1, false, true, func_upper_ascii, "string.upperAscii() -> string",
		"the string with a-z in upper case" },
	{ "replace", 3, 4, false, true, func_replace, "string.replace(string, string[, int]) -> string",
		"the string with all occurrences replaced, or the given number of them" },
	{ "split", 2, 3, false, true, func_split, "string.split(string[, int]) -> list(string)",
		"the parts between separators" },
	{ "join", 1, 2, false, true, func_join, "list(string).join([string]) -> string",
		"the strings joined, with the separator between them" },
	{ "reverse", 1, 1, false, true, func_reverse, "string.reverse() -> string; list.reverse() -> list",
		"code points or items in reverse order" },
	{ "trim", 1, 1, false, true, func_trim, "string.trim() -> string",
		"the string without leading and trailing white space" },
	{ "format", 2, 2, false, true, func_format, "string.format(list) -> string",
		"the formatted string; verbs: %s %d %f %e %b %o %x %X" },
	{ "strings.quote", 1, 1, true, false, func_quote, "strings.quote(string) -> string",
		"the string in quotes, with escapes" },
	{ "math.greatest", 1, 255, true, false, func_greatest,
		"math.greatest(number, ...) -> number; math.greatest(list(number)) -> number", "greatest argument" },
	{ "math.least", 1, 255, true, false, func_least,
		"math.least(number, ...) -> number; math.least(list(number)) -> number", "least argument" },
	{ "math.ceil", 1, 1, true, false, func_rounding, "math.ceil(double) -> double",
		"nearest integer that is not less" },
	{ "math.floor", 1, 1, true, false, func_rounding, "math.floor(double) -> double",
		"nearest integer that is not greater" },
	{ "math.round", 1, 1, true, false, func_rounding, "math.round(double) -> double",
		"nearest integer; halves are rounded away from zero" },
	{ "math.trunc", 1, 1, true, false, func_rounding, "math.trunc(double) -> double",
		"the value truncated toward zero" },
	{ "math.sqrt", 1, 1, true, false, func_sqrt, "math.sqrt(number) -> double", "square root" },
	{ "math.abs", 1, 1, true, false, func_abs,
		"math.abs(int) -> int; math.abs(uint) -> uint; math.abs(double) -> double", "absolute value" },
	{ "math.sign", 1, 1, true, false, func_sign,
		"math.sign(int) -> int; math.sign(uint) -> uint; math.sign(double) -> double", "sign: -1, 0 or 1" },
	{ "math.isNaN", 1, 1, true, false, func_is_double, "math.isNaN(double) -> bool", "true if the value is NaN" },
	{ "math.isInf", 1, 1, true, false, func_is_double, "math.isInf(double) -> bool", "true if the value is infinite" },
	{ "math.isFinite", 1, 1, true, false, func_is_double, "math.isFinite(double) -> bool",
		"true if the value is finite" },
	{ "math.bitAnd", 2, 2, true, false, func_bits, "math.bitAnd(int, int) -> int; math.bitAnd(uint, uint) -> uint",
		"bitwise AND" },
	{ "math.bitOr", 2, 2, true, false, func_bits, "math.bitOr(int, int) -> int; math.bitOr(uint, uint) -> uint",
		"bitwise OR" },
	{ "math.bitXor", 2, 2, true, false, func_bits, "math.bitXor(int, int) -> int; math.bitXor(uint, uint) -> uint",
		"bitwise XOR" },
	{ "math.bitNot", 1, 1, true, false, func_bit_not, "math.bitNot(int) -> int; math.bitNot(uint) -> uint",
		"bitwise NOT" },
	{ "math.bitShiftLeft", 2, 2, true, false, func_shift,
		"math.bitShiftLeft(int, int) -> int; math.bitShiftLeft(uint, int) -> uint",
		"bits shifted left; 0 for 64 and more" },
	{ "math.bitShiftRight", 2, 2, true, false, func_shift,
		"math.bitShiftRight(int, int) -> int; math.bitShiftRight(uint, int) -> uint",
		"bits shifted right (logical shift)" },
	{ "base64.encode", 1, 1, true, false, func_base64_encode, "base64.encode(bytes) -> string", "base64 (RFC 4648)" },
	{ "base64.decode", 1, 1, true, false, func_base64_decode, "base64.decode(string) -> bytes",
		"bytes from base64 (RFC 4648)" },
	{ "json.encode", 1, 1, true, false, func_json_encode, "json.encode(any) -> string",
		"JSON with sorted keys; integers beyond 2^53 become strings" },
	{ "regex.replace", 3, 4, true, false, func_regex_replace, "regex.replace(string, string, string[, int]) -> string",
		"the string with matches of the pattern replaced; \\1 to \\9 are groups; all matches or the given number" },
	{ "regex.extract", 2, 2, true, false, func_regex_extract, "regex.extract(string, string) -> optional",
		"first match of the pattern in the string, or its group if there is one" },
	{ "regex.extractAll", 2, 2, true, false, func_regex_extract_all, "regex.extractAll(string, string) -> list(string)",
		"all matches of the pattern, or their non-empty groups if there is one" },
	{ "optional.of", 1, 1, true, false, func_optional_of, "optional.of(any) -> optional",
		"an optional that has the value" },
	{ "optional.none", 0, 0, true, false, func_optional_none, "optional.none() -> optional",
		"an optional without a value" },
	{ "optional.ofNonZeroValue", 1, 1, true, false, func_optional_non_zero, "optional.ofNonZeroValue(any) -> optional",
		"an optional with the value; without it for 0, \"\", [], null, ..." },
	{ "hasValue", 1, 1, false, true, func_optional, "optional.hasValue() -> bool", "true if the optional has a value" },
	{ "value", 1, 1, false, true, func_optional, "optional.value() -> any", "the value; an error if there is none" },
	{ "or", 2, 2, false, true, func_optional, "optional.or(optional) -> optional",
		"the optional if it has a value, else the argument" },
	{ "orValue", 2, 2, false, true, func_optional, "optional.orValue(any) -> any",
		"the value if there is one, else the argument" },
	{ "optional.unwrap", 1, 1, true, false, func_optional_unwrap, "optional.unwrap(list(optional)) -> list",
		"values of the optionals that have one" },
	{ "unwrapOpt", 1, 1, false, true, func_optional_unwrap, "list(optional).unwrapOpt() -> list",
		"values of the optionals that have one" },
	{ "lists.range", 1, 1, true, false, func_range, "lists.range(int) -> list(int)",
		"list of 0, 1, ... to before the argument" },
	{ "slice", 3, 3, false, true, func_slice, "list.slice(int, int) -> list",
		"items from the first index to before the second" },
	{ "first", 1, 1, false, true, func_end, "list.first() -> optional", "first item; no value for an empty list" },
	{ "last", 1, 1, false, true, func_end, "list.last() -> optional", "last item; no value for an empty list" },
	{ "flatten", 1, 2, false, true, func_flatten, "list.flatten([int]) -> list",
		"the list with nested lists flattened by one level or by the given number" },
	{ "distinct", 1, 1, false, true, func_distinct, "list.distinct() -> list", "items without duplicates" },
	{ "sort", 1, 1, false, true, func_sort, "list.sort() -> list",
		"items in ascending order; they must have one type" },
	{ "merge", 2, 2, false, true, func_merge, "map.merge(map) -> map",
		"entries of both maps; the argument's value wins for a common key" },
	{ "sets.contains", 2, 2, true, false, func_sets, "sets.contains(list, list) -> bool",
		"true if the first list contains all items of the second" },
	{ "sets.equivalent", 2, 2, true, false, func_sets, "sets.equivalent(list, list) -> bool",
		"true if each list contains all items of the other" },
	{ "sets.intersects", 2, 2, true, false, func_sets, "sets.intersects(list, list) -> bool",
		"true if the lists have a common item" },
	{ "ip", 1, 1, true, false, func_ip, "ip(string|ip) -> ip", "IP address" },
	{ "ip", 1, 1, false, true, func_cidr_part, "cidr.ip() -> ip", "address of the range" },
	{ "cidr", 1, 1, true, false, func_cidr, "cidr(string|cidr) -> cidr", "address range" },
	{ "isIP", 1, 1, true, false, func_is_ip, "isIP(string) -> bool", "true if the string is an IP address" },
	{ "isCIDR", 1, 1, true, false, func_is_ip, "isCIDR(string) -> bool", "true if the string is an address range" },
	{ "ip.isCanonical", 1, 1, true, false, func_ip_is_canonical, "ip.isCanonical(string) -> bool",
		"true if the address is in canonical form" },
	{ "family", 1, 1, false, true, func_ip_question, "ip.family() -> int", "address family: 4 or 6" },
	{ "isUnspecified", 1, 1, false, true, func_ip_question, "ip.isUnspecified() -> bool", "true for 0.0.0.0 and ::" },
	{ "isLoopback", 1, 1, false, true, func_ip_question, "ip.isLoopback() -> bool", "true for 127.0.0.0/8 and ::1" },
	{ "isGlobalUnicast", 1, 1, false, true, func_ip_question, "ip.isGlobalUnicast() -> bool",
		"true if the address is a global unicast address" },
	{ "isLinkLocalMulticast", 1, 1, false, true, func_ip_question, "ip.isLinkLocalMulticast() -> bool",
		"true for 224.0.0.0/24 and ff02::/16" },
	{ "isLinkLocalUnicast", 1, 1, false, true, func_ip_question, "ip.isLinkLocalUnicast() -> bool",
		"true for 169.254.0.0/16 and fe80::/10" },
	{ "containsIP", 2, 2, false, true, func_cidr_contains, "cidr.containsIP(ip|string) -> bool",
		"true if the range contains the address" },
	{ "containsCIDR", 2, 2, false, true, func_cidr_contains, "cidr.containsCIDR(cidr|string) -> bool",
		"true if the range contains the other range" },
	{ "masked", 1, 1, false, true, func_cidr_part, "cidr.masked() -> cidr", "the range with host bits set to zero" },
	{ "isMask", 1, 1, false, true, func_cidr_part, "cidr.isMask() -> bool", "true if all host bits are zero" },
	{ "prefixLength", 1, 1, false, true, func_cidr_part, "cidr.prefixLength() -> int", "number of network bits" },
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
