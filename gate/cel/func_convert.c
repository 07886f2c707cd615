/* SPDX-License-Identifier: Apache-2.0 */
/* func_convert.c: conversions, exact or an error. Source: langdef.md, List of Standard Definitions. */
#include "func.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct cel_value out_of_range(struct cel_context *c, const struct cel_value *v)
{
	return cel_fail(c, c->at, "out of range: %s", cel_value_text(c, v));
}

static struct cel_value is_no(struct cel_context *c, const char *what, const struct cel_value *v)
{
	return cel_fail(c, c->at, "not %s: %s", what, cel_value_text(c, v));
}

/* Parses an optional sign and decimal digits. Returns NULL for other text. */
static const char *decimal(struct cel_context *c, struct str s, bool sign)
{
	const char *text = arena_strndup(c->a, s.p, s.n);
	size_t i = sign && s.n > 1 && (s.p[0] == '-' || s.p[0] == '+');
	return s.n > i && strspn(text + i, "0123456789") == s.n - i ? text : NULL;
}

struct cel_value func_int(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *text;
	switch (args[0].kind) {
	case CEL_INT: return cel_int(args[0].i);
	case CEL_TIMESTAMP: return cel_int(args[0].t.seconds);
	case CEL_UINT: return args[0].u <= INT64_MAX ? cel_int((int64_t)args[0].u) : out_of_range(c, args);
	case CEL_DOUBLE:
		return args[0].d > -9223372036854775808.0 && args[0].d < 9223372036854775808.0 ? cel_int((int64_t)args[0].d)
																					   : out_of_range(c, args);
	case CEL_STRING:
		text = decimal(c, args[0].s, true);
		if (!text)
			return is_no(c, "a whole number", args);
		errno = 0;
		int64_t i = strtoll(text, NULL, 10);
		return errno ? out_of_range(c, args) : cel_int(i);
	default: return cel_no_overload(c, c->at, "int", args, n);
	}
}

struct cel_value func_uint(struct cel_context *c, const struct cel_value *args, size_t n)
{
	const char *text;
	switch (args[0].kind) {
	case CEL_UINT: return cel_uint(args[0].u);
	case CEL_INT: return args[0].i >= 0 ? cel_uint((uint64_t)args[0].i) : out_of_range(c, args);
	case CEL_DOUBLE:
		return args[0].d >= 0 && args[0].d < 18446744073709551616.0 ? cel_uint((uint64_t)args[0].d)
																	: out_of_range(c, args);
	case CEL_STRING:
		text = decimal(c, args[0].s, false);
		if (!text)
			return is_no(c, "an unsigned whole number", args);
		errno = 0;
		uint64_t u = strtoull(text, NULL, 10);
		return errno ? out_of_range(c, args) : cel_uint(u);
	default: return cel_no_overload(c, c->at, "uint", args, n);
	}
}

/* "inf", "+Infinity", "NaN", in any case. */
static bool special_double(const char *text, double *out)
{
	bool negative = *text == '-';
	const char *word = text + (*text == '-' || *text == '+');
	bool inf = !strcasecmp(word, "inf") || !strcasecmp(word, "infinity");
	*out = inf ? (negative ? -(double)INFINITY : (double)INFINITY) : (double)NAN;
	return inf || !strcasecmp(text, "nan");
}

static struct cel_value double_of_string(struct cel_context *c, const struct cel_value *v)
{
	char *text = arena_strndup(c->a, v->s.p, v->s.n), *end;
	double d;
	if (strlen(text) == v->s.n && special_double(text, &d))
		return cel_double(d);
	if (!v->s.n || strspn(text, "0123456789.eE+-") != v->s.n)
		return is_no(c, "a number", v);
	d = strtod(text, &end);
	if (*end)
		return is_no(c, "a number", v);
	return isfinite(d) ? cel_double(d) : out_of_range(c, v);
}

struct cel_value func_double(struct cel_context *c, const struct cel_value *args, size_t n)
{
	switch (args[0].kind) {
	case CEL_INT: return cel_double((double)args[0].i);
	case CEL_UINT: return cel_double((double)args[0].u);
	case CEL_DOUBLE: return cel_double(args[0].d);
	case CEL_STRING: return double_of_string(c, args);
	default: return cel_no_overload(c, c->at, "double", args, n);
	}
}

/* The shortest text that reads back exactly, with an exponent from 1e+06 up and below 1e-04, as in cel-go. */
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
	case CEL_STRING: return args[0];
	case CEL_BOOL: return cel_of_string(args[0].b ? "true" : "false");
	case CEL_INT: return cel_of_string(arena_printf(c->a, "%lld", (long long)args[0].i));
	case CEL_UINT: return cel_of_string(arena_printf(c->a, "%llu", (unsigned long long)args[0].u));
	case CEL_DOUBLE: return cel_of_string(double_text(c, args[0].d));
	case CEL_IP:
	case CEL_CIDR: return cel_of_string(func_net_text(c, &args[0]));
	case CEL_TIMESTAMP:
	case CEL_DURATION: return cel_of_string(func_time_text(c, &args[0]));
	case CEL_BYTES:
		if (!text_utf8_valid(args[0].s.p, args[0].s.n))
			return cel_fail(c, c->at, "the bytes are not valid UTF-8");
		return cel_string(args[0].s);
	default: return cel_no_overload(c, c->at, "string", args, n);
	}
}

struct cel_value func_bool(struct cel_context *c, const struct cel_value *args, size_t n)
{
	static const char *const words[] = { "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE",
		"False" };
	if (args[0].kind == CEL_BOOL)
		return args[0];
	if (args[0].kind != CEL_STRING)
		return cel_no_overload(c, c->at, "bool", args, n);
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_is(args[0].s, words[i]))
			return cel_bool(i < COUNTOF(words) / 2);
	return is_no(c, "true or false", args);
}

struct cel_value func_bytes(struct cel_context *c, const struct cel_value *args, size_t n)
{
	if (args[0].kind != CEL_STRING && args[0].kind != CEL_BYTES)
		return cel_no_overload(c, c->at, "bytes", args, n);
	return (struct cel_value){ .kind = CEL_BYTES, .s = args[0].s };
}
