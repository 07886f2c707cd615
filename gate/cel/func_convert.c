/* SPDX-License-Identifier: Apache-2.0 */
/* func_convert.c: conversions, exact or an error. Source: langdef.md, List of Standard Definitions. */
#include "func.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct cel_value out_of_range(struct cel_context *c)
{
	return cel_fail(c, c->at, "out of range");
}

/* An optional sign and decimal digits, nothing else. */
static bool decimal(struct str s, bool sign)
{
	size_t i = sign && s.n > 1 && (s.p[0] == '-' || s.p[0] == '+');
	return s.n > i && s.n < 40 && strspn(s.p + i, "0123456789") == s.n - i;
}

struct cel_value func_int(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_INT:
		return cel_int(args[0].i);
	case CEL_TIMESTAMP:
		return cel_int(args[0].t.seconds);
	case CEL_UINT:
		return args[0].u <= INT64_MAX ? cel_int((int64_t)args[0].u) : out_of_range(c);
	case CEL_DOUBLE:
		return args[0].d > -9223372036854775808.0 && args[0].d < 9223372036854775808.0 ? cel_int((int64_t)args[0].d) : out_of_range(c);
	case CEL_STRING:
		if (!decimal(args[0].s, true))
			return cel_fail(c, c->at, "not a whole number");
		errno = 0;
		int64_t i = strtoll(arena_strndup(c->a, args[0].s.p, args[0].s.n), NULL, 10);
		return errno ? out_of_range(c) : cel_int(i);
	default:
		return cel_no_overload(c, c->at, "int", args, n);
	}
}

struct cel_value func_uint(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_UINT:
		return cel_uint(args[0].u);
	case CEL_INT:
		return args[0].i >= 0 ? cel_uint((uint64_t)args[0].i) : out_of_range(c);
	case CEL_DOUBLE:
		return args[0].d >= 0 && args[0].d < 18446744073709551616.0 ? cel_uint((uint64_t)args[0].d) : out_of_range(c);
	case CEL_STRING:
		if (!decimal(args[0].s, false))
			return cel_fail(c, c->at, "not an unsigned whole number");
		errno = 0;
		uint64_t u = strtoull(arena_strndup(c->a, args[0].s.p, args[0].s.n), NULL, 10);
		return errno ? out_of_range(c) : cel_uint(u);
	default:
		return cel_no_overload(c, c->at, "uint", args, n);
	}
}

static bool is_word(struct str s, const char *a, const char *b, const char *c)
{
	return str_is(s, a) || str_is(s, b) || str_is(s, c);
}

static struct cel_value double_of_string(struct cel_context *c, struct str s)
{
	if (is_word(s, "NaN", "nan", "NAN"))
		return cel_double((double)NAN);
	if (is_word(s, "Infinity", "+Infinity", "inf"))
		return cel_double((double)INFINITY);
	if (is_word(s, "-Infinity", "-inf", "-Inf"))
		return cel_double(-(double)INFINITY);
	char *text = arena_strndup(c->a, s.p, s.n), *end;
	if (!s.n || strspn(text, "0123456789.eE+-") != s.n)
		return cel_fail(c, c->at, "not a number");
	double d = strtod(text, &end);
	if (*end)
		return cel_fail(c, c->at, "not a number");
	return isfinite(d) ? cel_double(d) : out_of_range(c);
}

struct cel_value func_double(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_INT:
		return cel_double((double)args[0].i);
	case CEL_UINT:
		return cel_double((double)args[0].u);
	case CEL_DOUBLE:
		return cel_double(args[0].d);
	case CEL_STRING:
		return double_of_string(c, args[0].s);
	default:
		return cel_no_overload(c, c->at, "double", args, n);
	}
}

/* Shortest round trip; an exponent from 1e+06 up and below 1e-04, as cel-go writes it. */
static const char *double_text(struct cel_context *c, double d)
{
	char text[40], mantissa[40];
	if (isnan(d))
		return "NaN";
	if (isinf(d))
		return d > 0 ? "+Inf" : "-Inf";
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*e", digits - 1, d);
		double back = strtod(text, NULL);
		if (!(back < d) && !(back > d))
			break;
	}
	const char *e = strchr(text, 'e');
	int exponent = atoi(e + 1), decimals = (int)(e - text) - (text[0] == '-') - 2;
	snprintf(mantissa, sizeof(mantissa), "%.*s", (int)(e - text), text);
	if (exponent < -4 || exponent >= 6)
		return arena_printf(c->a, "%se%c%02d", mantissa, exponent < 0 ? '-' : '+', abs(exponent));
	decimals = (decimals < 0 ? 0 : decimals) - exponent;
	return arena_printf(c->a, "%.*f", decimals > 0 ? decimals : 0, d);
}

struct cel_value func_string(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_STRING:
		return args[0];
	case CEL_BOOL:
		return cel_of_string(args[0].b ? "true" : "false");
	case CEL_INT:
		return cel_of_string(arena_printf(c->a, "%lld", (long long)args[0].i));
	case CEL_UINT:
		return cel_of_string(arena_printf(c->a, "%llu", (unsigned long long)args[0].u));
	case CEL_DOUBLE:
		return cel_of_string(double_text(c, args[0].d));
	case CEL_IP:
	case CEL_CIDR:
		return cel_of_string(func_net_text(c, &args[0]));
	case CEL_TIMESTAMP:
	case CEL_DURATION:
		return cel_of_string(func_time_text(c, &args[0]));
	case CEL_BYTES:
		if (!text_utf8_valid(args[0].s.p, args[0].s.n))
			return cel_fail(c, c->at, "the bytes are not valid UTF-8");
		return cel_string(args[0].s);
	default:
		return cel_no_overload(c, c->at, "string", args, n);
	}
}

struct cel_value func_bool(struct cel_context *c, const struct cel_value *args, size_t n)
{
	static const char *const words[] = { "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False" };
	if (args[0].kind == CEL_BOOL)
		return args[0];
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "bool", args, n);
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_is(args[0].s, words[i]))
			return cel_bool(i < COUNTOF(words) / 2);
	return cel_fail(c, c->at, "neither true nor false");
}

struct cel_value func_bytes(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_STRING && args[0].kind != CEL_BYTES)
		return cel_no_overload(c, c->at, "bytes", args, n);
	return (struct cel_value){ .kind = CEL_BYTES, .s = args[0].s };
}
